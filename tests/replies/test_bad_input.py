"""A run over hostile files, on a full disk, and killed: what is sound is on record, and of the rest the reason."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command_line import PROGRAM, Outcome, command, spawned, variables
from tests.replies.files import paragraph, relation, word_of
from tests.replies.hostile import sound_files
from tests.replies.test_read_unreadable import (
    CATALOG,
    CONTENT,
    FONT,
    MAIL,
    PAGES,
    SIZE,
    archive_of,
    huge_picture,
    locked_pdf,
    many_pages,
    page_with,
    raw_pdf,
    tiff,
)
from tests.tools import program, run

LIST, TEMPLATE = "psp-2017-08-03", "psp-questionnaire"
ALBUQUERQUE = "Albuquerque Police Department\n400 Roma NW\nAlbuquerque, New Mexico 87102"
STOCKTON = "Stockton Police Department\n22 E. Market St.\nStockton, California 95202"
BALTIMORE = "Baltimore Police Department\n601 East Fayette Street\nBaltimore, Maryland 21202"
BODY = "To the Acting Assistant Attorney General:\n\nOur answers to your letter of August 3, 2017:\n\n1. No.\n\n2. No.\n\n3. No.\n"


@pytest.fixture(scope="module")
def asked(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an office that sent the letters."""
    folder = tmp_path_factory.mktemp("asked")
    shutil.copy(root / "correspondence.yaml", folder)
    for name in ("templates", "recipients"):
        shutil.copytree(root / name, folder / name)
    made = command("merge", TEMPLATE, LIST, "--format", "text", workspace=folder)
    assert made.status == 0, made.err
    return folder


@pytest.fixture
def office(asked: Path, tmp_path: Path) -> Path:
    """Return a copy of that office that a test may change."""
    return Path(shutil.copytree(asked, tmp_path / "office"))


def letter(head: str, more: str = "") -> str:
    return f"{head}\n\nAugust 16, 2017\n\n{BODY}\n{more}"


def rows(office: Path, kind: str) -> list[dict[str, Any]]:
    """Return the register's entries of one kind, read with SQLite itself: recipient, files and details."""
    with sqlite3.connect(f"file:{office}/output/register.sqlite?mode=ro", uri=True) as connection:
        found = connection.execute("SELECT recipient, files, details FROM entry WHERE kind = ? ORDER BY id", [kind])
        return [{"recipient": who, "files": json.loads(files), **json.loads(details)} for who, files, details in found]


def responses(office: Path) -> dict[str, Any]:
    whole: dict[str, Any] = yaml.safe_load((office / "output" / LIST / "responses.yaml").read_text("utf-8"))
    return whole


def record(office: Path, *words: str | Path) -> Outcome:
    return spawned("replies", "record", *words, "--by", "Pat Example", folder=office)


@pytest.fixture
def visitors() -> Iterator[tuple[str, list[str]]]:
    """Listen on a port, and write down who comes."""
    came: list[str] = []
    stopped = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def listen() -> None:
            while not stopped.is_set():
                try:
                    visitor, _ = server.accept()
                except TimeoutError:
                    continue
                came.append("somebody")
                visitor.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", came
        stopped.set()
        thread.join()


DAMAGED = "it is damaged or cut off; ask for it again"
SCRIPT = "it holds a script or an action that starts something; nothing was run, and its fields are not trusted"
TOO_DEEP = "it nests its parts too deep"


