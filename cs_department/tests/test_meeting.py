"""Complaint meetings: agenda from open cases, minutes, actions followed (C15)."""

from datetime import date, datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestMeeting(common.DepartmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quality = cls.env["hr.department"].create(
            {"name": "Quality", "company_id": cls.company.id}
        )
        cls.kind = cls.env.ref("cs_department.request_type_complaint")
        cls.meeting = cls._meeting()

    @classmethod
    def _meeting(cls, role="supervisor", **values):
        return (
            cls.env["cs.meeting"]
            .with_user(cls.users[role])
            .create(
                {
                    "name": "Complaints of the week",
                    "company_id": cls.company.id,
                    "date_start": datetime(2026, 11, 2, 2),
                    "participant_ids": [(4, cls.users["contact"].id)],
                    **values,
                }
            )
        )

    def _complaint(self, **values):
        return self._new_ticket(
            cs_request_type_id=self.kind.id,
            cs_department_id=self.quality.id,
            **values,
        )

    def test_agenda_of_overdue_serious_and_repeated_cases(self):
        calm = self._complaint(cs_severity="minor", partner_id=self.other_customer.id)
        serious = self._complaint(cs_severity="serious")
        overdue = self._complaint(
            cs_date_received=fields.Datetime.now() - timedelta(days=30)
        )
        question = self._new_ticket(cs_severity="critical")
        self.meeting.action_draw_agenda()
        cases = self.meeting.line_ids.ticket_id
        self.assertIn(serious, cases)
        self.assertIn(overdue, cases)
        self.assertNotIn(calm, cases)
        self.assertNotIn(question, cases)
        line = self.meeting.line_ids.filtered(lambda ln: ln.ticket_id == serious)
        self.assertEqual(line.name, f"{serious.number} {serious.name}")
        self.assertEqual(line.department_id, self.quality)

    def test_agenda_of_the_departments_invited(self):
        other = self.env["hr.department"].create(
            {"name": "Logistics", "company_id": self.company.id}
        )
        ours = self._complaint(cs_severity="serious")
        theirs = self._complaint(
            cs_severity="serious", partner_id=self.other_customer.id
        )
        theirs.cs_department_id = other
        self.meeting.department_ids = self.quality
        self.meeting.action_draw_agenda()
        self.assertIn(ours, self.meeting.line_ids.ticket_id)
        self.assertNotIn(theirs, self.meeting.line_ids.ticket_id)

    def test_drawing_again_adds_only_what_is_new(self):
        self._complaint(cs_severity="serious")
        self.meeting.action_draw_agenda()
        first = self.meeting.line_ids
        first[0].minutes = "Talked over"
        new = self._complaint(cs_severity="critical", partner_id=self.other_customer.id)
        self.meeting.action_draw_agenda()
        self.assertEqual((self.meeting.line_ids - first).ticket_id, new)
        self.assertEqual(first[0].minutes, "Talked over")
        self.meeting.action_hold()
        with self.assertRaisesRegex(UserError, "before the meeting is held"):
            self.meeting.action_draw_agenda()

    def test_participants_read_the_topic_not_the_ticket(self):
        ticket = self._complaint(cs_severity="serious")
        self.meeting.action_draw_agenda()
        contact = self.meeting.with_user(self.users["contact"])
        self.assertIn(ticket.name, contact.line_ids[0].name)
        with self.assertRaises(AccessError):
            ticket.with_user(self.users["contact"]).read(["description"])
        with self.assertRaises(AccessError):
            contact.line_ids[0].minutes = "x"
        with self.assertRaises(AccessError):
            self.meeting.with_user(self.users["after_sales"]).read(["name"])

    def _action(self, **values):
        return (
            self.env["cs.meeting.action"]
            .with_user(self.users["supervisor"])
            .create(
                {
                    "meeting_id": self.meeting.id,
                    "name": "Check the varnish",
                    "user_id": self.users["contact"].id,
                    "date_due": date(2026, 11, 10),
                    **values,
                }
            )
        )

    def test_a_held_meeting_stays_as_it_was(self):
        self._complaint(cs_severity="serious")
        self.meeting.action_draw_agenda()
        line, action = self.meeting.line_ids[0], self._action()
        self.meeting.write({"minutes": "<p>New varnish</p>"})
        self.meeting.action_hold()
        self.env.flush_all()
        for change in (
            lambda: line.unlink(),
            lambda: line.write({"decision": "Nothing"}),
            lambda: line.create({"meeting_id": self.meeting.id, "name": "Later"}),
            lambda: self.meeting.write({"minutes": False}),
            lambda: self.meeting.write({"line_ids": [(2, line.id)]}),
            lambda: self.meeting.with_user(self.users["manager"]).unlink(),
        ):
            with self.assertRaisesRegex(UserError, "The meeting was held"):
                change()
        for change in (
            lambda: action.unlink(),
            lambda: action.write({"meeting_id": self._meeting().id}),
        ):
            with self.assertRaisesRegex(UserError, "What was agreed"):
                change()
        action.result = "Ordered"
        action.with_user(self.users["contact"]).action_done()
        self._action(name="Order more")
        self.meeting.with_user(self.users["manager"]).action_plan()
        line.decision = "Old varnish"

    def test_an_action_follows_its_meeting(self):
        with self.assertRaisesRegex(ValidationError, "due before its meeting"):
            self._action(date_due=date(2026, 11, 1))
        action = self._action(date_due=date(2026, 11, 2))
        with self.assertRaisesRegex(ValidationError, "due before its meeting"):
            action.date_due = date(2020, 1, 1)

    def test_actions_are_followed(self):
        action = self._action()
        self.assertFalse(self.meeting.activity_ids)
        self.meeting.action_hold()
        with self.assertRaisesRegex(UserError, "up to others"):
            self.meeting.action_plan()
        self.meeting.with_user(self.users["manager"]).action_plan()
        self.meeting.action_hold()
        self.assertEqual(len(self.meeting.activity_ids), 1)
        self.assertEqual(self.meeting.activity_ids.user_id, self.users["contact"])
        self.assertEqual(self.meeting.open_action_count, 1)
        later = self._meeting(date_start=datetime(2027, 1, 1, 2))
        self.assertIn(action, later.earlier_action_ids)
        self.assertNotIn(action, self.meeting.earlier_action_ids)
        with self.assertRaises(AccessError):
            action.with_user(self.users["after_sales"]).action_done()
        with self.assertRaisesRegex(AccessError, "Use the buttons"):
            action.state = "done"
        action.with_user(self.users["contact"]).action_done()
        self.assertEqual(action.state, "done")
        self.assertFalse(self.meeting.activity_ids)
        later.invalidate_recordset(["earlier_action_ids"])
        self.assertFalse(later.earlier_action_ids)
        action.with_user(self.users["contact"]).action_reopen()
        self.assertEqual((action.state, action.date_done), ("open", False))

    def test_invitation_is_queued(self):
        self._complaint(cs_severity="serious")
        self.meeting.action_draw_agenda()
        self.meeting.action_invite()
        message = self.meeting.message_ids[0]
        self.assertIn(self.users["contact"].partner_id, message.partner_ids)
        self.assertIn("open complaints", message.body)
        self.meeting.participant_ids = False
        with self.assertRaisesRegex(UserError, "Choose participants"):
            self.meeting.action_invite()

    def test_desk_does_not_call_meetings(self):
        for role in ("clerk", "after_sales", "contact", "internal", "portal"):
            with self.assertRaises(AccessError):
                self._meeting(role)

    def test_minutes_are_printed(self):
        self._complaint(cs_severity="serious")
        self.meeting.action_draw_agenda()
        self.meeting.line_ids[0].decision = "New varnish"
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "cs_department.report_meeting", self.meeting.ids
        )
        self.assertIn("New varnish", html.decode())
