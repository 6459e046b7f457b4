"""Many writers at a time, and writers that are killed: no number twice, no entry lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from correspondence.references import Reference
from correspondence.register import address_of, open_register
from tests.command_line import PROGRAM, all_there, command, spawned, variables
from tests.register.making import letters, list_of, raw
from tests.register.writers import BATCH, SHARED
from tests.tools import ROOT, run

PROCESSES = 20
LETTERS = 25


def start(address: str, folder: Path, processes: int, count: int) -> list[str | Path]:
    folder.mkdir()
    return [sys.executable, "-m", "tests.register.writers", address, folder, str(processes), str(count)]


def confirmed(folder: Path, what: str) -> list[tuple[int, dict[str, str]]]:
    """Return what the processes were told that the register has kept."""
    found = []
    for path in folder.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            if not line.endswith("}}"):
                continue  # the process was killed while it wrote this
            told: dict[str, Any] = json.loads(line)
            if told["what"] == what:
                found.append((int(path.stem), told["numbers"]))
    return found


def numbers_in(address: str) -> dict[str, str]:
    """Return the number of each letter, with the database's own driver, and hold each to its form."""
    rows = raw(address, "SELECT mailing, recipient, number, series, year, serial FROM letter")
    for *_, number, series, year, serial in rows:
        assert Reference.parse(number) == Reference(series, year, serial)
    numbers = {f"{mailing}/{recipient}": number for mailing, recipient, number, *_ in rows}
    assert len(numbers) == len(rows) == len(set(numbers.values()))
    return numbers


def test_twenty_processes_at_once_get_no_number_twice_and_lose_no_entry(address: str, tmp_path: Path) -> None:
    done = run(*start(address, tmp_path / "told", PROCESSES, LETTERS), seconds=300)
    assert json.loads(done.stdout) == [0] * PROCESSES
    numbers = numbers_in(address)
    whole = (PROCESSES + 1) * LETTERS
    assert len(numbers) == whole
    assert sorted(Reference.parse(number).serial for number in numbers.values()) == list(range(1, whole + 1))
    for _, told in confirmed(tmp_path / "told", "numbered"):
        assert told.items() <= numbers.items()
    rows = raw(address, "SELECT mailing, recipient, number FROM entry")
    entries = Counter((f"{mailing}/{recipient}", number) for mailing, recipient, number in rows)
    assert entries == {pair: PROCESSES if pair[0].startswith(f"{SHARED}/") else 1 for pair in numbers.items()}


def test_processes_that_are_killed_lose_nothing_that_was_confirmed(address: str, tmp_path: Path) -> None:
    moments = random.Random(20300131)  # noqa: S311  (when to kill, not what to keep secret)
    for attempt in range(3):
        folder = tmp_path / f"told-{attempt}"
        with subprocess.Popen(start(address, folder, 6, 0), cwd=ROOT, stdout=subprocess.PIPE) as parent:  # noqa: S603
            children = wait_for_children(folder, 6, 30)
            for child in children:
                time.sleep(moments.uniform(0.02, 0.3))
                os.kill(child, signal.SIGKILL)
            said, _ = parent.communicate(timeout=60)
        assert json.loads(said) == [-signal.SIGKILL] * 6
        numbers = numbers_in(address)
        kept = Counter(raw(address, "SELECT mailing || '/' || recipient, number, by FROM entry"))
        assert [told for _, told in confirmed(folder, "numbered") if not told.items() <= numbers.items()] == []
        registered = [
            (letter, number, str(process))
            for process, told in confirmed(folder, "registered")
            for letter, number in told.items()
        ]
        assert len(registered) >= 30 * BATCH
        assert [one for one in registered if one not in kept] == []
    with open_register(address_of("", address, tmp_path)) as register:
        [number] = register.allocate("REF", letters("after")).values()
    assert Reference.parse(number).serial == len(numbers) + 1


def wait_for_children(folder: Path, count: int, batches: int) -> list[int]:
    """Wait until all processes run, and were told of so many batches of letters, however slow the machine is."""
    until = time.monotonic() + 240
    listed = folder / "children"
    while not listed.exists() or len(confirmed(folder, "registered")) < batches:
        assert time.monotonic() < until, "the writers come to nothing"
        time.sleep(0.02)
    children = [int(child) for child in listed.read_text().split()]
    assert len(children) == count
    return children


