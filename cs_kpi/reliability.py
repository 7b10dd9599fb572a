"""Reliability of scores (domain P5, Q2), without a database.

Both figures answer None instead of a number when the sample is too small or
without any spread to say something: nothing is better than a wrong hint.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

MINIMUM_ROWS = 2
MINIMUM_ITEMS = 2


def cronbach_alpha(matrix: Sequence[Sequence[Decimal]]) -> Decimal | None:
    """Internal consistency of a questionnaire or of a scheme of items.

    ``matrix``: one row per respondent (or appraisal), one column per item.
    ``alpha = k / (k - 1) * (1 - sum of item variances / variance of totals)``.
    None with fewer than two rows or items, or when all totals are equal.
    ``ValueError`` when the rows differ in length.
    """
    rows = [[Decimal(cell) for cell in row] for row in matrix]
    if len(rows) < MINIMUM_ROWS:
        return None
    items = len(rows[0])
    if any(len(row) != items for row in rows):
        raise ValueError("every row needs the same number of items")
    if items < MINIMUM_ITEMS:
        return None
    of_totals = _variance([sum(row, Decimal(0)) for row in rows])
    if not of_totals:
        return None
    of_items = sum(
        (_variance(column) for column in zip(*rows, strict=True)), Decimal(0)
    )
    return Decimal(items) / (items - 1) * (1 - of_items / of_totals)


def agreement(ratings: Sequence[Sequence[Decimal | None]]) -> Decimal | None:
    """Agreement between raters: Krippendorff's alpha for interval data.

    ``ratings``: one row per rater, one column per rated unit, None where that
    rater did not rate the unit. None when fewer than two units were rated
    twice, or when all ratings that can be paired are the same.
    """
    columns = [
        [Decimal(cell) for cell in column if cell is not None]
        for column in zip(*ratings, strict=True)
    ]
    paired = [column for column in columns if len(column) > 1]
    if len(paired) < MINIMUM_ROWS:
        return None
    if len({cell for column in paired for cell in column}) < 2:
        return None
    # Imported when asked: it brings numpy, which no other part needs.
    from krippendorff import alpha

    data = [
        [float("nan") if cell is None else float(cell) for cell in row]
        for row in ratings
    ]
    return Decimal(
        repr(float(alpha(reliability_data=data, level_of_measurement="interval")))
    )


def _variance(values: Sequence[Decimal]) -> Decimal:
    """Of a sample (divided by n - 1)."""
    mean = sum(values, Decimal(0)) / len(values)
    return sum(((v - mean) ** 2 for v in values), Decimal(0)) / (len(values) - 1)
