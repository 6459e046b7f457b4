"""Who was asked what: all that the reading of replies knows about the letters that went out."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from correspondence.asked import AskedLetter, Reminder
from correspondence.entries import History, Letter, histories
from correspondence.errors import CorrespondenceError, RefusedError
from correspondence.fields import suggestion
from correspondence.forms import form_places
from correspondence.mailing import Job, Order, prepare, prepare_form
from correspondence.mailing.checking import fonts_of
from correspondence.questionnaire import Questionnaire
from correspondence.recipients import Recipient
from correspondence.register import Register
from correspondence.render.pdf import Part, render_pdf
from correspondence.render.text import render_text
from correspondence.reply import FormPlace, SentForm
from correspondence.replying.followups import made_on, message_ids_of, reminder_text, reminders_of, wordings
from correspondence.standing import Standing
from correspondence.workspace import Workspace

FORM_FILE = ".form.pdf"


@dataclass(frozen=True)
class KeptForm:
    """A form that went out: its file, and where its answers stand."""

    path: Path
    sha256: str
    register: Register = field(repr=False, compare=False)

    @cached_property
    def places(self) -> tuple[FormPlace, ...]:
        """Where its answers stand; empty where nobody kept that."""
        geometry = self.register.geometry(self.sha256) or ()
        return tuple(FormPlace(one["name"], one["option"], one["page"], (*one["box"],)) for one in geometry)


@dataclass(frozen=True)
class Inquiry:
    """One questionnaire, and the letters of one list that asked it.

    Attributes:
        job: The letters' job, as the workspace has it now.
        letters: Whom it asked; empty where no list is known.
        forms: The forms that went out, by the recipient's id.
        reminders: For each wording of them a reminder that was made, with the letter of which it reminds.
    """

    job: Job
    letters: tuple[AskedLetter, ...]
    forms: Mapping[str, KeptForm] = field(default_factory=lambda: MappingProxyType({}))
    reminders: tuple[tuple[Standing, History], ...] = ()

    @property
    def questionnaire(self) -> Questionnaire:
        """What was asked."""
        questionnaire = self.job.template.questionnaire
        if questionnaire is None:  # prepared ones have it
            raise _asks_nothing(self.job.template.id)
        return questionnaire

    @cached_property
    def our_text(self) -> str:
        """The words of a letter, its form and its reminders, to tell them from the words of those who answer."""
        return "\n\n".join((self._asked_text, *self._reminder_texts()))

    def _reminder_texts(self) -> Iterator[str]:
        """Yield the words of the reminders; those whose template is gone are left out."""
        for standing, reminder in self.reminders:
            with suppress(CorrespondenceError):
                yield reminder_text(self.job.workspace, standing, reminder)

    @property
    def _asked_text(self) -> str:
        asked = "\n\n".join(question.text for question in self.questionnaire.questions)
        if not self.job.selected:
            return f"{self.job.template.body}\n\n{asked}"
        recipient = self.job.selected[0]
        whole = [self.job.composer.compose(recipient), self._form_job.composer.compose(recipient)]
        sheets = [self.job.stylesheet, self._form_job.stylesheet]
        return "\n\n".join([render_text(one, sheet) for one, sheet in zip(whole, sheets, strict=True)] + [asked])

    @cached_property
    def _form_job(self) -> Job:
        return prepare_form(self.job)

    @cached_property
    def _controls(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        if self.job.selected:
            for control, option in form_places(self._form_job.composer.compose(self.job.selected[0])):
                found.setdefault(control.name, []).extend([option] if option else [])
        else:
            for question in self.questionnaire.questions:
                found[question.id] = list(question.answers)
                found |= {f"{question.id}_explanation": [], f"{question.id}_citation": []}
        return {name: tuple(options) for name, options in found.items()}

    def form(self, recipient: str = "", *, drawn: bool = True) -> SentForm:
        """Return the form that went to a recipient, as far as readers must know it.

        Args:
            recipient: Id of the recipient; where its own form is not at hand, that of another one.
            drawn: Whether its picture is wanted, to which scans are held.
        """
        if not drawn:
            return SentForm(self._controls)
        kept = self.forms.get(recipient) or next(iter(self.forms.values()), None)
        if kept is not None:
            content = _unchanged(kept)
            if content is not None and kept.places:
                return SentForm(self._controls, content, kept.places)
        return self._rendered

    @cached_property
    def _rendered(self) -> SentForm:
        """The form as it would go out now: none was kept."""
        if not self.job.selected:
            return SentForm(self._controls)
        number = self.letters[0].number if self.letters else ""
        document = self._form_job.composer.compose(self.job.selected[0], number)
        pdf = render_pdf(
            [Part(document, self._form_job.stylesheet)], fonts_of(self._form_job), self.job.workspace.load_file
        )
        places = tuple(FormPlace(one.name, one.option, one.page, one.box) for one in pdf.places)
        return SentForm(self._controls, pdf.content, places)

    def geometry(self, recipient: str) -> tuple[FormPlace, ...]:
        """Return where the answers stand on the form of a recipient, empty where it was not kept."""
        kept = self.forms.get(recipient)
        return kept.places if kept else ()


def _unchanged(kept: KeptForm) -> bytes | None:
    try:
        content = kept.path.read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == kept.sha256 else None


def _asks_nothing(template: str) -> RefusedError:
    return RefusedError(
        f"the template {template} has no questionnaire, so that no reply answers it",
        "name one that asks something; 'correspondence list' shows what there is",
    )


def inquiry_of(
    workspace: Workspace, register: Register | None, template: str, recipients: str | None, mailing: str | None = None
) -> Inquiry:
    """Return the inquiry of a template and a list, as ``replies read`` names them.

    Args:
        workspace: The office's folder.
        register: The open register, None where there is none: no letter has a number then.
        template: Id or path of a template.
        recipients: Id or path of a list, None where it is not known who was asked.
        mailing: Name of the mailing; the list's where None.

    Raises:
        ProblemsError: One of them cannot be used.
        RefusedError: The template asks nothing.
    """
    job = prepare(workspace, Order(template, recipients, mailing), template_alone=True)
    if job.template.questionnaire is None:
        raise _asks_nothing(job.template.id)
    known = {}
    reminders: Mapping[Letter, tuple[History, ...]] = {}
    if register is not None and job.recipients is not None:
        all_known = tuple(histories(register.entries()))
        reminders = reminders_of(all_known)
        known = {
            one.letter.recipient: one
            for one in all_known
            if (one.letter.mailing, one.letter.template) == (job.name, job.template.id)
        }
    dated = _Dates(job)
    letters = tuple(
        _asked(job, recipient, known.get(recipient.id), dated, reminders) for recipient in job.selected if recipient
    )
    forms = _forms(register, workspace, known.values()) if register else {}
    return Inquiry(job, letters, MappingProxyType(forms), wordings(known.values(), reminders))


def inquiries(
    workspace: Workspace, register: Register, template: str = "", recipients: str = ""
) -> tuple[Inquiry, ...]:
    """Return every inquiry that the register knows.

    Args:
        workspace: The office's folder.
        register: The open register.
        template: Id of a template, empty for all.
        recipients: Id of a list, empty for all.

    Raises:
        RefusedError: No letter was made that asks something and fits what was named.
        ProblemsError: A template or a list that was used cannot be read any more.
    """
    known: dict[tuple[str, str, str], dict[str, History]] = {}
    all_known = tuple(histories(register.entries()))
    for history in all_known:
        made = history.made
        if made is None or not made.details.get("questionnaire"):
            continue
        if template in {"", made.template} and recipients in {"", made.list}:
            known.setdefault((made.mailing, made.template, made.list), {})[made.recipient] = history
    if not known:
        raise _nobody_asked(register, template, recipients)
    reminders = reminders_of(all_known)
    return tuple(_inquiry(workspace, register, key, letters, reminders) for key, letters in known.items())


def _nobody_asked(register: Register, template: str, recipients: str) -> RefusedError:
    asked = {entry.template for entry in register.entries() if entry.details.get("questionnaire")}
    named = " ".join(one for one in (template, recipients) if one)
    return RefusedError(
        f"the register {register.name} has no letter that asks something{f' of {named}' if named else ''}",
        f"make the letters first: correspondence merge TEMPLATE LIST{suggestion(template, tuple(asked)) if template else ''}",
    )


def _inquiry(
    workspace: Workspace,
    register: Register,
    key: tuple[str, str, str],
    known: Mapping[str, History],
    reminders: Mapping[Letter, tuple[History, ...]],
) -> Inquiry:
    mailing, template, recipients = key
    try:
        job = prepare(workspace, Order(template, recipients or None, mailing), template_alone=True)
    except CorrespondenceError as error:
        message = f"what the mailing {mailing} was made of cannot be read any more: {error}"
        raise RefusedError(
            message, f"put templates/{template}.md and the list {recipients} back as they were"
        ) from error
    if job.template.questionnaire is None:
        raise _asks_nothing(template)
    by_id = {one.id: one for one in job.selected if one}
    dated = _Dates(job)
    letters = tuple(
        _asked(job, by_id.get(name) or _remembered(history), history, dated, reminders)
        for name, history in known.items()
    )
    forms = MappingProxyType(_forms(register, workspace, known.values()))
    return Inquiry(job, letters, forms, wordings(known.values(), reminders))


def _remembered(history: History) -> Recipient:
    """Return what the register knows of somebody who stands on the list no more."""
    made = history.made
    return Recipient(history.letter.recipient, organization=str(made.details.get("name", "")) if made else "")


class _Dates:
    """The dates that the letters of a job bear."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.listed = {one.id for one in job.selected if one}

    def of(self, recipient: Recipient) -> datetime.date | None:
        """Return the date of a letter; it is composed only where it may be of its own."""
        if recipient.id not in self.listed:
            return self.usual
        return self.job.composer.compose(recipient).date if "date" in recipient.extras else self.usual

    @cached_property
    def usual(self) -> datetime.date | None:
        """The date of a letter whose recipient has none of its own."""
        plain = (one for one in self.job.selected if one and "date" not in one.extras)
        first = next(plain, None)
        return self.job.composer.compose(first).date if first else None


def _asked(
    job: Job,
    recipient: Recipient,
    history: History | None,
    dated: _Dates,
    reminders: Mapping[Letter, tuple[History, ...]],
) -> AskedLetter:
    following = reminders.get(history.letter, ()) if history else ()
    made = history.made.details if history and history.made else {}
    return AskedLetter(
        recipient,
        job.name,
        job.template.id,
        history.number if history else "",
        datetime.date.fromisoformat(made["dated"]) if "dated" in made else dated.of(recipient),
        str(made.get("title") or job.template.title),
        tuple(dict.fromkeys(name for one in (history, *following) if one for name in message_ids_of(one))),
        tuple(Reminder(one.number, made_on(one)) for one in following),
    )


def _forms(register: Register, workspace: Workspace, known: Iterable[History]) -> dict[str, KeptForm]:
    """Return the forms that went out, by the recipient's id."""
    return {
        history.letter.recipient: KeptForm(workspace.root / name, sha256, register)
        for history in known
        for name, sha256 in history.going_out.items()
        if name.endswith(FORM_FILE)
    }


def letter_of(asked: AskedLetter) -> Letter:
    """Return the letter's name in the register."""
    return Letter(asked.mailing, asked.recipient.id, asked.template)
