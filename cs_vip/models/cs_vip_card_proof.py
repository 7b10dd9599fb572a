from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from .. import business_day
from .cs_vip_card_ledger import ABSORBED, LAPSED
from .cs_vip_points_entry import GUARD
from .sale_order_points import EARNED, VOUCHER

BATCH = 1000
# What has the last word about the points of an order.
ORDERS_DUE = {"earned": "_cs_vip_due", "voucher": "_cs_vip_due_voucher"}
KEY_CONSTRAINT = "cs_vip_points_entry_key_unique"


class Fault(NamedTuple):
    """`record` should have `says`, the ledger has `ledger`; `kind` is one of
    `cs.vip.ledger.fault`."""

    kind: str
    program: models.BaseModel
    record: models.BaseModel
    says: int
    ledger: int


class Source(NamedTuple):
    """What entries are booked for: `due` is a SELECT of `id`, `points` of the records
    of `res_model` that are due any points under `purpose`."""

    kind: str
    res_model: str
    purpose: str
    due: SQL


class CsVipCard(models.Model):
    """The nightly proof of the ledger (V9).

    Every check is one statement over the whole ledger; what it finds is few.
    """

    _inherit = "cs.vip.card"

    @api.model
    def _cron_prove_ledger(self, day=None):
        """Compare the ledger with what it follows from; exceptions go to the manager.

        `day` bounds nothing: a proof is always of the whole ledger; it is the date
        on which exceptions are reported (default: today).
        """
        faults = self._prove_ledger()
        day = fields.Date.to_date(day) or business_day.today(self.env)
        self.env["cs.vip.ledger.fault"]._keep(faults, day)
        programs = self.env["cs.vip.program"].with_context(active_test=False).search([])
        for program in programs.with_env(self.env):
            program._report_faults(day)

    @api.model
    def _prove_ledger(self):
        """All faults of the ledger. Another addon adds a source of points by extending
        `_proof_sources`."""
        self.env.flush_all()
        faults = [
            *self._prove_guard(),
            *self._prove_cards(),
            *self._prove_sources(),
            *self._prove_origins(),
            *self._prove_expiries(),
        ]
        # Somebody hears of what belongs to no programme, too.
        anyone = self.env["cs.vip.program"].search([], limit=1)
        return [fault._replace(program=fault.program or anyone) for fault in faults]

    @api.model
    def _proof_sources(self):
        """What points are booked for, and how many each record is due."""
        Order = self.env["sale.order"]
        return [
            Source("earned", "sale.order", EARNED, Order._cs_vip_due_sql()),
            Source("voucher", "sale.order", VOUCHER, Order._cs_vip_redeemed_sql()),
            Source("enrolment", "cs.vip.card", "enrolment", self._enrolment_due_sql()),
            # What one card hands over another takes: nothing is left.
            Source("transfer", "cs.vip.card", ABSORBED, SQL("SELECT 0, 0 WHERE false")),
        ]

    @api.model
    def _enrolment_due_sql(self):
        """As `_sync_enrolment`: the points of the first card, less what came back."""
        return SQL(
            """
            SELECT id, floor(enrolment_points * counts / base)::integer AS points
              FROM (
                SELECT card.id, card.enrolment_points,
                       round(card.enrolment_base, 2) AS base,
                       round(LEAST(GREATEST(SUM(bought.cs_vip_net_amount), 0),
                                   card.enrolment_base), 2) AS counts
                  FROM cs_vip_card card
                  JOIN cs_vip_card_application_order_rel rel ON rel.card_id = card.id
                  JOIN sale_order bought ON bought.id = rel.order_id
                 WHERE card.enrolment_base > 0
                 GROUP BY card.id
              ) due
             WHERE floor(enrolment_points * counts / base) > 0
            """
        )

    # Checks -----------------------------------------------------------------------

    def _prove_guard(self):
        """The trigger that keeps entries as they were written is there, and on; and so
        is the key. Without it, entries may be there twice."""
        found = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT count(*) FROM pg_trigger
                         WHERE tgrelid = 'cs_vip_points_entry'::regclass
                           AND tgname IN (%(rows)s, %(truncate)s)
                           AND tgenabled IN ('O', 'A')),
                       (SELECT count(*) FROM pg_index
                         WHERE indexrelid = to_regclass(%(key)s)
                           AND indisunique AND indisvalid)
                """,
                rows=f"{GUARD}_rows",
                truncate=f"{GUARD}_truncate",
                key=KEY_CONSTRAINT,
            )
        )
        triggers, keys = found[0]
        faults = [] if keys else self._prove_keys()
        if triggers < 2 or not keys:
            program = self.env["cs.vip.program"]
            model = self.env["ir.model"]._get("cs.vip.points.entry")
            faults.append(Fault("guard", program, model, 3, triggers + keys))
        return faults

    def _prove_keys(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT MIN(id), count(*) FROM cs_vip_points_entry
                 GROUP BY card_id, res_model, res_id, purpose, revision
                HAVING count(*) > 1
                 ORDER BY 1
                """
            )
        )
        return self._entry_faults(
            "double", [entry for entry, _count in rows], 1, dict(rows)
        )

    def _prove_cards(self):
        """Balances are sums of entries; entries are of their card's company, and not
        of days to come."""
        today = {
            company.id: business_day.today(self.env, company)
            for company in self.env["res.company"].search([])
        }
        rows = self.env.execute_query(
            SQL(
                """
                SELECT card.id, card.points_balance, COALESCE(entry.points, 0),
                       entry.first_company <> card.company_id
                       OR entry.last_company <> card.company_id,
                       entry.last_day > today.day
                  FROM cs_vip_card card
                  JOIN unnest(%(companies)s, %(days)s::date[]) AS today(company, day)
                    ON today.company = card.company_id
                  LEFT JOIN (
                      SELECT card_id, SUM(points) AS points, MAX(date) AS last_day,
                             MIN(company_id) AS first_company,
                             MAX(company_id) AS last_company
                        FROM cs_vip_points_entry GROUP BY card_id
                  ) entry ON entry.card_id = card.id
                 WHERE COALESCE(card.points_balance, 0) <> COALESCE(entry.points, 0)
                    OR entry.first_company <> card.company_id
                    OR entry.last_company <> card.company_id
                    OR entry.last_day > today.day
                 ORDER BY card.id
                """,
                companies=list(today),
                days=list(today.values()),
            )
        )
        faults = [
            Fault("balance", card.program_id, card, shown or 0, booked)
            for card, shown, booked in (
                (self.browse(row[0]), row[1], row[2]) for row in rows
            )
            if (shown or 0) != booked
        ]
        entries = self.env["cs.vip.points.entry"].search(
            [("card_id", "in", [row[0] for row in rows if row[3] or row[4]])],
            order="id",
        )
        foreign = entries.filtered(lambda row: row.company_id != row.card_id.company_id)
        ahead = entries.filtered(
            lambda row: row.date > today[row.card_id.company_id.id]
        )
        return [
            *faults,
            *self._entry_faults("company", foreign.ids),
            *self._entry_faults("future", ahead.ids),
        ]

    def _prove_sources(self):
        """For each source exactly what it is due is booked."""
        sources = self._proof_sources()
        rows = self.env.execute_query(
            SQL(
                """
                WITH due AS (%(due)s),
                booked AS (
                    SELECT source.number, entry.res_id AS id,
                           SUM(entry.points) AS points, MIN(entry.card_id) AS card_id
                      FROM cs_vip_points_entry entry
                      JOIN (VALUES %(sources)s) AS source(number, res_model, purpose)
                        ON source.res_model = entry.res_model
                       AND source.purpose = entry.purpose
                     GROUP BY source.number, entry.res_id
                )
                SELECT number, id, COALESCE(due.points, 0), COALESCE(booked.points, 0),
                       booked.card_id
                  FROM due FULL JOIN booked USING (number, id)
                 WHERE COALESCE(due.points, 0) <> COALESCE(booked.points, 0)
                 ORDER BY number, id
                """,
                due=SQL(" UNION ALL ").join(
                    SQL(
                        "SELECT %s AS number, id, points FROM (%s) due(id, points)", *of
                    )
                    for of in enumerate(source.due for source in sources)
                ),
                sources=SQL(", ").join(
                    SQL("(%s, %s, %s)", number, source.res_model, source.purpose)
                    for number, source in enumerate(sources)
                ),
            )
        )
        found = defaultdict(list)
        for number, *row in rows:
            found[sources[number]].append(row)
        return [
            fault
            for source, of_source in found.items()
            for fault in self._source_faults(source, of_source)
        ]

    def _source_faults(self, source, rows):
        Model = self.env[source.res_model]
        there = set(Model.browse(row[0] for row in rows).exists().ids)
        checked = {}
        if source.kind in ORDERS_DUE:
            for start in range(0, len(rows), BATCH):
                batch = Model.browse(row[0] for row in rows[start : start + BATCH])
                checked.update(getattr(batch.exists(), ORDERS_DUE[source.kind])())
        for record_id, says, ledger, card_id in rows:
            if record_id not in there:
                continue  # told of its entries
            record = Model.browse(record_id)
            says = checked.get(record_id, says)
            if says != ledger:
                card = self.browse(card_id) or self._card_of(record)
                yield Fault(source.kind, card.program_id, record, says, ledger)

    def _card_of(self, record):
        """The card of a source that has no entries."""
        if record._name == self._name:
            return record
        for name in ("cs_vip_card_id", "card_id"):
            if name in record._fields:
                return record[name]
        return record.partner_id.with_company(record.company_id).cs_vip_card_id

    def _prove_origins(self):
        """What an entry was booked for exists, and an order's entries are on its card
        or on the one that took that card's place."""
        models_used = self.env.execute_query(
            SQL("SELECT DISTINCT res_model FROM cs_vip_points_entry")
        )
        gone = []
        for (name,) in models_used:
            if name in self.env and not self.env[name]._abstract:
                gone += self.env.execute_query(
                    SQL(
                        """
                        SELECT entry.id FROM cs_vip_points_entry entry
                          LEFT JOIN %s source ON source.id = entry.res_id
                         WHERE entry.res_model = %s AND source.id IS NULL
                        """,
                        SQL.identifier(self.env[name]._table),
                        name,
                    )
                )
        elsewhere = self.env.execute_query(
            SQL(
                """
                SELECT entry.id, sale.cs_vip_card_id FROM cs_vip_points_entry entry
                  JOIN sale_order sale ON sale.id = entry.res_id
                 WHERE entry.res_model = 'sale.order'
                   AND sale.cs_vip_card_id <> entry.card_id
                """
            )
        )
        entries = self.env["cs.vip.points.entry"].browse(row[0] for row in elsewhere)
        wrong = [
            entry.id
            for entry, (_id, card) in zip(entries, elsewhere, strict=True)
            if entry.card_id._ledger_card() != self.browse(card)._ledger_card()
        ]
        return [
            *self._entry_faults("orphan", sorted(entry for (entry,) in gone)),
            *self._entry_faults("card", wrong),
        ]

    def _prove_expiries(self):
        """The close of a year lets all points lapse: nothing is left of that day, the
        year's record says the same, and no more is given back later."""
        left = self.env.execute_query(
            SQL(
                """
                SELECT id, points - balance, points FROM (
                    SELECT id, kind, res_model, purpose, date, points,
                           SUM(points) OVER (PARTITION BY card_id ORDER BY date)
                               AS balance
                      FROM cs_vip_points_entry
                  ) entry
                 WHERE kind = 'expiry' AND res_model = 'cs.vip.card'
                   AND purpose LIKE 'year:%%'
                   AND (balance <> 0 OR purpose <> 'year:' || date)
                 ORDER BY id
                """
            )
        )
        Entry = self.env["cs.vip.points.entry"]
        faults = [
            Fault("expiry", entry.card_id.program_id, entry, says, ledger)
            for entry, says, ledger in (
                (Entry.browse(row[0]), row[1], row[2]) for row in left
            )
        ]
        return [*faults, *self._prove_years(), *self._prove_given_back()]

    def _prove_years(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT year.id, -year.points_lapsed, COALESCE(entry.points, 0)
                  FROM (SELECT card_id, date_end, MAX(id) AS id,
                               SUM(points_lapsed) AS points_lapsed
                          FROM cs_vip_card_year GROUP BY card_id, date_end) year
                  LEFT JOIN (
                      SELECT card_id, purpose, SUM(points) AS points
                        FROM cs_vip_points_entry
                       WHERE kind = 'expiry' AND purpose LIKE 'year:%%'
                       GROUP BY card_id, purpose
                  ) entry ON entry.card_id = year.card_id
                         AND entry.purpose = 'year:' || year.date_end
                 WHERE COALESCE(entry.points, 0) <> -year.points_lapsed
                 ORDER BY year.id
                """
            )
        )
        Year = self.env["cs.vip.card.year"]
        return [
            Fault("year", year.program_id, year, says, ledger)
            for year, says, ledger in (
                (Year.browse(row[0]), row[1], row[2]) for row in rows
            )
        ]

    def _prove_given_back(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT given.card_id, -COALESCE(SUM(lapsed.points), 0), given.points
                  FROM (SELECT card_id, reference, SUM(points)::integer AS points
                          FROM cs_vip_points_entry
                         WHERE kind = 'expiry' AND purpose LIKE %s
                         GROUP BY card_id, reference) given
                  LEFT JOIN cs_vip_points_entry lapsed
                    ON lapsed.card_id = given.card_id AND lapsed.kind = 'expiry'
                   AND lapsed.res_model = 'cs.vip.card'
                   AND lapsed.date::text = given.reference
                 GROUP BY given.card_id, given.reference, given.points
                HAVING given.points > -COALESCE(SUM(lapsed.points), 0)
                 ORDER BY given.card_id
                """,
                f"{LAPSED}%",
            )
        )
        return [
            Fault("given_back", card.program_id, card, says, ledger)
            for card, says, ledger in (
                (self.browse(row[0]), row[1], row[2]) for row in rows
            )
        ]

    def _entry_faults(self, kind, entries, says=0, ledger=None):
        """Of the entries with these ids; `ledger`: {id: what to say of each}."""
        return [
            Fault(
                kind,
                entry.card_id.program_id,
                entry,
                says,
                ledger[entry.id] if ledger else entry.points,
            )
            for entry in self.env["cs.vip.points.entry"].browse(entries)
        ]
