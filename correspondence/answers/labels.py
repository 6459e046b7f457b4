"""Which question words mean: numbers and ordinals, at the head of an item and in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CARDINALS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_ROMANS = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
_SHORT_ORDINALS = ["1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th", "11th", "12th"]

_NUM = rf"(?:\(?\d{{1,2}}\b\)?|\(?[a-h]\)|(?:{'|'.join(CARDINALS)})\b|(?:{'|'.join(sorted((one for one in _ROMANS if len(one) > 1), key=len, reverse=True))})\b|[ivx](?=\s*[.:;,)-]|\s+and\b|\s*$))"
_NUMS = rf"{_NUM}(?:(?:\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s*&\s*|[-/](?=\d)|\s+(?:to|through|or)\s+)(?:(?:nos?\.?|numbers?|questions?|items?|q\.?|#)\s*(?=[\divx(]|one|two|three|four|five|six))?{_NUM})*"
_NOUN = r"(?:questions?|quest?\.|inquir(?:y|ies)|items?|points?|quer(?:y|ies)|interrogator(?:y|ies)|matters?|subjects?|topics?|parts?|one)"
_ORD = rf"(?:{'|'.join(ORDINALS)}|{'|'.join(_SHORT_ORDINALS)}|last|final)"
_ORDS = rf"{_ORD}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s+through\s+|\s+or\s+)(?:(?:the|your|to|on)\s+){{0,2}}{_ORD}\b)*"
_COUNT = rf"(?:{'|'.join(CARDINALS)}|\d{{1,2}})"
_LEAD = (
    r"(?:as\s+(?:to|for|regards|concerns)|with\s+(?:regard|respect|reference)\s+to|in\s+(?:answer|response|reply|regard)\s+to|regarding|concerning|turning\s+to|"
    r"(?:answer|response|reply)\s+to|answers?|re|on|to|for|under|is|was|and|about|not|nor|do|does)"
)

NUMBERED = re.compile(
    rf"\b(?:questions?|q|items?|inquir(?:y|ies)|interrogator(?:y|ies)|points?|quer(?:y|ies)|numbers?|(?:^|(?<=your )|(?<=to )|(?<=for )|(?<=under )|(?<=in )|(?<=on )|(?<=and ))nos?\.)\s*(?:nos?\.?|numbers?|#)?\s*(?P<nums>{_NUMS})|"
    rf"(?<![\w#])#\s?(?P<hashed>{_NUMS})"
)
ORDINAL_NOUN = re.compile(
    rf"\b(?P<ords>{_ORDS})\s+(?:(?:of\s+(?:(?:the|your|these|those|our)\s+)?(?:(?:{_COUNT})\s+)?)?{_NOUN}\b)"
)
ORDINAL_LEAD = re.compile(
    rf"\b{_LEAD}\s+(?:(?:the|your|our)\s+)?(?P<ords>{_ORDS})\b(?!\s+(?:{_COUNT}\b|of\s+(?!the\b|your\b|these\b)|[a-z]+(?<!question)(?<!is)(?<!no)(?<!yes)(?<!the)(?<!we)(?<!it)(?<!and)(?<!you)(?<!matter)(?<!that)(?<!about)(?<!asks)(?<!but)(?<!only)(?<!when)\b))"
)
ORDINAL_START = re.compile(
    rf"^\W*(?:and\s+)?(?:(?:the|your|our)\s+)?(?P<ords>{_ORDS}(?:ly)?)\b\s*(?=[,.:;)-]|\(|\bis\b|\byes\b|\bno\b)"
)
FIRST_SOME = re.compile(
    rf"\b(?P<end>first|last|other|remaining|final)\s+(?P<count>{_COUNT})\b(?:\s+(?:of\s+)?(?:(?:the|your|these)\s+)?{_NOUN})?(?!\s+(?:days?|hours?|weeks?|months?|years?|times?|people|persons?|\w+ed\b))"
)
MIDDLE = re.compile(rf"\bmiddle\s+(?:{_NOUN})\b|\b(?:one|question)\s+in\s+the\s+middle\b")
ALL = re.compile(
    rf"\b(?:(?:to|on|for|of|as\s+to)\s+)?(?:all|each|every|any|none|neither|both|either)\s+(?:one\s+)?(?:of\s+)?(?:(?:the|your|these|those|our)\s+)?(?P<count>{_COUNT}\s+)?(?:of\s+)?(?:(?:the|your|these|those)\s+)?(?:{_NOUN}|things(?=\s+(?:you|that\s+you|in\s+your|which\s+you)\b)|of\s+them|of\s+these)\b|"
    rf"\ball\s+(?P<bare>{_COUNT})\b(?!\s+(?!of\b|is\b|are\b|no\b|yes\b|the\b)\w)|\b(?:your|the|these)\s+(?P<these>{_COUNT}\s+)?questions\b(?!\s*(?:\d|nos?\b|numbers?\b|[ivx]+\b))|\bnone\s+of\s+(?:them|these|this)\b|\beach\s+of\s+(?:them|these)\b|"
    r"\b(?:yes|no|affirmative|negative|not applicable|n/a)\s+(?:to|on|for)\s+(?:all|everything|(?P<both>both))(?=\W*(?:$|[.,;!]))"
)

BARE = re.compile(
    rf"\b(?:yes|no|affirmative|negative|n/a|not applicable)\s+(?:to|on|for|as to)\s+(?P<nums>{_NUMS})(?!\s*(?:-|hours?|days?|\w+s\b))"
)
_BROUGHT_UP = r"(?:as\s+(?:to|for|regards|concerns)|with\s+(?:regard|respect|reference)\s+to|in\s+(?:answer|response|reply|regard)\s+to|regarding|concerning)"
_SAYS_SO = r"(?:is|are|was|were|do|does|did|don't|doesn't|dont|doesnt|can|can't|cannot|have|has|had|would|will|won't|apply|yes|no|n/a|both|all)"
ALONE = re.compile(
    rf"(?:\b{_BROUGHT_UP}\s+(?:your\s+)?|^\W*(?:on|re)\s+(?=\(?\d{{1,2}}\)?\s*:))(?P<nums>{_NUMS})(?=\s*[,:;-]|\s+(?:we|our|the|yes|no|it|is|are|i)\b|\W*$)|"
    rf"(?<![\w$.§-])(?<!between )(?<!from )(?<!ions )(?<!cles )(?P<row>\(?[1-9]\)?(?:,\s*\(?[1-9]\)?)*,?\s*(?:and|&)\s*\(?[1-9]\)?)(?=[,:]?\s+{_SAYS_SO}\b)"
)
"""Numbers with no word for a question before them: "as to 1 and 2, …", "your 1, 2 and 3 don't apply"."""
_HEAD = re.compile(
    r"[ \t]*(?:[*•·▪◦>-]{1,2}[ \t]*)?(?:"
    r"(?P<several>\(?\d{1,2}[.)]?(?:(?:\s*(?:,\s*(?:and\s+)?|and|&|-|to|through)\s*)\(?\d{1,2}[.)]?){1,5}(?<=[.)])[:.-]*(?!\d))|"
    r"(?P<digit>[(\[]?(?P<d>\d{1,2})(?:[.):\]](?!\d)|[ ]{1,2}-(?!\d)|-[ ]|[ ]{2,}(?=[a-z]|\d+[ '][a-z])|[ ]+(?=(?:yes|no|n/a|not|yep|nope|only|we)\b)))|"
    r"(?P<hash>(?!no one\b)(?:#|no\.?|nr\.?|number)[ ]?(?P<h>\d{1,2}|one|two|three|four|five|six)\b(?!\s*(?:of|\w+ed)\b)[.):-]*)|"
    r"(?P<letter>\(?(?P<l>[a-h])[.)](?![a-z.]))|"
    r"(?P<roman>\(?(?P<r>[ivx]{1,4})[.):](?![a-z.]))|"
    r"(?P<word>(?P<w>one|two|three|four|five|six)[ ]?[.:)-])"
    r")[ \t]*"
)
_QUESTION_HEAD = re.compile(
    rf"\W{{0,6}}(?:(?:(?:our|the|my|this|in|city's|department's|agency's|county's)\s+)*(?:answers?|responses?|reply|replies|ans\.|resp\.|re|ad)\b\s*(?:to|for|of|in|on|:|-|\.)?\s*)?(?:(?:your|the|said)\s+)?"
    rf"(?:(?:questions?|quest?|q|items?|inquir(?:y|ies)|interrogator(?:y|ies)|points?|quer(?:y|ies)|answers?|responses?|a|requests?)\.?\s*)(?:nos?\.?|numbers?|#)?\s*(?P<nums>{_NUMS})\s*(?P<close>[.:;)\]-]+|(?=\(|\s|$))"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Where words mean one question, or several.

    Attributes:
        start: Where the words start.
        end: Behind them.
        places: The questions' places, from 0; a number beyond the questionnaire's stands there too.
        plain: Whether they name the questions one by one ("question 2"), and not all of them in one word.
    """

    start: int
    end: int
    places: frozenset[int]
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """The number at the head of an item.

    Attributes:
        sort: What kind of number it is; only numbers of one kind make a list.
        places: The questions' places, from 0.
        end: Behind the number.
        named: Whether it says that it means a question ("Question 2", "Q2", "Answer 2").
    """

    sort: str
    places: frozenset[int]
    end: int
    named: bool


