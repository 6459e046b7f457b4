"""Read the signatures of a PDF: who signed, when, whether it holds, and what came after. Offline.

It may be called with any file; what a stranger has written there comes to its end in a confined process.
"""

from __future__ import annotations

import asyncio
import datetime
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from correspondence.sign.changes import beginning_of, changes_between
from correspondence.sign.container import FaultyContainerError, read_container
from correspondence.sign.fields import SIGNED_BY
from correspondence.sign.keys import certificates_in, lists_in
from correspondence.sign.trusting import judged
from correspondence.sign.values import Signature, SigningError, Trust

MARK, KIND = b"/ByteRange", b".detached"
"""What stands in the bytes of a file that is signed; an attachment of one that is not may have it too."""
MOST_SIGNATURES = 50
RANGES = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\b")
LOST = "the file bears a signature, and is so damaged that it cannot be read"
DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:Z|([+-])(\d{2})'?(\d{2})?'?)?.*")


def is_signed(content: bytes) -> bool:
    """Tell whether a file may bear a signature."""
    return MARK in content or b"/Sig" in content


def read_signatures(content: bytes, trust: Trust, as_of: datetime.datetime) -> tuple[Signature, ...]:
    """Read the signatures of a PDF.

    Args:
        content: The file.
        trust: Whom somebody trusts.
        as_of: The moment at which a signature without a time stamp is judged.

    Returns:
        The signatures, oldest first; empty where the file bears none, or is no PDF that can be read.
    """
    import pikepdf

    damaged = (Signature("", faults=(LOST,)),)
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            found = [_Found.of(name, value, seen=seen) for name, value, seen in _signed(pdf)]
            store: Any = pdf.Root.get("/DSS", {})
            evidence = _sound(*([one.read_bytes() for one in store.get(key, [])] for key in ("/Certs", "/CRLs")))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return damaged if KIND in content else ()
    lost = _lost(content, found)
    if not found:
        return damaged if lost or (KIND in content and not _is_whole(content)) else ()
    found.sort(key=lambda one: one.end)
    read = [_read(content, one, trust, evidence, as_of) for one in found]
    return (*_followed(content, read), *(damaged if lost else ()))


def _sound(certificates: list[bytes], lists: list[bytes]) -> Trust:
    """Return what of a file's own evidence can be read: what was damaged says nothing, and whoever signed it tells so."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    kept: tuple[list[bytes], list[bytes]] = [], []
    for one in certificates:
        with suppress(ValueError, SigningError, UnsupportedAlgorithm):
            read = x509.load_der_x509_certificate(one)
            _ = read.public_key(), read.signature_hash_algorithm
            kept[0].extend(certificates_in(one))
    for one in lists:
        with suppress(ValueError, SigningError, UnsupportedAlgorithm):
            _ = x509.load_der_x509_crl(one).signature_hash_algorithm
            kept[1].extend(lists_in(one))
    return Trust(tuple(kept[0]), tuple(kept[1]))


def _lost(content: bytes, found: list[_Found]) -> bool:
    """Tell whether the bytes hold a signature that is none of those found: where its object is damaged, libraries see none.

    One in an attachment is not meant: what it says of places is not so in this file.
    """
    if found and KIND in content[max(one.end for one in found) :]:
        return True
    known = {one.ranges[1:] for one in found}
    for one in RANGES.finditer(content):
        opened, closed, length = places = tuple(map(int, one.groups()))
        fits = opened < closed <= closed + length <= len(content)
        if fits and content[opened : opened + 1] + content[closed - 1 : closed] == b"<>" and places not in known:
            return True
    return False


def _is_whole(content: bytes) -> bool:
    """Tell whether a PDF can be read as it is, to its last object, with nothing guessed."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            for one in pdf.objects:
                repr(one)  # an object is read only when something is asked of it, and one that cannot be read is null
            return not pdf.get_warnings()
    except (pikepdf.PdfError, ValueError, RecursionError):
        return False


@dataclass(frozen=True)
class _Found:
    """A signature as it stands in the file."""

    field: str
    ranges: tuple[int, ...] = ()
    contents: bytes = b""
    at: str = ""
    kind: str = ""
    shown: str = ""

    @classmethod
    def of(cls, field: str, value: Any, *, seen: bool = False) -> _Found:
        try:
            ranges = tuple(int(one) for one in value["/ByteRange"])
            contents = bytes(value["/Contents"])
            at, kind, name = (str(value.get(key, "")) for key in ("/M", "/SubFilter", "/Name"))
            return cls(field, ranges, contents, _moment(at), kind, name if seen else "")
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls(field)

    @property
    def end(self) -> int:
        return sum(self.ranges[2:4])


