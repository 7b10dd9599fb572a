from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_vip_consent_policy = fields.Selection(
        related="company_id.cs_vip_consent_policy", readonly=False
    )
    cs_vip_greeting_days = fields.Integer(
        related="company_id.cs_vip_greeting_days", readonly=False
    )
    cs_vip_greeting_hour_from = fields.Float(
        related="company_id.cs_vip_greeting_hour_from", readonly=False
    )
    cs_vip_greeting_hour_to = fields.Float(
        related="company_id.cs_vip_greeting_hour_to", readonly=False
    )
    cs_vip_greeting_tries = fields.Integer(
        related="company_id.cs_vip_greeting_tries", readonly=False
    )
    cs_vip_offer_months = fields.Integer(
        related="company_id.cs_vip_offer_months", readonly=False
    )
    cs_vip_offer_min = fields.Integer(
        related="company_id.cs_vip_offer_min", readonly=False
    )
    cs_vip_offer_max = fields.Integer(
        related="company_id.cs_vip_offer_max", readonly=False
    )
