"""What a letter is made from, as one number: as long as it is the same, so is the letter."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from correspondence.mailing.enclosing import enclosed_sums
from correspondence.mailing.job import Enclosed, Job
from correspondence.recipients import RECIPIENT_FIELDS, Recipient
from correspondence.render.engines import engines, program
from correspondence.source import Node
from correspondence.workspace import TEMPLATES

LENGTH = 32
"""Hexadecimal digits of a fingerprint."""
ADDRESS = re.compile(r"""url\(\s*["']?(?P<address>[^"')]+)["']?\s*\)""")
OWN_FIELDS = tuple(name for name in RECIPIENT_FIELDS if name != "address")


class Fingerprints:
    """The fingerprints of the letters of a job.

    Args:
        job: The letters.
        numbers: The reference numbers of letters that go out attached (:class:`.rendering.LetterMaker`).
    """

    def __init__(self, job: Job, numbers: Sequence[Mapping[str, str]] = ()) -> None:
        self.job, self.numbers = job, tuple(numbers)
        self._last: tuple[Recipient | None, tuple[str, ...], str] | None = None

    def of(self, recipient: Recipient | None, pictures: Iterable[str]) -> str:
        """Return the fingerprint of a letter, without its reference number.

        Args:
            recipient: To whom it goes, None for a document without.
            pictures: Paths, below ``templates/``, of the pictures that stand in it. Which these are follows from all
                that the fingerprint covers, so that those of the last time are those of the next.
        """
        shown = tuple(pictures)
        if self._last and self._last[0] is recipient and self._last[1] == shown:  # another file of the same letter
            return self._last[2]
        parts = [self._shared, repr(values_of(recipient)) if recipient else ""]
        parts += [f"{name} {self.job.workspace.checksum(f'{TEMPLATES}/{name}')}" for name in shown]
        parts += [f"{name} {sha256}" for name, sha256 in enclosed_sums(self.job, recipient).items()]
        found = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
        self._last = (recipient, shown, found)
        return found

    @cached_property
    def _shared(self) -> str:
        """The part of all letters."""
        whole = hashlib.sha256()
        for line in self._lines():
            whole.update(line.encode("utf-8", "surrogatepass") + b"\0")
        return whole.hexdigest()

    def _lines(self) -> Iterator[str]:
        job = self.job
        yield program()
        yield repr(sorted(engines().items()))
        yield from (f"{name} {job.workspace.checksum(name)}" for name in files_of(job))
        order, sender = job.order, job.composer.sources.sender
        yield repr((job.template.id, job.template.title, job.layout.id, sender and sender.id, job.variant, order.draft))
        yield repr(sorted(order.given.items()))
        yield repr(
            {name: plain(node) for name, node in sorted((job.recipients.shared if job.recipients else {}).items())}
        )
        numbers = iter(self.numbers)
        for attached in job.attachments:
            if isinstance(attached, Enclosed):
                known = next(numbers, {})
                inner = Fingerprints(attached.job)
                yield f"{attached.bookmark} {sorted(known.items())}"
                yield from (inner.of(recipient, self._pictures_of(inner.job)) for recipient in inner.job.selected)
            else:
                yield f"{attached.name} {attached.bookmark} {hashlib.sha256(attached.content).hexdigest()}"

    def _pictures_of(self, job: Job) -> Iterator[str]:
        """Yield the pictures that may stand in a document that goes out attached: its signatures, and those it names."""
        yield from (signer.image for signer in job.composer.sources.signers if signer.image)
        yield from re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", job.template.body)


def files_of(job: Job) -> Iterator[str]:
    """Yield the names of the files that all letters of a job are made from; some of them need not be there."""
    layout, sender = job.layout, job.composer.sources.sender
    yield from (job.template.file, layout.file, *job.stylesheet.files)
    yield posixpath.join(posixpath.dirname(layout.file), "reference.docx")
    if sender is not None:
        yield sender.file
    if profile := job.workspace.settings.profile:
        yield f"{TEMPLATES}/profiles/{profile}.yaml"
    yield from (f"{TEMPLATES}/envelopes/{name}.yaml" for name in job.layout.envelope.values())
    if (asked := job.template.questionnaire) is not None and asked.vocabulary:
        yield f"{TEMPLATES}/vocabularies/{asked.vocabulary}.yaml"
    yield from (face.file for face in job.stylesheet.font_faces)
    folder = posixpath.dirname(job.stylesheet.files[0])
    for match in ADDRESS.finditer(job.stylesheet.css):
        yield posixpath.normpath(posixpath.join(folder, unquote(match["address"])))


def values_of(recipient: Recipient) -> tuple[Any, ...]:
    """Return all values of a recipient, without the places at which they stand."""
    address = recipient.address
    return (
        *(getattr(recipient, name) for name in OWN_FIELDS),
        address and (address.street, address.street2, address.city, address.state, address.zip, address.country),
        address and address.as_given,
        [(name, plain(node)) for name, node in recipient.extras.items()],
    )


def plain(node: Node) -> object:
    """Return a value as it was typed and as it was understood, without its place."""
    content = node.content
    if isinstance(content, dict):
        return {name: plain(inner) for name, inner in content.items()}
    if isinstance(content, list):
        return [plain(inner) for inner in content]
    return content, node.raw
