"""How fast letters are merged, beside other means: ``python -m benchmarks.merging``.

The means take turns, several times over, in one process; of each, the median of the processor time for one letter counts, with that
of the processes that it starts. Cores are shared and of unlike speed: the ratios say more than the seconds. Whole commands are
measured from outside. The table is printed and written to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count
from pathlib import Path

from benchmarks import rivals
from correspondence.document import Field, Text, inlines_of, walk_blocks
from correspondence.entries import RECORD
from correspondence.mailing import Job, Making, Order, check, make, prepare, recorded
from correspondence.render.docx import DocxRenderer
from correspondence.render.fonts import find_fonts
from correspondence.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
LETTERS, DOCX_LETTERS, TURNS = 24, 120, 5
"""So many letters each turn: a merge has costs of its own, which many letters share."""
TEMPLATE = "psp-questionnaire"
AT = datetime.datetime(2030, 1, 31, tzinfo=datetime.UTC)
FIELDS = ("name", "organization", "street", "place", "salutation", "jurisdiction")
PLACEHOLDERS = """\
recipients:
  - id: tags
    name: "{{ name }}"
    organization: "{{ organization }}"
    address: ["{{ street }}", "{{ place }}"]
    salutation: "{{ salutation }}"
    jurisdiction: "{{ jurisdiction }}"
"""


def values_of(number: int) -> rivals.Values:
    """Return the values of one recipient."""
    values = ("Chief Pat Example", f"Police Department {number}", f"{number + 1} Main Street", "Springfield, IL 62701")
    return dict(zip(FIELDS, (*values, "Dear Chief Example", "Springfield, Illinois"), strict=True))


def office(folder: Path) -> Path:
    """Return a copy of the sample's workspace."""
    shutil.copy(ROOT / "correspondence.yaml", folder)
    for name in ("templates", "recipients"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "recipients" / "tags.yaml").write_text(PLACEHOLDERS, "utf-8")
    return folder


def add_rows(folder: Path, letters: int) -> str:
    """Write a list of so many; return its id."""
    name = f"rows-{letters}"
    lines = ["id,title,name,organization,street,city,state,zip,jurisdiction,salutation,date"]
    lines += [
        f'r{number},Chief,Pat Example,Police Department {number},{number + 1} Main Street,Springfield,IL,62701,"Springfield, Illinois",,2017-08-03'
        for number in range(letters)
    ]
    (folder / "recipients" / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return name


def cpu() -> float:
    """Return the processor time that this process and those that it started have taken, in seconds."""
    whole = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in whole)


@dataclass(frozen=True)
class Means:
    """A way to make letters. ``what`` is how the table calls it, ``of`` the one that it is compared with."""

    what: str
    make: rivals.Maker
    of: str = ""
    letters: int = LETTERS


def ours(workspace: Path, recipients: str, formats: tuple[str, ...]) -> rivals.Maker:
    """Return our merge with all that belongs to it: list, checks, numbers, files, manifest, register."""
    runs = count()

    def merge(letters: Sequence[rivals.Values]) -> None:
        folder = workspace / f"run-{'-'.join(formats)}-{next(runs)}"
        job = prepare(Workspace(workspace), Order(TEMPLATE, recipients))
        check(job)
        with recorded(job, str(folder / "register.sqlite"), AT, "") as recording:
            made = make(job, formats, folder, recording=recording, how=Making(jobs=1))
        assert len(made.files) + len(made.records) == len(letters) * len(formats)  # noqa: S101

    return merge


def filled(workspace: Path, recipients: str) -> rivals.Maker:
    """Return what composes letters and renders them as Word files, in memory: what docxtpl does, and nothing else of a merge."""
    job = prepare(Workspace(workspace), Order(TEMPLATE, recipients))

    def make(letters: Sequence[rivals.Values]) -> None:
        renderer = DocxRenderer(job.stylesheet)  # a new one each turn: what it learns of its first letters counts
        for number, recipient in enumerate(job.selected[: len(letters)]):
            renderer.render(job.composer.compose(recipient, f"REF-{number}"))

    return make


