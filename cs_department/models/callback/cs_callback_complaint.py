from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html


class CsCallback(models.Model):
    """A complaint heard in a callback becomes a ticket (K2)."""

    _inherit = "cs.callback"

    complaint = fields.Text(
        copy=False, help="What the customer complains about, in their own words."
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        "Complaint Raised",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def action_raise_complaint(self):
        self.ensure_one()
        self.check_access("write")
        user = self.env.user
        if user != self.user_id and not user.has_group(
            "cs_department.group_information_specialist"
        ):
            raise AccessError(
                self.env._("Only the caller of this callback raises a complaint here.")
            )
        if self.ticket_id:
            raise UserError(
                self.env._(
                    "The complaint is already with the department: ticket %s.",
                    self.sudo().ticket_id.number,  # sudo: the number for the message
                )
            )
        if not (self.complaint or "").strip():
            raise UserError(
                self.env._("Write down what the customer complains about first.")
            )
        # sudo: the caller needs no ticket rights; every value is fixed here
        ticket = self.env["helpdesk.ticket"].sudo().create(self._complaint_values())
        self.ticket_id = ticket
        self.message_post(body=self.env._("Complaint raised: %s", ticket.number))

    def _complaint_values(self):
        # sudo: the kind of request "complaint", whatever the caller may read
        kind = (
            self.env["cs.request.type"]
            .sudo()
            .search(
                [
                    ("is_complaint", "=", True),
                    ("company_id", "in", (False, self.company_id.id)),
                ],
                limit=1,
            )
        )
        channel = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_channel_phone", raise_if_not_found=False
        )
        return {
            "name": self.env._("Complaint of %s", self.partner_id.display_name),
            "description": plaintext2html(self.complaint),
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_id.name,
            "partner_email": self.partner_id.email,
            "channel_id": channel.id if channel else False,
            "company_id": self.company_id.id,
            "cs_request_type_id": kind.id,
            "team_id": kind.team_id.id,
            "cs_first_responder_id": self.env.uid,
            "user_id": False,
        }
