"""Take what a register holds of one mailing out of it, and put it into a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import insert, select

from correspondence.entries import Entry, Kind, Letter, Wanted
from correspondence.errors import RefusedError
from correspondence.references import Reference
from correspondence.register.storing import Register
from correspondence.register.tables import ENTRY, FORM, LETTER, SERIES

BATCH = 500
INWARD: tuple[Kind, ...] = ("received", "read", "decided", "amended")
"""Kinds of entries that speak of a reply before anybody knows to which letter it belongs."""


@dataclass(frozen=True)
class Extract:
    """What a register holds of one mailing.

    Attributes:
        entries: Its entries in their order, with the numbers that they have; also those about its replies from the time
            when nobody knew whose they are.
        numbers: The reference numbers that were given out, each with its letter.
        forms: Where the fields of its forms stand, by the checksums of the forms' files.
    """

    entries: tuple[Entry, ...]
    numbers: Mapping[str, Letter]
    forms: Mapping[str, Any]


def extract(register: Register, mailing: str) -> Extract:
    """Take out what a register holds of a mailing; the register stays as it is.

    Raises:
        RegisterError: It cannot be read.
    """
    own = register.entries(Wanted(mailing=mailing))
    about = {sha256 for entry in own for sha256 in replies_of(entry)}
    early = [
        entry
        for entry in (register.entries(Wanted(kinds=INWARD)) if about else ())
        if not entry.mailing and about.intersection(replies_of(entry))
    ]
    entries = tuple(sorted((*own, *early), key=lambda entry: entry.id or 0))
    columns = (LETTER.c.number, LETTER.c.mailing, LETTER.c.recipient, LETTER.c.template)
    with register._reading() as connection:  # noqa: SLF001  (the same room)
        query = select(*columns).where(LETTER.c.mailing == mailing).order_by(LETTER.c.number)
        numbers = {number: Letter(*letter) for number, *letter in connection.execute(query)}
        sums = sorted({sha256 for entry in own for sha256 in entry.files.values()})
        forms: dict[str, Any] = {}
        for start in range(0, len(sums), BATCH):
            some = sums[start : start + BATCH]
            found = connection.execute(select(FORM.c.sha256, FORM.c.geometry).where(FORM.c.sha256.in_(some)))
            forms |= {row.sha256: row.geometry for row in found}
    return Extract(entries, MappingProxyType(numbers), MappingProxyType(dict(sorted(forms.items()))))


def replies_of(entry: Entry) -> Iterator[str]:
    """Yield the checksums of the replies of which an entry speaks."""
    if entry.kind in INWARD:
        yield from (entry.details[name] for name in ("reply", "withdrawn") if entry.details.get(name))
        yield from entry.files.values()


def put(register: Register, what: Extract) -> None:
    """Put an extract into a register that holds nothing yet; entries keep their numbers, and the moments at which they were written.

    Args:
        register: The open register.
        what: The extract.

    Raises:
        RefusedError: The register holds something.
        RegisterError: It cannot be written; it holds nothing then.
    """
    with register.alone():
        if register.entries():
            raise RefusedError(f"the register {register.name} holds entries already", "name a new one")
        _insert(register, ENTRY, [_row(entry) for entry in what.entries])
        numbers = [(Reference.parse(number), number, letter) for number, letter in what.numbers.items()]
        _insert(
            register,
            LETTER,
            [
                {
                    "number": number,
                    "series": parsed.series,
                    "year": parsed.year,
                    "serial": parsed.serial,
                    "mailing": letter.mailing,
                    "recipient": letter.recipient,
                    "template": letter.template,
                }
                for parsed, number, letter in numbers
            ],
        )
        last: dict[tuple[str, int], int] = {}
        for parsed, _, _ in numbers:
            key = parsed.series, parsed.year
            last[key] = max(last.get(key, 0), parsed.serial)
        _insert(register, SERIES, [{"series": key[0], "year": key[1], "last": serial} for key, serial in last.items()])
        _insert(register, FORM, [{"sha256": sha256, "geometry": geometry} for sha256, geometry in what.forms.items()])


def _row(entry: Entry) -> dict[str, Any]:
    plain = entry.as_json()
    return {**plain, "at": entry.at}


def _insert(register: Register, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        with register._writing() as connection:  # noqa: SLF001  (the same room)
            connection.execute(insert(table), rows)
