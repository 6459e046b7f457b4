"""Measure how forms are read, and count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from correspondence.replies.read import read_reply
from correspondence.reply import Interpretation, Match, Reply
from tests.replies.forms import (
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
from tests.replies.pens import PENS, TREATMENTS

KINDS = ("PDF", "Word", "flattened", "scan")


@dataclass
class FormCounts:
    """What was counted in forms of one kind.

    Attributes:
        forms: How many were read.
        answers: Answers that are plain on them.
        accepted: Those of them that are accepted.
        wrong: Answers that are accepted and wrong, or that a person should have seen.
        misses: Each answer that was not accepted.
        faults: Each answer that was accepted wrongly.
    """

    forms: int = 0
    answers: int = 0
    accepted: int = 0
    wrong: int = 0
    misses: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read(case: Case) -> tuple[Reply, Interpretation]:
    """Read a form as the package would, from the recipient whose form it is."""
    from correspondence.answers import interpret

    asked = out().inquiry
    (letter,) = (one for one in asked.asked if one.recipient.id == "oakhurst")
    reply = read_reply(case.content, case.file, out().sent, asked.our_text("oakhurst"))
    match = Match("oakhurst", letter.number, "qr", "accepted", "")
    return reply, interpret(reply, asked.questionnaire, match, letter)


def count(cases: Iterable[Case]) -> dict[str, FormCounts]:
    """Read forms and count what is accepted, by their kind."""
    found = {kind: FormCounts() for kind in KINDS}
    for case in cases:
        counts = found[case.kind]
        counts.forms += 1
        _, interpretation = read(case)
        for answer in interpretation.answers:
            doubtful = answer.question in case.doubtful
            taken = answer.status == "accepted" and (answer.answer != "unanswered" or doubtful)
            wanted = "" if doubtful else case.marks.get(answer.question, "")
            right = bool(wanted) and answer.answer == wanted
            counts.answers += bool(wanted)
            counts.accepted += taken and right
            where = f"{case.kind}, {case.way}, {answer.question}: {answer.answer}"
            if taken and not right:
                counts.wrong += 1
                counts.faults.append(f"{where}, expected {wanted or 'a person to look'}")
            elif wanted and not (taken and right):
                counts.misses.append(f"{where} for {wanted}: {answer.reason}")
    return found


def all_forms() -> Iterator[Case]:
    """Yield every form that is measured."""
    yield from pdf_forms()
    yield from word_forms()
    yield from flattened_forms()
    yield from printed_forms()
    yield from scanned_forms(PENS, ("copied", "faxed", *TREATMENTS))
    yield from doubtful_forms()
    yield from word_forms_on_paper()


def table(found: dict[str, FormCounts]) -> str:
    """Return the figures as a table in Markdown."""
    lines = ["| forms | forms | plain answers | accepted | **accepted, and wrong** |", "|---|---|---|---|---|"]
    for kind, counts in found.items():
        share = f"{100 * counts.accepted / counts.answers:.1f} % ({counts.accepted})" if counts.answers else "–"
        lines.append(f"| {kind} | {counts.forms} | {counts.answers} | {share} | {counts.wrong} |")
    return "\n".join(lines) + "\n"
