"""The container of a signature, read more strictly than libraries do.

Of a signed file only the container is not covered by the signature. So that not a byte of it can be another, it must be
canonical: digits of one case, zeros behind the signature, the one encoding that DER has, and nothing in it on which the
signature says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any

DIGITS = re.compile(rb"[0-9a-f]*|[0-9A-F]*")
LONG = 0x80
"""From this on, the first byte of a length says how many others hold it (X.690, 8.1.3.5)."""
NO_PARAMETERS = (b"", b"\x05\x00")
VERSIONS = {"data": "v1", "tst_info": "v3"}


class FaultyContainerError(Exception):
    """A container that is not canonical; the argument says in what."""


def read_container(digits: bytes, known: Collection[bytes]) -> Any:
    """Read the container of a signature.

    Args:
        digits: What stands between the angle brackets.
        known: Certificates that the signature itself covers, or that somebody trusts, DER.

    Returns:
        The SignedData, as asn1crypto reads it.

    Raises:
        FaultyContainerError: It cannot be read, or is not canonical.
    """
    from asn1crypto import cms

    if not DIGITS.fullmatch(digits) or len(digits) % 2:
        raise FaultyContainerError("the digits of the signature are not as a program writes them")
    content = bytes.fromhex(digits.decode())
    length = _length(content)
    if any(content[length:]):
        raise FaultyContainerError("there is something behind the signature in its own container")
    try:
        container = cms.ContentInfo.load(content[:length], strict=True)
        signed = container["content"]
        faults = (
            _faults(signed, known, "data") if _is_der(content[:length]) else iter(["it is not written canonically"])
        )
        problem = next(faults, "")
    except Exception as error:  # a damaged value fails in as many ways as there are libraries below
        raise FaultyContainerError("the signature cannot be read") from error
    if problem:
        raise FaultyContainerError(f"the signature's container was changed: {problem}")
    return signed


def time_stamp_in(signed: Any) -> Any:
    """Return the SignedData of the time stamp of a signature, None where it has none."""
    for attribute in signed["signer_infos"][0]["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0]["content"]
    return None


def _length(content: bytes) -> int:
    """Return how many bytes the DER value has with which something begins."""
    if len(content) < 2 or content[0] != 0x30:  # noqa: PLR2004  (a SEQUENCE: its tag, its length)
        raise FaultyContainerError("the signature cannot be read")
    first = content[1]
    if first < LONG:
        return 2 + first
    count = first & 0x7F
    return 2 + count + int.from_bytes(content[2 : 2 + count], "big")


def _is_der(content: bytes) -> bool:
    """Tell whether lengths and numbers are written as briefly as they can be (X.690, 10.1 and 8.3.2)."""
    place = 0
    while place < len(content):
        tag, first = content[place], content[place + 1]
        start = place + 2 + (first & 0x7F if first & 0x80 else 0)
        size = int.from_bytes(content[place + 2 : start], "big") if first & 0x80 else first
        if first & 0x80 and (size < LONG or not content[place + 2]):
            return False
        value = content[start : start + size]
        if len(value) < size or not tag or tag & 0x1F == 0x1F:  # noqa: PLR2004  (no tag of a signature has more than one byte)
            return False
        if tag == 0x02 and (not value or (len(value) > 1 and value[0] in {0, 0xFF} and value[0] >> 7 == value[1] >> 7)):  # noqa: PLR2004
            return False
        if tag & 0x20 and not _is_der(value):
            return False
        place = start + size
    return True


def _faults(signed: Any, known: Collection[bytes], about: str) -> Iterator[str]:
    """Yield what stands in a SignedData that is covered by no signature and is not as it must be."""
    if signed["version"].native != VERSIONS[about] or signed["encap_content_info"]["content_type"].native != about:
        yield "it is about something else"
    if len(signed["signer_infos"]) != 1 or signed["crls"]:
        yield "there is more than one signer in it, or lists that nobody signed"
        return
    info = signed["signer_infos"][0]
    algorithms = [one.dump() for one in signed["digest_algorithms"]]
    if algorithms != [info["digest_algorithm"].dump()] or info["version"].native != "v1":
        yield "its algorithms do not agree"
    for algorithm in (info["digest_algorithm"], *_signing_algorithm(info)):
        if algorithm["parameters"].dump() not in NO_PARAMETERS:
            yield "an algorithm has parameters that it does not have"
    signer = info["sid"]
    if signer.name != "issuer_and_serial_number":
        yield "its signer is not named by the certificate"
        return
    own = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    named = [one for one in own if one.serial_number == signer.chosen["serial_number"].native]
    if (
        len(own) != len(signed["certificates"])
        or len(named) != 1
        or named[0].issuer.dump() != signer.chosen["issuer"].dump()
    ):
        yield "its signer is not the one whose certificate is in it"
        return
    others = [one for one in own if one.dump() != named[0].dump()]
    if any(one.dump() not in known and not _vouched(one, [*others, *map(_certificate, known)]) for one in others):
        yield "a certificate in it is none that was signed"
    yield from _attribute_faults(info["unsigned_attrs"] or (), known, about)


def _attribute_faults(attributes: Any, known: Collection[bytes], about: str) -> Iterator[str]:
    kinds = [one["type"].native for one in attributes]
    if kinds not in ([], ["signature_time_stamp_token"]) or (kinds and about != "data"):
        yield "something is in it that nobody signed"
        return
    for one in attributes:
        token = one["values"][0]
        if len(one["values"]) != 1 or token["content_type"].native != "signed_data":
            yield "its time stamp is none"
        else:
            yield from (f"in its time stamp, {fault}" for fault in _faults(token["content"], known, "tst_info"))


def _signing_algorithm(info: Any) -> list[Any]:
    """Return the algorithm of the signature where it is of a kind that has no parameters."""
    algorithm = info["signature_algorithm"]
    return [] if algorithm["algorithm"].native == "rsassa_pss" else [algorithm]


def _certificate(content: bytes) -> Any:
    from asn1crypto import x509

    return x509.Certificate.load(content)


def _vouched(certificate: Any, issuers: list[Any]) -> bool:
    """Tell whether one of the others, or it itself, signed a certificate."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    own = x509.load_der_x509_certificate(certificate.dump())
    for issuer in [*issuers, certificate]:
        if issuer.subject.dump() == certificate.issuer.dump():
            with suppress(ValueError, TypeError, InvalidSignature):
                own.verify_directly_issued_by(x509.load_der_x509_certificate(issuer.dump()))
                return True
    return False
