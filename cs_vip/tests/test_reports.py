"""The VIP reports and the month's spreadsheet, against numbers counted by hand."""

import base64
from datetime import date
from io import BytesIO

import openpyxl

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.cs_vip import monthly_report
from odoo.addons.cs_vip.models.internal import AsOf
from odoo.addons.cs_vip.points import voucher_amount

from .common import VipCommon

MODELS = (
    "cs.vip.report.liability",
    "cs.vip.report.card",
    "cs.vip.report.voucher",
    "cs.vip.report.movement",
    "cs.vip.report.customer",
)


@tagged("post_install", "-at_install")
class TestReports(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.grant("2025-11-10", points=1000)
        cls.second = cls.grant("2025-12-05", cls._create_customer("李四"), points=2500)
        cls.third = cls.grant(
            "2026-01-20", cls._create_customer("赵六"), cls.modern_silver, points=100
        )

    def report(self, name, day="2026-03-10"):
        return self.on(self.env[f"cs.vip.report.{name}"], day)

    def rows(self, report, groupby, aggregates, *domain):
        domain = [("company_id", "=", self.company.id), *domain]
        return report._read_group(domain, groupby, aggregates, order=None)

    # Points outstanding -----------------------------------------------------------

    def test_points_and_worth(self):
        """V7: 1,000 points are worth 300, 2,500 points 1,000; Modern ones buy none."""
        self.modern.voucher_allowed = False
        rows = self.rows(
            self.report("liability"), ["program_id"], ["points:sum", "worth:sum"]
        )
        self.assertEqual(
            {program: tuple(figures) for program, *figures in rows},
            {self.flagship: (3500, 300 + 1000), self.modern: (100, 0)},
        )

    def test_worth_is_the_voucher_of_the_whole_balance(self):
        """The SQL and the rule that makes vouchers agree, caps too."""
        self.flagship.band_ids.sorted("points_from")[1].max_amount = 690.5
        for points in (1, 999, 1000, 1001, 1990, 2000, 4000, 4001, 12345):
            card = self.grant("2026-01-02", self._create_customer(f"P{points}"))
            card._post("opening", points, card.date_start, purpose="more")
            row = self.report("liability").search([("card_id", "=", card.id)])
            worth = voucher_amount(points, self.flagship._voucher_rules().bands)
            self.assertAlmostEqual(row.worth, float(worth), msg=points)

    def test_lapse_by_month(self):
        rows = self.rows(self.report("liability"), ["lapse_date:month"], ["points:sum"])
        self.assertEqual(
            {str(month): points for month, points in rows},
            {"2026-11-01": 1000, "2026-12-01": 2500, "2027-01-01": 100},
        )

    def test_debt_is_shown_apart(self):
        self.first._post("reversal", -1200, date(2026, 3, 1), purpose="returned")
        row = self.report("liability").search([("card_id", "=", self.first.id)])
        self.assertEqual((row.points, row.debt, row.worth), (0, -200, 0))
        self.assertFalse(row.lapse_date)

    def test_at_a_past_day(self):
        """The ledger tells what was owed then, also when a year closed since."""
        self.on(self.first, "2026-11-10")._close_year()
        report = self.report("liability", "2026-12-01")
        self.assertFalse(report.search([("card_id", "=", self.first.id)]))
        then = report.with_context(cs_vip_as_of=AsOf(date(2026, 10, 31)))
        row = then.search([("card_id", "=", self.first.id)])
        self.assertEqual((row.points, str(row.lapse_date)), (1000, "2026-11-09"))
        early = report.with_context(cs_vip_as_of=AsOf(date(2025, 11, 30)))
        self.assertEqual(early.search([("company_id", "=", self.company.id)]).card_id,
                         self.first)  # fmt: skip

    def test_day_cannot_be_sent(self):
        report = self.report("liability").with_context(cs_vip_as_of="2020-01-01")
        self.assertTrue(report.search([("card_id", "=", self.first.id)]))

    # Cards ------------------------------------------------------------------------

    def cards(self, tier, day="2026-03-10"):
        rows = self.report("card", day).search(
            [("tier_id", "=", tier.id)], order="date"
        )
        return {str(row.date): (row.cards, row.added) for row in rows}

    def test_cards_in_force(self):
        self.on(self.second, "2026-02-15")._set_tier(
            self.flagship_gold, date(2026, 2, 15), "upgrade", self.env["sale.order"]
        )
        self.on(self.first, "2026-03-05").action_void("Moved away")
        self.assertEqual(
            self.cards(self.flagship_silver),
            {
                "2025-11-30": (1, 1),
                "2025-12-31": (2, 1),
                "2026-01-31": (2, 0),
                "2026-02-28": (1, -1),
                "2026-03-31": (0, -1),
            },
        )
        self.assertEqual(
            self.cards(self.flagship_gold), {"2026-02-28": (1, 1), "2026-03-31": (1, 0)}
        )

    def test_months_do_not_add_up(self):
        """In total the cards of the last month, in whatever grouping."""
        self.on(self.second, "2026-02-15")._set_tier(
            self.flagship_gold, date(2026, 2, 15), "upgrade", self.env["sale.order"]
        )
        report = self.report("card", "2026-03-10").search(
            [("program_id", "=", self.flagship.id)]
        )
        model, ours = report.browse(), [("id", "in", report.ids)]
        self.assertEqual(model._read_group(ours, [], ["cards:sum"]), [(2,)])
        self.assertEqual(
            model._read_group(ours, ["tier_id"], ["cards:sum", "added:sum"]),
            [(self.flagship_silver, 1, 1), (self.flagship_gold, 1, 1)],
        )
        by_month = model._read_group(ours, ["date:month"], ["cards:sum"])
        self.assertEqual([cards for _month, cards in by_month], [1, 2, 2, 2, 2])
        totals, months = model._read_grouping_sets(
            ours, [[], ["date:month"]], ["cards:sum"]
        )
        self.assertEqual(totals, [(2,)])
        self.assertEqual(months, by_month)
        until = [*ours, ("date", "<=", "2025-12-31")]
        self.assertEqual(model._read_group(until, [], ["cards:sum"]), [(2,)])

    def test_granted_and_void_in_one_month(self):
        card = self.grant("2026-02-03", self._create_customer("短"), self.modern_gold)
        self.on(card, "2026-02-20").action_void("Moved away")
        self.assertEqual(self.cards(self.modern_gold)["2026-02-28"], (0, 0))

    # Vouchers ---------------------------------------------------------------------

    def test_voucher_cost(self):
        order = self.quote(3000, product=self.sofa)
        order = self.on(order, "2026-03-02")
        order.user_id = self.salesman
        order.action_cs_vip_redeem(1000)
        order.action_confirm()
        cancelled = self.quote(3000, product=self.sofa, partner=self.second.partner_id)
        cancelled.action_cs_vip_redeem(1000)
        self.on(cancelled, "2026-03-03").action_confirm()
        self.on(cancelled, "2026-03-04")._action_cancel()
        rows = self.rows(
            self.report("voucher"),
            ["date:month", "team_id", "tier_id", "user_id"],
            ["__count", "points:sum", "amount:sum", "net_amount:sum"],
        )
        self.assertEqual(
            rows,
            [
                (
                    date(2026, 3, 1), self.team, self.flagship_silver, self.salesman,
                    1, 1000, 300.0, 2400.0,
                )
            ],
        )  # fmt: skip

    # Movement ---------------------------------------------------------------------

    def test_movement(self):
        self.on(self.second, "2026-02-15")._set_tier(
            self.flagship_gold, date(2026, 2, 15), "upgrade", self.env["sale.order"]
        )
        self.on(self.third, "2026-02-20").action_void("Moved away")
        rows = self.rows(self.report("movement"), ["date:month", "kind"], ["__count"])
        self.assertEqual(
            {(str(month), kind): count for month, kind, count in rows},
            {
                ("2025-11-01", "new"): 1,
                ("2025-12-01", "new"): 1,
                ("2026-01-01", "new"): 1,
                ("2026-02-01", "upgrade"): 1,
                ("2026-02-01", "void"): 1,
            },
        )
        moved = self.report("movement").search([("kind", "=", "upgrade")])
        self.assertEqual(
            (moved.previous_tier_id, moved.tier_id),
            (self.flagship_silver, self.flagship_gold),
        )

    # Customers --------------------------------------------------------------------

    def test_customers(self):
        self.buy("2025-02-01", 9000, partner=self.first.partner_id)
        self.buy("2026-01-05", 2000, partner=self.first.partner_id)
        self.buy("2026-02-07", 1000, partner=self.first.partner_id)
        cancelled = self.buy("2026-03-01", 7777, partner=self.first.partner_id)
        self.on(cancelled, "2026-03-02")._action_cancel()
        row = self.report("customer").search([("card_id", "=", self.first.id)])
        self.assertEqual((row.year_amount, row.amount, row.orders), (3000, 12000, 3))
        self.assertEqual(str(row.last_purchase), "2026-02-07")
        best = self.report("customer").search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.assertEqual(best, row)
        never = self.report("customer").search([("card_id", "=", self.second.id)])
        self.assertEqual((never.amount, never.last_purchase), (0, False))

    # Who sees them ----------------------------------------------------------------

    def test_roles(self):
        seller = self._create_user("vip_seller", "sales_team.group_sale_salesman")
        chief = self._create_user("vip_chief", "sales_team.group_sale_manager")
        for model in MODELS:
            for user in (self.desk, self.manager, chief):
                self.env[model].with_user(user).search_read([], limit=5)
            with self.assertRaises(AccessError):
                self.env[model].with_user(seller).search([])
            for values in ({}, {"company_id": self.company.id}):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(self.manager).create(values)

    def test_other_company(self):
        other = self._create_company("Other")
        stranger = self._create_user("vip_stranger", "cs_vip.group_manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in MODELS:
            rows = self.env[model].with_user(stranger)
            rows = rows.with_context(allowed_company_ids=other.ids).search([])
            self.assertFalse(rows.filtered(lambda r: r.company_id == self.company))

    # Spreadsheet ------------------------------------------------------------------

    def book(self, month="2026-03-15", day="2026-03-31", user=None):
        wizard = (
            self.on(self.env["cs.vip.monthly.report"], day)
            .with_user(user or self.desk)
            .create({"month": month, "company_id": self.company.id})
        )
        action = wizard.action_export()
        self.assertIn("download=true", action["url"])
        return [
            openpyxl.load_workbook(
                BytesIO(base64.b64decode(wizard.file)), data_only=values
            )
            for values in (True, False)
        ]

    def test_spreadsheet(self):
        order = self.on(self.quote(3000, product=self.sofa), "2026-03-02")
        order.action_cs_vip_redeem(1000)
        order.action_confirm()
        values, formulas = self.book()
        self.assertEqual(
            values.sheetnames,
            ["Summary", "Points", "Lapsing", "Cards", "Vouchers", "Movement",
             "Best Customers"],
        )  # fmt: skip
        figures = {
            row[0].value: row[1].value for row in values["Summary"].iter_rows(min_row=5)
        }
        self.assertEqual(figures["Points outstanding at the month's end"], 48 + 2600)
        self.assertEqual(figures["Points redeemed"], 1000)
        self.assertEqual(figures["Voucher cost"], 300)
        self.assertEqual(figures["Orders with a voucher"], 1)
        self.assertEqual(figures["Purchases of the best customers"], 2400)
        for row in formulas["Summary"].iter_rows(min_row=5):
            self.assertTrue(row[1].value.startswith("="), row[1].value)
        points = formulas["Points"]
        self.assertEqual(points.freeze_panes, "B5")
        total = [cell.value for cell in points[points.max_row]]
        self.assertEqual(total[0], "Total")
        self.assertTrue(total[3].startswith("=SUBTOTAL(9,"))
        best = values["Best Customers"]
        self.assertEqual(best["A5"].value, "王小明")

    def test_spreadsheet_of_a_past_month(self):
        values, _formulas = self.book("2025-11-01", "2026-03-31")
        points = values["Points"]
        rows = [
            [cell.value for cell in row]
            for row in points.iter_rows(min_row=5, max_row=points.max_row - 1)
        ]
        self.assertEqual(rows, [["Flagship", "Silver", 1, 1000, 300, 0]])

    def test_spreadsheet_of_an_empty_month(self):
        values, _formulas = self.book("2024-01-01", "2026-03-31")
        self.assertEqual(values["Vouchers"]["A6"].value, "Total")
        self.assertEqual(values["Summary"]["B5"].value, 0)

    def test_month_to_come(self):
        wizard = self.env["cs.vip.monthly.report"].create(
            {"month": fields.Date.today().replace(year=2999)}
        )
        with self.assertRefused(UserError, "has not begun yet"):
            wizard.action_export()

    def test_spreadsheet_roles(self):
        self.book(user=self.manager)
        with self.assertRaises(AccessError):
            self.book(user=self._create_user("vip_s", "sales_team.group_sale_salesman"))

    def test_names_cannot_become_formulas(self):
        content = monthly_report.build(
            "=1",
            dict.fromkeys(("summary", "total", "figure", "value", "note"), "=2"),
            [monthly_report.Table("T", "=3", [monthly_report.Column("=4")], [["=5"]])],
            [],
        )
        book = openpyxl.load_workbook(BytesIO(content))
        cells = [cell for row in book["T"].iter_rows() for cell in row]
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
