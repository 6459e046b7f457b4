"""For whom a letter says that it is written: lawyers and mayors write for those who were asked, or say that they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from correspondence.replies.match import lexicon
from correspondence.replies.match.profiles import Profile
from correspondence.replies.match.words import ALIASES, STATE_PHRASES, Word, fold, texts_of
from correspondence.replies.match.zones import Zones

_NEAR: Final = 160
"""Characters around "on behalf of" in which the one for whom it is said must be named."""
_BEHIND: Final = 60
"""Characters behind a denial in which it is said for whom one does not speak."""
_MOST_TEXT: Final = 40_000
"""Characters of a reply in which it is looked for whom it is written, and ``_MOST_QUOTED`` of what it quotes."""
_MOST_QUOTED: Final = 6000
_WORD: Final = re.compile(r"[^\W_]+")
_TOKEN: Final = re.compile(r"(?P<word>[^\W_]+)|[.!?;:](?=\s|$)")
_SHORTENED: Final = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "dr",
        "jr",
        "sr",
        "st",
        "no",
        "hon",
        "lt",
        "sgt",
        "capt",
        "col",
        "maj",
        "gen",
        "rev",
        "dept",
        "esq",
    )
)
_OWN: Final = re.compile(r"['’]s?\b")
_IF_YOU: Final = re.compile(r"\bif (?:you|the reader|this)\b", re.IGNORECASE)
"""How the notice begins that mail programs put below every mail: it denies nothing."""


def _one_of(words: frozenset[str]) -> str:
    return f"(?:{'|'.join(sorted(words))})"


_LEVEL: Final = _one_of(lexicon.LEVELS)
_RANK: Final = _one_of(lexicon.RANKS)
_LAWYER: Final = r"(?:attorneys?|counsel|counsell?ors?|solicitors?)"
_FOR: Final = (
    rf"(?:on (?:the )?behalf of|at the request of|{_LAWYER} (?:to|for)|represents?|"
    r"representing|(?:writ|reply|respond|answer|speak)(?:e|s|ing|)? for|responses? of|reply of|answers? of)"
)
_STRONG: Final = r"(?:asked|directed|instructed|authorized|requested|referred)"
_WEAK: Final = r"(?:forwarded|passed|given|gave|handed|brought|turned|sent|left|delivered|assigned|delegated|put)"
_US: Final = r"(?:me|us|my|our|this|the undersigned)"
_HAS: Final = r"(?:has |have |had )?(?:kindly |now |just |since )?"
_ASKED: Final = rf"{_HAS}{_STRONG}(?: \w+){{0,4}}? (?:{_US}|to (?:answer|reply|respond|write))\b"
_HANDED: Final = rf"{_HAS}{_WEAK}(?: \w+){{0,7}}? {_US}\b"
_WHO: Final = (
    rf"(?: of(?: (?!and\b|has\b|had\b)\w+){{1,3}}?)?(?:(?: (?:who|whom|which|to whom)(?: \w+){{1,8}}?)|(?: (?:our|the|your) (?:own )?{_RANK})|"
    rf"(?: (?:received|got|has|had) (?:your|the)(?: \w+){{0,8}}? and)|"
    rf"(?: is (?:away|out|ill|traveling|retired|on)(?: \w+){{0,6}}? and))?"
)
_BY: Final = (
    rf"(?:asked|directed|instructed|authorized|requested|(?:referred|forwarded|given|handed|sent|passed) to {_US}) by"
)
_CLIENT: Final = rf"(?:the {_LEVEL}(?: of(?: \w+){{1,4}}?)? and (?:of )?(?:its |the |their )?)?"
_TITLES: Final = r"(?:the |our |its |their |client |acting |interim )*(?:\w+ )?"
_IN_STEAD: Final = (
    r"\b(?:i|we|and|to|office) (?:now |hereby |therefore |shall |will )?(?:writ|reply|respond|answer)(?:e|ing|)"
    rf"(?: to (?:you|it|them|your \w+))? (?:for|on behalf of) (?:him|her|the (?:{_RANK}|department))\b"
)
_ASKED_BY: Final = tuple(
    re.compile(one)
    for one in (
        rf"\b{_FOR} {_CLIENT}{_TITLES}@(?!\w)",
        rf"@{_WHO} {_ASKED}",
        rf"\b{_BY} {_TITLES}@(?!\w)",
        r"\bfor @ in (?:answer|reply|response)\b",
        _IN_STEAD,
    )
)
"""How it is said that somebody, for whom the sign @ stands, has a letter written."""
_HANDED_BY: Final = re.compile(rf"@{_WHO} {_HANDED}")
"""How it is said that somebody has given our letter to the writer, which city attorneys say, and others too."""
_OF_CLIENT: Final = (
    rf"\b(?:our client(?: the)?|{_LAWYER} (?:to|for)|represents?|representing|(?:retained|engaged|hired) (?:\w+ )?by) "
)
_OTHERS: Final = (
    rf"(?! (?:\w+ ){{0,2}}?(?:{'|'.join(sorted(lexicon.BODIES))}|board|commission|committee|pension|retirement|unified|officers|"
    r"employees|residents)\b)"
)
_ENDS: Final = rf"(?= (?:\.|and|in|on|i|we|my|our|which|whose|has|to|with|as|for|{'|'.join(' '.join(one) for one in STATE_PHRASES)})(?: |$)|$)"
_CITY: Final = _one_of(lexicon.LEVELS - lexicon.COUNTY)
_CITY_CLIENT: Final = re.compile(rf"{_OF_CLIENT}(?:(?:the )?{_CITY} of @(?!\w){_OTHERS}|@{_ENDS})")
_COUNTY_CLIENT: Final = re.compile(rf"{_OF_CLIENT}(?:(?:the )?@ county\b|the county of @(?!\w)){_OTHERS}")
"""How a lawyer says whose lawyer he or she is; the sign @ stands for the place."""
_I_AM: Final = re.compile(
    rf"\b(?:i am|i m|as|serves? as|we are|firm is) (?:also )?(?:the |their |its |a |an )?(?:\w+ ){{0,2}}?{_LEVEL} (?:\w+ )?"
    rf"(?:{_LAWYER}|prosecutor)\b"
)


@dataclass(frozen=True, slots=True)
class Speaking:
    """What a reply says about for whom it is written.

    Attributes:
        text: Its subject, letterheads and words as they are compared, a blank between them, a point behind each sentence.
        quoted: The words that it quotes, likewise.
        copies: Those of the names of whoever has a copy.
        windows: The words around "on behalf of" and its like.
        denials: The words behind each that says that one does not write for somebody, with the denial itself.
    """

    text: str
    quoted: str
    copies: str
    windows: tuple[tuple[str, ...], ...]
    denials: tuple[str, ...]

    @classmethod
    def of(cls, zones: Zones) -> Speaking:
        """Return what a reply says.

        Args:
            zones: Its words by where they stand.
        """
        subject = tuple(_texts(zones.subject))
        heads = (one for line in zones.heads for one in (*_texts(line), "."))
        text = zones.their_text
        return cls(
            " ".join((*subject, ".", *heads, *_spoken(text[:_MOST_TEXT]))),
            " ".join(_spoken(zones.quoted[:_MOST_QUOTED])),
            " ".join(zones.copies),
            tuple(
                # What a short mail is about stands above it.
                (subject if one.start() < _NEAR else ())
                + texts_of(text[max(0, one.start() - _NEAR) : one.end() + _NEAR])
                for one in lexicon.SPEAKS_FOR.finditer(text)
            ),
            tuple(
                fold(re.split(r"[.;]\s", text[one.start() : one.end() + _BEHIND])[0])
                for one in lexicon.SPEAKS_NOT.finditer(text)
                if not _IF_YOU.search(re.split(r"[.;!?]\s", text[max(0, one.start() - _NEAR) : one.start()])[-1])
            ),
        )

    def denies(self, profile: Profile) -> bool:
        """Tell whether it says that one does not write for a recipient: "we cannot speak for the cities" does not.

        Args:
            profile: The recipient.
        """
        return any(
            not re.match(r"\S+(?: \S+)? (?:speak|answer|write|reply) (?:for|on behalf)", one)
            or _means(one, profile)
            or set(_WORD.findall(one)) & {profile.family, *profile.place, *profile.kind}
            for one in self.denials
        )

    def ranks(self, profile: Profile) -> bool:
        """Tell whether the person who was asked is named by rank: "Chief Hale", or "D. Hale, Chief".

        Args:
            profile: The recipient.
        """
        return _is_ranked(profile, self.text)

    def places(self, profile: Profile) -> bool:
        """Tell whether the place is named.

        Args:
            profile: The recipient.
        """
        return bool(profile.place) and f" {' '.join(profile.place)} " in f" {self.text} "

    def quotes(self, profile: Profile) -> bool:
        """Tell whether what is quoted greets the person who was asked, as our letter does, or who has a copy.

        Args:
            profile: The recipient.
        """
        names = (f" {profile.given} {profile.family} ", f" {profile.family} {profile.given} ")
        copied = bool(profile.family) and any(one in f" {self.copies} " for one in names)
        return copied or _is_ranked(profile, self.quoted)

    def asked_by(self, profile: Profile) -> bool:
        """Tell whether the person who was asked is said, by rank or full name, to have it written: nobody else is meant.

        Args:
            profile: The recipient.
        """
        if not profile.family or f" {profile.family} " not in f" {self.text} ":
            return False
        text, number = _person(profile).subn("@", self.text)
        return bool(number) and any(one.search(text) for one in _ASKED_BY)

    @property
    def lawyer(self) -> bool:
        """Whether the writer says that he or she is a government's lawyer: "I am the Borough Solicitor"."""
        return bool(_I_AM.search(self.text))

    def handed_by(self, profile: Profile) -> bool:
        """Tell whether the person who was asked is said to have handed our letter to the writer.

        Args:
            profile: The recipient.
        """
        if not self.ranks(profile):
            return False
        return bool(_HANDED_BY.search(_person(profile).sub("@", self.text)))

    def engaged_by(self, profile: Profile) -> bool:
        """Tell whether a lawyer says that the recipient's government is the client: "City Attorney for Alder Falls".

        Args:
            profile: The recipient.
        """
        place = " ".join(profile.place)
        if not self.places(profile):
            return False
        pattern = _COUNTY_CLIENT if profile.level == "county" else _CITY_CLIENT
        # The sheriff's own lawyer writes for the sheriff.
        text = self.text if not profile.kind else re.sub(rf" (?:{'|'.join(sorted(profile.kind))})\b", "", self.text)
        return bool(pattern.search(re.sub(rf"\b{re.escape(place)}\b", "@", text)))

    def names(self, profile: Profile, *, told_name: bool) -> bool:
        """Tell whether words around "on behalf of" name a recipient: by person, organization, or the place's government.

        Args:
            profile: The recipient.
            told_name: Whether the reply names the person.
        """
        return any(_names(profile, window, told_name=told_name) for window in self.windows)


