"""A second reading: what the words say by the weight of all their clues, beside what the rules found.

It proposes where it finds another answer than the rules, and an answer is accepted without a person only where both agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from correspondence.answers import clues
from correspondence.answers.clues import NONE, Chances
from correspondence.answers.deciding import Decision
from correspondence.answers.kinds import NOTHING_UNDERSTOOD
from correspondence.answers.outcome import NO_WORDS_OF_OURS
from correspondence.answers.speaking import Spelled, Spoken
from correspondence.answers.text import Body
from correspondence.answers.topics import Matter
from correspondence.answers.weighing import scales_of
from correspondence.reply import Match, Reply, ReplyKind

MOST_SENTENCES = 150
"""Sentences of a reply that are read a second time; longer ones wait for a person."""
LEAST_NAMED = 1.0
"""From which score a sentence speaks in words of the question."""
LEAST_OWN = 0.5
"""How likely a sentence must be to say something, to be quoted behind another one that says so."""
MOST_ELSE = 0.1
"""How likely a sentence may be to say something else than an answer, to be taken for one that says the same."""
SURE_OF_KIND, FIRMLY = 0.7, 0.4
"""How likely a kind must be for answers to be accepted; by how much another kind must be likelier than one that the rules do not doubt."""
OPEN_TO_DOUBT = frozenset({NOTHING_UNDERSTOOD, NO_WORDS_OF_OURS})
"""Why a reply was taken to be unrelated, where all its words may tell otherwise; a stray letter and an answer to another one are what they are."""
LEAST_TOLD = 0.15
"""How likely a sentence must say what the rules found nowhere."""
FIRM, DOUBTED = 0.25, 0.16
"""By how much another answer must be likelier than one that the rules do not doubt, and than one that they do."""
WEIGHED = "by its rules it was read as “{}”, and all its words together speak for “{}”"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How sure a second reading must be.

    Attributes:
        answer: How likely the answer must be.
        own: How likely a sentence that it rests on must be to say so.
        contrary: How likely another sentence may be to say something else.
    """

    answer: float
    own: float
    contrary: float


AGREED, BORNE_OUT = Bounds(0.75, 0.4, 0.3), Bounds(0.95, 0.6, 0.2)
"""What an answer must meet to be accepted without a person, and what it must meet not to be held by a word beside it."""


@dataclass(frozen=True, slots=True)
class Second:
    """What a second reading finds for one question.

    Attributes:
        sentences: How likely each sentence says what, in the order of the reply.
        answer: How likely each word of the codebook is.
    """

    sentences: tuple[Chances, ...]
    answer: Chances

    @property
    def best(self) -> str:
        """The likeliest answer."""
        return max(self.answer, key=self.answer.__getitem__)


def read_again(
    spelled: Spelled, decisions: Sequence[Decision], matters: Sequence[Matter], others: re.Pattern[str]
) -> dict[int, Second]:
    """Read a reply a second time, for each question that is answered by yes or no; return what was found by its place.

    Args:
        spelled: All that the reply says.
        decisions: What the rules decided, by question.
        matters: What the questions are about.
        others: Finds bodies other than the one that answers.
    """
    short = replace(spelled, sentences=spelled.sentences[:MOST_SENTENCES])
    one, whole = scales_of("sentence"), scales_of("question")
    read = {
        matter.place: tuple(
            one.chances(found) for found in clues.of_sentences(short, decisions, matters, others, matter.place)
        )
        for matter in matters
        if matter.question.kind == "yes-no"
    }
    return {
        place: Second(found, whole.chances(clues.of_question(short, decisions, read, place)))
        for place, found in read.items()
    }


def kind_again(
    reply: Reply,
    body: Body,
    first: tuple[ReplyKind, str],
    decisions: Sequence[Decision],
    seconds: Mapping[int, Second],
    match: Match,
) -> tuple[ReplyKind, str]:
    """Tell the kind of a reply by all its clues, and why a person must look at it.

    Args:
        reply: What came back.
        body: Its words.
        first: What the rules took it for, and why a person must look at that.
        decisions: What the rules decided, by question.
        seconds: What the second reading found, by the question's place.
        match: Which letter it answers.
    """
    read = {place: one.sentences for place, one in seconds.items()}
    chances = scales_of("kind").chances(clues.of_kind(reply, body, *first, decisions, read, match))
    kind, doubt = first
    if kind == "unrelated" and (doubt not in OPEN_TO_DOUBT or not any(read.values())):
        return first
    best = max(chances, key=chances.__getitem__)
    if chances[best] - chances[kind] > (0 if doubt else FIRMLY):
        return best, WEIGHED.format(kind, best)  # type: ignore[return-value]  # they are named as the kinds are
    return kind, doubt or ("" if chances[best] >= SURE_OF_KIND else "it may be of another kind")


