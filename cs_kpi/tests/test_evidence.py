"""Every figure opens the records that it was counted from (P2)."""

from odoo.exceptions import AccessError
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
        fields = {name: {} for name in ("label", "kind", "value", "numerator")}
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
