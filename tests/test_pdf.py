"""PDF files as other people's readers see them: metadata, fonts, margins, packets, and what is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.cli.test_checking import LETTER, LIST, TEMPLATE, change
from tests.command_line import command
from tests.sample import PACKET, SAMPLE, folded
from tests.tools import page_count, program, qpdf_check, run, struct_text, verapdf

MEMORANDUM = "supporting-law-enforcement/supporting-law-enforcement.pdf"
DATES = {
    "albuquerque": "2017-08-03",
    "press-release": "2017-08-03",
    "memorandum": "2017-03-31",
    "overview": "2018-04-20",
    "remarks": "2017-10-23",
    "fact-sheet": "1980-01-01",
}


def said(pdf: Path, name: str) -> str:
    """Return one line of what pdfinfo says of a file."""
    found = re.search(rf"^{name}: +(.*)$", run(program("pdfinfo"), "-isodates", pdf).stdout, re.MULTILINE)
    return found[1] if found else ""


def page_texts(pdf: Path) -> list[str]:
    """Return the words of each page, as they stand on the paper."""
    return run(program("pdftotext"), "-layout", pdf, "-").stdout.split("\f")[:-1]


def bookmarks(pdf: Path) -> list[tuple[int, str, int]]:
    """Return level, words and page of each bookmark; levels and pages count from 0."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [(one.level, one.get_title(), one.get_dest().get_index()) for one in document.get_toc()]
    finally:
        document.close()


def page_labels(pdf: Path) -> list[str]:
    """Return what a viewer calls each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document.get_page_label(index) for index in range(len(document))]
    finally:
        document.close()


@pytest.mark.parametrize("name", DATES)
def test_a_file_is_dated_as_its_document_is(sample: Path, name: str) -> None:
    pdf = SAMPLE[name].path(sample, ".pdf")
    for date in ("CreationDate", "ModDate"):
        assert said(pdf, date).startswith(DATES[name])
    with pikepdf.open(pdf) as file, file.open_metadata() as metadata:
        assert {metadata["xmp:CreateDate"][:10], metadata["xmp:ModifyDate"][:10]} == {DATES[name]}


@pytest.mark.parametrize(
    ("name", "title", "author"),
    [
        (
            "baltimore",
            "Public Safety Partnership questionnaire, Commissioner Kevin Davis, Baltimore Police Department",
            "U.S. Department of Justice, Office of Justice Programs",
        ),
        (
            "memorandum",
            "Supporting Federal, State, Local and Tribal Law Enforcement",
            "U.S. Department of Justice, Office of the Attorney General",
        ),
        ("overview", "The National Public Safety Partnership", ""),
    ],
)
def test_a_file_says_what_it_is_and_in_which_language(sample: Path, name: str, title: str, author: str) -> None:
    pdf = SAMPLE[name].path(sample, ".pdf")
    assert (said(pdf, "Title"), said(pdf, "Author"), said(pdf, "Tagged")) == (title, author, "yes")
    with pikepdf.open(pdf) as file, file.open_metadata() as metadata:
        assert str(file.Root.Lang) == "en-US"
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert metadata["dc:title"] == title
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")


def test_every_font_is_embedded_as_a_subset(sample: Path) -> None:
    for pdf in sorted(sample.rglob("*.pdf")):
        rows = run(program("pdffonts"), pdf).stdout.splitlines()[2:]
        assert rows, pdf
        for row in rows:
            name, embedded, subset, unicode = re.match(r"(\S+).* (yes|no) +(yes|no) +(yes|no) +\d+ +\d+$", row).groups()  # type: ignore[union-attr]  # a row that does not match fails the test
            assert re.fullmatch(r"[A-Z]{6}\+(Times-New-Roman|Arial|Courier-New)\S*", name), row
            assert (embedded, subset, unicode) == ("yes", "yes", "yes"), row


def marked_content(page: pikepdf.Page) -> Iterator[tuple[str, pikepdf.Object]]:
    """Yield tag and properties of every marked-content sequence of a page."""
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) == "BDC":
            tag, properties = instruction.operands
            yield str(tag), properties


@pytest.mark.parametrize(
    ("name", "running", "pages"),
    [
        ("stockton", r"Chief Eric Jones\s+August 3, 2017\s+Page 2", [1]),
        ("memorandum", r"\n\s+2\s*$", [1]),
        ("remarks", r"\d+\s*$", [1, 2]),
    ],
)
def test_what_runs_in_the_margins_is_an_artifact(sample: Path, name: str, running: str, pages: list[int]) -> None:
    pdf = SAMPLE[name].path(sample, ".pdf")
    texts = page_texts(pdf)
    assert folded(struct_text(pdf)) == SAMPLE[name].transcript()
    with pikepdf.open(pdf) as file:
        for index, page in enumerate(file.pages):
            artifacts = [properties for tag, properties in marked_content(page) if tag == "/Artifact"]
            if index in pages:
                assert re.search(running, texts[index])
                assert any(properties.get("/Type") == "/Pagination" for properties in artifacts)


def test_every_marked_sequence_is_an_artifact_or_has_its_place_in_the_tree(sample: Path) -> None:
    with pikepdf.open(sample / PACKET) as file:
        numbers = file.Root.StructTreeRoot.ParentTree.Nums
        parents = {int(numbers[index]): numbers[index + 1] for index in range(0, len(numbers), 2)}
        seen = 0
        for page in file.pages:
            elements = parents[int(page.obj.StructParents)]
            for tag, properties in marked_content(page):
                if tag == "/Artifact":
                    assert "/MCID" not in properties
                    continue
                assert elements[int(properties.MCID)].Type == "/StructElem"
                seen += 1
    assert seen > 100


def test_headings_are_bookmarks(sample: Path) -> None:
    assert bookmarks(SAMPLE["remarks"].path(sample, ".pdf")) == [
        (0, "Attorney General Sessions Delivers Remarks to the International Association of Chiefs of Police", 0)
    ]
    assert bookmarks(SAMPLE["stockton"].path(sample, ".pdf")) == []


def test_a_packet_numbers_each_part_for_itself(sample: Path) -> None:
    packet = sample / PACKET
    release = page_count(sample / "psp-press-release" / "psp-press-release.pdf")
    assert page_labels(packet) == [*map(str, range(1, release + 1)), *("1", "2") * 4]
    texts = page_texts(packet)
    addressees = ("Chief Gorden Eden Jr.", "Commissioner Kevin Davis", "Chief Jarrod Burguan", "Chief Eric Jones")
    for number, addressee in enumerate(addressees):
        assert re.match(rf"\s*{addressee}\s+August 3, 2017\s+Page 2\n", texts[release + 2 * number + 1])
    top = [(words, page) for level, words, page in bookmarks(packet) if level == 0]
    assert top[0][0].startswith("Commitment to Reducing Violent Crime Stemming From Illegal Immigration Will Be")
    assert [page for _, page in top] == [0, *range(release, release + 8, 2)]
    assert all(addressee in words for addressee, (words, _) in zip(addressees, top[1:], strict=True))
    with pikepdf.open(packet) as file:
        top_elements = file.Root.StructTreeRoot.K
        roots = list(top_elements) if isinstance(top_elements, pikepdf.Array) else [top_elements]
        assert [str(root.S) for root in roots] == ["/Document"]


ATTACHED = """\
  - {template: psp-questionnaire, list: north}
  - {pdf: attachments/memorandum.pdf, title: Supporting law enforcement}
  - {template: psp-questionnaire, list: south, title: Letter to California}
