from odoo import fields, models


class CsFeedbackTopic(models.Model):
    """What customers' opinions are sorted by (A5)."""

    _name = "cs.feedback.topic"
    _description = "Feedback Topic"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    department_id = fields.Many2one("hr.department", string="Department Concerned")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
