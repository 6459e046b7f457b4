"""Letters of the corpus in every form in which they come: the files are what they claim, and are read."""

from __future__ import annotations

import io
import re
from difflib import SequenceMatcher
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image

from correspondence.replies.read import read_reply
from correspondence.reply import Reply
from tests.replies.corpus import Letter, letters_of
from tests.replies.media import LETTERS, MAILS, OTHERS, SCANS, Made, every, usual
from tests.tools import docx_text, program, run

LETTER, MAIL = "014-page-header-in-the-middle", "101-inline-under-quotes"
ALL_KINDS = [(MAIL, kind) for kind in MAILS] + [(LETTER, kind) for kind in (*LETTERS, *OTHERS, *SCANS)]


def letter_of(name: str) -> Letter:
    (found,) = (one for one in letters_of("developing") if one.id == name)
    return found


@pytest.fixture(scope="module")
def made() -> dict[tuple[str, str], Made]:
    return {(name, kind): one for name in (LETTER, MAIL) for kind, one in every(letter_of(name))}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def share_of_words(letter: Letter, reply: Reply) -> float:
    """Return the share of a letter's words that were read, in their order."""
    said = words(letter.text.partition("\n\n")[2] if letter.medium == "email" else letter.text)
    found = words(" ".join(page.text for page in reply.pages))
    return sum(one.size for one in SequenceMatcher(None, said, found, autojunk=False).get_matching_blocks()) / len(said)


@pytest.mark.parametrize(("name", "kind"), ALL_KINDS)
def test_a_letter_is_read_in_every_form(name: str, kind: str, made: dict[tuple[str, str], Made]) -> None:
    if kind in SCANS:
        program("tesseract")
    letter, one = letter_of(name), made[name, kind]
    reply = read_reply(one.content, one.name)
    assert reply.unreadable == ()
    assert [page.suspect for page in reply.pages if page.suspect] == []
    assert share_of_words(letter, reply) >= (0.97 if kind in SCANS else 1.0)
    if kind in {"PDF", *SCANS}:
        assert len(reply.pages) == letter.text.count("\f") + 1 == 2
        assert {page.source for page in reply.pages} == {"ocr" if kind in SCANS else "text-layer"}


def test_a_letter_is_the_same_file_in_every_run(made: dict[tuple[str, str], Made]) -> None:
    letters = {name: letter_of(name) for name in (LETTER, MAIL)}
    assert {(name, kind): one for name, letter in letters.items() for kind, one in every(letter)} == made


def test_other_tools_read_the_same_words(made: dict[tuple[str, str], Made], tmp_path: Path) -> None:
    said = words(letter_of(LETTER).text)
    pdf, scan, word = (tmp_path / name for name in ("letter.pdf", "scan.pdf", "letter.docx"))
    for path, kind in ((pdf, "PDF"), (scan, "scan (PDF)"), (word, "Word")):
        path.write_bytes(made[LETTER, kind].content)
    assert words(run(program("pdftotext"), "-layout", "-enc", "UTF-8", pdf, "-").stdout) == said
    assert words(run(program("pdftotext"), scan, "-").stdout) == []
    assert words(docx_text(word)) == said
    with ZipFile(word) as archive:
        assert archive.testzip() is None
    mail = message_from_bytes(made[LETTER, "PDF in a mail"].content, policy=default)
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == made[LETTER, "PDF"].content


def test_a_fax_is_black_and_white_and_a_scan_is_gray(made: dict[tuple[str, str], Made]) -> None:
    with Image.open(io.BytesIO(made[LETTER, "fax (TIFF)"].content)) as fax:
        assert (fax.mode, fax.info["dpi"], fax.size) == ("1", (200, 200), (1700, 2200))
    with Image.open(io.BytesIO(made[LETTER, "scan (TIFF)"].content)) as scan:
        shades = scan.convert("L").histogram()
    assert sum(shades[250:]) < sum(shades) / 100
    assert sum(shades[190:250]) > sum(shades) / 2


def test_letters_come_in_their_medium_in_turn() -> None:
    endings = {"letter": {".pdf", ".docx"}, "email": {".eml"}, "scan": {".pdf", ".tif", ".png", ".jpg"}}
    found: dict[str, set[str]] = {}
    for letter in letters_of("developing")[:24]:
        found.setdefault(letter.medium, set()).add(Path(usual(letter).name).suffix)
    assert found == endings
