"""Measure how free-text replies are read: ``python -m tests.replies.measure HALF [--verbose]``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from correspondence.answers import interpret, kind_of
from correspondence.reply import Answer
from tests.replies.corpus import Sample, folded_words, questionnaire, samples

PASSAGE_SHARE = 0.5


@dataclass
class Figures:
    """What was counted in one half."""

    replies: int = 0
    kinds_right: int = 0
    questions: int = 0
    right: int = 0
    accepted: int = 0
    accepted_wrong: int = 0
    explicit: int = 0
    explicit_accepted: int = 0
    passages: int = 0
    passages_right: int = 0
    authorities: int = 0
    authorities_found: int = 0
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield what was measured, and the figure."""
        yield "Replies", str(self.replies)
        yield "The kind is right", share(self.kinds_right, self.replies)
        yield "Questions in replies that answer", str(self.questions)
        yield "The proposal is right", share(self.right, self.questions)
        yield "The passage holds the words that decide", share(self.passages_right, self.passages)
        yield "Authorities that were found", share(self.authorities_found, self.authorities)
        yield "Accepted without a person", share(self.accepted, self.questions)
        yield "Accepted and wrong", str(self.accepted_wrong)
        yield "Explicit answers that were accepted", share(self.explicit_accepted, self.explicit)


def share(part: int, whole: int) -> str:
    """Return a share in words."""
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "0 of 0"


def measure(half: str) -> Figures:
    """Read every reply of one half and count."""
    figures = Figures()
    for sample in samples(half):
        reply = sample.reply
        answers = interpret(reply, questionnaire())
        _check_offsets(sample, answers)
        _count_kind(figures, sample, kind_of(reply, answers), answers)
        if sample.expected["kind"] == "answers":
            for answer in answers:
                _count_answer(figures, sample, answer)
    return figures


def _check_offsets(sample: Sample, answers: tuple[Answer, ...]) -> None:
    """Hold every passage against its page."""
    pages = {(page.file, page.number): page.text for page in sample.reply.pages}
    for answer in answers:
        for one in (*answer.passages, *answer.authorities, answer.explanation, answer.third_party):
            if one is not None and pages[one.file, one.page][one.start : one.end] != one.verbatim:
                raise AssertionError(sample.name, one)


def _count_kind(figures: Figures, sample: Sample, kind: str, answers: tuple[Answer, ...]) -> None:
    figures.replies += 1
    figures.kinds_right += kind == sample.expected["kind"]
    if kind != sample.expected["kind"]:
        figures.notes.append(f"{sample.name}: kind {kind} for {sample.expected['kind']}")
    if sample.expected["kind"] != "answers":
        wrong = [answer for answer in answers if answer.status == "accepted" and answer.answer != "unanswered"]
        figures.accepted_wrong += len(wrong)
        figures.notes += [f"{sample.name}: ACCEPTED {one.question} {one.answer} in no answer" for one in wrong]


def _count_answer(figures: Figures, sample: Sample, answer: Answer) -> None:
    expected = sample.expected["answers"][answer.question]
    right = answer.answer == expected["answer"]
    accepted = answer.status == "accepted"
    figures.questions += 1
    figures.right += right
    figures.confusion[expected["answer"], answer.answer] += 1
    figures.accepted += accepted
    figures.accepted_wrong += accepted and not right
    figures.explicit += expected["explicit"]
    figures.explicit_accepted += expected["explicit"] and accepted
    words = " … ".join(one.verbatim for one in answer.passages)
    where = f"{sample.name} {answer.question}"
    if not right:
        figures.notes.append(
            f"{where}: {'ACCEPTED ' if accepted else ''}{answer.answer} for {expected['answer']}: {words!r} [{answer.reason}]"
        )
    elif expected["explicit"] and not accepted:
        figures.notes.append(f"{where}: not accepted: {answer.reason}")
    if accepted and not expected["explicit"]:
        figures.notes.append(f"{where}: accepted though not explicit")
    if right and expected["passages"]:
        figures.passages += 1
        held = any(_holds(words, passage) for passage in expected["passages"])
        figures.passages_right += held
        if not held:
            figures.notes.append(f"{where}: passage {words!r} for {expected['passages'][0]!r}")
    found = {" ".join(one.verbatim.split()) for one in answer.authorities}
    for authority in expected["authorities"]:
        figures.authorities += 1
        figures.authorities_found += any(
            " ".join(authority.split()) in one or one in " ".join(authority.split()) for one in found
        )
    missing = [
        a
        for a in expected["authorities"]
        if not any(" ".join(a.split()) in f or f in " ".join(a.split()) for f in found)
    ]
    extra = [
        f
        for f in found
        if not any(" ".join(a.split()) in f or f in " ".join(a.split()) for a in expected["authorities"])
    ]
    if missing or extra:
        figures.notes.append(f"{where}: authorities missing {missing} extra {extra}")


def _holds(words: str, passage: str) -> bool:
    """Tell whether a passage holds at least half of the expected words, or is a part of them."""
    said, expected = folded_words(words), folded_words(passage)
    common = sum(word in said for word in expected)
    return common >= PASSAGE_SHARE * len(expected) or (
        bool(said) and all(word in expected for word in said if not word.isdigit())
    )


def table(figures: Figures) -> str:
    """Return the figures as a table in Markdown."""
    rows = "".join(f"| {name} | {value} |\n" for name, value in figures.rows())
    return f"| measured | figure |\n|---|---|\n{rows}"


if __name__ == "__main__":
    counted = measure(sys.argv[1])
    sys.stdout.write(table(counted))
    if "--verbose" in sys.argv:
        sys.stdout.write("\n".join(["", *counted.notes, ""]))
