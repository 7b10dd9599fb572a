"""Months of the appraisal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from odoo.addons.cs_vip import business_day


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


def utc_bounds(company, day: date) -> tuple[datetime, datetime]:
    """The month of ``day`` as [start, end) in naive UTC, by the company's clock."""
    return business_day.day_bounds(company, month_start(day), month_end(day))
