from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.cs_vip.business_day import Clock

from . import common


@tagged("post_install", "-at_install")
class TestCallbackCall(common.DepartmentCase):
    """K2, K3: attempts, results, permitted hours, complaint raised."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "cs_clock": Clock(datetime(2026, 3, 10, 2))}
        )
        cls.specialist = cls.users["specialist"]
        cls.callback = cls._new_callback()

    @classmethod
    def _new_callback(cls, user=None, **values):
        user = user or cls.specialist
        return (
            cls.env["cs.callback"]
            .with_user(user)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "date_planned": "2026-03-10",
                    **values,
                }
            )
        )

    def _at(self, moment, callback=None):
        callback = callback or self.callback
        return callback.with_context(cs_clock=Clock(moment))

    def test_made(self):
        callback = self.callback
        self.assertEqual(callback.purpose, "other")
        callback.action_start_call()
        self._at(datetime(2026, 3, 10, 2, 6)).action_reached()
        self.assertEqual(callback.attempt_ids.duration, 6)
        callback.write({"satisfaction_choice": "4", "repurchase": "yes"})
        callback.action_done()
        self.assertEqual(callback.state, "done")
        self.assertEqual(callback.satisfaction, 4)
        self.assertEqual(callback.date_done, date(2026, 3, 10))
        self.assertFalse(callback.date_next)

    def test_done_needs_a_reached_customer_and_an_answer(self):
        with self.assertRaisesRegex(UserError, "Record first that you reached Lin"):
            self.callback.action_done()
        self.callback.action_reached()
        with self.assertRaisesRegex(UserError, "Record what the customer said"):
            self.callback.action_done()
        with self.assertRaisesRegex(UserError, "Record what the customer said"):
            self.callback.state = "done"

    def test_busy_is_tried_again_by_rule(self):
        self.callback.action_busy()
        self.assertEqual(self.callback.state, "planned")
        self.assertEqual(self.callback.date_next, datetime(2026, 3, 11, 2))

    def test_next_attempt_lies_in_permitted_hours_and_days(self):
        self.callback.sudo().plan_id.retry_hours = 5
        friday = datetime(2026, 3, 13, 8)  # 16:00 in Shanghai; five hours later 21:00
        self._at(friday).action_no_answer()
        self.assertEqual(
            self.callback.date_next,
            datetime(2026, 3, 16, 1),
            "Monday, nine o'clock",
        )

    def test_unreachable_after_the_last_attempt(self):
        for day in (10, 11):
            self._at(datetime(2026, 3, day, 2)).action_no_answer()
        self.assertEqual(self.callback.state, "planned")
        self._at(datetime(2026, 3, 12, 2)).action_busy()
        self.assertEqual(self.callback.state, "unreachable")
        with self.assertRaisesRegex(UserError, "closed; no further attempt"):
            self.callback.action_busy()
        with self.assertRaisesRegex(UserError, "up to others"):
            self.callback.action_retry()
        self.callback.with_user(self.users["supervisor"]).action_retry()
        self.assertEqual(self.callback.state, "planned")

    def test_wrong_number_ends_it(self):
        self.callback.action_wrong_number()
        self.assertEqual(self.callback.state, "unreachable")

    def test_outside_calling_hours(self):
        for moment in (datetime(2026, 3, 10, 0, 59), datetime(2026, 3, 10, 12)):
            with (
                self.subTest(moment),
                self.assertRaisesRegex(UserError, "between 09:00 and 20:00"),
            ):
                self._at(moment).action_busy()
        self._at(datetime(2026, 3, 10, 1)).action_busy()
        with self.assertRaisesRegex(UserError, "between 09:00 and 20:00"):
            self._at(datetime(2026, 3, 10, 13)).action_start_call()

    def test_attempts_are_honest(self):
        attempts = self.env["cs.callback.attempt"].with_user(self.specialist)
        values = {"callback_id": self.callback.id, "result": "busy"}
        with self.assertRaisesRegex(UserError, "cannot lie in the future"):
            attempts.create({**values, "date": "2026-03-11 02:00:00"})
        with self.assertRaisesRegex(UserError, "under their own name"):
            attempts.create({**values, "user_id": self.users["clerk"].id})
        attempt = attempts.create(values)
        with self.assertRaises(AccessError):
            attempt.result = "reached"
        with self.assertRaises(AccessError):
            attempt.unlink()

    def test_no_call_customer(self):
        self.callback.action_no_more_calls()
        self.assertEqual(self.callback.state, "cancelled")
        self.assertTrue(self.customer.cs_no_call)
        with self.assertRaisesRegex(ValidationError, "cannot be planned for a call"):
            self._new_callback()

    def test_past_day_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "day that has passed"):
            self._new_callback(date_planned="2026-03-09")

    def test_satisfaction_scale(self):
        with self.assertRaises(ValidationError):
            self.callback.satisfaction = 6

    def test_average_leaves_out_the_unrated(self):
        callbacks = self.callback + self._new_callback() + self._new_callback()
        callbacks[0].satisfaction, callbacks[1].satisfaction = 5, 4
        self.assertEqual(
            self.env["cs.callback"]._read_group(
                [("id", "in", callbacks.ids)], [], ["satisfaction:avg"]
            ),
            [(4.5,)],
        )

    def test_closed_call_is_frozen(self):
        self.callback.action_reached()
        self.callback.satisfaction = 3
        self.callback.action_done()
        with self.assertRaisesRegex(UserError, "recorded and closed"):
            self.callback.satisfaction = 5
        self.callback.with_user(self.users["supervisor"]).satisfaction = 4

    def test_verification_verifies_the_file(self):
        self.customer.cs_archive_state = "proposed"
        callback = self._new_callback(
            plan_id=self.env.ref("cs_department.callback_plan_archive_verification").id
        )
        callback.action_reached()
        callback.opinion = "All data right"
        callback.action_done()
        self.assertEqual(self.customer.cs_archive_state, "verified")

    def test_raise_complaint(self):
        with self.assertRaisesRegex(UserError, "Write down what the customer"):
            self.callback.action_raise_complaint()
        self.callback.complaint = "The sofa creaks <b>a lot</b>."
        self.callback.action_raise_complaint()
        ticket = self.callback.sudo().ticket_id
        self.assertTrue(ticket.cs_is_complaint)
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.cs_first_responder_id, self.specialist)
        self.assertIn("&lt;b&gt;", ticket.description, "words, not markup")
        with self.assertRaisesRegex(UserError, "already with the department"):
            self.callback.action_raise_complaint()

    def test_raise_complaint_is_the_callers(self):
        self.callback.complaint = "The sofa creaks."
        for role in ("clerk", "after_sales", "sales", "installer"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.callback.with_user(self.users[role]).action_raise_complaint()

    def test_clerk_sees_own_calls_only(self):
        clerk = self.users["clerk"]
        own = self._new_callback(user=clerk)
        found = self.env["cs.callback"].with_user(clerk).search([])
        self.assertEqual(found, own.with_user(clerk))
        self.assertIn(
            self.callback,
            self.env["cs.callback"].with_user(self.users["after_sales"]).search([]),
        )
        with self.assertRaises(AccessError):
            self.callback.with_user(self.users["after_sales"]).opinion = "x"

    def test_caller_sees_purchases_without_prices(self):
        purchases = self.callback.purchases
        self.assertIn("Sofa Jasmine × 2", purchases)
        self.assertIn(self.order.name, purchases)
        self.assertNotIn("6000", purchases.replace(",", ""))

    def test_earlier_calls(self):
        self.callback.action_wrong_number()
        self.assertEqual(self._new_callback().earlier_callback_ids, self.callback)

    def test_reminder_once(self):
        later = self._new_callback(date_planned="2026-03-20")
        for _run in range(2):
            self.env["cs.callback"]._cron_remind("2026-03-10")
        self.assertEqual(len(self.callback.activity_ids), 1)
        self.assertEqual(self.callback.activity_ids.user_id, self.specialist)
        self.assertFalse(later.activity_ids)
        self.callback.action_wrong_number()
        self.assertFalse(self.callback.activity_ids)

    def test_flat_query_count(self):
        callbacks = self.env["cs.callback"].create(
            [
                {"partner_id": self.customer.id, "user_id": self.specialist.id}
                for _number in range(30)
            ]
        )
        names = ["display_name", "phone", "purpose", "attempt_count", "satisfaction"]

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.with_user(self.specialist).read(names)
            return self.cr.sql_log_count - before

        count(callbacks[:5])
        self.assertEqual(count(callbacks[:5]), count(callbacks))
