from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CsGoodsCollect(models.TransientModel):
    """Which goods of a complaint are collected for analysis (C7)."""

    _name = "cs.goods.collect"
    _description = "Collect Goods"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    line_ids = fields.One2many(
        "cs.goods.collect.line",
        "collect_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("ticket_id")
    def _compute_line_ids(self):
        for wizard in self:
            lines = wizard.ticket_id.cs_sale_line_ids
            quantities = lines._cs_with_customer()
            wizard.line_ids = [
                Command.create(
                    {"sale_line_id": line.id, "quantity": quantities[line.id]}
                )
                for line in lines
            ]

    def action_collect(self):
        """A real incoming transfer to the place for complained goods."""
        self.ensure_one()
        ticket = self.ticket_id
        ticket.check_access("write")
        if ticket.closed:
            raise UserError(
                self.env._("Reopen the ticket before you have goods collected.")
            )
        wanted = {line.sale_line_id: line.quantity for line in self.line_ids}
        wanted = {line: number for line, number in wanted.items() if number}
        if not wanted:
            raise UserError(self.env._("Enter how many of the goods are collected."))
        lines = self.env["sale.order.line"].union(*wanted)
        if lines - ticket.cs_sale_line_ids:
            raise UserError(
                self.env._("Only goods of the ticket's order lines are collected.")
            )
        lines._cs_take_turns()
        quantities = lines._cs_with_customer()
        for line, quantity in wanted.items():
            possible = quantities[line.id]
            if quantity < 0 or line.product_uom_id.compare(quantity, possible) > 0:
                raise UserError(
                    self.env._(
                        "%(product)s: the customer has %(possible)g, %(quantity)g "
                        "cannot be collected.",
                        product=line.product_id.display_name,
                        possible=possible,
                        quantity=quantity,
                    )
                )
        # sudo: the desk has no rights on stock; ticket and quantities were checked
        pickings = self.env["stock.picking"].sudo()
        for order, sold in lines.grouped("order_id").items():
            # sudo: as above, and making the place for complained goods
            place = order.sudo().warehouse_id._cs_complained_location()
            # sudo: as above
            pickings |= (
                self.env["cs.remedy"]
                .sudo()
                .with_company(ticket.company_id)
                ._return_goods(
                    {line.sudo(): wanted[line] for line in sold},
                    to_refund=False,
                    location=place,
                )
            )
        pickings.cs_ticket_id = ticket
        ticket.message_post(
            body=self.env._(
                "Goods are collected for analysis: %s.",
                self.env._(", ").join(pickings.mapped("name")),
            )
        )
        return {"type": "ir.actions.act_window_close"}


class CsGoodsCollectLine(models.TransientModel):
    _name = "cs.goods.collect.line"
    _description = "Goods to Collect"

    collect_id = fields.Many2one("cs.goods.collect", required=True, ondelete="cascade")
    sale_line_id = fields.Many2one(
        "sale.order.line", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="sale_line_id.product_id")
    quantity = fields.Float(digits="Product Unit")
