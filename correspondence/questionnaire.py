"""The questions that a letter asks, as data of its template."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from correspondence.errors import Problems
from correspondence.fields import MISSING, Day, FieldSpec, ListOf, Record, Words
from correspondence.source import Node


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``id`` is its name in answers and forms."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions of one letter, in the order in which it asks them.

    Attributes:
        id: Its name in the register.
        due: The day by which answers are asked for, None where the letter names none.
        questions: At least one.
    """

    id: str
    due: datetime.date | None
    questions: tuple[Question, ...]


ID = Words("id", r"[A-Za-z0-9][A-Za-z0-9_-]*", "use letters, digits, hyphens and underscores", multiline=False)

QUESTION = Record(
    {
        "id": FieldSpec(ID, "Names the question in forms and answers", required=True),
        "text": FieldSpec(Words("question"), "The question, word for word", required=True),
    },
    noun="question",
    make=Question,
)

QUESTIONNAIRE = Record(
    {
        "id": FieldSpec(ID, "Names the questionnaire in the register", required=True),
        "due": FieldSpec(Day(), "The day by which answers are asked for"),
        "questions": FieldSpec(ListOf(QUESTION, least=1), "The questions, in order", required=True),
    },
    noun="questionnaire",
    make=Questionnaire,
)


@dataclass(frozen=True)
class QuestionnaireKind:
    """A questionnaire in a template's front matter."""

    noun: str = "questionnaire"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        """Read it, and report questions that share an id."""
        questionnaire = QUESTIONNAIRE.read(node, file, problems)
        if questionnaire is MISSING:
            return MISSING
        seen: set[str] = set()
        for question in questionnaire.questions:
            if question.id in seen:
                problems.add(
                    node.problem(
                        file, f'two questions have the id "{question.id}"', "give each question an id of its own"
                    )
                )
                return MISSING
            seen.add(question.id)
        return questionnaire
