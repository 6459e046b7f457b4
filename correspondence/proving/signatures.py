"""The signatures of files from strangers, read in a process with bounds."""

from __future__ import annotations

import datetime
from importlib.util import find_spec

from correspondence.confined import Limits, WentTooFarError, confined
from correspondence.sign import Signature, Trust, is_signed, read_signatures

LIMITS = Limits(seconds=60)


def signatures_of(content: bytes, trust: Trust, as_of: datetime.datetime) -> tuple[Signature, ...]:
    """Read the signatures of a file.

    Args:
        content: The file.
        trust: Whom somebody trusts.
        as_of: The moment at which signatures without a time stamp are judged.

    Returns:
        The signatures, oldest first; empty where there is none.
    """
    if not is_signed(content):
        return ()
    if find_spec("pyhanko") is None:
        return (
            Signature(
                "",
                faults=(
                    "pyHanko is missing, which reads signatures; install it: pip install 'correspondence[signing]'",
                ),
            ),
        )
    try:
        return confined(LIMITS, read_signatures, content, trust, as_of)
    except WentTooFarError as error:
        return (Signature("", faults=(f"reading its signatures {error.reason}",)),)


def beneath(content: bytes, signatures: tuple[Signature, ...]) -> bytes:
    """Return a file as it was before it was signed first; as it is where that cannot be told."""
    start = min((one.start for one in signatures if one.start), default=0)
    return content[:start] if start else content
