"""Reminders as an office makes them: by the command line, read back from files and register by other tools."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import PROGRAM, variables
from tests.replies.towns import MAILING, QUESTIONS, REMINDER, Towns
from tests.test_docs import Said, held
from tests.tools import program, run

BATCH = f"{MAILING}-reminder-1"
SUMMARY = "4 reminders made, 2 e-mail drafts, 2 without an e-mail address, 1 not reminded."
POST = f"Once they are posted, run: correspondence register mark {BATCH} --posted DATE"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the office as it is after the letters were posted."""
    return Towns.at(tmp_path_factory.mktemp("asked") / "office").root


@pytest.fixture
def towns(asked: Path, tmp_path: Path) -> Towns:
    """Return a copy of that office that a test may change."""
    return Towns(Path(shutil.copytree(asked, tmp_path / "office")))


def plan(towns: Towns) -> list[str]:
    number = towns.number
    return [
        f"4 reminders of 2030-03-20, in {BATCH}:",
        "  alder  Clerk Ann Muster, Town of Alder",
        f"      {number('alder')} of 2030-03-01, due 2030-03-15, reminder 1, clerk@alder.example",
        "  birch  Clerk Ben Muster, Town of Birch",
        f"      {number('birch')} of 2030-03-01, due 2030-03-15, reminder 1, no e-mail address",
        "  cedar  Clerk Cay Muster, Town of Cedar",
        f"      {number('cedar')} of 2030-03-01, due 2030-03-15, reminder 1, cay@cedar.example",
        "  dogwood  Clerk Dee Muster, Town of Dogwood",
        f"      {number('dogwood')} of 2030-03-01, due 2030-03-15, reminder 1, no e-mail address",
        "Not reminded, 1:",
        "  was not written to, since the letter is not posted:",
        "      elm",
        f"      post it, then run: correspondence register mark {MAILING} --posted DATE --only elm",
    ]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_is_made_before_somebody_said_yes(towns: Towns) -> None:
    asked = towns.remind()
    assert (asked.status, asked.lines) == (2, plan(towns))
    assert asked.err.endswith("Error: nobody can be asked whether this is right; look at it, then give --yes\n")
    as_json = towns.remind("--json")
    assert (as_json.status, as_json.out) == (2, "")
    assert not towns.folder().exists()
    assert towns.rows(BATCH) == []


@pytest.mark.parametrize(("said", "status"), [(b"n\n", 1), (b"y\n", 0)])
def test_in_a_terminal_it_asks(towns: Towns, said: bytes, status: int) -> None:
    words = ("replies", "remind", MAILING, "--template", REMINDER, "--as-of", "2030-03-20", "--format", "pdf")
    typing, terminal = pty.openpty()
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, "--workspace", str(towns.root), *words],
        env=variables(),
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        os.write(typing, said)
        out, err = running.communicate(timeout=120)
    os.close(typing)
    os.close(terminal)
    assert running.returncode == status
    assert out.decode().splitlines()[: len(plan(towns))] == plan(towns)
    assert b"Make 4 reminders? [y/N]: " in err
    assert towns.folder().exists() == (status == 0)


