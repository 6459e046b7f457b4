"""What a sentence says to a question: a polar word, a statement with its negations, or something that is no answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from correspondence.answers import lexicon
from correspondence.answers.brief import PARTLY_ALONE, in_brief
from correspondence.answers.clauses import clauses_of
from correspondence.answers.leads import ASKING, POLITE, is_title, unled
from correspondence.answers.limits import falls_short, limit_of
from correspondence.answers.topics import Matter

Value = Literal["yes", "no", "partial", "not_applicable", "unclear", "declined", "third", "neutral"]
Sort = Literal["polar", "stated", "elliptic", "loose", ""]

_INAPPLICABLE = re.compile(
    r"^\W*(?:(?:a|answer|response|reply|our answer|our response|the answer|the answer is)\W+)?(?:(?:also|again|likewise|similarly|equally)\W+)?(?:not applicable|n/a|inapplicable|does not apply)\b(?! (?:only|if|when|where|unless))"
)
_CONCEDED = re.compile(
    r"\b(?:notwithstanding|despite|in spite of|regardless of|without regard to|whether or not)\b(?P<what>[^.;]{3,120})"
)
_ONCE = re.compile(r"\b(?:used to|formerly|previously|at one time|in the past)\b")
_SUCH = re.compile(r"\b(?:such|of (?:that|this|the) (?:sort|kind|nature)|like that|to (?:that|this) effect)\b")
_FOR_US = re.compile(
    r"^\W*(?:he|she|they) (?:also )?(?:says?|tells?|told|said|reports?|answers?|wrote|writes?)\b[^:.;]{0,70}?(?:\bthat|:) (?=we\b).*"
)
_NO_HEAD = re.compile(r"^\W*no\s+(?!,)")
_UNTIL = re.compile(r"\b(?:past|beyond|after|before|until|than)\b.*")
_RESTATED = 3.0
WAS = "it speaks of what was"
_COLUMN = re.compile(r"(?:^|\s{2,})(?P<polar>yes|no)(?=\s{2,}|\W*$)")
_TITLED = re.compile(r"(?P<lead>[a-z][^.,;:]{2,60}?)\s+(?P<polar>yes|no)\W*$")
_FOR_SOME = re.compile(
    r"^\W*(?:but )?(?:for|as to|with respect to|in the case of|in cases? (?:of|where|in which)|as regards|when it comes to)\s+(?!all\b|every|any\b|each\b|both\b|the (?:same|first|second|third|reasons?|purposes?)|your|questions?|that\b|this\b|which\b|us\b|our\b|now\b|many\b|some time)"
)


@dataclass(frozen=True, slots=True)
class Saying:
    """What a sentence says to one question.

    Attributes:
        value: The codebook's word, or ``declined``, ``third`` (another body's position) or ``neutral``.
        sort: How it says so: by a polar word, a statement of the matter, "we do not", or loosely.
        start: Where the words that say so start in the sentence.
        end: Behind them.
        doubt: What may take it back; empty where nothing does.
    """

    value: Value
    sort: Sort = ""
    start: int = 0
    end: int = 0
    doubt: str = ""


NEUTRAL = Saying("neutral")


@dataclass(frozen=True, slots=True)
class Polar:
    """A polar word and its place."""

    yes: bool
    start: int
    end: int
    first: bool


def polar_in(words: str) -> Polar | None:
    """Return the polar word of a folded sentence, None where it has none.

    Example:
        >>> polar_in("no policy exists."), polar_in("the answer is no.")
        (None, Polar(yes=False, start=14, end=16, first=True))
    """
    found = lexicon.POLAR_START.match(words)
    if found:
        name = "yes" if found["yes"] else "no"
        if found[name] != "never" or not found["rest"]:
            return Polar(name == "yes", found.start(name), found.end(name), first=True)
    if (found := _COLUMN.search(words)) and found.start() < 120:  # noqa: PLR2004
        return Polar(found["polar"] == "yes", found.start("polar"), found.end("polar"), first=False)
    if (found := _TITLED.match(words)) and is_title(found["lead"]):
        return Polar(found["polar"] == "yes", found.start("polar"), found.end("polar"), first=False)
    if found := lexicon.POLAR_ANYWHERE.search(words):
        name = next(one for one in "abcdefgh" if found[one])
        word = found[name].removeprefix("the ")
        return Polar(word in {"yes", "affirmative"}, found.start(name), found.end(name), first=False)
    return None


def saying_of(words: str, matter: Matter, score: float, others: re.Pattern[str], *, asked: bool) -> Saying:  # noqa: C901, PLR0912  (one rule after another, in the order in which they prevail)
    """Tell what a folded sentence says to a question.

    Args:
        words: The sentence, without the label before it.
        matter: What the question is about.
        score: How much the sentence speaks of it.
        others: Finds the other bodies that are not the one that answers.
        asked: Whether the sentence stands where this question is answered, so that it need not name the matter.
    """
    if words.rstrip("\"') ").endswith("?") or (ASKING.match(words) and ASKING.match(unled(words))):
        return NEUTRAL
    whole = Saying("neutral", "", 0, len(words))
    if lexicon.OFFERS.search(words):
        return NEUTRAL
    if _INAPPLICABLE.match(words) and (asked or score > 0):
        return _as(whole, "not_applicable", "polar")
    polar = polar_in(words)
    if reports_another(words, others, polar):
        return _as(whole, "third")
    if (
        polar is None
        and (asked or score > 0)
        and any(others.search(one["whom"]) for one in lexicon.UP_TO.finditer(words))
    ):
        return _as(whole, "not_applicable", "stated")
    if lexicon.DECLINED.search(words) and polar is None:
        return _as(whole, "declined") if asked or score > 0 else NEUTRAL
    if polar is not None:
        return _polar_saying(words, matter, polar)
    if not asked and score <= 0:
        return NEUTRAL
    words = POLITE.sub(lambda one: " " * len(one[0]), words, count=1)
    if lexicon.NOT_APPLICABLE.search(words) and (
        asked or (score > 0 and re.search(r"\b(?:question|inquiry|item|one)\b", words))
    ):
        return _as(whole, "not_applicable", "polar")
    if lexicon.NOTHING_PREVENTS.search(words):
        return _beside_prevention(words, matter, score)
    if (
        (asked or score > 0)
        and lexicon.ATTACHED.search(words)
        and not _restates(lexicon.ATTACHED.sub(" ", words), matter, strictly=True)
    ):
        return _as(whole, "unclear", "loose", "it refers to what is attached")
    if lexicon.BRINGS_UP.search(words) and not re.search(r"\b(?:we|our)\b", words):
        return NEUTRAL
    if lexicon.UNDECIDED.search(words):
        return _as(whole, "unclear", "loose", "it says that the matter is not settled")
    if lexicon.CASE_BY_CASE.search(words):
        return _as(whole, "partial", "stated", "it answers under a condition")
    if lexicon.ABOUT_THE_QUESTION.search(words) and not _restates(words, matter):
        return NEUTRAL
    if lexicon.PENDING.search(words):
        return _as(whole, "unclear", "loose", "it says that the matter is not settled")
    if asked and PARTLY_ALONE.match(words):
        return _as(whole, "partial", "elliptic", "it answers in part")
    if is_title(words):
        return NEUTRAL
    if asked and lexicon.REFERS.search(words) and not _restates(words, matter):
        return _as(whole, "unclear", "loose", "it refers to a text, and does not say what that says")
    if elliptic := _elliptic(unled(words), matter):
        return replace(elliptic, end=len(words), sort="stated" if score >= _RESTATED else "elliptic")
    return _statement(words, matter, score, asked=asked)


def _as(one: Saying, value: Value, sort: Sort = "", doubt: str = "") -> Saying:
    return Saying(value, sort, one.start, one.end, doubt)


def reports_another(words: str, others: re.Pattern[str], polar: Polar | None) -> bool:
    """Tell whether a sentence reports what another body does or says."""
    if polar is not None and polar.first:
        return False
    if lexicon.REPORTED.search(words) and (
        others.search(words) or re.search(r"\b(?:they|staff|its|their|he|she)\b", _FOR_US.sub(" ", words, count=1))
    ):
        return not lexicon.NOT_APPLICABLE.search(words)
    subject = lexicon.SUBJECT_BODY.match(words)
    if (
        subject is None
        or not others.search(subject[0])
        or lexicon.OURSELVES.search(re.sub(r"\bthe (?:county|office|agency|division|bureau)\b", " ", subject[0]))
    ):
        return False
    return not (lexicon.LAW_SUBJECT.search(words[: subject.end() + 12]) or lexicon.NOT_APPLICABLE.search(words))


def _polar_saying(words: str, matter: Matter, polar: Polar) -> Saying:
    rest = words[polar.end :] if polar.first else words
    begin, end = 0, len(words)
    value: Value = "yes" if polar.yes else "no"
    if lexicon.NOTHING_PREVENTS.search(rest if polar.first else words):
        return Saying("unclear", "loose", begin, end, "it says only that nothing prevents it")
    if lexicon.PARTLY.search(rest[:60]):
        return Saying("partial", "polar", begin, end, "it answers in part")
    if lexicon.DECLINED.search(rest):
        return Saying("unclear", "loose", begin, end, "it both answers and declines")
    limit = limit_of(rest, matter, negative=not polar.yes)
    if polar.first and polar.yes and _FOR_SOME.match(rest):
        limit = "partial"
    if limit == "partial":
        return Saying("partial", "polar", begin, end, "it answers under a condition")
    doubt = "it has a condition of which a person must say whether it limits the answer" if limit else ""
    if not doubt and polar.first:
        doubt = _against_itself(rest, matter, yes=polar.yes)
    return Saying(value, "polar", begin, end, doubt)


def _against_itself(rest: str, matter: Matter, *, yes: bool) -> str:
    """Return why what follows a polar word may not go with it."""
    if lexicon.PENDING.search(rest):
        return "it says that the matter is not settled"
    said = polarity(rest, matter, strictly=True)
    if said is not None and said is not yes:
        return "the words behind the yes or no seem to say the opposite"
    return ""


def _beside_prevention(words: str, matter: Matter, score: float) -> Saying:
    """Read what is said beside "nothing prevents it", which alone is no answer."""
    for one in re.finditer(
        r"(?:;|,|\band\b|\bin fact\b|\bindeed\b)\s*(?:in fact|indeed|and|we|it is|our|they|the)\b", words
    ):
        rest = words[one.start() :].lstrip(";, ")
        if not lexicon.NOTHING_PREVENTS.search(rest) and (matter.doing.search(rest) or lexicon.INSTRUMENT.search(rest)):
            said = polarity(rest, matter)
            if said is not None:
                return Saying(
                    "yes" if said else "no", "loose", one.start(), len(words), "it says also that nothing prevents it"
                )
    return Saying("unclear", "loose", 0, len(words), "it says only that nothing prevents it") if score > 0 else NEUTRAL


def _restates(words: str, matter: Matter, *, strictly: bool = False) -> bool:
    """Tell whether a sentence states the matter itself, though it also speaks of a question or of a file."""
    said = bool(lexicon.HAVING.search(words) and lexicon.INSTRUMENT.search(words)) or bool(
        matter.doing.search(words) and not strictly
    )
    return said and not re.search(r"\b(?:asks?|asked|whether|inquires?|concerns?|trust|hope|please)\b", words)


def _elliptic(words: str, matter: Matter) -> Saying | None:
    """Read "we do not", "it has none", "there is no such policy"."""
    said = in_brief(words)
    if said is None:
        return None
    limit = limit_of(words, matter, negative=not said)
    value: Value = "partial" if limit == "partial" else "yes" if said else "no"
    return Saying(value, "elliptic", 0, len(words), "it has a condition" if limit else "")


def _statement(words: str, matter: Matter, score: float, *, asked: bool) -> Saying:
    """Read a statement: who does what, turned round by each negation."""
    if (asked or score > 0) and (found := lexicon.NOTHING_TO.search(words)) and not lexicon.INSTRUMENT.search(found[0]):
        return Saying("not_applicable", "stated", 0, len(words), "")
    said = polarity(words, matter)
    said_of_it = unled(words)
    states = bool(lexicon.INSTRUMENT.search(said_of_it) and lexicon.HAVING.search(said_of_it)) or bool(
        matter.doing.search(said_of_it) or matter.against.search(said_of_it)
    )
    loosely = bool(lexicon.ASSURANCE.search(words)) and not states
    if loosely and (score > 0 or asked):
        return Saying("unclear", "loose", 0, len(words), "it assures in general terms")
    if asked and score <= 0 and (found := lexicon.HAS_INSTRUMENT.search(words)) and not lexicon.REPORTED.search(words):
        negative = bool(lexicon.NEGATION.search(words[: found.end()]))
        limit = limit_of(words, matter, negative=negative)
        value: Value = "partial" if limit == "partial" else "no" if negative else "yes"
        return Saying(value, "elliptic", 0, len(words), "it has a condition" if limit else "")
    if said is None and score > 0 and falls_short(words, matter):
        return Saying("partial", "stated", 0, len(words), "it gives less than was asked for")
    if (
        said is None
        and score >= 1
        and len(_said(words, matter)[0]) > 1
        and limit_of(words, matter, negative=False) == "partial"
    ):
        return Saying("partial", "stated", 0, len(words), "it answers for a part only")
    if said is None or (score <= 0 and not _SUCH.search(words)) or not lexicon.FINITE.search(words):
        does = matter.doing.search(words) or matter.against.search(words) or (said is False and score > 0)
        if asked and said is not None and does and lexicon.FINITE.search(words):
            limit = limit_of(words, matter, negative=not said)
            return Saying(
                "partial" if limit == "partial" else "yes" if said else "no",
                "loose",
                0,
                len(words),
                "it does not name the matter",
            )
        return NEUTRAL
    limit = limit_of(words, matter, negative=not said)
    if said and lexicon.LAWFULLY.search(words) and limit != "partial":
        return Saying("unclear", "loose", 0, len(words), "it says only that the law is followed")
    if limit == "partial":
        return Saying("partial", "stated", 0, len(words), "it answers under a condition")
    doubt = "it has a condition of which a person must say whether it limits the answer" if limit else ""
    if lexicon.PAST.search(words):
        doubt = doubt or WAS
    if lexicon.ASSURANCE.search(words):
        doubt = doubt or "it assures in general terms"
    return Saying("yes" if said else "no", "stated" if states else "loose", 0, len(words), doubt)


def polarity(words: str, matter: Matter, *, strictly: bool = False) -> bool | None:
    """Return whether the clauses that speak of the matter say that it is so; None where they disagree or say nothing.

    Each kind of negation in a clause turns it round once: a "not", a verb such as "decline", words of the vocabulary for
    not doing it, and "it is not the case that".

    Args:
        words: A folded sentence.
        matter: What the question is about.
        strictly: Whether clauses that name nothing of the matter say nothing.
    """
    words = unled(words)
    if _in_spite(words, matter):
        return False
    said, loose = _said(words, matter)
    if not said and not strictly:
        said = loose[:1]
    if not said or len(set(said)) > 1:
        return None if not said else _first_firm(said)
    return said[0]


def _said(words: str, matter: Matter) -> tuple[list[bool], list[bool]]:
    """Return what each main clause says: those that speak of the matter, and the others."""
    words = unled(words)
    words, outer = lexicon.OUTER.subn(" ", words)
    outer += len(lexicon.TWICE.findall(words))
    words = lexicon.HARMLESS.sub(lambda one: " " * len(one[0]), words)
    said: list[bool] = []
    loose: list[bool] = []
    clauses = [one for one in clauses_of(words) if re.search(r"[a-z]{2}", one[0])]
    if clauses and not any(main for _, main in clauses):
        clauses = [(words, True)]
    if any(main and lexicon.FINITE.search(clause) for clause, main in clauses):
        clauses = [(clause, main) for clause, main in clauses if lexicon.FINITE.search(clause)]
    now = [(clause, main) for clause, main in clauses if not _ONCE.search(clause)]
    for clause, main in now if any(main for _, main in now) else clauses:
        if not main:
            continue
        against = matter.against.search(_UNTIL.sub(" ", clause))
        left = matter.against.sub(" ", clause)
        turns = outer + bool(lexicon.NEGATION.search(left)) + bool(lexicon.ADVERSE.search(left)) + bool(against)
        speaks = bool(
            against or matter.doing.search(clause) or lexicon.INSTRUMENT.search(clause) or matter.about.search(clause)
        )
        (said if speaks else loose).append(turns % 2 == 0)
    return said, loose


def _in_spite(words: str, matter: Matter) -> bool:
    """Tell whether something else is done in spite of what was asked for: "released, notwithstanding a request to hold"."""
    found = _CONCEDED.search(words)
    if (
        found is None
        or matter.score(found["what"]) < 1
        or re.match(r"\s*any (?:law|rule|ordinance|policy)", found["what"])
    ):
        return False
    rest = matter.presupposes.sub(" ", words[: found.start()])
    return not matter.doing.search(rest) and not lexicon.NEGATION.search(rest)


def _first_firm(said: list[bool]) -> bool | None:
    """Of clauses that disagree a "no" at the end of a row of "no"s prevails; otherwise nothing is plain."""
    return said[-1] if said.count(said[-1]) > len(said) / 2 else None
