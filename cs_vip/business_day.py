"""Which day a moment belongs to, and a clock that a replay can set.

A business day is a day of the company's working calendar: its time zone decides, not
the user's. Nothing that books or schedules asks the system for the time; it asks here.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytz

from odoo import fields

from .qualification import ONE_DAY

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


def time_zone(company) -> ZoneInfo:
    """The time zone of the company's working calendar; UTC where it has none."""
    # sudo: the time zone of the company is no secret, its calendar may be.
    name = company.sudo().resource_calendar_id.tz or "UTC"
    # Odoo teaches pytz the zone names that newer systems no longer ship.
    return ZoneInfo(pytz.timezone(name).zone)


def to_local(company, moment: datetime) -> datetime:
    """A moment (UTC, naive) as the company's clock on the wall shows it, naive."""
    return (
        moment.replace(tzinfo=UTC).astimezone(time_zone(company)).replace(tzinfo=None)
    )


def to_utc(company, local: datetime) -> datetime:
    """The moment (UTC, naive) at which the company's clock shows `local`."""
    return local.replace(tzinfo=time_zone(company)).astimezone(UTC).replace(tzinfo=None)


def business_day(company, moment: datetime | None = None) -> date:
    """The day on which a UTC moment (default: now) falls at the company's place."""
    return to_local(company, moment or now(company.env)).date()


def today(env, company=None) -> date:
    """The business day that is running at `company` (default: the user's)."""
    return business_day(company or env.company, now(env))


def day_bounds(
    company, first: date, last: date | None = None
) -> tuple[datetime, datetime]:
    """The business day `first`, or the days from it to `last`, as [start, end) in
    naive UTC; a change of the clock makes them an hour longer or shorter."""
    start = to_utc(company, datetime.combine(first, time.min))
    end = to_utc(company, datetime.combine((last or first) + ONE_DAY, time.min))
    return start, end
