"""When an answer in free text may be recorded without a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from correspondence.answers import lexicon
from correspondence.answers.beside import behind, in_sentence, only_asks
from correspondence.answers.deciding import Decision
from correspondence.answers.inapplicable import CONFIRM, of_inapplicable
from correspondence.answers.items import (
    LEAST_NAMED,
    WARNS,
    Grounds,
    asks_before,
    complete,
    is_tied,
    item_of,
    of_its_numbers,
    turns,
)
from correspondence.answers.leads import unled
from correspondence.answers.sayings import NEUTRAL
from correspondence.answers.speaking import DIRECT, Spelled, Spoken
from correspondence.answers.strict import withheld
from correspondence.answers.text import fold
from correspondence.answers.topics import Matter, telling

LEAST_RESTATED, LEAST_OWN = 3.0, 1.5
"""From which score, and how many of the question's own words, a sentence restates it."""
MOST_OF_BRIEF = 5
"""Words of a sentence that says no more than "we do not"."""
_OR_NOT = re.compile(r"\bwhether or not\b|\bno\. ?\d|,? (?:or|if) not\b")
LEAST_WORDS, MOST_OF_IT = 5, 0.5
"""How many telling words a question has that can be told from ours, and the share of them that one of ours has, too."""
_ASKED = re.compile(r"[^.?!;]{20,600}\?")
_SAID = re.compile(
    r"\b(?:yes|yep|yeah|no|nope|none|never|not|affirmative\w*|negative\w*|correct|absolutely|certainly)\b|n't\b"
)
OF_LETTERS = re.compile(
    r"\b(?:letter|questions|(?:your|the|this) question|inquir(?:y|ies)|received|referred|reached|correspondence|survey)\b"
)
_OF_THE_ABOVE = re.compile(r"\b(?:foregoing|above|these (?:answers|responses)|(?:the|our|my) (?:answers|responses))\b")
_CHANGED = re.compile(
    r"\b(?:since (?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|fall|autumn|winter|then|last|this|the|\d{4})|"
    r"no longer|any ?more|used to|lately|recently|in practice|these days|nowadays|suspended|discontinued|stopped|quit|ceased|even (?:with|when|where|if|though))\b"
)
_HOPES = re.compile(
    r"\b(?:hope|trust|helpful|assist\w*|responsive|contact|free to|let (?:me|us) know|any questions?|number above|address above|sincerely)\b"
)


YIELDING = frozenset(
    {
        "it may hold in part only",
        "it reports what another body says",
        "it names a requirement",
        "it speaks of what may be a condition",
        "it says “but”, “however” or the like beside the answer",
        "what follows may say something else",
        "it may say both yes and no",
    }
)
"""What a word beside an answer gives rise to, and most often wrongly: it holds nothing where a second reading is sure, and another
sentence says the same."""


def objection(
    decision: Decision,
    spelled: Spelled,
    matters: Sequence[Matter],
    place: int,
    grounds: Grounds,
    *,
    borne_out: bool = False,
    alike: Collection[Spoken] = (),
) -> str:
    """Return why an answer in free text waits for a person, empty where it is explicit.

    Args:
        decision: What is taken to be the answer.
        spelled: All that the reply says.
        matters: What the questions are about.
        place: Which question.
        grounds: What holds for the whole reply.
        borne_out: Whether a second reading of all its words is sure of the answer: a word beside it that might take it
            back, by the letter alone, does not hold it then.
        alike: Sentences that the second reading is sure to say the same.
    """
    reasons = _objections(decision, spelled, matters, place, grounds, borne_out=borne_out, alike=alike)
    return next((one for one in reasons if one and not (borne_out and one in YIELDING)), "")


def _objections(
    decision: Decision,
    spelled: Spelled,
    matters: Sequence[Matter],
    place: int,
    grounds: Grounds,
    *,
    borne_out: bool,
    alike: Collection[Spoken],
) -> Iterator[str]:
    yield of_the_reply(spelled, matters, grounds)
    if decision.answer == "not_applicable":
        yield of_inapplicable(decision, spelled, matters, place, grounds, alike)
        return
    yield _of_the_decision(decision, spelled, matters[place])
    if decision.answer == "yes":
        yield from (withheld(one.words, matters[place]) for one in decision.rests_on if place not in one.spans)
    yield _of_the_place(decision, spelled, matters, place, grounds, borne_out=borne_out)
    yield _of_the_words(decision, spelled, matters[place], grounds)
    yield _of_other_words(decision, spelled, matters, place, alike)


