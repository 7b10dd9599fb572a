"""The rating request was sent while the ticket was being saved.

A slow or dead mail server made moving a ticket slow or impossible, and a rollback
could not call the mail back. It is queued now; the mail queue sends it.
https://github.com/OCA/helpdesk/blob/19.0/helpdesk_mgmt_rating/models/helpdesk_ticket.py
"""

from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _send_ticket_rating_mail(self, force_send=False):
        return super()._send_ticket_rating_mail(force_send=False)
