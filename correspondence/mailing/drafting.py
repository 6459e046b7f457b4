"""E-mail drafts of letters: the letter's words, and its PDF attached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from correspondence.dispatch.mail import AttachedFile, Mail, UnfitAddressError, draft, mailbox
from correspondence.errors import Problem
from correspondence.mailing.job import Job
from correspondence.recipients import Recipient
from correspondence.render.text import render_text

MAIL = "mail"
"""The folder of the drafts, in that of the mailing."""
ENDING = ".eml"


@dataclass(frozen=True)
class Drafted:
    """A draft that was made.

    Attributes:
        name: Its file's name in the mailing's folder.
        content: What is in it.
        message_id: What the mail calls itself; empty where the mail program gives it a name.
    """

    name: str
    content: bytes
    message_id: str


class MailDrafts:
    """Makes the e-mail drafts of a job's letters. Who has no e-mail address gets none.

    Args:
        job: The letters.
    """

    def __init__(self, job: Job) -> None:
        self.job = job

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the addresses, before anything is made."""
        sender = self.job.composer.sources.sender
        if sender is not None and (email := sender.contacts.get("email", "")):
            try:
                mailbox(email, sender.name)
            except UnfitAddressError as error:
                line = sender.places.get("contacts.email")
                yield Problem(sender.file, error.message, error.remedy, line=line, field="contacts.email")
        for one in self.job.selected:
            if one is None or not one.email:
                continue
            try:
                mailbox(one.email, one.addressee)
            except UnfitAddressError as error:
                file = self.job.recipients.file if self.job.recipients else ""
                line = one.places.get("email", one.line) or None
                yield Problem(file, error.message, error.remedy, line=line, field=f"{one.id}.email")

    def name(self, recipient: Recipient | None) -> str:
        """Return the name of a letter's draft in the mailing's folder, empty where it gets none."""
        return f"{MAIL}/{self.job.stem(recipient)}{ENDING}" if recipient is not None and recipient.email else ""

    def draft(self, recipient: Recipient | None, number: str, pdf: bytes) -> Drafted | None:
        """Return the draft of one letter, None where the recipient has no e-mail address.

        Args:
            recipient: To whom it goes.
            number: The letter's reference number, empty where it has none.
            pdf: The letter.

        Raises:
            UnfitAddressError: No mail can go to the address.
        """
        name = self.name(recipient)
        if recipient is None or not name:
            return None
        job, sender = self.job, self.job.composer.sources.sender
        followed = (job.order.following or {}).get(recipient.id)
        document = job.composer.compose(recipient, number)
        mail = Mail(
            recipient.email,
            recipient.addressee or recipient.organization,
            f"{job.template.title} ({number})" if number else job.template.title,
            render_text(document, job.stylesheet),
            (AttachedFile(f"{number or job.stem(recipient)}.pdf", pdf),),
            sender.contacts.get("email", "") if sender else "",
            sender.name if sender else "",
            number,
            followed.message_ids if followed else (),
        )
        return Drafted(name, draft(mail), mail.message_id)
