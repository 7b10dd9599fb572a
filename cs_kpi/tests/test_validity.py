"""Can the scores be believed? Raters, agreement, drift, items (P5)."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MONTH, KpiCase


@tagged("post_install", "-at_install")
class TestValidity(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._compute()

    def _validity(self, role="manager", **values):
        validity = (
            self.env["cs.kpi.validity"]
            .with_user(self.users[role])
            .create(
                {
                    "company_id": self.company.id,
                    "date_from": MONTH,
                    "date_to": MONTH,
                    **values,
                }
            )
        )
        validity.action_examine()
        return validity

    def _findings(self, section, **values):
        lines = self._validity(**values).line_ids
        return lines.filtered(lambda line: line.section == section)

    def _marks(self, role, marks):
        for mark in marks:
            self._new_callback(role, date_done="2026-10-12", satisfaction=str(mark))

    def test_nothing_is_shown_of_small_samples(self):
        self._marks("agent", [5, 4, 5, 4])
        self.assertFalse(self._validity().line_ids)

    def test_rater_who_marks_higher_than_the_others(self):
        self._marks("agent", [5, 5, 4, 5, 5, 5])
        self._marks("specialist", [3, 2, 3, 4, 3, 2])
        low, high = self._findings("raters")
        self.assertIn(self.users["agent"].display_name, high.name)
        self.assertEqual((high.size, round(high.figure, 2)), (6, 4.83))
        self.assertIn("higher than the others (their mean: 2.83)", high.hint)
        self.assertIn("lower than the others", low.hint)
        self.assertTrue(high.warns and low.warns)

    def test_rater_who_always_gives_the_same(self):
        self._marks("agent", [4] * 6)
        finding = self._findings("raters")
        self.assertIn("tells nobody apart", finding.hint)
        self.assertEqual(finding.spread, 0)

    def test_raters_who_mark_alike(self):
        self._marks("agent", [5, 4, 3, 4, 5])
        self._marks("specialist", [4, 5, 4, 3, 5])
        findings = self._findings("raters")
        self.assertEqual(set(findings.mapped("hint")), {"Marks as the others do."})
        self.assertFalse(any(findings.mapped("warns")))

    def test_agreement_of_raters(self):
        first, second = self.users["agent"], self.users["specialist"]
        agreed = [(rater, unit, unit) for rater in (first, second) for unit in range(6)]
        quarrel = [(first, unit, unit) for unit in range(6)] + [
            (second, unit, 5 - unit) for unit in range(6)
        ]
        model = type(self.env["cs.kpi.validity"])
        with patch.object(model, "_marks_callback", lambda self: agreed):
            finding = self._findings("agreement")
            self.assertEqual((finding.size, finding.figure), (6, 1))
            self.assertFalse(finding.warns)
        with patch.object(model, "_marks_callback", lambda self: quarrel):
            finding = self._findings("agreement")
            self.assertLess(finding.figure, 0)
            self.assertIn("do not agree", finding.hint)

    def test_marks_of_the_departments_forms(self):
        """Two raters of one department, six items: the same unit is the same item."""
        items = self.env["cs.kpi.cooperation.item"].create(
            [{"name": f"Item {number}"} for number in range(6)]
        )
        for role in ("agent", "supervisor"):
            rating = self.env["cs.kpi.cooperation.rating"].create(
                {
                    "rating_department_id": self.desk.id,
                    "rated_department_id": self.archive.id,
                    "rater_id": self.users[role].id,
                    "date_from": MONTH,
                    "company_id": self.company.id,
                    "mark_ids": [(5,)]
                    + [
                        (0, 0, {"item_id": item.id, "choice": str(1 + number % 5)})
                        for number, item in enumerate(items)
                    ],
                }
            )
            rating.state = "done"
        finding = self._findings("agreement")
        self.assertEqual((finding.size, finding.figure), (6, 1))

    def test_drift_over_months(self):
        for number in range(5, 10):
            day = date(2026, number, 10)
            for _index in range(10 - number):
                self._new_incident("agent", "clothes", day)
            self._compute(date(2026, number, 1))
        finding = self._findings("drift", date_from=date(2026, 5, 1))
        self.assertEqual(finding.size, 6)
        self.assertGreater(finding.figure, 0)
        self.assertTrue(finding.warns)
        self.assertIn("rise or fall steadily", finding.hint)

    def test_consistency_of_the_scheme(self):
        self._new_feedback("agent", 6)
        self._new_feedback("specialist", 2)
        self._new_incident("clerk", "clothes")
        self._compute()
        finding = self._findings("scheme")
        self.assertEqual(finding.name, self.scheme.display_name)
        self.assertEqual(finding.size, len(self.env["cs.kpi.appraisal"].search([])))
        self.assertIn("items measure", finding.hint)

    def test_item_that_rewards_the_wrong_thing(self):
        """The more feedback somebody collects, the less content the customers."""
        roles = ("agent", "after_sales", "specialist", "clerk", "supervisor")
        for number, role in enumerate(roles, 1):
            self._new_feedback(role, number if number < 5 else 6)
            self._rate(self._new_complaint(role), 6 - number)
        self._compute()
        items = self._findings("items")
        finding = items.filtered(lambda line: line.figure < 0)
        self.assertEqual(len(finding), 1)
        self.assertTrue(finding.warns)
        self.assertIn("may reward the wrong thing", finding.hint)

    def test_managers_only(self):
        for role in ("supervisor", "hr", "agent"):
            with self.assertRaises(AccessError):
                self._validity(role)
