"""Where a letter and its questions stand: the values."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from correspondence.entries import Entry, History
from correspondence.reply import Answer, Passage, Status, Unreadable

State = Literal[
    "not posted",
    "posted",
    "returned",
    "voided",
    "acknowledged",
    "extension-requested",
    "refused",
    "needs-review",
    "partly-answered",
    "answered",
]
"""``needs-review``: something that came waits for a person; ``partly-answered``: a required question is still open."""

SILENT: frozenset[State] = frozenset({"posted", "acknowledged", "extension-requested"})
"""States in which the office still waits for an answer, and may remind."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One answer to one question, from one reply or from the person who decided.

    Attributes:
        answer: What is said, with the words that it rests on.
        reply: Checksum of the reply that says it; empty where a decision rests on none.
        on: The day on which the reply came.
        entry: Id of the entry that has it.
        by: Who decided or took it down; empty where nobody had to.
        decided: Whether a person decided it.
        reason: Their reason.
    """

    answer: Answer
    reply: str
    on: datetime.date
    entry: int | None = None
    by: str = ""
    decided: bool = False
    reason: str = ""

    @property
    def status(self) -> Status:
        """Whether it is on record or waits for a person."""
        return "accepted" if self.decided else self.answer.status

    @property
    def says(self) -> tuple[str, str]:
        """Answer and value: what two statements are compared by."""
        return self.answer.answer, self.answer.value


@dataclass(frozen=True, slots=True)
class Response:
    """Where one question of one letter stands.

    Attributes:
        question: The question's id.
        current: The answer on record, None where there is none yet.
        waiting: What waits for a person, oldest first.
        earlier: What was on record before, oldest first; a later reply amends and never overwrites.
    """

    question: str
    current: Statement | None = None
    waiting: tuple[Statement, ...] = ()
    earlier: tuple[Statement, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it and nothing waits."""
        return not self.waiting and (self.current is None or self.current.answer.answer == "unanswered")


@dataclass(frozen=True, slots=True)
class Received:
    """One reply that came.

    Attributes:
        sha256: Checksum of its original.
        file: Path of the original, as the register calls it; empty where there is none.
        name: What the file was called when it came.
        on: The day on which it came.
        route: How it came, or empty.
        by: Who recorded it.
        match: How its letter was found.
        kind: What kind of reply it is; empty before it was read.
        doubt: Why a person must look at the kind; empty where it is plain or decided.
        dated: The day that it bears, or None.
        answers: What it says to each question, by the question's id.
        unreadable: What of it could not be read.
        marks: Where the answer to a question stands on a form of ours, by the question's id: a passage with a box, and
            without words.
        entry: Id of the entry by which it came to this letter.
        heard: The words of what was not written, as they were taken down.
    """

    sha256: str
    file: str
    name: str
    on: datetime.date
    route: str = ""
    by: str = ""
    match: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    kind: str = ""
    doubt: str = ""
    dated: datetime.date | None = None
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    unreadable: tuple[Unreadable, ...] = ()
    marks: Mapping[str, Passage] = field(default_factory=lambda: MappingProxyType({}))
    entry: int | None = None
    heard: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the matter of one letter stands.

    Attributes:
        history: What the register holds about it.
        replies: What came, oldest first, without what was withdrawn.
        responses: One for each question that was asked, in its order.
        due: The day by which the answer is asked for, with what was granted; None where the letter names none.
        extended: The entry that granted more time last, or None.
        optional: Ids of the questions that need no answer.
    """

    history: History
    replies: tuple[Received, ...]
    responses: tuple[Response, ...]
    due: datetime.date | None
    extended: Entry | None
    optional: frozenset[str] = frozenset()

    @property
    def asked(self) -> Entry:
        """The newest entry that says the letter was made."""
        made = self.history.made
        if made is None:
            message = "the letter was never made"
            raise ValueError(message)
        return made

    def response(self, question: str) -> Response:
        """Return where one question stands; one of which nothing is known has nothing."""
        return next((one for one in self.responses if one.question == question), Response(question))

    @property
    def waiting(self) -> tuple[Statement, ...]:
        """Every answer that waits for a person."""
        return tuple(one for response in self.responses for one in response.waiting)

    @property
    def doubts(self) -> tuple[Received, ...]:
        """The replies at whose kind, or at parts that could not be read, a person must look."""
        return tuple(one for one in self.replies if one.doubt)

    @property
    def state(self) -> State:
        """How the matter stands, in a word."""
        if self.waiting or self.doubts:
            return "needs-review"
        required = [one for one in self.responses if one.question not in self.optional] or list(self.responses)
        answered = [one for one in self.responses if not one.is_open]
        if answered:
            return "partly-answered" if any(one.is_open for one in required) else "answered"
        kinds = [one.kind for one in self.replies]
        if "refusal" in kinds:
            return "refused"
        if self.history.voided:
            return "voided"
        if "extension-request" in kinds:
            return "extension-requested"
        if "acknowledgement" in kinds:
            return "acknowledged"
        if self.history.returned:
            return "returned"
        return "posted" if self.history.posted else "not posted"

    def overdue(self, as_of: datetime.date) -> bool:
        """Tell whether the answer should have come by a day.

        A letter that was never posted, or came back, has reached nobody whose answer could be late.
        """
        reached = bool(self.history.posted) and not self.history.returned
        return bool(reached and self.due and self.due < as_of and self.state in {*SILENT, "partly-answered"})
