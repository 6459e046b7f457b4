"""A list of recipients as people write it in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from correspondence.characters import decode_utf8
from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.fields import VALUES, near_miss
from correspondence.recipients.checking import given, recipient_from, report_repeated_ids
from correspondence.recipients.fields import LIST
from correspondence.recipients.values import InvalidRecipientsError, Recipient, RecipientList
from correspondence.source import Node, read_yaml


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
        one = recipient_from(record, file, problems)
        if one is not None and len(problems) == before and one.id.lower() not in sound:
            sound[one.id.lower()] = one
        else:
            unsound.append(given(record.content, "id") if isinstance(record.content, dict) else "")
    report_repeated_ids(nodes, file, problems)
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
