from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.cs_vip.business_day import now

from .helpdesk_ticket import STAFF


class HelpdeskTicket(models.Model):
    """The first answer has a deadline of its own, apart from the remedy (C5).

    A first answer is the first message an employee writes to the customer, or a call
    that an employee notes; nobody enters its moment by hand.
    """

    _inherit = "helpdesk.ticket"

    cs_date_first_answer = fields.Datetime(
        "First Answer on", readonly=True, copy=False, groups=STAFF
    )
    cs_first_answer_due = fields.Datetime(
        "First Answer Due",
        compute="_compute_cs_first_answer_due",
        store=True,
        groups=STAFF,
        help="Hours of the kind of request, else those of the company, after receipt.",
    )
    cs_first_answer_late = fields.Boolean(
        "First Answer Late",
        compute="_compute_cs_first_answer_late",
        search="_search_cs_first_answer_late",
        groups=STAFF,
    )

    _cs_unanswered = models.Index(
        "(cs_first_answer_due) WHERE active AND cs_date_first_answer IS NULL"
    )

    @api.depends("cs_date_received", "cs_request_type_id", "company_id")
    def _compute_cs_first_answer_due(self):
        for ticket in self:
            ticket.cs_first_answer_due = ticket._cs_first_answer_deadline()

    def _cs_first_answer_deadline(self):
        company = self.company_id
        # sudo: a customer's ticket from the portal has its deadline too
        kind = self.sudo().cs_request_type_id
        hours = kind.first_answer_hours or company.cs_first_answer_hours
        if not hours or not self.cs_date_received:
            return False
        calendar = company.resource_calendar_id
        if company.cs_complaint_basis == "working" and calendar:
            return calendar.plan_hours(
                hours, self.cs_date_received, compute_leaves=True
            )
        return self.cs_date_received + timedelta(hours=hours)

    @api.depends("cs_first_answer_due", "cs_date_first_answer", "closed", "closed_date")
    def _compute_cs_first_answer_late(self):
        moment = now(self.env)
        for ticket in self:
            end = ticket.closed_date if ticket.closed else moment
            answered = ticket.cs_date_first_answer or end
            due = ticket.cs_first_answer_due
            ticket.cs_first_answer_late = bool(due and answered and answered > due)

    def _search_cs_first_answer_late(self, operator, value):
        """Open tickets that still wait for their first answer, too long already."""
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return (
            Domain("cs_first_answer_due", "<", now(self.env))
            & Domain("cs_date_first_answer", "=", False)
            & Domain("stage_id.closed", "=", False)
        )

    @api.constrains("cs_date_first_answer")
    def _check_cs_first_answer(self):
        for ticket in self:
            answered = ticket.cs_date_first_answer
            if answered and answered < ticket.cs_date_received:
                raise ValidationError(
                    self.env._("A request cannot be answered before it was received.")
                )

    def _cs_record_first_answer(self):
        moment = now(self.env)
        # sudo: recorded by the system with the answer itself
        for ticket in self.sudo():
            if not ticket.cs_date_first_answer:
                ticket.cs_date_first_answer = max(moment, ticket.cs_date_received)

    def _message_post_after_hook(self, message, msg_vals):
        author = message.author_id
        if (
            message.message_type in ("comment", "email_outgoing")
            and message.subtype_id == self.env.ref("mail.mt_comment")
            and author
            and not author.partner_share
        ):
            self._cs_record_first_answer()
        return super()._message_post_after_hook(message, msg_vals)

    def action_cs_answered(self):
        """A call that answered the customer; kept in the log."""
        self.check_access("write")
        for ticket in self.filtered(lambda ticket: not ticket.cs_date_first_answer):
            ticket._cs_record_first_answer()
            ticket.message_post(body=self.env._("Answered by phone."))

    @api.depends("cs_date_first_answer")
    def _compute_cs_deadline(self):
        return super()._compute_cs_deadline()

    def _cs_complaint_deadline(self, days=None):
        """No longer open once it was answered in time, where the answer is what the
        deadline asks for."""
        deadline = super()._cs_complaint_deadline(days)
        # sudo: a moment; the deadline is the same for everybody
        answered = self.sudo().cs_date_first_answer
        until_answer = self.company_id.cs_complaint_until == "answer"
        if until_answer and answered and deadline and answered <= deadline:
            return False
        return deadline

    def _cs_deadline_lines(self):
        lines = super()._cs_deadline_lines()
        if self.cs_is_complaint and self.company_id.cs_complaint_until == "answer":
            lines.append(
                self.env._("The days are for the first answer; it meets the deadline.")
            )
        return lines
