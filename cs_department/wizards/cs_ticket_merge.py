from odoo import api, fields, models
from odoo.exceptions import UserError


class CsTicketMerge(models.TransientModel):
    """Tickets of one customer about one matter become one."""

    _name = "cs.ticket.merge"
    _description = "Merge Tickets"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", "Goes on", required=True, ondelete="cascade"
    )
    candidate_ids = fields.Many2many(
        "helpdesk.ticket", compute="_compute_candidate_ids"
    )
    other_ids = fields.Many2many(
        "helpdesk.ticket",
        string="Become Part of It",
        required=True,
        domain="[('id', 'in', candidate_ids)]",
    )

    @api.depends("ticket_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            ticket = wizard.ticket_id
            customer = ticket.commercial_partner_id
            wizard.candidate_ids = customer and ticket.search(
                [
                    ("commercial_partner_id", "=", customer.id),
                    ("company_id", "=", ticket.company_id.id),
                    ("stage_id.closed", "=", False),
                    ("id", "!=", ticket.id),
                ]
            )

    def action_merge(self):
        self.ensure_one()
        target, others = self.ticket_id, self.other_ids
        (target | others).check_access("write")
        self._check_owners(others)
        target._cs_merge(others)
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": target.id,
            "view_mode": "form",
        }

    def _check_owners(self, others):
        """Nobody loses a ticket to a colleague unasked (C3)."""
        user = self.env.user
        if user.has_group("cs_department.group_supervisor"):
            return
        allowed = user | self.ticket_id.user_id
        for ticket in others:
            if ticket.user_id and ticket.user_id not in allowed:
                raise UserError(
                    self.env._(
                        "Ticket %(number)s belongs to %(owner)s. Ask for it with a "
                        "hand-over first, or have a supervisor merge.",
                        number=ticket.number,
                        owner=ticket.user_id.name,
                    )
                )