"""


@pytest.fixture
def with_pdf(workspace: Path, sample: Path) -> Path:
    """Return a workspace whose press release has the memorandum, as a PDF, between two letters."""
    folder = workspace / "templates" / "attachments"
    folder.mkdir()
    (folder / "memorandum.pdf").write_bytes((sample / MEMORANDUM).read_bytes())
    text = (workspace / LIST).read_text("utf-8")
    head, *records = re.split(r"(?=^  - id: )", text, flags=re.MULTILINE)
    for name, some in (("north", records[:1]), ("south", records[3:])):
        (workspace / "recipients" / f"{name}.yaml").write_text(head + "".join(some), "utf-8")
    change(
        workspace,
        "templates/psp-press-release.md",
        (
            "  - {template: psp-questionnaire, list: psp-2017-08-03}\n",
            ATTACHED,
        ),
    )
    return workspace


def test_an_attached_pdf_joins_the_packet(with_pdf: Path) -> None:
    made = command("render", "psp-press-release", "--format", "pdf", workspace=with_pdf)
    assert (made.status, made.err) == (0, "2 files made.\n")
    packet = with_pdf / "output" / "psp-press-release" / "psp-press-release-packet.pdf"
    assert verapdf([packet], "3a")[packet] == []
    assert verapdf([packet], "ua1")[packet] == []
    assert qpdf_check(packet) == []
    parts = ("press-release", "albuquerque", "memorandum", "stockton")
    assert folded(struct_text(packet)) == " ".join(SAMPLE[name].transcript() for name in parts)
    assert page_labels(packet) == ["1", "2"] * 4
    top = [(words, page) for level, words, page in bookmarks(packet) if level == 0]
    assert [page for _, page in top] == [0, 2, 4, 6]
    assert top[2][0] == "Supporting law enforcement"
    assert top[3][0].startswith("Letter to California: Chief Eric Jones")
    first = packet.read_bytes()
    assert command("render", "psp-press-release", "--format", "pdf", workspace=with_pdf).status == 0
    assert packet.read_bytes() == first


def untagged(content: bytes) -> bytes:
    """Return the PDF without its tags."""

    def strip(file: pikepdf.Pdf) -> None:
        del file.Root.StructTreeRoot

    return rewritten(content, strip)


def rewritten(content: bytes, alter: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return a PDF after something was done to it."""
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        alter(file)
        file.save(result)
    return result.getvalue()


