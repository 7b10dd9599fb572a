"""Confirmed months stay as they are; a correction is a new version (P2)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestFrozen(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._new_complaint("agent", satisfied=False)
        cls.incident = cls._new_incident("agent", "chat")
        cls._compute()
        cls.appraisal = cls._confirmed("agent")
        cls.line = cls._line(cls.appraisal, "complaint_resolution")

    def correct(self, role="manager", appraisal=None, text="The customer was content."):
        wizard = (
            self.env["cs.kpi.statement.wizard"]
            .with_user(self.users[role])
            .create(
                {
                    "kind": "correct",
                    "appraisal_id": (appraisal or self.appraisal).id,
                    "text": text,
                }
            )
        )
        action = wizard.action_apply()
        return self.env["cs.kpi.appraisal"].browse(action["res_id"])

    def test_later_changes_do_not_move_it(self):
        self.assertEqual((self.line.score, self.appraisal.score), (10, 84))
        self.ticket.cs_satisfied = True
        self.incident.sudo().state = "withdrawn"
        self._new_incident("agent", "warning")
        self.assertNotIn(self.appraisal, self._compute())
        self.assertEqual((self.line.score, self.appraisal.score), (10, 84))
        self.assertEqual(self.line.evidence_ids.value, 0)

    def test_evidence_outlives_its_record(self):
        label = self.line.evidence_ids.label
        self.assertIn(self.ticket.number, label)
        self.ticket.unlink()
        self._compute()
        self.assertEqual(self.line.evidence_ids.label, label)
        self.assertEqual((self.line.numerator, self.line.denominator), (1, 1))
        with self.refused(UserError, "does not exist any more"):
            self.line.evidence_ids.action_open_record()

    def test_writes_are_refused_even_to_the_system(self):
        for values in ({"score": 100}, {"state": "computed"}, {"decision": "Other."}):
            with self.refused(UserError, "confirmed and stays as it is"):
                self.appraisal.sudo().write(values)
        with self.refused(UserError, "Appraisals are kept"):
            self.appraisal.sudo().unlink()
        with self.refused(UserError, "not computed again"):
            self.appraisal.with_user(self.users["manager"]).action_recompute()

    def test_people_can_still_talk_about_it(self):
        message = self.appraisal.with_user(self.users["agent"]).message_post(
            body="Thank you."
        )
        self.assertEqual(message.res_id, self.appraisal.id)

    def test_correction_is_a_new_version_with_a_reason(self):
        self.ticket.cs_satisfied = True
        version = self.correct()
        self.assertEqual((version.version, version.state), (2, "computed"))
        self.assertEqual(version.correction_of_id, self.appraisal)
        self.assertEqual(version.correction_reason, "The customer was content.")
        self.assertEqual(version.display_name, "Agent Test, 2026-10 (version 2)")
        self.assertEqual((version.score, self.appraisal.score), (94, 84))
        self.assertFalse(self.appraisal.superseded)
        version.with_user(self.users["supervisor"]).action_review()
        version.with_user(self.users["agent"]).action_read()
        version.with_user(self.users["manager"]).action_confirm()
        self.assertTrue(self.appraisal.superseded)
        self.assertEqual(self.appraisal.state, "confirmed")
        self.assertEqual(self.line.score, 10)

    def test_the_month_computes_the_open_version(self):
        version = self.correct()
        self._new_incident("agent", "greeting")
        self.assertIn(version, self._compute())
        self.assertEqual((version.score, self.appraisal.score), (83, 84))

    def test_correction_is_refused(self):
        with self.refused(UserError, "is not confirmed yet"):
            self.correct(appraisal=self._appraisal("clerk"))
        for role in ("supervisor", "agent"):
            with self.refused(AccessError, "Only the customer service"):
                self.correct(role)
        self.correct()
        with self.refused(UserError, "corrected by version 2 already"):
            self.correct()
