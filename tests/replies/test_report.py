"""The report on a mailing's replies, read back as browsers read pages; its pictures are read by tesseract."""

from __future__ import annotations

import datetime
import io
import itertools
import re
from base64 import b64decode
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from correspondence.replying.report import GENERATOR
from correspondence.replying.report.charts import answers_chart, time_chart
from correspondence.replying.tallying import tally
from correspondence.workspace import Workspace
from tests.command_line import command
from tests.replies.conftest import Furnished
from tests.replies.corpus import inquiry
from tests.replies.histories import DUE, MAILING, QUESTIONS, office_at
from tests.replies.media import Made
from tests.replies.test_picturing import marked, read_by_tesseract
from tests.replies.test_tally import DAY, SUMMARY
from tests.tools import ROOT

Element = html.HtmlElement


@pytest.fixture(scope="module")
def page(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    made = command("replies", "status", MAILING, "--as-of", DAY, "--html", file, workspace=furnished.root)
    assert (made.status, made.lines, made.err) == (0, [str(file)], SUMMARY)
    return file


@pytest.fixture(scope="module")
def root(page: Path) -> Element:
    return html.document_fromstring(page.read_text("utf-8"))


def text_of(element: Element) -> str:
    return " ".join(str(element.text_content()).split())


def found(root: Element, path: str) -> list[Element]:
    elements = root.xpath(path)
    assert isinstance(elements, list)
    return [one for one in elements if isinstance(one, html.HtmlElement)]


def one(root: Element, path: str) -> Element:
    [element] = found(root, path)
    return element


def letter(root: Element, recipient: str) -> Element:
    return one(root, f"//section[@id='letter-1-{recipient}']")


def asking(root: Element, recipient: str, number: int) -> Element:
    return found(letter(root, recipient), ".//article")[number - 1]


def table(root: Element, caption: str) -> list[list[str]]:
    [element] = [one for one in found(root, "//table") if text_of(found(one, "./caption")[0]).startswith(caption)]
    return [[text_of(cell) for cell in found(row, "./th|./td")] for row in found(element, ".//tr")]


def picture(element: Element) -> Image.Image:
    source = str(element.get("src"))
    assert source.startswith("data:image/png;base64,")
    return Image.open(io.BytesIO(b64decode(source.partition(",")[2]))).convert("RGB")


# --- the page as a page ----------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_beside_itself(page: Path, root: Element) -> None:
    text = page.read_text("utf-8")
    assert text.startswith(f'{GENERATOR}\n<!DOCTYPE html>\n<html lang="en">')
    assert found(root, "//script|//link|//iframe|//object|//embed|//base|//form") == []
    addresses = [str(value) for value in root.xpath("//@src|//@href|//@srcset|//@action|//@background|//@poster")]
    assert [value for value in addresses if not value.startswith(("#", "data:image/png;base64,"))] == []
    assert [name for name in root.xpath("//@*") if str(getattr(name, "attrname", "")).startswith("on")] == []
    style = text_of(one(root, "//style"))
    assert re.findall(r"@import|url\(|https?:", style) == []
    assert re.sub(r"\s+", " ", re.sub(r"http://www\.w3\.org\S+", "", text)).count("http://") == 0
    policy = one(root, "//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def test_every_place_in_the_page_that_is_linked_to_is_there_once(root: Element) -> None:
    ids = [str(value) for value in root.xpath("//@id")]
    assert len(ids) == len(set(ids))
    assert {str(value)[1:] for value in root.xpath("//a/@href")} <= set(ids)
    named = {word for value in root.xpath("//@aria-labelledby") for word in str(value).split()}
    assert named <= set(ids)


def test_the_page_can_be_heard_as_well_as_seen(root: Element) -> None:
    assert root.get("lang") == "en"
    levels = [int(str(element.tag)[1]) for element in found(root, "//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []
    for element in found(root, "//table"):
        assert text_of(one(element, "./caption"))
        assert {cell.get("scope") for cell in found(element, "./thead//th")} == {"col"}
        assert {cell.get("scope") for cell in found(element, "./tbody//th")} == {"row"}
    assert [image for image in found(root, "//img") if len(str(image.get("alt", ""))) < 20] == []
    charts = found(root, "//*[local-name()='svg']")
    assert [chart.get("role") for chart in charts] == ["img", "img"]
    assert [text_of(found(chart, "./*[local-name()='title']")[0]) for chart in charts] == [
        "Answers by question",
        "Replies over time, against the day on which they were due",
    ]


def luminance(color: str) -> float:
    """Return the relative luminance of a color, as WCAG 2.2 has it."""
    shades = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shades]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_their_ground(root: Element) -> None:
    colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", text_of(one(root, "//style"))))
    white = "#ffffff"
    pairs = [(colors[name], white) for name in ("yes", "no", "na", "unclear", "answered", "late", "soft", "ink")]
    pairs += [(colors["soft"], colors["panel"]), (colors["ink"], colors["partial"])]
    pairs += [("#6b4f00", "#fdf3d4"), ("#5c4400", "#fdf3d4"), (colors["ink"], "#ffe878"), ("#14477d", white)]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


# --- numbers and charts ----------------------------------------------------------------------------------------------

EXPECTED = [
    ["Question", "Yes", "No", "Not applicable", "Waits for a person", "No answer"],
    ["1 facility-access", "6", "2", "1", "3", "6"],
    ["2 release-notice", "4", "2", "2", "4", "6"],
    ["3 detainer-requests", "0", "6", "1", "4", "7"],
]


def test_the_head_counts_the_letters(root: Element) -> None:
    assert text_of(one(root, "//h1")) == "Public Safety Partnership questionnaire"
    assert [text_of(element) for element in found(root, "//ul[@class='figures']/li")] == [
        "18 asked",
        "5 answered",
        "1 answered in part",
        "6 wait for review",
        "2 wrote, not yet answered",
        "1 refused",
        "1 silent",
        "2 not reached",
        "3 overdue",
    ]


def test_the_bars_are_as_long_as_the_table_says(root: Element) -> None:
    assert table(root, "Answers by question") == EXPECTED
    names = {"Yes": "yes", "No": "no", "Not applicable": "not_applicable"}
    names |= {"Waits for a person": "waits", "No answer": "open"}
    chart = found(root, "//*[local-name()='svg']")[0]
    bars = [element for element in found(chart, "./*[local-name()='rect']") if element.get("class") in names.values()]
    drawn: dict[tuple[float, str], float] = {
        (float(str(bar.get("y"))), str(bar.get("class"))): float(str(bar.get("width"))) for bar in bars
    }
    heights = sorted({place for place, _ in drawn})
    whole = sum(width for (place, _), width in drawn.items() if place == heights[0])
    for place, row in zip(heights, EXPECTED[1:], strict=True):
        for name, count in zip(EXPECTED[0][1:], row[1:], strict=True):
            assert drawn.get((place, names[name]), 0) == pytest.approx(whole * int(count) / 18, abs=0.05)
    assert [text_of(element) for element in found(root, "//ul[@class='legend']/li")] == EXPECTED[0][1:]


def test_the_steps_rise_as_the_table_says(root: Element) -> None:
    rows = table(root, "First replies")
    assert rows == [
        ["Day", "Came", "Until then"],
        ["2017-08-11", "1", "1"],
        ["2017-08-12", "1", "2"],
        ["2017-08-15", "1", "3"],
        ["2017-08-16", "2", "5"],
        ["2017-08-17", "3", "8"],
        ["2017-08-18", "4", "12"],
        ["2017-08-21", "1", "13"],
        ["2017-08-22", "2", "15"],
    ]
    chart = found(root, "//*[local-name()='svg']")[1]
    path = str(one(chart, "./*[@class='steps']").get("d"))
    foot, top = 260 - 28, 34
    ends = {float(x): float(y) for x, y in re.findall(r"H([\d.]+)V([\d.]+)", path)}
    heights = sorted(ends.values(), reverse=True)
    assert [round((foot - y) / (foot - top) * 18) for y in heights] == [1, 2, 3, 5, 8, 12, 13, 15]
    due, extended = (float(str(line.get("x1"))) for line in found(chart, "./*[@class='due']"))
    day = (max(ends) - min(ends)) / 11
    assert due == pytest.approx(min(ends) + 7 * day, abs=0.2)
    assert extended == pytest.approx(min(ends) + 28 * day, abs=0.6)
    labels = [text_of(one) for one in found(chart, "./*[contains(@class, '-label')]")]
    assert labels == [f"due {DUE}", f"as of {DAY}", "due 2017-09-08"]


def test_the_charts_of_many_replies_go_by_weeks(tmp_path: Path) -> None:
    towns = [asked.recipient.id for asked in inquiry("developing").asked]
    assert len(towns) == 28
    with office_at(tmp_path / "office") as office:
        office.ask(*towns)
        for number, name in enumerate(towns):
            case = office.case(name).posted("2017-08-01")
            day = datetime.date(2017, 8, 1) + datetime.timedelta(2 * number)
            case.read(case.received(Made(f"{name}.txt", f"Reply {number}".encode()), str(day)), kind="acknowledgement")
        [mailing] = tally(office.register, datetime.date(2017, 10, 1)).mailings
    chart = time_chart(mailing, datetime.date(2017, 10, 1))
    assert [(row.label, row.came, row.total) for row in chart.rows[:2]] == [
        ("2017-07-31 to 2017-08-06", 3, 3),
        ("2017-08-07 to 2017-08-13", 4, 7),
    ]
    assert (chart.rows[-1].total, chart.came, chart.total) == (28, 28, 28)
    assert [tick.label for tick in chart.days][:2] == ["Aug 1", "Aug 8"]
    assert answers_chart(mailing).categories == ("open",)


# --- letters and answers ---------------------------------------------------------------------------------------------


def test_every_letter_stands_in_the_table(root: Element) -> None:
    rows = table(root, "Who was asked")
    assert rows[0] == ["Addressee", "Posted", "Due", "Replies", "State", "1", "2", "3"]
    by_name = {row[0]: row[1:] for row in rows[1:]}
    assert len(by_name) == 18
    assert by_name["Chief Nadine Broussard, Rosedale Police DepartmentPSP-2017-225T-R"] == [
        "2017-08-04first-class-mail",
        DUE,
        "2017-08-182017-08-25",
        "Answered",
        "Yes",
        "No",
        "No",
    ]
    states = [
        text_of(element) for element in found(root, "//section[@class='letters']//span[contains(@class, 'state')]")
    ]
    assert states.count("Overdue") == 3
    assert states.count("Needs review") == 6


@pytest.mark.parametrize(("recipient", "number", "words"), [("irving-park", 3, "3. No."), ("rosedale", 3, "No")])
def test_an_answer_stands_beside_its_place_on_the_page(root: Element, recipient: str, number: int, words: str) -> None:
    article = asking(root, recipient, number)
    quoted = text_of(found(article, ".//blockquote")[0])
    assert words in quoted
    image = found(article, ".//img")[0]
    assert read_by_tesseract(marked(picture(image))).split() == quoted.split()
    assert quoted in str(image.get("alt"))


def test_a_scan_shows_its_words_too(root: Element) -> None:
    article = asking(root, "mesa-verde-heights", 3)
    quoted = text_of(found(article, ".//blockquote")[0]).split()
    seen = read_by_tesseract(marked(picture(found(article, ".//img")[0]))).split()
    assert sum(word in seen for word in quoted) >= 0.8 * len(quoted)
    assert text_of(found(article, ".//figcaption")[0]) == "010-prose-no-numbers.jpg, page 1"


def test_a_mark_on_a_form_is_shown_where_it_was_made(root: Element) -> None:
    article = asking(root, "oakhurst", 2)
    assert "On record, read off a mark on the paper form; reply of 2017-08-17" in text_of(article)
    image = found(article, ".//img")[0]
    assert image.get("alt") == "The place on the form at which the answer is marked"
    crossed = marked(picture(image)).convert("L")
    ink = sum(crossed.histogram()[:128]) / (crossed.width * crossed.height)
    assert 0.2 < ink < 0.8
    assert "Not applicable" in read_by_tesseract(picture(image))


@pytest.mark.parametrize(("recipient", "words"), [("tamarack", "questions 1, 2 and 3 is no"), ("kenwood", "(a) Yes.")])
def test_words_of_a_mail_or_word_file_are_marked_among_their_lines(root: Element, recipient: str, words: str) -> None:
    article = asking(root, recipient, 1)
    assert words in text_of(one(article, ".//mark"))
    context = text_of(one(article, ".//blockquote[@class='context']"))
    assert words in context
    assert len(context) > len(words) + 40
    assert found(article, ".//img") == []


def test_the_question_stands_in_full_with_every_answer(root: Element) -> None:
    questionnaire = Workspace(ROOT).template("psp-questionnaire").questionnaire
    assert questionnaire is not None
    texts = {one.id: " ".join(one.text.split()) for one in questionnaire.questions}
    assert [text_of(element) for element in found(letter(root, "irving-park"), ".//p[@class='question']")] == [
        texts[name] for name in QUESTIONS
    ]


def test_what_a_person_decided_stands_with_name_and_reason(root: Element) -> None:
    said = text_of(asking(root, "quarry-ridge", 1))
    assert "No On record, decided by Robin Example on 2017-08-30; reply of 2017-08-18" in said
    assert (
        "Because: The second paragraph takes back what the first one says; the chief confirmed it by telephone." in said
    )
    entered = text_of(letter(root, "union-grove"))
    assert "2017-08-22: said, by telephone, telephone.txt, taken down by Sam Example" in entered
    assert "The jail is run by the county. We get no such requests." in entered
    assert "Not applicable On record, entered by Sam Example on 2017-08-30; reply of 2017-08-22" in entered


def test_an_answer_that_was_amended_stays_to_be_seen(root: Element) -> None:
    blocks = [text_of(element) for element in found(asking(root, "rosedale", 2), ".//div[contains(@class, 'said')]")]
    assert blocks[0].startswith("No On record, said outright in the reply; reply of 2017-08-25")
    assert blocks[1].startswith(
        "Yes Was on record before; amended since, said outright in the reply; reply of 2017-08-18"
    )


def test_what_waits_says_why_and_a_third_party_is_kept_apart(root: Element) -> None:
    said = text_of(asking(root, "lakemont", 1))
    assert "Not applicable? Waits for a person, proposed from the words of the reply; reply of 2017-08-18" in said
    assert "Why it waits: another sentence speaks of the same question" in said
    terms = [text_of(element) for element in found(asking(root, "lakemont", 1), ".//dt")]
    assert "Another body’s position, as reported" in terms
    cited = [text_of(element) for element in found(asking(root, "irving-park", 1), ".//ul[@class='authorities']/li")]
    assert cited == ["Operations Directive 6.11"]


def test_granted_time_and_strangers_are_told(root: Element) -> None:
    assert "More time until 2017-09-08, granted on 2017-08-30 by Robin Example: Asked for by the chief" in text_of(
        letter(root, "stockton")
    )
    rows = table(root, "Replies whose letter nobody knows")
    assert rows[1] == [
        "128-sheriff-not-on-list.docx",
        "2017-08-21",
        "",
        "the letterhead names nobody who was asked",
    ]
