"""Which kind a reply is, in other words than the usual ones."""

from __future__ import annotations

import pytest

from correspondence.answers import interpret
from tests.replies.test_answers import CERTAIN, LETTER, PARK, read, reply_of, said


def kind(text: str) -> str:
    return interpret(reply_of(f"Pine City Parks\n\nDear Sir:\n\n{text}\n\nAnn Pine\n"), PARK, CERTAIN, LETTER).kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I have your letter of May 2. Would the 1st of June work for you?", "extension-request"),
        ("Your letter of May 2 came late, and we are not going to make Friday.", "extension-request"),
        ("I would be grateful for your patience until June 22.", "extension-request"),
        ("We have your letter of May 2, and thank you for your patience.", "acknowledgement"),
        ("May I ask that you allow us until the middle of June for your letter of May 2?", "extension-request"),
        ("I shall therefore not be replying to what you have asked.", "refusal"),
        (
            "This letter came to us in error. Here in Pine we do not do either of the two things you ask about.",
            "answers",
        ),
        ("1. Residents of the park's home may camp, if the residents have a permit.\n\n2. No.", "answers"),
        (
            "This answers the Bureau's request of March 12, 2018.\n\n1. Yes, scouts camp in the shed.\n\n2. No notice of it.",
            "unrelated",
        ),
        ("Our council has told me not to answer your two questions.", "refusal"),
        ("We will leave your questions without a response.", "refusal"),
        ("So I am going to have to pass on the questions.", "refusal"),
        (
            "Answers to your e-mail of March 20, 2018:\n\n1. Yes, scouts have access to the shed.\n\n2. Yes, the bus company gave notice.",
            "unrelated",
        ),
        (
            "Here is your survey.\n\nQ.1  Are scouts insured? ......... Yes\nQ.2  Are they fed? ............... Yes\nQ.3  Is there a nurse? ........... No",
            "unrelated",
        ),
        (
            "We have nothing to do with who camps where, for we own no meadow. So neither question applies to us.",
            "answers",
        ),
        (
            "The answer to both of your questions is yes, and it has been so for all the nineteen years that I have been in this place.",
            "answers",
        ),
    ],
)
def test_the_kind_is_told_by_what_is_meant(text: str, expected: str) -> None:
    assert kind(text) == expected


def test_what_is_asked_in_return_says_of_nothing_that_it_is_not_there() -> None:
    text = "Before we answer, tell us:\n\n(a) whether you mean meadows that the county runs;\n\n(b) what a closing is.\n\nWe ask that the time to respond be extended by ten days."
    assert kind(text) == "extension-request"
    assert said(text) == ["unanswered", "unanswered"]


def test_a_question_for_which_time_is_asked_is_not_answered() -> None:
    text = "As to 1, yes. As to 2, the bus company is another matter. I ask that you give us until June 8 for that one."
    assert said(text) == ["yes", "unanswered"]


def test_a_footnote_in_brackets_numbers_no_answer() -> None:
    letter = "1. Yes.\n\n2. No.\n\n[1] The meadow was drained in 1911."
    assert [one.status for one in read(letter).answers] == ["accepted", "accepted"]
