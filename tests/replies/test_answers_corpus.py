"""The developing half of the corpus: no wrong answer is accepted, and the published figures are those that are measured."""

from __future__ import annotations

import hashlib
from functools import cache

import pytest

from tests.replies.corpus import FOLDER
from tests.replies.measure import Figures, measure, table
from tests.tools import ROOT


@cache
def developing() -> Figures:
    return measure("developing")


def test_no_wrong_answer_is_accepted_without_a_person() -> None:
    assert developing().accepted_wrong == 0


def test_the_proposals_are_as_good_as_they_must_be() -> None:
    figures = developing()
    assert figures.kinds_right >= 0.97 * figures.replies
    assert figures.right >= 0.9 * figures.questions
    assert figures.passages_right >= 0.9 * figures.passages
    assert figures.explicit_accepted >= 0.5 * figures.explicit


def test_the_published_figures_are_those_that_are_measured() -> None:
    assert table(developing()) in (ROOT / "docs" / "reply-measurements.md").read_text("utf-8")


def test_the_held_out_half_is_the_one_that_was_committed_before_it_was_measured() -> None:
    files = sorted(path for path in (FOLDER / "held-out").rglob("*") if path.is_file())
    if not files:
        pytest.fail("tests/replies/held-out is empty")
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(FOLDER)}\n" for path in files)
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert digest == (FOLDER / "held-out.sha256").read_text("utf-8").split()[0]
