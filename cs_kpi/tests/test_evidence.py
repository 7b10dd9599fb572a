"""Every figure opens the records that it was counted from (P2)."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestEvidence(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bad = cls._new_complaint("agent", satisfied=False)
        cls.good = cls._new_complaint("agent")
        cls._rate(cls.good, 4)
        cls._new_callback("agent", date_done="2026-10-12", satisfaction=5)
        cls._new_feedback("agent").kind = "vip"
        cls._new_feedback("agent")
        cls._new_incident("agent", "praise_letter")
        cls._compute()
        cls.appraisal = cls._appraisal("agent")

    def evidence(self, code):
        return self._line(self.appraisal, code).evidence_ids

    def test_figures_are_the_sums_of_their_evidence(self):
        for line in self.appraisal.line_ids:
            evidence = line.evidence_ids
            self.assertEqual(line.evidence_count, len(evidence))
            self.assertEqual(line.numerator, sum(evidence.mapped("numerator")))
            self.assertEqual(line.denominator, sum(evidence.mapped("denominator")))

    def test_numerator_and_denominator_apart(self):
        evidence = self.evidence("complaint_resolution")
        self.assertEqual(
            {(row.res_id, row.numerator, row.denominator) for row in evidence},
            {(self.bad.id, 1, 1), (self.good.id, 0, 1)},
        )
        self.assertEqual(evidence[0].label, f"{self.bad.number} {self.bad.name}")
        self.assertEqual(str(evidence[0].date), "2026-10-15")

    def test_kinds_of_source(self):
        kinds = {
            "complaint_resolution": {"complaint"},
            "customer_satisfaction": {"written", "phone"},
            "feedback_collected": {"written", "key_customer"},
            "callback_completion": {"phone"},
            "praise": {"incident"},
        }
        self.assertEqual(
            {code: set(self.evidence(code).mapped("kind")) for code in kinds}, kinds
        )

    def test_values_then(self):
        evidence = self.evidence("customer_satisfaction")
        self.assertEqual(
            {(row.value, row.numerator, row.denominator) for row in evidence},
            {(4, 3, 4), (5, 4, 4)},
        )
        self.assertEqual(self.evidence("praise").value, 1)

    def test_opening(self):
        line = self._line(self.appraisal, "complaint_resolution")
        action = line.action_open_evidence()
        found = self.env["cs.kpi.evidence"].search(action["domain"])
        self.assertEqual(found, line.evidence_ids)
        record = found[0].action_open_record()
        self.assertEqual(
            (record["res_model"], record["res_id"]), ("helpdesk.ticket", self.bad.id)
        )

    def test_opening_needs_the_right_to_read_the_record(self):
        evidence = self.evidence("callback_completion")
        with self.assertRaises(AccessError):
            evidence.with_user(self.users["hr"]).action_open_record()

    def test_opening_takes_the_same_number_of_statements(self):
        line = self._line(self.appraisal, "feedback_collected")
        evidence = self.env["cs.kpi.evidence"].with_user(self.users["manager"])
        fields = {name: {} for name in ("label", "kind", "value", "difference")}
        evidence.web_search_read([("line_id", "=", line.id)], fields)
        counts = []
        for _round in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            found = evidence.web_search_read([("line_id", "=", line.id)], fields)
            counts.append((self.env.cr.sql_log_count - start, found["length"]))
            self._new_feedback("agent", 30)
            self._compute()
        self.assertEqual([length for _queries, length in counts], [2, 32])
        self.assertEqual(counts[0][0], counts[1][0])

    def test_who_is_offered_the_records(self):
        """HR sees the score; the customers and tickets behind it are not HR's."""
        line = self._line(self.appraisal, "complaint_resolution")
        self._confirmed("agent")
        for role, offered in (
            ("agent", True),
            ("supervisor", True),
            ("manager", True),
            ("hr", False),
        ):
            mine = line.with_user(self.users[role])
            self.assertEqual(mine.can_open_evidence, offered, role)

    def differences(self, code, role="agent"):
        line = self._line(self.appraisal, code)
        self.env.invalidate_all()
        evidence = self.env["cs.kpi.evidence"].with_user(self.users[role])
        rows = evidence.search([("line_id", "=", line.id)])
        return {row.res_id: (row.difference, row.value_now) for row in rows}

    def test_what_became_of_the_records(self):
        """Then beside now, also when a record changed, moved or was deleted."""
        line = self._line(self.appraisal, "complaint_resolution")
        self._confirmed("agent")
        self.assertEqual(
            self.differences("complaint_resolution"),
            {self.bad.id: ("same", 0), self.good.id: ("same", 1)},
        )
        self.assertFalse(line.differs_now)
        self.bad.cs_satisfied = True
        self.good.closed_date = "2026-09-15 00:00:00"
        self.assertEqual(
            self.differences("complaint_resolution"),
            {self.bad.id: ("changed", 1), self.good.id: ("dropped", 0)},
        )
        self.assertEqual((line.numerator, line.denominator), (1, 2))
        self.assertEqual((line.numerator_now, line.denominator_now), (0, 1))
        self.assertTrue(line.differs_now)

    def test_deleted_records_are_kept_and_marked(self):
        self._confirmed("agent")
        feedback = self.env["cs.feedback"].search(
            [("user_id", "=", self.users["agent"].id)], limit=1
        )
        gone = feedback.id
        label = feedback.name
        feedback.unlink()
        found = self.differences("feedback_collected")
        self.assertEqual(found.pop(gone), ("deleted", 0))
        self.assertEqual(set(found.values()), {("same", 1)})
        line = self._line(self.appraisal, "feedback_collected")
        row = line.evidence_ids.filtered(lambda e: e.res_id == gone)
        self.assertEqual((row.label, line.numerator), (label, 2))
        with self.refused(UserError, "does not exist any more"):
            row.action_open_record()
        self.assertTrue(line.differs_now)

    def test_differences_are_found(self):
        line = self._line(self.appraisal, "complaint_resolution")
        evidence = self.env["cs.kpi.evidence"].with_user(self.users["manager"])
        evidence = evidence.with_context(**line.action_open_evidence()["context"])
        self.assertFalse(evidence.search([("difference", "!=", "same")]))
        self.bad.cs_satisfied = True
        found = evidence.search([("difference", "in", ("changed", "deleted"))])
        self.assertEqual(found.res_id, self.bad.id)
        self.assertEqual(
            evidence.search(
                [("difference", "=", "same"), ("line_id", "=", line.id)]
            ).res_id,
            self.good.id,
        )
        everywhere = self.env["cs.kpi.evidence"].with_user(self.users["manager"])
        self.assertEqual(everywhere.search([("difference", "!=", "same")]), found)

    def test_the_employee_sees_what_became_of_them(self):
        self._confirmed("agent")
        self.bad.cs_satisfied = True
        found = self.differences("complaint_resolution", "agent")
        self.assertEqual(found[self.bad.id], ("changed", 1))

    def test_a_source_that_cannot_be_measured_any_more(self):
        """What was counted is shown all the same."""
        line = self._line(self.appraisal, "complaint_resolution")
        measure = type(self.env["cs.kpi.measure"])
        error = UserError("nobody may")
        with patch.object(measure, "_rows", side_effect=error):
            found = self.differences("complaint_resolution", "manager")
            self.assertEqual(set(found.values()), {(False, 0)})
            self.assertFalse(line.differs_now)
