"""A workspace that was made of a bag is the one that it was, as far as the mailing goes; and no bag can do any harm."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.archiving.office import MAILING, REPLY, done, held, tree
from tests.command_line import command

REPLIED = hashlib.sha256(REPLY.encode()).hexdigest()
OURS = "restore a bag that 'correspondence bag' has made\n"


@pytest.fixture
def restored(bagged: Path, tmp_path: Path) -> Path:
    """Return a workspace that was made of the bag."""
    done(command("bag", "--restore", bagged, tmp_path / "restored"))
    return tmp_path / "restored"


def sealed(bag: Path) -> None:
    """Write all manifests of a bag anew, so that it is complete and valid whatever is in it."""
    payload = [path for path in sorted((bag / "data").rglob("*")) if path.is_file()]
    size = sum(path.stat().st_size for path in payload)
    (bag / "bag-info.txt").write_text(f"Payload-Oxum: {size}.{len(payload)}\n", "utf-8")
    for path in bag.glob("*manifest-*.txt"):
        path.unlink()
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(bag).as_posix()}\n" for path in payload
    )
    (bag / "manifest-sha256.txt").write_text("".join(lines), "utf-8")


def test_everything_lies_where_it_lay(restored: Path, finished: Path) -> None:
    before, after = tree(finished), tree(restored)
    del after["output/register.sqlite"]
    bundled = {name for name in after if name not in before}
    assert {name: after[name] for name in after if name not in bundled} == {
        name: before[name] for name in after if name not in bundled
    }
    assert all(name.startswith("templates/") for name in bundled)
    kept = restored / "output" / "originals" / f"{REPLIED}.txt"
    assert kept.read_text("utf-8") == REPLY
    assert stat.S_IMODE(kept.stat().st_mode) == 0o444


def test_the_register_has_its_entries_with_their_numbers_and_is_append_only(restored: Path, finished: Path) -> None:
    whole = held("register", command("register", "list", "--json", workspace=restored))["entries"]
    there = held("register", command("register", "list", "--json", workspace=finished))["entries"]
    ids = {one["id"] for one in whole}
    assert [one for one in there if one["id"] in ids] == whole
    assert {one["id"] for one in there if one["mailing"] == MAILING} <= ids
    before = sqlite3.connect(finished / "output" / "register.sqlite")
    after = sqlite3.connect(restored / "output" / "register.sqlite")
    for table, key in (("entry", "id"), ("letter", "number"), ("form_template", "sha256")):
        known = {row[0]: row for row in before.execute(f"SELECT {key}, * FROM {table}")}  # noqa: S608
        rows = list(after.execute(f"SELECT {key}, * FROM {table}"))  # noqa: S608
        assert rows == [known[row[0]] for row in rows]
        assert rows
    with pytest.raises(sqlite3.IntegrityError, match="the register keeps what it holds"):
        after.execute("DELETE FROM entry")
    before.close()
    after.close()
    done(command("register", "mark", MAILING, "--returned", "2020-03-30", "--only", "shelbyville", workspace=restored))
    newest = held("register", command("register", "list", "--json", workspace=restored))["entries"][-1]
    assert (newest["kind"], newest["id"]) == ("returned", max(ids) + 1)


def test_the_commands_work_in_it(restored: Path, finished: Path) -> None:
    assert done(command("register", "check", workspace=restored)).err.endswith("all are as they were made.\n")
    checked = done(command("check", "towns", MAILING, workspace=restored))
    assert checked.out == done(command("check", "towns", MAILING, workspace=finished)).out
    told = ("replies", "status", MAILING, "--as-of", "2020-04-02")
    shown, there = (done(command(*told, workspace=folder)).out for folder in (restored, finished))
    assert re.search(r"^springfield .* answered +yes +no$", shown, re.MULTILINE)
    assert re.search(r"^shelbyville .* answered +no +yes$", shown, re.MULTILINE)
    assert shown.strip() == there.partition("A reply that belongs to no letter yet")[0].strip()
    before = tree(restored / "output" / MAILING)
    merged = done(command("merge", "towns", MAILING, "--with-form", workspace=restored))
    assert (merged.out, merged.err) == ("", "0 files made, 2 letters unchanged.\n")
    assert tree(restored / "output" / MAILING) == before


def test_a_bag_of_what_was_restored_is_the_same_payload(restored: Path, bagged: Path, tmp_path: Path) -> None:
    done(command("bag", MAILING, tmp_path / "again", workspace=restored))
    assert tree(tmp_path / "again") == tree(bagged)


def test_the_command_says_what_it_made(bagged: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = done(command("bag", "--restore", bagged, tmp_path / "empty"))
    entries = len(json.loads((bagged / "data/register/register.json").read_text("utf-8"))["entries"])
    files = len([path for path in (bagged / "data/workspace").rglob("*") if path.is_file()])
    assert outcome.out == f"{tmp_path / 'empty'}\n"
    assert outcome.err == f"The mailing towns: {files} files, {entries} entries in its register.\n"
    printed = held("bag-restore", command("bag", "--restore", bagged, tmp_path / "json", "--json"))
    assert (printed["files"], printed["entries"], printed["left_database"]) == (files, entries, "")


def test_nothing_is_overwritten(bagged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", "utf-8")
    (tmp_path / "file").write_text("mine", "utf-8")
    (tmp_path / "here").mkdir()
    before = tree(tmp_path)
    for name in ("full", "file"):
        outcome = done(command("bag", "--restore", bagged, tmp_path / name), 1)
        assert outcome.err == f"{tmp_path / name} is not empty, and nothing is ever overwritten; name a new folder\n"
    monkeypatch.chdir(tmp_path / "here")
    outcome = done(command("bag", "--restore", bagged, "."), 1)
    assert outcome.err == (
        "the workspace would take the place of the folder in which you stand; name it from outside\n"
    )
    assert tree(tmp_path) == before


def test_a_bag_with_faults_is_not_restored(bag: Path, tmp_path: Path) -> None:
    (bag / "data/workspace/templates/towns.md").write_text("another template", "utf-8")
    (bag / "data/workspace/output/towns/springfield.pdf").unlink()
    outcome = done(command("bag", "--restore", bag, tmp_path / "restored"), 1)
    assert f"{bag}/data/workspace/output/towns/springfield.pdf cannot be used:" in outcome.err
    assert (
        "its checksum is not the one in manifest-sha256.txt, manifest-sha512.txt; get a whole copy of the bag"
        in outcome.err
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bag"]


def put(name: str, content: str = "mine") -> Callable[[Path], None]:
    """Return what puts a file into a bag's workspace."""

    def change(bag: Path) -> None:
        path = bag / "data" / "workspace" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")

    return change


