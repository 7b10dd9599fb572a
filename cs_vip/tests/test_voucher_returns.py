"""Goods paid with a voucher come back: the voucher stays on what is kept (V7, V9)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .returns_common import ReturnsCommon


@tagged("post_install", "-at_install")
class TestVoucherReturns(ReturnsCommon):
    """A bed of 4,050 yuan paid with 2,500 yuan of voucher, 5,000 points."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.grant("2026-03-01", points=5000)
        cls.bed = cls._create_goods("Bed", 4050.0, invoice_policy="delivery")
        cls.chest = cls._create_goods("Chest", 4050.0)
        cls.chair = cls._create_goods("Chair", 1350.0, invoice_policy="delivery")

    def sell(self, product, quantity=1):
        order = self.order_of(product, quantity)
        order.action_cs_vip_redeem(5000)
        self.on(order, "2026-03-02").action_confirm()
        self.assertEqual(order.amount_total, 1550)
        self.assertEqual(self.card.points_balance, 31)  # of 1,550 paid
        return order

    def voucher(self, order):
        return order.order_line.filtered("cs_vip_is_voucher")

    def assertKept(self, order, net, spent, earned):
        """What is paid for what the customer keeps, and the points of it."""
        self.assertEqual(order.cs_vip_net_amount, net)
        self.assertEqual(order.cs_vip_points_earned, earned)
        self.assertEqual(order.cs_vip_points_returned, 5000 - spent)
        self.assertEqual(self.card.points_balance, 5000 - spent + earned)

    # Goods invoiced on delivery

    def test_invoiced_on_delivery_fully_returned(self):
        """The customer paid 1,550 and gets 1,550 and the points, not 4,050."""
        order = self.sell(self.bed)
        self.assertEqual(order.invoice_status, "no")  # nothing delivered
        picking = self.deliver(order.picking_ids)
        self.assertEqual(order.invoice_status, "to invoice")
        self.assertEqual(self.invoice(order).amount_total, 1550)
        self.assertEqual(order.invoice_status, "invoiced")
        self.give_back(picking, 1)
        self.assertKept(order, 0, 0, 0)
        self.assertEqual(order.invoice_status, "to invoice")
        note = self.invoice(order, final=True)
        self.assertEqual((note.move_type, note.amount_total), ("out_refund", 1550))
        self.assertEqual(self.voucher(order).qty_invoiced, 0)
        self.assertEqual(order.invoice_status, "no")
        self.assertEqual(sum(order.order_line.mapped("untaxed_amount_to_invoice")), 0)
        self.assertKept(order, 0, 0, 0)
        self.assertEqual(
            self.entries(self.card)[1:],
            [
                ("2026-03-02", "voucher", -5000),
                ("2026-03-02", "order", 31),
                ("2026-03-03", "reversal", 5000),
                ("2026-03-03", "reversal", -31),
            ],
        )

    def test_invoiced_on_delivery_partly_returned(self):
        """Of three chairs one is kept: 1,350 yuan of the voucher stay on it."""
        order = self.sell(self.chair, 3)
        picking = self.deliver(order.picking_ids)
        self.invoice(order)
        self.give_back(picking, 1)
        self.assertKept(order, 200, 5000, 4)  # 2,700 − 2,500
        self.give_back(picking, 1)
        self.assertKept(order, 0, 2700, 0)  # 5,000 × 1,150 ÷ 2,500 come back
        note = self.invoice(order, final=True)
        self.assertEqual((note.move_type, note.amount_total), ("out_refund", 1550))
        self.assertAlmostEqual(self.voucher(order).qty_invoiced, 0.54)
        self.assertKept(order, 0, 2700, 0)
        self.assertEqual(order.cs_vip_voucher_returned, 1150)

    def test_shares_that_quantities_do_not_show(self):
        """Quantities have two digits; the price makes the refund right."""
        order = self.sell(self.chair, 3)
        order.order_line[0].price_unit = 1351.37
        picking = self.deliver(order.picking_ids)
        self.assertEqual(self.invoice(order).amount_total, 1554.11)
        self.give_back(picking, 2)
        note = self.invoice(order, final=True)
        self.assertEqual(note.amount_total, 1554.11)
        self.assertEqual(self.voucher(order).qty_invoiced, 0.54)
        self.assertEqual(self.voucher(order).qty_to_invoice, 0)
        self.assertEqual(order.cs_vip_points_returned, 2297)  # ⌊5,000×1,148.63÷2,500⌋

    def test_hardly_anything_of_the_voucher_comes_back(self):
        order = self.sell(self.chair, 3)
        order.order_line[0].price_unit = 1249
        picking = self.deliver(order.picking_ids)
        self.assertEqual(self.invoice(order).amount_total, 1247)
        self.give_back(picking, 1)
        self.env.flush_all()
        self.assertEqual(self.voucher(order).qty_to_invoice, -0.01)
        self.assertEqual(self.invoice(order, final=True).amount_total, 1247)
        self.assertEqual(self.voucher(order).qty_to_invoice, 0)

    def test_delivered_in_two_steps(self):
        """The first invoice has as much of the voucher as it can take."""
        order = self.sell(self.chair, 3)
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        self.on(picking, "2026-03-03").with_context(
            skip_backorder=True
        ).button_validate()
        self.assertEqual(self.invoice(order).amount_total, 0)
        self.deliver(order.picking_ids - picking)
        self.assertEqual(self.invoice(order).amount_total, 1550)
        self.assertKept(order, 1550, 5000, 31)

    def test_delivered_again(self):
        order = self.sell(self.bed)
        returned = self.give_back(self.deliver(order.picking_ids), 1)
        self.assertKept(order, 0, 0, 0)
        self.give_back(returned, 1)
        self.assertKept(order, 1550, 5000, 31)
        self.assertEqual(self.invoice(order).amount_total, 1550)

    def test_delivered_again_after_the_credit_note(self):
        """Charged anew, the voucher pays anew."""
        order = self.sell(self.bed)
        picking = self.deliver(order.picking_ids)
        self.invoice(order)
        returned = self.give_back(picking, 1)
        self.invoice(order, final=True)
        self.give_back(returned, 1)
        self.assertKept(order, 0, 0, 0)
        self.assertEqual(self.invoice(order).amount_total, 1550)
        self.assertKept(order, 1550, 5000, 31)

    # Goods invoiced when ordered

    def test_whole_invoice_credited(self):
        order = self.sell(self.chest)
        note = self.credit(self.invoice(order))
        self.assertEqual(note.amount_total, 1550)
        self.assertKept(order, 0, 0, 0)
        note.button_draft()
        self.assertKept(order, 1550, 5000, 31)

    def test_credited_and_invoiced_again(self):
        order = self.sell(self.chest)
        self.credit(self.invoice(order))
        self.assertEqual(self.voucher(order).qty_to_invoice, 1)
        self.assertEqual(self.invoice(order).amount_total, 1550)
        self.assertKept(order, 1550, 5000, 31)

    def test_part_of_the_invoice_credited(self):
        """Half of the goods and half of the voucher."""
        order = self.sell(self.chest)
        self.credit(self.invoice(order), quantity=0.5)
        self.assertKept(order, 775, 2500, 15)

    def test_goods_credited_and_returned_count_once(self):
        order = self.sell(self.chest)
        picking = self.deliver(order.picking_ids)
        invoice = self.invoice(order)
        self.give_back(picking, 1)
        self.assertKept(order, 0, 0, 0)
        self.assertEqual(self.voucher(order).qty_to_invoice, 0)  # nor the goods
        self.credit(invoice)
        self.assertKept(order, 0, 0, 0)

    def test_returned_without_an_invoice(self):
        order = self.sell(self.chest)
        self.give_back(self.deliver(order.picking_ids), 1)
        self.assertKept(order, 0, 0, 0)

    # What happens afterwards

    def test_cancelled_afterwards(self):
        """Only the rest of the points comes back."""
        order = self.sell(self.chair, 3)
        self.give_back(self.deliver(order.picking_ids), 2)
        self.assertKept(order, 0, 2700, 0)
        order._cs_vip_sync_points()
        self.on(order, "2026-03-06")._action_cancel()
        self.assertEqual(self.card.points_balance, 5000)
        self.assertEqual(order.cs_vip_points_returned, 0)
        given = [row[2] for row in self.entries(self.card) if row[1] == "reversal"]
        self.assertEqual(sum(given), 5000 - 31)

    def test_delivered_again_with_a_short_balance(self):
        """No transfer stops for it: the points are owed."""
        order = self.sell(self.bed)
        returned = self.give_back(self.deliver(order.picking_ids), 1)
        self.card._post("gift", -4000, self.card.date_start, purpose="gift")
        self.give_back(returned, 1)
        self.assertEqual(self.card.points_balance, -4000 + 31)

    def test_year_closed_in_between(self):
        """What comes back lives in the year in which it does."""
        order = self.sell(self.bed)
        picking = self.deliver(order.picking_ids)
        self.on(self.card, "2027-03-02")._close_year()
        self.assertEqual(self.card.points_balance, 0)
        self.give_back(picking, 1, day="2027-03-05")
        self.assertEqual(self.card.points_balance, 5000)
        self.assertEqual(self.card.balance_at("2027-03-05"), 5000)
        self.assertEqual(str(self.card.date_end), "2028-02-29")

    def test_delivered_again_in_the_next_year(self):
        """Points that came back and lapsed are not owed once more."""
        order = self.sell(self.bed)
        returned = self.give_back(self.deliver(order.picking_ids), 1)
        self.buy("2026-03-04", 500, product=self.table)
        self.on(self.card, "2027-03-02")._close_year()
        self.assertEqual(self.card.points_balance, 0)
        self.give_back(returned, 1, day="2027-03-05")
        self.assertEqual(order.cs_vip_points_returned, 0)
        self.assertEqual(self.card.points_balance, 31)

    def test_void_card(self):
        """What comes back on a void card lapses at once, and is not owed either."""
        order = self.sell(self.bed)
        picking = self.deliver(order.picking_ids)
        self.on(self.card, "2026-03-04").action_void("Moved abroad")
        returned = self.give_back(picking, 1, day="2026-03-05")
        self.assertEqual(self.card.points_balance, 0)
        self.assertEqual(order.cs_vip_points_returned, 5000)
        self.give_back(returned, 1, day="2026-03-06")
        self.assertEqual(order.cs_vip_points_returned, 0)
        self.assertGreaterEqual(self.card.points_balance, 0)

    def test_confirmed_anew_the_card_is_short(self):
        order = self.sell(self.chest)
        order._action_cancel()
        order.action_draft()
        self.card._post("gift", -4000, self.card.date_start, purpose="gift")
        with self.assertRefused(UserError, "5000 cannot be redeemed"):
            self.on(order, "2026-03-06").action_confirm()

    def test_report_and_documents(self):
        order = self.sell(self.chair, 3)
        self.give_back(self.deliver(order.picking_ids), 2)
        self.env.flush_all()
        row = self.env["cs.vip.report.voucher"].browse(order.id)
        self.assertEqual((row.points, row.amount), (2700, 1350))
        self.assertEqual(dict(order._cs_vip_document())["Points given back"], "2,300")