def of_the_reply(spelled: Spelled, matters: Sequence[Matter], grounds: Grounds) -> str:
    """Return why nothing in a reply may be recorded without a person, empty where nothing speaks against it."""
    if grounds.match.status != "accepted":
        return grounds.match.reason or "it is not certain whose reply this is"
    if grounds.doubt:
        return grounds.doubt
    if grounds.reply.unreadable:
        return "a part of the reply could not be read"
    suspect = next((page.suspect for page in grounds.reply.pages if page.suspect), "")
    if suspect:
        return suspect
    if not spelled.body.whole:
        return "it is too long to be read whole"
    return _of_another_question(spelled, matters)


def _of_another_question(spelled: Spelled, matters: Sequence[Matter]) -> str:
    """Return that a reply writes out a question which nobody of us asked: then it may answer somebody else's."""
    for one in _ASKED.finditer(spelled.body.flat):
        words = telling(one[0])
        known = max((len(words & matter.words) for matter in matters), default=0)
        if len(words) >= LEAST_WORDS and known < MOST_OF_IT * len(words):
            return "it writes out a question that is not ours"
    return ""


def _of_the_decision(decision: Decision, spelled: Spelled, matter: Matter) -> str:
    if decision.answer not in {"yes", "no"}:
        return decision.doubt or {
            "unanswered": "nothing in the reply was found to answer this question",
            "unclear": "no answer can be told from what it says",
            "partial": "it answers under a condition or for a part",
        }.get(decision.answer, CONFIRM)
    if decision.doubt:
        return decision.doubt
    if len(decision.rests_on) != 1:
        return "the answer stands in more than one place"
    one = decision.rests_on[0]
    said = one.sayings[matter.place]
    if said.doubt:
        return said.doubt
    asks = asks_before(one, spelled)
    if said.sort not in {"polar", "stated"} and not (
        said.sort == "elliptic"
        and _says_it_all(one, matter.place)
        and asks is not None
        and _speaks_of(asks, matter, LEAST_OWN)
    ):
        return "it says so in no plain words"
    if asks is not None and _is_turned(asks.words, matter):
        return "it answers a question that it puts the other way round"
    return ""


def _says_it_all(one: Spoken, place: int) -> bool:
    """Tell whether a sentence that stands where a question is answered says no more than "we do not"."""
    return one.sources[place] in DIRECT and len(one.words.split()) <= MOST_OF_BRIEF


def _is_turned(words: str, matter: Matter) -> bool:
    """Tell whether a question is brought up by its contrary: "you ask whether we refuse them"."""
    return bool(
        matter.against.search(words)
        or lexicon.ADVERSE.search(words)
        or lexicon.NEGATION.search(_OR_NOT.sub(" ", words))
    )


def _of_the_place(
    decision: Decision,
    spelled: Spelled,
    matters: Sequence[Matter],
    place: int,
    grounds: Grounds,
    *,
    borne_out: bool,
) -> str:
    """Object to an answer that does not stand unmistakably under its own question."""
    one = decision.rests_on[0]
    matter, said, source = matters[place], one.sayings[place], one.sources[place]
    if one.after:
        return "it stands behind the letter's closing"
    if said.sort == "polar" and not _SAID.search(fold(spelled.body.raw[slice(*one.span(place))])):
        return "a mark in a column says so"
    if source != "quoted" and not (source == "named" and _most(one, place) >= LEAST_NAMED) and of_its_numbers(spelled):
        return of_its_numbers(spelled)
    if said.sort == "stated" and not _restates(one, matter, 0 if borne_out and source in DIRECT else LEAST_OWN):
        return "it answers without a yes or no, and does not restate the question"
    if (
        source not in DIRECT
        and not _behind_title(one, spelled, place)
        and not (borne_out and source == "scope" and said.sort == "polar")
        and not _restates(one, matter, LEAST_OWN - borne_out + (said.sort != "polar"))
    ):
        return "no number or heading says which question it answers"
    named = any(spoken.scores[place] >= 1 for spoken in item_of(one, spelled, place))
    if source == "label" and not named and not complete(spelled, len(matters)):
        return "its numbers do not cover the questionnaire"
    if not is_tied(spelled, grounds):
        return "nothing ties the reply to the letter that asked"
    item = item_of(one, spelled, place)
    totals = [sum(spoken.scores[other] for spoken in item) for other in range(len(matters))]
    if len(one.sources) == 1 and max(totals) >= 2 and totals[place] + 1 < max(totals):  # noqa: PLR2004
        return "its words seem to speak of another question"
    return ""


def _behind_title(one: Spoken, spelled: Spelled, place: int) -> bool:
    """Tell whether nothing but the question's own heading stands between a number and what answers."""
    before = [other for other in spelled.sentences if other.block == one.block and other.start < one.start]
    return bool(before) and all(other.sources.get(place) in DIRECT and only_asks(other.words) for other in before)


