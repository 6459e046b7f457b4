"""Words as they are compared: without accents, capitals, points and the many ways to shorten them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from correspondence.states import STATES

_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_SPACED = re.compile(r"(?<!\S)(?:\w ){3,}\w(?!\S)")
_APART = re.compile(r"\w(?: ['’]?\w| ['’])+")
_TOKEN = re.compile(
    r"(?P<dotted>(?:[^\W\d_]\.){2,}[^\W\d_]?)|(?P<word>[^\W_]+(?:['’][^\W_]+)*)|(?P<gap>[ \t]{3,}|[ \t]-+[ \t])"
    r"|(?P<sign>[,;:|*•·()/\[\]<>\"“”@!?–—\t])|(?P<point>\.)"
)
_HYPHENS = frozenset("-\u2010\u2011")
_LONGEST_SHORTENED = 4
"""Letters of a word whose point may be that of an abbreviation and not the end of a sentence."""

_LONGEST_ADDRESS = 12
"""Words up to which a line that ends with "OR" or "IN" is an address and no sentence in capitals."""

BREAK: Final = ""
"""Stands between words that belong to different names."""

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    **{
        long: (short,)
        for short, names in {
            "st": "street saint str sainte ste",
            "ave": "avenue av",
            "rd": "road",
            "blvd": "boulevard",
            "dr": "drive",
            "ln": "lane",
            "ct": "court",
            "sq": "square",
            "hwy": "highway",
            "pkwy": "parkway",
            "pl": "place",
            "plz": "plaza",
            "mt": "mount",
            "ft": "fort",
            "n": "north",
            "s": "south",
            "e": "east",
            "w": "west",
            "nw": "northwest",
            "ne": "northeast",
            "sw": "southwest",
            "se": "southeast",
            "department": "dept",
            "county": "cnty",
            "and": "&",
        }.items()
        for long in names.split()
    },
    "pd": ("police", "department"),
}

_TRADITIONAL: Final = {
    "AL": "ala", "AZ": "ariz", "AR": "ark", "CA": "calif cal", "CO": "colo", "CT": "conn", "DE": "del", "FL": "fla", "GA": "ga",
    "IL": "ill", "IN": "ind", "KS": "kan kans", "KY": "ky", "LA": "la", "ME": "me", "MD": "md", "MA": "mass", "MI": "mich",
    "MN": "minn", "MS": "miss", "MO": "mo", "MT": "mont", "NE": "neb nebr", "NV": "nev", "NH": "nh", "NJ": "nj", "NM": "nm nmex",
    "NY": "ny", "NC": "nc", "ND": "nd ndak", "OK": "okla", "OR": "ore", "PA": "pa penn", "RI": "ri", "SC": "sc", "SD": "sd sdak",
    "TN": "tenn", "TX": "tex", "VT": "vt", "VA": "va", "WA": "wash", "WV": "wva", "WI": "wis wisc", "WY": "wyo", "DC": "dc",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a reply.

    Attributes:
        text: As it is compared; :data:`BREAK` between names.
        capital: Whether it begins with a capital letter or a digit.
        written: As it stands, without accents and capitals: "court", where ``text`` is "ct"; of a break, the point that
            ends a sentence.
        hyphen: Whether a hyphen joins it to the next.
    """

    text: str
    capital: bool = False
    written: str = ""
    hyphen: bool = False

    @property
    def is_break(self) -> bool:
        """Whether a name ends here."""
        return not self.text


STOP: Final = Word(BREAK)


def fold(text: str) -> str:
    """Return letters without accents and capitals.

    Example:
        >>> fold("María Peña-Ortiz, ŁÓDŹ")
        'maria pena-ortiz, lodz'
    """
    if text.isascii():
        return text.lower()
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return bare.casefold().translate(_LETTERS)


def words_of(text: str) -> list[Word]:
    """Return the words of a line or a paragraph, with breaks where a name cannot go on.

    Example:
        >>> [word.text for word in words_of("Stockton P.D., 22 East Market St.")]
        ['stockton', 'police', 'department', '', '22', 'e', 'market', 'st']
    """
    if _SPACED.search(text):
        # "C I T Y   O F   Y A R R O W": letters set apart are words, and what parts the words is wider.
        text = " ".join(one.replace(" ", "") if _APART.fullmatch(one) else one for one in re.split(r" {2,}", text))
    return list(_words(text))


