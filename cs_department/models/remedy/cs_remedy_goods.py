from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class CsRemedy(models.Model):
    """Goods that come back, go out again or are given, through core (C6, C7)."""

    _inherit = "cs.remedy"

    def _check_with_customer(self):
        quantities = self.line_ids.sale_line_id._cs_with_customer()
        for line in self.line_ids:
            possible = quantities[line.sale_line_id.id]
            if line.uom_id.compare(line.quantity, possible) > 0:
                line._refuse_more(
                    possible, self.env._("delivered, less what came back")
                )

    def _check_missing(self):
        """What was said to be delivered, less what was sent again."""
        # sudo: sums of other remedies of the same order lines
        again = dict(
            self.env["cs.remedy.line"]
            .sudo()
            ._read_group(
                [
                    ("sale_line_id", "in", self.line_ids.sale_line_id.ids),
                    ("remedy_id", "!=", self.id),
                    ("remedy_id.kind_id.effect", "=", "replenish"),
                    ("remedy_id.state", "in", ("approved", "delivered")),
                ],
                ["sale_line_id"],
                ["quantity:sum"],
            )
        )
        quantities = self.line_ids.sale_line_id._cs_with_customer()
        for line in self.line_ids:
            sold = line.sale_line_id
            possible = quantities[sold.id] - again.get(sold, 0.0)
            if line.uom_id.compare(line.quantity, possible) > 0:
                line._refuse_more(
                    possible, self.env._("delivered, less what was sent again")
                )

    def _return_goods(self, quantities, to_refund=True, location=None, exchange=False):
        """Core returns of what was delivered: `quantities` is {sale line: quantity}.
        Returns the transfers; called with all rights."""
        wanted = defaultdict(dict)
        for sold, quantity in quantities.items():
            for move, free in sold._cs_returnable_moves():
                part = min(quantity, free)
                quantity -= part
                wanted[move.picking_id][move] = sold.product_uom_id._compute_quantity(
                    part, move.product_uom, round=False
                )
                if sold.product_uom_id.compare(quantity, 0) <= 0:
                    break
            else:
                raise UserError(
                    self.env._(
                        "%s was not delivered by a transfer that can be returned.",
                        sold.product_id.display_name,
                    )
                )
        returned = self.env["stock.picking"]
        for picking, moves in wanted.items():
            wizard = self.env["stock.return.picking"].create(
                {
                    "picking_id": picking.id,
                    "cs_location_dest_id": location.id if location else False,
                }
            )
            for row in wizard.product_return_moves:
                row.write(
                    {"quantity": moves.get(row.move_id, 0.0), "to_refund": to_refund}
                )
            wizard.product_return_moves.filtered(lambda row: not row.quantity).unlink()
            action = (
                wizard.action_create_exchanges()
                if exchange
                else wizard.action_create_returns()
            )
            returned |= returned.browse(action["res_id"])
        return returned

    def _send_goods(self, goods, warehouse):
        """One transfer to the customer that no order waits for: `goods` is
        [(product, unit, quantity)]."""
        operation = warehouse.out_type_id
        place = self.partner_id.property_stock_customer
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": operation.id,
                "partner_id": self._delivery_address().id,
                "origin": self.ticket_id.number,
                "company_id": self.company_id.id,
                "user_id": False,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": place.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom": unit.id,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": place.id,
                            "location_final_id": place.id,
                            "warehouse_id": warehouse.id,
                            "origin": self.ticket_id.number,
                            "company_id": self.company_id.id,
                        }
                    )
                    for product, unit, quantity in goods
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _delivery_address(self):
        orders = self.line_ids.order_id
        return orders[:1].partner_shipping_id or self.partner_id

    def _warehouse(self):
        warehouse = self.line_ids.order_id.warehouse_id[:1]
        return warehouse or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )

    def _goods_rows(self):
        return [(line.product_id, line.uom_id, line.quantity) for line in self.line_ids]

    def _make_return(self):
        return [
            self._return_goods(
                {line.sale_line_id: line.quantity for line in self.line_ids}
            )
        ]

    def _make_exchange(self):
        """The same product through core's exchange, which the order follows; another
        one is sent beside the order, which stays as it was paid."""
        pickings = self.env["stock.picking"]
        same = self.line_ids.filtered(lambda line: not line._comes_instead())
        other = self.line_ids - same
        if same:
            lines = same.sale_line_id
            pickings |= self._return_goods(
                {line.sale_line_id: line.quantity for line in same}, exchange=True
            )
            lines.invalidate_recordset(["move_ids"])
            pickings |= lines.move_ids.filtered(
                lambda move: (
                    move.location_dest_usage == "customer"
                    and move.state not in ("done", "cancel")
                )
            ).picking_id
        if other:
            pickings |= self._return_goods(
                {line.sale_line_id: line.quantity for line in other}, to_refund=False
            )
            goods = [
                (line.replacement_id, line.replacement_id.uom_id, line.quantity)
                for line in other
            ]
            pickings |= self._send_goods(goods, self._warehouse())
        return [pickings]

    def _make_replenish(self):
        return [self._send_goods(self._goods_rows(), self._warehouse())]

    def _make_gift(self):
        """A gift takes no points: it is compensation, not an exchange of points."""
        return [self._send_goods(self._goods_rows(), self._warehouse())]
