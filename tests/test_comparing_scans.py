"""The comparison of scans: what is found on them, what is left to a person, and where it is shown."""

from __future__ import annotations

import io
import json
import re
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pikepdf
import pytest
from PIL import Image, ImageDraw

from correspondence.comparing import compare_texts, describe, read_text, with_scanned_pages
from correspondence.comparing.doubts import shape
from correspondence.comparing.words import Reading
from correspondence.reply import Box, Page
from tests.command_line import Outcome, command
from tests.comparing import pdf
from tests.comparing.scans import LETTER, MEMORANDUM, old_memorandum, old_pages, old_pdf, png, scan
from tests.replies.media import pictures_of, scanned_pdf, scanned_tiff
from tests.tools import ROOT, program, run

FIRST_BLOCKS = 13
"""Blocks of a letter that fit on one page."""
RED, AMBER, BLUE = (190, 0, 40), (176, 96, 0), (40, 100, 170)


def first_page(transcript: Path = LETTER) -> str:
    return "\n\n".join(transcript.read_text("utf-8").split("\n\n")[:FIRST_BLOCKS])


def compared(tmp_path: Path, made: bytes, original: str, *options: str | Path, name: str = "scan.tif") -> Outcome:
    program("tesseract")
    (tmp_path / name).write_bytes(made)
    (tmp_path / "transcript.txt").write_text(original, "utf-8")
    return command("compare", tmp_path / name, tmp_path / "transcript.txt", *options)


def report_of(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(outcome.out)
    jsonschema.validate(found, json.loads((ROOT / "docs/json/compare.json").read_text("utf-8")))
    return found


def pairs(differences: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["original"]["text"], one["made"]["text"]) for one in differences]


def page_of(text: str, number: int = 1, doubtful: Sequence[str] = (), tall: Sequence[str] = ()) -> Page:
    """Lay a text out as a reader of pictures does: each line 30 pixels below the last, each letter 10 wide."""
    boxes: list[Box | None] = []
    for line_number, line in enumerate(text.split("\n")):
        height = 40 if line in tall else 20
        y = 30 * line_number
        for word in re.split(r"(\s)", line):
            x = 10 * len(boxes)
            boxes += [None if word.isspace() else (x, y, x + 10 * len(word), y + height)] * len(word)
        boxes.append(None)
    stretches = tuple((text.index(one), text.index(one) + len(one)) for one in doubtful)
    return Page("scan.tif", number, text, "ocr", tuple(boxes[:-1]), 0.5 if doubtful else 0.95, doubtful=stretches)


def told(original: str, *pages: Page) -> list[str]:
    made = with_scanned_pages(Reading("scan.tif", "picture", ()), pages)
    return list(describe(compare_texts(made, read_text(original.encode(), "original.txt"))))


# --- without a reader of pictures: what is said of words as they were read ---------------------------------------------


def test_what_was_read_with_confidence_is_the_same_or_not() -> None:
    assert told("Dear Chief Jones:\n\nThank you.", page_of("Dear Chief Jones:\n\nThank you.")) == [
        "scan.tif has the words of original.txt, all 5 and no others: agreement 100 %"
    ]
    assert told("Dear Chief Jones:\n\nThank you.", page_of("Dear Chief Brown:\n\nThank you.")) == [
        "scan.tif differs from original.txt: agreement 80.00 %, 1 difference (1 changed)",
        "  page 1, block 1 (line 1): Dear Chief [original: Jones] [here: Brown]: ¶ Thank you.",
    ]


def test_words_of_little_confidence_are_told_apart_whether_they_agree_or_not() -> None:
    page = page_of("Dear Chief Brovvn:\n\nThank you very much.", doubtful=["Chief", "very"])
    assert told("Dear Chief Brown:\n\nThank you ever much.", page) == [
        (
            "scan.tif has the words of original.txt wherever it was read with confidence, 4 words: agreement 100 %;"
            " 3 places to look at"
        ),
        "read off the picture, and perhaps misread: look:",
        "  page 1, block 1 (line 1): Dear Chief [original: Brown] [here: Brovvn]: ¶ Thank you ever much. (looks alike)",
        "  page 1, block 2 (line 3): … Chief Brown: ¶ Thank you [original: ever] [here: very] much. (little confidence)",
        "agree, but were read off the picture with little confidence: look:",
        "  page 1: Chief",
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("modern", "modem", True),
        ("Byrne", "Byme", True),
        ("administration", "adininistration", True),
        ("10", "lO", True),
        ("§", "5", False),
        ("2017", "2018", False),
        ("shall", "may", False),
        ("respect", "Tespect", True),
        ("work.", "work,", True),
        ("\u2013", "\u2014", True),
        ("interest", "interést", True),
        ("not", "now", False),
        ("1,000", "7,000", False),
    ],
)
def test_letters_that_look_alike(one: str, other: str, *, alike: bool) -> None:
    assert (shape(one) == shape(other)) is alike


