"""Answers that are not yes or no: an option, a number, a day, or words."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from correspondence.answers import lexicon
from correspondence.answers.text import fold
from correspondence.answers.topics import stem, stems
from correspondence.days import month_of
from correspondence.questionnaire import Question

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY = re.compile(
    rf"\b(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m2>{_MONTH})\.?,?\s+(?P<y2>(?:19|20)\d\d)\b|"
    r"\b(?P<m3>\d{1,2})[/-](?P<d3>\d{1,2})[/-](?P<y3>(?:19|20)?\d\d)\b|\b(?P<y4>(?:19|20)\d\d)-(?P<m4>\d\d)-(?P<d4>\d\d)\b"
)
_PART_OF_DAY = re.compile(
    rf"\b(?:{_MONTH}\.?,?\s+(?:of\s+)?(?:19|20)\d\d|(?:spring|summer|fall|autumn|winter|early|mid|late|end|beginning)[\s-]+(?:of\s+|in\s+)?(?:19|20)\d\d|(?:19|20)\d\d)\b"
)
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "on",
        "in",
        "at",
        "by",
        "with",
        "its",
        "their",
        "our",
        "his",
        "her",
        "of",
        "or",
        "and",
        "it",
        "to",
        "for",
        "own",
        "is",
        "are",
    ]
) - {"own"}
_MOST = 0.5
_HEDGED = re.compile(r"\b(?:but|however|some|mostly|except|most|part|partly|until|soon|moving|both|unless|while)\b")
_LOOSELY = re.compile(
    r"\b(?:give or take|or so|or thereabouts|ball ?park|estimat\w+|approximat\w+|roughly|depending on|between \d|somewhere|best (?:recollection|guess|estimate)|would have to (?:look|check)|look (?:it|that|this) up|not certain|not (?:entirely )?sure|i believe|we believe|i think|we think|if (?:memory|i remember))\b"
)
_UNKNOWN = re.compile(
    r"\b(?:do(?:es)? not|don't|doesn't|cannot|can't|unable to|not able to|could not)\s+(?:\w+\s+){0,2}(?:know|say|determine|tell|keep (?:such|that|a record)|track|find)\b|\bunknown\b|\bno (?:record|records|way of knowing)\b|\bnot (?:known|tracked|recorded|certain|sure)\b|\bunder review\b|\btbd\b|\bto be determined\b"
)
_NO_CONTENT = (
    (lexicon.ATTACHED, "it refers to what is attached"),
    (re.compile(r"^\W*(?:please )?(?:see|refer to|consult)\b|\battached\b"), "it refers to another text"),
    (lexicon.NOT_APPLICABLE, "it says that the question does not apply"),
    (lexicon.PENDING, "it says that the matter is not settled"),
    (lexicon.UNDECIDED, "it says that the matter is not settled"),
    (_UNKNOWN, "it says that it is not known"),
)
_ABOUT = re.compile(
    r"\b(?:about|around|approximately|approx|roughly|some|nearly|almost|over|more than|at least|up to|under|fewer than|less than|estimated?|circa|ca|or so|give or take|between|perhaps|maybe|probably|we (?:think|believe)|i (?:think|believe)|on or about|not (?:certain|sure)|to the best of|or thereabouts|several|a few|a couple|dozens?)\b|~|\?"
)
_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SPELLED = rf"(?:{'|'.join(sorted((*_UNITS, *_TENS), key=len, reverse=True))})"
_NUMBER = re.compile(
    rf"(?<![\w.,/$-])(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}})(?![\w/-]|[.,]\d|\s*%|\s*(?:percent|a\.m|p\.m|am\b|pm\b))|(?<![\w-])(?P<words>(?:{_SPELLED})(?:[\s-]+(?:{_SPELLED}|hundred|thousand|and))*)(?![\w-])|(?<![\w-])(?P<none>none|no)\b"
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a sentence gives as an answer.

    Attributes:
        value: An option, digits, a day as ISO writes it, or words; empty where it speaks of it and gives none.
        doubt: Why a person must look; empty where it is plain.
    """

    value: str
    doubt: str = ""


def content_in(words: str, raw: str, question: Question) -> Content | None:
    """Return what a folded sentence gives to a question that is not yes-no, None where it gives nothing.

    Args:
        words: The sentence, folded.
        raw: The same as it was written.
        question: The question.
    """
    found = _content(words, raw, question)
    if found is not None and found.value and question.kind != "text" and _LOOSELY.search(words):
        return Content("", "it gives an estimate")
    if found is not None and found.value and question.kind != "text":
        return found
    for pattern, doubt in _NO_CONTENT:
        if pattern.search(words):
            return Content("", doubt)
    return found


