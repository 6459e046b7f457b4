"""Endless, empty and monotonous replies are interpreted in bounded time, and nothing in them is accepted."""

from __future__ import annotations

import time

import pytest

from correspondence.answers import interpret
from correspondence.reply import Match, Page, Reply
from tests.replies.corpus import inquiry

CERTAIN = Match("stockton", "", "qr", "accepted", "")
SECONDS = 20
"""Far more than any of them takes; a search that goes wrong takes hours."""
QUESTIONNAIRE = inquiry("developing").questionnaire
ENDLESS = {
    "nothing": "",
    "a long line": "we do not honor it unless a judge signs and " * 30_000,
    "blanks": "1. Yes." + " " * 2_000_000 + "No.",
    "line ends": "\n" * 1_000_000,
    "pages": "\f" * 300_000,
    "ten thousand labels": "\n".join(f"{number}. Yes." for number in range(10_000)),
    "labels again and again": "\n".join(f"{number % 3 + 1}. Yes." for number in range(10_000)),
    "polar words": "yes no " * 200_000,
    "parentheses": "(" * 400_000,
    "dots": "." * 1_000_000,
    "dashes": "- " * 400_000,
    "quotation marks": ("> " * 50 + "\n") * 10_000,
    "numbers of questions": "question 1 and 2 and 3, " * 50_000,
    "our questions": (QUESTIONNAIRE.questions[0].text + "\n\n") * 1_000,
    "capitals": "SECTION 1 OF THE " * 60_000,
    "citations": "General Order 1-1-1-1, Section 1(a)(b)(c), " * 20_000,
    "parties": "Aaa v. Bbb Ccc " * 40_000,
    "sentences": "We hold. " * 100_000,
    "paragraphs": "We hold people on detainers.\n\n" * 40_000,
    "tables": "| yes | no |\n" * 50_000,
    "letters that grow": "İ" * 300_000 + " 1. Yes.",
    "digits": "1" * 1_000_000,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_the_time_is_bounded_and_nothing_is_accepted(name: str) -> None:
    reply = Reply({"a.txt": ""}, (Page("a.txt", 1, ENDLESS[name], "text"),))
    began = time.perf_counter()
    found = interpret(reply, QUESTIONNAIRE, CERTAIN)
    assert time.perf_counter() - began < SECONDS
    assert [one.status for one in found.answers] == ["needs-review"] * 3
    assert interpret(reply, QUESTIONNAIRE, CERTAIN) == found


def test_no_pages_at_all() -> None:
    found = interpret(Reply({}, ()), QUESTIONNAIRE, CERTAIN)
    assert (found.kind, [one.answer for one in found.answers]) == ("unrelated", ["unanswered"] * 3)
