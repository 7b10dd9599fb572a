"""A robot could fill the helpdesk with tickets.

Core stops senders who create too many records by e-mail, on models that say which
field holds the sender; ``helpdesk.ticket`` does not. And core counts new records only
where the route says 0 for "new": the model of an incoming mail server comes with None.
https://github.com/OCA/helpdesk/blob/19.0/helpdesk_mgmt/models/helpdesk_ticket.py
"""

from odoo import api, models
from odoo.tools.mail import email_escape_char


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        routes = [(model, thread or 0, *rest) for model, thread, *rest in routes or ()]
        return super()._detect_loop_sender(message, message_dict, routes)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        # partner_email holds the whole "Name <address>" of the message
        return [("partner_email", "ilike", email_escape_char(email_from_normalized))]
