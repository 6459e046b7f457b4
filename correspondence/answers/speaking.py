"""Which sentence speaks of which question: by its label, by our question before it, or by its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from correspondence.answers import lexicon
from correspondence.answers.blocks import Block, blocks_of, sentences_in
from correspondence.answers.clauses import pieces_of
from correspondence.answers.counted import does_all, has_none_of, same_as_before, shares_out
from correspondence.answers.headed import addressed, by_lead, by_preposition, signed, title_of
from correspondence.answers.labels import Head, Reference, head_of, references_in, runs_of
from correspondence.answers.leads import is_title
from correspondence.answers.parties import has_none, runs_none
from correspondence.answers.quoted import Copy, copies_in, without
from correspondence.answers.sayings import NEUTRAL, Saying, polar_in, saying_of
from correspondence.answers.spoken import (
    DIRECT,
    Source,
    Spelled,
    Spoken,
    answers_in_a_row,
    answers_several,
    restates_several,
)
from correspondence.answers.text import Body
from correspondence.answers.topics import Matter, best

LEAST_TOPIC, MARGIN = 2.0, 1.0
LEAST_WEAK = 0.9
MOST_SENTENCES = 1_500
"""Sentences that are read of one reply."""

_OF_THE_REPLY = re.compile(r"\b(?:answers?|questions?|letter|reply|inquiry|responses?|please|hope|trust|happy|glad)\b")
_OF_HIM = re.compile(
    r"(?:and |but )?(?:(?:i|we) (?:know|believe|understand|hear|gather|suppose|am told|are told)(?: that)? (?:he|she|they|his|her|their)|he|she|his|her)\b"
)
_SUBJECTLESS = re.compile(r"(?:also |then )?(?:do|does|did|will|would|has|have|are|is|can|may|never)\b")
_LIKEWISE = re.compile(r"(?:neither|nor|so) (?:does|do|is|are|has|have|did|will|would|can)\b")
_ONLY_ASKS = re.compile(r"^\W*whether\b|\?\W*$")
_IN_ORDER = re.compile(r"\b(?:in (?:the )?(?:same )?(?:order|turn|sequence)|respectively|one by one|in the order)\b")


def spell(body: Body, matters: Sequence[Matter], others: re.Pattern[str], *, asked: bool = False) -> Spelled:
    """Cut a reply into sentences and find which speaks of which question.

    Args:
        body: The words of the reply.
        matters: What the questions are about.
        others: Finds bodies other than the one that answers.
        asked: Whether all of it is known to speak of the first question.
    """
    copies = copies_in(body, [matter.question for matter in matters])
    theirs = replace(body, text=without(body.text, [(one.start, one.end) for one in copies]))
    return _Reading(theirs, matters, others, copies, asked=asked).spelled()


@dataclass
class _Scope:
    places: frozenset[int]
    source: Source
    block: int


class _Reading:
    """The state of reading from the first paragraph to the last."""

    def __init__(
        self, body: Body, matters: Sequence[Matter], others: re.Pattern[str], copies: tuple[Copy, ...], *, asked: bool
    ) -> None:
        self.body, self.matters, self.others = body, matters, others
        self.count = len(matters)
        self.blocks = blocks_of(body, copies[-1].end if copies else 0)
        if self.blocks:
            first = self.blocks[0]
            start = first.start + addressed(body.flat[first.start : first.end])
            self.blocks = (replace(first, start=start), *self.blocks[1:])
        heads = [
            (index, head)
            for index, one in enumerate(self.blocks)
            if not one.after and (head := self._head(one)) is not None
        ]
        self.heads = runs_of(heads, self.count)
        self.beyond = any(head.sort == "question" and max(head.places) >= self.count for _, head in heads)
        self.copies = copies
        self.foreign = any(
            index not in self.heads
            and head.sort not in {"ordinal", "roman", "letter", "bracket"}
            and not self._beside_copy(index, head)
            for index, head in heads
        )
        self.answered_copies = self._answered(copies)
        self.asked = asked
        self.scope: _Scope | None = _Scope(frozenset({0}), "heading", 0) if asked else None
        self.reporting = False
        self.sentences: list[Spoken] = []

    def spelled(self) -> Spelled:
        """Read everything."""
        bullets = self._bullets()
        for index, block in enumerate(self.blocks):
            if len(self.sentences) >= MOST_SENTENCES:
                self.body = replace(self.body, whole=False)
                break
            self._block(index, block, bullets.get(index))
        self._left_over()
        labelled = bool(self.heads) or any(
            one.sources.get(place) in {"named", "all"} for one in self.sentences for place in one.sources
        )
        return Spelled(self.body, self.blocks, tuple(self.sentences), self.copies, self.foreign, labelled, self.beyond)

    def _left_over(self) -> None:
        """Give what speaks of two questions alike to the one of them that nothing else takes up."""
        taken = {place for one in self.sentences for place in one.sources}
        for one in self.sentences:
            likely = [place for place, score in enumerate(one.scores) if score >= LEAST_TOPIC]
            left = [place for place in likely if place not in taken]
            if one.sources or len(likely) < 2 or len(left) != 1 or one.after:  # noqa: PLR2004
                continue
            one.sources[left[0]] = "topic"
            one.sayings[left[0]] = self._saying(one, left[0], "topic")

    # --- paragraphs

    def _head(self, block: Block) -> Head | None:
        return head_of(self.body.flat[block.start : min(block.end, block.start + 140)])

    def _beside_copy(self, index: int, head: Head) -> bool:
        """Tell whether a number stands before a copy of our question, and so is ours."""
        block = self.blocks[index]
        rest = self.body.flat[block.start + head.end : block.end]
        return any(block.start <= one.start <= block.end + 4 for one in self.copies) or (
            not re.search(r"\w", rest) and bool(self.copies)
        )

    def _answered(self, copies: tuple[Copy, ...]) -> list[tuple[int, int]]:
        """Return the end and the place of each copy with words of theirs behind it, where copies and answers alternate."""
        found = []
        for index, one in enumerate(copies):
            until = copies[index + 1].start if index + 1 < len(copies) else len(self.body.text)
            words = [block for block in self.blocks if one.end <= block.end and block.start < until and not block.after]
            found.append((one, bool(words)))
        answered = [one for one, words in found if words]
        if len(copies) > 1 and len(answered) == 1 and answered[0] is copies[-1]:
            return []
        return [(one.end, one.place) for one in answered]

    def _bullets(self) -> dict[int, int]:
        """Return the places of items without numbers that answer "in the order in which you asked"."""
        rows: list[list[int]] = [[]]
        for index, block in enumerate(self.blocks):
            if re.match(r"(?:[*•·▪◦-]|--)\s", self.body.flat[block.start : block.end]):
                rows[-1].append(index)
            elif rows[-1]:
                rows.append([])
        for row in rows:
            if len(row) == self.count and row[0]:
                before = self.body.flat[self.blocks[row[0] - 1].start : self.blocks[row[0] - 1].end]
                if _IN_ORDER.search(before):
                    return {index: place for place, index in enumerate(row)}
        return {}

    def _block(self, index: int, block: Block, bullet: int | None) -> None:
        flat = self.body.flat
        start = block.start
        label: frozenset[int] = frozenset()
        source: Source = "label"
        head = self.heads.get(index)
        behind = [
            place
            for end, place in self.answered_copies
            if end <= block.start and (not self.blocks[index - 1 : index] or end >= self.blocks[index - 1].end)
        ]
        inside = [place for end, place in self.answered_copies if block.start < end <= block.end]
        if head is not None:
            label, start = head.places, min(block.start + head.end, block.end)
        elif not block.after and (skipped := self._head(block)) is not None and skipped.sort != "ordinal":
            start = min(block.start + skipped.end, block.end)
        if head is not None and not head.named and not (inside or behind):
            lead = by_lead(flat[start : block.end], self.matters)
            if lead and not lead & label:
                label, source, self.foreign = lead, "heading", True
        if inside or behind:
            label, source = frozenset({(inside or behind)[-1]}), "quoted"
            start += signed(flat[start : block.end])
        elif bullet is not None:
            label = frozenset({bullet})
        words = flat[start : block.end]
        if not label:
            label, source = by_lead(words, self.matters), "heading"
        if not label and is_title(words) and not polar_in(words):
            places = title_of(words, self.matters)
            if places:
                self.scope = _Scope(places, "heading", index)
            return
        if label:
            self.scope = _Scope(label, source, index)
            if not words.strip():
                return
        elif self.scope is not None and not self._in_scope(index, words):
            self.scope = None
        current = (
            (label, source)
            if label
            else (self.scope.places, self._scope_source(index))
            if self.scope
            else (frozenset(), "topic")
        )
        self._sentences(index, block, start, *current)
        if not label and self.scope is not None and self.scope.block != index:
            self.scope = _Scope(self.scope.places, "scope", self.scope.block)

    def _scope_source(self, index: int) -> Source:
        if self.scope is None:
            return "topic"
        first = self.scope.source in {"heading", "quoted", "label"} and not any(
            self._answers(one) for one in self.sentences[-6:]
        )
        return self.scope.source if first and index <= self.scope.block + 1 else "scope"

    def _in_scope(self, index: int, words: str) -> bool:
        """Tell whether a paragraph without a label goes on with what the last label announced."""
        if self.scope is None:
            return False
        if self.asked:
            return True
        if self.blocks[index].after:
            return False
        awaited = index == self.scope.block + 1 and not any(self._answers(one) for one in self.sentences[-6:])
        if awaited and self.scope.source in {"heading", "quoted", "label"}:
            return True
        topic = best([matter.score(words) for matter in self.matters], LEAST_TOPIC, MARGIN)
        if topic is not None and topic not in self.scope.places:
            return False
        later = any(one > index for one in self.heads) or any(
            end > self.blocks[index].end for end, _ in self.answered_copies
        )
        return later or topic is not None

    # --- sentences

    def _sentences(self, index: int, block: Block, start: int, label: frozenset[int], source: Source) -> None:
        whole_ones = islice(sentences_in(self.body.flat_lines, start, block.end), MOST_SENTENCES)
        spans = [part for first, last in whole_ones for part in self._parts(first, last, labelled=bool(label))]
        texts = [self.body.flat[first:last] for first, last, _ in spans]
        scored = [tuple(matter.score(words) for matter in self.matters) for words in texts]
        whole = best([sum(column) for column in zip(*scored, strict=True)], LEAST_TOPIC, MARGIN)
        current, why = label, source
        before: int | None = None
        self._listing(block, texts)
        for (first, last, cut), words, scores in zip(spans, texts, scored, strict=True):
            one = Spoken(first, last, index, words, scores, after=block.after, cut=cut)
            one.labelled = bool(label) and source == "label"
            one.absent = self._absent(words)
            one.outright = any(runs_none(words, matter) for matter in self.matters)
            self.sentences.append(one)
            references = [ref for ref in references_in(words, self.count) if max(ref.places) < self.count]
            if (
                answers_several(one, references, self.matters, self.others)
                or answers_in_a_row(one, self.count)
                or shares_out(one, references)
                or does_all(one, references)
            ):
                current = frozenset()
                continue
            if not label and not references and restates_several(one, self.matters):
                continue
            lead = frozenset() if label else by_preposition(words, self.matters)
            if lead:
                current, why = lead, "heading"
            named = self._named(words, references, one, label if source == "label" else lead, current)
            if named is not None:
                current, why = named
            if current:
                one.sources.update(dict.fromkeys(current, why))
            topic = best(scores, LEAST_TOPIC, MARGIN)
            if topic is None and whole is not None and best(scores, LEAST_WEAK, MARGIN / 2) == whole:
                topic = whole
            if topic is None and not current:
                topic = self._faintly(words, scores)
            if topic is not None and topic not in one.sources:
                one.sources[topic] = "topic"
            elif topic is None and not current and before is not None:
                one.sources[before] = "inherit"
            before = topic if topic is not None else before
            for place, by in one.sources.items():
                one.sayings[place] = self._saying(one, place, by)
            if why in DIRECT and any(
                one.sayings[place].value != "neutral" for place in current if place in one.sayings
            ):
                why = "scope"
            if not current and (asks := self._asks(words, scores)) is not None:
                current, why = frozenset({asks}), "heading"
                one.sayings[asks] = one.sayings.get(asks, NEUTRAL)
                self.scope = _Scope(current, "heading", index)

    def _absent(self, words: str) -> frozenset[int]:
        if _ONLY_ASKS.search(words):
            return frozenset()
        return frozenset(matter.place for matter in self.matters if has_none(words, matter, self.others))

    def _parts(self, start: int, end: int, *, labelled: bool) -> list[tuple[int, int, bool]]:
        """Return a sentence, or the parts of one that answers several questions in its own words."""
        words = self.body.flat[start:end]
        if labelled or self.count < 2 or polar_in(words) or references_in(words, self.count) or words.endswith("?"):  # noqa: PLR2004
            return [(start, end, False)]
        parts = pieces_of(words, self.matters, LEAST_TOPIC, MARGIN)
        trimmed = []
        for first, last in parts:
            lead = re.match(r"[\s;,]*(?:(?:and|but)\s+)?", words[first:last])
            trimmed.append((start + first + (lead.end() if lead else 0), start + last, len(parts) > 1))
        return trimmed

    def _faintly(self, words: str, scores: Sequence[float]) -> int | None:
        """Return the question of a sentence that says in few words of it, and of no other, that it is done or not."""
        place = best(scores, LEAST_WEAK, LEAST_WEAK)
        if place is None or _OF_THE_REPLY.search(words) or not lexicon.FINITE.search(words):
            return None
        matter = self.matters[place]
        said = matter.presupposes.sub(" ", words)
        return place if matter.doing.search(said) or matter.against.search(said) else None

    def _listing(self, block: Block, texts: Sequence[str]) -> None:
        """Note that what follows a colon is what another body says, until the list ends."""
        item = re.match(r"\s*(?:[*•·▪◦-]|\(?\w{1,2}[.)])\s", self.body.flat[block.start : block.end])
        if not item:
            self.reporting = bool(texts) and texts[-1].endswith(":") and bool(lexicon.REPORTED.search(texts[-1]))

    def _asks(self, words: str, scores: Sequence[float]) -> int | None:
        """Return the question that a sentence only brings up: "You ask about …", "Would we …?"."""
        if not (words.rstrip("\"') ").endswith("?") or lexicon.BRINGS_UP.search(words)):
            return None
        return best(scores, LEAST_WEAK, MARGIN / 2)

    def _answers(self, one: Spoken) -> bool:
        """Tell whether a sentence says something to what the last label announced."""
        if self.scope is None:
            return False
        return one.block >= self.scope.block and any(
            one.sayings[place].value != "neutral" for place in self.scope.places if place in one.sayings
        )

    def _named(
        self,
        words: str,
        references: list[Reference],
        one: Spoken,
        label: frozenset[int],
        current: frozenset[int],
    ) -> tuple[frozenset[int], Source] | None:
        plain = [ref for ref in references if ref.plain]
        if not plain and current and polar_in(words) is None:
            one.same_as = same_as_before(words, self.sentences[:-1], current)
        if plain and one.labelled and lexicon.SAME_AS.search(words):
            one.same_as = frozenset(place for ref in plain for place in ref.places)
            return None
        if plain and one.labelled and not polar_in(words):
            return None
        if plain:
            places = frozenset(place for ref in plain for place in ref.places)
            return places, "named"
        says = (lexicon.NOT_APPLICABLE, lexicon.DECLINED, lexicon.ATTACHED, lexicon.PENDING, lexicon.UNDECIDED)
        if references and (
            polar_in(words)
            or one.absent
            or any(pattern.search(words) for pattern in says)
            or has_none_of(words, references)
        ):
            return (label, "named") if label else (references[0].places, "all")
        return None

    def _saying(self, one: Spoken, place: int, by: Source) -> Saying:
        asked = by in DIRECT or by == "scope" or (by == "inherit" and bool(lexicon.GOES_ON.match(one.words)))
        said = saying_of(one.words, self.matters[place], one.scores[place], self.others, asked=asked)
        before = self.sentences[-2] if len(self.sentences) > 1 else None
        if (
            before is not None
            and said.value in {"yes", "no", "partial"}
            and before.block == one.block
            and _OF_HIM.match(one.words)
        ):
            said = Saying("third") if self.others.search(before.words) else said
        if one.cut and before is not None and before.cut and _LIKEWISE.match(one.words):
            said = next(iter(before.sayings.values()), said)
        if one.cut and before is not None and before.cut and _SUBJECTLESS.match(one.words):
            said = Saying("third") if any(other.value == "third" for other in before.sayings.values()) else said
        if one.cut and said.value != "neutral":
            said = replace(said, doubt=said.doubt or "one sentence speaks of several questions")
        return Saying("third") if self.reporting and said.value in {"yes", "no", "partial"} else said


__all__ = ["DIRECT", "Spelled", "Spoken", "spell"]
