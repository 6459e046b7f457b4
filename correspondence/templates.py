"""What an office writes once: templates of documents, layouts of kinds, and senders.

Each is one file. Here they are read from text and checked; where the files lie is the
workspace's business.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.fields import (
    MISSING,
    SIMPLE_KINDS,
    Anything,
    Choice,
    Either,
    FieldSpec,
    ListOf,
    MapOf,
    Record,
    WholeNumber,
    Words,
    kind_from_layout,
    near_miss,
    suggestion,
)
from correspondence.questionnaire import Questionnaire, QuestionnaireKind
from correspondence.recipients import RECIPIENT_FIELDS
from correspondence.characters import decode_utf8
from correspondence.source import Node, read_yaml, split_front_matter

Use = Literal["required", "optional", "none"]

NAME = Words("name", r"[A-Za-z0-9][A-Za-z0-9_-]*", "use letters, digits, hyphens and underscores", multiline=False)
PART_NAME = Words("name of a part", r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "use small letters, digits and hyphens", multiline=False)
PICTURE = Words("picture file", r"(?![/\\~])[^:*?\"<>|\\]+\.(png|jpg|jpeg|PNG|JPG|JPEG)", "name a .png or .jpg file by its path below templates/", multiline=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """What goes out with a document: another template, merged with its list, or a PDF."""

    template: str = ""
    recipients: str = ""
    pdf: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One document as its author wrote it.

    Attributes:
        id: The file's name without its ending.
        file: The file, for messages.
        layout: Id of its layout.
        title: Title of the document.
        language: BCP 47 tag.
        sender: Id of the office that speaks, or empty.
        signers: Ids of those who sign, in the order in which they sign.
        signing_for: Id of the signer in whose place the first one signs, or empty.
        questionnaire: What it asks, or None.
        attachments: What goes out with it.
        values: Further values for its body.
        settings: Values for the layout's fields, as nodes: the layout says what they must be.
        body: Markdown with Jinja.
        body_line: Line of the file at which the body begins.
        places: Line of each setting, by its path.
    """

    id: str
    file: str
    layout: str
    title: str
    body: str
    body_line: int
    language: str = "en-US"
    sender: str = ""
    signers: tuple[str, ...] = ()
    signing_for: str = ""
    questionnaire: Questionnaire | None = None
    attachments: tuple[Attachment, ...] = ()
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    settings: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), compare=False)


@dataclass(frozen=True, slots=True)
class Layout:
    """What makes a kind of document: its fields, its parts and their order.

    Attributes:
        id: The folder's name.
        file: ``layout.md``, for messages.
        description: One sentence.
        fields: The values that documents of this kind have in their front matter.
        parts: Top-level divisions in their order, each with whether it must be there.
        divisions: Names of divisions that may stand inside parts.
        variants: Fields whose value names a variant of the look.
        recipient: Whether such a document goes to recipients.
        recipient_fields: Fields that each of them must have.
        sender: Whether it has a sender.
        signer: Whether it is signed.
        page_limit: Most pages, or None.
        body: Markdown with Jinja: which part stands where.
        body_line: Line of the file at which ``body`` begins.
        css: The text of ``style.css``.
        css_file: That file, for messages.
    """

    id: str
    file: str
    description: str
    body: str
    body_line: int
    css: str
    css_file: str
    fields: Mapping[str, FieldSpec]
    parts: Mapping[str, str]
    divisions: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    recipient: Use = "none"
    recipient_fields: tuple[str, ...] = ()
    sender: Use = "optional"
    signer: Use = "none"
    page_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for an office. ``image`` is the path of a picture of the signature, or empty."""

    id: str
    name: str
    title: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """An office that writes: its letterhead, its contacts, its signers.

    Attributes:
        id: The file's name without its ending.
        file: The file, for messages.
        contacts: Component, telephone, tty, fax, email and web, empty where not given.
        values: Further values for layouts, by name.
    """

    id: str
    file: str
    agency: str = ""
    office: str = ""
    city_line: str = ""
    return_address: tuple[str, ...] = ()
    contacts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    closing_notice: str = ""
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    signers: Mapping[str, Signer] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def name(self) -> str:
        """Agency and office in one line."""
        return ", ".join(part for part in (self.agency, self.office) if part)


@dataclass(frozen=True, slots=True)
class Profile:
    """A house's rules where agencies differ.

    Attributes:
        state_names: ``postal`` prints NM, ``spelled`` New Mexico in an inside address
            (USDA ARS Midwest correspondence rules: spelled out in the letter).
        inside_address_lines: Most lines of an inside address before ``check`` warns.
    """

    id: str = "default"
    state_names: Literal["postal", "spelled"] = "postal"
    inside_address_lines: int = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a workspace. ``profile`` is the id of the house's rules."""

    profile: str = ""


