"""Words as they are compared: without accents, capitals, points and the many ways to shorten them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from correspondence.states import STATES

_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_SPACED = re.compile(r"(?<!\S)(?:\w ){3,}\w(?!\S)")
_APART = re.compile(r"\w(?: \w)+")
_TOKEN = re.compile(
    r"(?P<dotted>(?:[^\W\d_]\.){2,}[^\W\d_]?)|(?P<word>[^\W_]+(?:['’][^\W_]+)*)|(?P<gap>[ \t]{3,}|[ \t]-+[ \t])"
    r"|(?P<sign>[,;:|*•·()/\[\]<>\"“”@!?–—\t])|(?P<point>\.)"
)
_LONGEST_SHORTENED = 4
"""Letters of a word whose point may be that of an abbreviation and not the end of a sentence."""

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
            "county": "co cnty",
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
    """

    text: str
    capital: bool = False

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
    for one in _TOKEN.finditer(text.replace("&", " and ")):
        if one["word"] or one["dotted"]:
            shown = (one["word"] or one["dotted"].replace(".", "")).replace("’", "'")
            word = fold(shown.removesuffix("'s").removesuffix("'S").replace("'", ""))
            capital = shown[:1].isupper() or shown[:1].isdigit()
            for alias in ALIASES.get(word, (word,)):
                yield Word(alias, capital)
            length = len(shown)
        elif not one["point"] or length > _LONGEST_SHORTENED:
            yield STOP


def texts_of(text: str) -> tuple[str, ...]:
    """Return the words of a name, without breaks."""
    return tuple(word.text for word in words_of(text) if not word.is_break)


def _state_phrases() -> Mapping[tuple[str, ...], str]:
    named: dict[tuple[str, ...], str] = {texts_of(name): code for code, name in STATES.items()}
    codes: dict[tuple[str, ...], str] = {(code.lower(),): code for code in STATES}
    shortened: dict[tuple[str, ...], str] = {
        (short,): code for code, names in _TRADITIONAL.items() for short in names.split()
    }
    two: dict[tuple[str, ...], str] = {("n", "mex"): "NM", ("n", "dak"): "ND", ("s", "dak"): "SD", ("w", "va"): "WV"}
    return {**shortened, **two, **codes, **named}


STATE_PHRASES: Final = _state_phrases()
_LONGEST_STATE = max(map(len, STATE_PHRASES))
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
    for start in range(len(line)):
        for length in range(min(_LONGEST_STATE, len(line) - start), 0, -1):
            phrase = tuple(word.text for word in line[start : start + length])
            code = STATE_PHRASES.get(phrase)
            if code and line[start].capital and _ends(line, start + length) and _begins(line, start, length):
                found.append((code, start, start + length))
                break
    # "Delaware, Ohio": what is followed by another state at once is a city.
    return [
        (code, start)
        for place, (code, start, end) in enumerate(found)
        if not (place + 1 < len(found) and found[place + 1][1] <= end + 1)
    ]


def _ends(line: list[Word], end: int) -> bool:
    return end >= len(line) or line[end].is_break or is_zip(line[end].text)


def _begins(line: list[Word], start: int, length: int) -> bool:
    """A short form is a state behind a comma, before a ZIP code, or as the last word behind a city."""
    if length == 1 and len(line[start].text) <= _LONGEST_SHORTENED:
        return start > 0 and (
            line[start].text not in {"me", "la", "in", "or", "ok", "hi", "oh"} or _placed(line, start)
        )
    return True


def _placed(line: list[Word], start: int) -> bool:
    return line[start - 1].is_break or (start + 1 < len(line) and is_zip(line[start + 1].text))
