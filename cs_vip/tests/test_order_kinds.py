"""Orders of every kind beside card and voucher: deposits, combos, copies …"""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestOrderKinds(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_books()
        cls.card = cls.grant("2026-03-01", points=10000)

    def sofas(self, price=3000, **values):
        return self.quote(price, product=self.sofa, **values)

    def confirm(self, order, day="2026-03-05"):
        self.on(order, day).action_confirm()
        return order

    def add(self, order, **values):
        order.order_line = [Command.create(values)]
        return order.order_line[-1]

    def test_deposit(self):
        """An invoice of 30 % changes neither points nor voucher; the balance invoice
        takes it off."""
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        self.confirm(order)
        self.assertEqual(self.card.points_balance, 9048)
        self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        ).create(
            {"advance_payment_method": "percentage", "amount": 30}
        ).create_invoices()
        deposit = order.invoice_ids
        deposit.action_post()
        self.assertEqual(deposit.amount_total, 720)
        self.assertEqual(self.card.points_balance, 9048)
        self.assertEqual((order.amount_total, order.cs_vip_net_amount), (2400, 2400))
        balance = order._create_invoices(final=True)
        balance.action_post()
        self.assertEqual(balance.amount_total, 1680)
        self.assertEqual(self.card.points_balance, 9048)
        self.assertTrue(dict(balance._cs_vip_document()))

    def test_optional_products(self):
        """Not chosen, an option costs, earns and counts nothing."""
        order = self.sofas(2900)
        self.sofa.list_price = 2900
        self.add(order, display_type="line_section", name="More", is_optional=True)
        option = self.add(order, product_id=self.service.id, product_uom_qty=0)
        with self.assertRefused(UserError, "orders of at least"):
            order.action_cs_vip_redeem(1000)
        option.product_uom_qty = 1
        self.assertEqual(option.discount, 10)
        order.action_cs_vip_redeem(1000)
        self.assertEqual(order.amount_total, (2900 + 150) * 0.9 - 300)
        option.product_uom_qty = 0
        self.assertFalse(order.cs_vip_points_redeemed)
        self.assertEqual(self.confirm(order).cs_vip_points_earned, 52)

    def test_combo(self):
        """A combo is priced by its items; their tier discount, points and voucher."""
        items = [
            self._create_product("Bed", 2000.0),
            self._create_product("Mattress", 1000.0),
        ]
        combos = self.env["product.combo"].create(
            [
                {
                    "name": item.name,
                    "combo_item_ids": [Command.create({"product_id": item.id})],
                }
                for item in items
            ]
        )
        bedroom = self.env["product.product"].create(
            {
                "name": "Bedroom",
                "type": "combo",
                "list_price": 3000,
                "combo_ids": [Command.set(combos.ids)],
                "taxes_id": [Command.clear()],
            }
        )
        order = self.quote(product=bedroom)
        parent = self.add(order, product_id=bedroom.id)
        for combo in combos:
            self.add(
                order,
                product_id=combo.combo_item_ids.product_id.id,
                combo_item_id=combo.combo_item_ids.id,
                linked_line_id=parent.id,
            )
        total = order.amount_total
        self.assertAlmostEqual(total, 2700, 2)
        order.action_cs_vip_redeem(1000)
        self.assertAlmostEqual(order.amount_total, total - 300, 2)
        vouchers = order.order_line.filtered("cs_vip_is_voucher")
        self.assertFalse(vouchers.combo_item_id or vouchers.linked_line_id)
        self.confirm(order)
        self.assertEqual(order.cs_vip_points_earned, 48)

    def test_copy(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        copied = self.confirm(order).copy()
        self.assertEqual(copied.amount_total, 2700)
        self.assertFalse(copied.cs_vip_points_redeemed or copied.cs_vip_day)
        copied.action_cs_vip_redeem(1000)
        self.confirm(copied)
        self.assertEqual(self.card.points_balance, 10000 - 2000 + 48 + 48)

    def test_fiscal_position(self):
        """Taxes of the destination: the voucher is spread over them."""
        low = self._create_tax(6)
        position = self.env["account.fiscal.position"].create(
            {"name": "Free trade zone", "company_id": self.company.id}
        )
        low.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.set(self.tax.ids)],
            }
        )
        order = self.quote(product=self.sofa, fiscal_position_id=position.id)
        sofa = self.add(order, product_id=self.sofa.id)
        self.assertEqual(sofa.tax_ids, low)
        total = order.amount_total
        order.action_cs_vip_redeem(1000)
        voucher = order.order_line.filtered("cs_vip_is_voucher")
        self.assertEqual(voucher.tax_ids, low)
        self.assertAlmostEqual(order.amount_total, total - 300, 2)
        self.confirm(order)
        self.assertEqual(order.cs_vip_points_earned, (total - 300) // 50)

    def test_discount_dialog(self):
        """Core's discount lines lessen what is paid, not the list price of V7."""
        order = self.sofas()
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "amount",
                "discount_amount": 200,
            }
        ).action_apply_discount()
        total = order.amount_total
        self.assertLess(total, 2700)
        order.action_cs_vip_redeem(1000)
        self.assertAlmostEqual(order.amount_total, total - 300, 2)
        self.confirm(order)
        self.assertEqual(order.cs_vip_points_earned, (total - 300) // 50)

    def test_sections_and_notes(self):
        order = self.sofas()
        self.add(order, display_type="line_section", name="Living room")
        self.add(order, display_type="line_note", name="Handle with care")
        order.action_cs_vip_redeem(1000)
        self.assertEqual(order.amount_total, 2400)
        self.assertFalse(any(order.order_line.mapped("cs_vip_no_return")))
        self.assertEqual(self.confirm(order).cs_vip_points_earned, 48)

    def test_negative_quantity(self):
        """Goods taken in exchange lessen what is paid and earned; they do not make the
        order small (list price × quantity of what is sold)."""
        order = self.sofas()
        self.add(order, product_id=self.service.id, product_uom_qty=-2)
        self.assertEqual(order.amount_total, 2700 - 270)
        with self.assertRefused(UserError, "orders of at least .*3,000.00.*2,700.00"):
            order.action_cs_vip_redeem(1000)
        self.assertEqual(self.confirm(order).cs_vip_points_earned, 48)

    def test_nothing_and_less_than_nothing(self):
        for price in (-2700, -3000):
            order = self.sofas()
            self.add(order, product_id=self.net.id, price_unit=price)
            with self.subTest(total=order.amount_total):
                with self.assertRefused(UserError, "nothing left to pay"):
                    order.action_cs_vip_redeem(1000)
                self.assertEqual(self.confirm(order).cs_vip_points_earned, 0)
        self.assertEqual(self.card.points_balance, 10000)

    def test_numbers_that_are_none(self):
        order = self.sofas()
        for points in (0, -1, -(10**30), 1.0, 1000.5, float("nan"), "1000", "", True,
                       False, None, [1000], {"points": 1000}):  # fmt: skip
            with (
                self.subTest(points=points),
                self.assertRefused(UserError, "a whole number above 0"),
            ):
                order.action_cs_vip_redeem(points)
        for points in (10001, 2**31, 10**30):
            with (
                self.subTest(points=points),
                self.assertRefused(UserError, f"10000 points, {points} cannot"),
            ):
                order.action_cs_vip_redeem(points)
        self.assertFalse(order.cs_vip_points_redeemed)

    def test_more_than_the_order_is_worth(self):
        """Taken are the points that pay the order, no more (V7)."""
        self.card._post("gift", 90000, self.card.date_start, purpose="gift")
        order = self.sofas()
        order.action_cs_vip_redeem(100000)
        self.assertEqual((order.amount_total, order.cs_vip_points_redeemed), (0, 5400))
        self.confirm(order)
        self.assertEqual(self.card.points_balance, 94600)
        self.assertEqual(order.cs_vip_points_earned, 0)

    def test_suspended_void_and_foreign(self):
        order = self.sofas()
        self.on(self.card, "2026-03-05").action_suspend()
        with self.assertRefused(UserError, f"{self.card.name} .*“Suspended”"):
            order.action_cs_vip_redeem(1000)
        self.on(self.card, "2026-03-05").action_void("Moved away")
        with self.assertRefused(UserError, f"{self.card.name} .*“Void”"):
            order.action_cs_vip_redeem(1000)
