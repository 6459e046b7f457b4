"""What a person decides about replies: an entry for each decision, which none before it is changed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from correspondence.asked import AskedLetter
from correspondence.entries import Entry, Kind, Letter, Wanted, histories
from correspondence.errors import RefusedError
from correspondence.questionnaire import Question
from correspondence.register import Register
from correspondence.reply import Passage, ReplyKind
from correspondence.replying.answering import NoAnswerError, Said
from correspondence.replying.asking import inquiries
from correspondence.replying.grounds import (
    Because,
    DecidedMeanwhileError,
    NoReasonError,
    check_reason,
    newest_reply,
    since,
)
from correspondence.replying.letters import standing_now
from correspondence.replying.originals import NoWordsError, content_of, words_in
from correspondence.replying.reading import Reader, ReadReply
from correspondence.replying.recording import reading_details
from correspondence.replying.responses import write_responses
from correspondence.standing import Received, Response, Standing, received_of, standing_of, unmatched
from correspondence.workspace import Workspace

REPLY_ENTRIES: tuple[Kind, ...] = ("received", "read", "decided", "amended")
"""Kinds of entries that tell where a reply belongs."""


class Decisions:
    """Writes decisions down.

    Args:
        workspace: The office's folder.
        register: The open register.
        output: The folder that holds the mailings' folders.
    """

    def __init__(self, workspace: Workspace, register: Register, output: Path) -> None:
        self.workspace, self.register, self.output = workspace, register, output
        self._mailings: set[str] = set()
        self._readers: dict[tuple[str, str], Reader] = {}

    def finish(self) -> tuple[Path, ...]:
        """Write ``responses.yaml`` of every mailing that was concerned; return copies of those that somebody had changed.

        Raises:
            WriteError: One cannot be written.
        """
        _, set_aside = write_responses(self.register, self.output, sorted(self._mailings))
        self._mailings.clear()
        return set_aside

    def answer(
        self,
        letter: Letter,
        question: Question,
        given: Said,
        why: Because,
        *,
        reply: str = "",
        words: str = "",
        seen: Response | None = None,
    ) -> Response:
        """Write down what the answer to a question is.

        Args:
            letter: The letter that asked.
            question: The question.
            given: The answer.
            why: Who says so, and why.
            reply: Checksum of the reply on which it rests; the newest one that speaks of the question where it is empty.
            words: Words of that reply on which it rests; those that were found before where it is empty.
            seen: Where the question stood when the reviewer looked; nobody looked where it is None.

        Returns:
            Where the question stood before.

        Raises:
            DecidedMeanwhileError: The question stands otherwise than the reviewer saw.
            NoAnswerError: It is unanswered, and words are given.
            NoReasonError: A reason is missing.
            NoWordsError: The words do not stand in the reply.
            ProblemsError: Nothing came that could be decided about.
            RegisterError: The register cannot be written.
        """
        if words.strip() and given.answer == "unanswered":
            raise NoAnswerError(question.id, "what is unanswered rests on no words", "leave the words out")
        before = standing_now(self.register, letter)
        rests_on = reply or newest_reply(before, before.response(question.id))
        passages = self._words(before, rests_on, words) if words.strip() else ()
        with self.register.alone():
            standing = standing_now(self.register, letter)
            now = standing.response(question.id)
            if seen is not None and now != seen:
                raise DecidedMeanwhileError(f"{letter.recipient} {question.id}", since(seen, now))
            check_reason(standing, now, given, why)
            current = now.current
            details = {
                "decides": "answer",
                "reply": rests_on,
                "question": question.id,
                "answer": given.answer,
                "value": given.value,
                "reason": why.reason,
                "passages": [one.as_json() for one in passages],
            }
            amends = current.entry if current and current.decided else None
            self._append(self._entry("decided", standing, why, details, amends=amends))
        return now

    def kind(
        self, letter: Letter, sha256: str, kind: ReplyKind, why: Because, *, seen: Received | None = None
    ) -> Received:
        """Write down what kind of reply one is.

        Args:
            letter: The letter to which it came.
            sha256: Its checksum.
            kind: The kind.
            why: Who says so, and why.
            seen: The reply as the reviewer was shown it; nobody looked where it is None.

        Returns:
            The reply as it was before.

        Raises:
            DecidedMeanwhileError: The reply is not as the reviewer saw it.
            NoReasonError: A reason is missing.
            RegisterError: The register cannot be written.
        """
        with self.register.alone():
            standing = standing_now(self.register, letter)
            now = next((one for one in standing.replies if one.sha256 == sha256), None)
            if now is None or (seen is not None and (now.kind, now.doubt) != (seen.kind, seen.doubt)):
                happened = (
                    "it is no reply to this letter any more" if now is None else f"it was decided to be {now.kind}"
                )
                raise DecidedMeanwhileError(f"{letter.recipient} {sha256[:12]}", happened)
            if now.kind != kind and not why.reason:
                raise NoReasonError(f"the reply was read as {now.kind or 'nothing'}, and you say {kind}")
            details = {"decides": "kind", "reply": sha256, "kind": kind, "reason": why.reason}
            self._append(self._entry("decided", standing, why, details))
        return now

    def belongs(self, reply: Received, standing: Standing, why: Because, *, again: bool = False) -> ReadReply:
        """Write down that a reply answers a letter, and what it says: its original is read once more, as that letter's.

        Args:
            reply: The reply.
            standing: The letter.
            why: Who says so, and why.
            again: Whether a decision that it is of nobody is changed by this one.

        Raises:
            DecidedMeanwhileError: Somebody decided meanwhile whose it is.
            NoReasonError: A reason is missing.
            RefusedError: The original cannot be read.
            RegisterError: The register cannot be written.
        """
        letter = standing.history.letter
        if reply.heard:
            raise RefusedError(
                f"{reply.name} was entered by hand",
                f"enter it for the right letter: correspondence replies enter {letter.mailing} {letter.recipient}",
            )
        if reply.match.get("recipient") != letter.recipient and not why.reason:
            raise NoReasonError(f"nothing in the reply was found that says it is of {letter.recipient}")
        read = self._read_as(reply, standing)
        with self.register.alone():
            self._still_nobodys(reply, again=again)
            details = {
                "decides": "match",
                "reply": reply.sha256,
                "name": reply.name,
                "date": reply.on.isoformat(),
                "route": reply.route,
                "match": read.match.as_json(),
                "reason": why.reason,
            }
            files = {reply.file: reply.sha256}
            self._append(
                self._entry("decided", standing, why, details, files=files),
                self._entry("read", standing, why, reading_details(read)),
            )
        return read

    def nobodys(self, reply: Received, why: Because) -> None:
        """Write down that a reply answers no letter of ours.

        Raises:
            DecidedMeanwhileError: Somebody decided meanwhile whose it is.
            NoReasonError: A reason is missing.
            RegisterError: The register cannot be written.
        """
        if reply.match.get("recipient") and not why.reason:
            raise NoReasonError(
                f"it looks as if it were of {reply.match['recipient']}, and you say that it is of nobody"
            )
        with self.register.alone():
            self._still_nobodys(reply)
            details = {"decides": "match", "reply": reply.sha256, "nobody": True, "reason": why.reason}
            self._append(Entry("decided", "", why.at, by=why.by, details=_kept(details)))

    def withdraw(self, reply: Received, standing: Standing, why: Because) -> None:
        """Write down that a reply does not belong to the letter to which it was matched.

        Raises:
            DecidedMeanwhileError: Somebody took it away meanwhile.
            NoReasonError: A reason is missing.
            RegisterError: The register cannot be written.
        """
        if not why.reason:
            raise NoReasonError("what is on record by this reply will count no more")
        letter = standing.history.letter
        with self.register.alone():
            now = standing_now(self.register, letter)
            if all(one.sha256 != reply.sha256 for one in now.replies):
                happened = "it was taken away from this letter already"
                raise DecidedMeanwhileError(f"{letter.recipient} {reply.sha256[:12]}", happened)
            details = {"withdrawn": reply.sha256, "reason": why.reason}
            self._append(self._entry("amended", now, why, details, amends=reply.entry))

    def _words(self, standing: Standing, sha256: str, words: str) -> tuple[Passage, ...]:
        """Return where words stand in a reply.

        Raises:
            NoWordsError: They do not, or the reply is none of this letter's.
        """
        own = next((one for one in standing.replies if one.sha256 == sha256), None)
        if own is None:
            raise NoWordsError(sha256[:12], "is no reply to this letter")
        return (words_in(self.workspace, own, words),)

    def _still_nobodys(self, reply: Received, *, again: bool = False) -> None:
        """Make sure that nobody has said whose a reply is.

        Raises:
            DecidedMeanwhileError: Somebody has.
        """
        entries = self.register.entries(Wanted(kinds=REPLY_ENTRIES))
        if any(one.sha256 == reply.sha256 for one in unmatched(entries)):
            return
        decided = [
            one for one in entries if one.details.get("decides") == "match" and one.details["reply"] == reply.sha256
        ]
        whose = decided[-1].recipient if decided else "somebody else"
        if again and not whose:
            return
        who = f"{decided[-1].by or 'somebody'} decided on {decided[-1].at.date()}" if decided else "it was decided"
        raise DecidedMeanwhileError(reply.sha256[:12], f"{who} that it is of {whose or 'nobody of ours'}")

    def _read_as(self, reply: Received, standing: Standing) -> ReadReply:
        """Read the original of a reply as one to a letter."""
        made = standing.asked
        key = made.template, made.list
        if key not in self._readers:
            self._readers[key] = Reader(self.workspace, inquiries(self.workspace, self.register, *key))
        reader = self._readers[key]
        belongs = _asked_letter(reader.letters, standing.history.letter)
        read = reader.content(Path(reply.name), content_of(self.workspace, reply), belongs)
        if read.missing:
            raise RefusedError(f"{reply.name} cannot be read again", read.missing)
        return read

    def _entry(
        self,
        kind: Kind,
        standing: Standing,
        why: Because,
        details: Mapping[str, Any],
        *,
        files: Mapping[str, str] = MappingProxyType({}),
        amends: int | None = None,
    ) -> Entry:
        letter = standing.history.letter
        return Entry(
            kind,
            letter.mailing,
            why.at,
            recipient=letter.recipient,
            number=standing.history.number,
            template=letter.template,
            by=why.by,
            files=files,
            details=_kept(details),
            amends=amends,
        )

    def _append(self, *entries: Entry) -> None:
        self.register.append(entries)
        self._mailings |= {entry.mailing for entry in entries if entry.mailing}


def received_replies(register: Register) -> tuple[tuple[Received, Standing | None], ...]:
    """Return every reply that came, with the letter to which it belongs, None where nobody knows or it is nobody's."""
    owned = {
        reply.sha256: (reply, standing)
        for history in histories(register.entries())
        if (standing := standing_of(history)) is not None
        for reply in standing.replies
    }
    came = [received_of(entry) for entry in register.entries(Wanted(kinds=("received",)))]
    known = {one.sha256: one for one in (*came, *unmatched(register.entries(Wanted(kinds=REPLY_ENTRIES))))}
    return tuple(owned.get(sha256, (reply, None)) for sha256, reply in known.items())


def _asked_letter(letters: Iterable[AskedLetter], letter: Letter) -> AskedLetter:
    return next(
        one
        for one in letters
        if (one.mailing, one.recipient.id, one.template) == (letter.mailing, letter.recipient, letter.template)
    )


def _kept(details: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in details.items() if value not in ("", None, [])}
