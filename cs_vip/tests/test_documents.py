"""What quotation, invoice and portal say about card, points and special prices."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import VipCommon

NOTICE = "Special price: not returned or exchanged."


@tagged("post_install", "-at_install")
class TestDocuments(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.grant("2026-03-01", points=1500)
        cls._open_books()

    def sofas(self, **values):
        return self.quote(3000, product=self.sofa, **values)

    def printed(self, report, record):
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            report, record.ids
        )
        return html.decode()

    def rows(self, record):
        return dict(record._cs_vip_document())

    def test_quotation(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        rows = self.rows(self.on(order, "2026-03-05"))
        self.assertEqual(
            rows,
            {
                "VIP card": f"Flagship Silver · {self.card.name}",
                "Points you will earn": "48",
                "Points redeemed": "1,000",
                "Paid with points": "¥\xa0300.00",
                "Points on the card (03/05/2026)": "1,500",
            },
        )
        html = self.printed("sale.action_report_saleorder", order)
        self.assertIn(self.card.name, html)
        self.assertIn("Points you will earn", html)

    def test_confirmed_order(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        self.on(order, "2026-03-05").action_confirm()
        rows = self.rows(self.on(order, "2026-03-05"))
        self.assertEqual(rows["Points earned"], "48")
        self.assertEqual(rows["Points on the card (03/05/2026)"], "548")
        self.assertNotIn("Points you will earn", rows)

    def test_modern_store_honours_the_card(self):
        order = self.sofas(team=self.team_modern)
        rows = self.rows(order)
        self.assertEqual(rows["VIP card"], f"Modern Silver · {self.card.name}")
        self.assertNotIn("Points you will earn", rows)  # Modern gives none

    def test_without_a_card_nothing_is_said(self):
        order = self.sofas(partner=self._create_customer("李四"))
        self.assertEqual(order._cs_vip_document(), [])
        self.assertNotIn(
            "VIP card", self.printed("sale.action_report_saleorder", order)
        )

    def test_invoice(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        self.on(order, "2026-03-05").action_confirm()
        invoice = order._create_invoices()
        rows = self.rows(invoice)
        self.assertEqual(rows["VIP card"], f"Flagship Silver · {self.card.name}")
        self.assertEqual(rows["Points earned"], "48")
        self.assertEqual(rows["Points redeemed"], "1,000")
        self.assertEqual(rows["Paid with points"], "¥\xa0300.00")
        accountant = self._create_user(
            "vip_accountant", "account.group_account_invoice"
        )
        seen = invoice.with_user(accountant)
        self.assertEqual(seen._cs_vip_document(), invoice._cs_vip_document())
        html = self.printed("account.account_invoices", invoice)
        self.assertIn("Points redeemed", html)

    def test_invoice_of_two_orders(self):
        first, second = self.quote(500), self.quote(1000)
        for order in first | second:
            self.on(order, "2026-03-05").action_confirm()
        invoice = (first | second)._create_invoices()
        self.assertEqual(len(invoice), 1)
        self.assertEqual(self.rows(invoice)["Points earned"], "30")

    def test_bill_says_nothing(self):
        bill = self.env["account.move"].new({"move_type": "in_invoice"})
        self.assertEqual(bill._cs_vip_document(), [])

    def test_no_return_notice(self):
        order = self.quote(100, product=self.sofa)
        self.assertFalse(order.cs_vip_no_return_text)
        order.order_line = [Command.create({"product_id": self.net.id})]
        special = order.order_line[1]
        self.assertEqual(order.order_line.mapped("cs_vip_no_return"), [False, True])
        self.assertEqual(order.cs_vip_no_return_text, NOTICE)
        html = self.printed("sale.action_report_saleorder", order)
        self.assertEqual(html.count(NOTICE), 1)
        self.company.cs_vip_no_return_notice = "No way back."
        order.invalidate_recordset()
        self.assertEqual(order.cs_vip_no_return_text, "No way back.")
        self.net.cs_vip_price_class = "ordinary"
        self.assertTrue(special.cs_vip_no_return)  # as it was ordered
        self.assertFalse(self.quote(1).order_line.cs_vip_no_return)

    def test_no_return_without_a_card(self):
        """C7 is about the goods, not about who buys them."""
        order = self.quote(1, partner=self._create_customer("李四"))
        self.assertEqual(order.cs_vip_no_return_text, NOTICE)


@tagged("post_install", "-at_install")
class TestPortalDocuments(HttpCase, VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_books()

    def test_portal_order_and_invoice(self):
        card = self.grant("2026-03-01", points=1000)
        order = self.quote(3000, 1, product=self.sofa)
        order.order_line[1].product_id = self.net
        order.action_cs_vip_redeem(1000)
        page = self.url_open(order.get_portal_url()).text
        self.assertIn(card.name, page)
        self.assertIn("Points you will earn", page)
        self.assertEqual(page.count(NOTICE), 1)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertIn("Points earned", self.url_open(order.get_portal_url()).text)
        page = self.url_open(invoice.get_portal_url(report_type="html")).text
        self.assertIn("Points redeemed", page)
