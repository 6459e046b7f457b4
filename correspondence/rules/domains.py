"""Domains of e-mail addresses that somebody mistyped."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

KNOWN = ("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "comcast.net", "verizon.net", "sbcglobal.net",
         "bellsouth.net", "charter.net", "earthlink.net", "msn.com", "live.com", "aol.com", "proton.me", "protonmail.com",
         "usdoj.gov", "justice.gov")  # fmt: skip
"""Domains at which very many have their mail."""
NEAR_AND_REAL = frozenset({"mail.com", "email.com", "ymail.com", "gmx.com", "fmail.com", "hmail.com", "zmail.com", "gmail.co", "live.ca",
                           "live.co", "aol.de", "aol.co", "msn.co", "ao.com", "al.com", "alive.com", "olive.com", "love.com", "life.com",
                           "line.com", "ive.com", "look.com"})  # fmt: skip
"""Domains that are near to those, and are others'."""
ENDINGS = {"con": "com", "cmo": "com", "ocm": "com", "comm": "com", "cim": "com", "vom": "com", "xom": "com", "ogv": "gov", "goc": "gov",
           "gob": "gov", "gvo": "gov", "govv": "gov", "ogr": "org", "orgg": "org", "rog": "org", "nett": "net", "ent": "net",
           "edi": "edu", "eud": "edu", "mli": "mil"}  # fmt: skip
"""Endings that there are not, and those that are meant. ``gob`` is one of other countries, as ``gob.mx``."""
LONG_ENOUGH = 7
"""In shorter domains one letter makes another domain too easily."""


@lru_cache(maxsize=65_536)
def meant_domain(domain: str) -> str | None:
    """Return the domain that somebody must have meant, None where nothing speaks against the one that stands there.

    Example:
        >>> meant_domain("gmial.com"), meant_domain("cabq.goc"), meant_domain("gmail.com"), meant_domain("ymail.com")
        ('gmail.com', 'cabq.gov', None, None)
    """
    domain = domain.lower()
    if domain in KNOWN or domain in NEAR_AND_REAL:
        return None
    head, _, ending = domain.rpartition(".")
    if ending in ENDINGS:
        return f"{head}.{ENDINGS[ending]}"
    for known in KNOWN:
        if len(known) >= LONG_ENOUGH and OSA.distance(domain, known, score_cutoff=1) <= 1 and domain[0] == known[0]:
            return known
    return None
