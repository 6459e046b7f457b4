"""A key and its certificate, from a PKCS#12 file or from a PKCS#11 token."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from correspondence.sign.values import SigningError, UnfitKeyError

BEGINNING = 4096
"""A PEM file may tell of its certificate in words before it begins."""
MAKE_PKCS12 = "make one of it: openssl pkcs12 -export -inkey KEY -in CERTIFICATE -out office.p12"
CERTIFICATE, LIST = "certificate", "list of revoked certificates"
LABELS = {CERTIFICATE: {"CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE"}, LIST: {"X509 CRL", "CRL"}}
"""What stands behind BEGIN in a PEM file."""
ASK_AGAIN = "ask the authority for one that may sign documents"


@dataclass(frozen=True)
class Key:
    """What somebody signs with.

    Attributes:
        signer: pyHanko's signer, which makes the signature itself.
        certificate: The signer's certificate, DER.
        chain: Further certificates that came with it, DER.
        name: Who the certificate says it is.
    """

    signer: Any
    certificate: bytes
    chain: tuple[bytes, ...]
    name: str

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate."""
        return hashlib.sha256(self.certificate).hexdigest()

    def refuse_if_unfit(self, at: datetime.datetime) -> None:
        """Refuse a certificate with which nobody can sign now.

        Args:
            at: The moment at which somebody signs.

        Raises:
            UnfitKeyError: It has expired, is not valid yet, or is not for signing.
        """
        certificate = self.signer.signing_cert
        validity = certificate["tbs_certificate"]["validity"]
        begins, ends = validity["not_before"].native, validity["not_after"].native
        if at > ends:
            raise UnfitKeyError(
                f"the certificate of {self.name} expired on {ends:%Y-%m-%d}", "ask the authority for a new one"
            )
        if at < begins:
            message = f"the certificate of {self.name} is not valid before {begins:%Y-%m-%d}"
            raise UnfitKeyError(message, "wait until then, or see whether the clock of this machine is right")
        usage = certificate.key_usage_value
        if usage is not None and not {"digital_signature", "non_repudiation"} & usage.native:
            raise UnfitKeyError(f"the certificate of {self.name} is not for signing", ASK_AGAIN)
        if certificate.ca:
            raise UnfitKeyError(f"the certificate of {self.name} is an authority's own, not for letters", ASK_AGAIN)


