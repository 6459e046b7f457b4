"""Web pages, and the mails that are written as such: their words as they are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from correspondence.replies.read.texts import decoded, page_of, plain, read_plainly
from correspondence.replies.read.values import TOO_DEEP, Context, Reading, UnreadableError
from correspondence.replies.read.web_looks import Look, Sheet, look_of

if TYPE_CHECKING:
    from lxml import etree

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_PARTED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol"])
_CELLS = frozenset({"td", "th"})
_UNSHOWN = frozenset(
    {
        *("head", "script", "style", "template", "title", "noscript", "object", "iframe", "select", "textarea"),
        *("audio", "video", "canvas", "datalist", "noframes"),
    }
)
_SHOWN = 60
_DEEPEST = 200
_LARGEST_NUMBER = 5
"""Digits from which the first number of a list is nonsense."""


def read_html(content: bytes, name: str, context: Context) -> Reading:
    """Read a web page; nothing that it names is fetched."""
    text, suspect = text_of_html(html_decoded(content))
    return read_plainly(page_of(text, name, "html", context, mail=True, suspect=suspect))


def html_decoded(content: bytes, charset: str | None = None) -> str:
    """Decode a web page by the character set that it names itself, where nothing else does."""
    if charset is None and (
        named := re.search(rb"<meta[^>]{0,200}charset=[\"' ]*([\w-]+)", content[:4096], re.IGNORECASE)
    ):
        charset = named[1].decode("ascii", "replace")
    return decoded(content, charset)


def text_of_html(source: str) -> tuple[str, str]:
    """Return the words of a web page as they are shown, and why they may not be what is seen.

    Numbers of lists are written out. Words that are hidden, or as good as white, are left out, and make the text suspect;
    so do words that are struck out, and those whose letters are turned round, which stay.

    Raises:
        UnreadableError: Its parts are nested without end.
    """
    from lxml import etree, html

    if not source.strip():
        return "", ""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", source), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return "", ""
    words = _Words(Sheet("".join(map(str, one.itertext())) for one in root.iter("style")))
    words.show(root, Look(), 0)
    return words.text(), words.suspect()


@dataclass(slots=True)
class _Words:
    """The words of a page as they are gathered."""

    sheet: Sheet
    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)

    def show(self, element: etree._Element, around: Look, depth: int, number: str = "") -> None:
        """Take an element and all in it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if depth > _DEEPEST:
            raise UnreadableError(TOO_DEEP)
        if tag in _UNSHOWN or not tag:
            return
        look = look_of(element, tag, around, self.sheet)
        if look is None:
            self.hidden.append("".join(map(str, element.itertext())) + " ")
        elif tag == "br":
            self.shown.append("\n")
        else:
            edge = "\n\n" if tag in _PARTED else "\n" if tag in _BLOCKS else ""
            _break(self.shown, edge)
            if number:
                self.shown.append(number)
            self.say(element.text, look, pre=tag == "pre")
            numbers = _Numbers(element) if tag == "ol" else None
            for child in element:
                self.show(child, look, depth + 1, numbers.next(child) if numbers else "")
                self.say(child.tail, look, pre=tag == "pre")
            if tag in _CELLS:
                _say(self.shown, " ", pre=False)
            _break(self.shown, edge)

    def say(self, text: str | None, look: Look, *, pre: bool) -> None:
        """Take words, and note what is odd about them."""
        if not text:
            return
        if not look.is_seen:
            self.hidden.append(text if text.strip() else " ")
            return
        if look.struck:
            self.struck.append(text)
        if look.turned:
            self.turned.append(text)
        _say(self.shown, text, pre=pre)

    def text(self) -> str:
        """Return what is shown."""
        lines = [line.strip(" \t") for line in "".join(self.shown).replace("\xa0", " ").split("\n")]
        return plain(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n"))

    def suspect(self) -> str:
        """Say why the words may not be what is seen; empty where they are."""
        for words, reason in (
            (self.hidden, "it has words that a reader does not see"),
            (self.struck, "it has words that are struck out"),
            (self.turned, "it has words whose letters are turned round"),
        ):
            if said := _joined(words):
                return f"{reason}: “{said}”"
        return ""


def _joined(words: Sequence[str]) -> str:
    return " ".join("".join(words).split())[:_SHOWN]


def _say(shown: list[str], text: str | None, *, pre: bool) -> None:
    if text and not pre:
        text = re.sub(r"[ \t\r\n]+", " ", text)
        if not shown or shown[-1].endswith(("\n", " ")):
            text = text.lstrip(" ")
    if text:
        shown.append(text)


def _break(shown: list[str], edge: str) -> None:
    if edge and shown:
        there = len(shown[-1]) - len(shown[-1].rstrip("\n")) if shown[-1].strip("\n") else len(shown[-1])
        if len(edge) > there:
            shown.append(edge)
            if shown[-2].strip("\n") == "":
                shown[-2:] = [edge]


class _Numbers:
    """The numbers of a list's entries."""

    def __init__(self, listed: etree._Element) -> None:
        start, letters = listed.get("start", "1"), "abcdefghijklmnopqrstuvwxyz"
        plain_number = start.isascii() and start.isdigit() and len(start) <= _LARGEST_NUMBER
        self._next = int(start) if plain_number else 1
        self._letters = {"a": letters, "A": letters.upper()}.get(listed.get("type", "1"), "")

    def next(self, child: etree._Element) -> str:
        """Return what stands before an entry."""
        if child.tag != "li":
            return ""
        number, self._next = self._next, self._next + 1
        return f"{self._letters[number - 1]}. " if 0 < number <= len(self._letters) else f"{number}. "
