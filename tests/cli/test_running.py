"""Runs as the operating system sees them: exit statuses, streams, signals, full disks, start-up."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from correspondence.cli import main
from tests.cli.test_checking import LETTER
from tests.command_line import PROGRAM, Outcome, add_mailing, all_there, command, spawned, variables
from tests.tools import program, qpdf_check, run

COMMANDS = ("init", "list", "new", "check", "preview", "render", "merge", "compare", "schemas", "doctor")
ENGINES = (
    "weasyprint",
    "docx",
    "jinja2",
    "markdown_it",
    "pikepdf",
    "pypdfium2",
    "PIL",
    "lxml",
    "yaml",
    "fontTools",
    "rich",
)


def test_every_command_is_known_and_helps() -> None:
    names = list(main.commands)
    assert [name for name in names if name in COMMANDS] == list(COMMANDS)
    whole = command("--help")
    assert whole.status == 0
    assert re.findall(r"^  (\w+) {2,}\S", whole.out.partition("Commands:")[2], re.MULTILINE) == names
    for name in names:
        helped = command(name, "--help")
        assert (helped.status, helped.err) == (0, "")
        assert helped.lines[0].startswith(f"Usage: correspondence {name} ")
        assert helped.lines[2].endswith(".") or helped.lines[2].endswith(",")
        assert command(name, "-h").out == helped.out


def test_an_option_means_the_same_wherever_it_stands() -> None:
    helps: dict[str, set[str]] = {}
    for name, one in main.commands.items():
        assert one.name == name
        for parameter in one.params:
            if parameter.param_type_name == "option":
                helps.setdefault(parameter.opts[-1], set()).add(getattr(parameter, "help", None) or "")
    # Where files go, or lie, has another default where there is no mailing of the workspace's;
    # and who approves is one of those whom a template asks.
    others = {"--output", "--by"}
    assert {name: texts for name, texts in helps.items() if len(texts) != 1 and name not in others} == {}
    assert {"--format", "--only", "--draft", "--set", "--json", "--output"} <= set(helps)
    assert all(texts != {""} for texts in helps.values())


@pytest.mark.parametrize(
    ("words", "status", "out", "err"),
    [
        (("check", *LETTER), 0, "4 documents checked: nothing to mend.\n", ""),
        (("check", "nosuch"), 1, r"templates/nosuch\.md cannot be used:\n  there is no template .+\n1 error .+\n", ""),
        (("render", "nosuch"), 1, "", r"templates/nosuch\.md cannot be used:\n  there is no template .+\n"),
        (("nosuch",), 2, "", r"Usage: (.|\n)+No such command 'nosuch'\.\n"),
        (("merge", "psp-questionnaire"), 2, "", r"Usage: (.|\n)+Missing argument 'LIST'\.\n"),
        (("merge", *LETTER, "--format", "doc"), 2, "", r'Usage: (.|\n)+"doc" is no format; choose from pdf, docx, text, html\n'),
        (("merge", *LETTER, "--format", ","), 2, "", r"Usage: (.|\n)+no format is named; choose from .+\n"),
        (("merge", *LETTER, "--set", "date"), 2, "", r'Usage: (.|\n)+"date" is not NAME=VALUE, such as copy=lectern\n'),
        (("merge", *LETTER, "--only", ","), 2, "", r"Usage: (.|\n)+no recipient is named\n"),
        (("merge", *LETTER, "--only", "@nosuch.txt"), 2, "", r"Usage: (.|\n)+nosuch\.txt cannot be read (.|\n)+"),
        (("new", "poem", "x"), 2, "", r"Usage: (.|\n)+"),
        (("compare", "nosuch.pdf", "correspondence.yaml"), 2, "", r"Usage: (.|\n)+does not exist\.\n"),
        (("--workspace", "nosuch", "list"), 2, "", r"neither nosuch nor a folder above it holds correspondence\.yaml; .+\n"),
    ],
)  # fmt: skip
def test_exit_statuses_and_streams(workspace: Path, words: tuple[str, ...], status: int, out: str, err: str) -> None:
    ended = spawned(*words, folder=workspace)
    assert ended.status == status
    assert re.fullmatch(out, ended.out)
    assert re.fullmatch(err, ended.err)


def test_without_a_workspace_the_way_to_one_is_told(tmp_path: Path) -> None:
    for words in (("list",), ("merge", *LETTER), ("check", "psp-overview"), ("new", "list", "x"), ("schemas",)):
        ended = spawned(*words, folder=tmp_path)
        assert (ended.status, ended.out) == (2, "")
        assert ended.err == (
            f"neither {tmp_path} nor a folder above it holds correspondence.yaml; go to the office's folder, name it "
            "with --workspace, or make one with 'correspondence init DIR'\n"
        )


def test_the_version_is_told(tmp_path: Path) -> None:
    ended = spawned("--version", folder=tmp_path)
    assert (ended.status, ended.err) == (0, "")
    assert re.fullmatch(r"correspondence (\d+\.\d+\.\d+|\(not installed: run from its source\))\n", ended.out)


@pytest.mark.parametrize(
    ("words", "schema"),
    [
        (("list",), "list"),
        (("doctor",), "doctor"),
        (("check", *LETTER), "problems"),
        (("check", "nosuch"), "problems"),
        (("render", "nosuch"), "problems"),
        (("render", "psp-overview", "--format", "text"), "made"),
        (("merge", *LETTER, "--format", "text"), "made"),
        (("preview", "psp-overview"), "made"),
        (("compare", "templates/psp-overview.md", "templates/psp-overview.md"), "compare"),
    ],
)
def test_json_is_one_object_with_its_schema(workspace: Path, words: tuple[str, ...], schema: str) -> None:
    if words[0] == "compare":
        shutil.copy(workspace / words[1], workspace / "a.txt")
        words = ("compare", str(workspace / "a.txt"), str(workspace / "a.txt"))
    ended = command(*words, "--json", workspace=workspace)
    assert ended.err == ""
    assert json.loads(ended.out)["schema"] == f"correspondence/{schema}/1"


def test_a_fault_of_the_program_is_told_without_a_traceback(workspace: Path) -> None:
    start = (
        "import correspondence.office.listing as listing, correspondence.cli as cli\n"
        "def entries(workspace):\n    raise ZeroDivisionError('by nought')\n"
        "listing.entries = entries\ncli.main(['list'])\n"
    )
    for more, traceback in (({}, False), ({"CORRESPONDENCE_DEBUG": "1"}, True)):
        ended = run(sys.executable, "-c", start, folder=workspace, environment=variables(**more), ok=(1,))
        assert ("Traceback" in ended.stderr) is traceback
        assert ("the program itself is at fault: ZeroDivisionError: by nought; set " in ended.stderr) is not traceback


def test_a_reader_that_goes_away_is_no_fault(workspace: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, "list"], cwd=workspace, env=variables(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.fixture
def large(workspace: Path) -> Path:
    """Return a workspace with a list of sixty."""
    add_mailing(workspace, 60)
    return workspace


@pytest.mark.parametrize("files", [0, 1, 25])
def test_an_interrupted_merge_leaves_whole_files_and_is_finished_by_the_next(large: Path, files: int) -> None:
    words = ("merge", "notice", "many", "--format", "text,pdf")
    folder = large / "output" / "many"
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, *words], cwd=large, env=variables(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 60
        # before the journal stands, libraries are loaded, and Python lets an interrupt in some of their corners pass
        while (len(list(folder.glob("*.pdf"))) if files else (folder / ".journal").exists()) < max(files, 1):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err) == (
        "",
        "interrupted; files that were written are whole, and running the command again finishes the work\n",
    )
    assert not list(folder.glob(".*.part"))
    made = sorted(folder.glob("*.pdf"))
    assert files <= len(made) < 60
    assert [qpdf_check(path) for path in made[:3]] == [[] for _ in made[:3]]
    again = spawned(*words, folder=large)
    assert (again.status, all_there(again.err, 60)) == (0, True)
    assert len(list(folder.glob("*.pdf"))) == len(list(folder.glob("*.txt"))) == 60


def test_a_folder_that_cannot_be_written_is_told(workspace: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file", "utf-8")
    ended = spawned("merge", *LETTER, "--format", "text", "--output", blocked / "below", folder=workspace)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == (
        f"{blocked / 'below' / 'psp-2017-08-03'} could not be written (Not a directory); nothing half-written is left; "
        "make room or choose --output, and run the command again\n"
    )


def test_a_folder_without_permission_is_told(workspace: Path) -> None:
    shut = workspace / "output" / "psp-2017-08-03"
    shut.mkdir(parents=True)
    shut.parent.chmod(0o777)
    words = ("merge", *LETTER, "--format", "text")
    if os.geteuid() == 0:  # root may write everywhere: run as nobody
        workspace.chmod(0o755)
        for path in [*workspace.rglob("*"), *list(workspace.parents)[:4]]:
            if path not in {shut, shut.parent}:
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        runner: tuple[str, ...] = (program("setpriv"), "--reuid", "65534", "--regid", "65534", "--clear-groups")
        if run(*runner, sys.executable, "-c", "import click", environment=variables(), ok=range(256)).returncode:
            pytest.skip("root runs this suite, and nobody else may run its Python")
    else:
        runner = ()
    shut.chmod(0o555)
    ended = run(*runner, *PROGRAM, *words, folder=workspace, environment=variables(), ok=(1,))
    assert ended.stdout == ""
    assert ended.stderr == (
        "output/psp-2017-08-03/manifest.json could not be written (Permission denied); nothing half-written is left; make room "
        "or choose --output, and run the command again\n"
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 300 kB, or end the test where nobody may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = run(program("mount"), "-t", "tmpfs", "-o", "size=300k", "tmpfs", disk, ok=range(256))
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    try:
        yield disk
    finally:
        run(program("umount"), disk)


def refused_for_room(ended: Outcome, folder: str | Path, reason: str) -> str:
    """Check what is said of a file that found no room, and return the file's name in its folder."""
    assert (ended.status, ended.out) == (1, "")
    told = re.fullmatch(
        rf"{re.escape(str(folder))}/(\S+) could not be written \({reason}\); nothing half-written is left; make room or "
        r"choose --output, and run the command again\n",
        ended.err,
    )
    assert told, ended.err
    return told[1]


