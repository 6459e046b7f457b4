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
from correspondence.sign.levels import level_of
from correspondence.sign.values import Signature, Trust

REVOKED = "the certificate of the signer, or of its authority, was revoked on"
SIGNING = frozenset({"digital_signature", "non_repudiation"})
"""What a certificate must be for, one of them at least."""
TOLERANCE = datetime.timedelta(minutes=5)
"""By which two clocks may differ."""


async def judged(
    told: Signature,
    signed: Any,
    covered: bytes,
    trust: Trust,
    evidence: Trust,
    as_of: datetime.datetime,
    *,
    pades: bool,
) -> Signature:
    """Judge a signature whose container was read.

    Args:
        told: What is known of it.
        signed: Its SignedData.
        covered: The bytes that it is about.
        trust: Whom somebody trusts.
        evidence: Certificates and lists of the file itself, each by itself, DER.
        as_of: The moment at which it is judged where no time stamp says when it was made.
        pades: Whether it says to be of PAdES.
    """
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    chain = _Chain.of(trust, evidence)
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
    if not status.intact:
        faults.append("the bytes that it is about were changed since")
    elif not status.valid:
        faults.append("it was not made with the key of this signer, or was changed itself")
    trusted: bool | None = None
    if trust.certificates:
        reason = _distrust(status, chain, when)
        trusted = intact and not reason
        faults += [reason] if reason and intact else []
    return replace(
        told,
        trusted=trusted,
        faults=tuple(faults),
        level=level_of(signed, trust, evidence, stamp) if pades else "",
    )


@dataclass(frozen=True)
class _Chain:
    """Certificates and lists, parsed."""

    roots: tuple[Any, ...]
    others: tuple[Any, ...]
    lists: tuple[Any, ...]

    @classmethod
    def of(cls, trust: Trust, evidence: Trust) -> _Chain:
        from asn1crypto import crl, x509

        roots = tuple(x509.Certificate.load(one) for file in trust.certificates for one in certificates_in(file))
        lists = [*(one for file in trust.lists for one in lists_in(file)), *evidence.lists]
        others = tuple(x509.Certificate.load(one) for one in evidence.certificates)
        return cls(roots, others, tuple(crl.CertificateList.load(one) for one in lists))

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

    return KeyUsageConstraints(key_usage=set(SIGNING), match_all_key_usages=False)


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
    if not is_for_stamps(status["signing_cert"].dump()):
        return None, "", "its time stamp is by somebody whose certificate is not for time stamps"
    if moment > as_of + TOLERANCE:
        return None, "", f"its time stamp is of {moment:%Y-%m-%d}, which is still to come"
    if chain.roots:
        path = status.get("validation_path")
        if status.get("revocation_details") is not None or (path and _revoked(tuple(path), chain, moment)):
            return None, "", "the certificate of its time stamp's server was revoked before"
        if path is None or status.get("trust_problem_indic") is not None:
            return None, "", "nobody who is trusted vouches for its time stamp"
    return moment, "", ""


def is_for_stamps(certificate: bytes) -> bool:
    """Tell whether a certificate is one of a time-stamp authority (RFC 3161, 2.3)."""
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        usage = x509.load_der_x509_certificate(certificate).extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


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
    usage = status.signing_cert.key_usage_value
    if usage is not None and not SIGNING & usage.native:
        return "the certificate of the signer is not for signing"
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


def _name(certificate: Any) -> str:
    names = certificate.subject.native
    found = names.get("common_name") or next(iter(names.values()), "")
    return " ".join(str(found[0] if isinstance(found, list) else found).split())
