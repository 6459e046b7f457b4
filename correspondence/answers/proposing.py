"""What a reply in free text says to each question, by the codebook, and whether that needs a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from correspondence.answers.citations import citations_in
from correspondence.answers.text import Body
from correspondence.answers.topics import Topics
from correspondence.answers.units import Unit
from correspondence.answers.verdicts import Value, Verdict, least_hours, verdict_of
from correspondence.questionnaire import Question
from correspondence.reply import Answer, Passage

_SHERIFF = re.compile(
    r"\b(?:sheriff['’]?s?\s+(?:office|department)|office\s+of\s+the\s+sheriff|sheriff-coroner|department\s+of\s+corrections)\b",
    re.IGNORECASE,
)
_POLICE = re.compile(r"\bpolice\b|\bcity\s+of\b|\bcity\s+attorney\b", re.IGNORECASE)
_ADVERSE_LABEL = re.compile(
    r"\b(?:refus|declin|prohibit|prevent|forbid|restrict|limit|obstruct|oppos)\w*|\b(?:bars?|barred|block(?:s|ed)?|den(?:y|ies|ied)|not|no(?!s?\.?\s*\d)|never|without|unable)\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:draft|tentative\w*|preliminary|unofficial|hypothetical\w*|superseded?|withdraw\w*|disregard|not\s+(?:an\s+)?official|subject\s+to\s+(?:change|approval|ratification|revision)|"
    r"no\s+longer\s+(?:accurate|true|correct|current)|has\s+(?:since\s+)?changed|used\s+to|until\s+(?:last|this|recently)|formerly|if\s+(?:we|the\s+\w+)\s+(?:had|did|were|operated)|"
    r"(?:sheriff|county|state)\S*\s+(?:would|will|might)\s+(?:answer|say|respond|reply)|answers?\s+(?:would|might|could|should)\s+be|(?:those|answers?)\s+of\s+the\s+(?:county|sheriff|state)|"
    r"correct(?:ion|s|ed)?\s+(?:to\s+)?(?:my|our|the)\s+(?:\w+\s+)?(?:answer|response)|on\s+behalf\s+of\s+the\s+(?:county|sheriff|state)|not\s+sure|i\s+(?:think|believe|guess)|contradict\w*|opposite)\b",
    re.IGNORECASE,
)
_PARTY = re.compile(
    r"\b(?:dhs|homeland|ice|hsi|border\s+patrol|detainers?|immigration\s+(?:\w+\s+)?(?:officers?|agents?|authorities|personnel|detainers?|holds?)|federal\s+(?:\w+\s+)?(?:officers?|agents?|personnel)|"
    r"hold\s+requests?|foreign\s+nationals?)\b",
    re.IGNORECASE,
)
_EXPLICIT, _STATED, _WEAK = 0.95, 0.7, 0.4
_LETTERHEAD = 400
_DIRECT = frozenset({"label", "mention", "copy", "heading", "order"})
_CLEAR_TOPIC = 1.0
_ASSUMED = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence with what it says to one question."""

    unit: Unit
    verdict: Verdict
    score: float
    direct: bool
    apart: bool = False
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one question: the answer, the sentences that carry it, and why a person must look at it."""

    value: Value | Literal["unanswered"]
    deciding: tuple[Reading, ...]
    reason: str
    confidence: float


def speaks_of_others(raw: str) -> bool:
    """Tell whether sheriffs and counties are other bodies than the writer: no, where a sheriff's office writes."""
    head = raw[:_LETTERHEAD]
    signed = re.search(
        r"^\s*(?:under)?sheriff(?:-coroner|\s+of\s+[^\n]+|,[^\n]*)?\s*$",
        raw[-_LETTERHEAD:],
        re.IGNORECASE | re.MULTILINE,
    )
    return not ((_SHERIFF.search(head) and not _POLICE.search(head)) or signed)


