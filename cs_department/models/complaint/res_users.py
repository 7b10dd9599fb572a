from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        leaving = (
            self.filtered("active")
            if "active" in vals and not vals["active"]
            else self.browse()
        )
        result = super().write(vals)
        if leaving:
            leaving._cs_leave_tickets()
        return result

    def _cs_leave_tickets(self):
        """Nothing falls between two people when one leaves (C3): hand-overs that wait
        for them are withdrawn, and their open tickets are there for somebody else."""
        # sudo: whoever archives a user need not work at the desk
        pending = self.env["cs.ticket.handover"].sudo()
        pending.search(
            [("state", "=", "pending"), ("to_user_id", "in", self.ids)]
        )._answer("withdrawn")
        # sudo: as above
        tickets = self.env["helpdesk.ticket"].sudo()
        tickets = tickets.search(
            [("user_id", "in", self.ids), ("stage_id.closed", "=", False)]
        )
        for owner, owned in tickets.grouped("user_id").items():
            owned._message_log_batch(
                bodies=dict.fromkeys(
                    owned.ids,
                    self.env._("%s has left; the ticket needs an owner.", owner.name),
                )
            )
        tickets.user_id = False
