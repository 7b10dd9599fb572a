from odoo import fields, models


class ProductTemplate(models.Model):
    """Which goods the customer is reminded to have maintained (V10)."""

    _inherit = "product.template"

    cs_maintenance_months = fields.Integer(
        string="Maintenance Every",
        help="Months from delivery to the first maintenance, and from one to the "
        "next. 0: no reminder.",
    )
    cs_maintenance_charge = fields.Selection(
        [("free", "Free"), ("paid", "Charged")],
        string="Maintenance Is",
        default="free",
    )

    _cs_maintenance_index = models.Index(
        "(cs_maintenance_months) WHERE cs_maintenance_months > 0"
    )
    _cs_maintenance_months_positive = models.Constraint(
        "CHECK(cs_maintenance_months >= 0)",
        "A maintenance interval cannot be negative.",
    )