def words_of(job: Job) -> str:
    """Return the words of the first letter's body, a blank line between paragraphs."""
    document = job.composer.compose(job.selected[0])
    lines = (
        "".join(one.text for one in inlines_of(block) if isinstance(one, Text | Field))
        for block in walk_blocks(document.blocks)
    )
    return "\n\n".join(line for line in lines if len(line) > 60)  # noqa: PLR2004  (addresses are short)


def all_means(folder: Path) -> Iterator[Means]:
    """Yield every way to make letters that there is on this machine."""
    recipients = add_rows(folder, LETTERS)
    workspace = Workspace(folder)
    job = prepare(workspace, Order(TEMPLATE, recipients))
    documents = [job.composer.compose(one) for one in job.selected]
    renderer = DocxRenderer(job.stylesheet)
    tagged = prepare(workspace, Order(TEMPLATE, "tags", given={"date": "2017-08-03"}))
    template = renderer.render(tagged.composer.compose(tagged.selected[0]))
    yield Means("bare WeasyPrint, PDF", rivals.bare_weasyprint(job, documents))
    yield Means("our whole merge, PDF", ours(folder, recipients, ("pdf",)), "bare WeasyPrint, PDF")
    yield Means("our whole merge, PDF and DOCX", ours(folder, recipients, ("pdf", "docx")), "bare WeasyPrint, PDF")
    yield Means(
        "our whole merge, PDF and DOCX with record copies",
        ours(folder, recipients, ("pdf", "docx", RECORD)),
        "our whole merge, PDF and DOCX",
    )
    more = add_rows(folder, DOCX_LETTERS)
    yield Means("docxtpl, DOCX", rivals.docxtpl(template), letters=DOCX_LETTERS)
    yield Means("our composing and rendering alone, DOCX", filled(folder, more), "docxtpl, DOCX", DOCX_LETTERS)
    yield Means("our whole merge, DOCX", ours(folder, more, ("docx",)), "docxtpl, DOCX", DOCX_LETTERS)
    yield Means("python-docx, DOCX", rivals.python_docx(template), "docxtpl, DOCX", DOCX_LETTERS)
    body, fonts = words_of(job), next(iter(find_fonts().faces.values())).path.parent
    yield Means("Typst, one compile a letter, PDF", rivals.typst(body, fonts, together=False), "bare WeasyPrint, PDF")
    yield Means("Typst, all in one document, PDF", rivals.typst(body, fonts, together=True), "bare WeasyPrint, PDF")
    if soffice := shutil.which("soffice"):
        converted = folder / "converted"
        converted.mkdir()
        files = [renderer.render(one) for one in documents]
        yield Means("LibreOffice, DOCX to PDF", rivals.libreoffice(converted, files, soffice), "bare WeasyPrint, PDF")


def compared(folder: Path) -> Iterator[str]:
    """Yield the lines of the table of means."""
    letters = [values_of(number) for number in range(max(LETTERS, DOCX_LETTERS))]
    means = list(all_means(folder))
    for one in means:
        one.make(letters[: one.letters])  # what is loaded once
    taken: dict[str, list[float]] = {one.what: [] for one in means}
    for _ in range(TURNS):
        for one in means:
            before = cpu()
            one.make(letters[: one.letters])
            taken[one.what].append((cpu() - before) / one.letters)
    median = {what: statistics.median(seconds) for what, seconds in taken.items()}
    yield "| means | ms a letter | ratio | to |"
    yield "|---|--:|--:|---|"
    for one in means:
        pairs = zip(taken[one.what], taken[one.of or one.what], strict=True)
        ratio = f"{statistics.median(own / other for own, other in pairs):.2f} | {one.of or 'itself'}"
        yield f"| {one.what} | {1000 * median[one.what]:.1f} | {ratio} |"


@dataclass(frozen=True)
class Run:
    """A whole command: processor time with its workers, time on the clock, and the most memory of one process."""

    cpu: float
    clock: float
    megabytes: float


def run(*words: str, folder: Path) -> Run:
    """Run a command of ours in a process of its own."""
    inner = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'correspondence', *sys.argv[1:]], stdout=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss)\n"
    )
    begin = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", inner, *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    status, seconds, most = done.stdout.split()
    if status != "0":
        raise RuntimeError(done.stderr)
    return Run(float(seconds), time.monotonic() - begin, int(most) / 1024)


