"""From all that a reply says to a question to one answer: what prevails, what contradicts, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from correspondence.answers import lexicon
from correspondence.answers.firm import FIRM, in_own_right, says, that_count
from correspondence.answers.limits import limit_of
from correspondence.answers.speaking import DIRECT, Spelled, Spoken
from correspondence.answers.topics import Matter

_ASKED_OF_IT = re.compile(r"\b(?:require|need|insist on|ask for|want)(?:s|ed)?\b[^.;]{0,60}$")
_IS_NEEDED = re.compile(
    r"[^.;]{0,50}\b(?:is|are|would be|must be) (?:\w+ )?(?:required|needed|necessary|mandatory|presented)\b"
)
_UNABLE = re.compile(
    r"\b(?:unable|not able|not in a position|in no position) to (?:answer|respond)\b|\b(?:cannot|can't) (?:be answered|answer)\b"
)
_LITERAL = re.compile(r"\b(?:not applicable|inapplicable|n/a|(?:does|do)(?: not|n't) apply)\b")
_UNMET = re.compile(
    r"^\W*(?:but |and |as |since |to date,? |so far,? )?(?:there (?:is|are|has been|have been|exists?) (?:none\b|no (?:such|\w+ of that)\b)|none (?:has|have|is|was|ever)\b|no such\b|"
    r"(?:we|it|they|the \w+|that|this|which) (?:\w+ )?(?:has|have) never\b)|\b(?:so|therefore|accordingly|hence|thus|and),? (?:no|none|never)\b"
)
"""A sentence behind a condition that says that it is not met, so that nothing is done."""
_OF_OTHERS = re.compile(
    r"^\W*(?:for|in|where|if|when|as to|as for|with)\b|^otherwise\b|[,;] otherwise\b|\b(?:is|are|will be|gets?) otherwise\b|\b(?:is|are|would|will|does|do)(?: not|n't) (?:be )?(?:enough|suffic\w+|do\b)|\b(?:others|anyone else|anybody else|no one else|nobody else|the rest|all else|else)\b"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is taken to be the answer to one question.

    Attributes:
        answer: The codebook's word.
        rests_on: The sentences on which it rests.
        third: The sentence that reports another body's position, None where none does.
        doubt: What a person should look at; empty where nothing speaks against it.
        sure: How likely it is right, 0 to 1.
        declined: Whether it is expressly left open.
    """

    answer: str
    rests_on: tuple[Spoken, ...] = ()
    third: Spoken | None = None
    doubt: str = ""
    sure: float = 0.5
    declined: bool = False


MOST_STEPS = 3
LEAST_CONTRARY = 1.3
"""How much a sentence elsewhere speaks of a question that it is taken to contradict."""


def decide(spelled: Spelled, matter: Matter, matters: Sequence[Matter], depth: int = 0) -> Decision:
    """Decide what a reply answers to one question.

    Args:
        spelled: All that the reply says.
        matter: What the question is about.
        matters: What all questions are about.
        depth: How many references to other answers led here.
    """
    place = matter.place
    speaking = [one for one in spelled.sentences if place in one.sources]
    direct = [one for one in speaking if one.sources[place] in DIRECT]
    scope = [one for one in speaking if one.sources[place] == "scope"]
    loose = [one for one in speaking if one.sources[place] in {"topic", "inherit"}]
    third = _third(spelled, speaking, place)
    same = next((one for one in (*direct, *scope) if one.same_as - {place}), None)
    if (
        same is not None
        and depth < MOST_STEPS
        and not any(says(one, place, FIRM | {"not_applicable"}) for one in (*direct, *scope))
    ):
        other = decide(spelled, matters[min(same.same_as - {place})], matters, depth + 1)
        if other.answer != "unanswered":
            return replace(
                other,
                third=third,
                rests_on=(same,),
                doubt="it refers to the answer to another question",
                sure=other.sure - 0.1,
            )
    if corrected := _correction(spelled, speaking, place):
        return replace(corrected, third=third)
    polar = [one for one in (*direct, *scope) if says(one, place, FIRM) and one.sayings[place].sort == "polar"]
    if polar:
        decision = _by_polar(polar, [*direct, *scope], loose, matter)
    else:
        decision = _by_statements(direct, scope, loose, matter)
    decision = _with_the_rest(_absent(decision, spelled, matter, direct, scope), speaking, place)
    return replace(decision, third=third)


