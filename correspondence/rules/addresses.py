"""Addresses by Publication 28, Postal Addressing Standards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from correspondence.recipients import Address
from correspondence.rules.words import SUFFIXES
from correspondence.rules.zips import contradiction
from correspondence.states import STATES, code_of

MILITARY_STATES = frozenset({"AA", "AE", "AP"})
MILITARY_CITIES = frozenset({"APO", "FPO", "DPO"})

NUMBERED = re.compile(
    r"(?:\d+[A-Za-z]?(?:[-/ ]\d+(?:/\d+)?)?|[NSEW]\d+[NSEW]?\d*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)\s+\S",
    re.IGNORECASE,
)
"""A house number, then the street: also N6W23001 as in Wisconsin, and One Police Plaza."""
BOX = re.compile(
    r"\b(?:p\.?\s*o\.?|post\s+office)\s*(?:box|drawer)\s*#?\s*(?:\d+[A-Z]?|[A-Z]{1,3})(?:[-\s]\w+)?\b"
    r"|\b(?:rr|rural\s+route|hc|highway\s+contract|star\s+route)\s*#?\d+,?\s+box\s*#?\w+"
    r"|\b(?:psc|cmr|unit|omc)\s*#?\d+,?\s+box\s*#?\w+|\bgeneral\s+delivery\b|\bUS[SN]S?\s+\w+|\bUSC?GC\s+\w+",
    re.IGNORECASE,
)
"""A box, or what stands for one (Publication 28, sections 24 to 29)."""
BUILDING = re.compile(
    r"^(?:pier|hangar|hngr|building|bldg|slip|lot|terminal|gate|dock|berth|mile(?:post)?|station|camp|stop|key|trailer|space)\s+#?\s*[A-Z]?-?\d",
    re.IGNORECASE,
)
"""A building with a number of its own, where streets have none."""
BAD_BOX = re.compile(r"^(?:box|p\.?o\.?b\.?|p\.?\s*o\.?(?!\w)(?!\s*(?:box|drawer)))\s*#?\s*\d+\s*$", re.IGNORECASE)
BOX_WITHOUT_NUMBER = re.compile(r"^(?:p\.?\s*o\.?|post\s+office)\s*(?:box|drawer)\s*#?\s*$", re.IGNORECASE)
UNIT_ALONE = re.compile(
    r"^(?:suite|ste|apartment|apt|room|rm|unit|bldg|building|floor|fl|lot|space|spc|trailer|trlr|#)\.?\s*#?$",
    re.IGNORECASE,
)
UNIT_AT_END = re.compile(r"^\d+\b.*[,\s](?:suite|ste|apartment|apt|room|rm|#)\.?\s*#?$", re.IGNORECASE)
"""A secondary unit that needs a range and has none (Publication 28, Appendix C2)."""
AFTER_SUFFIX = re.compile(
    r"(?:[,\s]+(?:[NSEW]|[NS][EW]|north|south|east|west)\.?|[,\s]+(?:(?:suite|ste|apt|room|rm|unit|floor)\.?\s*#?|#)\s*\S+)+$",
    re.IGNORECASE,
)
LAST_LINE = re.compile(r"^(?P<city>.+?)[,\s]\s*(?P<state>[A-Za-z][A-Za-z. ]*?)[\s,]+(?P<zip>\d{5}(?:-\d{4})?)$")
WITHOUT_ZIP = re.compile(
    r"^(?P<city>[^\d]+?),\s*(?P<state>[A-Z]{2}|[A-Z]\.\s?[A-Z]\.|[A-Z][a-z]+(?: [A-Z][a-z]+)*)\.?$"
)
LONGEST_SUFFIX_SLIP = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an address: the rule, the part in which it stands, and what to do."""

    rule: str
    part: str
    message: str
    remedy: str


@lru_cache(maxsize=65_536)
def address_faults(address: Address) -> tuple[Fault, ...]:
    """Return what is wrong with an address in the United States; nothing for one abroad.

    Example:
        >>> [fault.rule for fault in address_faults(Address("400 Roma NW", "", "Albuquerque", "NM", "87102"))]
        []
        >>> [fault.rule for fault in address_faults(Address("P.O. 12", "Suite", "Albuquerque", "CA", "87102-0000"))]
        ['zip-state', 'zip-add-on', 'address-box', 'address-unit']
    """
    if address.as_given:
        return tuple(_faults_of_lines(address.as_given))
    return tuple(_faults(address)) if address.is_domestic else ()


