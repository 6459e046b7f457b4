"""Lists of words by which free letters are read, in files of their own: a question's vocabulary soon outgrows its letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from correspondence.characters import decode_utf8
from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.fields import FieldSpec, MapOf, Record, suggestion
from correspondence.questionnaire import VOCABULARY, Question, Vocabulary
from correspondence.source import read_yaml
from correspondence.templates.values import Template

VOCABULARIES = Record(
    {
        "all": FieldSpec(VOCABULARY, "Words that hold for every question", default=Vocabulary()),
        "questions": FieldSpec(MapOf(VOCABULARY), "The words of each question, by its id", required=True),
    },
    noun="vocabulary",
)


def with_vocabulary(template: Template, content: bytes, file: str) -> Template:
    """Return a template whose questions know the words of a vocabulary's file, beside their own.

    Args:
        template: A template with a questionnaire.
        content: The file.
        file: Its name, for messages.

    Raises:
        ProblemsError: The file cannot be used, or has words of a question that the template does not ask.
    """
    problems = Problems()
    asked = template.questionnaire
    text = decode_utf8(content, file, problems)
    node = read_yaml(text, file, problems) if text is not None else None
    values: Any = VOCABULARIES.read(node, file, problems) if node is not None else None
    problems.stop()
    if asked is None or node is None:
        raise ProblemsError(problems)
    known = tuple(question.id for question in asked.questions)
    places = dict(node.places())
    for name in values["questions"]:
        if name not in known:
            message = f'{template.file} asks no question "{name}"'
            remedy = f"choose one of {', '.join(known)}{suggestion(name, known)}"
            field = f"questions.{name}"
            problems.add(Problem(file, message, remedy, line=places.get(field), field=field))
    problems.stop()
    questions = tuple(_with_words(one, values["all"], values["questions"]) for one in asked.questions)
    return replace(template, questionnaire=replace(asked, questions=questions))


def _with_words(question: Question, for_all: Vocabulary, by_question: Mapping[str, Vocabulary]) -> Question:
    lists = (question.vocabulary, by_question.get(question.id, Vocabulary()), for_all)
    words = {
        one.name: tuple(dict.fromkeys(w for each in lists for w in getattr(each, one.name)))
        for one in fields(Vocabulary)
    }
    return replace(question, vocabulary=Vocabulary(**words))
