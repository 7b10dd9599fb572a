"""Programmes, tiers and voucher tables are data that is checked (V1, V2, V7)."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestProgram(VipCommon):
    def test_shipped_numbers(self):
        for name, per_point, vouchers, tiers in (
            (
                "flagship",
                50,
                True,
                [("Silver", 60000, 150000, 0), ("Gold", 0, 200000, 12)],
            ),
            (
                "modern",
                0,
                False,
                [("Silver", 25000, 80000, 0), ("Gold", 0, 100000, 12)],
            ),
        ):
            program = self.env.ref(f"cs_vip.program_{name}")
            with self.subTest(program=name):
                self.assertEqual(
                    (program.amount_per_point, program.voucher_allowed),
                    (per_point, vouchers),
                )
                self.assertEqual(
                    (
                        program.enrolment_rate,
                        program.voucher_min_order,
                        program.validity_months,
                    ),
                    (0.3, 3000, 12),
                )
                self.assertEqual(
                    [
                        (
                            tier.name,
                            tier.min_single_purchase,
                            tier.min_yearly_purchase,
                            tier.previous_tier_months,
                        )
                        for tier in program.tier_ids.sorted("sequence")
                    ],
                    tiers,
                )
        self.assertEqual(
            [
                (band.points_from, band.rate, band.max_amount)
                for band in self.env.ref("cs_vip.program_flagship").band_ids
            ],
            [
                (1, 0.3, 300),
                (1001, 0.35, 700),
                (2001, 0.4, 1200),
                (3001, 0.45, 1800),
                (4001, 0.5, 0),
            ],
        )

    def test_shipped_equivalents(self):
        for level in ("silver", "gold"):
            flagship = self.env.ref(f"cs_vip.tier_flagship_{level}")
            modern = self.env.ref(f"cs_vip.tier_modern_{level}")
            self.assertEqual(flagship.equivalent_tier_id, modern)
            self.assertEqual(modern.equivalent_tier_id, flagship)

    def test_copy_keeps_the_levels_order(self):
        copied = self.flagship.copy()
        self.assertEqual(copied.name, "Flagship (copy)")
        silver, gold = copied.tier_ids.sorted("sequence")
        self.assertEqual(gold.previous_tier_id, silver)
        self.assertEqual(len(copied.band_ids), 5)

    def test_bad_voucher_tables_name_the_row(self):
        second = self.flagship.band_ids[1]
        for values, message in (
            ({"points_from": 1}, "another row begins at the same points"),
            ({"rate": 0.0}, "1001 or more points: 0 %”: its rate must be above 0"),
            ({"rate": 0.29}, "1001 or more points: 29 %”: more points would"),
            ({"max_amount": 299}, "1001 or more points: 35 %”: more points"),
        ):
            with (
                self.subTest(values=values),
                self.assertRefused(ValidationError, message),
            ):
                second.write(values)
        with self.assertRefused(ValidationError, "must begin at 1 point"):
            self.flagship.band_ids[0].points_from = 2
        with self.assertRefused(ValidationError, "must begin at 1 point"):
            self.flagship.band_ids[0].unlink()
        for points in (0, -5):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
                self.flagship.band_ids[0].points_from = points
                self.env.flush_all()

    def test_bad_tiers_name_the_row(self):
        gold = self.flagship_gold
        for values, message in (
            ({"min_yearly_purchase": 149999}, "Gold asks for less than .* Silver"),
            ({"sequence": 5}, "Gold must rank above"),
            ({"previous_tier_id": self.modern_silver.id}, "another programme"),
            ({"equivalent_tier_id": self.flagship_silver.id}, "another programme"),
        ):
            with (
                self.subTest(values=values),
                self.assertRefused(ValidationError, message),
            ):
                gold.write(values)
        with self.assertRefused(ValidationError, "Gold asks for less than"):
            self.flagship_silver.min_yearly_purchase = 200001

    def test_bad_discounts_name_the_row(self):
        gold = self.flagship_gold.discount_ids.sorted("price_class")
        imported = gold.filtered(lambda row: row.price_class == "imported")
        with self.assertRefused(
            ValidationError, "Tier Gold, row “Imported 7 %” gives less .* Silver .8 %"
        ):
            imported.percent = 7
        silver = self.flagship_silver.discount_ids.filtered(
            lambda row: row.price_class == "imported"
        )
        with self.assertRefused(ValidationError, "“Imported 10 %” gives less"):
            silver.percent = 11
        imported.percent = 12
        silver.percent = 11

    def test_archived_only_when_nothing_is_left_in_it(self):
        card = self.grant("2026-03-01")
        with self.assertRefused(ValidationError, "in these stores: Flagship. Take it"):
            self.flagship.action_archive()
        self.team.cs_vip_program_id = False
        for state in ("active", "suspended"):
            card.state = state
            with self.assertRefused(ValidationError, f"applications: {card.name}. End"):
                self.flagship.with_user(self.manager).action_archive()
        card.action_void("Moved away")
        self.flagship.action_archive()
        self.assertFalse(self.flagship.active)

    def test_company_of_a_programme_with_cards_stays(self):
        self.grant("2026-03-01")
        other = self._create_company("Elsewhere")
        self.flagship.team_ids.cs_vip_program_id = False
        with self.assertRefused(ValidationError, "Cards of another company"):
            self.flagship.company_id = other
