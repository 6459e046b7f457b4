"""What a reply says of each recipient, and where it says it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from correspondence.replies.match import lexicon
from correspondence.replies.match.index import Index, Phrase
from correspondence.replies.match.ours import Line
from correspondence.replies.match.profiles import Profile
from correspondence.replies.match.words import BREAK, LONGEST_STATE, STATE_PHRASES, is_zip, states_in
from correspondence.replies.match.zones import Zones

_NAME_REACH: Final = 3
"""Words between a first and a last name, and one."""

_PLAIN: Final = frozenset({"place", "city"})
_TELLING: Final = frozenset({"zip", "street", "name"})
_SHORTEST_MENDED: Final = 5
_ALIKE: Final = 78.0
"""Likeness in percent at which letters that a poor picture left are a name, where other things speak for it."""
_LONG: Final = 7
"""Letters of a word that is known with two of them wrong."""
_BEFORE: Final = frozenset({"of", "for", "to"})
_DIRECTIONS: Final = frozenset("nsew")
_STATE_BEGINNINGS: Final = frozenset(phrase[0] for phrase in STATE_PHRASES if len(phrase[0]) > 1)

_EVERYWHERE: Final = (lexicon.OFFICE | lexicon.TITLES) - _DIRECTIONS

Name = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Traces:
    """What a reply says of one recipient.

    Attributes:
        head: Facts in letterheads: organization, place, city, street, zip, name.
        sign: Facts in the signature, and in the name under which a mail was sent.
        text: Facts in the words of the reply.
        exact: Facts in letterheads and signatures that were found letter for letter.
        governs: Whether a letterhead names the place as a government's: "City of …", "… County Attorney".
        sender: How the sender's address is the recipient's (:meth:`Index.senders`).
        forwarded: Whether a mail of theirs was sent on, or did not arrive.
        copied: Whether a copy went to their own address.
    """

    head: set[str] = field(default_factory=set)
    sign: set[str] = field(default_factory=set)
    text: set[str] = field(default_factory=set)
    exact: set[str] = field(default_factory=set)
    governs: bool = False
    sender: str = ""
    forwarded: bool = False
    copied: bool = False

    @property
    def tells(self) -> bool:
        """Whether there is more than a street or a city, such as many have."""
        return bool(
            self.sender or self.forwarded or self.copied or (self.head | self.sign | self.text) - {"street", "city"}
        )


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
        names: The names in letterheads and signatures, those of letterheads first, each word in its readings.
        written: The same names, each word as it stands.
        heads: How many of them are letterheads'.
    """

    traces: dict[int, Traces]
    head_words: frozenset[str]
    sign_words: frozenset[str]
    head_states: frozenset[str]
    sign_states: frozenset[str]
    head_zips: frozenset[str]
    titled: dict[str, set[str]]
    names: tuple[Name, ...]
    written: tuple[Name, ...]
    heads: int

    @property
    def bodies(self) -> frozenset[str]:
        """The kinds of bodies that letterheads and signatures name."""
        return (self.head_words | self.sign_words) & lexicon.BODIES

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
        self.names: list[Name] = []
        self.written: list[Name] = []

    def gather(self, zones: Zones) -> Evidence:
        """Return what a reply says of all recipients."""
        head_words, head_states, head_zips = self._lines(zones.heads, "head", scanned=zones.scanned)
        heads = len(self.names)
        sign_words, sign_states, sign_zips = self._lines((*zones.signs, zones.shown), "sign", scanned=zones.scanned)
        for line in (zones.subject, zones.body):
            mended = (self.index.readings(word) if zones.scanned and word.capital else (word.text,) for word in line)
            self._line(line, tuple(mended), "text")
        if zones.scanned:
            self._mend()
        how, senders = self.index.senders(zones.address)
        for number in senders:
            self.traces[number].sender = how
        for address in zones.forwarded + zones.failed:
            how, owners = self.index.senders(address)
            if how in {"address", "domain"}:
                self.traces[owners[0]].forwarded = True
        for address in zones.copied:
            how, owners = self.index.senders(address)
            if how == "address":
                self.traces[owners[0]].copied = True
        return Evidence(
            traces={number: one for number, one in self.traces.items() if one.tells},
            head_words=frozenset(head_words),
            sign_words=frozenset(sign_words),
            head_states=frozenset(head_states),
            sign_states=frozenset(sign_states),
            head_zips=frozenset(head_zips | sign_zips),
            titled=self.titled,
            names=tuple(self.names),
            written=tuple(self.written),
            heads=heads,
        )

    def _lines(self, lines: Iterable[Line], zone: str, *, scanned: bool) -> tuple[set[str], set[str], set[str]]:
        words, states, zips = set[str](), set[str](), set[str]()
        for line in lines:
            read = [self.index.readings(word) if scanned else (word.text,) for word in line]
            self._line(line, read, zone)
            self.names += names_of(read)
            self.written += names_of([(word.text,) for word in line])
            for name in names_of(read):
                words |= _telling(name)
            mended = [
                word if len(texts) > 1 or texts[0] == word.text else replace(word, text=texts[0], written=texts[0])
                for word, texts in zip(line, read, strict=True)
            ]
            states.update(code for code, _ in states_in(mended))
            zips.update(word.text[:5] for at, word in enumerate(line) if at and is_zip(word.text))
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

    def _mend(self) -> None:
        """Find the places and organizations that a poor picture left beyond recognition, of those whom the rest names."""
        lines = [" ".join(texts[0] for texts in name) for name in self.names]
        words = {text for name in self.names for texts in name for text in texts}
        for number, traces in self.traces.items():
            own = traces.head | traces.sign
            profile = self.profiles[number]
            place = " ".join((*profile.place, profile.level)).strip()
            if own & _TELLING and not own & {"place", "organization"} and len(place) >= _SHORTEST_MENDED:
                long = (line for line in lines if len(line) >= len(place) - 2)
                if any(fuzz.partial_ratio(place, line, score_cutoff=_ALIKE) for line in long):
                    self._add(number, "place", "head", exact=False)
            if profile.zip and "zip" not in own and any(_is_nearly(profile.zip, word) for word in words):
                self._add(number, "zip", "head", exact=False)

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
            if governs and zone == "head" and explains(profile, _around(read, start)):
                self.traces[number].governs = True
        self._add(number, phrase.fact, zone, exact=exact)

    def _add(self, number: int, fact: str, zone: str, *, exact: bool) -> None:
        traces = self.traces[number]
        (traces.head if zone == "head" else traces.sign if zone == "sign" else traces.text).add(fact)
        if exact and zone != "text":
            traces.exact.add(fact)

    def _name(self, family: str, at: int, line: Line, read: Sequence[tuple[str, ...]], zone: str) -> None:
        """Take a family name: with the first name before it, or behind it and a comma; else with a title or initial."""
        if line[at].hyphen:
            return
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


