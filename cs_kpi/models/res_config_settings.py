from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_kpi_objection_days = fields.Integer(
        related="company_id.cs_kpi_objection_days", readonly=False
    )
    cs_kpi_feedback_due = fields.Integer(
        related="company_id.cs_kpi_feedback_due", readonly=False
    )
    cs_kpi_rating_days = fields.Integer(
        related="company_id.cs_kpi_rating_days", readonly=False
    )
    cs_kpi_statistics_minimum = fields.Integer(
        related="company_id.cs_kpi_statistics_minimum", readonly=False
    )
    cs_kpi_confidence = fields.Float(
        related="company_id.cs_kpi_confidence", readonly=False
    )
    cs_kpi_training_loss = fields.Float(
        related="company_id.cs_kpi_training_loss", readonly=False
    )
    cs_kpi_small_sample = fields.Integer(
        related="company_id.cs_kpi_small_sample", readonly=False
    )
    cs_kpi_visit_tolerance = fields.Integer(
        related="company_id.cs_kpi_visit_tolerance", readonly=False
    )
    cs_kpi_handover_hours = fields.Float(
        related="company_id.cs_kpi_handover_hours", readonly=False
    )