def test_specks_and_commas_are_left_to_a_person() -> None:
    assert told("Dear General, he formally agreed.", page_of("Dear General; he formally. agreed.")) == [
        (
            "scan.tif has the words of original.txt wherever it was read with confidence, 3 words: agreement 100 %;"
            " 2 places to look at"
        ),
        "read off the picture, and perhaps misread: look:",
        "  page 1, block 1 (line 1): Dear [original: General,] [here: General;] he formally agreed. (looks alike)",
        "  page 1, block 1 (line 1): Dear General, he [original: formally] [here: formally.] agreed. (looks alike)",
    ]


def test_a_word_that_is_parted_at_the_end_of_a_line_is_whole() -> None:
    page = page_of("The enforce-\nment of well-\nknown laws re-\nquires care, and re-\nform.")
    assert told("The enforcement of well-known laws requires care, and re-form.", page) == [
        "scan.tif has the words of original.txt, all 13 and no others: agreement 100 %"
    ]


def test_hyphens_at_other_places_of_two_scans_are_no_difference() -> None:
    made, original = (
        with_scanned_pages(Reading(f"{name}.tif", "picture", ()), [page_of(text)])
        for name, text in (("one", "The enforce-\nment of the law"), ("two", "The en-\nforcement of the law"))
    )
    assert compare_texts(made, original).exact


def test_bullets_and_numbers_are_markers_however_they_were_read() -> None:
    page = page_of(
        "We ask:\n\n* One thing is this.\n¢ Another one is that.\n+ A third one is here.\n1, A fourth is there."
    )
    original = (
        "We ask:\n\n- One thing is this.\n\n- Another one is that.\n\n- A third one is here.\n\n1. A fourth is there."
    )
    assert told(original, page) == ["scan.tif has the words of original.txt, all 19 and no others: agreement 100 %"]


def test_page_numbers_and_running_heads_are_no_differences() -> None:
    body = "\n".join(f"line {word} of the letter" for word in ("one", "two", "three", "four", "five", "six", "seven"))
    more = body.replace("line", "row")
    pages = [page_of(f"{body}\n- 1 -"), page_of(f"Chief Jones\nPage 2\n{more}", 2)]
    assert told(f"{body} {more}", *pages) == [
        (
            "scan.tif has the words of original.txt wherever it was read with confidence, 70 words: agreement 100 %;"
            " 1 place to look at"
        ),
        "read off the picture, and perhaps misread: look:",
        (
            "  page 2, block 1 (line 1): … seven of the letter [added: Chief Jones] row one of the …"
            " (a line apart: at the head or foot of its page, a stamp, or handwriting)"
        ),
        "note: taken for the number of a page of scan.tif, and not compared: “- 1 -” (page 1), “Page 2” (page 2)",
    ]


def test_a_stamp_stands_apart_and_a_sentence_that_was_added_does_not() -> None:
    lines = [f"line {word} of the letter" for word in ("one", "two", "three", "four", "five", "six", "seven", "eight")]
    stamped = page_of("\n".join(["RECEIVED APR 3", *lines]), tall=["RECEIVED APR 3"])
    said = told("\n".join(lines), stamped)
    assert said[1:] == [
        "read off the picture, and perhaps misread: look:",
        (
            "  page 1, block 1 (line 1): [added: RECEIVED APR 3] line one of the …"
            " (a line apart: at the head or foot of its page, a stamp, or handwriting)"
        ),
    ]
    said = told("\n".join(lines), page_of("\n".join([*lines[:3], "And pay at once.", *lines[3:]])))
    assert said == [
        "scan.tif differs from original.txt: agreement 90.90 %, 1 difference (1 added)",
        "  page 1, block 1 (line 1): … three of the letter [added: And pay at once.] line four of the …",
    ]


