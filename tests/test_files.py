"""Files are written whole or not at all, whatever happens to the run that writes them."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from correspondence.dispatch.files import Manifest, held, sweep, write_file
from correspondence.errors import RefusedError, WriteError
from tests.command_line import PROGRAM, add_mailing, all_there, command, spawned, variables
from tests.tools import qpdf_check

LETTERS = 40
MERGE = ("merge", "notice", "many", "--format", "pdf,text")


def test_write_file_makes_its_folder_and_replaces_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file.txt"
    for content in (b"first", b"second, longer", b""):
        write_file(path, content)
        assert path.read_bytes() == content
    assert [one.name for one in path.parent.iterdir()] == ["file.txt"]


def test_a_reader_never_sees_half_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    contents = [bytes([letter]) * 2_000_000 for letter in b"ab"]
    write_file(path, contents[0])
    seen: list[bytes] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(30):
        write_file(path, contents[number % 2])
    done.set()
    reader.join()
    assert len(seen) > 3
    assert {content in contents for content in seen} == {True}


@pytest.mark.parametrize(
    ("blocked", "reason"),
    [
        ("file.txt/below.txt", "File exists"),
        ("folder", "Is a directory"),
        (f"{'x' * 300}.txt", "File name too long"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path, blocked: str, reason: str) -> None:
    (tmp_path / "file.txt").write_bytes(b"old")
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WriteError) as caught:
        write_file(tmp_path / blocked, b"new")
    assert str(caught.value) == (
        f"{tmp_path / blocked} could not be written ({reason}); nothing half-written is left; make room or choose "
        "--output, and run the command again"
    )
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file.txt").read_bytes() == b"old"


def test_sweep_takes_away_temporary_files_alone(tmp_path: Path) -> None:
    for name in (
        ".letter.pdf.17.part",
        f".letter.pdf.{os.getpid()}.part",
        "letter.part",
        ".hidden",
        ".x.part",
        "y.pdf",
    ):
        (tmp_path / name).write_bytes(b"")
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden", ".x.part", "letter.part", "y.pdf"]
    sweep(tmp_path / "nowhere")


def hold(folder: Path, ready: multiprocessing.synchronize.Event, done: multiprocessing.synchronize.Event) -> None:
    """Hold a folder until somebody says that it is enough."""
    with held(folder):
        ready.set()
        done.wait(60)


def test_a_folder_is_held_by_one_run_until_it_ends(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=hold, args=(tmp_path / "mailing", ready, done))
    other.start()
    assert ready.wait(60)
    with pytest.raises(RefusedError) as caught, held(tmp_path / "mailing"):
        pytest.fail("two runs hold one folder")
    assert str(caught.value) == (
        f"another run is writing into {tmp_path / 'mailing'}; wait until it has ended, or choose another --mailing"
    )
    done.set()
    other.join(60)
    with held(tmp_path / "mailing"):
        assert (tmp_path / "mailing").is_dir()


def test_a_folder_whose_holder_was_killed_is_free(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=hold, args=(tmp_path, ready, done))
    other.start()
    assert ready.wait(60)
    other.kill()
    other.join(60)
    with held(tmp_path):
        assert other.exitcode == -signal.SIGKILL


def test_a_manifest_knows_what_a_killed_run_announced(tmp_path: Path) -> None:
    manifest = Manifest({"mailing": "m"})
    for name, content in (("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c")):
        manifest.announce(tmp_path, name, content)
    write_file(tmp_path / "a.txt", b"a")
    write_file(tmp_path / "b.txt", b"changed by hand")
    # the run is killed here; the next one makes something else
    again = Manifest.read(tmp_path)
    assert again is not None
    again.announce(tmp_path, "d.txt", b"d")
    write_file(tmp_path / "d.txt", b"d")
    again.add("d.txt", b"d", pages=1)
    again.write(tmp_path)
    files = json.loads((tmp_path / "manifest.json").read_text("utf-8"))["files"]
    assert {name: entry["bytes"] for name, entry in files.items()} == {"a.txt": 1, "d.txt": 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "d.txt", "manifest.json"]


def test_a_journal_that_a_full_disk_cut_short_is_read_on(tmp_path: Path) -> None:
    manifest = Manifest({"mailing": "m"})
    manifest.announce(tmp_path, "a.txt", b"a")
    with (tmp_path / ".journal").open("a", encoding="utf-8") as journal:
        journal.write("\n3e23e8160039594a33894f6564")
    manifest.announce(tmp_path, "b.txt", b"b")
    again = Manifest.read(tmp_path)
    assert again is not None
    assert set(again.announced) == {"a.txt", "b.txt"}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"files": 3}', '{"files": {"a": 1}}', '{"schema": "x"}', "\x00"])
def test_a_damaged_manifest_overwrites_nothing(workspace: Path, damage: str) -> None:
    words = ("render", "psp-overview", "--format", "text")
    assert command(*words, workspace=workspace).status == 0
    folder = workspace / "output" / "psp-overview"
    (folder / "manifest.json").write_text(damage, "utf-8")
    refused = command(*words, workspace=workspace)
    assert refused.status == 1
    assert refused.err.startswith(f"in {folder}, psp-overview.txt was not made by this program, or changed since; ")
    assert command(*words, "--replace", workspace=workspace).status == 0
    assert command(*words, workspace=workspace).status == 0


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of a mailing of forty that nobody disturbed, by name."""
    folder = tmp_path_factory.mktemp("undisturbed") / "office"
    assert command("init", folder).status == 0
    add_mailing(folder, LETTERS)
    ended = spawned(*MERGE, folder=folder)
    assert (ended.status, ended.err) == (0, f"{2 * LETTERS} files made.\n")
    return {path.name: path.read_bytes() for path in (folder / "output" / "many").iterdir() if path.is_file()}


