"""Learn what clues weigh: ``python -m tests.replies.learn [FOLDER …] [--write] [--held FOLDER …]``.

Reads every letter of the folders (``developing``, ``learning`` and the halves that are spent, unless others are named) as the
package does, and learns by logistic regression how the clues of :mod:`correspondence.answers.clues` speak for what people read
in them: of each sentence, of each question, and of the kind of the whole. What the rules found is one clue among others; as the
rules were written with some of the letters in view, they look better there than they are, and such letters count less.

The weights of a question's clues are learned from sentences that were weighed without the letter's own batch (the letters of one
writer, told by the hundreds of their numbers), nor some others. Words that only this subject has are left out, so that the weights hold for other
questionnaires. ``--held`` leaves folders out and tells how well they are read; ``--write`` writes the package's weights.
scikit-learn is needed: the extra ``learning``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from correspondence.answers import clues
from correspondence.answers.clues import NONE, Clues
from correspondence.answers.interpreting import First, first_reading
from correspondence.answers.weighing import SCALE
from correspondence.replies.read import read_reply
from correspondence.reply import Match, Reply
from tests.replies.corpus import Letter, inquiry, letters_of
from tests.replies.measure import asked_letter, matching
from tests.tools import ROOT

WEIGHTS = ROOT / "correspondence" / "answers" / "weights.json"
FOLDERS = ("developing", "held-out", "learning", "spent", "second-developing", "second-held-out")
FIRST_UNSEEN = 24
"""From which hundred on letters have numbers that rules were not written with in view."""
MEASURED = 9
"""The hundred of the letters that nobody had seen when they were measured."""
TURNS = 6
OF_SEEN = 0.4
LEAST_SEEN = {"sentence": 4, "question": 1, "kind": 5}
"""Letters in which a clue must stand to count."""
STRENGTH = {"sentence": 0.3, "question": 0.08, "kind": 0.25}
LEAST_WEIGHT = 20
"""Thousandths below which a weight is left out, unless another of the same clue is above."""
OVERLAP = 12
"""Letters that a sentence shares with an expected passage from which on it is one of its sentences."""
OF_THE_SUBJECT = frozenset(
    [
        "ice",
        "dhs",
        "u.s",
        "immigration",
        "homeland",
        "security",
        "jail",
        "jails",
        "prisoner",
        "prisoners",
        "inmate",
        "inmates",
        "alien",
        "aliens",
        "detainee",
        "detainees",
        "arrest",
        "arrested",
        "arrestee",
        "arrestees",
        "booking",
        "booked",
        "custody",
        "federal",
        "foreign",
        "national",
        "nationals",
        "bed",
        "beds",
        "sheriff",
        "sheriff's",
        "chief",
        "police",
        "lockup",
        "deportation",
        "citizenship",
        "status",
        "immigrant",
        "immigrants",
        "shootings",
        "homicides",
        "partnership",
        "psp",
        "lunn",
        "galarza",
        "clackamas",
        "miranda",
        "olivares",
        "szalczyk",
        "agent",
        "agents",
        "officer",
        "officers",
        "customs",
        "enforcement",
        "release",
        "released",
        "releases",
        "warrant",
        "warrants",
        "judge",
        "camera",
        "cameras",
        "recording",
        "recordings",
        "wear",
        "worn",
        "footage",
        "man",
        "men",
        "him",
        "his",
        "he",
        "corrections",
        "correctional",
        "warden",
        "jailer",
        "jailers",
        "trust",
        "court",
        "city",
        "county",
        "town",
        "village",
        "state",
        "department",
        "bureau",
        "division",
        "field",
        "desk",
        "door",
        "cell",
        "cells",
    ]
)


Read = Mapping[int, Sequence[Mapping[str, float]]]
"""By the question's place: how likely each sentence says what."""


