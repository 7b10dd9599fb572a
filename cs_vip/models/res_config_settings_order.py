from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_vip_no_return_notice = fields.Char(
        related="company_id.cs_vip_no_return_notice", readonly=False
    )
