"""From the entries of a letter to where it stands."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from correspondence.entries import Entry, History
from correspondence.reply import Answer, Passage, Unreadable
from correspondence.standing.values import Received, Response, Standing, Statement

UNREAD = "it was not read yet"


def standing_of(history: History) -> Standing | None:
    """Tell how the matter of a letter stands; None where the letter was never made or asked nothing."""
    made = history.made
    if made is None or not made.details.get("questionnaire"):
        return None
    told = _Told(tuple(made.details.get("questions", ())))
    for entry in history.entries:
        told.take(entry)
    due = made.details.get("due")
    return Standing(
        history,
        tuple(told.replies.values()),
        tuple(told.response(question) for question in told.questions()),
        told.due or (datetime.date.fromisoformat(due) if due else None),
        told.extended,
        frozenset(made.details.get("optional", ())),
    )


_Place = tuple[datetime.date, int]
"""Where a statement stands among others: a later day amends, and on one day what was written down later."""


@dataclass(frozen=True)
class _Decision:
    """What a person decided about a question.

    Attributes:
        statement: What is on record by it.
        place: Where it stands among the other statements.
        settles: Checksums of the replies whose words about the question wait no more.
        before: What was on record by those replies without a person.
    """

    statement: Statement
    place: _Place
    settles: frozenset[str] = frozenset()
    before: tuple[tuple[_Place, Statement], ...] = ()


class _Told:
    """What the entries of one letter tell, one after the other."""

    def __init__(self, asked: tuple[str, ...]) -> None:
        self.asked = asked
        self.replies: dict[str, Received] = {}
        self.due: datetime.date | None = None
        self.extended: Entry | None = None
        self._decided: list[_Decision] = []
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
        self.replies[reply.sha256] = reply if reply.heard else replace(reply, doubt=UNREAD)

    def _read(self, entry: Entry) -> None:
        details = entry.details
        before = self.replies.get(details["reply"])
        if before is None:
            return
        kind = self._kinds.get(before.sha256, "")
        unreadable = tuple(Unreadable(one["file"], one["reason"]) for one in details.get("unreadable", ()))
        self.replies[before.sha256] = replace(
            before,
            kind=kind or details["kind"],
            doubt="" if kind else details.get("doubt") or _not_read(unreadable),
            dated=datetime.date.fromisoformat(details["dated"]) if details.get("dated") else None,
            answers=MappingProxyType({name: Answer.from_json(name, kept) for name, kept in details["answers"].items()}),
            unreadable=unreadable,
            marks=MappingProxyType({name: Passage.from_json(kept) for name, kept in details.get("marks", {}).items()}),
        )
        self._see_that_it_answers(before.sha256)

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
                    self._see_that_it_answers(sha256)
            case _:
                self._decided.append(self._decision(entry))

    def _see_that_it_answers(self, sha256: str) -> None:
        """Let each question wait of a reply that answers, as a person says, and in which no answer was found."""
        reply = self.replies[sha256]
        if self._kinds.get(sha256) == "answers" and not reply.answers:
            nothing = {name: _not_found(name) for name in self.asked}
            self.replies[sha256] = replace(reply, answers=MappingProxyType(nothing))

    def _decision(self, entry: Entry) -> _Decision:
        """Return a decision about an answer. What came by telephone is one more reply, and settles none of the others."""
        statement = self._statement(entry)
        place = (statement.on, entry.id or 0)
        if statement.answer.method == "entered" and entry.details.get("method"):
            return _Decision(statement, place)
        question = statement.answer.question
        said, on_record = self._said(question), self._on_record(question)
        return _Decision(
            statement,
            (max((on for (on, _), _ in (*said, *on_record)), default=statement.on), entry.id or 0),
            frozenset(one.reply for _, one in said),
            tuple((where, one) for where, one in on_record if not one.decided),
        )

    def _statement(self, entry: Entry) -> Statement:
        details = entry.details
        sha256, question = details.get("reply", ""), details["question"]
        read = self.replies[sha256].answers.get(question) if sha256 in self.replies else None
        if details["answer"] == "unanswered":  # which rests on no words
            read = replace(read, passages=(), authorities=(), explanation=None, third_party=None) if read else None
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
            self._kinds.pop(withdrawn, None)
            kept = [one for one in self._decided if one.statement.reply != withdrawn]
            self._decided = [replace(one, settles=one.settles - {withdrawn}) for one in kept]

    def questions(self) -> Iterable[str]:
        """Return the questions that were asked; those of which anything was said, where the letter's entry lists none."""
        if self.asked:
            return self.asked
        said = [name for reply in self.replies.values() for name in reply.answers]
        return dict.fromkeys([*said, *(one.statement.answer.question for one in self._decided)])

    def response(self, question: str) -> Response:
        """Tell where one question stands."""
        settled = self._settled(question)
        on_record = [one for _, one in sorted(self._on_record(question), key=itemgetter(0))]
        waiting = [
            one
            for _, one in sorted(self._said(question), key=itemgetter(0))
            if one.status == "needs-review" and one.reply not in settled
        ]
        return Response(question, on_record[-1] if on_record else None, tuple(waiting), tuple(on_record[:-1]))

    def _settled(self, question: str) -> frozenset[str]:
        """Return the replies whose words about a question wait no more, as a person decided."""
        own = [one.settles for one in self._decided if one.statement.answer.question == question]
        return frozenset[str]().union(*own)

    def _on_record(self, question: str) -> list[tuple[_Place, Statement]]:
        """Return what is on record about a question or was, each once."""
        settled = self._settled(question)
        by_replies = {
            one.reply: (place, one)
            for place, one in self._said(question)
            if one.status == "accepted" and one.answer.answer != "unanswered" and one.reply not in settled
        }
        decided = [one for one in self._decided if one.statement.answer.question == question]
        for decision in decided:
            by_replies |= {one.reply: (place, one) for place, one in decision.before if one.reply in self.replies}
        return [*by_replies.values(), *((one.place, one.statement) for one in decided)]

    def _said(self, question: str) -> list[tuple[_Place, Statement]]:
        """Return what the replies say to a question; one of another kind, as a person decided, says nothing."""
        return [
            ((reply.on, reply.entry or 0), Statement(reply.answers[question], sha256, reply.on, reply.entry))
            for sha256, reply in self.replies.items()
            if question in reply.answers and self._kinds.get(sha256, "answers") == "answers"
        ]


