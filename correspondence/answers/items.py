"""What belongs to an answer, and what holds for the whole reply that gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from correspondence.answers import lexicon
from correspondence.answers.beside import only_asks
from correspondence.answers.speaking import DIRECT, Spelled, Spoken
from correspondence.answers.text import fold
from correspondence.answers.topics import NEVER, Matter
from correspondence.asked import AskedLetter
from correspondence.reply import Match, Reply

LEAST_NAMED = 2.0
"""From which score a sentence that names a question speaks of that one by its words too."""
WARNS = re.compile(
    r"\b(?:not|never|no|except|only|unless|but|however|refus\w+|declin\w+|correct\w*|wrong|mistake\w*)\b|n't\b"
)
_OF_PLACE = r"(?:(?:city|town|village|county|township|borough|people) of)"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What holds for a whole reply when its answers are weighed.

    Attributes:
        reply: What came back.
        match: Which letter it answers.
        doubt: Why a person must look at its kind; empty where it is plain.
        ours: Whether it names our letter, or copies our questions.
        others: Finds bodies other than the one that answers.
        own: Finds the names of the one that answers.
    """

    reply: Reply
    match: Match
    doubt: str
    ours: bool
    others: re.Pattern[str]
    own: re.Pattern[str] = NEVER


def own_names(letter: AskedLetter | None) -> re.Pattern[str]:
    """Return a pattern that finds what the one who was asked is called: the agency, its initials, and the place.

    Args:
        letter: The letter that asked, where it is known.
    """
    if letter is None:
        return NEVER
    agency, place = fold(letter.recipient.organization), fold(letter.recipient.jurisdiction).partition(",")[0].strip()
    initials = "".join(one[0] for one in re.findall(r"[a-z]+", agency))
    names = sorted({one for one in (agency, place, initials) if len(one) > 2}, key=len, reverse=True)  # noqa: PLR2004
    return re.compile(rf"(?:the )?(?:{_OF_PLACE} )?(?:{'|'.join(map(re.escape, names))})\b") if names else NEVER


def of_its_numbers(spelled: Spelled) -> str:
    """Return why numbers in a reply do not tell which questions they answer, empty where they do."""
    return "it numbers something in another way than the questionnaire does" if spelled.foreign else ""


def is_tied(spelled: Spelled, grounds: Grounds) -> bool:
    """Tell whether a reply names our letter, copies it, or speaks of what it asked."""
    return grounds.ours or any(max(spoken.scores, default=0) >= LEAST_NAMED for spoken in spelled.sentences)


def complete(spelled: Spelled, count: int) -> bool:
    """Tell whether labels name every question."""
    named = {place for one in spelled.sentences for place, source in one.sources.items() if source in DIRECT}
    return len(named) == count


def item_of(one: Spoken, spelled: Spelled, place: int) -> list[Spoken]:
    """Return the sentence and those that go on with it under the same label."""
    return [
        one,
        *(
            other
            for other in spelled.sentences
            if other is not one
            and (
                (other.block == one.block and (not other.sources or place in other.sources))
                or other.sources.get(place) == "scope"
                or (other.start < one.start and other.sources.get(place) in DIRECT)
            )
        ),
    ]


def turns(spoken: Spoken, matter: Matter) -> bool:
    """Tell whether a sentence that was given to no question may take back what is answered to this one."""
    score = spoken.scores[matter.place]
    return (
        score >= 1
        and score == max(spoken.scores)
        and bool(lexicon.NEGATION.search(spoken.words) or lexicon.ADVERSE.search(spoken.words))
        and not only_asks(spoken.words)
        and not lexicon.ABOUT_THE_QUESTION.search(spoken.words)
    )


def asks_before(one: Spoken, spelled: Spelled) -> Spoken | None:
    """Return the sentence right before another one, in its paragraph, where it only brings a question up."""
    before = [other for other in spelled.sentences if other.block == one.block and other.end <= one.start]
    return before[-1] if before and only_asks(before[-1].words) else None