@pytest.fixture
def office(workspace: Path) -> Path:
    """Return a workspace with a list of sixty."""
    (workspace / "recipients" / "many.yaml").write_text(list_of(60), "utf-8")
    return workspace


def test_merges_at_once_into_one_register_share_no_number(office: Path, address: str) -> None:
    merges = [
        subprocess.Popen(  # noqa: S603
            [*PROGRAM, "merge", "psp-questionnaire", "many", "--mailing", f"m{number}", "--format", "text"],
            cwd=office,
            env=variables(CORRESPONDENCE_DATABASE=address),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    ends = [(*merge.communicate(timeout=300), merge.returncode) for merge in merges]
    assert [(status, said.splitlines()[-1]) for _, said, status in ends] == [(0, "60 files made, 1 warning.")] * 4
    numbers = numbers_in(address)
    assert sorted(Reference.parse(number).serial for number in numbers.values()) == list(range(1, 241))
    entries = raw(address, "SELECT mailing || '/' || recipient, number FROM entry")
    assert len(entries) == 240
    assert dict(entries) == numbers


def test_a_merge_that_is_killed_is_finished_by_the_next_under_the_same_numbers(office: Path, address: str) -> None:
    words = ("merge", "psp-questionnaire", "many", "--format", "text,html")
    folder = office / "output" / "many"
    seen: dict[str, str] = {}
    for files in (0, 30, 119):
        with subprocess.Popen(  # noqa: S603
            [*PROGRAM, *words], cwd=office, env=variables(CORRESPONDENCE_DATABASE=address), stderr=subprocess.DEVNULL
        ) as merge:
            shutil.rmtree(folder, ignore_errors=True)
            while merge.poll() is None and len(list(folder.glob("r*"))) < files:
                time.sleep(0.005)
            time.sleep(0 if files else 0.9)
            merge.kill()
        if raw_tables(address):
            seen |= numbers_in(address)
    assert len(seen) == 60
    last = spawned(*words, folder=office, environment={"CORRESPONDENCE_DATABASE": address})
    assert (last.status, all_there(last.err.splitlines()[-1].removesuffix(", 1 warning.") + ".\n", 60)) == (0, True)
    numbers = numbers_in(address)
    assert len(numbers) == 60
    assert seen.items() <= numbers.items()
    assert sorted(raw(address, "SELECT DISTINCT recipient FROM entry")) == [(f"r{number:03}",) for number in range(60)]
    checked = command("register", "check", "--database", address, workspace=office)
    assert (checked.status, checked.err) == (0, "120 files checked: all are as they were made.\n")


def raw_tables(address: str) -> bool:
    """Tell whether the register was begun."""
    query = "SELECT 1 FROM pg_tables WHERE tablename = 'letter'"
    if address.startswith("sqlite"):
        query = "SELECT 1 FROM sqlite_master WHERE name = 'letter'"
    return bool(raw(address, query))


FULL = """
import resource, sys
from pathlib import Path
from correspondence.register import FullRegisterError, address_of, open_register
from tests.register.making import letters, made

file = Path(sys.argv[1])
with open_register(address_of("", str(file), Path("/"))) as register:
    register.allocate("REF", letters("near"))
    register.append([made("near")])
    room = file.stat().st_size + 20_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    for name in ("far", "farther"):
        try:
            with register.alone():
                register.allocate("REF", letters(name))
                register.append([made(name, details={"note": "x" * 5000}) for _ in range(2000)])
        except FullRegisterError as error:
            print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(register.allocate("REF", letters("far"))[next(iter(letters("far")))][:13])
    register.append([made("far")])
"""


def test_a_full_disk_in_the_middle_of_an_entry_loses_nothing(tmp_path: Path) -> None:
    file = tmp_path / "register.sqlite"
    done = run(sys.executable, "-c", FULL, file, environment={"PYTHONPATH": str(ROOT)})
    *refusals, number = done.stdout.splitlines()
    assert len(refusals) == 2
    for refusal in refusals:
        assert refusal.startswith(f"the register {file} could not be written to the end (")
        assert refusal.endswith("make room on its disk, and run the command again; what it held before is whole")
    assert number == "REF-2030-2224"
    address = f"sqlite:///{file}"
    assert raw(address, "PRAGMA integrity_check") == [("ok",)]
    assert raw(address, "SELECT recipient FROM entry ORDER BY id") == [("near",), ("far",)]
    assert raw(address, "SELECT recipient FROM letter ORDER BY serial") == [("near",), ("far",)]