def test_a_reminder_is_a_record_like_any_other(towns: Towns) -> None:
    made = towns.remind("--yes", "--by", "Robin Example")
    files = [
        towns.folder() / f"{name}{ending}"
        for name in ("alder", "birch", "cedar", "dogwood")
        for ending in (".pdf", ".txt")
    ]
    mails = [towns.folder() / "mail" / f"{name}.eml" for name in ("alder", "cedar")]
    assert made.status == 0
    shown = [f"{path}{'  1 page' if path.suffix == '.pdf' else ''}" for path in files] + list(map(str, mails))
    assert made.lines == plan(towns) + shown
    assert made.err.splitlines() == [SUMMARY, POST]
    entries = towns.rows(BATCH)
    assert [(one["kind"], one["recipient"], one["template"], one["list"], one["by"]) for one in entries] == [
        ("made", name, REMINDER, MAILING, "Robin Example") for name in ("alder", "birch", "cedar", "dogwood")
    ]
    birch = entries[1]
    assert birch["details"] == {
        "title": "Reminder: records rooms",
        "name": "Clerk Ben Muster, Town of Birch",
        "dated": "2030-03-20",
        "follows": {"mailing": MAILING, "recipient": "birch", "template": QUESTIONS, "number": towns.number("birch")},
        "round": 1,
    }
    assert set(birch["files"]) == {f"output/{BATCH}/{name}" for name in ("birch.pdf", "birch.txt", "record/birch.pdf")}
    numbers = {one["number"] for one in towns.rows(kind="made")}
    assert len(numbers) == 9
    manifest = json.loads((towns.folder() / "manifest.json").read_text("utf-8"))
    assert (manifest["mailing"], manifest["template"], manifest["list"]) == (BATCH, REMINDER, MAILING)
    names = {path.relative_to(towns.folder()).as_posix() for path in (*files, *mails)}
    assert set(manifest["files"]) == names | {f"record/{name}" for name in names if name.endswith(".pdf")}
    assert towns.run("register", "check").err == "17 files checked: all are as they were made.\n"


def test_a_reminder_says_of_what_it_reminds(towns: Towns) -> None:
    towns.remind("--yes", "--only", "birch")
    text = towns.text("birch")
    assert "\n\nMarch 20, 2030\n\n" in text
    assert (
        f"Our letter {towns.number('birch')} of March 1, 2030, “Survey of records rooms”, asked you to answer by "
        "March 15, 2030. This is the 1st reminder.\n\n1. Is the room locked?\n\n2. How many people work there?\n"
    ) in text
    words = run(program("pdftotext"), towns.folder() / "birch.pdf", "-").stdout
    assert "1. Is the room locked? 2. How many people work there?" in " ".join(words.split())
    keywords = run(program("pdfinfo"), "-custom", towns.folder() / "birch.pdf").stdout
    meta = run(program("pdfinfo"), "-meta", towns.folder() / "birch.pdf").stdout
    assert towns.number("birch", BATCH) in keywords + meta


def test_granted_time_is_what_the_reminder_names(towns: Towns) -> None:
    towns.add("amended", "birch", due="2030-03-18", date="2030-03-10")
    towns.remind("--yes", "--only", "birch")
    assert "asked you to answer by March 18, 2030." in towns.text("birch")


def test_the_second_run_makes_nothing_new(towns: Towns) -> None:
    towns.remind("--yes")
    before, rows = contents(towns.folder()), towns.rows()
    again = towns.remind("--yes")
    assert (again.status, again.err) == (0, "Nobody is to be reminded, of 5.\n")
    assert again.lines == [
        "Not reminded, 5:",
        "  has a reminder of 2030-03-20 that is not posted yet:",
        "      alder, birch, cedar, dogwood",
        f"      post it, then run: correspondence register mark {BATCH} --posted DATE --only alder,birch,cedar,dogwood; --void in its place takes it back",
        *plan(towns)[-3:],
    ]
    anew = towns.remind("--yes", "--replace")
    assert (anew.status, anew.err.splitlines()[0]) == (0, SUMMARY)
    assert (contents(towns.folder()), towns.rows()) == (before, rows)


def test_a_reminder_that_is_not_posted_is_made_anew_on_request(towns: Towns) -> None:
    towns.remind("--yes", "--only", "birch")
    number = towns.number("birch", BATCH)
    template = towns.root / "templates" / f"{REMINDER}.md"
    template.write_text(template.read_text("utf-8").replace("Perhaps", "Maybe"), "utf-8")
    assert towns.remind("--yes", "--replace", "--only", "birch", on="2030-03-21").status == 0
    assert "Maybe the letter went astray" in towns.text("birch")
    assert "\n\nMarch 21, 2030\n\n" in towns.text("birch")
    assert [(one["number"], one["details"]["dated"]) for one in towns.rows(BATCH)] == [
        (number, "2030-03-20"),
        (number, "2030-03-21"),
    ]