def test_killed_runs_leave_whole_files_and_the_next_run_finishes(
    workspace: Path, undisturbed: dict[str, bytes]
) -> None:
    add_mailing(workspace, LETTERS)
    folder = workspace / "output" / "many"
    chance = random.Random(20170803)  # noqa: S311 - moments, not secrets
    counts: list[int] = []
    for number in range(8):
        with subprocess.Popen(  # noqa: S603 - our own program
            [*PROGRAM, *MERGE], cwd=workspace, env=variables(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            start, deadline = len(counts), time.monotonic() + 60
            journal = folder / ".journal"
            while time.monotonic() < deadline and process.poll() is None and not journal.exists():
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.5))
            process.kill()
            _, err = process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL, err.decode()
        whole = {path.name: path.read_bytes() for path in folder.glob("*.[pt][dx][ft]")}
        assert {name for name, content in whole.items() if content != undisturbed[name]} == set(), number
        counts.append(len(whole))
        assert len(counts) == start + 1
    assert max(counts) > 0
    (folder / f".r001.pdf.{os.getpid()}.part").write_bytes(b"%PDF")
    ended = spawned(*MERGE, folder=workspace)
    assert (ended.status, all_there(ended.err, LETTERS)) == (0, True)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == undisturbed
    assert [path.name for path in folder.glob("*.pdf") if qpdf_check(path)] == []


def test_what_a_killed_run_made_is_known_after_a_smaller_one(workspace: Path) -> None:
    add_mailing(workspace, LETTERS)
    folder = workspace / "output" / "many"
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, *MERGE], cwd=workspace, env=variables(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and len(list(folder.glob("*.pdf"))) < 5:
            time.sleep(0.002)
        process.kill()
    assert command(*MERGE, "--only", "r039", workspace=workspace).status == 0
    ended = command(*MERGE, workspace=workspace)
    assert (ended.status, all_there(ended.err, LETTERS)) == (0, True)
    assert not ended.err.startswith(f"{2 * LETTERS} files made")


def test_two_runs_at_once_into_one_folder_do_not_mix(workspace: Path) -> None:
    add_mailing(workspace, LETTERS)
    folder = workspace / "output" / "many"
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, *MERGE], cwd=workspace, env=variables(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as first:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (folder / "r000.txt").exists():
            time.sleep(0.002)
        first.send_signal(signal.SIGSTOP)
        try:
            second = command(*MERGE, workspace=workspace)
            beside = command(*MERGE, "--only", "r001", "--mailing", "beside", workspace=workspace)
        finally:
            first.send_signal(signal.SIGCONT)
        _, err = first.communicate(timeout=120)
    assert (second.status, second.out) == (1, "")
    assert second.err == f"another run is writing into {folder}; wait until it has ended, or choose another --mailing\n"
    assert beside.status == 0
    assert (first.returncode, err) == (0, f"{2 * LETTERS} files made.\n")
