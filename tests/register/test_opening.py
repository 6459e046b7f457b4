"""Opening a register: begun, brought to the newest schema, or refused with a remedy."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from correspondence.entries import Letter
from correspondence.errors import ProblemsError
from correspondence.register import (
    BusyRegisterError,
    ForeignRegisterError,
    NewerRegisterError,
    NoRegisterError,
    Register,
    RegisterError,
    UnreachableRegisterError,
    address_of,
    open_register,
    shown_address,
)
from correspondence.register.opening import MIGRATIONS, SCHEMA, _engine, migrate
from tests.register.making import file_of, letters, made, raw
from tests.register.server import Server
from tests.tools import ROOT, run

TIMEOUT_ALONE = "behind the address of a file may stand ?timeout= with a number of seconds, and nothing else"
KEPT = ROOT / "tests" / "registers" / "version-1.sqlite"


def opened(address: str, *, begin: bool = True) -> Register:
    return open_register(address_of("", address, Path("/")), begin=begin)


def said(error: type[RegisterError], address: str, *, begin: bool = True) -> str:
    """Open what cannot be opened, and return what is said."""
    with pytest.raises(error) as caught:
        opened(address, begin=begin)
    return str(caught.value)


def test_the_schema_of_the_code_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == SCHEMA


def test_a_register_is_begun_where_there_is_none(address: str) -> None:
    with opened(address) as register:
        register.append([made("near")])
    with opened(address, begin=False) as register:
        assert [entry.recipient for entry in register.entries()] == ["near"]
    assert raw(address, "SELECT version_num FROM register_version") == [(SCHEMA,)]


def test_an_empty_file_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite").touch()
    with opened(str(tmp_path / "register.sqlite")) as register:
        assert register.entries() == ()


def test_a_register_is_not_begun_by_looking_for_it(tmp_path: Path, server: Server) -> None:
    file = tmp_path / "none.sqlite"
    assert said(NoRegisterError, str(file), begin=False) == (
        f"there is no register at {file} yet; 'correspondence merge' begins it; "
        "look whether 'database:' in correspondence.yaml, or --database, names the right one"
    )
    assert not file.exists()
    said(NoRegisterError, server.new_database(), begin=False)


def test_a_register_of_the_first_version_opens_and_a_copy_of_it_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "register.sqlite"
    shutil.copy(KEPT, file)
    with opened(str(file)) as register:
        entries = register.entries()
        assert [(entry.kind, entry.recipient, entry.number[:13]) for entry in entries] == [
            ("made", "albuquerque", "REF-2017-2223"),
            ("made", "baltimore", "REF-2017-2224"),
            ("made", "san-bernardino", "REF-2017-2225"),
            ("made", "stockton", "REF-2017-2226"),
            ("dispatched", "stockton", "REF-2017-2226"),
        ]
        assert entries[0].details["due"] == "2017-08-18"
        register.keep_geometry("ab" * 32, [1])
        assert register.geometry("ab" * 32) == [1]
        stockton = Letter("psp-2017-08-03", "stockton", "psp-questionnaire")
        new = Letter("psp-2017-08-03", "springfield", "psp-questionnaire")
        numbers = register.allocate("REF", {stockton: 2017, new: 2017})
        assert numbers[stockton] == entries[3].number
        assert numbers[new][:13] == "REF-2017-2227"
    assert (tmp_path / "register.sqlite.register_0001").read_bytes()[:16] == b"SQLite format 3\0"
    with closing(sqlite3.connect(tmp_path / "register.sqlite.register_0001")) as copy:
        assert copy.execute("SELECT version_num FROM register_version").fetchall() == [("register_0001",)]
        assert copy.execute("SELECT count(*) FROM entry").fetchall() == [(5,)]
    assert raw(f"sqlite:///{file}", "PRAGMA integrity_check") == [("ok",)]
    with pytest.raises(sqlite3.IntegrityError, match="the register keeps what it holds"):
        raw(f"sqlite:///{file}", "DELETE FROM entry")


def test_no_copy_is_replaced_by_the_next(tmp_path: Path) -> None:
    file = tmp_path / "register.sqlite"
    (tmp_path / "register.sqlite.register_0001").write_text("kept from before")
    shutil.copy(KEPT, file)
    opened(str(file)).close()
    assert (tmp_path / "register.sqlite.register_0001").read_text() == "kept from before"
    assert (tmp_path / "register.sqlite.register_0001-2").stat().st_size > 10_000


def test_a_register_of_the_first_version_in_postgresql_opens_too(server: Server) -> None:
    address = server.new_database()
    old = _engine(address_of("", address, Path("/")))
    migrate(old, "old", None, "register_0001")
    with Register(old, "old") as register:
        [number] = register.allocate("REF", letters("near")).values()
        register.append([made("near", number)])
    with opened(address) as register:
        assert [entry.number for entry in register.entries()] == [number]
        register.keep_geometry("ab" * 32, {})
    assert raw(address, "SELECT version_num FROM register_version") == [(SCHEMA,)]
    assert ("entry_of_mailing",) in raw(address, "SELECT indexname FROM pg_indexes WHERE tablename = 'entry'")


def test_an_old_register_that_cannot_be_changed_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "register.sqlite"
    shutil.copy(KEPT, file)
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        said(BusyRegisterError, f"sqlite:///{file}?timeout=0.1")
    assert file.read_bytes() == KEPT.read_bytes()


def test_a_change_of_schema_that_fails_halfway_leaves_no_half(address: str) -> None:
    old = _engine(address_of("", address, Path("/")))
    migrate(old, "old", None, "register_0001")
    old.dispose()
    raw(address, "CREATE TABLE entry_of_number (id INTEGER)")  # in the way of an index
    with pytest.raises(DBAPIError, match="entry_of_number"):
        opened(address)
    assert raw(address, "SELECT version_num FROM register_version") == [("register_0001",)]
    raw(address, "DROP TABLE entry_of_number")
    with opened(address) as register:
        register.keep_geometry("ab" * 32, [])
    assert raw(address, "SELECT version_num FROM register_version") == [(SCHEMA,)]


def test_a_server_that_goes_away_in_the_middle_loses_nothing(server: Server) -> None:
    address = server.new_database()
    name = address_of("", address, Path("/")).database

    def break_off(register: Register) -> None:
        with register.alone():
            register.append([made("far")])
            others = f"datname = '{name}' AND pid <> pg_backend_pid()"
            raw(address, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608 - ours
            register.append([made("farther")])

    with opened(address) as register:
        register.append([made("near")])
        with pytest.raises(UnreachableRegisterError, match="terminating connection due to administrator command"):
            break_off(register)
        assert [entry.recipient for entry in register.entries()] == ["near"]
        register.append([made("after")])


def test_a_register_of_a_newer_version_is_refused(address: str) -> None:
    opened(address).close()
    raw(address, "UPDATE register_version SET version_num = 'register_0099'")
    name = shown_address(address_of("", address, Path("/")))
    assert said(NewerRegisterError, address) == (
        f"the register {name} was written by a newer version of this program (its schema is register_0099, and this "
        f"program knows {SCHEMA}); install that version or a later one; nothing was changed"
    )


def test_another_programs_database_is_refused(address: str) -> None:
    raw(address, "CREATE TABLE customers (id INTEGER)")
    name = shown_address(address_of("", address, Path("/")))
    assert said(ForeignRegisterError, address) == (
        f"{name} is no register, but a database of another program (it has the table customers); give the register a "
        "database of its own with 'database:' in correspondence.yaml, or --database"
    )
    raw(address, "CREATE TABLE register_version (version_num TEXT)", "INSERT INTO register_version VALUES ('1a2b3c')")
    assert "(its version is 1a2b3c)" in said(ForeignRegisterError, address)
    assert raw(address, "SELECT count(*) FROM customers") == [(0,)]


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Chief Example:\n" * 100)
    assert "is no register, but a database of another program (file is not a database)" in said(
        ForeignRegisterError, str(file)
    )
    assert file.read_text() == "Dear Chief Example:\n" * 100
    assert "(it is a folder)" in said(ForeignRegisterError, str(tmp_path))


def test_a_register_that_another_program_holds_is_waited_for_and_then_refused(tmp_path: Path) -> None:
    file = tmp_path / "register.sqlite"
    with opened(str(file)) as register:
        register.append([made("near")])
    with opened(f"sqlite:///{file}?timeout=0.1") as register, closing(sqlite3.connect(file)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BusyRegisterError) as caught:
            register.append([made("far")])
        assert str(caught.value) == (
            f"another program holds the register {file}, and does not let go of it (database is locked); "
            "wait until it has ended, and run the command again; nothing was lost"
        )
        holder.rollback()
        register.append([made("third")])
        assert [entry.recipient for entry in register.entries()] == ["near", "third"]


def test_a_server_whose_lock_is_held_is_waited_for_and_then_left(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    from correspondence.register import storing

    monkeypatch.setattr(storing, "LOCK_SECONDS", 1)
    address = server.new_database()
    with opened(address) as register:
        name = str(address_of("", address, Path("/")).database)
        with psycopg.connect(host=str(server.folder), user="office", dbname=name) as holder:
            holder.execute(f"SELECT pg_advisory_lock({storing.WRITERS_LOCK})".encode())
            with pytest.raises(BusyRegisterError, match="canceling statement due to lock timeout"):
                register.append([made("far")])
        register.append([made("near")])
        assert [entry.recipient for entry in register.entries()] == ["near"]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://office:s3cret@127.0.0.1:1/letters?connect_timeout=2",
        "postgresql+psycopg://office:s3cret@/letters?host=/nowhere/at/all",
        "postgresql+psycopg://office:s3cret@127.0.0.1/letters?nonsense=1",
    ],
)
def test_a_server_that_does_not_answer_is_named_without_the_password(address: str) -> None:
    sentence = said(UnreachableRegisterError, address)
    assert sentence.startswith("the register postgresql+psycopg://office@")
    assert "cannot be reached (" in sentence
    assert sentence.endswith(
        "see that its server runs, and that 'database:' in correspondence.yaml, or --database, names it rightly"
    )
    assert "s3cret" not in sentence


def test_a_database_that_a_server_does_not_have_is_not_reached(server: Server) -> None:
    address = server.new_database().replace("/register_", "/nothing_")
    assert "does not exist" in said(UnreachableRegisterError, address)


def test_a_server_that_may_only_be_read_is_listed_and_not_written(server: Server) -> None:
    address = server.new_database()
    with opened(address) as register:
        register.append([made("near")])
        name = address_of("", address, Path("/")).database
        raw(address, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with opened(address) as register:
        assert [entry.recipient for entry in register.entries()] == ["near"]
        with pytest.raises(RegisterError, match=r"cannot be written \(cannot execute .* in a read-only transaction\)"):
            register.append([made("far")])


READ_ONLY = """
import os, sys
from pathlib import Path
from correspondence.register import RegisterError, address_of, open_register
from tests.register.making import made

