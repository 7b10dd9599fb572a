"""The severity matrix, pauses, and how a deadline comes about (C5, V12)."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.cs_vip.business_day import Clock

from . import common

RECEIVED = datetime(2026, 11, 2, 2)


@tagged("post_install", "-at_install")
class TestSeverity(common.DepartmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "cs_clock": Clock(RECEIVED)})
        cls.kind = cls.env.ref("cs_department.request_type_complaint")
        cls.waiting = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
        cls.working = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")

    def _complaint(self, role="after_sales", **values):
        return self._new_ticket(role, cs_request_type_id=self.kind.id, **values)

    def _at(self, ticket, **later):
        return ticket.with_context(cs_clock=Clock(RECEIVED + timedelta(**later)))

    def test_worst_dimension_counts(self):
        ticket = self._complaint(cs_impact_money="1", cs_impact_safety="2")
        self.assertEqual((ticket.cs_severity, ticket.priority), ("critical", "3"))
        self.assertEqual(ticket.cs_deadline, RECEIVED + timedelta(hours=12))

    def test_no_impact_leaves_everything_as_usual(self):
        ticket = self._complaint()
        self.assertFalse(ticket.cs_severity)
        self.assertEqual(
            ticket.priority, "0" if not ticket.priority else ticket.priority
        )
        self.assertEqual(ticket.cs_deadline, RECEIVED + timedelta(days=3))

    def test_re_evaluated_when_the_impact_changes(self):
        ticket = self._complaint(cs_impact_image="3")
        self.assertEqual(ticket.cs_deadline, RECEIVED + timedelta(days=1))
        ticket.cs_impact_image = "1"
        self.assertEqual(ticket.cs_severity, "minor")
        self.assertEqual(ticket.cs_deadline, RECEIVED + timedelta(days=3))
        self.assertEqual(ticket.priority, "3", "a raised priority stays")

    def test_severity_can_be_chosen(self):
        ticket = self._complaint(cs_impact_money="1")
        ticket.cs_severity = "serious"
        ticket.name = "Sofa creaks loudly"
        self.assertEqual(ticket.cs_severity, "serious")

    def test_urgent_team_takes_over(self):
        urgent = self.env["helpdesk.ticket.team"].create(
            {"name": "Urgent", "company_id": self.company.id}
        )
        self.env["cs.severity.rule"].create(
            {
                "dimension": "safety",
                "level": "3",
                "severity": "critical",
                "priority": "3",
                "days": 1,
                "team_id": urgent.id,
                "company_id": self.company.id,
            }
        )
        ticket = self._complaint("supervisor")
        self.assertEqual(ticket.team_id, self.team)
        ticket.cs_impact_safety = "3"
        self.assertEqual(ticket.team_id, urgent)
        self.assertEqual(
            ticket.cs_deadline,
            RECEIVED + timedelta(days=1),
            "the company's own cell comes before the shared one",
        )

    def test_tier_and_severity_the_higher_of_both(self):
        tier = self.env.ref("cs_vip.tier_flagship_gold")
        tier.ticket_priority = "2"
        self._give_tier(self.customer, tier)
        self.assertEqual(self._complaint(cs_impact_money="1").priority, "2")
        self.assertEqual(self._complaint(cs_impact_safety="2").priority, "3")

    def test_waiting_for_the_customer_does_not_count(self):
        ticket = self._complaint()
        ticket.stage_id = self.working
        self._at(ticket, hours=10).stage_id = self.waiting
        self.assertEqual(ticket.cs_pause_since, RECEIVED + timedelta(hours=10))
        waiting = self._at(ticket, days=9)
        waiting.invalidate_recordset(["cs_overdue"])
        self.assertFalse(waiting.cs_overdue)
        found = waiting.search([("cs_overdue", "=", True), ("id", "=", ticket.id)])
        self.assertFalse(found)
        self._at(ticket, days=2).stage_id = self.working
        self.assertFalse(ticket.cs_pause_since)
        self.assertEqual(
            ticket.cs_deadline, RECEIVED + timedelta(days=3 + 2, hours=-10)
        )

    def test_overdue_before_the_wait_stays_overdue(self):
        ticket = self._complaint()
        late = self._at(ticket, days=4)
        late.stage_id = self.waiting
        later = self._at(ticket, days=5)
        later.invalidate_recordset(["cs_overdue"])
        self.assertTrue(later.cs_overdue)
        self.assertIn(ticket, later.search([("cs_overdue", "=", True)]))

    def test_wait_in_working_time(self):
        """Nights and weekends of a wait are not counted twice."""
        self.company.cs_complaint_basis = "working"
        ticket = self._complaint()
        usual = ticket.cs_deadline
        self._at(ticket, hours=8).stage_id = self.waiting
        self._at(ticket, hours=22).stage_id = self.working
        self.assertEqual(ticket.cs_deadline, usual)

    def test_deadline_is_explained_line_by_line(self):
        ticket = self._complaint(cs_impact_image="2")
        self._at(ticket, hours=1).stage_id = self.waiting
        self._at(ticket, hours=3).stage_id = self.working
        lines = ticket._cs_deadline_lines()
        text = "\n".join(lines)
        self.assertIn("Complaints: 3 days (Calendar days).", text)
        self.assertIn("Public Image: Medium: 2 days.", text)
        self.assertIn("Waited for the customer from", text)
        self.assertIn("The earliest counts", lines[-1])
        ticket.write(
            {
                "cs_negotiation_reason": "Part <b>arrives</b> late",
                "cs_date_negotiated": RECEIVED + timedelta(days=20),
            }
        )
        html = ticket.cs_deadline_explained
        self.assertIn("Part &lt;b&gt;arrives&lt;/b&gt; late", html)
        self.assertIn("The agreed date counts.", html)

    def test_matrix_is_the_managers(self):
        rule = self.env["cs.severity.rule"].search([], limit=1)
        rule.with_user(self.users["manager"]).days = 2
        for role in ("supervisor", "after_sales"):
            with self.assertRaises(AccessError):
                rule.with_user(self.users[role]).days = 3
