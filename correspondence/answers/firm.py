"""What a sentence says firmly, and which of several firm sentences count when they are set beside one another."""

from __future__ import annotations

import re
from collections.abc import Iterable

from correspondence.answers import lexicon
from correspondence.answers.sayings import WAS
from correspondence.answers.spoken import Spoken
from correspondence.answers.topics import Matter

FIRM = frozenset({"yes", "no", "partial"})
_OPENING = 40
_OBEYED = re.compile(
    r"\b(?:execut\w+|honor\w*|obey\w*|carr(?:y|ied) (?:\w+ ){0,2}out|serv(?:e|ed|es)|respect\w*|enforc\w+|compl(?:y|ied)|followed|different (?:thing|matter)|another (?:thing|matter))\b"
)
LEAST_STATED, LEAST_LIMITED = 2.0, 0.5
"""How much a sentence speaks of a question at least that states it; and one that limits what another states."""


def says(one: Spoken, place: int, values: Iterable[str]) -> bool:
    """Tell whether a sentence says one of some things to a question."""
    return place in one.sayings and one.sayings[place].value in values


def in_own_right(words: str, matter: Matter) -> bool:
    """Tell whether a folded sentence speaks of a condition as another thing: a judge's order is obeyed as such."""
    found = matter.conditions.search(words)
    if found is None or found.start() > _OPENING or lexicon.ONLY.search(words):
        return False
    lead = words[: found.start()].strip()
    return not lead.endswith(("if", "when", "where", "with", "upon", "only")) and bool(_OBEYED.search(words))


def that_count(strong: list[Spoken], matter: Matter) -> list[Spoken]:
    """Return the firm sentences that count: not what was, nor a faint limit or a judge's order beside what is stated plainly.

    Args:
        strong: The firm sentences that speak of a question.
        matter: What the question is about.
    """
    now = [one for one in strong if one.sayings[matter.place].doubt != WAS] or strong
    return _but_in_own_right(_without_faint_parts(now, matter.place), matter)


def _without_faint_parts(strong: list[Spoken], place: int) -> list[Spoken]:
    """Leave away what hardly names the matter and limits something, where another sentence states the matter itself."""
    states = [
        one
        for one in strong
        if one.scores[place] >= LEAST_STATED and says(one, place, {"yes", "no"}) and _is_plain(one, place)
    ]
    if not states:
        return strong
    return [one for one in strong if one.scores[place] >= LEAST_LIMITED or not says(one, place, {"partial"})]


def _is_plain(one: Spoken, place: int) -> bool:
    return one.sayings[place].sort == "stated" and not one.sayings[place].doubt


def _but_in_own_right(strong: list[Spoken], matter: Matter) -> list[Spoken]:
    """Leave away, beside a plain "no", what says that a judge's order is obeyed as such."""
    if not any(says(one, matter.place, {"no"}) for one in strong):
        return strong
    return [one for one in strong if says(one, matter.place, {"no"}) or not in_own_right(one.words, matter)]