def encrypted(content: bytes) -> bytes:
    """Return the PDF with a password."""
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        file.save(result, encryption=pikepdf.Encryption(owner="secret", user="secret"))
    return result.getvalue()


def locked(content: bytes) -> bytes:
    """Return the PDF so that everybody may open it, and nobody change it."""
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        file.save(result, encryption=pikepdf.Encryption(owner="secret", user=""))
    return result.getvalue()


def not_for_archives(content: bytes) -> bytes:
    """Return the PDF without what it says of PDF/A."""

    def strip(file: pikepdf.Pdf) -> None:
        del file.Root.Metadata

    return rewritten(content, strip)


def with_form(content: bytes) -> bytes:
    """Return the PDF with a field that can be filled in."""

    def add(file: pikepdf.Pdf) -> None:
        field = file.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("answer")))
        file.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    return rewritten(content, add)


EXPORT = "export it again as PDF/A with tags (in Word and LibreOffice an option of the export)"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (untagged, f"it is not tagged, so that nobody can hear it read; {EXPORT}"),
        (not_for_archives, f"it is not made for archives (PDF/A); {EXPORT}"),
        (encrypted, "it is encrypted; save it without a password"),
        (locked, "it is encrypted; save it without a password"),
        (lambda _: b"%PDF-1.7\nno more", "it is damaged, or no PDF; save it anew"),
        (lambda _: b"", "it is damaged, or no PDF; save it anew"),
        (with_form, "it holds a form that can be filled in; print it to a PDF first, or send it beside the packet"),
    ],
)
def test_a_pdf_that_would_spoil_the_packet_is_refused(
    with_pdf: Path, spoil: Callable[[bytes], bytes], told: str
) -> None:
    path = with_pdf / "templates" / "attachments" / "memorandum.pdf"
    path.write_bytes(spoil(path.read_bytes()))
    refused = command("render", "psp-press-release", workspace=with_pdf)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.splitlines() == [
        "templates/psp-press-release.md cannot be used:",
        f"  line 12, attachments: templates/attachments/memorandum.pdf cannot be attached: {told}",
    ]
    assert not (with_pdf / "output").exists()


def test_attachments_that_are_not_there_are_told_at_once(with_pdf: Path) -> None:
    (with_pdf / "templates" / "attachments" / "memorandum.pdf").unlink()
    (with_pdf / "recipients" / "south.yaml").unlink()
    refused = command("render", "psp-press-release", workspace=with_pdf)
    assert refused.status == 1
    assert refused.err.splitlines() == [
        "templates/psp-press-release.md cannot be used:",
        "  line 12, attachments: there is no file templates/attachments/memorandum.pdf; put it there, or mend the path; it is counted from templates/",
        "recipients/south.yaml cannot be used:",
        '  there is no recipient list "south"; choose one of north, psp-2017-08-03 (did you mean "north"?)',
    ]


def test_a_part_of_a_packet_keeps_its_own_look(workspace: Path) -> None:
    change(workspace, "templates/iacp-remarks.md", ("date: 2017-10-23", "date: 2017-10-23\ncopy: lectern"))
    change(
        workspace,
        "templates/psp-press-release.md",
        ("{template: psp-questionnaire, list: psp-2017-08-03}", "{template: iacp-remarks}"),
    )
    for template in ("psp-press-release", "iacp-remarks"):
        assert command("render", template, "--format", "pdf", workspace=workspace).status == 0
    alone = page_texts(workspace / "output" / "iacp-remarks" / "iacp-remarks-lectern.pdf")
    packet = page_texts(workspace / "output" / "psp-press-release" / "psp-press-release-packet.pdf")
    assert packet[2:] == alone
    assert f"2 of {len(alone)}" in alone[1]


