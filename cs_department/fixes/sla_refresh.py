"""Service policies were fixed at creation, and agents could not renew them.

Policies apply by team, category and tag, but ``helpdesk_mgmt_sla`` chooses them
once; its button "Set SLA" deletes rows, which agents may not; and policies of
other companies were offered to whoever may read them.
https://github.com/OCA/helpdesk/blob/19.0/helpdesk_mgmt_sla/models/helpdesk_ticket.py
"""

from odoo import models
from odoo.fields import Domain


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def write(self, vals):
        result = super().write(vals)
        if {"team_id", "category_id", "tag_ids"} & vals.keys():
            for ticket in self:
                ticket.refresh_sla()
            if "team_id" in vals:
                self._cs_replan_sla()
        return result

    def refresh_sla(self):
        self.check_access("write")
        # sudo: which policies apply is decided by the ticket, not by the user, who
        # may change this ticket but not delete policies one by one.
        ticket = self.sudo()
        if not ticket.team_id.use_sla:
            ticket.ticket_sla_ids.unlink()
            return None
        return super(HelpdeskTicket, ticket).refresh_sla()

    def _get_sla_ticket_domain(self):
        return Domain(super()._get_sla_ticket_domain()) & Domain(
            "company_id", "in", [False, self.company_id.id]
        )

    def _cs_replan_sla(self):
        """Policies that still apply run on the working hours of the new team."""
        # sudo: as in refresh_sla, reached through a permitted write of the ticket.
        for row in self.sudo().ticket_sla_ids:
            if row.state in ("in_progress", "on_hold"):
                row.hours = (
                    row.sla_id.hours
                    + row.ticket_id.team_id.resource_calendar_id.hours_per_day
                    * row.sla_id.days
                )
                row._compute_deadline()
