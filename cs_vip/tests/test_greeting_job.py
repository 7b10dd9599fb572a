"""The job: batches, twice as once, hours and time zones, numbers of queries."""

from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.cs_vip.models import cs_vip_greeting_send, cs_vip_occasion_due

from .greeting_common import GreetingCommon

DUE = "2026-03-01"


@tagged("post_install", "-at_install")
class TestGreetingJob(GreetingCommon):
    def snapshot(self):
        return [
            (greeting.partner_id.id, greeting.state, greeting.write_date)
            for greeting in self.greetings()
        ]

    def batches(self, size):
        self.enterContext(patch.object(cs_vip_occasion_due, "BATCH", size))
        self.enterContext(patch.object(cs_vip_greeting_send, "BATCH", size))

    def test_batches(self):
        self.holders(4)
        self.batches(2)
        self.run_job(DUE)
        self.assertEqual(
            self.steps, [(2, None), (2, None), (1, None), (2, 3), (2, 1), (1, 0)]
        )
        self.assertEqual(set(self.greetings().mapped("state")), {"queued"})
        self.assertEqual(len(self.messages()), 5)

    def test_twice_is_as_once(self):
        self.holders(2)
        self.run_job(DUE)
        done = self.snapshot()
        self.steps.clear()
        self.run_job(DUE)
        self.assertEqual(self.snapshot(), done)
        self.assertFalse(self.steps)
        self.assertEqual(len(self.messages()), 3)

    def test_stops_and_goes_on(self):
        self.holders(4)
        self.batches(2)
        self.time_left = 0
        for _run in range(6):
            self.run_job(DUE)
        self.assertEqual(len(self.messages()), 5)
        self.assertEqual(len(self.greetings()), 5)

    def test_hours_of_the_company(self):
        """Planned at night, sent when customers are awake at the company's place."""
        Greeting = self.env["cs.vip.greeting"]
        for hour, state in ((1, "planned"), (8, "planned"), (9, "queued")):
            self.on(Greeting, DUE, hour)._cron_greet()
            self.assertEqual(self.greetings().state, state, hour)

    def test_not_late_in_the_evening(self):
        self.on(self.env["cs.vip.greeting"], DUE, 20)._cron_greet()
        self.assertEqual(self.greetings().state, "planned")

    def test_day_of_the_company(self):
        """At 9 in Shanghai it is another day than in New York."""
        Greeting = self.on(self.env["cs.vip.greeting"], DUE, 9)
        self.company.resource_calendar_id.tz = "America/New_York"
        Greeting._cron_greet()
        self.assertEqual(self.greetings().state, "planned")

    def test_constant_number_of_queries(self):
        """A batch of many costs as many queries as one of few."""
        self.holders(4)
        counts = {}
        for number in (5, 25):
            if number > 5:
                self.holders(20)
            self.greetings().unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(number=number):
                before = self.cr.sql_log_count
                self.birthday._plan(self.company, date(2026, 3, 1))
                self.env.flush_all()
                planned = self.cr.sql_log_count
                self.greetings()._send(date(2026, 3, 1))
                self.env.flush_all()
                counts[number] = (
                    planned - before,
                    self.cr.sql_log_count - planned,
                )
        self.assertLessEqual(counts[25][0], counts[5][0])
        self.assertLessEqual(counts[25][1], counts[5][1] + 2)