def test_a_paragraph_that_the_scan_lacks_is_missing_and_no_slip() -> None:
    text = "The first paragraph stays.\n\nThe second is about money.\n\nThe third stays too."
    said = told(text, page_of(text.replace("The second is about money.\n\n", ""), doubtful=["stays."]))
    assert said[:2] == [
        "scan.tif differs from original.txt: agreement 58.33 %, 1 difference (1 missing); 1 place to look at",
        (
            "  page 1, block 2 (line 3): The first paragraph stays. ¶ [missing: The second is about money.]"
            " ¶ The third stays too."
        ),
    ]


def test_a_page_without_words_is_told_of() -> None:
    said = told("Thank you.", page_of("Thank you."), Page("scan.tif", 2, "", "ocr"))
    assert said == [
        "scan.tif has the words of original.txt, all 2 and no others: agreement 100 %",
        "note: page 2 of scan.tif: no words could be read off the picture; look whether there are any",
    ]


# --- with tesseract ----------------------------------------------------------------------------------------------------


def test_a_memorandum_that_was_stamped_signed_punched_and_scanned_has_no_differences(tmp_path: Path) -> None:
    outcome = compared(tmp_path, old_memorandum(), MEMORANDUM.read_text("utf-8"), "--json")
    found = report_of(outcome)
    assert outcome.status == 3
    assert found["differences"] == []
    assert found["agreement"] == 1
    looks = dict(pairs(found["doubtful"]))
    assert looks["\N{EN DASH}"] == "\N{EM DASH}"
    assert ("", "RECEIVED APR 3 2017") in pairs(found["doubtful"])


@pytest.mark.parametrize("kind", ["fax", "askew", "faint", "upside down"])
def test_a_letter_is_read_however_it_was_scanned(kind: str, tmp_path: Path) -> None:
    outcome = compared(tmp_path, scan(old_pages(first_page()), kind), first_page(), "--json")
    found = report_of(outcome)
    assert found["differences"] == []
    assert outcome.status in {0, 3}
    assert len(found["doubtful"]) < 8
    assert all(one["made"]["places"] for one in found["unsure"])


@pytest.mark.acceptance
@pytest.mark.parametrize("kind", ["copy", "fax", "askew", "faint", "upside down"])
@pytest.mark.parametrize("transcript", [MEMORANDUM, LETTER], ids=lambda path: path.stem)
def test_whole_documents_have_no_differences_however_they_were_scanned(
    transcript: Path, kind: str, tmp_path: Path
) -> None:
    text = transcript.read_text("utf-8")
    found = report_of(compared(tmp_path, scan(old_pages(text), kind), text, "--json"))
    assert found["differences"] == []
    assert len(found["doubtful"]) <= 10


CHANGED = {"expressed": "refused", "exceed": "match", "intensive": "ordinary"}


def three_words_changed() -> str:
    text = first_page()
    for word, other in CHANGED.items():
        head, found, tail = text.rpartition(word)
        assert found, word
        text = f"{head}{other}{tail}"
    return text


def test_three_words_that_were_changed_are_found_and_shown_at_their_place(tmp_path: Path) -> None:
    changed = three_words_changed()
    written = old_pdf(changed)
    outcome = compared(
        tmp_path, scan(pictures_of(written), "faint"), first_page(), "--json", "--picture", tmp_path / "look"
    )
    found = report_of(outcome)
    assert outcome.status == 1
    assert dict(pairs(found["differences"])) == CHANGED
    (tmp_path / "old.pdf").write_bytes(written)
    listed = run(program("pdftotext"), "-bbox", tmp_path / "old.pdf", "-").stdout
    with Image.open(tmp_path / "look" / "page-1.png") as drawn:
        picture = drawn.convert("RGB")
    for one in found["differences"]:
        place = one["made"]["places"][0]
        text = one["made"]["text"]
        words = re.findall(rf'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">{text}\W*<', listed)
        spots = [[float(edge) * 200 / 72 for edge in word] for word in words]
        assert any(overlap(spot, place["box"]) > 0.5 for spot in spots), text
        left, top, right, bottom = (round(edge * 900 / 1700) for edge in place["box"])
        around = picture.crop((24 + left - 12, 24 + 32 + top - 12, 24 + right + 12, 24 + 32 + bottom + 12))
        assert share(around, RED) > 0.04, text
        assert share(around, AMBER) == 0
    assert share(picture, RED) < 0.02


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Return which share of the smaller of two boxes lies in the other."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(0.0, across) * max(0.0, down) / least


