"""Entries and letters that tests put into registers, and another reader that looks at what came of it."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from correspondence.entries import Entry, Letter

AT = datetime.datetime(2030, 1, 31, 15, 4, 5, tzinfo=datetime.UTC)
MAILING, TEMPLATE = "receipts-2030", "request-receipt"


def letters(*recipients: str, year: int = 2030, mailing: str = MAILING) -> dict[Letter, int]:
    """Return letters, each with its year."""
    return {Letter(mailing, recipient, TEMPLATE): year for recipient in recipients}


def made(recipient: str, number: str = "", mailing: str = MAILING, **more: Any) -> Entry:
    """Return the entry of a letter that was made."""
    values: dict[str, Any] = {
        "recipient": recipient,
        "number": number,
        "template": TEMPLATE,
        "list": "requests-2030",
        "row": 3,
        "by": "clerk",
        "files": {f"output/{mailing}/{recipient}.pdf": "ab" * 32},
        "details": {"title": "Receipt of a request", "name": "Pat Example, City of Springfield"},
    }
    return Entry("made", mailing, AT, **{**values, **more})


def raw(address: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run SQL through the database's own driver, and return the rows of the last statement."""
    url = make_url(address)
    if url.drivername == "sqlite":
        with closing(sqlite3.connect(str(url.database), isolation_level=None)) as file:
            return _run(file, statements)
    query = {name: str(value) for name, value in url.query.items()}
    with psycopg.connect(user=url.username, dbname=url.database, autocommit=True, **query) as connection:  # type: ignore[arg-type]
        return _run(connection, statements)


def _run(connection: Any, statements: Iterable[str]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for statement in statements:
        cursor = connection.execute(statement)
        rows = [tuple(row) for row in cursor.fetchall()] if cursor.description else []
    return rows


def file_of(address: str) -> Path:
    """Return the file of a register in SQLite."""
    return Path(str(make_url(address).database))


def list_of(count: int) -> str:
    """Return a recipient list of so many, as YAML."""
    records = (
        f"  - {{id: r{number:03}, title: Chief, name: Pat Example, organization: Police Department {number}, "
        f'address: {{street: {number} Main Street, city: Springfield, state: IL, zip: "62701"}}, '
        f'jurisdiction: "Springfield, Illinois"}}\n'
        for number in range(count)
    )
    return f"shared:\n  date: 2017-08-03\nrecipients:\n{''.join(records)}"
