"""From a form that comes back to the report: what was recorded is shown where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest
from lxml import html

from tests.command_line import command
from tests.questionnaires.filling import by_pikepdf
from tests.replies import media
from tests.replies.test_picturing import LINE, marked, read_by_tesseract
from tests.replies.test_report import Element, asking, found, picture, text_of

if TYPE_CHECKING:
    from PIL import Image

LIST, TEMPLATE = "psp-2017-08-03", "psp-questionnaire"
ANSWERS = {"facility-access": "yes", "release-notice": "no", "detainer-requests": "not_applicable"}
WORDS = "Standing Order 12 lets them in."


def printed_and_scanned(form: Path) -> bytes:
    """Print a form that was filled in, and scan it badly."""
    pdf = pdfium.PdfDocument(form.read_bytes())
    pdf.init_forms()
    pages = [page.render(scale=200 / 72).to_pil().convert("L") for page in pdf]
    pdf.close()
    return media.scanned_pdf([media.copied(page, number) for number, page in enumerate(pages)])


def place_of_line(image: Image.Image) -> int:
    """Return how far from the left the line round what is marked begins."""
    pixels = image.load()
    assert pixels is not None
    return next(x for x in range(image.width) for y in range(image.height) if pixels[x, y] == LINE)


@pytest.fixture(scope="module")
def report(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Element:
    folder = tmp_path_factory.mktemp("recorded")
    assert command("init", folder / "office").status == 0
    office = folder / "office"
    for name in ("templates", "recipients"):
        for file in (root / name).glob("psp-*.*"):
            (office / name).mkdir(exist_ok=True)
            (office / name / file.name).write_bytes(file.read_bytes())
    words = ("merge", TEMPLATE, LIST, "--with-form", "--format", "pdf", "--only", "stockton,baltimore")
    made = command(*words, workspace=office)
    assert made.status == 0, made.err
    command("register", "mark", LIST, "--posted", "2017-08-04", workspace=office)
    for name in ("stockton", "baltimore"):
        source = office / "output" / LIST / f"{name}.form.pdf"
        by_pikepdf(source, folder / f"{name}.pdf", {**ANSWERS, "facility-access_explanation": WORDS}, ())
    (folder / "baltimore.pdf").write_bytes(printed_and_scanned(folder / "baltimore.pdf"))
    recorded = command("replies", "record", folder / "stockton.pdf", folder / "baltimore.pdf", workspace=office)
    assert recorded.status in {0, 3}, recorded.err
    page = folder / "report.html"
    told = command("replies", "status", LIST, "--html", page, workspace=office)
    assert told.status == 0, told.err
    return html.document_fromstring(page.read_text("utf-8"))


@pytest.mark.parametrize(
    ("recipient", "how"),
    [("stockton", "read off a field of the form"), ("baltimore", "read off a mark on the paper form")],
)
def test_the_square_that_was_marked_is_shown_on_its_form(report: Element, recipient: str, how: str) -> None:
    for number, label in ((1, "Yes"), (2, "No"), (3, "Not applicable")):
        article = asking(report, recipient, number)
        assert text_of(found(article, ".//p[@class='verdict']")[0]).startswith(f"{label} On record, {how}; reply of ")
        image = picture(found(article, ".//img")[0])
        square = marked(image)
        assert 8 < square.width < 30
        assert 8 < square.height < 30
        ink = sum(square.convert("L").histogram()[:128]) / (square.width * square.height)
        assert ink > 0.15


def test_the_squares_stand_where_the_answers_words_stand(report: Element) -> None:
    places: dict[str, list[int]] = {}
    for recipient in ("stockton", "baltimore"):
        images = [picture(found(asking(report, recipient, number), ".//img")[0]) for number in (1, 2, 3)]
        places[recipient] = [place_of_line(image) for image in images]
    typed = places["stockton"]
    assert typed == sorted(typed)
    assert typed[1] - typed[0] > 50
    assert [abs(first - second) < 30 for first, second in zip(typed, places["baltimore"], strict=True)] == [True] * 3
    for number, label in ((1, "Yes"), (2, "No"), (3, "Not applicable")):
        image = picture(found(asking(report, "stockton", number), ".//img")[0])
        left = places["stockton"][number - 1]
        beside = image.crop((left + 20, 0, left + 125, image.height))
        assert label in read_by_tesseract(beside)
