from odoo import fields, models
from odoo.exceptions import UserError


class CsTicketMisconduct(models.TransientModel):
    """An employee reports to the superior how a customer behaved (C10)."""

    _name = "cs.ticket.misconduct"
    _description = "Report Misconduct of a Customer"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    reason = fields.Text("What Happened", required=True)

    def action_report(self):
        """The words go into a restricted note; the log says that it was reported."""
        self.ensure_one()
        ticket = self.ticket_id
        ticket.check_access("read")
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write down what happened."))
        superiors = ticket._cs_supervisors()
        if not superiors:
            raise UserError(
                self.env._("There is no supervisor to report to. Tell the manager.")
            )
        # sudo: agents who may read the ticket report; every value is fixed here
        self.env["cs.restricted.note"].sudo().create(
            {
                "ticket_id": ticket.id,
                "name": self.env._("Misconduct of the customer"),
                "entry": self.reason,
                "user_id": self.env.uid,
            }
        )
        told = ticket.sudo()  # sudo: tasks of the superiors, and the record
        for user in superiors:
            told.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Misconduct of the customer reported"),
                note=self.env._("Read the restricted note of the ticket."),
                user_id=user.id,
            )
        told._cs_note(
            self.env._(
                "Misconduct of the customer reported to %s.",
                self.env._(", ").join(superiors.mapped("name")),
            )
        )
        return {"type": "ir.actions.act_window_close"}
