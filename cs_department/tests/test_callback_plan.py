from collections import Counter
from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.cs_vip.business_day import Clock

from . import common


@tagged("post_install", "-at_install")
class TestCallbackPlan(common.DepartmentCase):
    """K1: a plan picks customers by rule and spreads the calls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = date(2026, 3, 10)  # a Tuesday
        cls.env = cls.env(
            context={**cls.env.context, "cs_clock": Clock(datetime(2026, 3, 10, 2))}
        )
        cls.caller = cls.users["specialist"]
        cls.second = cls._new_user(
            "specialist",
            "cs_department.group_information_specialist",
            login="test_specialist_2",
        )
        cls.buyers = cls.env["res.partner"]
        for number in range(10):
            buyer = cls._new_customer(f"Buyer {number}", phone=f"1380013800{number}")
            cls._new_order(buyer, {cls.table: 1}).date_order = datetime(2026, 3, 1, 4)
            cls.buyers += buyer
        cls.plan = cls._new_plan()

    @classmethod
    def _new_plan(cls, **values):
        return cls.env["cs.callback.plan"].create(
            {
                "name": "Spring",
                "purpose": "recent_purchase",
                "company_id": cls.company.id,
                "caller_ids": [Command.set([cls.caller.id, cls.second.id])],
                "days_from": 7,
                "days_to": 14,
                "date_from": cls.day,
                "date_to": cls.day + timedelta(days=6),
                "calls_per_day": 2,
                **values,
            }
        )

    def _picked(self, plan=None):
        plan = plan or self.plan
        return {values["partner_id"] for _date, values in plan._pick(self.day)}

    def test_window_of_recent_purchases(self):
        self.assertEqual(self._picked(), set(self.buyers.ids))
        self.plan.days_from = 10
        self.assertFalse(self._picked(), "the purchases are nine days old")

    def test_last_purchase_decides(self):
        buyer = self.buyers[0]
        self._new_order(buyer, {self.table: 1}).date_order = datetime(2026, 3, 9, 4)
        self.assertNotIn(buyer.id, self._picked())

    def test_who_is_never_planned(self):
        self.buyers[0].cs_no_call = True
        self.buyers[1].phone = False
        self.env["phone.blacklist"]._add([self.buyers[2].phone_sanitized])
        self.env.invalidate_all()
        self.assertEqual(self._picked(), set(self.buyers[3:].ids))

    def test_spread_over_callers_and_days(self):
        self.plan.with_user(self.users["supervisor"]).action_plan_calls()
        callbacks = self.plan.callback_ids
        self.assertEqual(callbacks.partner_id, self.buyers)
        load = Counter((c.user_id, c.date_planned) for c in callbacks)
        self.assertLessEqual(max(load.values()), 2)
        by_caller = Counter(callback.user_id for callback in callbacks)
        self.assertEqual(by_caller, {self.caller: 5, self.second: 5})
        self.assertEqual(max(callbacks.mapped("date_planned")), date(2026, 3, 12))

    def test_other_plans_load_counts(self):
        busy = [
            {
                "partner_id": self.customer.id,
                "user_id": self.caller.id,
                "date_planned": self.day,
            }
        ] * 2
        self.env["cs.callback"].create(busy)
        self.plan._plan(self.plan._pick(self.day), self.day)
        first_day = self.plan.callback_ids.filtered(
            lambda c: c.date_planned == self.day
        )
        self.assertEqual(first_day.user_id, self.second)

    def test_working_days_only(self):
        saturday = date(2026, 3, 14)
        self.plan.write({"date_from": saturday, "date_to": date(2026, 3, 20)})
        self.plan._plan(self.plan._pick(self.day), self.day)
        self.assertEqual(
            min(self.plan.callback_ids.mapped("date_planned")), date(2026, 3, 16)
        )

    def test_what_does_not_fit_is_told(self):
        self.plan.date_to = self.day
        action = self.plan.action_plan_calls()
        self.assertEqual(len(self.plan.callback_ids), 4)
        self.assertIn("4 calls planned", action["params"]["message"])
        self.assertIn("6 customers did not fit", action["params"]["message"])

    def test_second_planning_plans_nobody(self):
        self.plan.action_plan_calls()
        with self.assertRaisesRegex(UserError, "Nobody fits this plan"):
            self.plan.action_plan_calls()

    def test_moments_lie_in_permitted_hours(self):
        self.plan.write({"calls_per_day": 10, "expected_minutes": 30})
        self.plan.action_plan_calls()
        first = self.plan.callback_ids.filtered(
            lambda c: c.user_id == self.caller
        ).mapped("date_next")
        self.assertEqual(
            first[:2],
            [datetime(2026, 3, 10, 1), datetime(2026, 3, 10, 1, 30)],
            "nine o'clock in Shanghai is one o'clock UTC",
        )

    def test_period_is_needed_and_not_over(self):
        self.plan.write({"date_from": False, "date_to": False})
        with self.assertRaisesRegex(UserError, "Set the period"):
            self.plan.action_plan_calls()
        self.plan.write({"date_from": "2026-03-01", "date_to": "2026-03-09"})
        with self.assertRaisesRegex(UserError, "period of this plan is over"):
            self.plan.action_plan_calls()

    def test_vip_plan(self):
        plan = self._new_plan(purpose="vip")
        self.assertFalse(self._picked(plan))

    def test_standing_plan_after_complaint(self):
        kind = self.env["cs.request.type"].search(
            [("is_complaint", "=", True)], limit=1
        )
        self.customer.phone = "13700137000"
        ticket = self._new_ticket(cs_request_type_id=kind.id)
        ticket.closed_date = datetime(2026, 3, 9, 4)
        self.env["cs.callback.plan"]._cron_plan("2026-03-10")
        callback = self.env["cs.callback"].search(
            [("origin_ticket_id", "=", ticket.id)]
        )
        self.assertEqual(callback.date_planned, date(2026, 3, 12))
        self.env["cs.callback.plan"]._cron_plan("2026-03-10")
        self.assertEqual(
            self.env["cs.callback"].search_count(
                [("origin_ticket_id", "=", ticket.id)]
            ),
            1,
        )

    def test_standing_plan_verifies_the_archive(self):
        self.buyers[0].cs_archive_state = "proposed"
        for _run in range(2):
            self.env["cs.callback.plan"]._cron_plan("2026-03-10")
        callback = self.buyers[0].cs_callback_ids
        self.assertEqual(callback.purpose, "archive_verification")
        self.assertEqual(callback.date_planned, self.day)

    def test_supervisor_plans_specialist_does_not(self):
        with self.assertRaises(AccessError):
            self.plan.with_user(self.caller).calls_per_day = 100

    def test_specialists_call_by_default(self):
        self.plan.caller_ids = False
        self.plan.action_plan_calls()
        self.assertLessEqual(self.plan.callback_ids.user_id, self.caller + self.second)

    def test_queries_do_not_grow_with_customers(self):
        def count(plan):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plan._pick(self.day)
            return self.cr.sql_log_count - before

        everybody = count(self.plan)
        self.buyers[2:].cs_no_call = True
        self.assertEqual(count(self.plan), everybody)
