"""A questionnaire of another kind, by files alone: its letter, its form, and what is refused."""

from __future__ import annotations

import ast
import io
import itertools
import random
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from correspondence.mailing import Making, Order, make, prepare, prepare_form
from correspondence.references import Reference
from correspondence.render.forms import Place
from correspondence.workspace import Workspace
from tests.command_line import Outcome, command, spawned
from tests.questionnaires.filling import by_pdfium, by_pypdf
from tests.questionnaires.reading import by_pdfium as read_by_pdfium
from tests.questionnaires.reading import by_widgets, rectangles
from tests.tools import ROOT, docx_text, page_count, page_png, program, qpdf_check, run, struct_text, verapdf

OFFICE = ROOT / "tests/questionnaires/office"
FILE = "templates/vehicle-survey.md"
SURVEY = ("vehicle-survey", "departments")
ALL = (
    *("keeps-vehicles", "how-many", "oldest", "fuel", "who-repairs", "written-policy", "took-effect", "drivers"),
    *("training", "records", "needs", "remarks"),
)
CLEARANCE = '  omb: {control_number: "1121-0001", expires: 2032-12-31, burden_minutes: 25}\n'
LOOKS = (".md", ".css")
FUELS = "options: [Gasoline, Diesel, Electricity, Something else]"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Return a fresh workspace to which the questionnaire was added."""
    folder = tmp_path / "office"
    assert command("init", folder).status == 0
    shutil.copytree(OFFICE, folder, dirs_exist_ok=True)
    return folder


def change(office: Path, *changes: tuple[str, str]) -> None:
    """Change the template; what is changed must be there once."""
    path = office / FILE
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def line_of(office: Path, words: str) -> int:
    """Return the line of the template on which something stands first."""
    lines = (office / FILE).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


@dataclass(frozen=True)
class Form:
    """A form that was made in this process."""

    path: Path
    pages: int
    places: tuple[Place, ...]


def form_of(office: Path, output: Path) -> Form:
    """Make the form of one recipient."""
    order = Order(*SURVEY, only=("harbor",))
    (made,) = make(prepare_form(prepare(Workspace(office), order)), ("pdf",), output, how=Making(replace=True)).files
    return Form(made.path, made.pages or 0, made.places)


# --- twelve questions ----------------------------------------------------------------------------------------------


def code_of(path: Path) -> str:
    """Return a module without its docstrings and comments."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value = ast.Constant("")
    return ast.unparse(tree)


def test_the_package_knows_no_questions() -> None:
    modules = (code_of(path) for path in (ROOT / "correspondence").rglob("*.py"))
    layouts = (path.read_text("utf-8") for path in (ROOT / "templates/layouts").rglob("*.*") if path.suffix in LOOKS)
    text = "\n".join((*modules, *layouts)).lower()
    assert "respondent_name" in text
    telling = ("facility", "release-notice", "detainer", "vehicle", "took-effect", "written-policy", "who-repairs")
    assert not [word for word in telling if word in text]


