"""From a record as it was read to a recipient, held to what no single field can tell."""

from __future__ import annotations

from collections.abc import Mapping
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


def recipient_from(node: Node, file: str, problems: Problems) -> Recipient | None:
    """Return the recipient that a record describes, or None after having reported why there is none."""
    values: Any = RECIPIENT.read(node, file, problems)
    if isinstance(node.content, dict):
        _check_record(node, node.content, file, problems)
    if values is MISSING:
        return None
    given = values.pop("address")
    address = Address(**given) if isinstance(given, dict) else Address(as_given=given) if given else None
    extras = MappingProxyType(values.pop("extras"))
    places = MappingProxyType(dict(node.places()))
    return Recipient(**values, address=address, extras=extras, line=node.line, places=places)


def _check_record(node: Node, content: Mapping[str, Node], file: str, problems: Problems) -> None:
    """Check what no single field can tell."""
    if not any(given(content, name) for name in ("name", "organization")):
        message = "the record has neither a name nor an organization"
        problems.add(Problem(file, message, "add 'name:' or 'organization:'", line=node.line, field=node.path))
    if given(content, "id").lower() in DEVICES:
        message = f'"{given(content, "id")}" is a name that Windows keeps for itself, and no file can bear it'
        problems.add(content["id"].problem(file, message, "choose another id"))
    if (address := content.get("address")) is not None and isinstance(address.content, dict):
        _check_address(address, address.content, file, problems)


def given(content: Mapping[str, Node], name: str) -> str:
    """Return a single value as it was typed, empty where there is none."""
    node = content.get(name)
    return node.raw.strip() if node is not None and node.content is not None else ""


def _check_address(node: Node, parts: Mapping[str, Node], file: str, problems: Problems) -> None:
    """Check what only the whole address can tell: states and ZIP codes are those of Publication 28."""
    if given(parts, "country").upper() not in DOMESTIC:
        return
    for name, noun in (("state", "a two-letter state"), ("zip", "a ZIP code")):
        at = parts.get(name, node)
        if at is node or not (isinstance(at.content, list | dict) or given(parts, name)):
            remedy = f"add '{name}:' with {noun}, or 'country:' for an address abroad"
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


def report_repeated_ids(records: list[Node], file: str, problems: Problems) -> None:
    """Report ids that would name the same file, also where computers do not tell capitals apart."""
    first: dict[str, Node] = {}
    for record in records:
        node = record.content.get("id") if isinstance(record.content, dict) else None
        if node is None or not node.raw:
            continue
        known = first.setdefault(node.raw.lower(), node)
        if known is node:
            continue
        if known.raw == node.raw:
            message = f'"{node.raw}" is used twice; line {known.line} has it first'
        else:
            message = f'"{node.raw}" and "{known.raw}" in line {known.line} differ in capitals only, and their files would be one on many computers'
        problems.add(node.problem(file, message, "give each recipient an id of its own"))
