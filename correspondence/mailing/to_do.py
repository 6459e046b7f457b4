"""What somebody has to do now, counted up in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from correspondence.errors import Problem

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "address": ("fix {} address", "fix {} addresses"),
        "missing": ("enter missing data in {} place", "enter missing data in {} places"),
        "duplicate": ("look at {} duplicate", "look at {} duplicates"),
        "list": ("look at {} thing in the list", "look at {} things in the list"),
        "name": ("check {} name or title", "check {} names and titles"),
        "mail": ("check {} e-mail address", "check {} e-mail addresses"),
        "text": ("correct the text in {} place", "correct the text in {} places"),
        "release": ("put {} part of the release right", "put {} parts of the release right"),
        "window": ("move or shorten {} address for its window", "move or shorten {} addresses for their window"),
        "page": ("look at {} page layout", "look at {} page layouts"),
        "other": ("mend {} other thing", "mend {} other things"),
    }
)
"""What each task is called, for one and for more, in the order in which they are told."""
ROWS = ("enter missing data in {} row", "enter missing data in {} rows")
EMAIL = re.compile(r"(?:^|\.)email$")
INSIDE_ADDRESS = re.compile(r"(?:^|\.)address(?:\.|$)")


def to_do(problems: Iterable[Problem], lacking: int = 0) -> str:
    """Return what has to be done, as "Fix 3 addresses, enter missing data in 12 rows."; empty where nothing can be counted up.

    Args:
        problems: What was found.
        lacking: In how many records of the list a value is missing that the letter needs.

    Example:
        >>> to_do([Problem("a.csv", "no", "", row=3, column="ZIP (F)", field="address.zip", task="address")], 12)
        'Fix 1 address, enter missing data in 12 rows.'
    """
    places: dict[str, set[object]] = {}
    for number, problem in enumerate(problems):
        task = problem.task if problem.task in WORDS else _task_of_field(problem)
        if task == "missing" and lacking and not problem.row:
            continue  # one value that many rows lack: the rows are counted
        places.setdefault(task, set()).add(_place(problem, task, number))
    if not places.keys() - {"other"} and not lacking:
        return ""
    said = []
    for task, words in WORDS.items():
        count = len(places.get(task, ()))
        if task == "missing" and lacking:
            words, count = ROWS, count + lacking  # noqa: PLW2901  (rows, where all of it is in the list)
        if count:
            said.append(words[count > 1].format(f"{count:,}"))
    line = ", ".join(said)
    return f"{line[0].upper()}{line[1:]}." if line else ""


def _task_of_field(problem: Problem) -> str:
    """Return the task of a problem that says none: those of addresses are told by where they stand."""
    field = problem.field or ""
    return "address" if INSIDE_ADDRESS.search(field) else "mail" if EMAIL.search(field) else "other"


def _place(problem: Problem, task: str, number: int) -> object:
    """Return what makes two problems one thing to do: those of one address, or of one row that lacks values."""
    record = problem.row or INSIDE_ADDRESS.split(problem.field or "", maxsplit=1)[0]
    if task in {"address", "window"}:
        return problem.file, problem.sheet, record
    if task == "missing" and problem.row:
        return problem.file, problem.sheet, problem.row
    return number
