from odoo import fields, models


class CsRemedyKind(models.Model):
    """Kind of remedy with the limits of authority that go with it (C6)."""

    _name = "cs.remedy.kind"
    _description = "Kind of Remedy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    has_amount = fields.Boolean(
        string="Has an Amount", help="The remedy is worth money to the customer."
    )
    needs_reason = fields.Boolean(
        help="The description must be filled in before the remedy is delivered."
    )
    agent_limit = fields.Monetary(
        help="Most that a desk agent promises alone of this kind on one ticket; above "
        "it a supervisor approves. Goods count with their value. 0: everything of "
        "value is approved by others."
    )
    supervisor_limit = fields.Monetary(
        help="Most that a supervisor approves of this kind on one ticket; above it "
        "the manager does. 0: everything of value is approved by the manager."
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Currency of the limits; amounts in another one are converted.",
    )
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share it between all companies."
    )

    _limits = models.Constraint(
        "CHECK(agent_limit >= 0 AND supervisor_limit >= agent_limit)",
        "Limits cannot be negative, and the supervisor's limit cannot be below the "
        "agent's.",
    )
