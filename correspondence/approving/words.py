"""The words of a mailing's letters, as they are approved: a line of JSON for each letter, in one file.

What counts are the words with what they lead to, the pictures, and the PDFs that go along; the look does not. The
reference number is given when a letter is made, so that a stand-in fills its place here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from correspondence.dispatch.files import checksum
from correspondence.document import (
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
)
from correspondence.errors import Problem, ProblemsError
from correspondence.mailing import Job, prepare_form
from correspondence.mailing.enclosing import enclosed_sums
from correspondence.mailing.job import Enclosed
from correspondence.recipients import Recipient

SCHEMA = "correspondence/approved-words/1"
Told = Mapping[str, Any]
"""A letter: ``recipient``, ``words`` and perhaps ``form``, each a list of paragraphs; ``files``; ``attached``."""


@dataclass(frozen=True)
class Words:
    """The words of a mailing.

    Attributes:
        mailing: Name of the mailing.
        template: Id of the template.
        list: Id of the list, empty where there is none.
        letters: The letters by the recipients' ids, which sort them; an empty id for a document without recipients.
    """

    mailing: str
    template: str
    list: str
    letters: Mapping[str, Told] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def content(self) -> bytes:
        """The file that holds them, a line for what they are of and one for each letter."""
        about = {"schema": SCHEMA, "mailing": self.mailing, "template": self.template, "list": self.list}
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
        words = Words(about["mailing"], about["template"], about["list"], MappingProxyType(found))
        sound = about["schema"] == SCHEMA and words.content == content
    except (ValueError, KeyError, TypeError) as error:
        raise _no_words(name) from error
    if not sound:
        raise _no_words(name)
    return words


def _no_words(name: str) -> ProblemsError:
    message = "the file does not hold the words of a mailing as they were approved"
    return ProblemsError([Problem(name, message, "put back the copy that was kept of it, or let it be approved anew")])


def words_of(job: Job, only: frozenset[str] | None = None, on_letter: Callable[[], None] | None = None) -> Words:
    """Compose the letters of a job, and return their words.

    Args:
        job: What was prepared, and is no draft.
        only: Ids of the recipients whose letters are meant; None for all that the job has selected.
        on_letter: Called after each.

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
        letters[who] = {"recipient": who, **_told(job, recipient, form), **({"attached": attached} if attached else {})}
        if on_letter:
            on_letter()
    return Words(job.name, job.template.id, job.recipients.id if job.recipients else "", MappingProxyType(letters))


def _told(job: Job, recipient: Recipient | None, form: Job | None = None) -> dict[str, Any]:
    """Return what one letter says, and what goes along with it."""
    document = job.composer.compose(recipient)
    told: dict[str, Any] = {"words": list(paragraphs(document))}
    if form is not None:
        told["form"] = list(paragraphs(form.composer.compose(recipient)))
    files = {name: hashlib.sha256(asset.content).hexdigest() for name, asset in document.assets.items()}
    files |= enclosed_sums(job, recipient)
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
