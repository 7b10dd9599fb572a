"""The pure rules of points and vouchers, with the numbers of V5 and V7."""

import doctest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.cs_vip import points, qualification
from odoo.addons.cs_vip.points import (
    Band,
    Offer,
    accrual,
    points_for,
    problems,
    reachable,
    voucher_amount,
)

TABLE = (
    Band(1, Decimal("0.30"), Decimal(300)),
    Band(1001, Decimal("0.35"), Decimal(700)),
    Band(2001, Decimal("0.40"), Decimal(1200)),
    Band(3001, Decimal("0.45"), Decimal(1800)),
    Band(4001, Decimal("0.50")),
)
BY_BALANCE = tuple(band._replace(max_amount=Decimal(0)) for band in TABLE)

amounts = st.decimals(min_value="0.01", max_value="9999", places=2)
numbers = st.integers(min_value=0, max_value=20000)


@st.composite
def tables(draw):
    """Tables without a problem: each row begins later, at a higher rate."""
    count = draw(st.integers(1, 6))
    starts = sorted(draw(st.sets(st.integers(2, 6000), min_size=count, max_size=count)))
    rates = sorted(
        draw(st.lists(st.integers(1, 99), min_size=count, max_size=count, unique=True))
    )
    return [
        Band(start, Decimal(rate) / 100)
        for start, rate in zip([1, *starts[1:]], rates, strict=True)
    ]


@tagged("post_install", "-at_install")
class TestPoints(BaseCase):
    def test_doctests(self):
        for module in (points, qualification):
            result = doctest.testmod(module)
            self.assertEqual((result.failed, result.attempted > 0), (0, True))

    def test_accrual(self):
        for amount, per_point, expected in (
            ("0", "50", 0),
            ("49.99", "50", 0),
            ("50", "50", 1),
            ("2700", "50", 54),
            ("18000", "50", 360),
            ("29.33", "1", 29),
            ("1000", "0", 0),
            ("-500", "50", 0),
        ):
            with self.subTest(amount=amount, per_point=per_point):
                self.assertEqual(accrual(Decimal(amount), Decimal(per_point)), expected)

    def test_voucher_table(self):
        for count, expected in (
            (0, "0.00"),
            (1, "0.30"),
            (999, "299.70"),
            (1000, "300.00"),
            (1001, "350.35"),
            (2000, "700.00"),
            (2001, "800.40"),
            (3000, "1200.00"),
            (3001, "1350.45"),
            (4000, "1800.00"),
            (4001, "2000.50"),
        ):
            with self.subTest(points=count):
                self.assertEqual(voucher_amount(count, TABLE), Decimal(expected))

    def test_golden_cases(self):
        """V7: 3,000 yuan at silver and gold, 10,000 at silver."""
        for price, count, pays, tenths in (
            (2700, 1000, "2400.00", "8.00"),
            (2700, 2000, "2000.00", "6.67"),
            (2700, 3000, "1500.00", "5.00"),
            (2700, 4000, "900.00", "3.00"),
            (2700, 4001, "699.50", "2.33"),
            (2550, 2000, "1850.00", "6.17"),
            (2550, 3000, "1350.00", "4.50"),
            (2550, 4000, "750.00", "2.50"),
            (2550, 4001, "549.50", "1.83"),
        ):
            with self.subTest(price=price, points=count):
                left = price - voucher_amount(count, TABLE)
                self.assertEqual(left, Decimal(pays))
                self.assertEqual(round(left / 300, 2), Decimal(tenths))
        self.assertEqual(9000 - voucher_amount(1000, TABLE), 8700)

    def test_average_over_all_spending(self):
        """V7: 9 × (1 – voucher ÷ (A – 18,000)), A earned at 50 yuan a point."""
        for amount, tenths in (
            (50000, "8.916"),
            (100000, "8.923"),
            (150000, "8.918"),
            (200000, "8.911"),
        ):
            with self.subTest(amount=amount):
                voucher = voucher_amount(accrual(Decimal(amount), Decimal(50)), TABLE)
                average = 9 * (1 - voucher / (amount - 18000))
                self.assertEqual(round(average, 3), Decimal(tenths))

    def test_rate_by_balance(self):
        self.assertEqual(voucher_amount(1000, BY_BALANCE, balance=4001), 500)
        self.assertEqual(points_for(Decimal(500), BY_BALANCE, balance=4001), 1000)
        self.assertEqual(
            reachable(Decimal(500), BY_BALANCE, balance=1000), Offer(1000, Decimal(300))
        )
        with self.assertRaises(ValueError):
            voucher_amount(1001, BY_BALANCE, balance=1000)
        with self.assertRaises(ValueError):
            voucher_amount(-1, TABLE)

    def test_unreachable_amounts(self):
        for low, high in (("300", "350.35"), ("700", "800.40"), ("1200", "1350.45")):
            between = (Decimal(low) + Decimal(high)) / 2
            with self.subTest(between=between):
                self.assertEqual(reachable(between, TABLE).amount, Decimal(low))
                count = points_for(between, TABLE)
                self.assertEqual(voucher_amount(count, TABLE), Decimal(high))
                self.assertEqual(voucher_amount(count - 1, TABLE), Decimal(low))

    def test_reachable_with_few_points(self):
        offer = reachable(Decimal(700), TABLE, most=500)
        self.assertEqual(offer, Offer(500, Decimal(150)))
        self.assertEqual(reachable(Decimal("0.29"), TABLE), Offer(0, Decimal(0)))

    def test_no_band(self):
        self.assertEqual(voucher_amount(10, ()), 0)
        self.assertEqual(points_for(Decimal(10), ()), 0)
        self.assertEqual(voucher_amount(10, (Band(11, Decimal("0.3")),)), 0)

    def test_problems(self):
        rate = Decimal("0.3")
        self.assertEqual(list(problems(TABLE)), [])
        for bands, expected in (
            ([Band(1, Decimal(0))], (0, "rate")),
            ([Band(2, rate)], (0, "gap")),
            ([Band(1, rate), Band(1, rate)], (1, "overlap")),
            ([Band(1, rate), Band(9, Decimal("0.29"))], (1, "falling")),
            ([Band(1, rate), Band(1001, rate, Decimal(90))], (1, "falling")),
        ):
            with self.subTest(bands=bands):
                self.assertEqual(list(problems(bands)), [expected])

    @given(amounts, amounts, st.decimals(min_value="0.01", max_value=500, places=2))
    def test_accrual_never_falls(self, one, other, per_point):
        low, high = sorted((one, other))
        self.assertLessEqual(accrual(low, per_point), accrual(high, per_point))
        self.assertLessEqual(accrual(high, per_point) * per_point, high)

    @given(tables(), numbers)
    def test_more_points_are_worth_more(self, bands, count):
        self.assertEqual(list(problems(bands)), [])
        self.assertLess(
            voucher_amount(count, bands), voucher_amount(count + 100, bands)
        )

    @given(tables(), amounts)
    def test_points_for_is_the_fewest(self, bands, amount):
        count = points_for(amount, bands)
        self.assertGreaterEqual(voucher_amount(count, bands), amount)
        self.assertLess(voucher_amount(count - 1, bands), amount)

    @given(tables(), amounts)
    def test_reachable_is_the_nearest_below(self, bands, amount):
        offer = reachable(amount, bands)
        self.assertEqual(voucher_amount(offer.points, bands), offer.amount)
        self.assertLessEqual(offer.amount, amount)
        self.assertLessEqual(offer.points, points_for(amount, bands))
        if offer.amount < amount:
            self.assertGreater(voucher_amount(offer.points + 1, bands), amount)
