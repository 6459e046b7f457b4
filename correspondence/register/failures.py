"""What a database objects to, as errors that name a remedy.

SQLite and PostgreSQL are understood by their codes, never by their words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from correspondence.errors import CorrespondenceError


class RegisterError(CorrespondenceError):
    """The register cannot be used. What it holds is untouched.

    Args:
        register: Where it is, without a password.
        reason: What the database says, or empty.
    """

    what = "the register {register} cannot be used{reason}"
    remedy = "see to it, and run the command again"

    def __init__(self, register: str, reason: str = "") -> None:
        self.register, self.reason = register, reason
        super().__init__(register, reason)

    def __str__(self) -> str:
        """Say what is the matter and what to do."""
        reason = f" ({self.reason})" if self.reason else ""
        return f"{self.what.format(register=self.register, reason=reason)}; {self.remedy}"


class UnreachableRegisterError(RegisterError):
    """Nothing answers at the address, or it does not let us in."""

    what = "the register {register} cannot be reached{reason}"
    remedy = "see that its server runs, and that 'database:' in correspondence.yaml, or --database, names it rightly"


class BusyRegisterError(RegisterError):
    """Another program holds it for too long."""

    what = "another program holds the register {register}, and does not let go of it{reason}"
    remedy = "wait until it has ended, and run the command again; nothing was lost"


class ReadOnlyRegisterError(RegisterError):
    """It may be read, not written."""

    what = "the register {register} cannot be written{reason}"
    remedy = "see to the permissions of the file and its folder, or of the database's user; nothing was lost"


class FullRegisterError(RegisterError):
    """There is no room for another entry, or the disk fails."""

    what = "the register {register} could not be written to the end{reason}"
    remedy = "make room on its disk, and run the command again; what it held before is whole"


class DamagedRegisterError(RegisterError):
    """Its file was damaged."""

    what = "the register {register} is damaged{reason}"
    remedy = "keep the file, and put the newest copy in its place that 'correspondence register backup' made"


class ForeignRegisterError(RegisterError):
    """Another program's database stands at the address."""

    what = "{register} is no register, but a database of another program{reason}"
    remedy = "give the register a database of its own with 'database:' in correspondence.yaml, or --database"


class NewerRegisterError(RegisterError):
    """A newer version of this program has changed its schema."""

    what = "the register {register} was written by a newer version of this program{reason}"
    remedy = "install that version or a later one; nothing was changed"


class NoRegisterError(RegisterError):
    """Nothing was registered yet."""

    what = "there is no register at {register} yet{reason}"
    remedy = "'correspondence merge' begins it; look whether 'database:' in correspondence.yaml, or --database, names the right one"


_BY_SQLITE_CODE: Mapping[int, type[RegisterError]] = {
    sqlite3.SQLITE_BUSY: BusyRegisterError,
    sqlite3.SQLITE_LOCKED: BusyRegisterError,
    sqlite3.SQLITE_READONLY: ReadOnlyRegisterError,
    sqlite3.SQLITE_PERM: ReadOnlyRegisterError,
    sqlite3.SQLITE_CANTOPEN: UnreachableRegisterError,
    sqlite3.SQLITE_NOTADB: ForeignRegisterError,
    sqlite3.SQLITE_FULL: FullRegisterError,
    sqlite3.SQLITE_IOERR: FullRegisterError,
    sqlite3.SQLITE_CORRUPT: DamagedRegisterError,
}
# The classes and codes of the SQL standard and PostgreSQL (appendix A of its manual).
_BY_SQLSTATE: Mapping[str, type[RegisterError]] = {
    "08": UnreachableRegisterError,
    "28": UnreachableRegisterError,
    "3D000": UnreachableRegisterError,
    "57P": UnreachableRegisterError,
    "55P03": BusyRegisterError,
    "40": BusyRegisterError,
    "25006": ReadOnlyRegisterError,
    "42501": ReadOnlyRegisterError,
    "53": FullRegisterError,
    "58030": FullRegisterError,
    "XX001": DamagedRegisterError,
    "XX002": DamagedRegisterError,
}


@contextmanager
def translated(register: str) -> Iterator[None]:
    """Turn a database's objections into errors that name a remedy.

    Args:
        register: Where it is, without a password.

    Raises:
        RegisterError: The database objected.
    """
    try:
        yield
    except DBAPIError as error:
        cause = error.orig
        kind = _kind_of(cause, lost=error.connection_invalidated)
        if kind is None:
            raise
        raise kind(register, _reason(cause)) from error


def _kind_of(cause: BaseException | None, *, lost: bool) -> type[RegisterError] | None:
    if isinstance(cause, sqlite3.Error):
        return _BY_SQLITE_CODE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state is None:
        # PostgreSQL gives a code to all that it refuses; without one, it was not there to refuse, or not even asked.
        refused = type(cause).__name__ in {"OperationalError", "ProgrammingError"}
        return UnreachableRegisterError if lost or refused else None
    return next((kind for code, kind in _BY_SQLSTATE.items() if state.startswith(code)), None)


def _reason(cause: BaseException | None) -> str:
    """Return the first line of a database's words."""
    lines = str(cause).strip().splitlines()
    return lines[0].strip() if lines else ""
