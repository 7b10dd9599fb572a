from datetime import date
from typing import NamedTuple

from odoo import models

from ..qualification import ONE_DAY


class Statement(NamedTuple):
    """The points of a card from one day to another, both included."""

    date_from: date
    date_to: date
    opening: int
    entries: models.BaseModel
    closing: int
    lapse_date: date | None
    lapse_points: int


class CsVipCard(models.Model):
    """The statement of points a customer gets (F)."""

    _inherit = "cs.vip.card"

    def _statements(self, date_from, date_to):
        """{card: Statement}; a few queries for all cards."""
        opening = self.balances_at(date_from - ONE_DAY)
        closing = self.balances_at(date_to)
        entries = self.env["cs.vip.points.entry"].search(
            [
                ("card_id", "in", self.ids),
                ("date", ">=", date_from),
                ("date", "<=", date_to),
            ],
            order="date, id",
        )
        by_card = entries.grouped("card_id")
        return {
            card: Statement(
                date_from,
                date_to,
                opening[card.id],
                by_card.get(card, entries.browse()),
                closing[card.id],
                *card._lapse(date_to, closing[card.id]),
            )
            for card in self
        }

    def _lapse(self, day, points):
        """When what is left on `day` lapses, and how much: at the end of the card's
        year; what an earlier year left stands among the entries."""
        if points <= 0 or self.state not in ("active", "suspended"):
            return None, 0
        if not self.date_start <= day <= self.date_end:
            return None, 0
        return self.date_end, points

    def _statement_period(self):
        """From the beginning of the card's year to today."""
        self.ensure_one()
        today = self._today()
        return min(self.date_start or today, today), today

    def _statement_pdf(self, date_from=None, date_to=None):
        """The printed statement, for whoever may read the card; the portal too."""
        self.check_access("read")
        default = self[:1]._statement_period()
        data = {
            "card_ids": self.ids,
            "date_from": str(date_from or default[0]),
            "date_to": str(date_to or default[1]),
        }
        # sudo: rendering reads the report and the company's layout; the right to read
        # the cards was checked
        report = self.env["ir.actions.report"].sudo()
        content, _format = report._render_qweb_pdf(
            "cs_vip.action_report_statement", self.ids, data=data
        )
        return content
