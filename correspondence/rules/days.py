"""Days: their weekdays, the federal holidays, and daylight saving time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from correspondence.days import WEEKDAYS, written_out

SATURDAY, SUNDAY = 5, 6
SAVING_SINCE = 2007
"""Since this year daylight saving time goes from March's second Sunday to November's first (15 U.S.C. 260a)."""
JUNETEENTH_SINCE = 2021

STANDARD = frozenset({"EST", "CST", "MST", "PST", "AKST"})
DAYLIGHT = frozenset({"EDT", "CDT", "MDT", "PDT", "AKDT"})
WHOLE_YEAR = frozenset({"ET", "CT", "MT", "PT", "AKT", "HST", "HT", "AST", "SST", "CHST", "UTC", "GMT",
                        "EASTERN", "CENTRAL", "MOUNTAIN", "PACIFIC", "ALASKA", "HAWAII",
                        "EASTERN TIME", "CENTRAL TIME", "MOUNTAIN TIME", "PACIFIC TIME", "ALASKA TIME", "HAWAII TIME"})  # fmt: skip
WITHOUT_SAVING = frozenset({"MST"})
"""Standard times that hold all the year somewhere: Arizona's."""


def nth_weekday(year: int, month: int, weekday: int, number: int) -> datetime.date:
    """Return a month's first, second … such weekday, counted from Monday as 0; the last one for -1.

    Example:
        >>> nth_weekday(2017, 11, 3, 4), nth_weekday(2017, 5, 0, -1)
        (datetime.date(2017, 11, 23), datetime.date(2017, 5, 29))
    """
    if number > 0:
        first = datetime.date(year, month, 1)
        return first + datetime.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
    last = datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)
    return last - datetime.timedelta(days=(last.weekday() - weekday) % 7)


def holidays(year: int) -> Iterator[tuple[datetime.date, str]]:
    """Yield the federal holidays of a year as they are observed on a weekday of it (5 U.S.C. 6103)."""
    fixed = [(1, 1, "New Year's Day"), (7, 4, "Independence Day"), (11, 11, "Veterans Day"), (12, 25, "Christmas Day")]
    if year >= JUNETEENTH_SINCE:
        fixed.append((6, 19, "Juneteenth"))
    for month, day, name in fixed:
        date = datetime.date(year, month, day)
        shift = {SATURDAY: -1, SUNDAY: 1}.get(date.weekday(), 0)
        yield date + datetime.timedelta(days=shift), name
    yield nth_weekday(year, 1, 0, 3), "Martin Luther King Jr. Day"
    yield nth_weekday(year, 2, 0, 3), "Washington's Birthday"
    yield nth_weekday(year, 5, 0, -1), "Memorial Day"
    yield nth_weekday(year, 9, 0, 1), "Labor Day"
    yield nth_weekday(year, 10, 0, 2), "Columbus Day"
    yield nth_weekday(year, 11, 3, 4), "Thanksgiving Day"


def closed_on(day: datetime.date) -> str | None:
    """Say why federal offices are closed on a day, None where they are open.

    Example:
        >>> closed_on(datetime.date(2017, 8, 19)), closed_on(datetime.date(2017, 11, 10)), closed_on(datetime.date(2017, 8, 18))
        ('a Saturday', 'Veterans Day, as it is observed', None)
    """
    if day.weekday() in {SATURDAY, SUNDAY}:
        return f"a {WEEKDAYS[day.weekday()]}"
    for year in (day.year, day.year + 1):  # New Year's Day of a Saturday is observed in the old year
        if year <= datetime.MAXYEAR and (name := dict(holidays(year)).get(day)):
            return f"{name}, as it is observed"
    return None


def saves_daylight(day: datetime.date) -> bool | None:
    """Tell whether daylight saving time holds on a day, None for years before the present rule."""
    if day.year < SAVING_SINCE:
        return None
    return nth_weekday(day.year, 3, SUNDAY, 2) <= day < nth_weekday(day.year, 11, SUNDAY, 1)


def zone_fault(zone: str, day: datetime.date) -> tuple[str, str] | None:
    """Say what is wrong with a time zone on a day, and what to do.

    Example:
        >>> zone_fault("EDT", datetime.date(2030, 1, 15))
        ('EDT does not hold on January 15, 2030', 'write EST or ET')
        >>> zone_fault("EDT", datetime.date(2030, 7, 15)) is None
        True
    """
    plain = " ".join(zone.upper().replace(".", "").split())
    if plain not in STANDARD | DAYLIGHT | WHOLE_YEAR:
        return f'"{zone}" is no time zone of the United States', "write EDT, EST or ET, or as the place has it"
    saving = saves_daylight(day)
    wrong = DAYLIGHT if saving is False else STANDARD - WITHOUT_SAVING if saving else frozenset()
    if plain not in wrong:
        return None
    other = plain[:-2] + ("ST" if saving is False else "DT")
    shown = written_out(day)
    return f"{plain} does not hold on {shown}", f"write {other} or {plain[:-2]}T"
