"""The rules of ``check`` that a house may judge otherwise: their names, how grave each is, and what they say.

What breaks one of them is a :class:`~correspondence.errors.Problem` that bears its name. A profile makes a rule graver,
milder or silent, and a recipient or a template may be an exception to one (``accept:``). Everything else that ``check``
finds has no name here, and stops the work.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from correspondence.errors import Problem, Severity

Level = Literal["error", "warning", "silent"]
Task = Literal["address", "name", "mail", "text", "page", "list", "duplicate", "release", "window"]

LONG_QUOTATION = re.compile(r'"([^"]{60})[^"]{20,}"')
"""What a message quotes is cut where nobody would read on."""
LEVELS: tuple[Level, ...] = ("error", "warning", "silent")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a house may judge otherwise.

    Attributes:
        says: What must be so, as one sentence without its full stop.
        task: What mending it is, for the last line of a check.
        level: How grave it is where a profile says nothing.
    """

    says: str
    task: Task
    level: Level = "warning"


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        # addresses: Publication 28
        "zip-state": Rule("State and ZIP code agree", "address", "error"),
        "zip-add-on": Rule("The four digits behind a ZIP code's hyphen are a sector and segment, not 0000", "address"),
        "zip-missing": Rule("An address that is given as lines ends in a ZIP code", "address"),
        "address-state": Rule("An address that is given as lines names a state that there is", "address"),
        "address-street": Rule("An address has a house number or a box", "address"),
        "address-suffix": Rule("The kind of a street is spelled right", "address"),
        "address-unit": Rule("A suite, room or apartment has its number", "address"),
        "address-box": Rule("A post office box is written PO Box, with its number", "address"),
        "address-military": Rule("APO, FPO and DPO go with AA, AE and AP, and with a unit or box", "address"),
        "address-lines": Rule("An inside address has no more lines than the profile allows", "address"),
        "address-length": Rule("The line of the name is no longer than the profile allows, and no city than the Postal Service has one", "address"),
        # persons
        "duplicate-recipient": Rule("Nobody is in the list twice at one address", "duplicate"),
        "name-capitals": Rule("A name is written in capitals and small letters", "name"),
        "doubled-title": Rule("A person has one title: not Dr. and M.D., nor Chief before and in the name", "name"),
        "honorific": Rule("Chiefs of police, sheriffs and fire chiefs are not The Honorable", "name"),
        "salutation-name": Rule("The salutation names the person to whom the letter goes", "name"),
        "salutation-title": Rule("The salutation's office or courtesy title is the person's own", "name"),
        "email-domain": Rule("An e-mail address has no mistyped domain", "mail"),
        "placeholder": Rule("Nothing stands there that was to be filled in: TBD, XXX, [name], ???", "text"),
        # lists that are sheets
        "hidden-cells": Rule("A sheet hides no rows and columns that are used", "list"),
        "zip-zeros": Rule("A sheet's ZIP codes have kept their leading zeros", "list"),
        # texts
        "weekday": Rule("A date's weekday is that day's", "text", "error"),
        "due-day": Rule("Answers are not due on a weekend or federal holiday", "text"),
        "collection": Rule("Asking ten or more has an OMB control number or an exemption", "text"),
        # press releases
        "release-line": Rule("A release is for immediate release or embargoed, and says so once", "release"),
        "embargo": Rule("An embargo has day, time and a time zone that holds on that day", "release"),
        "release-headline": Rule("A release's headline is in capitals", "release"),
        "release-dateline": Rule("A release's first paragraph begins with a city in capitals and a dash", "release"),
        "release-end": Rule("A release ends with ### once", "release"),
        "release-number": Rule("A release's number has the form YY-NNN, with the year of its date, once, and later ones have higher numbers", "release"),
        "release-telephone": Rule("A release names a telephone number for the press", "release"),
        # pages as they are laid out
        "page-limit": Rule("A document has no more pages than its layout allows", "page"),
        "printable-area": Rule("Nothing stands nearer to the paper's edge than a printer prints", "page"),
        "window-address": Rule("The whole address shows in the envelope's window, however the letter slides", "window", "error"),
        "window-other": Rule("Nothing but the address shows in the envelope's window", "window"),
    }
)  # fmt: skip
"""Every rule by its name."""


def broken(
    rule: str, file: str, message: str, remedy: str, line: int | None = None, field: str | None = None
) -> Problem:
    """Return the problem that a rule is broken, as grave as it is where a profile says nothing."""
    severity: Severity = "error" if RULES[rule].level == "error" else "warning"
    message = LONG_QUOTATION.sub(r'"\1…"', message)
    return Problem(
        file, message, remedy, line=line or None, field=field, severity=severity, rule=rule, task=RULES[rule].task
    )


def judged(
    problems: Iterable[Problem], levels: Mapping[str, Level], accepted: Collection[str] = ()
) -> Iterator[Problem]:
    """Yield problems as a house judges them.

    Args:
        problems: What was found.
        levels: The profile's levels by the names of rules.
        accepted: Names of the rules to which this is an exception.
    """
    for problem in problems:
        level = levels.get(problem.rule, problem.severity) if problem.rule in RULES else problem.severity
        if level == "silent" or (problem.rule in RULES and problem.rule in accepted):
            continue
        yield problem if level == problem.severity else dataclasses.replace(problem, severity=level)
