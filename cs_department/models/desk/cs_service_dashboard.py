from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_vip import business_day

from .cs_desk_team import TEAM
from .cs_service_statistics import Span, rate
from .cs_service_texts import BAD, KEY_FIGURES

LONGEST = 366 * 2  # days that the screen looks back at once
FIELDS = {
    "cause": "cs_cause_id",
    "department": "cs_department_id",
    "product": "cs_product_id",
    "store": "cs_store_id",
}


class CsServiceDashboard(models.AbstractModel):
    """The figures of a period on one screen; each opens its tickets (C11).

    Supervisors and the general manager see the department; everybody at the desk sees
    the results of their own cases.
    """

    _name = "cs.service.dashboard"
    _description = "Complaint Dashboard"

    @api.model
    def overview(self, date_from, date_to, mine=False):
        span = self._span(date_from, date_to)
        team = any(map(self.env.user.has_group, TEAM))
        if not team and not self.env.user.has_group("cs_department.group_member"):
            raise AccessError(
                self.env._("Only customer service and the management see its figures.")
            )
        mine = bool(mine) or not team
        company = self.env.company
        own = [("user_id", "=", self.env.uid)] if mine else []
        figures = self.env["cs.service.statistics"]._figures(company, span, own)
        texts = self.env["cs.service.texts"]._texts()
        return {
            "mine": mine,
            "team": team,
            "company": company.name,
            "date_from": figures["date_from"],
            "date_to": figures["date_to"],
            "texts": texts,
            "key": self._tiles(company, span, figures, texts, own),
            "dimensions": [
                {
                    "key": name,
                    "title": texts[f"by_{name}"],
                    "rows": [
                        self._row(company, span, name, row, texts, own) for row in rows
                    ],
                }
                for name, rows in figures["dimensions"].items()
                if not (mine and name == "agent")
            ],
            "problems": [
                row
                | {
                    "cause": self._name_of(row["cause"]),
                    "product": self._name_of(row["product"]) or texts["none"],
                    "domain": [
                        *self._received(company, span, own),
                        ("cs_cause_id", "=", row["cause_id"]),
                        ("cs_product_id", "=", row["product_id"]),
                    ],
                }
                for row in figures["problems"]
            ],
            "days": figures["days"],
        }

    def _span(self, date_from, date_to):
        try:
            span = Span(fields.Date.to_date(date_from), fields.Date.to_date(date_to))
        except (ValueError, TypeError):
            span = Span(None, None)
        if not span.first or not span.last:
            raise UserError(self.env._("Enter the first and the last day."))
        if span.first > span.last:
            raise UserError(self.env._("The period ends before it begins."))
        if (span.last - span.first).days > LONGEST:
            raise UserError(self.env._("Choose a period of two years at most."))
        return span

    def _received(self, company, span, own):
        start, end = map(str, business_day.day_bounds(company, *span))
        return [
            *own,
            ("company_id", "=", company.id),
            ("cs_is_complaint", "=", True),
            ("cs_date_received", ">=", start),
            ("cs_date_received", "<", end),
        ]

    def _listed(self, company, span, own):
        """{figure: domain of its tickets}"""
        start, end = map(str, business_day.day_bounds(company, *span))
        complaints = [
            *own,
            ("company_id", "=", company.id),
            ("cs_is_complaint", "=", True),
        ]
        received = self._received(company, span, own)
        closed = [*complaints, ("closed_date", ">=", start), ("closed_date", "<", end)]
        rated = [
            *own,
            ("company_id", "=", company.id),
            ("closed_date", ">=", start),
            ("closed_date", "<", end),
        ]
        left = [
            *complaints,
            ("cs_date_received", "<", end),
            "|",
            ("closed_date", "=", False),
            ("closed_date", ">=", end),
        ]
        return {
            "complaints": received,
            "closed": closed,
            "open": left,
            "overdue": [*left, ("cs_overdue", "=", True)],
            "repeats": [*received, ("cs_repeat_of_id", "!=", False)],
            "rating": [*rated, ("rating_last_value", ">", 0)],
            "unsatisfied": [
                *closed,
                ("cs_date_confirmed", "!=", False),
                ("cs_satisfied", "=", False),
            ],
        }

    def _tiles(self, company, span, figures, texts, own):
        domains = self._listed(company, span, own)
        tiles = []
        for name, unit in KEY_FIGURES.items():
            now, before = figures["key"][name]
            change = None if None in (now, before) else round(now - before, 1)
            tone = ""
            if change and name not in ("tickets", "suggestions", "questions"):
                tone = "success" if (change > 0) != (name in BAD) else "danger"
            tiles.append(
                {
                    "key": name,
                    "label": texts[name],
                    "unit": unit,
                    "value": now,
                    "previous": before,
                    "change": change,
                    "tone": tone,
                    "domain": domains.get(name),
                }
            )
        return tiles

    def _row(self, company, span, dimension, row, texts, own):
        if dimension == "agent":
            whose = [
                "|",
                ("cs_closed_user_id", "=", row["id"]),
                "&",
                ("cs_closed_user_id", "=", False),
                ("user_id", "=", row["id"]),
            ]
        else:
            whose = [(FIELDS[dimension], "=", row["id"])]
        return row | {
            "name": self._name_of(row["names"]) or texts["none"],
            "rate": rate(row["resolved"], row["complaints"]),
            "domain": [*self._received(company, span, own), *whose],
        }

    def _name_of(self, names):
        """In the language of the screen."""
        return names and (names.get(self.env.lang) or next(iter(names.values()), ""))
