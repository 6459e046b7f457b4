"""A run that was killed goes on where it stopped, and signs nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.command_line import PROGRAM, add_mailing, command, variables
from tests.signing.authority import PASSPHRASE, authority
from tests.signing.offices import VARIABLE, registered, signed_once, signing
from tests.signing.signatures import Poppler, read

WORDS = ("sign", "many", "--key", "signer.p12")


def killed_after(office: Path, files: int) -> bool:
    """Sign, and kill the run as soon as so many files lie there; return whether it was still running."""
    folder = office / "output" / "many" / "signed"
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, *WORDS], cwd=office, env=variables(**{VARIABLE: PASSPHRASE}), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:  # fmt: skip
        end = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < end and len(list(folder.glob("*.pdf"))) < files:
            time.sleep(0.002)
        process.kill()
    return process.returncode == -signal.SIGKILL


def kill_and_finish(office: Path, letters: int, stops: list[int], poppler: Poppler) -> None:
    add_mailing(office, letters)
    (office / "signer.p12").write_bytes(authority().signer.p12())
    made = command("merge", "notice", "many", "--format", "pdf", "--jobs", "1", workspace=office)
    assert made.status == 0, made.err
    folder = office / "output" / "many" / "signed"
    before: dict[str, bytes] = {}
    for files in stops:
        assert killed_after(office, files), "the run ended before it was killed"
        there = {path.name: path.read_bytes() for path in folder.glob("*.pdf")}
        assert files <= len(there) < letters
        assert {name: content for name, content in there.items() if name in before} == before
        assert all(one.holds for content in there.values() for one in read(content))
        assert set(registered(office, "many").values()) <= {1}
        before = there
    done = signing(office, *WORDS[1:])
    new = letters - len(before)
    assert (done.status, done.err) == (0, f"{new} files signed by Alex Signer, {len(before)} signed already.\n")
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert [path.name for path in office.rglob(".*.part")] == []
    signed_once(office, "many", {f"r{number:03}" for number in range(letters)}, poppler)


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_a_killed_run_goes_on_and_signs_none_twice(workspace: Path, poppler: Poppler) -> None:
    kill_and_finish(workspace, 24, [2, 6], poppler)


@pytest.mark.acceptance
def test_ten_killed_runs_of_two_hundred(workspace: Path, poppler: Poppler) -> None:
    kill_and_finish(workspace, 200, list(range(3, 183, 18)), poppler)


def test_what_a_killed_run_left_half_written_is_swept_away(workspace: Path, poppler: Poppler) -> None:
    add_mailing(workspace, 2)
    (workspace / "signer.p12").write_bytes(authority().signer.p12())
    assert command("merge", "notice", "many", "--format", "pdf", workspace=workspace).status == 0
    folder = workspace / "output" / "many" / "signed"
    folder.mkdir()
    (folder / ".r000.pdf.99999.part").write_bytes(b"%PDF-1.7 half")
    assert signing(workspace, *WORDS[1:]).err == "2 files signed by Alex Signer.\n"
    assert sorted(path.name for path in folder.iterdir()) == ["r000.pdf", "r001.pdf"]
    signed_once(workspace, "many", {"r000", "r001"}, poppler)


def test_a_file_that_was_signed_but_not_registered_is_registered_by_the_next_run(
    workspace: Path, poppler: Poppler
) -> None:
    add_mailing(workspace, 2)
    (workspace / "signer.p12").write_bytes(authority().signer.p12())
    assert command("merge", "notice", "many", "--format", "pdf", workspace=workspace).status == 0
    kept = (workspace / "output" / "register.sqlite").read_bytes()
    assert signing(workspace, *WORDS[1:]).status == 0
    (workspace / "output" / "register.sqlite").write_bytes(kept)
    assert registered(workspace, "many") == {}
    assert signing(workspace, *WORDS[1:]).err == "0 files signed by Alex Signer, 2 signed already.\n"
    signed_once(workspace, "many", {"r000", "r001"}, poppler)
