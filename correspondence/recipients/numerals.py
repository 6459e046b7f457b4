"""What the numbers of a workbook mean: numbers, days, times, codes with leading zeros, shares of a hundred.

A workbook holds a number and the format in which it is shown (Office Open XML, ECMA-376 part 1, 18.8.30).
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

from correspondence.recipients.cells import Cell, Fault, Shown

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    **dict.fromkeys((*range(14, 18), *range(27, 32), 36, *range(50, 55), 57, 58), "m/d/yyyy"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 55, 56), "h:mm"), 22: "m/d/yyyy h:mm",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
}  # fmt: skip
"""The formats that a workbook names by number alone (18.8.30)."""

Kind = Literal["number", "day", "moment", "duration", "code", "percent"]

MOST_DAYS = 2_958_466
"""The day after December 31, 9999, the last that a spreadsheet program knows."""
LEAP_DAY_THAT_NEVER_WAS = 60
DAYS_TO_1904 = 1462
MIDNIGHT = datetime.time()
DIGITS_KEPT = 15
"""So many digits a spreadsheet program keeps of a number."""
SMALLEST = -30
"""A number whose first digit stands further behind the point is nothing."""
NUMBER_FAULT = "the number of the cell cannot be read"


@cache
def kind_of(pattern: str) -> tuple[Kind, int]:
    """Return what a number format shows, with the decimals or digits that it always has.

    Example:
        >>> kind_of("00000"), kind_of("m/d/yyyy"), kind_of("0.00%"), kind_of("General"), kind_of('[$-409]mmmm d", year"')
        (('code', 5), ('day', 0), ('percent', 2), ('number', 0), ('day', 0))
    """
    shown = pattern.split(";", maxsplit=1)[0]
    if re.fullmatch(r"0+((\\?-|\"-\"|\\? |\"/\")0+)+|00+", re.sub(r"^\[\$[^\]]*\]|_.|\*.", "", shown)):
        return "code", shown.count("0")
    bare = re.sub(r"\"[^\"]*\"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]", "", shown, flags=re.IGNORECASE).lower()
    if bare in {"general", "@", ""}:
        return "number", 0
    if re.search(r"\[[hms]+\]", bare):
        return "duration", 0
    if re.search(r"[ymd]", bare.replace("am/pm", "").replace("a/p", "")) and not re.search(r"[hs]", bare):
        return "day", 0
    if re.search(r"[hs]", bare):
        return "moment", 0
    decimals = re.search(r"\.(0+)", bare)
    return ("percent" if "%" in bare else "number"), (len(decimals[1]) if decimals and "e+" not in bare else 0)


def number_cell(text: str, pattern: str, *, from_1904: bool = False) -> Cell:
    """Return the cell that a number makes in a format.

    Args:
        text: The number as the workbook holds it.
        pattern: The number format.
        from_1904: Whether days are counted from 1904, as old Macs do.

    Example:
        >>> number_cell("2120", "00000"), number_cell("1234.5", "#,##0.00")
        (Shown(value='02120', text='02120'), Shown(value=Decimal('1234.50'), text='1234.50'))
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Fault(NUMBER_FAULT, "type it again")
    if not number.is_finite():
        return Fault(NUMBER_FAULT, "type it again")
    if number.adjusted() >= DIGITS_KEPT:
        message = f"a number of more than {DIGITS_KEPT} digits has lost its last ones in the spreadsheet program"
        return Fault(message, "format the cell as Text, and type it again")
    if number.adjusted() < SMALLEST:
        number = Decimal(0)
    if pattern == "General":
        return _plain(number, text, 0)
    kind, digits = kind_of(pattern)
    match kind:
        case "day" | "moment":
            return moment_cell(number, from_1904=from_1904, of_day=kind == "moment")
        case "duration":
            minutes = round(number * 24 * 60)
            return _text(f"{minutes // 60}:{minutes % 60:02}")
        case "code" if number >= 0 and number == number.to_integral_value():
            return _text(_code(int(number), pattern.split(";", maxsplit=1)[0]))
        case "percent":
            return _text(f"{_with_decimals(_rounded(number) * 100, digits)}%")
    return _plain(number, text, digits if kind == "number" else 0)


def _plain(number: Decimal, text: str, decimals: int) -> Cell:
    """Return a number; one that is whole is a whole number, unless its format shows decimals."""
    if not decimals and len(text) <= DIGITS_KEPT and text.isascii() and text.isdigit():
        whole = int(text)
        return Shown(whole, str(whole))
    kept = _rounded(number)
    if kept == kept.to_integral_value() and not decimals:
        return Shown(int(kept), str(int(kept)))
    shown = _with_decimals(kept, decimals)
    return Shown(Decimal(shown), shown)


def _with_decimals(number: Decimal, least: int) -> str:
    """Write a number with all its decimals, and at least so many."""
    shown = f"{number.normalize():f}"
    missing = least - len(shown.partition(".")[2])
    return shown if missing <= 0 else f"{shown}{'' if '.' in shown else '.'}{'0' * missing}"


def _text(text: str) -> Shown:
    return Shown(text, text)


def _rounded(number: Decimal) -> Decimal:
    """Return a number with the digits that a spreadsheet program keeps, so that 0.1 + 0.2 is 0.3."""
    return Decimal(f"{number:.{DIGITS_KEPT - 1}e}")


def _code(number: int, pattern: str) -> str:
    """Write a number into a format of zeros and hyphens, such as 00000-0000."""
    shape = re.sub(r"^\[\$[^\]]*\]|_.|\*.|[\\\"]", "", pattern)
    digits = str(number).rjust(shape.count("0"), "0")
    surplus = len(digits) - shape.count("0")
    coming = iter(digits[surplus:])
    return digits[:surplus] + "".join(next(coming) if one == "0" else one for one in shape)


def moment_cell(number: Decimal, *, from_1904: bool = False, of_day: bool = True) -> Cell:
    """Return the day, or time of a day, that a number stands for.

    Example:
        >>> moment_cell(Decimal("42950")), moment_cell(Decimal("0.4375"))
        (Shown(value=datetime.date(2017, 8, 3), text='2017-08-03'), Shown(value='10:30 a.m.', text='10:30 a.m.'))
    """
    days = number + (DAYS_TO_1904 if from_1904 else 0)
    if not (0 if of_day else 1) <= days < MOST_DAYS:
        return Fault("the cell has the format of a date, and its number is none", "type the date again")
    whole = int(days)
    if whole == LEAP_DAY_THAT_NEVER_WAS:
        return Fault("the cell holds February 29, 1900, a day that never was", "type the date again")
    start = datetime.datetime(1899, 12, 31 if whole < LEAP_DAY_THAT_NEVER_WAS else 30)  # noqa: DTZ001  (a wall clock's)
    seconds = round((days - whole) * 86_400)
    moment = start + datetime.timedelta(days=whole, seconds=seconds)
    if not whole:
        return _time(moment.time())
    return instant_cell(moment)


def instant_cell(moment: datetime.datetime) -> Cell:
    """Return a day, or a day with its time where it is not midnight."""
    if moment.time() == MIDNIGHT:
        return Shown(moment.date(), moment.date().isoformat())
    text = f"{moment.date().isoformat()} {moment:%H:%M}" + (f":{moment:%S}" if moment.second else "")
    return _text(text)


def _time(time: datetime.time) -> Cell:
    """Write a time as letters do: 10:30 a.m."""
    half = "a.m." if time.hour < 12 else "p.m."  # noqa: PLR2004  (noon)
    return _text(f"{(time.hour - 1) % 12 + 1}:{time.minute:02} {half}")
