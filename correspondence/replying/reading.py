"""Read replies: their words, whose they are, what kind they are, and what they answer."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from correspondence.asked import AskedLetter
from correspondence.errors import MissingToolError, Problem, Problems, shown_here
from correspondence.replies.match import Matcher
from correspondence.replies.read import read_reply
from correspondence.reply import Interpretation, Match, Reply, SentForm
from correspondence.replying.asking import Inquiry
from correspondence.replying.interpreting import interpreted, interpreter_of
from correspondence.workspace import Workspace

NO_LIST = Match(None, "", "none", "needs-review", "no list was named among whose recipients it could be looked for")
_DRAWN = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"II*", b"MM\0", b"II+", b"\xd0\xcf\x11\xe0")
_WITH_FILES = re.compile(rb"^content-type:\s*(?:image|application)/", re.IGNORECASE | re.MULTILINE)
LARGEST_KEPT = 1 << 30
"""Bytes of a file that is taken up at all, and kept."""
_LOOK = 1 << 20
"""Bytes of a file in which it is looked for what could be a form on paper."""


@dataclass(frozen=True)
class ReadReply:
    """One reply as it was read.

    Attributes:
        path: The file.
        content: What is in it.
        sha256: Its checksum.
        reply: Its words.
        match: Which letter it answers.
        letter: That letter, None where nobody knows.
        inquiry: What was asked, None where nobody knows.
        interpretation: What it says; None where it is not known what was asked.
        missing: Why it was not even begun to be read: the program that it needs is not installed, or the file cannot be
            opened; empty otherwise.
    """

    path: Path
    content: bytes
    sha256: str
    reply: Reply
    match: Match
    letter: AskedLetter | None = None
    inquiry: Inquiry | None = None
    interpretation: Interpretation | None = None
    missing: str = ""

    @property
    def could_be_read(self) -> bool:
        """Whether anything of it was read."""
        return not self.missing and (bool(self.reply.form) or any(page.text.strip() for page in self.reply.pages))

    @property
    def waits(self) -> bool:
        """Whether something of it waits for a person."""
        said = self.interpretation
        return (
            self.match.status != "accepted"
            or said is None
            or bool(said.doubt or self.reply.unreadable)
            or any(one.status == "needs-review" for one in said.answers if said.kind == "answers")
        )


@dataclass(frozen=True)
class _File:
    """A file, and the form to which it is held."""

    path: Path
    content: bytes
    sha256: str
    sent: SentForm
    belongs: AskedLetter | None


@dataclass(frozen=True)
class _Words:
    """What was read of a file, or the program that it needs and that is not installed."""

    reply: Reply
    missing: str = ""


def _opened(path: Path) -> tuple[bytes, str]:
    """Return what is in a file, and why it cannot be opened; a pipe that took a file's place is not waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return b"", "it is no file"
            if status.st_size > LARGEST_KEPT:
                return b"", f"it is larger than {LARGEST_KEPT >> 20:,} MB; take out of it what is the reply"
            return file.read(LARGEST_KEPT), ""
    except OSError as error:
        return b"", f"it cannot be opened ({error.strerror or error}); see to its permissions, and record it again"


