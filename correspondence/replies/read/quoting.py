"""Our own words, quoted back: told apart from theirs, and never taken away.

We hold the letter that went out, so its words are looked for in the reply. A paragraph of which nearly all words lie in
runs of five that our letter has too is a quotation; in it each sentence that is ours to the last word counts as ours.
What somebody wrote between, behind or into our words stays theirs, and so does an answer that restates the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

RUN = 5
"""Words that must stand in one row in our letter too."""
SHARE = 0.92
"""Of a paragraph's words; measured with 13 mails."""

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_PARAGRAPH = re.compile(r"(?:(?!\n[ \t>]*\n).)+", re.DOTALL)
_SENTENCE = re.compile(r".+?(?:[.?!:;][\"”’)\]]*(?=\s)|\Z)", re.DOTALL)
_HEADER = re.compile(
    r"[ \t>*]*+(?:from|sent|date|to|cc|bcc|subject|reply-to|importance|attachments)\**:.*", re.IGNORECASE
)
_FIRST_HEADER = re.compile(r"[ \t>*]*+(?:from|sent|date)\**:", re.IGNORECASE)
_RULE = re.compile(
    r"[ \t>]*+[-_]{2,}+\s*+(?:original message|forwarded message|begin forwarded message)\s*[-_]*", re.IGNORECASE
)
_INTRODUCTION = re.compile(
    r"^[ \t>]*+(?:On\b(?=[^:]{0,120}\d)[^:]{4,120}(?::\d\d[^:]{0,120}){0,3}\bwrote"
    r"|El\b(?=[^:]{0,120}\d)[^:]{4,120}(?::\d\d[^:]{0,120}){0,3}\bescribió):[ \t]*+$",
    re.MULTILINE,
)
_NOTICE = re.compile(
    r"^[ \t]*+(?:\[?(?:external(?: e-?mail)?|caution)\]?[:!*\s-]++.{0,400}?(?:originat|outside|external|links|attachments).*"
    r"|sent from (?:my |mail for |outlook for ).*|get outlook for .*)$",
    re.IGNORECASE | re.MULTILINE,
)
_BLANKS = re.compile(r"\s*+")
_LEAST_HEADERS = 3

Stretch = tuple[int, int]


def ours_in(text: str, our_text: str, *, mail: bool = False) -> tuple[Stretch, ...]:
    """Find the words of a reply that are our own letter's, or a mail program's.

    Args:
        text: The words of a page.
        our_text: The words that went out; empty where they are not known.
        mail: Whether headers and notices of mail programs are looked for too.

    Returns:
        Half-open stretches of ``text``, in order, none touching another.
    """
    found = list(_quoted(text, _runs(our_text)) if our_text else ())
    if mail:
        found += _header_blocks(text)
        found += [one.span() for one in _NOTICE.finditer(text)]
        found += [one.span() for one in _INTRODUCTION.finditer(text) if _quotes_follow(text, one.end(), found)]
    return _joined(found)


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words with their places, folded for comparison: a word broken at a line's end is its two halves."""
    for one in _WORD.finditer(text):
        yield one[0].casefold(), one.start(), one.end()


@lru_cache(maxsize=16)
def _runs(our_text: str) -> frozenset[tuple[str, ...]]:
    words = [word for word, _, _ in _words(our_text)]
    return frozenset(tuple(words[index : index + RUN]) for index in range(len(words) - RUN + 1))


def _quoted(text: str, runs: frozenset[tuple[str, ...]]) -> Iterator[Stretch]:
    for paragraph in _PARAGRAPH.finditer(text):
        words = list(_words(paragraph[0]))
        covered = [False] * len(words)
        for index in range(len(words) - RUN + 1):
            if tuple(word for word, _, _ in words[index : index + RUN]) in runs:
                covered[index : index + RUN] = [True] * RUN
        if not words or sum(covered) < SHARE * len(words):
            continue
        for sentence in _SENTENCE.finditer(paragraph[0]):
            inside = [index for index, (_, start, _) in enumerate(words) if sentence.start() <= start < sentence.end()]
            if inside and all(covered[index] for index in inside):
                end = sentence.end()
                yield paragraph.start() + words[inside[0]][1], paragraph.start() + end


def _header_blocks(text: str) -> Iterator[Stretch]:
    """Yield blocks such as Outlook sets above what it quotes: at least three header lines in one row.

    One that opens the text is the head of a memorandum.
    """
    place, block = 0, list[Stretch]()
    lines = text.split("\n")
    for line in [*lines, ""]:
        is_header = bool((_HEADER if block else _FIRST_HEADER).match(line))
        if is_header:
            block.append((place, place + len(line)))
        else:
            if len(block) >= _LEAST_HEADERS and text[: block[0][0]].strip():
                yield block[0][0], block[-1][1]
            block = []
            if _RULE.fullmatch(line):
                yield place, place + len(line)
        place += len(line) + 1


def _quotes_follow(text: str, end: int, found: Iterable[Stretch]) -> bool:
    """Tell whether what "On … wrote:" introduces is a quotation, and not their own words."""
    behind = _BLANKS.match(text, end)
    start = behind.end() if behind else end
    return text[start : start + 1] == ">" or any(first <= start + RUN < last for first, last in found)


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return tuple(joined)
