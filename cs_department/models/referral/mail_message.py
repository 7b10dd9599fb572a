from odoo import api, models
from odoo.exceptions import AccessError

from .cs_referral import CONTACT

OUTWARD = {"subtype_id", "partner_ids", "outgoing_email_to"}


class MailMessage(models.Model):
    """On a ticket a department speaks to the desk; the desk speaks to the customer
    (C5)."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._cs_check_department()
        return messages

    def write(self, vals):
        result = super().write(vals)
        if OUTWARD & set(vals):
            self._cs_check_department()
        return result

    def _cs_check_department(self):
        if self.env.su or not self.env.user.has_group(CONTACT):
            return
        # sudo: to whom they go
        outward = self.sudo().filtered(
            lambda message: (
                message.model == "helpdesk.ticket" and message._cs_goes_out()
            )
        )
        tickets = self.env["helpdesk.ticket"].browse(outward.mapped("res_id"))
        if not all(ticket.has_access("write") for ticket in tickets):
            raise AccessError(
                self.env._(
                    "Customer service writes to the customer. Give your answer on the "
                    "referral, or log a note."
                )
            )

    def _cs_goes_out(self):
        """Whether a customer could read it."""
        return bool(
            (self.subtype_id and not self.subtype_id.internal)
            or self.partner_ids.filtered("partner_share")
            or self.outgoing_email_to
        )
