"""What was to be filled in, and still stands there."""

from __future__ import annotations

import re
from functools import lru_cache

_ALONE = r"(?:name|names|date|title|address|organization|agency|position|amount|phone|telephone|email|e-mail|salutation|signature|recipient|addressee|zip|placeholder|tbd|tba|xx+)"
_WITH_OTHERS = rf"(?:{_ALONE}|your|first|last|full|family|city|state|number|code|of|the|here|line|job|department|company|day|month|year|\d)"
_SAID = rf"(?:(?:insert|enter|type|fill in)\b[^\]>\n]{{0,40}}|to (?:come|be determined)|{_ALONE}|{_WITH_OTHERS}(?:[ _/-]{_WITH_OTHERS}){{1,4}})"
"""What stands in brackets where something was to be filled in; "[sic]" and "[city officials] said" do not."""
PLACEHOLDER = re.compile(
    rf"\b(?:TBD|TBA|TKTK|FIXME|TODO)\b|\bX{{3,}}\b|\?{{3,}}|(?i:\[{_SAID}\])|(?i:<{_SAID}>)"
    r"|«[^»\n]{1,40}»|\b[Ll]orem ipsum\b|\{\{[^}\n]{0,60}\}\}"
)
NUMBERED_PARTS = re.compile(
    r"\b(?:title|part|chapter|article|section|volume|super bowl|bowl|appendix|schedule|book|act|olympiad)\s+$",
    re.IGNORECASE,
)
"""What may stand before the Roman number XXX."""
WHOLE = frozenset(
    {
        "n/a",
        "none",
        "null",
        "nil",
        "unknown",
        "tbd",
        "tba",
        "-",
        "--",
        "---",
        "x",
        "xx",
        "?",
        "??",
        "test",
        "same",
        "see above",
    }
)
"""What stands for nothing where it is all that stands there."""


@lru_cache(maxsize=16_384)
def placeholder_in(text: str) -> str | None:
    """Return the first placeholder of a text, None where there is none.

    Example:
        >>> placeholder_in("Dear [Name]:"), placeholder_in("the XXX days"), placeholder_in("Title XXX of the Act")
        ('[Name]', 'XXX', None)
        >>> placeholder_in('He said that "[t]he officers [sic] were there"')
    """
    for found in PLACEHOLDER.finditer(text):
        if found[0].startswith("X") and NUMBERED_PARTS.search(text[: found.start()]):
            continue
        return found[0]
    return None


def placeholder_value(text: str) -> str | None:
    """Return what stands in a field in the place of a value, None where a value does.

    Example:
        >>> placeholder_value("N/A"), placeholder_value("Chief TBD"), placeholder_value("Nan None")
        ('N/A', 'TBD', None)
    """
    return text if text.strip().lower() in WHOLE else placeholder_in(text)
