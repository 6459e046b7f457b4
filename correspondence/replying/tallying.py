"""Tally mailings: who was asked, what came back, and what is to be done next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from correspondence.entries import Entry, Kind, Wanted, histories
from correspondence.register import Register
from correspondence.standing import Received, Response, Standing, State, standing_of, unmatched

MATCHING: tuple[Kind, ...] = ("received", "read", "decided", "amended")
"""The kinds of entries by which a reply is known to belong to no letter yet."""
ResponseState = Literal["on-record", "waits", "open"]

REVIEW = "decide what waits"
_DUTIES = {
    "not posted": "post it, then run",
    "returned": "find the right address, then issue it anew",
    "needs-review": REVIEW,
    "extension-requested": "grant more time",
    "overdue": "remind them",
}
_COMMANDS = {
    "not posted": "register mark {mailing} --posted DATE --only {only}",
    "returned": "register mark {mailing} --reissue --only {only}",
    "needs-review": "replies review {mailing} --only {only}",
    "extension-requested": "replies extend {mailing} --only {only} --until DATE",
    "overdue": "replies remind {mailing} --template TEMPLATE --only {only}",
}


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked, and how the matter stands.

    Attributes:
        standing: How it stands.
        as_of: The day on which somebody wants to know.
    """

    standing: Standing
    as_of: datetime.date

    @property
    def made(self) -> Entry:
        """The newest entry that says the letter was made."""
        return self.standing.asked

    @property
    def mailing(self) -> str:
        """Name of the mailing."""
        return self.standing.history.letter.mailing

    @property
    def recipient(self) -> str:
        """Id of the recipient."""
        return self.standing.history.letter.recipient

    @property
    def template(self) -> str:
        """Id of the template."""
        return self.standing.history.letter.template

    @property
    def name(self) -> str:
        """Who it is: name and organization; the id where the register has no more."""
        return str(self.made.details.get("name", "")) or self.recipient

    @property
    def number(self) -> str:
        """The letter's reference number."""
        return self.standing.history.number

    @property
    def questionnaire(self) -> str:
        """Id of what was asked."""
        return str(self.made.details["questionnaire"])

    @property
    def posted(self) -> datetime.date | None:
        """The day on which it was posted, None where it was not."""
        posted = self.standing.history.posted
        return posted.date if posted else None

    @property
    def route(self) -> str:
        """How it was posted, or empty."""
        posted = self.standing.history.posted
        return str(posted.details.get("route", "")) if posted else ""

    @property
    def certified_number(self) -> str:
        """What the post office calls it, or empty."""
        posted = self.standing.history.posted
        return str(posted.details.get("certified_number", "")) if posted else ""

    @property
    def due(self) -> datetime.date | None:
        """The day by which the answer is asked for, with what was granted."""
        return self.standing.due

    @property
    def state(self) -> State:
        """How the matter stands, in a word."""
        return self.standing.state

    @property
    def overdue(self) -> bool:
        """Whether the answer should have come by now."""
        return self.standing.overdue(self.as_of)

    @property
    def answered_on(self) -> datetime.date | None:
        """The day on which the first reply came that is about the matter, None where none did."""
        days = [one.on for one in self.standing.replies if one.kind != "unrelated"]
        return min(days, default=None)

    @property
    def duty(self) -> str:
        """What stands in the way of an answer, as a word; empty where the office has nothing to do."""
        if self.state == "extension-requested" and not self._was_granted:
            return "extension-requested"
        if self.state in {"not posted", "returned", "needs-review"}:
            return self.state
        return "overdue" if self.overdue else ""

    @property
    def _was_granted(self) -> bool:
        """Whether more time was granted since it was asked for."""
        asked = [one.entry or 0 for one in self.standing.replies if one.kind == "extension-request"]
        extended = self.standing.extended
        return extended is not None and (extended.id or 0) > max(asked, default=0)

    @property
    def remedy(self) -> str:
        """What the office must do next, without a full stop; empty where that is nothing."""
        return Task(self.duty, (self,)).remedy if self.duty else ""


