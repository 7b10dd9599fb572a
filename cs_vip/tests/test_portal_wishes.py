"""Customers change their own wishes, and nobody else's."""

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPortalWishes(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, login="wishing", groups="base.group_portal")
        cls.partner = cls.user.partner_id

    def save(self, **post):
        return self.url_open(
            "/my/vip/wishes/save", data={"csrf_token": self.csrf_token(), **post}
        )

    def csrf_token(self):
        return Request.csrf_token(self)

    def test_saved(self):
        self.authenticate("wishing", "wishing")
        page = self.url_open("/my/vip/wishes")
        self.assertIn("How may we contact you?", page.text)
        answer = self.save(sms="given", email="refused", call="")
        self.assertIn("your wishes are saved", answer.text)
        self.assertEqual(
            (
                self.partner.cs_consent_sms,
                self.partner.cs_consent_email,
                self.partner.cs_consent_call,
            ),
            ("given", "refused", False),
        )
        self.assertEqual(self.partner.cs_consent_user_id, self.user)
        self.assertTrue(self.partner.cs_consent_date)

    def test_nothing_else_is_written(self):
        self.authenticate("wishing", "wishing")
        self.save(sms="whatever", email="given", name="Somebody else", partner_id="1")
        self.assertFalse(self.partner.cs_consent_sms)
        self.assertEqual(self.partner.cs_consent_email, "given")
        self.assertEqual(self.partner.name, self.user.name)

    def test_contact_of_a_company_speaks_for_it(self):
        company = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        self.partner.parent_id = company
        self.authenticate("wishing", "wishing")
        self.save(call="refused")
        self.assertEqual(company.cs_consent_call, "refused")

    def test_strangers_are_asked_to_sign_in(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/vip/wishes").url)
