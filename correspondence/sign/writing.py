"""Sign a PDF: PAdES in a revision of its own, behind the bytes that are signed."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Any

from correspondence.sign.fields import Said
from correspondence.sign.keys import Key, certificates_in, lists_in
from correspondence.sign.revision import Draw, prepared
from correspondence.sign.values import SigningError, TimeStampError, Trust, UnfitKeyError

ROOM = 3072
ROOM_FOR_STAMP = 9000
DIGEST = "sha256"
GONE = frozenset({"DeviceRemoved", "TokenNotPresent", "TokenNotRecognised", "SessionHandleInvalid", "SessionClosed"})
"""What a token says that is not there any more."""


@dataclass(frozen=True)
class Manner:
    """How PDFs are signed.

    Attributes:
        reason: Why, in a few words; may be empty.
        stamper: What asks for time stamps (:func:`correspondence.sign.stamping.time_stamper`); None for none.
        evidence: Certificates and lists of revoked ones that are put into the file, so that it can be judged when the
            authority is gone.
        draw: Sets what is seen of a signature where a field waits for it; None where nothing is to be seen.
    """

    reason: str = ""
    stamper: Any = None
    evidence: Trust = field(default_factory=Trust)
    draw: Draw | None = None


def sign(pdf: bytes, key: Key, manner: Manner, at: datetime.datetime) -> bytes:
    """Sign a PDF.

    Args:
        pdf: The PDF; it may bear signatures already.
        key: What it is signed with.
        manner: How.
        at: The moment.

    Returns:
        The PDF, with nothing changed in it, and the signature behind it.

    Raises:
        UnfitPdfError: The PDF cannot bear a signature.
        UnfitKeyError: The key does not sign.
        TimeStampError: The time-stamp server did not do its part.
    """
    from pyhanko.sign.general import SigningError as PyhankoError
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
    from pyhanko.sign.timestamps import TimestampRequestError

    certificates = [*key.chain, *(one for file in manner.evidence.certificates for one in certificates_in(file))]
    lists = [one for file in manner.evidence.lists for one in lists_in(file)]
    room = ROOM + len(key.certificate) + sum(map(len, key.chain)) + (ROOM_FOR_STAMP if manner.stamper else 0)
    said = Said(key.name, at.astimezone(datetime.UTC), manner.reason)
    ready = prepared(pdf, said, room=room, draw=manner.draw, certificates=certificates, lists=lists)
    digest = hashlib.new(DIGEST, ready.covered).digest()
    try:
        container = asyncio.run(
            key.signer.async_sign(
                digest,
                DIGEST,
                use_pades=True,
                timestamper=manner.stamper,
                signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
            )
        )
    except SigningError:
        raise
    except TimestampRequestError as error:
        raise TimeStampError(
            f"the time-stamp server refuses ({error})", "try again later, or name another server"
        ) from error
    except (PyhankoError, ValueError, OSError) as error:
        raise UnfitKeyError(f"the key does not sign ({error})", "see whether the certificate is of this key") from error
    except Exception as error:
        if type(error).__module__.startswith("pkcs11"):
            gone = type(error).__name__ in GONE
            message = "the token was pulled out" if gone else f"the token did not sign ({type(error).__name__})"
            raise UnfitKeyError(
                message, "put it in again, and run the command again: it goes on where it stopped"
            ) from error
        raise
    return ready.filled(container.dump())
