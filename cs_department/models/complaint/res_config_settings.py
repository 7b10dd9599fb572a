from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_complaint_days = fields.Integer(
        related="company_id.cs_complaint_days", readonly=False
    )
    cs_complaint_basis = fields.Selection(
        related="company_id.cs_complaint_basis", readonly=False
    )
    cs_complaint_until = fields.Selection(
        related="company_id.cs_complaint_until", readonly=False
    )
    cs_first_answer_hours = fields.Float(
        related="company_id.cs_first_answer_hours", readonly=False
    )
    cs_repeat_days = fields.Integer(related="company_id.cs_repeat_days", readonly=False)
    cs_portal_close = fields.Boolean(
        related="company_id.cs_portal_close", readonly=False
    )
