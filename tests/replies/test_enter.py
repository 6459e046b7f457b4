"""What came by telephone, in handwriting or face to face, read back with SQLite and YAML themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import Outcome
from tests.replies.asked import FIRST, MAILING, NUMBERS, SECOND, THIRD, Asked, office, said, to
from tests.tools import ROOT

BY = ("--by", "Pat Example")
CALL = ("--route", "telephone", "--date", "2017-08-10", "--from", "Gorden Eden, Chief", *BY)
WORDS = "We let them in.\nFor the rest we want a warrant."
BOTH = ("--answer", f"{FIRST}=yes", "--answer", f"{THIRD}=In part")


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    """Return an office that asked two cities."""
    root = tmp_path / "office"
    with office(root) as register:
        one = Asked(root, register)
        one.ask("albuquerque", "stockton")
        yield one


def enter(asked: Asked, *words: str, recipient: str = "albuquerque", typed: str | None = None) -> Outcome:
    return asked.run("enter", MAILING, recipient, *words, typed=typed)


def test_a_call_is_on_record_with_who_said_it_and_who_took_it_down(asked: Asked) -> None:
    outcome = enter(asked, *CALL, *BOTH, "--words", WORDS, "--note", "She will write, too.", "--yes")
    assert (outcome.status, outcome.err) == (0, "")
    [kept] = (asked.root / "output" / "originals").iterdir()
    assert outcome.lines == [
        f"on record: albuquerque {FIRST}: yes",
        f"on record: albuquerque {THIRD}: partial",
        f"kept as {kept}",
    ]
    sha256 = hashlib.sha256(kept.read_bytes()).hexdigest()
    assert kept.name == f"{sha256}.txt"
    assert kept.stat().st_mode & 0o222 == 0
    text = kept.read_text("utf-8")
    assert text.splitlines()[:16] == [
        "What was said to us, as it was taken down",
        "",
        "Said by: Gorden Eden, Chief",
        "Taken down by: Pat Example",
        "On: 2017-08-10",
        "How: by telephone",
        (
            f"Letter: {NUMBERS['albuquerque']}, mailing {MAILING}, to Chief Gorden Eden Jr., Albuquerque Police Department "
            "(albuquerque)"
        ),
        "Note: She will write, too.",
        "",
        "Words:",
        "",
        *WORDS.splitlines(),
        "",
        "Answers, as they were understood:",
        "",
    ]
    assert f"\n{THIRD}: partial\n    (asked: Does your jurisdiction" in text
    assert max(map(len, text.splitlines()[14:])) <= 96
    [received] = asked.entries("received")
    assert (received["letter"], received["number"], received["by"]) == (
        (MAILING, "albuquerque"),
        NUMBERS["albuquerque"],
        "Pat Example",
    )
    assert received["files"] == {f"output/originals/{sha256}.txt": sha256}
    match = received["details"].pop("match")
    assert (match["recipient"], match["method"], match["status"]) == ("albuquerque", "person", "accepted")
    assert received["details"] == {
        "name": "telephone-2017-08-10.txt",
        "date": "2017-08-10",
        "route": "telephone",
        "from": "Gorden Eden, Chief",
        "heard": WORDS,
        "note": "She will write, too.",
    }
    decided = {"decides": "answer", "reply": sha256, "date": "2017-08-10", "method": "entered"}
    assert [(one["by"], one["details"]) for one in asked.entries("decided")] == [
        ("Pat Example", {**decided, "question": FIRST, "answer": "yes"}),
        ("Pat Example", {**decided, "question": THIRD, "answer": "partial"}),
    ]
    own = asked.letter("albuquerque")
    [reply] = own["replies"]
    assert (reply["heard"], reply["taken_down_by"], reply["route"]) == (WORDS, "Pat Example", "telephone")
    first = own["answers"][FIRST]
    assert (first["answer"], first["read_by"], first["received"]) == ("yes", "entered", "2017-08-10")
    assert (own["answers"][SECOND], own["state"]) == ({"answer": "unanswered"}, "partly-answered")


def test_the_record_is_shown_before_it_is_written(asked: Asked) -> None:
    declined = enter(asked, *CALL, *BOTH, typed="n\n")
    assert (declined.status, declined.err) == (
        1,
        "nothing was written down; answer y, or give --yes, once it is right\n",
    )
    assert "    | Said by: Gorden Eden, Chief" in declined.lines
    assert "    | On: 2017-08-10" in declined.lines
    assert f"    | {THIRD}: partial" in declined.lines
    assert declined.lines[-1] == "Is this to be written down? [y/N]: n"
    nobody = enter(asked, *CALL, *BOTH)
    assert (nobody.status, nobody.err) == (1, declined.err)
    assert asked.entries("received", "decided") == []
    assert not (asked.root / "output" / "originals").exists()
    assert enter(asked, *CALL, *BOTH, typed="y\n").status == 0
    assert [one["details"]["heard"] for one in asked.entries("received")] == [f"{FIRST}: yes\n{THIRD}: partial"]


def test_all_answers_are_checked_at_once(asked: Asked) -> None:
    wrong = ("facility-acces=yes", f"{SECOND}=perhaps", f"{THIRD}=no", f"{THIRD}=yes")
    outcome = enter(asked, *CALL, *(word for one in wrong for word in ("--answer", one)), "--yes")
    assert outcome.status == 1
    assert outcome.err.splitlines() == [
        "--answer:",
        f'  there is no question "facility-acces"; the letter asks {FIRST}, {SECOND}, {THIRD} (did you mean "{FIRST}"?)',
        (
            f'  {SECOND}: "perhaps" is no answer to a question of the kind yes-no; '
            "choose from yes, no, partial, not_applicable, unclear, unanswered"
        ),
        f"  {THIRD}: it is answered twice; give one answer to each question",
    ]
    assert asked.entries("received", "decided") == []


def test_who_said_it_and_how_must_be_told(asked: Asked) -> None:
    outcome = enter(asked, *BY, *BOTH, "--yes")
    assert (outcome.status, outcome.err.splitlines()) == (
        1,
        [
            "--route:",
            "  it is not said how it came; choose from telephone, voicemail, video-call, face-to-face, handwriting, text-message",
            "--from:",
            "  it is not said who said it; give their name and office",
        ],
    )


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("2017-09-02", "--date:\n  2017-09-02 is yet to come; today is 2017-09-01; mend the date\n"),
        ("2017-08-01", "--date:\n  the letter was posted on 2017-08-04 only; mend the date\n"),
    ],
)
def test_a_day_on_which_it_cannot_have_been_is_refused(asked: Asked, date: str, told: str) -> None:
    outcome = enter(asked, *CALL, "--date", date, "--as-of", "2017-09-01", *BOTH, "--yes")
    assert (outcome.status, outcome.err) == (1, told)


def test_the_same_is_not_entered_twice_unless_it_was_said_twice(asked: Asked) -> None:
    assert enter(asked, *CALL, *BOTH, "--words", WORDS, "--yes").status == 0
    told = (
        "the same was entered before: albuquerque on 2017-08-10 by telephone, taken down by Pat Example; "
        "give --again where it was said once more\n"
    )
    for words in ((*BOTH, "--words", WORDS), (*BOTH, "--words", "In other words.")):
        again = enter(asked, *CALL, *words, "--yes")
        assert (again.status, again.err) == (1, told)
    assert len(asked.entries("received")) == 1
    shown = enter(asked, *CALL, *BOTH, "--words", WORDS, typed="n\n")
    assert "The same was entered on 2017-08-10 already, by Pat Example. Is it to be written down once more? [y/N]: n" in shown.out  # fmt: skip
    other_answer = ("--answer", f"{FIRST}=yes", "--answer", f"{THIRD}=no")
    assert enter(asked, *CALL, *other_answer, "--yes").status == 0
    assert enter(asked, *CALL, *BOTH, "--words", WORDS, "--yes", "--again").status == 0
    assert enter(asked, *CALL, *BOTH, "--words", WORDS, typed="y\n").status == 0
    assert len(asked.entries("received")) == 4
    assert asked.answers("albuquerque") == {FIRST: "yes", SECOND: "unanswered", THIRD: "partial"}


def test_what_is_on_record_is_told_and_what_waits_goes_on_waiting(asked: Asked) -> None:
    sha256 = asked.waits("albuquerque", on="2017-08-16")
    answers = [word for one in (f"{FIRST}=no", f"{SECOND}=yes") for word in ("--answer", one)]
    early = enter(asked, *CALL, *answers, typed="y\n")
    assert f"{FIRST}: an answer of another reply waits for a person, and goes on waiting" in early.lines
    assert f"{SECOND} is on record as no, since 2017-08-16; that came later, and stands" in early.lines
    assert asked.answers("albuquerque") == {FIRST: "no", SECOND: "no", THIRD: ""}
    late = enter(asked, *CALL, "--date", "2017-08-20", *answers[2:], typed="y\n")
    assert f"{SECOND} is on record as no, since 2017-08-16; it is amended" in late.lines
    own = asked.letter("albuquerque")["answers"]
    assert [one["answer"] for one in (own[SECOND], *own[SECOND]["before"])] == ["yes", "yes", "no"]
    assert [one["reply"] for one in own[FIRST]["waits_for_review"]] == [sha256[:12]]


def test_words_may_stand_in_a_file(asked: Asked, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_bytes("\ufeffJosé said: “yes”.\r\nNo more.\r\n".encode())
    assert enter(asked, *CALL, *BOTH, "--words", f"@{notes}", "--yes").status == 0
    assert asked.entries("received")[0]["details"]["heard"] == "José said: “yes”.\nNo more."
    notes.write_bytes(b"\xff\xfe")
    for name, told in ((notes, "is not UTF-8"), (tmp_path / "none.txt", "cannot be read (No such file or directory)")):
        outcome = enter(asked, *CALL, *BOTH, "--words", f"@{name}", "--yes")
        assert outcome.status in {1, 2}
        assert told in outcome.err
    strange = enter(asked, *CALL, *BOTH, "--words", "a\x1b[2J", "--yes")
    assert (strange.status, "the character U+001B cannot be printed; leave it out" in strange.err) == (2, True)


def test_without_answers_it_asks_question_by_question(asked: Asked) -> None:
    asked.read(to("albuquerque"), asked.came(to("albuquerque")), {FIRST: said("no", "No.")})
    typed = ("fax", "face", "May 1", "2017-08-20", "", "Gorden Eden, Chief", "perhaps", "p", "skip", "not")
    outcome = enter(asked, *BY, typed="".join(f"{line}\n" for line in (*typed, "He said so.", "", "y")))
    assert (outcome.status, outcome.err) == (0, "")
    assert (
        outcome.lines[0]
        == f"Chief Gorden Eden Jr., Albuquerque Police Department (albuquerque, {NUMBERS['albuquerque']})"
    )
    template = (ROOT / "templates" / "psp-questionnaire.md").read_text("utf-8")
    for number, name in enumerate((FIRST, SECOND, THIRD), start=1):
        question = template.split(f"id: {name}\n      text: ")[1].split("\n")[0]
        assert f"{number} of 3, {name}: {question}" in " ".join(outcome.out.split())
    assert '"May 1" is not a date; write year-month-day, such as 2017-08-04' in outcome.lines
    assert "    on record: no, since 2017-08-16" in outcome.lines
    assert f'{FIRST}: "perhaps" is no answer to a question of the kind yes-no;' in outcome.out
    received = asked.entries("received")[-1]
    assert (received["details"]["route"], received["details"]["heard"]) == ("face-to-face", "He said so.")
    assert received["details"]["from"] == "Gorden Eden, Chief"
    assert asked.answers("albuquerque") == {FIRST: "partial", SECOND: "unanswered", THIRD: "not_applicable"}


def test_an_interview_that_breaks_off_writes_nothing(asked: Asked) -> None:
    outcome = enter(asked, *CALL, typed="yes\n")
    assert outcome.status == 1
    assert asked.entries("received", "decided") == []


def test_questions_of_other_kinds_take_their_content(asked: Asked) -> None:
    letter = asked.survey("stockton")
    given = (
        "storage=with a vendor",
        "cameras=1,240",
        "began=2016-05-01",
        "training=Eight hours.",
        "written-policy=yes",
    )
    words = ("enter", letter.mailing, "stockton", *CALL, *(word for one in given for word in ("--answer", one)))
    assert asked.run(*words, "--yes").status == 0
    assert asked.answers("stockton", letter.mailing) == {
        "written-policy": "yes",
        "public-release": "unanswered",
        "storage": "answered With a vendor",
        "cameras": "answered 1240",
        "began": "answered 2016-05-01",
        "training": "answered Eight hours.",
    }
    wrong = asked.run(
        "enter", letter.mailing, "stockton", *CALL, "--answer", "cameras=many", "--answer", "began=unclear"
    )
    assert wrong.err == (
        '--answer:\n  cameras: "many" is no number; write digits, such as 140; what is said as "about 140" is unclear\n'
    )
    typed = ("", "skip", "skip", "4", "unclear", "2016", "2016-05-02", "By video.", "", "", "y")
    asking = asked.run("enter", letter.mailing, "stockton", *CALL, typed="".join(f"{line}\n" for line in typed))
    assert asking.status == 0
    assert 'began: "2016" is no date;' in asking.out
    found = asked.answers("stockton", letter.mailing)
    assert (found["storage"], found["cameras"]) == ("answered It keeps none", "unclear")
    assert (found["began"], found["training"]) == ("answered 2016-05-02", "answered By video.")


def test_what_was_entered_for_the_wrong_letter_is_taken_away(asked: Asked) -> None:
    assert enter(asked, *CALL, *BOTH, "--yes").status == 0
    sha256 = next(iter(asked.entries("received")[0]["files"].values()))
    away = asked.run("review", "--withdraw", sha256[:12], "--reason", "It was Stockton", *BY)
    assert away.out == (
        "telephone-2017-08-10.txt does not belong to albuquerque any more; "
        "enter it for the right letter with 'correspondence replies enter'\n"
    )
    assert set(asked.answers("albuquerque").values()) == {"unanswered"}
    assert asked.run("review", "--list").err == "Nothing waits.\n"
    wrong = asked.run("review", "--belongs", sha256[:12], "stockton", "--reason", "It was they")
    assert wrong.err == (
        "telephone-2017-08-10.txt was entered by hand; enter it for the right letter: "
        f"correspondence replies enter {MAILING} stockton\n"
    )


def test_a_letter_that_nobody_got_and_an_answer_of_no_form_are_refused(asked: Asked) -> None:
    outcome = enter(asked, *CALL, *BOTH, "--yes", recipient="baltimore")
    assert (outcome.status, outcome.err) == (
        1,
        (
            f'RECIPIENT cannot be used:\n  the mailing {MAILING} has no letter to "baltimore" that asks something; '
            "'correspondence replies status' shows who was asked\n"
        ),
    )
    assert enter(asked, *CALL, "--answer", "yes").status == 2
    assert enter(asked, *CALL, "--answer", f"{FIRST}=").status == 2
    (asked.root / "templates" / "psp-questionnaire.md").unlink()
    gone = enter(asked, *CALL, *BOTH, "--yes")
    assert gone.err == (
        "the questions of the template psp-questionnaire cannot be read any more; "
        "put templates/psp-questionnaire.md back as it was\n"
    )
