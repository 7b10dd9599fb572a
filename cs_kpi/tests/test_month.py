"""Months and their borders in UTC."""

from datetime import date, datetime

from odoo.tests import TransactionCase, tagged

from odoo.addons.cs_kpi import month


@tagged("post_install", "-at_install")
class TestMonth(TransactionCase):
    def company(self, zone):
        self.env.company.resource_calendar_id.tz = zone
        return self.env.company

    def test_length(self):
        ends = {
            date(2025, 2, 14): date(2025, 2, 28),
            date(2024, 2, 1): date(2024, 2, 29),
            date(2026, 4, 30): date(2026, 4, 30),
            date(2026, 12, 31): date(2026, 12, 31),
        }
        self.assertEqual({day: month.month_end(day) for day in ends}, ends)

    def test_neighbours(self):
        self.assertEqual(month.next_month(date(2026, 12, 31)), date(2027, 1, 1))
        self.assertEqual(month.next_month(date(2026, 1, 31)), date(2026, 2, 1))
        self.assertEqual(month.previous_month(date(2027, 1, 31)), date(2026, 12, 1))
        self.assertEqual(month.previous_month(date(2026, 3, 31)), date(2026, 2, 1))

    def test_bounds_by_the_local_clock(self):
        self.assertEqual(
            month.utc_bounds(self.company("Asia/Shanghai"), date(2026, 10, 15)),
            (datetime(2026, 9, 30, 16), datetime(2026, 10, 31, 16)),
        )

    def test_bounds_over_a_change_of_the_clock(self):
        start, end = month.utc_bounds(self.company("Europe/Madrid"), date(2026, 10, 1))
        self.assertEqual(
            (start, end), (datetime(2026, 9, 30, 22), datetime(2026, 10, 31, 23))
        )
        self.assertEqual((end - start).total_seconds() / 3600, 31 * 24 + 1)
