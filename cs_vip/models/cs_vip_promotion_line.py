from odoo import fields, models


class CsVipPromotionLine(models.Model):
    """A customer on the list of a promotion or event, with why."""

    _name = "cs.vip.promotion.line"
    _description = "VIP Promotion Line"
    _order = "amount desc, id"
    _rec_name = "partner_id"

    promotion_id = fields.Many2one(
        "cs.vip.promotion", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="promotion_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(string="E-mail", related="partner_id.email")
    card_id = fields.Many2one("cs.vip.card", index="btree_not_null")
    tier_id = fields.Many2one("cs.vip.tier")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(string="Purchases", readonly=True)
    last_purchase = fields.Date(readonly=True)

    _once = models.Constraint(
        "UNIQUE(promotion_id, partner_id)", "This customer is on the list already."
    )
