"""How respondents say which question they answer: numbers, letters and ordinals, at the start or in the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)}|1st|2nd|3rd|[4-9]th|10th|last|final)"
_NUMBER = rf"(?:\d{{1,2}}(?!\d)|(?:{'|'.join(_CARDINALS)})\b)"
_NUMBERS = rf"{_NUMBER}(?:\s*(?:,|and|&|,\s*and|through|to|-|–)\s*{_NUMBER})*"
_NOUN = r"(?:questions?|quest\.|q|items?|inquir(?:y|ies)|interrogator(?:y|ies)|requests?|points?)"

_START = re.compile(
    rf"""[ \t]*(?:[*•·–-]\s+)?(?:
        (?:(?:our\s+)?(?:response|answer|reply|re|as)\s+(?:to|for)\s+)?(?:your\s+|the\s+)?
            {_NOUN}\s*(?:nos?\.?|numbers?|\#)?\s*(?P<noun>{_NUMBERS})\)?
      | (?:response|answer|reply|resp|ans|a|q)\s*(?:nos?\.?|\#)?\s*(?P<answer>{_NUMBERS})(?=\s*[.:)–-])
      | (?:no\.|nos\.|\#)\s*(?P<no>{_NUMBERS})
      | \(?(?P<digit>\d{{1,2}})(?:[.)]|\s*[:–-]|(?=\s+(?:yes|no)\b))(?=\s|yes\b|no\b)
      | \((?P<letter>[a-h])\)|(?P<letter_point>[a-h])[.)](?=\s)
      | (?P<roman>(?-i:[IVX]{{1,4}}))[.)](?=\s)
      | (?P<word>{"|".join(_CARDINALS)})\s*[.:)–-](?=\s)
      | (?P<ordinal>{"|".join(_ORDINALS)}|finally|lastly)(?:\s+question)?\s*(?:[.,:)–-](?=\s)|$)
    )\s*[.:)–—-]*[ \t]*""",
    re.IGNORECASE | re.VERBOSE,
)
_MENTION = re.compile(
    rf"""(?:
        \b(?:all|each|any|none|neither|both|every\s+one)\s+(?:(?:three|\d)\s+)?(?:of\s+)?(?:(?:your|the|these|those)\s+)?
            (?:{"|".join(_CARDINALS)}|\d)?\s*(?P<all>questions|inquiries|of\s+them)\b
      | \b(?P<every>(?:(?:yes|no)\s+to|none\s+of|neither\s+of)\s+(?:all|the\s+three|these|those|each)(?:\s+(?:three|of\s+them))?)\b
      | \b(?P<them>none|neither|all)\s+of\s+them\b
      | \b(?P<your>(?:your|the|these)\s+(?:{"|".join(_CARDINALS)}|\d)\s+questions)\b
      | \b{_NOUN}\s*(?:nos?\.?|numbers?|\#)?\s*(?P<numbers>{_NUMBERS})
      | \b(?:your|the|to|on)\s+(?:(?:same|matter\s+raised\s+in\s+your)\s+)?
            (?P<ordinals>{_ORDINAL}(?:\s+(?P<count>two|three|four))?
            (?:\s*(?:,|and|&|,\s*and|or)\s*(?:the\s+|your\s+)?{_ORDINAL})*)
            (?=\s+(?:{_NOUN}|one|is|are|was|no|yes|would|we|as\s+well)\b|\s+of\s+(?:your|the|these)\s+(?:\w+\s+)?questions|\s*[,:;.–-]|\s*$)
      | \b(?:on|to|for|both)\s+(?:both\s+)?(?P<bare>\d(?:\s*(?:,|and|&|,\s*and)\s*\d)*)(?=\s*(?:[,:;]|is\b|are\b|no\b|yes\b))
      | \b(?P<middle>(?:the\s+)?one\s+in\s+the\s+middle|middle\s+(?:question|one))\b
      | \b(?P<top>top\s+of\s+(?:your|the)\s+list)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Label:
    """Words that say which questions are answered.

    Attributes:
        start: First code point.
        end: Behind the last one.
        questions: The questions' places, from 0.
        general: Whether it says "all" or "none" rather than naming them one by one.
    """

    start: int
    end: int
    questions: frozenset[int]
    general: bool = False


def label_at(text: str, start: int, end: int, count: int) -> Label | None:
    """Return the label with which a stretch begins, None where it has none or counts further than we asked.

    Args:
        text: The whole text.
        start: Where the stretch starts.
        end: Where it ends.
        count: How many questions were asked.
    """
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    found = _START.match(text, first, end)
    if found is None or found.end() == first:
        return None
    name = str(found.lastgroup)
    questions = _places(found[name], name, count)
    return Label(first, found.end(), questions) if questions else None


def mentions_in(text: str, start: int, end: int, count: int) -> tuple[Label, ...]:
    """Return every place in a stretch at which questions are named."""
    found = []
    for one in _MENTION.finditer(text, start, end):
        if one["all"] or one["them"] or one["your"] or one["every"]:
            found.append(Label(one.start(), one.end(), frozenset(range(count)), general=True))
            continue
        if one["middle"] or one["top"]:
            place = count // 2 if one["middle"] else 0
            if one["top"] or count % 2:
                found.append(Label(one.start(), one.end(), frozenset({place})))
            continue
        if one["numbers"] or one["bare"]:
            questions = _places(one["numbers"] or one["bare"], "numbers", count)
        elif one["count"]:
            questions = frozenset(range(min(count, _CARDINALS.index(one["count"].lower()) + 1)))
        else:
            questions = _places(one["ordinals"], "ordinals", count)
        if questions:
            found.append(Label(one.start(), one.end(), questions))
    return tuple(found)


def _places(words: str, name: str, count: int) -> frozenset[int]:
    """Return the places that numbers, letters or ordinals name; none where one of them counts further than we asked."""
    if name in {"letter", "letter_point"}:
        places = [ord(words.lower()) - ord("a")]
    elif name == "roman":
        places = [_ROMANS.index(words.lower())] if words.lower() in _ROMANS else []
    else:
        places = [
            _place(word, count) for word in re.findall(r"\d+(?:st|nd|rd|th)?|[a-z]+", words.lower()) if _known(word)
        ]
        if re.search(r"\d\s*(?:through|to|-|–)\s*\d", words) and len(places) > 1:
            places = list(range(places[0], places[-1] + 1))
    return frozenset(places) if places and all(0 <= place < count for place in places) else frozenset()


def _known(word: str) -> bool:
    return word[0].isdigit() or word in {*_ORDINALS, *_CARDINALS, "last", "final", "finally", "lastly"}


def _place(word: str, count: int) -> int:
    if word[0].isdigit():
        return int(re.match(r"\d+", word).group()) - 1  # type: ignore[union-attr]
    if word in _ORDINALS:
        return _ORDINALS.index(word)
    if word in _CARDINALS:
        return _CARDINALS.index(word)
    return count - 1
