"""Corrections of points: with a reason and, above the limit, by two people (V9)."""

from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestCorrection(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._create_user("vip_manager2", "cs_vip.group_manager")
        cls.card = cls.grant("2026-01-01", points=1000)

    def request(self, points=600, user=None, card=None, day="2026-03-01", hour=12):
        wizard = (
            self.on(self.env["cs.vip.points.correction"], day, hour)
            .with_user(user or self.manager)
            .create(
                {
                    "card_id": (card or self.card).id,
                    "points": points,
                    "reason": "Order of last year forgotten",
                }
            )
        )
        wizard.action_correct()
        return wizard.correction_id

    def test_within_the_limit_at_once(self):
        correction = self.request(500)
        self.assertEqual(correction.state, "booked")
        self.assertEqual(self.card.points_balance, 1500)
        self.assertFalse(correction.approver_id)
        entry = correction.entry_id
        self.assertEqual((entry.kind, entry.points), ("correction", 500))
        self.assertEqual(
            (entry.res_model, entry.res_id), (correction._name, correction.id)
        )
        self.assertFalse(correction.activity_ids)

    def test_above_the_limit_waits_for_a_second_person(self):
        for points in (501, -501):
            correction = self.request(points)
            self.assertEqual(correction.state, "to_approve")
            self.assertEqual(self.card.points_balance, 1000)
            task = correction.activity_ids
            self.assertTrue(task.user_id.has_group("cs_vip.group_manager"))
            self.assertNotEqual(task.user_id, self.manager)
            correction.with_user(self.second).action_approve()
            self.assertEqual(correction.state, "booked")
            self.assertEqual(correction.approver_id, self.second)
            self.assertEqual(self.card.points_balance, 1000 + points)
            self.assertFalse(correction.activity_ids)
            self.request(-points).with_user(self.second).action_approve()
            self.assertEqual(self.card.points_balance, 1000)
        self.assertFalse(self.prove_ledger())

    def test_the_limit_is_the_programmes(self):
        self.flagship.correction_limit = 0
        self.assertEqual(self.request(1).state, "to_approve")
        self.flagship.correction_limit = 5000
        self.assertEqual(self.request(5000).state, "booked")

    def test_change_of_the_limit_is_on_record(self):
        program = self.flagship.with_context(tracking_disable=False)
        self.env.flush_all()
        program.correction_limit = 5000
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = program.message_ids.tracking_value_ids
        self.assertEqual((values.old_value_integer, values.new_value_integer), (
            500, 5000))  # fmt: skip

    def test_parts_count_together(self):
        """On a card and in a month, up and down, whoever asked."""
        day = "2026-03-30"
        self.assertEqual(self.request(300, day=day).state, "booked")
        self.assertEqual(self.request(-200, day=day, user=self.second).state, "booked")
        self.assertEqual(self.request(1, day="2026-03-31").state, "to_approve")
        other = self.grant("2026-01-01", self._create_customer("李四"), points=10)
        self.assertEqual(self.request(500, day=day, card=other).state, "booked")
        # April begins at 16:00 in UTC
        self.assertEqual(self.request(500, day="2026-04-01", hour=0).state, "booked")
        self.assertEqual(self.request(-1, day="2026-04-30").state, "to_approve")

    def test_what_a_second_person_approved_does_not_count(self):
        day = "2026-03-05"
        self.on(self.request(600, day=day), day).with_user(self.second).action_approve()
        self.assertEqual(self.request(500, day=day).state, "booked")

    def test_the_window_says_that_a_second_person_is_needed(self):
        self.request(300)
        form = Form(
            self.on(self.env["cs.vip.points.correction"], "2026-03-31")
            .with_user(self.manager)
            .with_context(default_card_id=self.card.id)
        )
        form.points = 200
        self.assertFalse(form.needs_second_person)
        form.points = -201
        self.assertTrue(form.needs_second_person)

    def test_never_by_the_requester(self):
        correction = self.request()
        for mine in (
            correction.with_user(self.manager),
            correction.with_user(self.manager).sudo(),
            self.env(user=self.manager.id)[correction._name].browse(correction.id),
        ):
            with self.assertRefused(UserError, "You asked for this correction"):
                mine.action_approve()
            with self.assertRefused(UserError, "You asked for this correction"):
                mine.action_refuse("No")
        self.assertEqual(self.card.points_balance, 1000)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            correction.sudo().approver_id = self.manager
            self.env.flush_all()

    def test_approved_twice_books_once(self):
        correction = self.request()
        correction.with_user(self.second).action_approve()
        third = self._create_user("vip_manager3", "cs_vip.group_manager")
        with self.assertRefused(UserError, "decided already: Booked"):
            correction.with_user(third).action_approve()
        self.assertEqual(self.card.points_balance, 1600)

    def test_refused_with_the_reason(self):
        correction = self.request()
        with self.assertRefused(UserError, "Give the reason"):
            correction.with_user(self.second).action_refuse(" ")
        wizard = (
            self.env["cs.vip.correction.refuse"]
            .with_user(self.second)
            .with_context(active_ids=correction.ids)
            .create({"reason": "The order was not ours"})
        )
        wizard.action_refuse()
        self.assertEqual(correction.state, "refused")
        self.assertEqual(correction.refuse_reason, "The order was not ours")
        self.assertEqual(self.card.points_balance, 1000)
        with self.assertRefused(UserError, "decided already: Refused"):
            correction.with_user(self.second).action_approve()

    def test_taken_back(self):
        correction = self.request()
        with self.assertRefused(UserError, "approve or refuse it"):
            correction.with_user(self.second).action_cancel()
        correction.with_user(self.manager).action_cancel()
        self.assertEqual(correction.state, "cancelled")
        with self.assertRefused(UserError, "decided already"):
            correction.with_user(self.second).action_approve()
        with self.assertRefused(UserError, "decided already"):
            correction.with_user(self.manager).action_cancel()

    def test_spent_meanwhile(self):
        correction = self.request(-900)
        self.card._post("gift", -500, self.card.date_start, purpose="meanwhile")
        with self.assertRefused(UserError, "has 500 points"):
            correction.with_user(self.second).action_approve()
        self.card.action_void("Moved away")
        with self.assertRefused(UserError, "not in force"):
            correction.with_user(self.second).action_approve()

    def test_follows_a_merged_card(self):
        correction = self.request()
        twin = self._create_customer("王小明")
        kept = self.grant("2026-01-02", twin, self.flagship_gold, points=10)
        kept._absorb(self.card)
        correction.with_user(self.second).action_approve()
        self.assertEqual(kept.points_balance, 1610)
        self.assertFalse(self.prove_ledger())

    def test_no_second_manager(self):
        program = type(self.flagship)
        with (
            patch.object(program, "_vip_managers", lambda *args: self.manager),
            self.assertRefused(UserError, "More than 500 points.*there is none"),
        ):
            self.request()

    def test_nobody_writes_them(self):
        """Opening balances and transfers come from their own events alone."""
        correction = self.request()
        for user in (self.salesman, self.desk, self.manager):
            records = correction.with_user(user)
            for operation in ("create", "write", "unlink"):
                self.assertFalse(records.has_access(operation), user.login)
        with self.assertRaises(AccessError):
            correction.with_user(self.second).write({"state": "booked"})
        with self.assertRaises(AccessError):
            correction.with_user(self.desk).action_approve()
        with self.assertRaises(AccessError):
            correction.with_user(self.salesman).read(["reason"])

    def test_counted_on_the_card(self):
        card = self.card.with_user(self.desk)
        self.assertEqual(card.correction_count, 0)
        self.request(600)
        card.invalidate_recordset(["correction_count"])
        self.assertEqual(card.correction_count, 1)
        with self.assertRaises(AccessError):
            card.with_user(self.salesman).read(["correction_count"])
