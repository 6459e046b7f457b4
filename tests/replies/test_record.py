"""Replies as an office records them: forms and letters that come back, by the command line, read back by other tools."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from jsonschema import Draft202012Validator

from tests.command_line import Outcome, command
from tests.questionnaires.filling import by_pikepdf
from tests.tools import ROOT

DOCS = ROOT / "docs"

LIST = "psp-2017-08-03"
TEMPLATE = "psp-questionnaire"
ANSWERS = {
    "facility-access": "yes",
    "release-notice": "no",
    "detainer-requests": "not_applicable",
    "facility-access_explanation": "Standing Order 12 lets them in.",
    "respondent_name": "Gorden Eden Jr.",
    "respondent_date": "August 15, 2017",
}
LETTER = """\
Albuquerque Police Department
400 Roma NW
Albuquerque, New Mexico 87102

August 16, 2017

To the Acting Assistant Attorney General:

Thank you for your letter of August 3, 2017. Our answers to your three questions:

1. No.

2. No.

3. No.

Gorden Eden Jr.
Chief of Police
"""


@pytest.fixture(scope="module")
def asked(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an office that sent the letters with their forms, and posted them."""
    folder = tmp_path_factory.mktemp("asked")
    shutil.copy(root / "correspondence.yaml", folder)
    for name in ("templates", "recipients"):
        shutil.copytree(root / name, folder / name)
    made = command("merge", TEMPLATE, LIST, "--with-form", "--format", "pdf", workspace=folder)
    assert made.status == 0, made.err
    posted = command(
        "register", "mark", LIST, "--posted", "2017-08-03", "--route", "first-class-mail", workspace=folder
    )
    assert posted.status == 0, posted.err
    return folder


@pytest.fixture
def office(asked: Path, tmp_path: Path) -> Path:
    """Return a copy of that office that a test may change."""
    return Path(shutil.copytree(asked, tmp_path / "office"))


def filled(office: Path, recipient: str = "albuquerque", answers: Mapping[str, str] = ANSWERS, to: str = "") -> Path:
    """Return a form of the office as it came back filled in."""
    target = office.parent / (to or f"{recipient}-answers.pdf")
    by_pikepdf(office / "output" / LIST / f"{recipient}.form.pdf", target, answers, ())
    return target


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def record(office: Path, *words: str | Path) -> Outcome:
    return command("replies", "record", *words, "--by", "Pat Example", workspace=office)


def entries(office: Path, *kinds: str) -> list[dict[str, Any]]:
    """Return what the register holds, read with SQLite itself."""
    with sqlite3.connect(office / "output" / "register.sqlite") as connection:
        rows = connection.execute("SELECT kind, mailing, recipient, by, files, details FROM entry ORDER BY id")
        found = [
            {
                "kind": kind,
                "letter": (mailing, who),
                "by": by,
                "files": json.loads(files),
                "details": json.loads(details),
            }
            for kind, mailing, who, by, files, details in rows
        ]
    return [one for one in found if one["kind"] in kinds]


def responses(office: Path) -> dict[str, Any]:
    whole: dict[str, Any] = yaml.safe_load((office / "output" / LIST / "responses.yaml").read_text("utf-8"))
    return whole


def answers_of(office: Path, recipient: str) -> dict[str, tuple[str, str]]:
    """Return each answer of a letter with its status, as ``responses.yaml`` has them: on record, or else what waits."""
    own = responses(office)["letters"][recipient]["answers"]
    found = {question: one if "answer" in one else one["waits_for_review"][0] for question, one in own.items()}
    return {question: (one["answer"], one.get("status", "")) for question, one in found.items()}


def test_a_filled_form_is_on_record_without_a_person(office: Path) -> None:
    form = filled(office)
    result = record(office, form)
    assert (result.status, result.err.splitlines()[-1]) == (0, "1 of 1 reply recorded.")
    received, read = entries(office, "received", "read")
    assert received["letter"] == read["letter"] == (LIST, "albuquerque")
    assert received["by"] == "Pat Example"
    assert received["details"]["match"]["method"] in {"qr", "field"}
    assert answers_of(office, "albuquerque") == {
        "facility-access": ("yes", "accepted"),
        "release-notice": ("no", "accepted"),
        "detainer-requests": ("not_applicable", "accepted"),
    }
    own = responses(office)["letters"]["albuquerque"]
    assert own["state"] == "answered"
    assert own["replies"][0]["kind"] == "answers"
    assert own["replies"][0]["dated"] == "2017-08-15"
    assert own["answers"]["facility-access"]["explanation"]["words"] == "Standing Order 12 lets them in."


