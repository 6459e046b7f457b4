"""The words of a mailing's letters, as they are approved: a line of JSON for each letter, in one file.

What counts are the words with what they lead to, where they go, the pictures, the PDFs that go along, and the look. The
reference number is given when a letter is made, so that a stand-in fills its place here.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import posixpath
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from correspondence.compose import UNNUMBERED
from correspondence.dispatch.files import checksum
from correspondence.document import (
    DRAFT_MARK,
    Block,
    ChoiceControl,
    Columns,
    Division,
    Document,
    Field,
    Image,
    Inline,
    ItemList,
    Labelled,
    LineBreak,
    Link,
    PageCount,
    PageNumber,
    Quotation,
    SignatureField,
    Table,
    Text,
    TextControl,
    inlines_of,
    walk_blocks,
)
from correspondence.errors import Problem, ProblemsError
from correspondence.mailing import Job, prepare, prepare_form
from correspondence.mailing.enclosing import enclosed_sums
from correspondence.mailing.fingerprints import files_of
from correspondence.mailing.following import day_of_letter
from correspondence.mailing.job import Enclosed
from correspondence.recipients import Recipient
from correspondence.references import LAST_SERIAL, Reference
from correspondence.templates import Signer

SCHEMA = "correspondence/approved-words/1"
TYPED = "/s/"
"""How a typed signature begins."""
YEAR = 2000
"""Of the number of a letter that bears no date."""
Told = Mapping[str, Any]
"""A letter: ``recipient``, ``title``, ``to``; ``words`` and perhaps ``form``, each a list of paragraphs; ``structure``; ``files``; ``attached``."""


@dataclass(frozen=True)
class Words:
    """The words of a mailing.

    Attributes:
        mailing: Name of the mailing.
        template: Id of the template.
        list: Id of the list, empty where there is none.
        look: SHA-256 of the files that say how the letters look, by their paths: a style sheet can leave words out.
        letters: The letters by the recipients' ids, which sort them; an empty id for a document without recipients.
    """

    mailing: str
    template: str
    list: str
    look: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    letters: Mapping[str, Told] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def content(self) -> bytes:
        """The file that holds them, a line for what they are of and one for each letter."""
        about: dict[str, Any] = {
            "schema": SCHEMA,
            "mailing": self.mailing,
            "template": self.template,
            "list": self.list,
        }
        about["look"] = dict(sorted(self.look.items()))
        lines = [about, *(told for _, told in sorted(self.letters.items()))]
        return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)

    @cached_property
    def sha256(self) -> str:
        """The one checksum of all of them."""
        return checksum(self.content)


def words_in(content: bytes, name: str) -> Words:
    """Read a file of words that were approved.

    Args:
        content: What is in it.
        name: Its name, for messages.

    Raises:
        ProblemsError: It is no such file.
    """
    try:
        about, *letters = [json.loads(line) for line in content.decode().split("\n") if line]
        found = {str(told["recipient"]): told for told in letters}
        words = Words(about["mailing"], about["template"], about["list"], about["look"], MappingProxyType(found))
        sound = about["schema"] == SCHEMA and words.content == content
    except (ValueError, KeyError, TypeError) as error:
        raise _no_words(name) from error
    if not sound:
        raise _no_words(name)
    return words


def _no_words(name: str) -> ProblemsError:
    message = "the file does not hold the words of a mailing as they were approved"
    return ProblemsError([Problem(name, message, "put back the copy that was kept of it, or let it be approved anew")])


def words_of(
    job: Job,
    only: frozenset[str] | None = None,
    on_letter: Callable[[], None] | None = None,
    numbers: Mapping[str, str] | None = None,
) -> Words:
    """Compose the letters of a job, and return their words.

    Args:
        job: What was prepared, and is no draft.
        only: Ids of the recipients whose letters are meant; None for all that the job has selected.
        on_letter: Called after each.
        numbers: Reference numbers with which they are composed, by the recipients' ids. In the words, the stand-in
            takes the place of each, so that they are the same as without, unless more depends on it than itself.

    Raises:
        ProblemsError: The form that goes with the letters cannot be made.
        UnfitError: A letter cannot be composed.
    """
    form = prepare_form(job) if job.template.questionnaire is not None else None
    attached = list(_attached(job))
    letters: dict[str, Told] = {}
    for recipient in job.selected:
        who = recipient.id if recipient else ""
        if only is not None and who not in only:
            continue
        number = (numbers or {}).get(who, "")
        told = {"recipient": who, "title": job.template.title, **_to(recipient)}
        letters[who] = {**told, **_told(job, recipient, form, number), **({"attached": attached} if attached else {})}
        if on_letter:
            on_letter()
    listed = job.recipients.id if job.recipients else ""
    parts = [one.job for one in job.attachments if isinstance(one, Enclosed)]
    looks = [pair for one in (job, form, *parts) if one for pair in look_of(one)]
    return Words(job.name, job.template.id, listed, MappingProxyType(dict(looks)), MappingProxyType(letters))


def likely_numbers(job: Job) -> dict[str, str]:
    """Return reference numbers such as the letters may get, which nobody can foresee: no words may depend on which it is."""
    series, found = job.workspace.settings.series, {}
    for recipient in job.selected:
        if recipient is not None:
            day = day_of_letter(recipient, job.recipients, job.template, job.order.given.get("date", ""))
            serial = secrets.randbelow(LAST_SERIAL) + 1
            found[recipient.id] = str(Reference(series, day.year if day else YEAR, serial))
    return found


def look_of(job: Job) -> Iterator[tuple[str, str]]:
    """Yield the files that say how letters look, with their checksums."""
    sender, template = job.composer.sources.sender, job.template
    words = {template.file, sender.file if sender else ""}
    for name in files_of(job):
        folder = posixpath.dirname(name).rpartition("/")[2]
        is_look = name not in words and folder not in {"profiles", "envelopes", "vocabularies"}
        if is_look and (sha256 := job.workspace.checksum(name)):
            yield name, sha256


def as_drafts(job: Job) -> tuple[str, ...]:
    """Return the recipients to whom the draft says something else than the letter, but for who signs and its mark.

    Args:
        job: The letters, prepared as they are to go out.
    """
    order = dataclasses.replace(job.order, draft=True)
    drafts = prepare(job.workspace, order)
    signers = job.composer.sources.signers
    found = []
    for recipient, draft in zip(job.selected, drafts.selected, strict=True):
        final, shown = job.composer.compose(recipient), drafts.composer.compose(draft)
        signed = any(one.image in shown.assets for one in signers if one.image)
        if signed or _unsigned(final, signers) != _unsigned(shown, signers):
            found.append(recipient.id if recipient else "")
    return tuple(found)


def _unsigned(document: Document, signers: Sequence[Signer]) -> list[str]:
    """Return the words of a document without the mark of drafts, and without what stands for a signature."""
    images = {one.image for one in signers}
    blocks = tuple(one for one in document.blocks if not (isinstance(one, Division) and one.name == DRAFT_MARK))
    inlines = [one for block in walk_blocks(blocks) for one in inlines_of(block)]
    signatures = {f"[{one.alt}]" for one in inlines if isinstance(one, Image) and one.asset in images}
    signatures |= {f"[{one.label}]" for one in inlines if isinstance(one, SignatureField)}
    signatures |= {f"{TYPED} {one.name}" for one in signers}
    found = []
    for line in (one for block in blocks for one in _lines(block)):
        for signature in signatures:
            line = line.replace(signature, "")  # noqa: PLW2901  (of the same line)
        found += [line.strip()] if line.strip() else []
    return found


def _to(recipient: Recipient | None) -> dict[str, Any]:
    """Return where a letter goes."""
    if recipient is None:
        return {}
    address = recipient.address.lines() if recipient.address else ()
    return {"to": {"email": recipient.email, "address": list(address)}}


def _told(job: Job, recipient: Recipient | None, form: Job | None = None, number: str = "") -> dict[str, Any]:
    """Return what one letter says, and what goes along with it."""

    def said(document: Document) -> list[str]:
        return [line.replace(number, UNNUMBERED) if number else line for line in paragraphs(document)]

    document = job.composer.compose(recipient, number)
    told: dict[str, Any] = {"words": said(document)}
    filled = form.composer.compose(recipient, number) if form is not None else None
    if filled is not None:
        told["form"] = said(filled)
    files = {name: hashlib.sha256(asset.content).hexdigest() for name, asset in document.assets.items()}
    files |= enclosed_sums(job, recipient)
    shape = "\n".join(line for one in (document, filled) if one for line in _shape(one))
    told["structure"] = hashlib.sha256(shape.encode()).hexdigest()
    return {**told, **({"files": dict(sorted(files.items()))} if files else {})}


def _attached(job: Job) -> Iterator[dict[str, Any]]:
    """Yield what goes out attached, the same behind each letter."""
    for one in job.attachments:
        if isinstance(one, Enclosed):
            for recipient in one.job.selected:
                who = {"recipient": recipient.id} if recipient else {}
                yield {"template": one.job.template.id, **who, **_told(one.job, recipient)}
        else:
            yield {"files": {one.name: hashlib.sha256(one.content).hexdigest()}}


def _shape(document: Document) -> Iterator[str]:
    """Yield what each part of a document is: its name, or heading, quotation, emphasis and so on."""
    for block in walk_blocks(document.blocks):
        yield f"{type(block).__name__} {getattr(block, 'name', '')} {getattr(block, 'level', '')}"
        yield from (f"  {type(one).__name__}" for one in inlines_of(block))


def paragraphs(document: Document) -> Iterator[str]:
    """Yield the words of a document in reading order, a paragraph, heading, list entry or row of a table each."""
    for block in document.blocks:
        yield from _lines(block)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Division(blocks=blocks) | Quotation(blocks=blocks):
            for one in blocks:
                yield from _lines(one)
        case Columns(columns=columns):
            for one in columns:
                yield from _lines(one)
        case ItemList():
            yield from _entries(block)
        case Table(header=header, rows=rows):
            yield from (" | ".join(map(_said, row)) for row in (header, *rows))
        case Labelled(label=label, value=value):
            yield f"{_said(label)} {_said(value)}".strip()
        case ChoiceControl(label=label, options=options):
            yield f"{label}: {' / '.join(one.label for one in options)}"
        case TextControl(label=label):
            yield label
        case _:
            if words := _said(getattr(block, "children", ())):
                yield words


def _entries(block: ItemList) -> Iterator[str]:
    for number, item in enumerate(block.items, start=block.start):
        yield f"{f'{number}.' if block.ordered else '•'} {_said(item.children)}"
        for sublist in item.sublists:
            yield from _entries(sublist)


def _said(inlines: tuple[Inline, ...]) -> str:
    """Return the words of inlines; what a link leads to stands behind it."""
    return "".join(map(_one, inlines)).strip()


def _one(inline: Inline) -> str:
    match inline:
        case Text(text=text) | Field(text=text):
            return text
        case LineBreak():
            return "\n"
        case PageNumber():
            return "#"
        case PageCount():
            return "##"
        case Image(alt=alt) | SignatureField(label=alt):
            return f"[{alt}]"
        case Link(children=children, href=href):
            said = "".join(map(_one, children))
            return said if href.removeprefix("mailto:") == said else f"{said} <{href}>"
        case _:
            return "".join(map(_one, inline.children))
