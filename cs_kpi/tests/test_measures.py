"""What each indicator counts, for whom and in which month (P1)."""

from datetime import date

from odoo.tests import tagged

from .common import MONTH, KpiCase


@tagged("post_install", "-at_install")
class TestMeasures(KpiCase):
    def figures(self, role, code):
        line = self._line(self._appraisal(role), code)
        return line.numerator, line.denominator, line.value, line.deduction, line.score

    def test_nothing_happened(self):
        """No complaints, no marks, no calls: full score; no feedback: –5."""
        self._compute()
        appraisal = self._appraisal("agent")
        self.assertEqual(
            {line.indicator_id.code: line.score for line in appraisal.line_ids},
            {
                "cooperation": 20,
                "complaint_resolution": 20,
                "customer_satisfaction": 20,
                "feedback_collected": 5,
                "callback_completion": 10,
                "customer_data": 10,
                "conduct": 10,
                "cooperation_rating": 0,
                "first_answer": 0,
                "reopened": 0,
                "visit_on_time": 0,
                "deadline_kept": 0,
                "handover_late": 0,
                "praise": 0,
                "criticism": 0,
            },
        )
        self.assertEqual(appraisal.score, 95)
        self.assertFalse(self._line(appraisal, "complaint_resolution").rated)

    def test_complaints_closed_in_the_month(self):
        """1 – satisfied ÷ closed, by the owner at closing."""
        for satisfied in (True, True, False):
            self._new_complaint("agent", satisfied=satisfied)
        self._new_complaint("after_sales")
        enquiry = self._new_ticket(user_id=self.users["agent"].id)
        enquiry.write(
            {
                "closed_date": "2026-10-15 03:00:00",
                "cs_closed_user_id": self.users["agent"].id,
            }
        )
        self._compute()
        self.assertEqual(
            self.figures("agent", "complaint_resolution"), (1, 3, 33.3333, 10, 10)
        )
        self.assertEqual(
            self.figures("after_sales", "complaint_resolution"), (0, 1, 0, 0, 20)
        )

    def test_month_of_the_company_time_zone(self):
        """Shanghai's October begins on 30 September, 16:00 UTC."""
        inside = ("2026-09-30 16:00:00", "2026-10-31 15:59:59")
        outside = ("2026-09-30 15:59:59", "2026-10-31 16:00:00")
        for moment in inside + outside:
            self._new_complaint("agent", closed=moment)
        self._compute()
        self.assertEqual(self.figures("agent", "complaint_resolution")[1], 2)

    def test_month_of_another_time_zone(self):
        """In Madrid October begins at 22:00 UTC and ends, an hour later, at 23:00."""
        self.company.resource_calendar_id.tz = "Europe/Madrid"
        inside = ("2026-09-30 22:00:00", "2026-10-31 22:59:59")
        outside = ("2026-09-30 21:59:59", "2026-10-31 23:00:00")
        for moment in inside + outside:
            self._new_complaint("agent", closed=moment)
        self._compute()
        self.assertEqual(self.figures("agent", "complaint_resolution")[1], 2)

    def test_months_of_28_29_30_and_31_days(self):
        lasts = ("2026-02-28", "2028-02-29", "2026-04-30", "2026-12-31")
        self.scheme.action_draft()
        for last in lasts:
            day = date.fromisoformat(last)
            self._new_callback("agent", planned=day)
            self._new_callback("agent", planned=day.replace(day=1))
        self.scheme.action_publish()
        for last in lasts:
            day = date.fromisoformat(last)
            self._compute(day)
            appraisal = self._appraisal("agent", day.replace(day=1))
            self.assertEqual(appraisal.date_to, day)
            line = self._line(appraisal, "callback_completion")
            self.assertEqual(line.denominator, 2, last)

    def test_satisfaction_is_per_cent_of_the_span(self):
        """Marks 5, 4 and 3 of 1 to 5: mean 4, which is 75 % of the span."""
        ticket = self._new_complaint("agent")
        self._rate(ticket, 5)
        self._rate(ticket, 3)
        self._new_callback("agent", date_done="2026-10-12", satisfaction=4)
        self._compute()
        self.assertEqual(
            self.figures("agent", "customer_satisfaction"), (9, 12, 75, 3, 17)
        )

    def test_marks_that_do_not_count(self):
        ticket = self._new_complaint("agent")
        self._rate(ticket, 1, rated_on="2026-10-31 16:00:00")
        self._rate(ticket, 1).consumed = False
        self._rate(ticket, 0)
        self._new_callback("agent", date_done="2026-10-12")
        self._new_callback("agent", date_done="2026-11-01", satisfaction=1)
        self._compute()
        self.assertEqual(
            self.figures("agent", "customer_satisfaction"), (0, 0, 0, 0, 20)
        )

    def test_feedback_collected(self):
        for role, count, score in (
            ("agent", 6, 10),
            ("specialist", 5, 9),
            ("after_sales", 2, 8),
            ("clerk", 1, 7),
        ):
            self._new_feedback(role, count)
            self._new_feedback(role, 1, "2026-09-30")
            self._compute()
            self.assertEqual(self.figures(role, "feedback_collected")[0], count)
            self.assertEqual(self.figures(role, "feedback_collected")[4], score)

    def test_callbacks_made_of_those_planned(self):
        for day in range(1, 20):
            self._new_callback("specialist", date_done=f"2026-10-{day:02}")
        self._new_callback("specialist")
        self._new_callback("specialist", state="cancelled")
        self._new_callback("specialist", planned="2026-11-01", date_done="2026-11-01")
        self._compute()
        self.assertEqual(
            self.figures("specialist", "callback_completion"), (19, 20, 95, 1, 9)
        )

    def test_a_call_made_after_the_month_was_not_made_in_it(self):
        self._new_callback("specialist", date_done="2026-11-01")
        self._compute()
        self.assertEqual(
            self.figures("specialist", "callback_completion"), (0, 1, 0, 5, 5)
        )

    def test_unreachable_is_planned_and_not_made(self):
        self._new_callback("specialist", state="unreachable")
        self._new_callback("specialist", date_done="2026-10-31")
        self._compute()
        self.assertEqual(
            self.figures("specialist", "callback_completion"), (1, 2, 50, 5, 5)
        )

    def test_incomplete_files_cost_two_points_each(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "company_id": self.company.id} for n in range(3)]
        )
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE res_partner SET cs_archive_state = 'archived',
                      cs_archive_user_id = %s, cs_archive_date = '2026-10-31',
                      cs_completeness = CASE WHEN id = %s THEN 100 ELSE 99 END
                WHERE id = ANY(%s)""",
            (self.users["clerk"].id, partners[0].id, partners.ids),
        )
        self._compute()
        self.assertEqual(self.figures("clerk", "customer_data"), (2, 3, 2, 4, 6))

    def test_incidents(self):
        for day in (1, 15, 31):
            self._new_incident("agent", "cooperation_lapse", f"2026-10-{day:02}")
        self._new_incident("agent", "cooperation_lapse", "2026-11-01")
        self._new_incident("agent", "greeting")
        self._new_incident("agent", "warning")
        self._new_incident("agent", "praise_company")
        self._new_incident("agent", "praise_letter")
        self._new_incident("agent", "criticism_department")
        self._compute()
        self.assertEqual(self.figures("agent", "cooperation"), (3, 0, 3, 6, 14))
        self.assertEqual(self.figures("agent", "conduct"), (1, 0, 1, 1, 9))
        appraisal = self._appraisal("agent")
        self.assertEqual((appraisal.bonus, appraisal.penalty), (4, 2))
        self.assertEqual(appraisal.item_score, 95 - 6 - 1)
        self.assertEqual(appraisal.score, 95 - 6 - 1 + 4 - 2)

    def test_no_item_and_no_total_below_zero(self):
        for _number in range(12):
            self._new_incident("agent", "chat")
        self._compute()
        self.assertEqual(self.figures("agent", "conduct"), (12, 0, 12, 12, 0))
        self.assertEqual(self._appraisal("agent").score, 85)

    def test_bonus_goes_above_full_score_unless_capped(self):
        self._new_feedback("agent", 6)
        self._new_incident("agent", "praise_company")
        self._compute()
        self.assertEqual(self._appraisal("agent").score, 103)
        capped = self.scheme.copy({"max_score": 100, "date_from": MONTH})
        capped.action_publish()
        self._compute()
        self.assertEqual(self._appraisal("agent").scheme_id, capped)
        self.assertEqual(self._appraisal("agent").score, 100)

    def test_a_withdrawn_incident_does_not_count(self):
        incident = self._new_incident("agent", "chat")
        incident.with_user(self.users["manager"])._settle("withdrawn", "Mistaken.")
        self._compute()
        self.assertEqual(self.figures("agent", "conduct")[3], 0)

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        ticket = self._new_complaint("agent", satisfied=False)
        ticket.company_id = other
        self._compute()
        self.assertEqual(self.figures("agent", "complaint_resolution")[1], 0)