def test_the_letter_and_the_form_are_checked_and_made(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(office)
    checked = command("check", *SURVEY, "--rendered")
    assert (checked.status, checked.out) == (0, "2 documents checked: nothing to mend.\n")
    made = command("merge", *SURVEY, "--with-form")
    assert (made.status, made.err) == (0, "8 files made.\n")
    assert made.lines == [
        "output/departments/library.pdf  2 pages",
        "output/departments/library.docx",
        "output/departments/library.form.pdf  2 pages",
        "output/departments/library.form.docx",
        "output/departments/harbor.pdf  2 pages",
        "output/departments/harbor.docx",
        "output/departments/harbor.form.pdf  2 pages",
        "output/departments/harbor.form.docx",
    ]
    letter = docx_text(office / "output/departments/harbor.docx")
    assert "Which vehicles will your department need in the next two years, and why?" in letter
    forms = [office / f"output/departments/{name}.form.pdf" for name in ("library", "harbor")]
    assert verapdf(forms, "3a") == verapdf(forms, "ua1") == {form: [] for form in forms}
    assert [qpdf_check(form) for form in forms] == [[], []]
    numbers = [number_on_every_page(form) for form in forms]
    assert len(set(numbers)) == 2
    before = [form.read_bytes() for form in forms]
    for form in forms:
        form.unlink()
    again = spawned("form", *SURVEY, "--format", "pdf", folder=office, environment={"PYTHONHASHSEED": "11"})
    assert (again.status, again.err) == (0, "2 files made.\n")
    assert [form.read_bytes() for form in forms] == before


def number_on_every_page(form: Path) -> str:
    """Return a form's number, which each page says in two codes and in words."""
    said = set()
    for page in range(1, page_count(form) + 1):
        codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(page_png(form, page, 100))))
        assert len(codes) == 2
        written = run(program("pdftotext"), "-f", str(page), "-l", str(page), form, "-").stdout
        said |= {code.text for code in codes} | set(re.findall(r"Form (\S+?),", written))
        assert f"page {page} of 2" in written
    (number,) = said
    return str(Reference.parse(number))


def test_each_kind_of_question_has_its_answer(office: Path, tmp_path: Path) -> None:
    form = form_of(office, tmp_path)
    explained = {
        f"{one}_explanation" for one in ("keeps-vehicles", "who-repairs", "written-policy", "drivers", "records")
    }
    cited = {f"{one}_citation" for one in ("keeps-vehicles", "written-policy", "took-effect", "training")}
    respondent = {"respondent_name", "respondent_title", "respondent_date"}
    assert {place.name for place in form.places} == {*ALL, *explained, *cited, *respondent}
    options = {name: [place.option for place in form.places if place.name == name] for name in ALL}
    answers = ["yes", "no", "partial", "not_applicable"]
    assert options == {
        **{name: [""] for name in ALL},
        **dict.fromkeys(("keeps-vehicles", "written-policy", "training", "records"), answers),
        "fuel": ["option_1", "option_2", "option_3", "option_4"],
        "who-repairs": ["option_1", "option_2", "option_3"],
    }
    heights = {place.name: place.box[3] - place.box[1] for place in form.places}
    assert heights["needs"] > heights["keeps-vehicles_explanation"] > heights["how-many"] > 14
    widths = {place.name: place.box[2] - place.box[0] for place in form.places}
    assert widths["how-many"] == widths["oldest"] < widths["needs"] / 2


def test_the_form_says_who_asks_whom_what_and_by_when(office: Path, tmp_path: Path) -> None:
    lines = struct_text(form_of(office, tmp_path).path).splitlines()
    assert lines[:7] == [
        "Response form: Survey of vehicles",
        "OMB Control No. 1121-0001, expires December 31, 2032; estimated time to answer: 25 minutes",
        "From: Riverbend Regional Government, Office of Vehicles and Boats",
        "To: Dr. Li Sample, Harbor Authority",
        "Due: Friday, April 12, 2030",
        "Please answer on the screen or with a pen (one square to a question), and return the form by the date above.",
        "1. Does your department keep vehicles of its own?",
    ]
    numbered = [line for line in lines if re.match(r"\d+\. ", line)]
    assert [line.split(".")[0] for line in numbered] == [str(number) for number in range(1, 13)]
    assert numbered[11] == "12. Is there anything else that the survey should know? (optional)"
    assert [line for line in numbered if line.endswith("(optional)")] == [numbered[6], numbered[7], numbered[11]]


def test_the_form_says_no_day_where_none_is_asked_for(office: Path, tmp_path: Path) -> None:
    words = "Please answer by {{ questionnaire.due | long_date }}:"
    change(office, ("  due: 2030-04-12\n", ""), (words, "Please answer soon:"))
    lines = struct_text(form_of(office, tmp_path).path).splitlines()
    assert "Please answer on the screen or with a pen (one square to a question)." in lines
    assert not [line for line in lines if "Due:" in line or "April" in line]