def _signed(pdf: Any) -> Iterator[tuple[str, Any, bool]]:
    """Yield the signatures of the form's fields, and those that no field has any more, and whether each shows its words."""
    import pikepdf

    seen: set[tuple[int, int]] = set()
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/FT") == pikepdf.Name.Sig:
            value = one.get("/V")
            if isinstance(value, pikepdf.Dictionary) and len(seen) < MOST_SIGNATURES:
                seen.add(value.objgen)
                yield str(one.get("/T", "")), value, str(one.get("/Contents", "")).startswith(SIGNED_BY)
            elif value is not None:
                yield str(one.get("/T", "")), {}, False
    for one in pdf.objects:
        if (
            isinstance(one, pikepdf.Dictionary)
            and one.objgen not in seen
            and "/ByteRange" in one
            and "/Contents" in one
        ):
            yield "", one, False


def _read(content: bytes, found: _Found, trust: Trust, evidence: Trust, as_of: datetime.datetime) -> Signature:
    told = Signature(found.field, at=found.at, end=found.end)
    fault = _fault_of_ranges(content, found)
    if fault:
        return replace(told, faults=(fault,))
    _, opened, closed, length = found.ranges
    covered = content[:opened] + content[closed : closed + length]
    try:
        trusted = tuple(one for file in trust.certificates for one in certificates_in(file))
        signed = read_container(content[opened + 1 : closed - 1], {*evidence.certificates, *trusted})
    except (FaultyContainerError, SigningError) as error:
        return replace(told, faults=(str(error),))
    start = beginning_of(content, found.end)
    told = replace(told, start=start)
    if not found.field:
        told = replace(told, changes=("the signature was taken out of its field",))
    try:
        pades = found.kind == "/ETSI.CAdES.detached"
        return _held(found, asyncio.run(judged(told, signed, covered, trust, evidence, as_of, pades=pades)))
    except Exception as error:  # noqa: BLE001  (what a stranger wrote fails in as many ways as there are libraries below)
        return replace(told, faults=(f"the signature cannot be read ({type(error).__name__})",))


def _held(found: _Found, read: Signature) -> Signature:
    """Hold the name that is seen of a signature against its certificate's."""
    if not found.shown or found.shown == read.signer:
        return read
    return replace(read, changes=(*read.changes, f"what is seen of it says that {found.shown} signed"))


def _fault_of_ranges(content: bytes, found: _Found) -> str:
    """Say in what a signature is not about all bytes before and behind it; empty where it is."""
    if len(found.ranges) != 4:  # noqa: PLR2004  (start and length of two ranges)
        return "the signature is damaged: it does not tell any more which bytes it is about"
    start, opened, closed, length = found.ranges
    if start or not 0 < opened < closed or length < 0 or closed + length > len(content):
        return "the signature is about bytes that the file does not have"
    if content[opened : opened + 1] != b"<" or content[closed - 1 : closed] != b">":
        return "the signature leaves more out than itself"
    digits = content[opened + 1 : closed - 1]
    if re.fullmatch(rb"[0-9a-fA-F]*", digits) is None:
        return "the digits of the signature are not as a program writes them"
    if bytes.fromhex(digits.decode() + "0" * (len(digits) % 2)) != found.contents:
        return "the signature leaves out something else than itself"
    tail = content[max(0, found.end - 64) : found.end]
    if re.search(rb"startxref\s+\d+\s+%%EOF\r?\n?\Z", tail) is None:
        return "the signature does not reach to the end of what was signed"
    return ""


def _followed(content: bytes, read: list[Signature]) -> Iterator[Signature]:
    """Yield the signatures with what was changed after each."""
    ends = [one.end for one in read if one.end]
    last = max(ends, default=0)
    for one in read:
        later: list[str] = list(one.changes)
        if one.intact:
            if one.start:
                later += (f"with it, {line}" for line in changes_between(content[: one.start], content[: one.end]))
            following = sorted({*(end for end in ends if end > one.end)})
            for before, after in zip([one.end, *following], following, strict=False):
                later += changes_between(content[:before], content[:after])
            if last < len(content):
                later += _behind(content, last)
        yield replace(one, changes=tuple(dict.fromkeys(later)))


def _behind(content: bytes, end: int) -> tuple[str, ...]:
    """Say what stands behind the last signature."""
    count = len(content) - end
    bytes_added = f"{count:,} bytes were" if count > 1 else "1 byte was"
    first = f"{bytes_added} added behind the last signature"
    if b"startxref" not in content[end:]:
        return (first,)
    return (first, *changes_between(content[:end], content))


def _moment(text: str) -> str:
    """Read a PDF's date (ISO 32000-1, 7.9.4); empty where it is none."""
    found = DATE.fullmatch(text)
    if found is None:
        return ""
    numbers = [int(one) for one in found.groups()[:6]]
    offset = datetime.timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0))
    try:
        moment = datetime.datetime(*numbers, tzinfo=datetime.UTC)  # type: ignore[misc, arg-type]  # six numbers
        moment -= offset if found[7] == "+" else -offset
    except (ValueError, OverflowError):
        return ""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
