"""Months of the appraisal, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month of ``day``."""
    return next_month(day) - timedelta(days=1)


def next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous_month(day: date) -> date:
    """The first day of the month before that of ``day``."""
    return month_start(month_start(day) - timedelta(days=1))


def utc_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The month of ``day`` as [start, end) in naive UTC, by the local clock of
    ``zone``; daylight saving may make it an hour longer or shorter."""
    local = ZoneInfo(zone)
    start, end = (
        datetime.combine(edge, time.min, local).astimezone(UTC)
        for edge in (month_start(day), next_month(day))
    )
    return start.replace(tzinfo=None), end.replace(tzinfo=None)
