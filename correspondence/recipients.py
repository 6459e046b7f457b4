"""Who a mailing goes to: a list of addressees, read and checked as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from correspondence.characters import decode_utf8
from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.fields import MISSING, SIMPLE_KINDS, VALUES, Either, FieldSpec, ListOf, Record, Words, near_miss
from correspondence.source import Node, read_yaml
from correspondence.states import STATES, code_of

StateNames = Literal["postal", "spelled"]

DOMESTIC = {"", "US", "USA", "U.S.", "U.S.A.", "UNITED STATES", "UNITED STATES OF AMERICA"}
SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "v", "esq", "md", "phd", "jd", "cpa", "ret"}
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
"""Names that Windows keeps for devices: no file can bear one, whatever its ending."""
LOWEST_ZIP, HIGHEST_ZIP = "00501", "99950"


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
        while name and _is_suffix(name[-1]):
            name.pop()
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
class RecipientList:
    """A checked list of addressees.

    Attributes:
        id: The file's name without its ending.
        file: The file, for messages.
        recipients: In file order, never empty.
        shared: Values that every letter of the list has, by name.
        unsound: Ids of the records that cannot be used; empty for a list that was read without a problem.
    """

    id: str
    file: str
    recipients: tuple[Recipient, ...]
    shared: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    unsound: tuple[str, ...] = ()


class InvalidRecipientsError(ProblemsError):
    """A list of recipients cannot be used as it is.

    Args:
        problems: Every reason.
        sound: The list without the records that cannot be used, so that the rest of it can be
            checked in the same run; None where nothing is left.
    """

    def __init__(self, problems: Iterable[Problem], sound: RecipientList | None) -> None:
        super().__init__(problems)
        self.sound = sound
        self.args = (self.problems, sound)


ZIP = Words("ZIP code", r"[0-9]{5}(-[0-9]{4})?", "write five digits, or five, a hyphen and four", multiline=False)

ADDRESS = Record(
    {
        "street": FieldSpec(
            Words("street", multiline=False), "Number and street, or the post office box", required=True
        ),
        "street2": FieldSpec(Words("second line", multiline=False), "Suite, floor or building", default=""),
        "city": FieldSpec(Words("city", multiline=False), "City", required=True),
        "state": FieldSpec(Words("state", multiline=False), "Two-letter code of the state", default=""),
        "zip": FieldSpec(Words("ZIP code", multiline=False), 'ZIP code, with quotes: "02120"', default=""),
        "country": FieldSpec(
            Words("country", multiline=False), "Country, where it is not the United States", default=""
        ),
    },
    noun="address",
)

RECIPIENT_FIELDS: Mapping[str, FieldSpec] = {
    "id": FieldSpec(
        Words(
            "id",
            r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}",
            "use letters, digits, hyphens and underscores, and begin with a letter or digit",
            multiline=False,
        ),
        "Names the files of this recipient; unique in the list",
        required=True,
    ),
    "title": FieldSpec(Words("title", multiline=False), "Stands before the name: Chief, Mayor, Dr.", default=""),
    "name": FieldSpec(Words("name", multiline=False), "Full name of the person", default=""),
    "position": FieldSpec(Words("position", multiline=False), "A line of its own below the name", default=""),
    "organization": FieldSpec(Words("organization"), "The agency or body", default=""),
    "address": FieldSpec(
        Either(
            "address",
            sequence=ListOf(Words("line", multiline=False), least=1),
            mapping=ADDRESS,
            remedy="write its parts below it (street, city, state, zip), or its lines as a list",
        ),
        "Where it goes: its parts, or its lines as a list",
    ),
    "jurisdiction": FieldSpec(
        Words("jurisdiction", multiline=False), "The city, county or state for which the recipient answers", default=""
    ),
    "email": FieldSpec(SIMPLE_KINDS["email"], "Needed only to send", default=""),
    "family_name": FieldSpec(
        Words("family name", multiline=False), "Where it is not the last word of the name", default=""
    ),
    "salutation": FieldSpec(
        Words("salutation", multiline=False), 'Where "Dear <title> <family name>" does not fit', default=""
    ),
}

RECIPIENT = Record(RECIPIENT_FIELDS, noun="recipient", open=True)

LIST = Record(
    {
        "shared": FieldSpec(VALUES, "Values for every letter of this list"),
        "recipients": FieldSpec(ListOf(RECIPIENT, least=1), "The addressees", required=True),
    },
    noun="recipient list",
)


def read_recipient_list(content: bytes, file: str, list_id: str) -> RecipientList:
    """Read a list of recipients from YAML.

    The whole list is checked before anything is returned, so one run reports every
    problem and no letter is made from half of a list.

    Args:
        content: The file.
        file: Its name for messages.
        list_id: The list's id.

    Returns:
        The list, its recipients in file order.

    Raises:
        InvalidRecipientsError: A record lacks a required field, has an unknown one, holds a
            value that cannot be, or repeats an ``id``.
        ProblemsError: The file is not such a list at all.
    """
    problems = Problems()
    text = decode_utf8(content, file, problems)
    node = read_yaml(text, file, problems) if text is not None else None
    if node is None:
        raise ProblemsError(problems)
    return recipient_list_from_node(node, file, list_id, problems)


def recipient_list_from_node(node: Node, file: str, list_id: str, problems: Problems) -> RecipientList:
    """Check a parsed list; see :func:`read_recipient_list`."""
    if not isinstance(node.content, dict):
        remedy = "begin it with 'recipients:' and write each one below it, after a hyphen"
        raise ProblemsError([*problems, node.problem(file, "the file is not a list of recipients", remedy)])
    _report_strange_names(node.content, file, problems)
    records, shared = node.content.get("recipients"), node.content.get("shared")
    nodes: list[Node] = []
    if records is None or not records.content:
        remedy = "write them below 'recipients:', each after a hyphen and a space"
        problems.add((records or node).problem(file, "there are no recipients", remedy))
    elif isinstance(records.content, list):
        nodes = records.content
    else:
        remedy = "put a hyphen and a space before the first field of each"
        problems.add(records.problem(file, "the recipients are not a list", remedy))
    if shared is not None and shared.content is not None:
        VALUES.read(shared, file, problems)
    sound: dict[str, Recipient] = {}
    unsound: list[str] = []
    for record in nodes:
        before = len(problems)
        one = _recipient(record, file, problems)
        if one is not None and len(problems) == before and one.id.lower() not in sound:
            sound[one.id.lower()] = one
        else:
            unsound.append(_given(record.content, "id") if isinstance(record.content, dict) else "")
    _report_repeated_ids(nodes, file, problems)
    values = shared.content if shared is not None and isinstance(shared.content, dict) else {}
    recipients = RecipientList(
        list_id, file, tuple(sound.values()), MappingProxyType(values), tuple(name for name in unsound if name)
    )
    if problems.errors:
        raise InvalidRecipientsError(problems, recipients if recipients.recipients else None)
    return recipients


def _report_strange_names(content: Mapping[str, Node], file: str, problems: Problems) -> None:
    for name, inner in content.items():
        if name not in LIST.fields:
            close = near_miss(name, LIST.fields)
            remedy = (
                f'did you mean "{close}"?' if close else "move it below 'shared:' if all letters of the list have it"
            )
            message = f'"{name}" is not a field of a recipient list'
            problems.add(Problem(file, message, remedy, line=inner.key_line, field=name))


def _recipient(node: Node, file: str, problems: Problems) -> Recipient | None:
    values: Any = RECIPIENT.read(node, file, problems)
    if isinstance(node.content, dict):
        _check_record(node, node.content, file, problems)
    if values is MISSING:
        return None
    given = values.pop("address")
    address = Address(**given) if isinstance(given, dict) else Address(as_given=given) if given else None
    extras = MappingProxyType(values.pop("extras"))
    places = MappingProxyType(dict(node.places()))
    return Recipient(**values, address=address, extras=extras, line=node.line, places=places)


def _check_record(node: Node, content: Mapping[str, Node], file: str, problems: Problems) -> None:
    """Check what no single field can tell."""
    if not any(_given(content, name) for name in ("name", "organization")):
        message = "the record has neither a name nor an organization"
        problems.add(Problem(file, message, "add 'name:' or 'organization:'", line=node.line, field=node.path))
    if _given(content, "id").lower() in DEVICES:
        message = f'"{_given(content, "id")}" is a name that Windows keeps for itself, and no file can bear it'
        problems.add(content["id"].problem(file, message, "choose another id"))
    if (address := content.get("address")) is not None and isinstance(address.content, dict):
        _check_address(address, address.content, file, problems)


def _given(content: Mapping[str, Node], name: str) -> str:
    """Return a single value as it was typed, empty where there is none."""
    node = content.get(name)
    return node.raw.strip() if node is not None and node.content is not None else ""


def _check_address(node: Node, parts: Mapping[str, Node], file: str, problems: Problems) -> None:
    """Check what only the whole address can tell: states and ZIP codes are those of Publication 28."""
    if _given(parts, "country").upper() not in DOMESTIC:
        return
    for name, noun in (("state", "a two-letter state"), ("zip", "a ZIP code")):
        at = parts.get(name, node)
        if at is node or not (isinstance(at.content, list | dict) or _given(parts, name)):
            remedy = f"add '{name}:' with {noun}, or 'country:' for an address abroad"
            problems.add(Problem(file, f"{name} is missing", remedy, line=at.line, field=f"{node.path}.{name}"))
    state, code = _given(parts, "state"), _given(parts, "zip")
    if state and state not in STATES and parts["state"].sound:
        known = code_of(state)
        remedy = f"write {known}" if known else "write its two-letter code, such as NM"
        problems.add(parts["state"].problem(file, f'"{state}" is not a state\'s code', remedy))
    if (
        code
        and parts["zip"].sound
        and ZIP.read(parts["zip"], file, problems) is not MISSING
        and not LOWEST_ZIP <= code[:5] <= HIGHEST_ZIP
    ):
        remedy = f"look it up: they go from {LOWEST_ZIP} to {HIGHEST_ZIP}"
        problems.add(parts["zip"].problem(file, f'there is no ZIP code "{code}"', remedy))


def _report_repeated_ids(records: list[Node], file: str, problems: Problems) -> None:
    """Report ids that would name the same file, also where computers do not tell capitals apart."""
    first: dict[str, Node] = {}
    for record in records:
        node = record.content.get("id") if isinstance(record.content, dict) else None
        if node is None or not node.raw:
            continue
        known = first.setdefault(node.raw.lower(), node)
        if known is node:
            continue
        if known.raw == node.raw:
            message = f'"{node.raw}" is used twice; line {known.line} has it first'
        else:
            message = f'"{node.raw}" and "{known.raw}" in line {known.line} differ in capitals only, and their files would be one on many computers'
        problems.add(node.problem(file, message, "give each recipient an id of its own"))


def _is_suffix(word: str) -> bool:
    return word.replace(".", "").lower() in SUFFIXES


def _is_initial(word: str) -> bool:
    return re.fullmatch(r"\w\.?", word) is not None
