"""A certificate authority of the tests' own: root, issuing authority, signers of every kind, and a time-stamp authority."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
"""The moment at which the tests sign."""
PASSPHRASE = "correct horse"  # noqa: S105  (of keys that the tests make)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Holder:
    """Somebody with a key and a certificate."""

    name: str
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...]

    @property
    def der(self) -> bytes:
        """The certificate, as DER."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate, as PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    def p12(self, passphrase: str = PASSPHRASE) -> bytes:
        """Return the PKCS#12 file, with the issuing authority's certificate."""
        protection = BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"key", self.key, self.certificate, self.issuers, protection)


def _name(common: str) -> x509.Name:
    organization = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Agency of the Tests")
    return x509.Name([organization, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def issued(
    common: str,
    issuer: Holder | None = None,
    *,
    authority: bool = False,
    days: tuple[int, int] = (-100, 900),
    signs: bool = True,
    stamps: bool = False,
    curve: bool = False,
) -> Holder:
    """Issue a certificate; without an issuer it is a root's.

    Args:
        common: The holder's name.
        issuer: Who issues it.
        authority: Whether it is an authority's.
        days: When it is valid, in days from the moment at which the tests sign.
        signs: Whether it is for signing.
        stamps: Whether it is a time-stamp authority's.
        curve: Whether the key is one of an elliptic curve, and not of RSA.
    """
    key = ec.generate_private_key(ec.SECP256R1()) if curve else rsa.generate_private_key(65537, 2048)
    over = issuer or Holder(common, key, None, ())  # type: ignore[arg-type]  # a root has no issuer but itself
    usage = dict.fromkeys(
        [
            *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
            *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        ],
        False,
    )
    usage |= {"key_cert_sign": authority, "crl_sign": authority, "key_encipherment": not signs}
    usage |= {
        "digital_signature": signs and not authority,
        "content_commitment": signs and not authority and not stamps,
    }
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(common))
        .issuer_name(_name(over.name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + days[0] * DAY)
        .not_valid_after(NOW + days[1] * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(over.key.public_key()),  # pyHanko builds paths by it
            critical=False,
        )
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    certificate = builder.sign(over.key, hashes.SHA256())
    return Holder(common, key, certificate, (issuer.certificate, *issuer.issuers) if issuer else ())


@dataclass(frozen=True)
class Authority:
    """All of them, and their lists of revoked certificates."""

    root: Holder
    issuing: Holder
    signer: Holder
    revoked: Holder
    expired: Holder
    early: Holder
    encrypts: Holder
    stranger: Holder
    elliptic: Holder
    clock: Holder
    stopped: Holder

    def crl(self, issuer: Holder, *gone: Holder, since: int = -10) -> bytes:
        """Return an authority's list of revoked certificates."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(NOW - 2 * DAY)
            .next_update(NOW + 500 * DAY)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
            .add_extension(x509.CRLNumber(1), critical=False)
        )
        for one in gone:
            entry: Any = (
                x509.RevokedCertificateBuilder()
                .serial_number(one.certificate.serial_number)
                .revocation_date(NOW + since * DAY)
                .build()
            )
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)

    @property
    def lists(self) -> tuple[bytes, ...]:
        """The lists of both authorities."""
        return self.crl(self.root, self.stopped), self.crl(self.issuing, self.revoked)


@cache
def authority() -> Authority:
    """Return the one authority of a run of the suite: keys take their time."""
    root = issued("Root of the Tests", authority=True)
    issuing = issued("Issuing Authority of the Tests", root, authority=True)
    elsewhere = issued("Another Root", authority=True)
    return Authority(
        root=root,
        issuing=issuing,
        signer=issued("Alex Signer", issuing),
        revoked=issued("Robin Revoked", issuing),
        expired=issued("Eve Expired", issuing, days=(-400, -5)),
        early=issued("Ellis Early", issuing, days=(5, 400)),
        encrypts=issued("Casey Cipher", issuing, signs=False),
        stranger=issued("Sam Stranger", elsewhere),
        elliptic=issued("Erin Elliptic", issuing, curve=True),
        clock=issued("Clock of the Tests", root, stamps=True),
        stopped=issued("Stopped Clock", root, stamps=True),
    )
