"""What tells the questions apart: their own words, weighted, and the vocabulary of the template.

A word that stands in one question only says much about which is meant; one that stands in all of them says nothing.
Words are compared by their stems, so that "provides notice" is found where "provide advance notice" was asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from correspondence.answers.text import fold
from correspondence.questionnaire import Question

NEVER = re.compile(r"(?!)")
_WORD = re.compile(r"[a-z0-9][a-z0-9'/-]*")
_COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "nor",
        "but",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "without",
        "into",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "am",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "having",
        "will",
        "would",
        "shall",
        "should",
        "can",
        "could",
        "may",
        "might",
        "must",
        "not",
        "no",
        "any",
        "all",
        "each",
        "every",
        "other",
        "another",
        "such",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "he",
        "she",
        "his",
        "her",
        "him",
        "their",
        "they",
        "them",
        "there",
        "here",
        "we",
        "us",
        "our",
        "ours",
        "you",
        "your",
        "yours",
        "i",
        "me",
        "my",
        "who",
        "whom",
        "whose",
        "which",
        "what",
        "where",
        "when",
        "why",
        "how",
        "if",
        "whether",
        "than",
        "then",
        "so",
        "too",
        "also",
        "only",
        "up",
        "out",
        "over",
        "under",
        "upon",
        "about",
        "between",
        "before",
        "after",
        "during",
        "regarding",
        "concerning",
        "within",
        "per",
        "one",
        "two",
        "three",
        "first",
        "second",
        "third",
        "question",
        "questions",
        "provide",
        "provides",
        "provided",
        "permit",
        "permits",
        "permitted",
        "allow",
        "allows",
        "allowed",
        "take",
        "takes",
        "taken",
        "make",
        "makes",
        "made",
        "give",
        "gives",
        "given",
        "inquiry",
        "inquiries",
        "inquire",
        "individual",
        "individuals",
        "believed",
        "time",
        "times",
        "date",
        "dates",
        "day",
        "days",
        "ensure",
        "ensures",
        "order",
        "regarding",
        "designed",
        "jurisdiction",
        "agency",
        "possible",
    ]
)
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "e", "s", "y")
_LEAST_STEM = 3
FEWEST, LEAST_COVERED, COVERED = 3, 0.7, 2.5
"""A question of so many words is restated where so large a share of them stands in a sentence, which then counts so much."""
OWN, ABOUT, DOING, PHRASE = 1.0, 1.2, 0.6, 2.0
"""What a word of the question, a word for the matter, a word for doing it and a phrase of several words weigh."""
LIMIT = re.compile(
    r"\b(at least|up to|at most|no more than|not more than|within)\s+(?:an?\s+)?([\w-]+)\s*-?(hours?|days?|weeks?|months?|years?|minutes?)"
)
QUANTITY = re.compile(
    r"(?<![\w.])(\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|twenty-?\s?four|thirty|"
    r"thirty-?\s?six|forty-?\s?eight|sixty|seventy-?\s?two|ninety)[\s-]*(minutes?|hours?|days?|weeks?|months?|years?)\b"
)
_NUMBERS = {
    name: number
    for number, names in {
        1: "a an one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
        12: "twelve", 15: "fifteen", 20: "twenty", 24: "twentyfour", 30: "thirty", 36: "thirtysix", 48: "fortyeight",
        60: "sixty", 72: "seventytwo", 90: "ninety",
    }.items()
    for name in names.split()
}  # fmt: skip
_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "month": 720.0, "year": 8760.0}


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return a word without its ending.

    Example:
        >>> stem("provides"), stem("provide"), stem("notified"), stem("notify")
        ('provid', 'provid', 'notif', 'notif')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word[: -len(ending)]
    return word


def stems(text: str) -> list[str]:
    """Return the stems of a folded text's words, without common ones."""
    return [stem(one.strip("'-/")) for one in _WORD.findall(text) if one not in _COMMON]


def hours_in(text: str) -> list[float]:
    """Return the stretches of time that a folded text names, in hours.

    Example:
        >>> hours_in("two days before, or 36 hours at least")
        [48.0, 36.0]
    """
    found = []
    for one in QUANTITY.finditer(text):
        name = re.sub(r"[\s-]", "", one[1])
        number = int(name) if name.isdigit() else _NUMBERS.get(name, 0)
        found.append(number * _HOURS[one[2].rstrip("s")])
    return found


