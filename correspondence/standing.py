"""How the matter of a letter stands, told from what the register holds about it.

Nothing here is kept: it follows from the entries each time. What the inward chain writes:

- ``received``: a reply came. ``files`` has its original; ``details``: ``name`` of the file, ``date`` on which it came,
  ``route``, ``match`` (:meth:`~correspondence.reply.Match.as_json`), and for what was not written, ``heard``: the words as they
  were taken down. A reply whose letter is not certain is received with no recipient.
- ``read``: what it says. ``details``: ``reply`` (checksum of the original), ``kind``, ``doubt``, ``dated``, ``answers`` by question
  (:meth:`~correspondence.reply.Answer.as_json`), ``unreadable``.
- ``decided``: what a person decided. ``details``: ``decides`` (``match``, ``kind`` or ``answer``), ``reply``, ``reason``, and what was decided:
  for a match the ``name``, ``date`` and ``route`` of the reply once more (``nobody`` is true where it is no letter of ours), the
  ``kind``, or ``question``, ``answer``, ``value`` and ``passages``.
- ``amended``: ``due`` grants more time; ``withdrawn`` (checksum of an original) says that a reply does not belong to this letter.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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


def standing_of(history: History) -> Standing | None:
    """Tell how the matter of a letter stands; None where the letter was never made or asked nothing."""
    made = history.made
    if made is None or not made.details.get("questionnaire"):
        return None
    told = _Told()
    for entry in history.entries:
        told.take(entry)
    due = made.details.get("due")
    asked = tuple(made.details.get("questions") or told.questions())
    return Standing(
        history,
        tuple(told.replies.values()),
        tuple(told.response(question) for question in asked),
        told.due or (datetime.date.fromisoformat(due) if due else None),
        told.extended,
        frozenset(made.details.get("optional", ())),
    )


class _Told:
    """What the entries of one letter tell, one after the other."""

    def __init__(self) -> None:
        self.replies: dict[str, Received] = {}
        self.due: datetime.date | None = None
        self.extended: Entry | None = None
        self._decided: list[tuple[str, Statement, frozenset[str]]] = []
        self._order: list[tuple[str, str]] = []
        self._kinds: dict[str, str] = {}

    def take(self, entry: Entry) -> None:
        """Go on to the next entry."""
        match entry.kind:
            case "received":
                self._receive(entry)
            case "read":
                self._read(entry)
            case "decided":
                self._decide(entry)
            case "amended":
                self._amend(entry)
            case _:
                pass

    def _receive(self, entry: Entry) -> None:
        reply = received_of(entry)
        self.replies[reply.sha256] = reply

    def _read(self, entry: Entry) -> None:
        details = entry.details
        sha256 = details["reply"]
        before = self.replies.get(sha256)
        if before is None:
            return
        kind = self._kinds.get(sha256, "")
        self.replies[sha256] = replace(
            before,
            kind=kind or details["kind"],
            doubt="" if kind else details.get("doubt", ""),
            dated=datetime.date.fromisoformat(details["dated"]) if details.get("dated") else None,
            answers=MappingProxyType({name: Answer.from_json(name, kept) for name, kept in details["answers"].items()}),
            unreadable=tuple(Unreadable(one["file"], one["reason"]) for one in details.get("unreadable", ())),
        )
        self._order = [(sha, name) for sha, name in self._order if sha != sha256]
        self._order += [(sha256, name) for name in details["answers"]]

    def _decide(self, entry: Entry) -> None:
        details = entry.details
        sha256 = details.get("reply", "")
        match details["decides"]:
            case "match":
                self._receive(entry)
            case "kind":
                self._kinds[sha256] = details["kind"]
                if sha256 in self.replies:
                    self.replies[sha256] = replace(self.replies[sha256], kind=details["kind"], doubt="")
            case _:
                question = details["question"]
                settled = frozenset(sha for sha, name in self._order if name == question)
                self._decided.append((question, self._statement(entry), settled))

    def _statement(self, entry: Entry) -> Statement:
        details = entry.details
        sha256, question = details.get("reply", ""), details["question"]
        read = self.replies[sha256].answers.get(question) if sha256 in self.replies else None
        passages = tuple(Passage.from_json(one) for one in details.get("passages", ()))
        if read and not passages:
            passages = read.passages
        answer = Answer(
            question,
            details["answer"],
            details.get("value", ""),
            passages,
            read.authorities if read else (),
            read.explanation if read else None,
            read.third_party if read else None,
            details.get("method") or (read.method if read else "entered"),
            "accepted",
            "",
            1.0,
        )
        on = self.replies[sha256].on if sha256 in self.replies else entry.date
        return Statement(answer, sha256, on, entry.id, entry.by, decided=True, reason=details.get("reason", ""))

    def _amend(self, entry: Entry) -> None:
        details = entry.details
        if details.get("due"):
            self.due, self.extended = datetime.date.fromisoformat(details["due"]), entry
        if withdrawn := details.get("withdrawn"):
            self.replies.pop(withdrawn, None)
            self._order = [(sha, name) for sha, name in self._order if sha != withdrawn]
            self._decided = [one for one in self._decided if one[1].reply != withdrawn]

    def questions(self) -> Iterable[str]:
        """Return the questions of which anything was said, where the letter's entry does not list them."""
        names = [name for _, name in self._order] + [question for question, _, _ in self._decided]
        return dict.fromkeys(names)

    def response(self, question: str) -> Response:
        """Tell where one question stands."""
        settled = {sha for name, _, sha256s in self._decided if name == question for sha in sha256s}
        on_record: list[Statement] = []
        waiting: list[Statement] = []
        for statement in self._statements(question):
            answer = statement.answer
            if statement.decided or (answer.status == "accepted" and answer.answer != "unanswered"):
                if statement.decided or statement.reply not in settled:
                    on_record.append(statement)
            elif answer.status == "needs-review" and statement.reply not in settled:
                waiting.append(statement)
        current = on_record[-1] if on_record else None
        return Response(question, current, tuple(waiting), tuple(on_record[:-1]))

    def _statements(self, question: str) -> Iterator[Statement]:
        """Yield what was said to a question, in the order in which it was written down."""
        found = [
            Statement(reply.answers[question], sha256, reply.on, reply.entry)
            for sha256, name in self._order
            if name == question and (reply := self.replies.get(sha256)) is not None
        ]
        decided = [statement for name, statement, _ in self._decided if name == question]
        yield from sorted((*found, *decided), key=lambda one: one.entry or 0)


