"""Schemes: checked when published, in versions, never changed in use (P1)."""

from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MONTH, KpiCase


@tagged("post_install", "-at_install")
class TestScheme(KpiCase):
    def draft(self, **values):
        return self.scheme.copy(values)

    def line(self, scheme, code):
        return scheme.line_ids.filtered(lambda ln: ln.indicator_id.code == code)

    def test_the_shipped_scheme(self):
        weights = {line.indicator_id.code: line.weight for line in self.scheme.line_ids}
        self.assertEqual(
            weights,
            {
                "cooperation": 20,
                "complaint_resolution": 20,
                "customer_satisfaction": 20,
                "feedback_collected": 10,
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
        self.assertEqual(self.scheme.state, "published")
        self.assertEqual((self.scheme.full_score, self.scheme.max_score), (100, 0))
        bands = self.line(self.scheme, "complaint_resolution").band_ids
        self.assertEqual(
            [(band.display_name, band.deduction) for band in bands],
            [
                ("= 0", 0),
                ("> 0, ≤ 0.4", 2),
                ("> 0.4, ≤ 1", 4),
                ("> 1, ≤ 1.5", 10),
                ("> 1.5", 10),
            ],
        )

    def test_weights_have_to_add_up(self):
        scheme = self.draft()
        self.line(scheme, "conduct").weight = 9.5
        self.assertEqual(scheme.total_weight, 99.5)
        with self.refused(ValidationError, "add up to 99.5 instead of 100"):
            scheme.action_publish()
        self.assertEqual(self.line(scheme, "conduct").weight, 9.5)

    def test_gap_names_the_rows(self):
        scheme = self.draft()
        bands = self.line(scheme, "customer_satisfaction").band_ids
        bands[2].lower = 81
        with self.refused(
            ValidationError,
            r'"Customer Satisfaction".*\n.*between row 2 \(≥ 75, < 80\) and row 3 '
            r"\(≥ 81, < 95\)",
        ):
            scheme.action_publish()

    def test_overlap_names_the_rows(self):
        scheme = self.draft()
        bands = self.line(scheme, "callback_completion").band_ids
        bands[0].upper_inclusive = True
        with self.refused(
            ValidationError, r"row 1 \(≥ 0, ≤ 75\) and row 2 \(≥ 75, < 80\) share"
        ):
            scheme.action_publish()

    def test_ends_of_the_range(self):
        scheme = self.draft()
        line = self.line(scheme, "callback_completion")
        line.band_ids[-1].unlink()
        with self.refused(ValidationError, "Values above row 4"):
            scheme.action_publish()
        line.band_ids[0].unlink()
        with self.refused(ValidationError, "Values below row 1"):
            scheme.action_publish()
        line.band_ids.unlink()
        with self.refused(ValidationError, "There is no band at all"):
            scheme.action_publish()
        line.band_ids = [Command.create({"lower": 5, "upper": 2})]
        with self.refused(ValidationError, "No value falls into row 1"):
            scheme.action_publish()

    def test_bonus_has_no_weight(self):
        scheme = self.draft()
        with self.refused(ValidationError, "its weight must be zero"):
            self.line(scheme, "praise").weight = 5

    def test_negative_deduction(self):
        scheme = self.draft()
        with self.refused(ValidationError, "without a minus"):
            self.line(scheme, "callback_completion").band_ids[0].deduction = -1

    def test_a_published_scheme_stays_as_it_is(self):
        line = self.line(self.scheme, "callback_completion")
        attempts = (
            lambda: line.write({"weight": 20}),
            lambda: line.band_ids[0].write({"deduction": 0}),
            lambda: line.band_ids[0].unlink(),
            lambda: line.unlink(),
            lambda: line.band_ids[0].copy(),
            lambda: self.scheme.write({"full_score": 90}),
            lambda: self.scheme.unlink(),
        )
        for attempt in attempts:
            with self.refused(UserError, "published and stays as it is"):
                attempt()

    def test_back_to_draft_only_before_it_is_used(self):
        scheme = self.draft(date_from=MONTH)
        scheme.action_publish()
        scheme.action_draft()
        self.assertEqual(scheme.state, "draft")
        scheme.action_publish()
        self._compute()
        self.assertEqual(scheme.appraisal_count, 6)
        with self.refused(UserError, "Appraisals were computed with"):
            scheme.action_draft()

    def test_a_new_version_begins_next_month(self):
        action = self.scheme.action_new_version()
        scheme = self.scheme.browse(action["res_id"])
        self.assertEqual((scheme.version, scheme.state), (2, "draft"))
        self.assertEqual(scheme.date_from, date(2026, 12, 1))
        self.assertEqual(len(scheme.line_ids.band_ids), 20)
        scheme.action_publish()
        find = self.scheme._for_month
        self.assertEqual(find(self.company, date(2026, 11, 1)), self.scheme)
        self.assertEqual(find(self.company, date(2026, 12, 1)), scheme)
        self.assertEqual(find(self.company, date(2027, 2, 1)), scheme)

    def test_begins_with_a_month(self):
        with self.refused(ValidationError, "first day of a month"):
            self.draft(date_from="2026-10-02")

    def other(self, **values):
        """A published scheme of its own."""
        scheme = self.scheme.browse(self.scheme.action_new_series()["res_id"])
        scheme.write({"date_from": False, **values})
        scheme.action_publish()
        return scheme

    def schemes(self, day=MONTH):
        self._compute(day)
        found = self.env["cs.kpi.appraisal"].search(
            [("date_from", "=", day), ("company_id", "=", self.company.id)]
        )
        return {a.employee_id: a.scheme_id for a in found}

    def test_the_most_specific_scheme_wins(self):
        """Job before the nearest department before a department before everybody."""
        job = self.env["hr.job"].create(
            {"name": "Dispatcher", "company_id": self.company.id}
        )
        self.staff["specialist"].job_id = job
        desk = self.other(department_ids=[Command.set(self.desk.ids)])
        night = self.other(department_ids=[Command.set(self.night.ids)])
        of_job = self.other(job_ids=[Command.set(job.ids)])
        found = self.schemes()
        self.assertEqual(found[self.staff["specialist"]], of_job)
        self.assertEqual(found[self.staff["after_sales"]], night)
        self.assertEqual(found[self.staff["agent"]], desk)
        self.assertEqual(found[self.staff["clerk"]], self.scheme)
        both = self.other(
            job_ids=[Command.set(job.ids)], department_ids=[Command.set(self.desk.ids)]
        )
        self.assertEqual(self.schemes()[self.staff["specialist"]], both)

    def test_a_scheme_of_a_job_covers_staff_without_role(self):
        job = self.env["hr.job"].create(
            {"name": "Fitter", "company_id": self.company.id}
        )
        fitter = self._new_employee("Fitter", self.archive, job_id=job.id)
        self.assertNotIn(fitter, self.schemes())
        of_job = self.other(job_ids=[Command.set(job.ids)])
        self.assertEqual(self.schemes()[fitter], of_job)

    def test_job_and_team_at_the_end_of_the_month_count(self):
        """Changed on 20 October; what changes in November is November's."""
        job = self.env["hr.job"].create(
            {"name": "Dispatcher", "company_id": self.company.id}
        )
        agent, clerk = self.staff["agent"], self.staff["clerk"]
        (agent | clerk).version_id.date_version = "2026-01-01"
        agent.create_version(
            {"date_version": "2026-10-20", "job_id": job.id}
            | {"department_id": self.night.id}
        )
        clerk.create_version(
            {"date_version": "2026-11-01", "job_id": job.id}
            | {"department_id": self.night.id}
        )
        of_job = self.other(job_ids=[Command.set(job.ids)])
        found = self.schemes()
        self.assertEqual((found[agent], found[clerk]), (of_job, self.scheme))
        self.assertEqual(self._appraisal("agent").department_id, self.night)
        self.assertEqual(self._appraisal("clerk").department_id, self.archive)

    def test_a_later_version_never_moves_an_old_month(self):
        before = self.schemes()
        scheme = self.scheme.browse(self.scheme.action_new_version()["res_id"])
        self.assertEqual(scheme.series_id, self.scheme)
        scheme.date_from = date(2026, 11, 1)
        self.line(scheme, "conduct").weight = 0
        self.line(scheme, "cooperation").weight = 30
        scheme.action_publish()
        self.assertEqual(self.schemes(), before)
        self.assertEqual(self.line(self._appraisal("agent"), "conduct").weight, 10)
        self.assertEqual(set(self.schemes(date(2026, 11, 1)).values()), {scheme})

    def test_whom_a_published_scheme_covers_stays_too(self):
        for values in (
            {"department_ids": [Command.set(self.desk.ids)]},
            {"series_id": self.scheme.id},
        ):
            with self.refused(UserError, "published and stays as it is"):
                self.scheme.write(values)

    def test_reported_only_has_no_weight(self):
        scheme = self.draft()
        with self.refused(ValidationError, "reported only: its weight must be zero"):
            self.line(scheme, "reopened").weight = 5

    def test_indicator_twice(self):
        scheme = self.draft()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.line(scheme, "conduct").copy()

    def test_scale_of_an_indicator(self):
        indicator = self.env.ref("cs_kpi.indicator_customer_satisfaction")
        with self.refused(ValidationError, "must be above its lowest"):
            indicator.scale_max = 1
