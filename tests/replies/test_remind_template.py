"""The office's own reminder: what it may say, how it is checked, and whose the replies to it are."""

from __future__ import annotations

import json
import shutil
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.replies.towns import MAILING, QUESTIONS, REMINDER, Towns

BATCH = f"{MAILING}-reminder-1"
TEMPLATE = f"templates/{REMINDER}.md"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the office as it is after the letters were posted."""
    return Towns.at(tmp_path_factory.mktemp("asked") / "office").root


@pytest.fixture
def towns(asked: Path, tmp_path: Path) -> Towns:
    """Return a copy of that office that a test may change."""
    return Towns(Path(shutil.copytree(asked, tmp_path / "office")))


def change(towns: Towns, old: str, new: str, name: str = TEMPLATE) -> None:
    path = towns.root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_reminder_can_be_checked_and_looked_at_before_anything_is_due(towns: Towns) -> None:
    assert towns.run("check", REMINDER).out == "The template alone checked: nothing to mend.\n"
    assert towns.run("check", REMINDER, MAILING).out == "5 documents checked: nothing to mend.\n"
    drawn = towns.run("preview", REMINDER, MAILING, "--only", "birch")
    assert (drawn.status, drawn.err.splitlines()[-1]) == (0, "1 page; nothing was issued.")
    made = towns.run("merge", REMINDER, MAILING, "--mailing", "look", "--draft", "--format", "text", "--only", "birch")
    assert made.status == 0
    text = (towns.root / "output" / "look" / "draft" / "birch.txt").read_text("utf-8")
    assert (
        "Our letter (number follows) of March 1, 2030, “Survey of records rooms”, asked you to answer by March 15, 2030. "
        "This is the 1st reminder."
    ) in text
    assert "1. Is the room locked?\n\n2. How many people work there?" in text


def test_a_merge_issues_none(towns: Towns) -> None:
    refused = towns.run("merge", REMINDER, MAILING, "--mailing", "look", "--format", "text")
    said = f"{REMINDER} follows letters that went out, and which of them it does is not said"
    remedy = f"run: correspondence replies remind MAILING --template {REMINDER}"
    assert (refused.status, refused.err) == (1, f"{said}; {remedy}\n")
    assert not (towns.root / "output" / "look").exists()


WRONG: list[tuple[str, str, str, str]] = [
    ("{{ original.number }}", "{{ original.nmber }}", TEMPLATE, 'line 9, original.nmber: original.nmber has no value for any of the 5 recipients; did you mean "original.number"?'),
    ("{{ original.number }}", "{{ orignal.number }}", TEMPLATE, 'line 9, orignal: orignal has no value for any of the 5 recipients; did you mean "original"?'),
    ("  due: 2030-03-15\n", "", f"templates/{QUESTIONS}.md", f"line 9, original.due: original.due has no value for any of the 5 recipients; define it below 'values:' in the front matter of {TEMPLATE}, or mend its name"),
    ("follows: records-rooms", "follows: records-room", TEMPLATE, f'line 7, follows: there is no template "records-room"; choose one of {QUESTIONS}, {REMINDER} (did you mean "{QUESTIONS}"?)'),
    ("shared: {", "shared: {original: yes please, ", f"recipients/{MAILING}.yaml", f'line 1, shared.original: "original" means something else in {REMINDER}, which follows other letters; give the value another name'),
    ("follows:", "questionnaire: {id: more, questions: [{id: a, text: Why?}]}\nfollows:", TEMPLATE, "line 7, questionnaire: a letter that follows others asks nothing of its own: replies to it answer those; delete 'questionnaire:'"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "name", "said"), WRONG)
def test_what_is_wrong_with_a_reminder_is_found_like_anything_else(
    towns: Towns, old: str, new: str, name: str, said: str
) -> None:
    change(towns, old, new, name)
    checked = towns.run("check", REMINDER, MAILING)
    assert checked.status == 1
    assert f"  {said}" in checked.lines


def test_a_value_that_nobody_has_stops_all_reminders(towns: Towns) -> None:
    change(towns, "{{ original.number }}", "{{ recipient.telephone }}")
    refused = towns.remind("--yes")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.splitlines() == [
        f"{TEMPLATE} cannot be used:",
        f"  line 9, recipient.telephone: recipient.telephone has no value for any of the 4 recipients; add 'telephone:' to the recipients in recipients/{MAILING}.yaml, or below 'shared:'",
    ]
    assert towns.rows(BATCH) == []


def test_a_letter_reminds_of_those_of_several_templates(towns: Towns) -> None:
    change(towns, "follows: records-rooms", "follows: [other-letter, records-rooms]")
    shutil.copy(towns.root / f"templates/{QUESTIONS}.md", towns.root / "templates/other-letter.md")
    assert towns.remind("--yes", "--only", "birch").status == 0


def test_a_run_reminds_of_one_letter_to_each(towns: Towns) -> None:
    shutil.copy(towns.root / f"templates/{QUESTIONS}.md", towns.root / "templates/other-letter.md")
    shutil.rmtree(towns.root / "output" / MAILING)
    assert towns.run("merge", "other-letter", MAILING, "--format", "text").status == 0
    assert towns.remind().lines[0] == f"4 reminders of 2030-03-20, in {BATCH}:"
    change(towns, "follows: records-rooms", "follows: [other-letter, records-rooms]")
    refused = towns.remind("--yes")
    what = f"the letters of {MAILING} were made of {QUESTIONS} and other-letter, and {REMINDER} follows them all"
    remedy = "leave one of them below 'follows:', or write a template for each"
    assert (refused.status, refused.err) == (1, f"{what}; {remedy}\n")


def reply(towns: Towns, name: str, **headers: str) -> Path:
    """Return a mail of Alder's with the reminder quoted below it, as a file."""
    mail = EmailMessage()
    for header, value in {"From": "Ann Muster <clerk@alder.example>", "Subject": "Our answers", **headers}.items():
        mail[header.replace("_", "-")] = value
    quoted = towns.text("alder").partition("Perhaps")[2].partition("\n")[0]
    own = "Town of Alder\n\n1. Yes.\n\n2. Four.\n\nAnn Muster\nClerk"
    mail.set_content(f"{own}\n\nPerhaps{quoted}\n")
    path = towns.root.parent / name
    path.write_bytes(mail.as_bytes())
    return path


