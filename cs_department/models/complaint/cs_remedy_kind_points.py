from odoo import fields, models


class CsRemedyKind(models.Model):
    """Points as compensation, with limits of their own (V11)."""

    _inherit = "cs.remedy.kind"

    has_points = fields.Boolean(
        string="Grants VIP Points",
        help="Delivered, the points are booked on the customer's VIP card.",
    )
    agent_points = fields.Integer(
        string="Agent Limit (Points)",
        help="Most points a desk agent grants alone on one ticket; above it a "
        "supervisor approves.",
    )
    supervisor_points = fields.Integer(
        string="Supervisor Limit (Points)",
        help="Most points a supervisor approves on one ticket; above it the manager "
        "does.",
    )

    _points_limits = models.Constraint(
        "CHECK(agent_points >= 0 AND supervisor_points >= agent_points)",
        "Limits cannot be negative, and the supervisor's limit cannot be below the "
        "agent's.",
    )
