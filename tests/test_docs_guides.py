"""The README and the guides, executed: what they show is what a reader gets.

A guide is read from top to bottom, in one empty folder (or in a copy of the repository's workspace):

- ``console`` blocks are run; what follows a ``$ command`` is its output, in which ``…`` stands for anything and a line
  that is ``…`` alone for any lines. ``exit=1`` behind the word ``console`` is the status of the block's last command.
- A ``csv file=NAME`` block is the file of that name.
- A ``yaml``, ``css`` or ``markdown`` block that names a file in its first comment is that file; a ``text file=NAME`` block
  is the file of that name, as somebody else sent it.
- A ``diff`` block changes the file that it names.
- A ``markdown`` block without a name is the body of a document, and the ``text`` block behind it what it becomes;
  ``<!-- fragments: ARGUMENTS -->`` says how it is made.
- ``sh`` blocks are for the reader alone: they open windows and change the reader's shell.

A block of any other kind fails the test, so that nothing stands in a guide unproved.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from tests.comparing.scans import bring_memorandum
from tests.preloaded import preloaded
from tests.tools import ROOT, program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BLOCK = re.compile(r"^```(?P<kind>[a-z]+)(?P<rest>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
FRAGMENTS = re.compile(r"<!-- fragments: (?P<arguments>\w+ (?P<template>[\w-]+).*?) -->")
NAME = re.compile(r"(?:---\n)?(?:# |/\* )(?P<name>[\w./-]+\.(?:md|yaml|css))(?: \*/)?\n")
SAMPLE_TEXT = re.compile(r"^(?P<fence>`{3,}).*?^(?P=fence)$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)|<a href=\"(?P<html>[^\"]+)\"")
PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]+)\)|<img [^>]*?src=\"(?P<html>[^\"]+)\"")
SECONDS = 120

GUIDES = (
    "first-letter",
    "lists",
    "checking",
    "templates",
    "questionnaires",
    "layouts",
    "senders",
    "approvals",
    "sending",
    "mail-room",
    "large-mailings",
    "old-records",
)
IN_A_COPY = (
    "README.md",
    "docs/archives.md",
    "docs/records.md",
    "docs/register.md",
    "docs/replies.md",
    "docs/signing.md",
)


@dataclass(frozen=True)
class Block:
    """A fenced block of a guide. ``line`` is where it begins; ``before`` is the text since the last one."""

    kind: str
    rest: str
    body: str
    line: int
    before: str

    @property
    def status(self) -> int:
        """The exit status that its last command must have."""
        found = re.search(r"exit=(\d+)", self.rest)
        return int(found[1]) if found else 0


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a guide."""
    end = 0
    for match in BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(match["kind"], match["rest"], match["body"], line, text[end : match.start()])
        end = match.end()


def commands_of(body: str) -> list[tuple[str, str]]:
    """Part a console block into commands with the output that it shows for each."""
    found: list[tuple[str, str]] = []
    for line in body.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:].rstrip("\n"), ""))
        else:
            assert found, "a console block begins with a command"
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


def shows(expected: str, actual: str) -> bool:
    """Tell whether an output is the one that a guide shows."""
    pattern = "".join(
        r"(?:.*\n)*" if line.strip() == "…" else ".*".join(re.escape(part) for part in line.split("…"))
        for line in expected.splitlines(keepends=True)
    )
    return re.fullmatch(pattern, actual) is not None


