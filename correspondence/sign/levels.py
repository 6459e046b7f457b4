"""Which level of PAdES a signature reaches, by what stands in the file itself (ETSI EN 319 142-1, 5)."""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from correspondence.sign.container import time_stamp_in
from correspondence.sign.keys import certificates_in
from correspondence.sign.values import Level, Trust

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, CertificateRevocationList


def level_of(signed: Any, trust: Trust, evidence: Trust, stamped: datetime.datetime | None) -> Level:
    """Return the level of a signature of PAdES.

    Args:
        signed: Its SignedData.
        trust: Whom somebody trusts; where a chain may end. Its lists do not count: they are not in the file.
        evidence: Certificates and lists of the file itself, each by itself, DER.
        stamped: When a time stamp says that it was made, None where none says so that holds.
    """
    if stamped is None:
        return "B-B"
    return (
        "B-LT" if all(_is_proven(one, trust, evidence, stamped) for one in (signed, time_stamp_in(signed))) else "B-T"
    )


def _is_proven(signed: Any, trust: Trust, evidence: Trust, stamped: datetime.datetime) -> bool:
    """Tell whether the file has what shows, up to the root, that a signer's certificate was valid and not revoked."""
    from cryptography import x509

    own = [x509.load_der_x509_certificate(one.chosen.dump()) for one in signed["certificates"]]
    kept = [x509.load_der_x509_certificate(one) for one in evidence.certificates]
    roots = [x509.load_der_x509_certificate(one) for file in trust.certificates for one in certificates_in(file)]
    lists = [x509.load_der_x509_crl(one) for one in evidence.lists]
    serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    holder = next(one for one in own if one.serial_number == serial)
    for _ in range(len(own) + len(kept) + len(roots) + 1):
        if holder in roots or holder.issuer == holder.subject:
            return True
        issuer = next((one for one in (*own, *kept, *roots) if _issued(one, holder)), None)
        if issuer is None or not any(_says_nothing(one, issuer, holder, stamped) for one in lists):
            return False
        holder = issuer
    return False


def _issued(issuer: Certificate, holder: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature

    with suppress(ValueError, TypeError, InvalidSignature):
        holder.verify_directly_issued_by(issuer)
        return True
    return False


def _says_nothing(
    one: CertificateRevocationList, issuer: Certificate, holder: Certificate, stamped: datetime.datetime
) -> bool:
    """Tell whether a list is the issuer's, was still in force when it was stamped, and does not name the certificate."""
    is_own = one.issuer == holder.issuer and one.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # any that signs
    in_force = one.next_update_utc is None or one.next_update_utc >= stamped
    entry = one.get_revoked_certificate_by_serial_number(holder.serial_number)
    return is_own and in_force and (entry is None or entry.revocation_date_utc > stamped)
