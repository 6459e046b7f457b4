"""What stands before an answer and says which question it answers: a heading, "As for that, …", initials."""

from __future__ import annotations

import re
from collections.abc import Sequence

from correspondence.answers.labels import references_in
from correspondence.answers.leads import LEAD, is_title
from correspondence.answers.sayings import polar_in
from correspondence.answers.topics import Matter, best

LEAST_HEADING, HEADING_MARGIN = 0.9, 0.4
_LEAD = re.compile(r"^[\s*•·▪-]*(?P<lead>[^.:?!]{3,70}?)\s*(?:\.{2,}|[.:]|\s-{1,2})\s+\S")
_CELL = re.compile(r"^(?P<lead>[a-z0-9][\w'/ ]{2,40}?)\s+(?:yes|no|n/a)\W*$")
_SPEAKS = re.compile(r"\b(?:we|i|you|they|he|she|it|this|these|please|thank)\b")
LONGEST_LEAD = 9
_INITIALS = re.compile(
    r"\s*(?:\[[a-z][a-z. ]{0,20}\]|(?!(?:yes|yep|yea|no|nay|nah|not)\b)[a-z]{2,3}(?:>|:(?=\s+[a-z])))[:>]?\s*"
)


_ADDRESSED = re.compile(
    r"\W*(?:dear\s+)?(?:(?:mr|ms|mrs|dr|chief|director|sir|madam)\b\.?)(?:\s+(?!yes\b|no\b)[a-z'.-]{2,20}){0,2}?\s*(?:,|:|-{1,2})\s+(?=\S)"
)


def signed(words: str) -> int:
    """Return where words begin behind the initials of the one who wrote them between our questions: "[AB] Yes"."""
    found = _INITIALS.match(words)
    return found.end() if found else 0


def addressed(words: str) -> int:
    """Return where words begin behind a salutation that stands in their own line: "Mr. Pine - Yes to both"."""
    found = _ADDRESSED.match(words)
    return found.end() if found else 0


def by_lead(words: str, matters: Sequence[Matter]) -> frozenset[int]:
    """Return the question that the heading of a paragraph names, before a colon, a dash or what a row says."""
    found = _LEAD.match(words) or _CELL.match(words)
    if not found or polar_in(found["lead"]):
        return frozenset()
    title = is_title(found["lead"]) and not _SPEAKS.search(found["lead"]) and len(found["lead"].split()) <= LONGEST_LEAD
    return title_of(found["lead"], matters) if title else frozenset()


def by_preposition(words: str, matters: Sequence[Matter]) -> frozenset[int]:
    """Return the question that "As for …," or "With regard to …," takes up."""
    found = LEAD.match(words)
    if not found:
        return frozenset()
    if more := LEAD.match(words[found.end() :]):
        first, second = (
            best([matter.score(one[0]) for matter in matters], LEAST_HEADING, HEADING_MARGIN) for one in (found, more)
        )
        return frozenset(place for place in (first, second) if place is not None)
    place = best([matter.score(found[0]) for matter in matters], LEAST_HEADING, HEADING_MARGIN)
    if place is None and not references_in(found[0], len(matters)):
        place = _by_its_head(found[0], matters)
    return frozenset() if place is None else frozenset({place})


def _by_its_head(lead: str, matters: Sequence[Matter]) -> int | None:
    """Return the question of what stands first behind "As to …": "As to holding a man after he is to be released"."""
    starts = sorted(
        (found.start(), place)
        for place, matter in enumerate(matters)
        if matter.score(lead) > 0 and (found := matter.about.search(lead))
    )
    return starts[0][1] if len(starts) > 1 and starts[0][0] < starts[1][0] else None


def title_of(words: str, matters: Sequence[Matter]) -> frozenset[int]:
    """Return the question that a heading names, by its number or by its words."""
    named = [one for one in references_in(words, len(matters)) if one.plain]
    if len(named) == 1 and max(named[0].places) < len(matters):
        return named[0].places
    place = best([matter.score(words) for matter in matters], LEAST_HEADING, HEADING_MARGIN)
    return frozenset() if place is None else frozenset({place})
