from collections import defaultdict
from decimal import ROUND_CEILING, Decimal
from weakref import WeakKeyDictionary

from psycopg2.errors import SerializationFailure

from odoo import models
from odoo.exceptions import UserError
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE
from odoo.tools import SQL

GIFT = "gift"
# How often the request that owns a cursor lost the stock to another session.
_lost = WeakKeyDictionary()


class CsVipGiftOrder(models.Model):
    """Points and goods of an exchange (V8): what is due less what is booked."""

    _inherit = "cs.vip.gift.order"

    def _due(self):
        """{order id: points the gifts cost}: 0 before confirmation, then for the pieces
        that the customer keeps."""
        due = {}
        for order in self:
            if order.state == "draft":
                due[order.id] = 0
            elif order.state == "confirmed" and not order._moves():
                due[order.id] = order.points
            else:
                due[order.id] = sum(
                    int(
                        (line.points_each * Decimal(str(line._kept()))).to_integral(
                            ROUND_CEILING
                        )
                    )
                    for line in order.line_ids
                )
        return due

    def _booked(self):
        """{order id: (points taken, next revision)}"""
        booked = self.env["cs.vip.card"]._booked(self, [GIFT])
        return {
            order.id: (-points, revision)
            for order in self
            for points, revision in [booked.get((order.id, GIFT), (0, 0))]
        }

    def _sync_points(self):
        """Book the difference between what is due and what is booked, under the
        card's lock. Points that come back live until the end of the card's year."""
        due, booked = self._due(), self._booked()
        for order in self.sorted(lambda order: (order.card_id.id, order.id)):
            taken, revision = booked[order.id]
            missing = due[order.id] - taken
            card, day = order.card_id._ledger_card(), order._today()
            card._close_ended_years(day)
            if missing > 0:
                order._refuse_overspending(card, missing)
                card._post(GIFT, -missing, day, order, GIFT, order.name, revision)
            elif missing < 0:
                card._post("reversal", -missing, day, order, GIFT, order.name, revision)
                if card.state == "void":
                    card._expire(day, f"void:gift:{order.id}:{revision}")
            if order.points_booked != due[order.id]:
                order.points_booked = due[order.id]

    def _refuse_overspending(self, card, missing):
        if missing > card.points_balance:
            raise UserError(
                self.env._(
                    "Card %(card)s has %(balance)s points, the gifts cost %(points)s. "
                    "Take fewer.",
                    card=card.name,
                    balance=card.points_balance,
                    points=missing,
                )
            )

    # Goods ------------------------------------------------------------------------

    def _moves(self):
        return self.line_ids.move_ids

    def _reserve_gifts(self):
        """One transfer from the store's stock to the customer, fully reserved.

        In one step, whatever steps the warehouse takes for sales: gifts are handed
        over at the counter.
        """
        for order in self:
            order._refuse_short_stock()
            warehouse = order.warehouse_id
            operation = warehouse.out_type_id
            customers = order.partner_id.property_stock_customer
            picking = order.env["stock.picking"].create(
                {
                    "picking_type_id": operation.id,
                    "partner_id": order.partner_id.id,
                    "origin": order.name,
                    "company_id": order.company_id.id,
                    "user_id": False,
                    "cs_vip_gift_order_id": order.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "location_dest_id": customers.id,
                    "move_ids": [
                        (
                            0,
                            0,
                            {
                                "product_id": line.product_id.id,
                                "product_uom_qty": line.quantity,
                                "product_uom": line.product_id.uom_id.id,
                                "location_id": warehouse.lot_stock_id.id,
                                "location_dest_id": customers.id,
                                "location_final_id": customers.id,
                                "warehouse_id": warehouse.id,
                                "origin": order.name,
                                "company_id": order.company_id.id,
                                "cs_vip_gift_line_id": line.id,
                            },
                        )
                        for line in order.line_ids
                    ],
                }
            )
            picking.action_confirm()
            picking.action_assign()
            for move in picking.move_ids:
                if move.state != "assigned":
                    line = move.cs_vip_gift_line_id
                    line._refuse_shortage(warehouse, move.quantity)

    def _refuse_short_stock(self):
        """Core's reservation passes a row that another session holds and overbooks, so
        hold the rows of these products first: who comes second starts again, and sees
        what is left."""
        self.ensure_one()
        warehouse = self.warehouse_id
        products = self.line_ids.product_id.filtered("is_storable")
        self._lock_stock(products, warehouse)
        products.invalidate_recordset(["free_qty"])
        wanted = defaultdict(float)
        for line in self.line_ids.filtered(lambda line: line.product_id in products):
            free = line.product_id.with_context(warehouse_id=warehouse.id).free_qty
            wanted[line.product_id] += line.quantity
            if line.product_id.uom_id.compare(wanted[line.product_id], free) > 0:
                others = wanted[line.product_id] - line.quantity
                line._refuse_shortage(warehouse, free - others)

    def _lock_stock(self, products, warehouse):
        if not products:
            return
        busy = self.env._(
            "Somebody else is taking these gifts at this moment. Try again."
        )
        self.env["stock.quant"].flush_model()
        try:
            self.env.execute_query(
                SQL(
                    """
                    SELECT quant.id
                      FROM stock_quant quant
                      JOIN stock_location place ON place.id = quant.location_id
                     WHERE quant.product_id IN %s AND place.parent_path LIKE %s
                     ORDER BY quant.id
                       FOR UPDATE OF quant
                    """,
                    tuple(products.ids),
                    f"{warehouse.view_location_id.parent_path}%",
                )
            )
        except SerializationFailure as lost:
            tries = _lost[self.env.cr] = _lost.get(self.env.cr, 0) + 1
            if tries < MAX_TRIES_ON_CONCURRENCY_FAILURE:
                raise
            raise UserError(busy) from lost

    def _follow_goods(self):
        """Goods moved or were given up: the state and the points follow."""
        for order in self:
            moves = order._moves().filtered(
                lambda move: move.location_dest_id.usage == "customer"
            )
            if order.state == "confirmed" and moves:
                states = set(moves.mapped("state"))
                if states == {"cancel"}:
                    order.state = "cancelled"
                elif states <= {"cancel", "done"}:
                    order.state = "delivered"
        self._sync_points()
