"""The place of a passage in what came: a picture of it, or the lines round it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from correspondence.confined import Limits, WentTooFarError, confined
from correspondence.errors import MissingToolError
from correspondence.replies.drawing import draw_places
from correspondence.replies.read.kinds import read_file
from correspondence.replies.read.reading import plain_name
from correspondence.replies.read.unpacking import file_in
from correspondence.replies.read.values import Context, UnreadableError
from correspondence.reply import Page, Passage

LIMITS = Limits(seconds=60, megabytes=2048)
"""Of one file that is drawn or read once more."""
LINES = 3
_LONGEST = 400
"""Characters that are shown before or after the words at most: a mail may be one long line."""


@dataclass(frozen=True, slots=True)
class Around:
    """A passage among its lines.

    Attributes:
        before: What stands before it.
        words: The passage.
        after: What stands behind it.
    """

    before: str
    words: str
    after: str


class Original:
    """One original, out of which several places are shown.

    Args:
        content: What is in it: a file, or a mail with its attachments.
        name: What it was called when it came.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self.name = content, name
        self._files: dict[str, bytes | None] = {}
        self._pages: dict[str, tuple[Page, ...]] = {}

    def pictures(self, passages: Sequence[Passage]) -> tuple[bytes | None, ...]:
        """Return a picture of each passage's place as PNG, None for one that has none."""
        found: dict[Passage, bytes | None] = {}
        for file in dict.fromkeys(one.file for one in passages if one.boxes):
            own = tuple(dict.fromkeys(one for one in passages if one.file == file and one.boxes))
            content = self._file(file)
            if content is None:
                continue
            try:
                drawn = confined(LIMITS, draw_places, content, file, own)
            except (UnreadableError, WentTooFarError):
                continue
            found |= dict(zip(own, drawn, strict=True))
        return tuple(found.get(one) for one in passages)

    def around(self, passage: Passage, lines: int = LINES) -> Around | None:
        """Return a passage among its lines, None where it is not found there any more.

        The file is read once more for it; that takes a moment, and longer where it is a scan.

        Args:
            passage: The passage.
            lines: How many lines before and after it are wanted.
        """
        for page in self._read(passage.file):
            if (page.file, page.number) == (passage.file, passage.page):
                return _around(page.text, passage, lines)
        return None

    def _file(self, name: str) -> bytes | None:
        if name not in self._files:
            self._files[name] = file_in(self.content, self.name, name, LIMITS)
        return self._files[name]

    def _read(self, name: str) -> tuple[Page, ...]:
        if name not in self._pages:
            content = self._file(name)
            # a mail inside an Outlook mail is no file of its own: it is read with the one that holds it
            whole = (name, content) if content is not None else (plain_name(self.name), self.content)
            try:
                self._pages[name] = confined(LIMITS, read_file, whole[1], whole[0], Context()).pages
            except (UnreadableError, WentTooFarError, MissingToolError):
                self._pages[name] = ()
        return self._pages[name]


def picture_of(original: bytes, name: str, passage: Passage) -> bytes | None:
    """Draw the place of a passage: a strip of its page, with the words marked.

    Args:
        original: What came: a file, or a mail with its attachments.
        name: What it was called when it came.
        passage: Words of it.

    Returns:
        A small picture as PNG; None where the words have no place on a page, as in mails and Word files, or
        the page cannot be drawn.
    """
    return Original(original, name).pictures((passage,))[0]


def context_of(original: bytes, name: str, passage: Passage, lines: int = LINES) -> Around | None:
    """Return a passage among its lines, as :meth:`Original.around` does."""
    return Original(original, name).around(passage, lines)


def _around(text: str, passage: Passage, lines: int) -> Around | None:
    start, end = passage.start, passage.end
    if text[start:end] != passage.verbatim:
        start = text.find(passage.verbatim) if passage.verbatim else -1
        end = start + len(passage.verbatim)
        if start < 0 or text.find(passage.verbatim, start + 1) >= 0:
            return None
    before = "\n".join(text[:start].rsplit("\n", lines + 1)[-lines - 1 :])
    after = "\n".join(text[end:].split("\n", lines + 1)[: lines + 1])
    return Around(_last_of(before.lstrip("\n")), text[start:end], _first_of(after.rstrip("\n")))


def _last_of(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"… {text[-_LONGEST:].partition(' ')[2] or text[-_LONGEST:]}"


def _first_of(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST].rpartition(' ')[0] or text[:_LONGEST]} …"
