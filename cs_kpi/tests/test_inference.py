"""Statistics against values known from tables (P5), without a database."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.cs_kpi.inference import (
    Interval,
    correlation,
    differs,
    mean_interval,
    rank_ranges,
    share_above,
    trend,
)

from .common import unhurried

scores = st.lists(st.floats(0, 100), min_size=3, max_size=12)


@tagged("post_install", "-at_install")
class TestInference(BaseCase):
    def test_interval_from_the_table_of_student(self):
        # t(0.975; 3) = 3.182446, deviation of 90, 92, 94, 96 = 2.581989
        found = mean_interval([90, 92, 94, 96], 0.95, 3)
        self.assertAlmostEqual(found.mean, 93)
        self.assertAlmostEqual(found.high - 93, 3.182446 * 2.581989 / 2, 5)
        self.assertAlmostEqual(93 - found.low, found.high - 93, 9)

    def test_interval_of_too_little(self):
        self.assertIsNone(mean_interval([], 0.95, 3))
        self.assertIsNone(mean_interval([90, 91], 0.95, 3))
        self.assertIsNone(mean_interval([90], 0.95, 0))
        self.assertEqual(mean_interval([90, 90, 90], 0.95, 3), Interval(90, 90, 90))

    def test_confidence_is_a_share(self):
        for wrong in (0, 1, 95, -0.5):
            with self.assertRaisesRegex(ValueError, "between 0 and 1"):
                mean_interval([1, 2, 3], wrong, 2)

    def test_ranks_that_cannot_be_told_apart_are_shared(self):
        first, second = Interval(95, 94, 96), Interval(80, 70, 90)
        third, unknown = Interval(78, 75, 81), None
        self.assertEqual(
            rank_ranges([third, unknown, first, second]),
            [(2, 3), None, (1, 1), (2, 3)],
        )
        self.assertEqual(rank_ranges([]), [])

    def test_trend(self):
        found = trend([90, 88, 86, 84], 4)
        self.assertAlmostEqual(found.slope, -2)
        self.assertLess(found.chance, 0.01)
        self.assertIsNone(trend([90, 88, 86], 4))
        self.assertIsNone(trend([90, 90, 90, 90], 4))

    def test_correlation_is_of_ranks(self):
        found = correlation([1, 2, 3, 4], [1, 10, 100, 1000], 4)
        self.assertAlmostEqual(found.rho, 1)
        self.assertEqual(found.size, 4)
        self.assertIsNone(correlation([1, 2, 3], [1, 2, 3], 4))
        self.assertIsNone(correlation([1, 1, 1, 1], [1, 2, 3, 4], 4))
        with self.assertRaises(ValueError):
            correlation([1, 2], [1], 2)

    def test_raters_differ(self):
        self.assertLess(differs([1, 2, 1, 2, 1], [4, 5, 4, 5, 4], 3), 0.001)
        self.assertGreater(differs([3, 4, 5], [3, 4, 5], 3), 0.9)
        self.assertIsNone(differs([3], [3, 4, 5], 2))
        self.assertIsNone(differs([3, 3], [3, 3], 2))
        self.assertEqual(differs([3, 3], [4, 4], 2), 0.0)

    def test_share_above_the_others(self):
        # hypergeometric: 3 of 3 against 0 of 3 happens once in 20
        self.assertAlmostEqual(share_above(3, 3, 0, 3), 0.05, 9)
        self.assertAlmostEqual(share_above(0, 3, 3, 3), 1.0, 9)
        self.assertIsNone(share_above(0, 0, 1, 2))
        with self.assertRaisesRegex(ValueError, "at most all"):
            share_above(4, 3, 0, 3)

    @unhurried
    @given(scores)
    def test_interval_holds_its_mean(self, values):
        found = mean_interval(values, 0.9, 3)
        self.assertLessEqual(found.low, found.mean + 1e-9)
        self.assertGreaterEqual(found.high, found.mean - 1e-9)

    @unhurried
    @given(st.lists(scores, min_size=1, max_size=6))
    def test_rank_ranges_are_ranks(self, people):
        ranges = rank_ranges([mean_interval(values, 0.95, 3) for values in people])
        for best, worst in ranges:
            self.assertTrue(1 <= best <= worst <= len(people))
