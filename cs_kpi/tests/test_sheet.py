"""From sums to scored lines (P1), without a database."""

from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.cs_kpi.scoring import Band
from odoo.addons.cs_kpi.sheet import Counted, Item, score_items

D = Decimal
BANDS = (Band(D(0), D(100), D(5)), Band(D(100), None, D(0)))


@tagged("post_install", "-at_install")
class TestSheet(BaseCase):
    def line(self, item, **counted):
        sums = Counted(
            7, **{k: v if k == "records" else D(v) for k, v in counted.items()}
        )
        return score_items([item], {item.key: sums})[0]

    def test_band(self):
        item = Item(1, D(20), "band", True, bands=BANDS)
        line = self.line(item, numerator=1, denominator=3, records=3)
        self.assertEqual(line.line_id, 7)
        self.assertEqual((line.value, line.records), (D("33.3333"), 3))
        self.assertEqual((line.weight, line.deduction, line.score), (20, 5, 15))

    def test_points_per_record(self):
        item = Item(1, D(10), "each", False, each=D(2))
        self.assertEqual(self.line(item, numerator=2, denominator=9).score, 6)
        line = self.line(item, numerator=6)
        self.assertEqual((line.deduction, line.score), (12, 0))

    def test_points_of_incidents(self):
        item = Item(1, D(20), "points", False)
        line = self.line(item, numerator=3, points=-6)
        self.assertEqual((line.value, line.deduction, line.score), (3, 6, 14))

    def test_bonus_and_penalty_are_scored_after_the_items(self):
        item = Item(1, D(0), "adjustment", False)
        line = self.line(item, numerator=2, points=4)
        self.assertEqual((line.deduction, line.score), (0, 4))
        self.assertEqual(self.line(item, numerator=1, points=-3).score, -3)

    def test_without_data_full_score(self):
        line = self.line(Item(1, D(20), "band", True, bands=BANDS))
        self.assertFalse(line.rated)
        self.assertEqual((line.value, line.deduction, line.score), (0, 0, 20))

    def test_without_data_weight_shared_out(self):
        items = [
            Item(1, D(20), "band", True, bands=BANDS, excluded=True),
            Item(2, D(60), "band", True, bands=BANDS),
            Item(3, D(20), "each", False, each=D(2)),
        ]
        counted = {
            1: Counted(1),
            2: Counted(2, D(1), D(2)),
            3: Counted(3, D(1)),
        }
        unrated, half, files = score_items(items, counted)
        self.assertEqual((unrated.weight, unrated.score), (0, 0))
        self.assertEqual(
            (half.weight, half.deduction, half.score), (75, D("6.25"), D("68.75"))
        )
        self.assertEqual(
            (files.weight, files.deduction, files.score), (25, D("2.50"), D("22.50"))
        )

    def test_nothing_rated_at_all_is_full_score_never_zero(self):
        items = [
            Item(key, D(50), "band", True, bands=BANDS, excluded=True) for key in (1, 2)
        ]
        lines = score_items(items, {1: Counted(1), 2: Counted(2)})
        self.assertEqual([line.score for line in lines], [50, 50])

    def test_base_of_a_rate(self):
        item = Item(1, D(10), "band", True, bands=BANDS, base=D(6))
        self.assertEqual(self.line(item, numerator=3).value, 50)
        self.assertEqual(self.line(item, numerator=6).score, 10)
