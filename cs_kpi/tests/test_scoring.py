"""Bands and lines of P1, without a database."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.cs_kpi.scoring import (
    Band,
    Problem,
    deduction,
    find_problems,
    line_score,
    ratio,
    share_weights,
    total_score,
)

from .common import unhurried

D = Decimal
HUNDRED = D(100)
COMPLAINTS = (
    Band(D(0), D(0), D(0), True, True),
    Band(D(0), D("0.4"), D(2), False, True),
    Band(D("0.4"), D(1), D(4), False, True),
    Band(D(1), D("1.5"), D(10), False, True),
    Band(D("1.5"), None, D(10), False),
)
SATISFACTION = (
    Band(D(0), D(75), D(5)),
    Band(D(75), D(80), D(3)),
    Band(D(80), D(95), D(2)),
    Band(D(95), D(100), D(1)),
    Band(D(100), None, D(0)),
)
FEEDBACK = (
    Band(D(0), D(1), D(5)),
    Band(D(1), D(2), D(3)),
    Band(D(2), D(3), D(2)),
    Band(D(3), D(5), D(1), True, True),
    Band(D(5), None, D(0), False),
)


@tagged("post_install", "-at_install")
class TestScoring(BaseCase):
    def assert_deductions(self, bands, expected):
        found = {value: deduction(D(value), bands) for value in expected}
        self.assertEqual(found, {value: D(cost) for value, cost in expected.items()})

    def test_boundaries_of_complaints(self):
        self.assert_deductions(
            COMPLAINTS,
            {
                "0": 0,
                "0.0001": 2,
                "0.4": 2,
                "0.41": 4,
                "1": 4,
                "1.01": 10,
                "1.5": 10,
                "1.51": 10,
                "100": 10,
            },
        )

    def test_boundaries_of_satisfaction_and_callbacks(self):
        self.assert_deductions(
            SATISFACTION,
            {
                "100": 0,
                "99.9": 1,
                "95": 1,
                "94.9": 2,
                "80": 2,
                "79.9": 3,
                "75": 3,
                "74.9": 5,
                "0": 5,
            },
        )

    def test_boundaries_of_feedback(self):
        self.assert_deductions(
            FEEDBACK,
            {"0": 5, "1": 3, "2": 2, "3": 1, "4": 1, "5": 1, "6": 0, "40": 0},
        )

    def test_a_ratio_is_not_rounded_before_it_is_looked_up(self):
        almost = ratio(D(2999), D(3000))
        self.assertEqual(deduction(almost, SATISFACTION), 1)
        one_in_250 = ratio(D(1), D(250))
        self.assertEqual(deduction(one_in_250, COMPLAINTS), 2)
        one_in_249 = ratio(D(1), D(249))
        self.assertEqual(deduction(one_in_249, COMPLAINTS), 4)

    def test_nothing_to_divide_by(self):
        self.assertIsNone(ratio(D(0), D(0)))

    def test_no_item_below_zero(self):
        self.assertEqual(line_score(D(10), D(12)), 0)
        self.assertEqual(line_score(D(10), D(10)), 0)
        self.assertEqual(line_score(D(10), D(2)), 8)

    def test_total(self):
        items = [D(20), D("75.5")]
        self.assertEqual(total_score(items, [D(3), D(-2)]), D("96.5"))
        self.assertEqual(total_score([D(100)], [D(3)]), 103)
        self.assertEqual(total_score([D(100)], [D(3)], cap=HUNDRED), 100)
        self.assertEqual(total_score([D(1)], [D(-3)]), 0)

    def test_value_outside_every_band(self):
        with self.assertRaisesRegex(ValueError, "no band holds 101"):
            deduction(D(101), (Band(D(0), HUNDRED, D(0), True, True),))

    def test_shipped_bands_are_complete(self):
        for bands in (COMPLAINTS, SATISFACTION, FEEDBACK):
            self.assertEqual(find_problems(bands, D(0), HUNDRED), [])
            self.assertEqual(find_problems(bands, D(0), None), [])

    def test_gaps_are_found(self):
        low, high = Band(D(0), D(50), D(5)), Band(D(50), D(100), D(0))
        self.assertEqual(
            find_problems((low, high), D(0), HUNDRED), [Problem("gap", 1, None)]
        )
        late = Band(D(60), None, D(0))
        self.assertEqual(find_problems((low, late), D(0)), [Problem("gap", 0, 1)])
        point = Band(D(50), None, D(0), False)
        self.assertEqual(find_problems((low, point), D(0)), [Problem("gap", 0, 1)])
        self.assertEqual(find_problems((point,), D(0)), [Problem("gap", None, 0)])
        self.assertEqual(find_problems((), D(0)), [Problem("gap", None)])

    def test_overlaps_are_found(self):
        low = Band(D(0), D(50), D(5), True, True)
        high = Band(D(50), None, D(0))
        self.assertEqual(find_problems((low, high), D(0)), [Problem("overlap", 0, 1)])
        wide = Band(D(0), None, D(1))
        self.assertEqual(
            find_problems((wide, low, high), D(0)),
            [Problem("overlap", 0, 1), Problem("overlap", 0, 2)],
        )

    def test_empty_bands_are_found(self):
        crossed = Band(D(50), D(40), D(5))
        self.assertEqual(find_problems((crossed,)), [Problem("empty", 0)])
        point = Band(D(50), D(50), D(5), True, False)
        self.assertEqual(find_problems((point,)), [Problem("empty", 0)])

    def test_band_as_text(self):
        self.assertEqual(str(COMPLAINTS[0]), "= 0")
        self.assertEqual(str(COMPLAINTS[1]), "> 0, ≤ 0.4")
        self.assertEqual(str(SATISFACTION[4]), "≥ 100")
        self.assertEqual(str(Band(None, None, D(0))), "…")

    def test_shared_weights(self):
        weights = [D(20), D(20), D(20), D(10), D(10), D(10), D(10)]
        rated = [True, False, True, True, True, True, True]
        shared = share_weights(weights, rated)
        self.assertEqual(
            shared, [25, 0, 25, D("12.5"), D("12.5"), D("12.5"), D("12.5")]
        )
        self.assertEqual(share_weights(weights, [True] * 7), weights)
        self.assertEqual(share_weights(weights, [False] * 7), weights)
        thirds = share_weights([D(40), D(20), D(20), D(20)], [False, True, True, True])
        self.assertEqual(thirds, [0, D("33.34"), D("33.33"), D("33.33")])


edges = st.lists(
    st.decimals(0, 100, places=2), min_size=1, max_size=8, unique=True
).map(sorted)
flags = st.lists(st.booleans(), min_size=8, max_size=8)


def partition(cuts, inclusive):
    """Bands from 0 on that meet at the cuts, the last without upper limit."""
    bounds = [cut for cut in cuts if cut > 0]
    bands, lower, lower_inclusive = [], D(0), True
    for cut, upper_inclusive in zip(bounds, inclusive, strict=False):
        bands.append(Band(lower, cut, D(len(bands)), lower_inclusive, upper_inclusive))
        lower, lower_inclusive = cut, not upper_inclusive
    bands.append(Band(lower, None, D(len(bands)), lower_inclusive))
    return bands


@tagged("post_install", "-at_install")
class TestScoringProperties(BaseCase):
    @unhurried
    @given(edges, flags, st.decimals(0, 1000, places=4))
    def test_one_band_answers_each_value_of_a_partition(self, cuts, inclusive, value):
        bands = partition(cuts, inclusive)
        self.assertEqual(find_problems(bands, D(0)), [])
        self.assertEqual(sum(band.contains(value) for band in bands), 1)

    @unhurried
    @given(edges, flags, st.data())
    def test_a_missing_band_is_a_gap(self, cuts, inclusive, data):
        bands = partition(cuts, inclusive)
        bands.pop(data.draw(st.integers(0, len(bands) - 1)))
        kinds = {problem.kind for problem in find_problems(bands, D(0))}
        self.assertEqual(kinds, {"gap"})

    @unhurried
    @given(edges, flags, st.data())
    def test_a_band_twice_is_an_overlap(self, cuts, inclusive, data):
        bands = partition(cuts, inclusive)
        bands.append(bands[data.draw(st.integers(0, len(bands) - 1))])
        kinds = {problem.kind for problem in find_problems(bands, D(0))}
        self.assertEqual(kinds, {"overlap"})

    @unhurried
    @given(st.decimals(0, 100, places=2), st.decimals(0, 200, places=2))
    def test_a_line_is_between_zero_and_its_weight(self, weight, cost):
        self.assertTrue(0 <= line_score(weight, cost) <= weight)

    @unhurried
    @given(
        st.lists(st.tuples(st.decimals(0, 100, places=2), st.booleans()), min_size=1)
    )
    def test_sharing_keeps_the_sum(self, rows):
        weights = [weight for weight, _rated in rows]
        rated = [rated for _weight, rated in rows]
        shared = share_weights(weights, rated)
        self.assertEqual(sum(shared), sum(weights))
        if any(w and r for w, r in rows):
            self.assertFalse(
                any(s for s, r in zip(shared, rated, strict=True) if not r)
            )
