from odoo import fields, models


class ResCompany(models.Model):
    """How sure a figure has to be before anybody is told (P5)."""

    _inherit = "res.company"

    cs_kpi_statistics_minimum = fields.Integer(
        "Smallest Sample",
        default=5,
        help="Months, marks or records below which no statistics are shown.",
    )
    cs_kpi_confidence = fields.Float(
        "Confidence (%)",
        default=95.0,
        help="How sure a statistical hint has to be. 95: one in twenty is chance.",
    )
    cs_kpi_training_loss = fields.Float(
        "Training Need From (%)",
        default=20.0,
        help="Share of an item's weight that is lost on average.",
    )

    _cs_kpi_statistics_range = models.Constraint(
        "CHECK(cs_kpi_statistics_minimum >= 2 AND cs_kpi_confidence >= 50"
        " AND cs_kpi_confidence < 100 AND cs_kpi_training_loss > 0"
        " AND cs_kpi_training_loss <= 100)",
        "The smallest sample is at least 2, the confidence from 50 to below 100, and "
        "the training need above 0 up to 100 per cent.",
    )
