from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from . import common


@tagged("post_install", "-at_install")
class TestFastLane(common.DepartmentCase):
    """V12: the level sets priority and deadline; the higher of level and urgency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shipped = cls.env.ref("cs_vip.program_flagship")
        cls.program = shipped.copy({"name": "Store", "company_id": cls.company.id})
        cls.silver, cls.gold = cls.program.tier_ids.sorted("sequence")
        cls.silver.write({"ticket_priority": "1", "cs_complaint_days": 2})
        cls.gold.write({"ticket_priority": "3", "cs_complaint_days": 1})
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")
        cls.received = datetime(2026, 3, 6, 2, 0)

    def _complaint(self, **values):
        return self._new_ticket(
            cs_request_type_id=self.complaint.id,
            cs_date_received=self.received,
            **{"priority": "0", **values},
        )

    def _days(self, ticket):
        return (ticket.cs_deadline - self.received) / timedelta(days=1)

    def test_shipped(self):
        for tier, days in (("silver", 0), ("gold", 1)):
            for store in ("flagship", "modern"):
                tiers = self.env.ref(f"cs_vip.tier_{store}_{tier}")
                self.assertEqual(tiers.cs_complaint_days, days)

    def test_deadline(self):
        self.assertEqual(self._days(self._complaint()), 3)
        self._give_tier(self.customer, self.silver)
        self.assertEqual(self._days(self._complaint()), 2)
        self.silver.cs_complaint_days = 5
        self.assertEqual(self._days(self._complaint()), 3, "never later than usual")
        self.silver.cs_complaint_days = 0
        self.assertEqual(self._days(self._complaint()), 3)

    def test_working_days(self):
        self.company.cs_complaint_basis = "working"
        self._give_tier(self.customer, self.silver)
        self.assertEqual(
            self._complaint().cs_deadline,
            datetime(2026, 3, 10, 2, 0),
            "Friday 10:00 plus two working days is Tuesday 10:00",
        )

    def test_requests_that_are_no_complaints(self):
        self._give_tier(self.customer, self.gold)
        ticket = self._new_ticket(
            cs_request_type_id=self.env.ref("cs_department.request_type_enquiry").id
        )
        self.assertFalse(ticket.cs_deadline)
        self.assertEqual(ticket.priority, "3")

    def test_negotiated_date_wins(self):
        self._give_tier(self.customer, self.gold)
        ticket = self._complaint(
            cs_date_negotiated=datetime(2026, 3, 20), cs_negotiation_reason="Agreed"
        )
        self.assertEqual(ticket.cs_deadline, datetime(2026, 3, 20))

    def test_customer_of_the_ticket_changes(self):
        self._give_tier(self.customer, self.gold)
        ticket = self._complaint(partner_id=self.other_customer.id)
        self.assertEqual((self._days(ticket), ticket.priority), (3, "0"))
        ticket.partner_id = self.customer
        self.assertEqual((self._days(ticket), ticket.priority), (1, "3"))

    def test_level_changes(self):
        """Open requests follow; what is closed stays as it was."""
        card = self._give_tier(self.customer, self.silver)
        card.write(
            {
                "date_start": "2026-03-01",
                "date_end": "2027-02-28",
                "tier_date": "2026-03-01",
                "proposed_tier_id": self.gold.id,
            }
        )
        ticket, closed = self._complaint(), self._complaint()
        self._cancel(closed)
        self.assertEqual((self._days(ticket), ticket.priority), (2, "1"))
        card.with_user(self.users["clerk"]).action_approve_upgrade()
        self.assertEqual((self._days(ticket), ticket.priority), (1, "3"))
        self.assertEqual((self._days(closed), closed.priority), (2, "1"))
        card.action_void("Moved away")
        self.assertEqual(self._days(ticket), 3)
        self.assertEqual(ticket.priority, "3", "once raised it stays")

    def test_another_companys_card(self):
        """The lane is that of the ticket's company, wherever the user works now."""
        self._give_tier(self.customer, self.gold)
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids += other
        tickets = self.env["helpdesk.ticket"].with_company(other)
        ticket = self._complaint()
        self.assertEqual(ticket.priority, "3")
        seen = tickets.browse(ticket.id)
        seen.invalidate_recordset()
        self.assertEqual(seen._cs_fast_lane(), self.gold)

    @mute_logger("odoo.sql_db")
    def test_negative_days(self):
        with self.assertRaisesRegex(IntegrityError, "complaint_days_positive"):
            self.gold.cs_complaint_days = -1
            self.env.flush_all()
