from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("cooperation", "Cooperation"),
    ("conduct", "Conduct"),
    ("praise", "Praise"),
    ("criticism", "Criticism"),
]


class CsKpiRule(models.Model):
    """A rule of conduct or an occasion of praise, with its points (P1, P6)."""

    _name = "cs.kpi.rule"
    _description = "Appraisal Rule"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True, index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    points = fields.Float(
        digits=(16, 2),
        required=True,
        aggregator=None,
        help="What one incident adds to the score; what it costs is negative.",
    )
    is_warning = fields.Boolean(
        "Warning", help="Besides the points the employee is warned formally."
    )
    description = fields.Text(translate=True)
    company_id = fields.Many2one("res.company", index=True)

    @api.constrains("kind", "points")
    def _check_points(self):
        for rule in self:
            if rule.kind == "praise" and rule.points < 0:
                raise ValidationError(
                    self.env._('Praise cannot cost points: see "%s".', rule.name)
                )
            if rule.kind != "praise" and rule.points > 0:
                raise ValidationError(
                    self.env._(
                        'Only praise adds points: write those of "%s" with a minus.',
                        rule.name,
                    )
                )
