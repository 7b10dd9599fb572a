from odoo import api, fields, models

from ..visit.cs_visit import KINDS

EFFECTS = [
    ("return", "Return of Goods"),
    ("exchange", "Exchange of Goods"),
    ("replenish", "Delivery of Missing Goods"),
    ("repair", "Repair Order"),
    ("refund", "Credit Note"),
    ("reduction", "Price Reduction"),
    ("gift", "Gift"),
    ("visit", "Visit"),
    ("apology", "Apology Letter"),
    ("refusal", "Refusal Letter"),
]
# Effects whose worth is that of the goods, whatever amount is entered.
BY_GOODS = ("return", "exchange", "replenish", "gift")


class CsRemedyKind(models.Model):
    """What a remedy does, and how much of a kind somebody grants in a month (C6)."""

    _inherit = "cs.remedy.kind"

    effect = fields.Selection(
        EFFECTS,
        help="The document that carries the remedy out. Empty: it is carried out by "
        "hand.",
    )
    has_limits = fields.Boolean(
        compute="_compute_has_limits",
        help="What is promised of this kind has a value, by its amount or its goods.",
    )
    visit_kind = fields.Selection(
        KINDS, string="Kind of Visit", default="repair", required=True
    )
    agent_month_limit = fields.Monetary(
        string="Agent Limit per Month",
        help="Most that a desk agent grants of this kind in a calendar month; 0 sets "
        "no such limit.",
    )
    supervisor_month_limit = fields.Monetary(
        string="Supervisor Limit per Month",
        help="Most that a supervisor grants of this kind in a calendar month; 0 sets "
        "no such limit.",
    )
    agent_month_points = fields.Integer(
        string="Agent Limit per Month (Points)",
        help="Most points that a desk agent grants in a calendar month; 0 sets no "
        "such limit.",
    )
    supervisor_month_points = fields.Integer(
        string="Supervisor Limit per Month (Points)",
        help="Most points that a supervisor grants in a calendar month; 0 sets no "
        "such limit.",
    )

    _month_limits = models.Constraint(
        "CHECK(agent_month_limit >= 0 AND supervisor_month_limit >= 0"
        " AND agent_month_points >= 0 AND supervisor_month_points >= 0)",
        "Limits per month cannot be negative.",
    )

    @api.depends("has_amount", "effect")
    def _compute_has_limits(self):
        for kind in self:
            kind.has_limits = kind.has_amount or kind.effect in BY_GOODS
