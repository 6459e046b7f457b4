"""Put the key and certificate of a PKCS#12 file on a token: ``fill_token.py MODULE TOKEN PIN FILE LABEL``."""

from __future__ import annotations

import sys
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from tests.signing.authority import PASSPHRASE


def main(module: str, token: str, pin: str, file: str, label: str) -> None:
    """Put them there."""
    bag = pkcs12.load_pkcs12(Path(file).read_bytes(), PASSPHRASE.encode())
    assert bag.key is not None
    assert bag.cert is not None
    secret = bag.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    with pkcs11.lib(module).get_token(token_label=token).open(rw=True, user_pin=pin) as session:
        both = {pkcs11.Attribute.ID: b"\x01", pkcs11.Attribute.LABEL: label, pkcs11.Attribute.TOKEN: True}
        session.create_object({**decode_rsa_private_key(secret), **both, pkcs11.Attribute.SIGN: True})
        session.create_object({**decode_x509_certificate(bag.cert.certificate.public_bytes(Encoding.DER)), **both})


if __name__ == "__main__":
    main(*sys.argv[1:])
