"""Who is reminded, and who is not and why: decided from how each matter stands."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from correspondence.entries import History
from correspondence.replying.followups import made_on
from correspondence.standing import SILENT, Standing


@dataclass(frozen=True)
class Rule:
    """When somebody is reminded.

    Attributes:
        as_of: Today.
        every: Days that must lie between the last letter or reminder and the next.
        early: Whether to remind before the answer is due.
        no_more_time: Whether to remind those, too, who asked for more time and were granted none.
        anew: Name of the mailing whose reminders, made and not posted yet, are made anew; empty for none.
    """

    as_of: datetime.date
    every: int = 14
    early: bool = False
    no_more_time: bool = False
    anew: str = ""


@dataclass(frozen=True)
class LeftOut:
    """Somebody who is not reminded.

    Attributes:
        recipient: Id of the recipient.
        name: Who it is.
        number: Reference number of the letter that asked.
        state: How the matter stands.
        reason: Why there is no reminder, as the end of a sentence that begins with the name.
        remedy: What to do about it, empty where that is nothing.
    """

    recipient: str
    name: str
    number: str
    state: str
    reason: str
    remedy: str = ""


def left_out(standing: Standing, reason: str, remedy: str = "") -> LeftOut:
    """Return somebody who is not reminded, with the reason."""
    name = str(standing.asked.details.get("name", ""))
    letter = standing.history.letter
    return LeftOut(letter.recipient, name, standing.history.number, standing.state, reason, remedy)


def objection(standing: Standing, reminders: Sequence[History], rule: Rule) -> tuple[str, str] | None:
    """Say why somebody is not reminded, and what to do; None where a reminder is due.

    Args:
        standing: How the matter stands.
        reminders: Those that were made before, oldest first.
        rule: When somebody is reminded.
    """
    return (
        _not_silent(standing, rule)
        or _not_reached(standing)
        or _pausing(standing, rule)
        or _reminder_in_hand(standing, reminders, rule)
        or _too_soon(standing, reminders, rule)
    )


def _mark(standing: Standing, what: str) -> str:
    letter = standing.history.letter
    return f"correspondence register mark {letter.mailing} {what} --only {letter.recipient}"


def _not_silent(standing: Standing, rule: Rule) -> tuple[str, str] | None:
    """Object where something came that counts."""
    mailing = standing.history.letter.mailing
    match standing.state:
        case "answered":
            return "has answered", ""
        case "partly-answered":
            return "has answered in part", "write to ask for the rest"
        case "refused":
            return "has refused to answer", ""
        case "needs-review":
            return "has answered, and a person must look at it", f"run: correspondence replies review {mailing}"
        case "extension-requested" if not (rule.no_more_time or _granted_since(standing)):
            only = f"--only {standing.history.letter.recipient}"
            return (
                "has asked for more time, and nobody has granted it",
                f"run: correspondence replies extend {mailing} {only} --until DATE; or give --no-more-time to remind all the same",
            )
        case _:
            return None


def _granted_since(standing: Standing) -> bool:
    """Tell whether more time was granted since it was asked for last."""
    asked = [one.entry or 0 for one in standing.replies if one.kind == "extension-request"]
    return standing.extended is not None and (standing.extended.id or 0) > max(asked, default=0)


def _not_reached(standing: Standing) -> tuple[str, str] | None:
    """Object where the letter has reached nobody."""
    history = standing.history
    if history.voided:
        return f"is asked no more, since the letter was voided on {history.voided.date}", ""
    if history.returned:
        return (
            f"was not reached, since the letter came back on {history.returned.date}",
            f"find the right address, then run: {_mark(standing, '--reissue')}",
        )
    if standing.state not in SILENT or not history.posted:
        return (
            "was not written to, since the letter is not posted",
            f"post it, then run: {_mark(standing, '--posted DATE')}",
        )
    return None


def _pausing(standing: Standing, rule: Rule) -> tuple[str, str] | None:
    """Object where there is time left."""
    if standing.due is None:
        return None if rule.early else ("was given no day by which to answer", "give --early to remind all the same")
    if rule.as_of > standing.due:
        return None
    if standing.extended:
        return f"has time until {standing.due}, as granted on {standing.extended.date}", ""
    return None if rule.early else (f"has time until {standing.due}", "give --early to remind before that day")


def _reminder_in_hand(standing: Standing, reminders: Sequence[History], rule: Rule) -> tuple[str, str] | None:
    """Object where a reminder was made that has not reached them."""
    for one in reminders:
        mark = f"correspondence register mark {one.letter.mailing}"
        only = f"--only {standing.history.letter.recipient}"
        if one.voided:
            continue
        if one.returned:
            return (
                f"was not reached by the last reminder, which came back on {one.returned.date}",
                f"find the right address, then run: {mark} --void {only}",
            )
        if not one.posted and one.letter.mailing != rule.anew:
            return (
                f"has a reminder of {made_on(one)} that is not posted yet",
                f"post it, then run: {mark} --posted DATE {only}; --void in its place takes it back",
            )
    return None


def _too_soon(standing: Standing, reminders: Sequence[History], rule: Rule) -> tuple[str, str] | None:
    """Object where the last letter is not old enough."""
    last = [(one.posted.date, "was reminded") for one in reminders if one.posted and not one.voided]
    if posted := standing.history.posted:
        last.append((posted.date, "was written to"))
    when, what = max(last, key=lambda one: one[0])
    if (rule.as_of - when).days >= rule.every:
        return None
    return (
        f"{what} on {when}, less than {rule.every} days before",
        "give --every with fewer days to remind all the same",
    )
