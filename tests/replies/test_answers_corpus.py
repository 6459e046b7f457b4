"""The corpus that rules were written with: nothing wrong is accepted there, and what is found does not get worse."""

from __future__ import annotations

from functools import cache

import pytest

from tests.replies.corpus import folder_of
from tests.replies.counting import Counts, Measured
from tests.replies.measure import measure

HALVES = ("developing", "second-developing")


@cache
def measured(half: str) -> Measured:
    if not any(folder_of(half).glob("*.txt")):
        pytest.skip(f"there are no letters in {folder_of(half)}")
    return measure(half, matched=True)


@pytest.mark.parametrize("half", HALVES)
def test_no_wrong_answer_is_accepted(half: str) -> None:
    assert measured(half).wrong == []


def test_what_is_found_does_not_get_worse() -> None:
    whole: Counts = measured("developing").whole
    assert whole.kinds >= 0.97 * whole.replies
    assert whole.right >= 0.90 * whole.questions
    assert whole.held >= 0.87 * whole.questions
    assert whole.explicit_accepted >= 0.50 * whole.explicit
    assert whole.authorities_found >= 0.75 * whole.authorities


def test_a_questionnaire_without_a_vocabulary_is_read_too() -> None:
    whole = measured("second-developing").whole
    assert whole.kinds >= 0.90 * whole.replies
    assert whole.right >= 0.65 * whole.questions
