"""Mails as they are saved from mail programs (RFC 5322 and MIME)."""

from __future__ import annotations

import email.policy
import email.utils
import re
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import Any

from correspondence.replies.read.numbers import numbers_in
from correspondence.replies.read.texts import decoded, page_of
from correspondence.replies.read.values import (
    MOST_PARTS,
    TEXT_WITHOUT_WORDS,
    TOO_DEEP,
    Context,
    Part,
    Reading,
    UnreadableError,
    foreign,
)
from correspondence.replies.read.web import html_decoded, text_of_html
from correspondence.reply import TextSource, Unreadable

HEADERS = (
    *("from", "to", "cc", "reply-to", "sender", "subject", "date", "message-id", "in-reply-to", "references"),
    *("auto-submitted", "x-autoreply", "precedence", "return-path", "x-failed-recipients"),
)
"""Those by which replies are matched, and answers of machines are known."""
_DEEPEST_PARTS = 30
_MOST_PIECES = 1000
_MOST_HEADER = 4000
_LONGEST_HEADER = 16_000
"""Characters of one header that are parsed: Python's parser takes time with the square of their number."""
_SIGNATURES = frozenset(
    [
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "text/vcard",
        "text/x-vcard",
        "text/calendar",
        "text/directory",
        "message/delivery-status",
        "message/disposition-notification",
        "text/rfc822-headers",
    ]
)
_LOCKED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_WORD, _LINK = (
    re.compile(r"[^\W_]+(?:[’'][^\W_]+)?"),
    re.compile(r"https?://\S{1,2000}|<?mailto:\S{1,200}|\[cid:\S{1,200}"),
)
_TURNING = ("yes", "no", "not", "none", "never", "nor", "cannot")
_ALIKE = 0.7


class _Policy(EmailPolicy):
    """How Python parses mails, with headers that end somewhere."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return name and value of a header."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        """Return a header as it is understood, or as it stands where it is in disorder."""
        try:
            return super().header_fetch_parse(name, value)
        except Exception:  # noqa: BLE001  (the library's parsers of headers break in many ways on what strangers write)
            return " ".join(str(value).split())


def read_mail(content: bytes, name: str, context: Context) -> Reading:
    """Read a mail: headers, its words, and the files that it brings along.

    Raises:
        UnreadableError: Its parts are nested without end.
    """
    with foreign():
        message = BytesParser(EmailMessage, policy=_Policy()).parsebytes(content)
    pieces = list(_pieces(message, 0))
    headers = {key: value for key in HEADERS if (value := _header(message, key))}
    unreadable: list[Unreadable] = []
    parts: list[Part] = []
    bodies: list[tuple[str, TextSource, str]] = []
    for piece in pieces:
        kind = _kind(piece)
        if kind in _SIGNATURES:
            continue
        if kind in _LOCKED:
            unreadable.append(Unreadable(name, "it is encrypted; ask for it in clear"))
        elif kind == "message/rfc822":
            parts.append(Part(_filename(piece, len(parts) + 1), _inner(piece)))
        elif _is_body(piece, kind):
            bodies.append(_body(piece, kind))
        else:
            parts.append(Part(_filename(piece, len(parts) + 1), _payload(piece)))
    if len(parts) > MOST_PARTS:
        unreadable.append(Unreadable(name, f"it brings {len(parts)} files along; the first {MOST_PARTS} were read"))
    text = "\n\n".join(words.strip("\n") for words, _, _ in bodies if words.strip())
    source: TextSource = "html" if bodies and all(one == "html" for _, one, _ in bodies) else "mail"
    suspect = next((one for _, _, one in bodies if one), "") or _two_faces(message)
    if not text and not parts:
        unreadable.append(Unreadable(name, f"it {TEXT_WITHOUT_WORDS}"))
    return Reading(
        (page_of(text, name, source, context, mail=True, suspect=suspect),),
        headers=headers,
        references=in_headers(headers),
        date=day_of_header(headers.get("date", "")),
        unreadable=tuple(unreadable),
        parts=tuple(parts[:MOST_PARTS]),
    )


def in_headers(headers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the reference numbers in subject and threads."""
    text = "\n".join(headers.get(key, "") for key in ("in-reply-to", "references", "subject"))
    return tuple((number, "header") for number in numbers_in(text))


