"""The corpus of reply letters is whole: each expected reading rests on words that stand in its letter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
READINGS = sorted((*(HERE / "developing").glob("*.yaml"), *(HERE / "held-out").glob("*.yaml")))
KINDS = {"answers", "acknowledgement", "extension-request", "refusal", "unrelated"}
ANSWERS = {"yes", "no", "partial", "not_applicable", "unclear", "unanswered"}
QUESTIONS = {"facility-access", "release-notice", "detainer-requests"}


def test_the_first_held_out_letters_are_what_their_checksum_says() -> None:
    files = sorted(path for path in (HERE / "developing").iterdir() if path.name[0] in "23")
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  held-out/{path.name}\n" for path in files)
    known = (HERE / "first-held-out.sha256").read_text("utf-8").strip()
    assert hashlib.sha256("".join(lines).encode()).hexdigest() == known


def test_there_are_as_many_letters_as_the_page_says() -> None:
    assert len(READINGS) == 132
    assert all(path.with_suffix(".txt").is_file() for path in READINGS)


@pytest.mark.parametrize("path", READINGS, ids=lambda path: path.stem)
def test_an_expected_reading_is_verbatim(path: Path) -> None:
    expected = yaml.safe_load(path.read_text("utf-8"))
    text = path.with_suffix(".txt").read_text("utf-8")
    assert expected["kind"] in KINDS
    answers = expected.get("answers") or {}
    assert set(answers) == (QUESTIONS if expected["kind"] == "answers" else set())
    for answer in answers.values():
        assert answer["answer"] in ANSWERS
        assert bool(answer.get("passages")) == (answer["answer"] != "unanswered")
        assert [words for words in quoted(answer) if words not in text] == []


def quoted(answer: dict[str, Any]) -> Iterator[str]:
    """Yield the words that a reading quotes."""
    yield from answer.get("passages") or []
    yield from answer.get("authorities") or []
    yield from (answer[name] for name in ("explanation", "third_party") if answer.get(name))
