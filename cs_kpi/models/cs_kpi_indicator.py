from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsKpiIndicator(models.Model):
    """What is measured: definition, unit, direction and source (P1)."""

    _name = "cs.kpi.indicator"
    _description = "Appraisal Indicator"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Short name that other programs and spreadsheets rely on.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text("Definition", translate=True)
    unit = fields.Selection(
        [
            ("percent", "Per Cent"),
            ("count", "Number"),
            ("hours", "Hours"),
            ("average", "Mean"),
        ],
        required=True,
        default="percent",
        help="Per cent: numerator ÷ denominator. Number: the numerator. Hours and "
        "mean: the mean of the records' values.",
    )
    direction = fields.Selection(
        [("higher", "Higher Is Better"), ("lower", "Lower Is Better")],
        required=True,
        default="higher",
    )
    measure = fields.Selection(
        lambda self: list(self.env["cs.kpi.measure"]._measures().items()),
        "Source",
        required=True,
        help="Where the figure is counted from. Other readings of the same item are "
        "sources of their own.",
    )
    scale_min = fields.Float(
        "Lowest Mark",
        default=1,
        help="Marks are shown as per cent of the scale's span: the lowest is 0 %.",
    )
    scale_max = fields.Float("Highest Mark", default=5)
    no_data = fields.Selection(
        [("full", "Full Score"), ("excluded", "Not Rated, Weight Shared Out")],
        "Without Data",
        required=True,
        default="full",
        help="What an item is worth in a month in which there was nothing to "
        "measure. It is never zero.",
    )
    company_id = fields.Many2one("res.company", index=True)

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "Another indicator has this code already.",
    )

    @api.constrains("scale_min", "scale_max")
    def _check_scale(self):
        for indicator in self:
            if indicator.scale_min >= indicator.scale_max:
                raise ValidationError(
                    self.env._(
                        'The highest mark of "%s" must be above its lowest mark.',
                        indicator.name,
                    )
                )
