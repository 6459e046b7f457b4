"""A reply cut into sentences, each with the questions that it answers and how that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from correspondence.answers.labels import Label, label_at, mentions_in
from correspondence.answers.restating import WORD, Copy
from correspondence.answers.sentences import blocks_in, body_spans, sentences_in
from correspondence.answers.text import Body, Span
from correspondence.answers.topics import Topics

How = Literal["label", "mention", "copy", "heading", "order", "general", "topic", "none"]

_POLAR_CLAUSE = re.compile(
    r"(?:\bthe\s+)?\b(?:answers?|response)\s+to\s+(?P<to>[^.;]{3,60}?)\s+(?:is|are)\s+(?:\w+\s+)?(?:yes|no)\b|\b(?:yes|no)\s+(?:to|on|for)\s+(?P<on>(?:your|the|number|question)\s+[^.,;]{3,30})",
    re.IGNORECASE,
)
_INLINE = re.compile(r"(?<![\w.,$(§-])\(?\d{1,2}[.):]?\s*[-–:]?\s*(?=(?:yes|no|n/a)\b)", re.IGNORECASE)
_HEADING = re.compile(r"(?P<heading>[^.:;?!]{3,150}?)(?:[.:]|\s[-–—]+|[–—]|\.{3,})\s*(?P<rest>\S)", re.DOTALL)
_NUMBERED = re.compile(r"(?:(?<=[.;:,!?])\s+|^[ \t]*)\(?(?P<number>\d)[.)]\s+(?=\S)", re.MULTILINE)
_LISTED = re.compile(
    r"(?:(?<=[;,:.])|^)\s*(?:and\s+)?(?:as\s+(?:to|for)\s+)?(?:[\w’'-]+\s+){0,4}[\w’'-]+,\s*(?:yes|no)(?=\s*(?:[;,.]|$))",
    re.IGNORECASE | re.MULTILINE,
)
_SEQUENCE = re.compile(r"\b(?:yes|no)\b(?:\s*[,;]?\s*(?:and\s+)?(?:yes|no)\b)+", re.IGNORECASE)
_BARE_POLAR = re.compile(r"[,:–—-]\s*(?:yes|no)\W*$", re.IGNORECASE)
_LIST_ITEM = re.compile(r"[ \t]*[*•·–-]\s+\S")
_IN_ORDER = re.compile(r"\bin\s+(?:the\s+)?(?:same\s+)?(?:order|turn)\b", re.IGNORECASE)
_LONGEST_HEADING = 14


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence, or one clause of a sentence that answers several questions.

    Attributes:
        start: Its first code point, behind a label.
        end: Behind its last one.
        opening: Where the label before it starts; ``start`` where it has none.
        block: Counts the paragraphs.
        questions: The questions it belongs to.
        how: How that is known.
    """

    start: int
    end: int
    opening: int
    block: int
    questions: frozenset[int]
    how: How


def units_of(body: Body, copies: tuple[Copy, ...], topics: Topics) -> tuple[Unit, ...]:
    """Cut a reply into sentences and tell which questions each one answers.

    Args:
        body: The words of the reply.
        copies: Where it copies our questions.
        topics: What sets the questions apart.
    """
    count = len(topics.weights)
    text = _without(body.text, copies)
    whole = [copy for copy in copies if copy.whole or _alone(body.text, copy)]
    current: Label | None = None
    how: How = "none"
    units: list[Unit] = []
    number = 0
    for block in _blocks(text, whole):
        number += 1
        copied = [copy for copy in whole if copy.end <= block[0] + 1 and (not units or copy.start >= units[-1].end)]
        if sequence := tuple(_sequence(text, block, number, count)):
            units.extend(sequence)
            continue
        label = label_at(text, *block, count)
        if copied:
            current, how = Label(block[0], block[0], frozenset({copied[-1].question})), "copy"
            if label and label.end >= len(text[: block[1]].rstrip()):
                continue
        elif label:
            current, how = label, "label"
        elif (found := _opening_mention(text, block, count)) is not None:
            current, how = found, "general" if found.general else "mention"
        elif (found := _heading(text, block, topics)) is not None:
            current, how = found, "heading"
        elif not (current and how != "general" and units and _is_bare(units, current, number)):
            current, how = None, "none"
        units.extend(_units(text, block, number, current if label or copied or how != "none" else None, how, count))
    return tuple(_by_order(text, list(_by_topic(text, units, topics)), count))


def _without(text: str, copies: tuple[Copy, ...]) -> str:
    """Blank copies of whole questions, and paragraphs that are nothing but a piece of one."""
    for copy in copies:
        if copy.whole or _alone(text, copy):
            text = text[: copy.start] + re.sub(r"[^\n\f]", " ", text[copy.start : copy.end]) + text[copy.end :]
    return text


def _alone(text: str, copy: Copy) -> bool:
    """Tell whether a copy is a paragraph of its own."""
    before = re.split(r"\n[ \t]*\n", text[: copy.start])[-1]
    after = re.split(r"\n[ \t]*\n", text[copy.end :], maxsplit=1)[0]
    return len(WORD.findall(before + " " + after)) <= 1


def _blocks(text: str, whole: list[Copy]) -> Iterator[Span]:
    """Yield the paragraphs of the letter's body, cut behind copied questions and before answers in one line."""
    for start, end in body_spans(text, [copy.end for copy in whole]):
        cuts = [start, *sorted(copy.end for copy in whole if start < copy.end < end), end]
        for first, last in pairwise(cuts):
            for block in blocks_in(text, first, last):
                yield from _pieces(text, block)


