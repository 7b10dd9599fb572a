"""Suggestions: examined, assessed, decided, carried out, told (C12)."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from . import desk_common


@tagged("post_install", "-at_install")
class TestSuggestion(desk_common.DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.idea = cls._new_ticket(
            "clerk",
            name="Open until ten",
            cs_request_type_id=cls.suggestion.id,
            user_id=cls.users["clerk"].id,
        )

    def as_role(self, role):
        return self.idea.with_user(self.users[role])

    def assess(self):
        idea = self.as_role("clerk")
        idea.cs_suggestion_finding = "We close at eight."
        idea.action_cs_suggestion_examined()
        idea.cs_suggestion_assessment = "Two more hours for four people."
        idea.action_cs_suggestion_assessed()

    def accept(self):
        self.assess()
        boss = self.as_role("supervisor")
        boss.cs_suggestion_reason = "Many customers come after work."
        boss.action_cs_suggestion_accept()

    def mails(self):
        return self.env["mail.mail"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "=", self.idea.id)]
        )

    def test_kinds(self):
        self.assertTrue(self.idea.cs_is_suggestion)
        self.assertEqual(self.idea.cs_suggestion_state, "received")
        plain = self._new_ticket()
        self.assertFalse(plain.cs_suggestion_state)
        with self.assertRaisesRegex(ValidationError, "not both"):
            self.complaint.is_suggestion = True

    def test_accepted_and_carried_out(self):
        self.accept()
        self.assertEqual(self.idea.cs_suggestion_state, "accepted")
        self.assertEqual(
            self.idea.cs_suggestion_decided_by_id, self.users["supervisor"]
        )
        self.assertEqual(self.idea.cs_suggestion_date_decided, desk_common.TODAY)
        self.assertTrue(self.idea.cs_suggestion_told)
        (mail,) = self.mails()
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn("Many customers come after work.", mail.body_html)
        clerk = self.as_role("clerk")
        clerk.cs_suggestion_result = "Open until ten since Monday."
        clerk.action_cs_suggestion_done()
        self.assertEqual(len(self.mails()), 2)
        clerk.stage_id = self.done
        self.assertTrue(self.idea.closed)

    def test_declined_with_a_reason(self):
        self.assess()
        boss = self.as_role("supervisor")
        with self.assertRaisesRegex(UserError, "Reason of the Decision"):
            boss.action_cs_suggestion_decline()
        boss.cs_suggestion_reason = "The mall closes at nine."
        boss.action_cs_suggestion_decline()
        self.assertIn("The mall closes at nine.", self.mails().body_html)
        self.as_role("clerk").stage_id = self.done
        self.assertTrue(self.idea.closed)

    def test_not_closed_without_a_decision(self):
        with self.assertRaisesRegex(ValidationError, "cannot be closed yet"):
            self.as_role("clerk").stage_id = self.done
        self.accept()
        with self.assertRaisesRegex(ValidationError, "carried out"):
            self.as_role("clerk").stage_id = self.done
        # what is none after all is cancelled, and why
        with (
            self.assertRaisesRegex(ValidationError, "without an outcome"),
            self.env.cr.savepoint(),
        ):
            self._cancel(self.as_role("clerk"), reason=" ")
        self._cancel(self.as_role("clerk"), reason="It was a question")
        self.assertTrue(self.idea.closed)

    def test_a_supervisor_decides(self):
        self.assess()
        clerk = self.as_role("clerk")
        clerk.cs_suggestion_reason = "Good."
        with self.assertRaisesRegex(UserError, "A supervisor decides"):
            clerk.action_cs_suggestion_accept()
        with self.assertRaisesRegex(UserError, "A supervisor decides"):
            clerk.cs_suggestion_state = "declined"

    def test_steps_in_order(self):
        with self.assertRaisesRegex(UserError, "Examination"):
            self.as_role("clerk").action_cs_suggestion_examined()
        with self.assertRaisesRegex(UserError, "cannot become “Carried Out”"):
            self.as_role("supervisor").action_cs_suggestion_done()
        with self.assertRaisesRegex(UserError, "cannot become"):
            self.as_role("supervisor").cs_suggestion_state = False
        with self.assertRaisesRegex(UserError, "no suggestion"):
            self._new_ticket("clerk").action_cs_suggestion_examined()
        with self.assertRaisesRegex(UserError, "begins as received"):
            self._new_ticket(
                "clerk",
                cs_request_type_id=self.suggestion.id,
                cs_suggestion_state="done",
            )

    def test_decide_anew(self):
        self.accept()
        with self.assertRaisesRegex(UserError, "A supervisor decides"):
            self.as_role("clerk").action_cs_suggestion_again()
        self.as_role("supervisor").action_cs_suggestion_again()
        self.assertEqual(self.idea.cs_suggestion_state, "assessed")

    def test_without_an_address_nobody_is_told(self):
        self.customer.email = False
        self.idea.partner_email = False
        self.accept()
        self.assertFalse(self.mails())
        self.assertFalse(self.idea.cs_suggestion_told)

    def test_markup_stays_text(self):
        self.assess()
        boss = self.as_role("supervisor")
        boss.cs_suggestion_reason = "<script>alert(1)</script>"
        boss.action_cs_suggestion_accept()
        self.assertNotIn("<script>", self.mails().body_html)
