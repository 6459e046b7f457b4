"""What stands beside an answer and may take it back: in its own sentence, and in those that go on with it."""

from __future__ import annotations

import re

from correspondence.answers import lexicon
from correspondence.answers.firm import FIRM, in_own_right
from correspondence.answers.labels import references_in
from correspondence.answers.leads import is_title
from correspondence.answers.limits import limit_of
from correspondence.answers.sayings import polar_in, polarity, reports_another
from correspondence.answers.speaking import Spoken
from correspondence.answers.text import fold
from correspondence.answers.topics import Matter, stem, stems

_LONG = 4
_OF_A_QUESTION = re.compile(
    r"\b(?:letter|inquiry|correspondence)\b|\b(?:each|all|both|every)\b[^.;]{0,30}\bquestions?\b"
)
_ABOUT_THE_LETTER = re.compile(
    r"\b(?:letters?|inquir(?:y|ies)|correspondence|questionnaire|survey|dated|nos?|numbers?|respect|regards?|regarding|relation|"
    r"city|county|town|village|borough|township|department|office|sheriff|police|jurisdiction|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|\d+(?:st|nd|rd|th)?)(?:'s)?\b"
)
_ONLY_UNWRITTEN = re.compile(
    r",?\s*\b(?:although|though|even though|but|while|albeit)\b[^.;]{0,40}?\b(?:not|never|nothing|no)\b[^.;]{0,30}?"
    r"\b(?:writ\w+|wrote|paper|codified|formal(?:ly|ized)?)\b"
)
"""A practice is enough for a yes: that nobody wrote it down takes nothing back."""
_NO_CONTRAST = re.compile(
    r"\b(?:(?:would|will|is|are|was|were) otherwise|do otherwise|otherwise (?:be|been|entitled|eligible|due|free|have))\b"
)
_TAKES_BACK = (
    (lexicon.CORRECTION, "it corrects something"),
    (lexicon.PENDING, "it says that something is not settled"),
    (lexicon.ATTACHED, "it refers to what is attached"),
    (lexicon.PARTLY, "it answers in part"),
    (lexicon.ONLY, "it names a condition or an exception"),
    (lexicon.NOTHING_PREVENTS, "it speaks of what is not forbidden"),
    (lexicon.NOT_APPLICABLE, "it speaks of what does not apply"),
    (lexicon.DECLINED, "it declines to say something"),
    (lexicon.PAST, "it speaks of what was"),
    (lexicon.PLANNED, "it speaks of what is to come"),
    (lexicon.REQUIRES, "it names a requirement"),
)


_CONTRASTS = "it says “but”, “however” or the like beside the answer"
_EARLY = 12
"""Letters from a sentence's start within which a word of contrast turns it against the sentence before."""
_HEDGES = re.compile(
    r"\b(?:generally|usually|normally|typically|ordinarily|often|mostly|i (?:think|believe|suppose|guess)|we (?:think|believe)|"
    r"probably|perhaps|possibly|presumably|apparently|as far as|sometimes|occasionally|rarely|seldom)\b"
)
_NOT_YES = re.compile(r"(?:^|[,;.:-]\s*|\bbut\s+|\band\s+)no\b(?=\s*[,;.]|\s+(?:at|for|to|in)\b)")
_NOT_NO = re.compile(r"(?:^|[,;.:-]\s*|\bbut\s+|\band\s+)yes\b(?=\s*[,;.]|\s+(?:at|for|to|in)\b)")
_UNWRITTEN = re.compile(
    r"\b(?:no|not|any|neither|never)\b[^.;]{0,40}?\b(?P<kind>written|formal|official|specific|express|explicit)\b"
)


