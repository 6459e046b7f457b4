"""Large mailings, measured: memory, second runs, runs that are killed, lists of a hundred thousand rows."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from correspondence.entries import Wanted
from correspondence.registering import opened
from correspondence.workspace import Workspace
from tests.command_line import PROGRAM, add_mailing, all_there, spawned, variables
from tests.tools import qpdf_check

MERGE = ("merge", "notice", "many")
MEGABYTE = 1 << 20
KEPT = 5 << 10
"""Bytes that the process that writes the files keeps of a letter, at most: names and checksums for manifest and register."""


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


def files(folder: Path) -> dict[str, bytes]:
    """Return all files of a mailing by their names, but those that only a run that was killed leaves."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def killed(words: tuple[str, ...], office: Path, seconds: float, *, at_work: bool) -> bool:
    """Begin a merge and kill it; return whether it was still running.

    Args:
        words: The command.
        office: Where it runs.
        seconds: How long it may run.
        at_work: Whether this counts from the moment at which it announces its first file, and not from its beginning.
    """
    folder = office / "output" / "many"
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, *words], cwd=office, env=variables(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        begin, before = time.monotonic(), announced(folder)
        while at_work and process.poll() is None and announced(folder) == before and time.monotonic() < begin + 60:
            time.sleep(0.001)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
    return process.returncode == -signal.SIGKILL


def kill_and_finish(office: Path, letters: int, moments: int) -> None:
    """Kill a merge at so many random moments, then let it end; everything must be whole, and once in the register.

    Half of the moments are anywhere in a run, half of them while it writes.
    """
    add_mailing(office, letters)
    words = (*MERGE, "--format", "pdf,text", "--jobs", "2")
    elsewhere = office / "undisturbed"
    register = ("--database", str(elsewhere / "register.sqlite"))
    begin = time.monotonic()
    assert spawned(*words, "--output", elsewhere, *register, folder=office).status == 0
    took = time.monotonic() - begin
    expected = files(elsewhere / "many")
    folder = office / "output" / "many"
    chance = random.Random(moments)  # noqa: S311 - moments, not secrets
    counts: list[int] = []
    for number in range(moments):
        at_work = number % 2 == 0
        was_running = killed(words, office, chance.uniform(0, 0.2 if at_work else took), at_work=at_work)
        there = files(folder)
        made = {name: content for name, content in there.items() if name != "manifest.json"}
        assert {name for name, content in made.items() if content != expected.get(name)} == set()
        counts.append(len(made))
        if not was_running:  # it was done before: some letters are made anew
            for name in chance.sample(sorted(made), len(made) // 2):
                (folder / name).unlink()
    assert any(0 < count < len(expected) - 1 for count in counts)
    ended = spawned(*words, folder=office)
    assert (ended.status, all_there(ended.err, letters)) == (0, True), ended.err
    assert files(folder) == expected
    assert [path.name for path in folder.rglob("*.pdf") if qpdf_check(path)] == []
    assert [path.name for path in folder.rglob(".*")] == []
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


@dataclass(frozen=True)
class Grown:
    """What a merge took from one of its letters to the last.

    Attributes:
        workers: By how many bytes the largest of the workers ever was larger than the largest at that letter.
        caller: By how many bytes the process that writes the files grew.
        seconds: The processor time of all, from the beginning.
    """

    workers: int
    caller: int
    seconds: float


def grown(office: Path, after: int, *words: str, output: str = "output") -> Grown:
    """Merge, and see what the memory of all processes does after so many letters.

    A worker that takes the place of another begins small, so that it is the largest of them that counts.
    """
    folder = office / output / "many"
    words = (*MERGE, "--output", output, "--database", f"{output}/register.sqlite", *words)
    workers: list[int] = []
    caller: list[int] = []
    seconds: dict[int, float] = {}
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, *words], cwd=office, env=variables(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        while process.poll() is None:
            own = descendants(process.pid)
            seconds |= {one: taken_by(one) or seconds.get(one, 0) for one in (process.pid, *own)}
            if (folder / f"r{after:03}.pdf").exists():
                workers.append(max(map(resident, own), default=0))
                caller.append(resident(process.pid))
            time.sleep(0.1)
        assert process.stderr is not None
        assert process.returncode == 0, process.stderr.read()
    return Grown(max(workers) - workers[0], max(caller) - caller[0], sum(seconds.values()))


@pytest.mark.acceptance
def test_ten_thousand_letters_without_growth_and_a_second_run_in_a_fiftieth(workspace: Path) -> None:
    letters = 10_000
    add_mailing(workspace, letters)
    begin = time.monotonic()
    first = grown(workspace, 500, "--format", "pdf,docx", "--jobs", "2")
    middle = time.monotonic()
    register = (workspace / "output" / "register.sqlite").read_bytes()
    second = cpu_of(*MERGE, folder=workspace)
    by_clock = (middle - begin) / (time.monotonic() - middle)
    shown = (
        f"first {first.seconds:.0f} s, second {second:.1f} s (1/{first.seconds / second:.0f}, by the clock 1/{by_clock:.0f}), "
        f"growth of a worker {first.workers / MEGABYTE:.1f} MB, of the caller {first.caller / MEGABYTE:.1f} MB"
    )
    print(shown)  # noqa: T201 - the measurement
    assert first.workers < 10 * MEGABYTE, shown
    assert first.caller < KEPT * letters, shown
    assert second < first.seconds / 50, shown
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


IDLE = 1.0
"""Below this load there are cores to spare, and the clock tells how fast several processes are."""


@pytest.mark.acceptance
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="there is one core alone")
def test_two_workers_are_nearly_twice_as_fast(workspace: Path) -> None:
    add_mailing(workspace, 400)
    seconds, taken = {}, {}
    idle = os.getloadavg()[0] < IDLE
    for jobs in ("1", "2"):
        begin = time.monotonic()
        taken[jobs] = grown(workspace, 1, "--format", "pdf", "--jobs", jobs, output=f"by-{jobs}").seconds
        seconds[jobs] = time.monotonic() - begin
    shown = f"by the clock {seconds}, processor time {taken}, cores to spare: {idle}"
    print(shown)  # noqa: T201 - the measurement
    # what several processes take more than one bounds by how much they are faster where each has a core of its own
    assert taken["2"] / taken["1"] < 2 / 1.8, shown
    if idle:
        assert seconds["1"] / seconds["2"] >= 1.8, shown
