from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_vip import business_day


class ResPartner(models.Model):
    """Daily proposals for the archive from confirmed sales (A1)."""

    _inherit = "res.partner"

    @api.model
    def _cron_cs_archive_propose(self, day=None):
        """Propose the buyers of a business day (default: the last finished one)."""
        for company in self.env["res.company"].search(Domain.TRUE):
            date = day or business_day.today(self.env, company) - timedelta(days=1)
            self._cs_archive_propose(company, fields.Date.to_date(date))

    @api.model
    def _cs_archive_propose(self, company, day):
        """Propose who bought on the day, is not in the archive and fits a kind."""
        kinds = self.env["cs.archive.kind"].search(
            [("company_id", "in", (False, company.id))]
        )
        start, end = business_day.day_bounds(company, day)
        confirmed = [("state", "=", "sale"), ("company_id", "=", company.id)]
        buyers = self.browse()
        for (partner,) in self.env["sale.order"]._read_group(
            [*confirmed, ("date_order", ">=", start), ("date_order", "<", end)],
            ["partner_id"],
        ):
            buyers |= partner.commercial_partner_id
        buyers = buyers.filtered(lambda p: not p.cs_archive_state)
        if not buyers:
            return self.browse()
        orders = self.env["sale.order"].search_fetch(
            [
                *confirmed,
                ("partner_id", "child_of", buyers.ids),
                ("date_order", "<", end),
            ],
            ["partner_id", "date_order", "amount_total"],
            order="date_order, id",
        )
        purchases = defaultdict(list)
        for order in orders:
            purchases[order.partner_id.commercial_partner_id].append(
                (
                    business_day.business_day(company, order.date_order),
                    order.amount_total,
                )
            )
        by_kind = defaultdict(self.browse)
        for partner in buyers:
            for kind in kinds:
                bought = purchases[partner]
                if kind._fits(day, partner.cs_is_project_customer, bought):
                    by_kind[kind] |= partner
                    break
        for kind, partners in by_kind.items():
            partners.write(
                {"cs_archive_state": "proposed", "cs_archive_kind_id": kind.id}
            )
        return self.union(*by_kind.values())
