from odoo import api, fields, models
from odoo.exceptions import UserError

from .helpdesk_ticket import DESK, STAFF


class HelpdeskTicket(models.Model):
    """The owner stays the owner until somebody else accepts (C3)."""

    _inherit = "helpdesk.ticket"

    cs_handover_ids = fields.One2many(
        "cs.ticket.handover", "ticket_id", string="Hand-overs", groups=DESK
    )
    cs_handover_user_id = fields.Many2one(
        "res.users",
        string="Handed to",
        compute="_compute_cs_handover_user_id",
        store=True,
        index="btree_not_null",
        groups=STAFF,
        help="Asked to take the ticket over and has not answered yet.",
    )

    @api.depends("cs_handover_ids.state", "cs_handover_ids.to_user_id")
    def _compute_cs_handover_user_id(self):
        for ticket in self:
            ticket.cs_handover_user_id = ticket.cs_handover_ids.filtered(
                lambda handover: handover.state == "pending"
            )[:1].to_user_id

    def write(self, vals):
        if "user_id" in vals:
            self._check_cs_owner_change(vals["user_id"])
        return super().write(vals)

    def _check_cs_owner_change(self, user_id):
        """Nobody drops a ticket on a colleague; supervisors assign the work."""
        if self.env.su or self.env.user.has_group("cs_department.group_supervisor"):
            return
        for ticket in self:
            if ticket.user_id and ticket.user_id.id != user_id:
                raise UserError(
                    self.env._(
                        "Ticket %(number)s belongs to %(owner)s. Use “Hand Over” and "
                        "give the reason; the ticket changes hands when the "
                        "colleague accepts.",
                        number=ticket.number,
                        owner=ticket.user_id.name,
                    )
                )

    def action_cs_handover(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": "cs.ticket.handover.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }

    def action_cs_accept(self):
        return self._cs_pending_handover().action_accept()

    def action_cs_decline(self):
        return self._cs_pending_handover().action_decline()

    def action_cs_withdraw(self):
        return self._cs_pending_handover().action_withdraw()

    def _cs_pending_handover(self):
        handovers = self.cs_handover_ids.filtered(lambda h: h.state == "pending")
        if not handovers:
            raise UserError(self.env._("Nothing is waiting to be accepted here."))
        return handovers
