from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_special_return_override = fields.Boolean(
        related="company_id.cs_special_return_override", readonly=False
    )
    cs_return_sight_blocks = fields.Boolean(
        related="company_id.cs_return_sight_blocks", readonly=False
    )
    cs_days_ahead = fields.Integer(related="company_id.cs_days_ahead", readonly=False)
