"""Made-up agencies, thousands of them, and what comes back from them and from others: the same each time.

Names are shared between states and between a city and its county, domains between agencies and persons' names between
chiefs, so that no single thing that stands in a reply says from whom it is.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Final

from correspondence.recipients import Address, Recipient
from correspondence.reply import Page, Reply
from correspondence.states import STATES

SEED: Final = 20170803
PLACES: Final = 2380
OURS: Final = (
    "Bureau of Civic Inquiries",
    "Department of Public Records",
    "Alma Reyes-Whitman",
    "Director of Inquiries",
    "1200 Constitution Row",
    "Washington, D.C. 20599",
)
"""The names and lines of the office that asked."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words(
    "Ash Birch Cedar Clay Copper Dry East Elk Fair Falcon Glen Granite Green Hazel High Iron Kings Lake Little "
    "Maple Mill New North Oak Pine Port Red River Rock Rose Saint Salt Sand Silver South Stone Sugar Timber "
    "Union West White Willow Bright Crystal Deer Eagle Fox Gold Laurel Long Mount Otter Pleasant Prairie Round "
    "Spring Summer Turkey Wild Wolf"
)
_SECOND = _words(
    "Bend Bluff Bridge Brook City Creek Crossing Dale Falls Ferry Field Ford Grove Harbor Haven Heights Hill "
    "Hollow Junction Landing Mills Point Ridge Springs Station Valley View Wells Park Lake Cove"
)
_WHOLE = _words("ton ville burg dale mont ham worth field ford wick bury more ley stead")
_STEMS = _words(
    "Al Bel Bran Cal Cor Dun El Far Gar Hal Har Jas Kel Lan Mar Mel Nor Or Pen Quin Ros Sel Tam Ver Wal Win Yar Zan"
)
_GIVEN = _words(
    "Ana Aaron Beth Carl Carmen Dale Dana Diego Elena Frank Gail Glen Grace Hank Ines Jack Joan Jorge Karen "
    "Kurt Lena Luis Mary Miles Nina Omar Paula Ray Rosa Sam Tess Vera Walt Yusuf"
)
_FAMILY = _words(
    "Abbott Alvarez Baines Barlow Castellano Chen Corrigan Dalton Delgado Eklund Farrow Figueroa Gantry "
    "Hargrove Haskell Ibarra Jansen Keating Kowalski Lindgren Lombardi Marchetti McKay Nakamura Novak O'Brien "
    "Okoye Pruitt Quigley Ramirez Renner Sandoval Schroeder Tanaka Thornton Underhill Vasquez Whitfield Yamada "
    "Zeller Peña Núñez"
)
_STREETS = ("Main Street", "Oak Street", "Court Street", "First Avenue", "Civic Center Drive", "Market Street")
_CODES = [code for code in STATES if code not in {"AA", "AE", "AP", "AS", "FM", "GU", "MH", "MP", "PW", "VI", "DC"}]
_CONFUSED = {
    "l": "1i",
    "i": "l1",
    "o": "0c",
    "e": "c",
    "c": "e",
    "n": "ri",
    "m": "rn",
    "s": "5",
    "a": "o",
    "t": "f",
    "r": "n",
}


@dataclass(frozen=True)
class Agency:
    """An agency, and what a letter of its own would show.

    Attributes:
        one: As a list has it.
        body: What kind it is: police or sheriff.
        place: The city or county.
        listed: Whether it was asked.
    """

    one: Recipient
    body: str
    place: str
    listed: bool

    @property
    def address(self) -> Address:
        """Where it is."""
        assert self.one.address is not None
        return self.one.address

    @property
    def head(self) -> str:
        """Its letterhead."""
        place = self.address
        return f"{self.one.organization}\n{place.street}\n{place.city}, {place.state} {place.zip}"

    @property
    def government(self) -> str:
        """The city's or county's name."""
        return self.place if self.place.endswith("County") else f"City of {self.place}"


@cache
def agencies() -> tuple[Agency, ...]:
    """Return all agencies, some 3,000 of them listed."""
    luck = random.Random(SEED)  # noqa: S311  (the same each time is what is wanted)
    whole = [f"{stem}{ending}" for stem in _STEMS for ending in _WHOLE]
    names = [*whole, *(f"{first} {second}" for first in _FIRST for second in _SECOND)]
    luck.shuffle(names)
    names = names[:PLACES]
    made: list[Agency] = []
    for name in names:
        for state in luck.sample(_CODES, luck.choices((1, 2, 3), (70, 22, 8))[0]):
            made += _of_place(name, state, luck, len(made))
    return tuple(made)


