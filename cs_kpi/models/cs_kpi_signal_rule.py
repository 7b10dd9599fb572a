from odoo import fields, models


class CsKpiSignalRule(models.Model):
    """A pattern that makes figures look better than the work is (P5)."""

    _name = "cs.kpi.signal.rule"
    _description = "Unusual Pattern to Look For"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(
        "What It Means", translate=True, help="Shown with every finding."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    check = fields.Selection(
        lambda self: list(self.env["cs.kpi.signal"]._checks().items()),
        "Pattern",
        required=True,
    )
    threshold = fields.Float(
        help="Reopened: how often a ticket was reopened at least. Calls: seconds that "
        "a call lasts at least. Easy tickets: the highest priority that is easy (0 to "
        "3). Ratings: not used.",
    )
    least = fields.Integer(
        "Least Number",
        default=3,
        required=True,
        help="Records below which nobody is listed.",
    )
    company_id = fields.Many2one("res.company", index=True)

    _least_positive = models.Constraint(
        "CHECK(least > 0 AND threshold >= 0)",
        "The least number is at least 1, and the threshold not negative.",
    )
