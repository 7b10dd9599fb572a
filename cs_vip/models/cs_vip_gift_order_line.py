from odoo import api, fields, models
from odoo.exceptions import UserError


class CsVipGiftOrderLine(models.Model):
    """So many pieces of one gift."""

    _name = "cs.vip.gift.order.line"
    _description = "Line of a VIP Gift Exchange"
    _order = "order_id, id"
    _rec_name = "gift_id"
    _check_company_auto = True

    order_id = fields.Many2one(
        "cs.vip.gift.order", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, index=True, precompute=True
    )
    state = fields.Selection(related="order_id.state")
    gift_id = fields.Many2one(
        "cs.vip.gift",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(related="gift_id.product_id")
    quantity = fields.Integer(required=True, default=1)
    points_each = fields.Integer(
        compute="_compute_points_each",
        store=True,
        precompute=True,
        help="Price of a piece; fixed when the exchange is confirmed.",
    )
    points = fields.Integer(compute="_compute_points", store=True, precompute=True)
    move_ids = fields.One2many("stock.move", "cs_vip_gift_line_id", readonly=True)

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "Exchange at least one piece of each gift."
    )
    _quantity_bounded = models.Constraint(
        "CHECK(quantity <= 100000)", "So many pieces cannot be exchanged at once."
    )

    @api.depends("gift_id")
    def _compute_points_each(self):
        self._take_catalogue_price()

    def _take_catalogue_price(self):
        for line in self:
            line.points_each = line.gift_id.points

    @api.depends("points_each", "quantity")
    def _compute_points(self):
        for line in self:
            line.points = line.points_each * line.quantity

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._refuse_fixed()
        return lines

    def write(self, vals):
        self.order_id._refuse_fixed()
        res = super().write(vals)
        self.order_id._refuse_fixed()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fixed(self):
        self.order_id._refuse_fixed()

    def _kept(self):
        """Pieces the customer has or will get: sent or still to be sent, less what
        came back; never more than were exchanged."""
        self.ensure_one()
        kept = 0.0
        for move in self.move_ids:
            if move.state == "cancel":
                continue
            done = move.state == "done"
            pieces = move.product_uom._compute_quantity(
                move.quantity if done else move.product_uom_qty,
                move.product_id.uom_id,
                round=False,
            )
            if move.location_dest_id.usage == "customer":
                kept += pieces
            elif move.location_id.usage == "customer" and done:
                kept -= pieces
        return min(max(kept, 0.0), self.quantity)

    def _refuse_shortage(self, warehouse, free):
        """Say which gift is short, and how many pieces there are."""
        self.ensure_one()
        raise UserError(
            self.env._(
                "Gift %(gift)s is short: %(wanted)s wanted, %(free)g free in "
                "%(warehouse)s. Take fewer, or another gift.",
                gift=self.gift_id.name,
                wanted=self.quantity,
                free=max(free, 0.0),
                warehouse=warehouse.name,
            )
        )
