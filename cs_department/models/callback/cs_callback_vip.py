from odoo import fields, models


class CsCallback(models.Model):
    _inherit = "cs.callback"

    cs_vip_tier_id = fields.Many2one(
        related="partner_id.cs_vip_tier_id", string="VIP Tier"
    )
