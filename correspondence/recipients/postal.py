"""The postal block: an address as the Postal Service's machines read it best (Publication 28)."""

from __future__ import annotations

import re
import unicodedata

from correspondence.recipients.values import Address, Recipient
from correspondence.states import code_of

LAST_LINE = re.compile(r"(?P<city>.*?)[,\s]+(?P<state>[^\W\d_][^\d,]*?)[,\s]+(?P<zip>\d{5}(?:-\d{4})?)")
"""City, state and ZIP code, as a line of an address has them."""
KEPT = frozenset("/&#@")
"""Signs that say something in an address: fractions, firms, unknown units."""
LONGEST_STATE = 3
"""Words of a state's name, as in "District of Columbia"."""


def postal_lines(recipient: Recipient) -> tuple[str, ...]:
    """Return the lines of the postal block.

    Capitals, no punctuation but the hyphen of ZIP+4 (and what belongs to a house number, as in 39.2 or 112-10), the
    state's code, two blanks before the ZIP code, and a foreign country alone on the last line (Publication 28,
    sections 21 and 22 and appendix A).

    Example:
        >>> from correspondence.recipients import Address
        >>> address = Address("22 E. Market Street", city="Stockton", state="CA", zip="95202-1234")
        >>> postal_lines(Recipient("stockton", "Chief", "Eric O'Neill, Jr.", address=address))
        ('CHIEF ERIC ONEILL JR', '22 E MARKET STREET', 'STOCKTON CA  95202-1234')
    """
    names = (recipient.addressee, recipient.position, *recipient.organization.split("\n"))
    above = tuple(plain for line in names if (plain := plain_line(line)))
    return above + (_address_lines(recipient.address) if recipient.address else ())


def plain_line(text: str) -> str:
    """Return a line in capitals and without punctuation."""
    kept = "".join(_sign(text, index) for index in range(len(text)))
    return " ".join(kept.upper().split())


def _sign(text: str, index: int) -> str:
    """Return what becomes of one character."""
    sign = text[index]
    if sign in KEPT or not unicodedata.category(sign).startswith("P"):
        return sign
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    numbered = (before.isdigit() and after.isalnum()) or (before.isalnum() and after.isdigit())
    if sign in "-." and numbered:
        return sign
    return "" if sign in ".'’‘`\"“”" else " "


def _address_lines(address: Address) -> tuple[str, ...]:
    if address.as_given:
        *streets, last = address.as_given
        if (found := LAST_LINE.fullmatch(last.strip())) and (place := _place(found["city"], found["state"])):
            return (*_plain(streets), f"{place}  {found['zip']}")
        return _plain(address.as_given)
    streets = [address.street, address.street2]
    if not address.is_domestic:
        return _plain((*streets, *address.lines()[len([street for street in streets if street]) :]))
    place = plain_line(f"{address.city} {address.state}")
    return (*_plain(streets), *((f"{place}  {address.zip}".strip(),) if place or address.zip else ()))


def _place(city: str, state: str) -> str:
    """Return city and code of the state; empty where there is no such state."""
    words = f"{city} {state}".replace(",", " ").split()
    for count in range(LONGEST_STATE, 0, -1):
        name, code = words[:-count], code_of(" ".join(words[-count:]))
        if name and code:
            return f"{plain_line(' '.join(name))} {code}"
    return ""


def _plain(lines: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(plain for line in lines if (plain := plain_line(line)))
