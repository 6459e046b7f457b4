"""Forms of the sample as they come back: filled in by programs, flattened, printed and marked by hand, scanned badly."""

from __future__ import annotations

import dataclasses
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pikepdf
from PIL import Image, ImageDraw

from correspondence.render.docx import render_docx
from correspondence.render.forms import Place
from correspondence.reply import SentForm
from tests.questionnaires.filling import FILLERS
from tests.replies.corpus import Inquiry, inquiry
from tests.replies.media import copied, faxed, pictures_of, scanned_pdf, scanned_tiff
from tests.replies.pens import PENS, TREATMENTS, Pen, cross, drawn, scribble, square, tick
from tests.tools import program, run, to_pdf
from tests.word_forms import WORD, converted, filled

RECIPIENT = "oakhurst"
EXPLAINED: Mapping[str, str] = MappingProxyType(
    {
        "yes": "Yes. Standing Order 12 provides for it.",
        "no": "No. We do not do this.",
        "partial": "Only where a judge's warrant comes with the request.",
        "not_applicable": "The county sheriff runs the only jail here.",
    }
)
CITED: Mapping[str, str] = MappingProxyType({"yes": "Standing Order 12", "no": "", "partial": "8 U.S.C. § 1373"})
"""What is written beside a mark, so that it says the same."""


@dataclass(frozen=True, slots=True)
class Case:
    """A form that came back.

    Attributes:
        kind: ``PDF``, ``Word``, ``flattened`` or ``scan``.
        way: How it was filled in and what became of it.
        file: The file's name.
        content: The file.
        marks: What is marked, by the question's id.
        doubtful: Questions that a person must see.
    """

    kind: str
    way: str
    file: str
    content: bytes
    marks: Mapping[str, str]
    doubtful: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Out:
    """The form that went out to one recipient."""

    inquiry: Inquiry
    sent: SentForm
    places: tuple[Place, ...]
    word: bytes

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions' ids."""
        return tuple(one.id for one in self.inquiry.questionnaire.questions)

    def marks(self, turn: int) -> dict[str, str]:
        """Return an answer to each question: each of the answers in turn."""
        options = tuple(EXPLAINED)
        return {name: options[(turn + place) % len(options)] for place, name in enumerate(self.questions)}


@cache
def out() -> Out:
    """Return the sample's form as it went out to one recipient, as PDF and Word."""
    asked = inquiry("developing")
    content, places = asked.blank(RECIPIENT)
    word = render_docx(asked.form_document(RECIPIENT), asked.forms.stylesheet)
    return Out(asked, dataclasses.replace(asked.sent_form(RECIPIENT), blank=content), places, word)


def written(marks: Mapping[str, str]) -> dict[str, str]:
    """Return all that is filled in with these marks: an explanation and a citation for each, and who answered."""
    texts = {
        "respondent_name": "Minh Tran",
        "respondent_title": "Chief of Police",
        "respondent_date": "August 14, 2017",
    }
    for name, option in marks.items():
        texts[f"{name}_explanation"] = EXPLAINED[option]
        if cited := CITED.get(option):
            texts[f"{name}_citation"] = cited
    return {**marks, **texts}


# --- on a screen -----------------------------------------------------------------------------------------------------


def filled_pdf(filler: str, answers: Mapping[str, str]) -> bytes:
    """Fill the PDF form in with a program."""
    with tempfile.TemporaryDirectory() as folder:
        blank, target = Path(folder) / "blank.pdf", Path(folder) / "filled.pdf"
        blank.write_bytes(out().sent.blank)
        FILLERS[filler](blank, target, answers, out().places)
        return target.read_bytes()


def pdf_forms(fillers: tuple[str, ...] = tuple(FILLERS), turns: int = 4) -> Iterator[Case]:
    """Yield PDF forms that programs filled in, every answer by every one."""
    for filler in fillers:
        for turn in range(turns):
            marks = out().marks(turn)
            yield Case("PDF", f"filled by {filler}", "form.pdf", filled_pdf(filler, written(marks)), marks)
        marks = out().marks(0)
        yield Case("PDF", f"marked by {filler}, nothing written", "form.pdf", filled_pdf(filler, marks), marks)


def word_forms(turns: int = 4) -> Iterator[Case]:
    """Yield Word forms: as Word fills them in, and saved again by LibreOffice."""
    cases = {f"turn{turn}": out().marks(turn) for turn in range(turns)}
    contents = {name: filled(out().word, written(marks)) for name, marks in cases.items()}
    for name, marks in cases.items():
        yield Case("Word", "filled in Word", "form.docx", contents[name], marks)
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{name}.docx" for name in cases}
        for name, path in paths.items():
            path.write_bytes(contents[name])
        for name, path in converted(paths, WORD, Path(folder) / "saved").items():
            yield Case("Word", "saved by LibreOffice", "form.docx", path.read_bytes(), cases[name])


def by_pdftk(source: Path, target: Path) -> None:
    """Flatten a form as scripts do."""
    run(program("pdftk"), source, "output", target, "flatten")


def by_poppler(source: Path, target: Path) -> None:
    """Print a form to PDF as Linux does."""
    run(program("pdftocairo"), "-pdf", source, target)


FLATTENERS: Mapping[str, Callable[[Path, Path], None]] = MappingProxyType({"pdftk": by_pdftk, "poppler": by_poppler})