def hostile_files(url: str) -> dict[str, tuple[bytes, str]]:
    """Return files by name, each with what is said of it: why it could not be read, or why its letter is not certain."""
    bomb = word_of(paragraph("a" * 30_000_000))
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{url}">]><w:document>&e;</w:document>'
    template = relation(1, "attachedTemplate", f"{url}.dotm", ' TargetMode="External"')
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1000))
    launch = raw_pdf(
        CATALOG.replace(b"/Pages", b"/OpenAction<</S/Launch/F(x.exe)>>/Pages"), PAGES, page_with(), CONTENT, FONT
    )
    loop = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 2>>endobj\ntrailer<</Root 1 0 R>>\n"
    outside = b'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename="../x"\n\nYes.\n--b--'
    return {
        "01 empty.pdf": (b"", "it is empty"),
        "02 locked.pdf": (locked_pdf(), "it is locked with a password; ask for it without one"),
        "03 damaged.pdf": (b"%PDF-1.7\nnothing", DAMAGED),
        "04 cut.docx": (word_of(paragraph("Yes."))[:200], DAMAGED),
        "05 bomb.docx": (bomb, "it unfolds to far more than a letter is, as files that are made to do harm"),
        "06 entity.docx": (word_of("", {"word/document.xml": entity}), "it declares entities, as no Word file does"),
        "07 template.docx": (word_of(paragraph("Yes."), {}, template), "needs review"),
        "08 launch.pdf": (launch, SCRIPT),
        "09 many.pdf": (many_pages(10_000), "it has 10,000 pages; the first 200 were read"),
        "10 loop.pdf": (loop, DAMAGED),
        "11 nested.eml": (MAIL + nested + b"Yes", TOO_DEEP),
        "12 forged.eml": (MAIL + b"Subject: PSP-2017-2223-G\n\n1. Yes.", "needs review"),
        "13 outside.eml": (MAIL + outside, "needs review"),
        "14 pictures.html": (f"<html><body><img src='{url}'>Yes.".encode(), "needs review"),
        "15 white.html": (b"<html><body><p style='color:white'>Yes.", "it holds no words that could be read"),
        "16 huge.png": (
            huge_picture(),
            "it is a picture of more than 60 million pixels; ask for one at 200 to 300 dots an inch",
        ),
        "17 bomb.tif": (
            tiff((256, 60_000), (257, 60_000), *SIZE[2:]),
            "it is a picture of more than 60 million pixels; ask for one at 200 to 300 dots an inch",
        ),
        "18 no page.tif": (tiff(start=0), DAMAGED),
        "19 archive.zip": (archive_of("letter.pdf"), "it is a ZIP archive; unpack it, and read the files in it"),
        "20 halves.rtf": (b"{\\rtf1 Yes \\u55357? \\'00 \x1b[31m}", "needs review"),
        "21 deep.html": (b"<html><body>" + b"<div>" * 9000 + b"Yes", TOO_DEEP),
        "22 one line.txt": (b"yes " * 12_500_000, "it holds more than 4,194,304 characters"),
        "23 damaged.msg": (sound_files()["reply.msg"][:900], DAMAGED),
        "24 text.pdf": (
            raw_pdf(CATALOG, PAGES, page_with(), _folded(200_000_000), FONT),
            "it holds no words that could be read; look at it",
        ),
    }


def _folded(size: int) -> bytes:
    content = zlib.compress(zlib.compress(b"\0" * size, 9), 9)
    return b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%b\nendstream" % (len(content), content)


def test_among_hostile_files_the_sound_ones_are_recorded(office: Path, visitors: tuple[str, list[str]]) -> None:
    url, came = visitors
    folder = office / "came"
    folder.mkdir()
    hostile = hostile_files(url)
    for name, (content, _) in hostile.items():
        (folder / name).write_bytes(content)
    sound = {"a.txt": letter(ALBUQUERQUE), "m.txt": letter(STOCKTON), "z.txt": letter(BALTIMORE)}
    for name, text in sound.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "gone.pdf").symlink_to(folder / "nowhere.pdf")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.pdf")

    done = record(office, folder)
    assert done.status == 1  # some could not be read
    assert "Traceback" not in done.out + done.err
    assert "\x1b" not in done.out
    assert came == []
    count = len(hostile) + len(sound)
    closed = {"gone.pdf": "it cannot be opened (No such file or directory)", "pipe.pdf": "it is no file"}
    assert done.err.splitlines()[-1].startswith(f"{count} of {count + len(closed)} replies recorded, ")

    parts = done.out.split("came/")
    told = {part.partition("\n")[0]: part for part in parts}
    for name, (content, reason) in hostile.items():
        assert reason in told[name], name
        kept = office / "output" / "originals" / f"{hashlib.sha256(content).hexdigest()}{Path(name).suffix}"
        assert kept.read_bytes() == content, name
    for reason in closed.values():
        assert done.out.count(f"could not be read: {reason}") == 1
    received = rows(office, "received")
    assert Counter(one["name"] for one in received) == Counter([*hostile, *sound])
    assert {one["name"]: one["recipient"] for one in received if one["recipient"]} == {
        "a.txt": "albuquerque",
        "m.txt": "stockton",
        "z.txt": "baltimore",
    }
    reasons = {each["reason"] for one in rows(office, "read") for each in one["unreadable"]}
    assert {reason for _, reason in hostile.values()} - {"needs review"} <= reasons
    assert not list(office.parent.glob("x*"))
    assert set(responses(office)["letters"]) >= {"albuquerque", "stockton", "baltimore"}

    again = record(office, folder)
    assert again.err.splitlines()[-1] == f"0 of {count + len(closed)} replies recorded, {count} known before."
    assert len(rows(office, "received")) == count


