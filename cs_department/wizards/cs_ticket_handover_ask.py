from odoo import fields, models


class CsTicketHandoverAsk(models.TransientModel):
    _name = "cs.ticket.handover.ask"
    _description = "Ask for a Hand-over"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users",
        string="New Owner",
        required=True,
        domain=lambda self: [
            ("share", "=", False),
            (
                "all_group_ids",
                "in",
                self.env.ref("helpdesk_mgmt.group_helpdesk_user_own").ids,
            ),
        ],
    )
    reason = fields.Text(required=True)

    def action_ask(self):
        for wizard in self:
            self.env["cs.ticket.handover"]._ask(
                wizard.ticket_id, wizard.user_id, wizard.reason
            )
        return {"type": "ir.actions.act_window_close"}
