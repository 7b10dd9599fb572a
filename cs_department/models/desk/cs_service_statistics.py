from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.cs_vip import business_day

ONE_DAY = timedelta(days=1)
TOP = 10  # problems and overdue cases that are listed
# What complaints are counted by: (name, model of its values, columns of the ticket)
DIMENSIONS = {
    "cause": ("cs.cause", ("cs_cause_id",)),
    "department": ("hr.department", ("cs_department_id",)),
    "product": ("product.product", ("cs_product_id",)),
    "store": ("crm.team", ("cs_store_id",)),
    "agent": ("res.users", ("cs_closed_user_id", "user_id")),
}


class Span(NamedTuple):
    """Days from one to another, both included."""

    first: date
    last: date

    def before(self):
        """The period of comparison: the month before a month, else as many days."""
        end = self.first - ONE_DAY
        whole = self.first.day == 1 and (self.last + ONE_DAY).day == 1
        if whole and (self.last - self.first).days < 31:
            return Span(end.replace(day=1), end)
        return Span(end - (self.last - self.first), end)


class CsServiceStatistics(models.AbstractModel):
    """What customer service did in a period, beside the period before (C11).

    Complaints count in the period in which they were received; the resolution rate is
    the share of those that were closed to the customer's satisfaction. Everything
    "closed" counts in the period of closing. One statement counts all dimensions, with
    the rights of whoever asks.
    """

    _name = "cs.service.statistics"
    _description = "Figures of Customer Service"

    @api.model
    def _figures(self, company, span, domain=()):
        """Plain values (JSON): key figures, rows by dimension, days, problems, overdue
        cases. `domain` narrows the tickets, to those of one agent for example."""
        spans = (span, span.before())
        domain = [("company_id", "=", company.id), *domain]
        totals, rows = self._count(company, spans, domain)
        return {
            "date_from": str(span.first),
            "date_to": str(span.last),
            "previous_from": str(spans[1].first),
            "previous_to": str(spans[1].last),
            "key": self._key(company, spans, totals, domain),
            "dimensions": rows,
            "days": self._days(company, span, domain),
            "problems": self._problems(company, spans, domain),
            "overdue": self._overdue(company, span, domain),
        }

    # Complaints -------------------------------------------------------------------

    def _measures(self, company, span):
        """{name: SQL aggregate} over the tickets of a period."""
        start, end = business_day.day_bounds(company, *span)
        until = min(end, business_day.now(self.env))
        table = "helpdesk_ticket"
        col = {
            name: SQL.identifier(table, name)
            for name in (
                "cs_date_received",
                "closed_date",
                "cs_is_complaint",
                "cs_deadline",
                "cs_pause_since",
                "cs_resolution_rate",
                "cs_satisfied",
                "cs_date_confirmed",
                "cs_repeat_of_id",
                "cs_is_suggestion",
                "rating_last_value",
            )
        }
        received = SQL(
            "%s >= %s AND %s < %s",
            col["cs_date_received"],
            start,
            col["cs_date_received"],
            end,
        )
        complaint = SQL("%s AND %s", received, col["cs_is_complaint"])
        closed = SQL(
            "%s >= %s AND %s < %s", col["closed_date"], start, col["closed_date"], end
        )
        settled = SQL("%s AND %s", closed, col["cs_is_complaint"])
        left = SQL(
            "%s AND %s < %s AND (%s IS NULL OR %s >= %s)",
            col["cs_is_complaint"],
            col["cs_date_received"],
            end,
            col["closed_date"],
            col["closed_date"],
            end,
        )
        counted = {
            "tickets": received,
            "complaints": complaint,
            "resolved": SQL("%s AND %s > 0", complaint, col["cs_resolution_rate"]),
            "repeats": SQL("%s AND %s IS NOT NULL", complaint, col["cs_repeat_of_id"]),
            "closed": settled,
            "in_time": SQL(
                "%s AND %s <= %s", settled, col["closed_date"], col["cs_deadline"]
            ),
            "unsatisfied": SQL(
                "%s AND %s IS NOT NULL AND NOT COALESCE(%s, FALSE)",
                settled,
                col["cs_date_confirmed"],
                col["cs_satisfied"],
            ),
            "open": left,
            "overdue": SQL(
                "%s AND %s < LEAST(%s, %s)",
                left,
                col["cs_deadline"],
                until,
                col["cs_pause_since"],
            ),
            "suggestions": SQL("%s AND %s", received, col["cs_is_suggestion"]),
        }
        measures = {
            name: SQL("COUNT(*) FILTER (WHERE %s)", condition)
            for name, condition in counted.items()
        }
        measures["days"] = SQL(
            "AVG(EXTRACT(EPOCH FROM %s - %s) / 86400) FILTER (WHERE %s)",
            col["closed_date"],
            col["cs_date_received"],
            settled,
        )
        measures["rating"] = SQL(
            "AVG(%s) FILTER (WHERE %s AND %s > 0)",
            col["rating_last_value"],
            closed,
            col["rating_last_value"],
        )
        return measures

    def _counted(self, company, spans, domain):
        """The query of all tickets that a figure of the periods can come from."""
        start, _end = business_day.day_bounds(company, *spans[1])
        return self.env["helpdesk.ticket"]._search(
            [
                *domain,
                "|",
                "|",
                ("cs_date_received", ">=", start),
                ("closed_date", ">=", start),
                ("closed_date", "=", False),
            ],
            order=None,
        )

    def _count(self, company, spans, domain):
        """(totals, {dimension: rows}): all of it in one statement."""
        self.env.flush_all()
        query = self._counted(company, spans, domain)
        keys = [
            SQL(
                "COALESCE(%s)",
                SQL(", ").join(
                    SQL.identifier("helpdesk_ticket", name) for name in columns
                ),
            )
            for _model, columns in DIMENSIONS.values()
        ]
        measures = [self._measures(company, span) for span in spans]
        sets = [SQL("()"), *(SQL("(%s)", key) for key in keys)]
        query.groupby = SQL("GROUPING SETS (%s)", SQL(", ").join(sets))
        statement = query.select(
            SQL("GROUPING(%s)", SQL(", ").join(keys)),
            *keys,
            *(value for found in measures for value in found.values()),
        )
        names = list(measures[0])
        whole = 2 ** len(keys) - 1
        found = {whole - 2**bit: [] for bit in range(len(keys))}
        totals = [dict.fromkeys(names), dict.fromkeys(names)]
        for level, *values in self.env.execute_query(statement):
            ids, figures = values[: len(keys)], values[len(keys) :]
            now, before = figures[: len(names)], figures[len(names) :]
            pair = (
                dict(zip(names, now, strict=True)),
                dict(zip(names, before, strict=True)),
            )
            if level == whole:
                totals = pair
            else:
                found[level].append((next(filter(None, ids), False), *pair))
        rows = {}
        for place, (name, (model, _columns)) in enumerate(DIMENSIONS.items()):
            level = whole - 2 ** (len(keys) - 1 - place)
            rows[name] = self._rows(model, found[level])
        return totals, rows

    def _rows(self, model, found):
        """Rows of a dimension that had complaints, most first."""
        kept = [
            row
            for row in found
            if any(
                figures[name]
                for figures in row[1:]
                for name in ("complaints", "closed", "overdue")
            )
        ]
        names = self._names(model, [row[0] for row in kept if row[0]])
        rows = [
            {
                "id": record_id,
                "names": names.get(record_id),
                "complaints": now["complaints"],
                "previous": before["complaints"],
                "resolved": now["resolved"],
                "closed": now["closed"],
                "overdue": now["overdue"],
                "repeats": now["repeats"],
            }
            for record_id, now, before in kept
        ]
        return sorted(
            rows,
            key=lambda row: (
                not row["id"],
                -row["complaints"],
                -row["previous"],
                row["id"],
            ),
        )

    def _names(self, model, ids):
        """{id: {language: name}}, so that a kept report can be read in each."""
        result = {record_id: {} for record_id in ids}
        for code, _name in self.env["res.lang"].get_installed():
            # sudo: names of what the caller's own tickets refer to
            records = (
                self.env[model]
                .sudo()
                .with_context(lang=code, active_test=False, display_default_code=False)
            )
            for record in records.browse(ids):
                name = record.display_name if "product" in model else record.name
                result[record.id][code] = name
        return result

    # Everything else --------------------------------------------------------------

    def _key(self, company, spans, totals, domain):
        """{name: [now, before]}; rates in per cent, None where there is nothing."""
        own = [part for part in domain if part[0] == "user_id"]
        more = [self._kept(company, span, own) for span in spans]
        result = {}
        for values, others in zip(totals, more, strict=True):
            figures = {
                name: round(float(value), 1) if value is not None else None
                for name, value in values.items()
            }
            figures["resolution_rate"] = rate(values["resolved"], values["complaints"])
            figures["in_time_rate"] = rate(values["in_time"], values["closed"])
            for name, value in (figures | others).items():
                result.setdefault(name, []).append(value)
        return result

    def _kept(self, company, span, own):
        """Promises, calls and questions of a period, as far as the user reads them."""
        first, last = span
        start, end = business_day.day_bounds(company, first, last)
        promises = self._states(
            "cs.promise",
            [("date_due", ">=", first), ("date_due", "<=", last), *own],
            company,
        )
        calls = self._states(
            "cs.callback",
            [("date_planned", ">=", first), ("date_planned", "<=", last), *own],
            company,
        )
        questions = self._states(
            "cs.referral",
            [
                ("date_asked", ">=", start),
                ("date_asked", "<", end),
                *((f"ticket_id.{name}", *rest) for name, *rest in own),
            ],
            company,
        )
        due = promises.get("kept", 0) + promises.get("broken", 0)
        planned = sum(calls.values()) - calls.get("cancelled", 0)
        return {
            "promises_due": due,
            "promises_kept": promises.get("kept", 0),
            "promises_rate": rate(promises.get("kept", 0), due),
            "calls_planned": planned,
            "calls_made": calls.get("done", 0),
            "questions": sum(questions.values()) - questions.get("withdrawn", 0),
            "answers": questions.get("answered", 0),
        }

    def _states(self, model, domain, company):
        records = self.env[model]
        if not records.has_access("read"):
            return {}
        domain = [("company_id", "=", company.id), *domain]
        return dict(records._read_group(domain, ["state"], ["__count"]))

    def _days(self, company, span, domain):
        """Complaints received and closed on each day of the period: counted daily."""
        start, end = business_day.day_bounds(company, *span)
        tickets = self.env["helpdesk.ticket"].with_context(
            tz=str(business_day.time_zone(company))
        )
        counts = {}
        for name, column in (
            ("received", "cs_date_received"),
            ("closed", "closed_date"),
        ):
            counts[name] = {
                moment.date(): count
                for moment, count in tickets._read_group(
                    [
                        *domain,
                        ("cs_is_complaint", "=", True),
                        (column, ">=", start),
                        (column, "<", end),
                    ],
                    [f"{column}:day"],
                    ["__count"],
                )
            }
        days = (span.last - span.first).days + 1
        return [
            {
                "date": str(day),
                "received": counts["received"].get(day, 0),
                "closed": counts["closed"].get(day, 0),
            }
            for day in (span.first + timedelta(days=number) for number in range(days))
        ]

    def _problems(self, company, spans, domain):
        """What was complained about most: product and cause together."""
        groups = []
        for span in spans:
            start, end = business_day.day_bounds(company, *span)
            groups.append(
                self.env["helpdesk.ticket"]._read_group(
                    [
                        *domain,
                        ("cs_is_complaint", "=", True),
                        ("cs_date_received", ">=", start),
                        ("cs_date_received", "<", end),
                        ("cs_cause_id", "!=", False),
                    ],
                    ["cs_cause_id", "cs_product_id"],
                    ["__count"],
                    order="__count DESC, cs_cause_id, cs_product_id",
                )
            )
        now, before = groups
        earlier = {(cause.id, product.id): count for cause, product, count in before}
        now = now[:TOP]
        causes = self._names("cs.cause", [cause.id for cause, _p, _c in now])
        products = self._names(
            "product.product", [product.id for _c, product, _n in now if product]
        )
        return [
            {
                "cause_id": cause.id,
                "cause": causes[cause.id],
                "product_id": product.id,
                "product": products.get(product.id),
                "complaints": count,
                "previous": earlier.get((cause.id, product.id), 0),
            }
            for cause, product, count in now
        ]

    def _overdue(self, company, span, domain):
        """The cases that are overdue longest, of those open now."""
        _start, end = business_day.day_bounds(company, *span)
        tickets = self.env["helpdesk.ticket"].search(
            [
                *domain,
                ("cs_is_complaint", "=", True),
                ("cs_date_received", "<", end),
                ("cs_overdue", "=", True),
            ],
            order="cs_deadline, id",
            limit=TOP,
        )
        return [
            {
                "id": ticket.id,
                "number": ticket.number,
                "name": ticket.name,
                # sudo: names alone
                "customer": ticket.sudo().partner_id.name or "",
                "owner": ticket.sudo().user_id.name or "",
                "deadline": str(business_day.business_day(company, ticket.cs_deadline)),
            }
            for ticket in tickets
        ]


def rate(part, whole):
    """Per cent with one decimal, None of nothing."""
    return round(100.0 * part / whole, 1) if whole else None