def head_of(line: str) -> Head | None:
    """Return the number at the head of a folded paragraph, None where it has none.

    Example:
        >>> head_of("2) no."), head_of("question nos. 1 and 2: yes").places == {0, 1}, head_of("2017 was a hard year")
        (Head(sort='digit', places=frozenset({1}), end=3, named=False), True, None)
    """
    window = line[:120]
    found = _QUESTION_HEAD.match(window)
    if found and (places := _numbers(found["nums"])) and not re.match(r"\W*a\s+\(?[a-z]", window):
        return Head("question", frozenset(places), found.end(), named=True)
    if found := _HEAD.match(window):
        sort = found.lastgroup and next(
            name for name in ("several", "digit", "hash", "letter", "roman", "word") if found[name]
        )
        if sort == "several":
            return Head("digit", frozenset(_numbers(found["several"])), found.end(), named=False)
        written = found["d"] or found["h"] or found["l"] or found["r"] or found["w"]
        if sort == "roman" and written not in _ROMANS:
            return None
        if sort == "digit" and found[sort].startswith("["):
            sort = "bracket"
        place = ord(written) - ord("a") if sort == "letter" else next(iter(_numbers(written)), -1)
        if place >= 0:
            return Head(sort or "", frozenset({place}), found.end(), named=sort == "hash")
    if (found := ORDINAL_START.match(window)) and "of all" not in window[: found.end() + 8]:
        places = _ordinals(
            found["ords"].removesuffix("ly")
            if found["ords"] in {"firstly", "secondly", "thirdly", "lastly", "finally"}
            else found["ords"],
            0,
        )
        if places:
            behind = re.match(r"[\s.,:;)-]*", window[found.end() :])
            return Head("ordinal", frozenset(places), found.end() + (behind.end() if behind else 0), named=False)
    return None


