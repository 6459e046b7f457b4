"""Mails are sent: the intent of each is written before, its outcome after, and the register learns of those that went.

Nothing is sent twice unasked. A mail of which nobody knows whether it was taken stays undecided, in the outbox, until a
person says what becomes of it.
"""

from __future__ import annotations

import dataclasses
import datetime
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from correspondence.dispatch.files import checksum
from correspondence.dispatch.mail import mailbox, outgoing
from correspondence.dispatch.outbox import Intent, Outbox, Outcome
from correspondence.dispatch.smtp import BrokenConnectionError, Connection, MailServerError, Server
from correspondence.dispatching.attaching import going_out
from correspondence.dispatching.covering import Due
from correspondence.dispatching.planning import From, Mails, Plan
from correspondence.dispatching.releasing import ReleaseMails
from correspondence.entries import ENCLOSED, Entry, History, Wanted, histories
from correspondence.errors import CorrespondenceError, RefusedError
from correspondence.recipients import Recipient
from correspondence.register import Register
from correspondence.templates import PASSWORD_VARIABLE, USER_VARIABLE, MailSettings

ROUTE = "e-mail"
KEYRING = "correspondence"
"""Under this name the keyring holds the password of ``USER@HOST``."""
MINUTE = 60


@dataclass
class Report:
    """What became of the mails of one run, by the recipients' ids.

    Attributes:
        sent: Message-IDs of those that the server took.
        failed: What it answered for those that it never will.
        waiting: What it answered for those that it may take later; they are tried in the next run.
        undecided: What happened to those of which nobody knows whether they went.
        untried: Those whose turn did not come.
        stopped: The error that ended the run early, None where none did.
    """

    sent: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    undecided: dict[str, str] = field(default_factory=dict)
    untried: tuple[str, ...] = ()
    stopped: CorrespondenceError | None = None


