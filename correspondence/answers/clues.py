"""What a second reading goes by: the words of a sentence without their subject, and what the rules found in it.

Words of the questions, and of their vocabulary, are replaced by what they do there ("<do>", "<against>", "<other>"), so that
what was learned from replies to one questionnaire holds for replies to any other. A clue is a name with a number, mostly 1.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from correspondence.answers import lexicon
from correspondence.answers.deciding import Decision
from correspondence.answers.limits import falls_short, limit_of
from correspondence.answers.speaking import DIRECT, Spelled, Spoken
from correspondence.answers.text import Body, fold
from correspondence.answers.topics import Matter, stem
from correspondence.reply import Match, Reply, ReplyKind

Clues = dict[str, float]
Chances = Mapping[str, float]
"""How likely each word of the codebook is, by the word; they add up to 1."""

NONE = "none"
"""What a sentence says that does not answer a question."""
ANSWERS = ("yes", "no", "partial", "not_applicable", "unclear")
MOST_WORDS, MOST_BESIDE = 45, 30
"""Words of a sentence that count; of the sentences beside it."""
MOST_OF_A_REPLY = 700
"""Words of a reply by which its kind is told."""

_TURNS = {
    "negation": lexicon.NEGATION,
    "adverse": lexicon.ADVERSE,
    "nothing prevents": lexicon.NOTHING_PREVENTS,
    "only": lexicon.ONLY,
    "case by case": lexicon.CASE_BY_CASE,
    "partly": lexicon.PARTLY,
    "when": lexicon.WHEN,
    "pending": lexicon.PENDING,
    "undecided": lexicon.UNDECIDED,
    "has instrument": lexicon.HAS_INSTRUMENT,
    "attached": lexicon.ATTACHED,
    "assurance": lexicon.ASSURANCE,
    "lawfully": lexicon.LAWFULLY,
    "declined": lexicon.DECLINED,
    "not applicable": lexicon.NOT_APPLICABLE,
    "correction": lexicon.CORRECTION,
    "hedge": lexicon.HEDGE,
    "contrast": lexicon.CONTRAST,
    "reported": lexicon.REPORTED,
    "same as": lexicon.SAME_AS,
    "planned": lexicon.PLANNED,
    "requires": lexicon.REQUIRES,
    "past": lexicon.PAST,
}
"""Turns of speech that the rules know, each of which is a clue of its own."""

_WORD = re.compile(r"[a-z][a-z']*|\d[\d.,:/-]*|[.;:?!,()\"]")
_PLAIN = re.compile(r"[a-z']+|\?|\d+")


def told(words: str, matter: Matter, matters: Sequence[Matter], others: re.Pattern[str]) -> list[str]:
    """Return the words of a folded sentence, as far as they do not depend on what was asked.

    Args:
        words: The sentence.
        matter: The question that it is read for.
        matters: What all questions are about.
        others: Finds bodies other than the one that answers.
    """
    found: list[tuple[int, int, str]] = []
    taken = bytearray(len(words))
    patterns = [
        (matter.conditions, "<condition>"),
        (matter.against, "<against>"),
        (matter.doing, "<do>"),
        (matter.about, "<about>"),
        (matter.within, "<within>"),
        (matter.presupposes, "<place>"),
        *((one.about, "<other>") for one in matters if one is not matter),
        (others, "<body>"),
    ]
    for pattern, name in patterns:
        for start, end in _spans(pattern, words):
            if not any(taken[start:end]):
                found.append((start, end, name))
                taken[start:end] = b"\1" * (end - start)
    elsewhere = frozenset().union(*(one.words for one in matters))
    found += [
        (*one.span(), _name(one[0], matter, elsewhere))
        for one in _WORD.finditer(words)
        if not any(taken[one.start() : one.end()])
    ]
    return [name for _, _, name in sorted(found)]


@lru_cache(maxsize=4096)
def _spans(pattern: re.Pattern[str], words: str) -> tuple[tuple[int, int], ...]:
    """Return where a pattern is found: each sentence is read once for every question."""
    return tuple(one.span() for one in pattern.finditer(words) if one.end() > one.start())


@lru_cache(maxsize=512)
def _turns_of(words: str) -> tuple[str, ...]:
    return tuple(f"turns: {name}" for name, pattern in _TURNS.items() if pattern.search(words))


def _name(word: str, matter: Matter, elsewhere: frozenset[str]) -> str:
    if word[0].isdigit():
        return "<number>"
    root = stem(word)
    if word in {"yes", "no"} or root not in elsewhere:
        return word
    if root not in matter.words:
        return "<other>"
    return "<own>" if matter.own.get(root, 0) > 0 else "<all>"


def of_sentences(
    spelled: Spelled, decisions: Sequence[Decision], matters: Sequence[Matter], others: re.Pattern[str], place: int
) -> list[Clues]:
    """Return the clues of each sentence of a reply to what it says to one question.

    Args:
        spelled: All that the reply says.
        decisions: What the rules decided, by question.
        matters: What the questions are about.
        others: Finds bodies other than the one that answers.
        place: Which question.
    """
    said = [told(one.words, matters[place], matters, others) for one in spelled.sentences]
    turns = [_turns(one.words, matters[place]) for one in spelled.sentences]
    return [
        _of_sentence(spelled, decisions[place], said, turns, index, place, len(matters))
        for index in range(len(spelled.sentences))
    ]


def _of_sentence(
    spelled: Spelled,
    decision: Decision,
    said: Sequence[Sequence[str]],
    turns: Sequence[Sequence[str]],
    index: int,
    place: int,
    count: int,
) -> Clues:
    one = spelled.sentences[index]
    own, other = one.scores[place], max((one.scores[k] for k in range(count) if k != place), default=0.0)
    source = one.sources.get(place, "")
    clues: Clues = dict.fromkeys(_runs(said[index]), 1.0)
    names = [
        f"own {min(int(own), 6)}",
        f"other {min(int(other), 6)}",
        f"ahead {max(-4, min(4, math.floor(own - other)))}",
        f"source {source}",
        *(f"other source {why}" for at, why in one.sources.items() if at != place),
        f"long {min(len(one.words.split()) // 6, 8)}",
        f"first {index == 0 or spelled.sentences[index - 1].block != one.block}",
        f"after {one.after}",
        f"labelled {one.labelled}",
        f"absent {place in one.absent}",
        f"outright {one.outright}",
        f"same {bool(one.same_as)}",
        f"copies {bool(spelled.copies)}",
        f"rests {one in decision.rests_on} {decision.answer}",
    ]
    names += turns[index]
    saying = one.sayings.get(place)
    if saying is not None:
        names += [f"says {saying.value}", f"says {saying.value} {saying.sort}", f"doubt {saying.doubt}"]
        names.append(f"says {saying.value} by {source}")
    for step, name in ((-1, "before"), (1, "behind")):
        if 0 <= index + step < len(said):
            names += _beside(spelled.sentences[index + step], said[index + step], one, place, name)
            names += (f"{name} {turn}" for turn in turns[index + step])
    clues.update(dict.fromkeys(names, 1.0))
    return clues


def _turns(words: str, matter: Matter) -> list[str]:
    """Return what a sentence does, by its turns of speech, and by what it says of conditions, parts and time."""
    found = [*_turns_of(words)]
    if falls_short(words, matter):
        found.append("falls short")
    found += (f"limit {negative} {limit_of(words, matter, negative=negative)}" for negative in (False, True))
    return found


def _beside(other: Spoken, words: Sequence[str], one: Spoken, place: int, name: str) -> Iterator[str]:
    yield from (f"{name}: {word}" for word in words[:MOST_BESIDE])
    yield f"{name} source {other.sources.get(place, '')}"
    if place in other.sayings:
        yield f"{name} says {other.sayings[place].value}"
    if other.block != one.block:
        yield f"{name} apart"


def _runs(words: Sequence[str]) -> Iterator[str]:
    """Yield each word, each two and each three in a row."""
    row = ("^", *words[:MOST_WORDS], "$")
    for size in (1, 2, 3):
        for start in range(len(row) - size + 1):
            yield ": " + " ".join(row[start : start + size])


def of_question(
    spelled: Spelled, decisions: Sequence[Decision], read: Mapping[int, Sequence[Chances]], place: int
) -> Clues:
    """Return the clues to the answer to one question.

    Args:
        spelled: All that the reply says.
        decisions: What the rules decided, by question.
        read: By the question's place: what each sentence was read to say to it.
        place: Which question.
    """
    decision, chances = decisions[place], read[place]
    clues: Clues = {
        f"decided {decision.answer}": 1.0,
        f"decided {decision.answer}: {decision.doubt}": 1.0,
        f"decided {decision.answer} {round(decision.sure, 1)}": 1.0,
        f"long {min(len(chances) // 5, 8)}": 1.0,
        f"labelled {spelled.labelled}": 1.0,
        f"foreign {spelled.foreign}": 1.0,
        "copies": float(min(len(spelled.copies), 4)),
        "direct": float(sum(one.sources.get(place) in DIRECT for one in spelled.sentences)),
        "told": min(sum(1 - one[NONE] for one in chances), 4.0),
    }
    for name in ANSWERS:
        ranked = sorted((one[name] for one in chances), reverse=True)
        most = ranked[0] if ranked else 0.0
        clues[f"most {name}"] = most
        clues[f"least {name}"] = math.log(most + 1e-3) / 3
        clues[f"all {name}"] = min(sum(ranked), 3.0)
        clues[f"most {name} decided {decision.answer}"] = most
        clues[f"pooled {name}"] = 1 - math.prod(1 - one for one in ranked)
    _of_best(clues, spelled, chances, decision, place)
    for other in read.keys() - {place}:
        decided = f"others {decisions[other].answer}"
        clues[decided] = clues.get(decided, 0.0) + 1 / (len(read) - 1)
        for name in ANSWERS:
            most = max((one[name] for one in read[other]), default=0.0)
            clues[f"others most {name}"] = clues.get(f"others most {name}", 0.0) + most / (len(read) - 1)
    return clues


def _of_best(clues: Clues, spelled: Spelled, chances: Sequence[Chances], decision: Decision, place: int) -> None:
    rests = [index for index, one in enumerate(spelled.sentences) if one in decision.rests_on]
    for name in (*ANSWERS, NONE):
        clues[f"rests {name}"] = max((chances[index][name] for index in rests), default=0.0)
    if not chances:
        return
    best = min(range(len(chances)), key=lambda index: chances[index][NONE])
    one = spelled.sentences[best]
    saying = one.sayings.get(place)
    for name in (*ANSWERS, NONE):
        clues[f"best {name}"] = chances[best][name]
    clues[f"best source {one.sources.get(place, '')}"] = 1.0
    clues[f"best says {f'{saying.value} {saying.sort}' if saying else ''}"] = 1.0
    clues[f"best decided {best in rests}"] = 1.0


def of_kind(
    reply: Reply,
    body: Body,
    kind: ReplyKind,
    doubt: str,
    decisions: Sequence[Decision],
    read: Mapping[int, Sequence[Chances]],
    match: Match,
) -> Clues:
    """Return the clues to the kind of a reply.

    Args:
        reply: What came back.
        body: Its words.
        kind: What the rules took it for.
        doubt: Why they say that a person must look at it.
        decisions: What the rules decided, by question.
        read: By the question's place: what each sentence was read to say to it.
        match: Which letter it answers.
    """
    subject = fold(reply.headers.get("subject", ""))
    words = ["#" if one.isdigit() else one for one in _PLAIN.findall(f"{subject} . {body.flat}")][:MOST_OF_A_REPLY]
    speaks = [max((1 - one[NONE] for one in chances), default=0.0) for chances in read.values()]
    return {
        **{f": {one}": 1.0 for one in words},
        **{f": {one} {other}": 1.0 for one, other in itertools.pairwise(words)},
        **{f"subject: {one}": 1.0 for one in _PLAIN.findall(subject)},
        **{f"decided {one.answer}": 1.0 for one in decisions},
        f"silent {sum(one.answer == 'unanswered' for one in decisions)}": 1.0,
        f"taken for {kind}": 1.0,
        f"taken for {kind}: {doubt[:60]}": 1.0,
        "speaks most": max(speaks, default=0.0),
        "speaks least": min(speaks, default=0.0),
        "speaks": sum(speaks) / max(len(speaks), 1),
        f"speaks {kind}": max(speaks, default=0.0),
        f"mail {bool(reply.headers)}": 1.0,
        f"matched {match.recipient is not None} {match.status}": 1.0,
        f"long {min(len(words) // 60, 8)}": 1.0,
    }
