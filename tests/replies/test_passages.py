"""Sentences of letters stand in their boxes, as other tools read them; moved boxes are found out."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest

from correspondence.replies.read import read_reply
from correspondence.reply import Answer, Interpretation, Passage, Reply
from tests.replies.corpus import letters_of
from tests.replies.media import LETTERS, SCANS, Made
from tests.replies.passages import WrongPassageError, check_boxes, check_offsets, passage_at

SENTENCE = re.compile(r"[A-Z][^.;:]*\s[^.;:]*[.;:]")
NAMES = ("001-numbered-plain", "217-rosedale-mayor-chatty", "307-county-attorney-three-pages")
SCANNED = ("scan (PDF)", "scan (JPEG)", "fax (TIFF)")


def made(name: str, kind: str) -> Made:
    (letter,) = (one for one in letters_of("developing") if one.id == name)
    return {**LETTERS, **SCANS}[kind](letter)


def sentences(reply: Reply, most: int) -> Iterator[Passage]:
    for page in reply.pages:
        for one in list(SENTENCE.finditer(page.text))[:most]:
            yield passage_at(page, *one.span())


def resting_on(*passages: Passage) -> Interpretation:
    answer = Answer("notice", "yes", "", passages, (), None, None, "proposed", "needs-review", "", 0.5)
    return Interpretation("answers", "", (answer,))


@pytest.mark.parametrize("name", NAMES)
def test_sentences_of_a_text_layer_read_exactly_the_same_in_their_boxes(name: str) -> None:
    one = made(name, "PDF")
    reply = read_reply(one.content, one.name)
    found = tuple(sentences(reply, 40))
    assert len(found) > 6
    check_offsets(reply, resting_on(*found))
    assert check_boxes(reply, resting_on(*found), one.content) == len(found)


@pytest.mark.parametrize(("name", "kind"), [*zip(NAMES, SCANNED, strict=True)])
def test_sentences_of_a_scan_read_nearly_the_same_in_their_boxes(name: str, kind: str) -> None:
    one = made(name, kind)
    reply = read_reply(one.content, one.name)
    found = tuple(sentences(reply, 5))
    assert len(found) > 3
    check_offsets(reply, resting_on(*found))
    assert check_boxes(reply, resting_on(*found), one.content) == len(found)


@pytest.mark.parametrize("kind", ["PDF", *SCANNED])
@pytest.mark.parametrize("lines", [1, 3])
def test_boxes_beside_the_words_are_found_out(kind: str, lines: int) -> None:
    one = made(NAMES[0], kind)
    reply = read_reply(one.content, one.name)
    passage = next(found for found in sentences(reply, 40) if len(found.boxes) > 1)
    check_boxes(reply, resting_on(passage), one.content)
    left, bottom, right, top = passage.boxes[0]
    down = lines * 1.25 * (top - bottom)
    moved = dataclasses.replace(passage, boxes=((left, bottom - down, right, top - down), *passage.boxes[1:]))
    with pytest.raises(WrongPassageError, match=r"stands in the boxes of|words in boxes \d+ were read again"):
        check_boxes(reply, resting_on(moved), one.content)


def test_a_passage_of_a_page_with_boxes_has_some() -> None:
    one = made(NAMES[0], "PDF")
    reply = read_reply(one.content, one.name)
    passage = dataclasses.replace(next(sentences(reply, 1)), boxes=())
    with pytest.raises(WrongPassageError, match="has no boxes, though its page has"):
        check_offsets(reply, resting_on(passage))
