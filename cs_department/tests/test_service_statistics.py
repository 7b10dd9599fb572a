"""Figures of a period, beside the period before (C11)."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.cs_department.models.desk.cs_service_statistics import Span, rate

from . import desk_common

MONTH = Span(date(2026, 11, 1), date(2026, 11, 30))


@tagged("post_install", "-at_install")
class TestServiceStatistics(desk_common.DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lines = [(6, 0, cls.order.order_line[:1].ids)]
        cls.satisfied = cls.complain(
            datetime(2026, 11, 3, 2),
            closed=datetime(2026, 11, 5, 2),
            cs_sale_line_ids=lines,
        )
        cls.unsatisfied = cls.complain(
            datetime(2026, 11, 4, 2),
            closed=datetime(2026, 11, 10, 2),
            satisfied=False,
            cs_sale_line_ids=lines,
        )
        cls.late = cls.complain(datetime(2026, 11, 12, 2), owner="after_sales")
        cls.open = cls.complain(datetime(2026, 11, 18, 2), owner="after_sales")
        # November in Shanghai, October in Greenwich
        cls.early = cls.complain(datetime(2026, 10, 31, 17))
        cls.before = cls.complain(
            datetime(2026, 10, 20, 2), closed=datetime(2026, 11, 2, 2)
        )
        cls._new_ticket(cs_date_received=datetime(2026, 11, 9, 2))
        cls.env.flush_all()

    def figures(self, span=MONTH, domain=()):
        return self.env["cs.service.statistics"]._figures(self.company, span, domain)

    def test_period_before(self):
        self.assertEqual(MONTH.before(), Span(date(2026, 10, 1), date(2026, 10, 31)))
        week = Span(date(2026, 11, 9), date(2026, 11, 15))
        self.assertEqual(week.before(), Span(date(2026, 11, 2), date(2026, 11, 8)))
        year = Span(date(2026, 1, 1), date(2026, 12, 31))
        self.assertEqual(year.before(), Span(date(2025, 1, 1), date(2025, 12, 31)))

    def test_rate(self):
        self.assertEqual(rate(1, 3), 33.3)
        self.assertEqual(rate(0, 3), 0.0)
        self.assertIsNone(rate(0, 0))

    def test_key_figures(self):
        key = self.figures()["key"]
        self.assertEqual(key["complaints"], [5.0, 1.0])
        self.assertEqual(key["tickets"], [6.0, 1.0])
        self.assertEqual(key["closed"], [3.0, 0.0])
        self.assertEqual(key["unsatisfied"], [1.0, 0.0])
        # one of five was closed to the customer's satisfaction; October's one was, too
        self.assertEqual(key["resolution_rate"], [20.0, 100.0])
        self.assertEqual(key["open"], [3.0, 1.0])
        self.assertEqual(key["overdue"], [2.0, 1.0])
        self.assertEqual(key["in_time_rate"], [33.3, None])
        # 2, 6 and 13 days
        self.assertEqual(key["days"], [7.0, None])

    def test_resolution_rate_is_that_of_the_analysis(self):
        domain = [
            ("cs_is_complaint", "=", True),
            ("company_id", "=", self.company.id),
            ("cs_date_received", ">=", "2026-10-31 16:00:00"),
        ]
        ((average,),) = self.env["helpdesk.ticket"]._read_group(
            domain, [], ["cs_resolution_rate:avg"]
        )
        self.assertEqual(average, self.figures()["key"]["resolution_rate"][0])

    def test_dimensions(self):
        rows = self.figures()["dimensions"]
        cause = {row["id"]: row for row in rows["cause"]}
        self.assertEqual(cause[self.cause.id]["complaints"], 2)
        self.assertEqual(cause[self.cause.id]["previous"], 1)
        self.assertEqual(cause[self.cause.id]["resolved"], 1)
        self.assertEqual(cause[self.cause.id]["names"]["en_US"], "Weak joint")
        self.assertEqual(cause[False]["complaints"], 3)
        self.assertEqual(cause[False]["overdue"], 2)
        department = {row["id"]: row["complaints"] for row in rows["department"]}
        self.assertEqual(department, {self.quality.id: 2, False: 3})
        store = {row["id"]: row["complaints"] for row in rows["store"]}
        self.assertEqual(store, {self.store.id: 2, False: 3})
        product = {row["id"]: row["complaints"] for row in rows["product"]}
        self.assertEqual(product, {self.sofa.id: 2, False: 3})
        agent = {row["id"]: row["complaints"] for row in rows["agent"]}
        self.assertEqual(
            agent, {self.users["clerk"].id: 3, self.users["after_sales"].id: 2}
        )
        for dimension in rows.values():
            self.assertEqual(sum(row["complaints"] for row in dimension), 5)

    def test_counted_daily_in_the_companys_day(self):
        days = {row["date"]: row for row in self.figures()["days"]}
        self.assertEqual(len(days), 30)
        self.assertEqual(days["2026-11-01"]["received"], 1)
        self.assertEqual(days["2026-11-05"]["closed"], 1)
        self.assertEqual(sum(row["received"] for row in days.values()), 5)

    def test_problems_and_overdue_cases(self):
        figures = self.figures()
        (problem,) = figures["problems"]
        self.assertEqual(problem["complaints"], 2)
        self.assertEqual(problem["product_id"], self.sofa.id)
        self.assertEqual(
            [row["id"] for row in figures["overdue"]], (self.early + self.late).ids
        )

    def test_promises_kept(self):
        for day, state in ((5, "kept"), (6, "broken"), (7, "open"), (8, "kept")):
            promise = self.at(self.env["cs.promise"], datetime(2026, 11, 4, 2)).create(
                {
                    "name": "We call back",
                    "partner_id": self.customer.id,
                    "date_due": date(2026, 11, day),
                    "company_id": self.company.id,
                    "outcome": "x",
                }
            )
            if state == "kept":
                promise.action_keep()
            elif state == "broken":
                promise.action_break()
        key = self.figures()["key"]
        self.assertEqual(key["promises_due"], [3, 0])
        self.assertEqual(key["promises_rate"], [66.7, None])

    def test_another_company_counts_for_itself(self):
        other = self.env["res.company"].create({"name": "Other"})
        figures = self.env["cs.service.statistics"]._figures(other, MONTH)
        self.assertEqual(figures["key"]["complaints"], [0.0, 0.0])
        self.assertIsNone(figures["key"]["resolution_rate"][0])
        self.assertEqual(figures["dimensions"]["cause"], [])

    def test_queries_do_not_grow(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.figures()
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for day in range(6, 14):
            self.complain(datetime(2026, 11, day, 2), owner="agent")
        self.assertLessEqual(queries(), few)

    # The screen -------------------------------------------------------------------

    def screen(self, role, first="2026-11-01", last="2026-11-30", mine=False):
        dashboard = self.env["cs.service.dashboard"].with_user(self.users[role])
        return dashboard.overview(first, last, mine)

    def test_figures_open_their_tickets(self):
        data = self.screen("supervisor")
        tickets = self.env["helpdesk.ticket"].with_user(self.users["supervisor"])
        for tile in data["key"]:
            if tile["domain"] and tile["key"] != "rating":
                found = tickets.search_count(tile["domain"])
                self.assertEqual(found, tile["value"], tile["key"])
        for dimension in data["dimensions"]:
            for row in dimension["rows"]:
                found = tickets.search_count(row["domain"])
                self.assertEqual(found, row["complaints"], (dimension["key"], row))
        for row in data["problems"]:
            self.assertEqual(tickets.search_count(row["domain"]), row["complaints"])

    def test_agents_see_their_own_results(self):
        data = self.screen("after_sales")
        self.assertTrue(data["mine"])
        values = {tile["key"]: tile["value"] for tile in data["key"]}
        self.assertEqual(values["complaints"], 2.0)
        self.assertNotIn("agent", [d["key"] for d in data["dimensions"]])
        mine = self.screen("supervisor", mine=True)
        values = {tile["key"]: tile["value"] for tile in mine["key"]}
        self.assertEqual(values["complaints"], 0.0)

    def test_not_for_others(self):
        for role in ("contact", "installer", "internal", "portal", "sales"):
            with self.assertRaisesRegex(AccessError, "Only customer service"):
                self.screen(role)

    def test_periods_that_are_none(self):
        for first, last, message in (
            ("2026-11-30", "2026-11-01", "ends before it begins"),
            ("2020-01-01", "2026-11-01", "two years"),
            ("", "2026-11-01", "Enter the first"),
            ("x", "2026-11-01", "Enter the first"),
            (False, None, "Enter the first"),
            (5, 6, "Enter the first"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self.screen("supervisor", first, last)
