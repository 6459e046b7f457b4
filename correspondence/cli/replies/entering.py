"""The command that records what came by telephone, in handwriting or face to face."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from correspondence.cli.options import (
    Day,
    as_of_option,
    database_option,
    day_of,
    now,
    options,
    output_option,
    workspace_of,
    yes_option,
)
from correspondence.cli.register import mailing_argument
from correspondence.cli.replies.asking import asked, meant, reviewer, until, wanted
from correspondence.cli.replies.showing import plain, says, whose, wrapped
from correspondence.errors import shown_here

if TYPE_CHECKING:
    from correspondence.questionnaire import Question
    from correspondence.replying import Record, Said, Told
    from correspondence.standing import Standing

ROUTE_NAMES = ("telephone", "voicemail", "video-call", "face-to-face", "handwriting", "text-message")


class AnswerTo(click.ParamType[tuple[str, str]]):
    """An answer to a question, as QUESTION=ANSWER."""

    name = "answer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Part the question's id from the answer."""
        if isinstance(value, tuple):
            return value
        name, sign, text = str(value).partition("=")
        if not sign or not name.strip() or not text.strip():
            self.fail(f'"{value}" is not QUESTION=ANSWER, with the id of a question', param, ctx)
        return name.strip(), text.strip()


class TextOrFile(click.ParamType[str]):
    """A text, or ``@FILE`` for what stands in a file."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take the text, or read the file."""
        from correspondence.characters import bad_character, decode_utf8, unprintable
        from correspondence.errors import Problems

        text = str(value)
        if text.startswith("@"):
            path = Path(text[1:])
            problems = Problems()
            try:
                read = decode_utf8(path.read_bytes(), shown_here(path), problems)
            except OSError as error:
                self.fail(f"{path} cannot be read ({error.strerror or error})", param, ctx)
            problems.stop()
            text = read or ""
        elif (bad := bad_character(text)) is not None:
            self.fail(f"{unprintable(bad)}; leave it out", param, ctx)
        return text.strip()


@click.command()
@mailing_argument
@click.argument("recipient", metavar="RECIPIENT")
@click.option(
    "--route", type=click.Choice(ROUTE_NAMES), metavar="ROUTE", help=f"How it came: {', '.join(ROUTE_NAMES)}."
)
@click.option("--date", "on", type=Day(), metavar="DATE", help="The day on which it was said. Default: today.")
@click.option("--by", metavar="NAME", help="Who took it down. Default: your login.")
@click.option("--from", "who", type=TextOrFile(), metavar="WHO", default="", help="Who said it: name and office.")
@click.option(
    "--answer",
    "answers",
    type=AnswerTo(),
    multiple=True,
    metavar="QUESTION=ANSWER",
    help="What they answer to a question: yes, no, partial, not_applicable, unclear or unanswered; for other kinds of questions the content, such as a number. Again for each question.",
)
@click.option(
    "--words",
    type=TextOrFile(),
    metavar="TEXT",
    default="",
    help="Their words, as they were taken down; @FILE reads them.",
)
@click.option("--note", type=TextOrFile(), metavar="TEXT", default="", help="What else is to be known.")
@yes_option
@click.option("--again", is_flag=True, help="Write it down although the same is on record already.")
@options(as_of_option, output_option, database_option)
@click.pass_context
def enter(
    context: click.Context,
    mailing: str,
    recipient: str,
    route: str | None,
    on: datetime.date | None,
    by: str | None,
    who: str,
    answers: tuple[tuple[str, str], ...],
    words: str,
    note: str,
    yes: bool,
    again: bool,
    as_of: datetime.date | None,
    output: Path | None,
    database: str | None,
) -> None:
    """Record what came by telephone, face to face or in handwriting, with who said it and who took it down.

    RECIPIENT is the id of a recipient or the number of their letter. With no --answer it asks, question by question.
    """
    from correspondence.registering import opened
    from correspondence.replying import Told, answers_in, enter, letter_for, record_of

    workspace = workspace_of(context)
    today = day_of(as_of)
    with opened(workspace, database) as register:
        standing, questions = letter_for(workspace, register, mailing, recipient)
        if answers:
            _check(route, who)
            told = Told(
                route or "", on or today, reviewer(by), _line(who), answers_in(answers, questions), words, _line(note)
            )
        else:
            told = _asked_for(standing, questions, route, on, by, who, words, note, today)
        record = record_of(standing, questions, told, today)
        twice = _confirmed(record, yes=yes, again=again)
        original, set_aside = enter(workspace, register, output or workspace.output, record, now(), again=twice)
    letter = standing.history.letter
    for question, given in told.answers.items():
        click.echo(f"on record: {letter.recipient} {question}: {plain(str(given))}")
    click.echo(f"kept as {shown_here(original)}")
    for path in set_aside:
        click.echo(f"{shown_here(path)} keeps the responses.yaml that somebody had changed", err=True)


