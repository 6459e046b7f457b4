"""What a record holds, as values, and as the JSON that stands in it."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Literal, get_args

from correspondence.characters import bad_character
from correspondence.errors import CorrespondenceError

PROVENANCE = "provenance.json"
SCHEMA = "correspondence/provenance/1"
FAMILY, VERSION = SCHEMA.rpartition("/")[0], 1

Role = Literal[
    "template",
    "layout",
    "style",
    "sender",
    "values",
    "picture",
    "profile",
    "settings",
    "vocabulary",
    "envelope",
    "font",
    "word-template",
    "enclosure",
]
"""What a file was to a document. The values are those of the recipients whose letters stand in it, and of no other."""
Origin = Literal["letter", "form", "packet"]
"""What a record is of: a letter or any other document by itself, the form that goes with it, or it with its attachments."""

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".html": "text/html",
        ".jpeg": "image/jpeg",
        ".jpg": "image/jpeg",
        ".json": "application/json",
        ".md": "text/markdown",
        ".otf": "font/otf",
        ".pdf": "application/pdf",
        ".png": "image/png",
        ".ttf": "font/ttf",
        ".txt": "text/plain",
        ".woff": "font/woff",
        ".woff2": "font/woff2",
        ".yaml": "application/yaml",
        ".yml": "application/yaml",
    }
)
OTHER_TYPE = "application/octet-stream"
LONGEST_NAME, LONGEST_PART = 500, 250
SHA256 = re.compile(r"[0-9a-f]{64}")


class RecordFaultError(CorrespondenceError):
    """What a record says of itself cannot be used.

    Args:
        reason: What is wrong with it.
        remedy: What to do about it.
    """

    def __init__(self, reason: str, remedy: str = "put back the copy that was kept of it") -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(reason, remedy)

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return f"{self.reason}; {self.remedy}"


class NewerFaultError(RecordFaultError):
    """A newer version of this program made it."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of which a document was made.

    Attributes:
        name: Its path in the office's folder.
        role: What it was to the document.
        content: What is in it.
    """

    name: str
    role: Role
    content: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """What a record says of one of its files.

    Attributes:
        name: Its path in the office's folder.
        attachment: The name under which it is attached, without folders: not every program that takes attachments out
            of a PDF makes them.
        role: What it was to the document.
        size: Its bytes.
        sha256: Its checksum.
    """

    name: str
    attachment: str
    role: Role
    size: int
    sha256: str


def described(files: Sequence[SourceFile]) -> tuple[Source, ...]:
    """Describe the files of a record, each under a name of its own."""
    found: dict[str, Source] = {}
    for file in files:
        flat = plain = file.name.replace("/", "-")
        number = 1
        while flat in found:
            number += 1
            flat = f"{number}-{plain}"
        sha256 = hashlib.sha256(file.content).hexdigest()
        found[flat] = Source(file.name, flat, file.role, len(file.content), sha256)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that went out: its name, its size and its checksum."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Sent:
        """Describe a file."""
        return cls(name, len(content), hashlib.sha256(content).hexdigest())


@dataclass(frozen=True)
class Provenance:
    """What a document was made of, by what, and what went out.

    Attributes:
        origin: What the record is of.
        mailing: Name of the mailing.
        template: Id of the template.
        title: What the template calls itself.
        list: Id of the list, empty for a document without recipients.
        recipient: Id of the recipient, empty for a document without.
        reference: The reference number, empty where it has none.
        dated: The day that it bears, None where it bears none.
        given: Values from the command line, by name.
        numbers: Of each mailing that stands in a packet, the reference numbers by the recipients' ids.
        sent: The files that went out; the first is the PDF with which the record begins.
        sources: The files that it was made of.
        fonts: The checksums of the fonts that every machine has, by their faces.
        versions: The versions of all that shaped it, by name.
    """

    origin: Origin
    mailing: str
    template: str
    title: str
    list: str
    recipient: str
    reference: str
    dated: datetime.date | None
    given: Mapping[str, str]
    numbers: tuple[Mapping[str, str], ...]
    sent: tuple[Sent, ...]
    sources: tuple[Source, ...]
    fonts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def content(self) -> bytes:
        """Return it as the JSON text that stands in a record."""
        whole = {
            "schema": SCHEMA,
            "origin": self.origin,
            "mailing": self.mailing,
            "template": self.template,
            "title": self.title,
            "list": self.list or None,
            "recipient": self.recipient or None,
            "reference": self.reference or None,
            "dated": self.dated.isoformat() if self.dated else None,
            "given": dict(self.given),
            "numbers": [dict(one) for one in self.numbers],
            "sent": [{"name": one.name, "bytes": one.size, "sha256": one.sha256} for one in self.sent],
            "sources": [
                {
                    "attachment": one.attachment,
                    "path": one.name,
                    "role": one.role,
                    "bytes": one.size,
                    "sha256": one.sha256,
                }
                for one in self.sources
            ],
            "fonts": dict(self.fonts),
            "versions": dict(self.versions),
        }
        return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()

    def unlike(self, versions: Mapping[str, str], fonts: Mapping[str, str]) -> tuple[str, ...]:
        """Say which versions and fonts are others here, a line each; empty where all are the same."""
        pairs = [(name, self.versions.get(name), versions.get(name)) for name in {*self.versions, *versions}]
        pairs += [(f"font {name}", self.fonts.get(name), fonts.get(name)) for name in {*self.fonts, *fonts}]
        return tuple(
            f"{name} {_short(here)} here, {_short(then)} then" for name, then, here in sorted(pairs) if here != then
        )


def _short(value: str | None) -> str:
    return "none" if not value else value[:8] if SHA256.fullmatch(value) else value


def media_type(name: str) -> str:
    """Return the type of a file by the ending of its name: the same on every machine."""
    return MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), OTHER_TYPE)


def is_safe(name: str) -> bool:
    """Tell whether a name is a path that stays in the folder into which it is written."""
    parts = name.split("/")
    return (
        0 < len(name) <= LONGEST_NAME
        and all(
            part and part not in {".", ".."} and part == part.strip() and len(part.encode()) <= LONGEST_PART
            for part in parts
        )
        and bad_character(name) is None
        and not set("\\:\n\t").intersection(name)
    )


def provenance_from(content: bytes) -> Provenance:
    """Read what a record says of itself; whatever a stranger may have written there.

    Raises:
        RecordFaultError: It is no such JSON, or that of a newer version.
    """
    try:
        whole = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise RecordFaultError(f"its {PROVENANCE} is no JSON that can be read") from None
    known = re.fullmatch(rf"{FAMILY}/([0-9]{{1,6}})", str(whole.get("schema", ""))) if isinstance(whole, dict) else None
    if known is None:
        raise RecordFaultError(f"its {PROVENANCE} is another program's", "ask whoever made the file")
    if int(known[1]) > VERSION:
        reason = f"a newer version of this program made it (its {PROVENANCE} is of version {known[1]}, and this program reads up to {VERSION})"
        raise NewerFaultError(reason, "install the newest version of correspondence")
    return _Reading(whole).provenance()


class _Reading:
    """Reads the JSON of a record key by key."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        self.whole = whole

    def provenance(self) -> Provenance:
        origin = self.text("origin")
        if origin not in get_args(Origin):
            raise self.fault("origin")
        return Provenance(
            origin=origin,  # type: ignore[arg-type]  # it is one of them
            mailing=self.id("mailing"),
            template=self.id("template"),
            title=self.text("title"),
            list=self.id("list", empty=True),
            recipient=self.id("recipient", empty=True),
            reference=self.text("reference", empty=True),
            dated=self.day("dated"),
            given=self.texts("given", self.whole.get("given")),
            numbers=tuple(self.texts("numbers", one) for one in self.array("numbers")),
            sent=tuple(self.sent()),
            sources=tuple(self.sources()),
            fonts=self.texts("fonts", self.whole.get("fonts")),
            versions=self.texts("versions", self.whole.get("versions")),
        )

    def fault(self, key: str) -> RecordFaultError:
        return RecordFaultError(f'"{key}" in its {PROVENANCE} is wrong')

    def text(self, key: str, *, empty: bool = False) -> str:
        value = self.whole.get(key)
        if value is None and empty:
            return ""
        if not isinstance(value, str):
            raise self.fault(key)
        return value

    def day(self, key: str) -> datetime.date | None:
        value = self.text(key, empty=True)
        try:
            return datetime.date.fromisoformat(value) if value else None
        except ValueError:
            raise self.fault(key) from None

    def id(self, key: str, *, empty: bool = False) -> str:
        """Read a name that becomes that of a file."""
        value = self.text(key, empty=empty)
        if not (empty and not value) and ("/" in value or not is_safe(value)):
            raise self.fault(key)
        return value

    def texts(self, key: str, value: object) -> Mapping[str, str]:
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise self.fault(key)
        return MappingProxyType(value)

    def array(self, key: str) -> list[Any]:
        value = self.whole.get(key)
        if not isinstance(value, list):
            raise self.fault(key)
        return value

    def sent(self) -> Iterator[Sent]:
        entries = self.array("sent")
        if not entries:
            raise self.fault("sent")
        for entry in entries:
            yield Sent(*self._file("sent", "name", entry))

    def sources(self) -> Iterator[Source]:
        for entry in self.array("sources"):
            name, size, sha256 = self._file("sources", "path", entry)
            attachment = entry.get("attachment")
            if entry.get("role") not in get_args(Role) or not isinstance(attachment, str):
                raise self.fault("sources")
            yield Source(name, attachment, entry["role"], size, sha256)

    def _file(self, key: str, called: str, entry: object) -> tuple[str, int, str]:
        if not isinstance(entry, dict):
            raise self.fault(key)
        name, size, sha256 = (entry.get(one) for one in (called, "bytes", "sha256"))
        if not isinstance(name, str) or not isinstance(size, int) or not isinstance(sha256, str):
            raise self.fault(key)
        if not is_safe(name):
            message = f'its {PROVENANCE} names the file "{name[:80]}", which would lie outside the folder'
            raise RecordFaultError(message, "do not use the file; ask whoever sent it")
        if size < 0 or not SHA256.fullmatch(sha256):
            raise self.fault(key)
        return name, size, sha256
