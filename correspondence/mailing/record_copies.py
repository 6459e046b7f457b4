"""Record copies: beside each document that is made, the same PDF with all that it was made of."""

from __future__ import annotations

import dataclasses
import hashlib
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from correspondence.compose.tree import CODE
from correspondence.document import Asset, Document
from correspondence.errors import RefusedError
from correspondence.mailing.fingerprints import files_of
from correspondence.mailing.forming import FORM_ENDING
from correspondence.mailing.job import Enclosed, Job
from correspondence.provenance import Origin, Provenance, Role, Sent, SourceFile, described, with_sources
from correspondence.recipients import Recipient, RecipientList, written_list
from correspondence.render.engines import engines, program, release
from correspondence.workspace import MARK, RECIPIENTS, TEMPLATES, Workspace

FONT = "font "


class Made(Protocol):
    """A file that was made."""

    @property
    def name(self) -> str:
        """Its name in the mailing's folder."""

    @property
    def content(self) -> bytes:
        """What is in it."""


@dataclass(frozen=True)
class Shared:
    """Files that the records of a job share, read once before the first letter is made.

    Attributes:
        own: What each document is made of.
        attached: What the other parts of its packet are made of.
    """

    own: tuple[SourceFile, ...]
    attached: tuple[SourceFile, ...] = ()

    @property
    def digest(self) -> str:
        """One number for all of them."""
        whole = hashlib.sha256()
        for file in (*self.own, *self.attached):
            whole.update(f"{file.name}\0{file.role}\0{hashlib.sha256(file.content).hexdigest()}\n".encode())
        return whole.hexdigest()


def shared_by(job: Job) -> Shared:
    """Return what the records of a job share.

    Raises:
        RefusedError: A file was changed since the job was prepared.
    """
    own = _unique(
        [_settings(job.workspace), *(_sources(job.letter) if job.letter else ()), *_sources(job)],
    )
    attached: list[SourceFile] = []
    for one in job.attachments:
        if isinstance(one, Enclosed):
            attached += _sources(one.job)
        else:
            attached.append(SourceFile(one.name, "enclosure", one.content))
    return Shared(own, _unique(attached))