@dataclass(frozen=True)
class Task:
    """Something to be done about letters of one mailing.

    Attributes:
        duty: What stands in the way, as a word.
        letters: The letters, at least one.
    """

    duty: str
    letters: tuple[Asked, ...]

    @property
    def remedy(self) -> str:
        """What to do, and the command for it, which names the letters."""
        return self._with(",".join(one.recipient for one in self.letters))

    @property
    def short_remedy(self) -> str:
        """The same for many letters: none named where the command finds them by itself."""
        if self.duty in {"needs-review", "overdue"}:
            return self.remedy.rpartition(" --only ")[0]
        return self._with("ID,ID")

    def _with(self, only: str) -> str:
        command = _COMMANDS[self.duty].format(mailing=self.letters[0].mailing, only=only)
        return f"{_DUTIES[self.duty]}: correspondence {command}"


@dataclass(frozen=True)
class MailingTally:
    """The letters of one mailing that ask the same.

    Attributes:
        letters: At least one, in the order in which they were made.
    """

    letters: tuple[Asked, ...]

    @property
    def mailing(self) -> str:
        """Name of the mailing."""
        return self.letters[0].mailing

    @property
    def template(self) -> str:
        """Id of the template."""
        return self.letters[0].template

    @property
    def title(self) -> str:
        """What the letters are called."""
        return next((title for one in self.letters if (title := str(one.made.details.get("title", "")))), self.template)

    @property
    def questions(self) -> tuple[str, ...]:
        """Ids of the questions, in the order in which they were asked."""
        return tuple(dict.fromkeys(one.question for letter in self.letters for one in letter.standing.responses))

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What is to be done next, each duty once."""
        found: dict[str, list[Asked]] = {duty: [] for duty in _DUTIES}
        for letter in self.letters:
            if letter.duty:
                found[letter.duty].append(letter)
        return tuple(Task(duty, tuple(letters)) for duty, letters in found.items() if letters)

    def count(self, *states: State) -> int:
        """Count the letters in some states."""
        return sum(one.state in states for one in self.letters)


@dataclass(frozen=True)
class Tally:
    """Who was asked, and what came back.

    Attributes:
        as_of: The day on which somebody wants to know.
        letters: Everybody to whom a questionnaire was made, in the order in which that happened.
        unmatched: The replies whose letter nobody knows yet, oldest first.
    """

    as_of: datetime.date
    letters: tuple[Asked, ...]
    unmatched: tuple[Received, ...]

    @property
    def mailings(self) -> tuple[MailingTally, ...]:
        """The same, each mailing and questionnaire for itself."""
        found: dict[tuple[str, str, str], list[Asked]] = {}
        for one in self.letters:
            found.setdefault((one.mailing, one.template, one.questionnaire), []).append(one)
        return tuple(MailingTally(tuple(letters)) for letters in found.values())


def tally(register: Register, as_of: datetime.date, mailing: str = "") -> Tally:
    """Say who was asked, when, by which route, when the answer is due, and what came back.

    Args:
        register: The open register.
        as_of: The day on which somebody wants to know.
        mailing: Name of a mailing; empty for all.

    Returns:
        Everybody to whom a questionnaire was made, and the replies that belong to no letter yet, to whichever mailing they
        may belong.

    Raises:
        RegisterError: The register cannot be read.
    """
    letters = tuple(
        Asked(standing, as_of)
        for history in histories(register.entries(Wanted(mailing=mailing)))
        if (standing := standing_of(history)) is not None
    )
    return Tally(as_of, letters, unmatched(register.entries(Wanted(kinds=MATCHING))))


def state_of(response: Response) -> ResponseState:
    """Tell whether a question has an answer on record, one that waits for a person, or none.

    A question with an answer on record keeps it while another one waits.
    """
    if response.current is not None and response.current.answer.answer != "unanswered":
        return "on-record"
    return "waits" if response.waiting else "open"


def counted_by_state(letters: Iterable[Asked]) -> Iterator[tuple[State, int]]:
    """Yield how many letters are in each state, those states alone in which there are some."""
    letters = tuple(letters)
    order: tuple[State, ...] = (
        *("not posted", "posted", "returned", "voided", "acknowledged", "extension-requested", "refused"),
        *("needs-review", "partly-answered", "answered"),
    )
    for state in order:
        number = sum(one.state == state for one in letters)
        if number:
            yield state, number