def test_a_full_disk_loses_nothing(large: Path, small_disk: Path) -> None:
    words = ("--format", "pdf", "--output", small_disk)
    folder = small_disk / "many"
    first = spawned("merge", "notice", "many", *words, "--only", "r000,r001", folder=large)
    assert first.status == 0
    old = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    ended = spawned("merge", "notice", "many", *words, folder=large)
    lost = refused_for_room(ended, folder, "No space left on device")
    assert not (folder / lost).exists()
    assert not list(folder.glob(".*.part"))
    made = sorted(folder.glob("*.pdf"))
    assert 2 < len(made) < 60
    assert [path.name for path in made if qpdf_check(path)] == []
    assert {name: (folder / name).read_bytes() for name in old} == old
    run(program("mount"), "-o", "remount,size=8m", small_disk)
    again = spawned("merge", "notice", "many", *words, folder=large)
    assert (again.status, all_there(again.err, 60, files=1)) == (0, True)


@pytest.mark.parametrize(("kind", "file"), [("text", "psp-overview.txt"), ("pdf", "")])
def test_a_file_that_may_not_grow_leaves_the_old_one(workspace: Path, tmp_path: Path, kind: str, file: str) -> None:
    words = ("render", "psp-overview", "--format", kind)
    assert spawned(*words, folder=workspace).status == 0
    folder = workspace / "output" / "psp-overview"
    old = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    template = workspace / "templates" / "psp-overview.md"
    template.write_text(f"{template.read_text('utf-8')}\nA paragraph more.\n", "utf-8")
    start = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        f"from correspondence.cli import main\nmain({list(words)!r})\n"
    )
    room = variables(TMPDIR=str(tmp_path))
    done = run(sys.executable, "-c", start, folder=workspace, environment=room, ok=(1,))
    ended = Outcome(done.returncode, done.stdout, done.stderr)
    # before the PDF is there to be written, its fonts find no room among the temporary files
    where = "output/psp-overview" if file else tmp_path.parent
    assert refused_for_room(ended, where, "File too large") == (file or tmp_path.name)
    assert {
        path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != ".journal"
    } == old


