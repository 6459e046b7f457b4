"""Documents from strings: a small layout, a template's body, a list, and what comes of them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from correspondence.compose import Composer, Sources, UnfitError
from correspondence.document import (
    Asset,
    Block,
    Columns,
    Division,
    Document,
    Emphasis,
    Field,
    Heading,
    Image,
    Inline,
    ItemList,
    Labelled,
    LineBreak,
    Link,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Rule,
    Strong,
    Table,
    Text,
)
from correspondence.errors import CorrespondenceError, ProblemsError
from correspondence.recipients import RecipientList, read_recipient_list
from correspondence.templates import Profile, Sender, read_layout, read_sender, read_template

LAYOUT = """\
---
description: A kind of document for tests
fields:
  date: {type: date}
  place: {type: text}
parts: {opening: optional, body: once, closing: optional}
divisions: [note, aside]
recipient: optional
sender: optional
signer: optional
---
{% block opening %}{% endblock %}
::: body
{% block body %}{% endblock %}
:::
{% block closing %}{% endblock %}
"""

HEADED = LAYOUT.replace(
    "{% block opening %}{% endblock %}",
    "{% block opening %}\n::: opening\n{{ place }}\n:::\n{% endblock %}",
).replace("opening: optional", "opening: once")
"""A layout that prints ``place`` in a part that every document has."""

JONES = """\
    recipients:
      - id: jones
        title: Chief
        name: Eric Jones
        organization: Stockton Police Department
        jurisdiction: ""
        case: {number: 12, items: [a, b]}
    """

DOUBTFUL = """\
    recipients:
      - id: smith
        title: Chief
        name: Mary Ann Smith
    """

TEMPLATE_FRONT = "layout: plain\ntitle: A test"
BODY_LINE = 6
"""Line of t.md at which the body begins, where nothing is added to the front matter."""


def no_pictures(path: str) -> Asset:
    """Have no pictures at all."""
    raise AssertionError(path)


def sources(
    body: str,
    *,
    front: str = "",
    layout: str = LAYOUT,
    sender: Sender | None = None,
    picture: Callable[[str], Asset] = no_pictures,
) -> Sources:
    """Read a template with this body, and its layout."""
    text = f"---\n{TEMPLATE_FRONT}\n{front}\n---\n{body}"
    template = read_template(text.encode(), "t.md", "t")
    read = read_layout(layout.encode(), "plain/layout.md", "plain", "", "plain/style.css")
    signers = tuple(sender.signers[name] for name in template.signers) if sender else ()
    return Sources(template, read, sender, signers, None, Profile(), picture)


def addressees(yaml: str) -> RecipientList:
    """Read a list of recipients."""
    return read_recipient_list(textwrap.dedent(yaml).encode(), "list.yaml", "list")


def office(yaml: str) -> Sender:
    """Read a sender."""
    return read_sender(textwrap.dedent(yaml).encode(), "office.yaml", "office")


def document(
    body: str,
    *,
    recipients: RecipientList | None = None,
    given: Mapping[str, Any] = MappingProxyType({}),
    **parts: Any,
) -> Document:
    """Compose a document; to the first recipient, where there is a list."""
    composer = Composer(sources(body, **parts), recipients, given)
    return composer.compose(recipients.recipients[0] if recipients else None)


def written(body: str, **parts: Any) -> str:
    """Compose a document and write its body as a plain outline."""
    return outline(document(body, **parts).blocks)


def told(make: Callable[[], object]) -> list[str]:
    """Return every problem that something ends with, each as ``file, line N, field: message; remedy``.

    A missing value is told as ``file, line N: NAME is not defined``.
    """
    try:
        make()
    except ProblemsError as error:
        return [f"{problem.file}, {problem}" for problem in error.problems]
    except UnfitError as error:
        missing = [f"{one.file}, line {one.line}: {one.name} is not defined" for one in error.missing]
        return [*missing, *(f"{problem.file}, {problem}" for problem in error.problems)]
    except CorrespondenceError as error:
        return [str(error)]
    return []


def outline(blocks: tuple[Block, ...], depth: int = 0) -> str:
    """Write blocks as an outline: a line a block, its kind first, a value in ⟨⟩, a line break as ⏎."""
    return "\n".join("  " * depth + line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(children=children):
            yield f"p {inline_outline(children)}"
        case Heading(level=level, children=children):
            yield f"h{level} {inline_outline(children)}"
        case ItemList():
            yield from _list_lines(block)
        case Quotation(blocks=blocks):
            yield from ("quotation", *outline(blocks, 1).split("\n"))
        case Labelled(label=label, value=value):
            yield f"{inline_outline(label)} => {inline_outline(value)}"
        case Table(header=header, rows=rows):
            for row in (header, *rows):
                yield "| " + " | ".join(inline_outline(cell) for cell in row)
        case Rule():
            yield "rule"
        case Division(name=name, blocks=blocks):
            yield from (f"::: {name}", *outline(blocks, 1).split("\n"))
        case Columns(columns=columns):
            yield from ("columns", *outline(columns, 1).split("\n"))
        case _:
            yield str(block)


def _list_lines(block: ItemList) -> Iterator[str]:
    for number, item in enumerate(block.items, start=block.start):
        yield f"{f'{number}.' if block.ordered else '-'} {inline_outline(item.children)}"
        for sublist in item.sublists:
            yield from (f"  {line}" for line in _list_lines(sublist))


def inline_outline(inlines: tuple[Inline, ...]) -> str:
    """Write inlines on one line."""
    parts = {LineBreak: "⏎", PageNumber: "(page)", PageCount: "(pages)"}
    found = []
    for inline in inlines:
        match inline:
            case Text(text=text):
                found.append(text)
            case Field(text=text):
                found.append(f"⟨{text}⟩")
            case Emphasis(children=children):
                found.append(f"*{inline_outline(children)}*")
            case Strong(children=children):
                found.append(f"**{inline_outline(children)}**")
            case Link(children=children, href=href):
                found.append(f"[{inline_outline(children)}]({href})")
            case Image(asset=asset, alt=alt):
                found.append(f"![{alt}]({asset})")
            case _:
                found.append(parts[type(inline)])
    return "".join(found)
