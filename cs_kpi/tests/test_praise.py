"""What tickets bring into the appraisal, and what a supervisor decides (C4, P1)."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestPraise(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.praise = cls.env.ref("cs_department.request_type_praise")
        # set by the addon's data when it is installed
        cls.praise.cs_kpi_rule_id = cls.env.ref("cs_kpi.rule_praise_letter")
        cls.closed = cls.env["helpdesk.ticket.stage"].search(
            [("closed", "=", True)], limit=1
        )

    def ticket(self, **values):
        return self._new_ticket(
            **{
                "cs_request_type_id": self.praise.id,
                "user_id": self.users["agent"].id,
                **values,
            }
        )

    def test_the_person_named_is_proposed_at_once(self):
        ticket = self.ticket(cs_person_id=self.staff["clerk"].id)
        incident = ticket.cs_kpi_incident_ids
        self.assertEqual(incident.employee_id, self.staff["clerk"])
        self.assertEqual(
            (incident.state, incident.kind, incident.points), ("proposed", "praise", 1)
        )
        self.assertEqual(str(incident.date), "2026-11-02")
        self.assertEqual(incident.evidence, ticket.number)
        self.assertFalse(incident.informed_on)
        ticket.stage_id = self.closed
        self.assertEqual(ticket.cs_kpi_incident_ids, incident)

    def test_else_the_owner_at_closing(self):
        ticket = self.ticket()
        self.assertFalse(ticket.cs_kpi_incident_ids)
        ticket.with_user(self.users["agent"]).stage_id = self.closed
        self.assertEqual(ticket.cs_kpi_incident_ids.employee_id, self.staff["agent"])

    def test_an_owner_without_employee_and_other_requests_propose_nothing(self):
        self.staff["agent"].user_id = False
        ticket = self.ticket()
        ticket.stage_id = self.closed
        enquiry = self.ticket(
            cs_request_type_id=self.env.ref("cs_department.request_type_enquiry").id,
            cs_person_id=self.staff["clerk"].id,
        )
        self.assertFalse((ticket | enquiry).cs_kpi_incident_ids)

    def test_a_proposal_counts_when_it_is_accepted(self):
        incident = self.ticket(cs_person_id=self.staff["agent"].id).cs_kpi_incident_ids
        incident.date = "2026-10-20"
        self._compute()
        self.assertEqual(self._appraisal("agent").bonus, 0)
        mine = self.env["cs.kpi.incident"].with_user(self.users["agent"])
        self.assertFalse(mine.search([]))
        incident.with_user(self.users["supervisor"]).action_accept()
        self.assertEqual(incident.state, "recorded")
        self.assertEqual(incident.recorder_id, self.users["supervisor"])
        self.assertTrue(incident.informed_on)
        self.assertEqual(mine.search([]), incident)
        self._compute()
        self.assertEqual(self._appraisal("agent").bonus, 1)
        with self.refused(UserError, "is no proposal"):
            incident.with_user(self.users["supervisor"]).action_accept()

    def test_the_supervisor_may_put_the_proposal_right_or_dismiss_it(self):
        incident = self.ticket(cs_person_id=self.staff["agent"].id).cs_kpi_incident_ids
        supervisor = incident.with_user(self.users["supervisor"])
        supervisor.employee_id = self.staff["specialist"]
        supervisor._settle("withdrawn", "Meant the shop.")
        self.assertEqual(incident.state, "withdrawn")
        with self.refused(UserError, "is no proposal"):
            supervisor.action_accept()

    def test_who_may_accept(self):
        incident = self.ticket(
            cs_person_id=self.staff["supervisor"].id
        ).cs_kpi_incident_ids
        for role in ("agent", "hr", "supervisor_2"):
            with self.assertRaises(AccessError):
                incident.with_user(self.users[role]).action_accept()
        self.env["ir.rule"].search([]).active = False
        with self.refused(UserError, "an incident of your own"):
            incident.with_user(self.users["supervisor"]).action_accept()
        incident.with_user(self.users["manager"]).action_accept()

    def test_nobody_proposes_by_hand(self):
        with self.assertRaises(UserError):
            self._new_incident("agent", "praise_letter").with_user(
                self.users["supervisor"]
            ).state = "proposed"

    def test_only_praise_comes_by_itself(self):
        with self.refused(ValidationError, "Only praise is proposed by itself"):
            self.praise.cs_kpi_rule_id = self.env.ref("cs_kpi.rule_chat")

    def test_a_customer_who_praises_in_the_portal(self):
        ticket = self.ticket(cs_person_id=self.staff["agent"].id)
        self.assertEqual(len(ticket.cs_kpi_incident_ids), 1)
        with self.assertRaises(AccessError):
            ticket.with_user(self.users["portal"]).read(["cs_person_id"])

    # A verified cause

    def complaint(self, **values):
        ticket = self._new_complaint("agent")
        ticket.write(
            {
                "cs_cause_id": self.env.ref("cs_department.cause_attitude").id,
                "cs_person_id": self.staff["clerk"].id,
                **values,
            }
        )
        return ticket

    def test_a_cause_becomes_an_incident_by_decision_only(self):
        ticket = self.complaint()
        supervisor = ticket.with_user(self.users["manager"])
        with self.refused(UserError, "is not verified yet"):
            supervisor.action_cs_kpi_record_incident()
        supervisor.cs_cause_verified = True
        self.assertFalse(ticket.cs_kpi_incident_ids)
        action = supervisor.action_cs_kpi_record_incident()
        self.assertFalse(ticket.cs_kpi_incident_ids)
        incidents = self.env["cs.kpi.incident"].with_user(self.users["manager"])
        form = Form(incidents.with_context(**action["context"]))
        form.rule_id = self.env.ref("cs_kpi.rule_phone_manner")
        incident = form.save()
        self.assertEqual(ticket.cs_kpi_incident_ids, incident)
        self.assertEqual(
            (incident.state, incident.kind, incident.employee_id),
            ("recorded", "conduct", self.staff["clerk"]),
        )
        self.assertTrue(incident.informed_on)
        self.assertEqual(ticket.cs_kpi_incident_count, 1)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            incident.copy()

    def test_without_a_person(self):
        ticket = self.complaint(cs_cause_verified=True, cs_person_id=False)
        with self.refused(UserError, "Name the person concerned"):
            ticket.action_cs_kpi_record_incident()

    def test_who_verifies_and_records(self):
        ticket = self.complaint()
        with self.refused(AccessError, "Only a supervisor marks the cause"):
            ticket.with_user(self.users["after_sales"]).cs_cause_verified = True
        ticket.with_user(self.users["supervisor"]).cs_cause_verified = True
        with self.refused(AccessError, "Only a supervisor records"):
            ticket.with_user(self.users["after_sales"]).action_cs_kpi_record_incident()

    def test_another_cause_is_verified_anew(self):
        ticket = self.complaint(cs_cause_verified=True)
        other = self.env["cs.cause"].search(
            [("id", "!=", ticket.cs_cause_id.id)], limit=1
        )
        ticket.with_user(self.users["after_sales"]).cs_cause_id = other
        self.assertFalse(ticket.cs_cause_verified)

    def test_cooperation_complaint_of_a_department(self):
        incident = self._new_incident("agent", "cooperation_lapse")
        incident.with_user(
            self.users["supervisor"]
        ).complaining_department_id = self.archive
        self.assertEqual(incident.points, -2)
