"""Ids for the recipients of a sheet that gives none."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from correspondence.errors import Problem, Problems
from correspondence.recipients.values import Recipient
from correspondence.source import Node

LONGEST = 100


def slug(text: str) -> str:
    """Return a text as part of an id: small letters, digits and hyphens.

    Example:
        >>> slug("San José Police Dept."), slug("Łódź & Co.")
        ('san-jose-police-dept', 'odz-co')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")


class Ids:
    """Gives each recipient an id that depends on its own row alone, so that it stays when others come or go.

    It is made of the organization, or of the name where there is none; where rows share it, of both.
    """

    def __init__(self) -> None:
        self.bases: Counter[str] = Counter()
        self.by_row: dict[int, tuple[str, str]] = {}

    def provisional(self, row: int, record: Mapping[str, Node]) -> Node:
        """Return an id that stands until all rows are known."""
        organization, name = (slug(record[key].raw) if key in record else "" for key in ("organization", "name"))
        base = organization or name
        self.bases[base] += 1
        self.by_row[row] = (base, name if organization else "")
        made = base or f"row-{row}"
        return Node(made, row, "id", made)

    def given(self, recipients: Sequence[Recipient], file: str, problems: Problems) -> Iterator[Recipient]:
        """Yield the recipients with their ids; report those that nothing tells apart."""
        first: dict[str, int] = {}
        for one in recipients:
            base, name = self.by_row[one.line]
            made = (
                base if self.bases[base] == 1 else slug(f"{base[: LONGEST - 1 - len(name)]}-{name}") if name else base
            )
            remedy = "add a column ID, with letters, digits and hyphens"
            if not base:
                message = "no id can be made of the name: it has no letter from A to Z"
                problems.add(Problem(file, message, remedy, line=one.line, field="id"))
            elif (row := first.setdefault(made, one.line)) != one.line:
                message = f"the row would have the same id as row {row}, {made}, and their files would be one"
                problems.add(Problem(file, message, f"{remedy}; or delete the row if it is there twice", line=one.line))
            else:
                yield dataclasses.replace(one, id=made)