def _unique(files: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    known: dict[str, SourceFile] = {}
    for file in files:
        known.setdefault(file.name, file)
    return tuple(known.values())


def _settings(workspace: Workspace) -> SourceFile:
    """Return the settings as far as they shape a document; where mails go and where the register is do not."""
    profile = workspace.settings.profile
    text = f"profile: {profile}\n" if profile else "# No house rules were named.\n"
    return SourceFile(MARK, "settings", text.encode())


def _sources(job: Job) -> Iterator[SourceFile]:
    """Yield the files that all documents of a job are made from."""
    for name in dict.fromkeys(files_of(job)):
        content = _content(job.workspace, name)
        if content is not None:
            path = f"{TEMPLATES}/{job.template.id}.md" if name == job.template.file else name
            yield SourceFile(path, _role(job, name), content)


def _role(job: Job, name: str) -> Role:
    sender = job.composer.sources.sender
    known: dict[str, Role] = {job.template.file: "template", job.layout.file: "layout"}
    known |= dict.fromkeys(job.stylesheet.files, "style")
    known |= dict.fromkeys((face.file for face in job.stylesheet.font_faces), "font")
    known |= {sender.file: "sender"} if sender else {}
    folders: dict[str, Role] = {"profiles": "profile", "envelopes": "envelope", "vocabularies": "vocabulary"}
    folder = name.split("/")[1] if name.count("/") > 1 else ""
    if posixpath.basename(name) == "reference.docx":
        return "word-template"
    return known.get(name) or folders.get(folder) or "picture"


def _content(workspace: Workspace, name: str) -> bytes | None:
    """Read a file as it was when the job was prepared, None where there is none."""
    known = workspace.checksum(name)
    found = workspace.find(name)
    paths = [found.path] if found else [workspace.root / name, Path(name)]
    path = next((one for one in paths if one.is_file()), None)
    if path is None or not known:
        return None
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != known:
        raise RefusedError(f"{name} was changed while the letters were prepared", "run the command again")
    return content


@cache
def versions() -> Mapping[str, str]:
    """Return the versions of all that shapes a document, by name."""
    known = {name: value for name, value in engines().items() if not name.startswith(FONT)}
    return MappingProxyType({"correspondence": release(), "program": program(), **known})


@cache
def fonts() -> Mapping[str, str]:
    """Return the checksums of the fonts of every document, by their faces."""
    known = engines().items()
    return MappingProxyType({name.removeprefix(FONT): value for name, value in known if name.startswith(FONT)})


class RecordMaker:
    """Makes the record copies of the documents of a job.

    Args:
        job: The documents.
        shared: What their records share.
        numbers: The reference numbers of letters that go out attached (:class:`.rendering.LetterMaker`).
    """

    def __init__(self, job: Job, shared: Shared, numbers: Sequence[Mapping[str, str]] = ()) -> None:
        self.job, self.shared, self.numbers = job, shared, tuple(numbers)

    def letter(self, document: Document, recipient: Recipient | None, sent: Sequence[Made]) -> bytes:
        """Return the record of one document by itself.

        Args:
            document: What was composed.
            recipient: To whom it goes, None for a document without.
            sent: The files that go out; the first is its PDF.
        """
        sources = [*self.shared.own, *_pictures(document.assets), *self._values(self._own(recipient))]
        return self._record(
            "form" if self.job.variant == FORM_ENDING else "letter", document, recipient, sent, sources, ()
        )

    def packet(
        self, document: Document, recipient: Recipient | None, sent: Made, assets: Iterable[Mapping[str, Asset]]
    ) -> bytes:
        """Return the record of a packet.

        Args:
            document: The first of its documents.
            recipient: To whom it goes, None for a document without.
            sent: The packet's PDF.
            assets: The pictures of its other documents.
        """
        lists = dict(self._own(recipient))
        for one in self.job.attachments:
            if isinstance(one, Enclosed) and one.job.recipients is not None:
                lists[one.job.recipients.id] = one.job.recipients  # where it is the letter's own list, all stand in it
        pictures = [one for each in (document.assets, *assets) for one in _pictures(each)]
        sources = [*self.shared.own, *self.shared.attached, *pictures, *self._values(lists)]
        return self._record("packet", document, recipient, [sent], sources, self.numbers)

    def _own(self, recipient: Recipient | None) -> Mapping[str, RecipientList]:
        """Return the list as if it were of this recipient alone."""
        whole = self.job.recipients
        if whole is None or recipient is None:
            return {}
        return {whole.id: dataclasses.replace(whole, recipients=(recipient,))}

    def _values(self, lists: Mapping[str, RecipientList]) -> Iterator[SourceFile]:
        for name, listed in lists.items():
            yield SourceFile(f"{RECIPIENTS}/{name}.yaml", "values", written_list(listed).encode())

    def _record(
        self,
        origin: Origin,
        document: Document,
        recipient: Recipient | None,
        sent: Sequence[Made],
        files: Sequence[SourceFile],
        numbers: Sequence[Mapping[str, str]],
    ) -> bytes:
        job, unique = self.job, _unique(files)
        provenance = Provenance(
            origin=origin,
            mailing=job.name,
            template=job.template.id,
            title=job.template.title,
            list=job.recipients.id if job.recipients else "",
            recipient=recipient.id if recipient else "",
            reference=document.reference,
            dated=document.date,
            given=dict(sorted(job.order.given.items())),
            numbers=tuple(dict(sorted(one.items())) for one in numbers),
            sent=tuple(Sent.of(one.name, one.content) for one in sent),
            sources=described(unique),
            fonts=fonts(),
            versions=versions(),
        )
        return with_sources(sent[0].content, unique, provenance.content(), document.date)


def _pictures(assets: Mapping[str, Asset]) -> Iterator[SourceFile]:
    for name, asset in assets.items():
        if name.startswith(CODE):  # drawn from the values
            continue
        yield SourceFile(posixpath.normpath(f"{TEMPLATES}/{name}"), "picture", asset.content)
