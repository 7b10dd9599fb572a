"""The customer is told: by e-mail, else by SMS, else by a call (V4)."""

from odoo.tests import tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestCardNotice(VipCommon):
    def calls(self, card):
        return card.activity_ids.filtered(
            lambda task: task.summary == "Tell the customer what was decided"
        )

    def messages(self, partner=None):
        partner = partner or self.customer
        return self.env["sms.sms"].search([("partner_id", "=", partner.id)])

    def test_by_sms_where_there_is_no_mail(self):
        self.customer.cs_consent_sms = "given"
        card = self.grant("2026-01-01")
        message = self.messages()
        self.assertEqual(message.state, "outgoing", "queued, not sent inside the save")
        self.assertIn(card.name, message.body)
        self.assertFalse(self.calls(card))

    def test_refusal_by_sms(self):
        self.customer.cs_consent_sms = "given"
        card = self.apply(orders=self.env["sale.order"])
        card.with_user(self.desk).action_refuse("The photo is not legible")
        self.assertIn("The photo is not legible", self.messages().body)

    def test_no_consent_becomes_a_call(self):
        for answer in (False, "refused"):
            self.customer.cs_consent_sms = answer
            card = self.grant("2026-01-01")
            self.assertFalse(self.messages())
            self.assertTrue(self.calls(card))
            card.action_void("Moved away")
            self.env.flush_all()

    def test_mail_refused_in_writing(self):
        self.customer.write(
            {"email": "wang@example.com", "cs_consent_email": "refused"}
        )
        card = self.grant("2026-01-01")
        self.assertFalse(self.env["mail.mail"].search([("res_id", "=", card.id)]))
        self.assertTrue(self.calls(card))

    def test_mail_is_queued_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("cs_vip.mail_template_approval")
        template.with_context(lang="zh_CN").subject = "您的会员卡已办好"
        self.customer.write({"email": "wang@example.com", "lang": "zh_CN"})
        card = self.grant("2026-01-01")
        mail = self.env["mail.mail"].search(
            [("model", "=", card._name), ("res_id", "=", card.id)]
        )
        self.assertEqual((mail.subject, mail.state), ("您的会员卡已办好", "outgoing"))
