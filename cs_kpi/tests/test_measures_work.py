"""Promptness and reliability, reported without weight (C3, C5, I4, Q3)."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import KpiCase

WITHOUT_WEIGHT = {
    "first_answer",
    "reopened",
    "visit_on_time",
    "deadline_kept",
    "handover_late",
    "cooperation_rating",
}


@tagged("post_install", "-at_install")
class TestMeasuresOfWork(KpiCase):
    def line(self, code, role="agent"):
        self._compute()
        return self._line(self._appraisal(role), code)

    def figures(self, code, role="agent"):
        line = self.line(code, role)
        return line.numerator, line.denominator, line.value

    def closed(
        self, closed="2026-10-15 03:00:00", received="2026-10-10 00:00:00", **more
    ):
        ticket = self._new_complaint("agent", closed=closed)
        ticket.flush_recordset()
        values = {"cs_date_received": received, **more}
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE helpdesk_ticket SET {name} = %s WHERE id = %s",
                (value, ticket.id),
            )
        ticket.invalidate_recordset()
        return ticket

    def test_they_never_change_the_score(self):
        self.closed(cs_reopen_count=3, cs_deadline="2026-10-11 00:00:00")
        self._compute()
        appraisal = self._appraisal("agent")
        lines = appraisal.line_ids.filtered(
            lambda ln: ln.indicator_id.code in WITHOUT_WEIGHT
        )
        self.assertEqual(len(lines), 6)
        self.assertEqual(set(lines.mapped("weight")), {0})
        self.assertEqual(set(lines.mapped("deduction")), {0})
        self.assertEqual(set(lines.mapped("score")), {0})
        self.assertEqual(appraisal.score, 95)

    def test_first_answer(self):
        first = self.closed(cs_date_first_answer="2026-10-10 02:00:00")
        second = self.closed(cs_date_first_answer="2026-10-10 06:00:00")
        self.closed()
        line = self.line("first_answer")
        self.assertEqual((line.numerator, line.denominator, line.value), (8, 2, 4))
        self.assertEqual(line.unit, "hours")
        self.assertEqual(
            {(row.res_id, row.value) for row in line.evidence_ids},
            {(first.id, 2), (second.id, 6)},
        )

    def test_reopened(self):
        """At the closing that did not hold, whoever closed the ticket later (C9)."""

        def closings(*rows):
            ticket = self.closed()
            self.env["cs.ticket.closing"].create(
                [
                    {
                        "ticket_id": ticket.id,
                        "owner_id": self.users[role].id,
                        "date": date,
                        "date_reopened": reopened,
                    }
                    for role, date, reopened in rows
                ]
            )
            return ticket

        closings(
            ("agent", "2026-10-05 03:00:00", "2026-11-02 03:00:00"),
            ("clerk", "2026-11-05 03:00:00", False),
        )
        closings(
            ("agent", "2026-10-06 03:00:00", "2026-10-07 03:00:00"),
            ("agent", "2026-10-08 03:00:00", False),
        )
        closings(("agent", "2026-10-09 03:00:00", False))
        closings(("agent", "2026-10-31 16:00:00", "2026-11-01 03:00:00"))
        merged = closings(("agent", "2026-10-09 03:00:00", "2026-10-10 03:00:00"))
        merged.sudo().duplicate_id = self.closed()
        self.assertEqual(self.figures("reopened"), (2, 3, 66.6667))

    def test_deadline_kept(self):
        self.closed(cs_deadline="2026-10-15 03:00:00")
        self.closed(cs_deadline="2026-10-15 02:59:59")
        self.closed(cs_deadline=None)
        self.assertEqual(self.figures("deadline_kept"), (1, 2, 50))

    def test_handover_late(self):
        ticket = self._new_ticket(user_id=self.users["clerk"].id)
        for hours, state in ((4, "accepted"), (4.01, "accepted"), (9, "declined")):
            asked = fields.Datetime.to_datetime("2026-10-12 01:00:00")
            self.env["cs.ticket.handover"].create(
                {
                    "ticket_id": ticket.id,
                    "from_user_id": self.users["clerk"].id,
                    "to_user_id": self.users["agent"].id,
                    "reason": "Shift ends",
                    "date": asked,
                    "date_answered": asked + timedelta(hours=hours),
                    "state": state,
                }
            )
        self.assertEqual(self.figures("handover_late"), (1, 2, 50))
        self.company.cs_kpi_handover_hours = 5
        self.assertEqual(self.figures("handover_late"), (0, 2, 0))

    def visit(self, arrival, **values):
        visit = self.env["cs.visit"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "date_start": "2026-10-12 01:00:00",
                "date_end": "2026-10-12 03:00:00",
            }
        )
        self.env["cs.visit.member"].create(
            {"visit_id": visit.id, "user_id": self.users["agent"].id}
        )
        self.env.flush_all()
        for name, value in {"date_arrival": arrival, **values}.items():
            self.env.cr.execute(
                f"UPDATE cs_visit SET {name} = %s WHERE id = %s", (value, visit.id)
            )
        self.env.invalidate_all()
        return visit

    def test_visits_on_time(self):
        self.visit("2026-10-12 01:15:00")
        self.visit("2026-10-12 01:16:00")
        self.visit("2026-10-12 04:00:00", window_end="2026-10-12 04:00:00")
        self.visit(None)
        self.visit("2026-11-12 01:00:00")
        line = self.line("visit_on_time")
        self.assertEqual((line.numerator, line.denominator), (2, 3))
        self.assertEqual(set(line.evidence_ids.mapped("value")), {15, 16, 0})

    def rating(self, mark, department=None, **values):
        rating = self.env["cs.kpi.cooperation.rating"].create(
            {
                "rating_department_id": self.archive.id,
                "rated_department_id": (department or self.desk).id,
                "date_from": "2026-10-01",
                "rater_id": self.users["contact"].id,
                "company_id": self.company.id,
                **values,
            }
        )
        rating.mark_ids.choice = str(mark)
        rating.state = "done"
        return rating

    def test_department_ratings_beside_cooperation(self):
        """A rating of the desk counts for the night shift below it, too."""
        self.rating(4)
        self.rating(2, rater_id=self.users["internal"].id)
        self.rating(1, period="year")
        self.rating(5, self.night)
        self.assertEqual(self.figures("cooperation_rating"), (6, 2, 3))
        self.assertEqual(
            self.figures("cooperation_rating", "after_sales"), (11, 3, 3.6667)
        )
        self.assertFalse(self.line("cooperation_rating", "clerk").rated)
        self.assertEqual(self.line("cooperation").score, 20)

    def test_small_samples_are_marked(self):
        answered = {"cs_date_first_answer": "2026-10-10 02:00:00"}
        for _number in range(4):
            self.closed(**answered)
        line = self.line("first_answer")
        self.assertTrue(line.small_sample)
        self.assertTrue(self.line("complaint_resolution").small_sample)
        self.assertFalse(self.line("feedback_collected").small_sample)
        self.assertFalse(self.line("callback_completion").small_sample)
        self.closed(**answered)
        self.assertFalse(self.line("first_answer").small_sample)
        self.company.cs_kpi_small_sample = 0
        self.assertFalse(self.line("complaint_resolution").small_sample)
