"""Record what was said: by telephone, face to face, or in handwriting that no program reads."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from correspondence.dispatch.files import checksum
from correspondence.entries import Entry, Kind
from correspondence.errors import Problem, Problems, RefusedError
from correspondence.fields import suggestion
from correspondence.questionnaire import Question
from correspondence.register import Register
from correspondence.reply import Match
from correspondence.replying.answering import NoAnswerError, Said, said_in
from correspondence.replying.letters import Letters, questions_of, standing_now
from correspondence.replying.recording import keep_original
from correspondence.replying.responses import write_responses
from correspondence.standing import Received, Standing
from correspondence.workspace import Workspace

ROUTES: Mapping[str, str] = MappingProxyType(
    {
        "telephone": "by telephone",
        "voicemail": "by voicemail",
        "video-call": "by video call",
        "face-to-face": "face to face",
        "handwriting": "in handwriting",
        "text-message": "by text message",
    }
)
"""How something comes that no program reads, and how it is said."""
_WIDTH = 96


@dataclass(frozen=True)
class Told:
    """What somebody told us, as it was taken down.

    Attributes:
        route: How it came; see :data:`ROUTES`.
        on: The day on which it was said.
        by: Who took it down.
        who: Who said it.
        answers: What they said to each question, by its id.
        words: Their words, as they were taken down; empty where only the answers were.
        note: What else is to be known, or empty.
    """

    route: str
    on: datetime.date
    by: str
    who: str
    answers: Mapping[str, Said]
    words: str = ""
    note: str = ""


@dataclass(frozen=True)
class Record:
    """What is to be written down of it.

    Attributes:
        standing: The letter that asked.
        questions: Its questions, by their ids.
        told: What was told.
        text: The original: a text that says who said what to whom, when and how.
        again: What was entered before and says the same; None where nothing does.
    """

    standing: Standing
    questions: Mapping[str, Question]
    told: Told
    text: str = field(repr=False)
    again: Received | None = None

    @property
    def content(self) -> bytes:
        """The original as it is kept."""
        return self.text.encode()

    @property
    def changes(self) -> Iterator[str]:
        """What stands on record to the questions that are answered, a line for each that has something."""
        for response in self.standing.responses:
            given = self.told.answers.get(response.question)
            if given is None:
                continue
            current = response.current
            if current is not None:
                before = f"{response.question} is on record as {Said(*current.says)}, since {current.on}"
                later = current.on > self.told.on
                yield f"{before}; that came later, and stands" if later else f"{before}; it is amended"
            if response.waiting:
                yield f"{response.question}: an answer of another reply waits for a person, and goes on waiting"


def letter_for(
    workspace: Workspace, register: Register, mailing: str, recipient: str
) -> tuple[Standing, Mapping[str, Question]]:
    """Return the letter to somebody, and its questions.

    Raises:
        ProblemsError: There is none.
        RefusedError: The mailing asked nothing, or its questions cannot be read any more.
    """
    problems = Problems()
    standing = Letters(register, mailing).named(recipient, "RECIPIENT", problems)
    problems.stop()
    assert standing is not None  # noqa: S101  (for the type checker: otherwise there was a problem)
    template = standing.history.letter.template
    questions = questions_of(workspace, template)
    if not questions:
        raise RefusedError(
            f"the questions of the template {template} cannot be read any more",
            f"put templates/{template}.md back as it was",
        )
    return standing, questions


def answers_in(given: Sequence[tuple[str, str]], questions: Mapping[str, Question]) -> Mapping[str, Said]:
    """Return the answers that were given as pairs of a question's id and a text.

    Raises:
        ProblemsError: One of them cannot be used; all that is wrong is listed.
    """
    problems = Problems()
    found: dict[str, Said] = {}
    for name, text in given:
        question = questions.get(name)
        if question is None:
            remedy = f"the letter asks {', '.join(questions)}{suggestion(name, tuple(questions))}"
            problems.add(Problem("--answer", f'there is no question "{name}"', remedy))
        elif name in found:
            problems.add(Problem("--answer", "it is answered twice", "give one answer to each question", field=name))
        else:
            try:
                found[name] = said_in(question, text)
            except NoAnswerError as error:
                problems.add(Problem("--answer", error.message, error.remedy, field=name))
                found[name] = Said("unclear")  # so that a second answer is found too
    problems.stop()
    return MappingProxyType(found)


def record_of(standing: Standing, questions: Mapping[str, Question], told: Told, today: datetime.date) -> Record:
    """Put together what is to be written down.

    Args:
        standing: The letter that asked.
        questions: Its questions.
        told: What was told.
        today: The day on which it is entered.

    Raises:
        ProblemsError: It cannot have happened; all that is wrong is listed.
    """
    problems = Problems()
    posted = standing.history.posted
    if told.on > today:
        problems.add(Problem("--date", f"{told.on} is yet to come", f"today is {today}; mend the date"))
    elif posted is not None and told.on < posted.date:
        message = f"the letter was posted on {posted.date} only"
        problems.add(Problem("--date", message, "mend the date"))
    if not told.answers and not told.words:
        message = "neither an answer nor words were given"
        problems.add(Problem("--answer", message, "give --answer QUESTION=ANSWER, once for each question"))
    problems.stop()
    text = "\n".join(_lines(standing, questions, told)) + "\n"
    return Record(standing, questions, told, text, _entered_before(standing, told, text))


def enter(
    workspace: Workspace,
    register: Register,
    output: Path,
    record: Record,
    at: datetime.datetime,
    *,
    again: bool = False,
) -> tuple[Path, tuple[Path, ...]]:
    """Write down what was told: its original, an entry that it came, and one for each answer.

    Args:
        workspace: The office's folder.
        register: The open register.
        output: The folder that holds the mailings' folders and the originals.
        record: What was told.
        at: The moment at which this is written down.
        again: Whether it is entered though the same is on record already.

    Returns:
        Where the original is kept, and copies of the ``responses.yaml`` that somebody had changed.

    Raises:
        RefusedError: The same is on record already.
        RegisterError: The register cannot be written.
        WriteError: The original cannot be kept; nothing is recorded then.
    """
    letter, told = record.standing.history.letter, record.told
    original = keep_original(output, _file_name(told), record.content)
    with register.alone():
        now = standing_now(register, letter)
        before = _entered_before(now, told, record.text)
        if before is not None and not again:
            raise RefusedError(
                f"the same was entered before: {letter.recipient} on {before.on} {ROUTES.get(before.route, before.route)}, taken down by {before.by or 'somebody'}",
                "give --again where it was said once more",
            )
        register.append(_entries(workspace, record, now, original, at))
    _, set_aside = write_responses(register, output, [letter.mailing])
    return original, set_aside


def _entries(
    workspace: Workspace, record: Record, standing: Standing, original: Path, at: datetime.datetime
) -> Iterator[Entry]:
    told, sha256 = record.told, checksum(record.content)
    letter, number = standing.history.letter, standing.history.number
    match = Match(letter.recipient, number, "person", "accepted", "")
    received = {
        "name": _file_name(told),
        "date": told.on.isoformat(),
        "route": told.route,
        "from": told.who,
        "match": match.as_json(),
        "heard": told.words or "\n".join(_answer_lines(told)),
        "note": told.note,
    }

    def entry(kind: Kind, details: Mapping[str, object], files: Mapping[str, str], amends: int | None = None) -> Entry:
        return Entry(
            kind,
            letter.mailing,
            at,
            recipient=letter.recipient,
            number=number,
            template=letter.template,
            by=told.by,
            files=files,
            details={name: value for name, value in details.items() if value != ""},
            amends=amends,
        )

    yield entry("received", received, {workspace.in_register(original): sha256})
    for question, given in told.answers.items():
        decided = {
            "decides": "answer",
            "reply": sha256,
            "date": told.on.isoformat(),
            "question": question,
            "answer": given.answer,
            "value": given.value,
            "method": "entered",
        }
        yield entry("decided", decided, {})


def _lines(standing: Standing, questions: Mapping[str, Question], told: Told) -> Iterator[str]:
    """Yield the lines of the original."""
    letter = standing.history.letter
    name = standing.asked.details.get("name", "")
    yield "What was said to us, as it was taken down"
    yield ""
    yield f"Said by: {told.who}"
    yield f"Taken down by: {told.by}"
    yield f"On: {told.on}"
    yield f"How: {ROUTES.get(told.route, told.route)}"
    yield f"Letter: {standing.history.number or '-'}, mailing {letter.mailing}, to {name or letter.recipient} ({letter.recipient})"
    if told.note:
        yield f"Note: {told.note}"
    if told.words:
        yield ""
        yield "Words:"
        yield ""
        yield told.words
    if told.answers:
        yield ""
        yield "Answers, as they were understood:"
        for question, given in told.answers.items():
            yield ""
            yield f"{question}: {given}"
            asked = f"(asked: {' '.join(questions[question].text.split())})"
            yield from textwrap.wrap(asked, _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _answer_lines(told: Told) -> Iterator[str]:
    return (f"{question}: {given}" for question, given in told.answers.items())


def _file_name(told: Told) -> str:
    return f"{told.route}-{told.on}.txt"


def _entered_before(standing: Standing, told: Told, text: str) -> Received | None:
    """Return what was entered before and says the same: the same text, or the same answers on one day by one route."""
    sha256 = checksum(text.encode())
    for reply in standing.replies:
        if not reply.heard:
            continue
        own = {
            one.answer.question: Said(*one.says)
            for response in standing.responses
            for one in (*response.earlier, *((response.current,) if response.current else ()))
            if one.reply == reply.sha256
        }
        same = bool(told.answers) and own == dict(told.answers) and (reply.on, reply.route) == (told.on, told.route)
        if same or reply.sha256 == sha256:
            return reply
    return None
