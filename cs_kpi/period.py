"""Months, quarters and years of the departments' rating form (Q3), without a
database."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def first_day(kind: str, day: date) -> date:
    """The first day of the period that ``day`` lies in."""
    length = MONTHS[kind]
    return day.replace(month=(day.month - 1) // length * length + 1, day=1)


def last_day(kind: str, day: date) -> date:
    """The last day of the period that ``day`` lies in."""
    first = first_day(kind, day)
    years, month = divmod(first.month - 1 + MONTHS[kind], 12)
    following = date(first.year + years, month + 1, 1)
    return following - timedelta(days=1)


def previous(kind: str, day: date) -> date:
    """The first day of the period before the one of ``day``.

    >>> previous("quarter", date(2026, 2, 14))
    datetime.date(2025, 10, 1)
    """
    return first_day(kind, first_day(kind, day) - timedelta(days=1))


def name(kind: str, day: date) -> str:
    """2026-10, 2026-Q4 or 2026."""
    if kind == "year":
        return f"{day.year:04}"
    if kind == "quarter":
        return f"{day.year:04}-Q{(day.month - 1) // 3 + 1}"
    return f"{day.year:04}-{day.month:02}"
