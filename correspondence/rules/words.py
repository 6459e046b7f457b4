"""The words by which rules tell titles, offices and addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

COURTESY: Mapping[str, str] = {"mr": "him", "mrs": "her", "ms": "her", "miss": "her", "mx": ""}
"""Courtesy titles, and whom they fit."""
DEGREES = frozenset({"md", "phd", "dds", "dmd", "dvm", "edd", "psyd", "do", "dpt", "dnp"})
"""Degrees behind a name that say what "Dr." before it says."""
BEFORE_NAMES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "hon", "honorable", "rev", "reverend",
                          "chief", "sheriff", "commissioner", "governor", "senator", "lieutenant", "sergeant"})  # fmt: skip
"""Titles that are nobody's given name."""
OFFICES = frozenset({"chief", "sheriff", "commissioner", "mayor", "governor", "superintendent", "director", "marshal", "captain",
                     "lieutenant", "colonel", "major", "general", "sergeant", "senator", "judge", "justice", "president", "secretary",
                     "administrator", "manager", "supervisor", "representative", "congressman", "congresswoman", "ambassador", "dean",
                     "professor", "warden", "constable", "undersheriff", "coroner", "treasurer", "auditor", "clerk"})  # fmt: skip
"""Offices by which people are addressed."""
AMONG_TITLES = frozenset({"acting", "interim", "deputy", "assistant", "vice", "madam", "attorney", "city", "county", "police", "fire",
                          "district", "lt", "gov", "and", "the", "executive", "chairman", "chairwoman", "chairperson", "chair",
                          "councilman", "councilwoman", "councilmember", "alderman", "alderwoman", "council", "member", "commander",
                          "inspector", "officer", "agent", "special", "in", "of", "charge", "honorable", "hon", "dr", "prof", "rev",
                          "reverend", "father", "rabbi", "imam", "bishop", "sister", "brother", "first", "brigadier", "rear",
                          "admiral", "capt", "col", "sgt", "maj", "gen", "sen", "rep", "pastor"})  # fmt: skip
"""Words that may stand among titles in a salutation."""
TO_NOBODY = frozenset({"sir", "sirs", "madam", "madame", "colleague", "colleagues", "friend", "friends", "member", "members", "all", "ladies",
                       "gentlemen", "team", "partner", "partners", "resident", "residents", "neighbor", "neighbors", "customer",
                       "applicant", "whom", "reader", "participant", "participants"})  # fmt: skip
"""Words of a salutation that names nobody."""
SHORT: Mapping[str, str] = {
    "street": "st", "avenue": "ave", "av": "ave", "boulevard": "blvd", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct",
    "place": "pl", "parkway": "pkwy", "highway": "hwy", "circle": "cir", "square": "sq", "terrace": "ter", "trail": "trl",
    "plaza": "plz", "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se",
    "southwest": "sw", "suite": "ste", "apartment": "apt", "room": "rm", "floor": "fl", "building": "bldg", "saint": "st",
    "fort": "ft", "mount": "mt",
}  # fmt: skip
"""Words of addresses as Publication 28 shortens them (Appendices B and C)."""
SUFFIXES = ("street", "avenue", "boulevard", "parkway", "highway", "circle", "square", "terrace")
"""Kinds of streets whose names are long enough that one wrong letter shows."""


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Return a text in small letters, without accents and punctuation, one space between words.

    Example:
        >>> folded("José  N. O’Neil-García, Jr.")
        'jose n oneil garcia jr'
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain.lower().replace("'", "").replace(".", "")).split())


@lru_cache(maxsize=65_536)
def folded_address(text: str) -> str:
    """Return a line of an address so that two spellings of it are one.

    Example:
        >>> folded_address("601 East Fayette Street, Suite 4") == folded_address("601 E. FAYETTE ST STE 4")
        True
        >>> folded_address("P.O. Box 12") == folded_address("Post Office Box 12")
        True
    """
    words = " ".join(SHORT.get(word, word) for word in folded(text).split())
    return re.sub(r"^(post office|p o|po) ?box\b", "pobox", words)
