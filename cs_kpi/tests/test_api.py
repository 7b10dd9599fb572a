"""Confirmed scores over /json/2, with the key of a user who is HR alone (P4)."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestApi(KpiCase, HttpCase):
    def new_key(self, user, days=1):
        keys = self.env["res.users.apikeys"].with_user(user)
        until = days and fields.Datetime.now() + timedelta(days=days)
        return keys._generate("rpc", "test", until)

    def call(self, role, model, method, days=1, **arguments):
        key = self.new_key(self.users[role], days)
        return self.url_open(
            f"/json/2/{model}/{method}",
            method="POST",
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
            self.assertEqual(response.status_code, 403, method)
            self.assertIn("Private methods", response.json()["message"])

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

    def test_keys_of_human_resources_live_ninety_days(self):
        user = self.users["hr"]
        self.assertTrue(self.new_key(user, 89.99))
        with self.refused(ValidationError, "You cannot exceed 90.0 days"):
            self.new_key(user, 91)
        with self.refused(ValidationError, "must have an expiration date"):
            self.new_key(user, None)

    def test_the_life_of_keys_is_set_on_the_group(self):
        self.env.ref("cs_kpi.group_hr").api_key_duration = 365
        self.assertTrue(self.new_key(self.users["hr"], 364))

    def test_an_expired_key_opens_nothing(self):
        response = self.call("hr", "cs.kpi.appraisal", "search_read", days=-1)
        self.assertEqual(response.status_code, 401, response.text)

    def test_a_customer_gets_nothing(self):
        self._compute()
        self._confirmed("agent")
        response = self.call("portal", "cs.kpi.appraisal", "search_read")
        self.assertEqual(response.status_code, 403, response.text)

    def test_another_company_gets_nothing(self):
        self._compute()
        mine = self._confirmed("agent")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.users["hr"].write({"company_ids": other.ids, "company_id": other.id})
        answer = self.call("hr", "cs.kpi.appraisal", "search_read")
        self.assertEqual(answer.json(), [])
        for context in ({}, {"allowed_company_ids": self.company.ids}):
            answer = self.call(
                "hr",
                "cs.kpi.appraisal",
                "read",
                ids=mine.ids,
                fields=["score"],
                context=context,
            )
            self.assertEqual(answer.status_code, 403, answer.text)

    def test_what_is_not_confirmed_is_closed(self):
        self._compute()
        appraisal = self._appraisal("agent")
        for model, ids in (
            ("cs.kpi.appraisal", appraisal.ids),
            ("cs.kpi.appraisal.line", appraisal.line_ids.ids),
        ):
            self.assertEqual(self.call("hr", model, "search_read").json(), [])
            answer = self.call("hr", model, "read", ids=ids, fields=["score"])
            self.assertEqual(answer.status_code, 403, answer.text)

    def test_items_of_a_confirmed_score(self):
        self._compute()
        appraisal = self._confirmed("agent")
        answer = self.call(
            "hr",
            "cs.kpi.appraisal.line",
            "search_read",
            domain=[["appraisal_id", "=", appraisal.id], ["weight", ">", 0]],
            fields=["indicator_id", "weight", "deduction", "score"],
        )
        self.assertEqual(sum(row["weight"] for row in answer.json()), 100)
        self.assertEqual(sum(row["score"] for row in answer.json()), 95)

    def test_a_correction_takes_the_place_of_the_old_score(self):
        self._compute()
        old = self._confirmed("agent")
        new = old.with_user(self.users["manager"])._correct("A late letter.")
        domain = [["employee_id", "=", old.employee_id.id], ["superseded", "=", False]]

        def versions():
            rows = self.call(
                "hr",
                "cs.kpi.appraisal",
                "search_read",
                domain=domain,
                fields=["version"],
            )
            return [row["version"] for row in rows.json()]

        self.assertEqual(versions(), [1], "the new version is not confirmed yet")
        new.action_review()
        new.with_user(self.users["agent"]).action_read()
        new.action_confirm()
        self.assertEqual(versions(), [2])

    def test_human_resources_only_read(self):
        ticket = self._new_complaint("agent")
        self._compute()
        appraisal = self._confirmed("agent")
        evidence = appraisal.line_ids.evidence_ids
        for model, method, arguments in (
            ("helpdesk.ticket", "read", {"ids": ticket.ids, "fields": ["name"]}),
            ("cs.kpi.evidence", "read", {"ids": evidence.ids, "fields": ["label"]}),
            ("cs.kpi.appraisal", "write", {"ids": appraisal.ids, "vals": {"score": 1}}),
            ("cs.kpi.appraisal", "action_confirm", {"ids": appraisal.ids}),
            ("cs.kpi.appraisal", "unlink", {"ids": appraisal.ids}),
        ):
            answer = self.call("hr", model, method, **arguments)
            self.assertIn(answer.status_code, (403, 422), f"{model}.{method}")
        self.assertEqual((appraisal.score, appraisal.state), (95, "confirmed"))