@dataclass
class Reader:
    """Somebody who does what a guide says, in one folder.

    Attributes:
        folder: Where they are now.
        commands: A folder on their path.
        starter: What runs the arguments of a command.
        fragments: Arguments by which fragments are made, and the template whose body they are.
        front_matter: Each template's own, above the fragments.
        outputs: What each command of the guide said.
    """

    folder: Path
    commands: Path
    starter: str
    fragments: tuple[str, str] = ("", "")
    front_matter: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the command on the reader's path."""
        for place in (self.commands, self.folder / ".venv/bin"):
            place.mkdir(parents=True, exist_ok=True)
            command = place / "correspondence"
            command.write_text(f'#!/bin/sh\nexec {self.starter} "$@"\n', "utf-8")
            command.chmod(0o755)

    def follow(self, text: str) -> Iterator[tuple[Block, str, str]]:
        """Do what every block says; yield it with what it shows and what there is."""
        wanted: Block | None = None
        for block in blocks_of(text):
            if found := FRAGMENTS.search(block.before):
                self.fragments = (found["arguments"], found["template"])
            if wanted is not None:
                assert block.kind == "text", f"line {wanted.line}: the fragment's text does not follow it"
                yield block, block.body, self.made_of(wanted, block.body)
                wanted = None
                continue
            match block.kind:
                case "console":
                    yield block, block.body, self.typed(block)
                case "text" if sent := re.search(r"file=(\S+)", block.rest):
                    path = self.folder / sent[1]
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(block.body, "utf-8")
                case "diff":
                    self.change(block)
                case "yaml" | "css" | "markdown" if name := NAME.match(block.body):
                    path = self.folder / name["name"]
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(block.body, "utf-8")
                case "csv":
                    (self.folder / block.rest.strip().removeprefix("file=")).write_text(block.body, "utf-8")
                case "markdown":
                    wanted = block
                case "sh":
                    pass
                case _:
                    pytest.fail(f"line {block.line}: nothing proves this {block.kind} block")
        assert wanted is None, "the last fragment's text is not shown"

    def run(self, command: str) -> tuple[int, str]:
        """Run one command; the folder that it ends in is the next one's."""
        place = self.commands / "place"
        variables = {
            name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST", "MAKE"))
        }
        variables.update(
            PATH=f"{self.commands}{os.pathsep}{os.environ['PATH']}",
            PYTHONPATH=str(ROOT),
            LC_ALL="C.UTF-8",
            PYTHONUNBUFFERED="1",
            PLACE=str(place),
        )
        script = f'{command}\nstatus=$?\npwd >"$PLACE"\nexit $status\n'
        done = subprocess.run(  # noqa: S603  (a guide of our own)
            [program("bash"), "-c", script],
            cwd=self.folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=SECONDS,
        )
        self.folder = Path(place.read_text("utf-8").rstrip("\n"))
        return done.returncode, done.stdout

    def typed(self, block: Block) -> str:
        """Run a console block; return it with the outputs that there really are."""
        told = ""
        commands = commands_of(block.body)
        for number, (command, expected) in enumerate(commands, start=1):
            if command.startswith("pdfdetach "):
                program("pdfdetach")
            status, output = self.run(self.made_letters() if command == "make letters" else command)
            self.outputs[command] = output
            told += f"$ {command}\n{expected if shows(expected, output) else output}"
            wanted = block.status if number == len(commands) else 0
            assert status == wanted, f"line {block.line}: '{command}' ended with status {status}:\n{output}"
        return told

    def made_letters(self) -> str:
        """Return what ``make letters`` does once everything is installed."""
        _, steps = self.run(f"{program('make')} --dry-run letters")
        install, *rest = steps.splitlines()
        assert install == ".ci/setup letters", "make letters does not begin with the set-up"
        return "\n".join(rest)

    def change(self, block: Block) -> None:
        """Change the file that a diff names; each hunk must fit at one place."""
        _, named, *lines = block.body.splitlines()
        assert named.startswith("+++ "), f"line {block.line}: the diff names no file"
        path = self.folder / named[4:]
        text = path.read_text("utf-8")
        for hunk in re.split(r"^@@.*\n", "".join(f"{line}\n" for line in lines), flags=re.MULTILINE):
            old, new = (
                "".join(f"{line[1:]}\n" for line in hunk.splitlines() if line[:1] in marks) for marks in (" -", " +")
            )
            assert not hunk or text.count(old) == 1, f"line {block.line}: the diff does not fit {path.name}:\n{text}"
            text = text.replace(old, new, 1) if hunk else text
        path.write_text(text, "utf-8")

    def made_of(self, fragment: Block, expected: str) -> str:
        """Make a document of a fragment in every format; return the part of its text that was expected, or all."""
        arguments, template = self.fragments
        path = self.folder / f"templates/{template}.md"
        front = self.front_matter.setdefault(template, path.read_text("utf-8").rpartition("---\n")[0])
        path.write_text(f"{front}---\n\n{fragment.body}", "utf-8")
        status, output = self.run(
            f"correspondence {arguments} --format text,pdf,docx,html --output fragments --replace"
        )
        assert status == 0, f"line {fragment.line}: the fragment cannot be made:\n{output}"
        text = (self.folder / output.splitlines()[0]).read_text("utf-8")
        return expected if f"\n\n{expected}" in f"\n\n{text}" else text


@pytest.fixture(scope="module")
def starter() -> Iterator[str]:
    """Return what runs the arguments of a command."""
    with preloaded() as one:
        yield one


def read_in(folder: Path, guide: str, starter: str) -> Reader:
    """Return a reader for a guide: some begin with nothing, some with what a clone of the repository holds."""
    place = folder / "here"
    place.mkdir()
    if guide in IN_A_COPY:
        for name in ("templates", "recipients", "tests/originals"):
            shutil.copytree(ROOT / name, place / name)
        for name in ("correspondence.yaml", "Makefile"):
            shutil.copy(ROOT / name, place)
    if guide == "docs/old-records.md":  # what an archivist has to begin with
        program("tesseract")
        bring_memorandum(place)
    return Reader(place, folder / "bin", starter)


