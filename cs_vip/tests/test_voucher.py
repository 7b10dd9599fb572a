"""Points redeemed as a voucher on a quotation (V7)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestVoucher(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.grant("2026-03-01", points=10000)

    def sofas(self, price=3000, **values):
        return self.quote(price, product=self.sofa, **values)

    def refuses(self, message, order, points=1000):
        with self.assertRefused(UserError, message):
            order.action_cs_vip_redeem(points)

    def test_golden_cases_silver(self):
        for points, pays in (
            (1000, 2400),
            (2000, 2000),
            (3000, 1500),
            (4000, 900),
            (4001, 699.5),
        ):
            with self.subTest(points=points):
                order = self.sofas()
                self.assertEqual(order.amount_total, 2700)
                order.action_cs_vip_redeem(points)
                self.assertEqual(order.amount_total, pays)
                self.assertEqual(order.cs_vip_points_redeemed, points)
                self.assertEqual(order.cs_vip_voucher_amount, 2700 - pays)

    def test_golden_cases_gold(self):
        self.card.sudo()._set_tier(
            self.flagship_gold, self.card.date_start, "upgrade", self.env["sale.order"]
        )
        for points, pays in ((2000, 1850), (3000, 1350), (4000, 750), (4001, 549.5)):
            with self.subTest(points=points):
                order = self.sofas()
                self.assertEqual(order.amount_total, 2550)
                order.action_cs_vip_redeem(points)
                self.assertEqual(order.amount_total, pays)

    def test_10000_yuan_at_silver(self):
        order = self.sofas()
        order.order_line.price_unit = 10000
        order.action_cs_vip_redeem(1000)
        self.assertEqual(order.amount_total, 8700)

    def test_changed_table_counts_at_once(self):
        """It is kept in memory between redemptions."""
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        self.assertEqual(order.amount_total, 2400)
        reached = self.flagship.band_ids.filtered(lambda band: band.points_from <= 1000)
        reached[-1].write({"rate": 0.32, "max_amount": 320})
        order.action_cs_vip_redeem(1000)
        self.assertEqual(order.amount_total, 2380)
        self.flagship.voucher_min_order = 3001
        self.refuses("3,001", order)
        self.flagship.write({"voucher_min_order": 3000, "voucher_allowed": False})
        self.refuses("buy no vouchers", order)

    def test_booked_in_confirmation_given_back_on_cancelling(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        self.assertEqual(self.card.points_balance, 10000)
        self.on(order, "2026-03-05").action_confirm()
        self.assertEqual(order.cs_vip_points_earned, 48)  # 2,400 paid
        self.assertEqual(self.card.points_balance, 9048)
        self.on(order, "2026-03-06")._action_cancel()
        self.assertEqual(self.card.points_balance, 10000)
        order.action_draft()
        self.on(order, "2026-03-07").action_confirm()
        self.assertEqual(
            self.entries(self.card)[1:],
            [
                ("2026-03-05", "voucher", -1000),
                ("2026-03-05", "order", 48),
                ("2026-03-06", "reversal", 1000),
                ("2026-03-06", "reversal", -48),
                ("2026-03-07", "voucher", -1000),
                ("2026-03-07", "order", 48),
            ],
        )

    def test_spread_over_tax_groups(self):
        low = self._create_tax(6)
        order = self.sofas()
        order.order_line = [
            Command.create(
                {
                    "product_id": self.net.id,
                    "price_unit": 300,
                    "tax_ids": [Command.set(low.ids)],
                }
            )
        ]
        order.action_cs_vip_redeem(1000)
        vouchers = order.order_line.filtered("cs_vip_is_voucher")
        self.assertEqual(vouchers.product_id, self.env.ref("cs_vip.product_voucher"))
        self.assertEqual(
            sorted((line.tax_ids.amount, line.price_total) for line in vouchers),
            [(6, -30), (13, -270)],
        )
        self.assertEqual(order.amount_total, 2700)

    def test_points_not_needed_are_not_taken(self):
        """An order of 600 at list prices 3,000 (another discount took the rest)."""
        self.flagship.voucher_min_order = 600
        order = self.quote(600)
        order.action_cs_vip_redeem(4001)
        self.assertEqual(order.cs_vip_points_redeemed, 1715)  # 600 ÷ 0.35
        self.assertEqual(order.cs_vip_voucher_amount, 600)
        self.assertEqual(order.amount_total, 0)
        offer = order._cs_vip_redemption(4001).nearest
        self.assertEqual((offer.points, float(offer.amount)), (1714, 599.9))
        order.order_line.filtered(lambda line: not line.cs_vip_is_voucher).write(
            {"price_unit": 320}
        )
        self.assertFalse(order.cs_vip_points_redeemed)  # below 600 now

    def test_unreachable_amount_offers_the_nearest_below(self):
        self.flagship.voucher_min_order = 100
        order = self.quote(320)
        redemption = order._cs_vip_redemption(2000)
        self.assertEqual((redemption.points, float(redemption.amount)), (1001, 320))
        self.assertEqual(redemption.nearest, (1000, 300))

    def test_again_replaces_and_remove(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        order.action_cs_vip_redeem(2000)
        self.assertEqual(len(order.order_line), 2)
        self.assertEqual(order.amount_total, 2000)
        order.action_cs_vip_remove_voucher()
        self.assertEqual((order.amount_total, len(order.order_line)), (2700, 1))
        self.assertEqual((order.cs_vip_points_redeemed, order.cs_vip_voucher_amount), (
            0, 0))  # fmt: skip

    def test_quotation_changes_adapt_the_voucher(self):
        order = self.sofas()
        order.action_cs_vip_redeem(4001)
        sofa = order.order_line[0]
        order.order_line = [Command.update(sofa.id, {"product_uom_qty": 2})]
        self.assertEqual(order.amount_total, 5400 - 2000.5)
        self.sofa.list_price = 2000
        sofa.write({"product_uom_qty": 1, "price_unit": 2000})
        self.assertFalse(order.cs_vip_points_redeemed)
        self.assertEqual(order.order_line, sofa)
        self.assertIn("Voucher removed", order.message_ids[0].body)

    def test_deleting_the_voucher_line_removes_it(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        order.order_line.filtered("cs_vip_is_voucher").unlink()
        self.assertEqual(order.cs_vip_points_redeemed, 0)
        self.on(order, "2026-03-05").action_confirm()
        self.assertEqual(self.card.points_balance, 10054)

    def test_voucher_line_is_not_edited(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        line = order.order_line.filtered("cs_vip_is_voucher")
        for values in ({"price_unit": -2000}, {"product_uom_qty": 3}):
            with self.assertRefused(UserError, "follows from the points"):
                line.write(values)
        with self.assertRaises(AccessError):
            order.with_user(self.salesman).order_line.create(
                {
                    "order_id": order.id,
                    "product_id": self.net.id,
                    "cs_vip_is_voucher": True,
                }
            )

    def test_price_raised_to_be_discounted_away(self):
        """What counts is the list price, or what is really charged above it."""
        self.sofa.list_price = 399
        order = self.sofas(3000)
        line = order.order_line
        line.write({"price_unit": 3000, "discount": 86.7})
        self.assertEqual(order.amount_total, 399)
        self.refuses("at least .*3,000.00.*comes to .*399.00", order)
        line.discount = 0
        order.action_cs_vip_redeem(1000)
        self.assertEqual(order.amount_total, 2700)

    def test_confirmed_order_stays_worth_its_voucher(self):
        """V7 after the confirmation: never negative, never a small order."""
        order = self.sofas()
        order.action_cs_vip_redeem(4001)
        self.on(order, "2026-03-05").action_confirm()
        sofa = order.order_line[0]
        anew = "set it back to a quotation"
        with self.assertRefused(UserError, f"1,900.00, less than its .*{anew}"):
            sofa.write({"price_unit": 1900, "discount": 0})
        with self.assertRefused(UserError, "less than its voucher of .*2,000.50"):
            order.order_line = [Command.update(sofa.id, {"discount": 50})]
        sofa.write({"price_unit": 2100, "discount": 0})  # at list prices still 3,000
        self.assertEqual(order.amount_total, 99.5)
        self.sofa.list_price = 2500  # changed since
        order.order_line = [
            Command.create({"product_id": self.net.id, "price_unit": 10})
        ]
        self.assertEqual(order.amount_total, 109.5)

    def test_confirmed_order_does_not_become_small(self):
        order = self.sofas()
        order.order_line = [
            Command.create({"product_id": self.net.id, "price_unit": 2000})
        ]
        order.action_cs_vip_redeem(1000)
        self.on(order, "2026-03-05").action_confirm()
        refused = "at least .*3,000.00.*comes to .*2,000.00. Cancel it"
        with self.assertRefused(UserError, refused):
            order.order_line[0].product_uom_qty = 0
        order.order_line[1].product_uom_qty = 0
        self.assertEqual(order.cs_vip_net_amount, 2400)

    def test_discount_on_all_lines(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        for kind, values in (
            ("sol_discount", {"discount_percentage": 0.2}),
            ("so_discount", {"discount_percentage": 0.1}),
            ("amount", {"discount_amount": 100}),
        ):
            self.env["sale.order.discount"].create(
                {"sale_order_id": order.id, "discount_type": kind, **values}
            ).action_apply_discount()
        # 3,000 − 20 %, − 10 %, − 100, and the voucher of 300 last
        self.assertAlmostEqual(order.amount_total, 3000 * 0.8 * 0.9 - 100 - 300, 2)
        self.assertEqual(order.cs_vip_points_redeemed, 1000)
        self.on(order, "2026-03-05").action_confirm()
        order.order_line.write({"discount": 10})
        self.assertEqual(order.order_line[-1].discount, 0)

    def test_other_customer_of_a_draft(self):
        """The voucher does not move onto the new customer's points."""
        other = self._create_customer("李四")
        card = self.grant("2026-03-01", other, points=10000)
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        contact = self._create_customer("收货人", parent_id=self.customer.id)
        order.partner_id = contact
        self.assertEqual(order.cs_vip_points_redeemed, 1000)
        order.partner_id = other
        self.assertEqual(order.cs_vip_card_id, card)
        self.assertEqual(order.cs_vip_points_redeemed, 0)
        self.assertEqual(order.amount_total, 2700)
        self.assertIn("Voucher removed. The points belong", order.message_ids[0].body)

    def test_other_customer_of_a_cancelled_order(self):
        other = self._create_customer("李四")
        card = self.grant("2026-03-01", other, points=10000)
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        self.on(order, "2026-03-05").action_confirm()
        order._action_cancel()
        order.partner_id = other
        order.action_draft()
        self.on(order, "2026-03-06").action_confirm()
        self.assertEqual(card.points_balance, 10054)
        self.assertEqual(self.card.points_balance, 10000)

    def test_other_store_of_a_draft(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        order.team_id = self.team_modern
        self.assertFalse(order.cs_vip_points_redeemed)
        self.assertIn("buy no vouchers", order.message_ids[0].body)

    def test_only_who_may_confirm_learns_of_the_card(self):
        order = self.sofas(user_id=self.manager.id)
        order.action_cs_vip_redeem(4000)
        self.card._post("gift", -9000, self.card.date_start, purpose="gift")
        portal = new_test_user(self.env, "vip_portal", "base.group_portal")
        own = self._create_user("vip_own", "sales_team.group_sale_salesman")
        for user in (portal, own, self._create_user("vip_none", "base.group_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).action_confirm()
        with self.assertRefused(UserError, "has 1000 points"):
            order.with_user(self.salesman).action_confirm()
        with self.assertRefused(UserError, "has 1000 points"):
            order.with_user(portal).sudo().action_confirm()  # signed in the portal

    def test_copy_has_no_voucher(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        copied = order.copy()
        self.assertEqual(copied.amount_total, 2700)
        self.assertFalse(copied.cs_vip_points_redeemed)
        self.assertFalse(copied.order_line.filtered("cs_vip_is_voucher"))

    def test_refuses_bad_numbers(self):
        order = self.sofas()
        for points in (0, -5, 10.5, "100", True, None):
            with self.subTest(points=points):
                self.refuses("a whole number above 0", order, points)
        self.refuses("has 10000 points, 10001 cannot be redeemed", order, 10001)

    def test_refuses_small_orders(self):
        """3,000 at list prices, tax included, before the card's discount."""
        order = self.sofas()
        self.assertEqual(order.amount_total, 2700)
        order.action_cs_vip_redeem(1000)
        self.sofa.list_price = 2999
        order = self.sofas(2999)
        self.refuses("orders of at least .*3,000.00.*2,999.00", order)

    def test_refuses_wrong_states(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        self.on(order, "2026-03-05").action_confirm()
        self.refuses("on quotations only", order)
        with self.assertRefused(UserError, "on quotations only"):
            order.action_cs_vip_remove_voucher()
        order._action_cancel()
        self.refuses("on quotations only", order)
        sent = self.sofas()
        sent.action_quotation_sent()
        sent.action_cs_vip_redeem(1000)
        self.assertEqual(sent.amount_total, 2400)

    def test_refuses_other_cards(self):
        other = self._create_customer("李四")
        order = self.sofas(partner=other)
        self.refuses("李四 has no VIP card", order)
        order.sudo().write({"cs_vip_card_id": self.card.id})
        self.refuses("belongs to another customer", order)
        order = self.sofas()
        self.on(self.card, "2026-03-05").action_suspend()
        self.refuses("is “Suspended”", order)
        self.on(self.card, "2026-03-05").action_void()
        self.refuses("is “Void”", order)

    def test_refuses_card_of_another_company(self):
        abroad = self._create_company("Elsewhere")
        self.env.user.company_ids |= abroad
        program = self.env["cs.vip.program"].create(
            {"name": "Elsewhere", "company_id": abroad.id}
        )
        tier = self.env["cs.vip.tier"].create({"name": "S", "program_id": program.id})
        holder = self._create_customer("李四")
        card = self.apply(holder, tier, self.env["sale.order"], company_id=abroad.id)
        card._go("submitted")
        card.action_approve()
        self.refuses("belongs to another company", self.sofas(partner=holder))

    def test_refuses_other_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        order = self.sofas()
        order.pricelist_id = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": dollar.id, "company_id": self.company.id}
        )
        self.refuses("in CNY only", order)

    def test_refuses_where_programmes_do_not_allow(self):
        order = self.sofas(team=self.team_modern)
        self.refuses("no vouchers in the programme Modern", order)
        holder = self._create_customer("李四")
        self.grant("2026-03-01", holder, self.modern_silver, points=2000)
        order = self.sofas(partner=holder)
        self.assertTrue(order.cs_vip_card_id)
        self.refuses("no vouchers in the programme Modern", order)

    def test_refuses_without_store(self):
        order = self.sofas(team=self._create_team("X", self.env["cs.vip.program"]))
        self.refuses("belongs to no store with a VIP programme", order)

    def test_refuses_orders_of_nothing(self):
        order = self.sofas()
        order.order_line = [
            Command.create({"product_id": self.net.id, "price_unit": -2700})
        ]
        self.assertEqual(order.amount_total, 0)
        self.refuses("nothing left to pay", order)

    def test_confirmation_checks_again(self):
        order, other = self.sofas(), self.sofas()
        order.action_cs_vip_redeem(4000)
        other.action_cs_vip_redeem(4000)
        self.card._post("gift", -4000, self.card.date_start, purpose="gift")
        self.on(order, "2026-03-05").action_confirm()
        with self.assertRefused(UserError, "has 2018 points, 4000 cannot"):
            self.on(other, "2026-03-05").action_confirm()
        self.assertEqual(other.state, "draft")
        self.card.sudo().state = "suspended"
        other.sudo().cs_vip_points_redeemed = 1000
        with self.assertRefused(UserError, "is “Suspended”"):
            self.on(other, "2026-03-05").action_confirm()

    def test_card_suspended_takes_the_voucher_off(self):
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        self.on(self.card, "2026-03-05").action_suspend()
        self.assertEqual((order.amount_total, order.cs_vip_points_redeemed), (3000, 0))

    def test_rate_by_balance(self):
        """The other reading of V7 as a setting: 10,000 points stand for 50 %."""
        self.flagship.voucher_rate_basis = "balance"
        self.flagship.band_ids.max_amount = 0
        order = self.sofas()
        order.action_cs_vip_redeem(1000)
        self.assertEqual(order.amount_total, 2200)

    def test_salesman_redeems_without_rights_on_the_card(self):
        order = self.sofas(user_id=self.salesman.id).with_user(self.salesman)
        order.action_cs_vip_redeem(1000)
        self.on(order, "2026-03-05").action_confirm()
        self.assertEqual(self.card.points_balance, 9048)