def share(picture: Image.Image, color: tuple[int, int, int]) -> float:
    counts = {shade: count for count, shade in picture.getcolors(1 << 24) or ()}
    return counts.get(color, 0) / (picture.width * picture.height)


def test_a_paragraph_that_is_missing_from_a_scan_is_found(tmp_path: Path) -> None:
    blocks = first_page().split("\n\n")
    outcome = compared(
        tmp_path, scan(old_pages("\n\n".join([*blocks[:10], *blocks[11:]])), "faint"), first_page(), "--json"
    )
    [missing] = report_of(outcome)["differences"]
    assert (missing["kind"], missing["original"]["text"]) == ("missing", " ".join(blocks[10].split()))
    assert outcome.status == 1


SHORT = "Dear Chief Jones:\n\nThank you for your letter about the grant.\n\nSincerely, the Office of the Director"


def test_every_kind_of_file_may_be_the_scan_on_either_side(tmp_path: Path) -> None:
    program("tesseract")
    [page] = old_pages(SHORT, size=16)
    jpeg = io.BytesIO()
    page.save(jpeg, "JPEG", quality=90)
    files = {"a.png": png(page), "b.jpg": jpeg.getvalue(), "c.pdf": scanned_pdf([page]), "d.tif": scanned_tiff([page])}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "transcript.txt").write_text(SHORT, "utf-8")
    for made, original in (("a.png", "transcript.txt"), ("transcript.txt", "c.pdf"), ("b.jpg", "d.tif")):
        outcome = command("compare", tmp_path / made, tmp_path / original)
        assert (outcome.status, outcome.lines) == (
            0,
            [f"{tmp_path / made} has the words of {tmp_path / original}, all 17 and no others: agreement 100 %"],
        )


