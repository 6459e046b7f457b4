"""Tally a mailing: who was asked, and how the matter stands."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from correspondence.entries import Entry, History, Wanted, histories
from correspondence.register import Register

State = Literal["not posted", "posted", "returned", "voided", "received"]


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked, and how the matter stands.

    Attributes:
        mailing: Name of the mailing.
        recipient: Id of the recipient.
        name: Who it is.
        number: The letter's reference number.
        questionnaire: Id of what was asked.
        made: The day on which the letter was made last.
        posted: The day on which it was posted, None where it was not.
        route: How it was posted, or empty.
        certified_number: What the post office calls it, or empty.
        due: The day by which the answer is asked for, or None.
        state: How the matter stands.
        overdue: Whether the answer should have come by now. A letter that was never posted, or came
            back, has reached nobody whose answer could be late.
    """

    mailing: str
    recipient: str
    name: str
    number: str
    questionnaire: str
    made: datetime.date
    posted: datetime.date | None
    route: str
    certified_number: str
    due: datetime.date | None
    state: State
    overdue: bool

    @property
    def remedy(self) -> str:
        """What the office must do before an answer can come, without a full stop; empty where that is nothing."""
        mark = f"correspondence register mark {self.mailing}"
        match self.state:
            case "not posted":
                return f"post it, then run: {mark} --posted DATE --only {self.recipient}"
            case "returned":
                return f"find the right address, then issue it anew: {mark} --reissue --only {self.recipient}"
            case _:
                return ""


def tally(register: Register, as_of: datetime.date, mailing: str = "") -> tuple[Asked, ...]:
    """Say who was asked, when, by which route, and when the answer is due.

    Args:
        register: The open register.
        as_of: The day on which somebody wants to know.
        mailing: Name of a mailing; empty for all.

    Returns:
        Everybody to whom a questionnaire was made, in the order in which that happened.

    Raises:
        RegisterError: The register cannot be read.
    """
    return tuple(
        _asked(history, made, as_of)
        for history in histories(register.entries(Wanted(mailing=mailing)))
        if (made := history.made) is not None and made.details.get("questionnaire")
    )


def _asked(history: History, made: Entry, as_of: datetime.date) -> Asked:
    posted = history.posted
    due = datetime.date.fromisoformat(made.details["due"]) if "due" in made.details else None
    received = any(entry.kind == "received" for entry in history.entries)
    state: State = (
        "received"
        if received
        else "voided"
        if history.voided
        else "returned"
        if history.returned
        else "posted"
        if posted
        else "not posted"
    )
    return Asked(
        mailing=history.letter.mailing,
        recipient=history.letter.recipient,
        name=made.details.get("name", ""),
        number=history.number,
        questionnaire=made.details["questionnaire"],
        made=made.at.date(),
        posted=posted.date if posted else None,
        route=posted.details.get("route", "") if posted else "",
        certified_number=posted.details.get("certified_number", "") if posted else "",
        due=due,
        state=state,
        overdue=bool(due and due < as_of and state == "posted"),
    )
