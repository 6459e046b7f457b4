"""What a proof sheet says, and how it is laid out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from correspondence.compose import Composer
from correspondence.compose.running import View
from correspondence.document import Asset, Document, Field
from correspondence.errors import Problem, Problems
from correspondence.mailing import Job
from correspondence.mailing.checking import fonts_of
from correspondence.mailing.look import checked_stylesheet
from correspondence.recipients import Recipient
from correspondence.render.markup import elements
from correspondence.render.pdf import Part, render_pdf

LAYOUT = "proof-sheet"
MOST_ROWS = 100
"""Letters on the proof sheet itself; all are in the list beside it."""
MOST_WARNINGS = 50
EXAMPLES = 3
LONGEST_EXAMPLE = 60


@dataclass(frozen=True)
class ProvedLetter:
    """One letter as it would be made now.

    Attributes:
        recipient: To whom it goes, None for a document without.
        pages: How many pages it has.
        number: The reference number that it has already, or empty.
        enclosed: What its enclosure notation calls the PDFs behind it.
        since: Whether it is new, changed or unchanged since the last run.
    """

    recipient: Recipient | None
    pages: int
    number: str
    enclosed: tuple[str, ...]
    since: str

    @property
    def address(self) -> str:
        """The address in one line."""
        return ", ".join(self.recipient.address.lines()) if self.recipient and self.recipient.address else ""

    @property
    def called(self) -> str:
        """Whom it goes to; empty for a document without recipients."""
        return (self.recipient.display_name or self.recipient.id) if self.recipient else ""


@dataclass(frozen=True)
class Asked:
    """Who must agree, and to what, where more is known than that somebody must.

    Attributes:
        approver: What the approver is called.
        words: The checksum of the words that are to be approved.
        before: Who approved just these words before, a line each.
    """

    approver: str = ""
    words: str = ""
    before: tuple[str, ...] = ()


NOBODY = Asked()
"""Nobody in particular: who must agree is not known."""


class Differing:
    """The values that differ from letter to letter, each with how many there are and a few of them."""

    def __init__(self) -> None:
        self._seen: dict[str, set[int]] = {}
        self._examples: dict[str, list[str]] = {}

    def take(self, document: Document) -> None:
        """Take note of the values of one letter."""
        said: dict[str, dict[str, None]] = {}
        for _, inline in elements(document):
            if isinstance(inline, Field) and inline.name:
                said.setdefault(inline.name, {})[inline.text] = None
        for name, lines in said.items():
            text = ", ".join(lines)
            seen, examples = self._seen.setdefault(name, set()), self._examples.setdefault(name, [])
            if (key := hash(text)) not in seen:
                seen.add(key)
                if len(examples) < EXAMPLES:
                    examples.append(_short(text))

    def rows(self) -> tuple[View, ...]:
        """Return those that are not the same in all letters, as the layout sees them."""
        return tuple(
            View({"name": name, "count": len(seen), "examples": " · ".join(self._examples[name])}, "value")
            for name, seen in self._seen.items()
            if len(seen) > 1
        )


@dataclass(frozen=True)
class Found:
    """What was found by laying out every letter; ``shown`` are pictures of one, by their names in the layout."""

    letters: Sequence[ProvedLetter]
    differing: Differing
    gone: tuple[str, ...]
    shown: Mapping[str, bytes]


def counted(letters: Sequence[ProvedLetter]) -> Mapping[str, int]:
    """Count letters by what became of them since the last run."""
    counts: dict[str, int] = {}
    for one in letters:
        counts[one.since] = counts.get(one.since, 0) + 1
    return counts


def row_of(one: ProvedLetter) -> tuple[str | int, ...]:
    """Return the row of a letter in the list beside the sheet."""
    who = one.recipient
    ids = (who.id, who.addressee, who.organization) if who else ("", "", "")
    return (*ids, one.address, one.number, one.pages, "; ".join(one.enclosed), one.since)


def values_of(job: Job, found: Found, problems: Problems, rows: str, asked: Asked) -> View:
    """Return all that the layout prints."""
    letters, gone = found.letters, found.gone
    told = [_told(problem) for problem in problems]
    if len(told) > MOST_WARNINGS:
        told = [*told[:MOST_WARNINGS], f"and {len(told) - MOST_WARNINGS:,} more, which 'correspondence check' lists"]
    since = ", ".join(f"{count:,} {name}" for name, count in counted(letters).items())
    return View(
        {
            "mailing": job.name,
            "approver": asked.approver,
            "words": asked.words,
            "before": asked.before,
            "template": f"{job.template.id} ({job.template.title})",
            "list": job.recipients.id if job.recipients else "",
            "count": f"{len(letters):,}",
            "pages": f"{sum(one.pages for one in letters):,}",
            "since": since + (f", {len(gone):,} gone" if gone else "") or "nothing was made",
            "warnings": told,
            "gone": gone,
            "differing": found.differing.rows(),
            "letters": tuple(
                View(
                    {
                        "recipient": one.called or job.template.title,
                        "address": one.address,
                        "number": one.number,
                        "pages": one.pages,
                        "enclosed": "; ".join(one.enclosed),
                        "since": one.since,
                    },
                    "letter",
                )
                for one in letters[:MOST_ROWS]
            ),
            "further": f"{len(letters) - MOST_ROWS:,}" if len(letters) > MOST_ROWS else "",
            "sheet": rows,
            "sample": letters[0].called if letters else "",
            "pictures": tuple(
                View({"name": name, "page": number}, "picture") for number, name in enumerate(found.shown, start=1)
            ),
        },
        "proof",
    )


def rendered(job: Job, values: View, shown: Mapping[str, bytes]) -> bytes:
    """Lay the proof sheet out."""
    layout = job.workspace.layout(LAYOUT)
    bare = job.template.bare(layout.id, f"Proof: {job.template.title}")
    template = dataclasses.replace(bare, values=MappingProxyType({}))
    sources = dataclasses.replace(
        job.composer.sources,
        template=template,
        layout=layout,
        signers=(),
        signing_for=None,
        picture=lambda name: Asset(shown[name], "image/png"),
    )
    stylesheet = checked_stylesheet(job.workspace, layout)
    document = Composer(sources, None, {"proof": values}).compose()
    return render_pdf([Part(document, stylesheet)], fonts_of(job), job.workspace.load_file).content


def _told(problem: Problem) -> str:
    return f"{problem.file}: {problem}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[: LONGEST_EXAMPLE - 1]}…"
