from odoo import fields, models


class CsVipTierHistory(models.Model):
    """When a card reached a level, and on the strength of which orders (V2)."""

    _name = "cs.vip.tier.history"
    _description = "VIP Tier History"
    _order = "date desc, id desc"
    _rec_name = "tier_id"

    card_id = fields.Many2one(
        "cs.vip.card", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="card_id.partner_id")
    company_id = fields.Many2one(related="card_id.company_id", store=True)
    program_id = fields.Many2one(related="card_id.program_id", store=True)
    date = fields.Date(required=True, readonly=True)
    tier_id = fields.Many2one(
        "cs.vip.tier", required=True, readonly=True, ondelete="restrict"
    )
    previous_tier_id = fields.Many2one(
        "cs.vip.tier", readonly=True, ondelete="restrict"
    )
    reason = fields.Selection(
        [
            ("new", "New card"),
            ("upgrade", "Upgrade"),
            ("downgrade", "Level of the renewed card"),
            ("transfer", "Taken over from another card"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(readonly=True, help="What the orders came to, net.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    sale_order_ids = fields.Many2many("sale.order", string="Orders", readonly=True)