def readings_of(
    body: Body, units: Sequence[Unit], topics: Topics, questions: Sequence[Question]
) -> list[list[Reading]]:
    """Tell for each question what each sentence that belongs to it says."""
    others = speaks_of_others(body.raw)
    readings: list[list[Reading]] = []
    for place, question in enumerate(questions):
        least = least_hours(question.text)
        readings.append([])
        for unit in units:
            sentence = body.text[unit.start : unit.end]
            score = topics.scores(sentence)[place]
            direct = place in unit.questions and unit.how in _DIRECT
            general = unit.how == "general" and place in unit.questions
            topical = unit.how == "topic" and place in unit.questions
            if direct or general or topical or (unit.how in {"none", "topic"} and not unit.questions):
                verdict = verdict_of(sentence, score, least, others=others)
                apart = unit.how in {"none", "topic"} and bool(_PARTY.search(sentence))
                foreign = direct and topics.closest(sentence, 1.0, 0.9) not in {None, place}
                readings[-1].append(Reading(unit, verdict, score, direct, apart, foreign))
        if not any(one.direct and one.verdict.value != "neutral" for one in readings[-1]):
            readings[-1] = [_taken_as_meant(one, body, least, others=others) for one in readings[-1]]
    return readings


def _taken_as_meant(reading: Reading, body: Body, least: float | None, *, others: bool) -> Reading:
    """Take a sentence under a question's label to speak of it, where no sentence there does so in known words."""
    if not reading.direct:
        return reading
    sentence = body.text[reading.unit.start : reading.unit.end]
    return replace(reading, verdict=verdict_of(sentence, _ASSUMED, least, others=others))


def propose(readings: Sequence[Reading], place: int) -> Proposal:
    """Return what the sentences together say to one question.

    Args:
        readings: The sentences that belong to it, or may.
        place: The question's place.
    """
    direct = [one for one in readings if one.direct]
    general = [one for one in readings if one.unit.how == "general"]
    asides = [one for one in readings if one.unit.how == "topic" and place in one.unit.questions]
    if any(one.verdict.value not in {"neutral", "third"} for one in direct):
        return _labelled(
            direct,
            [one for one in readings if not one.direct and (one in asides or one.apart or one.score >= _CLEAR_TOPIC)],
        )
    spoken = [one for one in asides if one.verdict.value != "neutral"]
    absent = [
        one
        for one in readings
        if one.unit.how in {"none", "topic", "general"} and one.verdict.value == "not_applicable"
    ]
    said = [
        one
        for one in general
        if one.verdict.value in {"yes", "no", "not_applicable", "unclear", "partial"}
        and (one.verdict.polar or one.verdict.value in {"not_applicable", "unclear"})
    ]
    if said and not direct and said[0].verdict.value != "not_applicable":
        return _of_all(said, asides)
    if absent and not any(one.verdict.value in {"yes", "no", "partial"} for one in spoken):
        return Proposal("not_applicable", (absent[0],), "no sentence names the question", _STATED)
    if any(one.verdict.value != "third" for one in spoken):
        return _stated(spoken, "the answer was found by its subject alone", _WEAK)
    if any(one.unit.end > one.unit.start for one in direct):
        return Proposal(
            "unclear",
            (max(direct, key=lambda one: one.unit.end - one.unit.start),),
            "no answer can be told from the words",
            _WEAK,
        )
    return Proposal("unanswered", (), "nothing was found that speaks of the question", _WEAK)


