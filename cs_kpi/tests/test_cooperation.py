"""Departments rate each other's cooperation (Q3)."""

from datetime import date
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from odoo.addons.cs_kpi import period

from .common import MONTH, KpiCase


@tagged("post_install", "-at_install")
class TestPeriod(BaseCase):
    def test_spans(self):
        for kind, day, first, last in (
            ("month", "2026-12-31", "2026-12-01", "2026-12-31"),
            ("month", "2028-02-29", "2028-02-01", "2028-02-29"),
            ("quarter", "2026-10-01", "2026-10-01", "2026-12-31"),
            ("quarter", "2026-03-31", "2026-01-01", "2026-03-31"),
            ("year", "2026-07-15", "2026-01-01", "2026-12-31"),
        ):
            day = date.fromisoformat(day)
            self.assertEqual(str(period.first_day(kind, day)), first)
            self.assertEqual(str(period.last_day(kind, day)), last)

    def test_previous_and_names(self):
        day = date(2026, 1, 5)
        found = {
            kind: period.name(kind, period.previous(kind, day))
            for kind in period.MONTHS
        }
        self.assertEqual(
            found, {"month": "2025-12", "quarter": "2025-Q4", "year": "2025"}
        )


@tagged("post_install", "-at_install")
class TestCooperation(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.logistics = cls.env["hr.department"].create(
            {"name": "Logistics", "company_id": cls.company.id}
        )
        cls.raters = cls.users["contact"] | cls.users["internal"]
        cls.plan = (
            cls.env["cs.kpi.cooperation.plan"]
            .with_user(cls.users["manager"])
            .create(
                {
                    "rating_department_id": cls.logistics.id,
                    "rated_department_id": cls.desk.id,
                    "rater_ids": cls.raters.ids,
                    "company_id": cls.company.id,
                }
            )
        )

    def forms(self, day="2026-11-02"):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress"):
            self.env["cs.kpi.cooperation.plan"]._cron_open_forms(day)
        return self.env["cs.kpi.cooperation.rating"].search(
            [("company_id", "=", self.company.id)]
        )

    def fill(self, form, *marks):
        mine = form.with_user(form.rater_id)
        for mark, choice in zip(mine.mark_ids, marks, strict=True):
            mark.choice = str(choice)
        mine.action_submit()
        return form

    def test_forms_are_handed_out_on_the_first_working_day(self):
        """1 November 2026 is a Sunday."""
        self.assertFalse(self.forms("2026-11-01"))
        forms = self.forms()
        self.assertEqual(forms.rater_id, self.raters)
        self.assertEqual(set(forms.mapped("period_name")), {"2026-10"})
        self.assertEqual(set(forms.mapped("date_from")), {MONTH})
        self.assertEqual([len(form.mark_ids) for form in forms], [5, 5])
        activity = forms[0].activity_ids
        self.assertEqual(activity.user_id, forms[0].rater_id)
        self.assertEqual(str(activity.date_deadline), "2026-11-09")
        self.assertEqual(self.forms(), forms)
        self.assertEqual(self.forms("2026-11-30"), forms)
        self.assertEqual(len(self.forms("2026-12-01")), 4)

    def test_quarter_and_year(self):
        self.plan.period = "quarter"
        forms = self.forms("2026-11-02")
        self.assertEqual(set(forms.mapped("period_name")), {"2026-Q3"})
        self.plan.period = "year"
        forms = self.forms("2027-01-04") - forms
        self.assertEqual(set(forms.mapped("period_name")), {"2026"})
        self.assertEqual(str(forms[0].date_to), "2026-12-31")

    def test_the_rater_fills_in_and_submits(self):
        form = self.forms()[0]
        rater = form.rater_id
        mine = form.with_user(rater)
        mine.mark_ids[0].choice = "4"
        with self.refused(UserError, "Still missing: Complete and correct"):
            mine.action_submit()
        self.fill(form, 4, 5, 3, 4, 4)
        self.assertEqual((form.state, form.mean_mark), ("done", 4))
        self.assertEqual(str(form.date_done), "2026-11-02")
        self.assertFalse(form.activity_ids)
        with self.refused(UserError, "submitted and stays as it is"):
            mine.mark_ids[0].choice = "1"
        with self.refused(UserError, "submitted and stays as it is"):
            mine.comment = "Better than that."
        with self.refused(UserError, "submitted already"):
            mine.action_submit()
        with self.refused(UserError, "is kept"):
            form.with_user(self.users["manager"]).unlink()

    def test_nobody_marks_in_anothers_name(self):
        form = self.forms()[0]
        manager = form.with_user(self.users["manager"])
        with self.refused(AccessError, "Only the rater fills in"):
            manager.mark_ids[0].choice = "1"
        with self.refused(AccessError, "Only the rater fills in"):
            manager.comment = "Fine."
        with self.refused(AccessError, "Only the rater submits"):
            manager.action_submit()
        with self.refused(AccessError, "Use the buttons"):
            manager.state = "done"
        with self.refused(AccessError, "Only the manager changes"):
            form.with_user(form.rater_id).rated_department_id = self.archive
        other = (self.raters - form.rater_id)[0]
        with self.assertRaises(AccessError):
            form.with_user(other).mark_ids[0].choice = "1"

    def test_given_back(self):
        form = self.fill(self.forms()[0], 1, 1, 1, 1, 1)
        with self.refused(AccessError, "Only the customer service manager"):
            form.with_user(form.rater_id).action_give_back()
        form.with_user(self.users["manager"]).action_give_back()
        self.assertEqual(form.state, "draft")
        self.fill(form, 2, 2, 2, 2, 2)
        self.assertEqual(form.mean_mark, 2)

    def test_who_sees_what(self):
        done, open_form = self.forms()
        self.fill(done, 5, 5, 5, 5, 5)
        seen = {
            role: self.env["cs.kpi.cooperation.rating"]
            .with_user(self.users[role])
            .search([("company_id", "=", self.company.id)])
            for role in (
                "manager",
                "supervisor",
                "supervisor_2",
                "agent",
                "hr",
                "general_manager",
            )
        }
        both, none = done | open_form, done.browse()
        self.assertEqual(seen["manager"], both)
        self.assertEqual(seen["general_manager"], both)
        self.assertEqual(seen["supervisor"], done)
        self.assertEqual(seen["supervisor_2"], none)
        self.assertEqual(seen["agent"], none)
        self.assertEqual(seen["hr"], none)
        self.assertEqual(
            self.env["cs.kpi.cooperation.rating"]
            .with_user(open_form.rater_id)
            .search([]),
            open_form,
        )

    def test_bad_input(self):
        with self.refused(ValidationError, "does not rate itself"):
            self.plan.rated_department_id = self.logistics
        with self.refused(ValidationError, "at least one rater"):
            self.plan.rater_ids = False
        form = self.forms()[0]
        with self.refused(ValidationError, "does not rate itself"):
            form.rated_department_id = self.logistics
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            form.copy()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.plan.copy()

    def test_raters_who_left_get_no_form(self):
        self.users["internal"].active = False
        self.assertEqual(self.forms().rater_id, self.users["contact"])

    def test_any_day_of_the_period(self):
        form = self.env["cs.kpi.cooperation.rating"].create(
            {
                "rating_department_id": self.logistics.id,
                "rated_department_id": self.archive.id,
                "period": "quarter",
                "date_from": "2026-08-17",
                "company_id": self.company.id,
            }
        )
        self.assertEqual(str(form.date_from), "2026-07-01")
        form.period = "month"
        form.date_from = "2026-02-11"
        self.assertEqual(
            (str(form.date_to), form.period_name), ("2026-02-28", "2026-02")
        )

    def test_printed_in_two_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        form = self.fill(self.forms()[0], 4, 4, 4, 4, 5)
        item = self.env.ref("cs_kpi.cooperation_item_answers")
        item.with_context(lang="zh_CN").description = "按时答复。"
        form.rated_department_id.with_context(lang="zh_CN").name = "服务台"
        report = self.env["ir.actions.report"].with_user(self.users["manager"])
        html, _kind = report._render_qweb_html("cs_kpi.report_cooperation", form.ids)
        text = html.decode()
        for expected in ("Department Rating Form", "Logistics", "2026-10", "4.20"):
            self.assertIn(expected, text)
        for expected in (item.description, "按时答复。", "Service Desk 服务台"):
            self.assertIn(expected, text)
