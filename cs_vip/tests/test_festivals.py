"""When festivals and yearly days fall."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged

from odoo.addons.cs_vip import festivals

from .greeting_common import GreetingCommon

MID_AUTUMN = {
    2023: date(2023, 9, 29),
    2024: date(2024, 9, 17),
    2025: date(2025, 10, 6),
    2026: date(2026, 9, 25),
    2027: date(2027, 9, 15),
}
SPRING = {
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
}


class TestFestivals(BaseCase):
    def test_lunar_festivals(self):
        for year, day in MID_AUTUMN.items():
            with self.subTest(year=year):
                self.assertEqual(
                    festivals.festival("CN", "Mid-Autumn Festival", year), day
                )
                self.assertEqual(festivals.festival("CN", "中秋节", year), day)
        for year, day in SPRING.items():
            with self.subTest(year=year):
                found = festivals.festival(
                    "CN", "Chinese New Year (Spring Festival)", year
                )
                self.assertEqual(found, day, "its first day, not the eve")

    def test_unknown(self):
        self.assertIsNone(festivals.festival("CN", "Midsummer", 2026))
        self.assertIsNone(festivals.festival("XX", "New Year", 2026))
        self.assertEqual(festivals.festival_names("XX", 2026), [])
        self.assertIn("Mid-Autumn Festival", festivals.festival_names("CN", 2026))

    def test_29_february(self):
        self.assertEqual(festivals.yearly(2, 29, 2027), date(2027, 2, 28))
        self.assertEqual(festivals.yearly(2, 29, 2028), date(2028, 2, 29))
        self.assertEqual(festivals.month_days(date(2027, 2, 28)), [(2, 28), (2, 29)])
        self.assertEqual(festivals.month_days(date(2028, 2, 28)), [(2, 28)])
        self.assertEqual(festivals.month_days(date(2028, 2, 29)), [(2, 29)])


@tagged("post_install", "-at_install")
class TestFestivalOccasion(GreetingCommon):
    def test_shipped_festivals(self):
        expected = {
            "new_year": date(2027, 1, 1),
            "spring": date(2027, 2, 6),
            "valentine": date(2027, 2, 14),
            "may_day": date(2026, 5, 1),
            "mid_autumn": date(2026, 9, 25),
            "national_day": date(2026, 10, 1),
        }
        for name, day in expected.items():
            with self.subTest(name=name):
                occasion = self.on(self.occasion(f"festival_{name}"), "2026-03-01")
                self.assertEqual(occasion.next_date, day)
                self.assertFalse(occasion.festival_problem)

    def test_unknown_festival_is_said_on_the_record(self):
        occasion = self.occasion("festival_mid_autumn")
        occasion.festival_name = "Moon Cake Day"
        self.assertFalse(occasion.next_date)
        self.assertIn('knows no "Moon Cake Day"', occasion.festival_problem)
        self.assertIn("Mid-Autumn Festival", occasion.festival_problem)
        occasion.country_id = self.env["res.country"].create(
            {"name": "Nowhere", "code": "X9"}
        )
        self.assertIn("no festival calendar for", occasion.festival_problem)
        occasion.active = True
        self.assertFalse(self.run_job("2026-09-22"))

    def test_impossible_dates_are_refused(self):
        occasion = self.occasion("festival_new_year")
        for month, day in ((13, 1), (2, 30), (0, 1), (4, 0)):
            with (
                self.subTest(month=month, day=day),
                self.assertRefused(ValidationError, "there is no day"),
                self.cr.savepoint(),
            ):
                occasion.write({"month": month, "day": day})

    def test_library_is_loaded_when_needed(self):
        self.birthday.invalidate_recordset()
        with patch.object(festivals, "_calendars", side_effect=AssertionError):
            self.assertFalse(self.birthday.next_date)
            self.assertTrue(self.occasion("festival_may_day").next_date)

    def test_window_of_a_festival(self):
        """3 to 1 days before; planned a week ahead, never on the day or later."""
        self.only("festival_mid_autumn")
        self.run_job("2026-09-14")
        self.assertFalse(self.greetings())
        planned = self.run_job("2026-09-15")
        self.assertEqual(planned.state, "planned")
        self.assertEqual(str(planned.date_planned), "2026-09-22")
        self.assertEqual(self.run_job("2026-09-22").state, "queued")

    def test_made_up_for_but_never_late(self):
        self.only("festival_mid_autumn", "festival_national_day")
        found = self.run_job("2026-09-24")
        by_name = {greeting.occasion_id.name: greeting.state for greeting in found}
        self.assertEqual(by_name["Mid-Autumn Festival"], "queued")
        self.env["cs.vip.greeting"].search([]).unlink()
        found = self.run_job("2026-09-25")
        self.assertNotIn("Mid-Autumn Festival", found.occasion_id.mapped("name"))

    def test_year_rollover(self):
        """The new year's greeting goes out in the old year and counts for the new."""
        occasion = self.only("festival_new_year")
        for year in (2026, 2027):
            self.card.sudo().date_end = f"{year + 1}-06-30"
            self.run_job(f"{year}-12-29")
            found = self.greetings().filtered(lambda g, y=year: g.year == y + 1)
            self.assertEqual(found.state, "queued")
            self.assertEqual(found.date_event, date(year + 1, 1, 1))
        self.assertEqual(len(self.greetings()), 2)
        self.assertEqual(occasion.planned_count, 0)

    def test_changed_rule_plans_anew(self):
        occasion = self.only("festival_mid_autumn")
        self.run_job("2026-09-16")
        occasion.days_first = 5
        self.assertFalse(self.greetings())
        self.assertEqual(str(self.run_job("2026-09-16").date_planned), "2026-09-20")
