"""A PostgreSQL server for the tests: started for them in a folder of its own, and stopped afterwards."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.tools import missing

BINARIES = (
    *Path("/usr/lib/postgresql").glob("*/bin"),
    *Path("/opt/homebrew/opt").glob("postgresql@*/bin"),
    *Path("/usr/local/opt").glob("postgresql@*/bin"),
)
SUPERUSER = "office"


def binary(name: str) -> str:
    """Find a program of PostgreSQL's; Debian keeps them off the path."""
    found = shutil.which(name) or next((str(path / name) for path in BINARIES if (path / name).exists()), None)
    return found or missing("PostgreSQL")


@dataclass(frozen=True)
class Server:
    """A running server. It listens on a socket in its folder, and nowhere else."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def new_database(self) -> str:
        """Make an empty database; return its address."""
        name = f"register_{next(self._numbers)}"
        with psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://{SUPERUSER}@/{name}?host={self.folder}"


@contextmanager
def started() -> Iterator[Server]:
    """Start a server; stop it at the end, and remove its folder."""
    initdb, control = binary("initdb"), binary("pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="register-"))
    user = unprivileged()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)

    def run(*command: str) -> None:
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        subprocess.run(  # type: ignore[call-overload]  # noqa: S603
            command,
            cwd=folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=120,
            env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(folder)},
            **who,
        )

    place, log = str(folder / "data"), str(folder / "log")
    try:
        run(initdb, "--pgdata", place, "--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        run(control, "--pgdata", place, "--log", log, "--options", settings, "--wait", "start")
        try:
            yield Server(folder)
        finally:
            run(control, "--pgdata", place, "--mode", "immediate", "--wait", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged() -> pwd.struct_passwd | None:
    """Return the user as whom a server runs, None for the one who runs the tests: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]