def key_from_file(content: bytes, passphrase: str) -> Key:
    """Read a key from a PKCS#12 file.

    Args:
        content: The file, such as ``hanson.p12``.
        passphrase: What opens it.

    Raises:
        UnfitKeyError: The passphrase is wrong, or the file holds no key with its certificate.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    if not content:
        raise UnfitKeyError("the key file is empty", "name one that ends in .p12 or .pfx")
    if b"-----BEGIN " in content[:BEGINNING]:
        raise UnfitKeyError("the key file is PEM, not PKCS#12", MAKE_PKCS12)
    try:
        bag = pkcs12.load_pkcs12(content, passphrase.encode())
    except ValueError as error:
        if "password" in str(error).lower() or "mac" in str(error).lower():
            raise UnfitKeyError(
                "the passphrase does not open the key file", "type it again, without a blank or line too much"
            ) from error
        raise UnfitKeyError("the key file is no PKCS#12 file", "name one that ends in .p12 or .pfx") from error
    if bag.key is None:
        raise UnfitKeyError("the key file holds no key", "export the certificate again together with its private key")
    if bag.cert is None and bag.additional_certs:
        raise UnfitKeyError(
            "the key in the key file is of none of the certificates in it",
            "export the two together that belong together",
        )
    if bag.cert is None:
        raise UnfitKeyError(
            "the key file holds no certificate of its key", "export the key again together with its certificate"
        )
    certificate = _certificate(bag.cert.certificate.public_bytes(Encoding.DER))
    others = tuple(one.certificate.public_bytes(Encoding.DER) for one in bag.additional_certs)
    return Key(_signer(bag.key, certificate, others), certificate.dump(), others, _name(certificate))


def _signer(key: Any, certificate: Any, others: tuple[bytes, ...]) -> Any:
    """Return what signs with a key in memory.

    pyHanko's own reads and checks the key anew for each signature, which takes longer than all the rest.
    """
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from pyhanko.sign.signers import Signer
    from pyhanko_certvalidator.util import get_pyca_cryptography_hash

    class InMemory(Signer):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002  (as pyHanko calls it)
            digest = get_pyca_cryptography_hash(digest_algorithm)
            if isinstance(key, RSAPrivateKey):
                return key.sign(data, PKCS1v15(), digest)
            return bytes(key.sign(data, ECDSA(digest)))

    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise UnfitKeyError("the key is of a kind with which no PDF is signed", "use an RSA or ECDSA key")
    return InMemory(signing_cert=certificate, cert_registry=_store(others))


@contextmanager
def key_from_token(module: str, pin: str, *, token: str = "", label: str = "") -> Iterator[Key]:
    """Take the key of a token for as long as the ``with`` statement lasts.

    Args:
        module: The PKCS#11 module of its maker.
        pin: What opens it.
        token: The token's label, where several are plugged in.
        label: The label of the certificate and its key, where it has several.

    Raises:
        UnfitKeyError: It is absent or locked, the PIN is wrong, or it has no such certificate and key.
    """
    try:
        import pkcs11
        from pkcs11.exceptions import (
            ArgumentsBad,
            PinExpired,
            PinIncorrect,
            PinInvalid,
            PinLenRange,
            PinLocked,
            PKCS11Error,
        )
    except ImportError as error:
        remedy = "install it: pip install 'correspondence[signing]'"
        raise UnfitKeyError("python-pkcs11 is missing, which speaks with tokens", remedy) from error
    from pyhanko.sign.pkcs11 import PKCS11Signer

    try:
        slots = pkcs11.lib(module).get_slots(token_present=True)
        found = [
            one
            for one in (slot.get_token() for slot in slots)
            if _usable(one) and (not token or one.label.strip() == token)
        ]
    except (PKCS11Error, RuntimeError, OSError) as error:
        raise UnfitKeyError(
            f"{module} is no PKCS#11 module that works here", "name the module of the token's maker"
        ) from error
    if not found:
        called = f' "{token}"' if token else ""
        raise UnfitKeyError(f"there is no token{called}", "put the card in, or see whether its reader is plugged in")
    if len(found) > 1:
        names = ", ".join(one.label.strip() for one in found)
        raise UnfitKeyError(f"there are several tokens: {names}", "name the one that is meant with --token-label")
    try:
        session = found[0].open(user_pin=pin)
    except PinLocked as error:
        raise UnfitKeyError(
            "the token is locked: too many wrong PINs", "have it unlocked by whoever issued it"
        ) from error
    except PinExpired as error:
        raise UnfitKeyError(
            "the PIN of the token has expired", "set a new one with the program of the token's maker"
        ) from error
    except (PinIncorrect, PinInvalid, PinLenRange, ArgumentsBad) as error:
        raise UnfitKeyError(
            "the token does not take the PIN", "type it again; after a few wrong ones the token locks itself"
        ) from error
    except PKCS11Error as error:
        raise UnfitKeyError(
            f"the token cannot be opened ({type(error).__name__})", "take it out and put it in again"
        ) from error
    try:
        certificate, identity, others = _of_token(session, label)
        chain = [_certificate(one) for one in others]
        signer = PKCS11Signer(session, ca_chain=chain, key_id=identity, cert_id=identity)
        yield Key(signer, certificate.dump(), others, _name(certificate))
    finally:
        with suppress(PKCS11Error):
            session.close()


def _usable(token: Any) -> bool:
    from pkcs11 import TokenFlag

    return bool(token.flags & TokenFlag.TOKEN_INITIALIZED)


def _of_token(session: Any, label: str) -> tuple[Any, bytes, tuple[bytes, ...]]:
    """Return the certificate of a token that has a key, the id of both, and its other certificates."""
    from pkcs11 import Attribute, ObjectClass
    from pkcs11.exceptions import PKCS11Error

    try:
        keys = [one[Attribute.ID] for one in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})]
        known = [
            (bytes(one[Attribute.ID]), str(one[Attribute.LABEL]), bytes(one[Attribute.VALUE]))
            for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        ]
    except PKCS11Error as error:
        raise UnfitKeyError(
            f"the token cannot be read ({type(error).__name__})", "take it out and put it in again"
        ) from error
    own = [one for one in known if one[0] in keys and (not label or one[1] == label)]
    if not own:
        called = f' "{label}"' if label else ""
        raise UnfitKeyError(
            f"the token has no certificate{called} with its key",
            "name another with --certificate, or have one put on it",
        )
    if len(own) > 1:
        names = ", ".join(one[1] for one in own)
        raise UnfitKeyError(
            f"the token has several certificates: {names}", "name the one that is meant with --certificate"
        )
    identity, _, content = own[0]
    return _certificate(content), identity, tuple(one for _, _, one in known if one != content)


def _certificate(content: bytes) -> Any:
    from asn1crypto import x509

    return x509.Certificate.load(content)


def certificates_in(content: bytes) -> tuple[bytes, ...]:
    """Return the certificates of a file, DER or PEM.

    Raises:
        SigningError: It holds none.
    """
    return _objects(content, CERTIFICATE, _certificate)


def lists_in(content: bytes) -> tuple[bytes, ...]:
    """Return the lists of revoked certificates of a file, DER or PEM.

    Raises:
        SigningError: It holds none.
    """
    from asn1crypto import crl

    return _objects(content, LIST, crl.CertificateList.load)


def _objects(content: bytes, called: str, load: Any) -> tuple[bytes, ...]:
    from asn1crypto import pem

    try:
        is_pem = pem.detect(content)
        known = pem.unarmor(content, multiple=True) if is_pem else ()
        found = tuple(one for kind, _, one in known if kind in LABELS[called]) if is_pem else (content,)
        for one in found:
            load(one).native  # noqa: B018  (reads it to its end)
    except (ValueError, TypeError, KeyError) as error:
        raise SigningError(f"the file holds no {called}", "name a file in PEM or DER") from error
    if not found:
        raise SigningError(f"the file holds no {called}", "name a file in PEM or DER")
    return found


def _store(certificates: tuple[bytes, ...]) -> Any:
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([_certificate(one) for one in certificates])
    return store


def _name(certificate: Any) -> str:
    """Return the name of a certificate's holder."""
    names = certificate.subject.native
    found = names.get("common_name") or next(iter(names.values()), "somebody without a name")
    return " ".join(str(found[0] if isinstance(found, list) else found).split())