Followed = list[tuple[Block, str, str]]


def recorded(guide: str, folder: Path) -> str:
    """Return a guide with the outputs that there really are in the place of those that it shows."""
    text = (ROOT / guide).read_text("utf-8")
    with preloaded() as starter:
        followed = list(read_in(folder, guide, starter).follow(text))
    for _, shown, actual in followed:
        text = text.replace(f"\n{shown}```", f"\n{actual}```", 1)
    return text


@pytest.fixture(scope="module")
def followed(starter: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Reader, Followed]]:
    """Return what follows a guide, once: it returns the reader, and each block with what it shows and what there is."""

    @cache
    def by_name(guide: str) -> tuple[Reader, Followed]:
        reader = read_in(tmp_path_factory.mktemp("guide"), guide, starter)
        return reader, list(reader.follow((ROOT / guide).read_text("utf-8")))

    return by_name


@pytest.mark.parametrize("guide", [*IN_A_COPY, *(f"docs/{name}.md" for name in GUIDES)])
def test_a_guide_shows_what_its_reader_gets(guide: str, followed: Callable[[str], tuple[Reader, Followed]]) -> None:
    proved = 0
    for block, shown, actual in followed(guide)[1]:
        assert actual == shown, f"{guide}, line {block.line}"
        proved += 1
    assert proved, f"{guide} shows nothing that can be proved"


def documents() -> list[Path]:
    """Return the README, the changelog and everything in docs/."""
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def prose(document: Path) -> str:
    """Return the words of a document without the samples of files and commands in it."""
    return SAMPLE_TEXT.sub("", document.read_text("utf-8"))


def anchor(heading: str) -> str:
    """Return the anchor that a heading gets: its words in small letters, hyphens between them."""
    words = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower())
    return words.strip().replace(" ", "-")


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = prose(document)
    targets = [match["target"] or match["html"] for pattern in (LINK, PICTURE) for match in pattern.finditer(text)]
    astray = []
    for target in targets:
        parts = urlsplit(target)
        if parts.scheme:
            continue
        path = (document.parent / unquote(parts.path)).resolve() if parts.path else document
        if not path.exists() or not path.is_relative_to(ROOT):
            astray.append(target)
        elif parts.fragment:
            headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
            if parts.fragment not in {anchor(heading) for heading in headings}:
                astray.append(target)
    assert not astray, f"{document.name} leads to {', '.join(astray)}, which is not there"


def test_every_guide_can_be_found_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    linked = {match["target"] for match in LINK.finditer(readme)}
    assert {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")} <= linked


def test_pictures_are_used_and_described() -> None:
    used: set[str] = set()
    for document in documents():
        for match in PICTURE.finditer(prose(document)):
            used.add(Path(match["target"] or match["html"]).name)
            alt = match["alt"] or re.search(r'alt="([^"]+)"', match[0])
            assert alt, f"{document.name}: {match[0]} has no alternative text"
    assert used == {path.name for path in (ROOT / "docs/pictures").glob("*.png")}


def test_pictures_are_current() -> None:
    done = subprocess.run(  # noqa: S603  (a script of our own)
        [sys.executable, ROOT / "docs/pictures.py", "--check"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_lists_every_document_of_the_sample() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)`[^|]*\| `?([\w-]+)`? \|", readme, re.MULTILINE))
    layouts = {
        path.stem: yaml.safe_load(path.read_text("utf-8").split("---\n")[1])["layout"]
        for path in (ROOT / "templates").glob("*.md")
    }
    assert rows == layouts


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\n", False),
        ("a\n", "a\nb\n", False),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\nd\n", "a\nb\nc\n", False),
        ("made in … s\n", "made in 1.2 s\n", True),
        ("made in … s\n", "made in 1.2\n s\n", False),
        ("(1) [x].\n", "(1) [x]!\n", False),
    ],
)
def test_an_output_is_the_one_shown(expected: str, actual: str, same: bool) -> None:  # noqa: FBT001  (a column of the table)
    assert shows(expected, actual) is same


def test_the_readme_tells_how_many_pages_the_sample_has(
    followed: Callable[[str], tuple[Reader, Followed]],
) -> None:
    made = followed("README.md")[0].outputs["make letters"]
    counted = dict(re.findall(r"/([\w-]+)\.pdf +(\d+) pages?$", made, re.MULTILINE))
    readme = (ROOT / "README.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `([\w-]+)`.*\| (\d[^|]*) \|$", readme, re.MULTILINE))
    assert told.pop("psp-questionnaire") == f"{counted['albuquerque']} each"
    assert (
        told.pop("psp-press-release") == f"{counted['psp-press-release']}; packet {counted['psp-press-release-packet']}"
    )
    assert told == {name: counted[name] for name in told}
    assert len(told) == 4
