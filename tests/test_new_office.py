"""A new office, a new list and new kinds of documents, by adding files only: those of ``tests/offices``."""

from __future__ import annotations

import ast
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.command_line import command
from tests.tools import ROOT, docx_text, page_count, program, qpdf_check, run, struct_text, to_pdf, verapdf

OFFICES = ROOT / "tests" / "offices"
MAILINGS = {
    "certificates": ("records-course", "course-2030"),
    "invitations": ("course-invitation", "course-2030"),
    "custodians-2030": ("records-subpoena", "custodians-2030"),
}
LETTERS = [
    *(f"{mailing}/{name}" for mailing in ("certificates", "invitations") for name in ("first", "second", "third")),
    *(f"custodians-2030/{name}" for name in ("public-works", "purchasing", "treasurer")),
]
MARKER = re.compile(r"^\s*\([a-z]\) ", re.MULTILINE)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new workspace with two offices added to it, and everything that they make."""
    folder = tmp_path_factory.mktemp("new") / "office"
    assert command("init", folder).status == 0
    for added in sorted(OFFICES.iterdir()):
        shutil.copytree(added, folder, dirs_exist_ok=True)
    for mailing, (template, recipients) in MAILINGS.items():
        name = ("--mailing", mailing)
        made = command("merge", template, recipients, *name, "--format", "pdf,docx,text,html", workspace=folder)
        assert (made.status, made.err) == (0, "12 files made.\n")
    return folder


class Words(HTMLParser):
    """Reads the words of a web page's main part."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where the main part begins, and where a line ends."""
        del attrs
        self.inside = self.inside or tag == "main"
        if tag == "br":
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Note where the main part ends."""
        self.inside = self.inside and tag != "main"

    def handle_data(self, data: str) -> None:
        """Keep the words of the main part."""
        if self.inside:
            self.words.append(data)


def folded(text: str) -> list[str]:
    """Return the words of a text without list markers and without a line's end behind a hyphen.

    Capitals are a matter of the look here.
    """
    return re.sub(r"-\s+", "-", MARKER.sub("", text)).casefold().split()


def test_the_package_knows_none_of_it() -> None:
    added = {path.parent.name for path in OFFICES.rglob("layout.md")}
    assert added == {"certificate", "subpoena-cover"}
    bundled = {path.parent.name for path in (ROOT / "templates").rglob("layout.md")}
    assert not added & bundled
    # Signatures have certificates of their own, and so have approvals that are signed.
    of_signatures = {"sign", "signing", "approving", "approvals", "keys"}
    said = {
        node.value
        for path in (ROOT / "correspondence").rglob("*.py")
        if not {path.parent.name, path.stem} & of_signatures
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert not added & said


def test_what_was_added_is_listed(office: Path) -> None:
    listed = command("list", workspace=office)
    assert listed.status == 0
    rows = {tuple(line.split(maxsplit=1)) for line in listed.lines if line.startswith("  ")}
    assert rows >= {
        ("certificate", "A certificate on one landscape sheet, with the person's name in large type"),
        ("subpoena-cover", "The cover of a subpoena for records, with its caption and numbered demands"),
        ("riverbend-academy", "Riverbend Regional Government, Academy of Public Service"),
        ("inspector-general", "Riverbend Regional Government, Office of the Inspector General"),
        ("records-course", "certificate: Certificate of Completion"),
        ("course-2030", "3 recipients"),
    }


def test_an_editor_gets_help_with_it(office: Path) -> None:
    written = command("schemas", workspace=office)
    assert written.lines == ["templates/schemas/certificate.json", "templates/schemas/subpoena-cover.json"]
    again = command("schemas", "--check", workspace=office)
    assert (again.status, again.err) == (0, "all schemas are current\n")


@pytest.mark.parametrize(("template", "recipients"), MAILINGS.values(), ids=MAILINGS)
def test_a_strict_check_of_the_rendered_letters_is_clean(office: Path, template: str, recipients: str) -> None:
    checked = command("check", template, recipients, "--rendered", "--strict", workspace=office)
    assert (checked.status, checked.out) == (0, "3 documents checked: nothing to mend.\n")


def test_every_letter_is_there(office: Path) -> None:
    made = {path.relative_to(office / "output").as_posix() for path in (office / "output").glob("*/*")}
    expected = {f"{letter}.{ending}" for letter in LETTERS for ending in ("pdf", "docx", "txt", "html")}
    beside = {f"{mailing}/{name}" for mailing in MAILINGS for name in ("manifest.json", "record")}
    assert made == expected | beside


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_every_pdf_conforms(office: Path, flavour: str) -> None:
    pdfs = [office / "output" / f"{letter}.pdf" for letter in LETTERS]
    assert flavour in {"3a", "ua1"}
    found = verapdf(pdfs, "3a" if flavour == "3a" else "ua1")
    assert {path.name: broken for path, broken in found.items() if broken} == {}


@pytest.mark.parametrize("letter", LETTERS)
def test_every_format_has_the_same_words(office: Path, letter: str) -> None:
    path = office / "output" / letter
    page = Words()
    page.feed(path.with_suffix(".html").read_text("utf-8"))
    words = folded(path.with_suffix(".txt").read_text("utf-8"))
    assert len(words) > 30
    assert folded(struct_text(path.with_suffix(".pdf"))) == words
    assert folded(docx_text(path.with_suffix(".docx"))) == words
    assert folded("".join(page.words)) == words
    assert qpdf_check(path.with_suffix(".pdf")) == []


def test_word_and_pdf_have_as_many_pages(office: Path, tmp_path: Path) -> None:
    letters = [letter for letter in LETTERS if not letter.startswith("invitations")]
    documents = {office / "output" / f"{letter}.docx": letter for letter in letters}
    pages = {documents[path]: page_count(pdf) for path, pdf in to_pdf(documents, tmp_path).items()}
    assert pages == dict.fromkeys(letters, 1)
    assert {letter: page_count(office / "output" / f"{letter}.pdf") for letter in letters} == pages


def test_a_certificate_is_a_landscape_sheet_with_a_large_name(office: Path) -> None:
    path = office / "output" / "certificates" / "third"
    assert re.search(r"^Page size: +792 x 612 pts", run(program("pdfinfo"), f"{path}.pdf").stdout, re.MULTILINE)
    boxes = run(program("pdftotext"), "-bbox", f"{path}.pdf", "-").stdout
    heights = {
        word: float(bottom) - float(top)
        for top, bottom, word in re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(\w+)<', boxes)
    }
    assert heights["Sample"] == pytest.approx(heights["Certificate"] * 32 / 38, rel=0.01)
    assert heights["Sample"] > 2 * heights["completed"]
    with ZipFile(f"{path}.docx") as archive:
        word = archive.read("word/document.xml").decode()
    assert '<w:pgSz w:w="15840" w:h="12240" w:orient="landscape"/>' in word
    assert 'w:val="double"' in word + archive_text(Path(f"{path}.docx"), "word/styles.xml")


def archive_text(path: Path, name: str) -> str:
    """Read one part of a DOCX."""
    with ZipFile(path) as archive:
        return archive.read(name).decode()


def test_the_demands_of_a_subpoena_are_lettered(office: Path) -> None:
    path = office / "output" / "custodians-2030" / "purchasing"
    demands = [
        "(a) Every contract for paving that was signed between July 1, 2027 and June 30, 2029, with its amendments.",
        "(b) The bids that were received for each of these contracts, the tabulation of the bids, and the record of the award.",
        "(c) Letters and electronic mail between the purchasing office and those who bid, from the first notice of each contract until the day on which it was signed.",
        "(d) Invoices, inspection reports and records of payment.",
    ]
    for text in (struct_text(path.with_suffix(".pdf")), path.with_suffix(".txt").read_text("utf-8")):
        assert [line for line in text.splitlines() if MARKER.match(line)] == demands
    numbering = archive_text(path.with_suffix(".docx"), "word/numbering.xml")
    assert re.search(r'<w:numFmt w:val="lowerLetter"/>.*?<w:lvlText w:val="\(%1\)"/>', numbering)


def test_a_recipients_own_fields_are_asked_for_by_name(office: Path, tmp_path: Path) -> None:
    recipients = tmp_path / "two.yaml"
    text = (office / "recipients" / "custodians-2030.yaml").read_text("utf-8")
    recipients.write_text(
        text.replace("    docket: 30-0041-B\n", "").replace("    scope: without exception\n", ""), "utf-8"
    )
    checked = command("check", "records-subpoena", recipients, workspace=office)
    assert checked.status == 1
    assert checked.lines == [
        "templates/layouts/subpoena-cover/layout.md cannot be used:",
        f"  line 27, recipient.docket: recipient.docket has no value for purchasing; add 'docket:' to the recipients in {recipients}, or below 'shared:'",
        "templates/records-subpoena.md cannot be used:",
        f"  line 17, recipient.scope: recipient.scope has no value for purchasing; add 'scope:' to the recipients in {recipients}, or below 'shared:'",
        "2 errors in 3 documents checked.",
        "Enter missing data in 1 row.",
    ]
