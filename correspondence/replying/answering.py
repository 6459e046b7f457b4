"""What a person says the answer to a question is, held to what the question admits."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import get_args

from correspondence.errors import CorrespondenceError
from correspondence.fields import suggestion
from correspondence.questionnaire import Question
from correspondence.reply import OtherAnswer, YesNoAnswer

YES_NO: tuple[str, ...] = get_args(YesNoAnswer)
OTHERS: tuple[str, ...] = get_args(OtherAnswer)
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NoAnswerError(CorrespondenceError):
    """Something is no answer to a question.

    Args:
        question: Id of the question.
        message: What is wrong.
        remedy: What answers there are.
    """

    def __init__(self, question: str, message: str, remedy: str) -> None:
        self.question, self.message, self.remedy = question, message, remedy
        super().__init__(question, message, remedy)

    def __str__(self) -> str:
        """Name the question, what is wrong and what answers there are."""
        return f"{self.question}: {self.message}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer by the codebook.

    Attributes:
        answer: One of the codebook's words, or answered, unclear or unanswered.
        value: The content, for questions that are not yes-no.
    """

    answer: str
    value: str = ""

    def __str__(self) -> str:
        """Write it as people read it."""
        return f"{self.answer} {self.value}".strip()


def answers_to(question: Question) -> tuple[str, ...]:
    """Return the words that answer a question."""
    return YES_NO if question.kind == "yes-no" else OTHERS


def said(question: Question, answer: str, value: str = "") -> Said:
    """Return an answer that was given as a word of the codebook and, for other kinds of questions, its content.

    Args:
        question: The question.
        answer: The word, or as a form prints it ("In part").
        value: The content; empty for a yes-no question, and for what is unclear or unanswered.

    Raises:
        NoAnswerError: It is no answer to this question.

    Example:
        >>> print(said(Question("staff", "How many officers?", "number"), "answered", "1,240"))
        answered 1240
        >>> print(said(Question("open", "Is it open?"), "In part"))
        partial
    """
    known = answers_to(question)
    word = _folded(answer)
    printed = {_folded(text): name for name, text in question.answers.items()} if question.kind == "yes-no" else {}
    word = printed.get(word, word)
    if word not in known:
        message = f'"{answer}" is no answer to a question of the kind {question.kind}'
        raise NoAnswerError(question.id, message, f"choose from {', '.join(known)}{suggestion(word, known)}")
    if word == "answered":
        return Said(word, _value(question, value.strip()))
    if value.strip():
        raise NoAnswerError(question.id, f'"{word}" has no value', "leave the value out")
    return Said(word)


def said_in(question: Question, text: str) -> Said:
    """Return an answer that was given in one text: a word of the codebook, or the content of the answer.

    Raises:
        NoAnswerError: It is no answer to this question.

    Example:
        >>> said_in(Question("kept", "Where is it kept?", "choice", ("In a safe", "Elsewhere")), "in a safe")
        Said(answer='answered', value='In a safe')
    """
    if question.kind == "yes-no":
        return said(question, text)
    given = text.strip()
    if given in OTHERS[1:] and given not in question.options:
        return said(question, given)
    return said(question, "answered", given)


def _value(question: Question, given: str) -> str:
    """Return the content of an answer as it is recorded."""
    if not given:
        raise NoAnswerError(question.id, "the answer has no content", f"say what it is: {_wanted(question)}")
    found = given
    match question.kind:
        case "choice":
            folded = {_folded(option): option for option in question.options}
            found = folded.get(_folded(given), "")
            if not found:
                near = suggestion(given, question.options)
                raise NoAnswerError(question.id, f'"{given}" is none of the options', f"{_wanted(question)}{near}")
        case "number" if _NUMBER.fullmatch(given):
            found = given.replace(",", "")
        case "date" if _DAY.fullmatch(given) and _is_day(given):
            pass
        case "number" | "date":
            raise NoAnswerError(question.id, f'"{given}" is no {question.kind}', _wanted(question))
        case _:
            pass
    return found


def _wanted(question: Question) -> str:
    match question.kind:
        case "choice":
            return f"choose from {'; '.join(question.options)}"
        case "number":
            return 'write digits, such as 140; what is said as "about 140" is unclear'
        case "date":
            return "write a whole day as year-month-day, such as 2017-08-04; a month or a year alone is unclear"
        case _:
            return "give the words of the answer"


def _is_day(given: str) -> bool:
    try:
        datetime.date.fromisoformat(given)
    except ValueError:
        return False
    return True


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip()).casefold()
