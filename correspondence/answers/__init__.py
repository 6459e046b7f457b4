"""What a reply says to each question: a function from its words to proposals, deterministic and offline.

A form's unambiguous mark is accepted, and in free text only an explicit answer: found in one place, under the question's
own label, with a polar word, no condition, and no second passage on the same question. All else is a proposal for a
person. No answer is ever guessed to make a reply complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from correspondence.answers.form_values import form_answer
from correspondence.answers.kinds import (
    asks_for_time,
    gone_astray,
    kind_without_answers,
    machine_notice,
    opinion,
    refuses,
)
from correspondence.answers.proposing import Proposal, answer_of, propose, readings_of
from correspondence.answers.restating import copies_in
from correspondence.answers.text import Body, body_of
from correspondence.answers.topics import Topics, topics_of
from correspondence.answers.units import Unit, units_of
from correspondence.questionnaire import Question, Questionnaire
from correspondence.reply import Answer, Reply, ReplyKind

__all__ = ["interpret", "kind_of"]

_BARE = 3
"""Words of a sentence that says yes or no, and nothing of what."""
_SUBSTANCE = 12
"""Words of explanation from which on it must be seen that they speak of what was asked."""


def interpret(reply: Reply, questionnaire: Questionnaire) -> tuple[Answer, ...]:
    """Propose an answer to each question, by the codebook.

    Args:
        reply: What came back.
        questionnaire: What was asked.

    Returns:
        One answer a question, in the questionnaire's order. Those with the status ``accepted`` may be recorded without
        a person, if the reply is matched with certainty; of the others ``reason`` says why a person must look.
    """
    questions = questionnaire.questions
    filled = [form_answer(reply, question) for question in questions]
    if not any(one is not None for one in filled):
        return tuple(_free(reply, questions))
    forms = {value.file for value in reply.form.values()}
    letter = replace(reply, pages=tuple(page for page in reply.pages if page.file not in forms))
    written = _free(letter, questions)
    return tuple(_together(one, other) for one, other in zip(filled, written, strict=True))


def _together(form: Answer | None, letter: Answer) -> Answer:
    """Return the answer of form and letter: a contradiction between them is shown to a person, and never merged."""
    if form is None or (form.answer == "unanswered" and letter.answer != "unanswered"):
        reason = letter.reason or "the letter answers what the form leaves open"
        return replace(letter, status="needs-review", reason=reason, method="proposed")
    if letter.answer in {"unanswered", form.answer}:
        return form
    reason = f"the form says {form.answer}, and what was written beside it is read as {letter.answer}"
    return replace(form, status="needs-review", reason=reason, passages=letter.passages, confidence=letter.confidence)


def kind_of(reply: Reply, answers: Sequence[Answer]) -> ReplyKind:
    """Tell what kind of a reply it is.

    Args:
        reply: What came back.
        answers: What it is taken to say (:func:`interpret`).

    Returns:
        ``answers`` where at least one question is answered, or was filled in so that it is unclear.
    """
    if any(one.answer != "unanswered" for one in answers):
        return "answers"
    return kind_without_answers(reply.headers, body_of(reply).text)


def _free(reply: Reply, questions: Sequence[Question]) -> list[Answer]:
    """Read the answers off free text."""
    body = body_of(reply)
    topics = topics_of(questions)
    copies = copies_in(body.raw, [question.text for question in questions])
    units = units_of(body, copies, topics)
    readings = readings_of(body, units, topics, questions)
    proposals = [propose(one, place) for place, one in enumerate(readings)]
    if not _answers(reply, body, proposals, units, topics):
        return [_unanswered(question, "the reply answers no question") for question in questions]
    answers = []
    for place, question in enumerate(questions):
        one = answer_of(proposals[place], readings[place], body, question, place)
        if question.kind != "yes-no" and one.answer != "unanswered":
            one = replace(
                one,
                answer="unclear",
                status="needs-review",
                method="proposed",
                reason="the content must be read by a person",
            )
        if one.status == "accepted" and not _of_our_matter(body, units, topics):
            one = replace(
                one, status="needs-review", method="proposed", reason="no word shows that it answers these questions"
            )
        if one.status == "accepted" and reply.unreadable:
            one = replace(one, status="needs-review", method="proposed", reason="a part of the reply could not be read")
        answers.append(one)
    return answers


def _answers(reply: Reply, body: Body, proposals: Sequence[Proposal], units: Sequence[Unit], topics: Topics) -> bool:
    """Tell whether a reply answers at all, or only speaks of the questions while it says something else."""
    said = [one for one in proposals if one.value not in {"declined", "neutral", "third", "unanswered"}]
    if not said or machine_notice(reply.headers, body.text) or opinion(body.text) or gone_astray(body.text):
        return False
    firm = [
        one
        for one in said
        if any(reading.verdict.polar for reading in one.deciding)
        or (
            one.value in {"yes", "no", "partial", "not_applicable"}
            and (one.deciding[0].direct or one.value == "not_applicable" or one.deciding[0].score >= 1)
        )
    ]
    if not firm:
        return not (asks_for_time(body.text) or refuses(body.text)) and any(
            one.deciding[0].verdict.value != "neutral" for one in said
        )
    if (
        asks_for_time(body.text) or (refuses(body.text) and all(one.value != "declined" for one in proposals))
    ) and not _outright(firm):
        return False
    return not _of_another_matter(body, firm, units, topics)


def _outright(firm: Sequence[Proposal]) -> bool:
    """Tell whether answers stand there although the reply also asks for time, or declines."""
    polar = any(reading.verdict.polar for one in firm for reading in one.deciding)
    absent = any(one.value == "not_applicable" for one in firm)
    stated = [one for one in firm if any(reading.direct and reading.score >= 1 for reading in one.deciding)]
    return polar or absent or len(stated) > 1


def _of_another_matter(body: Body, firm: Sequence[Proposal], units: Sequence[Unit], topics: Topics) -> bool:
    """Tell whether answers are explained at some length, and neither there nor elsewhere in words of our questions."""
    deciding = {
        reading.unit.block: reading.unit.start
        for one in firm
        if one.value != "not_applicable"
        for reading in one.deciding
    }
    beside = [unit for unit in units if unit.block in deciding and unit.start > deciding[unit.block]]
    words = " ".join(body.text[unit.start : unit.end] for unit in beside)
    said = " ".join(body.text[unit.start : unit.end] for unit in units)
    return len(words.split()) >= _SUBSTANCE and max(topics.scores(words)) < 1 and max(topics.scores(said)) < 1


def _of_our_matter(body: Body, units: Sequence[Unit], topics: Topics) -> bool:
    """Tell whether a reply speaks of what was asked, or is too short to speak of anything."""
    sentences = [body.text[unit.start : unit.end] for unit in units]
    said = " ".join(sentences)
    bare = all(
        len(sentence.split()) <= _BARE for sentence, unit in zip(sentences, units, strict=True) if unit.questions
    )
    return bare or "question" in said.casefold() or topics.touches(said) or max(topics.scores(said)) >= 1


def _unanswered(question: Question, reason: str) -> Answer:
    return Answer(question.id, "unanswered", "", (), (), None, None, "proposed", "needs-review", reason, 0.9)
