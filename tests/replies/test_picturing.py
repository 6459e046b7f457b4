"""The place of a passage, as a picture or among its lines; what the pictures show is read by another tool."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from correspondence.replies.read import read_reply
from correspondence.reply import Passage, Reply
from correspondence.replying.picturing import Around, Original, context_of, picture_of
from tests.replies import media
from tests.replies.corpus import Letter
from tests.replies.files import pdf_of, saved, scan_of, word_of
from tests.replies.histories import letter_named, passage_in, read_back
from tests.tools import program, run

TEXT = "Dear Mr. Hanson:\n\n1. Yes. Our jail admits them.\n\n2. No. We have no such rule in force today.\n\nSincerely,"
WORDS = "We have no such rule in force today."
PEN, LINE = (255, 232, 120), (146, 64, 14)
"""What white paper under the pen looks like, and the line round it."""


def opened(picture: bytes | None) -> Image.Image:
    assert picture is not None
    found = Image.open(io.BytesIO(picture))
    assert (found.format, found.mode) == ("PNG", "P")
    return found.convert("RGB")


def marked(picture: Image.Image) -> Image.Image:
    """Return the part of a picture that lies within the line round the words."""
    line = Image.new("L", picture.size)
    line.putdata([255 if pixel == LINE else 0 for pixel in picture.get_flattened_data()])
    box = line.getbbox()
    assert box is not None
    return picture.crop((box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2))


def read_by_tesseract(picture: Image.Image) -> str:
    """Return the words on a picture, enlarged and with room round it, as tesseract reads them."""
    large = picture.convert("L").resize((picture.width * 3, picture.height * 3), Image.Resampling.LANCZOS)
    sheet = Image.new("L", (large.width + 80, large.height + 80), 255)
    sheet.paste(large, (40, 40))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "words.png"
        sheet.save(file, "PNG")
        said = run(program("tesseract"), file, "stdout", "--psm", "6").stdout
    return " ".join(said.split())


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def found_in(reply: Reply, words: str, file: str = "") -> Passage:
    passage = passage_in(reply, words, file)
    assert passage is not None
    return passage


def placed(content: bytes, name: str, words: str = WORDS) -> Passage:
    """Return where words stand in a file that came."""
    return found_in(read_reply(content, name), words)


@pytest.fixture(scope="module")
def letter() -> Letter:
    return letter_named("001")


def test_the_words_of_a_pdf_are_marked_among_their_lines() -> None:
    content = pdf_of(TEXT)
    picture = opened(picture_of(content, "answer.pdf", placed(content, "answer.pdf")))
    assert read_by_tesseract(marked(picture)) == WORDS
    whole = read_by_tesseract(picture)
    assert "Our jail admits them." in whole
    assert "Dear Mr. Hanson" not in whole
    assert picture.width == round(8.5 * 110)
    colors = {color for _, color in picture.getcolors(16) or ()}
    assert {PEN, LINE, (255, 255, 255), (0, 0, 0)} <= colors


def test_pictures_are_small() -> None:
    content = pdf_of(TEXT)
    picture = picture_of(content, "answer.pdf", placed(content, "answer.pdf"))
    assert picture is not None
    assert len(picture) < 8_000


@pytest.mark.parametrize("kind", media.SCANS)
def test_the_words_of_a_scan_are_marked(kind: str, letter: Letter) -> None:
    made = media.SCANS[kind](letter)
    words = letter.answers["facility-access"].explanation
    assert words is not None
    passage = found_in(read_back(made), words)
    seen = read_by_tesseract(marked(opened(picture_of(made.content, made.name, passage))))
    wanted = words_of(passage.verbatim)
    assert sum(word in words_of(seen) for word in wanted) >= 0.8 * len(wanted)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_is_turned_is_shown_upright(angle: int) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(TEXT))) as pdf:
        pdf.pages[0].Rotate = angle
        pdf.pages[0].MediaBox = [0, 0, 612, 792]
        target = io.BytesIO()
        pdf.save(target)
    passage = placed(pdf_of(TEXT), "answer.pdf")
    picture = opened(picture_of(target.getvalue(), "answer.pdf", passage))
    box = marked(picture)
    assert (box.width > box.height) == (angle == 180)
    turned = picture.rotate(angle, expand=True)
    assert read_by_tesseract(marked(turned)) == WORDS


def test_the_second_page_of_a_tiff_is_found() -> None:
    pages = [scan_of(pdf_of("The first page says nothing of it.")), scan_of(pdf_of(TEXT))]
    content = media.scanned_tiff(pages)
    passage = placed(content, "fax.tif")
    assert passage.page == 2
    assert read_by_tesseract(marked(opened(picture_of(content, "fax.tif", passage)))) == WORDS


def mail(*files: tuple[str, bytes]) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "a@example.gov", "b@example.gov", "Our answers"
    message.set_content("Dear Mr. Hanson:\n\nThe answers are attached.\n\nKind regards\n")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_an_attachment_is_taken_out_of_its_mail_by_the_name_that_it_has_in_the_reply() -> None:
    inner = mail(("answer.pdf", pdf_of(TEXT)))
    content = mail(
        ("answer.pdf", pdf_of("An old letter.")), ("inner.eml", inner), ("answer.pdf", pdf_of("Another one."))
    )
    passage = placed(content, "re.eml")
    assert passage.file == "answer (2).pdf"
    assert read_by_tesseract(marked(opened(picture_of(content, "re.eml", passage)))) == WORDS


def test_an_original_is_known_under_another_name_too() -> None:
    content = pdf_of(TEXT)
    passage = placed(content, "answer.pdf")
    assert read_by_tesseract(marked(opened(picture_of(content, "0ab1.pdf", passage)))) == WORDS


def test_several_places_are_drawn_at_once(letter: Letter) -> None:
    made = media.pdf(letter)
    passages = [found_in(read_back(made), one.passages[0]) for one in letter.answers.values()]
    pictures = Original(made.content, made.name).pictures([*passages, passages[0]])
    assert [read_by_tesseract(marked(opened(one))) for one in pictures] == ["1. Yes.", "2. Yes.", "3. No.", "1. Yes."]


@pytest.mark.parametrize("maker", [media.word, media.text_file, media.web_page, media.mail])
def test_words_without_a_place_on_a_page_stand_among_their_lines(
    maker: Callable[[Letter], media.Made], letter: Letter
) -> None:
    mail_letter = letter_named("017") if maker is media.mail else letter
    made = maker(mail_letter)
    reply = read_back(made)
    passage = found_in(reply, next(iter(mail_letter.answers.values())).passages[0])
    assert picture_of(made.content, made.name, passage) is None
    around = context_of(made.content, made.name, passage)
    assert around is not None
    assert around.words == passage.verbatim
    page = next(page for page in reply.pages if page.file == passage.file)
    assert around.before + around.words + around.after in page.text
    assert around.before
    assert around.after


def test_as_many_lines_are_shown_as_are_wanted() -> None:
    content = "\n".join(f"line {number}" for number in range(9)).encode()
    passage = placed(content, "lines.txt", "line 4")
    assert context_of(content, "lines.txt", passage, 1) == Around("line 3\n", "line 4", "\nline 5")
    assert context_of(content, "lines.txt", passage, 2) == Around("line 2\nline 3\n", "line 4", "\nline 5\nline 6")


def test_a_text_of_one_line_is_cut_at_a_word() -> None:
    content = f"{'many words ' * 4000}here it is{' and so on' * 4000}".encode()
    around = context_of(content, "line.txt", placed(content, "line.txt", "here it is"))
    assert around is not None
    assert around.words == "here it is"
    assert around.before.startswith("… many words ")
    assert around.before.endswith("many words ")
    assert around.after.endswith(" on and so …")
    assert max(len(around.before), len(around.after)) <= 402


def test_words_that_are_not_there_any_more_are_not_made_up() -> None:
    passage = placed(b"We do so. We do not.", "a.txt", "We do so.")
    assert context_of(b"We never did.", "a.txt", passage) is None
    assert context_of(b"Indeed. We do so. We do not.", "a.txt", passage) == Around(
        "Indeed. ", "We do so.", " We do not."
    )
    assert context_of(b"Indeed. We do so. We do so.", "a.txt", passage) is None
    gone = Passage("other.txt", 1, 0, 9, "We do so.", ((0.0, 0.0, 9.0, 9.0),))
    assert context_of(mail(("answer.txt", b"We do so.")), "re.eml", gone) is None
    assert picture_of(mail(("answer.txt", b"We do so.")), "re.eml", gone) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\nnothing", pdf_of(TEXT)[:900], b"\x89PNG\r\n\x1a\nnothing", word_of("<w:p/>"), b"plain words"],
)
def test_a_file_that_cannot_be_drawn_has_no_picture(content: bytes) -> None:
    passage = placed(pdf_of(TEXT), "answer.pdf")
    assert picture_of(content, "answer.pdf", passage) is None
    assert context_of(content, "answer.pdf", passage) is None


def test_a_place_that_no_page_has_has_no_picture() -> None:
    content = pdf_of(TEXT)
    passages = [
        Passage("answer.pdf", 2, 0, 3, "Yes", ((72.0, 700.0, 90.0, 712.0),)),
        Passage("answer.pdf", 0, 0, 3, "Yes", ((72.0, 700.0, 90.0, 712.0),)),
        Passage("answer.pdf", 1, 0, 3, "Yes"),
    ]
    assert Original(content, "answer.pdf").pictures(passages) == (None, None, None)


def test_boxes_beyond_the_page_end_at_its_edge() -> None:
    outside = Passage("a.png", 1, 0, 1, "x", ((-50.0, -20.0, 5000.0, 40.0), (9000.0, 9000.0, 9100.0, 9100.0)))
    picture = opened(picture_of(saved(scan_of(pdf_of(TEXT)), "PNG"), "a.png", outside))
    assert picture.size == (1000, 1294)
