"""What a register can do: hand out numbers, take entries, and give them back."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType, TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Select, Text, cast, insert, select, text, update

from correspondence.entries import EVERYTHING, Entry, Letter, Wanted
from correspondence.errors import RefusedError
from correspondence.references import LAST_SERIAL, Reference
from correspondence.register.failures import translated
from correspondence.register.tables import ENTRY, FORM, LETTER, SERIES

WRITERS_LOCK = 0x6C6574746572
"""Key of the lock by which writers in PostgreSQL take turns, as they do in SQLite."""
LOCK_SECONDS = 30
MOST_NAMED = 500
"""Most recipients that are named in one question to the database."""


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that keeps all other writers off, and commit it at the end."""
    with engine.connect().execution_options(alone=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})"))
        yield connection


class Register:
    """An open register.

    Every method is a transaction of its own, unless it is called within :meth:`alone`.

    Args:
        engine: Of a database that has the newest schema.
        name: Where it is, for messages.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine, self.name = engine, name
        self._held: Connection | None = None

    def __enter__(self) -> Self:
        """Use the register in a ``with`` statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep all other writers off until the block ends; what it writes is kept whole or not at all.

        Raises:
            RegisterError: The register cannot be written, or another run does not let go of it.
        """
        with self._transaction():
            yield

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with translated(self.name), writing(self.engine) as connection:
            self._held = connection
            try:
                yield connection
            finally:
                self._held = None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._held is not None:
            yield self._held
            return
        with translated(self.name), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._held is not None:
            yield self._held
            return
        with self._transaction() as connection:
            yield connection

    def allocate(self, series: str, letters: Mapping[Letter, int]) -> Mapping[Letter, str]:
        """Give each letter its reference number.

        A letter that has one keeps it, whatever series and year are asked for now. The others get the
        next serials of their year, in their order.

        Args:
            series: The series of new numbers.
            letters: The letters, each with the year of its date.

        Returns:
            The number of each letter, as it is printed.

        Raises:
            RefusedError: The series has no more numbers in this year.
            RegisterError: The register cannot be written.
        """
        if not letters:
            return MappingProxyType({})
        with self._writing() as connection:
            numbers = self._known_numbers(connection, letters)
            by_year: dict[int, list[Letter]] = {}
            for letter, year in letters.items():
                if letter not in numbers:
                    by_year.setdefault(year, []).append(letter)
            for year, new in by_year.items():
                last = self._advance(connection, series, year, len(new))
                rows = []
                for serial, letter in enumerate(new, start=last + 1):
                    numbers[letter] = str(Reference(series, year, serial))
                    rows.append(
                        {
                            "number": numbers[letter],
                            "series": series,
                            "year": year,
                            "serial": serial,
                            "mailing": letter.mailing,
                            "recipient": letter.recipient,
                            "template": letter.template,
                        }
                    )
                connection.execute(insert(LETTER), rows)
        return MappingProxyType({letter: numbers[letter] for letter in letters})

    @staticmethod
    def _known_numbers(connection: Connection, letters: Collection[Letter]) -> dict[Letter, str]:
        columns = (LETTER.c.mailing, LETTER.c.recipient, LETTER.c.template, LETTER.c.number)
        found: dict[Letter, str] = {}
        for mailing, template in {(letter.mailing, letter.template) for letter in letters}:
            query = select(*columns).where(LETTER.c.mailing == mailing, LETTER.c.template == template)
            for *own, number in connection.execute(query):
                letter = Letter(*own)
                if letter in letters:
                    found[letter] = number
        return found

    @staticmethod
    def _advance(connection: Connection, series: str, year: int, count: int) -> int:
        """Take so many serials; return the last one before them."""
        own = (SERIES.c.series == series, SERIES.c.year == year)
        last = connection.execute(select(SERIES.c.last).where(*own)).scalar_one_or_none()
        if last is None:
            last = 0
            connection.execute(insert(SERIES).values(series=series, year=year, last=count))
        else:
            connection.execute(update(SERIES).where(*own).values(last=last + count))
        if last + count > LAST_SERIAL:
            raise RefusedError(
                f"the series {series} has {LAST_SERIAL - last:,} numbers left in {year}, and {count:,} are needed",
                "name another series below 'reference:' in correspondence.yaml",
            )
        return last

    def append(self, entries: Iterable[Entry]) -> None:
        """Add entries, all of them or none.

        Raises:
            RegisterError: The register cannot be written.
        """
        rows = [
            {
                "at": entry.at,
                "kind": entry.kind,
                "number": entry.number,
                "mailing": entry.mailing,
                "recipient": entry.recipient,
                "template": entry.template,
                "list": entry.list,
                "row": entry.row,
                "by": entry.by,
                "files": dict(entry.files),
                "details": dict(entry.details),
                "amends": entry.amends,
            }
            for entry in entries
        ]
        if rows:
            with self._writing() as connection:
                connection.execute(insert(ENTRY), rows)

    def entries(self, wanted: Wanted = EVERYTHING) -> tuple[Entry, ...]:
        """Return entries in the order in which they were written.

        Raises:
            RegisterError: The register cannot be read.
        """
        if len(wanted.recipients) > MOST_NAMED:
            among = frozenset(wanted.recipients)
            rest = replace(wanted, recipients=())
            return tuple(entry for entry in self.entries(rest) if entry.recipient in among)
        with self._reading() as connection:
            return tuple(_entry(row) for row in connection.execute(_query(wanted)))

    def keep_geometry(self, sha256: str, geometry: Any) -> None:
        """Keep where the fields of a form stand, so that a scan of it can be read by place.

        Args:
            sha256: Checksum of the form's file. Its geometry is kept once.
            geometry: Anything that JSON can hold.

        Raises:
            RegisterError: The register cannot be written.
        """
        with self._writing() as connection:
            known = connection.execute(select(FORM.c.sha256).where(FORM.c.sha256 == sha256)).first()
            if known is None:
                connection.execute(insert(FORM).values(sha256=sha256, geometry=geometry))

    def geometry(self, sha256: str) -> Any:
        """Return where the fields of a form stand, None where that form never went out.

        Raises:
            RegisterError: The register cannot be read.
        """
        with self._reading() as connection:
            return connection.execute(select(FORM.c.geometry).where(FORM.c.sha256 == sha256)).scalar_one_or_none()


def _query(wanted: Wanted) -> Select[Any]:
    query = select(ENTRY).order_by(ENTRY.c.id)
    if wanted.mailing:
        query = query.where(ENTRY.c.mailing == wanted.mailing)
    if wanted.kinds:
        query = query.where(ENTRY.c.kind.in_(wanted.kinds))
    if wanted.recipients:
        query = query.where(ENTRY.c.recipient.in_(wanted.recipients))
    if wanted.number:
        query = query.where(ENTRY.c.number == wanted.number)
    if wanted.since is not None:
        query = query.where(ENTRY.c.at >= wanted.since)
    if wanted.file:
        query = query.where(cast(ENTRY.c.files, Text).contains(wanted.file, autoescape=True))
    return query


def _entry(row: Any) -> Entry:
    at: datetime.datetime = row.at
    return Entry(
        kind=row.kind,
        mailing=row.mailing,
        at=at,
        recipient=row.recipient,
        number=row.number,
        template=row.template,
        list=row.list,
        row=row.row,
        by=row.by,
        files=MappingProxyType(row.files),
        details=MappingProxyType(row.details),
        amends=row.amends,
        id=row.id,
    )
