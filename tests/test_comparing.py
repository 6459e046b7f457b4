"""The comparison of a made document with a transcript: what is folded, and what is said of the rest."""

from __future__ import annotations

import json
import pickle
import random
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from correspondence.comparing import Comparison, Reading, TextBlock, compare_texts, describe, fold, read_text
from tests.tools import ROOT

if TYPE_CHECKING:
    from _pytest.mark.structures import ParameterSet

ORIGINALS = sorted((ROOT / "tests" / "originals").glob("*.txt"))

_ALPHABET = st.sampled_from(
    "abeéÉ1290.,()'\"\u2018\u2019\u201c\u201d-\u2010\u2013\u2014\u2022*o \t\n\u00a0#\u0301\u00ad"
)
_WORDS = st.text("abcde", min_size=1, max_size=2)


def compare(made: str, original: str) -> Comparison:
    return compare_texts(read_text(made.encode(), "letter.txt"), read_text(original.encode(), "original.txt"))


def reading(*blocks: str) -> Reading:
    return Reading("words", "text", tuple(TextBlock(block) for block in blocks))


def words(text: Reading) -> list[str]:
    """Take a text apart as the comparison says it does, with other means."""
    spaced = re.sub("([\u2010-\u2015-])", r" \1 ", " ".join(block.text for block in text.blocks))
    return spaced.split()


def pairs() -> list[ParameterSet]:
    text = (Path(__file__).parent / "comparing" / "pairs.txt").read_text(encoding="utf-8")
    found = []
    for case in re.split(r"\n\.\n\n", text.split("\n\n", 1)[1].rstrip("\n").removesuffix("\n.")):
        title, original, made, said = case.split("\n.\n")
        found.append(pytest.param(original, made, said.splitlines(), id=title))
    return found


@pytest.mark.parametrize(("original", "made", "said"), pairs())
def test_pairs(original: str, made: str, said: list[str]) -> None:
    assert list(describe(compare(made, original))) == said


def test_the_originals_are_there() -> None:
    assert [file.name for file in ORIGINALS] == [
        "2017-03-31-memorandum.txt",
        "2017-08-03-letter-albuquerque.txt",
        "2017-08-03-letter-baltimore.txt",
        "2017-08-03-letter-san-bernardino.txt",
        "2017-08-03-letter-stockton.txt",
        "2017-08-03-press-release.txt",
        "2017-10-23-remarks.txt",
        "2018-04-20-psp-overview.txt",
        "law-enforcement-fact-sheet.txt",
    ]


@pytest.mark.parametrize("file", ORIGINALS, ids=lambda file: file.stem)
def test_every_word_of_an_original_counts(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    original = read_text(text.encode(), file.name)
    for match in list(re.finditer(r"[A-Za-z0-9]{2,}", text))[::15]:
        changed = f"{text[: match.start()]}Zanzibar{text[match.end() :]}"
        comparison = compare_texts(read_text(changed.encode(), "made.txt"), original)
        assert len(comparison.differences) == 1, match.group()
        assert match.group() in comparison.differences[0].original.text
        assert "Zanzibar" in comparison.differences[0].made.text
        assert comparison.agreement < 1
        assert comparison.percentage != "100 %"


def test_two_letters_differ_in_their_addressees_alone() -> None:
    albuquerque, stockton = ORIGINALS[1].read_bytes(), ORIGINALS[4].read_bytes()
    comparison = compare_texts(read_text(albuquerque, "albuquerque.txt"), read_text(stockton, "stockton.txt"))
    assert list(describe(comparison)) == [
        "albuquerque.txt differs from stockton.txt: agreement 97.43 %, 5 differences (5 changed)",
        (
            "  block 5 (line 9): … August 3, 2017 ¶ Chief [original: Eric Jones] [here: Gorden Eden Jr.]"
            " ¶ Stockton Police Department ¶ 22 …"
        ),
        (
            "  block 6 (line 11): … 2017 ¶ Chief Eric Jones ¶ [original: Stockton] [here: Albuquerque]"
            " Police Department ¶ 22 E. …"
        ),
        (
            "  block 7 (line 13): … Jones ¶ Stockton Police Department ¶ [original: 22 E. Market Street] [here: 400 Roma NW]"
            " ¶ Stockton, CA 95202 ¶ Dear …"
        ),
        (
            "  block 8 (line 15): … 22 E. Market Street ¶ [original: Stockton, CA 95202] [here: Albuquerque, NM 87102]"
            " ¶ Dear Chief Jones: ¶ The …"
        ),
        "  block 9 (line 17): … CA 95202 ¶ Dear Chief [original: Jones] [here: Eden]: ¶ The Department of Justice …",
    ]


def test_the_json_says_the_same_as_the_lines() -> None:
    comparison = compare(
        "Dear Chief Eden:\n\nThank you very much.", "Dear Chief Eden:\n\nThank you much.\n\nSincerely,"
    )
    assert json.loads(json.dumps(comparison.as_json())) == {
        "schema": "correspondence/compare/1",
        "file": "letter.txt",
        "original": "original.txt",
        "agreement": 0.75,
        "matched": 6,
        "compared": 8,
        "differences": [
            {
                "kind": "added",
                "original": {"text": "", "start": 5, "end": 5, "block": 2, "line": 3, "page": None, "places": []},
                "made": {"text": "very", "start": 5, "end": 6, "block": 2, "line": 3, "page": None, "places": []},
                "before": "Chief Eden: ¶ Thank you ",
                "after": "much. ¶ Sincerely,",
                "doubt": None,
            },
            {
                "kind": "missing",
                "original": {
                    "text": "Sincerely,",
                    "start": 6,
                    "end": 7,
                    "block": 3,
                    "line": 5,
                    "page": None,
                    "places": [],
                },
                "made": {"text": "", "start": 7, "end": 7, "block": 2, "line": 3, "page": None, "places": []},
                "before": "Eden: ¶ Thank you much. ¶ ",
                "after": "",
                "doubt": None,
            },
        ],
        "doubtful": [],
        "unsure": [],
        "notes": [],
        "pictures": [],
    }


def test_the_percentage_is_never_rounded_up() -> None:
    text = " ".join(f"word{number}" for number in range(30_000))
    comparison = compare(text.replace("word777 ", "", 1), text)
    assert comparison.percentage == "99.99 %"
    assert comparison.agreement == 29_999 / 30_000


def test_control_characters_do_not_reach_the_terminal() -> None:
    lines = list(describe(compare("Thank\x1b[2J you", "Thank you")))
    assert lines[1] == "  block 1 (line 1): [original: Thank] [here: Thank\u2039U+001B\u203a[2J] you"


def test_a_text_without_words_agrees_with_nothing_but_its_like() -> None:
    assert compare_texts(reading(), reading()).exact
    comparison = compare_texts(reading(), reading("Thank you."))
    assert list(describe(comparison)) == [
        "words differs from words: agreement 0.00 %, 1 difference (1 missing)",
        "  block 1: [missing: Thank you.]",
    ]


def test_a_comparison_is_a_value() -> None:
    comparison = compare("Thank you", "Thank them")
    assert pickle.loads(pickle.dumps(comparison)) == comparison  # noqa: S301 - pickled on this very line
    assert hash(comparison) == hash(compare("Thank you", "Thank them"))


@given(st.text(_ALPHABET))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text(_ALPHABET)))
def test_a_text_agrees_with_itself(blocks: list[str]) -> None:
    comparison = compare_texts(reading(*blocks), reading(*blocks))
    assert (comparison.agreement, comparison.differences) == (1.0, ())


