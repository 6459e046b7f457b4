"""Plain text, web pages and RTF."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from correspondence.replies.read.quoting import ours_in
from correspondence.replies.read.values import LARGEST_TEXT, TEXT_WITHOUT_WORDS, Context, Reading, UnreadableError
from correspondence.reply import Page, TextSource, Unreadable

if TYPE_CHECKING:
    from lxml import etree

_LATIN = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252", "8859", "ansi"}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\u200b\u2060]")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "dd",
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
    {"head", "script", "style", "template", "title", "noscript", "object", "iframe", "select", "textarea"}
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d])|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent|rgba?\(\s*255\s*,\s*255\s*,\s*255)", re.IGNORECASE
)
_GROUND = re.compile(r"background(?:-color)?\s*:", re.IGNORECASE)
_SHOWN_OF_HIDDEN = 60
_DEEPEST = 200


def decoded(content: bytes, charset: str | None = None) -> str:
    r"""Return what bytes say, with ``\n`` line ends and without control characters.

    What calls itself Latin-1 is read as Windows-1252, as mail programs mean it; so is what is not UTF-8 though it should
    be. A character set that nobody knows is no obstacle.

    Example:
        >>> decoded(b"\x93No.\x94", "iso-8859-1"), decoded("Peña".encode())
        ('“No.”', 'Peña')
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _plain(content[len(mark) :].decode(name, "replace"))
    wanted = (charset or "utf-8").strip("'\" ").lower()
    if wanted not in _LATIN:
        try:
            return _plain(content.decode(wanted))
        except (LookupError, ValueError):
            pass
    try:
        return _plain(content.decode("utf-8"))
    except ValueError:
        return _plain(content.decode("cp1252", "replace"))


def _plain(text: str) -> str:
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\f", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )
    return _CONTROLS.sub("", text)


def page_of(
    text: str, name: str, source: TextSource, context: Context, *, mail: bool = False, suspect: str = ""
) -> Page:
    """Return a text as one page, our own words told apart."""
    if len(text) > LARGEST_TEXT:
        raise UnreadableError(f"holds more than {LARGEST_TEXT:,} characters")
    return Page(name, 1, text, source, ours=ours_in(text, context.our_text, mail=mail), suspect=suspect)


def read_text(content: bytes, name: str, context: Context) -> Reading:
    """Read plain text."""
    return _reading(page_of(decoded(content), name, "text", context, mail=True))


def read_rtf(content: bytes, name: str, context: Context) -> Reading:
    """Read Rich Text."""
    return _reading(page_of(text_of_rtf(content), name, "rtf", context, mail=True))


def read_html(content: bytes, name: str, context: Context) -> Reading:
    """Read a web page; nothing that it names is fetched."""
    text, suspect = text_of_html(html_decoded(content))
    return _reading(page_of(text, name, "html", context, mail=True, suspect=suspect))


def _reading(page: Page) -> Reading:
    if page.text.strip():
        return Reading((page,))
    return Reading((page,), unreadable=(Unreadable(page.file, f"it {TEXT_WITHOUT_WORDS}"),))


def html_decoded(content: bytes, charset: str | None = None) -> str:
    """Decode a web page by the character set that it names itself, where nothing else does."""
    if charset is None and (
        named := re.search(rb"<meta[^>]{0,200}charset=[\"' ]*([\w-]+)", content[:4096], re.IGNORECASE)
    ):
        charset = named[1].decode("ascii", "replace")
    return decoded(content, charset)


def text_of_rtf(content: bytes) -> str:
    """Return the words of Rich Text.

    Raises:
        UnreadableError: It cannot be understood.
    """
    from striprtf import striprtf

    try:
        words: str = striprtf.rtf_to_text(  # type: ignore[no-untyped-call] # it ships no types
            content.decode("latin-1"), encoding="cp1252", errors="replace"
        )
    except (ValueError, LookupError, IndexError) as error:
        raise UnreadableError("is damaged Rich Text; ask for it again") from error
    return _plain(words)


def text_of_html(source: str) -> tuple[str, str]:
    """Return the words of a web page as they are shown, and why they may not be what is seen.

    Numbers of lists are written out. Words that are hidden, or white, are left out, and make the text suspect.
    """
    from lxml import etree, html

    if not source.strip():
        return "", ""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", source), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return "", ""
    shown: list[str] = []
    hidden: list[str] = []
    _show(root, shown, hidden, 0)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(shown).replace("\xa0", " "))
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n ")
    words = " ".join("".join(hidden).split())
    suspect = f"it has words that a reader does not see: “{words[:_SHOWN_OF_HIDDEN]}”" if words else ""
    return _plain(text), suspect


def _show(element: etree._Element, shown: list[str], hidden: list[str], depth: int) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if depth > _DEEPEST:
        raise UnreadableError("nests its parts too deep")
    if tag in _UNSHOWN or not tag:
        pass
    elif _is_hidden(element):
        hidden.append("".join(str(one) for one in element.itertext()) + " ")
    elif tag == "br":
        shown.append("\n")
    else:
        edge = "\n\n" if tag in _PARTED else "\n" if tag in _BLOCKS else ""
        _break(shown, edge)
        if tag == "li" and (number := _number(element)):
            shown.append(number)
        _say(shown, element.text, pre=tag == "pre")
        for child in element:
            _show(child, shown, hidden, depth + 1)
            _say(shown, child.tail, pre=tag == "pre")
        if tag in _CELLS:
            _say(shown, " ", pre=False)
        _break(shown, edge)


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style", "")
    if "hidden" in element.attrib or _HIDDEN.search(style):
        return True
    return bool(_WHITE.search(style)) and not _GROUND.search(style)


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


def _number(item: etree._Element) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    before = sum(1 for one in item.itersiblings("li", preceding=True))
    start = parent.get("start", "1")
    number = (int(start) if start.isdecimal() and len(start) < 6 else 1) + before  # noqa: PLR2004  (five digits)
    letters = {"a": "abcdefghijklmnopqrstuvwxyz", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}.get(parent.get("type", "1"))
    return f"{letters[number - 1]}. " if letters and 0 < number <= len(letters) else f"{number}. "
