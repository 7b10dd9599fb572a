from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..complaint.helpdesk_ticket import STAFF


class CsReferral(models.Model):
    """An answer is news until somebody at the desk has taken note of it (C5)."""

    _inherit = "cs.referral"

    answer_read = fields.Boolean(
        "Answer Noted",
        readonly=True,
        copy=False,
        help="The desk has taken note of the answer.",
    )

    def write(self, vals):
        if "answer_read" in vals and not self.env.su:
            raise AccessError(
                self.env._("Use “Noted” on the ticket to take note of an answer.")
            )
        if vals.get("state") == "asked":
            # sudo: asked again, the next answer is news again
            self.sudo().filtered("answer_read").answer_read = False
        result = super().write(vals)
        if vals.get("state") in ("answered", "withdrawn"):
            self._back_to_desk()
        return result

    def _back_to_desk(self):
        """With the last answer the ticket waits for no department any more (C5)."""
        # sudo: the department may not write tickets
        for ticket in self.sudo().ticket_id:
            if "asked" not in ticket.cs_referral_ids.mapped("state"):
                ticket._cs_back_to_work("department")


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    cs_answer_unread = fields.Boolean(
        "New Answer of a Department",
        compute="_compute_cs_answer_unread",
        store=True,
        groups=STAFF,
    )

    _cs_answer_unread = models.Index("(user_id) WHERE cs_answer_unread")

    @api.depends("cs_referral_ids.state", "cs_referral_ids.answer_read")
    def _compute_cs_answer_unread(self):
        for ticket in self:
            ticket.cs_answer_unread = any(
                referral.state == "answered" and not referral.answer_read
                for referral in ticket.cs_referral_ids
            )

    def action_cs_answer_noted(self):
        self.check_access("write")
        # sudo: who may write the ticket may take note of what came back to it
        self.sudo().cs_referral_ids.filtered(
            lambda referral: referral.state == "answered" and not referral.answer_read
        ).answer_read = True
