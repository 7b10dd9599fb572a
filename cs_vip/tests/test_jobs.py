"""Scheduled jobs: a day as argument, in batches, twice is as once."""

from datetime import date
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.cs_vip.models import cs_vip_card_close

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestJobs(VipCommon):
    def setUp(self):
        super().setUp()
        self.steps = []

        def progress(_cron, processed=0, *, remaining=None, deactivate=False):
            self.steps.append((processed, remaining))
            return self.time_left

        self.time_left = float("inf")
        self.enterContext(patch.object(IrCron, "_commit_progress", progress))

    def snapshot(self):
        self.env.flush_all()
        cards = self.env["cs.vip.card"].search([("company_id", "=", self.company.id)])
        return [(card.state, card.date_end, self.entries(card)) for card in cards]

    def test_close_years_in_batches(self):
        for number in range(5):
            self.grant("2026-03-01", self._create_customer(f"客{number}"), points=10)
        last = self.grant("2026-03-02", self._create_customer("末"), points=10)
        with patch.object(cs_vip_card_close, "BATCH", 2):
            self.env["cs.vip.card"]._cron_close_years(date(2027, 2, 28))
        self.assertEqual(self.steps, [(2, 3), (2, 1), (1, 0)])
        self.assertEqual((last.state, last.points_balance), ("active", 10))
        void = self.env["cs.vip.card"].search(
            [("company_id", "=", self.company.id), ("state", "=", "void")]
        )
        self.assertEqual(len(void), 5)
        self.assertEqual(set(void.mapped("points_balance")), {0})

    def test_close_years_stops_and_goes_on(self):
        for number in range(3):
            self.grant("2026-03-01", self._create_customer(f"客{number}"), points=10)
        self.time_left = 0
        Card = self.env["cs.vip.card"]
        with patch.object(cs_vip_card_close, "BATCH", 1):
            Card._cron_close_years(date(2027, 2, 28))
        self.assertEqual(self.steps, [(1, 2)])
        self.time_left = float("inf")
        Card._cron_close_years(date(2027, 2, 28))
        done = self.snapshot()
        self.assertEqual({state for state, _end, _entries in done}, {"void"})
        Card._cron_close_years(date(2027, 2, 28))
        self.assertEqual(self.snapshot(), done)

    def test_close_years_of_a_day_given_as_text(self):
        card = self.grant("2026-03-01", points=10)
        self.env["cs.vip.card"]._cron_close_years("2027-02-28")
        self.assertEqual(card.state, "void")

    def test_close_years_counts_what_is_left_in_all_companies(self):
        self.grant("2026-03-01", points=10)
        other = self._create_company("Second")
        program = self.flagship.copy({"name": "Second", "company_id": other.id})
        card = self.env["cs.vip.card"].create(
            {
                "partner_id": self._create_customer("李四").id,
                "program_id": program.id,
                "tier_id": program.tier_ids[0].id,
                "company_id": other.id,
            }
        )
        year = {"date_start": "2026-03-01", "date_end": "2027-02-28"}
        card.write({"state": "active", "tier_date": "2026-03-01", **year})
        with patch.object(cs_vip_card_close, "BATCH", 1):
            self.env["cs.vip.card"]._cron_close_years("2027-02-28")
        self.assertEqual(self.steps, [(1, 1), (1, 0)])
        self.assertEqual(card.state, "void")

    def test_close_years_by_each_companys_own_day(self):
        """Shanghai's last evening of the year; further east it has ended."""
        card = self.grant("2026-03-01", points=10)
        self.company.resource_calendar_id.tz = "Pacific/Kiritimati"
        self.on(self.env["cs.vip.card"], "2027-02-28", hour=23)._cron_close_years()
        self.assertEqual(card.state, "void")  # there it is March

    def test_batch_that_lost_a_card_is_done_again(self):
        card = self.grant("2026-03-01", points=10)
        Card = type(self.env["cs.vip.card"])
        close, lost = Card._close_year, []

        def lose(cards):
            lost.append(cards)
            if len(lost) < self.losses:
                raise SerializationFailure()
            return close(cards)

        self.enterContext(patch.object(Card, "_close_year", lose))
        rollback = self.enterContext(patch.object(self.env.cr, "rollback"))
        self.losses = 3
        self.env["cs.vip.card"]._cron_close_years("2027-02-28")
        self.assertEqual((len(lost), rollback.call_count), (3, 2))
        self.assertEqual(card.state, "void")
        self.losses = 99
        self.grant("2026-03-01", self._create_customer("李四"))
        with self.assertRaises(SerializationFailure):
            self.env["cs.vip.card"]._cron_close_years("2027-02-28")

    def test_two_years_at_once(self):
        """The server stood still for a year: both years are closed, in order."""
        card = self.grant("2026-03-01", points=10)
        self.buy("2026-04-01", 500)
        self.env["cs.vip.card"]._cron_close_years(date(2028, 2, 29))
        self.assertEqual((card.state, card.date_void), ("void", date(2028, 2, 29)))
        self.assertEqual(self.entries(card)[-1], ("2027-02-28", "expiry", -20))

    def test_close_years_by_default_up_to_yesterday(self):
        card = self.grant("2026-03-01", points=10)
        self.on(self.env["cs.vip.card"], "2027-02-28", hour=23)._cron_close_years()
        self.assertEqual(card.state, "active")
        self.on(self.env["cs.vip.card"], "2027-03-01", hour=1)._cron_close_years()
        self.assertEqual(card.state, "void")

    def test_day_end_twice_is_as_once(self):
        self.buy("2026-03-01", 60000)
        Program = self.on(self.env["cs.vip.program"], "2026-03-02", hour=1)
        Program._cron_day_end()
        card = self.customer.cs_vip_card_ids
        self.assertEqual(card.state, "draft")
        self.assertEqual(self.flagship.last_evaluated, date(2026, 3, 1))
        steps = len(self.steps)
        Program._cron_day_end()
        self.assertEqual(self.customer.cs_vip_card_ids, card)
        self.assertEqual(len(self.steps), steps)

    def test_day_end_of_a_given_day(self):
        self.buy("2026-03-01", 60000)
        self.env["cs.vip.program"]._cron_day_end(date(2026, 2, 28))
        self.assertFalse(self.customer.cs_vip_card_ids)
        self.env["cs.vip.program"]._cron_day_end(date(2026, 3, 1))
        self.assertTrue(self.customer.cs_vip_card_ids)