@pytest.mark.parametrize(
    ("file", "old", "new", "heading", "told"),
    [
        (
            LIST,
            "name: Kevin Davis",
            "name: 王 Davis",
            LIST,
            '  line 14, baltimore.name: the font Times New Roman has no character "王" (U+738B, CJK UNIFIED IDEOGRAPH-738B), which stands in "Commissioner 王 Davis"; ',
        ),
        (
            LIST,
            "Fayette Street",
            "Fayette 道",
            LIST,
            '  line 16, baltimore.address.street: the font Times New Roman has no character "道" (U+9053, CJK UNIFIED IDEOGRAPH-9053), which stands in "601 East Fayette 道"; ',
        ),
        (
            TEMPLATE,
            "Thank you",
            "Thank 🙏 you",
            TEMPLATE,
            '  line 31: the font Times New Roman has no character "🙏" (U+1F64F, PERSON WITH FOLDED HANDS), which stands in "Thank 🙏 you for your prompt response."; ',
        ),
        (
            "templates/senders/office-of-justice-programs.yaml",
            "Acting",
            "代 Acting",
            "templates/senders/office-of-justice-programs.yaml",
            '  line 8, signers.alan-hanson.title: the font Times New Roman has no character "代" (U+4EE3, CJK UNIFIED IDEOGRAPH-4EE3), which stands in "代 Acting Assistant Attorney General"; ',
        ),
    ],
)
def test_a_character_that_no_font_has_is_led_back_to_its_line(
    workspace: Path, file: str, old: str, new: str, heading: str, told: str
) -> None:
    change(workspace, file, (old, new))
    found = command("check", *LETTER, workspace=workspace)
    remedy = "write it in another way, or give the layout's style sheet a font that has it (@font-face)"
    to_do = ["Fix 1 address."] if "address" in told else []
    assert (found.status, found.lines) == (
        1,
        [f"{heading} cannot be used:", told + remedy, "1 error in 4 documents checked.", *to_do],
    )


def test_a_font_of_the_offices_own_is_embedded(workspace: Path) -> None:
    sheet = workspace / "templates" / "layouts" / "statement"
    fonts = Path("/usr/share/fonts")
    found = next(iter(sorted(fonts.rglob("DejaVuSans.ttf"))), None) or next(
        iter(sorted(fonts.rglob("LiberationMono-Regular.ttf")))
    )
    (sheet / "own.ttf").write_bytes(found.read_bytes())
    change(
        workspace,
        "templates/layouts/statement/style.css",
        (".body p {", '@font-face { font-family: "Own"; src: url("own.ttf") }\n.body p { font-family: "Own"; '),
    )
    assert command("render", "psp-overview", "--format", "pdf", workspace=workspace).status == 0
    pdf = workspace / "output" / "psp-overview" / "psp-overview.pdf"
    rows = run(program("pdffonts"), pdf).stdout
    assert rows.count("yes yes yes") == len(rows.splitlines()) - 2
    assert len({row.split()[0].partition("+")[2] for row in rows.splitlines()[2:]}) == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "templates/layouts/statement/style.css",
            '@import url("../base.css");',
            '@import url("https://example.gov/base.css");',
            ["templates/layouts/statement/style.css cannot be used:", '  line 1: "https://example.gov/base.css" is not beside the style sheet; import by a relative path alone'],
        ),
        (
            "templates/layouts/statement/style.css",
            ".date p",
            "@font-face { font-family: X; src: url(https://example.gov/x.ttf) }\n.date p",
            ["templates/layouts/statement/style.css cannot be used:", '  line {line}: "https://example.gov/x.ttf" is not beside the style sheet; name a file by a relative path'],
        ),
        (
            "templates/layouts/statement/style.css",
            ".date p",
            "@media print { body { background: url(http://example.gov/x.png) } }\n.date p",
            ["templates/layouts/statement/style.css cannot be used:", '  line {line}: "http://example.gov/x.png" is not beside the style sheet; name a file by a relative path'],
        ),
    ],
)  # fmt: skip
def test_nothing_comes_from_the_network_or_from_outside(
    workspace: Path, file: str, old: str, new: str, told: list[str]
) -> None:
    change(workspace, file, (old, new))
    line = next(
        (
            number
            for number, text in enumerate((workspace / file).read_text("utf-8").splitlines(), 1)
            if "example.gov" in text
        ),
        0,
    )
    refused = command("render", "psp-overview", workspace=workspace)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.splitlines()[:2] == [one.replace("{line}", str(line)) for one in told]
    assert not (workspace / "output").exists()


