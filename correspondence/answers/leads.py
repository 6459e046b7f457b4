"""What a sentence begins with to say what it is about, before it says anything: headings, "As for that, …", a question restated."""

from __future__ import annotations

import re

from correspondence.answers import lexicon

_ONE_WORD = re.compile(
    r"\W*(?!yes\b|no\b)(?:(?!(?:we|it|that|this|who|nobody|everybody|anybody)\b)[a-z-]{3,}\s+(?!does\b|has\b|was\b|this\b))?[a-z]{2,}s(?:\s*\([^)]*\))?\W*"
)
MOST_WORDS_OF_TITLE, MOST_WORDS_OF_LABEL, LONGEST_TITLE = 12, 3, 60
"""Words of a heading, and of one before a colon; letters of one before a dash or a colon."""
_VERBS = frozenset(
    [
        "is",
        "was",
        "has",
        "does",
        "exists",
        "applies",
        "says",
        "provides",
        "requires",
        "allows",
        "permits",
        "forbids",
        "prohibits",
        "gives",
        "holds",
        "keeps",
        "lets",
    ]
)
ASKING = re.compile(
    r"^\W*(?:(?:does|do|is|are|has|have|will|can|may|what|how|which|where(?![^,?:]*,)|on what)\s+(?:your|you|the|any)|(?:does|do|is|are|will|can)\s+(?:we|our|they|he|she|(?!not\b)\w+\s+(?:personnel|officers|agents|people|staff|inmates|prisoners)))\b"
)
LEAD = re.compile(
    r"^[\s\"'(,-]*(?:and |but |now |finally,? |lastly,? |next,? )?(?:as (?:for|to|regards|concerns)|with (?:regard|respect|reference) to|regarding|concerning|in regard to|(?:on|in) the (?:matter|subject|question|issue|topic) of|on)\s[^,;:]{3,160}[,:]\s+(?=\w)"
)
POLITE = re.compile(r"\bplease (?:know|understand|be (?:advised|assured|aware))(?: that)?\s+")


def is_title(words: str) -> bool:
    """Tell whether words are a heading rather than a sentence."""
    if _ONE_WORD.fullmatch(words):
        return True
    return (
        len(words.split()) <= MOST_WORDS_OF_TITLE
        and not re.search(r"!$", words.strip())
        and not lexicon.FINITE.search(
            re.sub(r"\b\w+s\b(?=\W|$)", lambda one: one[0] if one[0] in _VERBS else " ", words)
        )
    )


def unled(words: str) -> str:
    """Return a sentence without what it begins with to say what it is about: "As for that, …", "(that) – …", "That: …"."""
    words = re.sub(r"^\W*\([^)]{2,80}\)\W*", "", LEAD.sub("", words))
    for mark, most in ((" - ", MOST_WORDS_OF_TITLE), (": ", MOST_WORDS_OF_LABEL)):
        title, found, rest = words.partition(mark)
        heads = len(title) < LONGEST_TITLE and len(title.split()) <= most and is_title(title)
        if found and (heads or (mark == ": " and ASKING.match(title))):
            return rest
    return words
