"""Which day a moment belongs to, and a clock that a replay can set.

A business day is a day of the company's working calendar: its time zone decides, not
the user's. Nothing that books or schedules asks the system for the time; it asks here.
"""

from dataclasses import dataclass
from datetime import date, datetime

import pytz

from odoo import fields

CLOCK_KEY = "cs_clock"


@dataclass(frozen=True)
class Clock:
    """A fixed "now" (UTC, naive) for everything done with it in the context.

    `records.with_context(cs_clock=Clock(moment))`. Callers over RPC can send strings
    and numbers only, never an instance of this class, so they cannot set the clock.
    """

    moment: datetime


def now(env) -> datetime:
    """The moment of the context's clock, else the system's (UTC, naive)."""
    clock = env.context.get(CLOCK_KEY)
    if isinstance(clock, Clock):
        return clock.moment
    return fields.Datetime.now()


def business_day(company, moment: datetime | None = None) -> date:
    """The day on which a UTC moment (default: now) falls at the company's place."""
    moment = moment or now(company.env)
    # sudo: the time zone of the company is no secret, its calendar may be.
    zone = company.sudo().resource_calendar_id.tz or "UTC"
    return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()


def today(env, company=None) -> date:
    """The business day that is running at `company` (default: the user's)."""
    return business_day(company or env.company, now(env))