def _of_place(name: str, state: str, luck: random.Random, number: int) -> Iterator[Agency]:
    zip_code = f"{luck.randrange(10, 99)}{luck.randrange(100, 1000)}"
    squashed = name.replace(" ", "").lower()
    shared = f"{squashed}.example.gov"
    bodies = ["police"] * (luck.random() < 0.93) + ["sheriff"] * (luck.random() < 0.16)
    for offset, body in enumerate(bodies or ["police"]):
        county = f"{name} County" if luck.random() < 0.7 else f"{luck.choice(_FIRST)} County"
        place = county if body == "sheriff" else name
        organization = f"{place} Sheriff's Office" if body == "sheriff" else f"{name} Police Department"
        domain = luck.choices(
            (
                shared,
                f"{squashed}{state.lower()}.example.gov",
                f"{squashed}-{body}.{state.lower()}.example.us",
                "gmail.com",
            ),
            (62, 16, 17, 5),
        )[0]
        person = f"{luck.choice(_GIVEN)} {luck.choice(_FAMILY)}"
        street = f"{luck.choice((1, 10, 100, 101, 200, 300, 400, 500))} {luck.choice(_STREETS)}"
        one = Recipient(
            f"r{number + offset}",
            title="Sheriff" if body == "sheriff" else "Chief",
            name=person,
            organization=organization,
            address=Address(street, city=name, state=state, zip=zip_code),
            jurisdiction=f"{place}, {state}" if luck.random() < 0.5 else f"{place}, {STATES[state]}",
            email="" if luck.random() < 0.1 else f"{body}.{person.split(maxsplit=1)[0].lower()}@{domain}",
        )
        yield Agency(one, body, place, listed=luck.random() < 0.88)


def noisy(text: str, share: float, luck: random.Random) -> str:
    """Return a text as it might be read off a poor picture, with a share of its letters and digits wrong."""
    signs = list(text)
    for at, sign in enumerate(signs):
        if sign.isalnum() and luck.random() < share:
            likely = _CONFUSED.get(sign.lower(), "")
            signs[at] = (
                luck.choice(likely) if likely and luck.random() < 0.8 else luck.choice("abcdefghijklmnopqrstuvwxyz")
            )
    return "".join(signs)


@dataclass(frozen=True)
class Case:
    """A reply, and from whom it is: a recipient's id, or None for somebody who was not asked."""

    reply: Reply
    recipient: str | None


_ANSWERS = (
    "Thank you for your letter of August 3, 2017. We have read your questions with care, and answer them in their order.\n\n"
    "1. Yes.\n\n2. No.\n\n3. That is under review, and we will write again."
)
_TO = "Bureau of Civic Inquiries\n1200 Constitution Row\nWashington, D.C. 20599"


def _letter(*parts: str, source: str = "text-layer") -> Reply:
    text = "\n\n".join(part for part in parts if part)
    assert source in {"text-layer", "ocr"}
    page = Page("letter.pdf", 1, text, "ocr" if source == "ocr" else "text-layer")
    return Reply({"letter.pdf": "0" * 64}, (page,))


def _mail(sender: str, subject: str, *parts: str) -> Reply:
    text = "\n\n".join(part for part in parts if part)
    headers = {"from": sender, "to": "inquiries@records.example.gov", "subject": subject}
    return Reply({"reply.eml": "0" * 64}, (Page("reply.eml", 1, text, "mail"),), headers=MappingProxyType(headers))


def _title(agency: Agency) -> str:
    return "Sheriff" if agency.body == "sheriff" else "Chief of Police"


def _sign(agency: Agency) -> str:
    return f"Sincerely,\n\n{agency.one.name}\n{_title(agency)}"


def _own(agency: Agency, luck: random.Random, share: float = 0.0) -> Reply:
    state = STATES[agency.address.state] if luck.random() < 0.4 else agency.address.state
    head = replace(agency.address, state=state)
    opening = f"{agency.one.organization}\n{head.street}\n{head.city}, {head.state} {head.zip}"
    if luck.random() < 0.3:
        opening = opening.upper()
    text = "\n\n".join((opening, "August 14, 2017", _TO, "Dear Director:", _ANSWERS, _sign(agency)))
    return _letter(noisy(text, share, luck), source="ocr" if share else "text-layer")


