"""Letters made on a real cluster: a scheduler and two workers, each a process of its own on this machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from correspondence.errors import MissingToolError
from correspondence.mailing import Order, prepare
from correspondence.mailing.cluster import ClusterError, made_by_cluster
from correspondence.mailing.kit import Kit, Task
from correspondence.workspace import Workspace
from tests.command_line import add_mailing, command, variables

if os.environ.get("CI") != "true":
    pytest.importorskip("distributed", reason="the extra cluster is not installed")

LETTERS = 60
MERGE = ("merge", "notice", "many", "--format", "pdf,docx")


@dataclass
class Cluster:
    """A scheduler's address, and the processes of its workers."""

    address: str
    workers: list[subprocess.Popen[str]]


@contextmanager
def begun(*words: str, folder: Path, said: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a program of Dask's, and wait until it has said something."""
    with (
        subprocess.Popen(  # noqa: S603 - Dask's own program
            [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
            cwd=folder,
            env=variables(**environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process
    ):
        try:
            assert process.stderr is not None
            lines = []
            for line in process.stderr:
                lines.append(line)
                if found := re.search(said, line):
                    yield process, found[0]
                    break
            else:
                pytest.fail("".join(lines))
        finally:
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def cluster(folder: Path, workers: int = 2, **environment: str) -> Iterator[Cluster]:
    """Start a scheduler and workers; they are ended with it."""
    folder.mkdir(exist_ok=True)
    settings = {"DASK_DISTRIBUTED__WORKER__DAEMON": "False", "DASK_TEMPORARY_DIRECTORY": str(folder)}
    with ExitStack() as stack:
        scheduler = begun(
            *("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"),
            folder=folder,
            said=r"tcp://127\.0\.0\.1:\d+",
            **settings,
        )
        _, address = stack.enter_context(scheduler)
        found = Cluster(address, [])
        for number in range(workers):
            worker = begun(
                *("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", f"w{number}"),
                folder=folder,
                said="Registered to",
                **settings,
                **environment,
            )
            process, _ = stack.enter_context(worker)
            found.workers.append(process)
        yield found


@pytest.fixture
def office(workspace: Path) -> Path:
    """Return a workspace with a list of sixty."""
    add_mailing(workspace, LETTERS)
    return workspace


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_cluster_makes_the_same_files_although_a_worker_is_killed(office: Path, tmp_path: Path) -> None:
    register = ("--database", str(tmp_path / "register.sqlite"))
    here = command(*MERGE, "--output", tmp_path / "here", *register, "--jobs", "1", workspace=office)
    assert here.status == 0
    # the workers know the office's folder no more than those of another machine
    template = (office / "templates" / "notice.md").read_text("utf-8")
    job = prepare(Workspace(office), Order("notice", "many"))
    kit = Kit.of([job], ("pdf", "docx"), [()], elsewhere=True)
    assert template.split("---")[2].strip().encode() in kit.jobs
    with cluster(tmp_path / "cluster") as found:
        words = [*MERGE, "--output", str(tmp_path / "there"), "--scheduler", found.address]
        with subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "correspondence", *words, "--database", str(tmp_path / "there.sqlite")],
            cwd=office,
            env=variables(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            deadline = time.monotonic() + 100
            while time.monotonic() < deadline and len(list((tmp_path / "there").rglob("*.pdf"))) < LETTERS // 3:
                assert process.poll() is None
                time.sleep(0.005)
            found.workers[0].kill()
            _, err = process.communicate(timeout=200)
    assert (process.returncode, err) == (0, f"{2 * LETTERS} files made.\n")
    assert files(tmp_path / "there" / "many") == files(tmp_path / "here" / "many")


def test_a_cluster_that_does_not_answer_is_told(office: Path) -> None:
    refused = command(*MERGE, "--scheduler", "tcp://127.0.0.1:9", "--only", "r001", workspace=office)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("no scheduler answers at tcp://127.0.0.1:9 (")
    assert refused.err.endswith("); start one with 'dask scheduler', or mend the address\n")


def test_an_address_that_is_none_is_told(office: Path) -> None:
    refused = command(*MERGE, "--scheduler", "nowhere://x", "--only", "r001", workspace=office)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("no scheduler answers at nowhere://x (")


def test_workers_that_would_make_other_files_are_told(office: Path, tmp_path: Path) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for path in Path(next(iter(find_faces()))).parent.glob("Liberation*.ttf"):
        (fonts / path.name).write_bytes(path.read_bytes())
    (fonts / "LiberationSans-Bold.ttf").write_bytes((fonts / "LiberationSans-Regular.ttf").read_bytes())
    job = prepare(Workspace(office), Order("notice", "many", only=("r001",)))
    kit = Kit.of([job], ("text",), [()], elsewhere=True)
    with (
        cluster(tmp_path / "cluster", workers=1, CORRESPONDENCE_FONTS=str(fonts)) as found,
        pytest.raises(ClusterError) as caught,
        closing(made_by_cluster(kit, [Task(job.selected[0])], found.address)) as results,  # type: ignore[type-var]
    ):
        list(results)
    assert re.fullmatch(
        r"the worker tcp://127\.0\.0\.1:\d+ would make other files than this machine: it has font Arial bold normal "
        r"[0-9a-f]{8} instead of [0-9a-f]{8}; install the same versions there",
        str(caught.value),
    )


def find_faces() -> Iterator[Path]:
    """Yield the paths of this machine's fonts."""
    from correspondence.render.fonts import find_fonts

    yield from (face.path for face in find_fonts().faces.values())


def test_a_cluster_without_workers_is_told(tmp_path: Path, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("correspondence.mailing.cluster.SECONDS", 2)
    job = prepare(Workspace(office), Order("notice", "many", only=("r001",)))
    kit = Kit.of([job], ("text",), [()], elsewhere=True)
    with cluster(tmp_path / "cluster", workers=0) as found:
        with pytest.raises(ClusterError) as caught:
            list(made_by_cluster(kit, [Task(job.selected[0])], found.address))
        assert str(caught.value) == (
            f"the cluster at {found.address} has no workers; start some with 'dask worker {found.address}'"
        )


def test_without_the_extra_the_way_to_it_is_told(office: Path) -> None:
    start = (
        "import sys\nsys.modules['distributed'] = None\nfrom correspondence.cli import main\n"
        f"main({[*MERGE, '--scheduler', 'tcp://127.0.0.1:9', '--only', 'r001']!r})\n"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", start], cwd=office, env=variables(), capture_output=True, text=True, check=False
    )
    error = MissingToolError("distributed", "a merge on a cluster", "pip install 'correspondence[cluster]'")
    assert (done.returncode, done.stderr) == (1, f"{error}\n")
