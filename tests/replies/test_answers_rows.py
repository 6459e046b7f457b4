"""Tables, references by number, and mails that quote ours: which words stand to which question."""

from __future__ import annotations

import pytest

from correspondence.answers import interpret
from correspondence.answers.rows import levelled, rows_in
from tests.replies.test_answers import CERTAIN, LETTER, PARK, read, reply_of, said, words

MAIL = {"from": "warden@pine.example.gov", "subject": "RE: Survey of parks"}


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (
            "1.  Scouts let in to the\n    meadow ........................ YES\n\n2.  48 hrs. notice of a closing ... NO",
            ["yes", "no"],
        ),
        ("   scouts in the meadow       no\n   notice of closings         yes", ["no", "yes"]),
        ("scouts yes   notice no", ["yes", "no"]),
        (
            "                         YES     NO\n   1.  SCOUTS             X\n   2.  CLOSING NOTICE             X",
            ["yes", "no"],
        ),
        (
            "   Scouts in the meadow ........... N/A (*)\n   Notice of closings ............. Yes",
            ["not_applicable", "yes"],
        ),
        ("[1] Yes.\n\n[2] No.", ["yes", "no"]),
        ("Ques. 1 -- Affirmative.\n\nQues. 2 -- Negative.", ["yes", "no"]),
        ("As to 1, yes, they may camp. As to (2), no.", ["yes", "no"]),
        ("We own no such land, so your 1 and 2 don't apply to us.", ["not_applicable", "not_applicable"]),
        ("Q1 & Q2 - These don't apply to Pine.", ["not_applicable", "not_applicable"]),
    ],
)
def test_rows_and_numbers_say_which_question_is_answered(text: str, answers: list[str]) -> None:
    assert said(text) == answers


def test_a_row_is_quoted_whole() -> None:
    first, second = read("   scouts in the meadow       no\n   notice of closings         yes").answers
    assert words(first) == ["scouts in the meadow       no"]
    assert words(second) == ["notice of closings         yes"]


def test_a_mark_under_a_head_waits_for_a_person() -> None:
    answers = read(
        "                         YES     NO\n   1.  SCOUTS             X\n   2.  CLOSING NOTICE             X"
    ).answers
    assert [one.status for one in answers] == ["needs-review", "needs-review"]
    assert answers[0].reason == "a mark in a column says so"


def test_levelling_keeps_every_letter_in_its_place() -> None:
    lines = "            yes   no\nmeadow ...... yes\ntents             x\nboth         x    x\n"
    told = levelled(lines)
    assert len(told) == len(lines)
    assert told.splitlines()[1:] == ["meadow     -  yes", "tents         -  no", "both         x    x"]


def test_prose_is_no_table() -> None:
    assert rows_in("we say yes - and they say\nno; it is - no\nmatter") == []


def test_an_answer_above_our_quoted_letter_is_read() -> None:
    mail = (
        "Yes to both.\n\nAnn\n\n________________________________\nFrom: Survey of parks\nSent: Friday, May 4, 2018 10:15 AM\n"
        "To: Ann Pine\nSubject: Survey of parks\n\nWarden Pine,\n\nAttached is a copy of the letter mailed to you yesterday.\n"
    )
    found = interpret(reply_of(mail, headers=MAIL), PARK, CERTAIN, LETTER)
    assert (found.kind, [one.answer for one in found.answers]) == ("answers", ["yes", "yes"])
    assert words(found.answers[0]) == ["Yes to both."]
