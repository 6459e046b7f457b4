"""The originals of replies, as they are kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from correspondence.confined import Limits
from correspondence.errors import RefusedError
from correspondence.replies.read import read_reply
from correspondence.reply import Reply
from correspondence.standing import Received
from correspondence.workspace import Workspace

OPENING_LINES = 12
"""Lines of a reply by which a person sees whose it is."""
_LIMITS = Limits(seconds=60, megabytes=2048)
_HEADERS = ("from", "to", "subject", "date")


@dataclass(frozen=True)
class Opening:
    """What a reply says about itself.

    Attributes:
        headers: Sender, addressee, subject and date of a mail, each as a line.
        lines: Its first lines, without those that quote us.
        more: Whether it goes on.
        numbers: Reference numbers that stand in it.
    """

    headers: tuple[str, ...]
    lines: tuple[str, ...]
    more: bool
    numbers: tuple[str, ...]


def content_of(workspace: Workspace, reply: Received) -> bytes:
    """Return what is in the original of a reply.

    Raises:
        RefusedError: It is not there any more, or is not as it came.
    """
    try:
        content = (workspace.root / reply.file).read_bytes()
    except OSError as error:
        raise RefusedError(
            f"the original {reply.file} cannot be read ({error.strerror or error})",
            "put it back from the copy that was kept of it; 'correspondence register check' says what else is missing",
        ) from error
    if hashlib.sha256(content).hexdigest() != reply.sha256:
        raise RefusedError(
            f"the original {reply.file} is not as it came: its checksum has changed",
            "put it back from the copy that was kept of it; 'correspondence register check' says what else was altered",
        )
    return content


def opening_of(workspace: Workspace, reply: Received) -> Opening:
    """Return what a reply says about itself; it is read once more for it.

    Raises:
        RefusedError: Its original is not there any more, or is not as it came.
        MissingToolError: A program that the reading needs is not installed.
    """
    found = read_reply(content_of(workspace, reply), reply.name, limits=_LIMITS)
    lines = [line.rstrip() for line in _own_text(found).splitlines() if line.strip()]
    return Opening(
        tuple(f"{name.capitalize()}: {found.headers[name]}" for name in _HEADERS if found.headers.get(name)),
        tuple(lines[:OPENING_LINES]),
        len(lines) > OPENING_LINES,
        tuple(dict.fromkeys(number for number, _ in found.references)),
    )


def _own_text(reply: Reply) -> str:
    """Return the words of a reply without those that are ours."""
    texts = []
    for page in reply.pages:
        kept, at = [], 0
        for start, end in sorted(page.ours):
            kept.append(page.text[at:start])
            at = max(at, end)
        texts.append("".join((*kept, page.text[at:])))
    return "\n".join(texts)
