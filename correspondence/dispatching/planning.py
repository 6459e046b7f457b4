"""Who gets a mail, and who does not and why: decided from the register and the outbox before anything is sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from correspondence.approving import Made, hold_made
from correspondence.approving.holding import FINAL
from correspondence.dispatch.mail import Mail, UnfitAddressError, mailbox
from correspondence.dispatch.outbox import Outbox, Sent
from correspondence.dispatching.covering import Due
from correspondence.dispatching.releasing import ReleaseMails, sent_before
from correspondence.entries import History, Letter, Wanted, histories
from correspondence.errors import Problem, Problems, ProblemsError, RefusedError
from correspondence.recipients import Recipient, RecipientList
from correspondence.register import Register
from correspondence.templates import MailSettings, Sender, Template
from correspondence.workspace import Workspace


class Mails(Protocol):
    """What is sent: letters of a mailing, or one document to many."""

    workspace: Workspace
    blind: bool

    @property
    def mailing(self) -> str:
        """Name of the mailing."""

    @property
    def template(self) -> Template:
        """What is sent."""

    @property
    def recipients(self) -> RecipientList:
        """The list."""

    @property
    def selected(self) -> tuple[Recipient, ...]:
        """Those who are meant, in the order asked for."""

    def letter(self, recipient: Recipient) -> Letter:
        """Return which letter goes to a recipient."""

    def check(self, due: tuple[Due, ...]) -> Problems:
        """Return everything that is wrong with mails that are to be sent."""

    def mail(self, one: Due) -> Mail:
        """Return a mail, without the sender."""


@dataclass(frozen=True)
class LeftOut:
    """Somebody who gets no mail.

    Attributes:
        recipient: Id of the recipient.
        name: Who it is.
        reason: Why, as the end of a sentence that begins with the name.
        remedy: What to do about it, empty where that is nothing.
    """

    recipient: str
    name: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True)
class Undecided:
    """Somebody of whose mail nobody knows whether it went.

    Attributes:
        recipient: Id of the recipient.
        name: Who it is.
        sent: The attempt.
    """

    recipient: str
    name: str
    sent: Sent


@dataclass(frozen=True)
class From:
    """From whom mails come.

    Attributes:
        address: The address; empty where nobody knows it.
        name: Whose it is.
        reply_to: Where answers go, or empty.
        bounce: Where undeliverable mails come back.
    """

    address: str
    name: str = ""
    reply_to: str = ""
    bounce: str = ""

    def of(self, mail: Mail) -> Mail:
        """Return a mail with its sender."""
        return dataclasses.replace(mail, sender=self.address, sender_name=self.name, reply_to=self.reply_to)


@dataclass(frozen=True)
class Plan:
    """Who gets a mail, and who does not.

    Attributes:
        mails: What is sent.
        sender: From whom.
        due: The mails, in the list's order.
        left_out: Those who get none.
        undecided: Those of whose mail nobody knows whether it went.
        shared: Ids of those who have one address, by the address.
        problems: What is wrong, all of it; warnings alone where it can be sent.
    """

    mails: Mails
    sender: From
    due: tuple[Due, ...]
    left_out: tuple[LeftOut, ...]
    undecided: tuple[Undecided, ...]
    shared: Mapping[str, tuple[str, ...]]
    problems: Problems

    def mail(self, one: Due) -> Mail:
        """Return a mail as it goes out."""
        return self.sender.of(self.mails.mail(one))

    @property
    def count(self) -> int:
        """How many recipients get a mail."""
        return sum(len(one.recipients) for one in self.due)


def plan_mails(
    mails: Mails, register: Register, outbox: Outbox, sender: From, *, resend: tuple[str, ...] = (), batch: int = 1
) -> Plan:
    """Decide who gets a mail.

    Args:
        mails: What is sent.
        register: The open register.
        outbox: What was tried before.
        sender: From whom the mails come.
        resend: Ids of those who get one although nobody knows whether theirs went.
        batch: How many get one mail together, where they are blind copies.

    Returns:
        The plan. Every mail of it was composed, and every file held to its checksum.

    Raises:
        ProblemsError: Something is wrong with a mail, or ``resend`` names somebody whose mail is not undecided.
        UnapprovedError: It is not approved, or was changed since.
        RefusedError: Nothing was made that could be sent.
    """
    known = {one.letter: one for one in histories(register.entries(Wanted(mailing=mails.mailing)))}
    if not any(one.made and one.letter.template == mails.template.id for one in known.values()):
        raise RefusedError(
            f"the register {register.name} has no letters of {mails.template.id} in the mailing {mails.mailing}",
            f"make them first: correspondence {_making(mails)}",
        )
    standing = outbox.standing(mails.template.id, mails.recipients.id)
    _refuse_unknown(resend, standing, mails)
    left_out: list[LeftOut] = []
    undecided: list[Undecided] = []
    fit: list[tuple[Recipient, History]] = []
    before = _before(mails, known)
    for one in mails.selected:
        history = known.get(mails.letter(one), History(mails.letter(one)))
        sent = standing.get(one.id)
        if reason := _objection(mails, one, history, before.get(one.id, "")):
            left_out.append(LeftOut(one.id, one.display_name, *reason))
        elif sent is not None and sent.state == "undecided" and one.id not in resend:
            undecided.append(Undecided(one.id, one.display_name, sent))
        else:
            fit.append((one, history))
    hold_made(mails.workspace, register, _made(mails, known))
    due = tuple(_due(mails, fit, batch))
    problems = Problems()
    problems.extend(_unfit(mails, (one for one, _ in fit)))
    problems.extend(mails.check(due))
    problems.stop()
    return Plan(mails, sender, due, tuple(left_out), tuple(undecided), _shared(one for one, _ in fit), problems)


def sender_of(workspace: Workspace, mails: Mails) -> From:
    """Return from whom mails come: the address in the settings, or else that of the sender.

    Raises:
        ProblemsError: It is no address.
    """
    template = mails.template
    office: Sender | None = workspace.sender(template.sender) if template.sender else None
    settings = workspace.settings.mail or MailSettings()
    address = settings.sender or (office.contacts.get("email", "") if office else "")
    for one in (address, settings.reply_to, settings.bounce):
        try:
            if one:
                mailbox(one)
        except UnfitAddressError as error:
            file = office.file if office and one == address and not settings.sender else "correspondence.yaml"
            raise ProblemsError([Problem(file, error.message, error.remedy)]) from error
    return From(address, office.name if office else "", settings.reply_to, settings.bounce or address)


def _made(mails: Mails, known: Mapping[Letter, History]) -> Made:
    """Return the letters that have not gone out yet, as they are held to their approvals."""
    listed = "" if isinstance(mails, ReleaseMails) else mails.recipients.id
    found = [known[letter] for letter in map(mails.letter, mails.selected) if letter in known]
    letters = {one.letter.recipient: one for one in found if one.made and not one.posted and not one.voided}
    return Made(mails.mailing, mails.template.id, listed, letters)


def _before(mails: Mails, known: Mapping[Letter, History]) -> Mapping[str, str]:
    """Return the days on which recipients got a document that goes to many, by their ids."""
    if not isinstance(mails, ReleaseMails):
        return {}
    history = known.get(mails.letter())
    found = sent_before(history, mails.recipients.id) if history else {}
    return {one: str(day) for one, day in found.items()}


def _objection(mails: Mails, one: Recipient, history: History, before: str) -> tuple[str, str] | None:
    """Say why somebody gets no mail, and what to do; None where they may."""
    posted, reissue = (
        history.posted,
        f"to send it again, first run: correspondence register mark {mails.mailing} --reissue",
    )
    if not one.email:
        return "has no e-mail address", f"add 'email:' to the recipient in {mails.recipients.file}, or post the letter"
    if history.made is None:
        return "has no letter in the mailing", f"make it: correspondence {_making(mails)} --only {one.id}"
    if history.voided:
        return f"has a letter that was voided on {history.voided.date}", ""
    if before:
        return f"got it on {before}", reissue
    if not isinstance(mails, ReleaseMails) and posted and not history.returned:
        route = posted.details.get("route")
        return (
            f"has a letter that was posted on {posted.date}{f' by {route}' if route else ''}",
            f"{reissue} --only {one.id}",
        )
    return None


def _due(mails: Mails, fit: Sequence[tuple[Recipient, History]], batch: int) -> Iterator[Due]:
    """Yield the mails: one for each recipient, or one for so many of them."""
    if not mails.blind:
        for one, history in fit:
            yield Due(one.id, (one,), history)
        return
    parts = [fit[start : start + batch] for start in range(0, len(fit), batch)]
    for number, part in enumerate(parts, start=1):
        name = mails.template.id if len(parts) == 1 else f"{mails.template.id}-{number}"
        yield Due(name, tuple(one for one, _ in part), part[0][1])


def _unfit(mails: Mails, fit: Iterable[Recipient]) -> Iterator[Problem]:
    """Yield the addresses to which no mail can go."""
    for one in fit:
        try:
            mailbox(one.email, one.addressee)
        except UnfitAddressError as error:
            line = one.places.get("email", one.line) or None
            problem = Problem(mails.recipients.file, error.message, error.remedy, line=line, field=f"{one.id}.email")
            yield from mails.recipients.located([problem])


def _shared(fit: Iterable[Recipient]) -> Mapping[str, tuple[str, ...]]:
    """Return who has one address with others."""
    found: dict[str, list[str]] = {}
    for one in fit:
        found.setdefault(one.email.casefold(), []).append(one.id)
    return {address: tuple(ids) for address, ids in found.items() if len(ids) > 1}


def _refuse_unknown(names: tuple[str, ...], standing: Mapping[str, Sent], mails: Mails) -> None:
    """Stop where somebody is named whose mail is not undecided."""
    undecided = [one for one, sent in standing.items() if sent.state == "undecided"]
    wrong = [name for name in names if name not in undecided]
    if wrong:
        remedy = f"choose from {', '.join(undecided)}" if undecided else "leave it out"
        raise ProblemsError(
            [Problem("--resend", f"the mail of {mails.mailing} to {name} is not undecided", remedy) for name in wrong]
        )


def _making(mails: Mails) -> str:
    final = f" {FINAL}" if mails.template.approvals else ""
    if isinstance(mails, ReleaseMails):
        return f"render {mails.template.id}{final}"
    named = "" if mails.recipients.id == mails.mailing else f" --mailing {mails.mailing}"
    return f"merge {mails.template.id} {mails.recipients.id}{named}{final}"
