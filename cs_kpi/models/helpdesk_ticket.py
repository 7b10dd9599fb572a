from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_vip import business_day

SUPERVISOR = "cs_department.group_supervisor"


class HelpdeskTicket(models.Model):
    """Praise arrives in the appraisal by itself, as a proposal; a complaint about a
    person only when a supervisor decides so (C4, P1)."""

    _inherit = "helpdesk.ticket"

    # the month's closed tickets, of everybody or of one person
    _cs_kpi_closed = models.Index(
        "(cs_closed_user_id, closed_date) WHERE cs_closed_user_id IS NOT NULL"
    )

    cs_kpi_incident_ids = fields.One2many(
        "cs.kpi.incident", "ticket_id", "Incidents", groups=SUPERVISOR
    )
    cs_kpi_incident_count = fields.Integer(
        "Incident Count", compute="_compute_cs_kpi_incident_count", groups=SUPERVISOR
    )

    @api.depends("cs_kpi_incident_ids")
    def _compute_cs_kpi_incident_count(self):
        counts = dict(
            self.env["cs.kpi.incident"]._read_group(
                [("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"]
            )
        )
        for ticket in self:
            ticket.cs_kpi_incident_count = counts.get(ticket._origin, 0)

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._cs_kpi_propose_praise()
        return tickets

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"stage_id", "cs_person_id", "cs_request_type_id"}:
            self._cs_kpi_propose_praise()
        return result

    def _cs_kpi_propose_praise(self):
        """Once per ticket: for the person named, else for the owner at closing."""
        # sudo: the system proposes whoever registers the ticket, also a customer
        praising = self.sudo().filtered(
            lambda ticket: (
                ticket.cs_request_type_id.cs_kpi_rule_id
                and (ticket.cs_person_id or ticket.closed)
                and not ticket.cs_kpi_incident_ids
            )
        )
        if not praising:
            return
        owners = praising.filtered(lambda t: not t.cs_person_id).cs_closed_user_id
        staff = {
            (employee.user_id, employee.company_id): employee
            for employee in praising.env["hr.employee"].search(
                [("user_id", "in", owners.ids)]
            )
        }
        proposals = []
        for ticket in praising:
            company = ticket.company_id
            person = ticket.cs_person_id or staff.get(
                (ticket.cs_closed_user_id, company)
            )
            if not person:
                continue
            rule = ticket.cs_request_type_id.cs_kpi_rule_id
            proposals.append(
                {
                    "employee_id": person.id,
                    "date": business_day.today(self.env, company),
                    "kind": rule.kind,
                    "rule_id": rule.id,
                    "ticket_id": ticket.id,
                    "description": ticket.name,
                    "evidence": ticket.number,
                    "state": "proposed",
                    "recorder_id": SUPERUSER_ID,
                    "company_id": company.id,
                }
            )
        praising.env["cs.kpi.incident"].create(proposals)

    def action_cs_kpi_record_incident(self):
        """A supervisor decides that a verified cause becomes an incident: the form
        opens filled in; nothing is recorded before it is saved."""
        self.ensure_one()
        if not self.env.user.has_group(SUPERVISOR):
            raise AccessError(self.env._("Only a supervisor records incidents."))
        self.check_access("read")
        if not self.cs_cause_id or not self.cs_cause_verified:
            raise UserError(
                self.env._(
                    "The cause of %s is not verified yet. Enter it and mark it as "
                    "verified first.",
                    self.number,
                )
            )
        if not self.cs_person_id:
            raise UserError(
                self.env._("Name the person concerned of %s first.", self.number)
            )
        today = business_day.today(self.env, self.company_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record an Incident"),
            "res_model": "cs.kpi.incident",
            "view_mode": "form",
            "context": {
                "default_ticket_id": self.id,
                "default_employee_id": self.cs_person_id.id,
                "default_kind": "conduct",
                "default_date": fields.Date.to_string(today),
                "default_description": self.env._(
                    "%(ticket)s: %(cause)s",
                    ticket=self.name,
                    cause=self.cs_cause_id.name,
                ),
                "default_evidence": self.number,
                "default_company_id": self.company_id.id,
            },
        }

    def action_cs_kpi_open_incidents(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_kpi.action_incident")
        return {**action, "domain": [("ticket_id", "=", self.id)]}
