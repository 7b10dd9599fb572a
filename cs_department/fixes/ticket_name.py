"""A ticket that is being registered was called "/ - False".

``helpdesk_mgmt/models/helpdesk_ticket.py:_compute_display_name`` joins number and
title whether or not they are there; without a name the client says "New".
https://github.com/OCA/helpdesk/blob/19.0/helpdesk_mgmt/models/helpdesk_ticket.py
"""

from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _compute_display_name(self):
        titled = self.filtered("name")
        (self - titled).display_name = False
        return super(HelpdeskTicket, titled)._compute_display_name()
