"""The pure rules of levels, windows and years (V2, V4), for whatever numbers."""

from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.cs_vip.qualification import (
    held_long_enough,
    holding_ends,
    latest_begin,
    missing,
    qualifying,
    share,
    window_start,
    year_end,
)

ONE_DAY = timedelta(days=1)

amounts = st.decimals(min_value="0.01", max_value="300000", places=2)
purchases = st.lists(amounts, min_size=1, max_size=8)
# 0 closes a way
thresholds = st.one_of(st.just(Decimal(0)), amounts)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
months = st.integers(1, 60)


@tagged("post_install", "-at_install")
class TestQualificationRules(BaseCase):
    @given(purchases, thresholds, thresholds)
    def test_what_qualifies_reaches_it(self, bought, single, cumulative):
        found = qualifying(bought, single, cumulative)
        if found is None:
            self.assertFalse(single and max(bought) >= single)
            self.assertFalse(cumulative and sum(bought) >= cumulative)
        elif len(found) == 1 and single and bought[found[0]] >= single:
            self.assertEqual(bought[found[0]], max(bought))
        else:
            self.assertEqual(found, list(range(len(bought))))
            self.assertGreaterEqual(sum(bought), cumulative)

    @given(purchases, amounts, thresholds, thresholds)
    def test_another_purchase_never_takes_a_level(self, bought, more, single, together):
        if qualifying(bought, single, together) is not None:
            self.assertIsNotNone(qualifying([*bought, more], single, together))
            self.assertIsNotNone(
                qualifying([bought[0] + more, *bought[1:]], single, together)
            )

    @given(purchases, amounts, amounts, amounts)
    def test_a_higher_level_is_never_easier(self, bought, single, together, more):
        if qualifying(bought, single + more, together + more) is not None:
            self.assertIsNotNone(qualifying(bought, single, together))

    @given(purchases, thresholds, thresholds)
    def test_nothing_missing_where_it_qualifies(self, bought, single, cumulative):
        way = missing(max(bought), sum(bought), single, cumulative)
        reached = qualifying(bought, single, cumulative) is not None
        self.assertEqual(way.nothing, reached)
        part = share(max(bought), sum(bought), single, cumulative)
        self.assertTrue(0 <= part <= 1)
        self.assertEqual(part == 1, reached)

    def test_nobody_qualifies_without_a_purchase(self):
        self.assertIsNone(qualifying([], Decimal(1), Decimal(1)))

    @given(days, months)
    def test_rolling_window(self, day, length):
        """Later than the same date before; the next day's begins no earlier."""
        first = window_start("rolling", length, day)
        self.assertEqual(first - ONE_DAY, day - relativedelta(months=length))
        self.assertLessEqual(first, window_start("rolling", length, day + ONE_DAY))

    @given(days, months)
    def test_calendar_year(self, day, length):
        first = window_start("calendar_year", length, day)
        self.assertEqual((first.year, first.month, first.day), (day.year, 1, 1))

    @given(days, days, months)
    def test_held_from_its_day_on(self, begun, day, length):
        ends = holding_ends(begun, length)
        self.assertFalse(held_long_enough(begun, length, ends - ONE_DAY))
        self.assertTrue(held_long_enough(begun, length, ends))
        self.assertEqual(held_long_enough(begun, length, day), day >= ends)

    @given(days, months)
    def test_latest_begin_of_a_level_held(self, day, length):
        latest = latest_begin(length, day)
        self.assertTrue(held_long_enough(latest, length, day))
        self.assertFalse(held_long_enough(latest + ONE_DAY, length, day))

    @given(days, st.integers(1, 20))
    def test_years_of_a_card_join(self, start, years):
        """No day between two years, none in both; a year has 365 or 366 days."""
        for _year in range(years):
            end = year_end(start, 12)
            self.assertIn((end - start).days + 1, (365, 366))
            start = end + ONE_DAY
