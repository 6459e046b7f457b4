"""Filled forms of the sample, whole: read and interpreted, plain answers are accepted and doubtful ones never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.replies.form_counts import FormCounts, all_forms, count, read, table
from tests.replies.forms import (
    EXPLAINED,
    FLATTENERS,
    Case,
    doubtful_forms,
    flattened_forms,
    out,
    pdf_forms,
    printed_forms,
    scanned_forms,
    word_forms,
    word_forms_on_paper,
)
from tests.replies.pens import PENS
from tests.tools import program

DOUBTFUL = (
    "PDF, two widgets marked",
    "PDF, nothing marked",
    "PDF, words against the mark",
    "Word, two boxes marked",
    "Word, nothing marked",
    "Word, words against the mark",
    "scan, nothing marked",
    "scan, two squares marked",
    "scan, words by hand and no mark",
)


def whole(found: Mapping[str, FormCounts], kind: str) -> tuple[int, int, list[str], list[str]]:
    """Return the plain answers of a kind, those accepted, and what went wrong."""
    counts = found[kind]
    return counts.answers, counts.accepted, counts.misses, counts.faults


@pytest.mark.parametrize("filler", ["pypdf", "pikepdf", "pdftk", "PDFium", "poppler"])
def test_every_answer_of_a_filled_pdf_form_is_accepted(filler: str) -> None:
    assert whole(count(pdf_forms((filler,), turns=4)), "PDF") == (15, 15, [], [])


def test_every_answer_of_a_filled_word_form_is_accepted() -> None:
    program("soffice")
    assert whole(count(word_forms(turns=4)), "Word") == (24, 24, [], [])


def test_every_answer_of_a_flattened_form_is_accepted() -> None:
    assert whole(count(flattened_forms(turns=2)), "flattened") == (6 * len(FLATTENERS), 6 * len(FLATTENERS), [], [])


def test_nearly_every_answer_of_a_scanned_form_is_accepted() -> None:
    program("tesseract")

    def cases() -> Iterator[Case]:
        yield from printed_forms(turns=1)
        yield from scanned_forms(PENS[::2], ("copied",))
        yield from scanned_forms(PENS[1::2], ("faxed",))

    answers, accepted, _, faults = whole(count(cases()), "scan")
    assert (answers, faults) == (3 + 3 * len(PENS), [])
    assert accepted >= 0.95 * answers


@pytest.mark.parametrize("way", DOUBTFUL)
def test_a_doubtful_answer_is_for_a_person_and_the_others_are_not(way: str) -> None:
    if way.startswith("scan"):
        program("tesseract")
    case = next(one for one in doubtful_forms() if f"{one.kind}, {one.way}" == way)
    _, interpretation = read(case)
    found = {one.question: (one.status, bool(one.reason)) for one in interpretation.answers}
    assert found == {
        name: ("needs-review", True) if name in case.doubtful else ("accepted", False) for name in out().questions
    }
    answers = {one.question: one.answer for one in interpretation.answers if one.question not in case.doubtful}
    assert answers == {name: option for name, option in case.marks.items() if name not in case.doubtful}


def test_a_word_form_on_paper_is_for_a_person() -> None:
    program("tesseract")
    for case in word_forms_on_paper():
        reply, interpretation = read(case)
        assert [page.suspect for page in reply.pages] == [
            "it is the form, but its marks could not be told from its print; look at it"
        ]
        assert [one.status for one in interpretation.answers] == ["needs-review"] * 3


def test_what_stands_beside_a_mark_is_kept() -> None:
    (case, *_) = pdf_forms(("pikepdf",), turns=1)
    reply, interpretation = read(case)
    explained = {one.question: one.explanation.verbatim for one in interpretation.answers if one.explanation}
    assert explained == {name: EXPLAINED[option] for name, option in case.marks.items()}
    cited = {one.question: [found.verbatim for found in one.authorities] for one in interpretation.answers}
    assert cited == {
        "facility-access": ["Standing Order 12"],
        "release-notice": [],
        "detainer-requests": ["8 U.S.C. § 1373"],
    }
    assert reply.references[0] == (next(iter(dict(reply.references))), "qr")


def test_the_figures_are_a_table() -> None:
    counts = {"PDF": FormCounts(25, 75, 75), "scan": FormCounts(1, 0, 0, 1)}
    assert table(counts) == (
        "| forms | forms | plain answers | accepted | **accepted, and wrong** |\n|---|---|---|---|---|\n"
        "| PDF | 25 | 75 | 100.0 % (75) | 0 |\n| scan | 1 | 0 | – | 1 |\n"
    )


@pytest.mark.acceptance
def test_all_forms_reach_the_targets() -> None:
    found = count(all_forms())
    for kind in ("PDF", "Word", "flattened"):
        assert (found[kind].misses, found[kind].faults) == ([], [])
        assert found[kind].accepted == found[kind].answers > 0
    assert found["scan"].faults == []
    assert found["scan"].accepted >= 0.95 * found["scan"].answers > 0
