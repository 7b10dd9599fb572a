"""The first answer has a deadline of its own (C5)."""

from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_vip.business_day import Clock

from . import common

# Friday, 10:00 in Shanghai
RECEIVED = datetime(2026, 3, 6, 2, 0)
HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestFirstAnswer(common.DepartmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")
        cls.enquiry = cls.env.ref("cs_department.request_type_enquiry")
        cls.ticket = cls._new("after_sales", cls.complaint)

    def _at(self, moment):
        self.env = self.env(context={**self.env.context, "cs_clock": Clock(moment)})

    @classmethod
    def _new(cls, role, kind):
        return cls._new_ticket(
            role,
            cs_request_type_id=kind.id,
            cs_date_received=RECEIVED,
            user_id=cls.users[role].id,
        )

    def _write(self, role, moment, **message):
        self._at(moment)
        ticket = self.ticket.with_env(self.env).with_user(self.users[role])
        ticket.message_post(
            body="We look into it.",
            **{
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
                **message,
            },
        )
        return self.ticket.with_env(self.env)

    def test_hours_of_the_company(self):
        self.assertEqual(self.ticket.cs_first_answer_due, RECEIVED + 24 * HOUR)

    def test_hours_of_the_kind_win_and_no_hours_is_no_deadline(self):
        self.enquiry.first_answer_hours = 2
        ticket = self._new("agent", self.enquiry)
        self.assertEqual(ticket.cs_first_answer_due, RECEIVED + 2 * HOUR)
        ticket.cs_request_type_id = self.complaint
        self.assertEqual(ticket.cs_first_answer_due, RECEIVED + 24 * HOUR)
        self.company.cs_first_answer_hours = 0
        self.assertFalse(self._new("agent", self.complaint).cs_first_answer_due)

    def test_working_hours(self):
        self.company.write(
            {"cs_complaint_basis": "working", "cs_first_answer_hours": 8}
        )
        self.assertEqual(
            self._new("agent", self.complaint).cs_first_answer_due,
            datetime(2026, 3, 9, 2, 0),
            "Friday 10:00 plus eight working hours is Monday 10:00",
        )

    def test_first_message_to_the_customer_counts(self):
        self._write("after_sales", RECEIVED + HOUR, subtype_xmlid="mail.mt_note")
        self._write("portal", RECEIVED + 2 * HOUR)
        self.assertFalse(self.ticket.cs_date_first_answer)
        ticket = self._write("supervisor", RECEIVED + 3 * HOUR)
        self._write("after_sales", RECEIVED + 4 * HOUR)
        self.assertEqual(ticket.cs_date_first_answer, RECEIVED + 3 * HOUR)
        self.assertFalse(ticket.cs_first_answer_late)

    def test_answered_by_phone(self):
        self._at(RECEIVED + 25 * HOUR)
        ticket = self.ticket.with_env(self.env).with_user(self.users["after_sales"])
        ticket.action_cs_answered()
        ticket.action_cs_answered()
        self.assertEqual(ticket.cs_date_first_answer, RECEIVED + 25 * HOUR)
        self.assertTrue(ticket.cs_first_answer_late)
        notes = ticket.message_ids.filtered(lambda m: "by phone" in (m.body or ""))
        self.assertEqual(len(notes), 1)

    def test_not_entered_by_hand(self):
        ticket = self.ticket.with_user(self.users["after_sales"])
        with self.assertRaisesRegex(UserError, "recorded when the answer is given"):
            ticket.cs_date_first_answer = RECEIVED
        with self.assertRaisesRegex(UserError, "recorded when the answer is given"):
            self._new_ticket("after_sales", cs_date_first_answer=RECEIVED)
        with self.assertRaisesRegex(ValidationError, "before it was received"):
            self.ticket.sudo().cs_date_first_answer = RECEIVED - HOUR
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.users["installer"]).action_cs_answered()

    def test_filter_of_what_waits_too_long(self):
        late = [("cs_first_answer_late", "=", True), ("id", "=", self.ticket.id)]
        self._at(RECEIVED + 24 * HOUR)
        self.assertFalse(self.env["helpdesk.ticket"].search(late))
        self._at(RECEIVED + 25 * HOUR)
        self.assertTrue(self.env["helpdesk.ticket"].search(late))
        self._write("supervisor", RECEIVED + 26 * HOUR)
        self.assertFalse(self.env["helpdesk.ticket"].search(late))

    def test_deadline_until_the_answer(self):
        """The other reading of C5: the days are for the answer, not the remedy."""
        self.company.cs_complaint_until = "answer"
        self.assertEqual(self.ticket.cs_deadline, RECEIVED + 72 * HOUR)
        ticket = self._write("after_sales", RECEIVED + 72 * HOUR)
        self.assertFalse(ticket.cs_deadline)
        self.ticket = self._new("agent", self.complaint)
        ticket = self._write("after_sales", RECEIVED + 73 * HOUR)
        self.assertEqual(ticket.cs_deadline, RECEIVED + 72 * HOUR, "answered too late")
        self.assertTrue(ticket.cs_overdue)

    def test_reminder_and_supervisor(self):
        steps = {
            step: self.env.ref(f"cs_department.escalation_answer_{step}")
            for step in ("reminder", "supervisor")
        }
        enquiry = self._new("agent", self.enquiry)
        answered = self._new("agent", self.enquiry)
        self._at(RECEIVED + HOUR)
        answered.with_env(self.env)._cs_record_first_answer()
        due = RECEIVED + 24 * HOUR

        def note(step, moment):
            steps[step]._take_back(moment)
            noted = steps[step]._note(self.company, moment)
            return sum(len(ids) for _owner, _team, ids in noted)

        self.assertEqual(note("reminder", due - 5 * HOUR), 0)
        self.assertEqual(note("reminder", due - 4 * HOUR), 2)
        self.assertEqual(note("supervisor", due), 2)
        self.assertEqual(note("supervisor", due + HOUR), 0)
        self.assertEqual(enquiry.cs_escalation_ids.mapped("deadline"), [due, due])
        enquiry.sudo().cs_date_received = RECEIVED + 48 * HOUR
        note("supervisor", due + HOUR)
        self.assertFalse(enquiry.cs_escalation_ids, "the deadline moved")

    def test_negative_hours_are_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "first_answer_hours_not_negative"),
        ):
            self.enquiry.first_answer_hours = -1
            self.env.flush_all()