def _line(text: str) -> str:
    return " ".join(text.split())


def _check(route: str | None, who: str) -> None:
    """Make sure that it is said how it came, and from whom.

    Raises:
        ProblemsError: It is not.
    """
    from correspondence.errors import Problem, Problems

    problems = Problems()
    if route is None:
        problems.add(Problem("--route", "it is not said how it came", f"choose from {', '.join(ROUTE_NAMES)}"))
    if not who.strip():
        problems.add(Problem("--from", "it is not said who said it", "give their name and office"))
    problems.stop()


def _asked_for(
    standing: Standing,
    questions: Mapping[str, Question],
    route: str | None,
    on: datetime.date | None,
    by: str | None,
    who: str,
    words: str,
    note: str,
    today: datetime.date,
) -> Told:
    """Ask for what is not known yet, and for an answer to each question."""
    from correspondence.replying import Told

    click.echo(whose(standing))
    taker = reviewer(by)
    how = route or _route()
    day = on or _day(today)
    speaker = _line(who) or wanted("Who said it (name and office)?")
    answers: dict[str, Said] = {}
    for number, (name, question) in enumerate(questions.items(), start=1):
        for line in _question_lines(f"{number} of {len(questions)}", standing, question):
            click.echo(line)
        given = until(_offer(question), lambda typed, own=question: _answer(own, typed))  # type: ignore[misc]
        if given is not None:
            answers[name] = given
    words = words or asked("Their words, as they were taken down (Enter for none):")
    note = note or asked("Anything else to be known (Enter for nothing):")
    return Told(how, day, taker, speaker, answers, words, _line(note))


def _route() -> str:
    while True:
        typed = wanted(f"How did it come? {', '.join(ROUTE_NAMES)}:")
        known = {name.replace("-", "_"): name for name in ROUTE_NAMES}
        if word := meant(typed, known, {}):
            return known[word]


def _day(today: datetime.date) -> datetime.date:
    while True:
        typed = asked(f"On which day? (Enter for {today}):")
        try:
            return Day().convert(typed, None, None) if typed else today
        except click.BadParameter as error:
            click.echo(error.message)


def _question_lines(place: str, standing: Standing, question: Question) -> Iterator[str]:
    yield ""
    yield from wrapped(question.text, "    ", f"{place}, {question.id}: ")
    response = next((one for one in standing.responses if one.question == question.id), None)
    if response is not None and response.current is not None:
        yield f"    on record: {says(response.current)}, since {response.current.on}"
    for number, option in enumerate(question.options, start=1):
        yield f"    {number}  {option}"


def _offer(question: Question) -> str:
    from correspondence.replying import answers_to

    if question.kind == "yes-no":
        return f"Their answer? {', '.join(answers_to(question))}, or skip:"
    what = {"choice": "one of the options, by its number or words", "number": "a number", "date": "a day"}
    return f"Their answer? {what.get(question.kind, 'their words')}, unclear, unanswered, or skip:"


def _answer(question: Question, typed: str) -> Said | None:
    """Return the answer that is meant; None where the question is skipped."""
    from correspondence.replying import answers_to, said_in

    if typed.strip().lower() == "skip":
        return None
    if question.options and typed.isdigit() and 1 <= int(typed) <= len(question.options):
        return said_in(question, question.options[int(typed) - 1])
    if question.kind == "yes-no":
        return said_in(question, meant(typed, answers_to(question), {"y": "yes", "n": "no", "p": "partial"}) or typed)
    return said_in(question, typed)


def _confirmed(record: Record, *, yes: bool, again: bool) -> bool:
    """Show what is to be written down, and ask; return whether it may be there twice.

    Raises:
        RefusedError: The person does not want it.
    """
    from correspondence.errors import RefusedError

    if yes:
        return again
    for line in plain(record.text).splitlines():
        click.echo(f"    | {line}")
    for line in record.changes:
        click.echo(line)
    question = "Is this to be written down?"
    if record.again is not None:
        question = f"The same was entered on {record.again.on} already, by {record.again.by}. Is it to be written down once more?"
    try:
        wish = click.confirm(question)
    except click.Abort as abort:
        if isinstance(abort.__context__, KeyboardInterrupt):
            raise
        click.echo()
        wish = False
    if not wish:
        message = "nothing was written down"
        raise RefusedError(message, "answer y, or give --yes, once it is right")
    return again or record.again is not None
