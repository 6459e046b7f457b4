"""What the register holds: entries, each of which says what happened to a letter."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Literal, get_args

Kind = Literal[
    "made", "approved", "signed", "dispatched", "returned", "received", "read", "decided", "amended", "voided"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

RECORD = "record"
"""The folder of a mailing in which its record copies lie."""
ENCLOSED = "enclosed"
"""Key of the details of a *made* and a *dispatched* entry: checksums of the PDFs that lie behind the letter, by their paths."""
REISSUED = "reissued"
"""Key of an *amended* entry's details that lets a letter be made and posted again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Which letter it is: one recipient's copy of one template in one mailing.

    Attributes:
        mailing: Name of the mailing.
        recipient: Id of the recipient, empty for a document without recipients.
        template: Id of the template.
    """

    mailing: str
    recipient: str
    template: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened; written once and never changed.

    Attributes:
        kind: What happened.
        mailing: Name of the mailing.
        at: When it was written down, with its time zone.
        recipient: Id of the recipient, empty for a document without recipients.
        number: The letter's reference number, empty where it has none.
        template: Id of the template.
        list: Id of the recipient list.
        row: Row or line of the list at which the recipient stands.
        by: Who did it.
        files: SHA-256 checksums, by the files' paths.
        details: What else is known, such as ``date`` and ``route`` of a dispatch.
        amends: Id of the entry that this one corrects or goes back to.
        id: Given by the register; entries are numbered as they are written.
    """

    kind: Kind
    mailing: str
    at: datetime.datetime
    recipient: str = ""
    number: str = ""
    template: str = ""
    list: str = ""
    row: int | None = None
    by: str = ""
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    amends: int | None = None
    id: int | None = None

    @property
    def letter(self) -> Letter:
        """The letter that it is about."""
        return Letter(self.mailing, self.recipient, self.template)

    @property
    def date(self) -> datetime.date:
        """The day on which it happened: the one in its details, or else that on which it was written down."""
        given = self.details.get("date")
        return datetime.date.fromisoformat(given) if given else self.at.date()

    def as_json(self) -> dict[str, Any]:
        """Return the entry as the plain mapping that ``--json`` prints."""
        return {
            "id": self.id,
            "at": written(self.at),
            "kind": self.kind,
            "number": self.number,
            "mailing": self.mailing,
            "recipient": self.recipient,
            "template": self.template,
            "list": self.list,
            "row": self.row,
            "by": self.by,
            "files": dict(self.files),
            "details": dict(self.details),
            "amends": self.amends,
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries somebody wants to see; an empty field stands for all.

    Attributes:
        mailing: Name of a mailing.
        kinds: Kinds of entries.
        recipients: Ids of recipients.
        number: A reference number, as it is printed.
        since: The first moment at which they were written down.
        file: Checksum of a file that they have.
    """

    mailing: str = ""
    kinds: tuple[Kind, ...] = ()
    recipients: tuple[str, ...] = ()
    number: str = ""
    since: datetime.datetime | None = None
    file: str = ""


EVERYTHING = Wanted()


@dataclass(frozen=True)
class History:
    """What happened to one letter, oldest first."""

    letter: Letter
    entries: tuple[Entry, ...] = field(default=())

    @property
    def number(self) -> str:
        """Its reference number, empty where it has none."""
        return next((entry.number for entry in self.entries if entry.number), "")

    @property
    def made(self) -> Entry | None:
        """The newest entry that says it was made."""
        return self._last("made")

    @property
    def files(self) -> Mapping[str, str]:
        """The newest checksum of each file of it since it was issued, by the file's path."""
        found: dict[str, str] = {}
        for entry in self.entries:
            if entry.details.get(REISSUED):
                found.clear()
            if entry.kind == "made":
                found.update(entry.files)
        return found

    @property
    def going_out(self) -> Mapping[str, str]:
        """The same without the record copies, which stay with the office."""
        return {name: sha256 for name, sha256 in self.files.items() if PurePath(name).parent.name != RECORD}

    @property
    def enclosed(self) -> Mapping[str, str]:
        """The checksums of the PDFs that lay behind it when it was made last, by their paths."""
        made = self.made
        return made.details.get(ENCLOSED, {}) if made else {}

    @property
    def voided(self) -> Entry | None:
        """The entry that voids it, None where it holds or was issued anew since."""
        return self._last("voided", since_reissue=True)

    @property
    def posted(self) -> Entry | None:
        """The newest entry that says it was posted, None where it is with us: not posted, or issued anew since."""
        return self._last("dispatched", since_reissue=True)

    @property
    def returned(self) -> Entry | None:
        """The entry that says it came back, None where it was not posted or was posted again since."""
        returned, posted = self._last("returned", since_reissue=True), self.posted
        if returned is None or (posted is not None and self.entries.index(posted) > self.entries.index(returned)):
            return None
        return returned

    def _last(self, kind: Kind, *, since_reissue: bool = False) -> Entry | None:
        for entry in reversed(self.entries):
            if since_reissue and entry.kind == "amended" and entry.details.get(REISSUED):
                return None
            if entry.kind == kind:
                return entry
        return None


def histories(entries: Iterable[Entry]) -> Iterator[History]:
    """Yield the history of each letter, in the order of their first entries."""
    found: dict[Letter, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.letter, []).append(entry)
    for letter, own in found.items():
        yield History(letter, tuple(own))


def written(moment: datetime.datetime) -> str:
    """Write a moment in UTC as ISO 8601 does, to the second.

    Example:
        >>> written(datetime.datetime(2017, 8, 3, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=-4))))
        '2017-08-03T13:30:00Z'
    """
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