def whole_commands(folder: Path, letters: int) -> Iterator[str]:
    """Yield the lines of the table of whole commands."""
    many = add_rows(folder, letters)
    merge = ("merge", TEMPLATE, many, "--jobs", "1")
    steps = [
        ("`correspondence --version`", ("--version",)),
        ("merge of one letter, PDF, DOCX and record copy", (*merge, "--limit", "1")),
        (f"merge of {letters:,}, PDF, DOCX and record copies", merge),
        ("the same again: nothing to do", merge),
    ]
    yield "| command | CPU s | clock s | memory MB |"
    yield "|---|--:|--:|--:|"
    for what, words in steps:
        found = run(*words, folder=folder)
        yield f"| {what} | {found.cpu:.2f} | {found.clock:.2f} | {found.megabytes:.0f} |"


def grown(folder: Path, most: int) -> Iterator[str]:
    """Yield the lines of the table that tells how cost grows with the list."""
    yield "| letters | check, CPU s | memory MB | merge to DOCX, CPU s | memory MB |"
    yield "|--:|--:|--:|--:|--:|"
    for letters in (10**power for power in range(6)):
        name = add_rows(folder, letters)
        if letters > most:
            return
        checked = run("check", TEMPLATE, name, folder=folder)
        line = f"| {letters:,} | {checked.cpu:.1f} | {checked.megabytes:.0f} |"
        if 10 * letters > most:
            yield f"{line} | |"
            continue
        merged = run("merge", TEMPLATE, name, "--format", "docx", "--jobs", "1", folder=folder)
        yield f"{line} {merged.cpu:.1f} | {merged.megabytes:.0f} |"


def page(letters: int, most: int) -> Iterator[str]:
    """Yield the lines of docs/benchmarks.md."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("weasyprint", "docxtpl", "python-docx", "typst"))
    load, *_ = os.getloadavg()
    yield "<!-- Made by python -m benchmarks.merging; run it again instead of changing this. -->\n"
    yield "# How fast letters are merged\n"
    yield "The letter is the sample's, of two pages with a signature. The means take turns in one process; of each, the median"
    yield f"of {TURNS} turns of {LETTERS} letters ({DOCX_LETTERS} for DOCX alone) counts, as processor time for one. Our whole merge is measured with all that"
    yield "belongs to it: reading the list, checking every letter, numbers, files that are on the disk when it ends, manifest and register."
    yield "The others make files and nothing else; a bare render by WeasyPrint is given finished HTML, and docxtpl and python-docx"
    yield "keep their files in memory. Our composing and rendering alone does what docxtpl does: the values are put into the letter,"
    yield "and the file's bytes come out; template and look were read before. Typst's letter has the same words in a simpler look."
    yield "A ratio is the median of those of the turns.\n"
    yield f"Python {platform.python_version()}, {versions}. Ratios hold elsewhere too; seconds do not.\n"
    with tempfile.TemporaryDirectory() as place:
        folder = office(Path(place))
        yield from compared(folder)
        yield "\nWhole commands, with all that starting takes; memory is that of the largest process:\n"
        yield from whole_commands(folder, letters)
        yield "\nHow cost grows with the list, in one process. PDF is left out here: it takes what it takes for one letter,"
        yield "times their number. The largest list is checked only: each letter, and the response form that goes with it.\n"
        yield from grown(folder, most)
    yield f"\nThe load of the machine was {load:.1f} when this began, and {os.getloadavg()[0]:.1f} when it ended, on {os.cpu_count()} cores:"
    yield "where the load is higher than the cores are many, processor time is longer too.\n"
    yield "How fast letters are signed, beside bare pyHanko, is printed by `python -m benchmarks.signing`; [Signing](signing.md#how-long-it-takes)"
    yield "has what it said."


def main() -> None:
    """Measure, print the page and write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--letters", type=int, default=500, help="letters of the whole commands")
    parser.add_argument("--most", type=int, default=100_000, help="rows of the largest list")
    given = parser.parse_args()
    lines: list[str] = []
    for line in page(given.letters, given.most):
        lines.append(line)
        print(line, flush=True)  # noqa: T201 - the result
    PAGE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
