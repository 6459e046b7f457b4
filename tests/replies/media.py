"""Letters of the corpus as the files that come back: set and packed by other tools than the package, and scanned badly.

Everything follows from the letter's name and words, so that a letter is the same file in every run.
"""

from __future__ import annotations

import io
import random
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import Parser
from email.policy import SMTP, default
from html import escape
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
import numpy as np
import pypdfium2 as pdfium
from docx.enum.text import WD_BREAK
from docx.shared import Inches, Pt
from PIL import Image, ImageFilter
from weasyprint import HTML

from tests.replies.corpus import Letter

DPI = 200
FACES = ("Liberation Serif", "Liberation Sans", "DejaVu Serif", "Liberation Mono")
TYPED, WIDEST = "Liberation Mono", 88
"""The face of a typewriter, and how many signs a typed line has at most."""
DAY = time.gmtime(1_502_928_000)
"""August 17, 2017."""


@dataclass(frozen=True, slots=True)
class Made:
    """A letter as a file.

    Attributes:
        name: What the file is called.
        content: The file.
    """

    name: str
    content: bytes


Maker = Callable[[Letter], Made]


def usual(letter: Letter) -> Made:
    """Return the file as which a letter comes by its medium: PDF and Word, mails, and all kinds of scans, in turn."""
    kinds = {"letter": LETTERS, "email": MAILS, "scan": SCANS}[letter.medium]
    makers = tuple(kinds.values())
    return makers[_turn(letter) % len(makers)](letter)


def every(letter: Letter) -> Iterator[tuple[str, Made]]:
    """Yield a letter as every file that it could be, with the kind's name."""
    kinds = {**MAILS} if letter.medium == "email" else {**LETTERS, **OTHERS, **SCANS}
    for kind, maker in kinds.items():
        yield kind, maker(letter)


def _turn(letter: Letter) -> int:
    digits = "".join(sign for sign in letter.id if sign.isdecimal())
    return int(digits or "0")


def _seed(letter: Letter) -> int:
    return zlib.crc32(letter.id.encode())


# --- typed -----------------------------------------------------------------------------------------------------------


def pdf(letter: Letter) -> Made:
    """Set a letter on paper, each line where it was typed."""
    return Made(f"{letter.id}.pdf", _pdf(letter.text, _seed(letter)))


def _pdf(text: str, seed: int) -> bytes:
    longest = max(len(line) for line in text.splitlines() or [""])
    face = FACES[seed % len(FACES)]
    if longest > WIDEST or (face == TYPED and longest > WIDEST - 10):
        face = FACES[seed % (len(FACES) - 1)]
    size = 10 if face == TYPED or longest > WIDEST - 10 else 11
    look = f"@page {{ size: letter; margin: 1in }} pre {{ font: {size}pt/1.25 '{face}'; white-space: pre-wrap; margin: 0 }}"
    look += " pre + pre { break-before: page }"
    pages = "".join(f"<pre>{escape(page)}</pre>" for page in _pages(text))
    content = HTML(
        string=f"<html lang=en><title>Reply</title><style>{look}</style><body>{pages}</body></html>"
    ).write_pdf()
    assert isinstance(content, bytes)
    return content


def _pages(text: str) -> list[str]:
    return [page.strip("\n") for page in text.split("\f")]


def word(letter: Letter) -> Made:
    """Write a letter in Word: a paragraph for each that was typed, with its line breaks."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = ("Times New Roman", "Arial", "Calibri")[_seed(letter) % 3], Pt(11)
    for section in document.sections:
        section.page_width, section.page_height = Inches(8.5), Inches(11)
    for number, page in enumerate(_pages(letter.text)):
        for place, typed in enumerate(page.split("\n\n")):
            paragraph = document.add_paragraph()
            if number and not place:
                paragraph.add_run().add_break(WD_BREAK.PAGE)
            for line_number, line in enumerate(typed.split("\n")):
                run = paragraph.add_run()
                if line_number:
                    run.add_break()
                run.add_text(line)
    target = io.BytesIO()
    document.save(target)
    return Made(f"{letter.id}.docx", _of_no_day(target))


def _of_no_day(archive: io.BytesIO) -> bytes:
    """Return an archive whose files bear the first day that a ZIP knows."""
    target = io.BytesIO()
    with ZipFile(archive) as before, ZipFile(target, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(ZipInfo(name), before.read(name), ZIP_DEFLATED)
    return target.getvalue()


def text_file(letter: Letter) -> Made:
    """Save a letter as Notepad does: Windows-1252 where it can be, with Windows' line ends."""
    try:
        content = letter.text.replace("\n", "\r\n").encode("cp1252")
    except UnicodeEncodeError:
        content = letter.text.replace("\n", "\r\n").encode("utf-8-sig")
    return Made(f"{letter.id}.txt", content)


