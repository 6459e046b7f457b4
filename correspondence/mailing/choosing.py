"""Which recipients of a list an order means, and in which order they come."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.fields import suggestion
from correspondence.mailing.job import Order
from correspondence.recipients import ADDRESS, RECIPIENT_FIELDS, Recipient, RecipientList
from correspondence.templates import Profile

Key = tuple[int, Decimal | str]
NUMBER, DAY, TEXT = 0, 1, 2
"""Numbers come first, then days, then texts."""
OWN = tuple(name for name in RECIPIENT_FIELDS if name != "address")


def chosen(
    order: Order, recipients: RecipientList | None, profile: Profile | None, problems: Problems
) -> tuple[Recipient | None, ...]:
    """Pick the recipients that are meant.

    Those that ``only`` names and of which ``where`` is true, sorted by ``sort``, and of these the first ``limit``.

    Args:
        order: What is asked for.
        recipients: The list, None for a document without recipients.
        profile: The house's rules, None where they cannot be used.
        problems: Takes what is wrong with the choice.

    Returns:
        The recipients; one None for a document without.
    """
    if recipients is None:
        given = (("--only", order.only), ("--where", order.where), ("--sort", order.sort), ("--limit", order.limit))
        for option, value in given if order.recipients is None else ():
            if value:
                problems.add(Problem(option, "no list is named from which it could pick", "name the list too"))
        return (None,)
    found = _only(order.only, recipients, problems)
    steps: list[Callable[[Sequence[Recipient]], Sequence[Recipient]]] = []
    if (where := order.where) is not None and profile is not None:
        steps.append(lambda some: _where(where, some, recipients, profile))
    if (sort := order.sort) is not None:
        steps.append(lambda some: _sorted(some, sort, recipients))
    for step in steps:
        try:
            found = step(found)
        except ProblemsError as error:
            problems.extend(error.problems)
    return tuple(found[: order.limit])


def _only(names: Iterable[str], recipients: RecipientList, problems: Problems) -> Sequence[Recipient]:
    """Return the recipients that are named, in the list's order; all where none is named."""
    wanted = set(names)
    if not wanted:
        return recipients.recipients
    known = {recipient.id: recipient for recipient in recipients.recipients}
    for name in names:
        if name not in known and name not in recipients.unsound:
            message = f'the list {recipients.id} has no recipient "{name}"'
            problems.add(Problem("--only", message, f"look into {recipients.file}{suggestion(name, known)}"))
    return tuple(recipient for recipient in recipients.recipients if recipient.id in wanted)


def _where(
    expression: str, found: Sequence[Recipient], recipients: RecipientList, profile: Profile
) -> Sequence[Recipient]:
    """Return the recipients of which an expression is true."""
    from correspondence.compose.conditions import Condition

    condition = Condition(expression, "--where", recipients, profile)
    fitting = [recipient for recipient in found if condition.holds(recipient)]
    if found and not fitting:
        message = f"{expression!r} is true of none of the {len(found):,} recipients"
        raise ProblemsError([Problem("--where", message, f"look into {recipients.file}")])
    return fitting


def _sorted(found: Sequence[Recipient], wish: str, recipients: RecipientList) -> Sequence[Recipient]:
    """Sort recipients by a field, those without it last; equal ones keep the list's order."""
    descending, name = wish.startswith("-"), wish.lstrip("-").strip().removeprefix("recipient.")
    further = dict.fromkeys(name for one in recipients.recipients for name in one.extras)
    known = (*OWN, *ADDRESS.fields, *further)
    bare = name.removeprefix("address.")
    if bare not in known or (bare != name and bare not in ADDRESS.fields):
        message = f'the recipients have no field "{name}" to sort by'
        remedy = f"choose one of {', '.join(known)}{suggestion(bare, known)}"
        raise ProblemsError([Problem("--sort", message, remedy)])
    keys = [(_key(recipient, bare), recipient) for recipient in found]
    with_key = sorted(
        ((key, recipient) for key, recipient in keys if key is not None), key=lambda pair: pair[0], reverse=descending
    )
    return [*(recipient for _, recipient in with_key), *(recipient for key, recipient in keys if key is None)]


def _key(recipient: Recipient, name: str) -> Key | None:
    """Return that by which a recipient is sorted, None where it has no such value."""
    value: object
    if name in OWN:
        value = recipient.derived_family_name if name == "family_name" else getattr(recipient, name)
    elif name in recipient.extras:
        value = recipient.extras[name].content
    else:
        value = getattr(recipient.address, name, "")
    match value:
        case bool():
            return NUMBER, Decimal(value)
        case int() | Decimal():
            return NUMBER, Decimal(value)
        case datetime.date():
            return DAY, value.isoformat()
        case str() if value:
            return TEXT, value.casefold()
    return None
