from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime


class CsTicketClose(models.TransientModel):
    """Asks for what closing needs, so that nobody has to guess (C5)."""

    _name = "cs.ticket.close"
    _description = "Close a Ticket"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    is_complaint = fields.Boolean(related="ticket_id.cs_is_complaint")
    stage_id = fields.Many2one(
        "helpdesk.ticket.stage",
        required=True,
        compute="_compute_stage_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'in', available_stage_ids)]",
    )
    available_stage_ids = fields.Many2many(
        "helpdesk.ticket.stage", compute="_compute_available_stage_ids"
    )
    requires_outcome = fields.Boolean(related="stage_id.cs_requires_outcome")
    satisfied = fields.Selection(
        [("yes", "Satisfied"), ("no", "Not satisfied")],
        string="The Customer Is",
        help="What the customer said when the result was confirmed.",
    )
    note = fields.Text(string="Customer's Words")
    needs_reason = fields.Boolean(compute="_compute_needs_reason")
    reason = fields.Text(
        help="Why there is no outcome: withdrawn by the customer, no complaint …"
    )
    is_repeat = fields.Integer(related="ticket_id.cs_is_repeat")
    root_cause = fields.Text(
        compute="_compute_root_cause",
        store=True,
        readonly=False,
        precompute=True,
        help="Why it happened again, and what keeps it from happening once more.",
    )
    how = fields.Selection(
        [
            ("on_spot", "On the Spot"),
            ("callback", "By Phone"),
            ("written", "In Writing"),
        ],
        string="Confirmed",
        default="callback",
        help="On the spot, the customer signs here.",
    )
    signed_by = fields.Char(
        "Signed by",
        compute="_compute_signed_by",
        store=True,
        readonly=False,
        precompute=True,
    )
    signature = fields.Binary(attachment=False)

    @api.depends("ticket_id")
    def _compute_available_stage_ids(self):
        for wizard in self:
            stages = wizard.ticket_id.team_id._get_applicable_stages()
            wizard.available_stage_ids = stages.filtered("closed")

    @api.depends("ticket_id")
    def _compute_root_cause(self):
        for wizard in self:
            wizard.root_cause = wizard.ticket_id.cs_root_cause

    @api.depends("ticket_id")
    def _compute_stage_id(self):
        for wizard in self:
            wizard.stage_id = wizard.available_stage_ids.sorted(
                lambda stage: not stage.cs_requires_outcome
            )[:1]

    @api.depends("ticket_id", "stage_id")
    def _compute_needs_reason(self):
        for wizard in self:
            wizard.needs_reason = (
                wizard.stage_id
                and not wizard.stage_id.cs_requires_outcome
                and wizard.ticket_id._cs_needs_closing_reason()
            )

    @api.depends("ticket_id")
    def _compute_signed_by(self):
        for wizard in self:
            wizard.signed_by = wizard.ticket_id.partner_id.name

    def action_close(self):
        for wizard in self:
            ticket = wizard.ticket_id
            ticket.check_access("write")
            wizard._check_open()
            if wizard.satisfied:
                wizard._check_signature()
                ticket._cs_record_word(
                    wizard.satisfied == "yes",
                    wizard.how,
                    name=wizard.signed_by,
                    signature=wizard.how == "on_spot" and wizard.signature,
                    words=wizard.note,
                )
            if wizard.is_repeat and wizard.root_cause:
                ticket.cs_root_cause = wizard.root_cause
            values = {"stage_id": wizard.stage_id.id}
            if not wizard.requires_outcome:
                values["cs_closing_reason"] = wizard.reason
            ticket.write(values)
        return {"type": "ir.actions.act_window_close"}

    def _check_open(self):
        """A dialog left open elsewhere must not replace what the customer signed."""
        ticket = self.ticket_id
        if not ticket.closed:
            return
        # sudo: who closed it and when, for whoever may write the ticket
        closing = ticket.sudo().cs_closing_ids[:1]
        raise UserError(
            self.env._(
                "Ticket %(number)s was closed already, by %(user)s on %(date)s. Open "
                "it again first if the closing was wrong.",
                number=ticket.number,
                user=closing.user_id.name or "?",
                date=format_datetime(
                    self.env, closing.date or ticket.closed_date, dt_format="short"
                ),
            )
        )

    def _check_signature(self):
        if not self.how:
            raise UserError(self.env._("Say how the customer confirmed the result."))
        if self.how == "on_spot" and not self.signature:
            raise UserError(
                self.env._(
                    "Let the customer sign, or choose another way of confirming."
                )
            )
