"""Mark what happened to letters after they were made: posted, returned, voided, reissued."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from correspondence.entries import ENCLOSED, REISSUED, Entry, History, Kind, Wanted, histories
from correspondence.errors import Problem, Problems, RefusedError
from correspondence.fields import suggestion
from correspondence.references import Reference, WrongReferenceError
from correspondence.register import Register

Event = Literal["posted", "returned", "voided", "reissued"]
KIND_OF: Mapping[Event, Kind] = MappingProxyType(
    {"posted": "dispatched", "returned": "returned", "voided": "voided", "reissued": "amended"}
)
OPTION_OF: Mapping[Event, str] = MappingProxyType(
    {"posted": "posted", "returned": "returned", "voided": "void", "reissued": "reissue"}
)
ROUTES = (
    "first-class-mail",
    "certified-mail",
    "registered-mail",
    "priority-mail",
    "courier",
    "by-hand",
    "e-mail",
    "fax",
)
CERTIFIED_NUMBER = re.compile(r"\d{20}|\d{22}|[A-Z]{2}\d{9}[A-Z]{2}")
"""USPS Publication 199 (20 or 22 digits), and the S10 standard of the Universal Postal Union."""


@dataclass(frozen=True)
class Mark:
    """What happened to letters, as somebody reports it.

    Attributes:
        event: What happened.
        date: On which day.
        only: Ids or reference numbers of the letters; empty for all of the mailing.
        route: How they were posted, or empty.
        certified_number: What the post office calls the letter, or empty.
        note: In their own words, or empty.
        by: Who reports it.
    """

    event: Event
    date: datetime.date
    only: tuple[str, ...] = ()
    route: str = ""
    certified_number: str = ""
    note: str = ""
    by: str = ""


def mark(
    register: Register, mailing: str, what: Mark, at: datetime.datetime, as_of: datetime.date
) -> tuple[Entry, ...]:
    """Write down what happened to the letters of a mailing, an entry for each; all of them or none.

    Args:
        register: The open register.
        mailing: Its name.
        what: What happened.
        at: The moment at which this is written down.
        as_of: Today.

    Returns:
        The new entries.

    Raises:
        ProblemsError: It cannot have happened, to one letter at least; every reason is listed.
        RegisterError: The register cannot be written.
    """
    with register.alone():
        known = [history for history in histories(register.entries(Wanted(mailing=mailing))) if history.made]
        problems = Problems()
        if not known:
            raise RefusedError(
                f"the register {register.name} has no letter of a mailing {mailing}",
                "'correspondence register list' shows what there is; make the letters first",
            )
        meant = _meant(known, what.only, problems)
        _check_mark(what, meant, as_of, problems)
        for history in meant:
            if reason := _contradiction(history, what):
                problems.add(_problem(what, *reason, field=_called(history)))
        problems.stop()
        entries = tuple(_marked(history, what, at) for history in meant)
        register.append(entries)
    return entries


def _called(history: History) -> str:
    return history.letter.recipient or history.letter.template


def _problem(what: Mark, message: str, remedy: str, field: str | None = None) -> Problem:
    return Problem(f"--{OPTION_OF[what.event]}", message, remedy, field=field)


def _meant(known: Sequence[History], only: Sequence[str], problems: Problems) -> list[History]:
    """Find the letters that are meant, by the recipients' ids or the letters' numbers."""
    if not only:
        return list(known)
    by_id: dict[str, list[History]] = {}
    for history in known:
        by_id.setdefault(_called(history), []).append(history)
    by_number = {history.number: history for history in known if history.number}
    found: dict[int, History] = {}
    for name in only:
        own = by_id.get(name, [])
        if not own:
            try:
                number = str(Reference.parse(name))
            except WrongReferenceError:
                number = ""
            own = [by_number[number]] if number in by_number else []
        if not own:
            remedy = f"'correspondence register list' shows its letters{suggestion(name, by_id)}"
            problems.add(Problem("--only", f'the mailing has no letter "{name}"', remedy))
        found |= {id(history): history for history in own}
    return list(found.values())


def _check_mark(what: Mark, meant: Sequence[History], as_of: datetime.date, problems: Problems) -> None:
    """Hold to what can be told without the letters' histories."""
    if what.date > as_of:
        problems.add(_problem(what, f"{what.date} is yet to come", f"today is {as_of}; mend the date"))
    if what.event != "posted" and (what.route or what.certified_number):
        remedy = "leave --route and --certified-number out, or give --posted"
        problems.add(_problem(what, "only a letter that is posted has a route", remedy))
    if not what.certified_number:
        return
    if not CERTIFIED_NUMBER.fullmatch(what.certified_number):
        remedy = "copy the 20 or 22 digits from the receipt"
        message = f'"{what.certified_number}" is no number of the post office'
        problems.add(Problem("--certified-number", message, remedy))
    if len(meant) > 1:
        message = f"{len(meant)} letters cannot have one number"
        problems.add(Problem("--certified-number", message, "name the letter with --only"))
    if what.route and what.route not in {"certified-mail", "registered-mail"}:
        remedy = "give --route certified-mail, or leave the number out"
        problems.add(Problem("--certified-number", f"a letter by {what.route} has none", remedy))


def _contradiction(history: History, what: Mark) -> tuple[str, str] | None:
    """Say why it cannot have happened to a letter, and what to do; None where it can."""
    posted, returned, voided = history.posted, history.returned, history.voided
    leave_out = "leave it out with --only, or mark it --reissue first"
    if voided and what.event != "reissued":
        return f"it was voided on {voided.date}", leave_out
    match what.event:
        case "posted" if posted and not returned:
            return f"it was posted on {posted.date} already", leave_out
        case "posted" if returned and what.date < returned.date:
            return f"it came back on {returned.date} only", "mend the date"
        case "returned" if not posted:
            return "it was not posted", "mark it --posted first"
        case "returned" if returned:
            return f"it came back on {returned.date} already", "leave it out with --only"
        case "returned" if posted and what.date < posted.date:
            return f"it was posted on {posted.date} only", "mend the date"
        case "reissued" if not (posted or voided):
            return "it was neither posted nor voided", "merge it again, which needs no mark"
        case _:
            return None


def _marked(history: History, what: Mark, at: datetime.datetime) -> Entry:
    made = history.made
    assert made is not None  # noqa: S101  (for the type checker: only what was made is marked)
    details: dict[str, Any] = {"date": what.date.isoformat()}
    route = what.route or ("certified-mail" if what.certified_number else "")
    further = {"route": route, "certified_number": what.certified_number, "note": what.note}
    details |= {name: value for name, value in further.items() if value}
    if what.event == "posted" and history.enclosed:
        details[ENCLOSED] = dict(history.enclosed)
    amends = None
    if what.event == "reissued":
        details[REISSUED] = True
        amends = (history.voided or history.returned or history.posted or made).id
    return Entry(
        KIND_OF[what.event],
        history.letter.mailing,
        at,
        recipient=history.letter.recipient,
        number=history.number,
        template=history.letter.template,
        list=made.list,
        row=made.row,
        by=what.by,
        files=(history.files or made.files) if what.event == "posted" else MappingProxyType({}),
        details=details,
        amends=amends,
    )
