"""Letters made by several processes: the same files in the same order, whatever becomes of the processes."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from correspondence.errors import ProblemsError
from correspondence.mailing import Job, Making, Order, make, prepare
from correspondence.mailing.kit import Bench, Kit, Task, UnmadeError, packed, unpacked
from correspondence.mailing.rendering import LetterMaker, Rendered
from correspondence.mailing.workers import BATCH, WorkersError, jobs_for, made_by_workers, made_here
from correspondence.source import Node
from correspondence.workspace import Workspace
from tests.command_line import PROGRAM, add_mailing, all_there, command, spawned, variables

LETTERS = 14


@pytest.fixture
def job(workspace: Path) -> Job:
    """Return the job of fourteen letters."""
    add_mailing(workspace, LETTERS)
    return prepare(Workspace(workspace), Order("notice", "many"))


def made_by(job: Job, jobs: int) -> Iterator[Rendered | UnmadeError]:
    """Make the letters as text in so many processes."""
    return made_by_workers(Kit.of([job], ("text",), [()]), tasks_of(job), jobs)


def tasks_of(job: Job) -> list[Task]:
    return [Task(recipient, f"REF-2030-{number}") for number, recipient in enumerate(job.selected)]


def workers() -> list[Any]:
    """Return the processes that make letters now."""
    return [process for process in multiprocessing.active_children() if process.is_alive()]


def test_letters_do_not_depend_on_how_many_processes_make_them(workspace: Path) -> None:
    add_mailing(workspace, LETTERS)
    seen: dict[int, tuple[dict[str, bytes], list[dict[str, Any]]]] = {}
    for jobs in (1, 2, 3):
        output = workspace / f"output-{jobs}"
        register = ("--database", str(output / "register.sqlite"))
        words = ("merge", "notice", "many", "--output", output, *register, "--jobs", str(jobs))
        made = command(*words, "--format", "pdf,docx,html", workspace=workspace)
        assert (made.status, made.err) == (0, f"{3 * LETTERS} files made.\n")
        assert [Path(line.split("  ")[0]).name for line in made.lines] == [
            f"r{number:03}.{ending}" for number in range(LETTERS) for ending in ("pdf", "docx", "html")
        ]
        files = {
            path.relative_to(output).as_posix(): path.read_bytes()
            for path in (output / "many").rglob("*")
            if path.is_file()
        }
        entries = json.loads(command("register", "list", "many", *register, "--json", workspace=workspace).out)[
            "entries"
        ]
        for entry in entries:
            assert entry.pop("at")
            entry["files"] = {Path(name).name: sum_ for name, sum_ in entry["files"].items()}
        seen[jobs] = (files, entries)
    assert seen[2] == seen[1]
    assert seen[3] == seen[1]
    assert len(seen[1][1]) == LETTERS


def test_a_job_is_packed_without_its_recipients_and_makes_the_same_letters(job: Job, workspace: Path) -> None:
    assert job.recipients is not None
    kit = Kit.of([job], ("text", "docx"), [()])
    alone = dataclasses.replace(job, recipients=dataclasses.replace(job.recipients, recipients=job.selected[:1]))  # type: ignore[arg-type]
    assert len(kit.jobs) == len(Kit.of([alone], ("text", "docx"), [()]).jobs)
    here = Bench([LetterMaker(job, ("text", "docx"))])
    for elsewhere in (False, True):
        whole = Kit.of([job], ("text", "docx"), [()], elsewhere=elsewhere)
        assert bool(whole.files) is elsewhere
        there = unpacked(packed(whole)).bench()
        assert list(made_here(there, tasks_of(job)[:3])) == list(made_here(here, tasks_of(job)[:3]))
    assert not [name for name in Kit.of([job], (), [()], elsewhere=True).files if name.endswith("notice.md")]
    assert (workspace / "templates" / "notice.md").is_file()


def test_a_packet_is_the_same_wherever_it_is_made(root: Path) -> None:
    job = prepare(Workspace(root), Order("psp-press-release"))
    assert len(job.attachments) > 0
    numbers = [{one.id: f"REF-2017-{one.line}" for one in job.attachments[0].job.selected if one}]  # type: ignore[union-attr]
    here = Bench([LetterMaker(job, ("pdf",), numbers)]).make(Task(None))
    assert isinstance(here, Rendered)
    assert [one.name for one in here.files] == ["psp-press-release.pdf", "psp-press-release-packet.pdf"]
    for elsewhere in (False, True):
        assert (
            unpacked(packed(Kit.of([job], ("pdf",), [numbers], elsewhere=elsewhere))).bench().make(Task(None)) == here
        )


def test_a_worker_that_is_killed_is_replaced_and_loses_nothing(job: Job) -> None:
    expected = list(made_here(Bench([LetterMaker(job, ("text",))]), tasks_of(job)))
    found = []
    with closing(made_by(job, 2)) as results:  # type: ignore[type-var]
        for number, result in enumerate(results):
            found.append(result)
            if number in {1, 6}:
                victim = workers()[0]
                victim.kill()
                victim.join()
    assert found == expected
    assert workers() == []


class Deadly:
    """A value that ends the process that unpacks it."""

    def __reduce__(self) -> tuple[Any, tuple[int]]:
        """Be unpacked by ending."""
        return os._exit, (9,)


def with_deadly(job: Job, *indexes: int) -> Job:
    """Return a job in which some letters take the process along that makes them."""
    selected = list(job.selected)
    for index in indexes:
        one = selected[index]
        assert one is not None
        extras = MappingProxyType({"deadly": Node(Deadly(), 0, "deadly")})  # type: ignore[arg-type]
        selected[index] = dataclasses.replace(one, extras=extras)
    return dataclasses.replace(job, selected=tuple(selected))


def test_a_letter_that_takes_its_worker_along_is_given_up_and_the_others_are_made(job: Job) -> None:
    expected = list(made_here(Bench([LetterMaker(job, ("text",))]), tasks_of(job)))
    deadly = (0, 5, LETTERS - 1)
    found = list(made_by(with_deadly(job, *deadly), 2))
    assert [one for index, one in enumerate(found) if index not in deadly] == [
        one for index, one in enumerate(expected) if index not in deadly
    ]
    assert {str(found[index]) for index in deadly} == {
        "the process that made it was ended 2 times (exit status 9); look for what it has that others have not: pictures, lengths"
    }


def test_going_on_without_a_letter_that_cannot_be_rendered(job: Job, tmp_path: Path) -> None:
    deadly = with_deadly(job, 3)
    made = make(deadly, ("text",), tmp_path, how=Making(jobs=2, keep_going=True))
    assert [one.recipient for one in made.files] == [f"r{number:03}" for number in range(LETTERS) if number != 3]
    (problem,) = made.failed["r003"]
    assert str(problem) == (
        "line 5: the letter to r003 cannot be made: the process that made it was ended 2 times (exit status 9); look for "
        "what it has that others have not: pictures, lengths"
    )
    assert (tmp_path / "many" / "failed.txt").read_text("utf-8") == "r003\n"
    again = make(job, ("text",), tmp_path, how=Making(jobs=2))
    assert ([one.recipient for one in again.files], len(again.unchanged)) == (["r003"], LETTERS - 1)
    assert not (tmp_path / "many" / "failed.txt").exists()


def test_stopping_at_a_letter_that_cannot_be_rendered(job: Job, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        make(with_deadly(job, 5), ("text",), tmp_path, how=Making(jobs=2))
    assert str(caught.value).startswith(
        "recipients/many.yaml cannot be used:\n  line 7: the letter to r005 cannot be made"
    )
    assert sorted(path.name for path in (tmp_path / "many").glob("*.txt")) == [
        f"r{number:03}.txt" for number in range(5)
    ]
    assert workers() == []


def test_workers_that_all_end_are_told(job: Job) -> None:
    kit = dataclasses.replace(Kit.of([job], ("text",), [()]), formats=(Deadly(),))  # type: ignore[arg-type]
    with pytest.raises(WorkersError) as caught:
        list(made_by_workers(kit, tasks_of(job), 2))
    assert str(caught.value) == (
        "the worker processes ended before they made a letter (exit status 9); look for what ended them (memory?), or "
        "give --jobs 1"
    )
    assert workers() == []


def test_no_more_letters_are_taken_than_are_in_hand(job: Job) -> None:
    taken = 0

    def many() -> Iterator[Task]:
        nonlocal taken
        while True:
            taken += 1
            yield Task(job.selected[taken % LETTERS], "")

    with closing(made_by_workers(Kit.of([job], ("text",), [()]), many(), 2)) as results:
        most = 0
        for number, _ in enumerate(islice(results, 60), start=1):
            most = max(most, taken - number)
    assert most <= 2 * BATCH * 4
    assert workers() == []


@pytest.mark.parametrize(
    ("wanted", "letters", "jobs"), [(3, 100, 3), (3, 2, 2), (None, 199, 1), (1, 10**5, 1), (2, 0, 1)]
)
def test_how_many_processes_there_are(wanted: int | None, letters: int, jobs: int) -> None:
    assert jobs_for(wanted, letters) == jobs


def test_large_mailings_use_all_cores() -> None:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert jobs_for(None, 200) == cores


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_run_that_is_stopped_takes_its_workers_along(workspace: Path, number: signal.Signals, status: int) -> None:
    add_mailing(workspace, 60)
    words = ("merge", "notice", "many", "--format", "pdf,text", "--jobs", "2")
    folder = workspace / "output" / "many"
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, *words],
        cwd=workspace,
        env=variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and len(list(folder.glob("*.pdf"))) < 9:
            time.sleep(0.002)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does it: to all processes at once
        else:
            process.kill()
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (status, "")
    told = "interrupted; files that were written are whole, and running the command again finishes the work\n"
    assert err == (told if number == signal.SIGINT else "")
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.02)
    else:
        pytest.fail("workers were left behind")
    again = spawned(*words, folder=workspace)
    assert (again.status, all_there(again.err, 60)) == (0, True)
    assert not again.err.startswith("120 files")
