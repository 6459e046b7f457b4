"""From a reply to its kind and its answers: the table of contents of the reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from correspondence.answers import lexicon
from correspondence.answers.citations import citations_in
from correspondence.answers.clauses import breaths
from correspondence.answers.contents import Content
from correspondence.answers.deciding import Decision, decide
from correspondence.answers.form_values import form_answer
from correspondence.answers.gate import objection
from correspondence.answers.giving import content_objection, decide_content
from correspondence.answers.items import Grounds, own_names
from correspondence.answers.kinds import is_about
from correspondence.answers.leads import is_title
from correspondence.answers.outcome import counts_ours, kind_of
from correspondence.answers.parties import others_of
from correspondence.answers.sayings import NEUTRAL
from correspondence.answers.second import (
    AGREED,
    Second,
    alike,
    bears_out,
    disagreement,
    kind_again,
    read_again,
    weighed,
)
from correspondence.answers.speaking import DIRECT, Spelled, Spoken, spell
from correspondence.answers.text import Body, body_of
from correspondence.answers.topics import Matter, matters_of
from correspondence.asked import AskedLetter
from correspondence.questionnaire import Question, Questionnaire
from correspondence.reply import Answer, Interpretation, Interpreter, Match, Page, Passage, Proposal, Reply, ReplyKind

NO_ANSWER = "nothing in the reply was found to answer this question"
LONGEST_CLAUSE, MOST_OPEN = 50, 60
"""Words of a sentence from which on only a clause of it is quoted; words that are quoted of what is left open."""
LONGEST_LABEL, BARE, MOST_BRIEF, MOST_WITH_BARE = 90, 2, 6, 30
"""Letters of a label that is quoted with its answer; words of a bare yes or no, of a "we do not", and of what is quoted with it."""
_ALL_MATTERS = re.compile(
    r"\ball (?:of )?(?:this|that|these|us)\b|\b(?:these|such|the) matters\b|\bany (?:sort of |kind of |such )?(?:polic(?:y|ies)|practices?|rules?)\b|"
    r"\b(?:governing|controlling) (?:\w+ )?law\b|\b(?:these|all|each|both|three|two) (?:\w+ )?(?:policies|rules|orders|answers)\b"
)
_OF_THAT = re.compile(
    rf"\b(?:that|this) {lexicon.INSTRUMENT.pattern}|^it (?:is|was)\b|\b(?:adopted|approved|issued) (?:it|this|that)\b"
)
"""That a sentence speaks of what was said of all matters, or right before."""
WAITS = "a person must say what it answers"
OF_AN_OFFICE = "the office's own interpreter proposes it"


@dataclass(frozen=True, slots=True)
class First:
    """What the rules found in a reply.

    Attributes:
        matters: What the questions are about.
        others: Finds bodies other than the one that answers.
        spelled: All that it says.
        decisions: What it answers, by question.
        contents: What it gives to questions that ask for more than yes or no.
        kind: What kind it is, and why a person must look at that.
    """

    matters: tuple[Matter, ...]
    others: re.Pattern[str]
    spelled: Spelled
    decisions: tuple[Decision, ...]
    contents: tuple[Content | None, ...]
    kind: tuple[ReplyKind, str]


def first_reading(reply: Reply, questions: Sequence[Question], letter: AskedLetter | None) -> First:
    """Read free text by rules.

    Args:
        reply: What came back.
        questions: What was asked.
        letter: The letter that asked, where it is known.
    """
    body = body_of(reply)
    matters = matters_of(tuple(questions))
    others = others_of(body, letter)
    spelled = spell(body, matters, others)
    decided = [_decision(spelled, matter, matters) for matter in matters]
    decisions = tuple(one for one, _ in decided)
    kind = kind_of(reply, body, spelled, decisions, matters, letter)
    return First(matters, others, spelled, decisions, tuple(content for _, content in decided), kind)


def interpret(
    reply: Reply,
    questionnaire: Questionnaire,
    match: Match,
    letter: AskedLetter | None = None,
    interpreter: Interpreter | None = None,
) -> Interpretation:
    """Tell what kind of a reply it is, and what it answers to each question.

    Args:
        reply: What came back.
        questionnaire: What was asked.
        match: Which letter it answers; nothing in free text is accepted where that is not certain.
        letter: The letter that asked, where it is known.
        interpreter: An office's own, which reads the passages in place of ours; what it proposes is never accepted
            without a person.

    Returns:
        The kind, and an answer for each question in the questionnaire's order.
    """
    questions = questionnaire.questions
    forms = {value.file for value in reply.form.values()}
    letters = replace(reply, pages=tuple(page for page in reply.pages if page.file not in forms))
    kind, doubt, written = _written(letters, questions, match, letter, interpreter)
    filled = [form_answer(reply, question, read_passage) for question in questions]
    answers = tuple(_together(one, other) for one, other in zip(filled, written, strict=True))
    if any(one is not None and one.answer != "unanswered" for one in filled):
        kind, doubt = "answers", ""
    return Interpretation(kind, doubt, answers)


def read_passage(passage: str, question: Question) -> Proposal:
    """Tell what a passage says to a question: the interpreter that is used where an office names none.

    Args:
        passage: Words of a reply that speak of the question.
        question: The question.
    """
    body = body_of(Reply({"": ""}, (Page("", 1, passage, "text"),)))
    matters = matters_of((question,))
    spelled = spell(body, matters, others_of(body, None), asked=True)
    decision, content = _decision(spelled, matters[0], matters)
    rests = " … ".join(body.raw[one.start : one.end] for one in decision.rests_on[:1])
    value = content.value if content else ""
    return Proposal(decision.answer, value, rests, decision.sure, decision.doubt)


def _together(form: Answer | None, letter: Answer) -> Answer:
    """Return the answer of form and letter: where they say different things a person is shown both."""
    if form is None:
        return letter
    if form.answer == "unanswered" and letter.answer != "unanswered":
        reason = "the letter answers what the form leaves open"
        return replace(letter, status="needs-review", reason=reason, method="proposed")
    if letter.answer == "unanswered" or (form.answer, form.value) == (letter.answer, letter.value):
        return replace(form, third_party=form.third_party or letter.third_party)
    reason = f"the form says “{_plain(form)}”, and what was written beside it is read as “{_plain(letter)}”"
    confidence = min(form.confidence, letter.confidence)
    return replace(
        form, status="needs-review", reason=reason, passages=(*form.passages, *letter.passages), confidence=confidence
    )


def _plain(answer: Answer) -> str:
    return answer.value or answer.answer.replace("_", " ")


def _written(
    reply: Reply,
    questions: Sequence[Question],
    match: Match,
    letter: AskedLetter | None,
    interpreter: Interpreter | None,
) -> tuple[ReplyKind, str, tuple[Answer, ...]]:
    """Read free text."""
    first = first_reading(reply, questions, letter)
    body, matters, others, spelled = first.spelled.body, first.matters, first.others, first.spelled
    seconds = read_again(spelled, first.decisions, matters, others)
    kind, doubt = kind_again(reply, body, first.kind, first.decisions, seconds, match)
    if kind != "answers":
        return kind, doubt, tuple(_unanswered(question, f"the reply is of the kind “{kind}”") for question in questions)
    ours = bool(spelled.copies) or is_about(letter, body, reply.headers) or counts_ours(spelled, matters)
    grounds = Grounds(reply, match, doubt, ours, others, own_names(letter))
    answers = []
    for matter, decision, content in zip(matters, first.decisions, first.contents, strict=True):
        second = seconds.get(matter.place)
        if interpreter is not None:
            answers.append(_by_office(interpreter, spelled, decision, matter))
        else:
            answers.append(_answer(decision, content, second, spelled, matters, matter, grounds))
    return kind, doubt, tuple(answers)


# --- what it answers ---------------------------------------------------------------------------------------------------


def _decision(spelled: Spelled, matter: Matter, matters: Sequence[Matter]) -> tuple[Decision, Content | None]:
    if matter.question.kind == "yes-no":
        return decide(spelled, matter, matters), None
    return decide_content(spelled, matter)


def _answer(
    first: Decision,
    content: Content | None,
    second: Second | None,
    spelled: Spelled,
    matters: Sequence[Matter],
    matter: Matter,
    grounds: Grounds,
) -> Answer:
    body, place = spelled.body, matter.place
    decision = weighed(first, second, spelled) if second else first
    if decision.answer == "unanswered":
        third = _passage(body, decision.third)
        return replace(_unanswered(matter.question, decision.doubt or NO_ANSWER, decision.sure), third_party=third)
    passages = tuple(
        part
        for one in decision.rests_on
        for part in body.passages(*_shortened(one, _words_of(one, spelled, place), decision, spelled))
    )
    if content is not None:
        reason = content_objection(content, decision, spelled, matters, matter, grounds)
    elif second is None or decision.answer != first.answer:
        reason = decision.doubt or WAITS
    else:
        borne_out = bears_out(decision, second, spelled, place)
        reason = objection(
            decision, spelled, matters, place, grounds, borne_out=borne_out, alike=alike(decision, second, spelled)
        )
        reason = reason or disagreement(decision, second, spelled, AGREED)
    if not reason:
        doubts = (body.doubt(*one.span(place)) for one in decision.rests_on)
        reason = next((one for one in doubts if one), "") or ("the passage is cut in two" if len(passages) > 1 else "")
    item = _of_item(decision, spelled, place)
    return Answer(
        question=matter.question.id,
        answer=decision.answer,
        value=content.value if content is not None and decision.answer == "answered" else "",
        passages=passages,
        authorities=_authorities(
            body, [*item, *_of_all(spelled, decision, place), *([decision.third] if decision.third else ())]
        ),
        explanation=_explanation(body, decision, item, place),
        third_party=_passage(body, decision.third),
        method="proposed" if reason else "explicit",
        status="needs-review" if reason else "accepted",
        reason=reason,
        confidence=decision.sure if reason else max(decision.sure, 0.95),
    )


def _words_of(one: Spoken, spelled: Spelled, place: int) -> tuple[int, int]:
    """Return where the words of an answer stand: with the label or heading before it, and a bare yes with what it says."""
    start, end = one.span(place)
    if place in one.spans:
        return start, end
    block = spelled.blocks[one.block]
    before = spelled.body.flat[block.start : start]
    first = all(
        is_title(other.words) for other in spelled.sentences if other.block == one.block and other.start < start
    )
    if (
        first
        and len(before) <= LONGEST_LABEL
        and before.strip()
        and not re.search(r"\n[ \t]*\n", spelled.body.text[block.start : start])
    ):
        start = block.start
    asks = next(
        (other for other in reversed(spelled.sentences) if other.end <= one.start and other.block == one.block), None
    )
    if (
        asks is not None
        and one.scores[place] <= 0
        and (asks.words.endswith("?") or lexicon.BRINGS_UP.search(asks.words))
        and asks.scores[place] > 0
    ):
        start = min(start, asks.start)
    own = one.sayings.get(place, NEUTRAL)
    brief = own.sort == "elliptic" and one.scores[place] <= 0 and len(one.words.split()) <= MOST_BRIEF
    if brief or len(one.words.split()) <= BARE:
        following = next(
            (other for other in spelled.sentences if other.start >= one.end and other.block == one.block), None
        )
        if following is not None and following.start - one.end < 8 and len(following.words.split()) <= MOST_WITH_BARE:  # noqa: PLR2004
            said = following.sayings.get(place, NEUTRAL)
            same = said.value == own.value
            speaks = following.scores[place] > 0 or lexicon.NEGATION.search(following.words)
            brief = len(following.words.split()) <= MOST_WITH_BARE // 2 and said.value in {
                "neutral",
                own.value,
            }
            if brief or (same and said.sort != "loose") or (said.value in {"neutral", own.value} and speaks):
                end = following.end
    return start, end


def _shortened(one: Spoken, span: tuple[int, int], decision: Decision, spelled: Spelled) -> tuple[int, int]:
    """Take the clause that decides out of an endless sentence, and what goes on behind one that leaves a matter open."""
    start, end = span
    if decision.answer == "not_applicable" and one.absent and len(one.words.split()) > LONGEST_CLAUSE:
        at = next((part for part in breaths(one.words) if lexicon.NEGATION.search(one.words[slice(*part)])), None)
        return (one.start + at[0], one.start + at[1]) if at else span
    if decision.answer == "unclear" and len(decision.rests_on) == 1 and "settled" in decision.doubt:
        for other in spelled.sentences:
            near = other.block == one.block and end <= other.start <= end + 4
            if near and len(spelled.body.flat[start : other.end].split()) <= MOST_OPEN:
                end = other.end
    return start, end


def _of_item(decision: Decision, spelled: Spelled, place: int) -> list[Spoken]:
    """Return the sentences that belong to the answer: those it rests on, and those that go on with them."""
    blocks = {one.block for one in decision.rests_on}
    several = any(len(one.sources) > 1 for one in decision.rests_on)
    return [
        one
        for one in spelled.sentences
        if one in decision.rests_on
        or (one.sources.get(place) in {"scope", "topic", "inherit", *DIRECT})
        or (one.block in blocks and not several and not one.sources)
    ]


def _of_all(spelled: Spelled, decision: Decision, place: int) -> list[Spoken]:
    """Return the sentences under no question that speak of this answer: of all matters, of what is not there, or of its policy."""
    behind = {one.block + 1 for one in decision.rests_on[-1:]}
    return [
        one
        for one in spelled.sentences
        if not one.sources
        and not one.after
        and (
            _ALL_MATTERS.search(one.words)
            or (decision.answer == "not_applicable" and place in one.absent)
            or (one.block in behind and _OF_THAT.search(one.words))
        )
    ]


def _explanation(body: Body, decision: Decision, item: Sequence[Spoken], place: int) -> Passage | None:
    """Return the words behind the answer in the same paragraph, or in the next one under the same label."""
    if not decision.rests_on:
        return None
    last = decision.rests_on[-1]
    behind = [one for one in item if one.start > last.start and one.block == last.block]
    if not behind:
        behind = [one for one in item if one.block == last.block + 1 and one.sources.get(place) == "scope"]
    if not behind:
        return None
    found = body.passages(behind[0].start, behind[-1].end)
    return found[0] if len(found) == 1 else None


def _authorities(body: Body, item: Sequence[Spoken]) -> tuple[Passage, ...]:
    """Return what is cited, each once."""
    found: dict[str, Passage] = {}
    for one in item:
        for start, end in citations_in(body.raw, one.start, one.end):
            name = " ".join(body.raw[start:end].split()).casefold()
            passages = body.passages(start, end)
            if len(passages) == 1 and not any(name in other for other in found):
                found.setdefault(name, passages[0])
    return tuple(found.values())


def _passage(body: Body, one: Spoken | None) -> Passage | None:
    found = body.passages(one.start, one.end) if one is not None else ()
    return found[0] if found else None


def _unanswered(question: Question, reason: str, confidence: float = 0.8) -> Answer:
    return Answer(question.id, "unanswered", "", (), (), None, None, "proposed", "needs-review", reason, confidence)


def _by_office(interpreter: Interpreter, spelled: Spelled, decision: Decision, matter: Matter) -> Answer:
    """Take the proposal of an office's interpreter, where its words stand in the passage."""
    body = spelled.body
    near = [one for one in spelled.sentences if matter.place in one.sources] or list(spelled.sentences)
    start, end = (near[0].start, near[-1].end) if near else (0, len(body.text))
    text = body.text[start:end]
    proposal = interpreter(text, matter.question)
    answer = _unanswered(matter.question, proposal.reason or OF_AN_OFFICE, proposal.confidence)
    words = proposal.verbatim
    at = text.find(words) if words.strip() else -1
    if at < 0:
        if proposal.answer == "unanswered":
            return answer
        return replace(
            answer, answer="unclear", reason="the office's interpreter rests on words that do not stand in the reply"
        )
    passages = body.passages(start + at, start + at + len(words))
    return replace(
        answer,
        answer=proposal.answer,
        value=proposal.value,
        passages=passages,
        authorities=_authorities(body, near) if decision.rests_on else (),
        third_party=_passage(body, decision.third),
    )