ATTACHMENT = Record(
    {
        "template": FieldSpec(NAME, "Id of a template", default=""),
        "list": FieldSpec(NAME, "Id of the list with which it is merged", default=""),
        "pdf": FieldSpec(Words("PDF file", r"(?![/\\~]).+\.(pdf|PDF)", "name a .pdf file by its path below templates/", multiline=False), "Path of a PDF below templates/", default=""),
        "title": FieldSpec(Words("title", multiline=False), "Its bookmark in the packet", default=""),
    },
    noun="attachment",
)

TEMPLATE_FIELDS: Mapping[str, FieldSpec] = {
    "layout": FieldSpec(NAME, "Id of the layout: the kind of document", required=True),
    "title": FieldSpec(Words("title", multiline=False), "Title of the document, for its metadata", required=True),
    "language": FieldSpec(Words("language", r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "write a language tag such as en-US", multiline=False), "Language of the text", default="en-US"),
    "sender": FieldSpec(NAME, "Id of the office that writes", default=""),
    "signer": FieldSpec(ListOf(NAME, single=True, least=1), "Id of the person who signs, or a list of ids", default=()),
    "signing_for": FieldSpec(NAME, "Id of the signer in whose place the first one signs", default=""),
    "questionnaire": FieldSpec(QuestionnaireKind(), "What the letter asks"),
    "attachments": FieldSpec(ListOf(ATTACHMENT), "What goes out with the document, in order", default=()),
    "values": FieldSpec(MapOf(Anything(), name_pattern=r"[A-Za-z][A-Za-z0-9_]*"), "Further values for the body, by name"),
}

SIGNER = Record(
    {
        "name": FieldSpec(Words("name", multiline=False), "Printed name", required=True),
        "title": FieldSpec(Words("title"), "Printed title", default=""),
        "image": FieldSpec(PICTURE, "Picture of the signature, by its path below templates/", default=""),
    },
    noun="signer",
)

CONTACTS = Record(
    {
        "component": FieldSpec(Words("component", multiline=False), "Code of the component, such as AG", default=""),
        "telephone": FieldSpec(SIMPLE_KINDS["telephone"], "Telephone", default=""),
        "tty": FieldSpec(SIMPLE_KINDS["telephone"], "Teletypewriter", default=""),
        "fax": FieldSpec(SIMPLE_KINDS["telephone"], "Fax", default=""),
        "email": FieldSpec(SIMPLE_KINDS["email"], "E-mail", default=""),
        "web": FieldSpec(Words("web address", r"\S+\.\S+", "write it as www.agency.gov", multiline=False), "Web address as it is printed", default=""),
    },
    noun="contact",
)

SENDER = Record(
    {
        "agency": FieldSpec(Words("agency"), "The department or agency", default=""),
        "office": FieldSpec(Words("office"), "The office within it", default=""),
        "city_line": FieldSpec(Words("city line", multiline=False), "City, state and ZIP code of the letterhead", default=""),
        "return_address": FieldSpec(ListOf(Words("line", multiline=False)), "Lines of the return address", default=()),
        "contacts": FieldSpec(CONTACTS, "How the office is reached"),
        "closing_notice": FieldSpec(Words("notice"), "Last lines of its press releases", default=""),
        "values": FieldSpec(MapOf(Anything(), name_pattern=r"[A-Za-z][A-Za-z0-9_]*"), "Further values for layouts, as sender.values.NAME"),
        "signers": FieldSpec(MapOf(SIGNER), "Those who sign for it, by id"),
    },
    noun="sender",
)