def _personal(agency: Agency, luck: random.Random) -> Reply:
    given, family = agency.one.name.split()
    sender = f"{agency.one.name} <{given.lower()}{luck.randrange(100)}@gmail.com>"
    sign = f"Thanks,\n{given} {family}\n{agency.one.title}, {agency.one.organization}"
    return _mail(sender, "Re: your questions", "Good morning,", _ANSWERS, sign)


def _official(agency: Agency, luck: random.Random) -> Reply:
    domain = agency.one.email.partition("@")[2]
    clerk = f"{luck.choice(_GIVEN)} {luck.choice(_FAMILY)}"
    sender = f"{clerk} <{clerk.split(maxsplit=1)[0].lower()}.clerk@{domain}>"
    told = f"I reply for {agency.one.title} {agency.one.name}."
    return _mail(sender, "Your letter", "Hello,", told, _ANSWERS, f"Regards,\n{clerk}\n{agency.one.organization}")


def _attorney(agency: Agency, luck: random.Random, *, domain: bool, state: bool) -> Reply:
    lawyer = f"{luck.choice(_GIVEN)} {luck.choice(_FAMILY)}"
    told = (
        f"I write on behalf of the {agency.one.organization}. {agency.one.title} {agency.one.name} has asked me to answer "
        "your letter of August 3."
    )
    office = "County Attorney" if agency.place.endswith("County") else "City Attorney"
    where = f"{office}, {agency.place}" + (f", {STATES[agency.address.state]}" if state else "")
    sender = (
        f"legal@{agency.one.email.partition('@')[2]}" if domain else f"{lawyer.replace(' ', '.').lower()}@yahoo.com"
    )
    return _mail(
        f"{lawyer} <{sender}>", "Response", "Dear Director:", told, _ANSWERS, f"Sincerely,\n\n{lawyer}\n{where}"
    )


def _city_letterhead(agency: Agency, luck: random.Random) -> Reply:
    lawyer = f"{luck.choice(_GIVEN)} {luck.choice(_FAMILY)}"
    office = luck.choice(("Office of the Mayor", "City Attorney", "Office of the City Manager"))
    office = office.replace("City", "County") if agency.place.endswith("County") else office
    place = agency.address
    head = f"{agency.government}\n{office}\n{place.city}, {STATES[place.state]} {place.zip}"
    told = f"{agency.one.title} {agency.one.name} has shown me your letter of August 3, and I answer it."
    return _letter(head, "August 15, 2017", _TO, "Dear Director:", told, _ANSWERS, f"Sincerely,\n\n{lawyer}")


def _law_firm(agency: Agency, luck: random.Random) -> Reply:
    head = f"{luck.choice(_FAMILY)}, {luck.choice(_FAMILY)} & {luck.choice(_FAMILY)} LLP\nAttorneys at Law\n9 Bar Plaza\nMidfield, {STATES[agency.address.state]} 00999"
    told = (
        f"This firm is special counsel to the {agency.government}, {STATES[agency.address.state]}, and we write on behalf of "
        f"the {agency.one.organization} and {agency.one.title} {agency.one.name}."
    )
    return _letter(head, "August 16, 2017", _TO, "Dear Director:", told, _ANSWERS, "Very truly yours,\n\nFor the firm")


def _forwarded(agency: Agency, luck: random.Random) -> Reply:
    clerk = f"{luck.choice(_GIVEN)} {luck.choice(_FAMILY)}"
    inner = (
        f"---------- Forwarded message ----------\nFrom: {agency.one.name} <{agency.one.email}>\nSubject: our answers"
    )
    sender = f"{clerk} <{clerk.split()[1].lower()}@council-of-towns.example.org>"
    return _mail(sender, "FW: our answers", "Please see below.", clerk, inner, _ANSWERS, _sign(agency))


def _out_of_office(agency: Agency, _: random.Random) -> Reply:
    text = "I am out of the office until Monday, and will answer then. In my absence please write to Deputy Chief Lee Marsh."
    sender = f"{agency.one.name} <{agency.one.email}>"
    return _mail(sender, "Automatic reply: your questions", text, agency.one.name)


def _mentions(agency: Agency, luck: random.Random, others: Sequence[Agency]) -> Reply:
    """Return a letter of a stranger who speaks of a listed agency."""
    asked = luck.choice(others)
    told = (
        f"{asked.one.title} {asked.one.name} of the {asked.one.organization} showed me the letter that you sent to "
        f"{asked.place}. Nobody wrote to us, but here are our answers."
    )
    return _letter(agency.head, "August 21, 2017", _TO, "Dear Director:", told, _ANSWERS, _sign(agency))