def test_required_questions_are_required_fields(office: Path, tmp_path: Path) -> None:
    listing = run(program("pdftk"), form_of(office, tmp_path).path, "dump_data_fields_utf8").stdout
    fields = [dict(re.findall(r"^(\w+): (.*)$", field, re.MULTILINE)) for field in listing.split("---\n")[1:]]
    required = {field["FieldName"] for field in fields if int(field["FieldFlags"]) & 2}
    assert required == {*ALL} - {"took-effect", "drivers", "remarks"}


def test_each_field_can_be_heard(office: Path, tmp_path: Path) -> None:
    fields = PdfReader(form_of(office, tmp_path).path).get_fields() or {}
    spoken = {name: field["/TU"] for name, field in fields.items()}
    assert all(spoken.values())
    assert spoken["how-many"] == "Question 2, a number"
    assert spoken["oldest"] == "Question 3, a date"
    assert spoken["fuel"] == "Question 4, choose one answer"
    assert spoken["who-repairs_explanation"] == "Question 5, explanation"
    assert spoken["took-effect_citation"] == "Question 7, statute or policy"
    assert spoken["needs"] == "Question 11, answer"


def test_all_kinds_read_back(office: Path, tmp_path: Path) -> None:
    form = form_of(office, tmp_path)
    answers = {
        "keeps-vehicles": "yes",
        "how-many": "1,204",
        "oldest": "May 3, 1998",
        "fuel": "option_4",
        "who-repairs": "option_2",
        "needs": "Two vans – one of them “electric”.\nThe boat’s engine.",
        "remarks": "¿Quién responde?",
    }
    empty = dict.fromkeys({place.name for place in form.places}, "")
    for name, fill in (("pypdf", by_pypdf), ("pdfium", by_pdfium)):
        target = tmp_path / f"{name}.pdf"
        fill(form.path, target, answers, form.places)
        assert by_widgets(target) == read_by_pdfium(target) == {**empty, **answers}


# --- pages ---------------------------------------------------------------------------------------------------------

WORDS = ("does", "your", "department", "tell", "everybody", "who", "may", "drive", "a", "vehicle", "responsibilities")