PROFILE = Record(
    {
        "state_names": FieldSpec(Choice(("postal", "spelled")), "How an inside address writes a state", default="postal"),
        "inside_address_lines": FieldSpec(WholeNumber(1), "Most lines of an inside address before a warning", default=5),
    },
    noun="profile",
)

SETTINGS = Record({"profile": FieldSpec(NAME, "Id of the house's rules in templates/profiles/", default="")}, noun="workspace's settings")

USE = Choice(("required", "optional", "none"))
PART_USE = Choice(("once", "optional"))

LAYOUT = Record(
    {
        "description": FieldSpec(Words("description"), "One sentence: what kind of document this is", required=True),
        "fields": FieldSpec(MapOf(Anything(), name_pattern=r"[a-z][a-z0-9_]*"), "Values that its documents have in their front matter"),
        "parts": FieldSpec(MapOf(PART_USE, name_pattern=r"[a-z][a-z0-9-]*"), "Its divisions in their order: once or optional", required=True),
        "divisions": FieldSpec(ListOf(PART_NAME), "Divisions that may stand inside parts", default=()),
        "variants": FieldSpec(ListOf(NAME), "Fields of type choice whose value names a variant", default=()),
        "recipient": FieldSpec(USE, "Whether it goes to recipients", default="none"),
        "recipient_fields": FieldSpec(ListOf(Choice(tuple(RECIPIENT_FIELDS))), "Fields that each recipient must have", default=()),
        "sender": FieldSpec(USE, "Whether it has a sender", default="optional"),
        "signer": FieldSpec(USE, "Whether it is signed", default="none"),
        "page_limit": FieldSpec(WholeNumber(1), "Most pages"),
    },
    noun="layout",
)


def read_template(content: bytes, file: str, template_id: str) -> Template:
    """Read a document's template: everything that can be told without its layout.

    Raises:
        ProblemsError: The front matter cannot be used; every problem is listed.
    """
    problems = Problems()
    text = decode_utf8(content, file, problems)
    if text is None:
        raise ProblemsError(problems)
    front, body, body_line = split_front_matter(text, file, problems)
    if front is None:
        raise ProblemsError(problems)
    own, settings = _part_settings(front)
    values = Record(TEMPLATE_FIELDS, noun="template").read(own, file, problems)
    if not isinstance(front.content, dict):
        raise ProblemsError(problems)
    for index, attachment in enumerate(values["attachments"] if values is not MISSING else ()):
        if bool(attachment["template"]) == bool(attachment["pdf"]) or (attachment["list"] and not attachment["template"]):
            node = front.content["attachments"]
            problems.add(Problem(file, "an attachment is neither a template nor a PDF, or is both", "write 'template:' with its 'list:', or 'pdf:'", line=node.line, field=f"attachments[{index}]"))
    problems.stop()
    attachments = tuple(Attachment(one["template"], one["list"], one["pdf"], one["title"]) for one in values.pop("attachments"))
    signers = values.pop("signer")
    own_values = values.pop("values") or {}
    return Template(
        id=template_id, file=file, body=body, body_line=body_line, signers=signers, attachments=attachments, settings=MappingProxyType(settings), values=MappingProxyType(own_values), places=MappingProxyType(dict(front.places())), **values
    )  # fmt: skip


