"""A tally as a terminal shows it: a table of the letters, and what is to be done."""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from correspondence.cli.options import counted

if TYPE_CHECKING:
    from correspondence.replying.tallying import Asked, MailingTally, Task
    from correspondence.standing import Received, Response

WIDTH = 100
"""Columns where nothing says how wide the terminal is."""
_NAMED = 6
"""As many letters a command names; of more the table tells which they are."""
_MANY = 40
"""Letters from which on a line for each is worth more than the route by which it went."""
_SHORT = {"not_applicable": "n/a"}
_LONGEST_VALUE = 12
_LEAST_NAME = 24
_GAP = "  "
_LISTED = 20
_SHOWN_REASON = 160
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    r"""Return a stranger's words as one line, what steers terminals or the direction of writing made visible.

    Example:
        >>> plain("answer\u202efdp.exe\x1b[2J")
        'answer<U+202E>fdp.exe<U+001B>[2J'
    """
    return _UNSHOWN.sub(lambda found: f"<U+{ord(found[0]):04X}>", " ".join(text.split()))


def mailing_lines(tally: MailingTally) -> Iterator[str]:
    """Yield the table of a mailing, and below it what is to be done about its letters."""
    due = _same_due(tally)
    yield f"{tally.mailing}: {plain(tally.title)}{f', due {due}' if due else ''}"
    yield from _legend([f"{number} {question}" for number, question in enumerate(tally.questions, start=1)])
    yield ""
    yield from _table(tally)
    marks = _marks(tally)
    if marks:
        yield ""
        yield "; ".join(marks)
    if tally.tasks:
        yield ""
        yield "To do:"
        for task in tally.tasks:
            yield from _task_lines(task)


def unmatched_lines(replies: Sequence[Received]) -> Iterator[str]:
    """Yield the replies that belong to no letter yet, and what to do."""
    yield f"{'A reply that belongs' if len(replies) == 1 else 'Replies that belong'} to no letter yet:"
    for one in replies[:_LISTED]:
        kind = f", {one.kind}" if one.kind else ""
        yield f"    {plain(one.name) or one.sha256[:12]}  received {one.on}{kind}"
        reason = plain(str(one.match.get("reason", "")))
        if len(reason) > _SHOWN_REASON:
            reason = f"{reason[:_SHOWN_REASON].rpartition(' ')[0]} …"
        if reason:
            yield f"        {reason}"
    if len(replies) > _LISTED:
        yield f"    … and {len(replies) - _LISTED:,} more"
    yield "    say whose they are: correspondence replies review"


def _legend(parts: Sequence[str]) -> Iterator[str]:
    """Yield short texts side by side, in as many lines as they need."""
    line = ""
    for part in parts:
        longer = f"{line}{_GAP}{part}" if line else part
        if line and len(longer) > _width():
            yield line
            longer = part
        line = longer
    if line:
        yield line


Columns = dict[str, list[str]]


def _table(tally: MailingTally) -> Iterator[str]:
    """Yield a line for each letter; two where the terminal is too narrow for one."""
    columns: Columns = {
        "To": [one.recipient for one in tally.letters],
        "Name": [plain(one.name) for one in tally.letters],
        "Number": [one.number or "-" for one in tally.letters],
        "Posted": [str(one.posted or "-") for one in tally.letters],
        "By": [plain(one.route) or "-" for one in tally.letters],
        "Due": [_due(one) for one in tally.letters],
        "State": [_state(one) for one in tally.letters],
    }
    if {*columns["By"]} == {"-"}:
        del columns["By"]
    answers = {
        str(number): [_answer(one, question) for one in tally.letters]
        for number, question in enumerate(tally.questions, start=1)
    }
    many = (("Number", "Name", "By"),) if len(tally.letters) > _MANY else ()
    for left_out in ((), ("Number",), ("Number", "Name"), *many):
        shown = {head: texts for head, texts in {**columns, **answers}.items() if head not in left_out}
        widths = _widths(shown)
        if sum(widths.values()) + len(_GAP) * (len(widths) - 1) <= _width():
            yield from _rows(shown, widths)
            return
    yield from _in_two_lines(tally, columns, answers)


