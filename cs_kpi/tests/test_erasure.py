"""An erased customer leaves the names of what was counted, and no score."""

from odoo.tests import tagged

from odoo.addons.cs_vip.tests.erasure_common import ErasureCommon

from .common import KpiCase

NAME = "Quirina Zweifel"


@tagged("post_install", "-at_install")
class TestErasure(ErasureCommon, KpiCase):
    def test_evidence_keeps_figures_without_the_name(self):
        self.customer.name = NAME
        ticket = self._new_complaint("agent", satisfied=False)
        ticket.name = f"{NAME} complains"
        self._new_callback("agent", date_done="2026-10-12", satisfaction=5)
        self._new_feedback("agent")
        self._compute()
        appraisal = self._confirmed("agent")
        rows = appraisal.line_ids.evidence_ids

        def figures():
            return rows.read(["res_id", "date", "value", "numerator", "denominator"])

        before, score = figures(), appraisal.score
        self.assertIn(NAME, str(rows.mapped("label")))
        self.customer.with_user(self.users["manager"])._cs_vip_erase("Asked by letter")
        self.env.invalidate_all()
        self.assertEqual(self.left_over("Zweifel"), set())
        self.assertEqual(figures(), before)
        self.assertEqual((appraisal.score, appraisal.state), (score, "confirmed"))
        label = rows.filtered(lambda row: row.res_id == ticket.id)[:1].label
        self.assertEqual(label, f"{ticket.number} {self.customer.name} complains")
