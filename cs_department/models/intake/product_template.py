from odoo import fields, models


class ProductTemplate(models.Model):
    """How long the warranty lasts (C7): its own months, else its category's."""

    _inherit = "product.template"

    cs_warranty_months = fields.Integer(
        string="Warranty (Months)",
        help="Counted from the delivery, or from the order where nothing is delivered. "
        "0: as the product category says.",
    )

    _cs_warranty_positive = models.Constraint(
        "CHECK(cs_warranty_months >= 0)",
        "The months of warranty cannot be negative.",
    )

    def _cs_warranty(self):
        """``{template: months}``, 0 without warranty; the nearest category counts."""
        # sudo: months of warranty only, also for who may not read categories
        templates = self.sudo()
        categories = templates.categ_id
        path = {
            category: [
                int(part) for part in (category.parent_path or "").split("/") if part
            ]
            for category in categories
        }
        above = categories.browse({part for parts in path.values() for part in parts})
        months = {category.id: category.cs_warranty_months for category in above}
        return {
            template: template.cs_warranty_months
            or next(
                (
                    months[part]
                    for part in reversed(path.get(template.categ_id, []))
                    if months[part]
                ),
                0,
            )
            for template in templates
        }
