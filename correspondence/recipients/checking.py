"""From a record as it was read to a recipient, held to what no single field can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from correspondence.errors import Problem, Problems
from correspondence.fields import MISSING
from correspondence.recipients.fields import RECIPIENT, ZIP
from correspondence.recipients.values import DOMESTIC, Address, Recipient
from correspondence.source import Node
from correspondence.states import STATES, code_of

DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
"""Names that Windows keeps for devices: no file can bear one, whatever its ending."""
LOWEST_ZIP, HIGHEST_ZIP = "00501", "99950"


@dataclass(frozen=True, slots=True)
class Wording:
    """How remedies are worded for a kind of file.

    Attributes:
        no_name: What to do where a record names nobody.
        no_part: What to do where an address lacks a part.
        place: What the place of a record is called.
        left_out: Fields that no record has because the whole list lacks them, which was reported.
    """

    no_name: str
    no_part: str
    place: str
    left_out: frozenset[str] = frozenset()


YAML = Wording(
    "add 'name:' or 'organization:'", "add '{name}:' with {noun}, or 'country:' for an address abroad", "line"
)
SHEET = Wording("write one of the two, or delete the row", "write {noun}, or the country of an address abroad", "row")
NO_PLACES: Mapping[str, int] = MappingProxyType({})


def recipient_from(
    node: Node, file: str, problems: Problems, wording: Wording = YAML, further: Mapping[str, Node] | None = None
) -> Recipient | None:
    """Return the recipient that a record describes, or None after having reported why there is none.

    Args:
        node: The record.
        file: Its file, for messages.
        problems: Takes what is wrong.
        wording: How remedies are worded.
        further: Values of the list's own, where the record does not hold them itself.
    """
    values: Any = RECIPIENT.read(node, file, problems)
    if isinstance(node.content, dict):
        _check_record(node, node.content, file, problems, wording)
    if values is MISSING:
        return None
    given = values.pop("address")
    address = Address(**given) if isinstance(given, dict) else Address(as_given=given) if given else None
    own = values.pop("extras")
    extras = MappingProxyType(own if further is None else further)
    places = MappingProxyType(dict(node.places())) if further is None else NO_PLACES
    return Recipient(**values, address=address, extras=extras, line=node.line, places=places)


def _check_record(node: Node, content: Mapping[str, Node], file: str, problems: Problems, wording: Wording) -> None:
    """Check what no single field can tell."""
    if "name" not in wording.left_out and not any(_stands(content, name) for name in ("name", "organization")):
        message = f"the {'record' if wording is YAML else 'row'} has neither a name nor an organization"
        problems.add(Problem(file, message, wording.no_name, line=node.line, field=node.path or None, task="missing"))
    if given(content, "id").lower() in DEVICES:
        message = f'"{given(content, "id")}" is a name that Windows keeps for itself, and no file can bear it'
        problems.add(content["id"].problem(file, message, "choose another id"))
    if (address := content.get("address")) is not None and isinstance(address.content, dict):
        _check_address(address, address.content, file, problems, wording)


def given(content: Mapping[str, Node], name: str) -> str:
    """Return a single value as it was typed, empty where there is none."""
    node = content.get(name)
    return node.raw.strip() if node is not None and node.content is not None else ""


def _stands(content: Mapping[str, Node], name: str) -> bool:
    """Tell whether something stands in a field, be it sound or not."""
    node = content.get(name)
    return node is not None and (bool(given(content, name)) or not node.sound)


def _check_address(node: Node, parts: Mapping[str, Node], file: str, problems: Problems, wording: Wording) -> None:
    """Check what only the whole address can tell: states and ZIP codes are those of Publication 28."""
    if given(parts, "country").upper() not in DOMESTIC:
        return
    for name, noun in (("state", "a two-letter state"), ("zip", "a ZIP code")):
        at = parts.get(name, node)
        if f"address.{name}" in wording.left_out or not at.sound:
            continue
        if at is node or not (isinstance(at.content, list | dict) or given(parts, name)):
            remedy = wording.no_part.format(name=name, noun=noun)
            problems.add(Problem(file, f"{name} is missing", remedy, line=at.line, field=f"{node.path}.{name}"))
    state, code = given(parts, "state"), given(parts, "zip")
    if state and state not in STATES and parts["state"].sound:
        known = code_of(state)
        remedy = f"write {known}" if known else "write its two-letter code, such as NM"
        problems.add(parts["state"].problem(file, f'"{state}" is not a state\'s code', remedy))
    if (
        code
        and parts["zip"].sound
        and ZIP.read(parts["zip"], file, problems) is not MISSING
        and not LOWEST_ZIP <= code[:5] <= HIGHEST_ZIP
    ):
        remedy = f"look it up: they go from {LOWEST_ZIP} to {HIGHEST_ZIP}"
        problems.add(parts["zip"].problem(file, f'there is no ZIP code "{code}"', remedy))


def report_repeated_ids(records: Iterable[Node], file: str, problems: Problems) -> None:
    """Report ids that would name the same file, also where computers do not tell capitals apart."""
    first: dict[str, Node] = {}
    for record in records:
        node = record.content.get("id") if isinstance(record.content, dict) else None
        if node is not None:
            report_repeated_id(node, first, file, problems)


def report_repeated_id(
    node: Node, first: dict[str, Node], file: str, problems: Problems, wording: Wording = YAML
) -> None:
    """Report an id that was used before; ``first`` remembers them."""
    if not node.raw:
        return
    known = first.setdefault(node.raw.lower(), node)
    if known is node:
        return
    place = f"{wording.place} {known.line}"
    if known.raw == node.raw:
        message = f'"{node.raw}" is used twice; {place} has it first'
    else:
        message = f'"{node.raw}" and "{known.raw}" in {place} differ in capitals only, and their files would be one on many computers'
    problems.add(node.problem(file, message, "give each recipient an id of its own"))
