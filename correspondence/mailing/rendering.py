"""Render the files of one letter after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from correspondence.document import Document
from correspondence.errors import Problem
from correspondence.mailing.checking import fonts_of
from correspondence.mailing.paging import checked_pages
from correspondence.mailing.preparing import Job
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
    """Yield the names of the files that one letter becomes, in the mailing's folder."""
    stem = f"{DRAFT}/{job.stem(recipient)}" if job.order.draft else job.stem(recipient)
    for name in formats:
        yield f"{stem}{FORMATS[name]}"
    if "pdf" in formats and job.attachments:
        yield f"{stem}{PACKET}"


class LetterMaker:
    """Makes the files of the letters of a job.

    Args:
        job: The letters.
        formats: Keys of :data:`FORMATS`.
        numbers: The reference numbers of letters that go out attached, by the recipients' ids: a mapping for each
            template that is attached, in their order.
    """

    def __init__(self, job: Job, formats: Sequence[str], numbers: Sequence[Mapping[str, str]] = ()) -> None:
        self.job, self.formats, self.numbers = job, tuple(formats), tuple(numbers)

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
        files = [self._rendered(document, kind, name) for kind, name in zip(self.formats, names, strict=False)]
        pictures = list(document.assets)
        warnings = [
            warning
            for kind, file in zip(self.formats, files, strict=True)
            if kind == "pdf"
            for warning in checked_pages(self.job, recipient, document, file.content, file.pages or 0)
        ]
        if len(names) > len(files):
            parts = [Part(document, self.job.stylesheet, self.job.template.title), *self._attached]
            packet = render_packet(parts, self._fonts_of_packet, self.job.workspace.load_file)
            files.append(RenderedFile(names[-1], packet.content, packet.pages))
            pictures += [name for part in self._attached if isinstance(part, Part) for name in part.document.assets]
        return Rendered(tuple(files), tuple(dict.fromkeys(pictures)), tuple(warnings))

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