def flattened_forms(turns: int = 4) -> Iterator[Case]:
    """Yield PDF forms that were filled in and flattened."""
    for name, flatten in FLATTENERS.items():
        for turn in range(turns):
            marks = out().marks(turn)
            with tempfile.TemporaryDirectory() as folder:
                source, target = Path(folder) / "filled.pdf", Path(folder) / "flat.pdf"
                source.write_bytes(filled_pdf("pikepdf", written(marks)))
                flatten(source, target)
                yield Case("flattened", f"flattened by {name}", "form.pdf", target.read_bytes(), marks)


# --- on paper --------------------------------------------------------------------------------------------------------


def scanned_forms(pens: tuple[Pen, ...] = PENS, treatments: tuple[str, ...] = ("copied", "faxed")) -> Iterator[Case]:
    """Yield printed forms that were marked with pens and scanned."""
    for treatment in treatments:
        for turn, pen in enumerate(pens):
            marks = out().marks(turn)
            way = f"{pen.__name__.replace('_', ' ')}, {treatment}"
            yield _scan(way, treatment, drawn(out().sent, marks, pen), marks, turn)


def printed_forms(turns: int = 4) -> Iterator[Case]:
    """Yield forms that were filled in on a screen, printed and scanned."""
    for turn in range(turns):
        marks = out().marks(turn)
        (picture,) = pictures_of(filled_pdf("pikepdf", written(marks)))
        yield _scan("filled in, printed and copied", "copied", picture, marks, turn)


def _scan(
    way: str,
    treatment: str,
    picture: Image.Image,
    marks: Mapping[str, str],
    seed: int,
    doubtful: frozenset[str] = frozenset(),
) -> Case:
    if treatment == "copied":
        return Case("scan", way, "scan.pdf", scanned_pdf([copied(picture, seed)]), marks, doubtful)
    if treatment == "faxed":
        return Case("scan", way, "fax.tif", scanned_tiff([faxed(picture, seed)]), marks, doubtful)
    return Case("scan", way, "scan.pdf", scanned_pdf([copied(TREATMENTS[treatment](picture), seed)]), marks, doubtful)


# --- for a person ----------------------------------------------------------------------------------------------------


def doubtful_forms() -> Iterator[Case]:
    """Yield forms with an answer that nobody can tell without looking: two marks, none, or words that say another thing."""
    marks, first = out().marks(0), out().questions[0]
    second = out().questions[1]
    others = {name: option for name, option in marks.items() if name != first}
    of_first = frozenset({first})
    yield Case("PDF", "nothing marked", "form.pdf", filled_pdf("pikepdf", others), others, of_first)
    yield Case(
        "PDF", "two widgets marked", "form.pdf", _marked_twice(first, filled_pdf("pikepdf", marks)), others, of_first
    )
    contradicted = {**written(marks), f"{first}_explanation": "No. We do not admit anybody, and have never done so."}
    yield Case("PDF", "words against the mark", "form.pdf", filled_pdf("pikepdf", contradicted), others, of_first)
    yield Case("Word", "words against the mark", "form.docx", filled(out().word, contradicted), others, of_first)
    yield Case("Word", "nothing marked", "form.docx", filled(out().word, others), others, of_first)
    yield Case("Word", "two boxes marked", "form.docx", _ticked_twice(marks, first), others, of_first)
    yield _scan("nothing marked", "copied", drawn(out().sent, others, cross), others, 1, of_first)
    twice = drawn(out().sent, marks, tick)
    cross(ImageDraw.Draw(twice), square(out().sent, first, "no", twice.height))
    yield _scan("two squares marked", "copied", twice, others, 2, of_first)
    yield _scan("two squares marked", "faxed", twice, others, 3, of_first)
    by_hand = drawn(out().sent, {f"{second}_explanation": ""}, scribble)
    yield _scan("words by hand and no mark", "copied", by_hand, {}, 4, frozenset(out().questions))


def _marked_twice(question: str, content: bytes) -> bytes:
    """Set a second widget of a group to its own state, as programs do that know no groups."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for widget in (one for page in pdf.pages for one in page.get("/Annots", [])):
            parent = widget.get("/Parent", widget)
            if str(parent.get("/T", "")) == question and "/no" in widget.AP.N:
                widget.AS = pikepdf.Name("/no")
        pdf.save(target)
    return target.getvalue()


def _ticked_twice(marks: Mapping[str, str], question: str) -> bytes:
    return filled(filled(out().word, marks), {question: "no"})


def word_forms_on_paper(treatments: tuple[str, ...] = ("copied", "faxed")) -> Iterator[Case]:
    """Yield Word forms that were printed, marked by hand and scanned: no form's places are known for them."""
    marks = out().marks(1)
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{name}.docx" for name in ("blank", "ticked")}
        paths["blank"].write_bytes(out().word)
        paths["ticked"].write_bytes(filled(out().word, written(marks)))
        for name, path in to_pdf(paths.values(), Path(folder) / "printed").items():
            pages = pictures_of(path.read_bytes())
            for seed, treatment in enumerate(treatments):
                degrade = copied if treatment == "copied" else faxed
                pack = scanned_pdf if treatment == "copied" else scanned_tiff
                file = "scan.pdf" if treatment == "copied" else "fax.tif"
                content = pack([degrade(page, seed + number) for number, page in enumerate(pages)])
                said = marks if name.stem == "ticked" else {}
                yield Case(
                    "scan", f"Word form, {name.stem}, {treatment}", file, content, said, frozenset(out().questions)
                )