def read(towns: Towns, path: Path) -> dict[str, Any]:
    found = json.loads(towns.run("replies", "read", path, "--json").out)
    [one] = found["replies"]
    assert isinstance(one, dict)
    return one


def test_a_reply_to_a_reminder_answers_the_letter(towns: Towns) -> None:
    towns.remind("--yes")
    number, reminder = towns.number("alder"), towns.number("alder", BATCH)
    [made] = [one for one in towns.rows(BATCH) if one["recipient"] == "alder"]
    thread = read(towns, reply(towns, "thread.eml", In_Reply_To=made["details"]["message_id"]))
    assert (thread["recipient"], thread["match"]["number"], thread["match"]["method"]) == ("alder", number, "header")
    named = read(towns, reply(towns, "named.eml", Subject=f"Your {reminder}"))
    assert (named["recipient"], named["match"]["number"], named["match"]["method"]) == ("alder", number, "text")
    assert {named["match"]["status"], thread["match"]["status"]} == {"accepted"}


def test_the_reminders_own_words_are_not_taken_for_theirs(towns: Towns) -> None:
    towns.remind("--yes")
    path = reply(towns, "quoting.eml")
    found = read(towns, path)
    quoted = "Perhaps the letter went astray between our office and yours"
    assert quoted in found["pages"][0]["text"]
    passages = [one["verbatim"] for answer in found["answers"].values() for one in answer["passages"]]
    assert [one for one in passages if "astray" in one] == []
    from correspondence.register import address_of, open_register
    from correspondence.replying import Reader, inquiries
    from correspondence.workspace import Workspace

    workspace = Workspace(towns.root)
    with open_register(address_of("", None, towns.root)) as register:
        page = Reader(workspace, inquiries(workspace, register)).content(path, path.read_bytes()).reply.pages[0]
    place = page.text.index(quoted)
    assert any(start <= place < end for start, end in page.ours)


def test_who_replied_to_a_reminder_is_reminded_no_more(towns: Towns) -> None:
    towns.remind("--yes")
    towns.run("register", "mark", BATCH, "--posted", "2030-03-20", "--as-of", "2030-03-20")
    path = reply(towns, "answer.eml", Subject=f"Your {towns.number('alder', BATCH)}")
    towns.run("replies", "record", path, "--received", "2030-03-25")
    [received] = towns.rows(kind="received")
    assert (received["mailing"], received["recipient"], received["template"]) == (MAILING, "alder", QUESTIONS)
    later = json.loads(towns.remind("--yes", "--json", on="2030-04-20").out)
    assert [one["recipient"] for one in later["reminded"]] == ["birch", "cedar", "dogwood"]


def test_the_next_mail_answers_the_ones_before(towns: Towns) -> None:
    first = "<first@office.example>"
    towns.add("voided", "alder", date="2030-03-02")
    towns.run("register", "mark", MAILING, "--reissue", "--only", "alder", "--as-of", "2030-03-02")
    towns.add("dispatched", "alder", date="2030-03-02", route="e-mail", message_id=first)
    towns.remind("--yes", "--only", "alder")
    draft = (towns.folder() / "mail" / "alder.eml").read_bytes()
    assert b"\r\nIn-Reply-To: <first@office.example>\r\nReferences: <first@office.example>\r\n" in draft
    towns.add("dispatched", "alder", BATCH, date="2030-03-20", route="e-mail", message_id="<second@office.example>")
    towns.remind("--yes", "--only", "alder", on="2030-04-20")
    draft = (towns.folder(2) / "mail" / "alder.eml").read_bytes()
    assert (
        b"\r\nIn-Reply-To: <first@office.example>\r\nReferences: <first@office.example>\r\n <second@office.example>\r\n"
    ) in draft
