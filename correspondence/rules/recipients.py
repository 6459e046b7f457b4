"""A recipient, held to the rules for addresses, names and salutations."""

from __future__ import annotations

from collections.abc import Iterator

from correspondence.errors import Problem
from correspondence.fields import suggestion
from correspondence.recipients import Recipient
from correspondence.rulebook import RULES, broken
from correspondence.rules.addresses import Fault, address_faults
from correspondence.rules.domains import meant_domain
from correspondence.rules.persons import person_faults
from correspondence.rules.placeholders import placeholder_value
from correspondence.templates import Profile

NO_RULES: frozenset[str] = frozenset()
NAMED = ("title", "name", "position", "organization", "jurisdiction", "salutation", "family_name")
PARTS = ("street", "street2", "city")
LONGEST_CITY = 28
"""As the Postal Service's own list of cities has it (City State Product)."""


def recipient_problems(
    recipient: Recipient, file: str, profile: Profile, *, addressed: bool = True
) -> Iterator[Problem]:
    """Yield what is wrong with one recipient.

    Args:
        recipient: The recipient, sound as far as the list's own checks go.
        file: The list's file, for messages.
        profile: The house's rules.
        addressed: Whether the document prints an inside address.
    """
    for fault in _faults(recipient, profile, addressed=addressed):
        line = recipient.places.get(fault.part, recipient.line)
        field = f"{recipient.id}.{fault.part}" if fault.part else None
        yield broken(fault.rule, file, fault.message, fault.remedy, line, field)


def _faults(recipient: Recipient, profile: Profile, *, addressed: bool) -> Iterator[Fault]:
    address = recipient.address
    if address is not None:
        yield from address_faults(address)
    if addressed:
        yield from _inside_address(recipient, profile)
    yield from person_faults(recipient)
    if recipient.email and (meant := meant_domain(recipient.email.rpartition("@")[2])):
        yield Fault("email-domain", "email", f'"{recipient.email}" looks mistyped', f'did you mean "{meant}"?')
    for name in NAMED:
        if (text := getattr(recipient, name)) and (found := placeholder_value(text)):
            yield _left_over(name, found)
    if address is not None:
        for name in PARTS:
            if (text := getattr(address, name)) and (found := placeholder_value(text)):
                yield _left_over(f"address.{name}", found)
        for text in address.as_given:
            if found := placeholder_value(text):
                yield _left_over("address", found)


def _left_over(part: str, found: str) -> Fault:
    return Fault("placeholder", part, f'"{found}" was to be filled in', "write what belongs there, or leave it away")


def _inside_address(recipient: Recipient, profile: Profile) -> Iterator[Fault]:
    """Hold the inside address to the house's measure (conventions: at most five lines, the name's no wider than 4 inches)."""
    address = recipient.address
    lines = [recipient.addressee, recipient.position, *recipient.organization.split("\n")]
    lines += address.lines(profile.state_names) if address else ()
    count = sum(1 for line in lines if line)
    if count > profile.inside_address_lines:
        message = f"the inside address of {recipient.id} has {count} lines, and the profile {profile.id} allows {profile.inside_address_lines}"
        yield Fault("address-lines", "", message, "shorten it, or raise inside_address_lines in the profile")
    name = recipient.addressee
    if len(name) > profile.name_line_characters:
        message = f'"{name}" has {len(name)} characters, and the profile {profile.id} allows {profile.name_line_characters} in the line of the name'
        yield Fault("address-length", "", message, "shorten it, or raise name_line_characters in the profile")
    if address is not None and address.is_domestic and len(address.city) > LONGEST_CITY:
        message = f'no city of the Postal Service\'s has more than {LONGEST_CITY} letters, and "{address.city}" has {len(address.city)}'
        yield Fault("address-length", "address.city", message, "write the city alone")


def accepted_rules(recipient: Recipient, file: str) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Return the rules to which a recipient is an exception, and what is wrong with how that is said."""
    if not recipient.accept:
        return NO_RULES, ()
    names = tuple(word.strip() for word in recipient.accept.split(",") if word.strip())
    problems = tuple(
        Problem(
            file,
            f'there is no rule "{name}"',
            f"docs/checking.md lists them{suggestion(name, RULES)}",
            line=recipient.places.get("accept", recipient.line) or None,
            field=f"{recipient.id}.accept",
        )
        for name in names
        if name not in RULES
    )
    return frozenset(names), problems