def _faults(address: Address) -> Iterator[Fault]:
    if wrong := contradiction(address.state, address.zip):
        yield Fault("zip-state", "address.zip", *wrong)
    yield from _add_on(address.zip, "address.zip")
    lines = [("address.street", address.street), ("address.street2", address.street2)]
    military = address.state in MILITARY_STATES
    if military != (address.city.upper().rstrip(".") in MILITARY_CITIES):
        message = f'"{address.city}" and {address.state} do not go together'
        yield Fault(
            "address-military",
            "address.city",
            message,
            "write APO, FPO or DPO as the city with AA, AE or AP as the state, and only there",
        )
    elif military and not any(BOX.search(line) for _, line in lines):
        message = "an address of a military post office has no unit and box"
        yield Fault(
            "address-military",
            "address.street",
            message,
            'write them as "PSC 1234 Box 56", "Unit 1234 Box 56" or the ship\'s name',
        )
    yield from _faults_of_delivery([(part, line) for part, line in lines if line], military=military)


def _faults_of_lines(lines: tuple[str, ...]) -> Iterator[Fault]:
    """Yield the faults of an address that was given as lines, as far as it is one of the United States."""
    last = lines[-1].strip()
    place = LAST_LINE.match(last)
    if place is None:
        bare = WITHOUT_ZIP.match(last)
        if bare and code_of(bare["state"].replace(".", "").replace(" ", "") if "." in bare["state"] else bare["state"]):
            yield Fault("zip-missing", "address", f'"{last}" has no ZIP code', "write it behind the state")
        return
    state = code_of(place["state"]) or code_of(place["state"].replace(".", "").replace(" ", ""))
    if state is None and not any(
        place["state"].lower().endswith(f" {name.lower()}") for name in (*STATES, *STATES.values())
    ):
        yield Fault(
            "address-state", "address", f'"{place["state"]}" is no state', "write its two-letter code, such as NM"
        )
    elif state is not None and (wrong := contradiction(state, place["zip"])):
        yield Fault("zip-state", "address", *wrong)
    yield from _add_on(place["zip"], "address")
    if state is not None and len(lines) > 1:
        yield from _faults_of_delivery([("address", line) for line in lines[:-1]], military=state in MILITARY_STATES)


def _add_on(code: str, part: str) -> Iterator[Fault]:
    if code.endswith("-0000"):
        yield Fault(
            "zip-add-on",
            part,
            f"{code} ends in 0000, which is no delivery",
            "look the four digits up, or leave them out",
        )


def _faults_of_delivery(lines: list[tuple[str, str]], *, military: bool) -> Iterator[Fault]:
    """Yield the faults of the lines that say to which door."""
    for part, line in lines:
        if BAD_BOX.match(line):
            yield Fault(
                "address-box",
                part,
                f'"{line}" is not how a post office box is written',
                'write "PO Box" and its number',
            )
        elif BOX_WITHOUT_NUMBER.match(line):
            yield Fault("address-box", part, f'"{line}" has no number', "write the number of the box")
        if UNIT_ALONE.match(line) or UNIT_AT_END.match(line):
            yield Fault(
                "address-unit",
                part,
                f'"{line}" ends without the number of the {_unit(line)}',
                "write it, or leave the word out",
            )
        if slip := _misspelled(line):
            yield Fault("address-suffix", part, f'"{slip[0]}" is no kind of street', f'did you mean "{slip[1]}"?')
    told = any(BAD_BOX.match(line) or BOX_WITHOUT_NUMBER.match(line) for _, line in lines)
    if lines and not military and not told and not any(_has_door(line) for _, line in lines):
        part, line = lines[0]
        yield Fault(
            "address-street",
            part,
            f'"{line}" has neither a house number nor a box',
            "write the number, or the post office box",
        )


def _has_door(line: str) -> bool:
    """Tell whether a line says to which door: what no pattern knows is read by a parser that learned addresses."""
    return bool(NUMBERED.match(line) or BOX.search(line) or BUILDING.match(line)) or _parsed_door(line)


@lru_cache(maxsize=65_536)
def _parsed_door(line: str) -> bool:
    if not any(sign.isdigit() for sign in line):
        return False
    import usaddress

    return any(
        label in {"AddressNumber", "USPSBoxID"} and any(map(str.isdigit, word)) for word, label in usaddress.parse(line)
    )


def _unit(line: str) -> str:
    word = re.sub(r"[\s.#]+$", "", line).rpartition(" ")[2].rpartition(",")[2].lower()
    return {"ste": "suite", "apt": "apartment", "rm": "room", "bldg": "building", "fl": "floor", "": "unit"}.get(
        word, word
    )


def _misspelled(line: str) -> tuple[str, str] | None:
    """Return a street's kind with one letter wrong, and the right one."""
    if not NUMBERED.match(line):
        return None
    words = AFTER_SUFFIX.sub("", line).replace(",", " ").split()
    if len(words) < 3 or words[-1].lower().rstrip("s") in SUFFIXES:  # noqa: PLR2004  (number, name, kind)
        return None
    from rapidfuzz.distance import DamerauLevenshtein

    last = words[-1].strip(".")
    for suffix in SUFFIXES:
        if (
            last.lower() != suffix
            and DamerauLevenshtein.distance(last.lower(), suffix, score_cutoff=1) <= LONGEST_SUFFIX_SLIP
        ):
            return last, suffix.title()
    return None