def rewritten(**values: object) -> Callable[[Path], None]:
    """Return what writes other values into the extract of the register."""

    def change(bag: Path) -> None:
        path = bag / "data/register/register.json"
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")

    return change


ENTRY = {
    "id": 1,
    "at": "2020-03-04T10:00:00+00:00",
    "kind": "made",
    "number": "",
    "mailing": "towns",
    "recipient": "a",
    "template": "towns",
    "list": "",
    "row": None,
    "by": "",
    "files": {},
    "details": {},
    "amends": None,
}
NO_EXTRACT = "data/register/register.json is no extract of a register that this program wrote ({}); " + OURS
STRANGE: tuple[tuple[Callable[[Path], None], str], ...] = (
    (
        put(".git/hooks/post-checkout"),
        f"the bag has the file data/workspace/.git/hooks/post-checkout, which belongs to no mailing; {OURS}",
    ),
    (
        put("output/register.sqlite"),
        f"the bag has the file data/workspace/output/register.sqlite, which belongs to no mailing; {OURS}",
    ),
    (
        put("templates/.hidden/x"),
        f"the bag has the file data/workspace/templates/.hidden/x, which belongs to no mailing; {OURS}",
    ),
    (
        put("output/others/a.pdf"),
        f"the bag has the file data/workspace/output/others/a.pdf, which belongs to no mailing; {OURS}",
    ),
    (
        lambda bag: (bag / "data/register/register.json").unlink(),
        f"{{bag}} is whole and valid, and was made by another program; {OURS}",
    ),
    (
        lambda bag: (bag / "data/workspace/correspondence.yaml").unlink(),
        f"{{bag}} is whole and valid, and was made by another program; {OURS}",
    ),
    (
        rewritten(schema="correspondence/bagged-register/2"),
        "data/register/register.json was written by a newer version of this program; install that version\n",
    ),
    (rewritten(schema="else"), NO_EXTRACT.format("its schema is else")),
    (
        rewritten(entries=[{**ENTRY, "kind": "eaten"}]),
        NO_EXTRACT.format("ValueError: there is no entry of the kind eaten"),
    ),
    (rewritten(entries=[{**ENTRY, "id": "1"}]), NO_EXTRACT.format("TypeError: id is no number")),
    (
        rewritten(entries=[{**ENTRY, "at": "2020-03-04T10:00:00"}]),
        NO_EXTRACT.format("ValueError: the moment 2020-03-04T10:00:00 has no time zone"),
    ),
    (
        rewritten(entries=[{**ENTRY, "amends": 7}]),
        NO_EXTRACT.format("its entry 1 is out of order, or amends one that is not there"),
    ),
    (
        rewritten(entries=[ENTRY, ENTRY]),
        NO_EXTRACT.format("its entry 1 is out of order, or amends one that is not there"),
    ),
    (rewritten(mailing=["../.."]), NO_EXTRACT.format("TypeError: ['../..'] is no text")),
)