def test_the_original_is_kept_untouched_under_its_checksum(office: Path) -> None:
    form = filled(office)
    content = form.read_bytes()
    record(office, form)
    (kept,) = (office / "output" / "originals").iterdir()
    assert kept.name == f"{hashlib.sha256(content).hexdigest()}.pdf"
    assert kept.read_bytes() == content
    assert not kept.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    assert command("register", "check", workspace=office).status == 0
    kept.chmod(0o644)
    kept.write_bytes(content + b"\n")
    found = command("register", "check", workspace=office)
    assert found.status == 1
    assert f"output/originals/{kept.name}" in found.out


def test_the_same_file_twice_changes_nothing(office: Path) -> None:
    form = filled(office)
    record(office, form)
    before = entries(office, "received", "read"), (office / "output" / LIST / "responses.yaml").read_bytes()
    again = record(office, form, shutil.copy(form, form.with_name("again.pdf")))
    assert again.status == 0
    assert again.err.splitlines()[-1] == "0 of 2 replies recorded, 2 known before."
    assert (entries(office, "received", "read"), (office / "output" / LIST / "responses.yaml").read_bytes()) == before


def test_a_later_reply_amends_and_does_not_overwrite(office: Path) -> None:
    record(office, filled(office))
    record(office, filled(office, answers={**ANSWERS, "release-notice": "yes"}, to="later.pdf"))
    own = responses(office)["letters"]["albuquerque"]["answers"]["release-notice"]
    assert (own["answer"], [one["answer"] for one in own["before"]]) == ("yes", ["no"])
    assert len(entries(office, "received")) == 2


def test_a_reply_on_paper_is_found_and_waits_or_is_accepted_by_its_words(office: Path) -> None:
    letter = written(office.parent / "letter.txt", LETTER)
    result = record(office, letter, "--received", "2017-08-18", "--route", "first-class-mail")
    assert result.status in {0, 3}
    (received,) = entries(office, "received")
    assert received["letter"] == (LIST, "albuquerque")
    assert (received["details"]["date"], received["details"]["route"]) == ("2017-08-18", "first-class-mail")
    assert {one for one, _ in answers_of(office, "albuquerque").values()} == {"no"}
    own = responses(office)["letters"]["albuquerque"]["answers"]["release-notice"]
    said = own if "passages" in own else own["waits_for_review"][0]
    assert [one["words"] for one in said["passages"]] == ["2. No."] or said["passages"][0]["words"] == "No."


def test_a_form_and_a_letter_that_contradict_each_other_are_both_shown(office: Path) -> None:
    mail = office.parent / "both.eml"
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"] = "chief@albuquerque.example.gov"
    message["To"] = "office@example.gov"
    message["Subject"] = "Our answers"
    message["Date"] = "Wed, 16 Aug 2017 10:00:00 -0600"
    message.set_content(LETTER)
    message.add_attachment(filled(office).read_bytes(), maintype="application", subtype="pdf", filename="form.pdf")
    mail.write_bytes(message.as_bytes())
    result = record(office, mail)
    assert result.status == 3
    own = responses(office)["letters"]["albuquerque"]["answers"]["facility-access"]
    assert "status" not in own, "nothing is on record yet"
    (waiting,) = own["waits_for_review"]
    assert waiting["status"] == "needs-review"
    assert waiting["reason"].startswith("the form says “yes”")
    assert waiting["reason"].endswith("“no”")
    assert [(one["file"], one["words"]) for one in waiting["passages"]] == [("both.eml", "1. No.")]


def test_a_strangers_reply_is_kept_and_belongs_to_nobody(office: Path) -> None:
    stranger = LETTER.replace("Albuquerque", "Winding Creek").replace("New Mexico 87102", "Ohio 44999")
    letter = written(
        office.parent / "stranger.txt",
        stranger.replace("Gorden Eden Jr.", "Lee Sample").replace("400 Roma NW", "9 Elm Street"),
    )
    result = record(office, letter)
    assert result.status == 3
    (received,) = entries(office, "received")
    assert received["letter"] == ("", "")
    assert received["details"]["match"]["recipient"] is None
    assert not (office / "output" / LIST / "responses.yaml").exists()


def test_a_word_letter_is_read_without_being_recorded(office: Path) -> None:
    document = Document()
    for line in LETTER.split("\n\n"):
        document.add_paragraph(line)
    path = office.parent / "letter.docx"
    document.save(str(path))
    result = command("replies", "read", path, "--questionnaire", TEMPLATE, "--to", LIST, "--json", workspace=office)
    (reply,) = json.loads(result.out)["replies"]
    assert reply["recipient"] == "albuquerque"
    assert reply["kind"] == "answers"
    assert reply["date"] == "2017-08-16"
    assert {answer["answer"] for answer in reply["answers"].values()} == {"no"}
    for answer in reply["answers"].values():
        for passage in answer["passages"]:
            (page,) = [
                one for one in reply["pages"] if (one["file"], one["page"]) == (passage["file"], passage["page"])
            ]
            assert page["text"][passage["start"] : passage["end"]] == passage["verbatim"]
    assert entries(office, "received", "read") == []


