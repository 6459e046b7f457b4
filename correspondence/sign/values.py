"""What is asked of a signature, and what is told of one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal

from correspondence.errors import MissingToolError, UnusableError

Level = Literal["B-B", "B-T", "B-LT", ""]
"""PAdES's levels (ETSI EN 319 142-1): signed; with a time stamp; with what proves that no certificate was revoked."""


def refuse_without_library(purpose: str) -> None:
    """Make sure that the library is there that signs, and reads signatures.

    Args:
        purpose: What it is needed for.

    Raises:
        MissingToolError: It is not.
    """
    if find_spec("pyhanko") is None:
        raise MissingToolError("pyHanko", purpose, "install it: pip install 'correspondence[signing]'")


class SigningError(UnusableError):
    """Nothing was signed."""


class UnfitKeyError(SigningError):
    """With this key or certificate nobody can sign."""


class TimeStampError(SigningError):
    """The time-stamp server did not do its part."""


class UnfitPdfError(SigningError):
    """This PDF cannot bear a signature that keeps it as good as it is."""


@dataclass(frozen=True)
class Trust:
    """Whom somebody trusts.

    Attributes:
        certificates: Certificates of authorities, DER or PEM, a file each.
        lists: Lists of revoked certificates, DER or PEM, a file each.
    """

    certificates: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Signature:
    """A signature that was read.

    Attributes:
        field: The name of its field.
        signer: Who signed, as the certificate has it.
        certificate: The SHA-256 of that certificate.
        at: When, in ISO 8601: as a time stamp proves it where there is one, otherwise as the signer's clock said.
        stamped: Whether a time stamp says so that holds.
        level: What of PAdES it reaches; empty where it is none.
        intact: Whether it holds, for the bytes that it is about.
        trusted: Whether somebody who is trusted vouches for the signer; None where nobody is named whom to trust.
        faults: Why it does not hold, or is not trusted, a line each.
        changes: What was changed after it, a line each; further signatures are no change.
        start: The byte at which the file ended before it was signed.
        end: The byte at which the signed file ended.
    """

    field: str
    signer: str = ""
    certificate: str = ""
    at: str = ""
    stamped: bool = False
    level: Level = ""
    intact: bool = False
    trusted: bool | None = None
    faults: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    start: int = 0
    end: int = 0

    @property
    def holds(self) -> bool:
        """Whether it is as it was made, is not distrusted, and nothing was changed since."""
        return self.intact and self.trusted is not False and not self.changes

    def as_json(self) -> dict[str, Any]:
        """Return the plain mapping that is printed."""
        return {
            "field": self.field,
            "signer": self.signer,
            "certificate": self.certificate,
            "time": self.at,
            "time_stamped": self.stamped,
            "level": self.level,
            "intact": self.intact,
            "trusted": self.trusted,
            "faults": list(self.faults),
            "changes": list(self.changes),
        }


def moment_of(text: str) -> datetime.datetime:
    """Read a moment as it is written in :class:`Signature`."""
    return datetime.datetime.fromisoformat(text)
