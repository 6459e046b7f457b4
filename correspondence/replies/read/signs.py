"""Signs that no text may hold: what would break a terminal, a database, a table or an XML file that takes it up.

Each is replaced by one other sign, so that every place in a text stays where it was. Signs that turn the order of letters
round stay, for what was written is verbatim; but what a person sees is then something else than what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from correspondence.replies.read.values import Reading
from correspondence.reply import FormValue, Page, Unreadable

_STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = frozenset("\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")
_TURNING = re.compile("[\u202b\u202e\u2067]")
"""Right-to-left embedding, override and isolate (Unicode Standard Annex 9)."""
_TURNED = "it has signs that turn the order of its letters round"


def whole_characters(text: str) -> str:
    r"""Join the halves of characters beyond the first plane, as Rich Text and UTF-7 write them.

    Example:
        >>> whole_characters("\ud83d\ude00 and \ud83d") == "\U0001f600 and \ufffd"
        True
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def storable(text: str) -> str:
    r"""Return a text without signs that no text may hold, each replaced by one other.

    Example:
        >>> storable("1. \x1b[31mNo\x00.\x0c2. Yes") == "1. \ufffd[31mNo\ufffd.\n2. Yes"
        True
    """
    return _STRANGE.sub(lambda found: "\n" if found[0] in _LINE_ENDS else "\ufffd", text)


def storable_reading(reading: Reading) -> Reading:
    """Return what a file says so that all of it can be kept, printed and written to other files."""
    return replace(
        reading,
        pages=tuple(_page(page) for page in reading.pages),
        form={storable(name): _value(value) for name, value in reading.form.items()},
        headers=_headers(reading.headers),
        unreadable=tuple(Unreadable(storable(one.file), storable(one.reason)) for one in reading.unreadable),
    )


def _page(page: Page) -> Page:
    text, running, suspect = storable(page.text), storable(page.running), storable(page.suspect)
    if not suspect and _TURNING.search(text):
        suspect = _TURNED
    if (text, running, suspect) == (page.text, page.running, page.suspect):
        return page
    return replace(page, text=text, running=running, suspect=suspect)


def _value(value: FormValue) -> FormValue:
    name, words, reason = storable(value.name), storable(value.value), storable(value.reason)
    if (name, words, reason) == (value.name, value.value, value.reason):
        return value
    return replace(value, name=name, value=words, reason=reason)


def _headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {key: " ".join(storable(value).split()) for key, value in headers.items()}
