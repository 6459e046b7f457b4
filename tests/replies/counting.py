"""What is counted when the reading of replies is measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from correspondence.reply import Answer, Interpretation, Match, Reply
from tests.replies.corpus import Expected, Letter
from tests.replies.passages import InBoxes
from tests.replies.scoring import Word, authorities_found, holds, is_right, words_of

MEDIA = ("letter", "email", "scan")


@dataclass
class Counts:
    """What was counted in some letters."""

    replies: int = 0
    kinds: int = 0
    matched: int = 0
    match_accepted: int = 0
    match_wrong: int = 0
    questions: int = 0
    right: int = 0
    held: int = 0
    explicit: int = 0
    explicit_accepted: int = 0
    accepted: int = 0
    wrong: int = 0
    authorities: int = 0
    authorities_found: int = 0
    authorities_extra: int = 0
    exact: int = 0
    exact_right: int = 0
    scanned: int = 0
    scanned_found: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Add up two counts."""
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield what was measured, and the figure."""
        yield "replies", str(self.replies)
        yield "the kind is right", share(self.kinds, self.replies)
        yield "the match is right", share(self.matched, self.replies)
        yield "the match is accepted", share(self.match_accepted, self.replies)
        yield "**the match is accepted, and wrong**", str(self.match_wrong)
        yield "questions in replies that answer", str(self.questions)
        yield "the proposal is right", share(self.right, self.questions)
        yield "the passage holds the deciding words", share(self.held, self.questions)
        yield "accepted without a person", share(self.accepted, self.questions)
        yield "explicit answers of those who were asked, accepted", share(self.explicit_accepted, self.explicit)
        yield "**accepted, and wrong**", str(self.wrong)
        yield "authorities that are found", share(self.authorities_found, self.authorities)
        yield "authorities found that are none", str(self.authorities_extra)
        if self.exact or self.scanned:
            yield "passages whose boxes read exactly the same (text layer)", share(self.exact_right, self.exact)
            yield "words of passages that are read again in their boxes (OCR)", share(self.scanned_found, self.scanned)


@dataclass(frozen=True, slots=True)
class Read:
    """A letter with what was read in it, whose it was taken to be, and what other tools read in its passages' boxes."""

    letter: Letter
    reply: Reply
    match: Match
    interpretation: Interpretation
    boxes: tuple[InBoxes, ...] = ()


@dataclass
class Measured:
    """One half, measured: counts by the letters' medium, and every miss as a line.

    A wrong answer is accepted where an accepted answer is not the expected one, stands in a reply that answers nothing,
    or would be recorded for somebody who did not write it.
    """

    half: str
    counts: dict[str, Counts] = field(default_factory=lambda: {medium: Counts() for medium in MEDIA})
    misses: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def whole(self) -> Counts:
        """The counts of all media."""
        return sum(self.counts.values(), Counts())

    def count(self, one: Read, kinds: Mapping[str, str]) -> None:
        """Count what was read in a letter.

        Args:
            one: What was read.
            kinds: What kind of question each is.
        """
        letter, counts = one.letter, self.counts[one.letter.medium]
        counts.replies += 1
        counts.kinds += one.interpretation.kind == letter.kind
        if one.interpretation.kind != letter.kind:
            self.misses.append(f"{letter.id}: kind {one.interpretation.kind} for {letter.kind}")
        self.misses += [f"{letter.id}: {left.file} could not be read: {left.reason}" for left in one.reply.unreadable]
        self._count_match(one)
        words = words_of(one.reply)
        self._count_boxes(one)
        for answer in one.interpretation.answers:
            if letter.kind == "answers":
                self._count_answer(one, answer, kinds[answer.question], words)
            elif answer.status == "accepted" and answer.answer != "unanswered":
                counts.wrong += 1
                said = f"accepted {answer.answer} in a reply that is {letter.kind}"
                self.wrong.append(f"{letter.id} {answer.question}: {said}")

    def _count_match(self, one: Read) -> None:
        letter, match, counts = one.letter, one.match, self.counts[one.letter.medium]
        right, accepted = match.recipient == letter.recipient, match.status == "accepted"
        counts.matched += right
        counts.match_accepted += accepted and right
        counts.match_wrong += accepted and not right
        if not right:
            status = "ACCEPTED" if accepted else "proposed"
            self.misses.append(f"{letter.id}: match {match.recipient} {status} for {letter.recipient}: {match.reason}")

    def _count_boxes(self, one: Read) -> None:
        counts = self.counts[one.letter.medium]
        for held in one.boxes:
            if held.exact:
                counts.exact += 1
                counts.exact_right += held.right
            else:
                counts.scanned += held.words
                counts.scanned_found += held.words_found
            if not held.right:
                said, found = (" ".join(text.split()) for text in (held.passage.verbatim, held.found))
                self.misses.append(f"{one.letter.id}: “{found}” stands in the boxes of “{said}”")

    def _count_answer(self, one: Read, answer: Answer, kind: str, words: tuple[Word, ...]) -> None:
        letter, counts = one.letter, self.counts[one.letter.medium]
        expected = letter.answers[answer.question]
        right, held = is_right(answer, expected, kind), holds(answer, expected, words)
        taken, theirs = answer.status == "accepted", one.match.recipient == letter.recipient
        counts.questions += 1
        counts.right += right
        counts.held += held
        counts.explicit += expected.explicit and letter.recipient is not None
        counts.accepted += taken
        counts.explicit_accepted += expected.explicit and letter.recipient is not None and taken and right
        counts.wrong += taken and not (right and theirs)
        where = f"{letter.id} {answer.question}"
        said, wanted = f"{answer.answer} {answer.value}".strip(), f"{expected.answer} {expected.value}".strip()
        if taken and not (right and theirs):
            whose = "" if theirs else f" for {one.match.recipient} instead of {letter.recipient}"
            self.wrong.append(f"{where}: accepted {said}{whose}, expected {wanted}")
        passages = " … ".join(" ".join(passage.verbatim.split()) for passage in answer.passages)
        if not right:
            self.misses.append(f"{where}: {said} for {wanted}: “{passages}” [{answer.reason}]")
        elif not held:
            self.misses.append(f"{where}: passage “{passages}” for {list(expected.passages)}")
        elif expected.explicit and not taken:
            self.misses.append(f"{where}: explicit, not accepted: {answer.reason}")
        self._count_authorities(where, counts, answer, expected)

    def _count_authorities(self, where: str, counts: Counts, answer: Answer, expected: Expected) -> None:
        found, extra = authorities_found(answer, expected)
        counts.authorities += len(expected.authorities)
        counts.authorities_found += found
        counts.authorities_extra += extra
        if found < len(expected.authorities) or extra:
            said = [" ".join(one.verbatim.split()) for one in answer.authorities]
            self.misses.append(f"{where}: authorities {said} for {list(expected.authorities)}")

    def table(self) -> str:
        """Return the figures as a table in Markdown."""
        columns = [self.whole, *self.counts.values()]
        rows = [dict(one.rows()) for one in columns]
        lines = [
            f"| {self.half} | all | {' | '.join(f'{one}s' for one in self.counts)} |",
            "|---" * (len(columns) + 1) + "|",
        ]
        lines += [f"| {name} | {' | '.join(figures.get(name, '–') for figures in rows)} |" for name in rows[0]]
        return "\n".join(lines) + "\n"


def share(part: int, whole: int) -> str:
    """Return a share in words."""
    return f"{100 * part / whole:.1f} % ({part} of {whole})" if whole else "–"
