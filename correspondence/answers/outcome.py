"""Which kind a reply is, by how plainly it answers, and how surely it answers our letter."""

from __future__ import annotations

from collections.abc import Sequence

from correspondence.answers.blocks import subject_lines
from correspondence.answers.deciding import Decision
from correspondence.answers.firm import FIRM
from correspondence.answers.gate import OF_LETTERS
from correspondence.answers.kinds import asks_for_time, is_about, kind_without_answers, other_letter, refuses, strays
from correspondence.answers.labels import references_in
from correspondence.answers.speaking import DIRECT, Spelled
from correspondence.answers.text import Body
from correspondence.answers.topics import Matter
from correspondence.asked import AskedLetter
from correspondence.reply import Reply, ReplyKind

MENTIONED, ASKED, STATED, OUTRIGHT, TELLING = 1.0, 1.5, 2.0, 3.0, 2.0
"""How much an answer counts: that speaks of the matter, that stands where it was asked, that is stated, that is given by yes or no where it was asked; and
the score from which words tell a question."""
NO_WORDS_OF_OURS = "it answers questions, but in no words of ours"
SUBSTANCE = 18
"""Words of explanation from which on it must be seen that they speak of what was asked."""


def kind_of(
    reply: Reply,
    body: Body,
    spelled: Spelled,
    decisions: Sequence[Decision],
    matters: Sequence[Matter],
    letter: AskedLetter | None,
) -> tuple[ReplyKind, str]:
    """Tell the kind of a reply, and why a person must look at it."""
    stray, subject = strays(reply, body), subject_lines(body)
    text = body.flat[:20_000]
    strengths = [_strength(one, place) for place, one in enumerate(decisions)]
    strongest, outright = max(strengths), sum(one >= STATED for one in strengths)
    without = kind_without_answers(
        reply, body, stray=stray, subject=subject, ours=is_about(letter, body, reply.headers) or bool(spelled.copies)
    )
    answered = all(one.answer in FIRM for one in decisions) and outright == len(decisions)
    if stray and ((strongest < OUTRIGHT and not answered) or stray.startswith("it is written")):
        return "unrelated", "" if strongest < OUTRIGHT else stray
    other, certain = other_letter(body, letter, subject)
    own_words = sum(
        any(spoken.scores[place] >= TELLING for spoken in one.rests_on) for place, one in enumerate(decisions)
    )
    if strongest > 0 and other and not spelled.copies and (own_words < 2 or certain):  # noqa: PLR2004
        return "unrelated", other
    if spelled.beyond and not (spelled.copies or is_about(letter, body, reply.headers)) and own_words < len(matters):
        return "unrelated", "it answers a question of a number that ours does not have"
    if strongest >= STATED and _of_another_matter(spelled, decisions, matters, letter, body, reply):
        return "unrelated", NO_WORDS_OF_OURS
    puts_off = asks_for_time(text) or refuses(text)
    faint = strongest < OUTRIGHT and outright < 2 and sum(one >= MENTIONED for one in strengths) < 2  # noqa: PLR2004
    if puts_off and faint and not any(one.declined for one in decisions):
        return without
    if strongest >= STATED:
        return "answers", stray or other
    several = sum(one > 0 for one in strengths) > 1 or any(one.presupposes.search(text) for one in matters)
    if strongest > 0 and not puts_off and (strongest >= MENTIONED or (several and without[0] == "unrelated")):
        return "answers", "it speaks of the questions without a plain answer to any"
    return without


def counts_ours(spelled: Spelled, matters: Sequence[Matter]) -> bool:
    """Tell whether a reply counts our questions, and names what they are about."""
    counts = any(source == "all" for one in spelled.sentences for source in one.sources.values())
    return counts and any(
        matter.presupposes.search(one.words) or matter.about.search(one.words)
        for one in spelled.sentences
        for matter in matters
    )


def _counts_all(spelled: Spelled, matters: Sequence[Matter]) -> bool:
    """Tell whether a reply calls questions by their numbers, or by how many there are, and these are ours, no more and no fewer."""
    named = {
        place
        for one in spelled.sentences
        for place, source in one.sources.items()
        if source in {"named", "all"} and references_in(one.words, len(matters))
    }
    return len(matters) > 1 and len(named) == len(matters) and not spelled.foreign


def _strength(one: Decision, place: int) -> float:
    """Return how plainly a reply answers a question; 0 where it does not."""
    if one.answer == "unanswered" or not one.rests_on:
        return 0.0
    first = one.rests_on[0]
    direct = first.sources.get(place) in {*DIRECT, "scope"}
    if one.answer == "answered":
        return STATED if direct else MENTIONED
    if place not in first.sayings or one.answer == "not_applicable":
        return STATED
    saying, score = first.sayings[place], first.scores[place]
    if saying.value in FIRM and saying.sort == "polar" and direct:
        return OUTRIGHT
    if not direct and OF_LETTERS.search(first.words):
        return MENTIONED / 2
    if saying.value in FIRM and saying.sort in {"polar", "stated", "elliptic"}:
        return STATED if direct or score >= 2 * TELLING else MENTIONED if score >= TELLING else MENTIONED / 2
    if direct and first.sources.get(place) in DIRECT:
        return ASKED
    return MENTIONED if direct or score >= TELLING else MENTIONED / 2


def _of_another_matter(
    spelled: Spelled,
    decisions: Sequence[Decision],
    matters: Sequence[Matter],
    letter: AskedLetter | None,
    body: Body,
    reply: Reply,
) -> bool:
    """Tell whether answers are explained at some length, and neither there nor elsewhere in words of our questions."""
    if (
        spelled.copies
        or is_about(letter, body, reply.headers)
        or (letter is not None and _counts_all(spelled, matters))
    ):
        return False
    blocks = {spoken.block for one in decisions for spoken in one.rests_on}
    words = " ".join(spoken.words for spoken in spelled.sentences if spoken.block in blocks)
    named = any(
        pattern.search(spoken.words)
        for spoken in spelled.sentences
        for matter in matters
        for pattern in (matter.presupposes, matter.conditions)
    )
    said = sum(max(spoken.scores) for spoken in spelled.sentences)
    return len(words.split()) >= SUBSTANCE and said < (TELLING if letter is None else MENTIONED) and not named
