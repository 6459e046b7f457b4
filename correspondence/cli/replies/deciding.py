"""The review at the terminal: what waits is shown, one after the other, and each time a decision is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from correspondence.cli.options import now
from correspondence.cli.replies.asking import asked, meant, wanted
from correspondence.cli.replies.showing import doubtful_lines, nobodys_lines, says, undecided_lines
from correspondence.errors import CorrespondenceError, ProblemsError, RefusedError

if TYPE_CHECKING:
    from correspondence.entries import Letter
    from correspondence.questionnaire import Question
    from correspondence.replying import (
        Because,
        Decisions,
        Doubtful,
        Item,
        Nobodys,
        Opening,
        Places,
        Said,
        Shown,
        Undecided,
    )
    from correspondence.standing import Received, Standing, Statement

LETTERS = {"a": "accept", "s": "skip", "q": "quit", "v": "value", "y": "yes", "n": "no", "p": "partial"}


class _Quit(Exception):  # noqa: N818  (it is no error)
    """The reviewer wants no more."""


class _Skip(Exception):  # noqa: N818  (it is no error)
    """The reviewer leaves this one for later."""


@dataclass
class Review:
    """One person's way through what waits.

    Attributes:
        by: Who decides.
        decisions: Takes the decisions.
        places: Shows where passages stand.
        waiting: Looks up all that waits now.
        waiting_of: Looks up what waits of one letter now.
        named: Finds a letter by what the person calls it.
        opens: Whether pictures are opened as they come.
    """

    by: str
    decisions: Decisions
    places: Places
    waiting: Callable[[], tuple[Item, ...]]
    waiting_of: Callable[[Letter], tuple[Item, ...]]
    named: Callable[[str], Standing]
    opens: bool = False
    _skipped: set[tuple[str, ...]] = field(default_factory=set)

    def go(self) -> None:
        """Go through all that waits, until nothing is left or the person wants no more.

        Raises:
            click.Abort: The person interrupts it, or nobody is there; what was decided is kept.
        """
        try:
            while left := self._not_skipped(self.waiting()):  # what came in since is gone through too
                while left := self._looked_up(left):
                    click.echo(f"\n── {len(left):,} to decide ──")
                    left = self._after(left)
        except _Quit:
            return

    def _after(self, left: list[Item]) -> list[Item]:
        """Decide what comes first; return what is left then."""
        from correspondence.replying import Nobodys, key_of

        first = left[0]
        try:
            self._decide(first)
        except _Skip:
            self._skipped.add(key_of(first))
            return self._not_skipped(left)
        # the answers of a reply that has its letter now come next
        return self._not_skipped(self.waiting()) if isinstance(first, Nobodys) else left

    def _looked_up(self, left: list[Item]) -> list[Item]:
        """Look up how the letter stands that comes first: others may have decided about it meanwhile."""
        from correspondence.replying import Nobodys

        while left and not isinstance(first := left[0], Nobodys):
            letter = first.standing.history.letter
            rest = [one for one in left if isinstance(one, Nobodys) or one.standing.history.letter != letter]
            if own := self._not_skipped(self.waiting_of(letter)):
                return [*own, *rest]
            left = rest
        return left

    def _not_skipped(self, items: Iterable[Item]) -> list[Item]:
        from correspondence.replying import key_of

        return [item for item in items if key_of(item) not in self._skipped]

    def _decide(self, item: Item) -> None:
        from correspondence.replying import DecidedMeanwhileError, Doubtful, Nobodys

        try:
            if isinstance(item, Nobodys):
                self._whose(item)
            elif isinstance(item, Doubtful):
                self._what_kind(item)
            else:
                self._which_answer(item)
        except DecidedMeanwhileError as error:
            click.echo(str(error))
        except RefusedError as error:  # such as an original that is not there: the others can be decided all the same
            click.echo(str(error))
            raise _Skip from error

    def _written(self, decide: Callable[[Because], object]) -> None:
        """Write a decision down; the reason is asked for where one is needed."""
        from correspondence.replying import Because, NoReasonError

        try:
            decide(Because(self.by, "", now()))
        except NoReasonError as error:
            reason = wanted(f"{error.what}. Why?")
            decide(Because(self.by, reason, now()))

    def _opening(self, reply: Received) -> Opening | None:
        """Return what a reply says about itself; None where it cannot be opened, which is told."""
        from correspondence.replying import opening_of

        try:
            return opening_of(self.decisions.workspace, reply)
        except CorrespondenceError as error:
            click.echo(str(error))
            return None

    def _whose(self, item: Nobodys) -> None:
        for line in nobodys_lines(item, self._opening(item.reply)):
            click.echo(line)
        numbers = [str(number) for number, _ in enumerate(item.candidates, start=1)]
        offered = ", ".join([*numbers, "the id of a recipient", "nobody", "[s]kip", "[q]uit"])
        while True:
            typed = wanted(f"Whose is it? {offered}:")
            word = _word(typed, ("nobody", "skip", "quit"))
            if word == "nobody":
                self._written(lambda why: self.decisions.nobodys(item.reply, why))
                click.echo("It is nobody's of ours.")
                return
            try:
                standing = item.candidates[int(typed) - 1].standing if typed in numbers else self.named(typed)
            except ProblemsError as error:
                click.echo("; ".join(map(str, error.problems)))
                continue
            self._written(lambda why, own=standing: self.decisions.belongs(item.reply, own, why))  # type: ignore[misc]
            click.echo(f"It is the reply of {standing.history.letter.recipient}, and was read as such.")
            return

    def _what_kind(self, item: Doubtful) -> None:
        from correspondence.replying import REPLY_KINDS

        for line in doubtful_lines(item, self._opening(item.reply)):
            click.echo(line)
        accept = ("accept",) if item.reply.kind else ()
        known = {kind.replace("-", "_"): kind for kind in REPLY_KINDS}
        offered = ", ".join([*(["[a]ccept"] if accept else []), *REPLY_KINDS, "[s]kip", "[q]uit"])
        while True:
            word = _word(wanted(f"Its kind? {offered}:"), (*accept, *known, "skip", "quit"))
            kind = known.get(item.reply.kind.replace("-", "_") if word == "accept" else word)
            if kind is not None:
                break
            click.echo("none of these was meant; type one of them")
        letter = item.standing.history.letter
        chosen = kind
        self._written(lambda why: self.decisions.kind(letter, item.reply.sha256, chosen, why, seen=item.reply))
        click.echo(f"It is of the kind {kind}.")

    def _which_answer(self, item: Undecided) -> None:
        for line in undecided_lines(item, list(self._places(item))):
            click.echo(line)
        if item.question is None:
            template = item.standing.history.letter.template
            message = f"the question {item.response.question} cannot be read any more"
            raise RefusedError(message, f"put templates/{template}.md back as it was")
        given, statement = self._given(item, item.question)
        letter, question, sha256, seen = item.standing.history.letter, item.question, statement.reply, item.response
        words = ""
        if statement.says != (given.answer, given.value) and given.answer != "unanswered":
            words = self._words(item, statement)
        self._written(
            lambda why: self.decisions.answer(letter, question, given, why, reply=sha256, words=words, seen=seen)
        )
        click.echo(f"On record: {letter.recipient} {question.id}: {given}")

    def _words(self, item: Undecided, statement: Statement) -> str:
        """Ask for the words on which another answer rests than the proposed one; empty where they are those shown."""
        from correspondence.replying import words_in

        reply = item.reply(statement)
        shown = "those that are shown" if statement.answer.passages else "none"
        while reply is not None and (words := asked(f"The words on which it rests? (Enter: {shown})")):
            try:
                words_in(self.decisions.workspace, reply, words)
            except CorrespondenceError as error:
                click.echo(str(error))
            else:
                return words
        return ""

    def _places(self, item: Undecided) -> Iterator[tuple[Shown, ...]]:
        letter = item.standing.history.letter
        for statement in item.response.waiting:
            reply = item.reply(statement)
            try:
                found = self.places.of(letter, reply, statement) if reply else ()
            except CorrespondenceError as error:
                click.echo(str(error))
                found = ()
            if self.opens:
                for one in found:
                    if one.picture is not None:
                        click.launch(str(one.picture))
            yield found

    def _given(self, item: Undecided, question: Question) -> tuple[Said, Statement]:
        """Ask for the answer; return it with the statement on which it rests."""
        from correspondence.replying import NoAnswerError, Said, answers_to, said

        waits = item.response.waiting
        yes_no = question.kind == "yes-no"
        words = answers_to(question) if yes_no else ("value", "unclear", "unanswered")
        offered = ", ".join(["[a]ccept", *(words if yes_no else ("[v]alue", *words[1:])), "[s]kip", "[q]uit"])
        for number, option in enumerate(question.options, start=1):
            click.echo(f"    {number}  {option}")
        while True:
            typed = wanted(f"The answer? {offered}:")
            try:
                if typed.isdigit() and 1 <= int(typed) <= len(question.options):
                    return said(question, "answered", question.options[int(typed) - 1]), waits[-1]
                word = _word(typed, ("accept", *words, "skip", "quit"))
                if word == "accept":
                    statement = waits[0] if len(waits) == 1 else _which(waits)
                    return Said(*statement.says), statement
                if word == "value":
                    return said(question, "answered", asked("What is it?")), waits[-1]
                return said(question, word or typed), waits[-1]
            except NoAnswerError as error:
                click.echo(str(error))


def _word(typed: str, known: tuple[str, ...]) -> str:
    """Return the word that is meant, empty where none is; leave where the person wants to."""
    word = meant(typed, known, {letter: word for letter, word in LETTERS.items() if word in known})
    if word == "quit":
        raise _Quit
    if word == "skip":
        raise _Skip
    return word


def _which(waits: tuple[Statement, ...]) -> Statement:
    """Ask which of several proposals is meant."""
    shown = ", ".join(f"{number} ({says(one)})" for number, one in enumerate(waits, start=1))
    while True:
        typed = wanted(f"Which proposal? {shown}:")
        if typed.isdigit() and 1 <= int(typed) <= len(waits):
            return waits[int(typed) - 1]
