"""Other readings of P1 that a scheme can choose instead of the default ones."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import MONTH, KpiCase


@tagged("post_install", "-at_install")
class TestReadings(KpiCase):
    def new_scheme(self, old, new, bands=None):
        """The shipped scheme with another indicator in place of one of its own."""
        scheme = self.scheme.copy({"date_from": MONTH})
        line = scheme.line_ids.filtered(lambda ln: ln.indicator_id.code == old)
        line.indicator_id = self.env.ref(f"cs_kpi.indicator_{new}")
        if bands:
            line.band_ids = [Command.clear(), *map(Command.create, bands)]
        scheme.action_publish()
        return scheme

    def test_complaints_per_delivered_order(self):
        """1 of 250 orders delivered is 0.4 %: –2, not all or nothing."""
        self.new_scheme("complaint_resolution", "complaint_per_order")
        self._new_complaint("agent", satisfied=False)
        self._new_complaint("agent")
        orders = self.env["sale.order"].create(
            [{"partner_id": self.customer.id, "company_id": self.company.id}] * 251
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET effective_date = '2026-10-31 15:59:59' "
            "WHERE id = ANY(%s)",
            (orders[:250].ids,),
        )
        self.env.cr.execute(
            "UPDATE sale_order SET effective_date = '2026-10-31 16:00:00' "
            "WHERE id = ANY(%s)",
            (orders[250:].ids,),
        )
        self._compute()
        line = self._line(self._appraisal("agent"), "complaint_per_order")
        self.assertEqual((line.numerator, line.denominator), (1, 250))
        self.assertEqual((line.value, line.deduction), (0.4, 2))
        self.assertEqual(line.evidence_count, 251)

    def test_feedback_by_rate(self):
        self.company.cs_kpi_feedback_due = 8
        self.new_scheme(
            "feedback_collected",
            "feedback_rate",
            [
                {"lower": 0, "upper": 75, "deduction": 5},
                {"lower": 75, "upper": 100, "deduction": 1},
                {"lower": 100, "unlimited": True, "deduction": 0},
            ],
        )
        self._new_feedback("agent", 6)
        self._new_feedback("clerk", 9)
        self._compute()
        line = self._line(self._appraisal("agent"), "feedback_rate")
        self.assertEqual((line.numerator, line.denominator), (6, 8))
        self.assertEqual((line.value, line.deduction), (75, 1))
        line = self._line(self._appraisal("clerk"), "feedback_rate")
        self.assertEqual((line.value, line.deduction), (112.5, 0))

    def test_not_rated_shares_its_weight_out(self):
        """Feedback has 10 of 80 points left: its 5 become 6.25 of 12.5."""
        indicator = self.env.ref("cs_kpi.indicator_customer_satisfaction")
        indicator.no_data = "excluded"
        self._compute()
        appraisal = self._appraisal("agent")
        unrated = self._line(appraisal, "customer_satisfaction")
        self.assertEqual((unrated.rated, unrated.weight), (False, 0))
        feedback = self._line(appraisal, "feedback_collected")
        self.assertEqual(
            (feedback.weight, feedback.deduction, feedback.score), (12.5, 6.25, 6.25)
        )
        self.assertEqual(sum(appraisal.line_ids.mapped("weight")), 100)
        self.assertEqual(appraisal.score, 93.75)

    def test_another_scale_of_marks(self):
        indicator = self.env.ref("cs_kpi.indicator_customer_satisfaction")
        indicator.write({"scale_min": 0, "scale_max": 5})
        self._rate(self._new_complaint("agent"), 4)
        self._compute()
        line = self._line(self._appraisal("agent"), "customer_satisfaction")
        self.assertEqual((line.numerator, line.denominator, line.value), (4, 5, 80))
