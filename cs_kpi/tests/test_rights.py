"""Who sees whose appraisal: own, team, everybody's, confirmed ones only."""

import csv

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_path

from .common import KpiCase

EVERYBODY = {"supervisor", "agent", "after_sales", "specialist"}
EVERYBODY |= {"supervisor_2", "clerk"}


@tagged("post_install", "-at_install")
class TestRights(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_complaint("agent")
        for role in ("agent", "clerk"):
            cls._new_incident(role, "chat")
        cls._compute()
        cls.roles = {cls.staff[role]: role for role in cls.staff}

    def seen(self, role, model="cs.kpi.appraisal"):
        """Roles whose records of a model a role sees."""
        records = self.env[model].with_user(self.users[role])
        records = records.with_company(self.company).search([])
        return {self.roles[employee] for employee in records.sudo().employee_id}

    def seen_evidence(self, role):
        evidence = self.env["cs.kpi.evidence"].with_user(self.users[role])
        found = evidence.with_company(self.company).search([])
        return {self.roles[e] for e in found.sudo().line_id.employee_id}

    def test_employees_see_their_own_after_the_review(self):
        self.assertEqual(self.seen("agent"), set())
        self._appraisal("agent").with_user(self.users["supervisor"]).action_review()
        self._appraisal("clerk").with_user(self.users["supervisor_2"]).action_review()
        self.assertEqual(self.seen("agent"), {"agent"})
        self.assertEqual(self.seen("agent", "cs.kpi.appraisal.line"), {"agent"})
        self.assertEqual(self.seen_evidence("agent"), {"agent"})
        self.assertEqual(self.seen("specialist"), set())
        self.assertEqual(self.seen_evidence("specialist"), set())

    def test_employees_see_their_own_incidents(self):
        self.assertEqual(self.seen("agent", "cs.kpi.incident"), {"agent"})
        self.assertEqual(self.seen("specialist", "cs.kpi.incident"), set())

    def test_supervisors_see_their_department_and_those_below(self):
        team = {"agent", "after_sales", "specialist"}
        self.assertEqual(self.seen("supervisor"), team)
        self.assertEqual(self.seen("supervisor", "cs.kpi.appraisal.line"), team)
        self.assertEqual(self.seen("supervisor", "cs.kpi.incident"), {"agent"})
        self.assertEqual(self.seen_evidence("supervisor"), {"agent"})
        self.assertEqual(self.seen("supervisor_2"), {"clerk"})

    def test_supervisors_see_who_reports_to_them(self):
        self.staff["clerk"].parent_id = self.staff["supervisor"]
        self.assertIn("clerk", self.seen("supervisor"))
        self.assertIn("clerk", self.seen("supervisor_2"))

    def test_a_supervisor_without_employee_sees_nobody(self):
        self.staff["supervisor"].user_id = False
        self.assertEqual(self.seen("supervisor"), set())

    def test_managers_see_everybody(self):
        self.assertEqual(self.seen("manager"), EVERYBODY)
        self.assertEqual(self.seen("manager", "cs.kpi.incident"), {"agent", "clerk"})

    def test_hr_sees_what_is_confirmed(self):
        self.assertEqual(self.seen("hr"), set())
        self._confirmed("agent")
        self.assertEqual(self.seen("hr"), {"agent"})
        self.assertEqual(self.seen("hr", "cs.kpi.appraisal.line"), {"agent"})
        self.assertEqual(self.seen("hr", "cs.kpi.incident"), set())
        self.assertEqual(self.seen_evidence("hr"), set())

    def test_hr_reads_every_field_of_it(self):
        self._confirmed("agent")
        records = self.env["cs.kpi.appraisal"].with_user(self.users["hr"])
        for record in records.with_company(self.company).search_read([]):
            self.assertEqual(record["employee_id"][1], "Agent Test")
            self.assertEqual(record["score"], 94)

    def test_hr_sees_no_tickets(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.users["hr"])
        self.assertFalse(tickets.search([]))
        callbacks = self.env["cs.callback"].with_user(self.users["hr"])
        with self.assertRaises(AccessError):
            callbacks.search([])

    def test_others_see_nothing(self):
        for role in ("sales", "installer", "general_manager", "internal", "manager"):
            self.env["cs.kpi.appraisal"].with_user(self.users[role]).search([])
        for role in ("sales", "installer", "general_manager", "internal"):
            self.assertEqual(self.seen(role), set())
        with self.assertRaises(AccessError):
            self.env["cs.kpi.appraisal"].with_user(self.users["portal"]).search([])

    def test_grouping_by_employee_without_reading_employees(self):
        for model in ("cs.kpi.appraisal", "cs.kpi.appraisal.line", "cs.kpi.incident"):
            groups = (
                self.env[model]
                .with_user(self.users["supervisor"])
                .with_company(self.company)
                .formatted_read_group([], ["employee_id"], ["__count"])
            )
            self.assertIn("Agent Test", {g["employee_id"][1] for g in groups})

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.users["manager"].company_ids += other
        appraisals = self.env["cs.kpi.appraisal"].with_user(self.users["manager"])
        self.assertFalse(
            appraisals.with_context(allowed_company_ids=other.ids).search([])
        )
        self.assertTrue(
            appraisals.with_context(allowed_company_ids=self.company.ids).search([])
        )


@tagged("post_install", "-at_install")
class TestAccessMatrix(KpiCase):
    """The matrix says what a user of one group alone may do."""

    def test_matrix(self):
        path = file_path("cs_kpi/tests/access_matrix.csv")
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        users, wrong = {}, []
        for row in rows:
            group = self.env.ref(row["group"])
            if group not in users:
                users[group] = self._new_user(
                    row["group"], row["group"], login=f"only_{row['group']}"
                )
            model = self.env[row["model"]].with_user(users[group])
            for operation in ("create", "read", "write", "unlink"):
                if model.has_access(operation) != bool(int(row[operation])):
                    wrong.append((row["model"], row["group"], operation))
        self.assertEqual(wrong, [])

    def test_matrix_is_complete(self):
        path = file_path("cs_kpi/tests/access_matrix.csv")
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        models = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "cs_kpi" and not model._abstract
        }
        groups = {row["group"] for row in rows}
        listed = {(row["model"], row["group"]) for row in rows}
        wanted = {(model, group) for model in models for group in groups}
        self.assertEqual(wanted - listed, set())
