"""Addressees and lists of them, as values."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from correspondence.errors import Problem, ProblemsError
from correspondence.source import Node
from correspondence.states import STATES

StateNames = Literal["postal", "spelled"]

DOMESTIC = {"", "US", "USA", "U.S.", "U.S.A.", "UNITED STATES", "UNITED STATES OF AMERICA"}
SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "v", "esq", "md", "phd", "jd", "cpa", "ret"}


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address: its parts, or its lines as they were given.

    Attributes:
        as_given: The lines, where the list gives lines; the parts are then empty.
    """

    street: str = ""
    street2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    as_given: tuple[str, ...] = ()

    @property
    def is_domestic(self) -> bool:
        """Whether it is in the United States, its territories or a military post office."""
        return self.country.upper() in DOMESTIC

    def lines(self, state_names: StateNames = "postal") -> tuple[str, ...]:
        """Return the lines as a letter prints them, without empty ones.

        Example:
            >>> Address("400 Roma NW", city="Albuquerque", state="NM", zip="87102").lines("spelled")
            ('400 Roma NW', 'Albuquerque, New Mexico 87102')
        """
        if self.as_given:
            return self.as_given
        state = STATES.get(self.state, self.state) if state_names == "spelled" else self.state
        place = f"{self.city}, {state}" if self.city and state else self.city or state
        last = f"{place} {self.zip}".strip()
        country = "" if self.is_domestic else self.country
        return tuple(line for line in (self.street, self.street2, last, country) if line)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One addressee.

    Attributes:
        id: Names the files; unique in its list.
        title: What stands before the name, such as "Chief".
        name: The person's full name.
        position: A line of its own below the name.
        organization: The agency or body.
        address: Where it goes, None where the list gives none.
        jurisdiction: The city, county or state for which the recipient answers.
        email: Where an electronic copy goes.
        family_name: Given, or empty; see :attr:`derived_family_name`.
        salutation: Given, or empty; see :attr:`derived_salutation`.
        accept: Names of the rules of ``check`` to which the recipient is an exception, with commas between them.
        extras: The list's own further values, by name.
        line: Line (or row) of the list at which the record begins.
        places: Line of each value, by its path in the record.
    """

    id: str
    title: str = ""
    name: str = ""
    position: str = ""
    organization: str = ""
    address: Address | None = None
    jurisdiction: str = ""
    email: str = ""
    family_name: str = ""
    salutation: str = ""
    accept: str = ""
    extras: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    line: int = 0
    places: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def addressee(self) -> str:
        """The name as the first line of an address has it, with the title before it."""
        return " ".join(part for part in (self.title, self.name) if part)

    @property
    def display_name(self) -> str:
        """How the recipient is called in listings and in a document's title."""
        return ", ".join(part for part in (self.addressee, self.organization) if part)

    @property
    def derived_family_name(self) -> str:
        """The family name, or empty where the full name leaves a doubt.

        Two words, or two words with initials between them, leave none; a suffix such as
        "Jr." does not count. "Mary Ann Smith", "Juan García López" and "Eden, Gorden" do:
        a person decides.

        Example:
            >>> Recipient("albuquerque", name="Gorden E. Eden Jr.").derived_family_name
            'Eden'
        """
        if self.family_name:
            return self.family_name
        name, *after_comma = (part.split() for part in self.name.split(","))
        if any(not _is_suffix(word) for words in after_comma for word in words):
            return ""
        name = without_suffixes(name)
        if len(name) < 2 or not all(_is_initial(word) for word in name[1:-1]) or _is_initial(name[-1]):  # noqa: PLR2004
            return ""
        return name[-1]

    @property
    def derived_salutation(self) -> str:
        """The salutation without its colon, or empty where it must be given.

        "The Honorable", and what is no title before a name ("Chief of Police"), cannot be
        used in direct address.
        """
        if self.salutation:
            return self.salutation.rstrip(":, ")
        words = self.title.lower().replace(".", "").split()
        if not words or not self.derived_family_name or words[0] in {"the", "hon", "honorable"} or "of" in words:
            return ""
        return f"Dear {self.title} {self.derived_family_name}"


@dataclass(frozen=True, slots=True)
class SheetPlaces:
    """Where the values of a list stand in its sheet.

    Attributes:
        sheet: The sheet's name, empty for a file that has but one.
        columns: What messages call the column of each field, such as ``ZIP (F)``, by the field's path.
        shared: Name of the sheet that holds the values of all letters.
    """

    sheet: str
    columns: Mapping[str, str]
    shared: str = ""

    def located(self, problem: Problem) -> Problem:
        """Return a problem with sheet, row and column in the place of the line."""
        if problem.row is not None:
            return problem
        field = problem.field or ""
        if self.shared and field.startswith("shared."):
            return dataclasses.replace(problem, line=None, row=problem.line, sheet=self.shared)
        parts = field.split(".")
        tails = (".".join(parts[index:]) for index in range(len(parts)))
        column = next((self.columns[tail] for tail in tails if tail in self.columns), None)
        return dataclasses.replace(
            problem, line=None, row=problem.line or None, column=column, sheet=self.sheet or None
        )


@dataclass(frozen=True, slots=True)
class RecipientList:
    """A checked list of addressees.

    Attributes:
        id: The file's name without its ending.
        file: The file, for messages.
        recipients: In file order, never empty.
        shared: Values that every letter of the list has, by name.
        unsound: Ids of the records that cannot be used; empty for a list that was read without a problem.
        places: Where its values stand, for a list that is a sheet.
        warnings: What somebody should look at, although the list can be used.
    """

    id: str
    file: str
    recipients: tuple[Recipient, ...]
    shared: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    unsound: tuple[str, ...] = ()
    places: SheetPlaces | None = None
    warnings: tuple[Problem, ...] = ()

    def located(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield problems; those of this list with sheet, row and column where it is a sheet."""
        for problem in problems:
            yield self.places.located(problem) if self.places and problem.file == self.file else problem

    def remedy_for(self, name: str) -> str:
        """Say how the recipients get a value that they lack."""
        if self.places is None:
            return f"add '{name}:' to the recipients in {self.file}, or below 'shared:'"
        if name in self.places.columns:
            return f"fill in the column {self.places.columns[name]} of {self.file}"
        return f"add a column {name} to {self.file}, or the value to the template's front matter"


class InvalidRecipientsError(ProblemsError):
    """A list of recipients cannot be used as it is.

    Args:
        problems: Every reason.
        sound: The list without the records that cannot be used, so that the rest of it can be
            checked in the same run; None where nothing is left.
        places: Where the values of a sheet stand, as far as its headings were understood.
    """

    def __init__(
        self, problems: Iterable[Problem], sound: RecipientList | None, places: SheetPlaces | None = None
    ) -> None:
        super().__init__(problems)
        self.sound, self.places = sound, places
        self.args = (self.problems, sound, places)


def without_suffixes(words: Sequence[str]) -> list[str]:
    """Return the words of a name without those that stand behind it, as "Jr." does.

    Example:
        >>> without_suffixes(["Eden", "Jr."])
        ['Eden']
    """
    kept = list(words)
    while kept and _is_suffix(kept[-1]):
        kept.pop()
    return kept


def _is_suffix(word: str) -> bool:
    return word.replace(".", "").lower() in SUFFIXES


def _is_initial(word: str) -> bool:
    return re.fullmatch(r"\w\.?", word) is not None
