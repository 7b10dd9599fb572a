from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.cs_vip import business_day

from .. import month, sheet


class Scope(NamedTuple):
    """What one pass over an indicator measures: everybody of a company's month.

    ``start`` and ``end`` are the month in naive UTC, ``end`` excluded; ``zone`` is
    the company's time zone, ``lang`` the language of what is kept.
    """

    company: models.BaseModel
    indicator: models.BaseModel
    date_from: date
    date_to: date
    start: datetime
    end: datetime
    zone: str
    lang: str
    user_ids: list[int]
    employee_ids: list[int]


class Rows(NamedTuple):
    """The records that count, as a SELECT.

    Columns: ``owner_id``, ``res_model``, ``res_id``, ``label``, ``date``, ``kind``,
    ``value``, ``numerator``, ``denominator``. ``owner`` says whether the owner is
    a "user" or an "employee"; ``base`` is added to everybody's denominator.
    """

    select: SQL
    owner: str = "user"
    base: Decimal = Decimal(0)


class CsKpiMeasure(models.AbstractModel):
    """Registry of the sources that indicators are counted from (P1, P2).

    A source is a key of `_measures` and a method ``_measure_<key>(scope)`` that
    returns `Rows`: one statement for all employees. Another addon adds one by
    extending both. The records are read as the system, not as the user who
    starts the computation: everybody is to be counted in the same way, and the
    SELECTs leave no room for what a user types.
    """

    _name = "cs.kpi.measure"
    _description = "Appraisal Measures"

    @api.model
    def _measures(self):
        """Sources by key, with their labels."""
        return {
            "complaint_unsatisfied": self.env._("Unsatisfied ÷ complaints closed"),
            "complaint_per_order": self.env._("Unsatisfied ÷ orders delivered"),
            "satisfaction": self.env._("Mean of the marks that customers gave"),
            "feedback_count": self.env._("Feedback collected"),
            "feedback_rate": self.env._("Feedback collected ÷ feedback due"),
            "callback_completion": self.env._("Callbacks made ÷ planned"),
            "incomplete_file": self.env._("Customer files filed incomplete"),
            "first_answer": self.env._("Hours until the first answer"),
            "reopened": self.env._("Tickets reopened ÷ closed"),
            "visit_on_time": self.env._("Visits on time ÷ visits made"),
            "deadline_kept": self.env._("Deadlines kept ÷ tickets closed"),
            "handover_late": self.env._("Hand-overs accepted late ÷ accepted"),
            "cooperation_rating": self.env._("Mean mark by other departments"),
            "incident_cooperation": self.env._("Incidents: cooperation"),
            "incident_conduct": self.env._("Incidents: conduct"),
            "incident_praise": self.env._("Incidents: praise"),
            "incident_criticism": self.env._("Incidents: criticism"),
        }

    @api.model
    def _scope(self, company, indicator, date_from, users, employees):
        start, end = month.utc_bounds(company, date_from)
        return Scope(
            company,
            indicator,
            month.month_start(date_from),
            month.month_end(date_from),
            start,
            end,
            business_day.time_zone(company).key,
            company.partner_id.lang or "en_US",
            users.ids,
            employees.ids,
        )

    @api.model
    def _rows(self, scope):
        """`Rows` of the scope's indicator; everything pending is written first."""
        self.env.flush_all()
        return getattr(self, f"_measure_{scope.indicator.measure}")(scope)

    @api.model
    def _sums(self, rows):
        """{owner id: `sheet.Counted`} of what counts now; nothing is stored."""
        self.env.cr.execute(
            SQL(
                """
                SELECT owner_id, COALESCE(SUM(numerator), 0)::text,
                       COALESCE(SUM(denominator), 0)::text,
                       COALESCE(SUM(value), 0)::text, COUNT(*)
                  FROM (%s) counted GROUP BY owner_id
                """,
                rows.select,
            )
        )
        return {
            # as text: Odoo's cursor would make floats of them
            owner: sheet.Counted(0, *map(Decimal, sums), records)
            for owner, *sums, records in self.env.cr.fetchall()
        }

    def _closed_tickets(self, scope, columns, joins=None, condition=None):
        """SELECT over the month's closed tickets; ``columns`` are value, numerator
        and denominator."""
        return SQL(
            """
            SELECT t.cs_closed_user_id AS owner_id,
                   'helpdesk.ticket' AS res_model, t.id AS res_id,
                   concat_ws(' ', t.number, t.name) AS label,
                   (t.closed_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                       AS date,
                   CASE WHEN t.cs_is_complaint THEN 'complaint' ELSE 'request' END
                       AS kind,
                   %(columns)s
              FROM helpdesk_ticket t %(joins)s
             WHERE t.company_id = %(company)s
               AND t.closed_date >= %(start)s AND t.closed_date < %(end)s
               AND t.cs_closed_user_id = ANY(%(users)s) %(condition)s
            """,
            columns=columns,
            joins=joins or SQL(),
            condition=condition or SQL(),
            zone=scope.zone,
            company=scope.company.id,
            start=scope.start,
            end=scope.end,
            users=scope.user_ids,
        )

    def _complaints(self, scope):
        """The month's cohort: closed in it, owned by whoever owned it then."""
        return self._closed_tickets(
            scope,
            SQL(
                """CASE WHEN t.cs_satisfied THEN 1 ELSE 0 END AS value,
                   CASE WHEN t.cs_satisfied THEN 0 ELSE 1 END AS numerator,
                   1 AS denominator"""
            ),
            condition=SQL("AND t.cs_is_complaint"),
        )

    @api.model
    def _measure_complaint_unsatisfied(self, scope):
        """1 – satisfied ÷ complaints closed in the month."""
        return Rows(self._complaints(scope))

    @api.model
    def _measure_complaint_per_order(self, scope):
        """Unsatisfied complaints ÷ orders that the company delivered in the month."""
        return Rows(
            SQL(
                """
                SELECT owner_id, res_model, res_id, label, date, kind,
                       value, numerator, 0 AS denominator
                  FROM (%(complaints)s) complaints
                 WHERE numerator > 0
             UNION ALL
                SELECT owner_id, 'sale.order', o.id, o.name,
                       (o.effective_date AT TIME ZONE 'UTC'
                            AT TIME ZONE %(zone)s)::date,
                       'order', 1, 0, 1
                  FROM sale_order o
                 CROSS JOIN unnest(%(users)s) AS owner_id
                 WHERE o.company_id = %(company)s
                   AND o.effective_date >= %(start)s AND o.effective_date < %(end)s
                """,
                complaints=self._complaints(scope),
                zone=scope.zone,
                users=scope.user_ids,
                company=scope.company.id,
                start=scope.start,
                end=scope.end,
            )
        )

    @api.model
    def _measure_satisfaction(self, scope):
        """Arithmetic mean of ticket ratings and callback marks given in the month,
        as per cent of the scale's span: (mark – lowest) ÷ (highest – lowest)."""
        return Rows(
            SQL(
                """
                SELECT owner_id, res_model, res_id, label, date, kind,
                       value, value - %(lowest)s AS numerator,
                       %(highest)s - %(lowest)s AS denominator
                  FROM (
                    SELECT COALESCE(t.cs_closed_user_id, t.user_id) AS owner_id,
                           'rating.rating' AS res_model,
                           r.id AS res_id,
                           concat_ws(' ', t.number, t.name) AS label,
                           (r.rated_on AT TIME ZONE 'UTC'
                                AT TIME ZONE %(zone)s)::date AS date,
                           'written' AS kind,
                           r.rating::numeric AS value
                      FROM rating_rating r
                      JOIN helpdesk_ticket t ON t.id = r.res_id
                     WHERE r.res_model = 'helpdesk.ticket'
                       AND r.consumed AND r.rating > 0
                       AND r.rated_on >= %(start)s AND r.rated_on < %(end)s
                       AND t.company_id = %(company)s
                 UNION ALL
                    SELECT c.user_id, 'cs.callback', c.id, p.name, c.date_done,
                           'phone', c.satisfaction::numeric
                      FROM cs_callback c
                      JOIN res_partner p ON p.id = c.partner_id
                     WHERE c.state = 'done' AND c.satisfaction > 0
                       AND c.date_done BETWEEN %(date_from)s AND %(date_to)s
                       AND c.company_id = %(company)s
                  ) marks
                 WHERE owner_id = ANY(%(users)s)
                """,
                lowest=Decimal(repr(scope.indicator.scale_min)),
                highest=Decimal(repr(scope.indicator.scale_max)),
                zone=scope.zone,
                start=scope.start,
                end=scope.end,
                date_from=scope.date_from,
                date_to=scope.date_to,
                company=scope.company.id,
                users=scope.user_ids,
            )
        )

    def _feedback(self, scope):
        return SQL(
            """
            SELECT user_id AS owner_id, 'cs.feedback' AS res_model, id AS res_id,
                   name AS label, date,
                   CASE kind WHEN 'vip' THEN 'key_customer' ELSE 'written' END AS kind,
                   1 AS value, 1 AS numerator, 0 AS denominator
              FROM cs_feedback
             WHERE company_id = %(company)s
               AND date BETWEEN %(date_from)s AND %(date_to)s
               AND user_id = ANY(%(users)s)
            """,
            company=scope.company.id,
            date_from=scope.date_from,
            date_to=scope.date_to,
            users=scope.user_ids,
        )

    @api.model
    def _measure_feedback_count(self, scope):
        return Rows(self._feedback(scope))

    @api.model
    def _measure_feedback_rate(self, scope):
        """Feedback given ÷ feedback due: a number per person and month."""
        return Rows(
            self._feedback(scope), base=Decimal(scope.company.cs_kpi_feedback_due)
        )

    @api.model
    def _measure_callback_completion(self, scope):
        """Of the calls planned for the month, those made by its end (K4)."""
        return Rows(
            SQL(
                """
                SELECT c.user_id AS owner_id, 'cs.callback' AS res_model,
                       c.id AS res_id, p.name AS label, c.date_planned AS date,
                       'phone' AS kind,
                       CASE WHEN made.it THEN 1 ELSE 0 END AS value,
                       CASE WHEN made.it THEN 1 ELSE 0 END AS numerator,
                       1 AS denominator
                  FROM cs_callback c
                  JOIN res_partner p ON p.id = c.partner_id
                 CROSS JOIN LATERAL (
                    SELECT c.state = 'done' AND c.date_done <= %(date_to)s AS it
                  ) made
                 WHERE c.company_id = %(company)s
                   AND c.state != 'cancelled'
                   AND c.date_planned BETWEEN %(date_from)s AND %(date_to)s
                   AND c.user_id = ANY(%(users)s)
                """,
                company=scope.company.id,
                date_from=scope.date_from,
                date_to=scope.date_to,
                users=scope.user_ids,
            )
        )

    @api.model
    def _measure_incomplete_file(self, scope):
        """Customer files filed in the month; those not complete count (A2)."""
        return Rows(
            SQL(
                """
                SELECT cs_archive_user_id AS owner_id, 'res.partner' AS res_model,
                       id AS res_id, concat_ws(' ', cs_archive_number, name) AS label,
                       cs_archive_date AS date, 'file' AS kind,
                       cs_completeness AS value,
                       CASE WHEN cs_completeness < 100 THEN 1 ELSE 0 END AS numerator,
                       1 AS denominator
                  FROM res_partner
                 WHERE cs_archive_state = 'archived'
                   AND (company_id = %(company)s OR company_id IS NULL)
                   AND cs_archive_date BETWEEN %(date_from)s AND %(date_to)s
                   AND cs_archive_user_id = ANY(%(users)s)
                """,
                company=scope.company.id,
                date_from=scope.date_from,
                date_to=scope.date_to,
                users=scope.user_ids,
            )
        )
