"""What would have cost fewer points (domain P1), without a database.

>>> from .scoring import Band
>>> bands = (
...     Band(None, Decimal(80), Decimal(3), False, False),
...     Band(Decimal(80), None, Decimal(0), True, False),
... )
>>> item = Item(1, Decimal(10), "band", True, bands=bands)
>>> next_better(item, Decimal(7), Decimal(10), 10, Decimal(3), True)
Advice(kind='more', number=Decimal('1'), saves=Decimal('3'))
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from .scoring import ZERO, deduction, mean, ratio
from .sheet import Item

REACH = 5000  # records looked ahead; further away it is advice no longer


class Advice(NamedTuple):
    """``more`` or ``fewer``: so many records in the numerator; ``value``: the edge of
    the next better band. ``saves`` points."""

    kind: str
    number: Decimal
    saves: Decimal


def next_better(
    item: Item,
    numerator: Decimal,
    denominator: Decimal,
    records: int,
    cost: Decimal,
    higher: bool,
) -> Advice | None:
    """The smallest change that costs less; None when nothing was lost.

    ``denominator`` includes the item's base. Where each record counts one, the change
    is in records, else it is the value to reach.
    """
    if cost <= ZERO or item.scoring in ("report", "adjustment"):
        return None
    if item.scoring in ("each", "points"):
        return Advice("fewer", numerator, cost)
    now = deduction(_value(item, numerator, denominator), item.bands)
    if not now:
        return None
    share = cost / now  # weight taken over from unrated items costs in proportion
    if not item.is_mean and (
        not item.is_percent or denominator in (records, item.base)
    ):
        return _in_records(item, numerator, denominator, now, share, higher)
    value = _value(item, numerator, denominator)
    edges = [
        (band.lower if higher else band.upper, band.deduction)
        for band in item.bands
        if band.deduction < now
    ]
    ahead = [
        (abs(edge - value), edge, points)
        for edge, points in edges
        if edge is not None and (edge > value if higher else edge < value)
    ]
    if not ahead:
        return None
    _distance, edge, points = min(ahead)
    return Advice("value", edge, (now - points) * share)


def _in_records(item, numerator, denominator, now, share, higher) -> Advice | None:
    step = 1 if higher else -1
    for number in range(1, REACH):
        changed = numerator + step * number
        if changed < 0 or (item.is_percent and changed > denominator):
            return None
        points = deduction(_value(item, changed, denominator), item.bands)
        if points < now:
            kind = "more" if higher else "fewer"
            return Advice(kind, Decimal(number), (now - points) * share)
    return None


def _value(item: Item, numerator: Decimal, denominator: Decimal) -> Decimal:
    if item.is_percent:
        return ratio(numerator, denominator) or ZERO
    if item.is_mean:
        return mean(numerator, denominator) or ZERO
    return numerator
