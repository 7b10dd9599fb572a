from odoo import api, fields, models


class CsTicketHandoverAsk(models.TransientModel):
    _name = "cs.ticket.handover.ask"
    _description = "Ask for a Hand-over"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users",
        string="New Owner",
        required=True,
        domain="[('id', 'in', taker_ids)]",
    )
    taker_ids = fields.Many2many(
        "res.users", string="Who Can Accept", compute="_compute_taker_ids"
    )
    reason = fields.Text(required=True)

    @api.depends("ticket_id")
    def _compute_taker_ids(self):
        for wizard in self:
            ticket = wizard.ticket_id
            takers = self.env["cs.ticket.handover"]._takers(ticket.company_id)
            wizard.taker_ids = takers - ticket.user_id

    def action_ask(self):
        for wizard in self:
            self.env["cs.ticket.handover"]._ask(
                wizard.ticket_id, wizard.user_id, wizard.reason
            )
        return {"type": "ir.actions.act_window_close"}
