"""What the comparison reads out of a PDF."""

from __future__ import annotations

import html
import io
import re
import time
from pathlib import Path

import docx
import pikepdf
import pytest

from correspondence.comparing import compare_texts, describe, read_text
from tests.comparing import pdf, refusal, texts
from tests.tools import ROOT, struct_text, to_pdf

ORIGINALS = sorted((ROOT / "tests" / "originals").glob("*.txt"))
PAGES = {"Letter": "size: Letter", "card": "size: 9cm 7.3cm; margin: 1cm"}


def body_of(transcript: str) -> str:
    """Set a transcript with real lists, bullets and numbers made by the layout."""
    blocks = []
    for block in transcript.strip().split("\n\n"):
        marker = re.match(r"\s*(?:(- )|(\d\. )|(\(\d\) ))?", block)
        assert marker
        words = html.escape(block[marker.end() :])
        if marker[1]:
            blocks.append(f"<ul><li>{words}</li></ul>")
        elif marker[2]:
            blocks.append(f"<ol><li>{words}</li></ol>")
        else:
            blocks.append(f"<p>{marker[3] or ''}{words}</p>")
    return "".join(blocks)


def edit(content: bytes, change: str) -> bytes:
    """Change what a content stream says of its marked content, or the structure tree, with another library."""
    with pikepdf.open(io.BytesIO(content)) as document:
        tree = document.Root.StructTreeRoot.K[0]
        blocks = tree.get("/K", pikepdf.Array())
        if change == "join":
            # One paragraph over two pages, as ISO 32000 has it: the element refers to content on both.
            first, second = blocks[0], blocks[1]
            reference = {"/Type": pikepdf.Name.MCR, "/Pg": second.Pg, "/MCID": second.K[0].K[0]}
            first.K.append(document.make_indirect(pikepdf.Dictionary(reference)))
            del blocks[1]
        elif change == "artifact":
            for page in document.pages:
                stream = page.Contents.read_bytes()
                page.Contents.write(re.sub(rb"/\S+\s*<</MCID \d+>>\s*BDC", b"/Artifact BMC", stream))
        elif change == "replace":
            blocks[0].K[0].ActualText = pikepdf.String("Grüße an alle")
        elif change == "soften":
            blocks[0].K[1].ActualText = pikepdf.String("\u00ad")
        elif change == "role":
            blocks[0].S = pikepdf.Name("/Headline")
            document.Root.StructTreeRoot.RoleMap = pikepdf.Dictionary({"/Headline": pikepdf.Name("/Subtitle")})
            document.Root.StructTreeRoot.RoleMap["/Subtitle"] = pikepdf.Name("/P")
        elif change == "loop":
            blocks.append(tree)
        else:
            raise AssertionError(change)
        saved = io.BytesIO()
        document.save(saved)
        return saved.getvalue()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("file", ORIGINALS, ids=lambda file: file.stem)
def test_a_tagged_pdf_has_the_words_of_its_original(file: Path, page: str, tmp_path: Path) -> None:
    original = read_text(file.read_bytes(), file.name)
    made = read_text(pdf(body_of(file.read_text(encoding="utf-8")), page=page), "letter.pdf")
    comparison = compare_texts(made, original)
    assert list(describe(comparison)) == [
        f"letter.pdf has the words of {file.name}, all {comparison.matched:,} and no others: agreement 100 %"
    ]
    assert made.tagged
    (tmp_path / "letter.pdf").write_bytes(pdf(body_of(file.read_text(encoding="utf-8")), page=page))
    assert "".join(texts(made)).replace(" ", "") == re.sub(r"\s", "", struct_text(tmp_path / "letter.pdf"))


@pytest.mark.parametrize("file", ORIGINALS, ids=lambda file: file.stem)
def test_an_untagged_pdf_has_them_too(file: Path) -> None:
    original = read_text(file.read_bytes(), file.name)
    made = read_text(pdf(body_of(file.read_text(encoding="utf-8")), page=PAGES["card"], tagged=False), "letter.pdf")
    first, note = describe(compare_texts(made, original))
    assert first.endswith("and no others: agreement 100 %")
    assert note == (
        "note: letter.pdf has no tags; it was read in the order of its pages,"
        " and running headers and page numbers count as words"
    )
    assert made.tagged is False


