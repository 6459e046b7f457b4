"""Until when a release may not be sent: a moment, told from the day, the time and the zone that it prints."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Mapping

from correspondence.errors import Problem, Problems, ProblemsError, RefusedError
from correspondence.templates import Layout, Template, read_settings_of

HOURS: Mapping[str, int] = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "AST": -4,
    "ADT": -3,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "HDT": -9,
    "SST": -11,
    "CHST": 10,
}
"""Hours by which the zones that releases name are ahead of UTC."""
PLACES: Mapping[str, str] = {
    **dict.fromkeys(("ET", "EASTERN", "EASTERN TIME"), "America/New_York"),
    **dict.fromkeys(("CT", "CENTRAL", "CENTRAL TIME"), "America/Chicago"),
    **dict.fromkeys(("MT", "MOUNTAIN", "MOUNTAIN TIME"), "America/Denver"),
    **dict.fromkeys(("PT", "PACIFIC", "PACIFIC TIME"), "America/Los_Angeles"),
    **dict.fromkeys(("AKT", "ALASKA", "ALASKA TIME"), "America/Anchorage"),
    **dict.fromkeys(("HT", "HAWAII", "HAWAII TIME"), "Pacific/Honolulu"),
}
"""Zones that are named without the season; the day tells it."""
NOON, DAY, HOUR, MINUTE = 12, 86_400, 3600, 60


def embargo_of(template: Template, layout: Layout) -> datetime.datetime | None:
    """Return the moment at which a release's embargo ends, None where it has none.

    Raises:
        ProblemsError: Its zone is none that is known, so that nobody can tell.
    """
    problems = Problems()
    values = read_settings_of(template, layout, problems)
    problems.stop()
    embargo = values.get("embargo")
    if not isinstance(embargo, Mapping):
        return None
    zone = _zone(str(embargo["zone"]))
    if zone is None:
        message = f'nobody knows what time it is in "{embargo["zone"]}", so that the release cannot be sent'
        remedy = "write EDT, EST, CDT or the like, or a place such as America/New_York"
        line = template.places.get("embargo.zone", template.places.get("embargo"))
        raise ProblemsError([Problem(template.file, message, remedy, line=line, field="embargo.zone")])
    return datetime.datetime.combine(embargo["date"], _time(str(embargo["time"])), zone)


def refuse_before(embargo: datetime.datetime | None, now: datetime.datetime, template: Template) -> None:
    """Refuse to send a release too early.

    Args:
        embargo: When its embargo ends, None where it has none.
        now: What the machine's clock shows, with its time zone.
        template: The release.

    Raises:
        RefusedError: It has not ended yet.
    """
    if embargo is None or now >= embargo:
        return
    until = f"{embargo:%Y-%m-%d %H:%M} {embargo.tzname()}"
    here = f"{now.astimezone(embargo.tzinfo):%Y-%m-%d %H:%M}"
    raise RefusedError(
        f"{template.id} is embargoed until {until}, and it is {here} there: {_left((embargo - now).total_seconds())} too early",
        "send it then; without --smtp, drafts can be made now",
    )


def _zone(name: str) -> datetime.tzinfo | None:
    word = name.strip().upper().replace(".", "")
    if word in HOURS:
        return datetime.timezone(datetime.timedelta(hours=HOURS[word]), word)
    try:
        return zoneinfo.ZoneInfo(PLACES.get(word, name.strip()))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _time(text: str) -> datetime.time:
    """Read a time as templates have it: "10:30 a.m." or "10:30"."""
    hour, minute, half = re.fullmatch(r"(\d+):(\d+)(?: ([ap])\.m\.)?", text).groups()  # type: ignore[union-attr]  # the field's kind has checked it
    hours = int(hour) % NOON + (NOON if half == "p" else 0) if half else int(hour)
    return datetime.time(hours, int(minute))


def _left(seconds: float) -> str:
    """Say how long that is, rounded up to minutes."""
    whole = int(-(-seconds // MINUTE)) * MINUTE
    parts = ((whole // DAY, "day"), (whole % DAY // HOUR, "hour"), (whole % HOUR // MINUTE, "minute"))
    return " ".join(f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in parts if number)