def weighed(decision: Decision, second: Second, spelled: Spelled) -> Decision:
    """Return what is proposed: what the rules decided, or the other answer for which all clues together speak.

    Args:
        decision: What the rules decided.
        second: What the second reading found.
        spelled: All that the reply says.
    """
    best = second.best
    sure = second.answer[best]
    least = 0.0 if not decision.rests_on else DOUBTED if decision.doubt else FIRM
    if sure - second.answer[decision.answer] <= least:
        return replace(decision, sure=second.answer[decision.answer])
    doubt = WEIGHED.format(*(one.replace("_", " ") for one in (decision.answer, best)))
    if best == "unanswered":
        return Decision("unanswered", (), decision.third, doubt, sure)
    rests = _rests_on(second, best, spelled)
    if not rests or (decision.answer == "unanswered" and _most(second, best) < LEAST_TOLD):
        return decision
    return Decision(best, rests, decision.third, doubt, sure)


def _most(second: Second, answer: str) -> float:
    """Return how likely the sentence says so that most likely does."""
    return max((one[answer] for one in second.sentences), default=0.0)


def _rests_on(second: Second, answer: str, spelled: Spelled) -> tuple[Spoken, ...]:
    """Return the sentence that most likely says so, and the one behind it that likely says so too."""
    chances = second.sentences
    if not chances:
        return ()
    best = max(range(len(chances)), key=lambda index: (chances[index][answer], 1 - chances[index][NONE]))
    found = [spelled.sentences[best]]
    behind = best + 1
    if (
        behind < len(chances)
        and spelled.sentences[behind].block == found[0].block
        and chances[behind][answer] > LEAST_OWN
    ):
        found.append(spelled.sentences[behind])
    return tuple(found)


def bears_out(decision: Decision, second: Second, spelled: Spelled, place: int) -> bool:
    """Tell whether a second reading is sure of an answer, and a sentence in words of the question says the same.

    Args:
        decision: What is taken to be the answer.
        second: What the second reading found.
        spelled: All that the reply says.
        place: Which question.
    """
    if disagreement(decision, second, spelled, BORNE_OUT):
        return False
    blocks = {one.block for one in decision.rests_on}
    return any(
        chances[decision.answer] > LEAST_OWN and spoken.scores[place] >= LEAST_NAMED
        for spoken, chances in zip(spelled.sentences, second.sentences, strict=True)
        if spoken.block in blocks or place in spoken.sources
    )


def alike(decision: Decision, second: Second, spelled: Spelled) -> frozenset[Spoken]:
    """Return the sentences that a second reading is sure to say the same as an answer, and nothing else.

    Args:
        decision: What is taken to be the answer.
        second: What the second reading found.
        spelled: All that the reply says.
    """
    return frozenset(
        spoken
        for spoken, chances in zip(spelled.sentences, second.sentences, strict=False)
        if chances[decision.answer] > BORNE_OUT.own and chances[decision.answer] + chances[NONE] > 1 - MOST_ELSE
    )


def disagreement(decision: Decision, second: Second, spelled: Spelled, bounds: Bounds) -> str:
    """Return why the second reading does not bear out an answer, empty where it does.

    Args:
        decision: What is taken to be the answer.
        second: What the second reading found.
        spelled: All that the reply says.
        bounds: How sure it must be.
    """
    if len(spelled.sentences) > len(second.sentences):
        return "it is too long to be read a second time"
    if second.best != decision.answer or second.answer[second.best] < bounds.answer:
        return "a second reading of its words is less sure of the answer"
    own = 0.0
    for spoken, chances in zip(spelled.sentences, second.sentences, strict=True):
        if spoken in decision.rests_on:
            own = max(own, chances[decision.answer])
        elif 1 - chances[NONE] - chances[decision.answer] > bounds.contrary:
            return "another sentence may say something else"
    return "" if own > bounds.own else "a second reading is less sure of the words that it rests on"
