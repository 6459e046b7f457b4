"""What strangers write is shown on the report and never obeyed; what is missing is said; somebody's own file is kept."""

from __future__ import annotations

import datetime
import html.parser
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from correspondence.reply import Answer
from correspondence.replying.report.writing import GENERATOR, report_page
from correspondence.replying.tallying import tally
from correspondence.workspace import Workspace
from tests.command_line import command
from tests.replies.files import pdf_of
from tests.replies.histories import QUESTIONS, Office, office_at, passage_in, read_back
from tests.replies.media import Made
from tests.replies.test_report import Element, asking, found, letter, one, table, text_of

AS_OF = datetime.date(2017, 8, 26)
SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"
TURNED = "We do \u202eton\u202c honor them."
LETTER = f'Dear Sir:\n\n1. {SCRIPT} Yes.\n2. {TURNED}\n3. =HYPERLINK("http://x.example") No.\n\nSincerely,\n'
NAME = '<b>Chief</b> \u202ename & "Co"'


def answer(made: Made, question: str, said: str, words: str, **more: Any) -> Answer:
    passage = passage_in(read_back(made), words)
    assert passage is not None
    plain = Answer(question, said, "", (passage,), (), None, None, "proposed", "needs-review", "it waits", 0.5)
    return replace(plain, **more)


def reported(root: Path, furnish: Callable[[Office], None]) -> Element:
    """Return the report of an office, as a browser reads it."""
    with office_at(root) as office:
        furnish(office)
        page = report_page(Workspace(root), tally(office.register, AS_OF))
    return lxml_html.document_fromstring(page)


def hostile(office: Office) -> None:
    office.ask(yarrow=NAME)
    case = office.case("yarrow").posted(route="<i>by hand</i>")
    made = Made("<u>re</u>.txt", LETTER.encode())
    sha256 = case.received(made)
    said = [
        answer(made, QUESTIONS[0], "yes", f"{SCRIPT} Yes.", reason="<em>because</em>"),
        answer(made, QUESTIONS[1], "no", TURNED),
        answer(made, QUESTIONS[2], "no", '=HYPERLINK("http://x.example") No.', value="</td><script>"),
    ]
    case.read(sha256, said, doubt="</p><script>")
    case.decided(QUESTIONS[0], "yes", "</style><script>alert(2)</script>", by="<script>Robin", reply=sha256)
    office.stray(Made("</th><script>.txt", b"x"), "</td><script>alert(3)</script>")


def test_markup_in_what_strangers_write_is_text(tmp_path: Path) -> None:
    root = reported(tmp_path / "office", hostile)
    assert found(root, "//script|//b[text()='Chief']|//u|//i|//em") == []
    assert found(root, "//img") == []
    article = asking(root, "yarrow", 1)
    assert text_of(one(article, ".//mark")) == f"{SCRIPT} Yes."
    assert "Because: </style><script>alert(2)</script>" in text_of(article)
    assert "decided by <script>Robin on" in text_of(article)
    assert "A person must look at it: </p><script>" in text_of(letter(root, "yarrow"))
    assert "</td><script>alert(3)</script>" in text_of(root)
    assert '=HYPERLINK("http://x.example") No.' in text_of(asking(root, "yarrow", 3))


def test_the_standard_librarys_parser_finds_no_script_either(tmp_path: Path) -> None:
    tags: list[str] = []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)
            assert not [name for name, _ in attrs if name.startswith("on")]

    root = tmp_path / "office"
    with office_at(root) as office:
        hostile(office)
        Reader().feed(report_page(Workspace(root), tally(office.register, AS_OF)))
    assert "mark" in tags
    assert not {"script", "img", "iframe", "object", "u", "i", "em"} & set(tags)


def test_signs_that_turn_the_writing_are_shown_by_their_number(tmp_path: Path) -> None:
    root = reported(tmp_path / "office", hostile)
    assert text_of(one(asking(root, "yarrow", 2), ".//mark")) == "We do U+202EtonU+202C honor them."
    assert text_of(one(letter(root, "yarrow"), "./h3")).startswith('<b>Chief</b> U+202Ename & "Co"')
    whole = lxml_html.tostring(root, encoding="unicode")
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b") & set(whole)
    assert [text_of(sign) for sign in found(asking(root, "yarrow", 2), ".//mark//span[@class='unseen']")] == [
        "U+202E",
        "U+202C",
    ]


def contradicted(office: Office) -> None:
    office.ask("yarrow")
    case = office.case("yarrow").posted()
    form = Made("form.pdf", pdf_of("Question 1: No, we do not."))
    letter_ = Made("letter.pdf", pdf_of("1. Yes, we do so."))
    case.read(
        case.received(form),
        [answer(form, QUESTIONS[0], "no", "No, we do not.", method="form-field", status="accepted", reason="")],
    )
    case.read(
        case.received(letter_, "2017-08-20"),
        [answer(letter_, QUESTIONS[0], "yes", "Yes, we do so.", reason="the form says no")],
    )


