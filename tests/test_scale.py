"""Large mailings, measured: memory, second runs, runs that are killed, lists of a hundred thousand rows."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from correspondence.entries import Wanted
from correspondence.registering import opened
from correspondence.workspace import Workspace
from tests.command_line import PROGRAM, add_mailing, all_there, spawned, variables
from tests.tools import qpdf_check

MERGE = ("merge", "notice", "many")
MEGABYTE = 1 << 20


def cpu_of(*words: str | Path, folder: Path) -> float:
    """Run a command without workers that succeeds; return the processor time that it took, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = spawned(*words, folder=folder, seconds=20_000)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ended.status == 0, ended.err
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def registered(office: Path) -> list[str]:
    """Return the recipients of all letters that the register has, once for each entry."""
    with opened(Workspace(office), None) as register:
        return sorted(entry.recipient for entry in register.entries(Wanted("many")))


def announced(folder: Path) -> int:
    """Return how much a run has announced so far, in bytes."""
    try:
        return (folder / ".journal").stat().st_size
    except FileNotFoundError:
        return 0


def kill_and_finish(office: Path, letters: int, moments: int) -> None:
    """Kill a merge at so many random moments, then let it end; everything must be whole, and once in the register."""
    add_mailing(office, letters)
    words = (*MERGE, "--format", "pdf,text", "--jobs", "2")
    expected = office / "undisturbed"
    register = ("--database", str(expected / "register.sqlite"))
    assert spawned(*words, "--output", expected, *register, folder=office).status == 0
    folder = office / "output" / "many"
    chance = random.Random(moments)  # noqa: S311 - moments, not secrets
    counts: list[int] = []
    for _ in range(moments):
        with subprocess.Popen(  # noqa: S603 - our own program
            [*PROGRAM, *words], cwd=office, env=variables(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            begin, before = time.monotonic(), announced(folder)
            while process.poll() is None and announced(folder) == before and time.monotonic() < begin + 60:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.2))
            process.kill()
        whole = {path.name: path.read_bytes() for path in folder.glob("[!.]*.[pt][dx][ft]")}
        assert {name for name, content in whole.items() if content != (expected / "many" / name).read_bytes()} == set()
        counts.append(len(whole))
        if process.returncode != -signal.SIGKILL:  # it was done before: begin anew
            for path in list(folder.iterdir())[: letters // 2]:
                path.unlink()
    assert len(set(counts)) > 1
    ended = spawned(*words, folder=office)
    assert (ended.status, all_there(ended.err, letters)) == (0, True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in (expected / "many").iterdir()
    }
    assert [path.name for path in folder.glob("*.pdf") if qpdf_check(path)] == []
    assert registered(office) == [f"r{number:03}" for number in range(letters)]


def test_killed_merges_lose_nothing_and_register_nothing_twice(workspace: Path) -> None:
    kill_and_finish(workspace, 16, 3)


@pytest.mark.acceptance
def test_fifty_killed_merges_of_two_hundred(workspace: Path) -> None:
    kill_and_finish(workspace, 200, 50)


def resident(process: int) -> int:
    """Return the memory that a process uses now, in bytes; 0 where it is gone."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except (FileNotFoundError, ProcessLookupError):
        return 0


def descendants(process: int) -> list[int]:
    """Return all processes below one."""
    try:
        own = [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()]
    except FileNotFoundError:
        return []
    return [*own, *(below for one in own for below in descendants(one))]


def taken_by(process: int) -> float:
    """Return the processor time that a process has taken so far, in seconds; 0 where it is gone."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def grown_and_taken(office: Path, letters: int, after: int) -> tuple[int, float]:
    """Merge with two workers.

    Returns:
        By how many bytes the process that grew most grew from a letter to the last, and the processor time of all.
    """
    words = (*MERGE, "--format", "pdf,docx", "--jobs", "2")
    folder = office / "output" / "many"
    first: dict[int, int] = {}
    most: dict[int, int] = {}
    seconds: dict[int, float] = {}
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, *words], cwd=office, env=variables(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        while process.poll() is None:
            own = descendants(process.pid)
            seconds |= {one: taken_by(one) or seconds.get(one, 0) for one in (process.pid, *own)}
            if (folder / f"r{after:03}.pdf").exists():
                for one in own:
                    first.setdefault(one, resident(one))
                    most[one] = max(most.get(one, 0), resident(one))
            time.sleep(0.5)
        assert process.stderr is not None
        assert (process.returncode, process.stderr.read()) == (0, f"{2 * letters:,} files made.\n")
    return max(most[one] - first[one] for one in first), sum(seconds.values())


@pytest.mark.acceptance
def test_ten_thousand_letters_without_growth_and_a_second_run_in_a_fiftieth(workspace: Path) -> None:
    letters = 10_000
    add_mailing(workspace, letters)
    grown, first = grown_and_taken(workspace, letters, 500)
    register = (workspace / "output" / "register.sqlite").read_bytes()
    second = cpu_of(*MERGE, folder=workspace)
    shown = f"first {first:.0f} s, second {second:.1f} s (1/{first / second:.0f}), growth {grown / MEGABYTE:.1f} MB"
    print(shown)  # noqa: T201 - the measurement
    assert grown < 10 * MEGABYTE, shown
    assert second < first / 50, shown
    assert (workspace / "output" / "register.sqlite").read_bytes() == register


def rows(office: Path, count: int) -> None:
    """Write a list of so many rows, none of which is like another."""
    with (office / "recipients" / "rows.csv").open("w", encoding="utf-8") as file:
        file.write("id,title,name,organization,street,city,state,zip,jurisdiction\n")
        for number in range(count):
            name = f"Pat Example{''.join(chr(97 + int(digit)) for digit in str(number))}"
            file.write(
                f"r{number},Chief,{name},Police Department {number},{number + 1} Main Street,Springfield,IL,62701,"
                '"Springfield, Illinois"\n'
            )


@pytest.mark.acceptance
def test_a_hundred_thousand_rows_are_checked_in_a_minute(workspace: Path) -> None:
    add_mailing(workspace, 1)
    rows(workspace, 100_000)
    seconds = cpu_of("check", "notice", "rows", folder=workspace)
    print(f"{seconds:.1f} s")  # noqa: T201 - the measurement
    assert seconds < 60


@pytest.mark.acceptance
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="there is one core alone")
def test_two_workers_are_nearly_twice_as_fast(workspace: Path) -> None:
    add_mailing(workspace, 400)
    taken = {}
    for jobs in ("1", "2"):
        begin = time.monotonic()
        words = (*MERGE, "--format", "pdf", "--output", workspace / f"by-{jobs}", "--jobs", jobs)
        assert spawned(*words, "--database", workspace / f"{jobs}.sqlite", folder=workspace).status == 0
        taken[jobs] = time.monotonic() - begin
    print(taken)  # noqa: T201 - the measurement
    assert taken["1"] / taken["2"] >= 1.8
