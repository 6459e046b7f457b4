"""Word files: their words as they are shown, and the form's controls in them.

python-docx passes over words inside content controls, so the XML is read itself: what was deleted with changes tracked
is left out, what was inserted is kept, and the numbers of lists are written out.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zipfile import ZipFile

from correspondence.forms import PROMPTS
from correspondence.replies.read.numbers import numbers_in
from correspondence.replies.read.quoting import ours_in
from correspondence.replies.read.values import (
    DAMAGED,
    LARGEST_TEXT,
    TEXT_WITHOUT_WORDS,
    Context,
    Reading,
    UnreadableError,
    foreign,
)
from correspondence.replies.read.word_form import read_controls
from correspondence.replies.read.word_lists import Numbering
from correspondence.replies.read.word_looks import unlike
from correspondence.replies.read.word_xml import MC, W, words_of
from correspondence.reply import Page, Unreadable

if TYPE_CHECKING:
    from lxml import etree

LARGEST_PART = 48 << 20
"""Bytes that one part of the package may unfold to."""
_MOST_MEMBERS = 4000
_RATIO = 400
"""A part that unfolds to so many times its size is no text."""
_SMALL = 1 << 20
_HEAD = 4096
_DECLARES = "declares entities, as no Word file does"
_MAIN = "officeDocument"
_BESIDE = {"header": "running", "footer": "running", "footnotes": "notes", "endnotes": "notes", "comments": "comments"}
_PROMPTS = "\n".join(PROMPTS)


class Package:
    """The parts of a Word file, each read within limits."""

    def __init__(self, content: bytes) -> None:
        with foreign():
            self._archive = ZipFile(io.BytesIO(content))
        if len(self._archive.namelist()) > _MOST_MEMBERS:
            raise UnreadableError(f"holds more than {_MOST_MEMBERS:,} parts, as no Word file does")

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a part."""
        return name in self._archive.namelist()

    def read(self, name: str) -> bytes:
        """Return a part.

        Raises:
            UnreadableError: It is damaged, or unfolds to far more than a letter is.
        """
        with foreign():
            folded = self._archive.getinfo(name)
            with self._archive.open(folded) as part:
                content = part.read(LARGEST_PART + 1)
        blown = len(content) > _SMALL and len(content) > _RATIO * max(1, folded.compress_size)
        if len(content) > LARGEST_PART or blown:
            raise UnreadableError("unfolds to far more than a letter is, as files that are made to do harm")
        return content

    def tree(self, name: str) -> etree._Element:
        """Return a part as XML; no entity in it is replaced, and nothing is fetched."""
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        content = self.read(name)
        if b"<!DOCTYPE" in content[:_HEAD]:
            raise UnreadableError(_DECLARES)
        with foreign():
            root = etree.fromstring(content, parser)
        if root.getroottree().docinfo.doctype:
            raise UnreadableError(_DECLARES)
        return root

    def related(self, name: str = "") -> Iterator[tuple[str, str]]:
        """Yield kind and name of the parts that a part refers to; what lies outside the file is passed over."""
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations not in self:
            return
        for one in self.tree(relations):
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
                yield one.get("Type", "").rpartition("/")[2], target


def read_word(content: bytes, name: str, context: Context) -> Reading:
    """Read a Word file.

    Raises:
        UnreadableError: It is damaged, or made to do harm.
    """
    package = Package(content)
    main = next((target for kind, target in package.related() if kind == _MAIN), "word/document.xml")
    if main not in package:
        raise UnreadableError(DAMAGED)
    root = package.tree(main)
    beside = list(package.related(main))
    numbering = Numbering.of(next((package.tree(part) for part in _of_kind(package, beside, "numbering")), None))
    styles = next((package.tree(part) for part in _of_kind(package, beside, "styles")), None)
    parts: dict[str, list[str]] = {"running": [], "notes": [], "comments": []}
    roots = [root]
    for kind, target in _BESIDE.items():
        for part in _of_kind(package, beside, kind):
            roots.append(package.tree(part))
            parts[target].append(_text(roots[-1], Numbering.of(None)))
    text = "\n\n".join(one for one in (_text(root, numbering), *parts["notes"], *parts["comments"]) if one.strip())
    if len(text) > LARGEST_TEXT:
        raise UnreadableError(f"holds more than {LARGEST_TEXT:,} characters")
    running = "\n".join(dict.fromkeys(one for one in parts["running"] if one.strip()))
    unreadable = [] if text.strip() else [Unreadable(name, f"it {TEXT_WITHOUT_WORDS}; look at it")]
    if any(kind == "aFChunk" for kind, _ in beside):
        unreadable.append(Unreadable(name, "it holds another file inside it, which was not read"))
    ours, suspect = ours_in(text, f"{context.our_text}\n{_PROMPTS}"), unlike(roots, styles)
    return Reading(
        (Page(name, 1, text, "docx", ours=ours, suspect=suspect, running=running),),
        read_controls(root, name, context.sent),
        _references(package, running),
        unreadable=tuple(unreadable),
    )


def _of_kind(package: Package, beside: list[tuple[str, str]], wanted: str) -> Iterator[str]:
    yield from (target for kind, target in beside if kind == wanted and target in package)


def _references(package: Package, running: str) -> tuple[tuple[str, str], ...]:
    """Return the numbers in running heads, and the one that the file's properties call it by."""
    found = dict.fromkeys((number, "text") for number in numbers_in(running))
    for kind, target in package.related():
        if kind == "core-properties" and target in package:
            for one in package.tree(target):
                if isinstance(one.tag, str) and one.tag.endswith("}identifier"):
                    found.update(dict.fromkeys((number, "field") for number in numbers_in(one.text or "")))
    return tuple(found)


def _text(root: etree._Element, numbering: Numbering) -> str:
    """Return the words, a blank line between paragraphs as in the texts of other files."""
    lines = [numbering.label(block) + words_of(block) for block in _blocks(root)]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(line.rstrip(" ") for line in lines)).strip("\n")


def _blocks(element: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs in reading order, those in boxes behind the one they hang on."""
    stack: list[etree._Element] = [element]
    while stack:
        one = stack.pop()
        if one.tag in {f"{W}del", f"{W}moveFrom"}:
            continue
        if one.tag == f"{W}p":
            yield one
            stack += reversed([*_boxes_of(one)])
        else:
            stack += reversed(one)


def _boxes_of(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes that hang on a paragraph; what is there once more for old programs is passed over."""
    stack: list[etree._Element] = [paragraph]
    while stack:
        one = stack.pop()
        if one.tag == f"{W}txbxContent":
            yield one
        elif one.tag != f"{MC}Fallback":
            stack += reversed(one)
