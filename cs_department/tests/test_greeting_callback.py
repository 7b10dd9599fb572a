"""Greeting calls are callbacks, with the department's rules."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.cs_vip.tests.greeting_common import GreetingCommon

DUE = "2026-03-02"  # a Monday


@tagged("post_install", "-at_install")
class TestGreetingCallback(GreetingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.caller = new_test_user(
            cls.env,
            login="greeter",
            groups="cs_department.group_information_specialist",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.plan = cls.env.ref("cs_department.callback_plan_greeting")
        cls.plan.caller_ids = cls.caller
        cls.consent(cls.holder, sms=False, email=False)

    @classmethod
    def _desk_makes_the_calls(cls):
        """Not here: the department does."""

    def callback(self):
        greeting = self.run_job(DUE)
        return greeting, greeting.callback_ids

    def reach(self, callback, hour=11):
        called = self.on(callback, DUE, hour).with_user(self.caller)
        called.action_reached()
        called.action_done()

    def test_call(self):
        greeting, callback = self.callback()
        self.assertEqual((greeting.state, greeting.user_id), ("call", self.caller))
        self.assertEqual(callback.state, "planned")
        self.assertEqual(callback.date_planned, date(2026, 3, 2))
        self.assertIn("Your birthday is near", callback.script)
        self.assertFalse(greeting.activity_ids)
        self.reach(callback)
        self.assertEqual((greeting.state, callback.state), ("done", "done"))

    def test_calling_hours_hold(self):
        _greeting, callback = self.callback()
        with self.assertRefused(UserError, "called between"):
            self.reach(callback, hour=22)

    def test_result_belongs_into_the_callback(self):
        greeting, _callback = self.callback()
        for button in ("action_done", "action_not_reached"):
            with self.assertRefused(UserError, "in the callback"):
                getattr(greeting.with_user(self.desk), button)()

    def test_unreachable_goes_by_another_way(self):
        self.consent(self.holder, email="given")
        self.birthday.write({"channel_first": "call", "channel_third": "sms"})
        greeting, callback = self.callback()
        called = self.on(callback, DUE).with_user(self.caller)
        called.action_wrong_number()
        self.assertEqual((greeting.state, callback.state), ("failed", "unreachable"))
        self.run_job("2026-03-03")
        self.assertEqual((greeting.state, greeting.channel), ("queued", "email"))

    def test_customer_refuses_calls(self):
        greeting, callback = self.callback()
        callback.with_user(self.caller).action_no_more_calls()
        self.assertEqual(callback.state, "cancelled")
        self.assertEqual(greeting.state, "cancelled")
        self.assertEqual(self.holder.cs_consent_call, "refused")
        self.assertTrue(self.holder.cs_no_call)

    def test_cancelled_greeting_takes_its_call_along(self):
        greeting, callback = self.callback()
        greeting.with_user(self.desk).action_cancel()
        self.assertEqual((greeting.state, callback.state), ("cancelled", "cancelled"))

    def test_never_late(self):
        greeting, callback = self.callback()
        self.run_job("2026-03-07")
        self.assertEqual(greeting.skip_reason, "late")
        self.assertEqual(callback.state, "cancelled")

    def test_no_caller_has_time(self):
        self.plan.calls_per_day = 1
        others = self.holders(9)
        self.consent(others, sms=False, email=False)
        found = self.run_job(DUE)
        states = found.mapped("state")
        self.assertIn("failed", states)
        failed = found.filtered(lambda greeting: greeting.state == "failed")
        self.assertIn("No caller has time", failed[0].failure)
        days = found.callback_ids.mapped("date_planned")
        self.assertEqual(len(days), len(set(days)), "one call a day")
        self.assertLessEqual(max(days), date(2026, 3, 6))

    def test_no_call_is_the_consent(self):
        """One truth: the switch of the archive and the consent are the same."""
        self.holder.cs_no_call = True
        self.assertEqual(self.holder.cs_consent_call, "refused")
        Partner = self.env["res.partner"]
        self.assertIn(self.holder, Partner.search([("cs_no_call", "=", True)]))
        self.holder.cs_no_call = False
        self.assertFalse(self.holder.cs_consent_call)
        self.assertNotIn(self.holder, Partner.search([("cs_no_call", "=", True)]))
        self.consent(self.holder, call="given")
        self.holder.cs_no_call = False
        self.assertEqual(self.holder.cs_consent_call, "given")

    def test_offer_after_a_callback(self):
        offer = self.env["cs.vip.offer"].create(
            {
                "name": "Cushion",
                "company_id": self.company.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
            }
        )
        self.env["cs.callback"].create(
            {
                "partner_id": self.holder.id,
                "plan_id": self.plan.id,
                "company_id": self.company.id,
                "state": "done",
            }
        )
        given = self.on(self.env["cs.vip.offer.given"], DUE).create(
            {"offer_id": offer.id, "partner_id": self.holder.id}
        )
        self.assertTrue(given.was_called)
