"""The PDFs that lie behind a letter: in print files, and along with its mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from correspondence.errors import Problem
from correspondence.fields.declarations import ENCLOSURES, PDF_FILE
from correspondence.mailing.job import Job
from correspondence.recipients import Recipient, RecipientList
from correspondence.render.packet import AttachedPdf, UnfitAttachmentError, inspect_attachment
from correspondence.source import Node
from correspondence.templates import Layout, Template
from correspondence.workspace import TEMPLATES, Workspace

SHARED: Mapping[str, Node] = {}


@dataclass(frozen=True)
class Enclosure:
    """A PDF of the workspace that lies behind a letter.

    Attributes:
        name: Its path in the workspace.
        title: What the letter's enclosure notation calls it.
    """

    name: str
    title: str


def enclosures_of(job: Job, recipient: Recipient | None) -> tuple[Enclosure, ...]:
    """Return the PDFs that lie behind the letter to one recipient, in the order of the enclosure notation.

    What the recipient has goes before what the list shares, and that before the template's front matter, as with
    every value of a letter.
    """
    name = _field(job.layout)
    if not name:
        return ()
    shared = job.recipients.shared if job.recipients else SHARED
    own = recipient.extras if recipient else SHARED
    node = next((values[name] for values in (own, shared, job.template.settings) if _given(values.get(name))), None)
    return tuple(Enclosure(f"{TEMPLATES}/{path}", title) for path, title, _ in _files(node))


def enclosed_sums(job: Job, recipient: Recipient | None) -> dict[str, str]:
    """Return the checksums of the PDFs that lie behind the letter to one recipient, by their paths."""
    return {one.name: job.workspace.checksum(one.name) for one in enclosures_of(job, recipient)}


def enclosures_changed(known: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the PDFs that lie behind a letter otherwise than when it was made, and how.

    Args:
        known: Their checksums when it was made; empty where that is not known.
        now: Those of today.
    """
    if not known:
        return
    for name, sha256 in known.items():
        if name not in now:
            yield name, "the letter was made with it, and encloses it no longer"
        elif now[name] != sha256:
            yield name, "the file was changed since a letter that encloses it was made"
    yield from ((name, "it is enclosed since the letter was made") for name in now if name not in known)


def enclosure_problems(
    workspace: Workspace, template: Template, layout: Layout, recipients: RecipientList | None
) -> Iterator[Problem]:
    """Yield what is wrong with the PDFs that a template or its list encloses."""
    name = _field(layout)
    if not name:
        return
    places = [(template.file, template.settings.get(name))]
    if recipients is not None:
        places.append((recipients.file, recipients.shared.get(name)))
        places += [(recipients.file, one.extras.get(name)) for one in recipients.recipients]
    seen: set[str] = set()
    for file, node in places:
        for path, _, at in _files(node):
            if path not in seen and (problem := _problem(workspace, path)):
                message, remedy = problem
                yield Problem(file, message, remedy, line=at.line or None, field=at.path)
            seen.add(path)


def _field(layout: Layout) -> str:
    """Return the name of the layout's field that lists enclosures, empty where it has none."""
    return next((name for name, spec in layout.fields.items() if spec.kind == ENCLOSURES), "")


def _given(node: Node | None) -> bool:
    return node is not None and node.content is not None


def _files(node: Node | None) -> Iterator[tuple[str, str, Node]]:
    """Yield path, title and place of each PDF; what is wrong with the list itself, its kind has said."""
    if node is None:
        return
    entries = node.content if isinstance(node.content, list) else [node]
    for entry in entries:
        if isinstance(entry.content, dict) and (pdf := entry.content.get("pdf")) is not None and _is_path(pdf.raw):
            title = entry.content.get("title")
            stem = pdf.raw.strip().rpartition("/")[2].rpartition(".")[0]
            yield pdf.raw.strip(), title.raw.strip() if title is not None and title.raw.strip() else stem, pdf


def _is_path(text: str) -> bool:
    return re.fullmatch(PDF_FILE.pattern or "", text.strip()) is not None


def _problem(workspace: Workspace, path: str) -> tuple[str, str] | None:
    """Say what is wrong with a PDF and what to do, None where nothing is."""
    name = f"{TEMPLATES}/{path}"
    try:
        inspect_attachment(AttachedPdf(workspace.load_file(name), name))
    except ValueError:
        return f"there is no file {name}", "put it there, or mend the path; it is counted from templates/"
    except UnfitAttachmentError as error:
        return f"{error.name} cannot be enclosed: {error.reason}", error.remedy
    return None
