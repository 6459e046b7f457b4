"""What a plain yes may be followed by in its own sentence; anything else is for a person.

The rules for proposals guess what a limb is likely to mean. What is accepted must not rest on a guess: a limb that opens with "if" or
"when" leaves a yes whole only where it says that the asker asks, that it is possible, or what the question says itself.
"""

from __future__ import annotations

import re

from correspondence.answers.text import fold
from correspondence.answers.topics import Matter, hours_in, stems

CONDITION = "it has a condition of which a person must say whether it limits the answer"
ANOTHER_NUMBER = "it names another number than the question does"

_OPENS = re.compile(
    r"\b(?:if|when|whenever|where|wherever|unless|until|till|after|once|provided|providing|assuming|except|excepting|subject to|in case|"
    r"(?:as|so) long as|only)\b(?P<limb>[^.;:]{0,160})"
)
_POSSIBLE = re.compile(
    r"\s*(?:ever |so |it is |it's |that is |that's |we are |we're |this is )?(?:possible|practicable|practical|feasible|able|we can|it can be done|time (?:allows|permits)|there is time)\b[^,]{0,40}"
)
_KNOWN = re.compile(
    r"\s*(?:we (?:ourselves )?(?:know|have|learn)|(?:the|its|their|that) (?:\w+ ){0,2}(?:date|time|day|hour) is (?:known|set))\b"
)
_ASKS = re.compile(
    r"\s*(?:so |we are |we have been |it is |it's |such |one is |an? )?(?:\w+ ){0,4}?(?:asks?|asked|asking|requests?|requested|calls?|called|lodges?|lodged|files?|filed|submits?|submitted|inquires?)\b"
)
_HIMSELF = re.compile(
    r"\b(?:he|she|himself|herself|man|men|woman|person|persons|who|lawyer|attorney|judge|court|council)\b"
)
_AGREES = re.compile(
    r"\b(?:wants?|wish(?:es)?|agrees?|willing|consents?|likes?|chooses?|cares?|says? so|approves?|permits?|allows?)\b"
)
_THEY = re.compile(r"\s*(?:they|you)\b")
_THEY_LIKE = re.compile(r"\s*(?:they|you) (?:like|wish|want|ask|choose|please|need)\b")
_OF_QUESTIONS = re.compile(
    r"[\s,]*(?:to|on|as to|for|in answer to|with respect to)\b[^.;]{0,40}?\b(?:all|each|every|both|questions?|items?|numbers?|nos?|the first|the second|\d)\b"
)
_POLAR = re.compile(r"^\W*(?:[\w'/# ]{0,60}?[-:,–]\s*)?(?:yes|yep|yeah|sure|affirmative)\b")
_NUMBER = re.compile(
    r"\b(?:\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|forty|sixty|seventy|ninety)\b"
)
_CITES = re.compile(
    r"\b(?:policy|order|rule|directive|section|sec|chapter|art|article|code|no|number|statute|law|sop|bulletin|memo\w*)\W*$|§\s*$"
)


def withheld(words: str, matter: Matter) -> str:
    """Return why the folded sentence of a yes is not as plain as it looks, empty where it is.

    Args:
        words: The sentence.
        matter: What the question is about.
    """
    for one in _OPENS.finditer(words):
        if not _leaves_whole(one[0], one["limb"], matter):
            return CONDITION
    return ANOTHER_NUMBER if _is_short(words, matter) else ""


def _leaves_whole(opened: str, limb: str, matter: Matter) -> bool:
    """Tell whether a limb takes nothing from a yes."""
    if opened.startswith(("unless", "except", "only", "subject", "in case", "assuming")):
        return False
    if matter.conditions.search(limb):
        return False
    asked = set(stems(fold(matter.question.text)))
    if _POSSIBLE.match(limb) or _KNOWN.match(limb):
        return True
    if _HIMSELF.search(limb) or (_AGREES.search(limb) and not _THEY.match(limb)):
        return False
    return bool(_ASKS.match(limb) or _THEY_LIKE.match(limb)) or set(stems(limb)) <= asked


def _is_short(words: str, matter: Matter) -> bool:
    """Tell whether a short yes goes on with a number, and not with the one that was asked for."""
    polar = _POLAR.match(words)
    limit = matter.least if matter.least is not None else matter.most
    if polar is None or limit is None or len(words[polar.end() :].split()) > 6:  # noqa: PLR2004
        return False
    rest = words[polar.end() :]
    if _OF_QUESTIONS.match(rest):
        return False
    said = hours_in(rest)
    bare = any(not _CITES.search(rest[: one.start()]) for one in _NUMBER.finditer(rest))
    return not any(one >= limit for one in said) and (bool(said) or bare)