def test_what_is_read_and_recorded_is_printed_by_its_contract(office: Path) -> None:
    files = filled(office), written(office.parent / "letter.txt", LETTER), written(office.parent / "none.pdf", "%PDF-")
    for name, words in {"replies-read": ("read",), "replies-recorded": ("record", "--by", "Pat Example")}.items():
        printed = json.loads(command("replies", *words, *files, "--json", workspace=office).out)
        contract = json.loads((DOCS / "json" / f"{name}.json").read_text("utf-8"))
        assert [error.message for error in Draft202012Validator(contract).iter_errors(printed)] == []
        assert printed["schema"] == f"correspondence/{name}/1"
        assert len(printed["replies"]) == 3


def test_reading_needs_no_register(workspace: Path, tmp_path: Path) -> None:
    letter = written(tmp_path / "letter.txt", LETTER)
    result = command("replies", "read", letter, "--questionnaire", TEMPLATE, "--to", LIST, workspace=workspace)
    assert result.status in {0, 3}
    assert "from albuquerque" in result.out
    assert not (workspace / "output").exists()
    without = command("replies", "read", letter, "--questionnaire", TEMPLATE, workspace=workspace)
    assert without.status == 3
    assert "no list was named among whose recipients it could be looked for" in without.out


def test_what_cannot_be_read_is_kept_and_the_others_are_recorded(office: Path) -> None:
    folder = office.parent / "inbox"
    folder.mkdir()
    shutil.move(filled(office), folder / "form.pdf")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is no PDF")
    (folder / ".hidden").write_text("not meant")
    result = record(office, folder)
    assert result.status == 1
    assert "it is damaged or cut off; ask for it again" in result.out
    assert result.err.splitlines()[-1].startswith("2 of 2 replies recorded, 1 could not be read")
    assert sorted(one["details"]["name"] for one in entries(office, "received")) == ["broken.pdf", "form.pdf"]
    assert answers_of(office, "albuquerque")["facility-access"] == ("yes", "accepted")


def test_all_files_that_are_not_there_are_named_at_once(office: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = record(office, tmp_path / "no.pdf", tmp_path / "none.pdf", tmp_path / "empty")
    assert result.status == 1
    assert result.err.count("there is no such file; check its name") == 2
    assert "the folder holds no file; name the one with the replies" in result.err
    assert entries(office, "received") == []


def test_an_office_that_asked_nobody_is_told_so(workspace: Path, tmp_path: Path) -> None:
    made = command("merge", TEMPLATE, LIST, "--format", "text", "--draft", workspace=workspace)
    assert made.status == 0
    letter = written(tmp_path / "letter.txt", LETTER)
    result = record(workspace, letter)
    assert result.status == 1
    assert "merge" in result.err or "no register" in result.err


def test_responses_that_somebody_changed_are_set_aside(office: Path) -> None:
    record(office, filled(office))
    path = office / "output" / LIST / "responses.yaml"
    path.write_text(path.read_text("utf-8") + "# a note of mine\n", "utf-8")
    result = record(office, filled(office, "stockton"))
    kept = path.with_name("responses.changed-1.yaml")
    assert kept.read_text("utf-8").endswith("# a note of mine\n")
    assert f"{kept.name} keeps the responses.yaml that somebody had changed" in result.err
    assert answers_of(office, "stockton")["facility-access"] == ("yes", "accepted")


def test_an_offices_own_interpreter_proposes_and_accepts_nothing(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = office / "correspondence.yaml"
    own = office.parent / "own"
    own.mkdir()
    (own / "our_office_reading.py").write_text(
        "from correspondence.reply import Proposal\n\n\n"
        "def interpret(passage, question):\n"
        "    return Proposal('yes', verbatim=passage[:4], confidence=1.0)\n"
    )
    monkeypatch.syspath_prepend(str(own))
    settings.write_text(settings.read_text("utf-8") + "interpreter: our_office_reading:interpret\n", "utf-8")
    result = record(office, written(office.parent / "letter.txt", LETTER))
    assert result.status == 3
    (read,) = entries(office, "read")
    said = {one["answer"]: one["status"] for one in read["details"]["answers"].values()}
    assert said == {"yes": "needs-review"}
    settings.write_text(settings.read_text("utf-8").replace("our_office_reading:", "no_such_package:"), "utf-8")
    refused = record(office, written(office.parent / "other.txt", LETTER + "\n"))
    assert refused.status == 1
    assert 'the interpreter "no_such_package:interpret" cannot be loaded' in refused.err