def lengthened(office: Path, seed: int) -> None:
    """Give each question a text of another length."""
    chance = random.Random(seed)  # noqa: S311 - lengths, no secrets

    def text(_: re.Match[str]) -> str:
        words = (chance.choice(WORDS) for _ in range(chance.randint(2, 160)))
        return f"      text: {' '.join(words)}?"

    path = office / FILE
    path.write_text(re.sub(r"^      text: .*$", text, path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def test_no_question_is_split_by_a_page_wherever_pages_end(office: Path, tmp_path: Path) -> None:
    original = (office / FILE).read_text("utf-8")
    first_of_a_page = set()
    for seed in range(12):
        (office / FILE).write_text(original, "utf-8")
        lengthened(office, seed)
        form = form_of(office, tmp_path)
        assert form.pages == page_count(form.path) >= 3
        pages: dict[str, set[int]] = {}
        for name, page, (left, bottom, right, top) in rectangles(form.path):
            pages.setdefault(name.partition("_")[0], set()).add(page)
            assert 64 < left < right < 548
            assert 93 < bottom < top < 703
        assert {name: len(numbers) for name, numbers in pages.items()} == dict.fromkeys(pages, 1)
        for page in range(1, form.pages + 1):
            written = run(program("pdftotext"), "-f", str(page), "-l", str(page), form.path, "-").stdout
            asked = [int(number) for number in re.findall(r"^(\d+)\. ", written, re.MULTILINE)]
            assert asked == [number for number, name in enumerate(ALL, start=1) if pages[name] == {page}]
            first_of_a_page.update(asked[:1])
        assert pages["respondent"] == pages["remarks"] == {form.pages}
    assert len(first_of_a_page) > 8


def test_many_options_of_many_words_stand_below_one_another(office: Path, tmp_path: Path) -> None:
    options = ", ".join(f'"Number {number} of the many things that a vehicle may run on"' for number in range(20))
    change(office, (FUELS, f"options: [{options}]"))
    boxes = [place.box for place in form_of(office, tmp_path).places if place.name == "fuel"]
    assert len({left for left, *_ in boxes}) == 1
    steps = [above[1] - below[1] for above, below in itertools.pairwise(boxes)]
    assert min(steps) > 15


# --- what is refused -----------------------------------------------------------------------------------------------


def refused(office: Path, line: int, sentence: str) -> None:
    """Hold ``check`` to one error."""
    checked = command("check", *SURVEY, workspace=office)
    assert checked.status == 1
    assert checked.lines[:2] == [f"{FILE} cannot be used:", f"  line {line}, {sentence}"]
    assert checked.lines[2].startswith("1 error ")
    assert len(checked.lines) == 3


def test_two_questions_of_one_id(office: Path) -> None:
    change(office, ("id: how-many", "id: Keeps-Vehicles"))
    sentence = 'two questions have the id "Keeps-Vehicles"; give each question an id of its own'
    refused(office, line_of(office, "id: Keeps-Vehicles"), f"questionnaire.questions[1]: {sentence}")


@pytest.mark.parametrize("options", ["", "options: [Gasoline]", "options: []"])
def test_a_choice_without_options(office: Path, options: str) -> None:
    change(office, (f"      {FUELS}\n", f"      {options}\n" if options else ""))
    sentence = "a choice has fewer than two options; list at least two below 'options:'"
    refused(office, line_of(office, "id: fuel"), f"questionnaire.questions[3]: {sentence}")


def test_two_options_of_one_name(office: Path) -> None:
    change(office, (FUELS, "options: [Diesel, Gasoline, Diesel]"))
    sentence = "two options are the same; write each option once"
    refused(office, line_of(office, "id: fuel"), f"questionnaire.questions[3]: {sentence}")


@pytest.mark.parametrize("kind", ["yes-no", "text", "number", "date"])
def test_options_on_a_question_of_another_kind(office: Path, kind: str) -> None:
    change(office, ("kind: choice\n      text: With what", f"kind: {kind}\n      text: With what"))
    sentence = f"a question of the kind {kind} has options; write 'kind: choice', or delete them"
    refused(office, line_of(office, "id: fuel"), f"questionnaire.questions[3]: {sentence}")


def test_a_kind_that_there_is_not(office: Path) -> None:
    change(office, ("kind: number\n      text", "kind: numbre\n      text"))
    choices = 'choose one of yes-no, choice, text, number, date (did you mean "number"?)'
    sentence = f'questionnaire.questions[1].kind: "numbre" is none of the choices; {choices}'
    refused(office, line_of(office, "kind: numbre"), sentence)


def test_a_questionnaire_without_questions(office: Path) -> None:
    path = office / FILE
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("  questions:")] + "  questions: []\n---\nDear all.\n", "utf-8")
    sentence = "questionnaire.questions: the list is empty; write at least one entry"
    refused(office, line_of(office, "questions: []"), sentence)


def test_a_due_date_before_the_letters(office: Path) -> None:
    change(office, ("due: 2030-04-12", "due: 2030-03-03"))
    sentence = "answers are due on 2030-03-03, before the letter's date, 2030-03-04; mend one of the two"
    refused(office, line_of(office, "due:"), f"questionnaire.due: {sentence}")


def test_a_control_number_of_another_shape(office: Path) -> None:
    change(office, ('"1121-0001"', '"11210001"'))
    sentence = '"11210001" is not a control number; write it as "1121-0001", with quotes'
    refused(office, line_of(office, "omb:"), f"questionnaire.omb.control_number: {sentence}")