def _most(one: Spoken, place: int) -> float:
    """Return how much a sentence speaks of a question, 0 where it speaks as much of another."""
    others = [score for other, score in enumerate(one.scores) if other != place]
    return one.scores[place] if one.scores[place] > max(others, default=0) else 0.0


def _restates(one: Spoken, matter: Matter, least: float) -> bool:
    """Tell whether a sentence answers in the question's own words, and speaks of nothing else."""
    words = unled(one.words)
    does = lexicon.HAS_INSTRUMENT.search(words) or matter.doing.search(words)
    return bool(does) and not OF_LETTERS.search(words) and _speaks_of(one, matter, least)


def _speaks_of(one: Spoken, matter: Matter, least: float) -> bool:
    """Tell whether a sentence speaks of one question, in its own words, and of no other."""
    others = [score for place, score in enumerate(one.scores) if place != matter.place]
    score = one.scores[matter.place]
    return matter.owned(one.words) >= least and score >= max(LEAST_RESTATED, max(others, default=0) + 1)


def _of_the_words(decision: Decision, spelled: Spelled, matter: Matter, grounds: Grounds) -> str:
    """Object to words that may take the answer back, in its own sentence and in those that go on with it."""
    one = decision.rests_on[0]
    yes = decision.answer == "yes"
    if matter.place in one.spans:
        start, end = one.spans[matter.place]
        return in_sentence(one.words[start - one.start : end - one.start], matter, grounds.others, yes=yes)
    return in_sentence(one.words, matter, grounds.others, yes=yes) or next(
        (
            reason
            for spoken in item_of(one, spelled, matter.place)
            if spoken is not one and (reason := behind(spoken, matter, grounds.others, yes=yes))
        ),
        "",
    )


def _of_other_words(
    decision: Decision, spelled: Spelled, matters: Sequence[Matter], place: int, alike: Collection[Spoken]
) -> str:
    """Object where another sentence of the reply speaks of the question with a polarity of its own."""
    one = decision.rests_on[0]
    item = {id(spoken) for spoken in item_of(one, spelled, place)}
    for spoken in spelled.sentences:
        if id(spoken) in item:
            continue
        if lexicon.CORRECTION.search(spoken.words):
            return "it corrects something"
        if place in spoken.absent and spoken.outright:
            return "it says of some place that there is none, or that another body runs it"
        if spoken.start > one.start and _OF_THE_ABOVE.search(spoken.words) and not _HOPES.search(spoken.words):
            return "it says something about its answers"
        if spoken.after and (not spoken.sources or place in spoken.sources) and WARNS.search(spoken.words):
            return "something behind the letter's closing may speak of it"
        same = spoken in alike and spoken.sayings.get(place, NEUTRAL).value == decision.answer
        if (not same and _speaks_too(spoken, matters[place], decision.answer)) or _tells_of_change(spoken, place):
            return "another passage speaks of the same question"
    return ""


def _tells_of_change(spoken: Spoken, place: int) -> bool:
    """Tell whether a sentence that stands under no number tells that something of the kind is done otherwise by now."""
    numbered = {*DIRECT, "scope"} & set(spoken.sources.values())
    return not numbered and spoken.scores[place] > 0 and bool(_CHANGED.search(spoken.words))


def _speaks_too(spoken: Spoken, matter: Matter, answer: str) -> bool:
    """Tell whether a sentence elsewhere has something to say to a question, rather than to name or explain it."""
    place = matter.place
    saying = spoken.sayings.get(place)
    if saying is None:
        return not spoken.sources and turns(spoken, matter)
    others = {other for other, source in spoken.sources.items() if other != place and source in {"scope", *DIRECT}}
    if (
        others
        and saying.value in {answer, "neutral"}
        and (saying.sort == "loose" or spoken.scores[place] <= max(spoken.scores[other] for other in others) + 1)
    ):
        return False
    if spoken.sources.get(place) == "inherit" and lexicon.HAS_INSTRUMENT.search(spoken.words):
        return True
    if saying.value == "neutral" and spoken.sources.get(place) == "named" and not only_asks(spoken.words):
        return spoken.scores[place] > 0 or not lexicon.ABOUT_THE_QUESTION.search(spoken.words)
    if saying.value != "neutral":
        return spoken.sources.get(place) != "inherit" or saying.value not in {answer, "unclear"}
    if (
        only_asks(spoken.words)
        or lexicon.ABOUT_THE_QUESTION.search(spoken.words)
        or spoken.sources.get(place) == "inherit"
    ):
        return False
    return bool(
        lexicon.NEGATION.search(spoken.words)
        or lexicon.ADVERSE.search(spoken.words)
        or matter.doing.search(spoken.words)
    )
