"""Which state a ZIP code belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from correspondence.states import STATES


@dataclass(frozen=True, slots=True)
class Prefixes:
    """The first three digits of ZIP codes.

    Attributes:
        states: The states that each prefix in use belongs to, as a rule one.
        places: States of single ZIP codes that differ from their prefix's.
        islands: States of the ZIP codes whose prefix several Pacific islands share.
    """

    states: Mapping[str, frozenset[str]]
    places: Mapping[str, str]
    islands: Mapping[str, str]

    def states_of(self, code: str) -> frozenset[str]:
        """Return the states in which a ZIP code may be, empty where its prefix is not in use.

        Example:
            >>> sorted(zip_prefixes().states_of("87102")), sorted(zip_prefixes().states_of("06390"))
            (['NM'], ['CT', 'NY'])
            >>> zip_prefixes().states_of("35300")
            frozenset()
        """
        five = code[:5]
        if five in self.islands:
            return frozenset({self.islands[five]})
        found = self.states.get(five[:3], frozenset())
        return found | {self.places[five]} if five in self.places else found


@cache
def zip_prefixes() -> Prefixes:
    """Read the table, once."""
    table = yaml.safe_load((files(__package__) / "zip_prefixes.yaml").read_text("utf-8"))
    states: dict[str, set[str]] = {}
    for state, ranges in table["prefixes"].items():
        for prefix in _numbers(ranges):
            states.setdefault(prefix, set()).add(state)
    islands = {code: state for state, ranges in table["islands"].items() for code in _numbers(ranges)}
    return Prefixes({prefix: frozenset(found) for prefix, found in states.items()}, table["places"], islands)


def contradiction(state: str, code: str) -> tuple[str, str] | None:
    """Say what is wrong with a state and a ZIP code that do not go together, and what to do.

    Example:
        >>> contradiction("CA", "87102")
        ('ZIP code 87102 is in NM, and the state is CA', 'look up which of the two is right')
        >>> contradiction("NM", "87102") is None
        True
    """
    if state not in STATES or not code[:5].isdigit():
        return None
    known = zip_prefixes().states_of(code)
    if state in known:
        return None
    if not known:
        return f"no ZIP code begins with {code[:3]}", "look it up"
    return (
        f"ZIP code {code} is in {' or '.join(sorted(known))}, and the state is {state}",
        "look up which of the two is right",
    )


def _numbers(ranges: str) -> Iterator[str]:
    """Yield every number of ranges such as ``350-352 354``, with as many digits as they are written."""
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from (str(number).zfill(len(first)) for number in range(int(first), int(last or first) + 1))
