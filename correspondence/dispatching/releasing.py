"""The mails by which one document goes to many: a release to the press, its words in the mail and its PDF attached."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

from correspondence.dispatch.mail import Mail
from correspondence.dispatching.attaching import attached_to
from correspondence.dispatching.covering import Due
from correspondence.dispatching.embargo import embargo_of
from correspondence.entries import History, Letter
from correspondence.errors import Problems, ProblemsError
from correspondence.mailing import Order, prepare
from correspondence.mailing import check as check_job
from correspondence.mailing.choosing import chosen
from correspondence.recipients import Recipient, RecipientList
from correspondence.render.html import render_html
from correspondence.render.text import render_text
from correspondence.templates import Template
from correspondence.workspace import Workspace


class ReleaseMails:
    """Makes the mails of a document that goes to all of a list alike.

    Args:
        workspace: The office's folder.
        order: The document, and with ``recipients`` the list to which it goes.
        blind: Whether several get one mail, each as a blind copy.
        word: Whether the Word file goes along.

    Raises:
        ProblemsError: Document or list cannot be used.
    """

    def __init__(self, workspace: Workspace, order: Order, *, blind: bool = False, word: bool = False) -> None:
        self.workspace, self.blind, self.word = workspace, blind, word
        alone = dataclasses.replace(order, recipients=None, only=(), where=None, sort=None, limit=None)
        self.job = prepare(workspace, alone)
        self.recipients: RecipientList = workspace.recipient_list(order.recipients or "")
        problems = Problems()
        found = chosen(order, self.recipients, workspace.profile(), problems)
        problems.stop()
        self.selected: tuple[Recipient, ...] = tuple(one for one in found if one is not None)

    @property
    def mailing(self) -> str:
        """Name of the mailing."""
        return self.job.name

    @property
    def template(self) -> Template:
        """The document."""
        return self.job.template

    @property
    def embargo(self) -> datetime.datetime | None:
        """The moment before which it must not be sent, None where there is none."""
        return embargo_of(self.template, self.job.layout)

    def letter(self, recipient: Recipient | None = None) -> Letter:
        """Return which letter goes to a recipient: the one document."""
        del recipient
        return Letter(self.mailing, "", self.template.id)

    def check(self, due: tuple[Due, ...]) -> Problems:
        """Compose the document, and hold its files to their checksums.

        Returns:
            Everything that is wrong.
        """
        problems = Problems()
        problems.extend(check_job(self.job).problems)
        problems.extend(self.recipients.located(self.recipients.warnings))
        for one in due[:1]:
            try:
                attached_to(self.workspace, self.template, one.history, self.job.stem(None), word=self.word)
            except ProblemsError as error:
                problems.extend(error.problems)
        return problems

    def mail(self, one: Due) -> Mail:
        """Return a mail, without the sender. It must have been checked.

        Raises:
            ProblemsError: A file that goes along was changed since.
        """
        files = attached_to(self.workspace, self.template, one.history, self.job.stem(None), word=self.word)
        document = self.job.composer.compose(None, one.history.number)
        single = None if self.blind else one.recipients[0]
        return Mail(
            single.email if single else "",
            (single.addressee or single.organization) if single else "",
            self.template.title,
            render_text(document, self.job.stylesheet),
            files,
            number=self.template.id,
            html=render_html(document, self.job.stylesheet),
            blind=tuple(dict.fromkeys(each.email for each in one.recipients)) if self.blind else (),
        )


def sent_before(history: History, list_id: str) -> Mapping[str, datetime.date]:
    """Return who of a list got a document since it was issued, and when, by their ids."""
    found: dict[str, datetime.date] = {}
    for entry in history.entries:
        if entry.details.get("reissued"):
            found.clear()
        if entry.kind == "dispatched" and entry.list == list_id:
            found |= dict.fromkeys(entry.details.get("recipients", ()), entry.date)
    return found
