"""The corpus of reply letters: what came back, what should be read in it, and what had been asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from correspondence.asked import AskedLetter
from correspondence.document import Document
from correspondence.mailing import Job, Order, prepare, prepare_form
from correspondence.mailing.checking import fonts_of
from correspondence.questionnaire import Questionnaire
from correspondence.recipients import Recipient
from correspondence.references import Reference
from correspondence.render.forms import Place
from correspondence.render.pdf import Part, render_pdf
from correspondence.render.text import render_text
from correspondence.reply import FormPlace, SentForm
from correspondence.workspace import Workspace
from tests.tools import ROOT

HERE = ROOT / "tests" / "replies"
HALVES = ("developing", "held-out", "learning", "spent", "unseen", "second-developing", "second-held-out")
SERIES = "PSP"


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be read in a letter for one question; all words are verbatim from it."""

    question: str
    answer: str
    explicit: bool
    value: str
    passages: tuple[str, ...]
    authorities: tuple[str, ...]
    explanation: str | None
    third_party: str | None

    @classmethod
    def of(cls, question: str, kept: Mapping[str, Any]) -> Expected:
        """Return what the corpus keeps for a question."""
        value = kept.get("value")
        return cls(
            question,
            kept["answer"],
            kept["explicit"],
            "" if value is None else str(value),
            tuple(kept.get("passages") or ()),
            tuple(kept.get("authorities") or ()),
            kept.get("explanation"),
            kept.get("third_party"),
        )


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply of the corpus, with what should be read in it.

    Attributes:
        id: The file's name without its ending.
        text: Its words; a form feed ends a page, and a mail begins with its headers.
        medium: How it comes: ``letter``, ``email`` or ``scan``.
        recipient: Who answers, None where nobody asked them.
        kind: What kind of reply it is.
        date: The day that it bears, as ISO writes it; empty where it bears none.
        answers: What should be read for each question; empty unless the kind is ``answers``.
    """

    id: str
    text: str
    medium: str
    recipient: str | None
    kind: str
    date: str
    answers: Mapping[str, Expected]

    @property
    def content(self) -> bytes:
        """The letter as the text file or mail that it is kept as."""
        return self.text.encode()

    @property
    def file(self) -> str:
        """The name of that file."""
        return f"{self.id}.eml" if self.medium == "email" else f"{self.id}.txt"


@dataclass(frozen=True)
class Inquiry:
    """What had been asked, and of whom: a template of the repository or of the tests, with the tests' recipients.

    Attributes:
        template: The template's id or path.
        date: The letters' date, as ISO writes it.
    """

    template: str
    date: str
    _texts: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def letters(self) -> Job:
        """The job of the letters that asked."""
        order = Order(self.template, str(HERE / "recipients.yaml"), given={"date": self.date})
        return prepare(Workspace(ROOT), order)

    @cached_property
    def forms(self) -> Job:
        """The job of the forms that went with them."""
        return prepare_form(self.letters)

    @property
    def questionnaire(self) -> Questionnaire:
        """The questions."""
        found = self.letters.template.questionnaire
        assert found is not None
        return found

    @cached_property
    def asked(self) -> tuple[AskedLetter, ...]:
        """The letters that asked, as the matcher knows them."""
        template, date = self.letters.template, self._letter(self._recipients[0]).date
        return tuple(
            AskedLetter(one, "tests", template.id, self._number(one), date, template.title) for one in self._recipients
        )

    @property
    def ours(self) -> tuple[str, ...]:
        """The lines by which replies address the sender."""
        sender, signers = self.letters.composer.sources.sender, self.letters.composer.sources.signers
        assert sender is not None
        office = (sender.agency, sender.office, sender.city_line, *sender.return_address)
        return tuple(
            line for line in (*office, *(one.name for one in signers), *(one.title for one in signers)) if line
        )

    def our_text(self, recipient: str | None) -> str:
        """Return the words of the letter and the form that went to somebody; to anybody, for a reply of nobody."""
        one = self._recipient(recipient)
        if one.id not in self._texts:
            letter, form = self._letter(one), self._form(one)
            texts = render_text(letter, self.letters.stylesheet), render_text(form, self.forms.stylesheet)
            self._texts[one.id] = "\n\n".join(texts)
        return self._texts[one.id]

    def blank(self, recipient: str | None = None) -> tuple[bytes, tuple[Place, ...]]:
        """Return the PDF form that went to somebody, and where its places are."""
        part = Part(self._form(self._recipient(recipient)), self.forms.stylesheet)
        pdf = render_pdf([part], fonts_of(self.forms), self.forms.workspace.load_file)
        return pdf.content, pdf.places

    def sent_form(self, recipient: str | None = None) -> SentForm:
        """Return the form that went to somebody, as readers must know it."""
        content, places = self.blank(recipient)
        controls: dict[str, tuple[str, ...]] = {}
        for place in places:
            controls[place.name] = (*controls.get(place.name, ()), *((place.option,) if place.option else ()))
        kept = tuple(FormPlace(one.name, one.option, one.page, one.box) for one in places)
        return SentForm(controls, content, kept)

    def form_document(self, recipient: str | None = None) -> Document:
        """Return the form that went to somebody as the renderers take it."""
        return self._form(self._recipient(recipient))

    @property
    def _recipients(self) -> tuple[Recipient, ...]:
        return tuple(one for one in self.letters.selected if one is not None)

    def _recipient(self, name: str | None) -> Recipient:
        return next(one for one in self._recipients if name in {None, one.id})

    def _number(self, recipient: Recipient) -> str:
        year = int(self.date.partition("-")[0])
        return str(Reference(SERIES, year, 100 + self._recipients.index(recipient)))

    def _letter(self, recipient: Recipient) -> Document:
        return self.letters.composer.compose(recipient, self._number(recipient))

    def _form(self, recipient: Recipient) -> Document:
        return self.forms.composer.compose(recipient, self._number(recipient))


@cache
def inquiry(half: str) -> Inquiry:
    """Return what the letters of one half of the corpus answer."""
    if half.startswith("second-") or "second" in Path(half).parts:
        return _inquiry(str(HERE / "second" / "body-cameras.md"), "2018-02-05")
    return _inquiry("psp-questionnaire", "2017-08-03")


@cache
def _inquiry(template: str, date: str) -> Inquiry:
    return Inquiry(template, date)


def folder_of(half: str) -> Path:
    """Return where the letters of a half lie: one of :data:`HALVES`, or a path of another folder."""
    if half in HALVES:
        first, _, rest = half.partition("-")
        return HERE / "second" / rest if first == "second" else HERE / half
    return Path(half)


def letters_of(half: str) -> tuple[Letter, ...]:
    """Load the letters of one half of the corpus, in the order of their names."""
    return tuple(load(path) for path in sorted(folder_of(half).glob("*.txt")))


def load(path: Path) -> Letter:
    """Load one letter and the reading beside it."""
    kept = yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8"))
    answers = {name: Expected.of(name, one) for name, one in (kept.get("answers") or {}).items()}
    return Letter(
        path.stem,
        path.read_text("utf-8"),
        kept["medium"],
        kept["recipient"],
        kept["kind"],
        str(kept["date"] or ""),
        MappingProxyType(answers),
    )
