"""What sentences say: conditions and exceptions, what is turned round twice, what is left open, and narratives."""

from __future__ import annotations

import pytest

from correspondence.answers import read_passage
from tests.replies.corpus import inquiry
from tests.replies.test_answers import read, said
from tests.replies.test_answers_gate import accepted

ACCESS, NOTICE, HOLD = inquiry("developing").questionnaire.questions


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("There has not been a day when a scout who came to the meadow was turned away.", "yes"),
        ("It would not be correct to say that we never let scouts in.", "yes"),
        ("It is not that we never let scouts in. We do so when they bring a permit.", "partial"),
        ("No, with the exception of scouts who have a permit.", "partial"),
        ("Scouts are admitted with a permit and on no other terms.", "partial"),
        ("Scouts may camp in those cases in which they bring a permit.", "partial"),
        ("We let scouts in, so far as those with a permit are concerned.", "partial"),
        ("Our rule lets scouts in only with a permit. No such permit has ever been issued, so none is let in.", "no"),
        ("We do not let scouts in solely because they ask.", "no"),
        ("Please know that we have always been good partners and are committed to the scouts.", "unclear"),
        ("Camping is governed by the rule book.", "unclear"),
        ("Every situation is unique, and the safety of our community comes first.", "unclear"),
        ("I cannot tell you whether the new rule will let scouts in.", "unclear"),
        ("The rule on tents has been referred to a committee, and a draft is expected in May.", "unclear"),
        ("The city has not adopted any rule or policy to let scouts in.", "no"),
        ("Tents: scouts are not let in.", "no"),
        ("We used to let scouts in. Scouts are sent away.", "no"),
        ("So no, we do not have any such policy.", "no"),
    ],
)
def test_limits_assurances_and_double_negatives(sentence: str, answer: str) -> None:
    assert said(f"1. {sentence}\n\n2. Yes.") == [answer, "yes"]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("As to the first: also no.\n\nAs to the second: yes.", ["no", "yes"]),
        (
            "We have no rule, policy, or practice that lets scouts put up tents in the meadow, or that gives the bus company advance notice of a closing.",
            ["no", "no"],
        ),
        (
            "It is our policy that scouts may put up tents in the meadow, and that the bus company gets advance notice of a closing.",
            ["yes", "yes"],
        ),
    ],
)
def test_one_sentence_that_restates_several_questions(text: str, answers: list[str]) -> None:
    found = read(text).answers
    assert [one.answer for one in found] == answers
    assert {one.status for one in found if len(text.split("\n")) == 1} <= {"needs-review"}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Yes, though most people are gone within a day, so 48 hours is seldom possible.", "yes"),
        ("We send notice the morning of the release, not before.", "partial"),
        ("Staff give DHS notice of a release, unless a judge lets the man go sooner, when it cannot be helped.", "yes"),
    ],
)
def test_what_is_asked_for_where_possible_is_not_limited_by_where_it_is_not(words: str, answer: str) -> None:
    assert read_passage(words, NOTICE).answer == answer


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("We will keep a prisoner twelve hours past release and no longer.", "partial"),
        ("If they have not come by then he stays put until they do.", "yes"),
        ("We hang on to him for them up to the two days.", "yes"),
        ("Since the ruling we let people go on their release date.", "no"),
        ("We will hold up to 48 hours if the detainer comes with a signed I-200.", "partial"),
        ("The jail may hold him where there is a conviction; for all others no request is honored.", "partial"),
    ],
)
def test_holding_in_peoples_own_words(words: str, answer: str) -> None:
    assert read_passage(words, HOLD).answer == answer


def test_a_narrative_carries_its_topic_over_sentences() -> None:
    text = "The agents are in and out of our jail to talk to inmates.\n\nThe fax asks us to hang on to a man past his release. We do not do it."
    found = {one.question: one.answer for one in read(text, inquiry("developing").questionnaire).answers}
    assert found == {ACCESS.id: "yes", NOTICE.id: "unanswered", HOLD.id: "no"}


def test_an_endless_sentence_is_cut_for_its_questions() -> None:
    text = "At our jail immigration officers may interview any inmate, but they get notice of a release only for felons, and we hold nobody for them."
    answers = read(text, inquiry("developing").questionnaire).answers
    assert [one.answer for one in answers] == ["yes", "partial", "no"]
    assert [" ".join(part.verbatim for part in one.passages) for one in answers] == [
        "At our jail immigration officers may interview any inmate",
        "they get notice of a release only for felons",
        "we hold nobody for them.",
    ]


def test_what_is_told_elsewhere_of_a_change_holds_the_answer_back() -> None:
    numbered = "1. Yes.\n\n2. Yes.\n\n3. Yes."
    assert accepted(numbered) == ["yes"] * 3
    told = "Since March we have let people go on their release date even with a request in the file."
    assert "yes" not in accepted(f"{numbered}\n\nThank you for your interest. {told}")[1:]
