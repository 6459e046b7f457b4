"""Answers that a question does not apply, and practices that nobody wrote down: when they are explicit."""

from __future__ import annotations

import pytest

from tests.replies.test_answers_gate import accepted


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1. Not applicable.\n\n2. Not applicable.\n\n3. N/A.", ["not_applicable"] * 3),
        ("1. This question does not apply to the City, which has no jail.\n\n2. Not applicable.\n\n3. N/A.", 3),
        ("1. Yes, we have such a practice, though it has never been put in writing.\n\n2. No.\n\n3. No.", 3),
        ("1. Yes. It is a standing practice and not written anywhere.\n\n2. No.\n\n3. No.", 3),
        ("In response to Question Nos. 1 and 2 of the August 3 letter: Yes.\n\nQuestion No. 3: No.", 3),
    ],
)
def test_what_says_so_in_so_many_words_is_accepted(text: str, answers: list[str] | int) -> None:
    found = accepted(text)
    assert len(found) == answers if isinstance(answers, int) else found == answers


@pytest.mark.parametrize(
    "text",
    [
        "1. Not applicable at the annex.\n\n2. Possibly not applicable.\n\n3. Not applicable, except for the lockup.",
        "1. Not applicable. We let them in when they ask.\n\n2. Not applicable. We do notify DHS.\n\n3. N/A. We honor none.",
        "1. Not applicable, since we let no agent in.\n\n2. N/A, as we do notify them.\n\n3. N/A, because we honor none.",
        "1. Not applicable to felons.\n\n2. Not applicable for inmates of the annex.\n\n3. Not applicable in most cases.",
        "1. Not applicable, I believe.\n\n2. Not applicable; see attachment.\n\n3. Not applicable, but we hold some.",
        "1. Not applicable.\n\n2. Not applicable.\n\n3. Not applicable.\n\nCorrection: the annex has four cells.",
    ],
)
def test_what_may_be_a_no_or_a_part_is_for_a_person(text: str) -> None:
    assert accepted(text) == []


def test_a_sentence_given_to_no_question_may_take_an_answer_back() -> None:
    told = (
        "1. Yes. ICE is allowed in.\n\n2. Yes. We tell ICE about a release 48 hours before.\n\n3. No.\n\n"
        "A few words from the jail commander:\n\n"
        '"Since the new records system went in the jail does not notify ICE of releases at all."'
    )
    assert "yes" not in accepted(told)[1:]
