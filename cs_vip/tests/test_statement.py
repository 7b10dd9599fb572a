"""Printed forms: application, card, points statement (F)."""

from base64 import b64decode
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import html2plaintext

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestStatement(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.grant("2026-01-01", points=100)
        cls.buy("2026-02-10", 500)
        cls.card._post("gift", -30, date(2026, 3, 5), purpose="x", reference="Vase")

    def statement(self, date_from, date_to):
        return self.card._statements(date_from, date_to)[self.card]

    def test_numbers(self):
        found = self.statement(date(2026, 2, 1), date(2026, 2, 28))
        self.assertEqual((found.opening, found.closing), (100, 110))
        self.assertEqual(found.entries.mapped("points"), [10])
        self.assertEqual(
            (found.lapse_date, found.lapse_points), (self.card.date_end, 110)
        )
        found = self.statement(date(2026, 1, 1), date(2026, 3, 5))
        self.assertEqual((found.opening, found.closing), (0, 80))
        self.assertEqual(found.opening + sum(found.entries.mapped("points")), 80)

    def test_nothing_lapses_of_an_ended_card(self):
        self.on(self.card, "2026-04-01").action_void("Moved away")
        found = self.statement(date(2026, 4, 1), date(2026, 4, 30))
        self.assertEqual((found.opening, found.closing), (80, 0))
        self.assertEqual((found.lapse_date, found.lapse_points), (None, 0))

    def test_many_cards(self):
        other = self.grant("2026-01-01", self._create_customer("李"), points=7)
        found = (self.card | other)._statements(date(2026, 1, 1), date(2026, 12, 31))
        self.assertEqual(found[self.card].closing, 80)
        self.assertEqual(found[other].closing, 7)
        self.assertEqual(len(found[other].entries), 1)

    def html(self, name, cards, **data):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            f"cs_vip.action_report_{name}", cards.ids, data=data
        )
        return html.decode()

    def test_printed(self):
        html = self.html(
            "statement", self.card, date_from="2026-02-01", date_to="2026-03-31"
        )
        text = "".join(html2plaintext(html).replace("\ufeff", "").split())
        for said in ("Openingbalance", "Closingbalance", "Vase-3080", "+10110"):
            self.assertIn(said, text)
        self.assertNotIn("Card granted", html)

    def test_bilingual_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.customer.lang = "zh_CN"
        said = {
            "Opening balance": "期初余额",
            "points lapse with the end of": "分失效日",
            "From": "自",
        }
        self.env.ref("cs_vip.report_label").update_field_translations(
            "arch_db", {"zh_CN": said}
        )
        self.flagship_silver.with_context(lang="zh_CN").name = "银卡"
        kinds = self.env["ir.model.fields"]._get("cs.vip.points.entry", "kind")
        gift = kinds.selection_ids.filtered(lambda kind: kind.value == "gift")
        gift.with_context(lang="zh_CN").name = "礼品"
        text = html2plaintext(self.html("statement", self.card))
        for both in (*said.items(), ("Silver", "银卡"), ("Gift", "礼品")):
            for term in both:
                self.assertTrue(term in text, term)

    def test_wizard(self):
        form = Form(
            self.env["cs.vip.statement"]
            .with_user(self.salesman)
            .with_context(active_model=self.card._name, active_ids=self.card.ids)
        )
        self.assertEqual(form.date_from, self.card.date_start)
        form.date_from, form.date_to = date(2026, 2, 1), date(2026, 2, 28)
        action = form.save().action_print()
        self.assertEqual(action["report_name"], "cs_vip.report_statement")
        self.assertEqual(action["data"]["date_from"], "2026-02-01")
        self.assertEqual(action["data"]["card_ids"], self.card.ids)

    def test_refused(self):
        Wizard = self.env["cs.vip.statement"].with_context(active_ids=self.card.ids)
        with self.assertRefused(UserError, "ends before it begins"):
            Wizard.create(
                {"date_from": "2026-02-01", "date_to": "2026-01-01"}
            ).action_print()
        application = self.apply(
            self._create_customer("李"), orders=self.env["sale.order"]
        )
        with self.assertRefused(UserError, "only granted cards"):
            Wizard.create({"card_ids": application.ids}).action_print()

    def test_own_statement_alone(self):
        portal = new_test_user(
            self.env, login="vip_portal", groups="base.group_portal",
            partner_id=self.customer.id,
        )  # fmt: skip
        other = self.grant("2026-01-01", self._create_customer("李"), points=7)
        self.assertTrue(self.card.with_user(portal)._statement_pdf())
        with self.assertRaises(AccessError):
            other.with_user(portal)._statement_pdf()
        own_only = self._create_user("vip_own", "sales_team.group_sale_salesman")
        report = self.env["report.cs_vip.report_statement"].with_user(own_only)
        with self.assertRaises(AccessError):
            report._get_report_values(None, {"card_ids": other.ids})

    def test_card_and_application(self):
        self.assertIn(self.card.name, self.html("card", self.card))
        face = b64decode(self.card._report_card_face().split(",")[1]).decode()
        for text in (self.card.name, "王小明", "Silver", "Valid until"):
            self.assertIn(text, face)
        self.assertEqual(face.count('preserveAspectRatio="none"'), 2, "Code 128 and QR")
        application = self.html("application", self.card)
        self.assertIn("王小明", application)
        self.assertNotIn("E000", application, "the document is masked")