def _with_the_rest(decision: Decision, speaking: Sequence[Spoken], place: int) -> Decision:
    """Add to a partial answer the sentence behind it that says what holds for all others."""
    if decision.answer != "partial" or len(decision.rests_on) != 1:
        return decision
    first = decision.rests_on[0]
    before = [one for one in speaking if one.end <= first.start and one.block == first.block]
    if _OF_OTHERS.search(first.words) and before and says(before[-1], place, {"yes", "no", "partial"}):
        return replace(decision, rests_on=(before[-1], first))
    rest = next((one for one in speaking if one.start >= first.end and one.block == first.block), None)
    if rest is None or not (_OF_OTHERS.search(rest.words) or says(rest, place, {"no", "partial"})):
        return decision
    return replace(decision, rests_on=(first, rest))


def _third(spelled: Spelled, speaking: Sequence[Spoken], place: int) -> Spoken | None:
    """Return the sentence that reports another body's position on this question."""
    for one in speaking:
        if says(one, place, {"third"}):
            return one
    return next(
        (one for one in spelled.sentences if place in one.sayings and one.sayings[place].value == "third"), None
    )


def _correction(spelled: Spelled, speaking: Sequence[Spoken], place: int) -> Decision | None:
    """Return what the last firm sentence says that corrects an earlier one; where the matter is left open behind it, both."""
    firm = [one for one in speaking if says(one, place, FIRM)]
    last = next((one for one in reversed(firm[1:]) if lexicon.CORRECTION.search(one.words)), None)
    if last is None:
        return None
    behind = (one for one in spelled.sentences if one.start > last.start and one.block == last.block)
    if any(lexicon.UNDECIDED.search(one.words) or lexicon.PENDING.search(one.words) for one in behind):
        return Decision("unclear", (firm[0], last), None, "it corrects what stands before it, and settles nothing", 0.6)
    return Decision(last.sayings[place].value, (last,), None, "it corrects what stands before it", 0.5)


def _by_polar(polar: list[Spoken], near: list[Spoken], loose: list[Spoken], matter: Matter) -> Decision:
    place = matter.place
    values = {one.sayings[place].value for one in polar}
    first = polar[0]
    value = first.sayings[place].value
    if len(values - {"partial"}) > 1:
        return Decision("unclear", tuple(polar[:2]), None, "it says yes in one place and no in another", 0.5)
    if "partial" in values:
        chosen = next(one for one in polar if one.sayings[place].value == "partial")
        return Decision("partial", (chosen,), None, chosen.sayings[place].doubt or "it answers under a condition", 0.75)
    rest = [one for one in near if one not in polar and one.start > first.start and one.block <= first.block + 2]
    for one in rest:
        if _narrows(one, matter, negative=value == "no"):
            return Decision("partial", (first, one), None, "what follows the yes or no limits it", 0.6)
    opposite = "no" if value == "yes" else "yes"
    elsewhere = [one for one in loose if not {*DIRECT, "scope"} & set(one.sources.values())]
    contrary = next(
        (
            one
            for one in elsewhere
            if says(one, place, {opposite, "partial"})
            and one.sayings[place].sort == "stated"
            and one.scores[place] >= LEAST_CONTRARY
            and not in_own_right(one.words, matter)
        ),
        None,
    )
    if contrary is not None and contrary.block not in {one.block for one in polar}:
        return Decision("unclear", (first, contrary), None, "another passage seems to say the opposite", 0.45)
    taken_back = next(
        (
            one
            for one in near
            if one not in polar
            and one.block > first.block
            and says(one, place, {opposite})
            and one.sources[place] in {"named", "all"}
            and (one.sayings[place].sort in {"stated", "elliptic"} or one.scores[place] >= LEAST_CONTRARY)
        ),
        None,
    )
    if taken_back is not None:
        return Decision("unclear", (first, taken_back), None, "another passage seems to say the opposite", 0.5)
    if value == "yes":
        for one in rest:
            if (
                says(one, place, {"no"})
                and one.block == first.block
                and _OF_OTHERS.search(one.words)
                and (one.scores[place] > 0 or matter.doing.search(one.words))
            ):
                return Decision("partial", (first, one), None, "it answers for a part only", 0.65)
    inner = next(
        (
            one
            for one in rest
            if says(one, place, {opposite}) and one.sayings[place].sort in {"stated", "elliptic", "polar"}
        ),
        None,
    )
    if (
        inner is not None
        and inner.sayings[place].sort == "stated"
        and inner.scores[place] >= LEAST_CONTRARY
        and lexicon.CONTRAST.search(inner.words)
        and not in_own_right(inner.words, matter)
    ):
        return Decision("unclear", (first, inner), None, "another passage seems to say the opposite", 0.5)
    if inner is not None and not in_own_right(inner.words, matter):
        return Decision(value, (first,), None, "what follows the yes or no seems to say the opposite", 0.5)
    if value == "yes" and any(says(one, place, {"unclear"}) and "settled" in one.sayings[place].doubt for one in rest):
        return Decision(value, (first,), None, "it says that the matter is not settled", 0.6)
    doubt = first.sayings[place].doubt or next(
        (one.sayings[place].doubt for one in rest if one.sayings[place].doubt and says(one, place, FIRM)), ""
    )
    return Decision(value, (first,), None, doubt, 0.95 if not doubt else 0.7)


