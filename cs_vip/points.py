"""The arithmetic of points and vouchers (V5, V7), free of any database.

Amounts are `Decimal` in the company's currency, points are whole numbers. A table of
bands says what a number of points is worth; the rate of a band applies to *all* points
redeemed, so that the value jumps where a band begins:

>>> TABLE = (
...     Band(1, Decimal("0.30")),
...     Band(1001, Decimal("0.35")),
...     Band(2001, Decimal("0.40")),
... )
>>> voucher_amount(1000, TABLE), voucher_amount(1001, TABLE)
(Decimal('300.00'), Decimal('350.35'))

Between the two lie amounts that no number of points makes:

>>> points_for(Decimal("320"), TABLE)  # reaches it, and more; the voucher is capped
1001
>>> reachable(Decimal("320"), TABLE)  # what can be had without giving anything away
Offer(points=1000, amount=Decimal('300.00'))

The band follows from the points redeemed. Where a programme reads the rule the other
way, pass the `balance` before redeeming and it follows from that:

>>> voucher_amount(1000, TABLE, balance=2500)
Decimal('400.00')
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import NamedTuple

CENT = Decimal("0.01")
ZERO = Decimal(0)


class Band(NamedTuple):
    """`rate` (a fraction) from `points_from` points on, until the next band begins.

    `max_amount` caps the voucher; zero stands for no cap.
    """

    points_from: int
    rate: Decimal
    max_amount: Decimal = ZERO


class Offer(NamedTuple):
    """So many points make a voucher of that amount."""

    points: int
    amount: Decimal


class Problem(NamedTuple):
    """What is wrong with the row `index` of a table of bands."""

    index: int
    kind: str


def accrual(amount: Decimal, amount_per_point: Decimal) -> int:
    """One point per full `amount_per_point` paid (V5); nothing where that is zero.

    >>> accrual(Decimal("149.99"), Decimal(50)), accrual(Decimal(150), Decimal(50))
    (2, 3)
    >>> accrual(Decimal(-150), Decimal(50)), accrual(Decimal(150), Decimal(0))
    (0, 0)
    """
    if amount <= 0 or amount_per_point <= 0:
        return 0
    return int(amount // amount_per_point)


def voucher_amount(
    points: int,
    bands: Sequence[Band],
    balance: int | None = None,
    rounding: Decimal = CENT,
) -> Decimal:
    """What `points` points are worth (V7).

    Raises ValueError for a negative number of points, and for more than `balance`.
    """
    if points < 0:
        raise ValueError("points cannot be negative")
    if balance is not None and points > balance:
        raise ValueError("more points than the balance")
    band = _band_at(points if balance is None else balance, bands)
    if band is None:
        return ZERO.quantize(rounding)
    return _worth(points, band, rounding)


def points_back(points: int, voucher: Decimal, kept: Decimal) -> int:
    """How many of the `points` of a voucher come back where `kept` of it stays (V9).

    >>> points_back(5000, Decimal(2500), Decimal(1000))
    3000
    >>> points_back(1001, Decimal("350.35"), Decimal(0))
    1001
    """
    back = voucher - max(kept, ZERO)
    if voucher <= 0 or back <= 0:
        return 0
    return int(points * back // voucher)


def points_for(
    amount: Decimal,
    bands: Sequence[Band],
    balance: int | None = None,
    rounding: Decimal = CENT,
) -> int:
    """The fewest points whose voucher reaches `amount`; the voucher is capped to it.

    Where no number of points reaches it, the fewest points that make the largest
    voucher there is.

    >>> points_for(Decimal(300), (Band(1, Decimal("0.3")),))
    1000
    >>> points_for(Decimal(300), (Band(1, Decimal("0.3"), Decimal(90)),))
    300
    """
    if amount <= 0:
        return 0
    best = Offer(0, ZERO)
    for band, first, last in _ranges(bands, balance):
        top = band.max_amount or None
        if top is None and last is not None:
            top = _worth(last, band, rounding)
        goal = amount if top is None else min(amount, top)
        points = max(first, _fewest(goal, band, rounding))
        if last is not None and points > last:
            points = last
        worth = _worth(points, band, rounding)
        if worth >= amount:
            return points
        if worth > best.amount:
            best = Offer(points, worth)
    return best.points


def reachable(
    amount: Decimal,
    bands: Sequence[Band],
    balance: int | None = None,
    most: int | None = None,
    rounding: Decimal = CENT,
) -> Offer:
    """The largest voucher that does not exceed `amount`, and the fewest points for it.

    No more than `most` points are used.
    """
    best = Offer(0, ZERO.quantize(rounding))
    for band, first, last in _ranges(bands, balance):
        goal = min(amount, band.max_amount) if band.max_amount else amount
        if goal <= 0:
            continue
        points = _fewest(goal, band, rounding)
        if _worth(points, band, rounding) > goal:
            points -= 1
        limits = [limit for limit in (last, most) if limit is not None]
        points = min([points, *limits])
        if points < first:
            continue
        worth = _worth(points, band, rounding)
        if best.amount < worth <= amount:
            best = Offer(points, worth)
    return best


def problems(bands: Sequence[Band]) -> Iterator[Problem]:
    """Rows that make a table unusable, in the order of the table.

    Kinds: `rate` (not above 0), `gap` (points before the first row), `overlap` (two
    rows begin at the same point), `falling` (more points would be worth less).

    >>> list(problems([Band(5, Decimal("0.3")), Band(5, Decimal("0.2"))]))
    [Problem(index=0, kind='gap'), Problem(index=1, kind='overlap')]
    >>> list(problems([Band(1, Decimal("0.3")), Band(9, Decimal("0.2"))]))
    [Problem(index=1, kind='falling')]
    """
    for index, band in enumerate(bands):
        if band.rate <= 0:
            yield Problem(index, "rate")
            continue
        if index == 0:
            if band.points_from > 1:
                yield Problem(index, "gap")
            continue
        before = bands[index - 1]
        if band.points_from <= before.points_from:
            yield Problem(index, "overlap")
        elif _worth(band.points_from, band, CENT) < _worth(
            band.points_from - 1, before, CENT
        ):
            yield Problem(index, "falling")
        elif band.rate < before.rate:
            yield Problem(index, "falling")


def _band_at(points: int, bands: Sequence[Band]) -> Band | None:
    found = None
    for band in sorted(bands):
        if band.points_from <= points:
            found = band
    return found


def _worth(points: int, band: Band, rounding: Decimal) -> Decimal:
    worth = points * band.rate
    if band.max_amount:
        worth = min(worth, band.max_amount)
    return worth.quantize(rounding, rounding=ROUND_HALF_UP)


def _fewest(amount: Decimal, band: Band, rounding: Decimal) -> int:
    """The fewest points worth at least `amount` at this rate, rounding included."""
    exact = (amount - rounding / 2) / band.rate
    points = max(int(exact.to_integral_value(rounding=ROUND_CEILING)), 0)
    while _worth(points, band._replace(max_amount=ZERO), rounding) < amount:
        points += 1
    return points


def _ranges(
    bands: Sequence[Band], balance: int | None
) -> Iterator[tuple[Band, int, int | None]]:
    """(band, first, last number of points it holds for); an open end is None."""
    if balance is not None:
        band = _band_at(balance, bands)
        if band is not None:
            yield band, 1, balance
        return
    rows = sorted(bands)
    for index, band in enumerate(rows):
        last = rows[index + 1].points_from - 1 if index + 1 < len(rows) else None
        yield band, max(band.points_from, 1), last
