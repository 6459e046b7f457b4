"""What fills in the page of file formats: tables made from the descriptions that the readers check by."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Mapping

from correspondence.compose.filters import KEPT, OURS
from correspondence.fields import (
    DECLARATION,
    SIMPLE_KINDS,
    Anything,
    Choice,
    Day,
    Either,
    FieldSpec,
    Inches,
    Kind,
    ListOf,
    MapOf,
    Record,
    WholeNumber,
    Words,
    YesNo,
)
from correspondence.questionnaire import QUESTIONNAIRE, QuestionnaireKind
from correspondence.recipients import LIST
from correspondence.templates import (
    ENVELOPE,
    LAYOUT,
    MAIL,
    PROFILE,
    SENDER,
    SETTINGS,
    TEMPLATE_FIELDS,
    VOCABULARIES,
    Layout,
    MailKind,
)
from correspondence.templates.labels import LABELS
from correspondence.workspace import Workspace
from pages import looks
from pages.markdown import Filling, code, sentence, table, words
from pages.samples import ELSEWHERE, FILTERS, ROOT, VALUES, sample_text


def fields(record: Record | Mapping[str, FieldSpec], *, listed: bool = False) -> str:
    """Set the fields of a record, those of records within it too.

    Args:
        record: The record, or its fields.
        listed: Whether a recipient list may supply what is required.
    """
    known = record.fields if isinstance(record, Record) else record
    return table(("Field", "Value", "If it is left away", "What it is"), field_rows(known, "", listed=listed))


def field_rows(specs: Mapping[str, FieldSpec], path: str, *, listed: bool = False) -> Iterator[tuple[str, ...]]:
    """Yield a row for each field."""
    for name, spec in specs.items():
        needed = "an error, unless the list has it" if listed else "an error"
        default = {True: "`true`", False: "`false`"}.get(spec.default) if isinstance(spec.default, bool) else None
        if default is None and isinstance(spec.default, str | int | float) and spec.default != "":
            default = code(str(spec.default))
        yield (
            code(path + name),
            kind_words(spec.kind),
            needed if spec.required else default or "",
            sentence(spec.description),
        )
        yield from inner_rows(spec.kind, path + name)


def inner_rows(kind: Kind, path: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the records that a value holds."""
    match kind:
        case Record():
            yield from field_rows(kind.fields, f"{path}.")
        case ListOf():
            yield from inner_rows(kind.kind, f"{path}[]")
        case MapOf():
            yield from inner_rows(kind.kind, f"{path}.ID")
        case Either():
            for one in (kind.scalar, kind.sequence, kind.mapping):
                if one:
                    yield from inner_rows(one, path)
        case MailKind():
            yield from field_rows(MAIL.fields, f"{path}.")
        case QuestionnaireKind():
            yield from field_rows(QUESTIONNAIRE.fields, f"{path}.")


def kind_words(kind: Kind, *, plural: bool = False) -> str:
    """Say what a value may be."""
    match kind:
        case Words() if kind.pattern:
            return f"{kind.noun}: {kind.remedy}"
        case Words() if kind.multiline:
            return "texts" if plural else "text"
        case Words():
            return "lines" if plural else "text on one line"
        case Day():
            return "date: year-month-day, such as 2017-08-03"
        case WholeNumber():
            return f"whole number, {kind.least} or more"
        case Inches():
            return "number of inches, such as 0.25"
        case YesNo():
            return "`true` or `false`"
        case Choice():
            return words(map(code, kind.options))
        case ListOf():
            inner = kind_words(kind.kind, plural=True)
            alone = "; a single one may stand without a list" if kind.single else ""
            return f"list{', each entry a ' if ':' in inner else ' of '}{inner}{alone}"
        case Record() | QuestionnaireKind() | MailKind():
            return "records" if plural else "record"
        case MapOf():
            inner = kind_words(kind.kind, plural=True)
            return f"names, each with {inner}" if isinstance(kind.kind, Choice) else f"{inner} by name"
        case Either():
            return words(kind_words(one) for one in (kind.scalar, kind.sequence, kind.mapping) if one)
        case Anything():
            return "values of any kind" if plural else "any value"
    message = f"there are no words for {kind!r}"
    raise TypeError(message)


