from odoo import api, fields, models
from odoo.tools import SQL

from .helpdesk_ticket import STAFF

LOOKED_UP = (
    "active", "commercial_partner_id", "company_id", "cs_cause_id",
    "cs_date_received", "cs_is_complaint", "cs_product_id",
)  # fmt: skip
# `id` is null while a ticket is registered. Of two complaints at the same time the one
# registered later repeats the other.
REPEATS = """
    SELECT asked.id, earlier.id
      FROM (%s) AS asked(id, customer, company, product, cause, received),
           res_company company,
           LATERAL (
               SELECT t.id
                 FROM helpdesk_ticket t
                WHERE t.commercial_partner_id = asked.customer
                  AND t.cs_is_complaint AND t.active
                  AND t.company_id = asked.company
                  AND t.cs_date_received <= asked.received
                  AND t.cs_date_received
                      >= asked.received - make_interval(days => company.cs_repeat_days)
                  AND (t.cs_product_id = asked.product OR t.cs_cause_id = asked.cause)
                  AND (asked.id IS NULL OR t.id < asked.id
                       OR t.id > asked.id AND t.cs_date_received < asked.received)
                ORDER BY t.cs_date_received DESC, t.id DESC
                LIMIT %s
           ) earlier
     WHERE company.id = asked.company
"""
SAVED = """
    SELECT id, commercial_partner_id, company_id, cs_product_id, cs_cause_id,
           cs_date_received
      FROM helpdesk_ticket
     WHERE id = ANY(%s) AND cs_is_complaint
"""
IN_THE_FORM = "VALUES (%s::int, %s::int, %s::int, %s::int, %s::int, %s::timestamp)"


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

    _cs_repeat_window = models.Index(
        "(commercial_partner_id, cs_date_received) WHERE cs_is_complaint AND active"
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
        found = self.filtered("id")._cs_find_repeats()
        for ticket in self:
            ticket.cs_repeat_of_id = (
                found.get(ticket.id) if ticket.id else ticket._cs_find_repeat_in_form()
            )

    def _cs_find_repeats(self):
        """{id of a saved ticket: id of the latest complaint that it repeats}, one query
        for all."""
        return dict(self._cs_query_repeats(SQL(SAVED, list(self.ids))))

    def _cs_find_repeat_in_form(self):
        """The same for one that is being registered or changed."""
        return self._cs_repeats_before(limit=1)[:1]

    def _cs_repeats_before(self, limit=None):
        """Earlier complaints that one being registered repeats, the latest first."""
        self.ensure_one()
        if not self.cs_is_complaint:
            return self.browse()
        asked = SQL(
            IN_THE_FORM,
            self._origin.id or None,
            self.commercial_partner_id._origin.id or None,
            self.company_id.id or None,
            self.cs_product_id._origin.id or None,
            self.cs_cause_id._origin.id or None,
            self.cs_date_received or None,
        )
        rows = self._cs_query_repeats(asked, limit)
        return self.browse(found for _id, found in rows)

    def _cs_query_repeats(self, asked, limit=1):
        self.flush_model(LOOKED_UP)
        self.env["res.company"].flush_model(["cs_repeat_days"])
        # A repeat counts even when the first complaint was a colleague's; only the
        # link to it is kept, reading it needs access to it.
        return self.env.execute_query(SQL(REPEATS, asked, limit))
