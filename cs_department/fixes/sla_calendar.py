"""A team with service policies but without working hours broke every new ticket.

``helpdesk_mgmt_sla`` plans hours on the team's calendar without looking whether
there is one. Such a team now takes the working hours of its company.
https://github.com/OCA/helpdesk/blob/19.0/helpdesk_mgmt_sla/models/helpdesk_ticket_sla.py
"""

from odoo import api, models
from odoo.exceptions import ValidationError


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._cs_fill_calendar()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if {"use_sla", "resource_calendar_id", "company_id"} & vals.keys():
            self._cs_fill_calendar()
        return result

    def _cs_fill_calendar(self):
        for team in self.filtered("use_sla"):
            if team.resource_calendar_id:
                continue
            company = team.company_id or self.env.company
            calendar = company.resource_calendar_id or self.env[
                "resource.calendar"
            ].search([("company_id", "in", [False, company.id])], limit=1)
            if not calendar:
                raise ValidationError(
                    self.env._(
                        "Team “%s” follows service policies: choose its working "
                        "hours, so that deadlines can be computed.",
                        team.name,
                    )
                )
            team.resource_calendar_id = calendar

    @api.model
    def _cs_fill_all_calendars(self):
        """Teams that existed before this addon was installed."""
        self.with_context(active_test=False).search(
            [("use_sla", "=", True), ("resource_calendar_id", "=", False)]
        )._cs_fill_calendar()
