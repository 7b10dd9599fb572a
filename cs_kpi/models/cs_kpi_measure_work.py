from odoo import api, models
from odoo.tools import SQL

from .cs_kpi_measure import Rows


class CsKpiMeasure(models.AbstractModel):
    """How promptly and reliably work is done; shipped with weight 0 (C3, C5, I4, Q3).

    Tickets are those closed in the month, of whoever owned them at closing.
    """

    _inherit = "cs.kpi.measure"

    @api.model
    def _measure_first_answer(self, scope):
        """Hours from the receipt of a ticket to its first answer, in writing or by
        phone; tickets never answered do not count."""
        return Rows(
            self._closed_tickets(
                scope,
                SQL(
                    """answer.hours AS value, answer.hours AS numerator,
                       1 AS denominator"""
                ),
                SQL(
                    """
                    CROSS JOIN LATERAL (
                        SELECT round(EXTRACT(EPOCH FROM t.cs_date_first_answer
                                   - t.cs_date_received)::numeric / 3600, 4) AS hours
                    ) answer
                    """
                ),
                SQL("AND answer.hours IS NOT NULL"),
            )
        )

    @api.model
    def _measure_reopened(self, scope):
        """Of the tickets closed, those that were opened again, whenever that was: it
        counts against whoever owned the ticket at that closing (C9)."""
        return Rows(
            SQL(
                """
                SELECT c.owner_id, 'helpdesk.ticket' AS res_model, t.id AS res_id,
                       concat_ws(' ', t.number, t.name) AS label,
                       (min(c.date) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                           AS date,
                       CASE WHEN t.cs_is_complaint THEN 'complaint' ELSE 'request' END
                           AS kind,
                       count(c.date_reopened) AS value,
                       CASE WHEN count(c.date_reopened) > 0 THEN 1 ELSE 0 END
                           AS numerator,
                       1 AS denominator
                  FROM cs_ticket_closing c
                  JOIN helpdesk_ticket t ON t.id = c.ticket_id
                 WHERE c.company_id = %(company)s
                   AND c.date >= %(start)s AND c.date < %(end)s
                   AND c.owner_id = ANY(%(users)s)
                   AND t.duplicate_id IS NULL
                 GROUP BY c.owner_id, t.id
                """,
                zone=scope.zone,
                company=scope.company.id,
                start=scope.start,
                end=scope.end,
                users=scope.user_ids,
            )
        )

    @api.model
    def _measure_deadline_kept(self, scope):
        """Of the tickets with a deadline, those closed by it; the value is the hours
        that were left (C5)."""
        return Rows(
            self._closed_tickets(
                scope,
                SQL(
                    """
                    round(EXTRACT(EPOCH FROM t.cs_deadline - t.closed_date)::numeric
                        / 3600, 4) AS value,
                    CASE WHEN t.closed_date <= t.cs_deadline THEN 1 ELSE 0 END
                        AS numerator,
                    1 AS denominator
                    """
                ),
                condition=SQL("AND t.cs_deadline IS NOT NULL"),
            )
        )

    @api.model
    def _measure_visit_on_time(self, scope):
        """Of the visits begun in the month, those begun within the customer's window,
        else by the planned start; per member of the crew. The value is the minutes
        after that moment (I4)."""
        return Rows(
            SQL(
                """
                SELECT owner_id, 'cs.visit' AS res_model, res_id, label,
                       (date_arrival AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                           AS date,
                       'visit' AS kind, late AS value,
                       CASE WHEN late <= %(tolerance)s THEN 1 ELSE 0 END AS numerator,
                       1 AS denominator
                  FROM (
                    SELECT m.user_id AS owner_id, v.id AS res_id, v.name AS label,
                           v.date_arrival,
                           round(EXTRACT(EPOCH FROM v.date_arrival
                               - COALESCE(v.window_end, v.date_start))::numeric / 60, 4)
                               AS late
                      FROM cs_visit v
                      JOIN cs_visit_member m ON m.visit_id = v.id
                     WHERE v.company_id = %(company)s
                       AND v.date_arrival >= %(start)s AND v.date_arrival < %(end)s
                       AND COALESCE(v.window_end, v.date_start) IS NOT NULL
                       AND m.user_id = ANY(%(users)s)
                  ) begun
                """,
                zone=scope.zone,
                tolerance=scope.company.cs_kpi_visit_tolerance,
                company=scope.company.id,
                start=scope.start,
                end=scope.end,
                users=scope.user_ids,
            )
        )

    @api.model
    def _measure_handover_late(self, scope):
        """Of the hand-overs accepted in the month, those accepted later than the
        settings allow; the value is the hours it took (C3)."""
        return Rows(
            SQL(
                """
                SELECT h.to_user_id AS owner_id, 'cs.ticket.handover' AS res_model,
                       h.id AS res_id, concat_ws(' ', t.number, t.name) AS label,
                       (h.date_answered AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                           AS date,
                       'request' AS kind, taken.hours AS value,
                       CASE WHEN taken.hours > %(hours)s THEN 1 ELSE 0 END AS numerator,
                       1 AS denominator
                  FROM cs_ticket_handover h
                  JOIN helpdesk_ticket t ON t.id = h.ticket_id
                 CROSS JOIN LATERAL (
                    SELECT round(EXTRACT(EPOCH FROM h.date_answered - h.date)::numeric
                               / 3600, 4) AS hours
                  ) taken
                 WHERE h.company_id = %(company)s
                   AND h.state = 'accepted'
                   AND h.date_answered >= %(start)s AND h.date_answered < %(end)s
                   AND h.to_user_id = ANY(%(users)s)
                """,
                zone=scope.zone,
                hours=scope.company.cs_kpi_handover_hours,
                company=scope.company.id,
                start=scope.start,
                end=scope.end,
                users=scope.user_ids,
            )
        )

    def _department_paths(self, scope):
        """Of each employee's department at the end of the month, "/top/…/own/"."""
        employees = self.env["hr.employee"].browse(scope.employee_ids)
        posts = self.env["cs.kpi.appraisal"]._posts(employees, scope.date_to)
        return [
            f"/{posts[employee].department.parent_path or ''}" for employee in employees
        ]

    @api.model
    def _measure_cooperation_rating(self, scope):
        """Mean of the forms that other departments submitted about the employee's
        department, or one above it, for periods that end in the month (Q3)."""
        return Rows(
            SQL(
                """
                SELECT p.employee_id AS owner_id,
                       'cs.kpi.cooperation.rating' AS res_model, r.id AS res_id,
                       COALESCE(d.name->>%(lang)s, d.name->>'en_US') AS label,
                       r.date_done AS date, 'department' AS kind,
                       r.mean_mark AS value, r.mean_mark AS numerator, 1 AS denominator
                  FROM cs_kpi_cooperation_rating r
                  JOIN hr_department d ON d.id = r.rating_department_id
                  JOIN unnest(%(employees)s, %(departments)s::text[])
                       AS p(employee_id, path)
                    ON p.path LIKE '%%/' || r.rated_department_id || '/%%'
                 WHERE r.company_id = %(company)s
                   AND r.state = 'done'
                   AND r.date_to BETWEEN %(date_from)s AND %(date_to)s
                """,
                lang=scope.lang,
                company=scope.company.id,
                date_from=scope.date_from,
                date_to=scope.date_to,
                employees=scope.employee_ids,
                departments=self._department_paths(scope),
            ),
            owner="employee",
        )
