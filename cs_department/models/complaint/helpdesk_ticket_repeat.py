from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from .helpdesk_ticket import STAFF


class HelpdeskTicket(models.Model):
    """Repeat complaints: same customer, and same product or cause, soon again (C8)."""

    _inherit = "helpdesk.ticket"

    cs_repeat_of_id = fields.Many2one(
        "helpdesk.ticket",
        string="Repeat of",
        compute="_compute_cs_repeat_of_id",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        groups=STAFF,
        help="Latest earlier complaint of the same customer about the same product "
        "or cause; look for the root cause.",
    )
    cs_repeat_ids = fields.One2many(
        "helpdesk.ticket", "cs_repeat_of_id", string="Repeated by", groups=STAFF
    )

    @api.depends(
        "cs_is_complaint",
        "commercial_partner_id",
        "cs_product_id",
        "cs_cause_id",
        "cs_date_received",
        "company_id",
    )
    def _compute_cs_repeat_of_id(self):
        candidates = self._cs_repeat_candidates()
        for ticket in self:
            ticket.cs_repeat_of_id = next(
                (
                    other
                    for other in candidates[ticket.commercial_partner_id.id]
                    if ticket._cs_repeats(other)
                ),
                False,
            )

    def _cs_repeats_before(self):
        """All earlier complaints that this one repeats, the latest first (C8)."""
        candidates = self._cs_repeat_candidates()[self.commercial_partner_id.id]
        return self.browse(other.id for other in candidates if self._cs_repeats(other))

    def _cs_repeat_candidates(self):
        """Complaints of the same customers in the longest window: one query."""
        result = defaultdict(list)
        asked = self.filtered(
            lambda ticket: (
                ticket.cs_is_complaint
                and ticket.commercial_partner_id
                and ticket.cs_date_received
            )
        )
        if not asked:
            return result
        window = max(asked.company_id.mapped("cs_repeat_days"))
        # sudo: a repeat counts even when the first complaint was a colleague's;
        # only the link to it is kept, reading it needs access to it.
        found = self.sudo().search(
            [
                ("commercial_partner_id", "in", asked.commercial_partner_id.ids),
                ("cs_is_complaint", "=", True),
                (
                    "cs_date_received",
                    ">=",
                    min(asked.mapped("cs_date_received")) - timedelta(days=window),
                ),
            ],
            order="cs_date_received desc, id desc",
        )
        for ticket in found:
            result[ticket.commercial_partner_id.id].append(ticket)
        return result

    def _cs_repeats(self, other):
        if not self.cs_is_complaint or not self.cs_date_received:
            return False
        age = self.cs_date_received - other.cs_date_received
        this_id = self._origin.id or 0
        return (
            other.id != this_id
            and other.company_id == self.company_id
            and timedelta(0) <= age <= timedelta(days=self.company_id.cs_repeat_days)
            and (age > timedelta(0) or not this_id or other.id < this_id)
            and (
                (self.cs_product_id and self.cs_product_id == other.cs_product_id)
                or (self.cs_cause_id and self.cs_cause_id == other.cs_cause_id)
            )
        )
