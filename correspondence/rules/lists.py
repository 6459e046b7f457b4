"""What only the whole list can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from correspondence.recipients import SUFFIXES, Recipient
from correspondence.rules.words import folded, folded_address


def person_key(recipient: Recipient) -> tuple[str, str] | None:
    """Return what two records of one person at one address have in common; None for one without an address.

    A middle initial makes no other person of anybody; Jr. and Sr. do. Organizations without a name are told by their own.
    """
    address = recipient.address
    if address is None:
        return None
    words = folded(recipient.name or recipient.organization).split()
    who = " ".join(word for index, word in enumerate(words) if len(word) > 1 or index == 0 or word in SUFFIXES)
    where = "|".join(map(folded_address, address.as_given)) or "|".join(
        (
            folded_address(f"{address.street} {address.street2}"),
            folded_address(address.city),
            address.state,
            address.zip[:5],
        )
    )
    return who, where


def repeated(recipients: Iterable[Recipient]) -> Iterator[tuple[Recipient, Recipient]]:
    """Yield each recipient who is in the list already, with the record that has them first."""
    first: dict[tuple[str, str], Recipient] = {}
    for recipient in recipients:
        key = person_key(recipient)
        if key is None:
            continue
        known = first.setdefault(key, recipient)
        if known is not recipient:
            yield recipient, known
