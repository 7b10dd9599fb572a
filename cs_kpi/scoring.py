"""Scores of the monthly appraisal (domain P1), without a database.

Everything is ``Decimal``. A *band* is an interval of a measured value and the
points it costs. Its edges are explicit: "up to 0.4 %: 2 points" is the band
``(0, 0.4]``, "from 95 %: 1 point" is ``[95, 100)``. ``None`` as an edge means
that the band is open to that side.

The value of an indicator is never rounded before it is looked up: 99.96 % is
not 100 %.

>>> bands = (
...     Band(None, Decimal(95), Decimal(5), False, False),
...     Band(Decimal(95), None, Decimal(0), True, False),
... )
>>> deduction(Decimal("94.99"), bands)
Decimal('5')
>>> line_score(Decimal(20), deduction(Decimal(95), bands))
Decimal('20')
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class Band(NamedTuple):
    """An interval of a measured value and the points that it costs."""

    lower: Decimal | None
    upper: Decimal | None
    deduction: Decimal
    lower_inclusive: bool = True
    upper_inclusive: bool = False

    def contains(self, value: Decimal) -> bool:
        if self.lower is not None:
            if value < self.lower or (value == self.lower and not self.lower_inclusive):
                return False
        if self.upper is not None:
            if value > self.upper or (value == self.upper and not self.upper_inclusive):
                return False
        return True

    def is_empty(self) -> bool:
        """No value can fall into it: an edge is missing or they are crossed."""
        if self.lower is None or self.upper is None:
            return False
        if self.lower == self.upper:
            return not (self.lower_inclusive and self.upper_inclusive)
        return self.lower > self.upper

    def __str__(self) -> str:
        if self.lower is not None and self.lower == self.upper:
            return f"= {_plain(self.lower)}"
        parts = []
        if self.lower is not None:
            sign = "≥" if self.lower_inclusive else ">"
            parts.append(f"{sign} {_plain(self.lower)}")
        if self.upper is not None:
            sign = "≤" if self.upper_inclusive else "<"
            parts.append(f"{sign} {_plain(self.upper)}")
        return ", ".join(parts) or "…"


class Problem(NamedTuple):
    """What is wrong with a set of bands: the kind and the bands' positions.

    ``empty``: ``first`` holds no value; ``overlap``: ``first`` and ``second``
    share values; ``gap``: values between ``first`` and ``second`` are in no
    band, where None stands for the end of the range.
    """

    kind: str
    first: int | None
    second: int | None = None


def _plain(number: Decimal) -> str:
    """Without exponent and without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def find_problems(
    bands: Sequence[Band],
    lowest: Decimal | None = None,
    highest: Decimal | None = None,
) -> list[Problem]:
    """Overlaps and gaps of ``bands`` over the values from ``lowest`` to
    ``highest`` (both included; None: without end). Empty list: exactly one
    band answers every value."""
    problems = [Problem("empty", i) for i, band in enumerate(bands) if band.is_empty()]
    if problems:
        return problems
    order = sorted(
        range(len(bands)),
        key=lambda i: (
            bands[i].lower is not None,
            bands[i].lower if bands[i].lower is not None else ZERO,
            not bands[i].lower_inclusive,
        ),
    )
    if not order:
        return [Problem("gap", None)]
    first = bands[order[0]]
    if first.lower is not None and (lowest is None or not _reaches_down(first, lowest)):
        problems.append(Problem("gap", None, order[0]))
    furthest = order[0]
    for index in order[1:]:
        if _overlap(bands[furthest], bands[index]):
            problems.append(Problem("overlap", furthest, index))
        elif not _touch(bands[furthest], bands[index]):
            problems.append(Problem("gap", furthest, index))
        if _ends_later(bands[index], bands[furthest]):
            furthest = index
    last = bands[furthest]
    if last.upper is not None and (highest is None or not _reaches_up(last, highest)):
        problems.append(Problem("gap", furthest, None))
    return problems


def _reaches_down(band: Band, lowest: Decimal) -> bool:
    return band.lower is None or (
        band.lower < lowest or (band.lower == lowest and band.lower_inclusive)
    )


def _reaches_up(band: Band, highest: Decimal) -> bool:
    return band.upper is None or (
        band.upper > highest or (band.upper == highest and band.upper_inclusive)
    )


def _overlap(left: Band, right: Band) -> bool:
    """``left`` begins first; do both hold a value?"""
    if left.upper is None or right.lower is None:
        return True
    if left.upper == right.lower:
        return left.upper_inclusive and right.lower_inclusive
    return left.upper > right.lower


def _touch(left: Band, right: Band) -> bool:
    """Neither shares a value with the other, nor is there one between them."""
    return left.upper == right.lower and left.upper_inclusive != right.lower_inclusive


def _ends_later(left: Band, right: Band) -> bool:
    if right.upper is None:
        return False
    if left.upper is None:
        return True
    return (left.upper, left.upper_inclusive) > (right.upper, right.upper_inclusive)


def deduction(value: Decimal, bands: Iterable[Band]) -> Decimal:
    """Points that ``value`` costs. ``ValueError`` when no band answers it."""
    for band in bands:
        if band.contains(value):
            return band.deduction
    raise ValueError(f"no band holds {_plain(value)}")


def line_score(weight: Decimal, deduction: Decimal) -> Decimal:
    """What is left of an item's points; never below zero."""
    return max(ZERO, weight - deduction)


def ratio(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """Per cent, unrounded; None when there is nothing to divide by."""
    if not denominator:
        return None
    return HUNDRED * numerator / denominator


def mean(total: Decimal, number: Decimal) -> Decimal | None:
    """Unrounded; None when there is nothing to divide by."""
    return total / number if number else None


def total_score(
    items: Iterable[Decimal],
    adjustments: Iterable[Decimal] = (),
    cap: Decimal | None = None,
) -> Decimal:
    """Items plus bonus and penalty; never below zero, at most ``cap``."""
    score = max(ZERO, sum(items, ZERO) + sum(adjustments, ZERO))
    return score if cap is None else min(score, cap)


def share_weights(
    weights: Sequence[Decimal], rated: Sequence[bool], step: Decimal = Decimal("0.01")
) -> list[Decimal]:
    """Hand the weight of unrated items to the rated ones, in proportion.

    Rounded down to ``step``; what rounding leaves goes to the largest
    remainders, so that the sum stays exactly the same. When nothing is rated
    there is nobody to share with and the weights stay as they are.
    """
    total = sum(weights, ZERO)
    base = sum((w for w, r in zip(weights, rated, strict=True) if r), ZERO)
    if not base or base == total:
        return list(weights)
    exact = [
        w * total / base if r else ZERO for w, r in zip(weights, rated, strict=True)
    ]
    shared = [(w / step).to_integral_value(ROUND_FLOOR) * step for w in exact]
    missing = int((total - sum(shared, ZERO)) / step)
    by_remainder = sorted(range(len(exact)), key=lambda i: (shared[i] - exact[i], i))
    for index in by_remainder[:missing]:
        shared[index] += step
    return shared