class Pace:
    """Keeps to a rate.

    Args:
        rate: Most mails a minute.
        clock: Tells the time in seconds.
        sleep: Waits so many seconds.
    """

    def __init__(
        self, rate: int, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._between, self._clock, self.sleep = MINUTE / rate, clock, sleep
        self._next = clock()

    def wait(self) -> None:
        """Wait until the next mail may go."""
        if (left := self._next - self._clock()) > 0:
            self.sleep(left)
        self._next = max(self._next, self._clock()) + self._between


@dataclass(frozen=True)
class Sending:
    """How mails are sent.

    Attributes:
        connection: To the server.
        outbox: Where intents and outcomes are written.
        register: The open register.
        now: Tells the moment, with its time zone.
        pace: Keeps to the rate.
        retry_after: Seconds before each further attempt.
        by: Who sends.
        keep_going: Whether to go on after a mail that the server will never take, and one that is undecided.
    """

    connection: Connection
    outbox: Outbox
    register: Register
    now: Callable[[], datetime.datetime]
    pace: Pace
    retry_after: tuple[int, ...] = ()
    by: str = ""
    keep_going: bool = False


def server_of(settings: MailSettings | None, environment: Mapping[str, str]) -> Server:
    """Return the server of the settings, with the login of the environment or the keyring.

    Raises:
        RefusedError: The settings name no server, or there is a user and no password.
    """
    if settings is None or not settings.host:
        raise RefusedError(
            "correspondence.yaml names no server that takes mails",
            "write 'mail:' and below it 'host: smtp.agency.gov', or leave --smtp out for drafts",
        )
    user = environment.get(USER_VARIABLE, settings.user)
    password = environment.get(PASSWORD_VARIABLE, "")
    if user and settings.security == "plain":
        raise RefusedError(f"the password of {user} would go through the network for all to read", f"use 'security: starttls', or unset {USER_VARIABLE}")  # fmt: skip
    if user and not password:
        password = kept_password(f"{user}@{settings.host}")
    if user and not password:
        raise RefusedError(
            f"there is no password for {user} at {settings.host}",
            f"set it in the variable {PASSWORD_VARIABLE}, or keep it: keyring set {KEYRING} {user}@{settings.host}",
        )
    return Server(settings.host, settings.port, settings.security, user, password)


def refuse_nobody(sender: From) -> None:
    """Refuse mails that come from nobody.

    Raises:
        RefusedError: No address is known from which they could come.
    """
    if not sender.address:
        remedy = "write 'from:' below 'mail:' in correspondence.yaml, or 'email:' below 'contacts:' of the sender"
        raise RefusedError("it is not said from which address the mails come", remedy)


def connected_to(server: Server) -> Connection:
    """Connect to a server; the connection is closed by the ``with`` statement.

    Raises:
        MailServerError: It is not as the settings have it.
        BrokenConnectionError: It cannot be reached.
    """
    connection = Connection(server)
    connection.open()
    return connection


def kept_password(name: str) -> str:
    """Return the password that the keyring keeps; empty where there is none, or no keyring."""
    import importlib

    try:
        keyring: Any = importlib.import_module("keyring")
        return keyring.get_password(KEYRING, name) or ""
    except Exception:  # noqa: BLE001  (a keyring fails in as many ways as there are desktops; without it, there is no password)
        return ""


def settle(mails: Mails, register: Register, outbox: Outbox, by: str) -> int:
    """Write into the register what a run that was killed had sent, and had not written there any more.

    Returns:
        How many entries were written.
    """
    entries = register.entries(Wanted(mailing=mails.mailing))
    known = {entry.details.get("attempt") for entry in entries if entry.kind == "dispatched"}
    own = {history.letter: history for history in histories(entries)}
    found: list[Entry] = []
    for intent, outcome in outbox.accepted():
        if intent.attempt in known or intent.template != mails.template.id or intent.list != mails.recipients.id:
            continue
        at = datetime.datetime.fromisoformat(outcome.at)
        for letter, ids in _letters(mails, outcome.accepted):
            if (history := own.get(letter)) is not None:
                found.append(_dispatched(mails, history, intent, ids, at, by))
    register.append(found)
    return len(found)


def say_arrived(outbox: Outbox, mails: Mails, names: Sequence[str], at: datetime.datetime, by: str) -> None:
    """Write down that undecided mails did arrive, as somebody found out.

    Raises:
        RefusedError: One of them is not undecided.
    """
    standing = outbox.standing(mails.template.id, mails.recipients.id)
    for name in names:
        sent = standing.get(name)
        if sent is None or sent.state != "undecided":
            raise RefusedError(f"the mail of {mails.mailing} to {name} is not undecided", "leave it out of --arrived")
    for name in names:
        attempt = standing[name].intent.attempt
        outbox.conclude(Outcome(attempt, at.isoformat(), accepted=(name,), answer=f"arrived, says {by or 'somebody'}"))


def send(plan: Plan, how: Sending, on_mail: Callable[[], None] | None = None) -> Report:
    """Send the mails of a plan.

    Args:
        plan: Who gets one.
        how: How.
        on_mail: Called after each mail that needs no further attempt.

    Returns:
        What became of each. What the outbox and the register hold agrees with it.

    Raises:
        WriteError: The outbox cannot be written; nothing is sent of which it does not know.
        RegisterError: The register cannot be written; the next run writes what was sent.
    """
    report = Report()
    queue = list(plan.due)
    for seconds in (0, *how.retry_after):
        if seconds and queue:
            how.pace.sleep(seconds)
        queue = _round(plan, how, queue, report, on_mail)
        if report.stopped or not queue:
            break
    told = {*report.sent, *report.failed, *report.waiting, *report.undecided}
    report.untried = tuple(one.id for each in plan.due for one in each.recipients if one.id not in told)
    return report


def _round(
    plan: Plan, how: Sending, queue: Sequence[Due], report: Report, on_mail: Callable[[], None] | None
) -> list[Due]:
    """Try mails once, and return those that are to be tried again."""
    later: list[Due] = []
    for number, one in enumerate(queue):
        try:
            how.connection.open()
        except BrokenConnectionError as error:
            waiting = queue[number:]
            report.waiting |= {each.id: error.reason for some in waiting for each in some.recipients}
            return [*later, *waiting]
        except MailServerError as error:
            report.stopped = error
            return later
        rest = _sent(plan, how, one, report)
        if rest is not None:
            later.append(rest)
        elif on_mail:
            on_mail()
        if report.stopped:
            return later
    return later


def _sent(plan: Plan, how: Sending, one: Due, report: Report) -> Due | None:
    """Send one mail, and return what of it is to be tried again."""
    history = _unsent(plan, how.register, one)
    if history is None:
        return None
    try:
        mail = plan.mail(one)
    except CorrespondenceError as error:  # somebody has changed what was checked
        report.stopped = error
        return None
    by_address = _by_address(one.recipients)
    how.pace.wait()
    now = how.now()
    content = outgoing(mail, now)
    ids = tuple(each.id for each in one.recipients)
    letter, listed = plan.mails.template.id, plan.mails.recipients.id
    attempt = secrets.token_hex(8)
    intent = Intent(attempt, now.isoformat(), letter, listed, ids, mail.message_id, checksum(content))
    how.outbox.intend(intent)
    try:
        delivery = how.connection.deliver(mailbox(plan.sender.bounce).addr_spec, tuple(by_address), content)
    except BrokenConnectionError as error:
        if error.undecided:
            _left_open(how, intent, error, report)
            return None
        outcome = Outcome(attempt, how.now().isoformat(), delayed=dict.fromkeys(ids, error.reason))
    except MailServerError as error:
        outcome = Outcome(attempt, how.now().isoformat(), delayed=dict.fromkeys(ids, error.reason))
        report.stopped = error
    else:
        outcome = Outcome(
            attempt,
            how.now().isoformat(),
            tuple(each for address in delivery.accepted for each in by_address[address]),
            {each: str(answer) for address, answer in delivery.refused.items() for each in by_address[address]},
            {each: str(answer) for address, answer in delivery.delayed.items() for each in by_address[address]},
            str(delivery.answer),
        )
    how.outbox.conclude(outcome)
    _register(plan.mails, how, history, intent, outcome)
    return _noted(one, intent, outcome, report, keep_going=how.keep_going)


def _left_open(how: Sending, intent: Intent, error: BrokenConnectionError, report: Report) -> None:
    """Take note of a mail of which nobody knows whether it went."""
    how.outbox.conclude(Outcome(intent.attempt, how.now().isoformat(), answer=error.reason))
    for name in intent.recipients:
        report.waiting.pop(name, None)
        report.undecided[name] = error.reason
    if not how.keep_going:
        report.stopped = error


def _noted(one: Due, intent: Intent, outcome: Outcome, report: Report, *, keep_going: bool) -> Due | None:
    """Put an outcome into the report, and return what is to be tried again."""
    for name in intent.recipients:
        report.waiting.pop(name, None)
    report.sent |= dict.fromkeys(outcome.accepted, intent.message_id)
    report.failed |= outcome.refused
    report.waiting |= outcome.delayed
    if outcome.refused and not keep_going:
        name, answer = next(iter(outcome.refused.items()))
        what = f"the mail server did not take the mail to {name} ({answer})"
        remedy = "mend the address, or leave it out; with --keep-going the others are sent all the same"
        report.stopped = RefusedError(what, remedy)
    rest = tuple(each for each in one.recipients if each.id in outcome.delayed)
    return dataclasses.replace(one, recipients=rest) if rest else None


def _unsent(plan: Plan, register: Register, one: Due) -> History | None:
    """Return what happened to a letter by now; None where somebody sent it meanwhile."""
    if isinstance(plan.mails, ReleaseMails):
        return one.history
    letter = one.history.letter
    entries = register.entries(Wanted(mailing=letter.mailing, recipients=(letter.recipient,)))
    found = next((each for each in histories(entries) if each.letter == letter), one.history)
    gone = found.voided or (found.posted and not found.returned)
    return None if gone else found


def _register(mails: Mails, how: Sending, history: History, intent: Intent, outcome: Outcome) -> None:
    """Write down what was sent."""
    if outcome.accepted:
        at = datetime.datetime.fromisoformat(outcome.at)
        how.register.append([_dispatched(mails, history, intent, outcome.accepted, at, how.by)])


def _dispatched(
    mails: Mails, history: History, intent: Intent, ids: Sequence[str], at: datetime.datetime, by: str
) -> Entry:
    made = history.made
    assert made is not None  # noqa: S101  (for the type checker: only what was made is sent)
    details: dict[str, Any] = {
        "date": at.astimezone().date().isoformat(),
        "route": ROUTE,
        "message_id": intent.message_id,
        "attempt": intent.attempt,
    }
    if isinstance(mails, ReleaseMails):
        details["recipients"] = list(ids)
    if history.enclosed:
        details[ENCLOSED] = dict(history.enclosed)
    return Entry(
        "dispatched",
        history.letter.mailing,
        at,
        recipient=history.letter.recipient,
        number=history.number,
        template=history.letter.template,
        list=mails.recipients.id,
        row=made.row,
        by=by,
        files=going_out(history),
        details=MappingProxyType(details),
    )


def _letters(mails: Mails, ids: Sequence[str]) -> list[tuple[Any, Sequence[str]]]:
    """Return the letters that went to recipients, each with their ids."""
    if isinstance(mails, ReleaseMails):
        return [(mails.letter(), ids)]
    return [(mails.letter(Recipient(one)), (one,)) for one in ids]


def _by_address(recipients: Sequence[Recipient]) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of recipients by the addresses that a server is told; each address is told once."""
    found: dict[str, tuple[str, ...]] = {}
    for one in recipients:
        address = mailbox(one.email).addr_spec
        found[address] = (*found.get(address, ()), one.id)
    return found