@given(st.lists(_WORDS, min_size=2), st.data())
def test_a_dropped_word_is_the_difference(text: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    comparison = compare_texts(reading(" ".join(text[:place] + text[place + 1 :])), reading(" ".join(text)))
    (found,) = comparison.differences
    assert (found.kind, found.original.text, found.made.text) == ("missing", text[place], "")
    assert (comparison.matched, comparison.compared) == (len(text) - 1, len(text))


@given(st.lists(_WORDS, min_size=1), _WORDS, st.data())
def test_an_inserted_word_is_the_difference(text: list[str], word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    comparison = compare_texts(reading(" ".join([*text[:place], word, *text[place:]])), reading(" ".join(text)))
    (found,) = comparison.differences
    assert (found.kind, found.original.text, found.made.text) == ("added", "", word)
    assert (comparison.matched, comparison.compared) == (len(text), len(text) + 1)


@given(st.lists(_WORDS, min_size=1), _WORDS, st.data())
def test_a_changed_word_is_the_difference(text: list[str], word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    assume(text[place] != word)
    comparison = compare_texts(reading(" ".join([*text[:place], word, *text[place + 1 :]])), reading(" ".join(text)))
    (found,) = comparison.differences
    assert (found.kind, found.original.text, found.made.text) == ("changed", text[place], word)
    assert (found.original.start, found.original.end) == (place, place + 1)


@given(st.lists(st.lists(_WORDS, min_size=1).map(" ".join)), st.lists(st.lists(_WORDS, min_size=1).map(" ".join)))
def test_the_differences_turn_one_text_into_the_other(first: list[str], second: list[str]) -> None:
    original, made = reading(*first), reading(*second)
    comparison = compare_texts(made, original)
    there = words(original)
    rebuilt: list[str] = []
    place = matched = 0
    for difference in comparison.differences:
        matched += difference.original.start - place
        rebuilt += there[place : difference.original.start]
        rebuilt += difference.made.text.replace("¶", "").split()
        assert there[difference.original.start : difference.original.end] == words(
            reading(difference.original.text.replace("¶", ""))
        )
        place = difference.original.end
    assert rebuilt + there[place:] == words(made)
    assert matched + len(there) - place == comparison.matched


@pytest.mark.parametrize("vocabulary", [2, 10, 300, 20_000])
def test_fifty_thousand_words_take_seconds(vocabulary: int) -> None:
    chance = random.Random(vocabulary)  # noqa: S311 - a text, no secret
    text = [f"w{chance.randrange(vocabulary)}" for _ in range(50_000)]
    edited = list(text)
    for _ in range(200):
        edited[chance.randrange(len(edited))] = "new"
    shuffled = chance.sample(text, len(text))
    start = time.perf_counter()
    few = compare_texts(reading(" ".join(edited)), reading(" ".join(text)))
    many = compare_texts(reading(" ".join(shuffled)), reading(" ".join(text)))
    assert time.perf_counter() - start < 20
    assert edited.count("new") <= few.compared - few.matched <= edited.count("new") * 1.05
    assert many.matched < len(text)
