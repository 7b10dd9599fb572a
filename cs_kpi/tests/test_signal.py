"""Patterns that make figures look better than the work is: listed, never deducted."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MONTH, KpiCase


@tagged("post_install", "-at_install")
class TestSignal(KpiCase):
    def _look(self):
        return self.env["cs.kpi.signal"]._look(self.company, MONTH)

    def _of(self, check):
        return self._look().filtered(lambda signal: signal.rule_id.check == check)

    def _reopened(self, role, number, times=2):
        tickets = self.env["helpdesk.ticket"]
        for _ticket in range(number):
            tickets |= self._new_complaint(role)
        tickets.cs_reopen_count = times
        return tickets

    def test_closed_and_reopened(self):
        tickets = self._reopened("agent", 2)
        self._new_complaint("agent")
        self._reopened("specialist", 2, times=1)
        signal = self._of("reopened")
        self.assertEqual(signal.user_id, self.users["agent"])
        self.assertEqual((signal.count, signal.size), (2, 3))
        self.assertEqual(signal.res_ids, tickets.ids)

    def test_below_the_least_number_nobody_is_listed(self):
        self._reopened("agent", 1)
        self.assertFalse(self._of("reopened"))

    def test_other_months_do_not_count(self):
        self._reopened("agent", 3).closed_date = "2026-09-30 15:59:59"
        self.assertFalse(self._of("reopened"))

    def test_ratings_of_satisfied_customers_only(self):
        for satisfied in (True, False):
            for role in ("agent", "specialist"):
                for _ticket in range(5):
                    ticket = self._new_complaint(role, satisfied=satisfied)
                    if satisfied or role == "specialist":
                        self._rate(ticket, 5)
        signal = self._of("happy_ratings")
        self.assertEqual(signal.user_id, self.users["agent"])
        self.assertEqual(
            (signal.count, signal.size, signal.others_count, signal.others_size),
            (5, 5, 0, 5),
        )
        self.assertEqual((signal.share, signal.others_share), (100, 0))
        self.assertEqual(len(signal.res_ids), 5)

    def test_calls_of_seconds(self):
        for role, minutes in (("agent", 0.1), ("specialist", 2)):
            for _call in range(5):
                callback = self._new_callback(role, date_done="2026-10-12")
                self.env.cr.execute(
                    """INSERT INTO cs_callback_attempt
                              (callback_id, date, user_id, result, duration, company_id)
                       VALUES (%s, '2026-10-12 03:00', %s, 'reached', %s, %s)""",
                    (callback.id, self.users[role].id, minutes, self.company.id),
                )
        signal = self._of("quick_calls")
        self.assertEqual(signal.user_id, self.users["agent"])
        self.assertEqual((signal.count, signal.size), (5, 5))
        self.assertEqual(signal.res_model, "cs.callback")

    def test_easy_tickets(self):
        enquiry = self.env.ref("cs_department.request_type_complaint").search(
            [("is_complaint", "=", False)], limit=1
        )
        for role, easy in (("agent", True), ("specialist", False)):
            for _ticket in range(10):
                ticket = self._new_complaint(role)
                if easy:
                    ticket.cs_request_type_id = enquiry
                    ticket.priority = "0"
        signal = self._of("easy_tickets")
        self.assertEqual(signal.user_id, self.users["agent"])
        self.assertEqual((signal.share, signal.others_share), (100, 0))

    def test_looking_again_changes_nothing_else(self):
        self._reopened("agent", 2)
        first = self._of("reopened")
        self.assertEqual(self._of("reopened"), first)
        first.with_user(self.users["manager"]).note = "Same customer, two defects."
        first.with_user(self.users["manager"]).action_explained()
        self._reopened("agent", 1)
        self.assertEqual(self._of("reopened"), first)
        self.assertEqual((first.state, first.count), ("explained", 2))

    def test_open_signal_follows_the_records_and_goes(self):
        tickets = self._reopened("agent", 3)
        signal = self._of("reopened")
        tickets[0].cs_reopen_count = 0
        self.assertEqual(self._of("reopened").count, 2)
        tickets.cs_reopen_count = 0
        self.assertFalse(self._of("reopened"))
        self.assertFalse(signal.exists())

    def test_score_is_not_touched(self):
        self._compute()
        scores = self.env["cs.kpi.appraisal"].search([]).mapped("score")
        self._reopened("agent", 2).write({"cs_is_complaint": False})
        self._look()
        self.assertEqual(
            self.env["cs.kpi.appraisal"].search([]).mapped("score"), scores
        )

    def test_computing_a_month_looks(self):
        self._reopened("agent", 2)
        self.env["cs.kpi.compute.wizard"].with_user(self.users["manager"]).create(
            {"date_from": MONTH, "company_id": self.company.id}
        ).action_compute()
        self.assertTrue(self.env["cs.kpi.signal"].search([]))

    def test_put_away_with_a_note_by_the_manager(self):
        self._reopened("agent", 2)
        signal = self._of("reopened").with_user(self.users["manager"])
        with self.refused(UserError, "Write down first what came of it"):
            signal.action_talked()
        signal.note = "Talked about it: closes only after the customer agreed."
        signal.action_talked()
        self.assertEqual(signal.state, "talked")
        signal.action_reopen()
        self.assertEqual(signal.state, "open")
        action = signal.action_open_records()
        self.assertEqual(
            self.env[action["res_model"]].search_count(action["domain"]), 2
        )

    def test_findings_are_not_edited(self):
        self._reopened("agent", 2)
        signal = self._of("reopened").with_user(self.users["manager"])
        for values in ({"count": 0}, {"user_id": self.users["clerk"].id}):
            with self.refused(AccessError, "is not edited"):
                signal.write(values)
        with self.assertRaises(AccessError):
            signal.unlink()
        with self.assertRaises(AccessError):
            signal.create({"rule_id": signal.rule_id.id})

    def test_nobody_else_reads_them(self):
        self._reopened("agent", 2)
        signal = self._of("reopened")
        for role in ("supervisor", "agent", "hr", "specialist"):
            with self.assertRaises(AccessError):
                signal.with_user(self.users[role]).read(["count"])
