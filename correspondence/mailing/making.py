"""Render the letters of a job and write them, each whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from correspondence.dispatch.files import Manifest, held, refuse_to_overwrite, sweep, write_file
from correspondence.document import Document
from correspondence.errors import RefusedError
from correspondence.mailing.checking import fonts_of
from correspondence.mailing.preparing import Job
from correspondence.recipients import Recipient
from correspondence.render.fonts import Fonts
from correspondence.render.packet import AttachedPdf, render_packet
from correspondence.render.pdf import Part, render_pdf

FORMATS: Mapping[str, str] = MappingProxyType({"pdf": ".pdf", "docx": ".docx", "text": ".txt", "html": ".html"})
"""The formats that can be made, with the endings of their files."""

FAILED = "failed.txt"
DRAFT = "draft"


@dataclass(frozen=True)
class MadeFile:
    """A file that was made. ``pages`` is None where the format has none."""

    path: Path
    pages: int | None = None


def make(
    job: Job,
    formats: tuple[str, ...],
    output: Path,
    *,
    replace: bool = False,
    leave_out: frozenset[str] = frozenset(),
    on_letter: Callable[[], None] | None = None,
) -> tuple[MadeFile, ...]:
    """Make the files of a job. It must have been checked.

    Args:
        job: What was prepared and checked.
        formats: Keys of :data:`FORMATS`.
        output: The folder that holds the mailings' folders.
        replace: Whether files that somebody has changed since are made anew.
        leave_out: Ids of the recipients whose letters are not made; ``failed.txt`` lists them.
        on_letter: Called after each letter.

    Returns:
        The files, in the order in which they were made.

    Raises:
        RefusedError: The folder is another mailing's, another run holds it, or a file in it
            was changed since it was made.
        WriteError: A file could not be written; those before it are whole.
    """
    folder = output / job.name
    maker = _Maker(job, fonts_of(job))
    made: list[MadeFile] = []
    with held(folder):
        sweep(folder)
        sweep(folder / DRAFT)
        manifest = _manifest(job, folder)
        wanted = [recipient for recipient in job.selected if recipient is None or recipient.id not in leave_out]
        names = [name for recipient in wanted for name in maker.names(recipient, formats)]
        if not replace:
            refuse_to_overwrite(folder, names, manifest)
        for recipient in wanted:
            for name, content, pages in maker.files(recipient, formats):
                manifest.announce(folder, name, content)
                write_file(folder / name, content)
                manifest.add(name, content, **({"pages": pages} if pages else {}))
                made.append(MadeFile(folder / name, pages))
            if on_letter:
                on_letter()
        _list_failed(folder, job, leave_out)
        manifest.write(folder)
    return tuple(made)


def _manifest(job: Job, folder: Path) -> Manifest:
    """Return the folder's manifest, or a new one.

    Raises:
        RefusedError: The folder holds another template's mailing.
    """
    about = {
        "mailing": job.name,
        "template": job.template.id,
        **({"list": job.recipients.id} if job.recipients else {}),
    }
    known = Manifest.read(folder)
    if known is None:
        return Manifest(about)
    if {**known.about} != about:
        raise RefusedError(
            f"{folder} holds the mailing of {known.about.get('template', 'another template')} with {known.about.get('list', 'no list')}",
            f"name this one with --mailing, such as --mailing {job.name}-2",
        )
    return known


def _list_failed(folder: Path, job: Job, failed: frozenset[str]) -> None:
    """Write down the ids of the recipients whose letters were not made, for ``--only @failed.txt``.

    Those whom an earlier run listed, and who were not meant by this one, stay on it.
    """
    meant = {recipient.id for recipient in job.selected if recipient}
    known = {recipient.id for recipient in job.recipients.recipients} if job.recipients else set()
    earlier: set[str] = set()
    with suppress(OSError, UnicodeDecodeError):
        earlier = set((folder / FAILED).read_text("utf-8").split())
    names = sorted(failed | (earlier & known) - meant)
    if names:
        write_file(folder / FAILED, ("\n".join(names) + "\n").encode())
    else:
        (folder / FAILED).unlink(missing_ok=True)


class _Maker:
    """Makes the files of one letter after the other."""

    def __init__(self, job: Job, fonts: Fonts) -> None:
        self.job, self.fonts = job, fonts
        self._docx: Any = None

    def names(self, recipient: Recipient | None, formats: tuple[str, ...]) -> Iterator[str]:
        """Yield the names of the files that one letter becomes."""
        stem = f"{DRAFT}/{self.job.stem(recipient)}" if self.job.order.draft else self.job.stem(recipient)
        for name in formats:
            yield f"{stem}{FORMATS[name]}"
        if "pdf" in formats and self.job.attachments:
            yield f"{stem}-packet.pdf"

    def files(self, recipient: Recipient | None, formats: tuple[str, ...]) -> Iterator[tuple[str, bytes, int | None]]:
        """Yield name, content and number of pages of the files that one letter becomes."""
        document = self.job.composer.compose(recipient)
        names = list(self.names(recipient, formats))
        for kind, name in zip(formats, names, strict=False):
            content, pages = self.rendered(document, kind)
            yield name, content, pages
        if len(names) > len(formats):
            packet = render_packet(list(self.parts(document)), self.fonts, self.job.workspace.load_file)
            yield names[-1], packet.content, packet.pages

    def rendered(self, document: Document, kind: str) -> tuple[bytes, int | None]:
        match kind:
            case "pdf":
                pdf = render_pdf([Part(document, self.job.stylesheet)], self.fonts, self.job.workspace.load_file)
                return pdf.content, pdf.pages
            case "docx":
                from correspondence.render.docx import DocxRenderer

                if self._docx is None:
                    self._docx = DocxRenderer(
                        self.job.stylesheet, self.job.workspace.reference_document(self.job.layout)
                    )
                return self._docx.render(document), None
            case "text":
                from correspondence.render.text import render_text

                return render_text(document, self.job.stylesheet).encode(), None
            case _:
                from correspondence.render.html import render_html

                return render_html(document, self.job.stylesheet).encode(), None

    def parts(self, document: Document) -> Iterator[Part | AttachedPdf]:
        """Yield what belongs to a packet: the document, then what is attached to it."""
        yield Part(document, self.job.stylesheet, self.job.template.title)
        for attachment in self.job.attachments:
            if isinstance(attachment, AttachedPdf):
                yield attachment
                continue
            inner = attachment.job
            for recipient in inner.selected:
                enclosed = inner.composer.compose(recipient)
                who = recipient.display_name if recipient else ""
                label = ": ".join(part for part in (attachment.bookmark, who) if part) or enclosed.title
                yield Part(enclosed, inner.stylesheet, label)
