"""Put replies on record: the original kept untouched, an entry that it came, and one of what it says."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from correspondence.dispatch.files import write_file
from correspondence.entries import Entry, Wanted
from correspondence.register import Register
from correspondence.reply import Passage
from correspondence.replying.reading import ReadReply
from correspondence.replying.responses import write_responses
from correspondence.workspace import Workspace

ORIGINALS = "originals"
Outcome = Literal["recorded", "known", "not-read"]
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}")
_READ_ONLY = 0o444


@dataclass(frozen=True)
class Came:
    """How replies came, as far as their files do not tell.

    Attributes:
        at: The moment at which this is written down.
        by: Who writes it down.
        on: The day on which they came, None for what their mail says, or else today.
        route: How they came, or empty.
    """

    at: datetime.datetime
    by: str
    on: datetime.date | None = None
    route: str = ""


@dataclass(frozen=True)
class RecordedReply:
    """What became of one reply.

    Attributes:
        read: The reply.
        outcome: ``recorded``; ``known`` where its file is on record already; ``not-read`` where a program is missing.
        original: Where its original is kept, None where it is not.
        since: The day on which it was recorded before, for a known one.
    """

    read: ReadReply
    outcome: Outcome
    original: Path | None = None
    since: datetime.date | None = None


@dataclass(frozen=True)
class Recorded:
    """What became of all of them.

    Attributes:
        replies: Each, in their order.
        written: The ``responses.yaml`` that were written.
        set_aside: Copies of those that somebody had changed, which are written from the register alone.
    """

    replies: tuple[RecordedReply, ...]
    written: tuple[Path, ...] = ()
    set_aside: tuple[Path, ...] = ()


class Recorder:
    """Records replies into one register.

    Args:
        workspace: The office's folder.
        register: The open register.
        output: The folder that holds the mailings' folders and the originals.
        came: How they came.
    """

    def __init__(self, workspace: Workspace, register: Register, output: Path, came: Came) -> None:
        self.workspace, self.register, self.output, self.came = workspace, register, output, came
        self._done: list[RecordedReply] = []

    def record(self, read: ReadReply) -> RecordedReply:
        """Record one reply; the same file twice changes nothing.

        Raises:
            RegisterError: The register cannot be written.
            WriteError: The original cannot be kept; nothing is recorded then.
        """
        if read.missing:
            done = RecordedReply(read, "not-read")
        else:
            original = keep_original(self.output, read.path.name, read.content)
            with self.register.alone():
                before = self._known(read.sha256)
                if before is None:
                    self.register.append(self._entries(read, original))
            done = (
                RecordedReply(read, "recorded", original)
                if before is None
                else RecordedReply(read, "known", original, before.at.date())
            )
        self._done.append(done)
        return done

    def finish(self) -> Recorded:
        """Write ``responses.yaml`` of every mailing that was concerned.

        Raises:
            WriteError: One cannot be written.
        """
        mailings = {
            one.read.letter.mailing for one in self._done if one.outcome == "recorded" and one.read.letter is not None
        }
        written, set_aside = write_responses(self.register, self.output, sorted(mailings))
        return Recorded(tuple(self._done), written, set_aside)

    def _known(self, sha256: str) -> Entry | None:
        return next(iter(self.register.entries(Wanted(kinds=("received",), file=sha256))), None)

    def _entries(self, read: ReadReply, original: Path) -> tuple[Entry, ...]:
        name = self.workspace.in_register(original)
        certain = read.match.status == "accepted" and read.letter is not None
        received = self._entry(
            "received",
            read if certain else None,
            files={name: read.sha256},
            details={
                "name": read.path.name,
                "date": self._day(read).isoformat(),
                "route": self.came.route or _route_of(read),
                "match": read.match.as_json(),
            },
        )
        return received, self._entry("read", read if certain else None, details=reading_details(read))

    def _entry(
        self,
        kind: Literal["received", "read"],
        read: ReadReply | None,
        details: Mapping[str, Any],
        files: Mapping[str, str] = MappingProxyType({}),
    ) -> Entry:
        letter = read.letter if read else None
        return Entry(
            kind,
            letter.mailing if letter else "",
            self.came.at,
            recipient=letter.recipient.id if letter else "",
            number=letter.number if letter else "",
            template=letter.template if letter else "",
            by=self.came.by,
            files=files,
            details={key: value for key, value in details.items() if value is not None},
        )

    def _day(self, read: ReadReply) -> datetime.date:
        """Return the day on which a reply came."""
        today = self.came.at.astimezone().date()
        if self.came.on is not None:
            return self.came.on
        with suppress(TypeError, ValueError, IndexError, OverflowError):
            return min(today, parsedate_to_datetime(read.reply.headers.get("date", "")).date())
        return today


def reading_details(read: ReadReply) -> dict[str, Any]:
    """Return the details of an entry that says what a reply says; see :mod:`correspondence.standing`."""
    said = read.interpretation
    kept = said.answers if said and (said.kind == "answers" or said.doubt) else ()
    return {
        "reply": read.sha256,
        "kind": said.kind if said else "",
        "doubt": said.doubt if said else "",
        "dated": read.reply.date.isoformat() if read.reply.date else None,
        "answers": {one.question: one.as_json() for one in kept},
        "unreadable": [{"file": one.file, "reason": one.reason} for one in read.reply.unreadable],
        "marks": {
            one.question: Passage(value.file, value.page, 0, 0, "", (value.box,)).as_json()
            for one in kept
            if (value := read.reply.form.get(one.question)) and value.box and (value.value or value.reason)
        },
    }


def keep_original(output: Path, name: str, content: bytes) -> Path:
    """Keep a file under its checksum, untouched and read-only.

    Args:
        output: The folder in which ``originals/`` lies.
        name: What the file is called; its ending is kept.
        content: What is in it.

    Returns:
        Where it is.

    Raises:
        WriteError: It cannot be kept.
    """
    ending = Path(name).suffix.lower()
    path = output / ORIGINALS / f"{hashlib.sha256(content).hexdigest()}{ending if _ENDING.fullmatch(ending) else ''}"
    there = sorted(path.parent.glob(f"{path.name.partition('.')[0]}*"))
    for one in there:
        if one.is_file() and one.read_bytes() == content:
            return one
    write_file(path, content)
    with suppress(OSError):  # some disks know no permissions
        path.chmod(_READ_ONLY)
    return path


def _route_of(read: ReadReply) -> str:
    return "e-mail" if read.reply.headers else ""
