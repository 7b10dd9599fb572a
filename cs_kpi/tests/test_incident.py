"""Incidents: recorded, told, objected to, upheld or withdrawn (P1, P6)."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestIncident(KpiCase):
    def statement(self, role, incident, kind, text="Because."):
        wizards = self.env["cs.kpi.statement.wizard"].with_user(self.users[role])
        return wizards.create(
            {"kind": kind, "incident_id": incident.id, "text": text}
        ).action_apply()

    def test_the_shipped_rules(self):
        points = {
            "cooperation_lapse": -2,
            "chat": -1,
            "praise_letter": 1,
            "praise_department": 2,
            "praise_company": 3,
            "criticism_department": -2,
            "criticism_company": -3,
            "warning": 0,
        }
        shipped = {code: self.env.ref(f"cs_kpi.rule_{code}").points for code in points}
        self.assertEqual(shipped, points)
        conduct = self.env["cs.kpi.rule"].search([("kind", "=", "conduct")])
        self.assertEqual(set(conduct.mapped("points")), {-1})
        self.assertTrue(self.env.ref("cs_kpi.rule_software").is_warning)

    def test_recorded_by_the_supervisor(self):
        self.env["mail.mail"].search([]).unlink()
        incident = self._new_incident(
            "agent", "greeting", user=self.users["supervisor"]
        )
        self.assertEqual((incident.points, incident.state), (-1, "recorded"))
        self.assertEqual(incident.recorder_id, self.users["supervisor"])
        self.assertEqual(incident.department_id, self.desk)
        self.assertTrue(incident.informed_on)
        mail = self.env["mail.mail"].search([])
        self.assertEqual(mail.recipient_ids, self.users["agent"].partner_id)
        self.assertIn("Visitor not greeted", mail.body_html)

    def test_who_has_no_user_is_told_in_person(self):
        helper = self._new_employee("Trainee", self.desk)
        rule = self.env.ref("cs_kpi.rule_greeting")
        incident = self.env["cs.kpi.incident"].create(
            {"employee_id": helper.id, "kind": "conduct", "rule_id": rule.id}
        )
        self.assertFalse(incident.informed_on)
        incident.with_user(self.users["supervisor"]).action_informed()
        self.assertTrue(incident.informed_on)

    def test_the_form_of_a_supervisor(self):
        """Who may not read employees can still choose one."""
        incidents = self.env["cs.kpi.incident"].with_user(self.users["supervisor"])
        form = Form(incidents.with_company(self.company))
        form.employee_id = (
            self.env["hr.employee"]
            .with_user(self.users["supervisor"])
            .search([("name", "=", "Agent Test")])
        )
        form.kind = "cooperation"
        self.assertEqual(form.rule_id, self.env.ref("cs_kpi.rule_cooperation_lapse"))
        self.assertEqual(form.points, -2)
        form.kind = "conduct"
        self.assertFalse(form.rule_id)
        form.rule_id = self.env.ref("cs_kpi.rule_chat")
        incident = form.save()
        self.assertEqual(incident.points, -1)

    def test_points_stay_when_the_rule_changes(self):
        incident = self._new_incident("agent", "chat")
        self.env.ref("cs_kpi.rule_chat").points = -5
        self.assertEqual(incident.points, -1)
        self.assertEqual(self._new_incident("agent", "chat").points, -5)

    def test_objection_upheld_or_withdrawn(self):
        incident = self._new_incident("agent", "chat")
        self.statement("agent", incident, "object", "It was a customer.")
        self.assertEqual(
            (incident.state, incident.objection), ("objected", "It was a customer.")
        )
        self.statement("supervisor", incident, "uphold", "The camera shows it.")
        self.assertEqual(
            (incident.state, incident.answer), ("recorded", "The camera shows it.")
        )
        self.statement("supervisor", incident, "withdraw", "Camera was wrong.")
        self.assertEqual(incident.state, "withdrawn")
        with self.refused(UserError, "cannot go from"):
            self.statement("agent", incident, "object")

    def test_refusals(self):
        incident = self._new_incident("agent", "chat")
        with self.refused(UserError, "Only the employee concerned"):
            self.statement("supervisor", incident, "object")
        for role in ("agent", "specialist", "hr", "supervisor_2"):
            with self.assertRaises(AccessError):
                self.statement(role, incident, "withdraw")
        own = self._new_incident("supervisor", "chat")
        with self.assertRaises(AccessError):
            self.statement("supervisor", own, "withdraw")
        own.sudo().user_id = self.users["manager"]
        with self.refused(UserError, "incident of your own"):
            self.statement("manager", own, "withdraw")
        with self.refused(UserError, "Use the buttons"):
            incident.with_user(self.users["supervisor"]).state = "withdrawn"
        with self.refused(UserError, "Incidents are kept"):
            incident.sudo().unlink()
        with self.refused(UserError, "does not exist"):
            self.statement("supervisor", incident, "comment")

    def test_what_is_objected_to_is_not_rewritten(self):
        incident = self._new_incident("agent", "chat")
        self.statement("agent", incident, "object")
        with self.refused(UserError, "Nothing changes in"):
            incident.with_user(self.users["supervisor"]).date = "2026-10-01"

    def test_who_records(self):
        for role in ("agent", "hr", "internal"):
            with self.assertRaises(AccessError):
                self._new_incident("agent", "praise_letter", user=self.users[role])
        with self.assertRaises(AccessError):
            self._new_incident("agent", "chat", user=self.users["supervisor_2"])

    def test_the_recorder_cannot_be_somebody_else(self):
        incident = (
            self.env["cs.kpi.incident"]
            .with_user(self.users["supervisor"])
            .create(
                {
                    "employee_id": self.staff["agent"].id,
                    "kind": "cooperation",
                    "recorder_id": self.users["manager"].id,
                    "company_id": self.company.id,
                }
            )
        )
        self.assertEqual(incident.recorder_id, self.users["supervisor"])

    def test_bad_input(self):
        with self.refused(ValidationError, "dated in the future"):
            self._new_incident("agent", "chat", "2026-11-03")
        incident = self._new_incident("agent", "chat")
        with self.refused(ValidationError, "not of the kind"):
            incident.rule_id = self.env.ref("cs_kpi.rule_praise_letter")
        rules = self.env["cs.kpi.rule"]
        with self.refused(ValidationError, "Praise cannot cost points"):
            rules.create({"name": "Odd praise", "kind": "praise", "points": -1})
        with self.refused(ValidationError, "Only praise adds points"):
            rules.create({"name": "Odd breach", "kind": "conduct", "points": 1})
