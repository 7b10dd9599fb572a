from odoo import fields, models


class CsVipTier(models.Model):
    _inherit = "cs.vip.tier"

    benefit_ids = fields.One2many("cs.vip.benefit", "tier_id", copy=True)
