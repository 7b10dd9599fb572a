"""A quotation is priced anew, and everybody is told (V3)."""

from odoo import Command
from odoo.tests import Form, tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestRepricing(VipCommon):
    def order(self, **values):
        return self.quote(3000, product=self.sofa, user_id=self.salesman.id, **values)

    def notes(self, order):
        bodies = map(str, order.message_ids.mapped("body"))
        return " ".join(bodies).replace("&nbsp;", "\xa0")

    def test_card_granted_and_suspended(self):
        order = self.order()
        self.assertEqual(order.amount_total, 3000)
        card = self.grant("2026-03-01")
        self.assertEqual(order.amount_total, 2700)
        self.assertIn("Prices are those of Flagship Silver now.", self.notes(order))
        self.assertIn("Total: ¥\xa02,700.00, before: ¥\xa03,000.00.", self.notes(order))
        self.on(card, "2026-03-02").action_suspend()
        self.assertEqual(order.amount_total, 3000)
        self.assertIn("not those of a VIP card any more", self.notes(order))

    def test_team_and_partner(self):
        self.grant("2026-03-01")
        order = self.order()
        order.team_id = self.team_modern
        self.assertEqual(order.amount_total, 2400)
        self.assertIn("Prices are those of Modern Silver now.", self.notes(order))
        order.partner_id = self._create_customer("李四")
        self.assertEqual(order.amount_total, 3000)
        order.partner_id = self.customer
        self.assertEqual(order.amount_total, 2400)

    def test_same_total_says_nothing(self):
        order = self.quote(100)  # special prices get nothing off
        self.grant("2026-03-01")
        self.assertEqual(order.cs_vip_price_tier_id, self.flagship_silver)
        self.assertNotIn("Prices are those", self.notes(order))

    def test_upgrade(self):
        card = self.grant("2026-03-01")
        order = self.order()
        card._set_tier(
            self.flagship_gold, card.date_start, "upgrade", self.env["sale.order"]
        )
        card._card_changed()
        self.assertEqual(order.amount_total, 2550)

    def test_customer_of_a_sent_quotation_is_told(self):
        self.customer.email = "wang@example.com"
        order = self.order()
        order.action_quotation_sent()
        self.grant("2026-03-01")
        self.assertEqual((order.state, order.amount_total), ("sent", 2700))
        mail = self.env["mail.mail"].search(
            [("res_id", "=", order.id), ("model", "=", "sale.order")]
        )
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertEqual(mail.state, "outgoing")  # queued
        self.assertIn("Flagship Silver", mail.body_html)
        self.assertIn("2,700.00", mail.body_html)
        self.assertIn("3,000.00", mail.body_html)
        self.assertFalse(order.activity_ids)

    def test_sent_without_an_address_becomes_a_call(self):
        order = self.order()
        order.action_quotation_sent()
        self.grant("2026-03-01")
        call = order.activity_ids
        self.assertEqual(call.user_id, self.salesman)
        self.assertIn("new total", call.summary)

    def test_draft_tells_the_salesperson_only(self):
        self.customer.email = "wang@example.com"
        order = self.order()
        self.grant("2026-03-01")
        self.assertFalse(
            self.env["mail.mail"].search(
                [("res_id", "=", order.id), ("model", "=", "sale.order")]
            )
        )

    def test_confirmed_orders_keep_their_prices(self):
        order = self.order()
        order.action_confirm()
        card = self.grant("2026-03-01")
        self.assertEqual(order.amount_total, 3000)
        self.assertNotEqual(order.cs_vip_card_id, card)

    def test_discount_by_hand_stays(self):
        order = self.order()
        order.order_line = [Command.create({"product_id": self.service.id})]
        order.order_line[0].discount = 3
        self.grant("2026-03-01")
        self.assertEqual(order.order_line.mapped("discount"), [3, 10])
        self.assertIn("Priced by hand and unchanged: Sofa.", self.notes(order))

    def test_quoted_list_price_stays(self):
        """The card changes the discount, not what the goods were quoted at."""
        order = self.order()
        self.sofa.list_price = 3200
        self.grant("2026-03-01")
        self.assertEqual(
            (order.order_line.price_unit, order.amount_total), (3000, 2700)
        )

    def test_price_by_hand_stays(self):
        order = self.order()
        order.order_line = [Command.create({"product_id": self.service.id})]
        with Form(order) as form, form.order_line.edit(0) as line:
            line.price_unit = 2800
        self.grant("2026-03-01")
        self.assertEqual(order.order_line.mapped("price_unit"), [2800, 150])
        self.assertEqual(order.order_line.mapped("discount"), [0, 10])

    def test_discount_by_hand_in_the_form_that_changes_the_store(self):
        self.grant("2026-03-01")
        order = self.order()
        order.order_line = [Command.create({"product_id": self.service.id})]
        with Form(order) as form:
            form.team_id = self.team_modern
            with form.order_line.edit(0) as line:
                self.assertEqual(line.discount, 20)
                line.discount = 30
        self.assertEqual(order.order_line.mapped("discount"), [30, 20])
        with Form(order) as form:
            form.team_id = self.team
            with form.order_line.edit(0) as line:
                self.assertEqual(line.discount, 30)
        self.assertEqual(order.order_line.mapped("discount"), [30, 10])

    def test_hand_made_pricelist_stays_and_shows(self):
        choice = self.env["product.pricelist"].create(
            {"name": "Fair", "company_id": self.company.id}
        )
        order = self.order(pricelist_id=choice.id)
        self.assertTrue(order.cs_vip_pricelist_manual)
        self.grant("2026-03-01")
        self.assertEqual(order.pricelist_id, choice)
        self.assertEqual(order.amount_total, 3000)
        order.action_quotation_sent()
        order.action_cs_vip_use_card_prices()
        self.assertEqual(order.amount_total, 2700)
        self.assertFalse(order.cs_vip_pricelist_manual)

    def test_voucher_follows_the_new_prices(self):
        card = self.grant("2026-03-01", points=10000)
        order = self.order()
        order.action_cs_vip_redeem(4001)
        card._set_tier(
            self.flagship_gold, card.date_start, "upgrade", self.env["sale.order"]
        )
        card._card_changed()
        self.assertEqual(order.amount_total, 549.5)
