"""Our questions, copied into a reply: what stands behind a copy answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from correspondence.answers.text import MOST_LETTERS, Body, Span, fold
from correspondence.questionnaire import Question

_LABEL = re.compile(
    r"[\s>\"'“”(•*-]*(?:(?:[Qq](?:uestion)?|[Ii]tem|[Nn]o\.)?\s*(?:\d{1,2}|[IVXivx]{1,4}|[A-Ha-h])[.):-]*)?[\s\"“(]*"
)
RUN = 5
"""Words in a row that must be a question's."""
_WORD = re.compile(r"[a-z0-9]+")
_WHOLE, _MOST_LEFT_OUT = 0.6, 25


@dataclass(frozen=True, slots=True)
class Copy:
    """A question that stands in a reply, or a piece of it set off by itself.

    Attributes:
        place: Which question, from 0.
        start: Where it starts in the body.
        end: Behind it.
    """

    place: int
    start: int
    end: int


@lru_cache(maxsize=32)
def _runs(questions: tuple[str, ...]) -> dict[tuple[str, ...], tuple[int, int]]:
    """Return question and place of each run of words that stands in one question, at one place, only."""
    found: dict[tuple[str, ...], tuple[int, int] | None] = {}
    for place, question in enumerate(questions):
        words = _WORD.findall(fold(question))
        for index in range(len(words) - RUN + 1):
            run = tuple(words[index : index + RUN])
            found[run] = None if run in found else (place, index)
    return {run: where for run, where in found.items() if where is not None}


@lru_cache(maxsize=32)
def _words_of(questions: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_WORD.findall(fold(one))) for one in questions)


def copies_in(body: Body, questions: Sequence[Question]) -> tuple[Copy, ...]:
    """Find our questions in a reply, whether or not a reader told them apart.

    A copy is most of a question, from its first words or up to its question mark. An answer that restates a question in
    its own sentence is none.
    """
    texts = tuple(one.text for one in questions)
    runs = _runs(texts)
    if not runs:
        return ()
    flat = fold(body.raw[:MOST_LETTERS])
    words = [(one[0], one.start(), one.end()) for one in _WORD.finditer(flat)]
    hits = []
    for index in range(len(words) - RUN + 1):
        where = runs.get(tuple(word for word, _, _ in words[index : index + RUN]))
        if where is not None:
            hits.append((index, *where))
    return tuple(_copies(hits, words, _words_of(texts), body.raw))


def _copies(
    hits: list[tuple[int, int, int]], words: list[tuple[str, int, int]], asked: tuple[tuple[str, ...], ...], raw: str
) -> Iterator[Copy]:
    """Join runs that follow one another, and yield the stretches that are copies rather than answers."""
    group: list[tuple[int, int, int]] = []
    for hit in [*hits, (len(words) + 1_000, -1, 0)]:
        if group and (hit[1] != group[-1][1] or hit[0] > group[-1][0] + RUN + _MOST_LEFT_OUT or hit[2] < group[-1][2]):
            place, first, opening = group[0][1], group[0][0], group[0][2]
            last, closing = group[-1][0] + RUN - 1, group[-1][2] + RUN - 1
            while first and opening and words[first - 1][0] == asked[place][opening - 1]:
                first, opening = first - 1, opening - 1
            while (
                last + 1 < len(words)
                and closing + 1 < len(asked[place])
                and words[last + 1][0] == asked[place][closing + 1]
            ):
                last, closing = last + 1, closing + 1
            start, end = words[first][1], words[last][2]
            mark = re.match(r"[\"”’)\s]*\?", raw[end : end + 8])
            whole = closing - opening + 1 >= _WHOLE * len(asked[place])
            if (whole and not opening) or (whole and mark) or _stands_alone(raw, start, end):
                yield Copy(place, start, end + mark.end() if mark else end)
            group = []
        group.append(hit)


def _stands_alone(raw: str, start: int, end: int) -> bool:
    """Tell whether a piece of a question fills its paragraph, but for a number and marks."""
    before = raw[max(0, start - 200) : start].rsplit("\n", 1)[-1]
    after = re.split(r"\n", raw[end : end + 200], maxsplit=1)[0]
    return _LABEL.fullmatch(before) is not None and not re.search(r"\w", after)


def without(text: str, spans: Sequence[Span]) -> str:
    """Return a text with stretches blanked, letter for letter."""
    parts, place = [], 0
    for start, end in sorted(spans):
        if start < place:
            continue
        parts += [text[place:start], re.sub(r"[^\n\f]", " ", text[start:end])]
        place = end
    return "".join((*parts, text[place:]))