def test_who_answered_meanwhile_is_left_out(towns: Towns) -> None:
    towns.came("alder", "answers", locked="yes", staff="answered")
    towns.came("birch", "refusal")
    towns.came("cedar", "answers", locked="unclear")
    towns.came("dogwood", "acknowledgement")
    found = towns.remind("--yes", "--json")
    made = json.loads(found.out)
    assert [one["recipient"] for one in made["reminded"]] == ["dogwood"]
    assert [(one["recipient"], one["state"], one["reason"]) for one in made["left_out"]] == [
        ("alder", "answered", "has answered"),
        ("birch", "refused", "has refused to answer"),
        ("cedar", "needs-review", "has answered, and a person must look at it"),
        ("elm", "not posted", "was not written to, since the letter is not posted"),
    ]


def test_replies_of_which_nobody_knows_whose_are_told_of(towns: Towns) -> None:
    towns.add("received", "", name="stray.txt", date="2030-03-12")
    said = "1 reply came of which nobody knows yet whose it is: look at 'correspondence replies review' first"
    assert towns.remind().err.splitlines()[0] == said
    assert json.loads(towns.remind("--yes", "--json").out)["unmatched"] == 1


def test_reminders_are_posted_and_repeated(towns: Towns) -> None:
    towns.remind("--yes")
    posted = towns.run("register", "mark", BATCH, "--posted", "2030-03-21", "--as-of", "2030-03-21")
    assert (posted.status, posted.err) == (0, "4 entries written.\n")
    soon = towns.remind(on="2030-04-03")
    assert soon.lines[1:3] == [
        "  was reminded on 2030-03-21, less than 14 days before:",
        "      alder, birch, cedar, dogwood",
    ]
    towns.came("alder", "answers", locked="no", staff="answered")
    later = towns.remind("--yes", on="2030-04-04")
    assert later.lines[0] == f"3 reminders of 2030-04-04, in {MAILING}-reminder-2:"
    assert "This is the 2nd reminder." in towns.text("birch", 2)
    assert [one["details"]["round"] for one in towns.rows(f"{MAILING}-reminder-2")] == [2, 2, 2]


def test_a_first_reminder_joins_the_batch_that_is_not_posted(towns: Towns) -> None:
    towns.remind("--yes", "--only", "birch")
    towns.remind("--yes", "--only", "cedar", on="2030-03-22")
    assert {one["mailing"] for one in towns.rows(kind="made")} == {MAILING, BATCH}
    towns.run("register", "mark", BATCH, "--posted", "2030-03-22", "--as-of", "2030-03-22")
    towns.remind("--yes", "--only", "dogwood", on="2030-03-23")
    assert "This is the 1st reminder." in towns.text("dogwood", 2)


def test_another_template_gets_a_batch_of_its_own(towns: Towns) -> None:
    towns.remind("--yes", "--only", "birch")
    templates = towns.root / "templates"
    shutil.copy(templates / f"{REMINDER}.md", templates / "last-reminder.md")
    words = (
        "replies",
        "remind",
        MAILING,
        "--template",
        "last-reminder",
        "--as-of",
        "2030-03-20",
        "--yes",
        "--only",
        "cedar",
    )
    assert towns.run(*words, "--format", "pdf").status == 0
    assert [one["mailing"] for one in towns.rows(kind="made")[-2:]] == [BATCH, f"{MAILING}-reminder-2"]


def test_reminders_are_no_questions_of_their_own(towns: Towns) -> None:
    before = towns.run("replies", "status", "--as-of", "2030-03-20").out
    towns.remind("--yes")
    assert towns.run("replies", "status", "--as-of", "2030-03-20").out == before
    refused = towns.run("replies", "remind", BATCH, "--template", REMINDER, "--yes")
    assert (refused.status, refused.err) == (
        1,
        f"the letters of {BATCH} asked nothing of which anybody could be reminded; name a mailing whose template has a questionnaire\n",
    )


