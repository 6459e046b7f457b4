"""What was said: sentences, the questions of which they speak, and what they say to each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from correspondence.answers import lexicon
from correspondence.answers.blocks import Block
from correspondence.answers.labels import Reference
from correspondence.answers.quoted import Copy
from correspondence.answers.sayings import Saying, Value, saying_of
from correspondence.answers.text import Body
from correspondence.answers.topics import Matter, best

Source = Literal["label", "named", "all", "quoted", "heading", "topic", "scope", "inherit"]
DIRECT: frozenset[Source] = frozenset({"label", "named", "all", "quoted", "heading"})


_ROW = re.compile(r"\b(?:yes|no)(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*;\s*(?:and\s+)?|\s*/\s*)(?:yes|no)\b)+")
LEAST_OF_PART = 2.0
"""From which score a part of a sentence speaks of a question."""
_PARTS = re.compile(
    r"[,;]\s+(?:(?:and|or|nor)\s+)?(?=(?:that|none that|none to|nothing that|nothing to|to|under which|by which|for|of|whether)\b)|\b(?:and|or|nor)\s+(?=(?:that|to)\b)"
)
_NOR_ANY = re.compile(r"[,;]\s+(?:(?:and|or|nor)\s+)?(?:none|nothing)\s+(?=that\b|to\b)")
_LIMB = re.compile(r"[\s,]*(?:question\s+)?\(?(?:but|only|if|when|where|unless|except|provided|though|for)\b")
_ROW_WORD = re.compile(r"yes|no")


@dataclass(eq=False)
class Spoken:
    """A sentence, and what it says to each question of which it speaks.

    Attributes:
        start: Where it starts in the body, behind a label.
        end: Behind it.
        block: Index of its paragraph.
        words: Its words, folded.
        scores: How much it speaks of each question's matter.
        sources: By the question's place: why it is taken to speak of that question.
        sayings: By the question's place: what it says to it.
        after: Whether it stands behind the letter's closing.
        absent: The questions that suppose something which it says is not there.
        outright: Whether it says itself that there is no such thing.
        labelled: Whether it stands under a number.
        same_as: The questions to whose answers it refers.
        cut: Whether it is part of a sentence that speaks of several questions.
    """

    start: int
    end: int
    block: int
    words: str
    scores: tuple[float, ...]
    sources: dict[int, Source] = field(default_factory=dict)
    sayings: dict[int, Saying] = field(default_factory=dict)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    after: bool = False
    absent: frozenset[int] = frozenset()
    outright: bool = False
    labelled: bool = False
    same_as: frozenset[int] = frozenset()
    cut: bool = False

    def span(self, place: int) -> tuple[int, int]:
        """Return where the words stand that answer one question."""
        return self.spans.get(place, (self.start, self.end))


@dataclass(frozen=True, slots=True)
class Spelled:
    """All that a reply says, sentence by sentence.

    Attributes:
        body: The words, with copies of our questions blanked.
        sentences: The sentences, in order.
        copies: Our questions where they stand in the reply.
        foreign: Whether it numbers its answers in a way that is not the questionnaire's.
        beyond: Whether it names a question by a number that the questionnaire has not.
        labelled: Whether it numbers its answers as the questionnaire does.
        blocks: Its paragraphs and items.
    """

    body: Body
    blocks: tuple[Block, ...]
    sentences: tuple[Spoken, ...]
    copies: tuple[Copy, ...]
    foreign: bool
    labelled: bool
    beyond: bool = False


def widen(one: Spoken) -> None:
    """Let each answer of a sentence begin where the one before it ended, and the first where the sentence does."""
    edges = sorted(set(one.spans.values()))
    for place, span in one.spans.items():
        before = [end for _, end in edges if end <= span[0]]
        start = max(before, default=one.start)
        lead = re.match(r"[\s,;]*(?:and\s+|but\s+)?", one.words[start - one.start :])
        one.spans[place] = (start + (lead.end() if lead else 0), span[1])


def _limb_end(words: str, start: int, end: int) -> int:
    """Return where a condition behind "yes to the second" ends, or its start where none stands there."""
    if not _LIMB.match(words, start):
        return start
    return start + len(re.sub(r"[\s,;.]*(?:\b(?:and|but)\s*)?$", "", words[start:end]))


def paired(
    words: str, references: list[Reference], polars: list[tuple[int, int, bool]]
) -> dict[int, tuple[int, int, bool]]:
    """Give each question its polar word: the one before it, or where a question comes first, the next one behind it."""
    pairs: dict[int, tuple[int, int, bool]] = {}
    polar_first = polars[0][0] < references[0].start
    for ref in references:
        end = ref.end
        if polar_first:
            near = [one for one in polars if one[0] < ref.start]
            chosen = near[-1] if near else None
            following = next((one[0] for one in polars if one[0] > ref.end), len(words))
            end = _limb_end(words, ref.end, following)
        else:
            near = [one for one in polars if one[0] >= ref.end]
            chosen = near[0] if near else None
        if chosen is None:
            return {}
        for place in ref.places:
            if place in pairs:
                return {}
            pairs[place] = (min(chosen[0], ref.start), max(chosen[1], end), chosen[2])
    return pairs


def answers_several(
    one: Spoken, references: list[Reference], matters: Sequence[Matter], others: re.Pattern[str]
) -> bool:
    """Read a sentence that answers several questions: "yes to your first question, and no to the others"."""
    plain = [ref for ref in references if ref.plain]
    polars = [
        (found.start(), found.end(), found[0] == "yes")
        for found in re.finditer(r"\b(?:yes|no)\b(?!\.?\s*\d)", one.words)
        if not re.match(r"\s+(?!to\b|for\b|on\b|as\b|in\b|and\b|with\b|again\b|also\b)[a-z]", one.words[found.end() :])
    ]
    if len(plain) < 2 or not polars or lexicon.REPORTED.search(one.words):  # noqa: PLR2004
        return False
    pairs = paired(one.words, plain, polars)
    if not pairs:
        return False
    for place, (start, end, yes) in pairs.items():
        one.sources[place] = "named"
        stretch = one.words[start:end]
        limited = saying_of(stretch, matters[place], 1.0, others, asked=True)
        value = limited if limited.value == "partial" else Saying("yes" if yes else "no", "polar", start, end, "")
        one.sayings[place] = value
        one.spans[place] = (one.start + start, one.start + end)
    widen(one)
    return True


def restates_several(one: Spoken, matters: Sequence[Matter]) -> bool:
    """Read one sentence that restates several questions behind one "has (no) rule": "… that lets them in, or that holds them"."""
    found = lexicon.HAS_INSTRUMENT.search(one.words)
    if found is None or lexicon.REPORTED.search(one.words):
        return False
    rest = one.words[found.end() :]
    negative = bool(lexicon.NEGATION.search(one.words[: found.end()]))
    plain = _NOR_ANY.sub(" ", rest) if negative else rest
    if any(pattern.search(plain) for pattern in (lexicon.CONTRAST, lexicon.NEGATION, lexicon.ONLY, lexicon.PENDING)):
        return False
    places = [best([matter.score(part) for matter in matters], LEAST_OF_PART, 1.0) for part in _PARTS.split(rest)]
    restated = {place for place in places if place is not None}
    if len(restated) < 2 or any(matters[place].conditions.search(rest) for place in restated):  # noqa: PLR2004
        return False
    value: Value = "no" if negative else "yes"
    for place in restated:
        one.sources[place] = "topic"
        one.sayings[place] = Saying(value, "stated", 0, len(one.words), "one sentence speaks of several questions")
    return True


def answers_in_a_row(one: Spoken, count: int) -> bool:
    """Read "yes, yes and no": as many polar words in a row as there are questions."""
    found = _ROW.search(one.words)
    if found is None or count < 2 or lexicon.OPINION.search(one.words):  # noqa: PLR2004
        return False
    said = _ROW_WORD.findall(found[0])
    if len(said) != count:
        return False
    for place, word in enumerate(said):
        one.sources[place] = "named"
        one.sayings[place] = Saying("yes" if word == "yes" else "no", "polar", 0, len(one.words), "")
    return True
