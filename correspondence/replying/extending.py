"""Grant more time to those who asked for it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from correspondence.entries import Entry
from correspondence.errors import Problem, Problems
from correspondence.register import Register
from correspondence.replying.letters import Letters
from correspondence.standing import Standing


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, as somebody grants it.

    Attributes:
        until: The day by which the answer is asked for now.
        only: Ids of the recipients, or reference numbers of their letters.
        reason: Why, or empty.
        by: Who grants it.
    """

    until: datetime.date
    only: tuple[str, ...]
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Extended:
    """A letter to which more time was granted.

    Attributes:
        standing: How it stood before.
        until: The day by which its answer is asked for now.
    """

    standing: Standing
    until: datetime.date


def extend(register: Register, mailing: str, what: Extension, at: datetime.datetime) -> tuple[Extended, ...]:
    """Grant more time to letters of a mailing; to all that are named, or to none.

    Args:
        register: The open register.
        mailing: Its name.
        what: How much, to whom.
        at: The moment at which this is written down.

    Returns:
        The letters, as they are named.

    Raises:
        RefusedError: The mailing asked nothing, or is none.
        ProblemsError: It cannot be granted, to one at least; every reason is listed.
        RegisterError: The register cannot be written.
    """
    with register.alone():
        problems = Problems()
        meant = Letters(register, mailing).meant(what.only, "--only", problems)
        for standing in meant:
            if reason := _contradiction(standing, what.until):
                message, remedy = reason
                problems.add(Problem("--until", message, remedy, field=standing.history.letter.recipient))
        problems.stop()
        register.append(_entry(standing, what, at) for standing in meant)
    return tuple(Extended(standing, what.until) for standing in meant)


def _contradiction(standing: Standing, until: datetime.date) -> tuple[str, str] | None:
    """Say why a letter can have no more time, and what to do; None where it can."""
    due, history = standing.due, standing.history
    if history.voided:
        message = f"it was voided on {history.voided.date}, so that no answer is asked for"
        named = f"{history.letter.mailing} --reissue --only {history.letter.recipient}"
        return message, f"leave it out, or issue it anew: correspondence register mark {named}"
    if due is not None and until <= due:
        granted = ", as was granted" if standing.extended else ""
        message = f"{until} is no more time: the answer is asked for by {due}{granted}"
        return message, f"name a day after {due}"
    return None


def _entry(standing: Standing, what: Extension, at: datetime.datetime) -> Entry:
    letter = standing.history.letter
    details = {"due": what.until.isoformat(), "reason": what.reason}
    before = standing.extended or standing.asked
    return Entry(
        "amended",
        letter.mailing,
        at,
        recipient=letter.recipient,
        number=standing.history.number,
        template=letter.template,
        by=what.by,
        details={name: value for name, value in details.items() if value},
        amends=before.id,
    )