def _content(words: str, raw: str, question: Question) -> Content | None:
    match question.kind:
        case "choice":
            return _option(words, question)
        case "number":
            return _number(words, question)
        case "date":
            return _day(words)
        case _:
            return Content(raw.strip()) if re.search(r"\w", raw) else None


def _option(words: str, question: Question) -> Content | None:
    """Return the option that is named: by all of its telling words, or by some that no other option has."""
    said = {stem(one) for one in re.findall(r"[a-z0-9'-]+", words)}
    scores: dict[str, float] = {}
    for option in question.options:
        asked = {stem(one) for one in re.findall(r"[a-z0-9'-]+", fold(option)) if one not in _SMALL}
        scores[option] = len(asked & said) / len(asked) if asked else float(fold(option) in words)
    whole = [option for option, score in scores.items() if score == 1]
    if len(whole) == 1:
        hedged = bool(_HEDGED.search(words)) or any(
            0 < score < 1 and score >= _MOST for option, score in scores.items()
        )
        return Content(whole[0], "it hedges, or names another option too" if hedged else "")
    if len(whole) > 1:
        return Content("", "it names more than one of the options")
    near = [option for option, score in scores.items() if score >= _MOST]
    return Content(near[0], "it names the option in other words") if len(near) == 1 else None


def _number(words: str, question: Question) -> Content | None:
    asked = fold(question.text)
    found = []
    without_days = _DAY.sub(lambda one: " " * len(one[0]), words)
    without_days = re.sub(
        rf"\b{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,\s*)?", lambda one: " " * len(one[0]), without_days
    )
    for one in _NUMBER.finditer(without_days):
        if one["digits"]:
            digits = one["digits"].replace(",", "")
            if re.fullmatch(r"(?:19|20)\d\d", digits) and "," not in one["digits"]:
                continue
        elif one["words"]:
            value = _spelled(one["words"])
            if value is None or (value == 1 and re.match(r"\s+of\b", words[one.end() :])):
                continue
            digits = str(value)
        else:
            digits = "0"
        found.append((digits, one.start(), one.end()))
    firm = [one for one in found if one[0] != "0"] or found
    if not firm:
        return Content("", "it says that the number is not known") if _UNKNOWN.search(words) else None
    near = _nearest(firm, words, asked)
    if (
        _ABOUT.search(words[max(0, near[1] - 30) : near[1]])
        or _ABOUT.search(words[near[2] : near[2] + 20])
        or _UNKNOWN.search(words)
    ):
        return Content("", "it gives an estimate")
    others = {one[0] for one in firm} - {near[0]}
    return Content(near[0], "it names several numbers" if others else "")


def _nearest(found: list[tuple[str, int, int]], words: str, asked: str) -> tuple[str, int, int]:
    """Return the number behind which the thing stands that was asked for; or else the first."""
    wanted = set(stems(asked))
    for one in found:
        if set(stems(words[one[2] : one[2] + 40])) & wanted and not re.match(
            r"\s*(?:years?|months?|days?|hours?|officers?)\b", words[one[2] :]
        ):
            return one
    return found[0]


def _spelled(text: str) -> int | None:
    total = current = 0
    for word in re.findall(r"[a-z]+", text):
        if word in _UNITS:
            current += _UNITS.index(word)
        elif word in _TENS:
            current += (_TENS.index(word) + 2) * 10
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word != "and":
            return None
    return total + current


def _day(words: str) -> Content | None:
    days = []
    for one in _DAY.finditer(words):
        try:
            days.append(_date(one).isoformat())
        except ValueError:
            continue
    if days:
        if len(set(days)) > 1:
            return Content(days[0], "it names several days")
        doubt = bool(_ABOUT.search(words))
        return Content("" if doubt else days[0], "it is not sure of the day" if doubt else "")
    if _PART_OF_DAY.search(words):
        return Content("", "it names no whole date")
    return Content("", "it says that the day is not known") if _UNKNOWN.search(words) else None


def _date(one: re.Match[str]) -> datetime.date:
    if one["m3"]:
        year = int(one["y3"])
        return datetime.date(year if year > 99 else 2000 + year, int(one["m3"]), int(one["d3"]))  # noqa: PLR2004
    if one["y4"]:
        return datetime.date(int(one["y4"]), int(one["m4"]), int(one["d4"]))
    name, day, full_year = (one["m"], one["d"], one["y"]) if one["m"] else (one["m2"], one["d2"], one["y2"])
    return datetime.date(
        int(full_year),
        month_of(name),
        int(day),
    )