def web_page(letter: Letter) -> Made:
    """Save a letter as a web page."""
    page = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>Letter</title></head><body>{_html(letter.text)}</body></html>"
    return Made(f"{letter.id}.html", page.encode())


def _html(text: str) -> str:
    """Return a text as HTML, a paragraph for each, each line on its own; quoted lines in the blocks that mail programs write."""
    paragraphs: list[str] = []
    for one in text.replace("\f", "\n").split("\n\n"):
        lines = one.strip("\n").split("\n")
        quoted = all(line.startswith(">") for line in lines)
        kept = [line.removeprefix(">").removeprefix(" ") for line in lines] if quoted else lines
        inside = f"<p>{'<br>'.join(escape(line) for line in kept)}</p>\n"
        paragraphs.append(f"<blockquote type=cite>{inside}</blockquote>" if quoted else inside)
    return "".join(paragraphs)


# --- mails -----------------------------------------------------------------------------------------------------------


def mail(letter: Letter) -> Made:
    """Take a mail as it is kept."""
    return Made(f"{letter.id}.eml", letter.text.encode())


def mail_in_two_forms(letter: Letter) -> Made:
    """Pack a mail as most programs do: as plain text and again as HTML."""
    kept = Parser(policy=default).parsestr(letter.text)
    found = EmailMessage(policy=SMTP)
    for name, value in kept.items():
        found[name] = value
    body = letter.text.partition("\n\n")[2]
    found.set_content(body)
    found.add_alternative(f"<html><body>{_html(body)}</body></html>", subtype="html")
    found.set_boundary("=_corpus")
    return Made(f"{letter.id}.eml", found.as_bytes())


def mail_with_pdf(letter: Letter) -> Made:
    """Attach a letter to a mail, as a PDF."""
    return _attached(letter, pdf(letter), "application", "pdf")


def mail_with_word(letter: Letter) -> Made:
    """Attach a letter to a mail, as a Word file."""
    return _attached(letter, word(letter), "application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


def _attached(letter: Letter, made: Made, kind: str, subtype: str) -> Made:
    found = EmailMessage(policy=SMTP)
    found["From"] = "Records Desk <records@mail.example.net>"
    found["To"] = "psp@ojp.example.gov"
    found["Subject"] = "Letter"
    found["Date"] = "Thu, 17 Aug 2017 10:00:00 -0400"
    found.set_content("Please see the letter that is attached.\n\nRecords Desk\n")
    found.add_attachment(made.content, kind, subtype, filename=made.name)
    found.set_boundary("=_corpus")
    return Made(f"{letter.id}.eml", found.as_bytes())


# --- scans -----------------------------------------------------------------------------------------------------------


def pictures(letter: Letter) -> list[Image.Image]:
    """Draw the pages of a letter, in shades of gray."""
    return pictures_of(pdf(letter).content)


def pictures_of(content: bytes) -> list[Image.Image]:
    """Draw the pages of a PDF, with what is filled in, in shades of gray."""
    document = pdfium.PdfDocument(content)
    document.init_forms()
    found = [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]
    document.close()
    return found


def copied(picture: Image.Image, seed: int) -> Image.Image:
    """Scan a page badly: askew by one or two degrees, blurred, noisy, on gray paper, and pressed into a JPEG."""
    chance = random.Random(seed)  # noqa: S311  (not for secrets: the same scan in every run)
    angle = chance.choice((-1, 1)) * chance.uniform(1, 2)
    paper = chance.randint(225, 242)
    turned = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    soft = turned.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 0.9)))
    points = np.asarray(soft, dtype=np.float32) / 255
    shade = np.linspace(paper, paper - chance.randint(5, 20), points.shape[1], dtype=np.float32)
    noise = np.random.default_rng(seed).normal(0, chance.uniform(4, 8), points.shape).astype(np.float32)
    dark = np.float32(chance.randint(15, 50))
    gray = dark + points * (shade - dark) + noise
    return _pressed(Image.fromarray(np.clip(gray, 0, 255).astype(np.uint8)))


