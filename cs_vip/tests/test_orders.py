"""What orders earn, and what they take back (V5, V9)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.cs_vip.models import internal

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestOrders(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.grant("2026-03-01")

    def test_order_earns_one_point_per_50_yuan_paid(self):
        order = self.quote(3000, product=self.sofa)
        self.assertEqual(order.cs_vip_card_id, self.card)
        self.assertEqual(order.cs_vip_tier_id, self.flagship_silver)
        self.assertEqual(order.amount_total, 2700)
        self.assertEqual(order.cs_vip_points_expected, 54)
        self.assertEqual(self.card.points_balance, 0)
        self.on(order, "2026-03-02").action_confirm()
        self.assertEqual(order.cs_vip_points_earned, 54)
        self.assertEqual(order.cs_vip_points_expected, 0)
        self.assertEqual(order.cs_vip_net_amount, 2700)
        self.assertEqual(self.card.points_balance, 54)
        entry = self.card.entry_ids
        self.assertEqual(self.entries(self.card), [("2026-03-02", "order", 54)])
        self.assertEqual((entry.res_model, entry.res_id), ("sale.order", order.id))
        self.assertEqual((entry.reference, entry.revision), (order.name, 0))

    def test_business_day_is_the_companys(self):
        """01:00 in Shanghai is still the day before in UTC."""
        order = self.buy("2026-03-02", 500, hour=1)
        self.assertEqual(str(order.date_order), "2026-03-01 17:00:00")
        self.assertEqual(str(order.cs_vip_day), "2026-03-02")
        self.assertEqual(str(self.card.entry_ids.date), "2026-03-02")

    def test_only_a_clock_sets_the_time(self):
        order = self.quote(500)
        order.with_context(cs_clock="2020-01-01 00:00:00").action_confirm()
        self.assertNotEqual(order.date_order.year, 2020)

    def test_confirm_cancel_confirm_cancel(self):
        order = self.buy("2026-03-02", 500)
        self.on(order, "2026-03-03")._action_cancel()
        self.assertEqual((self.card.points_balance, order.cs_vip_points_earned), (0, 0))
        order.action_draft()
        self.on(order, "2026-03-04").action_confirm()
        self.assertEqual(self.card.points_balance, 10)
        self.on(order, "2026-03-05")._action_cancel()
        self.assertEqual(
            self.entries(self.card),
            [
                ("2026-03-02", "order", 10),
                ("2026-03-03", "reversal", -10),
                ("2026-03-04", "order", 10),
                ("2026-03-05", "reversal", -10),
            ],
        )
        self.assertEqual(
            self.card.entry_ids.sorted("id").mapped("revision"), [0, 1, 2, 3]
        )

    def test_same_state_books_nothing_again(self):
        order = self.buy("2026-03-02", 500)
        order._cs_vip_sync_points()
        order._cs_vip_sync_points()
        self.assertEqual(len(self.card.entry_ids), 1)

    def test_line_changes_book_the_difference(self):
        order = self.buy("2026-03-02", 500, 1000)
        self.assertEqual(self.card.points_balance, 30)
        later = self.on(order, "2026-03-04")
        later.order_line[0].write({"product_uom_qty": 3, "price_unit": 500})
        self.assertEqual(self.card.points_balance, 50)
        later.order_line[1].price_unit = 900
        self.assertEqual(self.card.points_balance, 48)
        later.write(
            {
                "order_line": [
                    (
                        1,
                        later.order_line[0].id,
                        {"product_uom_qty": 1, "price_unit": 500},
                    ),
                    (1, later.order_line[1].id, {"price_unit": 1000}),
                    (0, 0, {"product_id": self.net.id, "price_unit": 49}),
                ]
            }
        )
        self.assertEqual(
            self.entries(self.card),
            [
                ("2026-03-02", "order", 30),
                ("2026-03-04", "order", 20),
                ("2026-03-04", "reversal", -2),
                ("2026-03-04", "reversal", -18),
            ],
        )
        self.assertEqual(order.cs_vip_points_earned, 30)
        self.assertEqual(order._cs_vip_due(), {order.id: 30})

    def test_rate_is_that_of_the_confirmation(self):
        order = self.buy("2026-03-02", 500)
        self.flagship.amount_per_point = 10
        order._cs_vip_sync_points()
        self.assertEqual(self.card.points_balance, 10)
        order.order_line.write({"product_uom_qty": 2, "price_unit": 500})
        self.assertEqual(self.card.points_balance, 20)

    def test_tax_on_top_counts(self):
        excluded = self._create_tax(10, price_include_override="tax_excluded")
        order = self.quote(500)
        order.order_line.tax_ids = excluded
        self.on(order, "2026-03-02").action_confirm()
        self.assertEqual(order.cs_vip_net_amount, 550)
        self.assertEqual(order.cs_vip_points_earned, 11)

    def test_foreign_currency_counts_in_the_companys(self):
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
        pricelist = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": dollar.id, "company_id": self.company.id}
        )
        order = self.quote(100, pricelist_id=pricelist.id)
        order.order_line.price_unit = 100
        self.on(order, "2026-03-02").action_confirm()
        self.assertEqual(order.currency_id, dollar)
        self.assertEqual(order.cs_vip_net_amount, 800)
        self.assertEqual(order.cs_vip_points_earned, 16)

    def test_no_card_no_store_no_points(self):
        other = self._create_customer("李四")
        self.assertFalse(self.buy("2026-03-02", 500, partner=other).cs_vip_card_id)
        nowhere = self._create_team("Outlet", self.env["cs.vip.program"])
        order = self.buy("2026-03-02", 500, team=nowhere)
        self.assertFalse(order.cs_vip_card_id)
        self.assertEqual(self.card.points_balance, 0)

    def test_contact_of_the_holder_earns(self):
        contact = self._create_customer("收货人", parent_id=self.customer.id)
        order = self.buy("2026-03-02", 500, partner=contact)
        self.assertEqual(order.cs_vip_holder_id, self.customer)
        self.assertEqual(self.card.points_balance, 10)

    def test_other_store_honours_the_card(self):
        """V3b: at the equivalent level; points follow the store (Modern: none)."""
        order = self.buy("2026-03-02", 500, team=self.team_modern)
        self.assertEqual(order.cs_vip_tier_id, self.modern_silver)
        self.assertEqual(order.cs_vip_points_earned, 0)
        self.modern.amount_per_point = 100
        order = self.buy("2026-03-02", 500, team=self.team_modern)
        self.assertEqual(order.cs_vip_points_earned, 5)
        self.modern.honour_other_cards = False
        order = self.buy("2026-03-02", 500, team=self.team_modern)
        self.assertFalse(order.cs_vip_card_id)

    def test_suspended_and_void_cards_earn_nothing(self):
        draft = self.quote(500)
        self.on(self.card, "2026-03-02").action_suspend()
        self.assertFalse(draft.cs_vip_card_id)
        self.assertFalse(self.buy("2026-03-02", 500).cs_vip_card_id)
        self.on(self.card, "2026-03-03").action_resume()
        self.assertEqual(draft.cs_vip_card_id, self.card)
        self.on(self.card, "2026-03-04").action_void("Moved away")
        self.assertFalse(draft.cs_vip_card_id)

    def test_zero_and_negative_orders(self):
        for price in (0, -500):
            with self.subTest(price=price):
                order = self.buy("2026-03-02", price)
                self.assertEqual(order.cs_vip_points_earned, 0)
        self.assertFalse(self.card.entry_ids)

    def test_down_payments_do_not_matter(self):
        order = self.buy("2026-03-02", 1000)
        order.write(
            {
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.service.id,
                            "is_downpayment": True,
                            "price_unit": 300,
                            "product_uom_qty": 0,
                        },
                    )
                ]
            }
        )
        self.assertEqual(self.card.points_balance, 20)

    def test_order_with_entries_is_not_deleted(self):
        order = self.buy("2026-03-02", 500)
        order._action_cancel()
        message = f"Order {order.name} has entries in the points ledger"
        with self.assertRefused(UserError, message):
            order.unlink()
        self.quote(500).unlink()

    def test_fields_of_the_ledger_are_not_written_by_hand(self):
        order = self.quote(500, user_id=self.salesman.id).with_user(self.salesman)
        for values in (
            {"cs_vip_points_redeemed": 1},
            {"cs_vip_card_id": False},
            {"cs_vip_net_amount": 1},
            {"cs_vip_qualifying_tier_id": self.flagship_gold.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                order.write(values)
        with self.assertRaises(AccessError):
            order.create({"partner_id": self.customer.id, "cs_vip_points_earned": 5})

    def test_marks_in_the_context_are_objects(self):
        """What RPC can send is never one of our marks."""
        env = self.env(context={"cs_vip_defer": "x", "cs_vip_voucher": True})
        self.assertFalse(internal.deferred(env))
        self.assertFalse(internal.writes_voucher(env))

    def test_confirmed_order_keeps_holder_and_programme(self):
        order = self.buy("2026-03-02", 500)
        contact = self._create_customer("收货人", parent_id=self.customer.id)
        other = self._create_customer("李四")
        branch = self._create_team("Branch", self.flagship)
        order.write({"partner_id": contact.id, "team_id": branch.id})
        for values in (
            {"partner_id": other.id},
            {"team_id": self.team_modern.id},
            {"team_id": False},
        ):
            with self.subTest(values=values):
                with self.assertRefused(UserError, f"counts on card {self.card.name}"):
                    order.write(values)
        self.team_modern.member_ids = self.salesman
        order.user_id = self.salesman
        self.assertEqual(order.team_id, branch)
        self.assertEqual(order.cs_vip_holder_id, self.customer)
        free = self.buy("2026-03-02", 500, partner=other)
        free.partner_id = self.customer

    def test_copy_starts_afresh(self):
        copied = self.buy("2026-03-02", 500).copy()
        self.assertEqual(copied.cs_vip_points_earned, 0)
        self.assertFalse(copied.cs_vip_day)
        self.assertEqual(copied.cs_vip_card_id, self.card)

    def test_salesman_confirms(self):
        order = self.quote(500, user_id=self.salesman.id)
        self.on(order.with_user(self.salesman), "2026-03-02")
        order.with_user(self.salesman).action_confirm()
        self.assertEqual(self.card.points_balance, 10)
