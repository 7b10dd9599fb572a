"""Reminder, supervisor, manager: told once, in one message each (C5)."""

from datetime import datetime, timedelta

from odoo.tests import tagged

from odoo.addons.cs_vip.business_day import Clock

from . import common

RECEIVED = datetime(2026, 11, 2, 2)
DUE = RECEIVED + timedelta(days=3)


@tagged("post_install", "-at_install")
class TestEscalation(common.DepartmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "cs_clock": Clock(RECEIVED)})
        cls.rules = cls.env["cs.escalation.rule"]
        cls.steps = {
            step: cls.env.ref(f"cs_department.escalation_{step}")
            for step in ("reminder", "supervisor", "manager")
        }
        cls.tickets = cls.env["helpdesk.ticket"]
        for _ticket in range(3):
            cls.tickets |= cls._new_ticket(
                cs_request_type_id=cls.env.ref(
                    "cs_department.request_type_complaint"
                ).id,
                user_id=cls.users["after_sales"].id,
            )

    def _run(self, moment):
        """What the job does, without its commits; how many reached each step."""
        self.rules._take_back(moment)
        return {name: self._step(step, moment) for name, step in self.steps.items()}

    def _step(self, step, moment):
        return step._escalate(self.company, moment)

    def _mails(self):
        return self.env["mail.mail"].search([("model", "=", "cs.escalation.rule")])

    def _told(self):
        return {mail.recipient_ids.email: mail.body_html for mail in self._mails()}

    def test_each_step_at_its_time_and_once(self):
        nothing = {"reminder": 0, "supervisor": 0, "manager": 0}
        hour = timedelta(hours=1)
        self.assertEqual(self._run(DUE - 25 * hour), nothing)
        self.assertEqual(self._run(DUE - 24 * hour), {**nothing, "reminder": 3})
        self.assertEqual(self._run(DUE - 23 * hour), nothing)
        self.assertEqual(self._run(DUE), {**nothing, "supervisor": 3})
        self.assertEqual(self._run(DUE + 24 * hour), {**nothing, "manager": 3})
        self.assertEqual(self._run(DUE + 99 * hour), nothing)
        self.assertEqual(len(self.tickets.cs_escalation_ids), 9)

    def test_one_message_per_person_queued(self):
        self._run(DUE - timedelta(hours=24))
        (mail,) = self._mails()
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(mail.recipient_ids, self.users["after_sales"].partner_id)
        for ticket in self.tickets:
            self.assertIn(ticket.number, mail.body_html)

    def test_supervisors_of_the_team_then_managers(self):
        other = self._new_user(
            "s2", "cs_department.group_supervisor", login="supervisor_elsewhere"
        )
        self._step(self.steps["supervisor"], DUE)
        self.assertEqual(set(self._told()), {self.users["supervisor"].email})
        self.assertNotIn(other.email, self._told())
        self._step(self.steps["manager"], DUE + timedelta(days=1))
        self.assertIn(self.users["manager"].email, self._told())

    def test_closed_paused_and_plain_requests_are_left_alone(self):
        closed, paused, plain = self.tickets
        self._cancel(closed)
        paused.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
        plain.cs_request_type_id = self.env["cs.request.type"].search(
            [("is_complaint", "=", False)], limit=1
        )
        self.assertEqual(sum(self._run(DUE + timedelta(days=9)).values()), 0)

    def test_a_later_deadline_takes_the_step_back(self):
        ticket = self.tickets[0]
        self._run(DUE)
        ticket.write(
            {
                "cs_negotiation_reason": "Part arrives late",
                "cs_date_negotiated": DUE + timedelta(days=10),
            }
        )
        self._run(DUE + timedelta(hours=1))
        self.assertFalse(ticket.cs_escalation_ids)
        self.assertEqual(len(self.tickets[1].cs_escalation_ids), 2)
        self._run(DUE + timedelta(days=9))
        self.assertEqual(ticket.cs_escalation_ids.rule_id, self.steps["reminder"])

    def test_nobody_to_tell_loses_nothing(self):
        self.tickets.user_id = False
        self.assertEqual(self._step(self.steps["reminder"], DUE), 3)
        self.assertFalse(self._mails())
        self.assertEqual(len(self.tickets.cs_escalation_ids), 3)

    def test_other_companies_are_not_mixed(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.steps["reminder"]._escalate(other, DUE), 0)
        self.assertEqual(self.steps["reminder"]._escalate(self.company, DUE), 3)

    def test_message_in_the_readers_language(self):
        self.users["after_sales"].lang = "zh_CN"
        self._run(DUE - timedelta(hours=24))
        self.assertNotIn("need somebody to act", self._mails().body_html)
