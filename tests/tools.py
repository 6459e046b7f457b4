"""Other people's programs, with which the suite reads back what this package wrote.

In CI (``CI=true``) a missing program fails the test that needs it; elsewhere the test is skipped, with the reason.
``make test`` installs them all.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent

_ELSEWHERE = {
    "java": (Path("/opt/homebrew/opt/openjdk/bin/java"), Path("/usr/local/opt/openjdk/bin/java")),
    "soffice": (Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),),
}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_INLINE_TAGS = frozenset(
    {"Annot", "BibEntry", "Code", "Em", "Form", "LBody", "Lbl", "Link", "NonStruct", "Note", "Quote", "Reference"}
    | {"Span", "Strong"}
)


class ToolFailedError(Exception):
    """A program did not do what it was asked.

    Args:
        command: The program and its arguments.
        status: Its exit status.
        output: What it said.
    """

    def __init__(self, command: Sequence[str], status: int, output: str) -> None:
        self.command, self.status, self.output = tuple(command), status, output
        super().__init__(command, status, output)

    def __str__(self) -> str:
        """Show the command, its status and the end of what it said."""
        return f"{' '.join(self.command)} ended with status {self.status}: {self.output.strip()[-2000:]}"


def missing(tool: str) -> NoReturn:
    """End the test that needs a tool: fail in CI, skip elsewhere."""
    reason = f"{tool} is not on this machine; `make test` installs it"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def program(name: str) -> str:
    """Find a program, or end the test that needs it.

    Args:
        name: The command's name.

    Returns:
        Its full path.
    """
    found = shutil.which(name)
    if found is None and name == "java" and (home := os.environ.get("JAVA_HOME")):
        found = shutil.which(name, path=str(Path(home) / "bin"))
    if found is None:
        found = next((str(path) for path in _ELSEWHERE.get(name, ()) if path.exists()), None)
    return found or missing(name)


def run(
    *command: str | Path,
    ok: Iterable[int] = (0,),
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    seconds: int = 120,
) -> subprocess.CompletedProcess[str]:
    """Run a program without a shell, in a fixed locale, and not for ever.

    Args:
        command: The program and its arguments.
        ok: The exit statuses that are not a failure.
        folder: The folder it runs in.
        environment: Variables that it gets beside those of the suite.
        seconds: How long it may take.

    Returns:
        Its exit status and what it said, read as UTF-8.

    Raises:
        ToolFailedError: It ended with another status.
    """
    words = [str(word) for word in command]
    variables = {**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})}
    done = subprocess.run(
        words,
        cwd=folder,
        env=variables,
        timeout=seconds,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
    )
    if done.returncode not in ok:
        raise ToolFailedError(words, done.returncode, done.stderr + done.stdout)
    return done


def verapdf(files: Iterable[Path], flavour: Literal["3a", "ua1"]) -> dict[Path, list[str]]:
    """Validate PDF files with veraPDF, all in one call.

    Args:
        files: PDF files. A name that does not end in ``.pdf`` is refused.
        flavour: ``3a`` for PDF/A-3a, ``ua1`` for PDF/UA-1.

    Returns:
        For each file the rules that it breaks, as ``clause-test`` (``6.2.11.8-1``), sorted; empty where
        the file conforms. A file that cannot be read has one entry, ``unreadable: `` and veraPDF's words.

    Raises:
        ToolFailedError: veraPDF passed over a file.
    """
    paths = {file.resolve(): file for file in files}
    jars = sorted((ROOT / ".cache" / "verapdf").glob("greenfield-apps-*.jar"))
    if not jars:
        missing("veraPDF")
    options = ("--format", "xml", "--maxfailuresdisplayed", "1", "--flavour", flavour)
    with (
        tempfile.TemporaryDirectory() as scratch
    ):  # it leaves settings in the home folder and a log among the temporary files
        places = (f"-Duser.home={scratch}", f"-Djava.io.tmpdir={scratch}", "-Djava.awt.headless=true")
        # a run is too short for what Java compiles thoroughly ever to pay: this takes half the time
        java = (program("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", *places)
        cli = ("-cp", jars[-1], "org.verapdf.apps.GreenfieldCliWrapper")
        done = run(*java, *cli, *options, *paths, ok=(0, 1, 7), seconds=900)
    jobs = ET.fromstring(done.stdout).iter("job")  # noqa: S314 - veraPDF's own report
    found = {paths[Path(job.findtext("item/name", ""))]: _broken_rules(job) for job in jobs}
    if passed_over := [str(file) for file in paths.values() if file not in found]:
        raise ToolFailedError(["verapdf", *passed_over], done.returncode, done.stderr)
    return found


def _broken_rules(job: ET.Element) -> list[str]:
    report = job.find("validationReport")
    if report is None:
        return [f"unreadable: {job.findtext('taskException/exceptionMessage', 'no reason given')}"]
    rules = sorted(f"{rule.get('clause')}-{rule.get('testNumber')}" for rule in report.iter("rule"))
    return rules if rules or report.get("isCompliant") == "true" else ["no rule named"]


def qpdf_check(pdf: Path) -> list[str]:
    """Check a PDF's structure with ``qpdf --check``.

    Args:
        pdf: A PDF file.

    Returns:
        What qpdf objects to, a line each; empty where the file is clean.
    """
    done = run(program("qpdf"), "--check", pdf, ok=(0, 2, 3))
    said = done.stderr.splitlines()
    return said or ([] if done.returncode == 0 else [f"qpdf ended with status {done.returncode}"])


def page_count(pdf: Path) -> int:
    """Count a PDF's pages with pdfinfo."""
    found = re.search(r"^Pages:\s+(\d+)", run(program("pdfinfo"), pdf).stdout, re.MULTILINE)
    if found is None:
        raise ToolFailedError(["pdfinfo", str(pdf)], 0, "no number of pages")
    return int(found[1])