_BOTH_YES = re.compile(r"\byes\b")
_BOTH_NO = re.compile(r"\bno\b(?=\s*(?:$|[,.;?!)\]/_\[x-]))|\bnot yes\b")
_NARROWED = re.compile(r"\W*(?:to|for|at|in|on|with|by|from|not (?!at all|ever)\w+)\b")
_OF_ALL = re.compile(
    r"\W*(?:(?:sir|ma'am),? )?(?:to|for|on) (?:all|each|both)(?=\W*$| of (?:them|these|those|the \w+ questions|your)| (?:two|three|four|five|six|\d+)(?: questions)?\W*$)"
)
_TO_QUESTIONS = re.compile(r"\b(?:answer|response|reply)s?\b.{0,60}\b(?:questions?|(?:all|each) of them)\b")
"""Before a yes or no: that it is the answer to questions, so that what follows need not name them."""
_UNDONE = re.compile(
    r"\b(?:nobody|no one|none|never|not|hardly|rarely|seldom|few)\b[^.;]{0,30}?\b(?:d(?:o|oes|id|one|oing) (?:it|that|this|so|them)|follow\w*|obey\w*|enforce[ds]?)\b"
)
"""That what is had is not done, or not followed."""
_SUBJECT = re.compile(r"\W*(?:we|it|they|he|she|our \w+|the [\w'-]+)\s")
_ECHO = re.compile(r"\b(?:it|that|this|so|one|such|either|them|those|these)\b")
_DOES = re.compile(
    r"\W*the (?:city|county|town|township|village|borough|department|division|office|agency|bureau) (?:do|does|has|have|will)(?: so| not)?\W*$"
)
ALL_THE_SAME = re.compile(
    r"\b(?:daily|weekly|regularly|routinely|always|nightly|(?:every|each) (?:day|week|morning|evening|night|month)|anyway|nonetheless|informally|as a (?:courtesy|favor))\b"
)
_OF_ANSWERS = frozenset(
    [
        "answer",
        "respon",
        "response",
        "repl",
        "question",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "last",
        "likew",
        "simpl",
        "again",
        "also",
        "still",
        "same",
        "short",
        "item",
        "numb",
        "plain",
        "posed",
        "put",
        "order",
        "turn",
    ]
) | {
    stem(one)
    for one in [
        "answers",
        "response",
        "reply",
        "questions",
        "posed",
        "poses",
        "asked",
        "ask",
        "put",
        "order",
        "turn",
        "gave",
        "give",
        "likewise",
        "simply",
        "number",
        "our",
        "three",
        "two",
        "four",
        "five",
        "six",
        "each",
        "all",
    ]
}


def in_sentence(words: str, matter: Matter, others: re.Pattern[str], *, yes: bool) -> str:
    """Object to words of the sentence that answers; empty where nothing speaks against them.

    Args:
        words: The sentence, or the part of it that answers this question.
        matter: What the question is about.
        others: Finds bodies other than the one that answers.
        yes: Whether it answers with a yes.
    """
    asked = fold(matter.question.text)
    if any(one[0] not in asked for one in others.finditer(words)):
        return "it speaks of another body"
    words = _plainly(words, yes=yes)
    if lexicon.CONTRAST.search(words):
        return _CONTRASTS
    if reason := _beside_polar(words, matter, yes=yes):
        return reason
    if _HEDGES.search(words) or (polar_in(words) is None and lexicon.HEDGE.search(words)):
        return "it hedges"
    return _in_either(words, matter, yes=yes)


def _plainly(words: str, *, yes: bool) -> str:
    """Return words without turns that contrast nothing with the answer."""
    words = _NO_CONTRAST.sub(" ", words)
    return _ONLY_UNWRITTEN.sub(" ", words) if yes else words


def _beside_polar(words: str, matter: Matter, *, yes: bool) -> str:
    """Object to what stands around a yes or no, where it may not be this question's, or not go with it."""
    polar = polar_in(words)
    if polar is None:
        return ""
    before, rest = words[: polar.start], words[polar.end :]
    if _BOTH_YES.search(words) and _BOTH_NO.search(words):
        return "it may say both yes and no"
    if _NARROWED.match(rest) and not references_in(words, 99) and not _OF_ALL.match(rest):
        return "it may hold in part only"
    subject = _SUBJECT.match(rest)
    turned = bool(lexicon.NEGATION.search(rest) or lexicon.ADVERSE.search(rest) or matter.against.search(rest))
    if subject and turned is yes:
        return "the words behind the yes or no seem to say the opposite"
    answered = _TO_QUESTIONS.search(before)
    before = (
        _ABOUT_THE_LETTER.sub(" ", before) if _OF_A_QUESTION.search(before) or references_in(before, 99) else before
    )
    names = matter.score(words) > 0 or bool(lexicon.INSTRUMENT.search(words) or re.search(r"\d", rest))
    if not names and (
        set(stems(before)) - _OF_ANSWERS
        or (
            len(rest.split()) >= _LONG
            and not (_ECHO.search(rest) or _OF_ALL.match(rest) or _DOES.match(rest) or answered)
        )
    ):
        return "its words do not name what was asked"
    return ""


