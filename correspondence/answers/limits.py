"""Conditions: what makes an answer hold in part only, and what leaves it whole."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from correspondence.answers import lexicon
from correspondence.answers.text import fold
from correspondence.answers.topics import Matter, hours_in, stems

Limit = Literal["", "maybe", "partial"]
"""None; one of which it cannot be told whether it limits; one that does."""

_BARE = re.compile(
    r"case[\s-]+by|discretion|option|depend|limited|restricted|confined|(?:and|but) not|no other|otherwise not|in (?:some|certain|limited|rare|exceptional|special|appropriate|selected)"
)
_UNMET = re.compile(
    r"\b(?:has|have|had) (?:never|not|yet to) (?:\w+ )?(?:produce[d]?|present(?:ed)?|sen[dt]|receive[d]?|provide[d]?|come with|been (?:met|produced|presented|received)|show(?:n|ed)?|offer(?:ed)?) ?(?:us |me )?(?:one|any|such)?\b"
)
_BARELY = re.compile(
    r"\b(?:not|n't|never|no|nothing|nobody|cannot|forbid\w*|prohibit\w*)\b[^.;]{0,200}\b(?:solely|merely|simply)\b"
)
"""A "no" that holds for what rests on one thing alone says nothing of any other."""
_NONE_BEFORE = re.compile(r"\b(?:no|not an?|without an?|never an?)\s+(?:\w+\s+)?$")
_LIMB = re.compile(r"[^.;]{0,160}")
_CLAUSE_ENDS = re.compile(
    r"(?<!and)(?<!or)(?<!that)(?<!which)(?<!than)(?<!because)(?<!but)(?<!as)\s+(?:we|i|our)\s|\b(?:when|whenever|wherever|if|once|until)\b|"
    r"(?<=possible),|(?<=practicable),|(?<=feasible),"
)
"""Where a limb ends that no comma parts from what it is a limb of: "if they ask us to | we do", "when known | if asked"."""
_NO_LIMB = re.compile(
    r"(?<=\bknow)\s+(?:when|where|if)\b|(?<=\b(?:knows|learn))\s+(?:when|where|if)\b|"
    r"\bwhenever (?:they|(?:the )?(?:agents|officers)) (?:like|want|wish|please|choose|care)(?: to)?\b"
)
"""A "when" that tells what is known, and one that leaves it to those who ask: neither is a condition."""
_PLAIN_WORDS = frozenset(
    [
        "we",
        "us",
        "our",
        "ours",
        "it",
        "they",
        "them",
        "he",
        "she",
        "his",
        "her",
        "you",
        "your",
        "i",
        "me",
        "my",
        "asks",
        "ask",
        "asked",
        "asking",
        "requests",
        "request",
        "requested",
        "requesting",
        "possible",
        "practicable",
        "practical",
        "feasible",
        "able",
        "known",
        "know",
        "knows",
        "learn",
        "told",
        "hear",
        "hears",
        "comes",
        "come",
        "arrive",
        "arrives",
        "arriving",
        "wants",
        "want",
        "wish",
        "wishes",
        "need",
        "needs",
        "needed",
        "available",
        "one",
        "such",
        "so",
        "that",
        "this",
        "these",
        "those",
        "there",
        "then",
        "done",
        "made",
        "time",
        "times",
        "officer",
        "officers",
        "agent",
        "agents",
        "official",
        "officials",
        "personnel",
        "staff",
        "person",
        "persons",
        "people",
        "anyone",
        "everybody",
        "someone",
        "individual",
        "date",
        "day",
        "hour",
        "hours",
        "days",
        "set",
        "is",
        "are",
        "do",
        "does",
        "make",
        "makes",
        "made",
        "allows",
        "allow",
        "permits",
        "permit",
        "can",
        "possible",
        "only",
        "get",
        "gets",
        "receive",
        "receives",
        "received",
        "form",
        "forms",
        "early",
        "far",
        "ahead",
        "soon",
    ]
)
_UNGIVEN = re.compile(
    r"\b(?:not|never|rather than|instead of|(?<!no )(?<!not )(?:less|fewer) than|short of|nor)\s+(?:at least |the )?(?:[\w-]+)\s*-?(?:hours?|days?)\b(?:\s+(?:before|ahead|in advance))?"
)
_NOT_POSSIBLE = re.compile(
    r",?\s*\b(?:though|although|but|except|unless|some|most|many)\b[^;]{0,120}?\b(?:(?:not|never|rarely|seldom|hardly) (?:often )?(?:be )?(?:possible|practicable|feasible)|impossible|impracticable|"
    r"can(?:not|'t) be helped|sooner|no ?(?:one|body) can (?:give|know)|no warning|without (?:any )?warning|on short notice|no notice ourselves)\b[^;]*"
)
"""That what is asked for where possible is not always so takes nothing from a "yes"."""
_LINKED = (
    r"(?:with|by|upon|after|on|if|when|where|who|whose|must|requires?|required|needs?|pursuant to|under|signed|issued|accompanied|supported|backed|has|have|having|been|first|"
    r"subject to|based on|for|of|persons?|people|inmates?|individuals?|those|only|and|or|a|an|present\w*|produc\w*|show\w*|obtain\w*)"
)


@lru_cache(maxsize=2048)
def limit_of(words: str, matter: Matter, *, negative: bool) -> Limit:
    """Tell whether a folded sentence answers under a condition, or for a part only.

    Limits that stand in the question, and those that its vocabulary lists as leaving a "yes" whole, are none.

    Args:
        words: The sentence.
        matter: What the question is about.
        negative: Whether the sentence says that it is not done: a condition must then be an exception to that.
    """
    words = lexicon.UNCONDITIONAL.sub(" ", words)
    if matter.if_possible:
        words = _NOT_POSSIBLE.sub(" ", words)
    if negative and _BARELY.search(words):
        words = lexicon.SOLELY.sub(" ", words)
    if negative and _UNMET.search(words):
        return "maybe"
    found: Limit = ""
    for one in lexicon.ONLY.finditer(words):
        limb = _limb(words, one.end())
        if _BARE.search(one[0]) or not _is_within(limb, matter):
            return "partial"
        found = "maybe"
    for one in lexicon.WITHOUT.finditer(words):
        if matter.conditions.search(one["limb"]):
            return "partial"
    for one in lexicon.WHEN.finditer(words):
        limb = _limb(words, one.start("limb"))
        if _names_condition(limb, matter) and (not negative or one[0].startswith("until")):
            return "partial"
    if not negative and not all(_is_within(limb, matter) for limb in _limbs(_NO_LIMB.sub(" ", words))):
        found = "maybe"
    if not negative:
        if _linked_condition(words, matter):
            return "partial"
        if falls_short(words, matter):
            return "partial"
    return found


def _names_condition(limb: str, matter: Matter) -> bool:
    """Tell whether a limb names a condition, and not that there is none: "on a paper that no judge has seen"."""
    return any(not _NONE_BEFORE.search(limb[: one.start()]) for one in matter.conditions.finditer(limb))


def _limb(words: str, start: int) -> str:
    found = _LIMB.match(words, start)
    limb = found[0] if found else ""
    return re.split(r",\s+(?:and|but|we|it|they|the|our|i|so)\b|\bbut\b", limb, maxsplit=1)[0]


def _limbs(words: str) -> list[str]:
    """Return the limbs of all conditions in a sentence, each as far as its own clause goes."""
    limbs, at = [], 0
    while (one := lexicon.WHEN.search(words, at)) is not None:
        at = one.start("limb")
        limb = _limb(words, at)
        ends = _CLAUSE_ENDS.search(limb, re.match(r"\W*(?:\w+|$)", limb).end())  # type: ignore[union-attr]  # it always matches
        limbs.append(limb[: ends.start()] if ends else limb)
    return limbs


def _is_within(limb: str, matter: Matter) -> bool:
    """Tell whether a limb says no more than the question itself does, and what leaves an answer whole."""
    if matter.conditions.search(limb):
        return False
    if not limb.strip(" ,"):
        return True
    if matter.within.search(limb):
        return True
    asked = set(stems(fold(matter.question.text)))
    left = {one for one in stems(limb) if one not in asked} - set(stems(" ".join(_PLAIN_WORDS)))
    asks = bool(re.search(r"\b(?:ask|request|want|wish|call|need)\w*\b", limb))
    return len(left) <= (2 if asks else int(len(stems(limb)) > 3))  # noqa: PLR2004


def _linked_condition(words: str, matter: Matter) -> bool:
    """Tell whether something is asked for that makes a "yes" hold in part only: "with the … of", "who has been …"."""
    for one in matter.conditions.finditer(words):
        before = words[max(0, one.start() - 60) : one.start()]
        if re.search(rf"\b{_LINKED}\s+(?:[\w'-]+\s+){{0,5}}$", before) and not re.search(
            r"\b(?:no|not|without|nor|never)\b[^.;]{0,30}$", before
        ):
            return True
    return False


def falls_short(words: str, matter: Matter) -> bool:
    """Tell whether less is given than was asked for: fewer hours than "at least", or than "up to" allows."""
    if matter.if_possible:
        words = _NOT_POSSIBLE.sub(" ", words)
    ungiven = _UNGIVEN.search(words)
    if (
        ungiven
        and matter.least is not None
        and matter.asks_ahead
        and max(hours_in(ungiven[0]), default=0) >= matter.least
    ):
        return True
    words = _UNGIVEN.sub(" ", words)
    hours = hours_in(
        re.sub(
            r"\b(?:within|after|for) (?:the )?(?:past|last|previous)\b[^,.;]*|\bfor (?:\w+ ){1,2}years?\b|\b\w+ years? (?:ago|old)\b",
            " ",
            words,
        )
    )
    if matter.least is not None and (matter.asks_ahead or hours):
        if hours and max(hours) < matter.least and max(hours) > 0:
            return True
        if matter.asks_ahead and lexicon.LESS_TIME.search(words) and not any(one >= matter.least for one in hours):
            return True
    if matter.most is not None and hours and max(hours) < matter.most:
        return bool(
            re.search(r"\b(?:up to|at most|no (?:more|longer)|not (?:more|longer) than|maximum|only|for)\b", words)
        )
    return False
