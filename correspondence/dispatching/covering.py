"""The mails by which letters go out: a covering mail, and the letter attached as ``merge`` made it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from correspondence.compose import Composer
from correspondence.dispatch.mail import Mail
from correspondence.dispatching.attaching import attached_to, enclosed_with
from correspondence.document import Block, Division, Document
from correspondence.entries import History, Letter
from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.mailing import Job, Order, prepare
from correspondence.mailing import check as check_job
from correspondence.mailing.following import day_of_letter
from correspondence.mailing.look import checked_stylesheet
from correspondence.recipients import Recipient, RecipientList
from correspondence.render.html import render_html
from correspondence.render.text import render_text
from correspondence.source import Node
from correspondence.templates import Template, read_template
from correspondence.workspace import TEMPLATES, Workspace

LAYOUT = "mail"
SUBJECT = "subject"
"""The part of such a document that stands above the mail, not in it."""
DEFAULT = f"{TEMPLATES}/layouts/{LAYOUT}/cover.md"
"""The mail that goes with letters whose template names none."""
LETTER = "letter"
"""The name by which templates of mails reach the letter."""


@dataclass(frozen=True)
class Due:
    """A mail that is to be sent.

    Attributes:
        name: Its draft's file without the ending: the recipient's id, or the document's where it goes to many.
        recipients: To whom it goes.
        history: What happened to what is sent.
    """

    name: str
    recipients: tuple[Recipient, ...]
    history: History


class LetterMails:
    """Makes the mails of a mailing's letters.

    Args:
        workspace: The office's folder.
        order: The letters.
        cover: Id or path of the covering mail's template; empty for the one that the letter names, or else the usual one.
        word: Whether the Word files go along.

    Raises:
        ProblemsError: Letter, list or covering mail cannot be used.
    """

    blind = False

    def __init__(self, workspace: Workspace, order: Order, cover: str = "", *, word: bool = False) -> None:
        self.workspace, self.word = workspace, word
        self.job = prepare(workspace, order)
        if self.job.recipients is None:
            message, remedy = "the document goes to nobody by itself", "name those who get it with --to LIST"
            raise ProblemsError([Problem(self.job.template.file, message, remedy)])
        self._list: RecipientList = self.job.recipients
        self._template = self._covering(cover)
        self._cover = self._prepared({})
        self._known: Mapping[str, Recipient] = MappingProxyType({})

    @property
    def mailing(self) -> str:
        """Name of the mailing."""
        return self.job.name

    @property
    def template(self) -> Template:
        """The letter."""
        return self.job.template

    @property
    def recipients(self) -> RecipientList:
        """The list."""
        return self._list

    @property
    def selected(self) -> tuple[Recipient, ...]:
        """Those who are meant, in the order asked for."""
        return tuple(one for one in self.job.selected if one is not None)

    def letter(self, recipient: Recipient) -> Letter:
        """Return which letter goes to a recipient."""
        return Letter(self.mailing, recipient.id, self.template.id)

    def check(self, due: tuple[Due, ...]) -> Problems:
        """Compose every mail, and hold every file that goes along to its checksum.

        Returns:
            Everything that is wrong.
        """
        self._cover = self._prepared({one.recipients[0].id: one.history for one in due})
        self._known = MappingProxyType({one.id: one for one in self._cover.selected if one is not None})
        findings = check_job(self._cover) if due else None
        problems = Problems()
        problems.extend(findings.problems if findings else self.job.found)
        for one in due:
            problems.extend(self._attachable(one))
        return problems

    def mail(self, one: Due) -> Mail:
        """Return a mail, without the sender. It must have been checked.

        Raises:
            ProblemsError: A file that goes along was changed since.
            UnfitError: It cannot be composed.
        """
        [recipient] = one.recipients
        files = attached_to(self.workspace, self.template, one.history, self.job.stem(recipient), word=self.word)
        files += enclosed_with(self.job, recipient, one.history)
        document = self._cover.composer.compose(self._known[recipient.id], one.history.number)
        subject, rest = _parted(document, self._cover)
        return Mail(
            recipient.email,
            recipient.addressee or recipient.organization,
            subject,
            render_text(rest, self._cover.stylesheet),
            files,
            number=one.history.number,
            html=render_html(rest, self._cover.stylesheet),
        )

    def _attachable(self, one: Due) -> tuple[Problem, ...]:
        try:
            stem = self.job.stem(one.recipients[0])
            attached_to(self.workspace, self.template, one.history, stem, word=self.word)
            enclosed_with(self.job, one.recipients[0], one.history)
        except ProblemsError as error:
            return error.problems
        return ()

    def _covering(self, cover: str) -> Template:
        """Read the covering mail's template; it speaks for the letter's office where it names none."""
        letter = self.template
        name = cover or letter.covering_mail
        if name:
            found = self.workspace.template(name)
        else:
            found = read_template(self.workspace.load_file(DEFAULT), DEFAULT, "cover")
        if found.layout != LAYOUT:
            message = f"a document of the layout {found.layout} is no covering mail"
            line = found.places.get("layout")
            raise ProblemsError([Problem(found.file, message, f"write 'layout: {LAYOUT}'", line=line, field="layout")])
        if found.approvals:
            message = "a covering mail goes out with a letter, and is not approved by itself"
            line = found.places.get("approvals")
            remedy = "delete 'approvals:'; what must be approved belongs into the letter"
            raise ProblemsError([Problem(found.file, message, remedy, line=line, field="approvals")])
        if found.sender:
            return found
        return dataclasses.replace(found, sender=letter.sender)

    def _prepared(self, histories: Mapping[str, History]) -> Job:
        """Prepare the covering mails of those letters that are to be sent."""
        job, template = self.job, self._template
        layout = self.workspace.layout(LAYOUT)
        sender = self.workspace.sender(template.sender) if template.sender else None
        signers = tuple(sender.signers[name] for name in template.signers if sender and name in sender.signers)
        if len(signers) < len(template.signers):
            message = f"{template.sender or 'nobody'} has no such signer"
            raise ProblemsError([Problem(template.file, message, "mend 'signer:'", field="signer")])
        recipients = self._with_letters(histories)
        sources = dataclasses.replace(
            job.composer.sources, template=template, layout=layout, sender=sender, signers=signers, signing_for=None
        )
        return dataclasses.replace(
            job,
            template=template,
            layout=layout,
            stylesheet=checked_stylesheet(self.workspace, layout),
            recipients=recipients,
            selected=recipients.recipients,
            composer=Composer(sources, recipients),
            attachments=(),
        )

    def _with_letters(self, histories: Mapping[str, History]) -> RecipientList:
        """Return the list with what a covering mail may say of the letter."""
        taken = [one.extras[LETTER] for one in self.selected if LETTER in one.extras]
        taken += [self._list.shared[LETTER]] if LETTER in self._list.shared else []
        if taken:
            message = f'"{LETTER}" means the letter in a covering mail'
            raise ProblemsError([taken[0].problem(self._list.file, message, "give the value another name")])
        known = tuple(
            dataclasses.replace(
                one, extras=MappingProxyType({**one.extras, LETTER: self._told(one, histories.get(one.id))})
            )
            for one in self.selected
            if not histories or one.id in histories
        )
        return dataclasses.replace(self._list, recipients=known)

    def _told(self, recipient: Recipient, history: History | None) -> Node:
        made = history.made if history else None
        title = str(made.details.get("title", "")) if made else ""
        dated = str(made.details.get("dated", "")) if made else ""
        day = datetime.date.fromisoformat(dated) if dated else day_of_letter(recipient, self._list, self.template)
        form = history is not None and any(name.endswith(".form.pdf") for name in history.going_out)
        values = {"title": title or self.template.title, "date": day or "", "form": form}
        nodes = {name: Node(value, 0, f"{LETTER}.{name}", str(value)) for name, value in values.items()}
        return Node(nodes, 0, LETTER)


def _parted(document: Document, job: Job) -> tuple[str, Document]:
    """Part the subject from what the mail says."""
    above: list[Block] = []
    rest: list[Block] = []
    for block in document.blocks:
        (above if isinstance(block, Division) and block.name == SUBJECT else rest).append(block)
    subject = " ".join(render_text(dataclasses.replace(document, blocks=tuple(above)), job.stylesheet).split())
    return subject, dataclasses.replace(document, blocks=tuple(rest), title=subject or document.title)