def _county_of(agency: Agency, luck: random.Random) -> Reply:
    """Return a letter of the sheriff, who was not asked, of the county in which an asked city lies, from that city."""
    place = agency.address
    sheriff = f"{luck.choice(_GIVEN)} {luck.choice(_FAMILY)}"
    head = f"OFFICE OF THE SHERIFF\nTolliver County\n{place.street}\n{place.city}, {STATES[place.state]} {place.zip}"
    told = f"{agency.one.title} {agency.one.name} of the {agency.one.organization} has passed your letter on to me."
    return _letter(head, "August 21, 2017", _TO, "Dear Director:", told, _ANSWERS, f"Yours,\n\n{sheriff}\nSheriff")


def _misdelivered(agency: Agency, luck: random.Random) -> Reply:
    """Return a letter of the clerk of a place of the same name in a state where nobody of that name was asked."""
    state = luck.choice([code for code in _CODES if (agency.address.city, code) not in _places()])
    head = f"Village of {agency.address.city}, {STATES[state]}\nOffice of the Clerk\nP.O. Box 9"
    told = (
        f"The enclosed letter to {agency.one.title} {agency.one.name} of the {agency.one.organization} came to us by mistake. "
        f"We are the Village of {agency.address.city} in {STATES[state]}."
    )
    return _letter(head, "August 12, 2017", "Dear Sir:", told, "Yours,\n\nEdith Fontaine\nVillage Clerk")


@cache
def _places() -> frozenset[tuple[str, str]]:
    return frozenset((one.address.city, one.address.state) for one in agencies())


def _namesake(agency: Agency, luck: random.Random) -> Reply:
    """Return the letter of a police department of the same name in a state where nobody of that name was asked."""
    state = luck.choice([code for code in _CODES if (agency.address.city, code) not in _places()])
    place = replace(agency.address, state=state, zip=f"0{luck.randrange(1000, 6999)}")
    other = replace(agency, one=replace(agency.one, address=place, name=f"{luck.choice(_GIVEN)} Trueblood"))
    return _own(other, luck)


def _bare_namesake(agency: Agency, luck: random.Random) -> Reply:
    """Return the same without a state or ZIP code, from another's street."""
    head = f"{agency.one.organization}\n{luck.randrange(600, 999)} {luck.choice(_STREETS)}"
    return _letter(head, "August 14, 2017", _TO, "Dear Director:", _ANSWERS, "Sincerely,\n\nAmos Trueblood\nChief")


def _citizen(agency: Agency, luck: random.Random) -> Reply:
    who = f"{luck.choice(_GIVEN)} {luck.choice(_FAMILY)}-Trueblood"
    place = agency.address
    told = f"I have lived in {place.city} for 40 years and hear that you wrote to {agency.one.title} {agency.one.name}. Say yes!"
    if luck.random() < 0.5:
        return _mail(
            f"{who} <{who.split(maxsplit=1)[0].lower()}@mail.example.com>", f"{place.city}", told, f"Thanks,\n{who}"
        )
    head = f"{who}\n77 Elm Street\n{place.city}, {place.state} {place.zip}"
    return _letter(head, "Dear Director:", told, f"Sincerely,\n\n{who}")


def _neighbor(agency: Agency, luck: random.Random) -> Reply:
    """Return the letter of another body of an asked agency's city: of its name, its state and ZIP code."""
    place = agency.address
    body = luck.choice(
        ("{} Fire Department", "{} Unified School District", "{} Police Officers Association", "North {} Police Department",
         "University of {} Police Department", "{} Public Library", "{} Heights Police Department", "Port of {} Police"),
    ).format(place.city)  # fmt: skip
    who = f"{luck.choice(_GIVEN)} Trueblood"
    head = f"{body}\n12 Depot Street\n{place.city}, {place.state} {place.zip}"
    told = f"We hear that you wrote to {agency.one.title} {agency.one.name}."
    return _letter(head, "August 19, 2017", _TO, "Dear Director:", told, _ANSWERS, f"Sincerely,\n\n{who}\nDirector")


def _same_domain(agency: Agency, luck: random.Random) -> Reply:
    """Return the mail of another department at an asked agency's domain."""
    who = f"{luck.choice(_GIVEN)} Trueblood"
    body = luck.choice(("Fire Department", "Public Library", "Water Department"))
    sender = f"{who} <{who.split(maxsplit=1)[0].lower()}@{agency.one.email.partition('@')[2]}>"
    return _mail(sender, "Your letters", "Hello,", _ANSWERS, f"Regards,\n{who}\n{agency.place} {body}")


