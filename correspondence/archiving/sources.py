"""What the documents of a mailing are made of: every file of the workspace, or of the package, that their making reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from correspondence.dispatch.files import Manifest
from correspondence.errors import CorrespondenceError, Problem, Problems, ProblemsError
from correspondence.mailing import Job, Order, prepare
from correspondence.mailing.earlier import PICTURES
from correspondence.mailing.enclosing import enclosures_of
from correspondence.mailing.fingerprints import files_of
from correspondence.mailing.forming import FORM_ENDING, FORM_LAYOUT
from correspondence.mailing.job import Enclosed
from correspondence.mailing.look import checked_stylesheet
from correspondence.workspace import MARK, RECIPIENTS, TEMPLATES, Workspace

MAIL_LAYOUT = f"{TEMPLATES}/layouts/mail"


@dataclass
class Sources:
    """The source of one mailing.

    Attributes:
        files: Where each file lies, by its path in the workspace.
        problems: Warnings: what could not be found or read any more.
        job: The job that makes the mailing; None where it cannot be prepared any more.
    """

    files: dict[str, Path] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    job: Job | None = None


def sources_of(workspace: Workspace, manifest: Manifest, *, mailed: bool) -> Sources:
    """Find what the documents of a mailing are made of.

    Templates and lists may have been deleted since, or do not fit one another any more: the others are taken all the same.

    Args:
        workspace: The office's folder.
        manifest: What was made.
        mailed: Whether mails went out, or drafts of them were made.
    """
    found = Sources()
    about = manifest.about
    found.files[MARK] = workspace.root / MARK
    _add(found, workspace, [f"{TEMPLATES}/{about['template']}.md"])
    if about.get("list"):
        _add_list(found, workspace, about["list"])
    found.job = job = _prepared(workspace, about, found.problems)
    if job is None:
        return found
    forms = any(f"{FORM_ENDING}." in name for name in manifest.files)
    _add(found, workspace, _names(job, forms=forms))
    _add(found, workspace, _pictures(manifest.files.values()))
    for inner in _enclosed(job):
        if inner.recipients is not None:
            _add_list(found, workspace, inner.recipients.id)
    if mailed:
        cover = job.template.covering_mail
        _add(found, workspace, [f"{TEMPLATES}/{cover}.md" if cover else f"{MAIL_LAYOUT}/cover.md"])
        _add(found, workspace, (f"{MAIL_LAYOUT}/{name}" for name in ("layout.md", "style.css")))
    return found


def _prepared(workspace: Workspace, about: Mapping[str, str], problems: Problems) -> Job | None:
    """Prepare the job that makes the mailing, without its list where that cannot be used any more."""
    try:
        return prepare(workspace, Order(about["template"], about.get("list"), about["mailing"]))
    except ProblemsError as error:
        told = error.problems
    with suppress(ProblemsError):
        return prepare(workspace, Order(about["template"], mailing=about["mailing"]), template_alone=True)
    for one in told:
        message = f"{one.message}; what is made with it cannot be told, and may lack in the bag"
        problems.add(Problem(one.file, message, one.remedy, severity="warning", line=one.line, field=one.field))
    return None


def _names(job: Job, *, forms: bool) -> Iterator[str]:
    """Yield the names of what a job reads; some of the files need not be there."""
    yield from files_of(job)
    yield from (f"{TEMPLATES}/{one.image}" for one in job.composer.sources.signers if one.image)
    yield from (f"{TEMPLATES}/{name}.md" for name in job.template.follows)
    if asked := job.template.questionnaire:
        if asked.vocabulary:
            yield f"{TEMPLATES}/vocabularies/{asked.vocabulary}.yaml"
        if forms:
            layout = job.workspace.layout(FORM_LAYOUT)
            yield from files_of(replace(job, layout=layout, stylesheet=checked_stylesheet(job.workspace, layout)))
    for recipient in job.selected:
        yield from (one.name for one in enclosures_of(job, recipient))
    for attached in job.attachments:
        if isinstance(attached, Enclosed):
            yield from _names(attached.job, forms=False)
        else:
            yield attached.name


def _enclosed(job: Job) -> Iterator[Job]:
    for attached in job.attachments:
        if isinstance(attached, Enclosed):
            yield attached.job
            yield from _enclosed(attached.job)


def _pictures(entries: Iterable[Any]) -> Iterator[str]:
    """Yield the pictures that stood in the documents when they were made."""
    for entry in entries:
        yield from (f"{TEMPLATES}/{name}" for name in entry.get(PICTURES, ()))


def _add(found: Sources, workspace: Workspace, names: Iterable[str]) -> None:
    try:
        for name in names:
            file = workspace.find(name)
            if file is not None:
                found.files.setdefault(file.name, file.path)
    except CorrespondenceError as error:
        problems = error.problems if isinstance(error, ProblemsError) else ()
        for one in problems:
            found.problems.add(Problem(one.file, one.message, one.remedy, severity="warning"))


def _add_list(found: Sources, workspace: Workspace, list_id: str) -> None:
    """Take a list's file. One sheet of a workbook is not taken: the others are of other mailings."""
    paths = workspace.list_files(list_id)
    for path in paths:
        found.files.setdefault(f"{RECIPIENTS}/{path.name}", path)
    if not paths:
        message = (
            "there is no such list of its own: the bag has its values as they stand in the documents and record copies"
        )
        remedy = (
            "put it back, if it can be found; of a workbook's sheet, 'correspondence recipients import' makes a list"
        )
        found.problems.add(Problem(f"{RECIPIENTS}/{list_id}", message, remedy, severity="warning"))
