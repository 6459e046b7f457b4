"""Where words stand, and which question they answer: on our own letter, in one sentence for all, in lines by subject."""

from __future__ import annotations

import pytest

from correspondence.answers import interpret
from correspondence.answers.kinds import refuses
from correspondence.answers.parties import runs_none
from correspondence.answers.topics import matters_of
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


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        # a correction behind which the matter is left open
        (
            "Our warden gives notice of a closing two days ahead.\n\nScouts may camp.\n\nI am asked to correct this: we no longer give notice of a closing. Opinions differ here.",
            ["yes", "unclear"],
        ),
        (
            "Our warden gives notice of a closing.\n\nI must correct this: we give no notice of a closing.",
            ["unanswered", "no"],
        ),
        # what speaks of two questions alike answers the one that nothing else takes up
        (
            "Yes, scouts whose tents are in the meadow, as the notice of every closing says, may camp.\n\nAs to notice of a closing, no.",
            ["yes", "no"],
        ),
        # what does not apply to one question, each called by its number, is not said of one that is passed over
        (
            "To your first question, the answer is that it does not apply: we have no meadow.",
            ["not_applicable", "unanswered"],
        ),
        # a number, a column, a reference
        (
            "  Question   Answer   Reference\n     1        YES     Handbook 4, tents in the summer months, part C\n     2        NO      Handbook 7, closings and their days, part F",
            ["yes", "no"],
        ),
        # no table: the first words are a sentence
        ("Yes to the first. No to the second. My ranger says no, so it's no.", ["yes", "no"]),
        ("1. Yes.\n\n2. Yes, we call.\n\n* on 2: as of June we quit giving notice of any closing.", ["yes", "unclear"]),
        ("1. Yes.\n\n2. What we do about it is set out in rule 20, a copy of which is attached.", ["yes", "unclear"]),
    ],
)
def test_corrections_contradictions_and_what_is_left_over(text: str, answers: list[str]) -> None:
    assert said(text) == answers


@pytest.mark.parametrize(
    ("sentence", "absent"), [("we do not keep anyone in the meadow.", False), ("we do not keep a meadow.", True)]
)
def test_people_who_are_kept_nowhere_are_no_place_that_is_not_there(sentence: str, *, absent: bool) -> None:
    assert runs_none(sentence, matters_of((CAMP,))[0]) is absent


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("Where a permit is shown, scouts are admitted.", "partial"),
        ("Yes. Scouts may camp. Under rule 7, however, scouts are not admitted to put up tents.", "unclear"),
        ("We have no custody of any land whose use for tents we could allow.", "not_applicable"),
    ],
)
def test_what_a_sentence_says_by_its_build(sentence: str, answer: str) -> None:
    assert said(f"1. {sentence}\n\n2. Yes.") == [answer, "yes"]


@pytest.mark.parametrize(
    ("text", "declined"),
    [
        ("we talked it over and we are not going to fill it out.", True),
        ("we will not fill in your form.", True),
        ("if that takes pine off the list then take us off.", True),
        ("we are not going to let scouts in.", False),
    ],
)
def test_a_form_that_nobody_will_fill_in_is_declined(text: str, *, declined: bool) -> None:
    assert refuses(text) is declined
