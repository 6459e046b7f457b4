"""The questions that a letter asks, as data of its template.

One questionnaire drives the letter that asks, the form that is enclosed and the reading
of the reply. Nothing here knows a question by name.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from correspondence.errors import Problems
from correspondence.fields import MISSING, Choice, Day, FieldSpec, ListOf, Record, WholeNumber, Words, YesNo
from correspondence.source import Node

QuestionKind = Literal["yes-no", "choice", "text", "number", "date"]

YES_NO_ANSWERS: Mapping[str, str] = MappingProxyType(
    {"yes": "Yes", "no": "No", "partial": "In part", "not_applicable": "Not applicable"}
)
"""The answers that a form offers to a yes-no question: the codebook's names, and what is printed."""

COLLECTION_THRESHOLD = 10
"""Asking so many persons the same is a collection of information (5 CFR 1320.3(c)), which needs a control number."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words in which replies speak of a question's matter: what its reading knows beyond the question's own words.

    An entry is a word or a few; ``*`` at the end of a word stands for any ending of it ("detain*"), and ``…`` between two
    words for one to three others ("let … in"). Capitals and line breaks make no difference.

    Attributes:
        about: Other words for the matter ("jail", "interview room").
        doing: What says that it is done, without a "not" ("are admitted", "pick up").
        against: What says that it is not done, without a "not" ("turned away", "release without delay").
        within: Limits and formalities that leave a "yes" whole, beside those that stand in the question ("log book").
        presupposes: What one must have or run for the question to apply at all ("jail", "camera").
        conditions: What makes a "yes" hold in part only, where it is asked for ("court order", "consent").
    """

    about: tuple[str, ...] = ()
    doing: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    presupposes: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        id: Its name in answers and forms.
        text: The question, word for word.
        kind: What its answer is.
        options: What one may choose from, for a choice; empty otherwise.
        required: Whether an answer is asked for.
        explanation: Whether an explanation is asked for.
        citation: Whether the statute or policy is asked for.
        vocabulary: Words in which free letters speak of it.
    """

    id: str
    text: str
    kind: QuestionKind = "yes-no"
    options: tuple[str, ...] = ()
    required: bool = True
    explanation: bool = True
    citation: bool = True
    vocabulary: Vocabulary = Vocabulary()

    @property
    def answers(self) -> Mapping[str, str]:
        """The answers to mark, by their name in files; empty where the answer is written."""
        if self.kind == "yes-no":
            return YES_NO_ANSWERS
        return MappingProxyType({f"option_{number}": text for number, text in enumerate(self.options, start=1)})


@dataclass(frozen=True, slots=True)
class Clearance:
    """The approval of the Office of Management and Budget to ask (5 CFR 1320.8(b)(3))."""

    control_number: str
    expires: datetime.date | None = None
    burden_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why the questionnaire needs no such approval (5 CFR 1320.4 needs a lawyer's decision)."""

    reason: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions of one letter, in the order in which it asks them.

    Attributes:
        id: Its name in the register.
        due: The day by which answers are asked for, None where the letter names none.
        questions: At least one; no two with one id.
        omb: The approval to ask, or None.
        exemption: Why none is needed, or None.
        vocabulary: Id of the file with the questions' words, empty where there is none.
    """

    id: str
    due: datetime.date | None
    questions: tuple[Question, ...]
    omb: Clearance | None = None
    exemption: Exemption | None = None
    vocabulary: str = ""


ID = Words("id", r"[A-Za-z0-9][A-Za-z0-9_-]*", "use letters, digits, hyphens and underscores", multiline=False)

TERMS = ListOf(Words("word", r"\S+( \S+)*", "write words with one blank between them", multiline=False))

VOCABULARY = Record(
    {
        "about": FieldSpec(TERMS, "Other words for the matter; * at the end stands for any ending", default=()),
        "doing": FieldSpec(TERMS, "Words that say it is done, without a 'not'", default=()),
        "against": FieldSpec(TERMS, "Words that say it is not done, without a 'not'", default=()),
        "within": FieldSpec(TERMS, "Limits and formalities that leave a 'yes' whole", default=()),
        "presupposes": FieldSpec(TERMS, "What one must have or run for the question to apply", default=()),
        "conditions": FieldSpec(TERMS, "What makes a 'yes' hold in part only, where it is asked for", default=()),
    },
    noun="vocabulary",
    make=Vocabulary,
)

QUESTION = Record(
    {
        "id": FieldSpec(ID, "Names the question in forms and answers", required=True),
        "text": FieldSpec(Words("question"), "The question, word for word", required=True),
        "kind": FieldSpec(
            Choice(("yes-no", "choice", "text", "number", "date")), "What its answer is", default="yes-no"
        ),
        "options": FieldSpec(ListOf(Words("option", multiline=False)), "What one may choose from", default=()),
        "required": FieldSpec(YesNo(), "Whether an answer is asked for", default=True),
        "explanation": FieldSpec(
            YesNo(), "Whether an explanation is asked for; true for a yes-no question where nothing is said"
        ),
        "citation": FieldSpec(
            YesNo(), "Whether the statute or policy is asked for; true for a yes-no question where nothing is said"
        ),
        "vocabulary": FieldSpec(VOCABULARY, "Words in which free letters speak of it", default=Vocabulary()),
    },
    noun="question",
)

CLEARANCE = Record(
    {
        "control_number": FieldSpec(
            Words("control number", r"\d{4}-\d{4}", 'write it as "1121-0001", with quotes', multiline=False),
            "The OMB control number",
            required=True,
        ),
        "expires": FieldSpec(Day(), "The day on which it expires"),
        "burden_minutes": FieldSpec(WholeNumber(1), "Minutes that answering takes"),
    },
    noun="clearance",
    make=Clearance,
)

EXEMPTION = Record(
    {
        "reason": FieldSpec(Words("reason"), "Why no control number is needed", required=True),
        "decided_by": FieldSpec(Words("name"), "Who decided it", required=True),
    },
    noun="exemption",
    make=Exemption,
)

QUESTIONNAIRE = Record(
    {
        "id": FieldSpec(ID, "Names the questionnaire in the register", required=True),
        "due": FieldSpec(Day(), "The day by which answers are asked for"),
        "questions": FieldSpec(ListOf(QUESTION, least=1), "The questions, in order", required=True),
        "omb": FieldSpec(CLEARANCE, "The approval to ask ten or more persons"),
        "exemption": FieldSpec(EXEMPTION, "Why no approval is needed"),
        "vocabulary": FieldSpec(
            ID,
            "Id of a file in templates/vocabularies/ with words in which free letters speak of the questions",
            default="",
        ),
    },
    noun="questionnaire",
)


@dataclass(frozen=True)
class QuestionnaireKind:
    """A questionnaire in a template's front matter."""

    noun: str = "questionnaire"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        """Read it, and report questions that share an id and choices that cannot be made."""
        values = QUESTIONNAIRE.read(node, file, problems)
        places = _places(node)
        before = len(problems)
        for place, text in _faults(values["questions"] if values is not MISSING else ()):
            problems.add((places[place] if place < len(places) else node).problem(file, *text))
        if values is MISSING or len(problems) > before:
            return MISSING
        values["questions"] = tuple(_question(one) for one in values["questions"])
        return Questionnaire(**values)


def _places(node: Node) -> list[Node]:
    """Return where each question stands."""
    questions = node.content.get("questions") if isinstance(node.content, dict) else None
    return questions.content if questions is not None and isinstance(questions.content, list) else []


def _faults(questions: tuple[Mapping[str, Any], ...]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield the index of each question that cannot be asked, with what is wrong and what to do."""
    seen: set[str] = set()
    for index, question in enumerate(questions):
        name = question["id"]
        if name.lower() in seen:
            yield index, (f'two questions have the id "{name}"', "give each question an id of its own")
        seen.add(name.lower())
        options = question["options"]
        if question["kind"] == "choice" and len(options) < 2:  # noqa: PLR2004  (one is no choice)
            yield index, ("a choice has fewer than two options", "list at least two below 'options:'")
        if question["kind"] != "choice" and options:
            message = f"a question of the kind {question['kind']} has options"
            yield index, (message, "write 'kind: choice', or delete them")
        if len(set(options)) < len(options):
            yield index, ("two options are the same", "write each option once")


def _question(values: Mapping[str, Any]) -> Question:
    asked = values["kind"] == "yes-no"
    defaults = {name: asked if values[name] is None else values[name] for name in ("explanation", "citation")}
    return Question(**{**values, **defaults})
