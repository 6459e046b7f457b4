"""A list as a person would write it in YAML."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from decimal import Decimal

from correspondence.recipients.fields import RECIPIENT_FIELDS
from correspondence.recipients.values import Address, Recipient, RecipientList
from correspondence.source import Node

PLAIN = re.compile(r"([^\W\d_]|[0-9]+ [^\W\d_])[\w .'()/&@+,-]*")
"""What nobody would put into quotation marks: words, an e-mail address, a number and a street."""
RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Words that YAML takes for something else."""
UNPRINTED = re.compile(
    r"[^\t\n\x20-\x7e\u00a1-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef\U00010000-\U000effff]"
)
"""Characters that an editor does not show, such as a space that does not break; they are written as escapes."""
ADDRESS_PARTS = ("street", "street2", "city", "state", "zip", "country")
WIDTH = 120


def written_list(recipients: RecipientList, *comments: str) -> str:
    """Return a list in YAML; reading it gives the same recipients.

    Args:
        recipients: The list.
        comments: Lines that stand above it, without their ``#``.
    """
    lines = [f"# {comment}" for comment in comments]
    if recipients.shared:
        lines.append("shared:")
        for name, node in recipients.shared.items():
            lines.extend(_field(name, node, "  "))
    lines.append("recipients:")
    for recipient in recipients.recipients:
        first, *rest = _record(recipient)
        lines.append(f"  - {first}")
        lines.extend(f"    {line}" if line else "" for line in rest)
    return "\n".join(lines) + "\n"


def _record(recipient: Recipient) -> Iterator[str]:
    """Yield the lines of a recipient, those without a value left away."""
    for name in RECIPIENT_FIELDS:
        if name == "address":
            if recipient.address is not None:
                yield from _address(recipient.address)
        elif text := getattr(recipient, name):
            yield from _text(name, text)
    for name, node in recipient.extras.items():
        yield from _field(name, node, "")


def _address(address: Address) -> Iterator[str]:
    if address.as_given:
        yield "address:"
        yield from (f"  - {_scalar(line)}" for line in address.as_given)
        return
    parts = [(name, text) for name in ADDRESS_PARTS if (text := getattr(address, name))]
    line = f"address: {{{', '.join(f'{name}: {_scalar(text, listed=True)}' for name, text in parts)}}}"
    if len(line) <= WIDTH - 4:
        yield line
        return
    yield "address:"
    yield from (f"  {name}: {_scalar(text)}" for name, text in parts)


def _field(name: str, node: Node, indent: str) -> Iterator[str]:
    """Yield the lines of a value of the list's own."""
    match node.content:
        case None:
            yield f"{indent}{name}:"
        case bool():
            yield f"{indent}{name}: {'true' if node.content else 'false'}"
        case int() | Decimal() | datetime.date():
            yield f"{indent}{name}: {node.content}"
        case str():
            yield from (f"{indent}{line}" if line else "" for line in _text(name, node.content))
        case list():
            yield f"{indent}{name}:"
            yield from (f"{indent}  - {_flow(one)}" for one in node.content)
        case dict():
            yield f"{indent}{name}:"
            for inner, value in node.content.items():
                yield from _field(inner, value, f"{indent}  ")


def _flow(node: Node) -> str:
    """Return a value of a list in one line."""
    match node.content:
        case None:
            return '""'
        case bool():
            return "true" if node.content else "false"
        case int() | Decimal() | datetime.date():
            return str(node.content)
        case str():
            return _scalar(node.content, listed=True)
        case list():
            return f"[{', '.join(map(_flow, node.content))}]"
        case dict():
            return f"{{{', '.join(f'{name}: {_flow(value)}' for name, value in node.content.items())}}}"


def _text(name: str, text: str) -> Iterator[str]:
    """Yield the lines of a text; one of several lines as a block, where it can be one."""
    lines = text.split("\n")
    plain = all(line and line == line.strip() and not UNPRINTED.search(line) for line in lines)
    if len(lines) > 1 and plain:
        yield f"{name}: |-"
        yield from (f"  {line}" for line in lines)
    else:
        yield f"{name}: {_scalar(text)}"


def _scalar(text: str, *, listed: bool = False) -> str:
    """Return a text as YAML has it: without quotation marks where nobody would write any.

    Args:
        text: The text.
        listed: Whether it stands in braces, where a comma parts values.
    """
    tame = PLAIN.fullmatch(text) and text.lower() not in RESERVED and not UNPRINTED.search(text)
    if tame and text[-1] != " " and "  " not in text and not (listed and "," in text):
        return text
    return UNPRINTED.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004  (what four digits can say)
