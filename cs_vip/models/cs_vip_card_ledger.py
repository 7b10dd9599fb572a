from weakref import WeakKeyDictionary

from psycopg2.errors import SerializationFailure

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE
from odoo.tools import SQL

from .. import business_day

# How often the request that owns a cursor lost a card to another session.
_lost = WeakKeyDictionary()
LAPSED = "lapsed:"
ABSORBED = "absorbed"
KEY = ("res_model", "res_id", "purpose", "revision")
# What a booking says of its entry.
BOOKED = ("card_id", "date", "points", "kind", *KEY, "reference")
# Parameters in a SELECT list have no type of their own.
CASTS = dict.fromkeys(BOOKED, SQL("::varchar")) | {
    "date": SQL("::date"),
    **dict.fromkeys(("card_id", "points", "res_id", "revision"), SQL("::integer")),
}


class CsVipCard(models.Model):
    """The points of a card (V9)."""

    _inherit = "cs.vip.card"

    def _post(
        self, kind, points, day, source=None, purpose="", reference="", revision=0
    ):
        """Book `points` on this card: the only writer of entries.

        One statement changes the card's row and inserts the entry. That UPDATE is the
        lock: under REPEATABLE READ a second session that posts to the card at the
        same moment fails and is run again by Odoo with a fresh view of the balance.
        `source` (default: the card), `purpose` and `revision` are the business key;
        a key that exists changes nothing. Returns the entry; empty for no points.
        """
        self.ensure_one()
        source = source or self
        # sudo: no role may create entries; every caller is a business event whose
        # own access rights were checked.
        card = self.sudo()
        Entry = card.env["cs.vip.points.entry"]
        if not points:
            return Entry
        day = fields.Date.to_date(day)
        card._close_ended_years(day)
        values = {
            "date": day,
            "points": points,
            "kind": Entry._fields["kind"].convert_to_cache(kind, Entry),
            "res_model": source._name,
            "res_id": source.id,
            "purpose": purpose,
            "revision": revision,
            "reference": reference or self._source_name(source),
        }
        entry = card._insert_entry(values)
        if not entry:
            domain = [(name, "=", values[name]) for name in KEY]
            return Entry.search([("card_id", "=", card.id), *domain])
        card.invalidate_recordset(["points_balance", "entry_ids"], flush=False)
        card.modified(["points_balance", "entry_ids"])
        return Entry.browse(entry)

    def _source_name(self, source):
        """Of a card its number alone: entries stay when the person is erased."""
        return source.name if source._name == self._name else source.display_name

    def _insert_entry(self, values):
        """Id of the new entry, None where its key exists. After Odoo's last try the
        user is told that the card is in use, never that points are missing."""
        in_use = self.env._(
            "The card %s is in use by somebody else at this moment. Try again.",
            self.name,
        )
        self.flush_recordset(["points_balance"])
        self.env["cs.vip.points.entry"].flush_model()
        booking = SQL(
            """
            SELECT %(values)s
             WHERE NOT EXISTS (
                   SELECT FROM cs_vip_points_entry
                    WHERE card_id = %(card)s AND res_model = %(res_model)s
                      AND res_id = %(res_id)s AND purpose = %(purpose)s
                      AND revision = %(revision)s
             )
            """,
            card=self.id,
            values=SQL(", ").join(
                SQL("%s%s AS %s", value, CASTS[name], SQL.identifier(name))
                for name, value in {"card_id": self.id, **values}.items()
            ),
            **{name: values[name] for name in KEY},
        )
        try:
            rows = self._book(booking)
        except SerializationFailure as lost:
            tries = _lost[self.env.cr] = _lost.get(self.env.cr, 0) + 1
            if tries < MAX_TRIES_ON_CONCURRENCY_FAILURE:
                raise
            raise UserError(in_use) from lost
        return rows[0][0] if rows else None

    def _book(self, bookings, changes=None):
        """The one statement that writes entries: the cards' rows change with them.

        `bookings` is a SELECT of the columns `BOOKED`, at most one row a card; it may
        have more columns, for `changes`: what else is set on `card` from `booking` in
        the same UPDATE, with a comma before it. Bookings of no points make no entry.
        Everything pending was written, whoever calls this makes the records forget
        what they had read. Returns the ids of the entries.
        """
        # Losing a card to another session is no error worth a line in the log.
        self.env.cr.execute(
            SQL(
                """
                WITH booking AS MATERIALIZED (%(bookings)s),
                card AS (
                    UPDATE cs_vip_card card
                       SET points_balance = card.points_balance + booking.points
                           %(changes)s
                      FROM booking WHERE card.id = booking.card_id
                    RETURNING card.id, card.company_id
                )
                INSERT INTO cs_vip_points_entry
                       (company_id, create_uid, write_uid, create_date, write_date,
                        %(columns)s)
                SELECT card.company_id, %(uid)s, %(uid)s, %(now)s, %(now)s, %(columns)s
                  FROM booking JOIN card ON card.id = booking.card_id
                 WHERE booking.points <> 0
                RETURNING id
                """,
                bookings=bookings,
                changes=changes or SQL(),
                columns=SQL(", ").join(map(SQL.identifier, BOOKED)),
                uid=self.env.uid,
                now=SQL("now() AT TIME ZONE 'UTC'"),
            ),
            log_exceptions=False,
        )
        return self.env.cr.fetchall()

    def balance_at(self, date):
        """The points at the end of the day `date`, which is included."""
        self.ensure_one()
        return self.balances_at(date)[self.id]

    def balances_at(self, date):
        """{card id: points} at the end of the day `date`."""
        balances = dict.fromkeys(self.ids, 0)
        if not balances:
            return balances
        Entry = self.env["cs.vip.points.entry"]
        Entry.check_access("read")
        # with the rules: what the user may see of them
        query = Entry._search([("date", "<=", date)])
        card = SQL.identifier(Entry._table, "card_id")
        first, last = min(balances), max(balances)
        if 2 * len(balances) > last - first:
            # most cards there are: reading on is quicker than looking each up
            query.add_where(SQL("%s BETWEEN %s AND %s", card, first, last))
        else:
            query.add_where(SQL("%s = ANY(%s)", card, list(balances)))
        Entry.flush_model()
        # Sums of 100,000 cards: no record is made of any of them.
        sums = self.env.execute_query(
            SQL(
                "SELECT %(card)s, SUM(%(points)s) FROM %(entries)s WHERE %(where)s"
                " GROUP BY %(card)s",
                card=card,
                points=SQL.identifier(Entry._table, "points"),
                entries=query.from_clause,
                where=query.where_clause,
            )
        )
        balances.update(row for row in sums if row[0] in balances)
        return balances

    def _ledger_card(self):
        """The card that carries on the ledger of this one: itself, or the one that
        took its place (merged customers)."""
        self.ensure_one()
        card = self
        while card.replaced_by_id:
            card = card.replaced_by_id
        return card

    def _booked(self, sources, purposes):
        """{(source id, purpose): (points, next revision)} over all cards."""
        return {
            (res_id, purpose): (points, revision + 1)
            for res_id, purpose, points, revision in self.env["cs.vip.points.entry"]
            .sudo()  # sudo: sums only, for the source's own booking
            ._read_group(
                [
                    ("res_model", "=", sources._name),
                    ("res_id", "in", sources.ids),
                    ("purpose", "in", purposes),
                ],
                ["res_id", "purpose"],
                ["points:sum", "revision:max"],
            )
        }

    def _take_back(self, points, day, earned_on, source, purpose, revision):
        """Reverse `points` that a source earned on the day `earned_on`.

        Where that year is closed, what lapsed with it cannot be taken back again:
        that part of the reversal is given back against the expiry, so that the
        balance loses only what did not lapse, and both stand in the ledger.
        """
        self.ensure_one()
        self._post("reversal", -points, day, source, purpose, revision=revision)
        if self.state != "void" and earned_on >= self.date_start:
            return
        closed, lapsed = self._lapsed_part(points, earned_on, source, purpose)
        self._post(
            "expiry", lapsed, day, source, LAPSED + purpose, str(closed), revision
        )

    def _lapsed_part(self, points, earned_on, source, purpose):
        """(last day of the year of `earned_on`, how many of `points` lapsed with it),
        once `points` were reversed."""
        # sudo: sums of this card's ledger for the source's own booking
        Entry = self.env["cs.vip.points.entry"].sudo()

        def total(*domain):
            domain = [("card_id", "=", self.id), *domain]
            return Entry._read_group(domain, [], ["points:sum"])[0][0] or 0

        expiry = Entry.search(
            [
                ("card_id", "=", self.id),
                ("kind", "=", "expiry"),
                ("res_model", "=", self._name),
                ("date", ">=", earned_on),
            ],
            order="date, id",
            limit=1,
        )
        if not expiry:
            return None, 0
        given_back = total(
            ("kind", "=", "expiry"),
            ("purpose", "=like", f"{LAPSED}%"),
            ("reference", "=", str(expiry.date)),
        )
        # What the source earned after that close is alive and is taken back first.
        alive = points + total(
            ("res_model", "=", source._name),
            ("res_id", "=", source.id),
            ("purpose", "=", purpose),
            "|",
            ("date", ">", expiry.date),
            "&",
            ("date", "=", expiry.date),  # declared void in the course of that day
            ("id", ">", expiry.id),
        )
        lapsed = min(points - max(alive, 0), -expiry.points - given_back)
        return expiry.date, max(lapsed, 0)

    def _expire(self, day, purpose):
        """Let all points lapse. A debt (points spent, then the goods returned) stays
        until later earnings fill it."""
        self.ensure_one()
        if self.points_balance > 0:
            self._post("expiry", -self.points_balance, day, self, purpose)

    def _absorb(self, others):
        """Take over the points of cards whose holder turns out to be the same."""
        self.ensure_one()
        (self | others)._close_ended_years()
        for other in others.sorted("id"):
            day = business_day.today(self.env, other.company_id)
            points = other.points_balance
            other._post("transfer", -points, day, other, ABSORBED)
            self._post("transfer", points, day, other, ABSORBED)
            other._go("void", date_void=day)
            # Cards merged into the other one before follow it, so that one step leads
            # from any of them to the card that goes on.
            (other | self.search([("replaced_by_id", "=", other.id)])).write(
                {"replaced_by_id": self.id}
            )
            self._message_log(
                body=self.env._(
                    "Took over %(points)s points of card %(card)s: same customer.",
                    points=points,
                    card=other.name,
                )
            )
