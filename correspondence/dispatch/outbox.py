"""The outbox: what was about to be sent, and what became of it, a line each in a file that only grows.

Before a mail is handed to a server, its intent is written and forced to the disk; its outcome is afterwards. An intent
without an outcome is a mail of which nobody knows whether it went: whoever reads the outbox after a crash finds it
there. A line that a crash cut short counts as not written: a cut intent is of a mail that was not sent yet, and after a
cut outcome the intent stands open.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from correspondence.errors import RefusedError, WriteError, shown_here

ENDING = ".jsonl"
State = Literal["undecided", "accepted", "refused", "delayed"]


@dataclass(frozen=True, slots=True)
class Intent:
    """A mail that is about to be sent.

    Attributes:
        attempt: Names this attempt, and no other.
        at: When it was written, in ISO 8601.
        template: Id of the template of what is sent.
        list: Id of the list.
        recipients: Ids of those to whom it goes.
        message_id: What the mail calls itself.
        sha256: Checksum of its bytes.
    """

    attempt: str
    at: str
    template: str
    list: str
    recipients: tuple[str, ...]
    message_id: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt.

    Attributes:
        attempt: Which one.
        at: When that was known, in ISO 8601.
        accepted: Ids of those for whom the server took it.
        refused: What the server answered for those for whom it will not, by their ids.
        delayed: What it answered for those for whom it may later.
        answer: What it answered to the mail; for one that is undecided, what happened.
    """

    attempt: str
    at: str
    accepted: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    delayed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """How it stands with the mail to one recipient.

    Attributes:
        state: What is known.
        intent: The newest attempt.
        answer: The server's words, or what happened.
    """

    state: State
    intent: Intent
    answer: str = ""


class Outbox:
    """The outbox of one mailing; opened with :func:`opened_outbox`.

    Args:
        path: Its file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.intents: dict[str, Intent] = {}
        self.outcomes: list[Outcome] = []
        for content in _lines(path):
            self._take(content)

    def standing(self, template: str, list_id: str) -> Mapping[str, Sent]:
        """Return how it stands with the mails of a template to a list, by the recipients' ids."""
        own = {one.attempt: one for one in self.intents.values() if (one.template, one.list) == (template, list_id)}
        order = {attempt: number for number, attempt in enumerate(self.intents)}
        found: dict[str, Sent] = {}
        told: dict[str, list[Outcome]] = {}
        for outcome in self.outcomes:
            told.setdefault(outcome.attempt, []).append(outcome)
        for attempt in sorted(own, key=order.__getitem__):
            intent = own[attempt]
            for one in intent.recipients:
                found[one] = _sent(one, intent, told.get(attempt, ()))
        return MappingProxyType(found)

    def accepted(self) -> Iterator[tuple[Intent, Outcome]]:
        """Yield the attempts that a server took, with their outcomes, oldest first."""
        for outcome in self.outcomes:
            if outcome.accepted and outcome.attempt in self.intents:
                yield self.intents[outcome.attempt], outcome

    def intend(self, intent: Intent) -> None:
        """Write down that a mail is about to be sent; it may be once this has returned.

        Raises:
            WriteError: It cannot be written, so that the mail must not be sent.
        """
        self._append("intent", intent)
        self.intents[intent.attempt] = intent

    def conclude(self, outcome: Outcome) -> None:
        """Write down what became of an attempt.

        Raises:
            WriteError: It cannot be written; the mail stays undecided.
        """
        self._append("outcome", outcome)
        self.outcomes.append(outcome)

    def _append(self, what: str, line: Intent | Outcome) -> None:
        content = {name: getattr(line, name) for name in line.__slots__}
        plain = {name: dict(value) if isinstance(value, Mapping) else value for name, value in content.items()}
        written = json.dumps({"line": what, **plain}, ensure_ascii=False)
        try:
            new = not self.path.exists()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                # a crash may have cut the line before this one short
                file.write(f"{'' if new else chr(10)}{written}\n".encode())
                file.flush()
                os.fsync(file.fileno())
            if new:
                _keep(self.path.parent)
        except OSError as error:
            raise WriteError(shown_here(self.path), error.strerror or str(error)) from error

    def _take(self, content: Mapping[str, Any]) -> None:
        """Take a line that was read."""
        if content.get("line") == "intent":
            values = {name: content.get(name, "") for name in Intent.__slots__}
            intent = Intent(**{**values, "recipients": tuple(values["recipients"])})
            self.intents[intent.attempt] = intent
        elif content.get("line") == "outcome":
            values = {name: content[name] for name in Outcome.__slots__ if name in content}
            self.outcomes.append(Outcome(**{**values, "accepted": tuple(values.get("accepted", ()))}))


@contextmanager
def opened_outbox(path: Path) -> Iterator[Outbox]:
    """Open an outbox, and keep all other runs out of it.

    Raises:
        RefusedError: Another run has it.
        WriteError: Its folder cannot be written.
    """
    import fcntl

    lock = path.with_name(f".{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise WriteError(shown_here(lock), error.strerror or str(error)) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            what = f"another run is sending from {shown_here(path)}"
            raise RefusedError(what, "wait until it has ended") from error
        yield Outbox(path)
    finally:
        os.close(descriptor)


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the lines that are whole."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return
    except OSError as error:
        raise WriteError(shown_here(path), error.strerror or str(error)) from error
    for line in text.split("\n"):
        try:
            content = json.loads(line)
        except ValueError:
            continue
        if isinstance(content, dict) and content.get("attempt"):
            yield content


def _sent(recipient: str, intent: Intent, outcomes: Iterable[Outcome]) -> Sent:
    """Return what is known of one recipient of an attempt."""
    found = Sent("undecided", intent)
    for outcome in outcomes:
        if recipient in outcome.accepted:
            found = Sent("accepted", intent, outcome.answer)
        elif recipient in outcome.refused:
            found = Sent("refused", intent, outcome.refused[recipient])
        elif recipient in outcome.delayed:
            found = Sent("delayed", intent, outcome.delayed[recipient])
        elif found.state == "undecided":
            found = Sent("undecided", intent, outcome.answer)
    return found


def _keep(folder: Path) -> None:
    """Force a folder's new entry to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