def faxed(picture: Image.Image, seed: int) -> Image.Image:
    """Send a page by fax: black or white, askew by one or two degrees, with specks."""
    chance = random.Random(seed)  # noqa: S311  (as above)
    turned = picture.rotate(chance.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor=255)
    points = np.asarray(turned, dtype=np.int16) + np.random.default_rng(seed).normal(0, 18, turned.size[::-1])
    black = points < chance.randint(140, 165)
    specks = np.random.default_rng(seed + 1).random(black.shape) < 0.0004
    return Image.fromarray(np.where(black | specks, 0, 255).astype(np.uint8)).convert("1", dither=Image.Dither.NONE)


def _pressed(picture: Image.Image) -> Image.Image:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=60)
    return Image.open(io.BytesIO(target.getvalue()))


def _seeded(letter: Letter, degrade: Callable[[Image.Image, int], Image.Image]) -> list[Image.Image]:
    return [degrade(one, _seed(letter) + number) for number, one in enumerate(pictures(letter))]


def scanned_pdf(pages: list[Image.Image]) -> bytes:
    """Return pictures as a PDF without text."""
    target = io.BytesIO()
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, creationDate=DAY, modDate=DAY)
    return target.getvalue()


def scanned_tiff(pages: list[Image.Image]) -> bytes:
    """Return pictures as the pages of a TIFF."""
    target = io.BytesIO()
    packing = "group4" if pages[0].mode == "1" else "tiff_lzw"
    pages[0].save(target, "TIFF", save_all=True, append_images=pages[1:], compression=packing, dpi=(DPI, DPI))
    return target.getvalue()


def scan_as_pdf(letter: Letter) -> Made:
    """Scan a letter into a PDF."""
    return Made(f"{letter.id}.pdf", scanned_pdf(_seeded(letter, copied)))


def fax_as_tiff(letter: Letter) -> Made:
    """Take a letter off a fax that saves TIFF."""
    return Made(f"{letter.id}.tif", scanned_tiff(_seeded(letter, faxed)))


def fax_as_pdf(letter: Letter) -> Made:
    """Take a letter off a fax that saves PDF."""
    return Made(f"{letter.id}.pdf", scanned_pdf(_seeded(letter, faxed)))


def scan_as_tiff(letter: Letter) -> Made:
    """Scan a letter into a TIFF."""
    return Made(f"{letter.id}.tif", scanned_tiff(_seeded(letter, copied)))


def photograph(letter: Letter) -> Made:
    """Scan a letter of one page into a JPEG, a longer one into a PDF."""
    pages = _seeded(letter, copied)
    if len(pages) > 1:
        return Made(f"{letter.id}.pdf", scanned_pdf(pages))
    target = io.BytesIO()
    pages[0].save(target, "JPEG", quality=60, dpi=(DPI, DPI))
    return Made(f"{letter.id}.jpg", target.getvalue())


def screen(letter: Letter) -> Made:
    """Save a letter of one page as a PNG, a longer one as a TIFF."""
    pages = _seeded(letter, copied)
    if len(pages) > 1:
        return Made(f"{letter.id}.tif", scanned_tiff(pages))
    target = io.BytesIO()
    pages[0].save(target, "PNG", dpi=(DPI, DPI))
    return Made(f"{letter.id}.png", target.getvalue())


LETTERS: Mapping[str, Maker] = MappingProxyType({"PDF": pdf, "Word": word})
MAILS: Mapping[str, Maker] = MappingProxyType({"mail": mail, "mail in two forms": mail_in_two_forms})
OTHERS: Mapping[str, Maker] = MappingProxyType(
    {
        "plain text": text_file,
        "web page": web_page,
        "PDF in a mail": mail_with_pdf,
        "Word in a mail": mail_with_word,
    }
)
SCANS: Mapping[str, Maker] = MappingProxyType(
    {
        "scan (PDF)": scan_as_pdf,
        "fax (TIFF)": fax_as_tiff,
        "scan (JPEG)": photograph,
        "fax (PDF)": fax_as_pdf,
        "scan (PNG)": screen,
        "scan (TIFF)": scan_as_tiff,
    }
)