OWN: Final = (
    "own letterhead",
    "own letterhead, 3 % of the letters misread",
    "own letterhead, 8 % of the letters misread",
)
"""The kinds that are the agency's own letters."""
STRANGERS: Final = (
    "not asked: own letterhead",
    "not asked: speaks of an agency that was",
    "not asked: sheriff of an asked city's county",
    "not asked: the same name in another state",
    "not asked: the same name, no state",
    "not asked: letter misdelivered",
    "not asked: citizen",
    "not asked: another body of the city",
    "not asked: another department at the domain",
    "not asked: own letterhead, 5 % of the letters misread",
    "not asked: the same name in another state, 5 % of the letters misread",
    "not asked: another body of the city, 5 % of the letters misread",
    "not asked: sheriff of an asked city's county, 5 % of the letters misread",
)
UNDECIDABLE: Final = STRANGERS[4]
"""Nothing in these tells them from the replies of those who were asked: they are right where a person decides."""


def _misread(reply: Reply, luck: random.Random) -> Reply:
    """Return a letter as it might be read off a poor picture."""
    page = reply.pages[0]
    return replace(reply, pages=(replace(page, text=noisy(page.text, 0.05, luck), source="ocr"),))


def cases(kind: str, count: int) -> list[Case]:
    """Return replies of one kind, the same each time."""
    luck = random.Random(f"{SEED} {kind}")  # noqa: S311
    listed = [one for one in agencies() if one.listed]
    others = [one for one in agencies() if not one.listed]
    mailed = [one for one in listed if one.one.email and not one.one.email.endswith("gmail.com")]
    domains: dict[str, int] = {}
    for one in mailed:
        domain = one.one.email.partition("@")[2]
        domains[domain] = domains.get(domain, 0) + 1
    unshared = [one for one in mailed if domains[one.one.email.partition("@")[2]] == 1]
    police = [one for one in listed if one.body == "police"]
    makers: Mapping[str, tuple[Sequence[Agency], Callable[[Agency, random.Random], Reply], bool]] = {
        OWN[0]: (listed, _own, True),
        OWN[1]: (listed, lambda one, luck: _own(one, luck, 0.03), True),
        OWN[2]: (listed, lambda one, luck: _own(one, luck, 0.08), True),
        "personal mail, no state or ZIP code": (listed, _personal, True),
        "official mail, a clerk's": (mailed, _official, True),
        "attorney's mail, the agency's domain": (
            unshared,
            lambda a, b: _attorney(a, b, domain=True, state=False),
            True,
        ),
        "attorney's personal mail, with the state": (
            listed,
            lambda a, b: _attorney(a, b, domain=False, state=True),
            True,
        ),
        "attorney's personal mail, no state": (listed, lambda a, b: _attorney(a, b, domain=False, state=False), True),
        "letterhead of the city": (listed, _city_letterhead, True),
        "law firm": (listed, _law_firm, True),
        "forwarded by somebody": (mailed, _forwarded, True),
        "out of office": (mailed, _out_of_office, True),
        STRANGERS[0]: (others, _own, False),
        STRANGERS[1]: (others, lambda one, luck: _mentions(one, luck, listed), False),
        STRANGERS[2]: (police, _county_of, False),
        STRANGERS[3]: (police, _namesake, False),
        STRANGERS[4]: (police, _bare_namesake, False),
        STRANGERS[5]: (listed, _misdelivered, False),
        STRANGERS[6]: (listed, _citizen, False),
        STRANGERS[7]: (police, _neighbor, False),
        STRANGERS[8]: (unshared, _same_domain, False),
        STRANGERS[9]: (others, lambda one, luck: _own(one, luck, 0.05), False),
        STRANGERS[10]: (police, lambda one, luck: _misread(_namesake(one, luck), luck), False),
        STRANGERS[11]: (police, lambda one, luck: _misread(_neighbor(one, luck), luck), False),
        STRANGERS[12]: (police, lambda one, luck: _misread(_county_of(one, luck), luck), False),
    }
    among, make, known = makers[kind]
    return [Case(make(one, luck), one.one.id if known else None) for one in luck.choices(among, k=count)]


KINDS: Final = (
    *OWN,
    "personal mail, no state or ZIP code",
    "official mail, a clerk's",
    "attorney's mail, the agency's domain",
    "attorney's personal mail, with the state",
    "attorney's personal mail, no state",
    "letterhead of the city",
    "law firm",
    "forwarded by somebody",
    "out of office",
    *STRANGERS,
)
