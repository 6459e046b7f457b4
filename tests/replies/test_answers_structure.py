"""Where words stand, and which question they answer: on our own letter, in one sentence for all, in lines by subject."""

from __future__ import annotations

import pytest

from correspondence.answers import interpret
from tests.replies.test_answers import CAMP, CERTAIN, CLOSING, LETTER, PARK, read, reply_of, said, words
from tests.replies.test_answers_counted import THREE


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("On #1, yes, scouts may camp.\n\nOn #2 no, we have nothing like it.", ["yes", "no"]),
        ("The city does not have a rule of the kind described in either of your two questions.", ["no", "no"]),
        ("scouts - yes, rule 12\nclosing notice - no, we quit that in June", ["yes", "no"]),
        (
            "There is no rule that lets scouts camp in the meadow, and none that gives notice of a closing to the bus company.",
            ["no", "no"],
        ),
        (
            "With regard to scouts in the meadow, and with regard to notice of a closing, please see our handbook, which is attached.",
            ["unclear", "unclear"],
        ),
        (
            "As to scouts, yes, they may camp. As to notice of a closing, we look at each one as it comes.",
            ["yes", "unclear"],
        ),
    ],
)
def test_what_stands_where_says_which_question_is_answered(text: str, answers: list[str]) -> None:
    assert said(text) == answers


def test_the_answer_is_the_same_as_the_one_before() -> None:
    text = "1. Not applicable.\n\n2. The same answer must be given here.\n\n3. Yes."
    assert said(text, THREE) == ["not_applicable", "not_applicable", "yes"]


def test_a_salutation_in_the_line_of_the_first_answer_is_no_part_of_it() -> None:
    answers = interpret(reply_of("Mr. Oak - Yes to your No. 1. No to No. 2."), PARK, CERTAIN, LETTER).answers
    assert [one.answer for one in answers] == ["yes", "no"]


def test_answers_on_the_back_of_our_own_letter_stand_behind_our_closing() -> None:
    ours = f"Dear Warden:\n\nPlease answer two questions.\n\n1. {CAMP.text}\n\n2. {CLOSING.text}\n\nSincerely,\n\nBo Elm\nSurveyor\n\n"
    text = f"{ours}PINE CITY PARKS\nREPLY ON OTHER SIDE OF YOURS.\n\n1.  YES\n2.  NO\n\nA. PINE"
    answers = interpret(reply_of(text), PARK, CERTAIN, LETTER).answers
    assert [(one.answer, words(one)) for one in answers] == [("yes", ["1.  YES"]), ("no", ["2.  NO"])]


def test_what_he_says_for_us_is_ours() -> None:
    answer = read("I asked our ranger. He says that we have no rule that lets scouts camp in the meadow.").answers[0]
    assert (answer.answer, answer.third_party) == ("no", None)
