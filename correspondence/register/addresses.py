"""Where a register is: the file or server that the settings or the command line name."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from correspondence.errors import Problem, ProblemsError, shown_here

DEFAULT = "output/register.sqlite"
SQLITE, POSTGRESQL = "sqlite", "postgresql+psycopg"
DRIVERS = {
    "sqlite": SQLITE,
    "sqlite+pysqlite": SQLITE,
    "postgresql": POSTGRESQL,
    "postgres": POSTGRESQL,
    "postgresql+psycopg": POSTGRESQL,
}
REMEDY = "write the path of a file, sqlite:///PATH, or postgresql+psycopg://USER@HOST/DATABASE"


def address_of(setting: str, given: str | None, root: Path) -> URL:
    """Tell where the register is.

    Args:
        setting: What the workspace's settings say, empty where they say nothing. A path in it is
            relative to the workspace.
        given: What the command line says, None where it says nothing. A path in it is relative to
            the current folder.
        root: The workspace.

    Returns:
        The address. The path of a file is absolute.

    Raises:
        ProblemsError: It is no address of a database that can hold the register.
    """
    if given:
        return _read(given, Path.cwd(), Problem("--database", "", REMEDY))
    place = Problem("correspondence.yaml", "", REMEDY, field="database")
    return _read(setting or DEFAULT, root, place)


def _read(text: str, base: Path, place: Problem) -> URL:
    if "://" not in text:
        return URL.create(SQLITE, database=str(base / text))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise _wrong(place, "it is no address of a database") from error
    driver = DRIVERS.get(url.drivername)
    if driver is None:
        raise _wrong(place, f'a register cannot be kept in a database of the kind "{url.drivername}"')
    if driver == POSTGRESQL:
        return url.set(drivername=driver)
    if not url.database or url.database == ":memory:":
        raise _wrong(place, "it names no file, and what is in memory is lost when the command ends")
    if set(url.query) - {"timeout"} or not re.fullmatch(r"\d+(\.\d+)?", str(url.query.get("timeout", "0"))):
        raise _wrong(
            place, "behind the address of a file may stand ?timeout= with a number of seconds, and nothing else"
        )
    return url.set(drivername=driver, database=str(base / url.database))


def _wrong(place: Problem, message: str) -> ProblemsError:
    return ProblemsError([Problem(place.file, message, place.remedy, field=place.field)])


def file_of(url: URL) -> Path | None:
    """Return the file of a register in SQLite, None where a server holds it."""
    return Path(url.database) if url.drivername == SQLITE and url.database else None


def shown_address(url: URL) -> str:
    """Return an address as messages show it: without a password."""
    file = file_of(url)
    if file is not None:
        return shown_here(file)
    return URL.create(url.drivername, url.username, None, url.host, url.port, url.database).render_as_string()
