"""How the tests of this folder sign and read, and what another program says of what was signed."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from correspondence.sign import Manner, Signature, Trust, key_from_file, read_signatures, sign
from tests.signing.authority import NOW, PASSPHRASE, Holder, authority
from tests.tools import program, run


def signed_by(holder: Holder, pdf: bytes, manner: Manner | None = None) -> bytes:
    """Return a PDF as somebody has signed it."""
    return sign(pdf, key_from_file(holder.p12(), PASSPHRASE), manner or Manner(), NOW)


def read(pdf: bytes, *, lists: bool = True, as_of: datetime.datetime = NOW) -> tuple[Signature, ...]:
    """Read the signatures of a PDF as somebody does who trusts the root of the tests."""
    one = authority()
    return read_signatures(pdf, Trust((one.root.pem,), one.lists if lists else ()), as_of)


def evidence() -> Trust:
    """Return what is put into a file so that it can be judged in years to come."""
    one = authority()
    return Trust((one.root.pem,), one.lists)


@dataclass(frozen=True)
class Said:
    """What poppler says of a signature, in its own words."""

    signer: str
    validity: str
    trust: str


VALID = "Signature is Valid."
TRUSTED = "Certificate is Trusted."
FIELDS = ("Signer Certificate Common Name", "Signature Validation", "Certificate Validation")


@dataclass(frozen=True)
class Poppler:
    """Poppler's ``pdfsig``, which knows the root of the tests, and what was revoked.

    Attributes:
        folder: Where its database of certificates is (NSS's).
    """

    folder: Path

    @classmethod
    def taught(cls, folder: Path) -> Poppler:
        """Make the database."""
        database, one = f"sql:{folder}", authority()
        certutil, crlutil = program("certutil"), program("crlutil")
        run(certutil, "-N", "-d", database, "--empty-password")
        for name, holder, trusted in (("root", one.root, "CT,CT,CT"), ("issuing", one.issuing, ",,")):
            (folder / f"{name}.pem").write_bytes(holder.pem)
            run(certutil, "-A", "-d", database, "-n", name, "-t", trusted, "-i", folder / f"{name}.pem")
        for number, content in enumerate(one.lists):
            (folder / f"{number}.crl").write_bytes(content)
            run(crlutil, "-I", "-d", database, "-i", folder / f"{number}.crl", "-t", "1")
        return cls(folder)

    def said(self, pdf: bytes | Path) -> list[Said]:
        """Return what it says of each signature, oldest first."""
        path = pdf if isinstance(pdf, Path) else self.folder / "signed.pdf"
        if isinstance(pdf, bytes):
            path.write_bytes(pdf)
        said = run(program("pdfsig"), "-nssdir", self.folder, path, ok=(0, 1, 2)).stdout
        parts = re.split(r"^Signature #\d+:", said, flags=re.MULTILINE)[1:]
        return [Said(*(_value(part, name) for name in FIELDS)) for part in parts]


def _value(part: str, name: str) -> str:
    found = re.search(rf"- {name}: (.+)", part)
    return found[1] if found else ""
