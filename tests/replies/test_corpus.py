"""The corpus of reply letters is whole: each expected reading rests on words that stand in its letter."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from correspondence.questionnaire import Question
from tests.replies.corpus import HALVES, folder_of, inquiry

HERE = Path(__file__).parent
FOLDERS = {half: folder_of(half) for half in HALVES}
READINGS = [(half, path) for half, folder in FOLDERS.items() for path in sorted(folder.glob("*.yaml"))]
KINDS = {"answers", "acknowledgement", "extension-request", "refusal", "unrelated"}
ANSWERS = {"yes", "no", "partial", "not_applicable", "unclear", "unanswered"}
OTHER_ANSWERS = {"answered", "unclear", "unanswered"}


def checksum(files: Iterable[tuple[str, Path]]) -> str:
    """Return the checksum of the lines that ``sha256sum`` prints of files, each under a name."""
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_held_out_letters_are_what_their_checksum_says() -> None:
    files = [path for half in ("held-out", "second-held-out") for path in sorted(FOLDERS[half].iterdir())]
    found = checksum((path.relative_to(HERE).as_posix(), path) for path in files)
    assert found == (HERE / "held-out.sha256").read_text("utf-8").strip()


def test_the_letters_that_nobody_has_seen_are_what_their_checksum_says() -> None:
    files = sorted(FOLDERS["unseen"].iterdir())
    found = checksum((path.relative_to(HERE).as_posix(), path) for path in files)
    assert found == (HERE / "unseen.sha256").read_text("utf-8").strip()


def test_those_that_nobody_had_seen_before_are_what_their_checksum_says() -> None:
    files = sorted(FOLDERS["spent"].iterdir())
    found = checksum((f"unseen/{path.name}", path) for path in files)
    assert found == (HERE / "spent.sha256").read_text("utf-8").strip()


def test_the_first_held_out_letters_are_what_their_checksum_says() -> None:
    files = sorted(path for path in FOLDERS["developing"].iterdir() if path.name[0] in "23")
    found = checksum((f"held-out/{path.name}", path) for path in files)
    assert found == (HERE / "first-held-out.sha256").read_text("utf-8").strip()


def test_there_are_as_many_letters_as_the_page_says() -> None:
    said = {name: int(count) for name, count in re.findall(r"^- `([a-z/-]+)/` \((\d+)\)", _readme(), re.MULTILINE)}
    assert said == {
        folder.relative_to(HERE).as_posix(): len(list(folder.glob("*.yaml"))) for folder in FOLDERS.values()
    }
    assert all(path.with_suffix(".txt").is_file() for _, path in READINGS)


def _readme() -> str:
    return (HERE / "README.md").read_text("utf-8")


@pytest.mark.parametrize(("half", "path"), READINGS, ids=lambda one: one if isinstance(one, str) else one.stem)
def test_an_expected_reading_is_verbatim(half: str, path: Path) -> None:
    expected = yaml.safe_load(path.read_text("utf-8"))
    text = path.with_suffix(".txt").read_text("utf-8")
    asked = {question.id: question for question in inquiry(half).questionnaire.questions}
    assert expected["kind"] in KINDS
    answers = expected.get("answers") or {}
    assert set(answers) == (set(asked) if expected["kind"] == "answers" else set())
    for name, answer in answers.items():
        assert_possible(asked[name], answer)
        assert [words for words in quoted(answer) if words not in text] == []


def assert_possible(question: Question, answer: Mapping[str, Any]) -> None:
    """Hold an expected answer to what the codebook knows."""
    yes_no = question.kind == "yes-no"
    assert answer["answer"] in (ANSWERS if yes_no else OTHER_ANSWERS)
    assert bool(answer.get("passages")) == (answer["answer"] != "unanswered")
    assert bool(answer.get("value") not in {None, ""}) == (answer["answer"] == "answered")
    if question.kind == "choice" and answer.get("value"):
        assert answer["value"] in question.options


def quoted(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words that a reading quotes."""
    yield from answer.get("passages") or []
    yield from answer.get("authorities") or []
    yield from (answer[name] for name in ("explanation", "third_party") if answer.get(name))
