"""A reply, read whole: a file, or a mail with everything that it brings along."""

from __future__ import annotations

import datetime
import hashlib
import posixpath
import re
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from types import MappingProxyType

from correspondence.confined import Limits, WentTooFarError, confined
from correspondence.replies.read.kinds import read_file
from correspondence.replies.read.numbers import day_in, day_of, numbers_in
from correspondence.replies.read.values import (
    DEEPEST,
    LARGEST_TEXT,
    MOST_PARTS,
    Context,
    Part,
    Reading,
    UnreadableError,
)
from correspondence.reply import FormValue, Page, Reply, SentForm, Unreadable

LIMITS = Limits(seconds=90, megabytes=2048)
"""Of one file: thirty scanned pages take a minute."""
WHOLE_SECONDS = 300
"""Of a mail with all its files."""

_LONGEST_NAME = 120
_STRANGE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff<>:\"|?*\\/]")
_MUCH = 1 / 3
"""Share of a page that is ours from which it is a form and no letter that quotes one."""
_UNMARKED = "it is the form, but its marks could not be told from its print; look at it"
_TWICE = "the form stands in two files of the reply, with different answers"


def read_reply(
    content: bytes, name: str, sent: SentForm | None = None, our_text: str = "", limits: Limits = LIMITS
) -> Reply:
    r"""Read what came back.

    Args:
        content: A file: PDF, DOCX, mail (.eml, .msg), plain text, RTF, HTML, TIFF, PNG or JPEG. What it is, is decided by
            what is in it.
        name: What it is called.
        sent: The form that went out, where one did.
        our_text: The words of the letter and the form that went out, to tell ours from theirs.
        limits: How far the reading of one file may go.

    Returns:
        The reply. What could not be read is listed with the reason; that is never an exception.

    Raises:
        MissingToolError: A program that the reading of scans needs is not on this machine.

    Example:
        >>> reply = read_reply(b"Re: PSP-2017-2223-G\n\nYes.", "answer.txt")
        >>> reply.pages[0].text, reply.references, reply.unreadable
        ('Re: PSP-2017-2223-G\n\nYes.', (('PSP-2017-2223-G', 'text'),), ())
    """
    gathered = _Gathered(Context(sent, our_text), limits)
    gathered.take(Part(plain_name(name), content), 0)
    return gathered.reply()


def plain_name(name: str) -> str:
    r"""Return a file's name without folders, and without signs that a name may not have.

    Example:
        >>> plain_name("../../etc/x.pdf"), plain_name("C:\\letters\\re.docx"), plain_name("..")
        ('x.pdf', 're.docx', 'file')
    """
    last = posixpath.basename(name.replace("\\", "/"))
    last = " ".join(_STRANGE.sub("", last).split()).strip(". ") if last.strip(".") else ""
    if len(last) > _LONGEST_NAME:
        stem, dot, ending = last.rpartition(".")
        last = f"{stem[: _LONGEST_NAME - 10]}{dot}{ending[:9]}" if dot else last[:_LONGEST_NAME]
    return last or "file"


def name_beside(name: str, taken: Collection[str]) -> str:
    """Return the name that a file has in a reply beside others, none of which has the same.

    Example:
        >>> name_beside("letter.pdf", ["re.eml", "letter.pdf"])
        'letter (2).pdf'
    """
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot and stem else (name, "")
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{stem} ({number}){ending}"
    return found