def test_a_full_disk_during_init_is_finished_later(small_disk: Path, tmp_path: Path) -> None:
    (small_disk / "ballast").write_bytes(b"0" * 200_000)
    ended = spawned("init", small_disk / "office", folder=tmp_path)
    refused_for_room(ended, "disk/office", "No space left on device")
    assert not list(small_disk.rglob(".*.part"))
    (small_disk / "ballast").unlink()
    run(program("mount"), "-o", "remount,size=8m", small_disk)
    assert spawned("init", small_disk / "office", folder=tmp_path).status == 0
    assert command("check", *LETTER, workspace=small_disk / "office").status == 0


@pytest.mark.parametrize("words", [["--help"], ["merge", "--help"], ["--version"], ["nosuch"]])
def test_help_starts_no_engine(words: list[str]) -> None:
    start = (
        "import sys\nfrom correspondence.cli import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {ENGINES!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = run(sys.executable, "-c", start, environment=variables())
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_progress_bar_is_shown_to_a_person_alone(workspace: Path) -> None:
    words = ("merge", *LETTER, "--format", "pdf")
    shown = run(
        program("script"), "-qec", shlex.join((*PROGRAM, *words)), "/dev/null",
        folder=workspace, environment=variables(TERM="xterm-256color", COLUMNS="100"),
    ).stdout  # fmt: skip
    assert "Making" in shown
    assert "4/4" in shown
    assert "4 files made." in shown
    assert "Making" not in spawned(*words, "--mailing", "other", folder=workspace).err
