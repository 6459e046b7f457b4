"""Render the letters of a job and write them, each whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from correspondence.dispatch.files import Manifest, checksum, held, refuse_to_overwrite, sweep, write_file
from correspondence.document import Document
from correspondence.errors import CorrespondenceError, RefusedError, shown_here
from correspondence.mailing.checking import fonts_of
from correspondence.mailing.drafting import MAIL, MailDrafts
from correspondence.mailing.preparing import Enclosed, Job
from correspondence.mailing.recording import Recording
from correspondence.recipients import Recipient
from correspondence.render.fonts import Fonts
from correspondence.render.forms import Place
from correspondence.render.packet import AttachedPdf, render_packet
from correspondence.render.pdf import Part, render_pdf

FORMATS: Mapping[str, str] = MappingProxyType({"pdf": ".pdf", "docx": ".docx", "text": ".txt", "html": ".html"})
"""The formats that can be made, with the endings of their files."""

FAILED = "failed.txt"
DRAFT = "draft"
NUMBER_IN_TEXT = "reference_number"


@dataclass(frozen=True)
class MadeFile:
    """A file that was made.

    Attributes:
        path: Where it lies.
        pages: How many pages it has, None where the format has none.
        recipient: Id of the recipient, empty for a document without.
        sha256: Its checksum.
        places: Where the answers of a form stand; empty for other files.
    """

    path: Path
    pages: int | None = None
    recipient: str = ""
    sha256: str = ""
    places: tuple[Place, ...] = ()


def make(  # noqa: PLR0913  (each is one wish of the caller)
    job: Job,
    formats: tuple[str, ...],
    output: Path,
    *,
    enclosed: Job | None = None,
    recording: Recording | None = None,
    mails: MailDrafts | None = None,
    replace: bool = False,
    leave_out: frozenset[str] = frozenset(),
    on_letter: Callable[[], None] | None = None,
) -> tuple[MadeFile, ...]:
    """Make the files of a job. It must have been checked.

    Args:
        job: What was prepared and checked.
        formats: Keys of :data:`FORMATS`.
        output: The folder that holds the mailings' folders.
        enclosed: The job of the form that goes with each letter (:func:`prepare_form`), made beside it.
        recording: Numbers the letters and registers them; None for drafts.
        mails: Writes an e-mail draft of each letter beside it, with the PDF attached, which must be among the formats;
            None for none.
        replace: Whether files that somebody has changed since are made anew.
        leave_out: Ids of the recipients whose letters are not made; ``failed.txt`` lists them.
        on_letter: Called after each letter.

    Returns:
        The files, in the order in which they were made. Letters that stay as they were posted or
        voided are not among them; :attr:`Recording.kept` has those.

    Raises:
        RefusedError: The folder is another mailing's, another run holds it, or a file in it
            was changed since it was made; or the letters follow others, which nobody named.
        RegisterError: The register cannot be written.
        WriteError: A file could not be written; those before it are whole.
    """
    _refuse_stand_ins(job)
    folder = output / job.name
    makers = [_Maker(one, recording) for one in (job, enclosed) if one is not None]
    made: list[MadeFile] = []
    with held(folder):
        sweep(folder)
        sweep(folder / DRAFT)
        sweep(folder / MAIL)
        manifest = _manifest(job, folder)
        wanted = [recipient for recipient in job.selected if recipient is None or recipient.id not in leave_out]
        names = [name for maker in makers for recipient in wanted for name in maker.names(recipient, formats)]
        names += [name for recipient in wanted if mails and (name := mails.name(recipient))]
        if not replace:
            refuse_to_overwrite(folder, names, manifest)
        references: Mapping[str, str] = recording.begin(wanted) if recording else {}
        with _registered(recording):
            for recipient in wanted:
                who = recipient.id if recipient else ""
                number = references.get(who, "")
                files = [pair for maker in makers for pair in maker.files(recipient, formats, number)]
                own = [
                    MadeFile(folder / name, one.pages, who, checksum(one.content), one.places) for name, one in files
                ]
                if recording and recording.keeps(recipient, own):
                    continue
                mail = mails.draft(recipient, number, _pdf_of(files)) if mails else None
                if mail:
                    files.append((mail.name, _File(mail.content)))
                for name, one in files:
                    manifest.announce(folder, name, one.content)
                    write_file(folder / name, one.content)
                    more = {"pages": one.pages, "reference": number}
                    manifest.add(name, one.content, **{key: value for key, value in more.items() if value})
                made += own
                if recording:
                    recording.made(recipient, own, mail.message_id if mail else "")
                if on_letter:
                    on_letter()
        _list_failed(folder, job, leave_out)
        manifest.write(folder)
    return tuple(made)


def _refuse_stand_ins(job: Job) -> None:
    """Refuse to issue letters that say of others what only stand-ins say."""
    for one in (job, *(attached.job for attached in job.attachments if isinstance(attached, Enclosed))):
        if one.has_stand_ins and not job.order.draft:
            what = f"{one.template.id} follows letters that went out, and which of them it does is not said"
            raise RefusedError(what, f"run: correspondence replies remind MAILING --template {one.template.id}")


@contextmanager
def _registered(recording: Recording | None) -> Iterator[None]:
    """Register what was made, also where the work is broken off."""
    try:
        yield
    except BaseException:
        if recording:
            with suppress(CorrespondenceError):
                recording.write()
        raise
    if recording:
        recording.write()


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
            f"{shown_here(folder)} holds the mailing of {known.about.get('template', 'another template')} with {known.about.get('list', 'no list')}",
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


@dataclass(frozen=True)
class _File:
    content: bytes
    pages: int | None = None
    places: tuple[Place, ...] = ()


def _pdf_of(files: Iterable[tuple[str, _File]]) -> bytes:
    """Return the letter's own PDF: it is made before all that goes with it."""
    return next(one.content for name, one in files if name.endswith(FORMATS["pdf"]))


