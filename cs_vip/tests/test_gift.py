"""Points exchanged for gifts (V8): points, stock, returns, and who may."""

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import VipCommon

DAY = "2026-03-10"


class GiftCommon(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.teapot = cls._create_goods("Teapot", 3, 80.0)
        cls.towel = cls._create_goods("Towel", 100, 12.0)
        cls.gift_teapot = cls._create_gift(cls.teapot, 300)
        cls.gift_towel = cls._create_gift(cls.towel, 50)
        cls.card = cls.grant("2026-01-05", points=1000)

    @classmethod
    def _create_goods(cls, name, stock, cost):
        product = cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "standard_price": cost,
                "company_id": cls.company.id,
            }
        )
        cls.env["stock.quant"]._update_available_quantity(
            product, cls.warehouse.lot_stock_id, stock
        )
        return product

    @classmethod
    def _create_gift(cls, product, points, **values):
        return cls.env["cs.vip.gift"].create(
            {
                "name": product.name,
                "product_id": product.id,
                "points": points,
                "company_id": cls.company.id,
                **values,
            }
        )

    def exchange(self, *lines, card=None, day=DAY, confirm=True):
        """An exchange of (gift, quantity) pairs."""
        order = self.env["cs.vip.gift.order"].create(
            {
                "card_id": (card or self.card).id,
                "line_ids": [
                    Command.create({"gift_id": gift.id, "quantity": quantity})
                    for gift, quantity in lines
                ],
            }
        )
        order = self.on(order, day)
        if confirm:
            order.action_confirm()
        return order

    def hand_over(self, order, quantities=None, backorder=True, day=DAY):
        picking = self.on(
            order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")), day
        )
        for move in picking.move_ids:
            wanted = (quantities or {}).get(move.product_id, move.product_uom_qty)
            move.quantity = wanted
            move.picked = bool(wanted)
        picking.with_context(
            skip_backorder=True,
            **({} if backorder else {"picking_ids_not_to_backorder": picking.ids}),
        ).button_validate()
        return picking

    def take_back(self, picking, quantities, day=DAY, exchange=False):
        wizard = (
            self.on(self.env["stock.return.picking"], day)
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        for line in wizard.product_return_moves:
            line.quantity = quantities.get(line.product_id, 0)
        action = (
            wizard.action_create_exchanges()
            if exchange
            else wizard.action_create_returns()
        )
        back = self.on(self.env["stock.picking"], day).browse(action["res_id"])
        for move in back.move_ids:
            move.picked = True
        back.button_validate()
        return back


@tagged("post_install", "-at_install")
class TestGift(GiftCommon):
    def test_points_and_goods_go_together(self):
        """Confirming books one entry and reserves a transfer; handing over keeps it."""
        order = self.exchange((self.gift_teapot, 2), (self.gift_towel, 3))
        self.assertRegex(order.name, r"^GIFT/\d{4}/\d{5}$")
        self.assertEqual(order.state, "confirmed")
        self.assertEqual(str(order.date), DAY)
        self.assertEqual(self.entries(self.card)[1:], [("2026-03-10", "gift", -750)])
        self.assertEqual(self.card.points_balance, 250)
        entry = self.card.entry_ids.filtered(lambda entry: entry.kind == "gift")
        self.assertEqual((entry.res_model, entry.res_id), (order._name, order.id))
        self.assertEqual(entry.reference, order.name)
        picking = order.picking_ids
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(picking.origin, order.name)
        self.assertEqual(picking.partner_id, self.customer)
        self.assertEqual(picking.picking_type_id, self.warehouse.out_type_id)
        self.hand_over(order)
        self.assertEqual(order.state, "delivered")
        self.assertEqual(self.teapot.qty_available, 1)
        self.assertEqual(len(self.card.entry_ids), 2)
        self.assertEqual(order.points_booked, 750)

    def test_stock_value_falls_by_the_cost(self):
        """Gifts leave stock at cost, as every delivery does; nothing is invoiced."""
        self.teapot.invalidate_recordset()
        value = self.teapot.with_company(self.company).total_value
        order = self.exchange((self.gift_teapot, 2))
        self.hand_over(order)
        self.teapot.invalidate_recordset()
        after = self.teapot.with_company(self.company).total_value
        self.assertAlmostEqual(value - after, 160.0)
        self.assertFalse(
            self.env["account.move"].search_count(
                [("company_id", "=", self.company.id), ("move_type", "!=", "entry")]
            )
        )

    def test_cancel_before_handing_over(self):
        order = self.exchange((self.gift_teapot, 2))
        order.action_cancel()
        self.assertEqual(order.state, "cancelled")
        self.assertEqual(order.picking_ids.state, "cancel")
        self.assertEqual(self.card.points_balance, 1000)
        self.assertEqual(
            self.entries(self.card)[1:],
            [("2026-03-10", "gift", -600), ("2026-03-10", "reversal", 600)],
        )
        self.assertEqual(self.teapot.free_qty, 3)
        with self.assertRefused(UserError, "handed over or cancelled already"):
            order.action_cancel()

    def test_warehouse_cancels_the_transfer(self):
        order = self.exchange((self.gift_towel, 4))
        order.picking_ids.action_cancel()
        self.assertEqual(order.state, "cancelled")
        self.assertEqual(self.card.points_balance, 1000)

    def test_partial_hand_over(self):
        """The rest waits and is paid; given up, its points come back."""
        order = self.exchange((self.gift_towel, 10))
        self.hand_over(order, {self.towel: 4})
        self.assertEqual(order.state, "confirmed")
        self.assertEqual(self.card.points_balance, 500)
        self.assertEqual(len(order.picking_ids), 2)
        order.action_cancel()
        self.assertEqual(order.state, "delivered")
        self.assertEqual(self.card.points_balance, 800)
        self.assertEqual(order.points_booked, 200)

    def test_no_backorder_gives_points_back(self):
        order = self.exchange((self.gift_towel, 10))
        self.hand_over(order, {self.towel: 4}, backorder=False)
        self.assertEqual(order.state, "delivered")
        self.assertEqual(self.card.points_balance, 800)

    def test_return_gives_points_back_in_proportion(self):
        order = self.exchange((self.gift_teapot, 3))
        done = self.hand_over(order)
        back = self.take_back(done, {self.teapot: 1})
        self.assertEqual(back.cs_vip_gift_order_id, order)
        self.assertEqual(order.state, "delivered")
        self.assertEqual(self.card.points_balance, 400)
        self.take_back(done, {self.teapot: 2})
        self.assertEqual(self.card.points_balance, 1000)
        self.assertEqual(order.points_booked, 0)
        self.assertEqual(
            self.entries(self.card)[1:],
            [
                ("2026-03-10", "gift", -900),
                ("2026-03-10", "reversal", 300),
                ("2026-03-10", "reversal", 600),
            ],
        )

    def test_replacement_costs_nothing(self):
        """Core's "return for exchange": what is sent instead is the same gift."""
        order = self.exchange((self.gift_towel, 2))
        done = self.hand_over(order)
        self.take_back(done, {self.towel: 1}, exchange=True)
        self.assertEqual(self.card.points_balance, 900)
        self.assertEqual(len(self.card.entry_ids), 2)

    def test_price_of_the_day_is_fixed(self):
        order = self.exchange((self.gift_towel, 2), confirm=False)
        self.gift_towel.points = 60
        order.action_confirm()
        self.assertEqual(order.points_booked, 120)
        self.gift_towel.points = 999
        self.hand_over(order)
        self.assertEqual(order.points, 120)
        self.assertEqual(order.points_booked, 120)

    def test_card_of_a_year_ago(self):
        """Given back after the card became void, points do not come alive again."""
        order = self.exchange((self.gift_teapot, 1))
        done = self.hand_over(order)
        self.on(self.card, DAY).action_void("Moved away")
        self.take_back(done, {self.teapot: 1})
        self.assertEqual(self.card.points_balance, 0)
        self.assertEqual(order.points_booked, 0)

    def test_merged_card(self):
        """The points come back to the card that carries on the ledger."""
        other = self.grant("2026-01-05", self._create_customer("李四"), points=10)
        order = self.exchange((self.gift_teapot, 1))
        self.on(other, DAY)._absorb(self.on(self.card, DAY))
        order.action_cancel()
        self.assertEqual(other.points_balance, 1010)
        self.assertEqual(self.card.points_balance, 0)

    def test_modern_card_buys_gifts_not_vouchers(self):
        self.modern.write({"amount_per_point": 100, "voucher_allowed": False})
        person = self._create_customer("赵六")
        card = self.grant("2026-01-05", person, self.modern_silver)
        self.buy("2026-02-01", 40000, partner=person, team=self.team_modern)
        self.assertEqual(card.points_balance, 400)
        order = self.exchange((self.gift_teapot, 1), card=card)
        self.assertEqual(order.state, "confirmed")
        self.assertEqual(card.points_balance, 100)

    def test_goods_that_are_not_counted(self):
        """A product without stock keeping is handed over without a count."""
        product = self.env["product.product"].create(
            {"name": "Umbrella", "type": "consu", "company_id": self.company.id}
        )
        order = self.exchange((self._create_gift(product, 10), 5))
        self.assertEqual(order.state, "confirmed")


@tagged("post_install", "-at_install")
class TestGiftRefusals(GiftCommon):
    def assertNothingTaken(self):
        self.assertEqual(self.card.points_balance, 1000)
        self.assertEqual(self.teapot.free_qty, 3)

    def test_points_short(self):
        order = self.exchange((self.gift_towel, 21), confirm=False)
        with self.assertRefused(
            UserError, "has 1000 points, the gifts cost 1050. Take fewer"
        ):
            order.action_confirm()
        self.assertNothingTaken()

    def test_stock_short(self):
        self.gift_teapot.points = 1
        order = self.exchange((self.gift_teapot, 4), confirm=False)
        with (
            self.assertRefused(
                UserError, "Teapot is short: 4 wanted, 3 free in .*Take fewer"
            ),
            self.env.cr.savepoint(),
        ):
            order.action_confirm()
        self.env.invalidate_all()
        self.assertNothingTaken()
        self.assertEqual(order.state, "draft")

    def test_stock_short_over_two_lines(self):
        """Two gifts of the same product share its stock."""
        pair = self._create_gift(self.teapot, 1)
        order = self.exchange((self.gift_teapot, 2), (pair, 2), confirm=False)
        with self.assertRefused(UserError, "short: 2 wanted, 1 free"):
            order.action_confirm()

    def test_reserved_by_somebody_else(self):
        self.exchange((self.gift_teapot, 3))
        self.card._post("correction", 900, self.card.date_start, purpose="more")
        order = self.exchange((self.gift_teapot, 1), confirm=False)
        with self.assertRefused(UserError, "short: 1 wanted, 0 free"):
            order.action_confirm()

    def test_card_must_be_active(self):
        order = self.exchange((self.gift_towel, 1), confirm=False)
        self.card.action_suspend()
        with self.assertRefused(UserError, "is “Suspended”; only an active card"):
            order.action_confirm()
        self.card.action_void("Moved away")
        with self.assertRefused(UserError, "is “Void”; only an active card"):
            order.action_confirm()

    def test_debt(self):
        card = self.grant("2026-01-05", self._create_customer("李四"), points=-20)
        order = self.exchange((self.gift_towel, 1), card=card, confirm=False)
        with self.assertRefused(UserError, "has -20 points"):
            order.action_confirm()

    def test_no_gift(self):
        with self.assertRefused(UserError, "Choose at least one gift"):
            self.exchange()

    def test_confirmed_twice(self):
        order = self.exchange((self.gift_towel, 1))
        with self.assertRefused(UserError, "confirmed already"):
            order.action_confirm()
        self.assertEqual(self.card.points_balance, 950)

    @mute_logger("odoo.sql_db")
    def test_bad_quantities(self):
        for quantity in (0, -1, 100001):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.exchange((self.gift_towel, quantity), confirm=False)

    @mute_logger("odoo.sql_db")
    def test_bad_gifts(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self._create_gift(self.towel, 0)
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self._create_gift(
                self.towel, 1, date_from="2026-02-01", date_until="2026-01-01"
            )
        with self.assertRefused(ValidationError, "not a product that is handed over"):
            self._create_gift(self.service, 1)
        with self.assertRefused(ValidationError, "belongs to none of its programmes"):
            self._create_gift(
                self.towel,
                1,
                program_ids=self.flagship.ids,
                tier_ids=self.modern_silver.ids,
            )

    def test_not_offered(self):
        for values in (
            {"program_ids": self.modern.ids},
            {"tier_ids": self.flagship_gold.ids},
            {"date_from": "2026-03-11"},
            {"date_until": "2026-03-09"},
        ):
            gift = self._create_gift(self.towel, 1, **values)
            order = self.exchange((gift, 1), confirm=False)
            with self.assertRefused(UserError, "Towel is not offered to card"):
                order.action_confirm()
        self.gift_towel.active = False
        order = self.exchange((self.gift_towel, 1), confirm=False)
        with self.assertRefused(UserError, "Towel is not offered to card"):
            order.action_confirm()

    def test_offered_on_first_and_last_day(self):
        gift = self._create_gift(self.towel, 1, date_from=DAY, date_until=DAY)
        self.assertEqual(self.exchange((gift, 1)).state, "confirmed")

    def test_gift_of_another_company(self):
        other = self._create_company("Other")
        self.env.user.company_ids |= other
        product = self.env["product.product"].create(
            {"name": "Foreign", "type": "consu", "company_id": other.id}
        )
        gift = self._create_gift(product, 1, company_id=other.id)
        with self.assertRaises(UserError):
            self.exchange((gift, 1), confirm=False)

    def test_confirmed_exchange_is_fixed(self):
        order = self.exchange((self.gift_towel, 1)).with_user(self.manager)
        refused = self.assertRefused
        with refused(UserError, "can no longer be changed"):
            order.line_ids.quantity = 2
        with refused(UserError, "can no longer be changed"):
            order.line_ids = [Command.create({"gift_id": self.gift_teapot.id})]
        with refused(UserError, "can no longer be changed"):
            order.line_ids.unlink()
        with refused(UserError, "stays on file"):
            order.unlink()
        with refused(AccessError, "not edited by hand"):
            order.write({"state": "draft"})
        with refused(AccessError, "not edited by hand"):
            order.write({"points_booked": 0})

    def test_price_cannot_be_sent(self):
        """A made-up price over RPC is replaced by the catalogue's."""
        order = self.exchange((self.gift_towel, 1), confirm=False)
        order.with_user(self.manager).line_ids.write({"points_each": 1})
        order.with_user(self.manager).action_confirm()
        self.assertEqual(order.points_booked, 50)


@tagged("post_install", "-at_install")
class TestGiftRoles(GiftCommon):
    def test_salesperson_exchanges_for_own_customer(self):
        seller = self._create_user("vip_own", "sales_team.group_sale_salesman")
        self.customer.user_id = seller
        order = (
            self.env["cs.vip.gift.order"]
            .with_user(seller)
            .create(
                {
                    "card_id": self.card.id,
                    "line_ids": [Command.create({"gift_id": self.gift_teapot.id})],
                }
            )
        )
        order.action_confirm()
        self.assertEqual(self.card.points_balance, 700)
        order.action_view_pickings()
        order.action_cancel()
        self.assertEqual(self.card.points_balance, 1000)

    def test_salesperson_and_somebody_elses_card(self):
        seller = self._create_user("vip_other", "sales_team.group_sale_salesman")
        order = self.exchange((self.gift_towel, 1), confirm=False)
        with self.assertRaises(AccessError):
            order.with_user(seller).action_confirm()
        with self.assertRaises(AccessError):
            self.env["cs.vip.gift.order"].with_user(seller).create(
                {"card_id": self.card.id}
            )

    def test_desk_without_stock_rights(self):
        order = self.exchange((self.gift_towel, 1), confirm=False)
        order.with_user(self.desk).action_confirm()
        self.assertEqual(order.picking_ids.state, "assigned")

    def test_from_the_card(self):
        action = self.card.with_user(self.desk).action_exchange_gift()
        form = Form(
            self.env["cs.vip.gift.order"]
            .with_user(self.desk)
            .with_context(**action["context"])
        )
        with form.line_ids.new() as line:
            line.gift_id = self.gift_teapot
            line.quantity = 2
        order = form.save()
        self.assertEqual(order.card_id, self.card)
        self.assertEqual(order.points, 600)
        self.assertEqual(self.card.gift_order_count, 1)
        self.assertEqual(order.warehouse_id, self.warehouse)

    def test_warehouse_staff_hand_over(self):
        """Moving the goods needs no right on cards or points."""
        clerk = self._create_user("vip_stock", "stock.group_stock_user")
        order = self.exchange((self.gift_towel, 2))
        picking = order.picking_ids.with_user(clerk)
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(order.state, "delivered")
        back = self.take_back(picking.with_user(clerk), {self.towel: 1})
        self.assertEqual(back.state, "done")
        self.assertEqual(self.card.points_balance, 950)

    def test_receipt(self):
        order = self.exchange((self.gift_teapot, 1))
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "cs_vip.report_gift_order", order.ids
        )
        text = html.decode()
        for part in (order.name, "Teapot", "王小明", "signature", "300"):
            self.assertIn(part, text)

    def test_delivery_slip_bears_the_exchange(self):
        order = self.exchange((self.gift_teapot, 1))
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "stock.report_deliveryslip", order.picking_ids.ids
        )
        self.assertIn(order.name, html.decode())