def _narrows(one: Spoken, matter: Matter, *, negative: bool) -> bool:
    """Tell whether a sentence behind a yes or no takes a part of it back."""
    if says(one, matter.place, {"third", "declined"}):
        return False
    if negative and _asks_for(one.words, matter):
        return True
    if negative:
        positive = says(one, matter.place, {"yes", "partial"}) and bool(matter.doing.search(one.words))
        return (
            positive
            and limit_of(one.words, matter, negative=False) == "partial"
            and not in_own_right(one.words, matter)
        )
    return limit_of(one.words, matter, negative=False) == "partial" and not lexicon.EXPLAINS.match(one.words)


def _asks_for(words: str, matter: Matter) -> bool:
    """Tell whether a condition is needed: "a warrant is required", "we ask for a warrant", not "than a judge requires"."""
    for one in matter.conditions.finditer(words):
        if _ASKED_OF_IT.search(words[: one.start()]) or _IS_NEEDED.match(words, one.end()):
            return True
    return False


def _by_statements(direct: list[Spoken], scope: list[Spoken], loose: list[Spoken], matter: Matter) -> Decision:
    place = matter.place
    near = [*direct, *scope]
    if any(says(one, place, {"declined"}) for one in near) and not any(says(one, place, {"partial"}) for one in near):
        return Decision("unanswered", (), None, "it declines to answer this question", 0.8, declined=True)
    for level, sure in ((near, 0.7), (loose, 0.55)):
        not_ours = [one for one in level if says(one, place, {"not_applicable"})]
        firm = [one for one in level if says(one, place, FIRM)]
        unclear = [one for one in level if says(one, place, {"unclear"})]
        strong = [one for one in firm if one.sayings[place].sort != "loose"] or ([] if unclear else firm)
        literal = any(_LITERAL.search(one.words) for one in not_ours)
        if not_ours and (not firm or literal or not_ours[0].start <= firm[0].start):
            return Decision("not_applicable", (not_ours[0],), None, "", sure)
        if strong:
            loosely = all(one.sayings[place].sort == "loose" for one in strong)
            decision = _of_firm(strong, level, matter, sure - 0.2 * loosely)
            if level is near:
                return decision
            if decision.answer != "unanswered":
                return decision
        if unclear and (level is near or unclear[0].scores[place] >= 1):
            return Decision("unclear", (unclear[0],), None, unclear[0].sayings[place].doubt, sure)
        if (
            level is near
            and any(says(one, place, {"third"}) for one in near)
            and not any(says(one, place, FIRM) for one in loose)
        ):
            break
    if any(says(one, place, {"declined"}) for one in loose):
        return Decision("unanswered", (), None, "it declines to answer this question", 0.6, declined=True)
    return Decision("unanswered", (), None, "", 0.6)


