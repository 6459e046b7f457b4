"""Words that are made to confuse, and to last: the matcher and the interpreter come to an end with all of them."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.answers import interpret
from correspondence.replies.match import Matcher
from correspondence.reply import Interpretation, Match, Page, Reply
from tests.replies.corpus import inquiry, letters_of

ASKED = inquiry("developing")
MATCHER = Matcher(ASKED.asked, ASKED.ours)
CERTAIN = Match(ASKED.asked[0].recipient.id, ASKED.asked[0].number, "qr", "accepted", "")
EACH = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
TOKENS = (
    *(
        "yes",
        "no",
        "not",
        "1.",
        "(2)",
        "Q3:",
        "Question 1",
        "\n",
        "\n\n",
        "\f",
        " ",
        "> ",
        "unless",
        "except",
        "§",
        "“",
        '"',
    ),
    *(
        "8 U.S.C. § 1373",
        "General Order 4.12",
        "PSP-2017-2223-G",
        "Police Department",
        "the Sheriff",
        "City of",
        "because",
    ),
    *(
        "first,",
        "all three questions",
        "nos. 1 and 2",
        "\u0661.",
        "²",
        "\u202e",
        "\ufffd",
        "\u00a0",
        "\U0001f600",
        "(",
        ")",
        "-",
        "…",
    ),
    *(
        "On 1 Jan 2017, x wrote:\n",
        "From: a\nSent: b\nTo: c\n",
        "don't",
        "n’t",
        "[x]",
        "☒",
        "1/1/2017",
        "a@example.gov",
        "¶",
    ),
)


def reply_of(text: str) -> Reply:
    return Reply({"reply.txt": "0" * 64}, (Page("reply.txt", 1, text, "text"),))


def holds_together(text: str, said: Interpretation) -> None:
    """Check that every word that is quoted stands where it is said to stand."""
    assert [one.question for one in said.answers] == [one.id for one in ASKED.questionnaire.questions]
    for answer in said.answers:
        quoted = [one for one in (answer.explanation, answer.third_party) if one]
        for one in (*answer.passages, *answer.authorities, *quoted):
            assert text[one.start : one.end] == one.verbatim
        assert (answer.status == "accepted") == (answer.reason == "")


def muddled(text: str, seed: int) -> str:
    """Return a letter after its lines and words were mixed up, doubled and lost."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    for _ in range(chance.randint(1, 8)):
        place, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        match chance.randrange(6):
            case 0:
                text = text[:place] + chance.choice(TOKENS) + text[place:]
            case 1:
                text = text[:place] + text[place : place + 200] + text[place:]
            case 2:
                text = text[:place] + text[min(end, place + 60) :]
            case 3:
                lines = text.split("\n")
                chance.shuffle(lines)
                text = "\n".join(lines)
            case 4:
                text = text[:place] + chance.choice(TOKENS) * chance.randint(2, 40) + text[place:]
            case _:
                text = text.replace("\n", chance.choice(("\n", "\n\n", " ", "\n> ")))
    return text


@settings(EACH, max_examples=25)
@given(which=st.integers(0, 10_000), seed=st.integers(0, 2**32))
def test_muddled_letters_end_in_an_interpretation(which: int, seed: int) -> None:
    letters = letters_of("developing")
    text = muddled(letters[which % len(letters)].text, seed)
    reply = reply_of(text)
    MATCHER.match(reply)
    holds_together(text, interpret(reply, ASKED.questionnaire, CERTAIN, ASKED.asked[0]))


@EACH
@given(
    words=st.lists(st.sampled_from(TOKENS) | st.text(max_size=12), max_size=60), glue=st.sampled_from(["", " ", "\n"])
)
def test_any_words_end_in_an_interpretation(words: list[str], glue: str) -> None:
    text = glue.join(words).encode("utf-8", "replace").decode()
    reply = reply_of(text)
    MATCHER.match(reply)
    holds_together(text, interpret(reply, ASKED.questionnaire, CERTAIN, ASKED.asked[0]))


UNITS = (
    "a",
    "yes ",
    "Yes. ",
    "1. ",
    "1. Yes.\n",
    " ",
    "\n",
    "(",
    "§ ",
    "nos. 1-",
    ".",
    "> ",
    "\u00a0",
    "Police Department ",
)


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_of_the_same_is_matched_in_seconds(unit: str) -> None:
    begun = time.monotonic()
    assert MATCHER.match(reply_of(unit * (1_000_000 // len(unit)))).status == "needs-review"
    assert time.monotonic() - begun < 60  # a second; what takes time with the square of the length takes many minutes
