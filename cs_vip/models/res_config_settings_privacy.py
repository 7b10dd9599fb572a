from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_vip_retention_months = fields.Integer(
        related="company_id.cs_vip_retention_months", readonly=False
    )
