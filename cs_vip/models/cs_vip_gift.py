from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CsVipGift(models.Model):
    """A product that points buy, and what it costs in points (V8)."""

    _name = "cs.vip.gift"
    _description = "VIP Gift"
    _order = "sequence, points, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('type', '=', 'consu')]",
        help="What leaves the warehouse: one piece for each gift.",
    )
    product_type = fields.Selection(related="product_id.type")
    image_256 = fields.Image(related="product_id.image_256")
    description = fields.Text(translate=True, help="What the customer is told of it.")
    points = fields.Integer(
        string="Price in Points", required=True, help="Points for one piece."
    )
    program_ids = fields.Many2many(
        "cs.vip.program",
        string="Programmes",
        check_company=True,
        help="Programmes whose cards may have it. Empty: all.",
    )
    tier_ids = fields.Many2many(
        "cs.vip.tier", string="Tiers", help="Tiers that may have it. Empty: all."
    )
    date_from = fields.Date(string="Offered From")
    date_until = fields.Date(string="Offered Until")
    available = fields.Float(
        string="In Stock",
        compute="_compute_available",
        digits=(16, 0),
        help="Pieces at the store's warehouse that nobody has reserved.",
    )
    line_ids = fields.One2many("cs.vip.gift.order.line", "gift_id", readonly=True)
    exchanged = fields.Integer(
        compute="_compute_exchanged", help="Pieces that points were taken for."
    )

    _points_positive = models.Constraint(
        "CHECK(points > 0)", "A gift costs at least one point."
    )
    _period_order = models.Constraint(
        "CHECK(date_until >= date_from)", "The offer of a gift ends after it begins."
    )

    @api.depends("product_id", "company_id")
    @api.depends_context("warehouse_id")
    def _compute_available(self):
        """At the warehouse of the context, else the user's own."""
        for company, gifts in self.grouped("company_id").items():
            warehouse = self.env.context.get("warehouse_id") or (
                self.env.user.with_company(company)._get_default_warehouse_id().id
            )
            # sudo: how many pieces are free, for those without rights on stock
            products = gifts.sudo().product_id.with_context(warehouse_id=warehouse)
            free = {product.id: product.free_qty for product in products}
            for gift in gifts:
                gift.available = free.get(gift.product_id.id, 0.0)

    def _compute_exchanged(self):
        counts = dict(
            self.env["cs.vip.gift.order.line"]._read_group(
                [
                    ("gift_id", "in", self.ids),
                    ("order_id.state", "in", ("confirmed", "delivered")),
                ],
                ["gift_id"],
                ["quantity:sum"],
            )
        )
        for gift in self:
            gift.exchanged = counts.get(gift, 0)

    @api.onchange("product_id")
    def _onchange_product_id(self):
        self.name = self.name or self.product_id.name

    @api.constrains("product_id")
    def _check_product(self):
        for gift in self:
            if gift.product_id.type != "consu":
                raise ValidationError(
                    self.env._(
                        "%s is not a product that is handed over. Choose goods as a "
                        "gift.",
                        gift.product_id.display_name,
                    )
                )

    @api.constrains("tier_ids", "program_ids")
    def _check_tiers(self):
        for gift in self.filtered("program_ids"):
            foreign = gift.tier_ids.filtered(
                lambda tier, gift=gift: tier.program_id not in gift.program_ids
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "Gift %(gift)s: tier %(tier)s belongs to none of its "
                        "programmes.",
                        gift=gift.name,
                        tier=foreign[0].display_name,
                    )
                )

    @api.model
    def _offer_domain(self, card, day):
        """The gifts that a card may have on a day."""
        return Domain(
            [
                ("company_id", "=", card.company_id.id),
                "|",
                ("program_ids", "=", False),
                ("program_ids", "in", card.program_id.ids),
                "|",
                ("tier_ids", "=", False),
                ("tier_ids", "in", card.tier_id.ids),
                "|",
                ("date_from", "=", False),
                ("date_from", "<=", day),
                "|",
                ("date_until", "=", False),
                ("date_until", ">=", day),
            ]
        )

    def action_view_exchanges(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exchanges of %s", self.name),
            "res_model": "cs.vip.gift.order",
            "view_mode": "list,form",
            "domain": [("line_ids.gift_id", "=", self.id)],
        }
