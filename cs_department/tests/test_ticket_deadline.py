from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import common


@tagged("post_install", "-at_install")
class TestTicketDeadline(common.DepartmentCase):
    """Negotiated date, else the complaint deadline and the policies (C5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")
        # Friday, 10:00 in Shanghai.
        cls.friday = datetime(2026, 3, 6, 2, 0)

    def _complaint(self, **values):
        return self._new_ticket(
            cs_request_type_id=self.complaint.id,
            cs_date_received=self.friday,
            **values,
        )

    def test_complaint_has_three_calendar_days(self):
        self.assertEqual(self.company.cs_complaint_days, 3)
        self.assertEqual(self.company.cs_complaint_basis, "calendar")
        self.assertEqual(self._complaint().cs_deadline, datetime(2026, 3, 9, 2, 0))

    def test_working_days_follow_the_working_hours(self):
        self.company.cs_complaint_basis = "working"
        calendar = self.company.resource_calendar_id
        self.assertEqual(calendar.hours_per_day, 8)
        self.assertEqual(
            self._complaint().cs_deadline,
            datetime(2026, 3, 11, 2, 0),
            "Friday 10:00 plus three working days is Wednesday 10:00",
        )

    def test_other_kinds_have_no_deadline_without_policy(self):
        ticket = self._new_ticket(
            cs_request_type_id=self.env.ref("cs_department.request_type_enquiry").id
        )
        self.assertFalse(ticket.cs_deadline)
        ticket.cs_request_type_id = self.complaint
        self.assertTrue(ticket.cs_deadline)

    def test_earliest_policy_counts(self):
        self.team.write(
            {"use_sla": True, "resource_calendar_id": self.company.resource_calendar_id}
        )
        self.env["helpdesk.sla"].create(
            {
                "name": "Answer within 2 hours",
                "hours": 2,
                "team_ids": self.team.ids,
                "stage_id": self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id,
                "company_id": self.company.id,
            }
        )
        ticket = self._new_ticket(cs_request_type_id=self.complaint.id)
        self.assertEqual(len(ticket.ticket_sla_ids), 1)
        self.assertEqual(ticket.cs_deadline, ticket.ticket_sla_ids.deadline)
        self.assertLess(ticket.cs_deadline, ticket.cs_date_received + timedelta(days=3))

    def test_negotiated_date_wins_and_needs_a_reason(self):
        ticket = self._complaint()
        with self.assertRaisesRegex(ValidationError, "why another date"):
            ticket.cs_date_negotiated = datetime(2026, 3, 20)
        ticket.write(
            {
                "cs_date_negotiated": datetime(2026, 3, 20),
                "cs_negotiation_reason": "Spare part comes from Italy.",
            }
        )
        self.assertEqual(ticket.cs_deadline, datetime(2026, 3, 20))

    def test_negotiated_date_before_receipt_is_refused(self):
        ticket = self._complaint()
        with self.assertRaisesRegex(ValidationError, "before the request was received"):
            ticket.write(
                {
                    "cs_date_negotiated": datetime(2026, 3, 1),
                    "cs_negotiation_reason": "Typing error",
                }
            )

    def test_overdue_until_closed(self):
        ticket = self._complaint()
        tickets = self.env["helpdesk.ticket"]
        self.assertTrue(ticket.cs_overdue)
        self.assertIn(ticket, tickets.search([("cs_overdue", "=", True)]))
        self._cancel(ticket)
        self.assertNotIn(ticket, tickets.search([("cs_overdue", "=", True)]))
        ticket.closed_date = datetime(2026, 3, 8)
        self.assertFalse(ticket.cs_overdue, "closed in time")

    def test_deadline_of_zero_days_is_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "cs_days_positive"),
        ):
            self.company.cs_complaint_days = 0
            self.env.flush_all()
