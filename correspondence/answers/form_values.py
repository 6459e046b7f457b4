"""Answers that were filled in on the form: recorded where the form is unambiguous, and else for a person."""

from __future__ import annotations

from collections.abc import Callable

from correspondence.answers.citations import citations_in
from correspondence.answers.contents import content_in
from correspondence.answers.text import fold, passage_of
from correspondence.forms import is_prompt
from correspondence.questionnaire import Question
from correspondence.reply import Answer, Passage, Proposal, Reply

CERTAIN, DOUBTFUL = 0.99, 0.5
_POLAR = frozenset({"yes", "no", "partial"})


def form_answer(reply: Reply, question: Question, read: Callable[[str, Question], Proposal]) -> Answer | None:
    """Read the answer to a question off the form.

    Args:
        reply: What came back.
        question: The question.
        read: Tells what words say to the question: what was written beside a mark may speak against it.

    Returns:
        The answer, None where the form has no place for it.
    """
    value = reply.form.get(question.id)
    if value is None:
        return None
    written = "" if is_prompt(value.value) else value.value.strip()
    explanation = _written(reply, f"{question.id}_explanation")
    answer, content, reason = _reading(question, written)
    if not value.sound:
        reason = value.reason or "the form is ambiguous at this question"
        answer = answer if answer != "unanswered" else "unclear"
    elif answer == "unanswered" and explanation is not None:
        answer, reason = "unclear", "nothing is marked, but an explanation was written"
    elif answer == "unanswered" and question.required:
        reason = "the form says nothing to this question"
    elif explanation is not None and question.kind == "yes-no":
        reason = reason or _contradiction(answer, read(explanation.verbatim, question).answer)
    return Answer(
        question=question.id,
        answer=answer,
        value=content,
        passages=(),
        authorities=tuple(_authorities(_written(reply, f"{question.id}_citation"))),
        explanation=explanation,
        third_party=None,
        method=value.method,
        status="needs-review" if reason else "accepted",
        reason=reason,
        confidence=DOUBTFUL if reason else CERTAIN,
    )


def _contradiction(answer: str, said: str) -> str:
    """Say how an explanation speaks against the mark; empty where it does not."""
    if not {said, answer} <= _POLAR or answer in {said, "partial"}:
        return ""
    return f"the form says “{answer}”, and what was written beside it is read as “{said}”"


def _reading(question: Question, written: str) -> tuple[str, str, str]:
    """Return the answer's word, its content, and why a person must look at it."""
    if not written:
        return "unanswered", "", ""
    if question.kind == "yes-no":
        if written in question.answers:
            return written, "", ""
        return "unclear", written, f'"{written}" is none of the answers that the form offers'
    if question.kind == "choice":
        options = question.answers
        if written in options:
            return "answered", options[written], ""
        if written in options.values():
            return "answered", written, ""
        return "unclear", written, f'"{written}" is none of the answers that the form offers'
    if question.kind in {"number", "date"}:
        content = content_in(fold(written), written, question)
        if content is None or not content.value:
            return "unclear", "", f"“{written}” is no certain {question.kind}"
        return "answered", content.value, ""
    return "answered", written, ""


def _written(reply: Reply, name: str) -> Passage | None:
    """Return the words in a field of the form, at their place on the page where the page's text has them."""
    value = reply.form.get(name)
    if value is None or is_prompt(value.value):
        return None
    words = value.value.strip()
    for page in reply.pages:
        start = page.text.rfind(words) if (page.file, page.number) == (value.file, value.page) else -1
        if start >= 0:
            return passage_of(page, start, start + len(words))
    return None


def _authorities(field: Passage | None) -> list[Passage]:
    """Return the authorities in a field: those that are known by their form, or else the whole of it."""
    if field is None:
        return []
    found = citations_in(field.verbatim, 0, len(field.verbatim)) or ((0, len(field.verbatim)),)
    boxes = field.boxes
    return [
        Passage(field.file, field.page, field.start + start, field.start + end, field.verbatim[start:end], boxes)
        for start, end in found
    ]