def stopped(office: Path, sentence: str, *words: str) -> None:
    """Hold a command that makes forms to one error, and to having made nothing."""
    made = command(*words, workspace=office)
    assert (made.status, made.out, made.err) == (1, "", sentence)
    assert not (office / "output/departments").exists()


def test_a_form_for_a_template_that_asks_nothing(office: Path) -> None:
    path = office / FILE
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("questionnaire:")] + "---\nWe ask nothing.\n", "utf-8")
    sentence = (
        f"{FILE} cannot be used:\n  line 1: the template has no questionnaire, so that there is nothing to ask on a form; "
        "add 'questionnaire:' with its questions\n"
    )
    stopped(office, sentence, "form", *SURVEY)
    stopped(office, sentence, "merge", *SURVEY, "--with-form")


@pytest.mark.parametrize("question", ["Must a driver have been trained", "Is there anything else that the survey"])
def test_a_question_that_is_longer_than_a_page(office: Path, question: str) -> None:
    change(office, (question, f"{'Is the truth a long one, and does it take long to tell? ' * 120}{question}"))
    index = 8 if question.startswith("Must") else 11
    sentence = (
        f"{FILE} cannot be used:\n  line {line_of(office, question)}, questionnaire.questions[{index}].text: "
        f"Question {index + 1} is longer than a page; shorten it, or make two questions of it\n"
    )
    stopped(office, sentence, "form", *SURVEY)
    stopped(office, sentence, "merge", *SURVEY, "--with-form")


@pytest.mark.parametrize("name", ["respondent_name", "keeps-vehicles_citation"])
def test_a_question_whose_name_the_form_has_already(office: Path, name: str) -> None:
    change(office, ("id: how-many", f"id: {name}"))
    sentence = (
        f"{FILE} cannot be used:\n  line {line_of(office, f'id: {name}')}, questionnaire.questions[1].id: "
        f'two places for an answer on the form have the name "{name}"; give the question another id\n'
    )
    stopped(office, sentence, "form", *SURVEY)


def own_layout(office: Path, *changes: tuple[str, str, str]) -> None:
    """Give the office a layout of its own for the form, changed."""
    folder = office / "templates/layouts/response-form"
    shutil.copytree(ROOT / "templates/layouts/response-form", folder)
    for name, old, new in changes:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


def test_a_box_that_leaves_the_page(office: Path) -> None:
    own_layout(office, ("style.css", ".short-answer { width: 2.4in }", ".short-answer { width: 8in }"))
    css = "templates/layouts/response-form/style.css"
    boxes = [
        f"  Question {number} leaves the page; make its box smaller in the layout’s style.css"
        for number in (2, 3, 7, 8)
    ]
    stopped(office, "\n".join([f"{FILE} cannot be used:", *boxes, ""]).replace(FILE, css), "form", *SURVEY)


def test_squares_that_stand_on_two_pages(office: Path) -> None:
    own_layout(office, ("style.css", ".question { break-inside: avoid;", ".question { break-inside: auto;"))
    options = ", ".join(f'"Number {number} of the many things that a vehicle may run on"' for number in range(60))
    change(office, (FUELS, f"options: [{options}]"))
    remedy = "give its division 'break-inside: avoid' in the layout’s style.css"
    made = command("form", *SURVEY, workspace=office)
    assert made.status == 1
    assert f"Question 4 stands on two pages; {remedy}" in made.err


# --- clearance -----------------------------------------------------------------------------------------------------


def asked_of(office: Path, count: int) -> Outcome:
    """Check the questionnaire with a list of so many departments."""
    records = (
        f"  - {{id: d{number}, title: Ms., name: Pat Example, organization: Department {number}, "
        f'address: {{street: {number} Canal Street, city: Riverbend, state: OH, zip: "45000"}}}}\n'
        for number in range(1, count + 1)
    )
    (office / "recipients/many.yaml").write_text(f"recipients:\n{''.join(records)}", "utf-8")
    return command("check", "vehicle-survey", "many", workspace=office)