def _is_nearly(zip_code: str, word: str) -> bool:
    """Tell whether a word is a ZIP code with one sign misread."""
    return len(word) == len(zip_code) and sum(own != read for own, read in zip(zip_code, word, strict=True)) == 1


def names_of(read: Sequence[tuple[str, ...]]) -> Iterator[Name]:
    """Yield the names of a line, which breaks part."""
    for is_break, words in groupby(read, key=lambda texts: texts == (BREAK,)):
        if not is_break:
            yield tuple(words)


def bodies_of(name: Name) -> frozenset[str]:
    """Return the kinds of bodies that a name is of."""
    return lexicon.BODIES & _telling(name)


def _telling(name: Name) -> set[str]:
    """Return the words of a name without those of bodies that do not write.

    A bank in whose building somebody sits is none, nor an office that a clerk has too: "Town Clerk and Treasurer".
    """
    texts = {text for one in name for text in one}
    if texts & lexicon.BUILDINGS:
        texts -= lexicon.LANDLORDS
    return texts - lexicon.CLERKS_TOO if texts & lexicon.CLERKS else texts


def explains(profile: Profile, name: Name, *, misread: bool = True) -> bool:
    """Tell whether a name has no words but a recipient's and those of offices: so it is no neighbor's.

    Args:
        profile: The recipient's.
        name: The name, each word in its readings.
        misread: Whether a long word with two letters wrong is still a recipient's.
    """
    end = len(name)
    while end and name[end - 1][0].isdigit():
        end -= 1
    for start in range(max(0, end - LONGEST_STATE), end):
        if tuple(texts[0] for texts in name[start:end]) in STATE_PHRASES:
            end = start
            break
    name = tuple(
        ("county",) if "co" in texts and at and at + 1 < end and set(name[at + 1]) & lexicon.BODIES else texts
        for at, texts in enumerate(name)
    )
    levels = {text for texts in name[:end] for text in texts} & (lexicon.COUNTY | lexicon.TOWNSHIP)
    if levels and not (profile.level or levels & profile.words or any("city" in texts for texts in name[:end])):
        return False
    strange = Counter(texts[0] for texts in name[:end] if texts[0] not in _EVERYWHERE)
    if any(number > max(1, profile.organization.count(text)) for text, number in strange.items()):
        return False
    return all(_is_known(profile, texts, misread=misread) for texts in name[:end])


def _is_known(profile: Profile, texts: tuple[str, ...], *, misread: bool) -> bool:
    if any(text in _EVERYWHERE or text in profile.words or text.isdigit() for text in texts):
        return True
    text = texts[0]
    if len(text) == 1:
        return text not in _DIRECTIONS
    return misread and len(text) >= _LONG and any(OSA.distance(text, own, score_cutoff=2) < 3 for own in profile.words)  # noqa: PLR2004


def _around(read: Sequence[tuple[str, ...]], at: int) -> Name:
    """Return the name in which a word stands."""
    first = max((place + 1 for place in range(at) if read[place] == (BREAK,)), default=0)
    last = next((place for place in range(at, len(read)) if read[place] == (BREAK,)), len(read))
    return tuple(read[first:last])


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
    if "co" in behind and end + 1 < len(read) and read[end + 1] != (BREAK,) and not read[end + 1][0].isdigit():
        behind.add("county")
    before = [set(read[at]) for at in range(max(0, start - 4), start)]
    of = bool(before) and "of" in before[-1]
    leading = before[-2] if of and len(before) > 1 else set[str]()
    both = bool(leading & lexicon.COUNTY) and any(one & lexicon.CITY for one in before[:-2])
    # A practice may be named "Alder Falls Law Office"; a city has a law department.
    department = end + 1 < len(read) and bool(set(read[end + 1]) & lexicon.DEPARTMENTS)
    offices = lexicon.CITY_HALL if department else lexicon.CITY_HALL - lexicon.LAW_OFFICE
    governs = bool(of and leading & lexicon.LEVELS) or bool(behind & (lexicon.LEVELS | offices))
    if both:
        return profile.level, True
    if len(before) > 2 and before[-1] & _BEFORE and before[-2] & lexicon.CITY_HALL and before[-3] & lexicon.LEVELS:  # noqa: PLR2004
        # "City Attorney for Alder Falls".
        leading, governs = before[-3], True
    for level, names in (("county", lexicon.COUNTY), ("township", lexicon.TOWNSHIP)):
        if behind & names or leading & names:
            return level, governs
    if behind & profile.kind and not leading:
        return profile.level, governs
    return "", governs
