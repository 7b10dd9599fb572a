from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_vip_tell_decision = fields.Boolean(
        related="company_id.cs_vip_tell_decision", readonly=False
    )
    cs_vip_approval_template_id = fields.Many2one(
        related="company_id.cs_vip_approval_template_id", readonly=False
    )
    cs_vip_refusal_template_id = fields.Many2one(
        related="company_id.cs_vip_refusal_template_id", readonly=False
    )