@dataclass
class Row:
    """A letter as it was read first, with what people read in it."""

    letter: Letter
    reply: Reply
    match: Match
    first: First
    sentences: dict[int, list[Clues]] = field(default_factory=dict)
    said: dict[int, list[str]] = field(default_factory=dict)

    @property
    def batch(self) -> int:
        """Who wrote it, told by the hundreds of its number."""
        return int(self.letter.id.partition("-")[0]) // 100

    @property
    def turn(self) -> int:
        """In which turn its sentences are weighed by what was learned from others."""
        return self.batch % TURNS

    @property
    def weight(self) -> float:
        """How much it counts."""
        return OF_SEEN if self.batch < FIRST_UNSEEN and self.batch != MEASURED else 1.0

    @cached_property
    def places(self) -> list[int]:
        """The places of the questions that are answered by yes or no."""
        return [one.place for one in self.first.matters if one.question.kind == "yes-no"]

    def answer(self, place: int) -> str:
        """Return what people read for a question."""
        if self.letter.kind != "answers":
            return "unanswered"
        return self.letter.answers[self.first.matters[place].question.id].answer


def rows_of(folders: Iterable[str], most: int | None = None) -> list[Row]:
    """Read the letters of the folders, or as many of each."""
    rows = []
    for folder in folders:
        asked = inquiry(folder)
        find = matching(asked)
        for letter in letters_of(folder)[:most]:
            reply = read_reply(letter.content, letter.file, our_text=asked.our_text(letter.recipient))
            match = find(reply)
            first = first_reading(reply, asked.questionnaire.questions, asked_letter(match, asked.asked))
            row = Row(letter, reply, match, first)
            for place in row.places:
                row.sentences[place] = clues.of_sentences(
                    first.spelled, first.decisions, first.matters, first.others, place
                )
                row.said[place] = _said(row, place)
            rows.append(row)
    return rows


def _said(row: Row, place: int) -> list[str]:
    """Return what each sentence says to a question, as people read it."""
    spelled = row.first.spelled
    expected = row.letter.answers.get(row.first.matters[place].question.id)
    spans = list(_spans(spelled.body.raw, expected.passages if expected else ()))
    said = []
    for one in spelled.sentences:
        shared = max((min(end, one.end) - max(start, one.start) for start, end in spans), default=0)
        told = expected is not None and shared >= min(OVERLAP, (one.end - one.start) / 2)
        said.append(expected.answer if expected is not None and told else NONE)
    return said


def _spans(raw: str, passages: Sequence[str]) -> Iterable[tuple[int, int]]:
    """Yield where passages stand, whatever the white space and marks between their words."""
    for passage in passages:
        words = re.findall(r"\w+", passage)
        if words:
            for one in re.finditer(r"\W+".join(re.escape(word) for word in words), raw):
                yield one.span()


class Learned:
    """A regression that was learned, and its clues."""

    def __init__(self, what: str, found: Sequence[Clues], names: Sequence[str], weights: Sequence[float]) -> None:
        counts = Counter(clue for one in found for clue in one)
        kept = {clue for clue, count in counts.items() if count >= LEAST_SEEN[what] and _general(clue)}
        self.vectorizer = DictVectorizer()
        matrix = self.vectorizer.fit_transform({clue: one[clue] for clue in one if clue in kept} for one in found)
        self.model = LogisticRegression(C=STRENGTH[what], max_iter=300)
        self.model.fit(matrix, np.array(names), sample_weight=np.array(weights))

    def chances(self, found: Sequence[Clues]) -> list[dict[str, float]]:
        """Return how likely each name is."""
        if not found:
            return []
        table = self.model.predict_proba(self.vectorizer.transform(found))
        return [
            {
                **dict.fromkeys((*clues.ANSWERS, NONE), 0.0),
                **dict(zip(self.model.classes_, map(float, line), strict=True)),
            }
            for line in table
        ]

    def kept(self) -> dict[str, Any]:
        """Return it as the package keeps it."""
        table = np.rint(self.model.coef_.T * SCALE).astype(int)
        pairs = zip(self.vectorizer.get_feature_names_out(), table.tolist(), strict=True)
        weights = {clue: line for clue, line in pairs if max(map(abs, line)) >= LEAST_WEIGHT}
        bias = np.rint(self.model.intercept_ * SCALE).astype(int).tolist()
        return {"names": self.model.classes_.tolist(), "bias": bias, "weights": weights}


