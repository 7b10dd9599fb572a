from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_vip_retention_months = fields.Integer(
        string="Keep Data of Ended Cards (Months)",
        default=24,
        help="So long after a card is void or an application refused, its document "
        "number and application data are erased. 0: they are kept.",
    )

    _cs_vip_retention_positive = models.Constraint(
        "CHECK(cs_vip_retention_months >= 0)",
        "The months to keep data of ended cards cannot be negative.",
    )
