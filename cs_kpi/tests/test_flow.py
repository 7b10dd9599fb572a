"""Computed → reviewed → read or objected → confirmed (P3), and who may what."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.cs_vip.business_day import Clock

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestFlow(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._compute()
        cls.appraisal = cls._appraisal("agent")

    def as_(self, role, record=None):
        return (record or self.appraisal).with_user(self.users[role])

    def statement(self, role, kind, text="Because.", record=None):
        record = record or self.appraisal
        name = "incident_id" if record._name == "cs.kpi.incident" else "appraisal_id"
        wizards = self.env["cs.kpi.statement.wizard"].with_user(self.users[role])
        return wizards.create({"kind": kind, name: record.id, "text": text})

    def at(self, *moment):
        return self.appraisal.with_context(cs_clock=Clock(datetime(*moment)))

    def test_the_whole_way(self):
        self.as_("supervisor").supervisor_comment = "Calm in a hard month."
        self.as_("supervisor").action_review()
        self.assertEqual(self.appraisal.state, "reviewed")
        self.assertEqual(self.appraisal.reviewed_by_id, self.users["supervisor"])
        self.assertEqual(str(self.appraisal.objection_until), "2026-11-05")
        self.statement("agent", "comment", "Agreed.").action_apply()
        self.assertEqual(self.appraisal.employee_comment, "Agreed.")
        self.assertTrue(self.appraisal.read_on)
        self.as_("manager").action_confirm()
        self.assertEqual(self.appraisal.state, "confirmed")
        self.assertEqual(self.appraisal.confirmed_by_id, self.users["manager"])
        self.assertEqual(self.appraisal.score, 95)

    def test_objection_and_decision(self):
        self.as_("supervisor").action_review()
        self.statement("agent", "object", "I was on leave.").action_apply()
        self.assertEqual(self.appraisal.state, "objected")
        self.assertEqual(self.appraisal.objection, "I was on leave.")
        with self.refused(UserError, "Write your decision first"):
            self.as_("manager").action_confirm()
        self.as_("manager").decision = "Leave is no excuse for no feedback."
        self.as_("manager").action_confirm()
        self.assertEqual(self.appraisal.state, "confirmed")

    def test_objection_can_be_sent_back(self):
        self.as_("supervisor").action_review()
        self.statement("agent", "object").action_apply()
        with self.refused(UserError, "up to others"):
            self.as_("supervisor").action_send_back()
        self.as_("manager").action_send_back()
        self.assertEqual(self.appraisal.state, "reviewed")
        self.as_("supervisor").action_send_back()
        self.assertEqual(self.appraisal.state, "computed")

    def test_objection_after_the_deadline(self):
        self.as_("supervisor").action_review()
        late = self.at(2026, 11, 5, 16).with_user(self.users["agent"])
        with self.refused(UserError, "Objections were possible until"):
            late._answer("object", "Too late.")
        self.at(2026, 11, 5, 15).with_user(self.users["agent"])._answer("object", "So.")
        self.assertEqual(self.appraisal.state, "objected")

    def test_confirmation_waits_for_the_employee(self):
        self.as_("supervisor").action_review()
        with self.refused(UserError, "has not read this appraisal yet"):
            self.as_("manager").action_confirm()
        self.at(2026, 11, 5, 16).with_user(self.users["manager"]).action_confirm()
        self.assertEqual(self.appraisal.state, "confirmed")

    def test_nobody_waits_for_an_employee_without_user(self):
        self.appraisal.sudo().user_id = False
        self.as_("supervisor").action_review()
        self.as_("manager").action_confirm()
        self.assertEqual(self.appraisal.state, "confirmed")

    def test_steps_cannot_be_left_out(self):
        with self.refused(UserError, 'cannot go from "Computed"'):
            self.as_("manager").action_confirm()
        with self.assertRaises(AccessError):
            self.as_("agent").action_read()
        self.as_("supervisor").action_review()
        self.as_("agent").action_read()
        self.as_("manager").action_confirm()
        with self.refused(UserError, "not waiting for your answer"):
            self.as_("agent").action_read()

    def test_the_second_manager_is_told_who_was_first(self):
        self.as_("supervisor").action_review()
        self.as_("agent").action_read()
        self.as_("manager").action_confirm()
        with self.refused(UserError, "confirmed by Manager Test already"):
            self.as_("manager").action_confirm()

    def test_nobody_decides_on_themselves(self):
        own = self._appraisal("supervisor")
        with self.assertRaises(AccessError):
            self.as_("supervisor", own).action_review()
        own.sudo().user_id = self.users["manager"]
        with self.refused(UserError, "your own appraisal"):
            self.as_("manager", own).action_review()

    def test_only_the_employee_answers(self):
        self.as_("supervisor").action_review()
        for role in ("supervisor", "manager"):
            with self.refused(AccessError, "Only the employee concerned"):
                self.as_(role).action_read()
            with self.refused(AccessError, "Only the employee concerned"):
                self.statement(role, "object").action_apply()
        with self.assertRaises(AccessError):
            self.as_("specialist").action_read()

    def test_low_roles_cannot_take_steps(self):
        self.as_("supervisor").action_review()
        for role in ("agent", "hr"):
            for method in ("action_confirm", "action_review", "action_send_back"):
                with self.assertRaises(AccessError):
                    getattr(self.as_(role), method)()
        with self.assertRaises(AccessError):
            self.as_("agent").action_recompute()
        with self.refused(UserError, "up to others"):
            self.as_("supervisor").action_confirm()

    def test_figures_and_states_are_closed_to_hands(self):
        for role in ("supervisor", "manager"):
            for values in ({"score": 100}, {"state": "reviewed"}, {"bonus": 5}):
                with self.refused(UserError, "not edited by hand"):
                    self.as_(role).write(values)
            with self.assertRaises(AccessError):
                self.env["cs.kpi.appraisal"].with_user(self.users[role]).create(
                    self.appraisal._identity() | {"scheme_id": self.scheme.id}
                )
            with self.assertRaises(AccessError):
                self.as_(role).unlink()
        for role in ("agent", "hr"):
            with self.assertRaises(AccessError):
                self.as_(role).write({"supervisor_comment": "Great."})

    def test_lines_and_evidence_are_closed_even_to_the_system(self):
        self._new_incident("agent", "chat")
        self._compute()
        line = self._line(self.appraisal, "conduct")
        self.assertEqual(len(line.evidence_ids), 1)
        for records in (line, line.evidence_ids):
            values = {"value": 1}
            with self.refused(UserError, "not changed by hand"):
                records.write(values)
            with self.refused(UserError, "not changed by hand"):
                records.unlink()
            with self.refused(UserError, "not changed by hand"):
                records.create(values)
            with self.assertRaises(AccessError):
                records.with_user(self.users["manager"]).write(values)

    def test_mails_tell_the_employee(self):
        mails = self.env["mail.mail"]
        before = mails.search([])
        self.as_("supervisor").action_review()
        mail = mails.search([]) - before
        self.assertEqual(mail.recipient_ids, self.users["agent"].partner_id)
        self.assertIn("95", mail.body_html)
        self.assertIn("2026-11-05", mail.body_html)
        self.as_("agent").action_read()
        self.as_("manager").action_confirm()
        self.assertIn("2026-10", (mails.search([]) - before - mail).subject)

    def test_hr_hears_when_the_month_is_complete(self):
        told = self.env["mail.message"].search_count
        domain = [
            ("model", "=", "cs.kpi.appraisal"),
            ("message_type", "=", "user_notification"),
            ("partner_ids", "in", self.users["hr"].partner_id.ids),
            ("subject", "=", "Appraisals of 2026-10 are confirmed"),
        ]
        roles = ("agent", "clerk", "specialist", "after_sales", "supervisor")
        for role in roles:
            self._confirmed(role)
        self.assertEqual(told(domain), 0)
        self._confirmed("supervisor_2")
        self.assertEqual(told(domain), 1)
        self.assertIn("All 6 appraisals", self.env["mail.message"].search(domain).body)
        version = (
            self._appraisal("agent").with_user(self.users["manager"])._correct("X")
        )
        self.assertEqual(told(domain), 1)
        version.with_user(self.users["supervisor"]).action_review()
        version.with_user(self.users["agent"]).action_read()
        version.with_user(self.users["manager"]).action_confirm()
        self.assertEqual(told(domain), 2)

    def test_empty_statement(self):
        self.as_("supervisor").action_review()
        with self.refused(UserError, "Write something first"):
            self.statement("agent", "object", "  ").action_apply()

    def test_statements_that_do_not_exist(self):
        self.as_("supervisor").action_review()
        with self.refused(UserError, "does not exist"):
            self.statement("agent", "withdraw").action_apply()
