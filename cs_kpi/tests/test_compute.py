"""The computation of a month: whom, how often, with which statements."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import MONTH, KpiCase


@tagged("post_install", "-at_install")
class TestCompute(KpiCase):
    def snapshot(self):
        """Everything that the computation writes, with who wrote it when."""
        self.env.flush_all()
        tables = ("cs_kpi_appraisal", "cs_kpi_appraisal_line", "cs_kpi_evidence")
        rows = {}
        for table in tables:
            self.env.cr.execute(
                SQL("SELECT t.ctid, t.* FROM %s t ORDER BY id", SQL.identifier(table))
            )
            rows[table] = self.env.cr.fetchall()
        return rows

    def test_who_is_appraised(self):
        """Everybody with a desk role, without the managers."""
        appraisals = self._compute()
        expected = ("supervisor", "agent", "after_sales", "specialist")
        expected += ("supervisor_2", "clerk")
        self.assertEqual(
            set(appraisals.employee_id), {self.staff[role] for role in expected}
        )
        self.assertEqual(appraisals.scheme_id, self.scheme)
        agent = self._appraisal("agent")
        self.assertEqual(agent.user_id, self.users["agent"])
        self.assertEqual(agent.department_id, self.desk)
        self.assertEqual((agent.date_from, agent.date_to), (MONTH, date(2026, 10, 31)))
        self.assertEqual(agent.display_name, "Agent Test, 2026-10")

    def test_departments_of_the_scheme_and_employee_without_user(self):
        helper = self._new_employee("Trainee", self.night)
        scheme = self.scheme.copy(
            {"date_from": MONTH, "department_ids": [Command.set(self.desk.ids)]}
        )
        scheme.action_publish()
        rule = self.env.ref("cs_kpi.rule_greeting")
        self.env["cs.kpi.incident"].create(
            {
                "employee_id": helper.id,
                "date": "2026-10-31",
                "kind": "conduct",
                "rule_id": rule.id,
                "company_id": self.company.id,
            }
        )
        appraisals = self._compute()
        self.assertIn(helper, appraisals.employee_id)
        self.assertIn(self.staff["manager"], appraisals.employee_id)
        self.assertNotIn(self.staff["clerk"], appraisals.employee_id)
        appraisal = appraisals.filtered(lambda a: a.employee_id == helper)
        self.assertEqual(appraisal.score, 94)

    def test_a_user_linked_after_the_month_was_computed(self):
        """Computing again counts the tickets, and the employee may read it."""
        employee, user = self.staff["agent"], self.users["agent"]
        self._new_complaint("agent")
        employee.user_id = False
        appraisal = self._compute(employees=employee)
        self.assertEqual(appraisal.user_id, self.env["res.users"])
        employee.user_id = user
        self.assertEqual(self._compute(employees=employee), appraisal)
        self.assertEqual(appraisal.user_id, user)
        line = self._line(appraisal, "complaint_resolution")
        self.assertEqual(line.denominator, 1)
        employee.user_id = False
        self._compute(employees=employee)
        self.assertEqual((appraisal.user_id, line.denominator), (user, 1))

    def test_who_left(self):
        self.staff["agent"].write({"active": False, "departure_date": "2026-10-02"})
        self.staff["clerk"].write({"active": False, "departure_date": "2026-09-30"})
        appraisals = self._compute()
        self.assertIn(self.staff["agent"], appraisals.employee_id)
        self.assertNotIn(self.staff["clerk"], appraisals.employee_id)

    def test_who_came_later(self):
        self.staff["agent"].contract_date_start = "2026-11-01"
        self.staff["clerk"].contract_date_start = "2026-10-31"
        appraisals = self._compute()
        self.assertNotIn(self.staff["agent"], appraisals.employee_id)
        self.assertIn(self.staff["clerk"], appraisals.employee_id)

    def leave(self, role, start, end):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": self.staff[role].resource_id.id,
                "calendar_id": self.staff[role].resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": start,
                "date_to": end,
            }
        )

    def test_on_leave_all_month(self):
        """In two pieces, with a weekend between them."""
        self.leave("agent", "2026-09-30 16:00:00", "2026-10-17 00:00:00")
        self.leave("agent", "2026-10-18 00:00:00", "2026-11-01 00:00:00")
        self.leave("clerk", "2026-09-30 16:00:00", "2026-10-29 16:00:00")
        appraisals = self._compute()
        self.assertNotIn(self.staff["agent"], appraisals.employee_id)
        self.assertIn(self.staff["clerk"], appraisals.employee_id)

    def test_leave_entered_after_the_month_was_computed(self):
        """What nobody has seen is taken back, what a supervisor wrote on is not."""
        self._new_incident("agent", "chat")
        self._compute()
        agent, clerk = self._appraisal("agent"), self._appraisal("clerk")
        clerk.with_user(self.users["supervisor_2"]).supervisor_comment = "Seen."
        evidence = agent.line_ids.evidence_ids
        for role in ("agent", "clerk"):
            self.leave(role, "2026-09-30 16:00:00", "2026-11-01 00:00:00")
        appraisals = self._compute()
        self.assertFalse(agent.exists())
        self.assertFalse(evidence.exists())
        self.assertNotIn(self.staff["agent"], appraisals.employee_id)
        self.assertTrue(clerk.exists())

    def test_twice_changes_nothing(self):
        ticket = self._new_complaint("agent", satisfied=False)
        self._rate(ticket, 3)
        self._new_feedback("agent", 2)
        self._new_incident("agent", "chat")
        first = self._compute()
        before = self.snapshot()
        second = self._compute()
        self.assertEqual(first, second)
        self.assertEqual(before, self.snapshot())

    def test_again_counts_what_changed(self):
        ticket = self._new_complaint("agent", satisfied=False)
        gone = self._new_complaint("agent")
        self._compute()
        line = self._line(self._appraisal("agent"), "complaint_resolution")
        self.assertEqual((line.value, line.score), (50, 10))
        ticket.cs_satisfied = True
        gone.closed_date = "2026-09-01 00:00:00"
        self._new_complaint("agent")
        self._compute()
        self.assertEqual((line.value, line.score), (0, 20))
        self.assertEqual(line.evidence_count, 2)
        self.assertNotIn(gone.id, line.evidence_ids.mapped("res_id"))

    def test_what_the_supervisor_wrote_is_kept(self):
        self._compute()
        appraisal = self._appraisal("agent")
        as_supervisor = appraisal.with_user(self.users["supervisor"])
        as_supervisor.supervisor_comment = "Covered two late shifts."
        self._new_incident("agent", "chat")
        self._compute()
        self.assertEqual(appraisal.supervisor_comment, "Covered two late shifts.")
        self.assertEqual(appraisal.score, 94)

    def test_reviewed_ones_are_left_alone_by_the_month(self):
        self._compute()
        appraisal = self._appraisal("agent")
        appraisal.with_user(self.users["supervisor"]).action_review()
        self._new_incident("agent", "chat")
        self.assertNotIn(appraisal, self._compute())
        self.assertEqual((appraisal.state, appraisal.score), ("reviewed", 95))
        appraisal.with_user(self.users["supervisor"]).action_recompute()
        self.assertEqual((appraisal.state, appraisal.score), ("reviewed", 94))

    def test_a_new_scheme_replaces_the_lines_of_open_months_only(self):
        self._compute()
        done = self._confirmed("clerk")
        scheme = self.scheme.copy({"date_from": MONTH})
        scheme.line_ids.filtered(
            lambda ln: ln.indicator_id.code in ("praise", "criticism")
        ).unlink()
        scheme.action_publish()
        self._compute()
        self.assertEqual(len(self._appraisal("agent").line_ids), 13)
        self.assertEqual(
            self._appraisal("agent").line_ids.scheme_line_id.scheme_id, scheme
        )
        self.assertEqual(len(done.line_ids), 15)
        self.assertEqual(done.scheme_id, self.scheme)

    def test_no_scheme(self):
        self.scheme.active = False
        with self.refused(UserError, "No published appraisal scheme covers"):
            self._compute()

    def test_statements_do_not_depend_on_the_number_of_people(self):
        one = self.staff["agent"]
        self._compute(employees=one)
        everybody = one | self.staff["clerk"] | self.staff["specialist"]
        everybody |= self.env["hr.employee"].create(
            [{"name": f"Trainee {n}", "company_id": self.company.id} for n in range(40)]
        )
        self._compute(employees=everybody)
        counts = []
        for employees in (one, everybody):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._compute(employees=employees)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestComputeWizard(KpiCase):
    def wizard(self, role="manager", **values):
        wizards = self.env["cs.kpi.compute.wizard"].with_user(self.users[role])
        return wizards.with_company(self.company).create(values)

    def test_default_is_the_past_month(self):
        wizard = self.wizard()
        self.assertEqual(wizard.date_from, MONTH)
        self.assertEqual(wizard.scheme_ids, self.scheme)

    def test_compute_opens_the_month(self):
        action = self.wizard(date_from="2026-10-17").action_compute()
        self.assertEqual(action["res_model"], "cs.kpi.appraisal")
        found = self.env["cs.kpi.appraisal"].search(action["domain"])
        self.assertEqual(len(found), 6)
        self.assertEqual(set(found.mapped("date_from")), {MONTH})

    def test_month_to_come_is_refused(self):
        with self.refused(UserError, "has not begun yet"):
            self.wizard(date_from="2026-12-01").action_compute()

    def test_nobody_to_appraise(self):
        empty = self.env["hr.department"].create({"name": "Nobody"})
        scheme = self.scheme.copy(
            {"date_from": MONTH, "department_ids": [Command.set(empty.ids)]}
        )
        scheme.action_publish()
        with self.refused(UserError, "There is nobody to appraise"):
            self.wizard().action_compute()

    def test_no_scheme_is_shown_and_refused(self):
        self.scheme.active = False
        wizard = self.wizard()
        self.assertFalse(wizard.scheme_ids)
        with self.refused(UserError, "No published appraisal scheme"):
            wizard.action_compute()

    def test_only_managers(self):
        for role in ("supervisor", "agent", "hr"):
            with self.refused(Exception, "not allowed"):
                self.wizard(role)


@tagged("post_install", "-at_install")
class TestCron(KpiCase):
    def due(self, day):
        return self.company._cs_kpi_is_due(date.fromisoformat(day))

    def test_first_working_day(self):
        """1 November 2026 is a Sunday."""
        self.assertFalse(self.due("2026-11-01"))
        self.assertTrue(self.due("2026-11-02"))
        self.assertTrue(self.due("2026-11-20"))

    def test_days_off_are_no_working_days(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "National Day",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-09-30 12:00:00",
                "date_to": "2026-10-08 00:00:00",
            }
        )
        self.assertFalse(self.due("2026-10-07"))
        self.assertTrue(self.due("2026-10-08"))

    def test_company_without_calendar(self):
        self.company.resource_calendar_id = False
        self.assertTrue(self.due("2026-11-01"))

    def test_done_once_a_month(self):
        self.company.cs_kpi_computed_month = "2026-10-01"
        self.assertFalse(self.due("2026-11-02"))
        self.assertTrue(self.due("2026-12-01"))

    def test_each_company_is_committed_and_the_job_goes_on(self):
        """Stopped after one company, the next run does the other one only."""
        companies = self.env["res.company"].search([])
        companies.cs_kpi_computed_month = "2026-10-01"
        other = self.env["res.company"].create({"name": "Second Store"})
        (self.company | other).cs_kpi_computed_month = "2026-09-01"
        appraisals = self.env["cs.kpi.appraisal"]
        steps = []

        def stop(_cron, processed=0, *, remaining=None, deactivate=False):
            steps.append((processed, remaining))
            return 0.0

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", stop):
            appraisals._cron_compute(day="2026-11-02")
            self.assertEqual(steps, [(1, 1)])
            appraisals._cron_compute(day="2026-11-02")
            self.assertEqual(steps, [(1, 1), (1, 0)])
            appraisals._cron_compute(day="2026-11-02")
        self.assertEqual(steps, [(1, 1), (1, 0)])
        self.assertEqual(
            set((self.company | other).mapped("cs_kpi_computed_month")), {MONTH}
        )
        self.assertEqual(self._appraisal("agent").score, 95)

    def test_company_without_scheme_does_not_stop_the_others(self):
        self.scheme.active = False
        own = self.scheme.copy({"company_id": self.company.id, "active": True})
        own.action_publish()
        other = self.env["res.company"].create({"name": "Second Store"})
        with patch.object(type(self.env["ir.cron"]), "_commit_progress"):
            self.env["cs.kpi.appraisal"]._cron_compute(day="2026-11-02")
        self.assertEqual(self.company.cs_kpi_computed_month, MONTH)
        self.assertFalse(other.cs_kpi_computed_month)
        self.assertEqual(self._appraisal("agent").scheme_id, own)
