"""Whether a signature holds, and whether somebody who is trusted vouches for its signer."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import logging
from dataclasses import dataclass, replace
from typing import Any

from correspondence.sign.container import time_stamp_in
from correspondence.sign.keys import certificates_in, lists_in
from correspondence.sign.values import Level, Signature, Trust

REVOKED = "the certificate of the signer, or of its authority, was revoked on"
TOLERANCE = datetime.timedelta(minutes=5)
"""By which two clocks may differ."""


async def judged(
    told: Signature,
    signed: Any,
    covered: bytes,
    trust: Trust,
    known: tuple[bytes, ...],
    as_of: datetime.datetime,
    *,
    pades: bool,
) -> Signature:
    """Judge a signature whose container was read.

    Args:
        told: What is known of it.
        signed: Its SignedData.
        covered: The bytes that it is about.
        trust: Whom somebody trusts; with the lists of the file itself.
        known: Certificates of the file itself.
        as_of: The moment at which it is judged where no time stamp says when it was made.
        pades: Whether it says to be of PAdES.
    """
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    chain = _Chain.of(trust, known)
    stamp, fault, doubt = await _stamp(signed, chain, as_of)
    when = stamp or as_of
    status = await async_validate_detached_cms(
        covered, signed, chain.context(when), chain.context(as_of), key_usage_settings=_any_usage()
    )
    holder = status.signing_cert
    intact = bool(status.intact and status.valid) and not fault
    told = replace(
        told,
        signer=_name(holder),
        certificate=hashlib.sha256(holder.dump()).hexdigest(),
        at=f"{stamp:%Y-%m-%dT%H:%M:%SZ}" if stamp else told.at,
        stamped=stamp is not None,
        intact=intact,
    )
    faults = [one for one in (fault, doubt) if one]
    if not (status.intact and status.valid):
        faults.append("the bytes that it is about were changed since")
    trusted: bool | None = None
    if trust.certificates:
        reason = _distrust(status, chain, when)
        trusted = intact and not reason
        faults += [reason] if reason else []
    return replace(
        told,
        trusted=trusted,
        faults=tuple(faults),
        level=_level(chain, signed, holder, stamped=stamp is not None, pades=pades),
    )


@dataclass(frozen=True)
class _Chain:
    """Certificates and lists, parsed."""

    roots: tuple[Any, ...]
    others: tuple[Any, ...]
    lists: tuple[Any, ...]

    @classmethod
    def of(cls, trust: Trust, known: tuple[bytes, ...]) -> _Chain:
        from asn1crypto import crl, x509

        roots = tuple(x509.Certificate.load(one) for file in trust.certificates for one in certificates_in(file))
        lists = tuple(crl.CertificateList.load(one) for file in trust.lists for one in lists_in(file))
        return cls(roots, tuple(x509.Certificate.load(one) for one in known), lists)

    def context(self, moment: datetime.datetime) -> Any:
        """Return what pyHanko judges by. It opens no connection."""
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=list(self.others),
            moment=moment,
            crls=list(self.lists),
            allow_fetching=False,
            revocation_mode="soft-fail",
            retroactive_revinfo=True,
            time_tolerance=TOLERANCE,
        )


def _any_usage() -> Any:
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    return KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


async def _stamp(signed: Any, chain: _Chain, as_of: datetime.datetime) -> tuple[datetime.datetime | None, str, str]:
    """Return the time of a time stamp that holds; what is wrong with one that does not; why one is not taken at its word."""
    from pyhanko.sign.general import extract_signer_info
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data

    token = time_stamp_in(signed)
    if token is None:
        return None, "", ""
    signature = extract_signer_info(signed)["signature"].native
    info = token["encap_content_info"]["content"].parsed
    imprint = info["message_imprint"]
    digest = hashlib.new(imprint["hash_algorithm"]["algorithm"].native, signature).digest()
    moment = info["gen_time"].native
    status = await validate_tst_signed_data(token, chain.context(min(moment, as_of)), lambda _: digest)
    if not (status["intact"] and status["valid"]):
        return None, "its time stamp is of another signature, or was changed", ""
    if chain.roots and (status.get("validation_path") is None or status.get("trust_problem_indic") is not None):
        return None, "", "nobody who is trusted vouches for its time stamp"
    return moment, "", ""


def _distrust(status: Any, chain: _Chain, when: datetime.datetime) -> str:
    """Say why nobody who is trusted vouches for a signer; empty where somebody does."""
    from cryptography import x509

    if status.revocation_details is not None:
        return f"{REVOKED} {status.revocation_details.revocation_date:%Y-%m-%d}"
    own = x509.load_der_x509_certificate(status.signing_cert.dump())
    begins, ends = own.not_valid_before_utc, own.not_valid_after_utc
    if when > ends:
        return f"the certificate of the signer expired on {ends:%Y-%m-%d}, and no time stamp says that it signed before"
    if when < begins:
        return f"the certificate of the signer was not valid before {begins:%Y-%m-%d}"
    if status.validation_path is None or status.trust_problem_indic is not None:
        return "nobody who is trusted vouches for the signer"
    day = _revoked(tuple(status.validation_path), chain, when)
    return f"{REVOKED} {day:%Y-%m-%d}" if day else ""


def _revoked(path: tuple[Any, ...], chain: _Chain, when: datetime.datetime) -> datetime.datetime | None:
    """Return when a certificate of a path was revoked, root first; None where no list says that it was by then.

    However old a list is, what it says was revoked.
    """
    from cryptography import x509

    certificates = [x509.load_der_x509_certificate(one.dump()) for one in path]
    lists = [x509.load_der_x509_crl(one.dump()) for one in chain.lists]
    for issuer, holder in itertools.pairwise(certificates):
        for one in lists:
            if one.issuer != holder.issuer or not one.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]  # any that signs
                continue
            entry = one.get_revoked_certificate_by_serial_number(holder.serial_number)
            if entry is not None and entry.revocation_date_utc <= when:
                return entry.revocation_date_utc
    return None


def _level(chain: _Chain, signed: Any, holder: Any, *, stamped: bool, pades: bool) -> Level:
    """Return the level of PAdES that a signature reaches."""
    if not pades:
        return ""
    if not stamped:
        return "B-B"
    issuers = {one.issuer.dump() for one in chain.lists}
    needed = {holder.issuer.dump()} | {
        one.chosen.issuer.dump()
        for one in signed["certificates"]
        if one.name == "certificate" and one.chosen.self_issued == False  # noqa: E712
    }
    return "B-LT" if needed <= issuers else "B-T"


def _name(certificate: Any) -> str:
    names = certificate.subject.native
    found = names.get("common_name") or next(iter(names.values()), "")
    return " ".join(str(found[0] if isinstance(found, list) else found).split())
