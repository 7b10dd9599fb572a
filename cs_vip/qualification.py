"""Who qualifies for a level (V2), free of any database.

A level names an amount that one purchase must reach, or one that the purchases of a
window must reach together. Zero closes a way.

>>> qualifying([Decimal(60000), Decimal(70000)], Decimal(60000), Decimal(150000))
[1]
>>> qualifying([Decimal(50000)] * 3, Decimal(60000), Decimal(150000))
[0, 1, 2]
>>> qualifying([Decimal(50000)], Decimal(60000), Decimal(150000)) is None
True
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)


def qualifying(
    amounts: Sequence[Decimal], single: Decimal, cumulative: Decimal
) -> list[int] | None:
    """Positions of the purchases that qualify, None where they do not.

    The largest purchase that suffices alone, else all of the window (V5 counts
    exactly these towards the first points).
    """
    if not amounts:
        return None
    largest = max(range(len(amounts)), key=amounts.__getitem__)
    if single and amounts[largest] >= single:
        return [largest]
    if cumulative and sum(amounts) >= cumulative:
        return list(range(len(amounts)))
    return None


def window_start(
    window: str, months: int, day: date, level_date: date | None = None
) -> date:
    """The first day of the window of `day`.

    `rolling`: the months that end with `day`, later than the same date before them;
    `calendar_year`: since 1 January; `level`: since `level_date`, the day on which
    the level below began (without one, ever).

    >>> window_start("rolling", 12, date(2001, 2, 28))
    datetime.date(2000, 2, 29)
    >>> window_start("calendar_year", 12, date(2001, 2, 28))
    datetime.date(2001, 1, 1)
    """
    if window == "calendar_year":
        return date(day.year, 1, 1)
    if window == "level":
        return level_date or date.min
    return day - relativedelta(months=months) + ONE_DAY


def held_long_enough(level_date: date, months: int, day: date) -> bool:
    """A level is held for `months` from its date on."""
    return day >= holding_ends(level_date, months)


def holding_ends(level_date: date, months: int) -> date:
    """The first day on which a level was held for `months` (V2).

    >>> holding_ends(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    return level_date + relativedelta(months=months)


def latest_begin(months: int, day: date) -> date:
    """The last date from which on a level was held for `months` on `day`.

    >>> latest_begin(12, date(2025, 2, 28)), latest_begin(12, date(2025, 3, 1))
    (datetime.date(2024, 2, 29), datetime.date(2024, 3, 1))
    """
    is_last = (day + ONE_DAY).month != day.month
    # the last day of a month ends every month that began on that day or later
    return day - relativedelta(months=months, day=31 if is_last else None)


def year_end(start: date, months: int) -> date:
    """The last day of a card's year (V4): a year later, less a day.

    >>> year_end(date(2026, 3, 1), 12), year_end(date(2024, 2, 29), 12)
    (datetime.date(2027, 2, 28), datetime.date(2025, 2, 27))
    """
    return start + relativedelta(months=months) - ONE_DAY


class Missing(NamedTuple):
    """What purchases lack to the amounts of a level; None where that way is closed."""

    single: Decimal | None
    cumulative: Decimal | None

    @property
    def nothing(self) -> bool:
        """One of the open ways is walked to its end."""
        return any(way == 0 for way in self if way is not None)


def missing(
    largest: Decimal, together: Decimal, single: Decimal, cumulative: Decimal
) -> Missing:
    """How far purchases, the largest and all together, are from a level.

    Nothing is missing exactly where `qualifying` says yes.

    >>> missing(Decimal(50000), Decimal(70000), Decimal(60000), Decimal(150000))
    Missing(single=Decimal('10000'), cumulative=Decimal('80000'))
    >>> missing(Decimal(0), Decimal(0), Decimal(0), Decimal(100)).single is None
    True
    """
    return Missing(
        max(single - largest, Decimal(0)) if single else None,
        max(cumulative - together, Decimal(0)) if cumulative else None,
    )


def share(
    largest: Decimal, together: Decimal, single: Decimal, cumulative: Decimal
) -> Decimal:
    """The part of the way to a level that is behind, of the way that is further on.

    >>> share(Decimal(30000), Decimal(60000), Decimal(60000), Decimal(150000))
    Decimal('0.5')
    """
    ways = [largest / single] if single else []
    ways += [together / cumulative] if cumulative else []
    return min(max([*ways, Decimal(0)]), Decimal(1))