def declared(record: Record) -> Mapping[str, FieldSpec]:
    """Return the fields of a record in which ``fields`` holds declarations of fields."""
    declarations = MapOf(Record({}, noun="declaration"))
    return {**record.fields, "fields": dataclasses.replace(record.fields["fields"], kind=declarations)}


def layouts(found: Iterable[Layout]) -> str:
    """Describe the layouts: what each requires, and its fields."""
    return "\n\n".join(
        f"#### {layout.id}\n\n{sentence(layout.description)}. {layout_rules(layout)}\n\n"
        + fields(layout.fields, listed=layout.recipient != "none")
        for layout in found
    )


def layout_rules(layout: Layout) -> str:
    """Say what a layout requires besides its fields."""
    said = {
        "required": "It goes to the recipients of a list.",
        "optional": "It may go to the recipients of a list.",
        "none": "It has no recipient list.",
    }[layout.recipient]
    for noun, use in (("`sender`", layout.sender), ("`signer`", layout.signer)):
        said += {
            "required": f" {noun} is required.",
            "optional": f" {noun} is optional.",
            "none": f" It has no {noun}.",
        }[use]
    if layout.recipient_fields:
        said += f" Each recipient needs {words(map(code, layout.recipient_fields), 'and')}."
    if layout.page_limit:
        said += f" It has {layout.page_limit} page{'s' if layout.page_limit > 1 else ''} at most."
    return f"{said} Its parts: {words((code(name) for name in layout.parts), 'and')}."


def types() -> str:
    """Describe the types of a layout's fields."""
    rows = [(code(name), sentence(kind_words(kind))) for name, kind in SIMPLE_KINDS.items()]
    rows += [
        ("`choice`", "One of the words in `options`; options that are numbers, `yes` or `no` are written with quotes"),
        ("`list`", sentence(kind_words(ListOf(Words(), single=True)))),
        ("`record`", "A record with the fields that its own `fields` declares"),
        (
            "`enclosures`",
            "A list of what lies with a letter, each entry its name or a record: `pdf` with the path of a file below templates/, and `title`",
        ),
    ]
    return table(("Type", "Value"), rows)


def values() -> str:
    """Describe the values that a template sees, with those of the sample."""
    rows = [(code(name), sentence(about), shown(sample_text(f"{{{{ {name} }}}}"))) for name, about in VALUES.items()]
    rows += [(code(name), sentence(about), "") for name, about in ELSEWHERE.items()]
    return table(("Value", "What it is", "In the sample"), rows)


def filters(names: Iterable[str]) -> str:
    """Describe filters, each with an example."""
    rows = []
    for name in names:
        about, expression, result = FILTERS[name]
        about = about or re.split(r"[:.]", OURS[name].__doc__ or "")[0]
        rows.append((code(name), sentence(about), code(f"{{{{ {expression} }}}}"), shown(result)))
    return table(("Filter", "What it does", "Example", "Gives"), rows)


def shown(text: str, most: int = 70) -> str:
    """Show a value in a table's cell, cut where it is long."""
    short = text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
    return short.replace("<", "&lt;").replace("\n", "<br>")


def contracts() -> str:
    """List the JSON Schemas of what commands print."""
    rows = []
    for path in sorted((ROOT / "docs" / "json").glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        name = schema["properties"]["schema"]["const"]
        rows.append((code(name), sentence(schema["description"].rstrip(".")), f"[{path.name}](json/{path.name})"))
    return table(("`schema`", "What it is", "JSON Schema"), rows)


def format_fillings() -> dict[str, Filling]:
    """Return what fills in the page of file formats."""
    workspace = Workspace(ROOT)
    return {
        "settings": lambda: fields(SETTINGS),
        "list": lambda: fields(LIST),
        "sender": lambda: fields(SENDER),
        "profile": lambda: fields(PROFILE),
        "envelope": lambda: fields(ENVELOPE),
        "label-sheet": lambda: fields(LABELS),
        "vocabulary": lambda: fields(VOCABULARIES),
        "template": lambda: fields(TEMPLATE_FIELDS),
        "layouts": lambda: layouts(workspace.layout(name) for name in workspace.layout_ids()),
        "values": values,
        "own-filters": lambda: filters(OURS),
        "jinja-filters": lambda: filters(KEPT),
        "layout": lambda: fields(declared(LAYOUT)),
        "declaration": lambda: fields(declared(DECLARATION)),
        "types": types,
        **looks.fillings(),
        "json": contracts,
    }