def _words(text: str) -> Iterator[Word]:
    length = 0
    text = text.replace("&", " and ")
    for one in _TOKEN.finditer(text):
        if one["word"] or one["dotted"]:
            shown = (one["word"] or one["dotted"].replace(".", "")).replace("’", "'")
            word = fold(shown.removesuffix("'s").removesuffix("'S").replace("'", ""))
            capital = shown[:1].isupper() or shown[:1].isdigit()
            hyphen = text[one.end() : one.end() + 1] in _HYPHENS and text[one.end() + 1 : one.end() + 2].isalpha()
            for alias in ALIASES.get(word, (word,)):
                yield Word(alias, capital, word, hyphen)
            length = len(shown)
        elif not one["point"] or length > _LONGEST_SHORTENED:
            yield Word(BREAK, written=one[0]) if one["point"] else STOP


def texts_of(text: str) -> tuple[str, ...]:
    """Return the words of a name, without breaks."""
    return tuple(word.text for word in words_of(text) if not word.is_break)


def _state_phrases() -> Mapping[tuple[str, ...], str]:
    named: dict[tuple[str, ...], str] = {tuple(fold(name).split()): code for code, name in STATES.items()}
    codes: dict[tuple[str, ...], str] = {(code.lower(),): code for code in STATES}
    shortened: dict[tuple[str, ...], str] = {
        (short,): code for code, names in _TRADITIONAL.items() for short in names.split()
    }
    two: dict[tuple[str, ...], str] = {("n", "mex"): "NM", ("n", "dak"): "ND", ("s", "dak"): "SD", ("w", "va"): "WV"}
    two |= {("n", "carolina"): "NC", ("s", "carolina"): "SC", ("n", "dakota"): "ND", ("s", "dakota"): "SD"}
    return {**shortened, **two, **codes, **named}


STATE_PHRASES: Final = _state_phrases()
LONGEST_STATE: Final = max(map(len, STATE_PHRASES))
_ALSO_WORDS = frozenset(
    {"as", "me", "la", "in", "or", "ok", "hi", "oh", "de", "co", "id", "pa", "ma", "al", "mass", "miss", "wash", "ill"}
)
_FIRMS = frozenset({"pa", "sc"})
"""States' codes that are also what a professional corporation has behind its name."""
_PARTNERS = frozenset({"and", "law", "legal", "associates", "group"})
_ZIP = re.compile(r"\d{5}(?:\d{4})?")


def is_zip(word: str) -> bool:
    """Tell whether a word can be a ZIP code."""
    return bool(_ZIP.fullmatch(word))


def states_in(line: list[Word]) -> list[tuple[str, int]]:
    """Return the states that a line of an address or letterhead names, each with the place of its first word.

    A state stands at the end of a name or before a ZIP code, so that "Virginia Beach" and "Delaware, Ohio" name
    no state but Ohio.

    Example:
        >>> [code for code, _ in states_in(words_of("Police Department of Delaware, Ohio 43015"))]
        ['OH']
        >>> states_in(words_of("Virginia Beach Police"))
        []
    """
    found: list[tuple[str, int, int]] = []
    start = 0
    while start < len(line):
        end = _state_at(line, start)
        if end > start:
            found.append((STATE_PHRASES[_written(line[start:end])], start, end))
        start = max(end, start + 1)
    # "Delaware, Ohio": what is followed by another state at once is a city.
    return [
        (code, start)
        for place, (code, start, end) in enumerate(found)
        if not (place + 1 < len(found) and found[place + 1][1] <= end + 1)
    ]


def _written(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.written for word in words)


def _state_at(line: Sequence[Word], start: int) -> int:
    """Return the place behind a state that begins at a word, or that word's own where none does."""
    if not line[start].capital:
        return start
    for end in range(min(start + LONGEST_STATE, len(line)), start, -1):
        if _written(line[start:end]) in STATE_PHRASES and _ends(line, end) and _begins(line, start, end):
            return end
    return start


def _ends(line: Sequence[Word], end: int) -> bool:
    return end >= len(line) or line[end].is_break or any(sign.isdigit() for sign in line[end].text)


def _begins(line: Sequence[Word], start: int, end: int) -> bool:
    """Tell whether a short form is a state: behind a comma, before a ZIP code, or behind a name without a number.

    "400 Roma NE" and "12 Elm Ct" are streets.
    """
    if end - start > 1 or len(line[start].written) > _LONGEST_SHORTENED:
        return True
    if not start:
        return False
    if end < len(line) and not line[end].is_break:
        return True
    if line[start - 1].is_break:
        # "Below, after each. MT" is signed with initials, and "Hale & Moss, S.C." is a firm.
        if line[start].written in _ALSO_WORDS and len(line) > _LONGEST_ADDRESS:
            return False
        return not (line[start - 1].written or _is_firm(line, start))
    if line[start].written in _ALSO_WORDS or not line[start - 1].capital:
        return False
    return not any(word.text.isdigit() for word in line[:start])


def _is_firm(line: Sequence[Word], start: int) -> bool:
    return line[start].written in _FIRMS and any(word.written in _PARTNERS for word in line[:start])
