from dataclasses import dataclass, field
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from .. import business_day, card_file
from ..models.cs_vip_document import DOCUMENT_TYPES, normalise
from ..qualification import year_end

REQUIRED = ("name", "tier", "date_start")
DAYS = ("birthdate", "date_start", "date_end", "tier_date", "last_purchase")
LONGEST = 200
MOST_POINTS = 100_000_000
EXACT_DIGITS = 15  # a spreadsheet keeps no more digits of a number


class Column(NamedTuple):
    label: str
    note: str


@dataclass
class Row:
    """A line of the file: what it says, and what is wrong with it."""

    number: int
    cells: list
    values: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    present: bool = False

    @property
    def ready(self):
        return not self.faults and not self.present

    def blame(self, column, reason):
        self.faults.append((column, reason))


class CsVipCardImport(models.TransientModel):
    """The dry run: what each line says, and why it cannot be taken over."""

    _inherit = "cs.vip.card.import"

    def _columns(self):
        """{key: column} in the user's language; a file may use any installed one."""
        by_day = self.env._("As 2025-03-01.")
        return {
            "number": Column(
                self.env._("Card Number"),
                self.env._(
                    "The number on the card; it stays. Empty: a new one is given."
                ),
            ),
            "name": Column(
                self.env._("Holder's Name"), self.env._("The real name. Required.")
            ),
            "reference": Column(
                self.env._("Customer Reference"),
                self.env._(
                    "Reference of the customer in Odoo, if there is one already."
                ),
            ),
            "phone": Column(
                self.env._("Phone"), self.env._("With the name, it finds the customer.")
            ),
            "email": Column(
                self.env._("E-mail"), self.env._("The holder's e-mail address.")
            ),
            "birthdate": Column(self.env._("Birth Date"), by_day),
            "document_type": Column(
                self.env._("Kind of Document"),
                self.env._("Identity card, driving licence or passport."),
            ),
            "document_number": Column(
                self.env._("Document Number"),
                self.env._("Kept apart and shown masked. Format the column as text."),
            ),
            "street": Column(
                self.env._("Address"), self.env._("Street and house number.")
            ),
            "city": Column(self.env._("City"), self.env._("City of the address.")),
            "program": Column(
                self.env._("Programme"),
                self.env._("Needed where two programmes have such a tier."),
            ),
            "tier": Column(
                self.env._("Tier"), self.env._("Name of the tier. Required.")
            ),
            "date_start": Column(
                self.env._("Year From"),
                self.env._(
                    "First day of the card's current year. Required. %s", by_day
                ),
            ),
            "date_end": Column(
                self.env._("Year Until"),
                self.env._("Last day of it. Empty: as the programme says. %s", by_day),
            ),
            "tier_date": Column(
                self.env._("Level Since"),
                self.env._(
                    "Since when the tier is held. Empty: since Year From. %s", by_day
                ),
            ),
            "last_purchase": Column(
                self.env._("Last Purchase"),
                self.env._(
                    "A purchase in the current year renews the card at its end. %s",
                    by_day,
                ),
            ),
            "points": Column(
                self.env._("Points"),
                self.env._("Opening balance, a whole number not below 0."),
            ),
        }

    def _checked_rows(self):
        """Every line, with its values and faults; nothing is written."""
        lines = self._lines()
        places = self._places(lines[0].cells)
        if len(lines) < 2:
            raise UserError(self.env._("This file has headings and no card below."))
        today = business_day.today(self.env, self.company_id)
        rows = [Row(line.number, line.cells) for line in lines[1:]]
        tiers = self._tiers_by_name()
        kinds = self._document_types_by_name()
        for row in rows:
            self._read_row(row, places)
            self._check_days(row, today)
            self._find_tier(row, tiers)
            self._check_document(row, kinds)
        self._find_twins(rows)
        self._find_cards(rows)
        self._find_holders(rows)
        self._find_live_cards(rows)
        return rows

    # Headings ---------------------------------------------------------------------

    def _places(self, headings):
        """{key: column number}; refuses files that are no card file."""
        known = {}
        for code, _name in self.env["res.lang"].get_installed():
            columns = self.with_context(lang=code)._columns()
            known.update({self._plain(c.label): key for key, c in columns.items()})
        columns = self._columns()
        known.update({self._plain(key): key for key in columns})
        known.update({self._plain(c.label): key for key, c in columns.items()})
        places = {}
        for place, heading in enumerate(headings):
            key = known.get(self._plain(card_file.text(heading)))
            if key in places:
                raise UserError(
                    self.env._("Column “%s” is there twice.", columns[key].label)
                )
            if key:
                places[key] = place
        missing = [columns[key].label for key in REQUIRED if key not in places]
        if missing:
            raise UserError(
                self.env._(
                    "The first line of the file must hold the headings. Missing: %s. "
                    "Download the template to see all of them.",
                    ", ".join(missing),
                )
            )
        return places

    @staticmethod
    def _plain(text):
        return "".join(char for char in text.casefold() if char.isalnum())

    # One line ---------------------------------------------------------------------

    def _read_row(self, row, places):
        for key, place in places.items():
            cell = row.cells[place] if place < len(row.cells) else None
            row.values[key] = None
            if isinstance(cell, card_file.CellError):
                row.blame(key, self.env._("the cell holds an error, not a value"))
                continue
            try:
                row.values[key] = self._read_cell(key, cell)
            except ValueError:
                if key == "points":
                    reason = self.env._("not a whole number")
                else:
                    reason = self.env._("not a date; write it as 2025-03-01")
                row.blame(key, reason)
        values = row.values
        values["number"] = (values.get("number") or "").upper()
        for key in REQUIRED:
            if not values[key] and not any(fault[0] == key for fault in row.faults):
                row.blame(key, self.env._("missing"))
        for key, value in values.items():
            if isinstance(value, str) and len(value) > LONGEST:
                row.blame(key, self.env._("longer than %s characters", LONGEST))
        if values.get("email") and not email_normalize(values["email"]):
            row.blame("email", self.env._("not an e-mail address"))
        self._check_points(row)
        if not values.get("number") and not values.get("document_number"):
            row.blame(
                "number",
                self.env._(
                    "missing; a line needs a card number or an identity document, so "
                    "that it is never taken over twice"
                ),
            )

    def _read_cell(self, key, cell):
        if key in DAYS:
            return card_file.day(cell)
        if key == "points":
            return card_file.whole_number(cell)
        if (
            key == "document_number"
            and isinstance(cell, int | float)
            and len(card_file.text(cell)) > EXACT_DIGITS
        ):
            return card_file.CellError(card_file.text(cell))
        return card_file.text(cell)

    def _check_points(self, row):
        points = row.values.get("points") or 0
        if points < 0:
            row.blame("points", self.env._("below 0"))
        elif points > MOST_POINTS:
            row.blame("points", self.env._("more than %s", MOST_POINTS))

    def _check_days(self, row, today):
        values = row.values
        for key in DAYS:
            day = values.get(key)
            if day and key != "date_end" and day > today:
                row.blame(key, self.env._("lies in the future"))
            elif day and day.year < 1900:
                row.blame(key, self.env._("cannot be right"))
        start, end = values.get("date_start"), values.get("date_end")
        if end and start and end < start:
            row.blame("date_end", self.env._("before the year begins"))
        elif end and end < today:
            row.blame("date_end", self.env._("the card's year has ended"))
        birth = values.get("birthdate")
        if birth and start and birth >= start:
            row.blame("birthdate", self.env._("not before the card's year"))

    # Tier and document ------------------------------------------------------------

    def _in_all_languages(self, records):
        """{record: its names, plain}"""
        names = {record: set() for record in records}
        for code, _name in self.env["res.lang"].get_installed():
            for record in records.with_context(lang=code):
                names[records.browse(record.id)].add(self._plain(record.name))
        return names

    def _tiers_by_name(self):
        """{(programme's name or None, tier's name): tiers}"""
        programs = self.env["cs.vip.program"].search(
            Domain("company_id", "in", [self.company_id.id, False])
        )
        program_names = self._in_all_languages(programs)
        tiers = {}
        for tier, names in self._in_all_languages(programs.tier_ids).items():
            for name in names:
                for program in (None, *program_names[tier.program_id]):
                    tiers.setdefault((program, name), tier.browse())
                    tiers[program, name] |= tier
        return tiers

    def _find_tier(self, row, tiers):
        name, program = row.values["tier"], row.values.get("program") or None
        if not name:
            return
        found = tiers.get(
            (program and self._plain(program), self._plain(name)),
            self.env["cs.vip.tier"],
        )
        # The company's own programmes before those it shares with others.
        found = found.filtered("company_id") or found
        if not found:
            row.blame(
                "tier",
                self.env._(
                    "no tier “%(tier)s” in programme “%(program)s”",
                    tier=name,
                    program=program,
                )
                if program
                else self.env._("no tier “%s”", name),
            )
        elif len(found) > 1:
            row.blame(
                "program", self.env._("missing; several programmes have this tier")
            )
        else:
            row.values["tier_id"] = found
            self._find_year_end(row, found.program_id.validity_months)

    def _find_year_end(self, row, months):
        """As the file says, but no later than that of a card granted today; else as
        the programme says."""
        today = business_day.today(self.env, self.company_id)
        start, end = row.values["date_start"], row.values.get("date_end")
        latest = year_end(today, months)
        if end and end > latest:
            row.blame(
                "date_end",
                self.env._(
                    "later than a card granted today ends: %s",
                    fields.Date.to_string(latest),
                ),
            )
        elif start and not end:
            row.values["date_end"] = year_end(start, months)
            if row.values["date_end"] < today:
                row.blame("date_start", self.env._("the card's year has ended"))

    def _document_types_by_name(self):
        kinds = {self._plain(key): key for key, _label in DOCUMENT_TYPES}
        for code, _name in self.env["res.lang"].get_installed():
            card = self.env["cs.vip.card"].with_context(lang=code)
            labels = card._fields["document_type"]._description_selection(card.env)
            kinds.update({self._plain(label): key for key, label in labels})
        return kinds

    def _check_document(self, row, kinds):
        kind, number = (
            row.values.get("document_type"),
            row.values.get("document_number"),
        )
        if isinstance(number, card_file.CellError):
            row.blame(
                "document_number",
                self.env._(
                    "the spreadsheet rounded this number; format the column as text "
                    "and enter it anew"
                ),
            )
        elif number and not 5 <= len(normalise(number)) <= 30:
            row.blame("document_number", self.env._("needs 5 to 30 letters and digits"))
        elif number and not kind:
            row.blame("document_type", self.env._("missing for this document number"))
        elif number:
            row.values["fingerprint"] = self.env["cs.vip.document"]._fingerprint(number)
        if kind and self._plain(kind) not in kinds:
            row.blame("document_type", self.env._("no such kind of document"))
        elif kind:
            row.values["document_type"] = kinds[self._plain(kind)]

    # Against the other lines and the database -------------------------------------

    def _find_twins(self, rows):
        """The same card or person twice in the file: the first line counts."""
        seen = {}
        for row in rows:
            values = row.values
            phone = values["phone_plain"] = self._phone(values.get("phone"))
            values["email_plain"] = email_normalize(values.get("email") or "")
            for key, mark in (
                ("number", values["number"]),
                ("document_number", values.get("fingerprint")),
                ("reference", values.get("reference")),
                ("name", phone and values["name"] and (phone, values["name"])),
            ):
                if not mark:
                    continue
                first = seen.setdefault((key, mark), row.number)
                if first != row.number:
                    row.blame(key, self.env._("the same as in line %s", first))

    def _phone(self, number):
        if not number:
            return None
        formatted = self.env["res.partner"]._phone_format(
            number=number, country=self.company_id.country_id
        )
        return formatted or normalise(number)

    def _find_cards(self, rows):
        """Cards that are here already: taken over before, or somebody else's."""
        # sudo: compares numbers and fingerprints; the manager sees all cards anyway
        Card = self.env["cs.vip.card"].sudo()
        company = Domain("company_id", "=", self.company_id.id)
        numbers = {row.values["number"] for row in rows} - {""}
        by_number = {
            card.name.upper(): card
            for card in Card.search(company & Domain("name", "in", list(numbers)))
        }
        replaced = Card.env["cs.vip.card.number"].search(
            company & Domain("name", "in", list(numbers))
        )
        by_number |= {old.name.upper(): old.card_id for old in replaced}
        prints = [
            row.values["fingerprint"] for row in rows if row.values.get("fingerprint")
        ]
        by_print = {}
        for document in Card.env["cs.vip.document"].search(
            company & Domain("fingerprint", "in", prints), order="live, id"
        ):
            by_print[document.fingerprint] = document.card_id
        series = self._number_series()
        for row in rows:
            number = row.values["number"]
            card = by_number.get(number)
            if card:
                self._meet(row, "number", card)
            elif number and series and number.startswith(series):
                row.blame(
                    "number",
                    self.env._(
                        "begins with %s, as numbers of new cards do; give the "
                        "sequence “VIP cards” another prefix first",
                        series,
                    ),
                )
            document = by_print.get(row.values.get("fingerprint"))
            if document and not row.present:
                row.values["known_holder"] = document.partner_id
                if not number:
                    self._meet(row, "document_number", document)
                elif document.state not in ("void", "refused"):
                    row.blame(
                        "document_number",
                        self.env._("belongs to card %s already", document.name),
                    )

    def _number_series(self):
        """The prefix of new cards' numbers."""
        # sudo: sequences are settings; only the prefix is read
        sequence = self.env["ir.sequence"].sudo()
        sequence = sequence.search(
            [
                ("code", "=", "cs.vip.card"),
                ("company_id", "in", [self.company_id.id, False]),
            ],
            order="company_id",
            limit=1,
        )
        return (sequence._get_prefix_suffix()[0] or "").upper() if sequence else ""

    def _meet(self, row, column, card):
        """The line's card is here: of the same person, it was taken over before."""
        if card.partner_id.name == row.values["name"]:
            row.present = True
            row.faults.clear()
        else:
            row.blame(
                column,
                self.env._("belongs to card %s of somebody else already", card.name),
            )

    def _find_holders(self, rows):
        """The customer of each line: by reference, document, or name and phone or
        e-mail. By the name alone nobody is found, and nobody made a second time."""
        # sudo: customers of every salesperson; a manager's file decides
        Partner = self.env["res.partner"].sudo().with_context(active_test=True)
        shared = Domain("company_id", "in", [self.company_id.id, False])
        top = shared & Domain("parent_id", "=", False)
        references = [
            row.values["reference"] for row in rows if row.values.get("reference")
        ]
        phones = [row.values["phone_plain"] for row in rows]
        emails = [row.values["email_plain"] for row in rows]
        bare = {row.values["name"] or "" for row in rows if self._is_bare(row)}
        by_reference, by_contact = {}, {}
        for partner in Partner.search_fetch(
            top & Domain("ref", "in", references), ["ref", "name"], order="id"
        ):
            by_reference.setdefault(partner.ref, []).append(partner)
        for column, name, marks in (
            ("phone", "phone_sanitized", phones),
            ("email", "email_normalized", emails),
        ):
            for partner in Partner.search_fetch(
                top & Domain(name, "in", [mark for mark in marks if mark]),
                [name, "name"],
                order="id",
            ):
                key = column, partner[name], partner.name
                by_contact.setdefault(key, []).append(partner)
        by_name = dict(
            Partner._read_group(
                top & Domain("name", "in", list(bare)), ["name"], ["__count"]
            )
        )
        for row in rows:
            if row.present:
                continue
            values = row.values
            name = values["name"]
            found = by_reference.get(values.get("reference"), [])
            column = "reference"
            if values.get("reference") and not found:
                row.blame(column, self.env._("no customer has this reference"))
                continue
            if not found and values.get("known_holder"):
                found, column = [values["known_holder"]], "document_number"
            for contact in ("phone", "email"):
                if not found:
                    column, mark = contact, values[f"{contact}_plain"]
                    found = by_contact.get((contact, mark, name), [])
            if self._is_bare(row) and name in by_name:
                row.blame(
                    "name",
                    self.env._(
                        "customers with this name are on file: %s; add phone, e-mail, "
                        "document or customer reference, to tell who it is",
                        by_name[name],
                    ),
                )
            self._judge_holder(row, column, found)

    @staticmethod
    def _is_bare(row):
        """Whether the line says no more of the holder than the name."""
        return not any(
            row.values.get(key)
            for key in ("reference", "phone", "email", "document_number")
        )

    def _judge_holder(self, row, column, found):
        if not found:
            return
        partner = found[0]
        if len(found) > 1:
            row.blame(
                column,
                self.env._("%s customers match; give the reference", len(found)),
            )
        elif partner.name != row.values["name"]:
            row.blame(column, self.env._("belongs to a customer of another name"))
        elif partner.cs_is_project_customer:
            row.blame(column, self.env._("a project customer; these hold no VIP card"))
        else:
            row.values["partner_id"] = partner

    def _find_live_cards(self, rows):
        holders = {
            row.values["partner_id"]: row for row in rows if "partner_id" in row.values
        }
        # sudo: as above
        Card = self.env["cs.vip.card"].sudo()
        partners = Card.env["res.partner"].browse(p.id for p in holders)
        live = Card.search_fetch(
            Card._live_domain(partners) & Domain("company_id", "=", self.company_id.id),
            ["partner_id", "name"],
        )
        for card in live:
            row = holders[card.partner_id]
            if not row.present:
                row.blame(
                    "name",
                    self.env._("holds card or application %s already", card.name),
                )
