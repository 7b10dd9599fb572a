from odoo import api, models

from .. import business_day
from ..qualification import ONE_DAY, year_end

BATCH = 500


class CsVipCard(models.Model):
    """The end of a card's year (V6)."""

    _inherit = "cs.vip.card"

    @api.model
    def _cron_close_years(self, day=None):
        """Close the year of every card whose last day is `day` or earlier.

        Default: yesterday, the last day that has ended everywhere in the company. In
        batches, each committed; started again, it goes on where it stopped.
        """
        domain = [("state", "in", ("active", "suspended"))]
        progress = self.env["ir.cron"]
        for company in self.env["res.company"].search([]):
            last = day or business_day.today(self.env, company) - ONE_DAY
            due = [*domain, ("company_id", "=", company.id), ("date_end", "<=", last)]
            while cards := self.search(due, order="date_end, id", limit=BATCH):
                cards._close_year()
                remaining = self.search_count(due)
                if not progress._commit_progress(len(cards), remaining=remaining):
                    return

    def _close_year(self):
        """Let the points lapse with the last day; renew the card, or declare it void
        where nothing was bought in its year."""
        bought = self._bought_in_year()
        for card in self.sudo():  # sudo: the year ends by itself, whoever meets it
            last = card.date_end
            card._expire(last, f"year:{last}")
            if card.id in bought:
                card._renew()
            else:
                card._go("void", date_void=last)
        void = self.filtered(lambda card: card.state == "void")
        self._message_log_batch(
            {
                card.id: self.env._("Void: nothing was bought in the year.")
                if card in void
                else self.env._("Renewed until %s.", card.date_end)
                for card in self
            }
        )
        self._card_changed()

    def _bought_in_year(self):
        """Ids of the cards with a purchase in their current year, net of returns."""
        # sudo: the orders of every salesperson count
        rows = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [
                    ("cs_vip_card_id", "in", self.ids),
                    ("state", "=", "sale"),
                    ("cs_vip_net_amount", ">", 0),
                ],
                ["cs_vip_card_id"],
                ["cs_vip_day:max"],
            )
        )
        return {card.id for card, last in rows if last >= card.date_start}

    def _renew(self):
        self.ensure_one()
        start = self.date_end + ONE_DAY
        if self.program_id.renewal_rule == "requalify":
            tier, orders = self.program_id._still_qualifies(self, self.date_end)
            if tier != self.tier_id:
                self._set_tier(tier, start, "downgrade", orders)
        self.write(
            {
                "date_start": start,
                "date_end": year_end(start, self.program_id.validity_months),
            }
        )

    def _expire(self, day, purpose):
        """Let all points lapse. A debt (points spent, then the goods returned) stays
        until later earnings fill it."""
        self.ensure_one()
        if self.points_balance > 0:
            self._post("expiry", -self.points_balance, day, self, purpose)