@lru_cache(maxsize=512)
def terms(entries: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds the entries of a vocabulary in a folded text, longest first."""
    if not entries:
        return NEVER
    written = (
        r"\s+".join(_term(word) for word in fold(entry).split()) for entry in sorted(entries, key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(written)})(?!\w)")


def _term(word: str) -> str:
    if word in {"...", "…"}:
        return r"(?:\S+\s+){0,2}?\S+"
    return rf"{re.escape(word[:-1])}\w*" if word.endswith("*") else re.escape(word)


@dataclass(frozen=True, slots=True, eq=False)
class Matter:
    """What one question is about, as it is found in letters.

    Attributes:
        place: Its place in the questionnaire, from 0.
        question: The question.
        own: Weight of each stem of its own words.
        words: The stems of its own words, whether or not another question has them too.
        about: Finds the vocabulary: other words for the matter, and for doing it or not.
        does: Finds what stands there for doing it alone.
        doing: Finds what says that it is done; ``against`` what says that it is not.
        within: Finds limits and formalities that leave a "yes" whole.
        presupposes: Finds what one must have for the question to apply.
        conditions: Finds what makes it hold in part only.
        least: Hours that the question asks for at least, None where it names none; ``most`` at most.
        asks_ahead: Whether it asks for something before another thing happens.
        if_possible: Whether it asks for no more than is possible.
    """

    place: int
    question: Question
    own: dict[str, float]
    words: frozenset[str]
    about: re.Pattern[str]
    does: re.Pattern[str]
    doing: re.Pattern[str]
    against: re.Pattern[str]
    within: re.Pattern[str]
    presupposes: re.Pattern[str]
    conditions: re.Pattern[str]
    least: float | None
    most: float | None
    asks_ahead: bool
    if_possible: bool

    def score(self, flat: str) -> float:
        """Return how much a folded stretch speaks of the matter; 0 where not at all."""
        flat = self.presupposes.sub(" ", flat)
        said = set(stems(flat))
        total = sum(self.own.get(one, 0.0) for one in said)
        for one in {found[0] for found in self.about.finditer(flat)}:
            total += PHRASE if " " in one else DOING if self.does.fullmatch(one) else ABOUT
        covered = len(said & self.words) / len(self.words) if len(self.words) >= FEWEST else 0.0
        return total + (COVERED * covered if covered >= LEAST_COVERED else 0.0)

    def owned(self, flat: str) -> float:
        """Return how much a folded stretch speaks in the question's own words, without its vocabulary."""
        return sum(self.own.get(one, 0.0) for one in set(stems(flat)))


@lru_cache(maxsize=64)
def matters_of(questions: tuple[Question, ...]) -> tuple[Matter, ...]:
    """Return what each question is about, as told apart from the others."""
    said = [telling(question.text) for question in questions]
    spread = Counter(one for words in said for one in words)
    entries = Counter(entry.lower() for question in questions for entry in set(_matter_entries(question)))
    return tuple(
        _matter(place, question, said[place], spread, entries, len(questions))
        for place, question in enumerate(questions)
    )


def telling(text: str) -> set[str]:
    """Return the stems of a question's words, without names: all questions are about the same bodies."""
    names = {fold(one[1]) for one in re.finditer(r"(?<=\s)[\"“(]*([A-Z][\w.’'&-]*)", text)}
    said = [one for one in _WORD.findall(fold(text)) if one not in _COMMON and one not in names]
    return {stem(one.strip("'-/")) for one in said if len(one.strip("'-/")) > 1}


def _matter(
    place: int, question: Question, said: set[str], spread: Counter[str], entries: Counter[str], count: int
) -> Matter:
    words, flat = question.vocabulary, fold(question.text)
    own = {one: OWN * (count - spread[one] + (count == 1)) / max(count - 1, 1) / spread[one] for one in said}
    telling = tuple(entry for entry in dict.fromkeys(_matter_entries(question)) if entries[entry.lower()] == 1)
    limits = [(one[1], hours_in(f"{one[2]} {one[3]}")) for one in LIMIT.finditer(flat)]
    return Matter(
        place,
        question,
        {one: weight for one, weight in own.items() if weight > 0},
        frozenset(said),
        terms(telling),
        terms(tuple(one for one in words.doing if one not in words.about)),
        terms(words.doing),
        terms(words.against),
        terms(words.within),
        terms(words.presupposes),
        terms(words.conditions),
        next((hours[0] for kind, hours in limits if kind == "at least" and hours), None),
        next((hours[0] for kind, hours in limits if kind != "at least" and hours), None),
        bool(re.search(r"\b(?:advance|ahead|before|prior)\b", flat)),
        bool(re.search(r"\b(?:where|when|if|as far as|whenever) (?:possible|practicable|feasible)\b", flat)),
    )


def _matter_entries(question: Question) -> Iterable[str]:
    words = question.vocabulary
    return (*words.about, *words.doing, *words.against)


def best(scores: Sequence[float], least: float, margin: float) -> int | None:
    """Return the place of the highest score, None where it is low or another comes near."""
    if not scores:
        return None
    ranked = sorted(range(len(scores)), key=lambda place: -scores[place])
    first = ranked[0]
    if scores[first] < least:
        return None
    if len(ranked) > 1 and scores[first] < scores[ranked[1]] + margin:
        return None
    return first