def page_png(pdf: Path, page: int = 1, dpi: int = 72) -> bytes:
    """Draw one page with pdftoppm.

    Args:
        pdf: A PDF file.
        page: The page, counted from 1.
        dpi: Dots per inch.

    Returns:
        The picture, as PNG.
    """
    numbers = ("-f", str(page), "-l", str(page), "-r", str(dpi))
    with tempfile.TemporaryDirectory() as folder:
        run(program("pdftoppm"), "-png", "-singlefile", *numbers, pdf, Path(folder) / "page")
        return (Path(folder) / "page.png").read_bytes()


def struct_text(pdf: Path) -> str:
    """Read a tagged PDF in the order of its tags, with ``pdfinfo -struct-text``.

    Running headers, page numbers and whatever else is an artifact is not in it. A list item's label stands at the
    start of its line.

    Args:
        pdf: A PDF file.

    Returns:
        The text, one block (heading, paragraph, list item, table cell …) a line; empty for an untagged file.
    """
    listing = run(program("pdfinfo"), "-enc", "UTF-8", "-struct-text", pdf).stdout
    words = _words(pdf)
    lines = (_join(pieces, words) for pieces in _blocks(listing))
    return "\n".join(line for line in lines if line)


def _blocks(listing: str) -> Iterator[list[str]]:
    """Yield the pieces of text of each block in what ``pdfinfo -struct-text`` says."""
    pieces: list[str] = []
    depths: list[int] = []  # of the blocks around the place we are at
    container = ""  # the tag that the text belongs to, spans passed over
    after_label = False
    for line in listing.splitlines():
        text = line.lstrip(" ")
        depth = len(line) - len(text)
        if text.startswith('"'):
            pieces.append(text[1:-1])
            after_label = container == "Lbl"
            continue
        tag = re.match(r"(?!Object \d)[A-Z]\w*", text)
        if tag is None:  # an attribute or an annotation of the element above
            continue
        left = bool(depths) and depth <= depths[-1]
        while depths and depth <= depths[-1]:
            depths.pop()
        starts = tag[0] not in _INLINE_TAGS
        if starts:
            depths.append(depth)
        if left or (starts and not after_label):
            yield pieces
            pieces = []
        if tag[0] not in {"Span", "NonStruct"}:
            container = tag[0]
    yield pieces


def _words(pdf: Path) -> frozenset[str]:
    """Read the words of all pages, as they stand on the paper."""
    page_text = run(program("pdftotext"), "-enc", "UTF-8", "-bbox", pdf, "-").stdout
    return frozenset(re.findall(r"<word [^>]*>(.*?)</word>", page_text))


def _join(pieces: Iterable[str], words: frozenset[str]) -> str:
    """Join the pieces of a block.

    The blank at which a line was broken is in neither piece, so that "over" and "more" may be two words and "bold" and
    "," one: they are one where the page shows them as one.
    """
    line = ""
    for piece in pieces:
        last, first = re.search(r"\S+$", line), re.match(r"\S+", piece)
        if last and first and last[0] + first[0] not in words:
            line += " "
        line += piece
    return re.sub(r"\s+", " ", line).strip()


def to_pdf(documents: Iterable[Path], folder: Path) -> dict[Path, Path]:
    """Convert documents to PDF with LibreOffice, all in one call and with a fresh profile.

    Args:
        documents: Files that LibreOffice opens, no two of them with one stem.
        folder: Where the PDF files go; made if it is not there.

    Returns:
        The PDF of each document.

    Raises:
        ToolFailedError: A document was not converted.
        ValueError: Two documents would become one file.
    """
    pdfs = {document: folder / f"{document.stem}.pdf" for document in documents}
    if len(set(pdfs.values())) < len(pdfs):
        message = f"two documents have one name: {', '.join(sorted(map(str, pdfs)))}"
        raise ValueError(message)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        options = (f"-env:UserInstallation={Path(profile).resolve().as_uri()}", "--headless", "--norestore")
        conversion = ("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder))
        done = run(program("soffice"), *options, *conversion, *pdfs, seconds=300)
    if lost := [str(document) for document, pdf in pdfs.items() if not pdf.exists()]:
        raise ToolFailedError(["soffice", *lost], done.returncode, done.stderr + done.stdout)
    return pdfs


def docx_text(path: Path) -> str:
    """Read the body of a DOCX with the standard library alone.

    Numbers and bullets of automatic lists, headers, footers and deleted text are not in it; the text of tables is, at
    its place.

    Args:
        path: A DOCX file.

    Returns:
        The text in document order, a paragraph a line; a line break is a newline and a tab is a tab.
    """
    with ZipFile(path) as archive:
        document = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314 - a file that the suite made
    body = document.find(f"{_W}body")
    if body is None:
        raise ToolFailedError(["docx_text", str(path)], 0, "no body")
    return "\n".join("".join(_run_text(paragraph)) for paragraph in body.iter(f"{_W}p"))


def _run_text(paragraph: ET.Element) -> Iterator[str]:
    marks = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}
    for run in paragraph.iter(f"{_W}r"):
        for child in run:
            yield (child.text or "") if child.tag == f"{_W}t" else marks.get(child.tag, "")
