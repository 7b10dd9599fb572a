"""A reopened ticket kept the date of its first closing.

``helpdesk_mgmt/models/helpdesk_ticket.py:write`` sets ``closed_date`` and never
clears it, so reports and the portal show open tickets as closed.
https://github.com/OCA/helpdesk/blob/19.0/helpdesk_mgmt/models/helpdesk_ticket.py
"""

from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("stage_id"):
            reopened = self.filtered(lambda t: t.closed_date and not t.closed)
            if reopened:
                super(HelpdeskTicket, reopened).write({"closed_date": False})
        return result