@pytest.mark.parametrize(("change", "told"), STRANGE)
def test_a_valid_bag_that_is_none_of_ours_is_refused(
    bag: Path, tmp_path: Path, change: Callable[[Path], None], told: str
) -> None:
    change(bag)
    sealed(bag)
    assert done(command("bag", "--verify", bag)).out == ""
    outcome = done(command("bag", "--restore", bag, tmp_path / "restored"), 1)
    assert outcome.err == told.format(bag=bag)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bag"]


def test_a_mailing_s_name_that_leads_elsewhere_is_refused(bag: Path, tmp_path: Path) -> None:
    rewritten(mailing="../..")(bag)
    sealed(bag)
    done(command("bag", "--restore", bag, tmp_path / "restored"), 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bag"]


@pytest.mark.parametrize(
    ("settings", "after"),
    [
        (
            "# ours\ndatabase: postgresql+psycopg://clerk@db.example.gov/register\nprofile: justice-2017\n",
            "# ours\n# database: postgresql+psycopg://clerk@db.example.gov/register\nprofile: justice-2017\n",
        ),
        ("{database: /srv/register.sqlite, profile: justice-2017}\n", "profile: justice-2017\n"),
        ("database: ../office/register.sqlite\n", "# database: ../office/register.sqlite\n"),
    ],
)
def test_a_register_elsewhere_is_left_alone(bag: Path, tmp_path: Path, settings: str, after: str) -> None:
    (bag / "data/workspace/correspondence.yaml").write_text(settings, "utf-8")
    sealed(bag)
    outcome = done(command("bag", "--restore", bag, tmp_path / "restored"))
    assert outcome.err.startswith(
        "The settings named a register elsewhere, and do not any more: the restored entries are in the workspace's own.\n"
    )
    assert (tmp_path / "restored" / "correspondence.yaml").read_text("utf-8") == after
    done(command("register", "check", workspace=tmp_path / "restored"))


def test_a_register_at_a_place_of_the_office_s_own_comes_to_lie_there(bag: Path, tmp_path: Path) -> None:
    (bag / "data/workspace/correspondence.yaml").write_text("database: records/letters.sqlite\n", "utf-8")
    sealed(bag)
    done(command("bag", "--restore", bag, tmp_path / "restored"))
    assert (tmp_path / "restored" / "records" / "letters.sqlite").is_file()
    done(command("register", "check", workspace=tmp_path / "restored"))