def _spoken(text: str) -> Iterator[str]:
    """Yield the words of a text as they are compared, and a point behind each sentence."""
    last = ""
    for one in _TOKEN.finditer(_OWN.sub("", fold(text))):
        if word := one["word"]:
            yield from ALIASES.get(word, (word,))
            last = word
        elif len(last) > 1 and last not in _SHORTENED:
            yield "."


def _texts(line: Sequence[Word]) -> Iterator[str]:
    return (word.text for word in line if word.text)


def _means(denial: str, profile: Profile) -> bool:
    """Tell whether a denial means the recipient by a pronoun, or by the rank of whoever was asked."""
    governments = lexicon.COUNTY if profile.level == "county" else lexicon.LEVELS - lexicon.COUNTY
    meant = _one_of(_ranks(profile) | governments)
    return bool(
        re.search(rf"\b(?:him|her|them|you|anyone|anybody|that (?:office|department|agency)|the {meant})\b", denial)
    )


def _ranks(profile: Profile) -> frozenset[str]:
    """Return by what rank a recipient is named: their own, or any where the list tells none."""
    own = frozenset(texts_of(profile.recipient.title)) & lexicon.RANKS
    return own or (frozenset({"sheriff"}) if "sheriff" in profile.kind else lexicon.RANKS)


