"""What a reply says of each recipient, and where it says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from correspondence.replies.match import lexicon
from correspondence.replies.match.index import Index, Phrase
from correspondence.replies.match.profiles import Profile
from correspondence.replies.match.words import BREAK, STATE_PHRASES, Word, is_zip, states_in
from correspondence.replies.match.zones import Line, Zones

_NAME_REACH: Final = 3
"""Words between a first and a last name, and one."""

_PLAIN: Final = frozenset({"place", "city"})
_STATE_BEGINNINGS: Final = frozenset(phrase[0] for phrase in STATE_PHRASES if len(phrase[0]) > 1)


@dataclass(slots=True)
class Traces:
    """What a reply says of one recipient.

    Attributes:
        head: Facts in letterheads: organization, place, city, street, zip, name.
        sign: Facts in the signature, and in the name under which a mail was sent.
        text: Facts in the words of the reply.
        noisy: Facts that were found with letters mended.
        governs: Whether a letterhead names the place as a government's: "City of …", "… County Attorney".
        sender: How the sender's address is the recipient's (:meth:`Index.senders`).
    """

    head: set[str] = field(default_factory=set)
    sign: set[str] = field(default_factory=set)
    text: set[str] = field(default_factory=set)
    noisy: set[str] = field(default_factory=set)
    exact: set[str] = field(default_factory=set)
    governs: bool = False
    sender: str = ""
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reply says of all recipients.

    Attributes:
        traces: By the recipient's place in the index.
        head_words: All words of letterheads, and ``sign_words`` of signatures.
        head_states: The states that letterheads name, and ``sign_states`` signatures.
        head_zips: The ZIP codes of letterheads and signatures.
        titled: Family names that stand behind a title, or an initial, by where: head, sign or text.
        located: Whether a letterhead says where it comes from.
        bodies: The kinds of bodies that letterheads and signatures name.
    """

    traces: dict[int, Traces]
    head_words: frozenset[str]
    sign_words: frozenset[str]
    head_states: frozenset[str]
    sign_states: frozenset[str]
    head_zips: frozenset[str]
    titled: dict[str, set[str]]
    bodies: frozenset[str]

    @property
    def located(self) -> bool:
        """Whether a letterhead says where it comes from."""
        return bool(self.head_states or self.head_zips)