def use(file):
    with open_register(address_of("", file, Path("/"))) as register:
        print(len(register.entries()))
        register.append([made("far")])

warm, *files = sys.argv[1:]
use(warm)  # while every module can be read
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for file in files:
    try:
        use(file)
    except RegisterError as error:
        print(error)
"""


@pytest.fixture
def shelf() -> Iterator[Path]:
    """Return a folder that everybody may read."""
    folder = Path(tempfile.mkdtemp(prefix="register-")).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_file_that_may_only_be_read_is_listed_and_not_written(shelf: Path, tmp_path: Path) -> None:
    file, locked = shelf / "register.sqlite", shelf / "locked"
    with opened(str(file)) as register:
        register.append([made("near")])
    before = file.read_bytes()
    locked.mkdir()
    file.chmod(0o444)
    locked.chmod(0o000)
    shelf.chmod(0o555)
    done = run(
        *(sys.executable, "-c", READ_ONLY, tmp_path / "warm.sqlite", file, shelf / "new.sqlite"),
        *(shelf / "a" / "b.sqlite", locked / "register.sqlite"),
        environment={"PYTHONPATH": str(ROOT)},
    )
    shelf.chmod(0o755)
    locked.chmod(0o755)
    see_to_it = "see to the permissions of the file and its folder, or of the database's user; nothing was lost"
    look = "see that its server runs, and that 'database:' in correspondence.yaml, or --database, names it rightly"
    assert done.stdout.splitlines()[1:] == [
        "1",
        f"the register {file} cannot be written (attempt to write a readonly database); {see_to_it}",
        f"the register {shelf / 'new.sqlite'} cannot be written (its folder may not be written); {see_to_it}",
        f"the register {shelf / 'a' / 'b.sqlite'} cannot be written (Permission denied); {see_to_it}",
        f"the register {locked / 'register.sqlite'} cannot be reached (Permission denied); {look}",
    ]
    assert file.read_bytes() == before
    assert sorted(path.name for path in shelf.iterdir()) == ["locked", "register.sqlite"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("mysql://office@host/letters", 'a register cannot be kept in a database of the kind "mysql"'),
        ("sqlite://", "it names no file, and what is in memory is lost when the command ends"),
        ("sqlite:///:memory:", "it names no file, and what is in memory is lost when the command ends"),
        ("://", "it is no address of a database"),
        ("postgresql://host:port/letters", "it is no address of a database"),
        ("sqlite:///a?timeout=long", TIMEOUT_ALONE),
        ("sqlite:///a?mode=ro", TIMEOUT_ALONE),
    ],
)
def test_what_is_no_address_is_a_problem_with_its_place(address: str, message: str) -> None:
    remedy = "write the path of a file, sqlite:///PATH, or postgresql+psycopg://USER@HOST/DATABASE"
    with pytest.raises(ProblemsError) as given:
        address_of("", address, Path("/office"))
    assert [(one.file, one.message, one.remedy) for one in given.value.problems] == [("--database", message, remedy)]
    with pytest.raises(ProblemsError) as setting:
        address_of(address, None, Path("/office"))
    assert [(one.file, one.field) for one in setting.value.problems] == [("correspondence.yaml", "database")]


@pytest.mark.parametrize(
    ("setting", "given", "file"),
    [
        ("", None, "/office/output/register.sqlite"),
        ("records/register.sqlite", None, "/office/records/register.sqlite"),
        ("sqlite:///records/register.sqlite", None, "/office/records/register.sqlite"),
        ("sqlite:////srv/register.sqlite", None, "/srv/register.sqlite"),
        ("records/register.sqlite", "own.sqlite", f"{Path.cwd()}/own.sqlite"),
    ],
)
def test_a_file_is_named_from_the_workspace_or_from_here(setting: str, given: str | None, file: str) -> None:
    assert address_of(setting, given, Path("/office")).database == file


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    file = tmp_path / "register.sqlite"
    with opened(str(file)) as register:
        register.append([made(f"r{number}") for number in range(300)])
    content = bytearray(file.read_bytes())
    content[8192:] = b"\x5a" * (len(content) - 8192)
    file.write_bytes(content)
    with (
        pytest.raises(RegisterError, match=re.escape(f"the register {file} is damaged")) as caught,
        opened(str(file)) as register,
    ):
        register.entries()
    assert "put the newest copy in its place that 'correspondence register backup' made" in str(caught.value)


def test_the_file_of_an_address_is_the_one_that_is_made(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'deep' / 'down' / 'register.sqlite'}"
    opened(address).close()
    assert file_of(address).is_file()
