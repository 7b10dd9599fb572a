from odoo import api, fields, models

DIMENSIONS = [
    ("safety", "Safety"),
    ("legal", "Legal"),
    ("money", "Money"),
    ("image", "Public Image"),
]
LEVELS = [("0", "None"), ("1", "Low"), ("2", "Medium"), ("3", "High")]
SEVERITIES = [
    ("minor", "Minor"),
    ("moderate", "Moderate"),
    ("serious", "Serious"),
    ("critical", "Critical"),
]
PRIORITIES = [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Very High")]


class CsSeverityRule(models.Model):
    """One cell of the severity matrix: what a level of a dimension means (C5)."""

    _name = "cs.severity.rule"
    _description = "Severity Matrix"
    _order = "dimension, level"
    _rec_name = "dimension"

    dimension = fields.Selection(DIMENSIONS, required=True)
    level = fields.Selection(LEVELS[1:], required=True, default="1")
    severity = fields.Selection(SEVERITIES, required=True, default="minor")
    priority = fields.Selection(
        PRIORITIES, required=True, default="0", help="Least priority of the ticket."
    )
    days = fields.Float(
        "Days to Remedy",
        help="Where that is earlier than usual. Parts of a day are possible; 0: as "
        "usual.",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        "Urgent Team",
        check_company=True,
        help="Takes such tickets over.",
    )
    company_id = fields.Many2one("res.company", index=True)

    _cell_unique = models.UniqueIndex(
        "(dimension, level, COALESCE(company_id, 0))",
        "This cell of the matrix exists already. Change that one.",
    )
    _days_positive = models.Constraint(
        "CHECK(days >= 0)", "The days to remedy cannot be negative."
    )

    @api.depends("dimension", "level")
    def _compute_display_name(self):
        dimensions = dict(self._fields["dimension"]._description_selection(self.env))
        levels = dict(self._fields["level"]._description_selection(self.env))
        for rule in self:
            rule.display_name = (
                f"{dimensions.get(rule.dimension)}: {levels.get(rule.level)}"
            )

    @api.model
    def _matrix(self, company):
        """{(dimension, level): rule}; a company's own cell before the shared one."""
        # sudo: the matrix holds for whoever registers a ticket
        rules = self.sudo().search(
            [("company_id", "in", [False, company.id])], order="company_id DESC"
        )
        matrix = {}
        for rule in rules.sorted(lambda rule: bool(rule.company_id)):
            matrix[rule.dimension, rule.level] = rule
        return matrix