class Gathering:
    """The traces that the words of one reply leave, line by line."""

    def __init__(self, index: Index, profiles: Sequence[Profile]) -> None:
        self.index, self.profiles = index, profiles
        self.traces: dict[int, Traces] = defaultdict(Traces)
        self.titled: dict[str, set[str]] = {"head": set(), "sign": set(), "text": set()}

    def gather(self, zones: Zones) -> Evidence:
        """Return what a reply says of all recipients."""
        head_words, head_states, head_zips = self._lines(zones.heads, "head")
        sign_words, sign_states, sign_zips = self._lines((*zones.signs, zones.shown), "sign")
        self._line(zones.subject, [(word.text,) for word in zones.subject], "text")
        self._line(zones.body, [(word.text,) for word in zones.body], "text")
        how, senders = self.index.senders(zones.address)
        for number in senders:
            self.traces[number].sender = how
        for address in zones.forwarded + zones.failed:
            how, owners = self.index.senders(address)
            if how in {"address", "domain"}:
                self.traces[owners[0]].forwarded = True
        return Evidence(
            traces=self.traces,
            head_words=frozenset(head_words),
            sign_words=frozenset(sign_words),
            head_states=frozenset(head_states),
            sign_states=frozenset(sign_states),
            head_zips=frozenset(head_zips | sign_zips),
            titled=self.titled,
            bodies=frozenset((head_words | sign_words) & lexicon.BODIES),
        )

    def _lines(self, lines: Iterable[Line], zone: str) -> tuple[set[str], set[str], set[str]]:
        words, states, zips = set[str](), set[str](), set[str]()
        for line in lines:
            read = [self.index.readings(word) for word in line]
            self._line(line, read, zone)
            words.update(text for texts in read for text in texts)
            mended = [
                word if len(texts) > 1 or texts[0] == word.text else Word(texts[0], capital=word.capital)
                for word, texts in zip(line, read, strict=True)
            ]
            states.update(code for code, _ in states_in(mended))
            zips.update(word.text[:5] for at, word in enumerate(line) if at and is_zip(word.text))
        words.discard(BREAK)
        return words, states, zips

    def _line(self, line: Line, read: Sequence[tuple[str, ...]], zone: str) -> None:
        """Take the traces of one line."""
        found = [
            (start, end, phrase)
            for start in range(len(line))
            if not line[start].is_break
            for end, phrase in self.index.phrases_at(read, start)
        ]
        spans = [(start, end) for start, end, phrase in found if phrase.fact != "organization"]
        for start, end, phrase in found:
            if phrase.fact in _PLAIN and any(
                first <= start and end <= last and last - first > end - start for first, last in spans
            ):
                continue
            for number in phrase.recipients:
                self._take(number, phrase, line, read, (start, end), zone)
        for at, texts in enumerate(read):
            word = line[at]
            if is_zip(word.text) and zone != "text":
                for number in self.index.zips.get(word.text[:5], ()):
                    self._add(number, "zip", zone, exact=True)
            for family in texts:
                if family in self.index.families and (zone != "text" or word.capital):
                    self._name(family, at, line, read, zone)

    def _take(
        self,
        number: int,
        phrase: Phrase,
        line: Line,
        read: Sequence[tuple[str, ...]],
        span: tuple[int, int],
        zone: str,
    ) -> None:
        """Take a phrase for one recipient, where it stands for that recipient and is no part of another name."""
        start, end = span
        profile = self.profiles[number]
        if zone == "text" and not line[start].capital:
            return
        exact = all(own == word.text for own, word in zip(phrase.words, line[start:end], strict=True))
        if phrase.fact != "street":
            known = lexicon.OFFICE | profile.kind
            if not (_fits(line, read, start - 1, known, zone) and _fits(line, read, end, known, zone)):
                return
        if phrase.fact == "place":
            level, governs = _level(read, start, end, profile)
            if level != profile.level:
                return
            if governs and zone == "head":
                self.traces[number].governs = True
        self._add(number, phrase.fact, zone, exact=exact)

    def _add(self, number: int, fact: str, zone: str, *, exact: bool) -> None:
        traces = self.traces[number]
        (traces.head if zone == "head" else traces.sign if zone == "sign" else traces.text).add(fact)
        (traces.exact if exact else traces.noisy).add(fact)

    def _name(self, family: str, at: int, line: Line, read: Sequence[tuple[str, ...]], zone: str) -> None:
        """Take a family name: with the first name before it, or behind it and a comma; else with a title or initial."""
        before: list[str] = []
        for back in range(at - 1, max(-1, at - 1 - _NAME_REACH), -1):
            if line[back].is_break:
                break
            before += read[back]
        behind = read[at + 2] if at + 2 < len(line) and line[at + 1].is_break else ()
        for given, number in self.index.families[family]:
            if given in before or given in behind:
                exact = line[at].text == family
                self._add(number, "name", zone, exact=exact)
        if any(word in lexicon.TITLES or len(word) == 1 for word in before) or (zone == "sign" and len(line) == 1):
            self.titled[zone].add(family)


def _fits(line: Line, read: Sequence[tuple[str, ...]], at: int, known: frozenset[str], zone: str) -> bool:
    """Tell whether a neighbor of a name leaves it whole: "North Stockton" and "Stockton Unified" are other names."""
    if not 0 <= at < len(line) or line[at].is_break or is_zip(line[at].text):
        return True
    if zone == "text" and not line[at].capital:
        return True
    texts = read[at]
    if any(text in known for text in texts):
        return True
    return line[at].capital and texts[0] in _STATE_BEGINNINGS


def _level(read: Sequence[tuple[str, ...]], start: int, end: int, profile: Profile) -> tuple[str, bool]:
    """Return the level at which a place is named, and whether it is named as a government."""
    behind = set(read[end]) if end < len(read) else set[str]()
    before = [set(read[at]) for at in range(max(0, start - 4), start)]
    of = bool(before) and "of" in before[-1]
    leading = before[-2] if of and len(before) > 1 else set[str]()
    both = bool(leading & lexicon.COUNTY) and any(one & lexicon.CITY for one in before[:-2])
    governs = bool(of and leading & lexicon.LEVELS) or bool(behind & (lexicon.LEVELS | lexicon.CITY_HALL))
    if both:
        return profile.level, True
    for level, names in (("county", lexicon.COUNTY), ("township", lexicon.TOWNSHIP)):
        if behind & names or leading & names:
            return level, governs
    if behind & profile.kind and not leading:
        return profile.level, governs
    return "", governs