def test_a_pipe_and_a_device_are_no_replies(office: Path, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes with names")
    os.mkfifo(tmp_path / "pipe.pdf")
    for path in (tmp_path / "pipe.pdf", Path("/dev/zero")):
        done = record(office, path)
        assert done.status == 1
        assert done.err.startswith(f"{path}")
        assert "Traceback" not in done.err


@pytest.fixture
def small_disk(office: Path) -> Iterator[Path]:
    """Lay a disk of 200 kB under the office's originals, or end the test where nobody may."""
    disk = office / "output" / "originals"
    disk.mkdir()
    mounted = run(program("mount"), "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk, ok=range(256))
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    try:
        yield disk
    finally:
        run(program("umount"), disk)


def test_a_full_disk_loses_nothing(office: Path, small_disk: Path) -> None:
    folder = office / "came"
    folder.mkdir()
    (folder / "a.txt").write_text(letter(ALBUQUERQUE), "utf-8")
    (folder / "b.html").write_text(f"<html><body><!-- {'x' * 300_000} --><p>1. Yes.</p>", "utf-8")
    (folder / "c.txt").write_text(letter(BALTIMORE), "utf-8")
    full = record(office, folder)
    assert full.status == 1
    assert "could not be written (No space left on device)" in full.err
    assert "Traceback" not in full.err
    assert [one["name"] for one in rows(office, "received")] == ["a.txt"]
    assert responses(office)["letters"]["albuquerque"]["replies"]
    assert [one.suffix for one in small_disk.iterdir()] == [".txt"]

    run(program("mount"), "-o", "remount,size=8m", small_disk)
    again = record(office, folder)
    assert again.status in {0, 3}, again.err
    assert again.err.splitlines()[-1].startswith("2 of 3 replies recorded, 1 known before")
    assert Counter(one["name"] for one in rows(office, "received")) == Counter(["a.txt", "b.html", "c.txt"])


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="this system has no groups of processes")
def test_a_run_that_was_killed_goes_on_where_it_was(office: Path) -> None:
    folder = office / "came"
    folder.mkdir()
    names = [f"{number:03}.txt" for number in range(40)]
    for number, name in enumerate(names):
        (folder / name).write_text(letter(ALBUQUERQUE, f"Our file {number}."), "utf-8")
    words = ("replies", "record", folder, "--by", "Pat Example")
    killed = 0
    for least in (3, 15):
        run_of_it = subprocess.Popen(  # noqa: S603  (our own program)
            [*PROGRAM, *map(str, words)],
            cwd=office,
            env=variables(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 120
        while len(rows(office, "received")) < least and time.monotonic() < deadline and run_of_it.poll() is None:
            time.sleep(0.01)
        killed += run_of_it.poll() is None
        os.killpg(run_of_it.pid, signal.SIGKILL)
        run_of_it.wait()
        if (office / "output" / LIST / "responses.yaml").exists():
            assert responses(office)
    assert killed == 2
    done = record(office, folder)
    assert done.status in {0, 3}, done.err
    assert "Traceback" not in done.err
    received, read = rows(office, "received"), rows(office, "read")
    assert Counter(one["name"] for one in received) == Counter(names)
    kept = [sha256 for one in received for sha256 in one["files"].values()]
    assert sorted(one["reply"] for one in read) == sorted(kept)
    for one in received:
        for file, sha256 in one["files"].items():
            assert hashlib.sha256((office / file).read_bytes()).hexdigest() == sha256
    assert len(responses(office)["letters"]["albuquerque"]["replies"]) == len(names)
