"""Days of the company's calendar, as moments in UTC and back."""

from datetime import date, datetime, timedelta

from odoo.tests import TransactionCase, tagged

from odoo.addons.cs_vip.business_day import (
    business_day,
    day_bounds,
    time_zone,
    to_local,
    to_utc,
)


@tagged("post_install", "-at_install")
class TestBusinessDay(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create({"name": "Calendar"})
        cls.company = cls.env["res.company"].create(
            {"name": "Somewhere", "resource_calendar_id": cls.calendar.id}
        )

    def at(self, zone):
        self.calendar.tz = zone
        return self.company

    def hours(self, zone, *days):
        start, end = day_bounds(self.at(zone), *days)
        return (end - start).total_seconds() / 3600

    def test_day_of_the_companys_place(self):
        company = self.at("Asia/Shanghai")
        self.assertEqual(
            day_bounds(company, date(2026, 11, 3)),
            (datetime(2026, 11, 2, 16), datetime(2026, 11, 3, 16)),
        )
        self.assertEqual(
            business_day(company, datetime(2026, 11, 2, 16)), date(2026, 11, 3)
        )
        self.assertEqual(
            business_day(company, datetime(2026, 11, 2, 15, 59)), date(2026, 11, 2)
        )

    def test_range_of_days(self):
        self.assertEqual(
            day_bounds(self.at("Asia/Shanghai"), date(2026, 10, 1), date(2026, 10, 31)),
            (datetime(2026, 9, 30, 16), datetime(2026, 10, 31, 16)),
        )

    def test_days_on_which_the_clock_changes(self):
        self.assertEqual(self.hours("Europe/Madrid", date(2026, 3, 29)), 23)
        self.assertEqual(self.hours("Europe/Madrid", date(2026, 10, 25)), 25)
        self.assertEqual(
            self.hours("Europe/Madrid", date(2026, 10, 1), date(2026, 10, 31)),
            31 * 24 + 1,
        )

    def test_midnight_that_does_not_exist(self):
        """In Santiago the clock went from 24:00 to 1:00: the day begins there."""
        start, end = day_bounds(self.at("America/Santiago"), date(2024, 9, 8))
        self.assertEqual((end - start).total_seconds() / 3600, 23)
        self.assertEqual(business_day(self.company, start), date(2024, 9, 8))
        self.assertEqual(
            business_day(self.company, start - timedelta(seconds=1)), date(2024, 9, 7)
        )

    def test_29_february_and_the_end_of_a_year(self):
        company = self.at("Asia/Shanghai")
        self.assertEqual(
            day_bounds(company, date(2028, 2, 29)),
            (datetime(2028, 2, 28, 16), datetime(2028, 2, 29, 16)),
        )
        self.assertEqual(
            day_bounds(company, date(2026, 12, 31)),
            (datetime(2026, 12, 30, 16), datetime(2026, 12, 31, 16)),
        )
        self.assertEqual(
            business_day(company, datetime(2026, 12, 31, 16)), date(2027, 1, 1)
        )

    def test_days_follow_each_other(self):
        """Every moment belongs to exactly one day, whatever the clock does."""
        for zone in ("Asia/Shanghai", "Europe/Madrid", "America/Santiago"):
            company = self.at(zone)
            day = date(2024, 1, 1)
            _start, before = day_bounds(company, date(2023, 12, 31))
            while day.year == 2024:
                start, end = day_bounds(company, day)
                self.assertEqual(start, before)
                self.assertEqual(business_day(company, start), day)
                self.assertEqual(business_day(company, end - timedelta(seconds=1)), day)
                before, day = end, day + timedelta(days=1)

    def test_company_without_calendar(self):
        company = self.company
        company.resource_calendar_id = False
        self.assertEqual(time_zone(company).key, "UTC")
        self.assertEqual(
            day_bounds(company, date(2026, 3, 1)),
            (datetime(2026, 3, 1), datetime(2026, 3, 2)),
        )

    def test_zone_under_an_old_name(self):
        self.assertEqual(
            to_local(self.at("Asia/Calcutta"), datetime(2026, 3, 1)),
            datetime(2026, 3, 1, 5, 30),
        )

    def test_there_and_back(self):
        company = self.at("Asia/Shanghai")
        moment = datetime(2026, 3, 1, 20, 15)
        self.assertEqual(to_utc(company, to_local(company, moment)), moment)
