from odoo.exceptions import UserError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestRemedyLetter(common.DepartmentCase):
    """Apology and refusal letters, by e-mail and on paper (C5, C6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._new_ticket(
            user_id=cls.users["after_sales"].id,
            cs_request_type_id=cls.env.ref("cs_department.request_type_complaint").id,
            cs_fault="ours",
        )

    def _remedy(self, kind, **values):
        return (
            self.env["cs.remedy"]
            .with_user(self.users["after_sales"])
            .create(
                {
                    "ticket_id": self.ticket.id,
                    "kind_id": self.env.ref(f"cs_department.remedy_kind_{kind}").id,
                    "description": "<b>The seam</b> & the delay",
                    **values,
                }
            )
        )

    def _send(self, remedy):
        remedy.action_approve()
        remedy.action_carry_out()
        return self.env["mail.mail"].search(
            [("model", "=", "cs.remedy"), ("res_id", "=", remedy.id)]
        )

    def test_apology(self):
        remedy = self._remedy("apology")
        mail = self._send(remedy)
        self.assertEqual(remedy.state, "delivered")
        self.assertEqual(mail.state, "outgoing", "queued, not sent inside the click")
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn(self.ticket.number, mail.subject)
        self.assertIn("we are sorry", mail.body_html)
        self.assertNotIn("<b>The seam</b>", mail.body_html)
        self.assertEqual(len(mail.attachment_ids), 1)
        self.assertIn("Apology", self.ticket.message_ids[0].body)

    def test_refusal(self):
        remedy = self._remedy("refusal")
        mail = self._send(remedy)
        self.assertIn("cannot grant it", mail.body_html)
        self.assertIn("The seam", mail.body_html)

    def test_refusal_needs_a_reason(self):
        remedy = self._remedy("refusal", description=" ")
        remedy.action_approve()
        with self.assertRaisesRegex(UserError, "Write down the reason"):
            remedy.action_carry_out()

    def test_no_apology_for_what_is_not_ours(self):
        remedy = self._remedy("apology")
        for fault, words in (
            ("not_ours", "The fault is not ours"),
            ("open", "has not been found out yet"),
        ):
            self.ticket.cs_fault = fault
            with self.assertRaisesRegex(UserError, words):
                remedy.action_approve()
        self.company.cs_always_apologise = True
        self._send(remedy)
        self.assertEqual(remedy.state, "delivered")

    def test_customer_without_address(self):
        self.customer.email = False
        remedy = self._remedy("apology")
        remedy.action_approve()
        with self.assertRaisesRegex(UserError, "has no e-mail address. Print"):
            remedy.action_carry_out()
        remedy.action_deliver()
        self.assertEqual(remedy.state, "delivered")

    def test_on_paper_in_both_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        text = self.env.ref("cs_department.remedy_letter_text")
        text.update_field_translations("arch_db", {"zh_CN": {"Dear": "尊敬的"}})
        remedy = self._remedy("apology")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "cs_department.report_remedy_letter", remedy.ids
        )[0]
        page = str(html, "utf-8")
        self.assertIn("We are sorry for the trouble", page)
        self.assertIn("Dear", page)
        self.assertIn("尊敬的", page)
        self.assertIn(self.ticket.number, page)
        self.assertIn("&lt;b&gt;The seam", page)
        self.assertEqual(remedy._letter_kind(), "apology")
        remedy.write({"refusal_reason": "Out of warranty", "state": "refused"})
        self.assertEqual(remedy._letter_kind(), "refusal")
