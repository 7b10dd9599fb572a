"""When yearly days fall: fixed dates, anniversaries, and festivals that the `holidays`
package knows by name (lunar ones among them).
"""

from calendar import isleap
from datetime import date
from functools import lru_cache


def yearly(month: int, day: int, year: int) -> date:
    """That day of a year; 29 February falls on the 28th where there is none."""
    if (month, day) == (2, 29) and not isleap(year):
        day = 28
    return date(year, month, day)


def month_days(day: date) -> list[tuple[int, int]]:
    """The (month, day) of people whose yearly day is this one."""
    found = [(day.month, day.day)]
    if found == [(2, 28)] and not isleap(day.year):
        found.append((2, 29))
    return found


@lru_cache(maxsize=512)
def festival(country: str, name: str, year: int) -> date | None:
    """First day of a festival in a country, by its English or local name; substituted
    and "observed" days do not count."""
    for calendar in _calendars(country, year):
        days = calendar.get_named(name, lookup="iexact")
        if days:
            return min(days)
    return None


def festival_names(country: str, year: int) -> list[str]:
    """The names that `festival` knows, in English where the package has it."""
    for calendar in _calendars(country, year):
        names = {part for name in calendar.values() for part in name.split("; ")}
        return sorted(name for name in names if "(observed)" not in name)
    return []


def _calendars(country, year):
    # Loaded when a festival is asked for: most processes never need it.
    import holidays

    try:
        plain = holidays.country_holidays(country)
    except NotImplementedError:
        return
    languages = ["en_US"] if "en_US" in plain.supported_languages else []
    for language in [*languages, plain.default_language]:
        yield holidays.country_holidays(
            country,
            years=year,
            language=language,
            categories=plain.supported_categories,
        )
