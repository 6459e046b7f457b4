"""Problems as the JSON that every command prints where it was asked for JSON and cannot do its work."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from correspondence.errors import CorrespondenceError, Problem, ProblemsError, RefusedError

PROBLEMS_SCHEMA = "correspondence/problems/1"


def problems_json(problems: Iterable[Problem], *, checked: int = 0) -> str:
    """Write problems as JSON.

    Args:
        problems: The problems, in the order in which they were found.
        checked: How many documents were composed.
    """
    whole: dict[str, Any] = {
        "schema": PROBLEMS_SCHEMA,
        "checked": checked,
        "problems": [problem.as_json() for problem in problems],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def problems_of(error: CorrespondenceError) -> tuple[Problem, ...]:
    """Return the problems that an error tells of.

    An error that is no list of problems becomes one that stands in no file; its remedy is parted
    from its message where the error has one.
    """
    if isinstance(error, ProblemsError):
        return error.problems
    if isinstance(error, RefusedError):
        return (Problem("", error.what, error.remedy),)
    remedy = str(getattr(error, "remedy", ""))
    return (Problem("", str(error).removesuffix(f"; {remedy}") if remedy else str(error), remedy),)