def read_layout(content: bytes, file: str, layout_id: str, css: str, css_file: str) -> Layout:
    """Read a layout: ``layout.md`` and the text of its ``style.css``.

    Raises:
        ProblemsError: Its front matter cannot be used.
    """
    problems = Problems()
    text = decode_utf8(content, file, problems)
    if text is None:
        raise ProblemsError(problems)
    front, body, body_line = split_front_matter(text, file, problems)
    if front is None:
        raise ProblemsError(problems)
    values = LAYOUT.read(front, file, problems)
    fields: dict[str, FieldSpec] = {}
    if isinstance(front.content, dict) and (declared := front.content.get("fields")) is not None and isinstance(declared.content, dict):
        for name, node in declared.content.items():
            if name in TEMPLATE_FIELDS or name in {"recipient", "signers", "questions", "page_number", "page_count"}:
                problems.add(node.problem(file, f'"{name}" is a setting of every template', "give the field another name"))
            elif (spec := kind_from_layout(node, file, problems)) is not None:
                fields[name] = spec
    for name in values["variants"] if values is not MISSING else ():
        if name not in fields or not isinstance(fields[name].kind, Choice):
            problems.add(Problem(file, f'the variant "{name}" is not a field of type choice', f"declare it below 'fields:', or delete it{suggestion(name, fields)}", field="variants"))
    problems.stop()
    values["fields"] = MappingProxyType(fields)
    return Layout(id=layout_id, file=file, body=body, body_line=body_line, css=css, css_file=css_file, **values)


def read_sender(content: bytes, file: str, sender_id: str) -> Sender:
    """Read an office.

    Raises:
        ProblemsError: The file cannot be used.
    """
    values, places = _read_plain(content, file, SENDER)
    values["contacts"] = MappingProxyType(values["contacts"] or {name: "" for name in CONTACTS.fields})
    values["values"] = MappingProxyType(values["values"] or {})
    values["signers"] = MappingProxyType({name: Signer(id=name, **signer) for name, signer in (values["signers"] or {}).items()})
    return Sender(id=sender_id, file=file, places=places, **values)


def read_profile(content: bytes, file: str, profile_id: str) -> Profile:
    """Read a house's rules.

    Raises:
        ProblemsError: The file cannot be used.
    """
    return Profile(id=profile_id, **_read_plain(content, file, PROFILE)[0])


def read_settings(content: bytes, file: str) -> Settings:
    """Read ``correspondence.yaml``.

    Raises:
        ProblemsError: The file cannot be used.
    """
    return Settings(**_read_plain(content, file, SETTINGS)[0])


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
    elif text.isdecimal():
        content = int(text)
    value = spec.kind.read(Node(content, 0, name, text), "--set", problems)
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
            known = {**TEMPLATE_FIELDS, **layout.fields}
            close = near_miss(name, known)
            remedy = f'did you mean "{close}"?' if close else f"put it below 'values:' to use it in the body; the layout {layout.id} knows {', '.join(layout.fields)}"
            problems.add(Problem(template.file, f'"{name}" is not a field of the layout {layout.id}', remedy, line=node.key_line, field=name))
            continue
        if node.content is None and not spec.required:
            continue
        value = spec.kind.read(node, template.file, problems)
        if value is MISSING:
            continue
        if spec.required and value in ("", ()):
            problems.add(node.problem(template.file, f"{name} is empty", "write its value, or leave the line away if the list has it"))
            continue
        values[name] = value
    return values


def _part_settings(front: Node) -> tuple[Node, dict[str, Node]]:
    """Part the settings that every template has from those that the layout declares."""
    if not isinstance(front.content, dict):
        return front, {}
    own = {name: node for name, node in front.content.items() if name in TEMPLATE_FIELDS}
    rest = {name: node for name, node in front.content.items() if name not in TEMPLATE_FIELDS}
    return Node(own, front.line, ""), rest


def _read_plain(content: bytes, file: str, record: Record) -> tuple[dict[str, Any], Mapping[str, int]]:
    problems = Problems()
    text = decode_utf8(content, file, problems)
    node = read_yaml(text, file, problems) if text is not None else None
    values = record.read(node, file, problems) if node is not None else MISSING
    problems.stop()
    return values, MappingProxyType(dict(node.places()) if node is not None else {})


def day_of(values: Mapping[str, Any]) -> datetime.date | None:
    """Return the date that a document bears, None where it bears none."""
    day = values.get("date")
    return day if isinstance(day, datetime.date) else None


