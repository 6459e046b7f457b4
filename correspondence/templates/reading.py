"""Read templates, layouts, senders, profiles and settings from text, and check them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from correspondence.characters import DELETE_IT, bad_character, decode_utf8, unprintable
from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.fields import MISSING, Choice, FieldSpec, Record, kind_from_layout, near_miss, suggestion
from correspondence.source import Node, read_yaml, split_front_matter
from correspondence.templates.archive_settings import ArchiveSettings
from correspondence.templates.descriptions import (
    CONTACTS,
    ENVELOPE,
    LAYOUT,
    PROFILE,
    RESERVED,
    SENDER,
    SETTINGS,
    TEMPLATE_FIELDS,
)
from correspondence.templates.values import Attachment, Envelope, Layout, Profile, Sender, Settings, Signer, Template


def read_template(content: bytes, file: str, template_id: str) -> Template:
    """Read a document's template: everything that can be told without its layout.

    Raises:
        ProblemsError: The front matter cannot be used; every problem is listed.
    """
    problems = Problems()
    front, body, body_line = _read_page(content, file, problems)
    own, settings = _part_settings(front)
    values = Record(TEMPLATE_FIELDS, noun="template").read(own, file, problems)
    for attachment in _entries(own, "attachments"):
        _check_attachment(attachment, file, problems)
    for name, node in _below(own, "values").items():
        if name in RESERVED:
            message, remedy = f'"{name}" means something else in every template', "give the value another name"
            problems.add(Problem(file, message, remedy, line=node.key_line, field=node.path))
    if (asked := _given(own, "questionnaire")) is not None and _given(own, "follows") is not None:
        message = "a letter that follows others asks nothing of its own: replies to it answer those"
        problems.add(Problem(file, message, "delete 'questionnaire:'", line=asked.key_line, field="questionnaire"))
    _check_approvals(own, file, problems)
    problems.stop()
    attachments = tuple(
        Attachment(one["template"], one["list"], one["pdf"], one["title"]) for one in values.pop("attachments")
    )
    return Template(
        id=template_id,
        file=file,
        body=body,
        body_line=body_line,
        signers=values.pop("signer"),
        attachments=attachments,
        settings=MappingProxyType(settings),
        values=MappingProxyType(values.pop("values") or {}),
        places=MappingProxyType(dict(front.places())),
        **values,
    )


def read_layout(content: bytes, file: str, layout_id: str, css: str, css_file: str) -> Layout:
    """Read a layout: ``layout.md`` and the text of its ``style.css``.

    Raises:
        ProblemsError: Its front matter cannot be used.
    """
    problems = Problems()
    front, body, body_line = _read_page(content, file, problems)
    values = LAYOUT.read(front, file, problems)
    declared = _below(front, "fields")
    fields: dict[str, FieldSpec] = {}
    for name, node in declared.items():
        if name in RESERVED:
            message = f'"{name}" is a setting of every template'
            problems.add(Problem(file, message, "give the field another name", line=node.key_line, field=node.path))
        elif (spec := kind_from_layout(node, file, problems)) is not None:
            fields[name] = spec
    choices = [name for name, spec in fields.items() if isinstance(spec.kind, Choice)]
    for node in _entries(front, "variants"):
        if node.raw not in declared or (node.raw in fields and node.raw not in choices):
            remedy = f"declare it below 'fields:', or delete it{suggestion(node.raw, choices)}"
            problems.add(node.problem(file, f'the variant "{node.raw}" is not a field of type choice', remedy))
    problems.stop()
    values["fields"] = MappingProxyType(fields)
    values["parts"] = MappingProxyType(values["parts"])
    envelope = values["envelope"] or {}
    values["envelope"] = MappingProxyType(envelope if isinstance(envelope, dict) else {"": envelope})
    return Layout(id=layout_id, file=file, body=body, body_line=body_line, css=css, css_file=css_file, **values)


def read_sender(content: bytes, file: str, sender_id: str) -> Sender:
    """Read an office.

    Raises:
        ProblemsError: The file cannot be used.
    """
    values, places = _read_plain(content, file, SENDER)
    values["contacts"] = MappingProxyType(values["contacts"] or dict.fromkeys(CONTACTS.fields, ""))
    values["values"] = MappingProxyType(values["values"] or {})
    values["signers"] = MappingProxyType(
        {name: Signer(id=name, **signer) for name, signer in (values["signers"] or {}).items()}
    )
    return Sender(id=sender_id, file=file, places=places, **values)


def read_profile(content: bytes, file: str, profile_id: str) -> Profile:
    """Read a house's rules.

    Raises:
        ProblemsError: The file cannot be used.
    """
    values, places = _read_plain(content, file, PROFILE)
    values["rules"] = MappingProxyType(
        {name: level for name, level in (values["rules"] or {}).items() if f"rules.{name}" in places}
    )
    return Profile(id=profile_id, **values)


def read_envelope(content: bytes, file: str, envelope_id: str) -> Envelope:
    """Read a window envelope.

    Raises:
        ProblemsError: The file cannot be used, or its measures contradict one another.
    """
    values, places = _read_plain(content, file, ENVELOPE)
    found = Envelope(id=envelope_id, file=file, **values)
    problems = Problems()
    for name, wrong, message in (
        ("window_width", found.left + found.window_width > found.width, "the window is not inside the envelope"),
        ("window_height", found.bottom + found.window_height > found.height, "the window is not inside the envelope"),
        ("fold", found.fold > found.height, "the folded letter is higher than the envelope"),
        ("fold", found.fold <= 0, "the folded letter has no height"),
    ):
        if wrong:
            problems.add(Problem(file, message, "mend the measures", line=places.get(name), field=name))
    problems.stop()
    return found


def read_settings(content: bytes, file: str) -> Settings:
    """Read ``correspondence.yaml``.

    Raises:
        ProblemsError: The file cannot be used.
    """
    values = _read_plain(content, file, SETTINGS)[0]
    reference, archive = values.pop("reference"), values.pop("archive")
    approvers = MappingProxyType(values.pop("approvers") or {})
    return Settings(**values, archive=ArchiveSettings(**(archive or {})), approvers=approvers, **(reference or {}))


def read_value(name: str, text: str, spec: FieldSpec) -> Any:
    """Read a value that was given on the command line.

    Args:
        name: Its field.
        text: What was given.
        spec: What the layout says of the field.

    Raises:
        ProblemsError: It is not of the field's kind.
    """
    problems = Problems()
    content: Any = text
    if text in {"true", "false"}:
        content = text == "true"
    elif re.fullmatch(r"0|[1-9][0-9]{0,17}", text):
        content = int(text)
    node = Node(content, 0, name, text)
    if (character := bad_character(text)) is not None:
        problems.add(node.problem("--set", unprintable(character), DELETE_IT))
    value = spec.read(name, node, "--set", problems)
    problems.stop()
    return value


def read_settings_of(template: Template, layout: Layout, problems: Problems) -> Mapping[str, Any]:
    """Read a template's values for its layout's fields.

    Args:
        template: The document.
        layout: Its layout.
        problems: Takes what is wrong: unknown names and values of the wrong kind. A
            missing value is no problem here, as the list may have it.

    Returns:
        The values that are there, by name, and the defaults of those that are not.
    """
    values: dict[str, Any] = {name: spec.default for name, spec in layout.fields.items() if not spec.required}
    for name, node in template.settings.items():
        spec = layout.fields.get(name)
        if spec is None:
            close = near_miss(name, {**TEMPLATE_FIELDS, **layout.fields})
            remedy = (
                f"put it below 'values:' to use it in the body; the layout {layout.id} knows {', '.join(layout.fields)}"
            )
            remedy = f'did you mean "{close}"?' if close else remedy
            message = f'"{name}" is not a field of the layout {layout.id}'
            problems.add(Problem(template.file, message, remedy, line=node.key_line, field=name))
        elif spec.required or node.content is not None:
            value = spec.read(name, node, template.file, problems)
            if value is not MISSING:
                values[name] = value
    for name in template.values:
        if name in layout.fields:
            message, remedy = (
                f'"{name}" is a field of the layout {layout.id}',
                "take it out of 'values:', to the left margin",
            )
            line = template.places.get(f"values.{name}")
            problems.add(Problem(template.file, message, remedy, line=line, field=f"values.{name}"))
    return values


def _read_page(content: bytes, file: str, problems: Problems) -> tuple[Node, str, int]:
    """Part a page into front matter, body and the body's line; stop where it has no front matter."""
    text = decode_utf8(content, file, problems)
    front, body, body_line = split_front_matter(text, file, problems) if text is not None else (None, "", 1)
    if front is None:
        raise ProblemsError(problems)
    return front, body, body_line


