"""The corpus of reply letters: loaded, made into replies, and held against what was read."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_string
from email.policy import default
from functools import cache
from typing import Any

import yaml

from correspondence.answers.restating import RUN, WORD
from correspondence.questionnaire import Questionnaire
from correspondence.reply import Page, Reply
from correspondence.templates.reading import read_template
from tests.tools import ROOT

FOLDER = ROOT / "tests" / "replies"
LETTER = ROOT / "tests" / "originals" / "2017-08-03-letter-stockton.txt"
TEMPLATE = ROOT / "templates" / "psp-questionnaire.md"
QUOTED_SHARE = 0.92
HEADERS = re.compile(r"(?:[A-Z][\w-]+: [^\n]*\n(?:[ \t]+[^\n]*\n|(?![A-Z][\w-]+: )[^\n]+\n)*)+")
HEADER_BLOCK = re.compile(
    r"^(?:[> \t]*(?:[-_]{5,}.*|(?:From|Sent|Date|To|Cc|Subject):.*)\n)*[> \t]*(?:From|Sent|Date|To|Subject):.*$|^[> \t]*On\b.{5,90}wrote:[ \t]*$|^[> \t]*-{3,}.*Message-{3,}$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Sample:
    """A reply of the corpus, with the reading that the codebook asks for."""

    name: str
    text: str
    expected: Mapping[str, Any]

    @property
    def reply(self) -> Reply:
        """The reply as a reader of plain text and mails would hand it on."""
        mail = self.expected["medium"] == "email"
        head = HEADERS.match(self.text) if mail else None
        fields = message_from_string(head.group().rstrip() + "\n\n" if head else "\n", policy=default)
        headers = {name.lower(): " ".join(str(value).split()) for name, value in fields.items()}
        body = self.text[head.end() :] if head else self.text
        texts = re.split(r"\n?\f\n?", body)
        pages = tuple(
            Page(f"{self.name}.txt", number, text, "mail" if mail else "text", ours=tuple(ours_in(text, mail=mail)))
            for number, text in enumerate(texts, start=1)
        )
        date = self.expected["date"]
        return Reply(
            {f"{self.name}.txt": ""}, pages, headers=headers, date=date if isinstance(date, datetime.date) else None
        )


@cache
def questionnaire() -> Questionnaire:
    """Return the questions of the sample."""
    found = read_template(TEMPLATE.read_bytes(), TEMPLATE.name, TEMPLATE.stem).questionnaire
    assert found is not None
    return found


def samples(half: str) -> tuple[Sample, ...]:
    """Return one half of the corpus, ``developing`` or ``held-out``."""
    return tuple(
        Sample(path.stem, path.read_text("utf-8"), yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8")))
        for path in sorted((FOLDER / half).glob("*.txt"))
    )


@cache
def _our_runs() -> frozenset[tuple[str, ...]]:
    words = _folded(LETTER.read_text("utf-8"))
    return frozenset(tuple(words[index : index + RUN]) for index in range(len(words) - RUN + 1))


def _folded(text: str) -> list[str]:
    return [one.group().casefold() for one in WORD.finditer(text)]


def ours_in(text: str, *, mail: bool) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs that are quoted from our letter, and the headers of quoted mails."""
    for one in re.finditer(r"(?:[> \t]*[^\s>][^\n]*(?:\n|\Z))+", text):
        words = _folded(one.group())
        covered = {
            place
            for index in range(len(words) - RUN + 1)
            if tuple(words[index : index + RUN]) in _our_runs()
            for place in range(index, index + RUN)
        }
        if len(words) >= RUN and len(covered) >= QUOTED_SHARE * len(words):
            yield one.span()
    if mail:
        yield from (one.span() for one in HEADER_BLOCK.finditer(text))


def folded_words(text: str) -> list[str]:
    """Return the words of a passage, for comparison."""
    return _folded(text)
