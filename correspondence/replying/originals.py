"""The originals of replies, as they are kept."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from correspondence.answers.text import passage_of
from correspondence.confined import Limits
from correspondence.errors import CorrespondenceError, RefusedError
from correspondence.replies.read import read_reply
from correspondence.reply import Passage, Reply
from correspondence.standing import Received
from correspondence.workspace import Workspace

OPENING_LINES = 12
"""Lines of a reply by which a person sees whose it is."""
_LIMITS = Limits(seconds=60, megabytes=2048)
_HEADERS = ("from", "to", "subject", "date")


class NoWordsError(CorrespondenceError):
    """Words on which a decision is said to rest do not stand in the reply, or not in one place.

    Args:
        name: What the reply is called.
        what: What is wrong.
    """

    def __init__(self, name: str, what: str) -> None:
        self.name, self.what = name, what
        super().__init__(name, what)

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return (
            f"{self.name} {self.what}; copy the words as they stand there, and enough of them to be in one place only"
        )


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


def words_in(workspace: Workspace, reply: Received, words: str) -> Passage:
    """Return where words stand in a reply, which is read once more for it; how its lines break makes no difference.

    Args:
        workspace: The office's folder.
        reply: The reply.
        words: The words. What quotes our own letter is not looked through.

    Raises:
        NoWordsError: They stand nowhere in it, or in several places.
        RefusedError: Its original is not there any more, or is not as it came.
        MissingToolError: A program that the reading needs is not installed.
    """
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
    read = read_reply(content_of(workspace, reply), reply.name, limits=_LIMITS)
    found = [
        (page, *one.span())
        for page in read.pages
        for one in pattern.finditer(page.text)
        if not any(start < one.end() and one.start() < end for start, end in page.ours)
    ]
    if len(found) != 1:
        shown = f"“{' '.join(words.split())}”"
        raise NoWordsError(
            reply.name, f"has the words {shown} in {len(found)} places" if found else f"has no words {shown}"
        )
    return passage_of(*found[0])


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
