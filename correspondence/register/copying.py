"""Copy a register into a file, while others use it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.engine import URL

from correspondence.errors import RefusedError, WriteError
from correspondence.register.addresses import SQLITE
from correspondence.register.failures import translated
from correspondence.register.opening import open_register
from correspondence.register.storing import Register
from correspondence.register.tables import METADATA, SERIES

BATCH = 5000


def back_up(register: Register, target: Path) -> None:
    """Copy a register, as it is at one moment, into a file of SQLite.

    The copy is a register itself, which ``--database`` can name, also that of one in PostgreSQL.

    Args:
        register: The register; others may be writing into it.
        target: The file. It must not be there yet.

    Raises:
        RefusedError: The file is there.
        WriteError: It cannot be written; nothing half-written is left.
        RegisterError: The register cannot be read.
    """
    refusal = RefusedError(f"{target} is there already, and no copy is ever replaced", "choose another name")
    if target.exists():
        raise refusal
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _fill(register, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        target.hardlink_to(part)  # which never replaces a file, as a rename does
    except FileExistsError as error:
        raise refusal from error
    except OSError as error:
        raise WriteError(str(target), error.strerror or str(error)) from error
    except sqlite3.Error as error:
        raise WriteError(str(target), str(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _fill(register: Register, part: Path) -> None:
    part.unlink(missing_ok=True)
    if register.engine.dialect.name == SQLITE:
        with translated(register.name), register.engine.connect() as connection:
            connection.execute(select(SERIES))  # holds writers off, or says who holds the register
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)  # noqa: S101  (for the type checker)
            copy = sqlite3.connect(part)
            try:
                source.backup(copy)
            finally:
                copy.close()
        return
    with (
        open_register(URL.create(SQLITE, database=str(part))) as copy_,
        translated(register.name),
        register.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
        copy_.alone(),
        copy_._writing() as into,  # noqa: SLF001  (the same room)
    ):
        for table in METADATA.sorted_tables:
            rows = connection.execute(select(table).order_by(*table.primary_key))
            for batch in rows.mappings().partitions(BATCH):
                into.execute(insert(table), [dict(row) for row in batch])