def references_in(text: str, count: int) -> list[Reference]:
    """Return where a folded sentence means questions by number or ordinal, in order, none within another.

    Args:
        text: The sentence.
        count: How many questions there are.
    """
    found = sorted(_references(text, count), key=lambda one: (one.start, -one.end, not one.plain))
    kept: list[Reference] = []
    for one in found:
        if one.places and (not kept or one.start >= kept[-1].end):
            kept.append(one)
    return kept


def _references(text: str, count: int) -> Iterator[Reference]:
    for one in NUMBERED.finditer(text):
        if not re.match(
            r"\s*(?:of\s+\d|percent|%|years?|days?|hours?|times?|people|officers?)", text[one.end() : one.end() + 12]
        ):
            yield Reference(*one.span(), frozenset(_numbers(one["nums"] or one["hashed"])))
    for one in ALONE.finditer(text):
        part = "nums" if one["nums"] else "row"
        yield Reference(one.start(part), one.end(part), frozenset(_numbers(one[part])))
    for one in BARE.finditer(text):
        yield Reference(one.start("nums"), one.end(), frozenset(_numbers(one["nums"])))
    for pattern in (ORDINAL_NOUN, ORDINAL_LEAD, ORDINAL_START):
        for one in pattern.finditer(text):
            if pattern is ORDINAL_LEAD and re.match(r"(?:is|was)\b.*\b(?:first|last|final)$", one[0]):
                continue  # "that is the last we saw of them"
            yield Reference(one.start("ords"), one.end(), frozenset(_ordinals(one["ords"], count)))
    for one in FIRST_SOME.finditer(text):
        size = min(_count(one["count"]), count)
        if 1 < size < count and (one["end"] != "last" or re.search(_NOUN, one[0])):
            some = range(size) if one["end"] == "first" else range(count - size, count)
            yield Reference(*one.span(), frozenset(some))
    if count == 3:  # noqa: PLR2004  (a middle one)
        for one in MIDDLE.finditer(text):
            yield Reference(*one.span(), frozenset({1}))
    for one in ALL.finditer(text):
        named = one["count"] or one["bare"] or one["these"] or ("two" if one["both"] else "")
        if not named or _count(named) == count:
            yield Reference(*one.span(), frozenset(range(count)), plain=False)


