"""The form that goes out with a letter, from the same questionnaire, list and sender."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

from correspondence.compose import Composer
from correspondence.errors import Problem, ProblemsError
from correspondence.mailing.preparing import Job, checked_stylesheet

FORM_LAYOUT = "response-form"
FORM_ENDING = ".form"


def prepare_form(job: Job) -> Job:
    """Prepare the form that goes out with a letter, from the same questionnaire, list and sender.

    Args:
        job: The letters' job.

    Returns:
        A job whose documents are the forms, one a recipient; their files are called ``ID.form``.

    Raises:
        ProblemsError: The template asks nothing, or the form's layout cannot be used.
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
    composer = Composer(sources, job.recipients, draft=job.order.draft)
    return dataclasses.replace(
        job, template=form, layout=layout, stylesheet=stylesheet, composer=composer, attachments=(), variant=FORM_ENDING
    )
