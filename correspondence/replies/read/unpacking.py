"""One file taken out of a reply: the mail's attachment in which a passage stands."""

from __future__ import annotations

from correspondence.confined import Limits, WentTooFarError, confined
from correspondence.replies.read.kinds import reader_of
from correspondence.replies.read.mail import read_mail
from correspondence.replies.read.outlook import read_outlook
from correspondence.replies.read.reading import LIMITS, name_beside, plain_name
from correspondence.replies.read.values import DEEPEST, MOST_PARTS, Context, Part, UnreadableError

_MAILS = (read_mail, read_outlook)


def file_in(content: bytes, name: str, wanted: str, limits: Limits = LIMITS) -> bytes | None:
    """Take one file out of a reply.

    Args:
        content: The reply: a file, or a mail with everything that it brings along.
        name: What it is called.
        wanted: What the file is called inside the reply, as its pages and passages name it.
        limits: How far the opening of one mail may go.

    Returns:
        What is in it; None where the reply has no such file.
    """
    whole = plain_name(name)
    if wanted == whole:
        return content
    parts = _parts(content, whole, limits)
    if not parts:  # a file that is no mail has one name at a time, whatever it was called when it came
        return content
    return _found(parts, wanted, {whole}, 1, limits)


def _found(parts: tuple[Part, ...], wanted: str, taken: set[str], depth: int, limits: Limits) -> bytes | None:
    """Go through files in the order in which they were read, and so were named."""
    for part in parts:
        if depth > DEEPEST or len(taken) > MOST_PARTS:
            return None
        name = name_beside(plain_name(part.name), taken)
        taken.add(name)
        if name == wanted:
            return part.content
        found = _found(_parts(part.content, name, limits), wanted, taken, depth + 1, limits)
        if found is not None:
            return found
    return None


def _parts(content: bytes, name: str, limits: Limits) -> tuple[Part, ...]:
    try:
        return confined(limits, parts_of, content, name)
    except (UnreadableError, WentTooFarError):
        return ()


def parts_of(content: bytes, name: str) -> tuple[Part, ...]:
    """Return the files that a mail brings along; none where the file is no mail.

    Raises:
        UnreadableError: It cannot be read.
    """
    reader = reader_of(content, name)
    return reader(content, name, Context()).parts if reader in _MAILS else ()
