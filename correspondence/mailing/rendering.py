"""Render the files of one letter after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from correspondence.document import Document
from correspondence.entries import RECORD
from correspondence.errors import Problem
from correspondence.mailing.checking import fonts_of
from correspondence.mailing.job import Job
from correspondence.mailing.paging import checked_pages
from correspondence.mailing.record_copies import RecordMaker, Shared
from correspondence.recipients import Recipient
from correspondence.render.fonts import Fonts
from correspondence.render.forms import Place
from correspondence.render.packet import AttachedPdf, render_packet
from correspondence.render.pdf import Part, render_pdf

FORMATS: Mapping[str, str] = MappingProxyType({"pdf": ".pdf", "docx": ".docx", "text": ".txt", "html": ".html"})
"""The formats that can be made, with the endings of their files."""

DRAFT = "draft"
PACKET = "-packet.pdf"


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file of a letter.

    Attributes:
        name: Its name in the mailing's folder.
        content: What is in it.
        pages: How many pages it has, None where the format has none.
        places: Where the answers of a form stand; empty for other files.
    """

    name: str
    content: bytes
    pages: int | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one letter became.

    Attributes:
        files: Its files.
        pictures: Paths, below ``templates/``, of the pictures that stand in them.
        warnings: What somebody should look at on its pages.
    """

    files: tuple[RenderedFile, ...]
    pictures: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


def names_of(job: Job, recipient: Recipient | None, formats: Sequence[str]) -> Iterator[str]:
    """Yield the names of the files that one letter becomes, in the mailing's folder; record copies stand last."""
    stem = f"{DRAFT}/{job.stem(recipient)}" if job.order.draft else job.stem(recipient)
    endings = [FORMATS[name] for name in formats if name in FORMATS]
    endings += [PACKET] if "pdf" in formats and job.attachments else []
    yield from (f"{stem}{ending}" for ending in endings)
    if RECORD in formats and not job.order.draft:
        yield from (f"{RECORD}/{stem}{ending}" for ending in endings if ending.endswith(FORMATS["pdf"]))


def is_record(name: str) -> bool:
    """Tell whether a file of a mailing's folder is a record copy, by its name."""
    return name.startswith(f"{RECORD}/")


class LetterMaker:
    """Makes the files of the letters of a job.

    Args:
        job: The letters.
        formats: Keys of :data:`FORMATS`, and :data:`~correspondence.entries.RECORD` for a record copy of each PDF.
        numbers: The reference numbers of letters that go out attached, by the recipients' ids: a mapping for each
            template that is attached, in their order.
        shared: What the record copies share (:func:`.record_copies.shared_by`); None where none are made.
    """

    def __init__(
        self,
        job: Job,
        formats: Sequence[str],
        numbers: Sequence[Mapping[str, str]] = (),
        shared: Shared | None = None,
    ) -> None:
        self.job, self.numbers, self.shared = job, tuple(numbers), shared
        self.formats = tuple(name for name in formats if name in FORMATS)
        self._records = RecordMaker(job, shared, numbers) if shared is not None and not job.order.draft else None

    def letter(self, recipient: Recipient | None, reference: str) -> Rendered:
        """Return what one letter becomes.

        Args:
            recipient: To whom it goes, None for a document without.
            reference: Its reference number, empty where it has none.

        Raises:
            CorrespondenceError: It cannot be composed or rendered, or its pages must not go out as they are.
        """
        document = self.job.composer.compose(recipient, reference)
        names = list(names_of(self.job, recipient, self.formats))
        pictures = list(document.assets)
        files = [self._rendered(document, kind, name) for kind, name in zip(self.formats, names, strict=False)]
        warnings = [
            warning
            for kind, file in zip(self.formats, files, strict=True)
            if kind == "pdf"
            for warning in checked_pages(self.job, recipient, document, file.content, file.pages or 0)
        ]
        records = self._record(document, recipient, files)
        if len(names) > len(files):
            parts = [Part(document, self.job.stylesheet, self.job.template.title), *self._attached]
            packet = render_packet(parts, self._fonts_of_packet, self.job.workspace.load_file)
            files.append(RenderedFile(names[-1], packet.content, packet.pages))
            assets = [part.document.assets for part in self._attached if isinstance(part, Part)]
            pictures += [name for each in assets for name in each]
            if self._records:
                content = self._records.packet(document, recipient, files[-1], assets)
                records.append(RenderedFile(f"{RECORD}/{names[-1]}", content, packet.pages))
        return Rendered((*files, *records), tuple(dict.fromkeys(pictures)), tuple(warnings))

    def _record(
        self, document: Document, recipient: Recipient | None, files: Sequence[RenderedFile]
    ) -> list[RenderedFile]:
        """Return the record copy of a document's PDF, if there is one and a copy is wanted."""
        pdf = next((one for one in files if one.name.endswith(FORMATS["pdf"])), None)
        if self._records is None or pdf is None:
            return []
        sent = (pdf, *(one for one in files if one is not pdf))
        return [RenderedFile(f"{RECORD}/{pdf.name}", self._records.letter(document, recipient, sent), pdf.pages)]

    def _rendered(self, document: Document, kind: str, name: str) -> RenderedFile:
        """Return a document in one format."""
        match kind:
            case "pdf":
                pdf = render_pdf([Part(document, self.job.stylesheet)], self._fonts, self.job.workspace.load_file)
                return RenderedFile(name, pdf.content, pdf.pages, pdf.places)
            case "docx":
                return RenderedFile(name, self._docx.render(document))
            case "text":
                from correspondence.render.text import render_text

                return RenderedFile(name, render_text(document, self.job.stylesheet).encode())
            case _:
                from correspondence.render.html import render_html

                return RenderedFile(name, render_html(document, self.job.stylesheet).encode())

    @cached_property
    def _fonts(self) -> Fonts:
        return fonts_of(self.job)

    @cached_property
    def _docx(self) -> Any:
        from correspondence.render.docx import DocxRenderer

        return DocxRenderer(self.job.stylesheet, self.job.workspace.reference_document(self.job.layout))

    @cached_property
    def _attached(self) -> tuple[Part | AttachedPdf, ...]:
        """What goes out attached: the same behind each letter."""
        return tuple(self._attachments())

    def _attachments(self) -> Iterator[Part | AttachedPdf]:
        numbers = iter(self.numbers)
        for attachment in self.job.attachments:
            if isinstance(attachment, AttachedPdf):
                yield attachment
                continue
            inner, known = attachment.job, next(numbers, MappingProxyType({}))
            for recipient in inner.selected:
                enclosed = inner.composer.compose(recipient, known.get(recipient.id, "") if recipient else "")
                who = recipient.display_name if recipient else ""
                label = ": ".join(part for part in (attachment.bookmark, who) if part) or enclosed.title
                yield Part(enclosed, inner.stylesheet, label)

    @cached_property
    def _fonts_of_packet(self) -> Fonts:
        """The fonts of all parts of a packet."""
        faces = dict(self._fonts.faces)
        for attachment in self.job.attachments:
            if not isinstance(attachment, AttachedPdf):
                faces |= fonts_of(attachment.job).faces
        return Fonts(faces)
