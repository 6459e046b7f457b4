"""Answers that count the questions: "the first two and not the third", "none of the things you ask", "the same"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from correspondence.answers import lexicon
from correspondence.answers.labels import Reference
from correspondence.answers.sayings import Saying
from correspondence.answers.spoken import DIRECT, Spoken, widen

_WE = r"(?:we|it|they|i|the (?:city|county|town|village|township|borough|department|office|agency|sheriff))"
_DOES = re.compile(
    rf"\b{_WE}\s+(?:also |only |now )?(?:do|does|have|has|will|can|did)(?P<not>\s+not|n't|\s+none)?(?:\s+(?:do|have|offer|provide|maintain|any))*(?:\s+of)?(?:\s+(?:the|your|on))?\s*$"
)
_NEXT = re.compile(r"[\s,;]*(?:and|but|nor|or)?\s*(?P<not>not|nor|never|neither)?\s*(?:(?:the|your|to|on|for)\s+)*")
_EVERY = re.compile(r"\b(?P<none>none|neither)\b|\b(?:all|any|each|every|either|both)\b")
_SAME = re.compile(
    r"^\W*(?:(?:n/a|not applicable|and|but|again)\W+)?(?:(?:(?:the|our) )?(?:answer|response|reply)(?: (?:to|on|for) (?:this|that)(?: one| question| item| inquiry)?)?(?:,| is| would be| remains)? )?"
    r"(?:(?:exactly |just |much )?the same\b(?!\s+(?:\w+ )?(?:day|time|way|hour|morning|week|officers?|people|room|person|is not\b))|(?:the )?same (?:answer|response|reply)\b(?=[^.;]{0,30}\b(?:given|holds?|applies|stands|made|here|again)\b)|same\b(?=\W*$|\W+(?:here|answer|response|reply|as|for|thing|reason|again)\b|[.;,])|ditto\b|as above\b|see above\b)"
)


def shares_out(one: Spoken, references: Sequence[Reference]) -> bool:
    """Read a sentence that says of some questions "we do", and of others "not": "we do the first two and not the third"."""
    plain = [ref for ref in references if ref.plain]
    found = _DOES.search(one.words[: plain[0].start]) if plain else None
    if found is None or len(plain) < 2:  # noqa: PLR2004
        return False
    yes = not found["not"]
    said = [(plain[0], yes)]
    for before, ref in pairwise(plain):
        between = _NEXT.fullmatch(one.words[before.end : ref.start])
        if between is None:
            return False
        said.append((ref, not between["not"] if yes else False))
    for ref, positive in said:
        for place in ref.places:
            one.sources[place] = "named"
            one.sayings[place] = Saying("yes" if positive else "no", "elliptic", ref.start, ref.end, "")
            one.spans[place] = (one.start + ref.start, one.start + ref.end)
    widen(one)
    return True


def does_all(one: Spoken, references: Sequence[Reference]) -> bool:
    """Read a sentence that says of all questions at once that it is done or not: "we do none of the things you ask"."""
    for ref in references:
        if ref.plain:
            continue
        found = _DOES.search(one.words[: ref.start])
        every = _EVERY.search(one.words, ref.start, ref.end)
        if found is None or every is None:
            continue
        value = "no" if found["not"] or every["none"] else "yes"
        for place in ref.places:
            one.sources[place] = "all"
            one.sayings[place] = Saying(value, "elliptic", found.start(), ref.end, "")  # type: ignore[arg-type]
        return True
    return False


def has_none_of(words: str, references: Sequence[Reference]) -> bool:
    """Tell whether a sentence says that there is no such thing as any of the questions ask for: "no rule of the kind in your two questions"."""
    found = lexicon.HAS_INSTRUMENT.search(words)
    return (
        found is not None
        and bool(lexicon.NEGATION.search(words[: found.end()]))
        and any(ref.start >= found.end() for ref in references)
    )


def same_as_before(words: str, sentences: Sequence[Spoken], places: frozenset[int]) -> frozenset[int]:
    """Return the question that was answered before, where a sentence says no more than "the same"."""
    if len(places) != 1 or not _SAME.match(words):
        return frozenset()
    for one in reversed(sentences):
        others = {place for place, source in one.sources.items() if source in DIRECT} - places
        if others:
            return frozenset({max(others)})
    return frozenset()
