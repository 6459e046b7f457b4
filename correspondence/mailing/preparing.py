"""Read and resolve all that a mailing is made of, and report all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from correspondence.compose import Sources
from correspondence.compose.steady import SteadyComposer
from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.fields import Choice, suggestion
from correspondence.mailing.choosing import chosen
from correspondence.mailing.enclosing import enclosure_problems
from correspondence.mailing.fitting import check_approvers, check_name, check_use, is_known, signers_of
from correspondence.mailing.following import with_followed
from correspondence.mailing.job import Enclosed, Job, Order
from correspondence.mailing.look import checked_stylesheet
from correspondence.recipients import InvalidRecipientsError, RecipientList
from correspondence.render.packet import AttachedPdf, UnfitAttachmentError, inspect_attachment
from correspondence.templates import Attachment, Layout, Template, read_value
from correspondence.workspace import TEMPLATES, Workspace

T = TypeVar("T")


def prepare(workspace: Workspace, order: Order, *, template_alone: bool = False, attached: bool = False) -> Job:
    """Read everything that an order names.

    Args:
        workspace: The office's folder.
        order: What is asked for.
        template_alone: Whether a letter may do without its list; no recipient is selected then.
        attached: Whether the document goes out attached to another; its own attachments stay behind.

    Returns:
        The job. Its composer was compiled; no letter was composed yet. Where records of the list
        cannot be used, the job has the others, and ``found`` says what is wrong.

    Raises:
        ProblemsError: Something that every letter needs cannot be used; every problem of every
            file is listed.
    """
    problems = Problems()
    template = _tried(problems, lambda: workspace.template(order.template))
    recipients, unsound = _recipients(workspace, order)
    problems.extend(unsound)
    profile = _tried(problems, workspace.profile)
    if template is None:
        raise ProblemsError(problems)
    if template.follows and (found := recipients) is not None and not order.recorded:
        recipients = _tried(problems, lambda: with_followed(workspace, template, found, order.following))
    layout = sender = None
    if is_known("layout", template.layout, workspace.layout_ids(), template, problems):
        layout = _tried(problems, lambda: workspace.layout(template.layout))
    if template.sender and is_known("sender", template.sender, workspace.sender_ids(), template, problems):
        sender = _tried(problems, lambda: workspace.sender(template.sender))
    if layout is None:
        raise ProblemsError(problems)
    stylesheet = _tried(problems, lambda: checked_stylesheet(workspace, layout))
    without_list = template_alone and layout.recipient == "required" and order.recipients is None
    if not without_list:
        check_use(order.recipients, template, layout, problems)
    signers = signers_of(template, sender, layout, problems)
    check_approvers(workspace, template, problems)
    given = _given(order.given, layout, problems)
    check_name(order.mailing, problems)
    selected = chosen(order, recipients, profile, problems)
    attachments = () if attached else _attachments(workspace, template, order, problems)
    if not attached and not order.recorded:
        problems.extend(enclosure_problems(workspace, template, layout, recipients))
    composer = None
    if profile is not None:
        signing_for = sender.signers.get(template.signing_for) if sender else None
        sources = Sources(template, layout, sender, signers, signing_for, profile, workspace.picture)
        composer = _tried(problems, lambda: SteadyComposer(sources, recipients, given, draft=order.draft))
    no_one = order.recipients is not None and recipients is None
    fatal = set(problems.errors).difference(unsound)
    located = recipients.located(problems) if recipients else problems
    if fatal or no_one or stylesheet is None or composer is None:
        raise ProblemsError(located)
    return Job(
        workspace,
        order,
        template,
        layout,
        stylesheet,
        recipients,
        () if without_list else selected,
        composer,
        attachments,
        _variant(layout, template, given),
        found=tuple(located),
    )


def _tried(problems: Problems, step: Callable[[], T]) -> T | None:
    """Take one step; keep what is wrong with it and go on."""
    try:
        return step()
    except ProblemsError as error:
        problems.extend(error.problems)
        return None


def _recipients(workspace: Workspace, order: Order) -> tuple[RecipientList | None, tuple[Problem, ...]]:
    """Read the list; where records of it cannot be used, return the others and what is wrong."""
    if order.recipients is None:
        return None, ()
    try:
        found = workspace.recipient_list(order.recipients)
    except InvalidRecipientsError as error:
        return error.sound, error.problems
    except ProblemsError as error:
        return None, error.problems
    return found, found.warnings


def _given(given: Mapping[str, str], layout: Layout, problems: Problems) -> Mapping[str, Any]:
    """Read the values from the command line."""
    values: dict[str, Any] = {}
    for name, text in given.items():
        spec = layout.fields.get(name)
        if spec is None:
            remedy = f"choose one of {', '.join(layout.fields)}{suggestion(name, layout.fields)}"
            problems.add(Problem("--set", f'"{name}" is not a field of the layout {layout.id}', remedy))
            continue
        try:
            values[name] = read_value(name, text, spec)
        except ProblemsError as error:
            problems.extend(error.problems)
    return values


def _attachments(
    workspace: Workspace, template: Template, order: Order, problems: Problems
) -> tuple[Enclosed | AttachedPdf, ...]:
    found: list[Enclosed | AttachedPdf] = []
    for index, attachment in enumerate(template.attachments):
        try:
            found.append(
                _attachment(workspace, template, order, attachment, template.places.get(f"attachments[{index}]"))
            )
        except ProblemsError as error:
            problems.extend(error.problems)
    return tuple(found)


def _attachment(
    workspace: Workspace, template: Template, order: Order, attachment: Attachment, line: int | None
) -> Enclosed | AttachedPdf:
    if attachment.template:
        inner = Order(attachment.template, attachment.recipients or None, draft=order.draft, recorded=order.recorded)
        return Enclosed(prepare(workspace, inner, attached=True), attachment.title)
    name = f"{TEMPLATES}/{attachment.pdf}"
    try:
        attached = AttachedPdf(workspace.load_file(name), name, attachment.title or Path(attachment.pdf).stem)
        inspect_attachment(attached)
    except ValueError as error:
        raise ProblemsError(
            [
                Problem(
                    template.file,
                    f"there is no file {name}",
                    "put it there, or mend the path; it is counted from templates/",
                    line=line,
                    field="attachments",
                )
            ]
        ) from error
    except UnfitAttachmentError as error:
        raise ProblemsError(
            [
                Problem(
                    template.file,
                    f"{error.name} cannot be attached: {error.reason}",
                    error.remedy,
                    line=line,
                    field="attachments",
                )
            ]
        ) from error
    return attached


def _variant(layout: Layout, template: Template, given: Mapping[str, Any]) -> str:
    """Return what a file's name shows of the variants that were chosen."""
    parts = []
    for name in layout.variants:
        spec = layout.fields[name]
        node = template.settings.get(name)
        value = given.get(name, node.raw if node is not None else spec.default)
        if isinstance(spec.kind, Choice) and value and value != spec.default:
            parts.append(f"-{value}")
    return "".join(parts)