def _not_read(unreadable: tuple[Unreadable, ...]) -> str:
    """Say what of a reply could not be read; empty where all could."""
    return "; ".join(f"{one.file} could not be read ({one.reason})" for one in unreadable)


def _not_found(question: str) -> Answer:
    reason = "the reply answers, as a person decided, and no answer was found in it"
    return Answer(question, "unanswered", "", (), (), None, None, "proposed", "needs-review", reason, 0.0)


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
        entries: All entries of the kinds *received*, *read*, *decided* and *amended*.
    """
    known: dict[str, Received] = {}
    found: dict[str, Received] = {}
    for entry in entries:
        details = entry.details
        sha256 = details.get("reply", "")
        decided = entry.kind == "decided" and details["decides"] == "match"
        if entry.kind == "received":
            reply = received_of(entry)
            known[reply.sha256] = reply
            if not entry.recipient:
                found[reply.sha256] = reply
        elif entry.kind == "read" and sha256 in known:
            unreadable = tuple(Unreadable(one["file"], one["reason"]) for one in details.get("unreadable", ()))
            dated = datetime.date.fromisoformat(details["dated"]) if details.get("dated") else None
            known[sha256] = replace(known[sha256], kind=details["kind"], dated=dated, unreadable=unreadable)
            if sha256 in found:
                found[sha256] = known[sha256]
        elif decided:
            found.pop(sha256, None)
        elif (sha256 := details.get("withdrawn", "")) in known and not known[sha256].heard:
            found[sha256] = replace(known[sha256], match=MappingProxyType(_taken_away(entry)))
    return tuple(found.values())


def _taken_away(entry: Entry) -> dict[str, Any]:
    """Return what is known of the letter of a reply that was taken away from one: which it is not, and why."""
    why = entry.details.get("reason", "")
    reason = f"{entry.by or 'somebody'} took it away from {entry.recipient}{f': {why}' if why else ''}"
    return {"recipient": None, "number": "", "method": "none", "status": "needs-review", "reason": reason, "keys": []}
