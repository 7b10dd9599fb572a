"""Confirmed scores over /json/2, with the key of a user who is HR alone (P4)."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestApi(KpiCase, HttpCase):
    def call(self, role, model, method, **arguments):
        user = self.users[role]
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))
        )
        return self.url_open(
            f"/json/2/{model}/{method}",
            json=arguments,
            headers={"Authorization": f"bearer {key}"},
        )

    def test_hr_gets_confirmed_scores_only(self):
        self._compute()
        self._confirmed("agent")
        arguments = {
            "domain": [["date_from", "=", "2026-10-01"], ["superseded", "=", False]],
            "fields": ["employee_id", "version", "item_score", "bonus", "score"],
        }
        response = self.call("hr", "cs.kpi.appraisal", "search_read", **arguments)
        self.assertEqual(response.status_code, 200, response.text)
        (found,) = response.json()
        self.assertEqual(found.pop("employee_id")[1], "Agent Test")
        found.pop("id")
        self.assertEqual(
            found, {"version": 1, "item_score": 95.0, "bonus": 0.0, "score": 95.0}
        )

    def test_the_computation_is_no_remote_call(self):
        for method in ("_compute_month", "_compute_figures", "_correct", "_step"):
            response = self.call("manager", "cs.kpi.appraisal", method)
            self.assertEqual(response.status_code, 404, method)

    def test_the_clock_cannot_be_set_from_outside(self):
        self._compute()
        appraisal = self._appraisal("agent")
        appraisal.with_user(self.users["supervisor"]).action_review()
        appraisal.sudo().objection_until = "2099-01-01"
        response = self.call(
            "manager",
            "cs.kpi.appraisal",
            "action_confirm",
            ids=appraisal.ids,
            context={"cs_clock": "2100-01-01 00:00:00"},
        )
        self.assertEqual(response.status_code, 422, response.text)
        self.assertIn("has not read this appraisal yet", response.json()["message"])
        self.assertEqual(appraisal.state, "reviewed")