class _Maker:
    """Makes the files of one letter after the other."""

    def __init__(self, job: Job, recording: Recording | None) -> None:
        self.job, self.recording = job, recording
        self.fonts = fonts_of(job)
        self._docx: Any = None

    def names(self, recipient: Recipient | None, formats: tuple[str, ...]) -> Iterator[str]:
        """Yield the names of the files that one letter becomes."""
        stem = f"{DRAFT}/{self.job.stem(recipient)}" if self.job.order.draft else self.job.stem(recipient)
        for name in formats:
            yield f"{stem}{FORMATS[name]}"
        if "pdf" in formats and self.job.attachments:
            yield f"{stem}-packet.pdf"

    def files(
        self, recipient: Recipient | None, formats: tuple[str, ...], reference: str
    ) -> Iterator[tuple[str, _File]]:
        """Yield name and content of the files that one letter becomes."""
        document = self.job.composer.compose(recipient, reference)
        names = list(self.names(recipient, formats))
        for kind, name in zip(formats, names, strict=False):
            yield name, self.rendered(document, kind)
        if len(names) > len(formats):
            packet = render_packet(list(self.parts(document)), self.fonts_of_packet(), self.job.workspace.load_file)
            yield names[-1], _File(packet.content, packet.pages)

    def rendered(self, document: Document, kind: str) -> _File:
        """Return a document in one format."""
        match kind:
            case "pdf":
                pdf = render_pdf([Part(document, self.job.stylesheet)], self.fonts, self.job.workspace.load_file)
                return _File(pdf.content, pdf.pages, pdf.places)
            case "docx":
                from correspondence.render.docx import DocxRenderer

                if self._docx is None:
                    self._docx = DocxRenderer(
                        self.job.stylesheet, self.job.workspace.reference_document(self.job.layout)
                    )
                return _File(self._docx.render(document))
            case "text":
                from correspondence.render.text import render_text

                return _File(render_text(document, self.job.stylesheet).encode())
            case _:
                from correspondence.render.html import render_html

                return _File(render_html(document, self.job.stylesheet).encode())

    def parts(self, document: Document) -> Iterator[Part | AttachedPdf]:
        """Yield what belongs to a packet: the document, then what is attached to it."""
        yield Part(document, self.job.stylesheet, self.job.template.title)
        for attachment in self.job.attachments:
            if isinstance(attachment, AttachedPdf):
                yield attachment
                continue
            inner = attachment.job
            numbers = self.numbers_of(inner)
            for recipient in inner.selected:
                enclosed = inner.composer.compose(recipient, numbers.get(recipient.id, "") if recipient else "")
                who = recipient.display_name if recipient else ""
                label = ": ".join(part for part in (attachment.bookmark, who) if part) or enclosed.title
                yield Part(enclosed, inner.stylesheet, label)

    def numbers_of(self, inner: Job) -> Mapping[str, str]:
        """Return the numbers of letters that go out attached, as they were given out.

        Raises:
            RefusedError: The letters print their number, and one of them has none yet.
        """
        numbers = self.recording.numbers_of(inner) if self.recording else {}
        sources = inner.composer.sources
        printed = any(NUMBER_IN_TEXT in body for body in (sources.template.body, sources.layout.body))
        if printed and self.recording and any(one and not numbers.get(one.id) for one in inner.selected):
            listed = inner.recipients.id if inner.recipients else ""
            raise RefusedError(
                f"the attached letters of {inner.template.id} print their reference numbers, and have none yet",
                f"make them first: correspondence merge {inner.template.id} {listed}",
            )
        return numbers

    def fonts_of_packet(self) -> Fonts:
        """Return the fonts of all parts of a packet."""
        faces = dict(self.fonts.faces)
        for attachment in self.job.attachments:
            if not isinstance(attachment, AttachedPdf):
                faces |= fonts_of(attachment.job).faces
        return Fonts(faces)