def _person(profile: Profile) -> re.Pattern[str]:
    """Return a pattern for the person who was asked, named in full or by rank."""
    return _pattern(profile.given, profile.family, _ranks(profile))


@lru_cache(maxsize=2000)
def _pattern(given: str, family: str, ranks: frozenset[str]) -> re.Pattern[str]:
    first, last, rank = re.escape(given), re.escape(family), _one_of(ranks)
    between = rf"(?:of police )?(?:{first} )?(?:(?!of\b|deputy\b|justice\b|counsel\b|clerk\b|and\b)\w+ )?"
    return re.compile(
        rf"\b(?:{first} (?:\w+ )?{last}|{rank} {between}{last}|"
        rf"{first[:1]} (?:\w )?{last} (?:jr )?(?:acting |interim )?{rank})\b(?: (?:jr|sr|ii|iii)\b)?"
    )


def _is_ranked(profile: Profile, text: str) -> bool:
    return bool(profile.family) and f" {profile.family} " in f" {text} " and bool(_person(profile).search(text))


def _names(profile: Profile, words: Sequence[str], *, told_name: bool) -> bool:
    joined = f" {' '.join(words)} "
    place = " ".join(profile.place)
    person = bool(profile.family) and f" {profile.family} " in joined and told_name
    body = bool(place) and f" {place} " in joined and bool(profile.kind) and profile.kind <= set(words)
    government = bool(place) and any(f" {level} of {place} " in joined for level in sorted(lexicon.LEVELS))
    return person or body or government
