from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cs_vip.business_day import now

from .helpdesk_ticket import STAFF


class HelpdeskTicket(models.Model):
    """One deadline per ticket: negotiated with the customer, else by policy (C5)."""

    _inherit = "helpdesk.ticket"

    cs_date_negotiated = fields.Datetime(
        string="Negotiated Date",
        copy=False,
        tracking=True,
        help="Final date agreed with the customer when the case cannot be settled "
        "within the usual time.",
    )
    cs_negotiation_reason = fields.Text(
        string="Reason of the Date", copy=False, groups=STAFF
    )
    cs_deadline = fields.Datetime(
        string="Deadline",
        compute="_compute_cs_deadline",
        store=True,
        index="btree_not_null",
        help="The negotiated date; else the earliest of the complaint deadline and "
        "the service policies of the team.",
    )
    cs_overdue = fields.Boolean(
        string="Overdue", compute="_compute_cs_overdue", search="_search_cs_overdue"
    )

    @api.depends(
        "cs_date_negotiated",
        "cs_is_complaint",
        "cs_date_received",
        "company_id",
        "ticket_sla_ids.deadline",
    )
    def _compute_cs_deadline(self):
        for ticket in self:
            ticket.cs_deadline = ticket.cs_date_negotiated or min(
                (deadline for deadline in ticket._cs_policy_deadlines() if deadline),
                default=False,
            )

    def _cs_policy_deadlines(self):
        """Candidates of the deadline; later policies add theirs."""
        deadlines = self.ticket_sla_ids.mapped("deadline")
        if self.cs_is_complaint:
            deadlines.append(self._cs_complaint_deadline())
        return deadlines

    def _cs_complaint_deadline(self, days=None):
        """`days` (default: the company's) after receipt."""
        company = self.company_id
        days = days or company.cs_complaint_days
        received = self.cs_date_received or now(self.env)
        calendar = company.resource_calendar_id
        if company.cs_complaint_basis == "working" and calendar:
            hours = days * calendar.hours_per_day
            return calendar.plan_hours(hours, received, compute_leaves=True)
        return received + timedelta(days=days)

    @api.depends("cs_deadline", "closed", "closed_date")
    def _compute_cs_overdue(self):
        moment = now(self.env)
        for ticket in self:
            end = ticket.closed_date if ticket.closed else moment
            # sudo: a moment; the deadline rests while the customer is waited for
            end = min(end, ticket.sudo().cs_pause_since or end) if end else end
            ticket.cs_overdue = bool(
                ticket.cs_deadline and end and ticket.cs_deadline < end
            )

    def _search_cs_overdue(self, operator, value):
        """Open tickets past their deadline, the ones somebody must act on."""
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        late = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s < LEAST(%s, %s)",
                SQL.identifier(alias, "cs_deadline"),
                now(model.env),
                SQL.identifier(alias, "cs_pause_since"),
            ),
            predicate=lambda ticket: ticket.cs_overdue,
        )
        return (
            Domain("cs_deadline", "<", now(self.env))
            & Domain("stage_id.closed", "=", False)
            & late
        )

    @api.constrains("cs_date_negotiated", "cs_negotiation_reason")
    def _check_cs_negotiated(self):
        for ticket in self.filtered("cs_date_negotiated"):
            if not (ticket.cs_negotiation_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Write down why another date was agreed with the customer."
                    )
                )
            if ticket.cs_date_negotiated < ticket.cs_date_received:
                raise ValidationError(
                    self.env._(
                        "The negotiated date lies before the request was received. "
                        "Enter the date the customer agreed to."
                    )
                )