def _of_firm(strong: list[Spoken], level: list[Spoken], matter: Matter, sure: float) -> Decision:
    place = matter.place
    strong = that_count(strong, matter)
    values = [one.sayings[place].value for one in strong]
    partial = [one for one in strong if one.sayings[place].value == "partial"]
    unmet = next((one for one in strong if partial and says(one, place, {"no"}) and _follows(partial[0], one)), None)
    if unmet is not None and _UNMET.search(unmet.words):
        return Decision("no", (partial[0], unmet), None, "it says that its one condition is not met", sure - 0.1)
    if partial:
        partial.sort(key=lambda one: one.sources[place] == "inherit")
        return Decision("partial", tuple(partial[:2]), None, partial[0].sayings[place].doubt, sure)
    narrow = [
        one
        for one in level
        if one not in strong
        and _narrows(one, matter, negative=values[0] == "no")
        and one.block == strong[0].block
        and one.start > strong[0].start
    ]
    if narrow and values[0] == "yes":
        return Decision("partial", (strong[0], narrow[0]), None, "what follows limits it", sure - 0.1)
    if len(set(values)) > 1:
        best = max(strong, key=lambda one: (one.sayings[place].sort == "stated", one.scores[place]))
        others = [
            one
            for one in strong
            if one.sayings[place].value != best.sayings[place].value and one.sayings[place].sort == "stated"
        ]
        apart = next(
            (
                one
                for one in strong
                if one.sayings[place].value != best.sayings[place].value and _OF_OTHERS.search(one.words)
            ),
            None,
        )
        if apart is not None and apart.block == best.block and apart.start > best.start:
            return Decision("partial", (best, apart), None, "it answers for a part only", sure - 0.1)
        flat = others and not best.sayings[place].doubt and not others[0].sayings[place].doubt
        if others and (
            others[0].block != best.block or (flat and best.scores[place] >= 1 and others[0].scores[place] >= 1)
        ):
            return Decision("unclear", (best, others[0]), None, "two passages seem to say the opposite", sure - 0.2)
        return Decision(
            best.sayings[place].value, (best,), None, "another sentence seems to say the opposite", sure - 0.2
        )
    unsettled = [one for one in level if says(one, place, {"unclear"}) and "settled" in one.sayings[place].doubt]
    best = max(strong, key=lambda one: _weight(one, place))
    if unsettled and unsettled[0].block == best.block:
        return Decision("unclear", (unsettled[0],), None, "it says that the matter is not settled", sure - 0.1)
    return Decision(values[0], (best,), None, best.sayings[place].doubt, sure)


def _follows(one: Spoken, other: Spoken) -> bool:
    """Tell whether a sentence stands a sentence or two behind another one, in its paragraph."""
    return other.block == one.block and other.start > one.start


def _weight(one: Spoken, place: int) -> tuple[bool, bool, float, int]:
    """Order sentences by how much they decide: those that say what there is, those that state, those that name most."""
    stated = one.sayings[place].sort == "stated"
    return stated and bool(lexicon.HAS_INSTRUMENT.search(one.words)), stated, min(one.scores[place], 6.0), -one.start


def _for_some_only(spelled: Spelled, place: int) -> bool:
    """Tell whether a reply says of other questions, each by its name, that they do not apply, and passes one over."""
    named = {
        other
        for one in spelled.sentences
        for other, source in one.sources.items()
        if source in {"named", "label"} and says(one, other, {"not_applicable"})
    }
    return bool(named) and not any(place in one.sources for one in spelled.sentences)


def _absent(
    decision: Decision, spelled: Spelled, matter: Matter, direct: list[Spoken], scope: list[Spoken]
) -> Decision:
    """Let "we run no such place" answer where nothing else does."""
    place = matter.place
    near = [one for one in (*direct, *scope) if place in one.absent]
    everywhere = [one for one in spelled.sentences if place in one.absent and not one.after] or near
    if decision.answer == "unanswered" and not (direct or scope) and _for_some_only(spelled, place):
        return decision
    unable = [one for one in (*direct, *scope) if _UNABLE.search(one.words)]
    if (
        unable
        and any(one.outright for one in everywhere)
        and not any(
            says(one, place, FIRM) and one.sayings[place].sort == "polar"
            for one in direct
            if one not in unable and not one.absent and one.start < unable[0].start
        )
    ):
        return Decision("not_applicable", (unable[0],), None, "", 0.7)
    everywhere.sort(key=lambda one: (not one.outright, one.start))
    near.sort(key=lambda one: (not one.outright, one.start))
    if not everywhere:
        return decision
    polar = any(says(one, place, FIRM) and one.sayings[place].sort == "polar" for one in direct)
    itself = bool(decision.rests_on) and decision.rests_on[0] in near
    if near and not polar and (itself or decision.answer in {"no", "unanswered", "unclear", "not_applicable"}):
        chosen = decision.rests_on[0] if decision.answer == "not_applicable" and decision.rests_on else near[0]
        return Decision("not_applicable", (chosen,), None, "", 0.75)
    answered = decision.answer == "unclear" and decision.rests_on[0] in (*direct, *scope) and not near
    if decision.answer in {"unanswered", "unclear"} and not decision.declined and not answered:
        return Decision("not_applicable", (everywhere[0],), None, "", 0.6)
    if decision.answer in {"no", "yes"} and not polar and decision.sure < 0.6:  # noqa: PLR2004
        return Decision(
            "not_applicable",
            (everywhere[0],),
            None,
            "it says that it has no such place, and speaks of the matter all the same",
            0.5,
        )
    return decision
