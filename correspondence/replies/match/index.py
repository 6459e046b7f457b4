"""All recipients' names, places and addresses by their words, so that a reply is looked up and not compared with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from correspondence.replies.match import lexicon
from correspondence.replies.match.profiles import Profile
from correspondence.replies.match.words import STATE_PHRASES, Word
from correspondence.states import STATES

Fact = Literal["organization", "place", "city", "street"]

_ALIKE: Final = 70.0
"""Likeness in percent at which a letterhead that can hardly be read may be a recipient's."""
_AHEAD: Final = 4.0
"""By how much it must be ahead of the next."""
_SHORTEST_NOISY: Final = 5
"""Letters of the shortest word that is known with one of them wrong."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand for recipients."""

    words: tuple[str, ...]
    fact: Fact
    recipients: tuple[int, ...]


class Index:
    """The recipients by their words.

    Args:
        profiles: What each can be known by; recipients are called by their place in it.
    """

    def __init__(self, profiles: Sequence[Profile]) -> None:
        phrases: dict[tuple[Fact, tuple[str, ...]], list[int]] = defaultdict(list)
        self.families: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self.zips: dict[str, list[int]] = defaultdict(list)
        self.addresses: dict[str, list[int]] = defaultdict(list)
        self.domains: dict[str, list[int]] = defaultdict(list)
        self.labels: dict[str, list[int]] = defaultdict(list)
        self.homes: dict[tuple[tuple[str, ...], str], list[int]] = defaultdict(list)
        for number, one in enumerate(profiles):
            for fact, words in _phrases_of(one):
                phrases[fact, words].append(number)
            if one.family:
                self.families[one.family].append((one.given, number))
            if one.zip:
                self.zips[one.zip].append(number)
            if one.domain:
                self.addresses[one.recipient.email.lower().strip()].append(number)
                self.domains[one.domain].append(number)
            if one.place:
                self.labels["".join(one.place)].append(number)
                self.homes[one.place, one.state].append(number)
        self.parents = _parents(self.domains)
        self._by_first: dict[str, list[Phrase]] = defaultdict(list)
        for (fact, words), numbers in phrases.items():
            self._by_first[words[0]].append(Phrase(words, fact, tuple(numbers)))
        self._heads = [
            " ".join((*one.organization, *one.street, *one.city, one.state.lower(), one.zip)) for one in profiles
        ]
        self._places = [" ".join(one.place or one.organization) for one in profiles]
        self._words = _vocabulary(profiles)
        self._shortened: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            if len(word) >= _SHORTEST_NOISY and not word.isdigit():
                for shorter in (word, *_deletions(word)):
                    self._shortened[shorter].append(word)

    def readings(self, word: Word) -> tuple[str, ...]:
        """Return the known words that a word read off a picture can be: itself, or those that are one sign away."""
        text = word.text
        if text in self._words or len(text) < _SHORTEST_NOISY or text.isdigit():
            return (text,)
        near = {one for key in (text, *_deletions(text)) for one in self._shortened.get(key, ())}
        close = sorted(one for one in near if OSA.distance(text, one, score_cutoff=1) <= 1)
        return tuple(close) or (text,)

    def phrases_at(self, line: Sequence[tuple[str, ...]], start: int) -> Iterator[tuple[int, Phrase]]:
        """Yield the phrases that begin at a word of a line, each with the place behind it."""
        for first in line[start]:
            for phrase in self._by_first.get(first, ()):
                end = start + len(phrase.words)
                if end <= len(line) and all(
                    own in read for own, read in zip(phrase.words[1:], line[start + 1 : end], strict=True)
                ):
                    yield end, phrase

    def alike(self, heads: Sequence[str]) -> int | None:
        """Return the recipient whose letterhead is most like one that can hardly be read; None where two are."""
        scores: dict[int, float] = {}
        for head in heads:
            for _, score, number in process.extract(head, self._heads, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3):
                scores[number] = max(score, scores.get(number, 0.0))
        ranked = sorted(scores, key=lambda number: (-scores[number], number))
        if not ranked or (len(ranked) > 1 and scores[ranked[0]] < scores[ranked[1]] + _AHEAD):
            return None
        place = self._places[ranked[0]]
        return ranked[0] if any(fuzz.partial_ratio(place, head) >= _ALIKE for head in heads) else None

    def senders(self, address: str) -> tuple[str, tuple[int, ...]]:
        """Return who sends from an address, and how that is known.

        Returns:
            ``address``, ``domain`` (or one below it), ``shared`` (a domain of several), ``related`` (one above it),
            ``label`` (a domain named for the place), or an empty word; and the recipients.
        """
        if owners := self.addresses.get(address):
            return ("address" if len(owners) == 1 else "shared"), tuple(owners)
        domain = address.rpartition("@")[2]
        if not domain or domain in lexicon.PUBLIC_MAIL:
            return "", ()
        labels = domain.split(".")
        for at in range(len(labels) - 1):
            if owners := self.domains.get(".".join(labels[at:])):
                return ("domain" if len(owners) == 1 else "shared"), tuple(owners)
        if owners := self.parents.get(domain):
            return "related", tuple(owners)
        official = lexicon.GOVERNMENT_MAIL.search(address) is not None
        named = {number for label in labels[:-1] for number in self._named(label, official=official)}
        return ("label", tuple(sorted(named))) if named else ("", ())

    def _named(self, label: str, *, official: bool) -> Iterator[int]:
        """Yield the recipients whose place a domain's label names: stocktonpd, cityofstockton, stocktonca."""
        bare = label.replace("-", "")
        for opening in ("", "cityof", "townof", "villageof", "countyof", "ci", "co"):
            if not bare.startswith(opening):
                continue
            rest = bare[len(opening) :]
            yield from self.labels.get(rest, ())
            for ending in sorted(lexicon.ABBREVIATED | (lexicon.LAWYERS_DOMAIN if official else frozenset())):
                if rest.endswith(ending):
                    yield from self.labels.get(rest.removesuffix(ending), ())
            if rest[-2:].upper() in STATES:
                yield from (one for one in self.labels.get(rest[:-2], ()))


def _phrases_of(one: Profile) -> Iterator[tuple[Fact, tuple[str, ...]]]:
    if one.organization:
        yield "organization", one.organization
    if one.place:
        yield "place", one.place
        if one.place[-1] == "city" and len(one.place) > 1:
            yield "place", ("city", "of", *one.place[:-1])
    if one.city and one.city != one.place:
        yield "city", one.city
    if one.street and len(one.street) > 1:
        yield "street", one.street


def _parents(domains: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Return the domains above those of exactly one recipient; "gov" and "tx.us" are nobody's."""
    known = dict[str, list[int]]()
    for domain, numbers in domains.items():
        labels = domain.split(".")
        for at in range(1, len(labels) - 1):
            parent = ".".join(labels[at:])
            if len(labels) - at > 2 or labels[-1] != "us":  # noqa: PLR2004  (tx.us is a state's)
                known.setdefault(parent, []).extend(numbers)
    return {parent: numbers for parent, numbers in known.items() if len(set(numbers)) == 1}


def _vocabulary(profiles: Sequence[Profile]) -> frozenset[str]:
    own = {
        word
        for one in profiles
        for word in (*one.organization, *one.place, *one.city, *one.street, one.given, one.family)
        if word
    }
    states = {word for phrase in STATE_PHRASES for word in phrase}
    return frozenset(own | states | lexicon.OFFICE | lexicon.BODIES | lexicon.TITLES | lexicon.ORDINARY)


def _deletions(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
