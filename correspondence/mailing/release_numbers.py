"""The numbers of an office's releases: each has its own, and a later release has a higher one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from correspondence.errors import Problem, ProblemsError
from correspondence.mailing.following import day_of_letter
from correspondence.recipients import Recipient
from correspondence.rulebook import broken
from correspondence.rules.releases import NUMBER

if TYPE_CHECKING:
    from correspondence.mailing.job import Job
    from correspondence.templates import Template

FIELD, RULE = "release_number", "release-number"
CENTURY = 100
NOBODY = Recipient("")


@dataclass(frozen=True)
class _Numbered:
    """A release with its number, as it is written and as it counts, and the day that it bears."""

    file: str
    written: str
    year: int
    number: int
    day: datetime.date | None


def release_number_problems(job: Job) -> Iterator[Problem]:
    """Hold a release's number to those of the other releases of its office that the workspace has.

    A document without such a number has none to be held to.
    """
    template, given = job.template, job.order.given
    own = _numbered(template, given.get(FIELD, ""), given.get("date", ""))
    if own is None:
        return
    line = template.settings[FIELD].line if FIELD in template.settings else None
    for other in _others(job):
        message = _contradiction(own, other)
        if message:
            remedy = "give each release a number of its own, and later ones higher ones, or mend the date"
            yield broken(RULE, template.file, f"the release number {own.written} {message}", remedy, line, FIELD)


def _others(job: Job) -> Iterator[_Numbered]:
    """Yield the other releases of the same office; what is wrong with them, their own check tells."""
    template = job.template
    for name in job.workspace.template_ids():
        if name == template.id:
            continue
        with suppress(ProblemsError):
            other = job.workspace.template(name)
            if (other.layout, other.sender) == (template.layout, template.sender) and (found := _numbered(other)):
                yield found


def _numbered(template: Template, number: str = "", day: str = "") -> _Numbered | None:
    written = number or (template.settings[FIELD].raw.strip() if FIELD in template.settings else "")
    found = NUMBER.fullmatch(written)
    if found is None:
        return None
    year = int(found["year"]) % CENTURY
    bears = day_of_letter(NOBODY, None, template, day)
    return _Numbered(template.file, written, year, int(found["number"]), bears)


def _contradiction(own: _Numbered, other: _Numbered) -> str:
    """Say how two releases' numbers contradict each other, empty where they do not."""
    if own.year != other.year:
        return ""
    if own.number == other.number:
        return f"is that of {other.file} too"
    if own.day is None or other.day is None or own.day == other.day:
        return ""
    if own.number < other.number and own.day > other.day:
        return f"is lower than {other.written} of {other.file}, which is of an earlier day, {other.day}"
    if own.number > other.number and own.day < other.day:
        return f"is higher than {other.written} of {other.file}, which is of a later day, {other.day}"
    return ""
