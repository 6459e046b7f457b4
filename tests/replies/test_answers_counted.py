"""Answers that count our questions, answers between our questions, and questions that are no answers."""

from __future__ import annotations

import pytest

from correspondence.answers import interpret
from correspondence.questionnaire import Question, Questionnaire, Vocabulary
from tests.replies.test_answers import CAMP, CERTAIN, CLOSING, LETTER, PARK, read, reply_of, said, words

FIRES = Question(
    "fires",
    "Does your park have a rule, policy, or practice that is designed to ensure that fires are put out before the wardens leave?",
    vocabulary=Vocabulary(about=("fires", "campfires"), doing=("put out", "are put out")),
)
THREE = Questionnaire("three", None, (CAMP, CLOSING, FIRES))


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("We do the first two and not the third.", ["yes", "yes", "no"]),
        ("We do not do the first, nor the second and third.", ["no", "no", "no"]),
        ("Here in Pine we do not do any of the three things you ask about.", ["no", "no", "no"]),
        ("We do all three of the things that you ask about.", ["yes", "yes", "yes"]),
        (
            "I answer yes as to your first question, yes as to your second but only with a permit, and no as to your third.",
            ["yes", "yes", "no"],
        ),
        ("1. Yes.\n\n2. No.\n\n3. The answer to this one is the same.", ["yes", "no", "no"]),
        ("1. Not applicable.\n\n2. Same.\n\n3. Yes.", ["not_applicable", "not_applicable", "yes"]),
        ("1. Not under our control.\n\n2. No.\n\n3. No.", ["not_applicable", "no", "no"]),
        ("1. Yes if they sign the guest book.\n\n2. No.\n\n3. Yes through the night.", ["yes", "no", "yes"]),
    ],
)
def test_answers_that_count_the_questions(text: str, answers: list[str]) -> None:
    assert said(text, THREE) == answers


def test_the_same_rests_on_its_own_words_and_waits_for_a_person() -> None:
    third = read("1. Yes.\n\n2. No.\n\n3. The answer to this one is the same.", THREE).answers[2]
    assert words(third) == ["3. The answer to this one is the same."]
    assert (third.status, third.reason) == ("needs-review", "it refers to the answer to another question")


def test_a_limb_keeps_its_own_condition() -> None:
    text = "I answer no as to your second question and yes as to your first but only with a permit."
    assert said(text) == ["partial", "no"]


@pytest.mark.parametrize("mark", ["[AP] ", "AP: ", "AP> ", ""])
def test_initials_before_an_answer_between_our_questions_are_no_part_of_what_it_says(mark: str) -> None:
    mail = f"My answers stand below.\n\n1. {CAMP.text}\n\n{mark}Yes, in daylight.\n\n2. {CLOSING.text}\n\n{mark}No.\n"
    answers = interpret(reply_of(mail, headers={"subject": "Re: parks"}), PARK, CERTAIN, LETTER).answers
    assert [one.answer for one in answers] == ["yes", "no"]
    assert words(answers[1]) == [f"{mark}No."]


def test_a_polar_word_before_a_colon_is_no_initials() -> None:
    mail = f"1. {CAMP.text}\n\nNo: the meadow is wet.\n\n2. {CLOSING.text}\n\nYes: we call.\n"
    assert [one.answer for one in interpret(reply_of(mail), PARK, CERTAIN, LETTER).answers] == ["no", "yes"]


def test_what_one_of_them_asked_another_is_no_answer() -> None:
    mail = (
        "Here is what my foreman wrote me.\n\nAnn Pine\n\n> for the scouts, no. we keep the meadow shut\n>\n"
        "> and we do not give the bus company notice of a closing\n>\n>> Tom, two questions:\n>> do scouts people have access to the meadow\n"
    )
    answers = interpret(reply_of(mail, headers={"subject": "Fwd: parks"}), PARK, CERTAIN, LETTER).answers
    assert [one.answer for one in answers] == ["no", "no"]