def _numbers(text: str) -> list[int]:
    """Return the places that a list of numbers means; "1 to 3" means all between."""
    tokens = re.findall(r"\d{1,2}|[a-z]+|-|/", text)
    found: list[int] = []
    through = False
    for one in tokens:
        if one in {"to", "through", "-"}:
            through = bool(found)
            continue
        place = _place(one)
        if place is None:
            continue
        if through and found and place > found[-1]:
            found += range(found[-1] + 1, place + 1)
        else:
            found.append(place)
        through = False
    return found


def _place(token: str) -> int | None:
    if token.isdigit():
        return int(token) - 1 if int(token) else None
    for names in (CARDINALS, _ROMANS):
        if token in names:
            return names.index(token)
    if len(token) == 1 and "a" <= token <= "h":
        return ord(token) - ord("a")
    return None


def _ordinals(text: str, count: int) -> list[int]:
    found = []
    for one in re.findall(r"[a-z0-9]+", text):
        found += [names.index(one) for names in (ORDINALS, _SHORT_ORDINALS) if one in names]
        if one in {"last", "final"} and count:
            found.append(count - 1)
    return found


def _count(text: str) -> int:
    text = text.strip()
    return int(text) if text.isdigit() else CARDINALS.index(text) + 1 if text in CARDINALS else 0


def runs_of(heads: Sequence[tuple[int, Head]], count: int) -> dict[int, Head]:
    """Return the heads that number our questions, by the index of their block.

    Numbers of one sort that follow one another make a list; it is ours only where none of its numbers goes beyond the
    questionnaire and it has at least two of them, or says that it means questions.

    Args:
        heads: Index of the block, and its head.
        count: How many questions there are.
    """
    lists: list[list[tuple[int, Head]]] = []
    open_lists: dict[str, list[tuple[int, Head]]] = {}
    for index, head in heads:
        current = open_lists.get(head.sort)
        if current is None or any(head.places & other.places for _, other in current):
            current = open_lists[head.sort] = []
            lists.append(current)
        current.append((index, head))
    kept: dict[int, Head] = {}
    for one in lists:
        numbered = {place for _, head in one for place in head.places}
        if max(numbered) >= count or (len(one) < 2 and not one[0][1].named and count > 1):  # noqa: PLR2004
            continue
        kept.update(one)
    return kept