def _general(clue: str) -> bool:
    """Tell whether a clue has no word that only this subject has."""
    kind, colon, words = clue.partition(": ")
    if not colon or kind.startswith(("decided", "taken for", "doubt")):
        return True
    return not OF_THE_SUBJECT & set(words.split())


@dataclass(frozen=True)
class Lesson:
    """Everything that was learned from some letters."""

    sentence: Learned
    question: Learned
    kind: Learned

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Lesson:
        """Learn from letters."""
        read: dict[int, Read] = {}
        for turn in range(TURNS):
            without = _sentences([row for row in rows if row.turn != turn])
            for row in rows:
                if row.turn == turn:
                    read[id(row)] = {place: without.chances(one) for place, one in row.sentences.items()}
        answering = [row for row in rows if row.letter.kind == "answers" and row.places]
        found = [
            (_of_question(row, read[id(row)], place), row.answer(place), row.weight)
            for row in answering
            for place in row.places
        ]
        question = Learned("question", *map(list, zip(*found, strict=True)))
        kinds = [(_of_kind(row, read[id(row)]), row.letter.kind, row.weight) for row in rows]
        kind = Learned("kind", *map(list, zip(*kinds, strict=True)))
        return cls(_sentences(rows), question, kind)


def _sentences(rows: Sequence[Row]) -> Learned:
    found = [one for row in rows for sentences in row.sentences.values() for one in sentences]
    names = [one for row in rows for said in row.said.values() for one in said]
    weights = [row.weight for row in rows for said in row.said.values() for _ in said]
    return Learned("sentence", found, names, weights)


def _of_question(row: Row, read: Read, place: int) -> Clues:
    return clues.of_question(row.first.spelled, row.first.decisions, read, place)


def _of_kind(row: Row, read: Read) -> Clues:
    first = row.first
    return clues.of_kind(row.reply, first.spelled.body, *first.kind, first.decisions, read, row.match)


def tell(lesson: Lesson, rows: Sequence[Row]) -> str:
    """Return how well letters are read that nothing was learned from."""
    kinds = answers = rules = questions = 0
    for row in rows:
        read = {place: lesson.sentence.chances(one) for place, one in row.sentences.items()}
        kind = _best(lesson.kind.chances([_of_kind(row, read)])[0])
        kinds += kind == row.letter.kind
        if row.letter.kind != "answers":
            continue
        for place in row.places:
            best = _best(lesson.question.chances([_of_question(row, read, place)])[0])
            answers += best == row.answer(place)
            rules += row.first.decisions[place].answer == row.answer(place)
            questions += 1
    return f"{len(rows)} letters: kinds {kinds / len(rows):.3f}; {questions} questions: {answers / questions:.3f}, by rules alone {rules / questions:.3f}"


def _best(chances: Mapping[str, float]) -> str:
    return max(chances, key=chances.__getitem__)


def main(arguments: Sequence[str]) -> None:
    """Learn, and write or tell."""
    options = argparse.ArgumentParser(prog="python -m tests.replies.learn", description=__doc__)
    options.add_argument("folders", nargs="*", default=FOLDERS)
    options.add_argument("--held", nargs="*", default=[])
    options.add_argument("--write", type=Path, nargs="?", const=WEIGHTS)
    given = options.parse_args(arguments)
    rows = rows_of(given.folders)
    lesson = Lesson.of(rows)
    for folder in given.held:
        sys.stdout.write(f"{folder}: {tell(lesson, rows_of([folder]))}\n")
    kept = {what: getattr(lesson, what).kept() for what in ("sentence", "question", "kind")}
    counts = ", ".join(f"{len(one['weights']):,} of a {what}" for what, one in kept.items())
    sys.stdout.write(f"learned from {len(rows):,} letters; clues that count: {counts}\n")
    if given.write:
        lines = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("],", "],\n")
        given.write.write_text(lines + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