def files_of(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that are meant: a folder stands for all that lie in it and below, hidden ones apart.

    Raises:
        ProblemsError: One of them is not there, or holds no file.
    """
    problems = Problems()
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(
                one
                for one in path.rglob("*")
                if not one.is_dir() and not any(p[0] == "." for p in one.relative_to(path).parts)
            )
            if not inside:
                problems.add(Problem(shown_here(path), "the folder holds no file", "name the one with the replies"))
            found |= dict.fromkeys(inside)
        elif path.is_file():
            found[path] = None
            if not os.access(path, os.R_OK):
                problems.add(Problem(shown_here(path), "the file cannot be opened", "see to its permissions"))
        elif path.exists():
            problems.add(Problem(shown_here(path), "it is no file", "name a file, or a folder of them"))
        else:
            problems.add(Problem(shown_here(path), "there is no such file", "check its name"))
    problems.stop()
    return tuple(found)


class Reader:
    """Reads replies to a set of inquiries.

    Args:
        workspace: The office's folder.
        inquiries: What was asked of whom; at least one.

    Raises:
        ProblemsError: The office's own interpreter cannot be used.
    """

    def __init__(self, workspace: Workspace, inquiries: Sequence[Inquiry]) -> None:
        self.inquiries = tuple(inquiries)
        self.letters = tuple(letter for inquiry in self.inquiries for letter in inquiry.letters)
        self.matcher = Matcher(self.letters, tuple(_ours(self.inquiries))) if self.letters else None
        self.interpreter = interpreter_of(workspace)
        self._inquiry_of = {
            (letter.mailing, letter.template): inquiry for inquiry in self.inquiries for letter in inquiry.letters
        }
        self._our_text = "\n\n".join(dict.fromkeys(inquiry.our_text for inquiry in self.inquiries))

    def read(
        self, paths: Sequence[Path], *, jobs: int = 2, on_reply: Callable[[], None] | None = None
    ) -> Iterator[ReadReply]:
        """Read files, several at a time, and yield them in their order.

        Args:
            paths: The files.
            jobs: How many are read at a time.
            on_reply: Called after each.
        """
        reading: deque[tuple[_File, Future[_Words]]] = deque()
        telling: deque[Callable[[], ReadReply]] = deque()
        rest = iter(paths)
        with ThreadPoolExecutor(2 * jobs) as pool:
            try:
                while True:
                    for path in islice(rest, 2 * jobs - len(reading) - len(telling)):
                        content, closed = _opened(path)
                        file = self._file(path, content)
                        reading.append((file, pool.submit(self._words, file, closed)))
                    if reading and len(telling) < jobs:
                        file, words = reading.popleft()
                        telling.append(self._understood(file, words.result(), pool))
                        continue
                    if not telling:
                        return
                    done = telling.popleft()()
                    if on_reply:
                        on_reply()
                    yield done
            finally:
                for _, one in reading:
                    one.cancel()

    def content(self, path: Path, content: bytes, belongs: AskedLetter | None = None) -> ReadReply:
        """Read what is in a file.

        Args:
            path: Its name.
            content: What is in it.
            belongs: The letter that a person says it answers; it is looked for otherwise.
        """
        file = self._file(path, content, belongs)
        return self._understood(file, self._words(file))()

    def _file(self, path: Path, content: bytes, belongs: AskedLetter | None = None) -> _File:
        """Take a file, and the form to which it is held. What the register has of it is asked in this one thread."""
        usual = self._inquiry(belongs) or self.inquiries[0]
        sent = usual.form(belongs.recipient.id if belongs else "", drawn=_may_be_drawn(content))
        return _File(path, content, hashlib.sha256(content).hexdigest(), sent, belongs)

    def _words(self, file: _File, closed: str = "") -> _Words:
        """Read the words of a file."""
        if closed:
            return _Words(Reply({}, ()), closed)
        try:
            return _Words(read_reply(file.content, file.path.name, file.sent, self._our_text))
        except MissingToolError as error:
            return _Words(Reply({file.path.name: file.sha256}, ()), str(error))

    def _understood(
        self, file: _File, words: _Words, pool: ThreadPoolExecutor | None = None
    ) -> Callable[[], ReadReply]:
        """Find the letter that a reply answers, and begin to tell what it says; the office's own interpreter waits for its turn."""
        if words.missing:
            missing = ReadReply(file.path, file.content, file.sha256, words.reply, NO_LIST, missing=words.missing)
            return lambda: missing
        match = self._match(words.reply, file.belongs)
        letter = self._letter(match)
        inquiry = self._inquiry(letter) or (self.inquiries[0] if len(self.inquiries) == 1 else None)
        if letter and inquiry and self._lies_otherwise(words.reply, file.sent, inquiry, letter):
            words = self._words(replace(file, sent=inquiry.form(letter.recipient.id)))
        reply = words.reply

        def say() -> Interpretation | None:
            return interpreted(reply, inquiry.questionnaire, match, letter, self.interpreter) if inquiry else None

        said = pool.submit(say).result if pool and not self.interpreter else say
        return lambda: ReadReply(file.path, file.content, file.sha256, reply, match, letter, inquiry, said())

    def _match(self, reply: Reply, belongs: AskedLetter | None) -> Match:
        if belongs is not None:
            return Match(belongs.recipient.id, belongs.number, "person", "accepted", "")
        return self.matcher.match(reply) if self.matcher else NO_LIST

    def _letter(self, match: Match) -> AskedLetter | None:
        """Return the letter that a match means."""
        if match.recipient is None:
            return None
        same = [one for one in self.letters if one.recipient.id == match.recipient]
        numbered = [one for one in same if one.number and one.number == match.number]
        found = numbered or same
        return found[-1] if found else None

    def _inquiry(self, letter: AskedLetter | None) -> Inquiry | None:
        return self._inquiry_of.get((letter.mailing, letter.template)) if letter else None

    @staticmethod
    def _lies_otherwise(reply: Reply, sent: SentForm, inquiry: Inquiry, letter: AskedLetter) -> bool:
        """Tell whether marks on paper were looked for where another form has them."""
        marks = any(value.method == "mark" for value in reply.form.values())
        own = inquiry.geometry(letter.recipient.id)
        return marks and bool(own) and own != sent.places


def _ours(inquiries: Iterable[Inquiry]) -> Iterator[str]:
    """Yield our own names and lines, which stand in replies as their addressee."""
    seen: set[str] = set()
    for inquiry in inquiries:
        sources = inquiry.job.composer.sources
        sender = sources.sender
        lines = [one for signer in sources.signers for one in (signer.name, signer.title)]
        if sender is not None:
            lines += [sender.agency, sender.office, sender.city_line, *sender.return_address]
        for line in lines:
            if line and line not in seen:
                seen.add(line)
                yield line


def _may_be_drawn(content: bytes) -> bool:
    """Tell whether a form on paper may be in a file, so that the form that went out is needed as a picture."""
    head = content[:_LOOK]
    return any(mark in head[:1024] for mark in _DRAWN) or bool(_WITH_FILES.search(head))
