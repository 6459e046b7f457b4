"""Which kind a reply is, in other words than the usual ones."""

from __future__ import annotations

import pytest

from correspondence.answers import interpret
from tests.replies.test_answers import CERTAIN, LETTER, PARK, reply_of, said


def kind(text: str) -> str:
    return interpret(reply_of(f"Pine City Parks\n\nDear Sir:\n\n{text}\n\nAnn Pine\n"), PARK, CERTAIN, LETTER).kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I have your letter of May 2. Would the 1st of June work for you?", "extension-request"),
        ("Your letter of May 2 came late, and we are not going to make Friday.", "extension-request"),
        ("I would be grateful for your patience until June 22.", "extension-request"),
        ("We have your letter of May 2, and thank you for your patience.", "acknowledgement"),
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