def test_a_page_on_its_side_is_shown_upright_and_marked_where_its_words_stand(tmp_path: Path) -> None:
    [page] = old_pages(SHORT, size=16)
    upper = page.crop((0, 0, page.width, 800))
    turned = png(upper.transpose(Image.Transpose.ROTATE_90))
    outcome = compared(
        tmp_path, turned, SHORT.replace("grant", "building"), "--json", "--picture", tmp_path / "look.png", name="a.png"
    )
    [found] = report_of(outcome)["differences"]
    assert (found["original"]["text"], found["made"]["text"]) == ("building.", "grant.")
    [place] = found["made"]["places"]
    left, top, right, bottom = place["box"]
    assert right - left < bottom - top, "the word runs up the page as it was given"
    with Image.open(tmp_path / "look.png") as drawn:
        picture = drawn.convert("RGB")
    scale = 900 / upper.width
    # Where the word stands on the page upright: what was down from the top is from the right.
    upright = [round(edge * scale) for edge in (upper.width - bottom, left, upper.width - top, right)]
    around = picture.crop((24 + upright[0] - 8, 56 + upright[1] - 8, 24 + upright[2] + 8, 56 + upright[3] + 8))
    assert share(around, RED) > 0.04
    assert share(picture.crop((0, 0, 924, picture.height // 2)), RED) < 0.01


def test_pages_that_are_pictures_stand_among_those_that_are_text(tmp_path: Path) -> None:
    program("tesseract")
    first, last = pdf("<p>The first page is text as ever.</p>"), pdf("<p>The last page is text once more.</p>")
    [middle] = old_pages("The middle page is a picture of words.", size=16)
    with (
        pikepdf.open(io.BytesIO(first)) as whole,
        pikepdf.open(io.BytesIO(scanned_pdf([middle]))) as scanned,
        pikepdf.open(io.BytesIO(last)) as end,
    ):
        whole.pages.extend([*scanned.pages, *end.pages])
        del whole.Root.StructTreeRoot
        whole.save(tmp_path / "mixed.pdf")
    text = "The first page is text as ever. The middle page is a picture of words. The last page is text once more."
    (tmp_path / "transcript.txt").write_text(text, "utf-8")
    outcome = command("compare", tmp_path / "mixed.pdf", tmp_path / "transcript.txt")
    assert (outcome.status, outcome.lines[0]) == (
        0,
        f"{tmp_path / 'mixed.pdf'} has the words of {tmp_path / 'transcript.txt'}, all 22 and no others: agreement 100 %",
    )


def test_pictures_of_two_files_of_text_show_both(tmp_path: Path) -> None:
    made = tmp_path / "stockton.pdf"
    made.write_bytes(old_pdf(LETTER.read_text("utf-8")))
    original = ROOT / "tests/originals/2017-08-03-letter-baltimore.txt"
    outcome = command("compare", made, original, "--picture", tmp_path / "look.png")
    assert outcome.status == 1
    assert outcome.lines[-1] == str(tmp_path / "look.png")
    with Image.open(tmp_path / "look.png") as drawn:
        picture = drawn.convert("RGB")
    halves = [picture.crop((x, 0, x + picture.width // 2, 1000)) for x in (0, picture.width // 2)]
    for half in halves:
        assert share(half, RED) > 0.002
    assert share(picture, AMBER) == share(picture, BLUE) == 0


def test_pictures_of_an_earlier_run_are_gone(tmp_path: Path) -> None:
    made, original, place = tmp_path / "made.txt", tmp_path / "original.txt", tmp_path / "look"
    original.write_text("Thank you.", "utf-8")
    place.mkdir()
    for name in ("page-7.png", "mine.png"):
        (place / name).write_bytes(b"older")
    made.write_text("Thank her.", "utf-8")
    assert command("compare", made, original, "--picture", place).lines[-1] == str(place / "page-1.png")
    assert sorted(path.name for path in place.iterdir()) == ["mine.png", "page-1.png"]
    made.write_text("Thank you.", "utf-8")
    assert command("compare", made, original, "--picture", place).status == 0
    assert [path.name for path in place.iterdir()] == ["mine.png"]


# --- files that cannot be read -----------------------------------------------------------------------------------------


def bomb(width: int, height: int) -> bytes:
    """Return a PNG that unpacks to very much: all of it white."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compressobj(9)
    row = b"\0" + b"\xff" * width
    body = b"".join(rows.compress(row) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def locked() -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(scanned_pdf([Image.new("L", (850, 1100), 255)]))) as document:
        document.save(target, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return target.getvalue()


def noise() -> bytes:
    page = Image.new("L", (850, 1100), 255)
    ImageDraw.Draw(page).ellipse((200, 300, 600, 700), fill=0)
    return png(page)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("white.png", png(Image.new("L", (850, 1100), 255)), "it holds no words that could be read; look at it"),
        ("spot.png", noise(), "it holds no words that could be read; look at it"),
        (
            "white.pdf",
            scanned_pdf([Image.new("L", (850, 1100), 255)]),
            "it holds no words that could be read; look at it",
        ),
        (
            "dot.png",
            png(Image.new("L", (1, 1), 255)),
            (
                "it is a picture of 1 × 1 pixels, too small for a page of words;"
                " look at it, and type what it says into a text file to compare"
            ),
        ),
        (
            "wide.png",
            bomb(10_000, 10_000),
            "it is a picture of more than 60 million pixels; ask for one at 200 to 300 dots an inch",
        ),
        ("locked.pdf", locked(), "it is locked with a password; save it without one"),
        (
            "cut.tif",
            scanned_tiff([Image.new("L", (850, 1100), 255)])[:500],
            "it is damaged or cut off; ask for it again",
        ),
        ("cut.jpg", b"\xff\xd8\xff\xe0", "it is damaged or cut off; ask for it again"),
    ],
)
def test_a_scan_that_cannot_be_read_says_why(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    outcome = compared(tmp_path, content, "Thank you.", "--picture", tmp_path / "look", name=name)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == f"{tmp_path / name} cannot be compared: {said}\n"
    assert not (tmp_path / "look").exists()


@pytest.mark.acceptance
def test_more_pictures_than_are_read_are_refused(tmp_path: Path) -> None:
    many = scanned_tiff([Image.new("L", (400, 400), 255)] * 31)
    outcome = compared(tmp_path, many, "Thank you.")
    assert outcome.err == (f"{tmp_path / 'scan.tif'} cannot be compared: it has 31 pages; the first 30 were read\n")