def _labelled(direct: Sequence[Reading], asides: Sequence[Reading]) -> Proposal:
    """Return what the sentences under a question's own label say."""
    polar = next((one for one in direct if one.verdict.polar), None)
    if polar is None:
        spoken = [one for one in direct if one.verdict.value != "neutral"]
        return _stated(spoken, "the answer has no yes or no", _STATED)
    if polar.verdict.value == "partial":
        return Proposal("partial", (polar,), "the answer has a condition", _STATED)
    contrary = "no" if polar.verdict.value == "yes" else "yes"
    later = [one for one in direct if one is not polar and one.unit.start > polar.unit.start]
    beside = [
        one for one in later if one.verdict.value == contrary and one.score >= _CLEAR_TOPIC and not one.verdict.reserved
    ]
    against = beside + [one for one in asides if one.verdict.value == contrary and one.score >= _CLEAR_TOPIC]
    if against:
        return Proposal("unclear", (polar, against[0]), "two passages contradict each other", _STATED)
    conditions = [
        one
        for one in [*later, *(aside for aside in asides if aside.unit.how == "topic")]
        if one.verdict.value == "partial" and one.score >= 1
    ]
    if conditions:
        return Proposal("partial", (polar, conditions[0]), "the answer has a condition", _WEAK)
    reason = _why_not(polar, direct, later, asides)
    return Proposal(polar.verdict.value, (polar,), reason, _STATED if reason else _EXPLICIT)


def _why_not(polar: Reading, direct: Sequence[Reading], later: Sequence[Reading], asides: Sequence[Reading]) -> str:
    """Return why an answer with a polar word may not be accepted, empty where it may."""
    if polar.unit.how == "order":
        return "the answers are told apart by their order alone"
    if any(one.unit.block != polar.unit.block and one.verdict.value != "neutral" for one in direct):
        return "more than one passage speaks of the question"
    if any(one.verdict.value != "neutral" for one in asides):
        return "more than one passage speaks of the question"
    if any(one.apart for one in [*direct, *asides]):
        return "a passage under no question's label may bear on the answer"
    if any(one.foreign for one in direct):
        return "the words beside the answer speak of another question"
    if any(one.verdict.reserved for one in [polar, *later]):
        return "words beside the answer may take something back"
    if any(one.verdict.polar for one in later):
        return "it has several words that answer"
    if any(one.verdict.value in {"third", "not_applicable", "unclear", "declined"} for one in direct):
        return "a sentence beside the answer says otherwise"
    if polar.verdict.value == "yes" and any(one.verdict.negated for one in [polar, *later]):
        return "something is denied beside a yes"
    if polar.verdict.value == "no" and any(one.verdict.value == "yes" for one in later):
        return "something is affirmed beside a no"
    return ""


def _of_all(said: Sequence[Reading], asides: Sequence[Reading]) -> Proposal:
    """Return what a sentence about all questions says."""
    first = said[0]
    if (
        first.verdict.value in {"yes", "no"}
        and len(said) == 1
        and not any(one.verdict.value != "neutral" for one in asides)
        and not first.verdict.reserved
    ):
        return Proposal(first.verdict.value, (first,), "one sentence answers all questions", _STATED)
    return Proposal(first.verdict.value, (first,), "one sentence answers all questions", _STATED)


def _stated(spoken: Sequence[Reading], reason: str, confidence: float) -> Proposal:
    """Return what sentences without a polar word say together: the rarer verdicts prevail over the plainer."""
    own = [one for one in spoken if one.verdict.value != "third"]
    if not own:
        return Proposal("unclear", (spoken[0],), "only another body's position is reported", _WEAK)
    for value in ("declined", "partial", "not_applicable"):
        found = [one for one in own if one.verdict.value == value]
        if found:
            best = max(found, key=lambda one: one.score) if value == "partial" else found[0]
            if value == "declined":
                return Proposal("declined", (), "it declines to answer, or puts the answer off", confidence)
            return Proposal(best.verdict.value, (best,), reason, confidence)
    plain = [one for one in own if one.verdict.value in {"yes", "no"}]
    plain = [one for one in plain if one.verdict.polar] or plain
    if not plain or (own[0].verdict.value == "unclear" and max(one.score for one in plain) < 1):
        return Proposal("unclear", (own[0],), "no answer can be told from the words", confidence)
    best = max(plain, key=lambda one: one.score)
    return Proposal(best.verdict.value, (best,), reason, confidence)


