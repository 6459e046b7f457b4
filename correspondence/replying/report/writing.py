"""The report as a page: gathered, filled into its template, and written whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from correspondence.dispatch.files import write_file
from correspondence.errors import RefusedError, shown_here
from correspondence.replying.report.charts import (
    CATEGORIES,
    AnswersChart,
    Choices,
    TimeChart,
    answers_chart,
    category_of,
    choices_of,
    time_chart,
)
from correspondence.replying.report.gathering import LetterReport, letter_reports, questions_of
from correspondence.replying.tallying import MailingTally, Tally
from correspondence.workspace import Workspace

if TYPE_CHECKING:
    from markupsafe import Markup

GENERATOR = "<!-- made by: correspondence replies status -->"
"""How the page begins, by which it is known for ours when it is made anew."""
METHODS = {
    "form-field": "read off a field of the form",
    "mark": "read off a mark on the paper form",
    "control": "read off the Word form",
    "explicit": "said outright in the reply",
    "proposed": "proposed from the words of the reply",
    "entered": "entered by a person",
}
STATES = {
    "not posted": "Not posted",
    "posted": "No reply yet",
    "returned": "Came back",
    "voided": "Voided",
    "acknowledged": "Acknowledged",
    "extension-requested": "Asks for time",
    "refused": "Refused",
    "needs-review": "Needs review",
    "partly-answered": "Answered in part",
    "answered": "Answered",
}
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_FOLDER = "correspondence.replying.report"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the head of the report, and what it counts."""

    number: int
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """What the report says of one mailing.

    Attributes:
        tally: Its letters.
        figures: The numbers at its head.
        answers: Answers by question.
        choices: How often each option was chosen.
        time: Replies over time.
        letters: Each letter.
    """

    tally: MailingTally
    figures: tuple[Figure, ...]
    answers: AnswersChart
    choices: tuple[Choices, ...]
    time: TimeChart
    letters: tuple[LetterReport, ...]


def write_report(workspace: Workspace, tally: Tally, file: Path, advance: Callable[[], None] = lambda: None) -> None:
    """Write the report of a tally into a file; one that was written before is made anew.

    Args:
        workspace: The office's folder.
        tally: What it tells.
        file: Where it goes.
        advance: Called after each letter.

    Raises:
        RefusedError: The file is there, and is no report of ours.
        WriteError: It cannot be written.
    """
    refuse_what_is_not_ours(file)
    write_file(file, report_page(workspace, tally, advance).encode())


def refuse_what_is_not_ours(file: Path) -> None:
    """Stop before somebody's own file is lost.

    Raises:
        RefusedError: The file is there, and is no report of ours.
    """
    try:
        with file.open("rb") as there:
            begin = there.read(len(GENERATOR))
    except FileNotFoundError:
        return
    except OSError:
        begin = b""
    if begin != GENERATOR.encode():
        raise RefusedError(
            f"{shown_here(file)} is there already, and is no report of this program",
            "choose another name, or move it away",
        )


def report_page(workspace: Workspace, tally: Tally, advance: Callable[[], None] = lambda: None) -> str:
    """Return the report of a tally as a web page that needs nothing beside itself."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_part), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["shown"] = shown
    environment.filters["seen"] = seen
    environment.filters["category"] = category_of
    chapters = [
        Chapter(
            one,
            _figures(one),
            answers_chart(one),
            tuple(choices_of(one, questions_of(workspace, one.template))),
            time_chart(one, tally.as_of),
            tuple(letter_reports(workspace, one, advance)),
        )
        for one in tally.mailings
    ]
    return environment.get_template("page.html.j2").render(
        generator=GENERATOR,
        tally=tally,
        chapters=chapters,
        categories=CATEGORIES,
        methods=METHODS,
        states=STATES,
    )


def _part(name: str) -> str:
    return resources.files(_FOLDER).joinpath(name).read_text("utf-8")


def shown(text: object) -> Markup:
    """Return a stranger's words as they are shown on the page.

    What cannot be seen, or turns the direction of writing, is shown by its number in Unicode.
    """
    from markupsafe import Markup, escape

    marked = _UNSEEN.sub(lambda found: f'<span class="unseen">U+{ord(found[0]):04X}</span>', str(escape(str(text))))
    return Markup(f"<bdi>{marked}</bdi>")  # noqa: S704  (escaped before)


def seen(text: object) -> str:
    """Return the same as plain text, for what describes a picture."""
    return _UNSEEN.sub(lambda found: f"U+{ord(found[0]):04X}", " ".join(str(text).split()))


def _figures(tally: MailingTally) -> tuple[Figure, ...]:
    letters = tally.letters
    found = (
        Figure(len(letters), "asked", "plain"),
        Figure(tally.count("answered"), "answered", "good"),
        Figure(tally.count("partly-answered"), "answered in part", "plain"),
        Figure(tally.count("needs-review"), "wait for review", "waits"),
        Figure(tally.count("acknowledged", "extension-requested"), "wrote, not yet answered", "plain"),
        Figure(tally.count("refused"), "refused", "plain"),
        Figure(tally.count("posted"), "silent", "plain"),
        Figure(tally.count("not posted", "returned", "voided"), "not reached", "plain"),
        Figure(sum(one.overdue for one in letters), "overdue", "late"),
    )
    return tuple(one for one in found if one.number or one.label in {"asked", "answered", "overdue"})
