"""The running month for the employee, and what would have cost less (P1)."""

from datetime import datetime
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from odoo.addons.cs_kpi.advice import next_better
from odoo.addons.cs_kpi.scoring import Band
from odoo.addons.cs_kpi.sheet import Item
from odoo.addons.cs_vip.business_day import Clock

from .common import KpiCase

D = Decimal
CALLS = (
    Band(D(0), D(75), D(5)),
    Band(D(75), D(80), D(3)),
    Band(D(80), D(95), D(2)),
    Band(D(95), D(100), D(1)),
    Band(D(100), None, D(0)),
)
FEEDBACK = (
    Band(D(0), D(0), D(5), True, True),
    Band(D(0), D(2), D(3), False, False),
    Band(D(2), None, D(0)),
)


@tagged("post_install", "-at_install")
class TestAdvice(BaseCase):
    def advise(self, item, numerator, denominator, records, cost, higher=True):
        found = next_better(
            item, D(numerator), D(denominator), records, D(cost), higher
        )
        return found and (found.kind, found.number, found.saves)

    def test_more_records_of_a_rate(self):
        item = Item(1, D(10), "band", True, bands=CALLS)
        self.assertEqual(self.advise(item, 18, 20, 20, 2), ("more", 1, 1))
        self.assertEqual(self.advise(item, 74, 100, 100, 5), ("more", 1, 2))
        self.assertIsNone(self.advise(item, 20, 20, 20, 0))

    def test_fewer_records_of_a_rate(self):
        bands = (Band(D(0), D(0), D(0), True, True), Band(D(0), None, D(10), False))
        item = Item(1, D(20), "band", True, bands=bands)
        self.assertEqual(self.advise(item, 3, 50, 50, 10, False), ("fewer", 3, 10))

    def test_a_number(self):
        item = Item(1, D(10), "band", False, bands=FEEDBACK)
        self.assertEqual(self.advise(item, 0, 0, 0, 5), ("more", 1, 2))
        self.assertEqual(self.advise(item, 1, 0, 1, 3), ("more", 1, 3))

    def test_marks_of_a_scale_name_the_value(self):
        item = Item(1, D(20), "band", True, bands=CALLS)
        self.assertEqual(self.advise(item, 9, 12, 3, 3), ("value", 80, 1))

    def test_points_per_record(self):
        each = Item(1, D(10), "each", False, each=D(2))
        self.assertEqual(self.advise(each, 2, 9, 9, 4, False), ("fewer", 2, 4))

    def test_a_weight_taken_over_costs_in_proportion(self):
        item = Item(1, D(10), "band", True, bands=CALLS)
        self.assertEqual(self.advise(item, 18, 20, 20, 4), ("more", 1, 2))

    def test_nothing_better_ahead(self):
        bands = (Band(D(0), None, D(5)),)
        item = Item(1, D(10), "band", True, bands=bands)
        self.assertIsNone(self.advise(item, 5, 10, 10, 5))
        report = Item(1, D(0), "report", True)
        self.assertIsNone(self.advise(report, 5, 10, 10, 5))


@tagged("post_install", "-at_install")
class TestForecast(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "cs_clock": Clock(datetime(2026, 10, 20, 2))}
        )
        cls._new_callback("agent", date_done="2026-10-12")
        cls.missed = cls._new_callback("agent", planned="2026-10-13")
        cls.incident = cls._new_incident("agent", "chat")

    def forecast(self, role="agent", employee=None):
        forecasts = self.env["cs.kpi.forecast"].with_user(self.users[role])
        if not employee:
            action = forecasts.action_open_mine()
            return forecasts.browse(action["res_id"])
        forecast = forecasts.create({"employee_id": employee.id})
        forecast.action_count()
        return forecast

    def test_the_month_so_far(self):
        forecast = self.forecast()
        self.assertEqual(forecast.employee_name, "Agent Test")
        self.assertEqual(str(forecast.date_from), "2026-10-01")
        self.assertEqual(forecast.score, 100 - 5 - 5 - 1)
        self.assertFalse(
            self.env["cs.kpi.appraisal"].search([]) & self._appraisal("agent")
        )
        found = {(row.res_model, row.res_id) for row in forecast.record_ids}
        self.assertEqual(
            found,
            {("cs.callback", self.missed.id), ("cs.kpi.incident", self.incident.id)},
        )
        lines = {line.indicator_id.code: line for line in forecast.line_ids}
        self.assertEqual(
            lines["callback_completion"].advice,
            "1 more of the 2: +5",
        )
        self.assertEqual(lines["feedback_collected"].advice, "1 more: +2")
        self.assertEqual(lines["conduct"].advice, "1 fewer: +1")
        self.assertFalse(lines["complaint_resolution"].advice)

    def test_it_scores_as_the_month_will(self):
        forecast = self.forecast()
        self._compute()
        appraisal = self._appraisal("agent")
        self.assertEqual(forecast.score, appraisal.score)
        self.assertEqual(
            {line.indicator_id: (line.value, line.score) for line in forecast.line_ids},
            {
                line.indicator_id: (line.value, line.score)
                for line in appraisal.line_ids
            },
        )
        line = self._line(appraisal, "callback_completion")
        self.assertEqual(line.advice, "1 more of the 2: +5")

    def test_counted_again(self):
        forecast = self.forecast()
        self._new_feedback("agent", 6, "2026-10-19")
        forecast.action_count()
        self.assertEqual(forecast.score, 94)
        self.assertEqual(len(forecast.line_ids), 15)

    def test_opening_a_record(self):
        record = self.forecast().record_ids.filtered(
            lambda r: r.res_model == "cs.callback"
        )
        action = record.action_open_record()
        self.assertEqual(action["res_id"], self.missed.id)
        self.missed.unlink()
        with self.refused(UserError, "does not exist any more"):
            record.action_open_record()

    def test_whose_forecast(self):
        self.assertTrue(self.forecast("supervisor", self.staff["agent"]).score)
        self.assertTrue(self.forecast("manager", self.staff["clerk"]).score)
        for role, of in (("agent", "clerk"), ("supervisor", "clerk"), ("hr", "agent")):
            with self.refused(UserError, "is not on your team"):
                self.forecast(role, self.staff[of])
        action = (
            self.env["cs.kpi.forecast"].with_user(self.users["hr"]).action_open_mine()
        )
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("Your user is no employee", action["params"]["message"])

    def test_nobody_reads_anothers(self):
        forecast = self.forecast("supervisor", self.staff["agent"])
        for model in (forecast, forecast.line_ids, forecast.record_ids):
            with self.assertRaises(AccessError):
                model.with_user(self.users["clerk"]).read(["id", "display_name"])

    def test_figures_are_not_typed(self):
        forecast = self.forecast()
        with self.assertRaises(AccessError):
            forecast.line_ids[0].score = 100

    def test_who_no_scheme_covers(self):
        helper = self._new_employee("Trainee", self.desk)
        with self.refused(UserError, "No appraisal scheme covers Trainee"):
            self.forecast("manager", helper)
