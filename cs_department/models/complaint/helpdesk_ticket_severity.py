from odoo import api, fields, models

from .cs_severity_rule import DIMENSIONS, LEVELS, SEVERITIES
from .helpdesk_ticket import STAFF

IMPACTS = {f"cs_impact_{dimension}": dimension for dimension, _label in DIMENSIONS}
ORDER = [severity for severity, _label in SEVERITIES]


class HelpdeskTicket(models.Model):
    """The severity matrix sets severity, priority, deadline and team (C5, V12).

    The worst of the four dimensions counts; whoever knows better may still choose
    the severity, and raise the priority.
    """

    _inherit = "helpdesk.ticket"

    cs_impact_safety = fields.Selection(
        LEVELS, "Danger to Safety", default="0", tracking=True, groups=STAFF
    )
    cs_impact_legal = fields.Selection(
        LEVELS, "Legal Consequences", default="0", tracking=True, groups=STAFF
    )
    cs_impact_money = fields.Selection(
        LEVELS, "Money at Stake", default="0", tracking=True, groups=STAFF
    )
    cs_impact_image = fields.Selection(
        LEVELS, "Public Attention", default="0", tracking=True, groups=STAFF
    )
    cs_severity = fields.Selection(
        compute="_compute_cs_severity", store=True, readonly=False, precompute=True
    )

    def _cs_severity_rules(self):
        """The cells of the matrix that this ticket is in."""
        self.ensure_one()
        ticket = self.sudo()  # sudo: fields for staff; portal tickets have none set
        levels = {
            (dimension, ticket[name])
            for name, dimension in IMPACTS.items()
            if ticket[name] not in (False, "0")
        }
        rules = self.env["cs.severity.rule"]
        if levels:
            matrix = rules._matrix(self.company_id)
            rules = rules.union(*(matrix.get(cell, rules) for cell in levels))
        return rules

    @api.depends(*IMPACTS)
    def _compute_cs_severity(self):
        for ticket in self:
            found = ticket._cs_severity_rules().mapped("severity")
            ticket.cs_severity = (
                max(found, key=ORDER.index) if found else ticket.cs_severity
            )

    def _cs_priority_floor(self):
        return max(
            super()._cs_priority_floor(),
            *self._cs_severity_rules().mapped("priority"),
            "0",
        )

    def _cs_policy_deadlines(self):
        deadlines = super()._cs_policy_deadlines()
        days = [days for days in self._cs_severity_rules().mapped("days") if days]
        if self.cs_is_complaint and days:
            deadlines.append(self._cs_complaint_deadline(min(days)))
        return deadlines

    @api.depends(*IMPACTS)
    def _compute_cs_deadline(self):
        return super()._compute_cs_deadline()

    @api.onchange(*IMPACTS)
    def _onchange_cs_impacts(self):
        self.priority = self._cs_priority_floor()

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        if any(IMPACTS.keys() & vals.keys() for vals in vals_list):
            tickets._cs_take_to_urgent_team()
        return tickets

    def write(self, vals):
        result = super().write(vals)
        if IMPACTS.keys() & vals.keys():
            self._cs_apply_priority_floor()
            self._cs_take_to_urgent_team()
        return result

    def _cs_take_to_urgent_team(self):
        """Urgent tickets have their own team (V12, C5)."""
        for ticket in self:
            rules = ticket._cs_severity_rules().filtered("team_id")
            worst = rules.sorted(lambda rule: ORDER.index(rule.severity))[-1:]
            if worst and ticket.team_id != worst.team_id:
                # sudo: whoever sets the impact may not be a member of that team
                ticket.sudo().team_id = worst.team_id
