"""What the report shows of each letter: answers, the words they rest on, and where these stand."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType

from correspondence.entries import Entry
from correspondence.errors import CorrespondenceError
from correspondence.questionnaire import Question
from correspondence.reply import Answer, Passage
from correspondence.replying.picturing import Around, Original
from correspondence.replying.tallying import Asked, MailingTally
from correspondence.standing import Received, Response, Statement
from correspondence.workspace import Workspace

MISSING = "The original is not at its place any more, so that no picture of it can be shown."
ALTERED = "The file of the original was changed since it was recorded, so that no picture of it is shown."
JOBS = 2
_ON_PAPER = frozenset({"form-field", "mark"})


@dataclass(frozen=True, slots=True)
class Place:
    """A passage, and where it stands.

    Attributes:
        passage: The passage; its words are empty where a mark on a form is meant.
        picture: A picture of its place as a data address, empty where there is none.
        around: The lines round it, where it has no place on a page; None where they are not known.
    """

    passage: Passage
    picture: str = ""
    around: Around | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One answer to one question.

    Attributes:
        statement: The answer, and whose it is.
        role: ``on-record``, ``waits`` or ``earlier``.
        places: What it rests on.
        reply: The reply that says it, None where it rests on none.
        decision: The entry by which a person decided it, None where nobody had to.
        note: Why no picture of the original is shown, empty where nothing stands in the way.
    """

    statement: Statement
    role: str
    places: tuple[Place, ...]
    reply: Received | None
    decision: Entry | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question of one letter.

    Attributes:
        number: Its number, counted from 1.
        question: Its id.
        text: Its words; empty where the template is not there any more, or does not ask it.
        said: What was said to it: on record, waiting, before.
    """

    number: int
    question: str
    text: str
    said: tuple[Said, ...]

    @property
    def is_contradicted(self) -> bool:
        """Whether an answer waits that says something else than another one."""
        waiting = [one.statement.says for one in self.said if one.role == "waits"]
        others = [one.statement.says for one in self.said if one.role == "on-record"]
        return bool(waiting) and len({*waiting, *others}) > 1


@dataclass(frozen=True, slots=True)
class LetterReport:
    """What the report says of one letter.

    Attributes:
        asked: The letter.
        askings: Its questions.
    """

    asked: Asked
    askings: tuple[Asking, ...]

    @property
    def has_answers(self) -> bool:
        """Whether anything was said to any question."""
        return any(one.said for one in self.askings)


def questions_of(workspace: Workspace, template: str) -> Mapping[str, Question]:
    """Return the questions of a template by their ids; none where it cannot be read any more."""
    try:
        questionnaire = workspace.template(template).questionnaire
    except CorrespondenceError:
        return MappingProxyType({})
    return MappingProxyType({one.id: one for one in questionnaire.questions} if questionnaire else {})


def letter_reports(
    workspace: Workspace, tally: MailingTally, advance: Callable[[], None] = lambda: None
) -> Iterator[LetterReport]:
    """Yield what the report says of each letter, in their order; pictures of several are drawn at a time.

    Args:
        workspace: The office's folder.
        tally: The letters.
        advance: Called after each.
    """
    questions = questions_of(workspace, tally.template)

    def report(asked: Asked) -> LetterReport:
        return _LetterGathering(workspace, asked, questions).report()

    with ThreadPoolExecutor(JOBS) as pool:
        for one in pool.map(report, tally.letters):
            advance()
            yield one


class _LetterGathering:
    """Gathers what the report says of one letter."""

    def __init__(self, workspace: Workspace, asked: Asked, questions: Mapping[str, Question]) -> None:
        self.asked, self.questions = asked, questions
        standing = asked.standing
        self.replies = {one.sha256: one for one in standing.replies}
        self.entries = {one.id: one for one in standing.history.entries}
        self.places: dict[tuple[str, Passage], Place] = {}
        self.notes: dict[str, str] = {}
        wanted: dict[str, dict[Passage, None]] = {}
        for response in standing.responses:
            for statement, _ in _statements(response):
                passages = self._passages(statement)
                wanted.setdefault(statement.reply, {}).update(dict.fromkeys(passages))
        for sha256, own in wanted.items():
            if sha256 in self.replies and own:
                self._look_up(workspace, self.replies[sha256], tuple(own))

    def _look_up(self, workspace: Workspace, reply: Received, passages: tuple[Passage, ...]) -> None:
        """Find the places of some passages of a reply."""
        try:
            content = (workspace.root / reply.file).read_bytes()
        except OSError:
            self.notes[reply.sha256] = MISSING
            return
        if hashlib.sha256(content).hexdigest() != reply.sha256:
            self.notes[reply.sha256] = ALTERED
            return
        original = Original(content, reply.name)
        for passage, picture in zip(passages, original.pictures(passages), strict=True):
            around = None if picture or passage.boxes else original.around(passage)
            self.places[reply.sha256, passage] = Place(passage, _as_address(picture), around)

    def _passages(self, statement: Statement) -> tuple[Passage, ...]:
        """Return what an answer rests on; where it was read off a form, the place of its mark."""
        passages = statement.answer.passages
        reply = self.replies.get(statement.reply)
        if reply is None or any(one.boxes for one in passages) or not self._is_of_form(statement.answer, reply):
            return passages
        mark = reply.marks.get(statement.answer.question)
        return (*passages, mark) if mark else passages

    @staticmethod
    def _is_of_form(answer: Answer, reply: Received) -> bool:
        read = reply.answers.get(answer.question)
        return answer.method in _ON_PAPER or (read is not None and read.method in _ON_PAPER)

    def report(self) -> LetterReport:
        """Return it."""
        return LetterReport(
            self.asked,
            tuple(
                Asking(
                    number,
                    response.question,
                    self.questions[response.question].text if response.question in self.questions else "",
                    tuple(self._said(statement, role) for statement, role in _statements(response)),
                )
                for number, response in enumerate(self.asked.standing.responses, start=1)
            ),
        )

    def _said(self, statement: Statement, role: str) -> Said:
        found = (
            self.places.get((statement.reply, one), Place(one))
            for one in self._passages(statement)
        )  # fmt: skip
        return Said(
            statement,
            role,
            tuple(one for one in found if one.passage.verbatim or one.picture),
            self.replies.get(statement.reply),
            self.entries.get(statement.entry) if statement.decided else None,
            self.notes.get(statement.reply, ""),
        )


def _statements(response: Response) -> Iterable[tuple[Statement, str]]:
    if response.current is not None:
        yield response.current, "on-record"
    for one in response.waiting:
        yield one, "waits"
    for one in reversed(response.earlier):
        yield one, "earlier"


def _as_address(picture: bytes | None) -> str:
    return f"data:image/png;base64,{b64encode(picture).decode('ascii')}" if picture else ""