def behind(spoken: Spoken, matter: Matter, others: re.Pattern[str], *, yes: bool) -> str:
    """Object to words of a sentence that goes on with an answer; empty where nothing speaks against it.

    Args:
        spoken: The sentence.
        matter: What the question is about.
        others: Finds bodies other than the one that answers.
        yes: Whether the answer is a yes.
    """
    words = _plainly(spoken.words, yes=yes)
    speaks = spoken.scores[matter.place] > 0 or bool(matter.doing.search(words) or matter.against.search(words))
    turns = bool(lexicon.NEGATION.search(words) or lexicon.ADVERSE.search(words))
    if reports_another(words, others, None):
        return "it reports what another body says"
    contrast = lexicon.CONTRAST.search(words)
    if contrast and (speaks or turns or contrast.start() < _EARLY):
        return _CONTRASTS
    if speaks and _HEDGES.search(words):
        return "it hedges"
    if _may_turn(words, matter, turns=turns, yes=yes) and not only_asks(words):
        return "what follows may say something else"
    saying = spoken.sayings.get(matter.place)
    if not yes and in_own_right(words, matter) and not (saying and saying.value in {"partial", "unclear"}):
        return ""
    if reason := _in_either(words, matter, yes=yes):
        return reason
    if only_asks(words) or saying is None:
        return ""
    answer = "yes" if yes else "no"
    if saying.value in FIRM and saying.sort != "loose" and saying.value != answer:
        return "what follows may say something else"
    if saying.value in {"third", "declined", "unclear", "not_applicable"}:
        return "what follows may say something else"
    said = polarity(words, matter, strictly=True)
    states = matter.doing.search(words) or matter.against.search(words) or lexicon.HAS_INSTRUMENT.search(words)
    if said is not None and said is not yes and states:
        return "what follows may say something else"
    return ""


def _may_turn(words: str, matter: Matter, *, turns: bool, yes: bool) -> bool:
    """Tell whether words behind a "no" say that it is done, or those behind a "yes" that it is not."""
    if yes:
        return bool(_UNDONE.search(words))
    return not turns and bool(matter.owned(words) >= 1 or ALL_THE_SAME.search(words))


def _in_either(words: str, matter: Matter, *, yes: bool) -> str:
    """Object to words that may take an answer back wherever they stand in its item."""
    for pattern, reason in _TAKES_BACK:
        if pattern.search(words):
            return reason
    if (_NOT_YES if yes else _NOT_NO).search(words):
        return "it may say both yes and no"
    if not yes and (found := _UNWRITTEN.search(words)) and found["kind"] not in fold(matter.question.text):
        return "it denies only what is written, and a practice may stand beside it"
    if matter.conditions.search(words) or lexicon.LEGAL_CONDITION.search(words):
        return "it speaks of what may be a condition"
    if limit_of(words, matter, negative=False) == "partial":
        return "it may hold in part only"
    if limit_of(words, matter, negative=not yes):
        return "it has a condition of which a person must say whether it limits the answer"
    return ""


def only_asks(words: str) -> bool:
    """Tell whether a sentence brings a question up, and answers nothing.

    Args:
        words: The sentence, folded.
    """
    words = words.rstrip("\"') ")
    title = is_title(words) and (not words.endswith(".") or len(words.split()) < _LONG)
    return words.endswith(("?", ":")) or title or bool(lexicon.BRINGS_UP.search(words))