def test_what_libreoffice_makes_of_a_word_document_has_its_words(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Public Safety Partnership", 1)
    document.add_paragraph("An immigration-related plan that is self-explanatory " * 20)
    for text in ("Does it admit agents?", "Does it give notice?"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("a bullet", style="List Bullet")
    document.sections[0].footer.paragraphs[0].text = "OJP-2017-1"
    document.save(str(tmp_path / "letter.docx"))
    original = read_text((tmp_path / "letter.docx").read_bytes(), "letter.docx")
    (converted,) = to_pdf([tmp_path / "letter.docx"], tmp_path).values()
    # LibreOffice tags no PDF unless told to: so this is read in the order of its page, footer included.
    made = read_text(converted.read_bytes(), "letter.pdf")
    assert list(describe(compare_texts(made, original)))[:2] == [
        "letter.pdf differs from letter.docx: agreement 97.70 %, 1 difference (1 added)",
        "  page 1, block 5: … give notice? ¶ a bullet [added: OJP-2017-1]",
    ]
    assert original.kind == "docx"


def test_blocks_are_read_in_the_order_of_the_tags_with_their_pages() -> None:
    made = read_text(
        pdf(
            "<h1>Title of <em>this</em> letter</h1><p>Foo <b>bar</b>, well-known</p>"
            "<ol><li>One<ul><li>Nested</li></ul></li></ol>"
            '<table style="break-before: page"><tr><td>Left</td><td>Right</td></tr></table>'
        ),
        "letter.pdf",
    )
    assert [(*texts(made)[number : number + 1], block.page_at(0)) for number, block in enumerate(made.blocks)] == [
        ("Title of this letter", 1),
        ("Foo bar, well-known", 1),
        ("1. One", 1),
        ("◦ Nested", 1),
        ("Left", 2),
        ("Right", 2),
    ]
    assert [block.certain for block in made.blocks] == [True, True, True, True, False, True]


def test_a_difference_names_the_page_on_which_it_stands() -> None:
    content = pdf(
        "<p>" + "All is well here. " * 12 + "Now the prosecution rests.</p>", page="size: 7cm 4cm; margin: 1cm"
    )
    original = read_text(b"All is well here. " * 12 + b"Now the persecution rests.", "original.txt")
    assert list(describe(compare_texts(read_text(content, "letter.pdf"), original)))[1:] == [
        "  page 3, block 1 (line 1): … well here. Now the [original: persecution] [here: prosecution] rests."
    ]


@pytest.mark.parametrize("dash", ["\u2013", "\u2014", "1.", "(2)"])
def test_what_looks_like_a_marker_at_the_top_of_a_page_is_a_word(dash: str) -> None:
    body = f"<p>all countries<br><br><br>{dash} and cities</p>"
    made = read_text(pdf(body, page="size: 8cm 3.4cm; margin: 1cm"), "letter.pdf")
    assert [block.page_at(0) for block in made.blocks] == [1, 2]
    assert compare_texts(made, read_text(f"all countries {dash} and cities".encode(), "original.txt")).exact
    lost = compare_texts(made, read_text(b"all countries and cities", "original.txt"))
    assert [difference.kind for difference in lost.differences] == ["added"]
    assert [difference.made.page for difference in lost.differences] == [2]


def test_an_element_on_two_pages_is_one_block() -> None:
    content = edit(pdf("<p>all cities</p><p style='break-before: page'>– and towns</p>"), "join")
    (block,) = read_text(content, "letter.pdf").blocks
    assert " ".join(block.text.split()) == "all cities – and towns"
    assert (block.page_at(0), block.page_at(block.text.index("towns")), block.certain) == (1, 2, True)


def test_text_outside_the_tags_is_not_compared_and_a_note_says_so() -> None:
    running = pdf("<p>Thank you.</p>", page='size: Letter; @top-center { content: "Chief Eden" }')
    lines = list(describe(compare_texts(read_text(running, "letter.pdf"), read_text(b"Thank you.", "original.txt"))))
    assert lines == [
        "letter.pdf has the words of original.txt, all 2 and no others: agreement 100 %",
        (
            "note: page 1 of letter.pdf had text outside the tags that is no artifact either,"
            " and it was not compared: Chief Eden"
        ),
    ]


@pytest.mark.parametrize(
    ("is_artifact", "notes"),
    [
        (True, ()),
        (
            False,
            (
                "page 1 of letter.pdf had text outside the tags that is no artifact either, and it was not compared: DRAFT",
            ),
        ),
    ],
)
def test_a_mark_such_as_draft_does_not_count_but_is_noted_where_it_is_no_artifact(
    is_artifact: bool,  # noqa: FBT001 - pytest passes it by name
    notes: tuple[str, ...],
) -> None:
    stamp = pdf("<p>DRAFT</p>")
    if is_artifact:
        stamp = edit(stamp, "artifact")
    with (
        pikepdf.open(io.BytesIO(pdf("<p>Thank you.</p>"))) as document,
        pikepdf.open(io.BytesIO(stamp)) as draft,
        io.BytesIO() as saved,
    ):
        document.pages[0].add_overlay(draft.pages[0], None)
        document.save(saved)
        reading = read_text(saved.getvalue(), "letter.pdf")
    assert texts(reading) == ["Thank you."]
    assert reading.notes == notes


def test_running_heads_that_are_artifacts_do_not_count() -> None:
    content = pdf("", page='size: Letter; @top-center { content: "Chief Eden" }')
    assert "Chief Eden" in str(read_text(content, "letter.pdf"))
    assert refusal(edit(content, "artifact")).startswith("letter.pdf cannot be compared: there are no words in it; ")


@pytest.mark.parametrize(
    ("change", "blocks"),
    [("replace", ["Grüße an alle", "Second"]), ("role", ["First", "Second"]), ("loop", ["First", "Second"])],
)
def test_actual_text_roles_and_loops_of_the_structure_tree(change: str, blocks: list[str]) -> None:
    reading = read_text(edit(pdf("<p>First</p><p>Second</p>"), change), "letter.pdf")
    assert texts(reading) == blocks
    assert reading.notes == ()


def test_a_hyphen_that_stands_for_a_soft_one_is_none() -> None:
    body = "<p>The investi<b>-</b><br>gation is self-<br>explanatory</p>"
    assert texts(read_text(pdf(body), "letter.pdf")) == ["The investi-gation is self-explanatory"]
    assert texts(read_text(edit(pdf(body), "soften"), "letter.pdf")) == ["The investigation is self-explanatory"]


def test_characters_of_letters_come_through_a_pdf() -> None:
    text = "§ 1373, “quoted” ’s, ½ … é ñ Ł № ™ € – — • office, first, re-\u2010sign"
    assert texts(read_text(pdf(f"<p>{text}</p>"), "letter.pdf")) == [text]


def test_a_pdf_that_cannot_be_read_says_why() -> None:
    whole = pdf("<p>Thank you.</p>")
    with pikepdf.open(io.BytesIO(whole)) as document, io.BytesIO() as saved, io.BytesIO() as protected:
        document.save(saved, encryption=pikepdf.Encryption(user="secret", owner="secret"))
        document.save(protected, encryption=pikepdf.Encryption(user="", owner="secret"))
        locked, printable = saved.getvalue(), protected.getvalue()
    assert refusal(locked) == "letter.pdf cannot be compared: it is locked with a password; save it without one"
    assert texts(read_text(printable, "letter.pdf")) == ["Thank you."]
    damaged = "letter.pdf cannot be compared: it is a damaged PDF; copy it again from where it came, or make it again"
    assert refusal(whole[: len(whole) // 2]) == damaged
    assert refusal(b"%PDF-1.7\nnothing\n") == damaged
    assert refusal(pdf("<p></p>")) == (
        "letter.pdf cannot be compared: there are no words in it;"
        " if it is a scan, run optical character recognition on it first"
    )


def test_a_tag_may_be_named_in_an_older_encoding() -> None:
    with pikepdf.open(io.BytesIO(pdf("<p>Thank you.</p>"))) as document, io.BytesIO() as saved:
        document.Root.StructTreeRoot.K[0].K[0].S = pikepdf.Object.parse(b"/#DCberschrift")
        document.save(saved)
        reading = read_text(saved.getvalue(), "letter.pdf")
    assert (texts(reading), reading.tagged) == (["Thank you."], True)


def test_a_damaged_pdf_that_can_be_read_has_a_note() -> None:
    content = re.sub(rb"startxref\s+\d+", b"startxref\n7", pdf("<p>Thank you.</p>"))
    reading = read_text(content, "letter.pdf")
    assert texts(reading) == ["Thank you."]
    assert reading.notes == ("letter.pdf is damaged and was read as far as it goes",)


@pytest.mark.acceptance
def test_two_pages_are_compared_in_a_third_of_a_second() -> None:
    file = ORIGINALS[0]
    content = pdf(body_of(file.read_text(encoding="utf-8")))
    start = time.perf_counter()
    comparison = compare_texts(read_text(content, "letter.pdf"), read_text(file.read_bytes(), file.name))
    assert time.perf_counter() - start < 0.3
    assert comparison.exact
