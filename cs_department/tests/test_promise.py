"""Promises to customers: a day, somebody who sees to it, kept or broken (C14)."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.cs_vip.business_day import Clock

from . import common

TODAY = date(2026, 11, 2)


@tagged("post_install", "-at_install")
class TestPromise(common.DepartmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Monday, ten in the morning in Shanghai
        cls.env = cls.env(
            context={**cls.env.context, "cs_clock": Clock(datetime(2026, 11, 2, 2))}
        )
        cls.ticket = cls._new_ticket(user_id=cls.users["after_sales"].id)

    def _promise(self, role="after_sales", **values):
        return (
            self.env["cs.promise"]
            .with_user(self.users[role])
            .create(
                {
                    "name": "We call you by Wednesday",
                    "kind": "call",
                    "ticket_id": self.ticket.id,
                    "date_due": date(2026, 11, 4),
                    "company_id": self.company.id,
                    **values,
                }
            )
        )

    def _later(self, promise, day):
        return promise.with_context(cs_clock=Clock(datetime(2026, 11, day, 2)))

    def test_made_on_a_ticket(self):
        promise = self._promise()
        user = self.users["after_sales"]
        self.assertEqual(promise.partner_id, self.customer)
        self.assertEqual((promise.user_id, promise.promised_by_id), (user, user))
        self.assertEqual((promise.date_promised, promise.state), (TODAY, "open"))
        self.assertEqual(promise.activity_ids.user_id, user)
        self.assertEqual(promise.activity_ids.date_deadline, date(2026, 11, 4))
        self.assertEqual(self.ticket.cs_promise_count, 1)
        action = self.ticket.action_cs_promises()
        self.assertEqual(self.env["cs.promise"].search(action["domain"]), promise)

    def _result(self, day=9, **values):
        """A ticket whose result is promised, and its promise."""
        ticket = self._new_ticket(
            "after_sales",
            user_id=self.users["after_sales"].id,
            cs_date_promised=day and date(2026, 11, day),
            **values,
        )
        return ticket, ticket.cs_promise_id

    def test_result_promised_on_the_ticket(self):
        ticket, promise = self._result()
        user = self.users["after_sales"]
        self.assertEqual(promise.ticket_id, ticket)
        self.assertEqual((promise.user_id, promise.promised_by_id), (user, user))
        self.assertEqual((promise.date_due, promise.state), (date(2026, 11, 9), "open"))
        self.assertEqual(promise.name, "Result promised to the customer")
        ticket.cs_date_promised = date(2026, 11, 11)
        self.assertEqual(ticket.cs_promise_id, promise, "moved, not doubled")
        self.assertEqual(promise.date_due, date(2026, 11, 11))
        self.assertEqual(promise.activity_ids.date_deadline, date(2026, 11, 11))
        ticket.with_user(self.users["supervisor"]).user_id = self.users["clerk"]
        self.assertEqual(promise.user_id, self.users["clerk"])
        ticket.with_user(self.users["clerk"]).cs_date_promised = False
        self.assertEqual(promise.state, "released")
        self.assertTrue(promise.outcome)
        ticket.cs_date_promised = date(2026, 11, 12)
        self.assertNotEqual(ticket.cs_promise_id, promise)
        self.assertEqual(ticket.cs_promise_id.state, "open")

    def test_result_promised_waits_for_the_customer(self):
        ticket, promise = self._result(partner_id=False)
        self.assertFalse(promise)
        ticket.partner_id = self.customer
        self.assertEqual(ticket.cs_promise_id.partner_id, self.customer)

    def test_a_broken_promise_is_not_moved_away(self):
        ticket, promise = self._result()
        later = self._later(ticket, 10)
        later.cs_date_promised = date(2026, 11, 20)
        self.assertEqual((promise.state, promise.date_due), ("open", date(2026, 11, 9)))
        self.assertEqual(later.cs_promise_id.date_due, date(2026, 11, 20))

    def test_result_told_in_time(self):
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        for day, state in ((9, "kept"), (10, "open")):
            ticket, promise = self._result()
            self._later(ticket, day).stage_id = done
            self.assertEqual(promise.state, state)

    def test_a_complaint_is_not_closed_over_a_promise(self):
        kind = self.env.ref("cs_department.request_type_complaint")
        ticket, promise = self._result(cs_request_type_id=kind.id)
        self.assertNotIn("promises", "".join(ticket._cs_missing_outcome()))
        self.assertIn(
            "promises", "".join(self._later(ticket, 10)._cs_missing_outcome())
        )
        other = self._promise(ticket_id=ticket.id)
        self.assertIn("promises", "".join(ticket._cs_missing_outcome()))
        with (
            self.assertRaisesRegex(ValidationError, "Still under way: the promises"),
            self.env.cr.savepoint(),
        ):
            self._cancel(ticket)
        other.action_keep()
        self._cancel(ticket, "The wrong shop")
        self.assertEqual(
            (promise.state, promise.outcome), ("released", "The wrong shop")
        )

    def test_kept_on_its_last_day(self):
        promise = self._later(self._promise(), 4)
        promise.action_keep()
        self.assertEqual(
            (promise.state, promise.date_done), ("kept", date(2026, 11, 4))
        )
        self.assertFalse(promise.activity_ids)
        self.assertFalse(promise.overdue)

    def test_late_is_not_kept(self):
        promise = self._later(self._promise(), 5)
        self.assertTrue(promise.overdue)
        with self.assertRaisesRegex(UserError, "late is not kept"):
            promise.action_keep()
        with self.assertRaisesRegex(UserError, "Write down first why"):
            promise.action_break()
        promise.outcome = "Called a day late, apologised."
        promise.action_break()
        self.assertEqual(promise.state, "broken")

    def test_released_by_the_customer_with_a_reason(self):
        promise = self._promise()
        with self.assertRaisesRegex(UserError, "Write down first why"):
            promise.action_release()
        promise.outcome = "Will come to the store."
        promise.action_release()
        self.assertEqual(promise.state, "released")

    def test_overdue_is_searched_by_the_business_day(self):
        """It is the 5th in Shanghai two hours before it is in UTC."""
        promise = self._promise()
        Promise = self.env["cs.promise"].with_company(self.company)
        for moment, found in (
            (datetime(2026, 11, 4, 15, 59), False),
            (datetime(2026, 11, 4, 16, 0), True),
        ):
            then = Promise.with_context(cs_clock=Clock(moment))
            self.assertEqual(
                promise in then.search([("overdue", "=", True)]), found, moment
            )

    def test_each_company_has_its_own_day(self):
        """Found among the records of both companies: the day of each counts."""
        here, there = self._promise(), self._promise()
        abroad = self.env["res.company"].create({"name": "Elsewhere"})
        abroad.resource_calendar_id.tz = "America/Los_Angeles"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_promise SET company_id = %s WHERE id = %s",
            (abroad.id, there.id),
        )
        both = here | there
        both.invalidate_recordset()
        Promise = self.env["cs.promise"].with_context(
            allowed_company_ids=[abroad.id, self.company.id],
            cs_clock=Clock(datetime(2026, 11, 4, 16, 0)),
        )
        late = [("id", "in", both.ids), ("overdue", "=", True)]
        self.assertEqual(Promise.search(late), here)
        self.assertEqual(both.with_env(Promise.env).mapped("overdue"), [True, False])

    def test_what_was_said_stays(self):
        promise = self._promise()
        for values in (
            {"date_due": date(2026, 12, 4)},
            {"name": "Perhaps"},
            {"partner_id": self.other_customer.id},
        ):
            with self.assertRaisesRegex(UserError, "stays on record"):
                promise.write(values)
        promise.write({"name": promise.name, "user_id": self.users["clerk"].id})
        self.assertEqual(promise.activity_ids.user_id, self.users["clerk"])

    def test_who_promised_and_when_is_not_made_up(self):
        promise = self._promise(
            promised_by_id=self.users["clerk"].id, date_promised=date(2020, 1, 1)
        )
        self.assertEqual(promise.promised_by_id, self.users["after_sales"])
        self.assertEqual(promise.date_promised, TODAY)
        with self.assertRaisesRegex(AccessError, "not edited by hand"):
            promise.date_done = TODAY
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            self._promise(state="kept")

    def test_due_in_the_past_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "due before it was made"):
            self._promise(date_due=date(2026, 11, 1))

    def test_another_customers_ticket_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "another customer"):
            self._promise(partner_id=self.other_customer.id)

    def test_without_a_customer_it_is_refused(self):
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self._promise(ticket_id=False)
        self.assertIn("partner_id", str(caught.exception))

    def test_reopened_by_a_supervisor_only(self):
        promise = self._promise()
        promise.action_keep()
        with self.assertRaisesRegex(UserError, "up to others"):
            promise.action_reopen()
        promise.with_user(self.users["supervisor"]).action_reopen()
        self.assertEqual((promise.state, promise.date_done), ("open", False))
        self.assertTrue(promise.activity_ids)

    def test_made_on_a_call_and_on_a_visit(self):
        call = self.env["cs.callback"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.users["specialist"].id,
                "purpose": "other",
                "date_planned": TODAY,
                "company_id": self.company.id,
            }
        )
        promise = self._promise("specialist", ticket_id=False, callback_id=call.id)
        self.assertEqual(promise.partner_id, self.customer)
        self.assertEqual(call.cs_promise_count, 1)
        self.assertEqual(promise.action_open_source()["res_id"], call.id)

    def test_who_sees_and_changes_what(self):
        promise = self._promise()
        for role in ("clerk", "specialist", "agent", "general_manager"):
            other = promise.with_user(self.users[role])
            self.assertEqual(other.name, promise.name)
            with self.assertRaises(AccessError):
                other.outcome = "x"
        for role in ("installer", "contact", "sales", "internal", "portal"):
            with self.assertRaises(AccessError):
                promise.with_user(self.users[role]).read(["name"])
        promise.user_id = self.users["contact"]
        promise.with_user(self.users["contact"]).outcome = "Part is on its way"

    def test_markup_is_text(self):
        promise = self._promise(name="<script>alert(1)</script>")
        self.assertEqual(promise.activity_ids.summary, "<script>alert(1)</script>")
