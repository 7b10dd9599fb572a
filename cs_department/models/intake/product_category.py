from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    cs_warranty_months = fields.Integer(
        string="Warranty (Months)",
        help="For the products of this category that have no warranty of their own. "
        "0: as the category above.",
    )

    _cs_warranty_positive = models.Constraint(
        "CHECK(cs_warranty_months >= 0)",
        "The months of warranty cannot be negative.",
    )