def _pieces(text: str, block: Span) -> Iterator[Span]:
    """Yield the clauses of a paragraph that answers several questions in one sentence, or else the paragraph."""
    inline = [one.start() for one in _INLINE.finditer(text, *block)]
    clauses = [one.start() for one in _POLAR_CLAUSE.finditer(text, *block)]
    numbers = list(_NUMBERED.finditer(text, *block))
    numbered = [one.start() for one in numbers]
    if [int(one["number"]) for one in numbers] != list(range(1, len(numbers) + 1)):
        numbered = []
    listed = [one.end() - len(one.group().lstrip()) for one in _LISTED.finditer(text, *block)]
    cuts = next((found for found in (inline, clauses, numbered, listed) if len(found) > 1), [])
    if cuts and cuts is clauses:
        stop = next((end for _, end in sentences_in(text, *block) if end > cuts[-1]), block[1])
        cuts = [*cuts, stop]
    for first, last in pairwise([block[0], *[cut for cut in cuts if cut > block[0]], block[1]]):
        if text[first:last].strip():
            yield first, last


def _sequence(text: str, block: Span, number: int, count: int) -> Iterator[Unit]:
    """Yield the words of "yes, yes, and no": as many as we asked questions, in their order."""
    for one in _SEQUENCE.finditer(text, *block):
        words = list(re.finditer(r"yes|no", one.group(), re.IGNORECASE))
        if count > 1 and len(words) == count:
            for place, word in enumerate(words):
                start = one.start() + word.start()
                yield Unit(start, one.start() + word.end(), start, number, frozenset({place}), "order")


def _opening_mention(text: str, block: Span, count: int) -> Label | None:
    """Return the first naming of questions in a paragraph's first sentence."""
    first = next(iter(sentences_in(text, *block)), block)
    mentions = mentions_in(text, *first, count)
    return mentions[0] if mentions else None


def _heading(text: str, block: Span, topics: Topics) -> Label | None:
    """Return the question that a paragraph's heading names: some words before a point, a colon or a dash."""
    start = block[0] + len(text[slice(*block)]) - len(text[slice(*block)].lstrip(" \t\n*•·-–"))
    found = _HEADING.match(text, start, block[1])
    if found is None or len(found["heading"].split()) > _LONGEST_HEADING + 4:
        return None
    place = topics.closest(found["heading"], least=0.9, margin=0.35)
    polar = re.match(r"(?:yes|no)\b", text[found.start("rest") : block[1]], re.IGNORECASE)
    short = len(found["heading"].split()) <= 6  # noqa: PLR2004  (longer ones are sentences)
    return Label(start, start, frozenset({place})) if place is not None and (polar or short) else None


def _is_bare(units: list[Unit], current: Label, number: int) -> bool:
    """Tell whether the paragraph before was a heading alone, so that this one belongs to it."""
    last = units[-1]
    return last.block == number - 1 and last.end - last.start <= 1 and last.questions == current.questions


def _units(text: str, block: Span, number: int, label: Label | None, how: How, count: int) -> Iterator[Unit]:
    """Yield the sentences of a paragraph; one that names other questions changes over to them."""
    opening, start = block
    opening = block[0] + len(text[slice(*block)]) - len(text[slice(*block)].lstrip())
    start = label.end if label and how == "label" and label.start >= block[0] else opening
    questions = label.questions if label else frozenset()
    if start >= len(text[: block[1]].rstrip()):
        yield Unit(start, start, opening, number, questions, how)
        return
    for place, (first, last) in enumerate(sentences_in(text, start, block[1])):
        if place or how in {"none", "heading"}:
            mentions = mentions_in(text, first, last, count)
            if mentions and how != "label":
                questions, how = mentions[0].questions, "general" if mentions[0].general else "mention"
        elif how == "mention" and (mentions := mentions_in(text, first, last, count)):
            questions = frozenset().union(*(one.questions for one in mentions if not one.general))
        bullet = re.match(r"[*•·–-]\s+", text[first:last])
        begin = first + (bullet.end() if bullet else 0)
        yield Unit(begin, last, opening if not place else first, number, questions, how)


def _by_topic(text: str, units: list[Unit], topics: Topics) -> Iterator[Unit]:
    """Give sentences without a label to the question of which they, or the sentences before in the paragraph, speak."""
    spoken: tuple[int, int] | None = None
    named = frozenset().union(
        *(unit.questions for unit in units if unit.how in {"label", "mention", "copy", "heading"})
    )
    for unit in units:
        if unit.how in {"mention", "heading"} and unit.opening == unit.start:
            other = topics.best(text[unit.start : unit.end], margin=0.9)
            yield unit if other is None or other in named else replace(unit, questions=frozenset({other}), how="topic")
            continue
        if unit.how != "none":
            yield unit
            continue
        sentence = text[unit.start : unit.end]
        place = topics.closest(sentence, 0.9, 0.35) if _BARE_POLAR.search(sentence) else topics.best(sentence)
        if place is None and spoken and spoken[0] == unit.block:
            scores = topics.scores(sentence)
            place = spoken[1] if scores[spoken[1]] > 0 and scores[spoken[1]] >= max(scores) else None
        if place is not None:
            spoken = unit.block, place
        yield unit if place is None else replace(unit, questions=frozenset({place}), how="topic")


def _by_order(text: str, units: list[Unit], count: int) -> list[Unit]:
    """Give list items without labels to the questions in order, where there are as many, and they are said to be in order."""
    items = [unit for unit in units if unit.opening < unit.start and _LIST_ITEM.match(text, unit.opening)]
    if len({unit.block for unit in items}) != count or any(unit.how not in {"none", "topic"} for unit in items):
        return units
    if not _IN_ORDER.search(text[: items[0].opening]):
        return units
    place = {block: index for index, block in enumerate(sorted({unit.block for unit in items}))}
    return [
        replace(unit, questions=frozenset({place[unit.block]}), how="label") if unit.block in place else unit
        for unit in units
    ]
