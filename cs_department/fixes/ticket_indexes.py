"""Columns every search goes through had no index.

The portal rule, the partner's stat button and the mail gateway look tickets up by
contact; numbers are searched by hand and by reply; each form asks for duplicates, each
list and column of the kanban for the first tickets in their order.
https://github.com/OCA/helpdesk/blob/19.0/helpdesk_mgmt/models/helpdesk_ticket.py
"""

from odoo import fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    partner_id = fields.Many2one(index=True)
    commercial_partner_id = fields.Many2one(index=True)
    category_id = fields.Many2one(index="btree_not_null")
    number = fields.Char(index=True)
    duplicate_id = fields.Many2one(index="btree_not_null")

    _cs_shown_order = models.Index("(priority DESC, sequence, number DESC, id DESC)")
