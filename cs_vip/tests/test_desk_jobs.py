"""The card desk's scheduled jobs: in batches, twice is as once."""

from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.cs_vip.models import cs_vip_card_deadline, cs_vip_card_retention

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestDeskJobs(VipCommon):
    def setUp(self):
        super().setUp()
        self.steps = []
        self.time_left = float("inf")

        def progress(_cron, processed=0, *, remaining=None, deactivate=False):
            self.steps.append((processed, remaining))
            return self.time_left

        self.enterContext(patch.object(IrCron, "_commit_progress", progress))
        # only what is made here
        Card = self.env["cs.vip.card"]
        mine = ("company_id", "=", self.company.id)
        for name in ("_escalation_domains", "_retention_domains"):
            original = getattr(type(Card), name)
            self.enterContext(
                patch.object(
                    type(Card),
                    name,
                    lambda cards, day=None, original=original: [
                        domain for domain in original(cards, day) if mine in domain
                    ],
                )
            )

    def late(self, number):
        cards = self.env["cs.vip.card"]
        for serial in range(number):
            card = self.apply(
                self._create_customer(f"客{serial}"), orders=self.env["sale.order"]
            )
            self.on(card, "2026-01-05")._go("submitted", date_submitted="2026-01-05")
            cards += card
        return cards

    def test_escalation_in_batches(self):
        cards = self.late(5)
        with patch.object(cs_vip_card_deadline, "BATCH", 2):
            cards._cron_escalate_applications(date(2026, 1, 9))
        self.assertEqual(self.steps, [(2, 3), (2, 1), (1, 0)])
        tasks = cards.activity_ids
        self.assertEqual(len(tasks), 5)
        cards._cron_escalate_applications(date(2026, 1, 10))
        self.assertEqual(cards.activity_ids, tasks)
        self.assertEqual(set(cards.mapped("date_escalated")), {date(2026, 1, 9)})

    def test_escalation_stops_and_goes_on(self):
        cards = self.late(3)
        self.time_left = 0
        with patch.object(cs_vip_card_deadline, "BATCH", 1):
            cards._cron_escalate_applications(date(2026, 1, 9))
        self.assertEqual(self.steps, [(1, 2)])
        self.time_left = float("inf")
        cards._cron_escalate_applications(date(2026, 1, 9))
        self.assertEqual(len(cards.activity_ids), 3)

    def test_company_day(self):
        """The last day ends with the company's midnight, not with the server's."""
        card = self.late(1)
        self.on(card, "2026-01-08", hour=23)._cron_escalate_applications()
        self.assertFalse(card.date_escalated)
        self.on(card, "2026-01-09", hour=1)._cron_escalate_applications()
        self.assertEqual(card.date_escalated, date(2026, 1, 9))

    def test_retention_in_batches(self):
        cards = self.late(3)
        self.on(cards, "2026-01-06").action_refuse("Not legible")
        with patch.object(cs_vip_card_retention, "BATCH", 2):
            cards._cron_erase_ended(date(2028, 1, 5))
            self.assertFalse(self.steps, "two years are not over")
            cards._cron_erase_ended(date(2028, 1, 6))
        self.assertEqual(self.steps, [(2, 1), (1, 0)])
        self.assertFalse(
            self.env["cs.vip.document"].search([("card_id", "in", cards.ids)])
        )
        cards._cron_erase_ended(date(2028, 1, 7))
        self.assertEqual(set(cards.mapped("date_erased")), {date(2028, 1, 6)})
