from odoo import api, fields, models
from odoo.exceptions import ValidationError

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
            ticket.cs_store_id = ticket._cs_sold_by() or ticket.cs_store_id

    def _cs_sold_by(self):
        # sudo: which store sold the goods; the order itself stays closed
        return self.sudo().cs_sale_line_ids[:1].order_id.team_id

    @api.constrains("cs_store_id", "cs_sale_line_ids")
    def _check_cs_store_id(self):
        for ticket in self:
            team = ticket._cs_sold_by()
            if team and ticket.cs_store_id != team:
                raise ValidationError(
                    self.env._(
                        "The goods of ticket %(number)s were sold by %(store)s: the "
                        "store follows its order lines. Change these instead.",
                        number=ticket.number,
                        store=team.name,
                    )
                )