def received_of(entry: Entry) -> Received:
    """Return the reply that an entry of the kind *received*, or a decision about a match, brings to a letter."""
    details = entry.details
    file, sha256 = next(iter(entry.files.items()), ("", ""))
    return Received(
        sha256=details.get("reply") or sha256,
        file=file,
        name=details.get("name", ""),
        on=entry.date,
        route=details.get("route", ""),
        by=entry.by,
        match=MappingProxyType(dict(details.get("match") or {})),
        entry=entry.id,
        heard=details.get("heard", ""),
    )


def unmatched(entries: Iterable[Entry]) -> tuple[Received, ...]:
    """Return the replies whose letter nobody knows yet, oldest first.

    Args:
        entries: All entries of the kinds *received*, *read* and *decided*.
    """
    found: dict[str, Received] = {}
    for entry in entries:
        sha256 = entry.details.get("reply", "")
        if entry.kind == "received" and not entry.recipient:
            reply = received_of(entry)
            found[reply.sha256] = reply
        elif entry.kind == "read" and not entry.recipient and sha256 in found:
            unreadable = tuple(Unreadable(one["file"], one["reason"]) for one in entry.details.get("unreadable", ()))
            found[sha256] = replace(found[sha256], kind=entry.details["kind"], unreadable=unreadable)
        elif entry.kind == "decided" and entry.details["decides"] == "match":
            found.pop(sha256, None)
    return tuple(found.values())
