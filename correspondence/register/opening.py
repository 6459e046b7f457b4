"""Open a register: begin it, bring it to the newest schema, or say why it cannot be used."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.pool import NullPool

from correspondence.errors import MissingToolError
from correspondence.register.addresses import file_of, shown_address
from correspondence.register.failures import (
    ForeignRegisterError,
    NewerRegisterError,
    NoRegisterError,
    ReadOnlyRegisterError,
    UnreachableRegisterError,
    translated,
)
from correspondence.register.storing import Register, writing

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

VERSION_TABLE = "register_version"
SCHEMA = "register_0002"
"""The newest version of the schema, which this program reads and writes."""

REVISION = re.compile(r"register_(\d{4})")
PATIENCE = 30
"""Seconds that a run waits for another one; ``?timeout=`` in the address of a file changes it."""
MIGRATIONS = Path(__file__).parent / "migrations"


def open_register(url: URL, *, begin: bool = True) -> Register:
    """Open a register.

    An older one is brought to the newest schema first, in one transaction; of a file, a copy is kept
    beside it.

    Args:
        url: Where it is; see :func:`~correspondence.register.addresses.address_of`.
        begin: Whether it is begun where there is none yet.

    Returns:
        The register. Close it, or use it in a ``with`` statement.

    Raises:
        NoRegisterError: There is none, and none shall be begun.
        ForeignRegisterError: Another program's database stands there.
        NewerRegisterError: A newer version of this program wrote it.
        RegisterError: It cannot be reached, read or written.
        MissingToolError: The driver of PostgreSQL is not installed.
    """
    name = shown_address(url)
    file = file_of(url)
    if file is not None:
        _prepare_folder(file, name, begin=begin)
    engine = _engine(url)
    try:
        with translated(name):
            with engine.connect() as connection:
                version = _version(connection, name)
            _bring_up(engine, name, file, version, begin=begin)
    except BaseException:
        engine.dispose()
        raise
    return Register(engine, name)


def _prepare_folder(file: Path, name: str, *, begin: bool) -> None:
    """See to the folder of a file, and say at once what is wrong with either."""
    try:
        there = file.exists()
        if file.is_dir():
            raise ForeignRegisterError(name, "it is a folder")
        if there and not os.access(file, os.R_OK):
            raise UnreachableRegisterError(name, "the file may not be read")
    except OSError as error:
        raise UnreachableRegisterError(name, error.strerror or str(error)) from error
    if there:
        return
    if not begin:
        raise NoRegisterError(name)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReadOnlyRegisterError(name, error.strerror or str(error)) from error
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise ReadOnlyRegisterError(name, "its folder may not be written")


def _engine(url: URL) -> Engine:
    if file_of(url) is not None:
        seconds = float(str(url.query.get("timeout", PATIENCE)))
        engine = create_engine(url, connect_args={"timeout": seconds}, poolclass=NullPool)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    waits: dict[str, Any] = {} if "connect_timeout" in url.query else {"connect_timeout": PATIENCE}
    try:
        return create_engine(url, connect_args=waits)
    except ImportError as error:
        remedy = "install it with pip install 'correspondence[postgresql]'"
        raise MissingToolError("psycopg", "a register in PostgreSQL", remedy) from error


def _set_up_sqlite(connection: sqlite3.Connection, record: object) -> None:
    """Take transactions into our own hands, and make sure that what is committed is on the disk.

    The journal is SQLite's usual one and not the write-ahead log, so that between two commands the
    register is one file, whole: whoever copies that file has all of it.
    """
    del record
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = EXTRA")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("alone") else "BEGIN")


def _version(connection: Connection, name: str) -> str | None:
    """Return the version of the schema, None where the database is empty.

    Raises:
        ForeignRegisterError: Another program's tables stand there.
        NewerRegisterError: The version is newer than this program.
    """
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE not in tables:
        if tables:
            raise ForeignRegisterError(name, f"it has the table {min(tables)}")
        return None
    version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608  (a name of our own)
    if not isinstance(version, str) or not REVISION.fullmatch(version):
        raise ForeignRegisterError(name, f"its version is {version}")
    if version > SCHEMA:
        raise NewerRegisterError(name, f"its schema is {version}, and this program knows {SCHEMA}")
    return version


def _bring_up(engine: Engine, name: str, file: Path | None, version: str | None, *, begin: bool) -> None:
    """Begin a register, or bring it to the newest schema; leave it where it is there already."""
    if version is None and not begin:
        raise NoRegisterError(name)
    if version != SCHEMA:
        migrate(engine, name, file)


def migrate(engine: Engine, name: str, file: Path | None, target: str = SCHEMA) -> None:
    """Bring a register to a version of the schema: all of it or nothing.

    A copy of a file is kept beside it first.
    """
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(MIGRATIONS))
    with writing(engine) as connection:
        version = _version(connection, name)  # another run may have been faster
        if version == target:
            return
        if version is not None and file is not None:
            _keep_copy(file, version)
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        with Operations.context(context):
            for script in reversed(list(scripts.iterate_revisions(target, version or "base"))):
                script.module.upgrade()
                context.stamp(scripts, script.revision)


def _keep_copy(file: Path, version: str) -> Path:
    """Copy a register's file beside it before its schema is changed; no copy is ever replaced."""
    number = 1
    while True:
        suffix = version if number == 1 else f"{version}-{number}"
        copy = file.with_name(f"{file.name}.{suffix}")
        if not copy.exists():
            break
        number += 1
    part = copy.with_name(f".{copy.name}.part")
    part.unlink(missing_ok=True)
    source, target = sqlite3.connect(file), sqlite3.connect(part)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    part.rename(copy)
    return copy
