"""What a sentence speaks of, told by the words that set one question apart from the others.

The words come from the questions themselves. A thesaurus of plain English joins words that mean much the same, so that
"we telephone ICE" is found to speak of a question that asks about notice. Nothing here knows a question by name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from correspondence.questionnaire import Question

THESAURUS: Mapping[str, str] = MappingProxyType(
    {
        "access": "access admit admitted admits admitting admittance admission enter entering entry interview interviews interviewing "
        "meet meeting meetings speak speaking talk talking inquire questioning visit visits visiting "
        "welcome let lets letting",
        "notice": "notice notices notify notifies notified notification notifying inform informs informed informing "
        "informed tell tells telling told telephone telephones telephoned call calls called fax faxes faxed alert alerts "
        "teletype email uninformed phone",
        "release": "release releases released releasing discharge discharged freed",
        "hold": "hold holds held holding detain detains detained detaining detainer detainers keep keeps kept keeping "
        "retain retains retained",
        "honor": "honor honors honored honoring honour comply complies complied",
        "request": "request requests requested requesting",
        "train": "train trains trained training instruct instruction course courses",
        "record": "record records recorded recording log logs logged register keep-records",
        "report": "report reports reported reporting disclose discloses disclosure publish publishes published",
        "camera": "camera cameras video body-worn recording",
        "force": "force taser tasers firearm firearms weapon weapons",
        "pay": "pay pays paid fund funds funded funding budget cost costs",
    }
)
"""Words that mean much the same, by the word that names them."""

_WORD = re.compile(r"[a-z][a-z'’-]*[a-z]|\d+")
_PLACES = re.compile(
    r"\bholding\s+(?:cells?|facilit\w+|rooms?)|\bcall (?:my|our|me|us|if)\b|\bto keep quiet\b|\b(?:tell|told|tells|inform|informed|call|let) (?:you|us|me)\b|\b(?:take|took|hold|keep|kept) (?:place|in mind|office|steps|pride)\b|\b(?:let|keep)s? (?:me|us|you)\b",
    re.IGNORECASE,
)
_ENTERING = re.compile(
    r"\b(?:permitted|allowed|come|comes|go|goes|get|gets|walk|walks|sit|sits\s+down|sit\s+down)\s+(?:in(?:to|side)?|through|with)\b"
)
_PLAIN = frozenset(
    [
        "information",
        "informational",
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "no",
        "not",
        "of",
        "on",
        "or",
        "order",
        "other",
        "our",
        "out",
        "shall",
        "she",
        "should",
        "so",
        "such",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "to",
        "under",
        "up",
        "upon",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
        "jurisdiction",
        "statute",
        "rule",
        "regulation",
        "policy",
        "practice",
        "designed",
        "ensure",
        "law",
        "any",
        "whether",
        "how",
        "many",
        "much",
        "please",
        "state",
        "describe",
        "provide",
        "department",
        "agency",
        "city",
        "county",
        "office",
        "united",
        "states",
        "u",
        "s",
        "dhs",
        "alien",
        "aliens",
        "individual",
        "person",
        "national",
        "foreign",
        "believed",
        "right",
        "least",
        "take",
        "permit",
        "order",
        "person",
        "correctional",
        "detention",
        "facility",
        "facilities",
        "custody",
        "possible",
        "beyond",
        "personnel",
        "security",
        "homeland",
    ]
)
_TOUCHING = re.compile(
    r"\b(?:dhs|homeland|ice|immigration|hsi|cbp|border\s+patrol|federal|agents?|detainers?|jails?|lock-?ups?|prisons?|cells?|cell\s+block|custody|inmates?|"
    r"prisoners?|detainees?|arrestees?|aliens?|foreign|nationals?|persons?|individuals?|people|anyone|anybody|somebody|someone|him|them|warrants?|detention|facilit\w+)\b",
    re.IGNORECASE,
)
_GROUP_OF = {word: name for name, words in THESAURUS.items() for word in words.split()}
_SINGLE, _SHARED, _OWN_WORD = 1.0, 0.4, 0.6


@dataclass(frozen=True, slots=True)
class Topics:
    """What sets each question apart: the weight of a concept for each question, by its place."""

    weights: tuple[Mapping[str, float], ...]

    def scores(self, text: str) -> tuple[float, ...]:
        """Return how much a text speaks of each question."""
        concepts = set(_concepts(text))
        return tuple(sum(weights.get(concept, 0.0) for concept in concepts) for weights in self.weights)

    @staticmethod
    def touches(text: str) -> bool:
        """Tell whether a text speaks of persons, places or agencies at all, and not of letters and deadlines alone."""
        return bool(_TOUCHING.search(text))

    def best(self, text: str, least: float = 1.0, margin: float = 0.35) -> int | None:
        """Return the one question that a text speaks of, None where it speaks of none or of several."""
        return self.closest(text, least, margin) if self.touches(text) else None

    def closest(self, text: str, least: float, margin: float) -> int | None:
        """Return the one question whose words a text uses most, None where it uses none or several alike."""
        scores = self.scores(text)
        place = max(range(len(scores)), key=scores.__getitem__)
        others = [score for index, score in enumerate(scores) if index != place]
        if scores[place] < least or (others and scores[place] - max(others) < margin):
            return None
        return place


def topics_of(questions: Sequence[Question]) -> Topics:
    """Find the words that set each question apart from the others.

    Args:
        questions: The questions of one letter.

    Returns:
        The weights of concepts. A concept of all questions weighs nothing, where there are several.
    """
    sets = [
        set(_concepts(f"{question.text} {question.id.replace('-', ' ').replace('_', ' ')}")) for question in questions
    ]
    counted = Counter(concept for concepts in sets for concept in concepts)
    return Topics(tuple({concept: _weight(concept, counted, len(sets)) for concept in concepts} for concepts in sets))


def _weight(concept: str, counted: Counter[str], questions: int) -> float:
    if counted[concept] > 1:
        return _SHARED if counted[concept] < questions else 0.0
    return _SINGLE if concept in THESAURUS else _OWN_WORD


def _concepts(text: str) -> list[str]:
    words = _WORD.findall(_ENTERING.sub(" access ", _PLACES.sub(" ", " ".join(text.casefold().split()))))
    return [
        _GROUP_OF.get(word) or _GROUP_OF.get(_stem(word), _stem(word))
        for word in words
        if word in _GROUP_OF or word not in _PLAIN
    ]


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= len("word"):
            return word.removesuffix(ending)
    return word