KILLED = """
import datetime, os, sys
from pathlib import Path
from correspondence.registering import opened
from correspondence.replying.reminding import Wish, make_reminders, plan_reminders, prepare_reminders
from correspondence.workspace import Workspace
from tests.replies.towns import Towns
workspace = Workspace(Path(sys.argv[1]))
wish = Wish(sys.argv[2], sys.argv[3], datetime.date(2030, 3, 20), workspace.output)
left = [int(sys.argv[4])]
def on_letter(outcome):
    left[0] -= 1
    if not left[0]:
        os._exit(9)
with opened(workspace, None) as register:
    plan = plan_reminders(workspace, register, wish)
    job, _ = prepare_reminders(workspace, plan, mail=True)
    if sys.argv[5]:
        Towns(workspace.root).came(sys.argv[5], "refusal")
    at = datetime.datetime(2030, 3, 20, tzinfo=datetime.UTC)
    make_reminders(workspace, register, plan, job, formats=("pdf", "text"), at=at, by="", mail=True, on_letter=on_letter)
"""


def killed(towns: Towns, letters: int, meanwhile: str = "") -> subprocess.CompletedProcess[str]:
    """Make reminders in a process that dies without a word after so many letters."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", KILLED, str(towns.root), MAILING, REMINDER, str(letters), meanwhile],
        env=variables(),
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == (1 if meanwhile else 9), done.stderr
    return done


@pytest.mark.parametrize("letters", [1, 3])
def test_a_run_that_was_killed_goes_on_where_it_stopped(towns: Towns, tmp_path: Path, letters: int) -> None:
    whole = Towns(Path(shutil.copytree(towns.root, tmp_path / "whole")))
    whole.remind("--yes")
    killed(towns, letters)
    assert len(list(towns.folder().glob("*.pdf"))) == letters
    assert towns.rows(BATCH) == []
    again = towns.remind("--yes")
    assert (again.status, again.err.splitlines()) == (0, [SUMMARY, POST])
    assert contents(towns.folder()) == contents(whole.folder())
    assert [one["number"] for one in towns.rows(BATCH)] == [one["number"] for one in whole.rows(BATCH)]
    assert towns.remind("--yes").err == "Nobody is to be reminded, of 5.\n"


def test_two_mailings_do_not_mix(towns: Towns) -> None:
    assert towns.run("merge", QUESTIONS, MAILING, "--mailing", "again", "--format", "text").status == 0
    towns.run("register", "mark", "again", "--posted", "2030-03-02", "--as-of", "2030-03-02")
    towns.remind("--yes", "--only", "birch")
    words = ("replies", "remind", "again", "--template", REMINDER, "--as-of", "2030-03-20", "--yes", "--format", "pdf")
    assert towns.run(*words).lines[0] == "5 reminders of 2030-03-20, in again-reminder-1:"


def test_what_is_printed_keeps_to_its_contract(towns: Towns) -> None:
    nobody = towns.remind("--json", on="2030-03-10")
    assert held("replies-remind", Said(nobody.out, nobody.status))["reminders"] is None
    made = towns.remind("--json", "--yes")
    found = held("replies-remind", Said(made.out, made.status))
    assert (found["reminders"], found["as_of"], len(found["left_out"])) == (BATCH, "2030-03-20", 1)
    alder, birch = found["reminded"][:2]
    assert alder["mail"] == str(towns.folder() / "mail" / "alder.eml")
    assert (birch["mail"], birch["email"], birch["round"], birch["follows"]) == (None, None, 1, towns.number("birch"))
    assert birch["files"] == [
        {"path": str(towns.folder() / "birch.pdf"), "pages": 1},
        {"path": str(towns.folder() / "birch.txt"), "pages": None},
    ]


def test_without_mail_there_are_no_drafts(towns: Towns) -> None:
    made = towns.remind("--yes", "--no-mail", formats="text")
    assert made.err.splitlines()[0] == "4 reminders made, 1 not reminded."
    assert not (towns.folder() / "mail").exists()
    refused = towns.remind("--yes", formats="text")
    said = "Error: an e-mail draft has the PDF attached: name pdf in --format too, or give --no-mail\n"
    assert (refused.status, refused.err.endswith(said)) == (2, True)


def test_a_draft_that_somebody_changed_is_not_lost(towns: Towns) -> None:
    killed(towns, 1)
    draft = towns.folder() / "mail" / "alder.eml"
    draft.write_bytes(draft.read_bytes().replace(b"Dear Clerk", b"Dear dear Clerk"))
    kept = draft.read_bytes()
    refused = towns.remind("--yes")
    said = "was not made by this program, or changed since; move it away to keep it, or give --replace to make it anew"
    assert (refused.status, refused.err) == (1, f"in {towns.folder()}, mail/alder.eml {said}\n")
    assert draft.read_bytes() == kept


REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("nowhere", "--template", REMINDER), 'has no mailing "nowhere"; \'correspondence register list\' shows what there is'),
    ((MAILING, "--template", "rooms-remindr"), f'there is no template "rooms-remindr"; choose one of {QUESTIONS}, {REMINDER} (did you mean "{REMINDER}"?)'),
    ((MAILING, "--template", QUESTIONS), f"{QUESTIONS} does not say that it follows {QUESTIONS}, of which the letters of {MAILING} were made; add 'follows: {QUESTIONS}' to its front matter, or name another --template"),
    ((MAILING, "--template", REMINDER, "--only", "bitch"), f"nobody with the id \"bitch\" was asked by {MAILING}; 'correspondence replies status {MAILING}' shows who was (did you mean \"birch\"?)"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_what_cannot_be_reminded_of_is_said(towns: Towns, words: tuple[str, ...], said: str) -> None:
    refused = towns.run("replies", "remind", *words, "--as-of", "2030-03-20", "--yes")
    assert (refused.status, refused.out) == (1, "")
    assert said in refused.err


def test_a_wrong_address_is_found_before_anything_is_made(towns: Towns) -> None:
    for name, old, new in (
        (f"recipients/{MAILING}.yaml", "cay@cedar.example", "cäy@cedar.example"),
        ("templates/senders/records.yaml", "records@office.example", "re..cords@office.example"),
    ):
        path = towns.root / name
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    refused = towns.remind("--yes")
    assert refused.status == 1
    assert refused.err.splitlines() == [
        "templates/senders/records.yaml cannot be used:",
        '  line 3, contacts.email: no mail can go to or from the address "re..cords@office.example"; write it as name@agency.gov, with plain letters and digits',
        f"recipients/{MAILING}.yaml cannot be used:",
        '  line 5, cedar.email: no mail can go to or from the address "cäy@cedar.example"; write it as name@agency.gov, with plain letters and digits',
    ]
    assert not towns.folder().exists()


def test_who_stands_on_the_list_no_more_is_left_out(towns: Towns) -> None:
    path = towns.root / "recipients" / f"{MAILING}.yaml"
    path.write_text(
        "".join(line for line in path.read_text("utf-8").splitlines(keepends=True) if "id: cedar" not in line), "utf-8"
    )
    found = towns.remind()
    assert found.lines[0] == f"3 reminders of 2030-03-20, in {BATCH}:"
    assert found.lines[-6:-3] == [
        "  stands on the list no more:",
        "      cedar",
        f"      put it back into recipients/{MAILING}.yaml",
    ]


def test_a_template_that_asks_something_else_now_is_not_reminded_of(towns: Towns) -> None:
    path = towns.root / "templates" / f"{QUESTIONS}.md"
    path.write_text(path.read_text("utf-8").replace("id: staff", "id: people"), "utf-8")
    refused = towns.remind("--yes")
    assert (refused.status, refused.err) == (
        1,
        f"templates/{QUESTIONS}.md does not ask any more what the letters of {MAILING} asked (staff); put its questions back as they were\n",
    )


def test_what_was_recorded_meanwhile_stops_it(towns: Towns) -> None:
    done = killed(towns, 99, meanwhile="birch")
    said = "something was recorded while you looked, and others are to be reminded now; run the command again"
    assert done.stderr.splitlines()[-1] == f"correspondence.errors.RefusedError: {said}"
    assert not towns.folder().exists()
