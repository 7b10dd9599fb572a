from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .portal_common import PortalCase


@tagged("post_install", "-at_install")
class TestRemedyAgreement(PortalCase):
    """Nothing is carried out before the customer agrees to it (C5)."""

    def _answer(self, remedy, **values):
        wizard = self.env["cs.remedy.answer"].with_user(self.owner)
        form = Form(wizard.with_context(default_remedy_id=remedy.id))
        for name, value in values.items():
            setattr(form, name, value)
        return form.save().action_record()

    def test_asked_when_approved(self):
        remedy = self._propose()
        self.assertEqual(remedy.agreement, "pending")
        with self.assertRaisesRegex(UserError, "has not agreed to “Refund” yet"):
            remedy.with_user(self.owner).action_deliver()

    def test_kinds_without_agreement(self):
        kind = self.env.ref("cs_department.remedy_kind_apology")
        self.ticket.cs_fault = "ours"
        kind.needs_agreement = False
        remedy = self._propose("apology")
        self.assertFalse(remedy.agreement)
        remedy.with_user(self.owner).action_deliver()
        self.assertEqual(remedy.state, "delivered")

    def test_shipped_kinds(self):
        values = {
            name: self.env["ir.model.data"]._xmlid_to_res_id(
                f"cs_department.remedy_kind_{name}"
            )
            for name in ("return", "refund", "money", "apology")
        }
        self.assertTrue(all(values.values()))

    def test_agreed_by_phone(self):
        remedy = self._propose(description="To the card used")
        self.ticket.stage_id = self.awaiting
        self._answer(remedy, date_planned="2030-05-01")
        self.assertEqual(remedy.agreement, "accepted")
        self.assertEqual(remedy.accepted_how, "phone")
        self.assertEqual(remedy.accepted_by, "Lin Yue")
        self.assertTrue(remedy.date_accepted)
        self.assertIn("Refund", remedy.agreed_terms)
        self.assertIn("200.00", remedy.agreed_terms)
        self.assertIn("To the card used", remedy.agreed_terms)
        self.assertIn("05/01/2030", remedy.agreed_terms)
        self.assertEqual(self.ticket.stage_id, self.in_progress)
        remedy.with_user(self.users["supervisor"]).action_deliver()
        self.assertEqual(remedy.state, "delivered")

    def test_declined_with_reason(self):
        remedy = self._propose()
        with self.assertRaisesRegex(UserError, "say why"):
            remedy._decline("Lin Yue", "  ")
        self._answer(remedy, answer="decline", reason="I want it repaired")
        self.assertEqual(remedy.agreement, "declined")
        self.assertEqual(remedy.decline_reason, "I want it repaired")
        self.assertIn("The customer declines: Refund", self.tasks())
        self.assertFalse(remedy.with_user(self.users["supervisor"]).can_deliver)
        remedy.kind_id.needs_agreement = False
        for step in ("deliver", "carry_out"):
            with self.assertRaisesRegex(UserError, "has declined “Refund”"):
                getattr(remedy.with_user(self.owner), f"action_{step}")()

    def test_terms_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        kind = self.env.ref("cs_department.remedy_kind_money")
        kind.with_context(lang="zh_CN").name = "现金补偿"
        self.customer.lang = "zh_CN"
        remedy = self._propose("money", amount=50)
        remedy._accept("Lin Yue", "phone")
        self.assertIn("现金补偿", remedy.agreed_terms)

    def test_another_proposal_asks_anew(self):
        remedy = self._propose()
        remedy._accept("Lin Yue", "phone")
        key = remedy._terms_key()
        remedy.with_user(self.owner).action_reset()
        self.assertFalse(remedy.date_accepted)
        self.assertFalse(remedy.agreement)
        supervisor = remedy.with_user(self.users["supervisor"])
        supervisor.write({"amount": 300, "description": "Bought long ago"})
        supervisor.action_approve()
        self.assertEqual(remedy.agreement, "pending")
        self.assertNotEqual(remedy._terms_key(), key)

    def test_accepted_once_and_only_while_open(self):
        remedy = self._propose()
        remedy._accept("Lin Yue", "phone")
        with self.assertRaisesRegex(UserError, "accepted already"):
            remedy._accept("Lin Yue", "phone")
        sought = self._propose()
        sought.action_reset()
        with self.assertRaisesRegex(UserError, "not open any more"):
            sought._accept("Lin Yue", "phone")

    def test_not_written_by_hand(self):
        remedy = self._propose().with_user(self.owner)
        for values in ({"date_accepted": "2026-01-01"}, {"accepted_how": "portal"}):
            with self.assertRaisesRegex(UserError, "recorded by the customer"):
                remedy.write(values)
        with self.assertRaisesRegex(UserError, "recorded by the customer"):
            remedy.create(
                {
                    "ticket_id": self.ticket.id,
                    "kind_id": remedy.kind_id.id,
                    "agreed_terms": "Everything",
                }
            )
