"""Another scheme over past months, and ranks with intervals (P1, P5)."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MONTH, KpiCase


@tagged("post_install", "-at_install")
class TestSimulation(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("agent", "specialist"):
            cls._new_feedback(role, 6)
        cls._new_callback("specialist", date_done="2026-10-12")
        cls._new_callback("agent")
        cls._compute()
        cls.draft = cls.scheme.copy({"name": "Draft", "date_from": date(2026, 11, 1)})

    def _simulation(self, user="manager", scheme=None, **values):
        return (
            self.env["cs.kpi.simulation"]
            .with_user(self.users[user])
            .with_company(self.company)
            .create(
                {
                    "scheme_id": (scheme or self.draft).id,
                    "company_id": self.company.id,
                    "date_from": MONTH,
                    "date_to": MONTH,
                    **values,
                }
            )
        )

    def _stored(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM cs_kpi_appraisal_line ORDER BY id;")
        lines = self.env.cr.fetchall()
        self.env.cr.execute("SELECT count(*), sum(value) FROM cs_kpi_evidence")
        return lines, self.env.cr.fetchall()

    def test_the_same_scheme_gives_the_same_scores(self):
        before = self._stored()
        simulation = self._simulation()
        simulation.action_simulate()
        self.assertTrue(simulation.line_ids)
        for line in simulation.line_ids:
            self.assertEqual(line.score_now, line.appraisal_id.score)
            self.assertEqual(line.difference, 0)
            self.assertEqual(line.rank_now, line.rank_then)
        self.assertEqual(simulation.mean_now, simulation.mean_then)
        self.assertEqual(self._stored(), before, "nothing is touched")

    def test_changed_weights_and_bands(self):
        """The agent made none of the planned calls: –5 of 10, and –10 of 20 when both
        the weight and what the band costs are doubled."""
        code = "callback_completion"
        item = self.draft.line_ids.filtered(lambda ln: ln.indicator_id.code == code)
        other = self.draft.line_ids.filtered(lambda ln: ln.weight == 20)[0]
        item.weight, other.weight = 20, 10
        for band in item.band_ids:
            band.deduction *= 2
        simulation = self._simulation()
        simulation.action_simulate()
        agent = simulation.line_ids.filtered(
            lambda ln: ln.employee_id == self.staff["agent"]
        )
        specialist = simulation.line_ids.filtered(
            lambda ln: ln.employee_id == self.staff["specialist"]
        )
        self.assertEqual(agent.difference, -5)
        self.assertEqual(specialist.difference, 0)
        self.assertLess(specialist.rank_now, agent.rank_now)
        changed = simulation.item_ids.filtered(lambda i: i.indicator_id.code == code)
        self.assertEqual((changed.weight_then, changed.weight_now), (10, 20))
        self.assertEqual(agent.appraisal_id.score, agent.score_then)

    def test_kept_evidence_counts_not_the_records_of_today(self):
        self.env["cs.callback"].search([]).unlink()
        simulation = self._simulation()
        simulation.action_simulate()
        self.assertFalse(any(simulation.line_ids.mapped("difference")))

    def test_what_was_kept_is_not_measured_again(self):
        """So a source that is closed by now does not stop the simulator."""
        measures = type(self.env["cs.kpi.measure"])
        with patch.object(measures, "_rows", side_effect=UserError("closed")):
            simulation = self._simulation()
            simulation.action_simulate()
        self.assertTrue(simulation.line_ids)
        self.assertFalse(any(simulation.line_ids.mapped("difference")))

    def test_feedback_due_of_then(self):
        """A rate keeps the number due in its month, whatever is due today."""
        item = self.draft.line_ids.filtered(
            lambda ln: ln.indicator_id.measure == "feedback_count"
        )
        item.band_ids.unlink()
        item.indicator_id = self.env.ref("cs_kpi.indicator_feedback_rate")
        self.env["cs.kpi.band"].create(
            [
                {"scheme_line_id": item.id, "lower": 0, "upper": 100, "deduction": 10},
                {"scheme_line_id": item.id, "lower": 100, "unlimited": True},
            ]
        )
        self.draft.write({"date_from": MONTH, "state": "published"})
        self._compute()
        self.company.cs_kpi_feedback_due = 60
        simulation = self._simulation()
        simulation.action_simulate()
        self.assertTrue(simulation.line_ids)
        self.assertFalse(any(simulation.line_ids.mapped("difference")))

    def test_the_draft_in_work_is_offered(self):
        simulations = self.env["cs.kpi.simulation"].with_user(self.users["manager"])
        simulations = simulations.with_company(self.company)
        self.assertEqual(simulations.new().scheme_id._origin, self.draft)
        self.assertEqual(simulations.new().display_name, "Scheme Simulator")

    def test_item_that_the_months_did_not_have(self):
        """Counted from the records as they are: feedback as a rate, 6 of 6 due."""
        indicator = self.env["cs.kpi.indicator"].create(
            {
                "name": "Feedback rate",
                "code": "feedback_rate_test",
                "measure": "feedback_rate",
            }
        )
        item = self.draft.line_ids.filtered(
            lambda ln: ln.indicator_id.measure == "feedback_count"
        )
        item.band_ids.unlink()
        item.indicator_id = indicator
        self.env["cs.kpi.band"].create(
            [
                {"scheme_line_id": item.id, "lower": 0, "upper": 100, "deduction": 10},
                {"scheme_line_id": item.id, "lower": 100, "unlimited": True},
            ]
        )
        simulation = self._simulation()
        simulation.action_simulate()
        scores = {line.employee_id: line for line in simulation.line_ids}
        self.assertEqual(scores[self.staff["agent"]].difference, 0)
        self.assertLess(scores[self.staff["after_sales"]].difference, 0)

    def test_a_correction_under_way_is_no_month_of_its_own(self):
        """The confirmed version stands until the correction is confirmed."""
        old = self._confirmed("agent")
        old.with_user(self.users["manager"])._correct("A late letter.")
        simulation = self._simulation()
        simulation.action_simulate()
        mine = simulation.line_ids.filtered(
            lambda line: line.employee_id == old.employee_id
        )
        self.assertEqual(mine.appraisal_id, old)

    def test_incomplete_scheme_is_refused(self):
        self.draft.line_ids[0].weight += 1
        with self.refused(ValidationError, "add up to 101 instead of 100"):
            self._simulation().action_simulate()
        self.draft.line_ids[0].weight -= 1
        self.draft.line_ids.band_ids[0].unlink()
        with self.refused(ValidationError, "are in no band"):
            self._simulation().action_simulate()

    def test_months_are_checked(self):
        with self.refused(ValidationError, "comes after the last"):
            self._simulation(date_from=date(2026, 11, 1))
        early = {"date_from": date(2020, 1, 1), "date_to": date(2020, 2, 1)}
        with self.refused(UserError, "No appraisals in these months"):
            self._simulation(**early).action_simulate()

    def test_managers_only_and_own_companies_only(self):
        for role in ("supervisor", "agent", "hr"):
            with self.assertRaises(AccessError):
                self._simulation(role)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.users["manager"].company_ids |= elsewhere
        simulation = self._simulation(company_id=elsewhere.id)
        with self.refused(AccessError, "Switch to Elsewhere"):
            simulation.with_context(
                allowed_company_ids=self.company.ids
            ).action_simulate()

    def test_doing_it_again_replaces_the_result(self):
        simulation = self._simulation()
        simulation.action_simulate()
        count = len(simulation.line_ids)
        simulation.action_simulate()
        self.assertEqual(len(simulation.line_ids), count)
        action = simulation.action_open_lines()
        self.assertEqual(
            self.env[action["res_model"]]
            .with_user(self.users["manager"])
            .search_count(action["domain"]),
            count,
        )


@tagged("post_install", "-at_install")
class TestRanking(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_kpi_statistics_minimum = 3
        for number in (7, 8, 9, 10):
            day = date(2026, number, 10)
            cls._new_feedback("agent", 6, day)
            cls._new_feedback("specialist", number - 6, day)
            cls._compute(date(2026, number, 1))

    def _ranking(self, role="manager", **values):
        ranking = (
            self.env["cs.kpi.ranking"]
            .with_user(self.users[role])
            .create(
                {
                    "company_id": self.company.id,
                    "date_from": date(2026, 7, 1),
                    "date_to": MONTH,
                    **values,
                }
            )
        )
        ranking.action_rank()
        return ranking

    def _line(self, ranking, role):
        return ranking.line_ids.filtered(lambda ln: ln.employee_id == self.staff[role])

    def test_ranks_and_intervals(self):
        ranking = self._ranking()
        best, worse = self._line(ranking, "agent"), self._line(ranking, "specialist")
        self.assertEqual((best.months, best.rank), (4, 1))
        self.assertEqual(best.low, best.high, "always the same score")
        self.assertGreater(best.mean, worse.mean)
        self.assertLess(worse.low, worse.mean)
        self.assertGreater(worse.high, worse.mean)
        self.assertGreaterEqual(worse.rank_worst, worse.rank)

    def test_too_few_months_have_no_rank(self):
        ranking = self._ranking(date_from=date(2026, 9, 1))
        self.assertEqual(set(ranking.line_ids.mapped("rank")), {0})
        self.assertEqual(ranking.left_out, len(ranking.line_ids))

    def test_department_and_those_below(self):
        ranking = self._ranking(department_id=self.archive.id)
        self.assertEqual(
            ranking.line_ids.employee_id,
            self.staff["clerk"] | self.staff["supervisor_2"],
        )

    def test_training_needs(self):
        """Whoever collected no feedback loses 5 of 10 points: 50 %."""
        ranking = self._ranking()
        needs = ranking.need_ids.filtered(
            lambda need: need.employee_id == self.staff["after_sales"]
        )
        self.assertEqual(needs.indicator_id.measure, "feedback_count")
        self.assertEqual((needs.lost, needs.points, needs.months), (50, 5, 4))
        self.assertNotIn(self.staff["agent"], ranking.need_ids.employee_id)
        self.company.cs_kpi_training_loss = 51
        self.assertFalse(self._ranking().need_ids)

    def test_managers_only(self):
        for role in ("supervisor", "hr", "agent"):
            with self.assertRaises(AccessError):
                self._ranking(role)
