"""What a recipient's replies can be known by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from correspondence.asked import AskedLetter
from correspondence.recipients import SUFFIXES, Recipient
from correspondence.replies.match import lexicon
from correspondence.replies.match.words import texts_of
from correspondence.states import code_of

Level = Literal["county", "township", ""]

_LAST_LINE: Final = re.compile(r"(?P<city>[^,\d]+?),?\s+(?P<state>[A-Za-z. ]+?)\.?,?\s+(?P<zip>\d{5})(?:-\d{4})?\s*$")
_LEADING: Final = re.compile(
    r"(?:the )?(?P<level>city|town|village|borough|township|county|parish|municipality) of (?:the )?"
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a recipient's replies can be known by, in words as they are compared.

    Attributes:
        recipient: Whom it is about, as the newest letter has it.
        letters: The letters that asked, the newest first.
        place: The name of the jurisdiction, without its level.
        level: Whether that is a county (or parish) or a township.
        city: The city of the address.
        state: Its two-letter code.
        zip: Five digits.
        street: The first line of the address.
        organization: The organization's name.
        kind: Those of its words that tell it from the others of its place.
        given: The first name, and ``family`` the last.
        domain: That of the address for mails.
        words: Those of the organization, the place, the city and the name.
    """

    recipient: Recipient
    letters: tuple[AskedLetter, ...]
    place: tuple[str, ...]
    level: Level
    city: tuple[str, ...]
    state: str
    zip: str
    street: tuple[str, ...]
    organization: tuple[str, ...]
    kind: frozenset[str]
    given: str
    family: str
    domain: str
    words: frozenset[str]

    @property
    def id(self) -> str:
        """The recipient's id."""
        return self.recipient.id

    @property
    def shown(self) -> str:
        """How a clerk knows it: the organization, and the jurisdiction or state where that says more."""
        one = self.recipient
        name = one.organization or one.addressee or one.id
        where = one.jurisdiction or (one.address.state if one.address else "")
        return f"{name} ({where})" if where and where not in name else name


def profiles_of(letters: Mapping[str, tuple[AskedLetter, ...]]) -> tuple[Profile, ...]:
    """Return a profile for each recipient; letters by recipient's id, the newest first."""
    return tuple(_profile(ones) for ones in letters.values())


def _profile(letters: tuple[AskedLetter, ...]) -> Profile:
    one = letters[0].recipient
    street, city, state, zip_code = _address(one)
    jurisdiction, _, rest = one.jurisdiction.partition(",")
    state = state or code_of(rest) or ""
    organization = texts_of(one.organization)
    place, level = _place(jurisdiction or (city if _within(texts_of(city), organization) else ""))
    if not place and not jurisdiction:
        place, level = _place(city)
    kind = frozenset(organization) - set(place) - lexicon.GENERIC
    given, family = _name(one)
    return Profile(
        recipient=one,
        letters=letters,
        place=place,
        level=level,
        city=texts_of(city),
        state=state,
        zip=zip_code[:5],
        street=texts_of(street),
        organization=organization,
        kind=kind,
        given=given,
        family=family,
        domain=one.email.rpartition("@")[2].lower().strip(),
        words=frozenset({*organization, *place, *texts_of(city), given, family} - {""}),
    )


def _address(one: Recipient) -> tuple[str, str, str, str]:
    """Return street, city, state and ZIP code."""
    if one.address is None:
        return "", "", "", ""
    if not one.address.as_given:
        return one.address.street, one.address.city, one.address.state, one.address.zip
    street = next((line for line in one.address.as_given if re.match(r"\d|p\.? ?o\.?\b", line, re.IGNORECASE)), "")
    last = next((found for line in one.address.as_given if (found := _LAST_LINE.search(line))), None)
    if last is None:
        return street, "", "", ""
    return street, last["city"].strip(), code_of(last["state"]) or "", last["zip"]


def _place(text: str) -> tuple[tuple[str, ...], Level]:
    """Return the name of a place without its level: "City of Stockton" is "stockton", "Calder County" is "calder"."""
    words = texts_of(text)
    leading = _LEADING.match(" ".join(words))
    level = leading["level"] if leading else ""
    if leading:
        words = tuple(" ".join(words)[leading.end() :].split())
    elif words and words[-1] in lexicon.COUNTY | lexicon.TOWNSHIP and len(words) > 1:
        level, words = words[-1], words[:-1]
    if level in lexicon.COUNTY:
        return words, "county"
    return words, "township" if level in lexicon.TOWNSHIP else ""


def _within(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    size = len(inner)
    return bool(inner) and any(outer[at : at + size] == inner for at in range(len(outer) - size + 1))


def _name(one: Recipient) -> tuple[str, str]:
    """Return the first and the last word of the name, both empty where it has but one."""
    before, _, behind = one.name.partition(",")
    words = [word for word in texts_of(before) if word not in SUFFIXES]
    if behind and not all(word in SUFFIXES for word in texts_of(behind)):
        words = [*(word for word in texts_of(behind) if word not in SUFFIXES), *words]
    return (words[0], words[-1]) if len(words) > 1 else ("", "")