def _widths(columns: Columns) -> dict[str, int]:
    """Return how wide each column is; names are cut before anything is left out."""
    widths = {head: max(_cells(text) for text in (head, *texts)) for head, texts in columns.items()}
    room = _width() - sum(widths.values()) - len(_GAP) * (len(widths) - 1)
    if "Name" in widths and room < 0:
        widths["Name"] = min(widths["Name"], max(_LEAST_NAME, widths["Name"] + room))
    return widths


def _rows(columns: Columns, widths: Mapping[str, int]) -> Iterator[str]:
    for row in (list(columns), *zip(*columns.values(), strict=True)):
        yield _GAP.join(_fit(text, width) for text, width in zip(row, widths.values(), strict=True)).rstrip()


def _in_two_lines(tally: MailingTally, columns: Columns, answers: Columns) -> Iterator[str]:
    """Yield the state and the answers of each letter on a line, and below it when it was posted and is due."""
    shown = {"To": columns["To"], "State": columns["State"], **answers}
    widths = _widths(shown)
    fits = sum(widths.values()) + len(_GAP) * (len(widths) - 1) <= _width()
    if not fits:
        shown = {"To": columns["To"], "State": columns["State"]}
    head, *rows = _rows(shown, _widths(shown))
    yield head
    for number, (line, letter) in enumerate(zip(rows, tally.letters, strict=True)):
        yield line
        if not fits:
            said = [f"{question} {texts[number]}" for question, texts in answers.items()]
            yield from (f"    {one}" for one in _legend(said))
        yield f"    {', '.join(_dates(letter))}"


def _dates(letter: Asked) -> Iterator[str]:
    if letter.number:
        yield letter.number
    if letter.posted:
        yield f"posted {letter.posted}{f' by {plain(letter.route)}' if letter.route else ''}"
    if letter.due:
        yield f"due {_due(letter)}"


def _state(letter: Asked) -> str:
    return f"{letter.state}, OVERDUE" if letter.overdue else letter.state


def _width() -> int:
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH


def _cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _fit(text: str, width: int) -> str:
    while _cells(text) > width:
        text = f"{text.removesuffix('…')[:-1]}…"
    return text + " " * (width - _cells(text))


def _same_due(tally: MailingTally) -> str:
    """Return the day by which all answers are due, empty where there are several."""
    days = {_due(one) for one in tally.letters}
    return next(iter(days)) if len(days) == 1 and days != {"-"} else ""


def _due(one: Asked) -> str:
    if one.due is None:
        return "-"
    return f"{one.due} +" if one.standing.extended else str(one.due)


def _answer(letter: Asked, question: str) -> str:
    """Return what is on record for a question in a word; with a question mark what only waits."""
    response = next((one for one in letter.standing.responses if one.question == question), None)
    if response is None:
        return ""
    if response.current is not None and response.current.answer.answer != "unanswered":
        return _said(response.current.answer.answer, response.current.answer.value) + _also(response)
    if response.waiting:
        newest = response.waiting[-1].answer
        return f"{_said(newest.answer, newest.value)}?"
    return "-"


def _also(response: Response) -> str:
    return " !" if response.waiting else ""


def _said(answer: str, value: str) -> str:
    if answer == "answered":
        words = plain(value)
        return words if len(words) <= _LONGEST_VALUE else f"{words[: _LONGEST_VALUE - 1]}…"
    return _SHORT.get(answer, answer)


def _marks(tally: MailingTally) -> list[str]:
    """Return what the signs in the table mean, those alone that stand in it."""
    responses = [response for one in tally.letters for response in one.standing.responses]
    answered = [one for one in responses if one.current is not None and one.current.answer.answer != "unanswered"]
    found = []
    if any(one.waiting and one not in answered for one in responses):
        found.append("? is proposed and waits for a person")
    if any(one.waiting for one in answered):
        found.append("! another answer waits for a person")
    if any(one.is_open for one in responses):
        found.append("- nobody has answered it")
    if any(one.standing.extended for one in tally.letters):
        found.append("+ more time was granted")
    return found


def _task_lines(task: Task) -> Iterator[str]:
    number = len(task.letters)
    yield f"    {counted(number, 'letter')}: {task.remedy if number <= _NAMED else task.short_remedy}"
