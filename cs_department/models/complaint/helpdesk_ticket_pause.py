from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_datetime

from odoo.addons.cs_vip.business_day import now

from .helpdesk_ticket import STAFF


class CsTicketPause(models.Model):
    """How long a ticket waited for the customer: time that does not count (C5)."""

    _name = "cs.ticket.pause"
    _description = "Wait for the Customer"
    _order = "date_from, id"
    _rec_name = "ticket_id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date_from = fields.Datetime("From", required=True, readonly=True)
    date_to = fields.Datetime("To", required=True, readonly=True)
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, index=True, precompute=True
    )

    _order_of_dates = models.Constraint(
        "CHECK(date_to >= date_from)", "A wait ends after it begins."
    )


class HelpdeskTicket(models.Model):
    """The deadline rests while a ticket waits for the customer, and can be explained
    line by line (C5)."""

    _inherit = "helpdesk.ticket"

    cs_pause_since = fields.Datetime(
        "Waiting for the Customer since", readonly=True, copy=False, groups=STAFF
    )
    cs_pause_ids = fields.One2many("cs.ticket.pause", "ticket_id", groups=STAFF)
    cs_deadline_explained = fields.Html(
        "How the Deadline Comes About",
        compute="_compute_cs_deadline_explained",
        groups=STAFF,
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("stage_id"):
            self._cs_follow_pause()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets.filtered(
            lambda ticket: ticket.stage_id.cs_waiting_for
        )._cs_follow_pause()
        return tickets

    def _cs_follow_pause(self):
        moment = now(self.env)
        ended = []
        for ticket in self.sudo():  # sudo: kept by the system, whoever moves the ticket
            waits = ticket.stage_id.cs_waiting_for == "customer" and not ticket.closed
            if waits and not ticket.cs_pause_since:
                ticket.cs_pause_since = moment
            elif not waits and ticket.cs_pause_since:
                ended.append(
                    {
                        "ticket_id": ticket.id,
                        "date_from": min(ticket.cs_pause_since, moment),
                        "date_to": moment,
                    }
                )
                ticket.cs_pause_since = False
        if ended:
            # sudo: as above
            self.env["cs.ticket.pause"].sudo().create(ended)

    @api.depends("cs_pause_ids.date_to")
    def _compute_cs_deadline(self):
        return super()._compute_cs_deadline()

    def _cs_complaint_deadline(self, days=None):
        """Later by the time that the ticket waited for the customer."""
        deadline = super()._cs_complaint_deadline(days)
        pauses = self.sudo().cs_pause_ids  # sudo: moments only
        if not pauses:
            return deadline
        company = self.company_id
        calendar = company.resource_calendar_id
        if company.cs_complaint_basis == "working" and calendar:
            hours = sum(
                calendar.get_work_hours_count(
                    pause.date_from, pause.date_to, compute_leaves=True
                )
                for pause in pauses
            )
            return calendar.plan_hours(hours, deadline, compute_leaves=True)
        for pause in pauses:
            deadline += pause.date_to - pause.date_from
        return deadline

    @api.depends("cs_deadline", "cs_pause_since", "cs_negotiation_reason")
    def _compute_cs_deadline_explained(self):
        for ticket in self:
            lines = ticket._cs_deadline_lines()
            ticket.cs_deadline_explained = (
                Markup("<ul class='mb-0'>%s</ul>")
                % Markup().join(Markup("<li>%s</li>") % line for line in lines)
                if lines
                else False
            )

    def _cs_deadline_lines(self):
        """Every line of how the deadline comes about, in words."""
        self.ensure_one()

        def at(moment):
            return format_datetime(self.env, moment, dt_format="short")

        lines = [self.env._("Received on %s.", at(self.cs_date_received))]
        if self.cs_is_complaint:
            company = self.company_id
            basis = dict(
                company._fields["cs_complaint_basis"]._description_selection(self.env)
            )[company.cs_complaint_basis]
            lines.append(
                self.env._(
                    "Complaints: %(days)s days (%(basis)s).",
                    days=company.cs_complaint_days,
                    basis=basis,
                )
            )
            tier = self._cs_fast_lane()
            if tier.cs_complaint_days:
                lines.append(
                    self.env._(
                        "VIP level %(tier)s: %(days)s days.",
                        tier=tier.name,
                        days=tier.cs_complaint_days,
                    )
                )
            for rule in self._cs_severity_rules().filtered("days"):
                lines.append(
                    self.env._(
                        "%(rule)s: %(days)g days.",
                        rule=rule.display_name,
                        days=rule.days,
                    )
                )
        for row in self.sudo().ticket_sla_ids:  # sudo: names and moments of policies
            lines.append(
                self.env._(
                    "Service policy %(name)s: %(deadline)s.",
                    name=row.name,
                    deadline=at(row.deadline),
                )
            )
        for pause in self.sudo().cs_pause_ids:  # sudo: moments only
            lines.append(
                self.env._(
                    "Waited for the customer from %(start)s to %(end)s.",
                    start=at(pause.date_from),
                    end=at(pause.date_to),
                )
            )
        if self.cs_pause_since:
            lines.append(
                self.env._(
                    "Waiting for the customer since %s: the time does not count.",
                    at(self.cs_pause_since),
                )
            )
        if self.cs_date_negotiated:
            lines.append(
                self.env._(
                    "Agreed with the customer: %(date)s. %(reason)s",
                    date=at(self.cs_date_negotiated),
                    reason=self.cs_negotiation_reason or "",
                )
            )
        if self.cs_deadline:
            lines.append(
                self.env._("The earliest counts: %s.", at(self.cs_deadline))
                if not self.cs_date_negotiated
                else self.env._("The agreed date counts.")
            )
        return lines
