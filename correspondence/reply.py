"""What came back: the words of a reply, where they stand, and what they are taken to say.

The stages of the inward chain exchange these values: readers make a :class:`Reply`, the
matcher finds the letter that asked, the interpreter proposes an :class:`Answer` for each
question. A passage is always verbatim: ``page.text[start:end] == verbatim``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

from correspondence.questionnaire import Question

TextSource = Literal["text-layer", "ocr", "docx", "mail", "html", "text", "rtf"]
ReplyKind = Literal["answers", "acknowledgement", "extension-request", "refusal", "unrelated"]
REPLY_KINDS: tuple[ReplyKind, ...] = get_args(ReplyKind)
YesNoAnswer = Literal["yes", "no", "partial", "not_applicable", "unclear", "unanswered"]
"""The codebook's answers to a yes-no question."""
OtherAnswer = Literal["answered", "unclear", "unanswered"]
"""The answers to a question of another kind; the content is the answer's ``value``."""
Status = Literal["accepted", "needs-review"]
Method = Literal["form-field", "mark", "control", "explicit", "proposed", "entered"]
"""How an answer was read: off a form's field, a mark on paper, a Word control, an explicit sentence, or otherwise."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top: PDF points, unrotated, y up; on pictures pixels, left, top, right, bottom, y down."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a file, or the one stretch of text that a mail or text file is.

    Attributes:
        file: Name of the file inside the reply.
        number: Page, counted from 1.
        text: The words exactly as they were read; offsets count its code points.
        source: Where the words came from.
        boxes: The box of each code point of ``text``, None where it has none (blanks, mails); empty
            where the source has no boxes at all.
        confidence: Least confidence of a word on the page, 0 to 1; 1 where nothing was guessed.
        ours: Half-open stretches of ``text`` that quote our own letter back, or are headers and notices of mail programs, or
            what stands in a form's fields, which is read by itself.
        suspect: Why the text may not be what a person sees (such as white letters), empty where it is.
        doubtful: Half-open stretches of ``text`` that were read with little confidence: what rests on them is for a person.
        running: What stands in running heads and feet, where the format tells them apart (a letterhead in Word).
    """

    file: str
    number: int
    text: str
    source: TextSource
    boxes: tuple[Box | None, ...] = ()
    confidence: float = 1.0
    ours: tuple[tuple[int, int], ...] = ()
    suspect: str = ""
    doubtful: tuple[tuple[int, int], ...] = ()
    running: str = ""


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Where an answer stands on the form that went out, in PDF.

    Attributes:
        name: The control's name.
        option: The answer that a mark there means; empty for room to write.
        page: Page, counted from 1.
        box: Left, bottom, right and top edge in points, y up.
    """

    name: str
    option: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class SentForm:
    """The form that went out, as far as readers must know it.

    Attributes:
        controls: The options of each control by its name, in the form's order; no options where one writes.
        blank: The PDF that went out, to which scans are held; empty where it is not at hand.
        places: Where each answer stands in it.
    """

    controls: Mapping[str, tuple[str, ...]]
    blank: bytes = b""
    places: tuple[FormPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class FormValue:
    """What stands in one field, control or box of a form that came back.

    Attributes:
        name: The control's name (:mod:`correspondence.forms`).
        value: The chosen answer's name or the written text; empty where nothing was filled in.
        method: How it was read.
        sound: Whether it is unambiguous by the gate: one state, equal everywhere it is kept.
        reason: Why it is not, empty where it is.
        file: The file, and ``page`` the page, on which it stands.
        box: Its place on that page, None where the format has none.
    """

    name: str
    value: str
    method: Method
    sound: bool
    reason: str
    file: str
    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or a part of one, that could not be read: it is kept, and a person is told why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: a file, or a mail with its attachments.

    Attributes:
        files: Checksum of each file by its name, the whole first.
        pages: All pages in reading order.
        form: What stands on a form of ours, by the control's name; empty where there is none.
        references: Reference numbers that were found, each with how: ``qr``, ``field``, ``text``, ``header``.
        headers: Headers of the mail by their lower-case name (from, to, subject, date, in-reply-to, references).
        date: The day that the reply bears, None where none was found.
        unreadable: What could not be read.
    """

    files: Mapping[str, str]
    pages: tuple[Page, ...]
    form: Mapping[str, FormValue] = field(default_factory=lambda: MappingProxyType({}))
    references: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    date: datetime.date | None = None
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that carry an answer, exactly as they stand.

    Attributes:
        file: Name of the file inside the reply.
        page: Page, counted from 1.
        start: First code point in the page's text.
        end: Behind the last one.
        verbatim: ``page.text[start:end]``.
        boxes: A box for each line, empty where the source has none.
    """

    file: str
    page: int
    start: int
    end: int
    verbatim: str
    boxes: tuple[Box, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it and the register keeps it."""
        return {
            "file": self.file,
            "page": self.page,
            "start": self.start,
            "end": self.end,
            "verbatim": self.verbatim,
            "boxes": [list(box) for box in self.boxes],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Passage:
        """Return what :meth:`as_json` wrote."""
        boxes = tuple((left, bottom, right, top) for left, bottom, right, top in kept["boxes"])
        return cls(kept["file"], kept["page"], kept["start"], kept["end"], kept["verbatim"], boxes)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reply is taken to say to one question.

    Attributes:
        question: The question's id.
        answer: One of the codebook's words, or for other kinds of questions answered, unclear or unanswered.
        value: The content, for questions that are not yes-no; empty otherwise.
        passages: The shortest words that carry it; empty where it is unanswered, or was read off a form.
        authorities: Statutes, orders, policies and decisions that are cited for it, verbatim, each once.
        explanation: The words that explain it, None where there are none.
        third_party: The words that report another body's position, None where there are none.
        method: How it was read.
        status: Whether it may be recorded without a person.
        reason: Why it may not; empty where it may.
        confidence: 0 to 1; an order of likelihood, no probability.
    """

    question: str
    answer: str
    value: str
    passages: tuple[Passage, ...]
    authorities: tuple[Passage, ...]
    explanation: Passage | None
    third_party: Passage | None
    method: Method
    status: Status
    reason: str
    confidence: float

    def as_json(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it and the register keeps it, without the question's id."""
        return {
            "answer": self.answer,
            "value": self.value,
            "passages": [one.as_json() for one in self.passages],
            "authorities": [one.as_json() for one in self.authorities],
            "explanation": self.explanation.as_json() if self.explanation else None,
            "third_party": self.third_party.as_json() if self.third_party else None,
            "method": self.method,
            "status": self.status,
            "reason": self.reason,
            "confidence": self.confidence,
        }

    @classmethod
    def from_json(cls, question: str, kept: Mapping[str, Any]) -> Answer:
        """Return what :meth:`as_json` wrote."""
        explanation, third_party = kept["explanation"], kept["third_party"]
        return cls(
            question,
            kept["answer"],
            kept["value"],
            tuple(Passage.from_json(one) for one in kept["passages"]),
            tuple(Passage.from_json(one) for one in kept["authorities"]),
            Passage.from_json(explanation) if explanation else None,
            Passage.from_json(third_party) if third_party else None,
            kept["method"],
            kept["status"],
            kept["reason"],
            kept["confidence"],
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an interpreter takes a passage to say to a question.

    Attributes:
        answer: One of the codebook's words, or for other kinds of questions answered, unclear or unanswered.
        value: The content, for questions that are not yes-no.
        verbatim: The shortest words of the passage that carry it, as they stand there; empty where it is unanswered.
        confidence: 0 to 1; an order of likelihood, no probability.
        reason: What speaks against recording it without a person, empty where nothing does.
    """

    answer: str
    value: str = ""
    verbatim: str = ""
    confidence: float = 0.5
    reason: str = ""


Interpreter = Callable[[str, Question], Proposal]
"""From a passage and a question to a proposal. An office may name one of its own in its settings."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a reply is taken to say, whole.

    Attributes:
        kind: What kind of reply it is.
        doubt: Why a person must look at the kind; empty where it is plain.
        answers: One for each question of the questionnaire, in its order.
    """

    kind: ReplyKind
    doubt: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Which letter a reply answers.

    Attributes:
        recipient: The recipient's id, None where nobody on the list fits.
        number: The reference number of the letter, empty where it is not known.
        method: ``qr``, ``field``, ``header``, ``text``, ``keys``, ``person`` or ``none``.
        status: Whether it is certain.
        reason: Why it is not; empty where it is.
        keys: What agreed: domain, zip, street, name, jurisdiction and so on.
    """

    recipient: str | None
    number: str
    method: str
    status: Status
    reason: str
    keys: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it and the register keeps it."""
        return {
            "recipient": self.recipient,
            "number": self.number,
            "method": self.method,
            "status": self.status,
            "reason": self.reason,
            "keys": list(self.keys),
        }
