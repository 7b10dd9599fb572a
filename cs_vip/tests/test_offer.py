"""Surprise offers (V10b)."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .greeting_common import GreetingCommon


@tagged("post_install", "-at_install")
class TestOffer(GreetingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer = cls.make("Cushion")

    @classmethod
    def make(cls, name, first="2026-03-01", last="2026-04-30"):
        return cls.env["cs.vip.offer"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "date_from": first,
                "date_to": last,
            }
        )

    def give(self, user=None, day="2026-03-10", partner=None, **values):
        Given = self.on(self.env["cs.vip.offer.given"], day)
        return Given.with_user(user or self.desk).create(
            {
                "offer_id": self.offer.id,
                "partner_id": (partner or self.holder).id,
                **values,
            }
        )

    def call(self):
        """A greeting by telephone, made."""
        self.consent(self.holder, sms=False, email=False)
        self.run_job("2026-03-01").with_user(self.desk).action_done()

    def test_given_to_who_was_called(self):
        self.call()
        given = self.give()
        self.assertEqual((given.state, given.user_id), ("given", self.desk))
        self.assertEqual(given.date, date(2026, 3, 10))
        self.assertTrue(given.was_called)
        self.assertEqual(self.offer.given_count, 1)

    def test_a_call_task_on_the_card_counts(self):
        self.card.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.desk.id
        ).action_feedback()
        self.assertEqual(self.give().state, "given")

    def test_refused_to_who_was_not_called(self):
        with self.assertRefused(ValidationError, "was not called by the department"):
            self.give()

    def test_approved_by_the_manager(self):
        given = self.give(reason="Moved house")
        self.assertEqual((given.state, given.date), ("requested", False))
        self.assertTrue(given.activity_ids)
        self.assertEqual(self.offer.given_count, 0)
        with self.assertRefused(AccessError, "the manager decides"):
            given.action_approve()
        self.on(given, "2026-03-11").with_user(self.manager).action_approve()
        self.assertEqual((given.state, given.date), ("given", date(2026, 3, 11)))
        self.assertEqual(given.approved_by_id, self.manager)
        self.assertFalse(given.activity_ids)
        with self.assertRefused(UserError, "decided already"):
            given.with_user(self.manager).action_refuse()

    def test_refused_by_the_manager(self):
        given = self.give(reason="Asked for it").with_user(self.manager)
        with self.assertRefused(UserError, "fill in the reason"):
            given.action_refuse()
        given.refuse_reason = "Not a customer of the house yet"
        given.action_refuse()
        self.assertEqual(given.state, "refused")
        given.unlink()

    def test_manager_gives_on_own_approval(self):
        given = self.give(self.manager, reason="Old friend of the house")
        self.assertEqual((given.state, given.approved_by_id), ("given", self.manager))

    def test_not_bent(self):
        given = self.give(reason="Please", state="given", approved_by_id=self.desk.id)
        self.assertEqual(given.state, "requested")
        self.assertFalse(given.approved_by_id)
        for values in (
            {"state": "given"},
            {"was_called": True},
            {"date": "2026-01-01"},
        ):
            with self.assertRefused(AccessError, "stays on record"):
                given.write(values)

    def test_given_stays(self):
        self.call()
        with self.assertRefused(UserError, "stays on record"):
            self.give().with_user(self.manager).unlink()

    def test_once_each(self):
        self.call()
        self.give()
        with self.assertRaises(Exception) as refused, self.cr.savepoint():
            self.give()
        self.assertIn("once", str(refused.exception))

    def test_not_valid_today(self):
        self.call()
        for day in ("2026-02-28", "2026-05-01"):
            with self.assertRefused(UserError, "valid from 2026-03-01 to 2026-04-30"):
                self.give(day=day)

    def test_archived_customer(self):
        self.call()
        self.holder.active = False
        with self.assertRefused(UserError, "is archived"):
            self.give()

    def test_three_at_a_time(self):
        self.make("Vase", "2026-04-01", "2026-05-31")
        self.make("Lamp", "2026-04-15", "2026-06-15")
        with self.assertRefused(ValidationError, "there would be 4 surprise offers"):
            self.make("Too many", "2026-04-20", "2026-04-21")
        self.make("Later", "2026-05-01", "2026-05-02")

    def test_new_ones_every_two_months(self):
        Occasion = self.env["cs.vip.occasion"]

        def tasks(day):
            self.on(Occasion, day)._cron_renewals(date.fromisoformat(day))
            return self.company.partner_id.activity_search(
                ["cs_vip.activity_new_offers"]
            )

        self.assertTrue(tasks("2026-03-02"), "one is too few")
        self.make("Vase", "2026-03-01", "2026-06-30")
        self.make("Lamp", "2026-03-01", "2026-06-30")
        self.assertFalse(tasks("2026-03-03"))
        self.assertFalse(tasks("2026-04-30"))
        self.assertTrue(tasks("2026-05-01"), "two months after the last new one")
