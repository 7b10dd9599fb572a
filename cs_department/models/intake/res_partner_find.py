from odoo import api, fields, models
from odoo.fields import Domain
from odoo.modules.db import FunctionStatus
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from odoo.addons.phone_validation.models.mail_thread_phone import PHONE_REGEX_PATTERN

from ...caller import national_digits, plain

FIND = "cs_find_customer"
MEMBER = "cs_department.group_member"
# A trigram index answers three letters anywhere, or fewer at the beginning.
TRIGRAM = 3
FEWEST_OF_ORDER = 4


def _name_index(registry):
    """As core's trigram indexes: over what a search without case compares."""
    if not registry.has_trigram:
        return ""
    indexable = registry.has_unaccent == FunctionStatus.INDEXABLE
    name = registry.unaccent("name") if indexable else "name"
    return f"USING gin ({name} gin_trgm_ops)"


class ResPartner(models.Model):
    """One field that finds the caller (C2): by phone, name, card or order number.

    In the context ``cs_find_customer`` alone, and for the desk alone.
    """

    _inherit = "res.partner"

    cs_caller = fields.Char(
        string="Phone, Name, Card or Order",
        compute="_compute_cs_caller",
        search="_search_cs_caller",
        groups=MEMBER,
        help="Finds a caller by whatever number or name they give.",
    )

    _cs_name_trigram = models.Index(_name_index)

    def _compute_cs_caller(self):
        """Only to search by: on a telephone the choice of a contact is a list."""
        self.cs_caller = False

    @api.model
    def _search_cs_caller(self, operator, value):
        if operator not in ("ilike", "="):
            return NotImplemented
        if not self.env.user.has_group(MEMBER):
            return Domain.FALSE
        return self._cs_find(str(value or ""))

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        if name and self._cs_finds_customers():
            domain = Domain(domain or Domain.TRUE) & self._cs_find(name)
            name = ""
        return super().name_search(name, domain, operator, limit)

    @api.depends("phone")
    @api.depends_context(FIND)
    def _compute_display_name(self):
        res = super()._compute_display_name()
        if self._cs_finds_customers():
            for partner in self.filtered("phone"):
                partner.display_name = f"{partner.display_name} · {partner.phone}"
        return res

    @api.model
    def _cs_finds_customers(self):
        return bool(self.env.context.get(FIND)) and self.env.user.has_group(MEMBER)

    @api.model
    def _cs_find(self, term):
        """Domain of who ``term`` names. Each key is a search of its own, so that
        each uses its index; the rules of contacts and orders hold in all of them."""
        term = plain(term)
        queries = [self._cs_by_name(term), *self._cs_by_card(term)]
        digits = national_digits(term, self.env.company.country_id.phone_code)
        if digits:
            queries.append(self._cs_by_phone(digits))
        if len(term) >= FEWEST_OF_ORDER and any(sign.isdecimal() for sign in term):
            queries.append(
                self.env["sale.order"]
                ._search([("name", "ilike", escape_psql(term))])
                .subselect("partner_id")
            )
        return Domain("id", "in", SQL("(%s)", SQL(" UNION ").join(queries)))

    @api.model
    def _cs_by_name(self, term):
        if len(term) < TRIGRAM:
            leaf = Domain("name", "=ilike", f"{escape_psql(term)}%")
        else:
            leaf = Domain("name", "ilike", escape_psql(term))
        return self._search(leaf).subselect()

    @api.model
    def _cs_by_phone(self, digits):
        """By the index that core keeps of the phone numbers without separators."""

        def to_sql(_model, alias, _query):
            phone = SQL.identifier(alias, "phone")
            return SQL(
                "(%s IS NOT NULL AND regexp_replace((%s::text), %s::text, ''::text,"
                " 'g'::text) ILIKE %s)",
                phone,
                phone,
                PHONE_REGEX_PATTERN,
                f"%{digits}%",
            )

        return self._search(Domain.custom(to_sql=to_sql)).subselect()

    @api.model
    def _cs_by_card(self, term):
        """By a whole number, of today or of a card issued anew."""
        numbers = [term, term.upper().replace(" ", "")]
        companies = [("company_id", "in", self.env.companies.ids)]
        # sudo: who knows the whole number is led to its holder, and reads of the
        # holder what he may read anyway
        Card = self.env["cs.vip.card"].sudo()
        # sudo: as above
        old = self.env["cs.vip.card.number"].sudo()
        replaced = old._search([("name", "in", numbers), *companies])
        return [
            Card._search([("name", "in", numbers), *companies]).subselect("partner_id"),
            Card._search(
                [("id", "in", replaced.subselect("card_id")), *companies]
            ).subselect("partner_id"),
        ]