@pytest.mark.parametrize(
    "address", ["http://example.gov/x.png", "file:///etc/hostname", "nosuch.png", "../../../x.png"]
)
def test_what_the_print_rules_fetch_is_refused_by_the_engine_too(workspace: Path, address: str) -> None:
    rule = f'@media print {{ .body {{ background-image: image-set("{address}" 1x) }} }}\n.date p'
    change(workspace, "templates/layouts/statement/style.css", (".date p", rule))
    refused = command("render", "psp-overview", "--format", "pdf", workspace=workspace)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.rstrip().endswith("mend the style sheet or the template")
    assert not (workspace / "output" / "psp-overview" / "psp-overview.pdf").exists()


PARAGRAPHS = {
    "one line": "Item {{ number }} is short.",
    "three lines": "Item {{ number }} "
    + "goes on for a while and says the same again in other words, " * 3
    + "and ends.",
    "nine lines": "Item {{ number }} "
    + "goes on for a while and says the same again in other words, " * 12
    + "and ends.",
}
CASES = {
    "one line": ("one line", "one line", range(10, 34)),
    "three lines": ("three lines", "three lines", range(4, 17)),
    "nine lines": ("nine lines", "nine lines", range(1, 9)),
    "a short one last": ("three lines", "one line", range(4, 17)),
    "a short one after long ones": ("nine lines", "one line", range(2, 9)),
    "a long one after short ones": ("one line", "nine lines", range(6, 26)),
}


@pytest.mark.parametrize("case", CASES)
def test_a_signature_never_stands_alone_on_a_page(workspace: Path, case: str) -> None:
    usual, last, counts = CASES[case]
    text = (workspace / TEMPLATE).read_text("utf-8")
    front = re.sub(r"questionnaire:\n(  .*\n)*", "", text[: text.index("---\n", 4) + 4])
    body = (
        "{% for number in range(recipient.count) %}\n"
        f"{{% if loop.last %}}\n{PARAGRAPHS[last]}\n{{% else %}}\n{PARAGRAPHS[usual]}\n{{% endif %}}\n\n{{% endfor %}}\n"
    )
    (workspace / "templates" / "long.md").write_text(front + body, "utf-8")
    records = "".join(
        f"  - {{id: r{count}, title: Chief, name: Pat Example, address: [1 Main Street], count: {count}}}\n"
        for count in counts
    )
    (workspace / "recipients" / "long.yaml").write_text(f"recipients:\n{records}", "utf-8")
    made = command("merge", "long", "long", "--format", "pdf", workspace=workspace)
    assert made.status == 0, made.err
    closing_pages = []
    for count in counts:
        pages = page_texts(workspace / "output" / "long" / f"r{count}.pdf")
        (closing,) = (number for number, page in enumerate(pages) if "Sincerely," in page)
        assert "Alan Hanson" in pages[closing], count
        above = pages[closing].partition("Sincerely,")[0]
        body_lines = re.split(r"Dear Chief Example:|Page \d+\n", above)[-1]
        lines = [line for line in body_lines.splitlines() if line.strip()]
        assert len(lines) >= 2, (count, lines)
        closing_pages.append(closing)
    assert len(set(closing_pages)) > 1
    assert closing_pages == sorted(closing_pages)


def test_attached_letters_bear_the_numbers_under_which_they_went_out(workspace: Path) -> None:
    template = workspace / "templates" / "psp-questionnaire.md"
    template.write_text(
        template.read_text("utf-8").replace("Thank you", "Please cite {{ reference_number }}. Thank you")
    )
    refused = command("render", "psp-press-release", "--format", "pdf", workspace=workspace)
    assert refused.status == 1
    assert refused.err == (
        "the attached letters of psp-questionnaire print their reference numbers, and have none yet; "
        "make them first: correspondence merge psp-questionnaire psp-2017-08-03\n"
    )
    merged = command("merge", "psp-questionnaire", "psp-2017-08-03", "--format", "pdf", workspace=workspace)
    assert merged.status == 0
    assert command("render", "psp-press-release", "--format", "pdf", workspace=workspace).status == 0
    output = workspace / "output"
    packet = struct_text(output / "psp-press-release" / "psp-press-release-packet.pdf")
    for name in ("albuquerque", "baltimore", "san-bernardino", "stockton"):
        letter = struct_text(output / "psp-2017-08-03" / f"{name}.pdf")
        sentence = next(line for line in letter.splitlines() if line.startswith("Please cite "))
        assert sentence in packet
