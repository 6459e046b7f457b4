"""Who answers, who else is spoken of, and whether the one who answers has at all what the question supposes."""

from __future__ import annotations

import re
from functools import lru_cache

from correspondence.answers import lexicon
from correspondence.answers.text import Body, fold
from correspondence.answers.topics import NEVER, Matter
from correspondence.asked import AskedLetter

_RUNNING = r"(?:operat\w+|run|runs|running|ran|own\w*|manag\w+|maintain\w*|administer\w*|control\w*|staff\w*|possess\w*|supervis\w+|oversee\w*)"
_HAVING = rf"(?:{_RUNNING}|have|has|had|having|keep|keeps|with|use|uses)"
_GAP = r"(?:(?!(?:(?:polic|practice|rule|procedure|statute|ordinance|order)\w*|any(?:one|body)|people|persons?|them|him)\b)[\w'/-]+\s+){0,6}?"
_OURS = re.compile(
    r"\b(?:we|i|our|this|(?:the )?(?:city|town|village|department|township|police))\b(?!'s| of (?:corrections|public safety))"
)
_HEAD_WIDTH, _TAIL_WIDTH = 600, 400
_BEHIND = r"(?!(?:\s+|-)(?:polic|practice|rule|procedure|statute|ordinance|order|staff|director|space|manual|plan)\w*)"


def others_of(body: Body, letter: AskedLetter | None) -> re.Pattern[str]:
    """Return a pattern that finds bodies other than the one that answers.

    A sheriff who answers is no other body, nor is the county that he answers for: the words by which the letterhead, the
    signature and the addressee's own organization call themselves are left out.
    """
    head = body.flat.lstrip()[:_HEAD_WIDTH]
    own = letter.recipient.organization if letter is not None else ""
    if letter is not None:
        return _others(tuple(sorted(_bodies_in(fold(f"{own} {letter.recipient.title}")) | _first_lines(body))))
    tail = body.flat.rstrip()[-_TAIL_WIDTH:]
    return _others(tuple(sorted(_first_lines(body) | _bodies_in(tail if not own else "") & _bodies_in(head))))


def _first_lines(body: Body) -> set[str]:
    """Return the bodies that the first lines name: the letterhead."""
    lines = [line for line in body.flat_lines.splitlines() if line.strip()][:3]
    if any(re.fullmatch(r"\W*(?:county of [\w .'-]{3,30}|[\w .'-]{3,30} county)\W*", line) for line in lines):
        return {"county", "sheriff", "board", "commission"}
    return _bodies_in(
        " ".join(
            line
            for line in lines
            if not re.match(r"\s*(?:to|re|subject|from|dear|cc)\b", line) and len(line.strip()) < 70  # noqa: PLR2004
        )
    )


def _bodies_in(flat: str) -> set[str]:
    found = {one for one in lexicon.BODIES if re.search(rf"\b{one}(?:'s|s)?\b", flat)}
    return found | ({"county"} if "sheriff" in found else set())


@lru_cache(maxsize=256)
def _others(own: tuple[str, ...]) -> re.Pattern[str]:
    left = [one for one in lexicon.BODIES if one not in own]
    return (
        re.compile(
            rf"\b(?:{'|'.join(left)})(?:'s|s'|s)?\b(?!\s+(?:law|laws|statutes?|code|constitution|legislature|supreme|attorney))"
        )
        if left
        else NEVER
    )


@lru_cache(maxsize=128)
def _absence(pattern: str) -> re.Pattern[str]:
    thing = rf"(?:{pattern}){_BEHIND}"
    return re.compile(
        rf"\b(?:do|does|did)(?: not|n't|nt) (?:itself |in fact |actually |currently |presently |now |even )?(?:\w+,? (?:or |nor |and )?){{0,3}}?{_HAVING}\s+{_GAP}{thing}|"
        rf"\bneither (?:\w+s?) nor {_RUNNING}\s+{_GAP}{thing}|\b(?:{_HAVING}|there (?:is|are)|there being)\s+(?:neither|no|not an?)\s+{_GAP}{thing}|\b(?:without|lacks?|lacking)\s+(?:an?|any)\s+{_GAP}{thing}|"
        rf"\b(?:is|are) no\s+(?!longer\b|more\b){_GAP}{thing}|\bno longer {_HAVING}\s+{_GAP}{thing}|\b(?:have|has|had) never (?:had|operated|run|owned)\s+{_GAP}{thing}|\bclosed\s+(?:its|our|the)\s+{_GAP}{thing}|"
        rf"\bno\s+{_GAP}{thing}\s+(?:that|which|to which|of which|over which|under)\b|\b(?:is|are) not (?:the )?(?:operators?|owners?|keepers?) of\s+{_GAP}{thing}|\bno {_GAP}{thing} of (?:its|our|their) own\b"
    )


@lru_cache(maxsize=128)
def _elsewhere(pattern: str) -> re.Pattern[str]:
    """Return a pattern that finds who has the thing: in front of an active verb, or behind a passive one."""
    run_by = r"(?:operated|run|owned|managed|administered|maintained|controlled|staffed|supervised|overseen|headed)"
    runs = r"(?:runs?|operates?|owns?|manages?|administers?|maintains?|controls?|keeps?)"
    thing = rf"(?:{pattern})"
    return re.compile(
        rf"\b{thing}\b[^.;]{{0,80}}?\b(?:{run_by}\b[^.;]{{0,12}}\bby\b|belongs? to\b|(?:under the|in the|subject to the) (?:\w+ ){{0,3}}(?:control|charge|authority|jurisdiction|custody|supervision|care) of\b)(?P<behind>[^.;,]{{0,60}})|"
        rf"\b{thing}\b,?\s+(?:which|that|and which)\s+(?P<inside>(?:[\w.'-]+\s+){{1,6}}?){runs}\b|"
        rf"(?P<front>[^.;,:]{{3,60}}?),?\s+(?:who |which |that )?{runs}\s+{_GAP}{thing}\b|\b{thing}\b[^.;]{{0,40}}\bis (?P<whose>(?:[\w.']+\s){{0,3}}?(?:[\w.]+')s?)(?=\W|$)"
    )


def has_none(words: str, matter: Matter, others: re.Pattern[str]) -> bool:
    """Tell whether a folded sentence says that the one who answers has no such thing as the question supposes.

    Args:
        words: The sentence.
        matter: What the question is about.
        others: Finds the other bodies.
    """
    if matter.presupposes is NEVER or not matter.presupposes.search(words):
        return False
    pattern = _inner(matter)
    if _absence(pattern).search(words):
        return True
    return any(
        others.search(who) and not _OURS.search(who)
        for one in _elsewhere(pattern).finditer(words)
        for who in [one["behind"] or one["inside"] or one["front"] or one["whose"] or ""]
    )


def runs_none(words: str, matter: Matter) -> bool:
    """Tell whether a folded sentence says outright that the one who answers has no such thing."""
    return matter.presupposes is not NEVER and bool(_absence(_inner(matter)).search(words))


def _inner(matter: Matter) -> str:
    return _any_of(tuple(matter.question.vocabulary.presupposes))


@lru_cache(maxsize=128)
def _any_of(entries: tuple[str, ...]) -> str:
    return "|".join(
        r"\s+".join(
            rf"{re.escape(word[:-1])}\w*" if word.endswith("*") else rf"{re.escape(word)}\b"
            for word in fold(entry).split()
        )
        for entry in sorted(entries, key=len, reverse=True)
    )