class _Gathered:
    """What the files of one reply say, as they are read one by one."""

    def __init__(self, context: Context, limits: Limits) -> None:
        self.context, self.limits = context, limits
        self.left, self.room = float(WHOLE_SECONDS), LARGEST_TEXT
        self.files: dict[str, str] = {}
        self.pages: list[Page] = []
        self.form: dict[str, FormValue] = {}
        self.references: dict[tuple[str, str], None] = {}
        self.headers: dict[str, str] = {}
        self.date: datetime.date | None = None
        self.unreadable: list[Unreadable] = []

    def take(self, part: Part, depth: int) -> None:
        """Read a file and those that it brings along."""
        name = name_beside(part.name, self.files)
        self.files[name] = hashlib.sha256(part.content).hexdigest()
        if depth > DEEPEST:
            self.unreadable.append(
                Unreadable(name, f"it lies more than {DEEPEST} mails deep; open it, and read it by itself")
            )
            return
        reading = self._read(part.content, name)
        if not self.headers and not depth:
            self.headers = dict(reading.headers)
        self.date = self.date or reading.date
        self._keep(reading.pages, name)
        self.unreadable += reading.unreadable
        self.references.update(dict.fromkeys(reading.references))
        for control, value in reading.form.items():
            self._fill(control, value)
        for one in reading.parts:
            if len(self.files) > MOST_PARTS:
                reason = f"it brings more than {MOST_PARTS} files along; the others were not read"
                self.unreadable.append(Unreadable(name, reason))
                return
            self.take(Part(plain_name(one.name), one.content), depth + 1)

    def _keep(self, pages: Sequence[Page], name: str) -> None:
        """Take pages, as far as there is room for their words: a hundred files hold no more than one may."""
        for page in pages:
            self.room -= len(page.text)
            if self.room < 0:
                reason = f"it was not read to its end: the reply’s files hold more than {LARGEST_TEXT:,} characters"
                self.unreadable.append(Unreadable(name, reason))
                return
            self.pages.append(page)

    def _read(self, content: bytes, name: str) -> Reading:
        begun = time.monotonic()
        limits = replace(self.limits, seconds=max(0.0, min(self.limits.seconds, self.left)))
        if not limits.seconds:
            return Reading(unreadable=(Unreadable(name, "it was not reached: the reply’s other files took too long"),))
        try:
            return confined(limits, read_file, content, name, self.context)
        except (UnreadableError, WentTooFarError) as error:
            return Reading(unreadable=(Unreadable(name, str(error)),))
        finally:
            self.left -= time.monotonic() - begun

    def _fill(self, control: str, value: FormValue) -> None:
        """Take one value; of a form that came twice, the same answer or none."""
        before = self.form.get(control)
        if before is None or (not before.value and before.sound):
            self.form[control] = value
        elif value.value and value.value != before.value:
            self.form[control] = replace(before, sound=False, reason=_TWICE)

    def _day(self) -> datetime.date | None:
        """Return the day that is written on a form, or else on a letter; the form's own print names the day it is due."""
        written = self.form.get("respondent_date")
        filled_in = {value.file for value in self.form.values()}
        day = day_in(written.value) if written else None
        return day or day_of(page for page in self.pages if page.file not in filled_in)

    def _with_fields(self, page: Page) -> Page:
        """Put what was written into a page's fields behind its words: passages stand there. It is read as the form's."""
        text, boxes, ours = page.text, list(page.boxes), list(page.ours)
        controls = self.context.sent.controls if self.context.sent else {}
        for name, value in self.form.items():
            here = (value.file, value.page) == (page.file, page.number)
            if not here or value.method != "form-field" or not value.value.strip() or controls.get(name):
                continue
            start = len(text) + bool(text)
            boxes += [None] * (start - len(text)) + [value.box] * len(value.value)
            text = f"{text}\n{value.value}" if text else value.value
            ours.append((start, len(text)))
        if text == page.text:
            return page
        return replace(page, text=text, boxes=tuple(boxes) if page.boxes or not page.text else (), ours=tuple(ours))

    def reply(self) -> Reply:
        """Return all of it as one value."""
        for page in self.pages:
            for number in numbers_in(page.text):
                self.references[number, "text"] = None
        return Reply(
            MappingProxyType(self.files),
            tuple(self._with_fields(self._doubted(page)) for page in self.pages),
            MappingProxyType(self.form),
            tuple(self.references),
            MappingProxyType(self.headers),
            self.date or self._day(),
            tuple(self.unreadable),
        )

    def _doubted(self, page: Page) -> Page:
        """Doubt a form that was printed from Word, or cut: its "Yes" and "No" are ours, and its marks were not found."""
        of_paper = page.source in {"ocr", "text-layer"} and not page.suspect
        if self.form or self.context.sent is None or not of_paper:
            return page
        ours = sum(end - start for start, end in page.ours)
        bears_code = any(how == "qr" for _, how in self.references)
        return replace(page, suspect=_UNMARKED) if bears_code and ours >= _MUCH * len(page.text) else page
