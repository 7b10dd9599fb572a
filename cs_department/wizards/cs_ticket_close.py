from odoo import api, fields, models


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
    is_repeat = fields.Integer(related="ticket_id.cs_is_repeat")
    root_cause = fields.Text(
        compute="_compute_root_cause",
        store=True,
        readonly=False,
        precompute=True,
        help="Why it happened again, and what keeps it from happening once more.",
    )

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

    def action_close(self):
        for wizard in self:
            vals = {"stage_id": wizard.stage_id.id}
            if wizard.satisfied:
                vals["cs_satisfied"] = wizard.satisfied == "yes"
            if wizard.is_repeat and wizard.root_cause:
                vals["cs_root_cause"] = wizard.root_cause
            if wizard.note:
                vals["cs_confirmation_note"] = wizard.note
            wizard.ticket_id.write(vals)
        return {"type": "ir.actions.act_window_close"}
