"""Clauses: where a sentence is cut, and which of its parts say something of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from correspondence.answers import lexicon
from correspondence.answers.text import Span
from correspondence.answers.topics import Matter, best

FEWEST_EACH, FAINT = 3, 0.9
"""How many questions a sentence answers at least that has a part for each, and the score from which a part speaks of one."""
_CUT = re.compile(
    r"(?P<main>;|:|\s--?\s|,\s+(?:and|but|so|yet)\b|\bbut\b|,?\s+nor\b|\band\s+(?=(?:we|they|it|i|he|she|our|will|do|does|is|are|have|has|not|never|none|no|therefore|accordingly|in fact|the (?:city|county|department|office|sheriff|agency))\b)|,\s+which\b|,\s+(?:we|it|they|i)\b)|"
    r"(?P<sub>\b(?:because|since|although|though|even though|whereas|while|if|unless|until|so that|in order (?:to|that)|who|whom|whose|when|whenever|once|where|after|as long as|on the ground|given that|inasmuch as|insofar)\b|,\s+as\b|,\s+for\b|\bthat (?:he|she|they|is|are|has|have|was|were|the (?:court|judge))\b)"
)
_RESUMES = re.compile(
    r"(?<=\w{3}\s)(?:we|he|she|my staff|our (?!own)[\w' ]{3,30}?) (?:do|does|will|can|cannot|are|is|have|has|hold|give|call|tell|let|send|notify|honor|keep|release|gets?|goes|stays?|\w+s)\b"
)
_BEHIND_COMMA = re.compile(
    r"(?<=,)\s+(?!(?:and|or|but|nor|which|who|whom|that|if|when|where|unless|until|as|in|on|at|by|to|of|for|with|from|after|before)\b)"
    r"(?:[\w'.-]+\s+){1,4}?(?:is|are|will|shall|may|can|cannot|must|does|do|has|have|gets?|calls?|tells?|gives?|lets?)\b"
)
_JOINT = re.compile(
    r"(?:;|,?\s+(?:and|but|nor)\b|,\s+(?=(?:we|it|they|the (?:question|request|one|item|matter))\b))(?=\s*(?:(?:also|then|likewise|in turn|once|when|whenever|if|before|after|as to|as for|for)\b|"
    r"(?:we|it|they|he|she|i|our|my|the|his|her|their|no|anyone|nobody|an?|neither|nor|so)\s|(?:do|does|did|will|would|has|have|are|is|can|may)(?:\s+not|n't)?\s|never\s))"
)


def pieces_of(words: str, matters: Sequence[Matter], least: float, margin: float) -> list[Span]:
    """Cut a folded sentence that speaks of one question after another into the part for each; one part otherwise.

    Args:
        words: The sentence.
        matters: What the questions are about.
        least: The score from which a part speaks of a question.
        margin: By how much that score must exceed every other.
    """
    edges = [0, *(one.start() for one in _JOINT.finditer(words)), len(words)]
    if each := _one_each(words, edges, matters):
        return each
    whole = best([matter.score(words) for matter in matters], least, margin)
    if len(edges) == 2 or whole is not None:  # noqa: PLR2004  (nowhere to cut)
        return [(0, len(words))]
    parts: list[tuple[int, int, int | None]] = []
    for start, end in pairwise(edges):
        place = best([matter.score(words[start:end]) for matter in matters], least, margin)
        if parts and (place is None or parts[-1][2] in {None, place} or not lexicon.FINITE.search(words[start:end])):
            parts[-1] = (parts[-1][0], end, place if parts[-1][2] is None else parts[-1][2])
        else:
            parts.append((start, end, place))
    if len({place for _, _, place in parts}) < 2 or any(place is None for _, _, place in parts):  # noqa: PLR2004
        return [(0, len(words))]
    return [(start, end) for start, end, _ in parts]


def _one_each(words: str, edges: Sequence[int], matters: Sequence[Matter]) -> list[Span]:
    """Return the parts of a sentence that speak of every question in turn, each of another one; none otherwise."""
    spans = list(pairwise(edges))
    if not len(spans) == len(matters) >= FEWEST_EACH:
        return []
    places = {best([matter.score(words[start:end]) for matter in matters], FAINT, FAINT) for start, end in spans}
    finite = all(lexicon.FINITE.search(words[start:end]) for start, end in spans)
    return spans if finite and places == {matter.place for matter in matters} else []


def breaths(words: str) -> list[Span]:
    """Return the parts of a sentence between its commas and semicolons, and behind its "that", each where it stands."""
    edges = [0, *(one.end() for one in re.finditer(r"[,;]\s+|\bthat\s+", words)), len(words)]
    return [(start, start + len(words[start:end].rstrip(" ,;"))) for start, end in pairwise(edges)]


def clauses_of(words: str) -> list[tuple[str, bool]]:
    """Cut a sentence into clauses, each with whether it is a main one."""
    cut, place, main = [], 0, True
    for one in _CUT.finditer(words):
        cut.append((words[place : one.start()], main))
        main = bool(one["main"])
        place = (
            one.end()
            if one["sub"] or not re.search(r"nor|,\s+(?:we|it|they|i)\b|--?|;|:", one[0])
            else one.start() + (one[0].find("nor") if "nor" in one[0] else 1)
        )
    cut.append((words[place:], main))
    return [part for one in cut for part in _rejoined(*one)]


def _rejoined(clause: str, main: bool) -> list[tuple[str, bool]]:  # noqa: FBT001  (a pair that is taken apart)
    """Cut a subordinate clause where the main one follows it without a comma: "when they ask | we call"."""
    found = None if main else _RESUMES.search(clause) or _BEHIND_COMMA.search(clause)
    return [(clause, main)] if found is None else [(clause[: found.start()], False), (clause[found.start() :], True)]
