from odoo import api, fields, models

from ..complaint.helpdesk_ticket import STAFF


class HelpdeskTicket(models.Model):
    """The store a request is about: the sales team of its order (C11, V1)."""

    _inherit = "helpdesk.ticket"

    cs_store_id = fields.Many2one(
        "crm.team",
        string="Store",
        compute="_compute_cs_store_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        groups=STAFF,
        help="Follows the order lines; choose it where there is no order.",
    )

    @api.depends("cs_sale_line_ids")
    def _compute_cs_store_id(self):
        for ticket in self:
            # sudo: which store sold the goods; the order itself stays closed
            team = ticket.sudo().cs_sale_line_ids[:1].order_id.team_id
            ticket.cs_store_id = team or ticket.cs_store_id