def _part_settings(front: Node) -> tuple[Node, dict[str, Node]]:
    """Part the settings that every template has from those that the layout declares."""
    if not isinstance(front.content, dict):
        return front, {}
    own = {name: node for name, node in front.content.items() if name in TEMPLATE_FIELDS}
    rest = {name: node for name, node in front.content.items() if name not in TEMPLATE_FIELDS}
    return Node(own, front.line, ""), rest


def _below(node: Node, name: str) -> Mapping[str, Node]:
    """Return the mapping that stands under a name, empty where none does."""
    inner = node.content.get(name) if isinstance(node.content, dict) else None
    return inner.content if inner is not None and isinstance(inner.content, dict) else {}


def _given(node: Node, name: str) -> Node | None:
    """Return what stands under a name, None where nothing does."""
    inner = node.content.get(name) if isinstance(node.content, dict) else None
    return inner if inner is not None and inner.content is not None else None


def _entries(node: Node, name: str) -> list[Node]:
    """Return the list that stands under a name, empty where none does."""
    inner = node.content.get(name) if isinstance(node.content, dict) else None
    return inner.content if inner is not None and isinstance(inner.content, list) else []


def _check_approvals(own: Node, file: str, problems: Problems) -> None:
    named = [node.raw.casefold() for node in _entries(own, "approvals")]
    for index, node in enumerate(_entries(own, "approvals")):
        if node.raw.casefold() in named[:index]:
            message, remedy = f'"{node.raw}" is asked for approval twice', "delete one of the lines"
            problems.add(node.problem(file, message, remedy))
    line = own.content.get("approvals") if isinstance(own.content, dict) else None
    if line is not None and not named and not line.raw.strip("[] '\""):
        problems.add(line.problem(file, "nobody is asked for approval", "write who must approve, or delete the line"))
    asked = _given(own, "approvals")
    if asked is not None and _given(own, "follows") is not None:
        message = (
            "a letter that follows others is made of what the register holds that day, and can wait for no approval"
        )
        remedy = "delete 'approvals:', and look at the reminders before they are posted"
        problems.add(Problem(file, message, remedy, line=asked.key_line, field="approvals"))


def _check_attachment(node: Node, file: str, problems: Problems) -> None:
    if not isinstance(node.content, dict):
        return  # its kind has said so
    given = {name for name, inner in node.content.items() if inner.content is not None and inner.raw.strip()}
    if ("template" in given) == ("pdf" in given) or ("list" in given and "template" not in given):
        message = "an attachment is neither a template nor a PDF, or is both"
        problems.add(node.problem(file, message, "write 'template:' with its 'list:', or 'pdf:'"))


def _read_plain(content: bytes, file: str, record: Record) -> tuple[dict[str, Any], Mapping[str, int]]:
    problems = Problems()
    text = decode_utf8(content, file, problems)
    node = read_yaml(text, file, problems) if text is not None else None
    if node is None:
        raise ProblemsError(problems)
    values = record.read(node, file, problems)
    problems.stop()
    return values, MappingProxyType(dict(node.places()))