def test_what_contradicts_itself_is_shown_side_by_side(tmp_path: Path) -> None:
    article = asking(reported(tmp_path / "office", contradicted), "yarrow", 1)
    assert (
        text_of(one(article, ".//p[@class='contradiction']")) == "What stands here contradicts itself; both are shown."
    )
    assert [text_of(quote) for quote in found(article, ".//blockquote")] == ["No, we do not.", "Yes, we do so."]
    assert [text_of(caption) for caption in found(article, ".//figcaption")] == [
        "form.pdf, page 1",
        "letter.pdf, page 1",
    ]
    assert len(found(article, ".//img")) == 2
    assert "Why it waits: the form says no" in text_of(article)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda file: file.unlink(),
            "The original is not at its place any more, so that no picture of it can be shown.",
        ),
        (
            lambda file: file.write_bytes(pdf_of("1. No, we never did so.")),
            "The file of the original was changed since it was recorded, so that no picture of it is shown.",
        ),
    ],
)
def test_an_original_that_is_gone_or_altered_is_not_shown(
    tmp_path: Path, spoil: Callable[[Path], object], said: str
) -> None:
    def furnish(office: Office) -> None:
        contradicted(office)
        for file in (office.root / "output" / "originals").iterdir():
            spoil(file)

    article = asking(reported(tmp_path / "office", furnish), "yarrow", 1)
    assert found(article, ".//img") == []
    assert text_of(article).count(said) == 2
    assert [text_of(quote) for quote in found(article, ".//blockquote")] == ["No, we do not.", "Yes, we do so."]


def test_without_its_template_a_question_goes_by_its_name(tmp_path: Path) -> None:
    def furnish(office: Office) -> None:
        contradicted(office)
        (office.root / "templates" / "psp-questionnaire.md").unlink()

    root = reported(tmp_path / "office", furnish)
    assert found(root, "//p[@class='question']") == []
    assert text_of(one(asking(root, "yarrow", 1), "./h4")) == "1 facility-access"


def test_answers_of_other_kinds_show_their_content(tmp_path: Path) -> None:
    def furnish(office: Office) -> None:
        office.ask("yarrow")
        case = office.case("yarrow").posted()
        made = Made("letter.txt", b"We have 140 of them.")
        said = answer(
            made, QUESTIONS[0], "answered", "140", value="140", status="accepted", method="explicit", reason=""
        )
        case.read(case.received(made), [said])

    root = reported(tmp_path / "office", furnish)
    assert text_of(one(asking(root, "yarrow", 1), ".//p[@class='verdict']/span")) == "140"
    assert [text_of(item) for item in found(root, "//ul[@class='legend']/li")] == ["Answered", "No answer"]


def test_options_that_were_chosen_are_counted(tmp_path: Path) -> None:
    def furnish(office: Office) -> None:
        template = office.root / "templates" / "psp-questionnaire.md"
        text = template.read_text("utf-8").replace(
            "    - id: facility-access\n",
            "    - id: facility-access\n      kind: choice\n      options: [City, County, State]\n",
            1,
        )
        template.write_text(text, "utf-8")
        office.ask("yarrow", "tamarack", "kenwood")
        for name, value in (("yarrow", "County"), ("tamarack", "County"), ("kenwood", "State")):
            made = Made("letter.txt", f"Ours is run by the {value}.".encode())
            case = office.case(name).posted()
            said = answer(made, QUESTIONS[0], "answered", value, value=value, status="accepted", method="explicit")
            case.read(case.received(made), [said])

    root = reported(tmp_path / "office", furnish)
    assert table(root, "1 facility-access: options chosen") == [
        ["Option", "Letters"],
        ["City", "0"],
        ["County", "2"],
        ["State", "1"],
    ]


def test_several_mailings_make_one_page_and_none_says_so(tmp_path: Path) -> None:
    def two(office: Office) -> None:
        office.ask("yarrow")
        details = {"title": "Cameras", "questionnaire": "cameras", "questions": ["count"], "name": "Chief Pat Example"}
        entry = office.register.entries()[0]
        office.register.append([replace(entry, mailing="cameras-2018", template="cameras", details=details)])

    root = reported(tmp_path / "two", two)
    assert [text_of(head) for head in found(root, "//h1|//h2")] == [
        "Replies to 2 mailings",
        "Public Safety Partnership questionnaire towns-2017",
        "Cameras cameras-2018",
    ]
    ids = [str(value) for value in root.xpath("//@id")]
    assert len(ids) == len(set(ids))
    nobody = reported(tmp_path / "none", lambda _: None)
    assert "Nobody was asked anything yet." in text_of(one(nobody, "//main"))


def test_a_report_is_made_anew_and_no_other_file_is_touched(tmp_path: Path) -> None:
    root = tmp_path / "office"
    with office_at(root) as office:
        office.ask("yarrow")
    file = tmp_path / "report.html"
    words = ("replies", "status", "--as-of", "2017-08-26", "--html", file)
    assert command(*words, workspace=root).status == 0
    first = file.read_bytes()
    assert command(*words, workspace=root).status == 0
    assert file.read_bytes() == first
    assert first.startswith(GENERATOR.encode())
    for content in (b"<!DOCTYPE html>\nmine", b""):
        file.write_bytes(content)
        refused = command(*words, workspace=root)
        assert (refused.status, refused.out) == (1, "")
        assert refused.err == (
            f"{file} is there already, and is no report of this program; choose another name, or move it away\n"
        )
        assert file.read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["office", "report.html"]


def test_json_and_the_page_come_together(tmp_path: Path) -> None:
    root = tmp_path / "office"
    with office_at(root) as office:
        office.ask("yarrow")
    file = tmp_path / "deep" / "report.html"
    told = command("replies", "status", "--json", "--html", file, workspace=root)
    assert told.out.startswith('{\n  "schema": "correspondence/replies-status/1"')
    assert file.read_text("utf-8").startswith(GENERATOR)
