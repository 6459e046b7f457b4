"""The form that goes out with a letter, from the same questionnaire, list and sender."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from types import MappingProxyType

from correspondence.compose import UnfitError
from correspondence.compose.steady import SteadyComposer
from correspondence.document import ChoiceControl, Document, TextControl, walk_blocks
from correspondence.errors import Problem, ProblemsError
from correspondence.mailing.checking import fonts_of
from correspondence.mailing.job import Job
from correspondence.mailing.look import checked_stylesheet
from correspondence.questionnaire import Question
from correspondence.render.forms import FormDoesNotFitError
from correspondence.render.pdf import Part, render_pdf

FORM_LAYOUT = "response-form"
FORM_ENDING = ".form"


def prepare_form(job: Job) -> Job:
    """Prepare the form that goes out with a letter, from the same questionnaire, list and sender.

    Args:
        job: The letters' job.

    Returns:
        A job whose documents are the forms, one a recipient; their files are called ``ID.form``.

    Raises:
        ProblemsError: The template asks nothing, the form's layout cannot be used, a question is longer than a page, or
            two places for an answer have one name.
    """
    template = job.template
    if template.questionnaire is None:
        message = "the template has no questionnaire, so that there is nothing to ask on a form"
        raise ProblemsError([Problem(template.file, message, "add 'questionnaire:' with its questions", line=1)])
    layout = job.workspace.layout(FORM_LAYOUT)
    form = dataclasses.replace(
        template,
        layout=layout.id,
        title=f"Response form: {template.title}",
        body="",
        signers=(),
        signing_for="",
        attachments=(),
        settings=MappingProxyType({name: node for name, node in template.settings.items() if name in layout.fields}),
    )
    stylesheet = checked_stylesheet(job.workspace, layout)
    sources = dataclasses.replace(job.composer.sources, template=form, layout=layout, signers=(), signing_for=None)
    composer = SteadyComposer(sources, job.recipients, draft=job.order.draft)
    enclosed = dataclasses.replace(
        job,
        template=form,
        layout=layout,
        stylesheet=stylesheet,
        composer=composer,
        attachments=(),
        variant=FORM_ENDING,
        letter=job,
    )
    problems = list(_problems(enclosed, template.questionnaire.questions))
    if problems:
        raise ProblemsError(problems)
    return enclosed


def _problems(form: Job, questions: tuple[Question, ...]) -> Iterator[Problem]:
    """Lay the first form out, and yield what is wrong with the questions in their boxes: they are the same on all."""
    try:
        document = form.composer.compose(form.selected[0])
    except UnfitError:
        return  # the check of every form tells what it lacks
    names = [f"{question.id}{room}" for question in questions for room in ("", "_explanation", "_citation")]
    twice = False
    for name in _used_twice(document):
        twice = True
        asked = next((index for index, question in enumerate(questions) if question.id == name), None)
        message = f'two places for an answer on the form have the name "{name}"'
        if asked is None:
            yield Problem(form.layout.file, message, "give every control a name of its own")
        else:
            yield _question_problem(form, asked, "id", message, "give the question another id")
    if twice:
        return
    try:
        render_pdf([Part(document, form.stylesheet)], fonts_of(form), form.workspace.load_file)
    except FormDoesNotFitError as error:
        for misfit in error.misfits:
            message = f"{misfit.label} {misfit.fault}"
            if misfit.name in names and not misfit.by_look:
                yield _question_problem(form, names.index(misfit.name) // 3, "text", message, misfit.remedy)
            else:
                yield Problem(form.layout.css_file, message, misfit.remedy)


def _used_twice(document: Document) -> list[str]:
    controls = [one.name for one in walk_blocks(document.blocks) if isinstance(one, ChoiceControl | TextControl)]
    return [name for name, count in Counter(controls).items() if count > 1]


def _question_problem(form: Job, index: int, key: str, message: str, remedy: str) -> Problem:
    field = f"questionnaire.questions[{index}].{key}"
    return Problem(form.template.file, message, remedy, line=form.template.places.get(field), field=field)
