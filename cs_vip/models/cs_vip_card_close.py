from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)
from odoo.tools import SQL

from .. import business_day
from ..qualification import ONE_DAY

BATCH = 5000
# What closing a year changes on the card.
CHANGED = (
    "state", "date_start", "date_end", "date_void", "points_balance", "entry_ids",
    "year_ids", "write_date", "write_uid",
)  # fmt: skip


class CsVipCard(models.Model):
    """The end of a card's year (V6)."""

    _inherit = "cs.vip.card"

    year_ids = fields.One2many("cs.vip.card.year", "card_id", readonly=True)

    @api.model
    def _cron_close_years(self, day=None):
        """Close the year of every card whose last day is `day` or earlier.

        Default: yesterday, the last day that has ended everywhere in the company. In
        batches, each committed; started again, it goes on where it stopped. A batch
        that lost a card to somebody who used it at that moment is done again.
        """
        due = self._years_due(fields.Date.to_date(day))
        progress = self.env["ir.cron"]
        lost = 0
        while cards := self.search(due, order="date_end, id", limit=BATCH):
            try:
                cards._close_year()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                lost += 1
                if lost == MAX_TRIES_ON_CONCURRENCY_FAILURE:
                    raise
                self.env.cr.rollback()
                continue
            lost = 0
            remaining = self.search_count(due)
            if not progress._commit_progress(len(cards), remaining=remaining):
                return
            self.env.invalidate_all()

    @api.model
    def _years_due(self, day=None):
        """Cards whose year has ended, by their own company's calendar."""
        ends = {
            company.id: day or business_day.today(self.env, company) - ONE_DAY
            for company in self.env["res.company"].search([])
        }
        by_day = defaultdict(list)
        for company, last in ends.items():
            by_day[last].append(company)
        return Domain("state", "in", ("active", "suspended")) & Domain.OR(
            Domain("date_end", "<=", last) & Domain("company_id", "in", companies)
            for last, companies in by_day.items()
        )

    def _close_ended_years(self, day=None):
        """Close what the job has not closed yet: whatever is booked on `day` (default:
        today) belongs to the year that is running then."""
        for card in self:
            current = day or card._today()
            while (
                card.state in ("active", "suspended")
                and card.date_end
                and card.date_end < current
            ):
                card._close_year()

    def _close_year(self):
        """Let the points lapse with the last day; renew the card, or declare it void
        where nothing was bought in its year.

        For any number of cards the same few statements: what becomes of each year is
        recorded first (`cs.vip.card.year`), then booked from that record.
        """
        # sudo: the year ends by itself, whoever meets it
        cards = self.sudo()
        years, renewed, void = cards._record_years()
        levels = years._levels_to_renew_at()
        years._book()
        cards.invalidate_recordset(CHANGED, flush=False)
        cards.modified(CHANGED)
        lowered = cards.browse()
        for (tier, day), orders in levels.items():
            group = cards.browse(card.id for card in orders)
            group._set_tiers(tier, day, "downgrade", orders)
            lowered += group
        (void + lowered)._card_changed()
        renewed._year_renewed()
        void._year_void()

    def _record_years(self):
        """Record each card's year: renewed where the card bought something in it, net
        of returns, else void; and what points lapse. A debt (points spent, then the
        goods returned) stays until later earnings fill it.

        Returns the records, the cards to renew and those to end.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO cs_vip_card_year
                       (card_id, company_id, program_id, tier_id, date_start, date_end,
                        outcome, points_lapsed,
                        create_uid, write_uid, create_date, write_date)
                SELECT card.id, card.company_id, card.program_id, card.tier_id,
                       card.date_start, card.date_end,
                       CASE WHEN card.takeover_purchase >= card.date_start OR EXISTS (
                           SELECT FROM sale_order bought
                            WHERE bought.cs_vip_card_id = card.id
                              AND bought.state = 'sale'
                              AND bought.cs_vip_net_amount > 0
                              AND bought.cs_vip_day
                                  BETWEEN card.date_start AND card.date_end
                       ) OR EXISTS (
                           SELECT FROM cs_vip_card merged
                             JOIN sale_order bought ON bought.cs_vip_card_id = merged.id
                            WHERE merged.replaced_by_id = card.id
                              AND bought.state = 'sale'
                              AND bought.cs_vip_net_amount > 0
                              AND bought.cs_vip_day
                                  BETWEEN card.date_start AND card.date_end
                       ) THEN 'renewed' ELSE 'void' END,
                       GREATEST(card.points_balance, 0),
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM cs_vip_card card
                 WHERE card.id = ANY(%(cards)s)
                   AND card.state IN ('active', 'suspended')
                 ORDER BY card.id
                RETURNING id, card_id, outcome
                """,
                uid=self.env.uid,
                now=SQL("now() AT TIME ZONE 'UTC'"),
                cards=list(self.ids),
            )
        )
        return (
            self.env["cs.vip.card.year"].browse(year for year, _card, _outcome in rows),
            self.browse(card for _year, card, outcome in rows if outcome == "renewed"),
            self.browse(card for _year, card, outcome in rows if outcome == "void"),
        )

    def _year_renewed(self):
        """The place for what else these cards get with another year."""

    def _year_void(self):
        """The place for what else ends with these cards."""
