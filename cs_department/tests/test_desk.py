"""My Desk: every number is that of the list it opens, for every role (C14, M1b)."""

from datetime import date, datetime, timedelta

from odoo.tests import HttpCase, tagged

from odoo.addons.cs_vip.business_day import Clock

from . import desk_common
from .desk_common import NOW


@tagged("post_install", "-at_install")
class TestDesk(desk_common.DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Deadline: three days after receipt
        cls.late = cls.complain(datetime(2026, 11, 12, 8))
        cls.due = cls.complain(datetime(2026, 11, 15, 10))
        cls.fresh = cls.complain(datetime(2026, 11, 18, 6))
        cls.others = cls.complain(datetime(2026, 11, 12, 8), owner="after_sales")
        cls.nobody = cls._new_ticket()
        cls.nobody.user_id = False
        cls.closed = cls.complain(
            datetime(2026, 11, 10, 8), closed=datetime(2026, 11, 18, 3), satisfied=False
        )

    def desk(self, role):
        return self.env["cs.desk"].with_user(self.users[role]).overview()

    def tiles(self, role):
        return {tile["key"]: tile for tile in self.desk(role)["tiles"]}

    def count(self, role, key):
        return self.tiles(role)[key]["count"]

    def test_numbers_of_a_clerk(self):
        tiles = self.tiles("clerk")
        self.assertEqual(tiles["mine"]["count"], 3)
        self.assertEqual(tiles["overdue"]["count"], 1)
        self.assertEqual(tiles["today"]["count"], 1)
        self.assertEqual(tiles["unassigned"]["count"], 1)
        self.assertEqual(tiles["customer"]["count"], 0)

    def test_a_tile_opens_what_it_counted(self):
        for role in ("clerk", "agent", "supervisor", "contact", "installer"):
            user = self.users[role]
            models = {
                "questions": "cs.referral",
                "callbacks": "cs.callback",
                "promises": "cs.promise",
                "visits": "cs.visit",
            }
            for key, tile in self.tiles(role).items():
                model = models.get(key, "helpdesk.ticket")
                found = self.env[model].with_user(user).search(tile["domain"])
                self.assertEqual(len(found), tile["count"], (role, key))
                self.env.ref(tile["action"])
        clerk = self.tiles("clerk")
        found = self.env["helpdesk.ticket"].search(clerk["overdue"]["domain"])
        self.assertEqual(found, self.late)
        found = self.env["helpdesk.ticket"].search(clerk["today"]["domain"])
        self.assertEqual(found, self.due)

    def test_nobody_has_a_tile_that_does_not_open(self):
        self.assertNotIn("overdue", self.tiles("specialist"))
        self.assertIn("callbacks", self.tiles("specialist"))
        self.assertEqual(set(self.tiles("contact")), {"promises", "questions"})
        self.assertEqual(set(self.tiles("installer")), {"promises", "visits"})
        self.assertEqual(self.tiles("internal"), {})
        self.assertIn("decide", self.tiles("supervisor"))
        self.assertNotIn("decide", self.tiles("clerk"))
        self.assertEqual(self.desk("portal")["tiles"], [])
        self.assertEqual(self.desk("portal")["promises"], [])

    def test_hand_over_waits_for_me(self):
        self.env["cs.ticket.handover"].with_user(self.users["clerk"])._ask(
            self.fresh.with_user(self.users["clerk"]),
            self.users["agent"],
            "I am away this week",
        )
        self.assertEqual(self.count("agent", "handed"), 1)
        self.fresh.with_user(self.users["agent"]).action_cs_accept()
        self.assertEqual(self.count("agent", "handed"), 0)
        self.assertEqual(self.count("agent", "mine"), 1)

    def test_waiting_for_whom(self):
        self.fresh.stage_id = self.env.ref("cs_department.stage_department")
        self.due.stage_id = self.env.ref("cs_department.stage_confirmation")
        self.assertEqual(self.count("clerk", "department"), 1)
        self.assertEqual(self.count("clerk", "customer"), 1)

    def test_vip_waits_until_it_is_the_customers_turn(self):
        program = self.env["cs.vip.program"].create(
            {"name": "Desk", "company_id": self.company.id}
        )
        tier = self.env["cs.vip.tier"].create(
            {"name": "Gold", "program_id": program.id}
        )
        self._give_tier(self.other_customer, tier)
        vip = self._new_ticket(
            partner_id=self.other_customer.id, user_id=self.users["clerk"].id
        )
        self.assertEqual(self.count("clerk", "vip"), 1)
        self.assertEqual(self.count("after_sales", "vip"), 0)
        vip.stage_id = self.env.ref("cs_department.stage_confirmation")
        self.assertEqual(self.count("clerk", "vip"), 0)

    def test_overdue_promises_are_listed(self):
        clerk = self.users["clerk"]
        earlier = self.at(self.env["cs.promise"], NOW - timedelta(days=5))
        promise = earlier.with_user(clerk).create(
            {
                "name": "We call back",
                "ticket_id": self.fresh.id,
                "date_due": date(2026, 11, 16),
                "company_id": self.company.id,
            }
        )
        desk = self.desk("clerk")
        self.assertEqual(
            desk["promises"],
            [
                {
                    "id": promise.id,
                    "name": "We call back",
                    "customer": "Lin Yue",
                    "days": 2,
                }
            ],
        )
        self.assertEqual(self.count("clerk", "promises"), 1)
        self.assertEqual(self.count("after_sales", "promises"), 0)

    def test_answer_is_news_until_noted(self):
        clerk = self.users["clerk"]
        referral = (
            self.env["cs.referral"]
            .with_user(clerk)
            .create(
                {
                    "ticket_id": self.fresh.id,
                    "department_id": self.quality.id,
                    "question": "Why does it creak?",
                }
            )
        )
        self.assertFalse(self.fresh.cs_answer_unread)
        referral.answer = "The joint is weak."
        referral.action_answer()
        self.assertTrue(self.fresh.cs_answer_unread)
        self.assertEqual(self.count("clerk", "answers"), 1)
        self.fresh.with_user(clerk).action_cs_answer_noted()
        self.assertEqual(self.count("clerk", "answers"), 0)
        referral.action_ask_again()
        referral.answer = "The joint is weak; glue changed."
        referral.action_answer()
        self.assertEqual(self.count("clerk", "answers"), 1)

    def test_team_for_those_who_assign(self):
        team = self.desk("supervisor")["team"]
        rows = {row["id"]: row["figures"] for row in team["rows"]}
        self.assertEqual(
            rows[self.users["clerk"].id],
            {"open": 3, "overdue": 1, "closed": 1, "unsatisfied": 1},
        )
        self.assertEqual(
            rows[self.users["after_sales"].id],
            {"open": 1, "overdue": 1, "closed": 0, "unsatisfied": 0},
        )
        self.assertEqual(rows[False]["open"], 1)
        for column in team["columns"]:
            for row in team["rows"]:
                found = self.env["helpdesk.ticket"].search_count(
                    [*column["domain"], (column["owner"], "=", row["id"])]
                )
                self.assertEqual(found, row["figures"][column["key"]])
        self.assertTrue(self.desk("general_manager")["team"])
        for role in ("clerk", "agent", "contact", "internal", "portal"):
            self.assertFalse(self.desk(role)["team"], role)

    def test_queries_do_not_grow_with_the_tickets(self):
        desk = self.env["cs.desk"].with_user(self.users["supervisor"])

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            desk.overview()
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for _number in range(10):
            self.complain(datetime(2026, 11, 12, 8), owner="agent")
        self.assertLessEqual(queries(), few)
        self.assertLessEqual(few, 45)

    def test_bar_of_the_board(self):
        found = self.env["helpdesk.ticket"].read_progress_bar(
            [("id", "in", (self.late + self.due + self.fresh + self.closed).ids)],
            "company_id",
            {
                "field": "cs_countdown",
                "colors": {"late": "d", "soon": "w", "later": "s"},
            },
        )
        self.assertEqual(
            found[str(self.company.id)], {"late": 1, "soon": 1, "later": 1}
        )
        self.assertEqual(self.late.cs_countdown, "late")
        self.assertEqual(self.due.cs_countdown, "soon")
        self.assertEqual(self.fresh.cs_countdown, "later")
        self.assertFalse(self.closed.cs_countdown)

    def test_bar_rests_while_the_customer_is_waited_for(self):
        before = NOW - timedelta(hours=84)
        self.at(self.late, before).stage_id = self.env.ref(
            "cs_department.stage_confirmation"
        )
        self.assertEqual(self.late.cs_countdown, "soon")
        found = self.env["helpdesk.ticket"].read_progress_bar(
            [("id", "=", self.late.id)],
            "company_id",
            {"field": "cs_countdown", "colors": {"late": "d", "soon": "w"}},
        )
        self.assertEqual(found[str(self.company.id)], {"late": 0, "soon": 1})

    def test_store_follows_the_order(self):
        ticket = self._new_ticket(
            cs_sale_line_ids=[(6, 0, self.order.order_line[:1].ids)]
        )
        self.assertEqual(ticket.cs_store_id, self.store)
        self.assertFalse(self._new_ticket().cs_store_id)


@tagged("post_install", "-at_install")
class TestDeskTour(HttpCase, desk_common.DeskCase):
    def test_from_the_number_to_the_ticket(self):
        clerk = self.users["clerk"]
        clerk.password = "test_clerk"
        now = self.env.cr.now()
        self.env["helpdesk.ticket"].with_context(cs_clock=Clock(now)).create(
            {
                "name": "Sofa creaks",
                "description": "<p>x</p>",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "team_id": self.team.id,
                "user_id": clerk.id,
                "cs_request_type_id": self.complaint.id,
                "cs_date_received": now - timedelta(days=9),
            }
        )
        self.start_tour("/odoo/service-desk", "cs_desk", login="test_clerk")
