"""Goods that come back, and credit notes, take back points (V9)."""

from odoo.tests import tagged

from .returns_common import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturns(ReturnsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.grant("2026-03-01")

    def sell(self, quantity=4):
        """Tables at 1,000 yuan: 20 points each."""
        order = self.order_of(self.table, quantity)
        self.on(order, "2026-03-02").action_confirm()
        return order

    def test_partial_and_full_return(self):
        order = self.sell()
        self.assertEqual(self.card.points_balance, 80)
        picking = self.deliver(order.picking_ids)
        self.give_back(picking, 1)
        self.assertEqual(order.cs_vip_points_earned, 60)
        self.assertEqual(order.cs_vip_net_amount, 3000)
        self.give_back(picking, 3)
        self.assertEqual(
            self.entries(self.card),
            [
                ("2026-03-02", "order", 80),
                ("2026-03-03", "reversal", -20),
                ("2026-03-03", "reversal", -60),
            ],
        )

    def test_return_that_is_not_refunded_keeps_its_points(self):
        order = self.sell()
        self.give_back(self.deliver(order.picking_ids), 1, to_refund=False)
        self.assertEqual(self.card.points_balance, 80)

    def test_exchange_keeps_its_points(self):
        """Returned to refund and sent out again: nothing is missing."""
        order = self.sell()
        returned = self.give_back(self.deliver(order.picking_ids), 1)
        self.assertEqual(self.card.points_balance, 60)
        self.give_back(returned, 1)
        self.assertEqual(self.card.points_balance, 80)

    def test_return_of_more_than_sold(self):
        order = self.sell()
        picking = self.deliver(order.picking_ids)
        self.give_back(picking, 6)
        self.assertEqual(order.cs_vip_points_earned, 0)
        self.assertEqual(self.card.points_balance, 0)

    def test_return_and_credit_note_of_the_same_goods(self):
        order = self.sell()
        picking = self.deliver(order.picking_ids)
        invoice = self.invoice(order)
        self.give_back(picking, 1)
        self.assertEqual(self.card.points_balance, 60)
        self.credit(invoice, quantity=1)
        self.assertEqual(self.card.points_balance, 60)
        self.assertEqual(order._cs_vip_due(), {order.id: 60})

    def test_credit_note_alone_and_withdrawn(self):
        order = self.sell()
        note = self.credit(self.invoice(order), quantity=2)
        self.assertEqual(self.card.points_balance, 40)
        note.button_draft()
        self.assertEqual(self.card.points_balance, 80)

    def test_credit_note_that_lowers_the_price(self):
        """200 yuan back on one table are 4 points, not a table."""
        order = self.sell()
        self.credit(self.invoice(order), quantity=1, price=200)
        self.assertEqual(self.card.points_balance, 76)

    def test_credited_and_invoiced_again(self):
        order = self.sell()
        self.credit(self.invoice(order))
        self.assertEqual(self.card.points_balance, 0)
        self.invoice(order)
        self.assertEqual(self.card.points_balance, 80)

    def test_points_spent_and_then_returned_show_as_debt(self):
        order = self.sell()
        picking = self.deliver(order.picking_ids)
        self.card._post("gift", -80, self.card.date_start, purpose="gift")
        self.give_back(picking, 4)
        self.assertEqual(self.card.points_balance, -80)
        self.buy("2026-03-06", 5000, product=self.table)
        self.assertEqual(self.card.points_balance, 20)

    def test_return_lowers_what_counts_towards_a_level(self):
        other = self._create_customer("李四")
        order = self.buy("2026-03-02", 60000, partner=other, product=self.table)
        self.assertEqual(order.cs_vip_qualifying_tier_id, self.flagship_silver)
        self.give_back(self.deliver(order.picking_ids), 1)
        self.assertEqual(order.cs_vip_net_amount, 0)
        self.assertFalse(self.flagship._evaluate(other, order.cs_vip_day))

    def test_return_in_another_unit(self):
        """A dozen sold, six single pieces back: half of the points."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.quote(1000, product=self.table)
        order.order_line.write({"product_uom_id": dozen.id, "price_unit": 12000})
        self.on(order, "2026-03-02").action_confirm()
        self.assertEqual(self.card.points_balance, 240)
        picking = self.deliver(order.picking_ids)
        self.assertEqual(sum(picking.move_ids.mapped("quantity")), 12)
        self.give_back(picking, 6)
        self.assertEqual(order.cs_vip_points_earned, 120)

    def test_deposit_credited(self):
        """A deposit that is paid back says nothing about the goods."""
        order = self.sell()
        self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        ).create(
            {"advance_payment_method": "percentage", "amount": 50}
        ).create_invoices()
        deposit = order.invoice_ids
        deposit.action_post()
        self.credit(deposit)
        self.assertEqual(self.card.points_balance, 80)

    def test_credit_note_in_another_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "company_id": self.company.id,
                "currency_id": dollar.id,
                "company_rate": 0.125,
            }
        )
        order = self.quote(100, product=self.table, currency_id=dollar.id)
        order.pricelist_id = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": dollar.id, "company_id": self.company.id}
        )
        order.order_line.write({"product_uom_qty": 4, "price_unit": 100})
        self.on(order, "2026-03-02").action_confirm()
        self.assertEqual((order.currency_id, order.cs_vip_points_earned), (dollar, 64))
        invoice = self.invoice(order)
        self.assertEqual(invoice.currency_id, dollar)
        self.credit(invoice, quantity=1)
        self.assertEqual(order.cs_vip_points_earned, 48)
        self.credit(invoice, quantity=1, price=50)
        self.assertEqual(order.cs_vip_points_earned, 40)
