"""What the register holds of a mailing as the JSON that lies in its bag, and read from it again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from correspondence.entries import KINDS, Entry, Letter
from correspondence.errors import RefusedError
from correspondence.references import Reference
from correspondence.register.moving import Extract

EXTRACT = "register.json"
SCHEMA = "correspondence/bagged-register/1"
_TEXTS = ("kind", "mailing", "recipient", "number", "template", "list", "by")


def extract_json(mailing: str, what: Extract) -> bytes:
    """Write an extract; moments keep their fractions of a second."""
    whole = {
        "schema": SCHEMA,
        "mailing": mailing,
        "entries": [{**entry.as_json(), "at": entry.at.astimezone(datetime.UTC).isoformat()} for entry in what.entries],
        "numbers": [
            {"number": number, "recipient": letter.recipient, "template": letter.template}
            for number, letter in what.numbers.items()
        ],
        "forms": [{"sha256": sha256, "geometry": geometry} for sha256, geometry in what.forms.items()],
    }
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def read_extract(content: bytes, name: str) -> tuple[str, Extract]:
    """Read an extract from a bag.

    Args:
        content: The file.
        name: What messages call it.

    Returns:
        The mailing's name, and the extract.

    Raises:
        RefusedError: It is none that this program wrote.
    """
    try:
        whole = json.loads(content)
        schema = str(whole["schema"])
        if schema != SCHEMA and schema.startswith(SCHEMA.rpartition("/")[0]):
            raise RefusedError(f"{name} was written by a newer version of this program", "install that version")
        if schema != SCHEMA:
            raise _wrong(name, f"its schema is {schema}")
        mailing = _text(whole["mailing"])
        entries = tuple(_entry(one) for one in whole["entries"])
        numbers = {
            str(Reference.parse(_text(one["number"]))): Letter(mailing, _text(one["recipient"]), _text(one["template"]))
            for one in whole["numbers"]
        }
        forms = {_text(one["sha256"]): one["geometry"] for one in whole["forms"]}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _wrong(name, f"{type(error).__name__}: {error}") from error
    _check_order(entries, name)
    return mailing, Extract(entries, MappingProxyType(numbers), MappingProxyType(forms))


def _entry(plain: Mapping[str, Any]) -> Entry:
    known = {one.name for one in fields(Entry)}
    values = {name: value for name, value in plain.items() if name in known}
    for name in _TEXTS:
        _text(values[name])
    if values["kind"] not in KINDS:
        raise ValueError(f"there is no entry of the kind {values['kind']}")
    for name in ("id", "row", "amends"):
        if values[name] is not None and (not isinstance(values[name], int) or isinstance(values[name], bool)):
            raise TypeError(f"{name} is no number")
    at = datetime.datetime.fromisoformat(values["at"])
    if at.tzinfo is None:
        raise ValueError(f"the moment {values['at']} has no time zone")
    files = {_text(name): _text(sha256) for name, sha256 in values["files"].items()}
    return Entry(**{**values, "at": at, "files": files, "details": dict(values["details"])})


def _check_order(entries: tuple[Entry, ...], name: str) -> None:
    """Make sure that the entries can be a register's: numbered upward, each amending one before it."""
    seen: set[int] = set()
    last = 0
    for entry in entries:
        if entry.id is None or entry.id <= last or (entry.amends is not None and entry.amends not in seen):
            raise _wrong(name, f"its entry {entry.id} is out of order, or amends one that is not there")
        last = entry.id
        seen.add(entry.id)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _wrong(name: str, why: str) -> RefusedError:
    what = f"{name} is no extract of a register that this program wrote ({why})"
    return RefusedError(what, "restore a bag that 'correspondence bag' has made")