def answer_of(proposal: Proposal, readings: Sequence[Reading], body: Body, question: Question, place: int) -> Answer:
    """Make an answer of a proposal: with its passages, authorities, explanation and another body's position.

    Args:
        proposal: What is proposed.
        readings: The sentences that belong to the question.
        body: The words of the reply.
        question: The question.
        place: Its place.
    """
    value = "unanswered" if proposal.value in {"declined", "neutral", "third"} else proposal.value
    spans = [_span(one, body) for one in proposal.deciding] if value != "unanswered" else []
    passages = tuple(passage for start, end in spans for passage in body.passages(start, end))
    reason = proposal.reason
    if not reason:
        reason = next((doubt for start, end in spans if (doubt := body.suspicion(start, end))), "")
    if not reason:
        reason = _loose_label(proposal.deciding[0], readings, body)
    if not reason and _DOUBT.search(" ".join(body.text.split())):
        reason = "words elsewhere in the reply put its answers in doubt"
    if not reason and any(one.verdict.value == "not_applicable" for one in readings):
        reason = "elsewhere it says that a question does not apply"
    blocks = {one.unit.block for one in [*proposal.deciding, *(one for one in readings if one.direct)]}
    near = [
        one for one in readings if one.unit.block in blocks and (place in one.unit.questions or not one.unit.questions)
    ]
    accepted = not reason
    return Answer(
        question=question.id,
        answer=value,
        value="",
        passages=passages,
        authorities=_authorities(near, body) if value != "unanswered" else (),
        explanation=_explanation(proposal, near, body) if value != "unanswered" else None,
        third_party=_third_party(readings, body) if value != "unanswered" else None,
        method="explicit" if accepted else "proposed",
        status="accepted" if accepted else "needs-review",
        reason=reason,
        confidence=_EXPLICIT if accepted else min(proposal.confidence, _STATED),
    )


def _loose_label(reading: Reading, readings: Sequence[Reading], body: Body) -> str:
    """Return why the words before a polar word make it doubtful to which question, or which way, it answers."""
    before = body.text[reading.unit.opening : reading.unit.start + max(reading.verdict.polar - len("yes"), 0)]
    before += " ".join(
        body.text[one.unit.start : one.unit.end]
        for one in readings
        if one.direct and one.unit.end <= reading.unit.start
    )
    return "the words before the answer turn it round" if _ADVERSE_LABEL.search(before) else ""


def _span(reading: Reading, body: Body) -> tuple[int, int]:
    """Return the passage of a sentence: from its label, where it follows one."""
    unit = reading.unit
    return (unit.opening if len(body.text[unit.opening : unit.start].strip()) else unit.start), unit.end


def _authorities(near: Sequence[Reading], body: Body) -> tuple[Passage, ...]:
    seen: dict[str, Passage] = {}
    for block in dict.fromkeys(one.unit.block for one in near):
        units = [one.unit for one in near if one.unit.block == block]
        for start, end in citations_in(body.text, units[0].start, units[-1].end):
            for passage in body.passages(start, end):
                seen.setdefault(" ".join(passage.verbatim.split()), passage)
    return tuple(seen.values())


def _explanation(proposal: Proposal, near: Sequence[Reading], body: Body) -> Passage | None:
    """Return the sentence behind the deciding one, where it belongs to the same question."""
    last = proposal.deciding[-1].unit
    for one in near:
        if one.unit.block == last.block and one.unit.start >= last.end and one.verdict.value != "third":
            found = body.passages(one.unit.start, one.unit.end)
            return found[0] if found else None
    return None


def _third_party(readings: Sequence[Reading], body: Body) -> Passage | None:
    reported = [one for one in readings if one.verdict.value == "third" and (one.score > 0 or one.direct)]
    if not reported:
        return None
    best = max(reported, key=lambda one: one.score)
    found = body.passages(best.unit.start, best.unit.end)
    return found[0] if found else None
