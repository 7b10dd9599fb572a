"""Reliability figures against known values (P5, Q2), without a database."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.cs_kpi.reliability import agreement, cronbach_alpha

from .common import unhurried

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C: four
# observers, twelve units, missing values; interval alpha is 0.849.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


@tagged("post_install", "-at_install")
class TestReliability(BaseCase):
    def test_cronbach_alpha_of_a_known_matrix(self):
        # By hand: variances of the items 2.5, 1.7 and 1.7, of the totals 16.5;
        # 3/2 × (1 – 5.9 / 16.5) = 53/55.
        matrix = [[3, 4, 3], [4, 5, 5], [2, 3, 2], [5, 5, 4], [1, 2, 2]]
        self.assertAlmostEqual(cronbach_alpha(matrix), Decimal(53) / 55, 20)

    def test_cronbach_alpha_is_one_for_items_that_agree(self):
        self.assertEqual(cronbach_alpha([[1, 1], [3, 3], [5, 5]]), 1)

    def test_cronbach_alpha_of_too_little(self):
        self.assertIsNone(cronbach_alpha([]))
        self.assertIsNone(cronbach_alpha([[1, 2, 3]]))
        self.assertIsNone(cronbach_alpha([[1], [2], [3]]))
        self.assertIsNone(cronbach_alpha([[2, 2], [2, 2]]))

    def test_cronbach_alpha_of_ragged_rows(self):
        with self.assertRaisesRegex(ValueError, "same number of items"):
            cronbach_alpha([[1, 2], [1]])

    def test_agreement_of_the_published_example(self):
        self.assertAlmostEqual(agreement(KRIPPENDORFF), Decimal("0.849"), 3)

    def test_full_agreement(self):
        self.assertAlmostEqual(agreement([[1, 2, 3], [1, 2, 3]]), 1, 9)

    def test_agreement_of_too_little(self):
        self.assertIsNone(agreement([]))
        self.assertIsNone(agreement([[1, 2, 3]]))
        self.assertIsNone(agreement([[1, None, 3], [2, 2, None]]))
        self.assertIsNone(agreement([[2, 2], [2, 2]]))

    def test_agreement_of_ragged_rows(self):
        with self.assertRaises(ValueError):
            agreement([[1, 2], [1]])

    @unhurried
    @given(
        st.lists(
            st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=9
        )
    )
    def test_cronbach_alpha_is_at_most_one(self, matrix):
        alpha = cronbach_alpha(matrix)
        self.assertTrue(alpha is None or alpha <= 1)