def day_of_header(text: str) -> Any:
    """Return the day of a date header, None where it says none."""
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _pieces(message: Message, depth: int) -> Iterator[Message]:
    """Yield the parts that hold something; of alternatives the plain one, or else the last that can be read."""
    if depth > _DEEPEST_PARTS:
        raise UnreadableError(TOO_DEEP)
    if message.get_content_maintype() != "multipart" or not message.is_multipart():
        yield message
        return
    inside: list[Message] = [one for one in message.get_payload() if isinstance(one, Message)]
    if len(inside) > _MOST_PIECES:
        raise UnreadableError(f"has more than {_MOST_PIECES} parts")
    if message.get_content_subtype() == "alternative":
        bodies = [one for one in inside if _holds_text(one)]
        plain = [one for one in bodies if one.get_content_type() == "text/plain" and _payload(one).strip()]
        inside = [*(plain[:1] or bodies[-1:]), *(one for one in inside if one not in bodies)]
    for one in inside:
        yield from _pieces(one, depth + 1)


def _two_faces(message: Message) -> str:
    """Say whether a mail is written twice, as plain text and with styles, and not with the same words.

    Of the two a person sees the one with styles. Programs write links, lists and quotations otherwise in each, but no more
    and no fewer words that affirm or deny.
    """
    for one in message.walk():
        if one.get_content_type() != "multipart/alternative" or not one.is_multipart():
            continue
        inside: list[Message] = [part for part in one.walk() if not part.is_multipart()]
        plain = next((_body(part, "text/plain")[0] for part in inside if _kind(part) == "text/plain"), "")
        styled = next((_body(part, "text/html")[0] for part in inside if _kind(part) == "text/html"), "")
        if plain.strip() and styled.strip() and not _says_the_same(plain, styled):
            return "its plain text has other words than its text with styles, which is what a reader sees"
    return ""


def _says_the_same(plain: str, styled: str) -> bool:
    first, second = (Counter(_WORD.findall(_LINK.sub(" ", one).casefold())) for one in (plain, styled))
    if any(first[word] != second[word] for word in _TURNING):
        return False
    shared = (first & second).total()
    return shared >= _ALIKE * min(first.total(), second.total())


def _holds_text(message: Message) -> bool:
    kind = message.get_content_type()
    if kind == "multipart/related" and message.is_multipart():
        inside: Any = message.get_payload()
        return bool(inside) and isinstance(inside[0], Message) and _holds_text(inside[0])
    return kind in {"text/plain", "text/html", "text/enriched"}


def _header(message: Message, key: str) -> str:
    """Return a header in words; one in disorder as far as it can be understood."""
    try:
        found = message.get(key)
        value = "" if found is None else str(found)
    except Exception:  # noqa: BLE001  (the library's parsers of headers break in many ways on what strangers write)
        value = next((str(one) for name, one in message.raw_items() if name.lower() == key), "")
    value = value.encode("utf-8", "replace").decode("utf-8")
    return " ".join(value.split())[:_MOST_HEADER]


def _kind(piece: Message) -> str:
    return piece.get_content_type()


def _is_body(piece: Message, kind: str) -> bool:
    if kind not in {"text/plain", "text/html"}:
        return False
    try:
        return piece.get_content_disposition() != "attachment" and not piece.get_filename()
    except Exception:  # noqa: BLE001  (as for headers)
        return False


def _body(piece: Message, kind: str) -> tuple[str, TextSource, str]:
    content, charset = _payload(piece), piece.get_content_charset()
    if kind == "text/html":
        text, suspect = text_of_html(html_decoded(content, charset))
        return text, "html", suspect
    return decoded(content, charset), "mail", ""


def _payload(piece: Message) -> bytes:
    content = piece.get_payload(decode=True)
    if isinstance(content, bytes):
        return content
    whole = piece.get_payload()
    return whole.encode("utf-8", "surrogateescape") if isinstance(whole, str) else piece.as_bytes()


def _inner(piece: Message) -> bytes:
    inside = piece.get_payload()
    if isinstance(inside, list) and inside and isinstance(inside[0], Message):
        with foreign():
            return inside[0].as_bytes(policy=email.policy.compat32)
    return _payload(piece)


def _filename(piece: Message, number: int) -> str:
    try:
        name = piece.get_filename() or ""
    except Exception:  # noqa: BLE001  (as for headers)
        name = ""
    if name:
        return name
    ending = "eml" if _kind(piece) == "message/rfc822" else re.sub(r"[^a-z0-9]", "", piece.get_content_subtype())[:8]
    return f"part-{number}.{ending or 'bin'}"
