"""Promotion lists and invitations."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .greeting_common import GreetingCommon


@tagged("post_install", "-at_install")
class TestPromotion(GreetingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("promotion", "event")
        cls.gold = cls._create_customer("金", phone="+86 138 0013 8002")
        cls.grant("2026-02-01", cls.gold, tier=cls.flagship_gold)
        cls.plain = cls._create_customer("无卡", phone="+86 138 0013 8003")
        cls.consent(cls.gold | cls.plain)
        cls.buy("2026-03-01", 5000)
        cls.buy("2026-05-01", 1000)
        cls.buy("2026-04-01", 2000, partner=cls.gold)
        cls.buy("2026-04-10", 3000, partner=cls.plain)

    def make(self, user=None, occasion="promotion", **values):
        return (
            self.on(self.env["cs.vip.promotion"], "2026-09-01")
            .with_user(user or self.manager)
            .create(
                {
                    "name": "Autumn sale",
                    "description": "Sofas at half price",
                    "occasion_id": self.occasion(occasion).id,
                    "company_id": self.company.id,
                    "date_send": "2026-09-10",
                    "date_until": "2026-09-20",
                    **values,
                }
            )
        )

    def listed(self, **values):
        promotion = self.make(**values)
        promotion.action_list()
        return promotion.line_ids.partner_id

    def test_filters(self):
        everybody = self.holder | self.gold | self.plain
        cards = self.holder | self.gold
        for values, expected in (
            ({}, cards),
            ({"cards_only": False}, everybody),
            ({"tier_ids": self.flagship_gold.ids}, self.gold),
            ({"tier_ids": self.flagship_gold.ids, "cards_only": False}, self.gold),
            ({"program_ids": self.flagship.ids}, cards),
            ({"min_amount": 3000}, self.holder),
            ({"min_amount": 6000}, self.holder),
            ({"min_amount": 1000, "bought_from": "2026-05-01"}, self.holder),
            ({"bought_from": "2026-04-01", "bought_to": "2026-04-30"}, self.gold),
            ({"last_to": "2026-04-30", "cards_only": False}, self.gold | self.plain),
            (
                {"last_from": "2026-04-05", "cards_only": False},
                self.holder | self.plain,
            ),
        ):
            with self.subTest(values=values):
                self.assertEqual(self.listed(**values), expected)

    def test_amounts(self):
        promotion = self.make(bought_from="2026-05-01")
        promotion.action_list()
        self.assertEqual(promotion.line_ids.amount, 1000)
        self.assertEqual(str(promotion.line_ids.last_purchase), "2026-05-01")

    def test_who_cannot_be_told_is_left_out(self):
        self.consent(self.gold, sms=False, email=False, call=False)
        self.assertEqual(self.listed(), self.holder)
        self.assertEqual(self.listed(consent_only=False), self.holder | self.gold)
        self.holder.active = False
        with self.assertRefused(UserError, "Nobody fits"):
            self.listed()

    def test_told_once(self):
        promotion = self.make()
        promotion.action_list()
        promotion.action_release()
        self.assertFalse(self.run_job("2026-09-02"))
        self.run_job("2026-09-10")
        self.run_job("2026-09-11")
        found = self.greetings()
        self.assertEqual(found.mapped("state"), ["queued"] * 2)
        self.assertIn("Sofas at half price. Until 09/20/2026", found[0].message)
        found._set_sent()
        self.assertEqual(promotion.sent_count, 2)
        # A second promotion of the year reaches them too, the first never again.
        again = self.make(name="Winter sale")
        again.action_list()
        again.action_release()
        self.run_job("2026-09-12")
        self.assertEqual(len(self.greetings()), 4)
        promotion.action_cancel()
        promotion.action_draft()
        promotion.action_list()
        promotion.action_release()
        self.run_job("2026-09-13")
        self.assertEqual(len(self.greetings()), 4)

    def test_invitation(self):
        event = self.make(occasion="event", name="Tea evening")
        event.action_list()
        event.action_release()
        self.assertEqual(event.kind, "event")
        found = self.run_job("2026-09-19")
        self.assertIn("you are invited on 09/20/2026", found[0].message)

    def test_nobody_is_told_when_it_is_over(self):
        promotion = self.make()
        promotion.action_list()
        promotion.action_release()
        self.assertFalse(self.run_job("2026-09-21"))

    def test_cancelled_before(self):
        promotion = self.make()
        promotion.action_list()
        promotion.action_release()
        self.run_job("2026-09-05")
        promotion.action_cancel()
        self.assertFalse(self.greetings())
        self.assertFalse(self.run_job("2026-09-10"))

    def test_order_of_steps(self):
        promotion = self.make()
        with self.assertRefused(UserError, "no list yet"):
            promotion.action_release()
        promotion.action_list()
        with self.assertRefused(UserError, "is over"):
            self.on(promotion, "2026-09-21").action_release()
        promotion.action_release()
        with self.assertRefused(UserError, "stays as it is"):
            promotion.action_list()
        with self.assertRefused(UserError, "is released"):
            promotion.date_send = "2026-09-01"
        with self.assertRefused(UserError, "stays on record"):
            promotion.unlink()
        with self.assertRefused(UserError, "Use the buttons"):
            promotion.state = "draft"

    def test_wrong_occasion(self):
        with self.assertRefused(ValidationError, "promotions or events"):
            self.make(occasion="birthday")

    def test_desk_reads_only(self):
        with self.assertRaises(AccessError):
            self.make(self.desk)
        promotion = self.make()
        with self.assertRaises(AccessError):
            promotion.with_user(self.desk).action_list()
        with self.assertRaises(AccessError):
            promotion.with_user(self.desk).action_release()