def test_ten_recipients_without_a_clearance(office: Path) -> None:
    change(office, (CLEARANCE, ""))
    checked = asked_of(office, 10)
    warning = (
        f"  warning: line {line_of(office, 'id: vehicles-2030')}, questionnaire: the questionnaire goes to 10 recipients, "
        "and neither an OMB control number nor an exemption is recorded; add 'omb:' with its control_number, or "
        "'exemption:' with its reason and who decided it [collection]"
    )
    assert checked.status == 0
    assert checked.lines == [f"{FILE}:", warning, "1 warning in 10 documents checked.", "Correct the text in 1 place."]
    made = command(
        "merge", "vehicle-survey", "many", "--with-form", "--only", "d3", "--format", "pdf", workspace=office
    )
    assert made.status == 0
    assert made.err.count("neither an OMB control number nor an exemption is recorded") == 1
    assert made.err.endswith("2 files made, 1 warning.\n")


EXEMPTION = '  exemption: {reason: "Asked of other parts of one government", decided_by: Robin Example}\n'


@pytest.mark.parametrize(
    ("count", "clearance"), [(9, ""), (10, CLEARANCE), (10, EXEMPTION)], ids=["nine", "omb", "exemption"]
)
def test_no_warning_without_need(office: Path, count: int, clearance: str) -> None:
    change(office, (CLEARANCE, clearance))
    checked = asked_of(office, count)
    assert (checked.status, checked.out) == (0, f"{count} documents checked: nothing to mend.\n")


# --- words of its own ------------------------------------------------------------------------------------------------------


def test_a_vocabulary_in_a_file_of_its_own_adds_to_that_of_the_questions(workspace: Path) -> None:
    question = Workspace(workspace).template("psp-questionnaire").questionnaire
    assert question is not None
    plain = question.questions[1].vocabulary
    assert "notif*" in plain.about
    assert "warrant*" in plain.conditions
    template = workspace / "templates" / "psp-questionnaire.md"
    own = "    - id: release-notice\n      vocabulary: {about: [heads-up call], conditions: [warrant*]}\n"
    template.write_text(template.read_text("utf-8").replace("    - id: release-notice\n", own), "utf-8")
    both = Workspace(workspace).template("psp-questionnaire").questionnaire
    assert both is not None
    assert both.questions[1].vocabulary.about == ("heads-up call", *plain.about)
    assert sorted(both.questions[1].vocabulary.conditions) == sorted(plain.conditions)


def test_a_vocabulary_names_questions_that_are_asked(workspace: Path) -> None:
    words = workspace / "templates" / "vocabularies" / "psp-2017.yaml"
    words.write_text(
        "questions:\n  release-notices: {about: [notice]}\n  facility-access: {abuot: [access]}\n", "utf-8"
    )
    found = command("check", "psp-questionnaire", "psp-2017-08-03", workspace=workspace)
    assert found.status == 1
    assert '"abuot" is not a field of a vocabulary; did you mean "about"?' in found.out + found.err
    words.write_text("questions:\n  release-notices: {about: [notice]}\n", "utf-8")
    found = command("check", "psp-questionnaire", "psp-2017-08-03", workspace=workspace)
    assert 'templates/psp-questionnaire.md asks no question "release-notices"' in found.out + found.err
    assert 'did you mean "release-notice"?' in found.out + found.err
    words.unlink()
    assert command("check", "psp-questionnaire", "psp-2017-08-03", workspace=workspace).status == 0, (
        "the package has one"
    )
    template = workspace / "templates" / "psp-questionnaire.md"
    template.write_text(template.read_text("utf-8").replace("vocabulary: psp-2017", "vocabulary: psp-2018"), "utf-8")
    found = command("check", "psp-questionnaire", "psp-2017-08-03", workspace=workspace)
    assert (
        'there is no vocabulary "psp-2018"; choose one of psp-2017 (did you mean "psp-2017"?)' in found.out + found.err
    )
