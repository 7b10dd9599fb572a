"""One person's sheet: from what was counted to scored lines, without a database.

`Item` is what the scheme says, `Counted` what the evidence sums up to, `Line` the
result (domain P1). Everything is ``Decimal``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .scoring import (
    ZERO,
    Band,
    deduction,
    line_score,
    mean,
    ratio,
    share_weights,
    total_score,
)

POINTS = Decimal("0.01")
VALUE = Decimal("0.0001")


class Item(NamedTuple):
    """An item of a scheme.

    ``scoring``: "band" looks the value up, "each" costs ``each`` points per record
    in the numerator, "points" costs the incidents' points, "adjustment" adds them
    after the items, "report" costs nothing. ``base`` is added to the denominator.
    ``excluded``: without data the weight is shared out instead of given in full.
    The value is a percentage (``is_percent``), a mean (``is_mean``), or the numerator.
    A value of fewer than ``min_records`` records is a small sample.
    """

    key: int
    weight: Decimal
    scoring: str
    is_percent: bool
    each: Decimal = ZERO
    bands: tuple[Band, ...] = ()
    base: Decimal = ZERO
    excluded: bool = False
    is_mean: bool = False
    min_records: int = 0

    @property
    def is_adjustment(self) -> bool:
        return self.scoring == "adjustment"


class Counted(NamedTuple):
    """Sums over the evidence of one line, and the number of its records."""

    line_id: int
    numerator: Decimal = ZERO
    denominator: Decimal = ZERO
    points: Decimal = ZERO
    records: int = 0


class Line(NamedTuple):
    line_id: int
    rated: bool
    records: int
    numerator: Decimal
    denominator: Decimal
    value: Decimal
    weight: Decimal
    deduction: Decimal
    score: Decimal
    small_sample: bool = False


class Total(NamedTuple):
    items: Decimal
    bonus: Decimal
    penalty: Decimal
    score: Decimal


def score_items(items: Sequence[Item], counted: Mapping[int, Counted]) -> list[Line]:
    """Lines in the order of ``items``; ``counted`` by the items' keys.

    The value is looked up unrounded; figures are rounded to what is stored only
    afterwards. An item that takes over weight of unrated ones costs in
    proportion, so that sharing out neither punishes nor rewards.
    """
    values = [_value(item, counted[item.key]) for item in items]
    rated = [
        value is not None or not item.excluded
        for item, value in zip(items, values, strict=True)
    ]
    weights = share_weights([item.weight for item in items], rated)
    if not any(item.weight for item, r in zip(items, rated, strict=True) if r):
        rated = [True] * len(items)
    return [
        _line(item, counted[item.key], value, weight if counts else ZERO)
        for item, value, weight, counts in zip(
            items, values, weights, rated, strict=True
        )
    ]


def total(items: Sequence[Item], lines: Sequence[Line], cap: Decimal | None) -> Total:
    """The sheet's sums; ``lines`` in the order of ``items``."""
    scores, extras = [], []
    for item, line in zip(items, lines, strict=True):
        (extras if item.is_adjustment else scores).append(line.score)
    return Total(
        sum(scores, ZERO),
        sum((extra for extra in extras if extra > 0), ZERO),
        -sum((extra for extra in extras if extra < 0), ZERO),
        total_score(scores, extras, cap),
    )


def _value(item: Item, counted: Counted) -> Decimal | None:
    if item.is_percent:
        return ratio(counted.numerator, counted.denominator + item.base)
    if item.is_mean:
        return mean(counted.numerator, counted.denominator + item.base)
    return counted.numerator


def _line(item: Item, counted: Counted, value: Decimal | None, weight: Decimal) -> Line:
    cost = ZERO if value is None else _cost(item, counted, value)
    if item.weight:
        cost = _round(cost * weight / item.weight, POINTS)
    score = -cost if item.is_adjustment else line_score(weight, cost)
    return Line(
        counted.line_id,
        value is not None,
        counted.records,
        _round(counted.numerator, VALUE),
        _round(counted.denominator + item.base, VALUE),
        _round(value or ZERO, VALUE),
        weight,
        ZERO if item.is_adjustment else cost,
        score,
        value is not None and counted.records < item.min_records,
    )


def _cost(item: Item, counted: Counted, value: Decimal) -> Decimal:
    if item.scoring == "report" or not (item.weight or item.is_adjustment):
        return ZERO
    if item.scoring == "band":
        return deduction(value, item.bands)
    if item.scoring == "each":
        return counted.numerator * item.each
    return -counted.points


def _round(number: Decimal, step: Decimal) -> Decimal:
    return number.quantize(step, ROUND_HALF_UP)
