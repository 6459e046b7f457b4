"""JSON Schemas for an office's files, so that an editor completes, explains and checks them.

They are made from the descriptions that the readers use (:mod:`correspondence.fields`) and
from the layouts that a workspace has. A schema accepts the files that its reader accepts,
and rejects what the reader rejects as far as a schema can say it: that two recipients have
one id, for example, it cannot. Files are YAML 1.2 to an editor, so that an unquoted date is
text there and an unquoted ZIP code a number. The dialect is draft 7, the newest one that
editors' YAML plug-ins understand throughout.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from correspondence.fields import (
    DECLARATION,
    SIMPLE_KINDS,
    VALUES,
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
from correspondence.fields.declarations import FIELD_NAME
from correspondence.questionnaire import QUESTION, QUESTIONNAIRE, QuestionnaireKind
from correspondence.recipients import DEVICES, DOMESTIC, HIGHEST_ZIP, LIST, RECIPIENT, ZIP
from correspondence.states import STATES
from correspondence.templates import (
    ATTACHMENT,
    ENVELOPE,
    LAYOUT,
    MAIL,
    PROFILE,
    RESERVED,
    SENDER,
    SETTINGS,
    TEMPLATE_FIELDS,
    VOCABULARIES,
    Layout,
    MailKind,
)
from correspondence.templates.labels import LABELS

Schema = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"

FIXED = ("list", "sender", "settings", "profile", "envelope", "vocabulary", "label-sheet", "layout")
"""The files that every workspace has a schema for, whatever its layouts are."""

_NOTHING: Schema = {"not": {"type": ["string", "number", "boolean", "object", "array"]}}
"""Null, said so that an editor does not propose it beside a choice's words."""


_DECLARATION: Schema = {"$ref": "#/definitions/declaration"}


def workspace_schemas(layouts: Iterable[Layout]) -> dict[str, Schema]:
    """Make the schemas of a workspace's files.

    Args:
        layouts: The workspace's layouts, those of the package included.

    Returns:
        The schemas by the name of the file in ``templates/schemas/`` that each belongs in:
        those of :data:`FIXED`, then one for the front matter of each layout's documents,
        sorted, under :func:`document_schema_name`.
    """
    schemas = {
        "list.json": _recipient_list(),
        "sender.json": _root("Sender", "An office that writes: its letterhead, its contacts, its signers.", SENDER),
        "settings.json": _root("Settings", "The settings of a workspace, correspondence.yaml.", SETTINGS),
        "profile.json": _root("Profile", "A house's rules where agencies differ.", PROFILE),
        "envelope.json": _root("Envelope", "A window envelope; all measures in inches.", ENVELOPE),
        "vocabulary.json": _root(
            "Vocabulary", "Words in which free letters speak of a template's questions.", VOCABULARIES
        ),
        "label-sheet.json": _root("Sheet of labels", "Where labels lie on a sheet; all measures in inches.", LABELS),
        "layout.json": _layout(),
    }
    for layout in sorted(layouts, key=lambda one: one.id):
        schemas[document_schema_name(layout.id)] = _document(layout)
    return schemas


def document_schema_name(layout_id: str) -> str:
    """Return the file name of the schema for a layout's documents.

    Example:
        >>> document_schema_name("press-release"), document_schema_name("profile")
        ('press-release.json', 'profile-document.json')
    """
    return f"{layout_id}-document.json" if layout_id in FIXED else f"{layout_id}.json"


def schema_text(schema: Mapping[str, Any]) -> str:
    """Return a schema as its file holds it: in declared order, indented, with a newline at the end."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _root(title: str, description: str, record: Record) -> Schema:
    return {"$schema": DIALECT, "title": title, "description": description, **_of(record)} | {"title": title}


def _recipient_list() -> Schema:
    schema = _root("Recipient list", "The addressees of a mailing, and the values that all of its letters share.", LIST)
    recipient = schema["properties"]["recipients"]["items"]
    recipient.update({"if": {"not": _given("organization")}, "then": _given("name")})
    recipient["properties"]["address"].update(_domestic())
    identity = recipient["properties"]["id"]
    devices = "|".join(sorted(map(_any_capitals, DEVICES)))
    identity["pattern"] = rf"^(?!\s*(?:{devices})\s*$){identity['pattern'].removeprefix('^')}"
    _keep_out(recipient, RESERVED - RECIPIENT.fields.keys())
    _keep_out(schema["properties"]["shared"], RESERVED)
    return schema


def _keep_out(schema: Schema, names: Iterable[str]) -> None:
    """Let a mapping whose names are free have any but these."""
    [[pattern, inner]] = schema.pop("patternProperties").items()
    shut = "|".join(sorted(names))
    schema["patternProperties"] = {f"^(?!(?:{shut})$){pattern.removeprefix('^')}": inner}


def _domestic() -> Schema:
    """Return the rule that an address without a foreign country has a state and a ZIP code (Publication 28)."""
    countries = "|".join(_any_capitals(name) for name in sorted(DOMESTIC) if name)
    return {
        "if": {
            "type": "object",
            "properties": {"country": {"type": ["string", "null"], "pattern": rf"^\s*(?:{countries})?\s*$"}},
        },
        "then": {
            "required": ["state", "zip"],
            "properties": {
                "state": {"enum": list(STATES)},
                "zip": {
                    "type": ["string", "integer"],
                    "pattern": rf"^\s*(?!00[0-4]|00500|9995[1-9]|999[6-9])(?:{ZIP.pattern})\s*$",
                    "patternErrorMessage": _sentence(ZIP.remedy),
                    "minimum": 10000,  # a number has no zero before it
                    "maximum": int(HIGHEST_ZIP),
                },
            },
        },
    }


def _any_capitals(text: str) -> str:
    return "".join(f"[{sign.upper()}{sign.lower()}]" if sign.isalpha() else sign.replace(".", r"\.") for sign in text)


def _layout() -> Schema:
    title, description = "Layout", "What makes a kind of document: the front matter of its layout.md."
    schema = _root(title, description, LAYOUT)
    schema["properties"]["fields"] |= {"patternProperties": {f"^{FIELD_NAME}$": _DECLARATION}}
    _keep_out(schema["properties"]["fields"], RESERVED)
    schema["definitions"] = {"declaration": _declaration()}
    return schema


def _declaration() -> Schema:
    """Return the schema of one field's declaration: what goes with it depends on its type."""
    schema = _of(DECLARATION)
    kinds: dict[str, Kind] = {**SIMPLE_KINDS, "list": ListOf(Words("entry"), single=True)}
    rules: list[Schema] = [_where("type", name, {"properties": {"default": _of(kind)}}) for name, kind in kinds.items()]
    options = {"type": "array", "minItems": 1}
    rules.append(_where("type", "choice", {"required": ["options"], "properties": {"options": options}}))
    inner = {"type": "object", "patternProperties": {f"^{FIELD_NAME}$": _DECLARATION}, "additionalProperties": False}
    fields = {"fields": inner, "default": {"type": "object"}}
    rules.append(_where("type", "record", {"required": ["fields"], "properties": fields}))
    return {**schema, "allOf": rules}


def _where(name: str, value: str, rule: Schema) -> Schema:
    return {"if": {"required": [name], "properties": {name: {"const": value}}}, "then": rule}


def _document(layout: Layout) -> Schema:
    """Return the schema for the front matter of a layout's documents."""
    uses = {"sender": layout.sender, "signer": layout.signer, "signing_for": layout.signer}
    needed = {name for name, spec in TEMPLATE_FIELDS.items() if spec.required}
    needed |= {name for name in ("sender", "signer") if uses[name] == "required"}
    own = {name: spec for name, spec in TEMPLATE_FIELDS.items() if uses.get(name) != "none"}
    properties = {
        **{name: _property(name, spec, required=name in needed) for name, spec in own.items()},
        **{name: _property(name, spec, required=spec.required) for name, spec in layout.fields.items()},
    }
    about = properties["layout"]
    properties["layout"] = {"title": about["title"], "const": layout.id, "description": about["description"]}
    _keep_out(properties["values"], {*RESERVED, *layout.fields})
    must = [name for name in own if name in needed]
    if layout.recipient == "none":  # elsewhere a list may give them
        must += [name for name, spec in layout.fields.items() if spec.required]
    schema: Schema = {
        "$schema": DIALECT,
        "title": f"Document of the layout {layout.id}",
        "description": _sentence(layout.description),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "required": must,
    }
    if layout.signer == "optional":
        signed = {"required": ["signer"], "properties": {"signer": {"not": {"type": "null"}, "pattern": r"\S"}}}
        schema.update({"if": _given("signing_for"), "then": signed})
    return schema


def _given(name: str) -> Schema:
    """Return the condition that a record has a text of that name, and not an empty one."""
    return {"required": [name], "properties": {name: {"type": ["string", "number"], "pattern": r"\S"}}}


def _property(name: str, spec: FieldSpec, *, required: bool) -> Schema:
    """Return the schema of a named value, with what an editor shows beside it."""
    schema = _of(spec.kind, filled=required)
    schema = {"title": name, **(schema if required else _or_nothing(schema))}
    if spec.description:
        schema["description"] = _sentence(spec.description)
    if isinstance(spec.default, str | int) and spec.default != "":
        schema["default"] = spec.default
    return schema


def _of(kind: Kind, *, filled: bool = False) -> Schema:
    """Return the schema of a kind of values.

    Args:
        kind: The kind.
        filled: Whether an empty value is none.
    """
    match kind:
        case Words():
            return _words(kind, filled=filled)
        case Day():
            return {"type": "string", "format": "date"}
        case WholeNumber():
            return {"type": "integer", "minimum": kind.least}
        case Inches():
            return {"type": "number", "minimum": 0}
        case YesNo():
            return {"type": "boolean"}
        case Choice():
            return {"enum": [form for option in kind.options for form in _forms(option)]}
        case ListOf():
            return _list(kind, filled=filled)
        case Record():
            return _record(kind)
        case MapOf():
            names = {f"^{kind.name_pattern}$": _of(kind.kind)}
            return {"type": "object", "patternProperties": names, "additionalProperties": False}
        case Either():
            return _either(*(_of(one, filled=filled) for one in (kind.scalar, kind.sequence, kind.mapping) if one))
        case QuestionnaireKind():
            return _of(QUESTIONNAIRE)
        case MailKind():
            return _of(MAIL)
        case Anything():
            return {}
    message = f"there is no schema for {kind!r}"
    raise TypeError(message)


def _words(kind: Words, *, filled: bool) -> Schema:
    """Return the schema of text. White space around it does not count; a number stands for its digits."""
    types = ["string", "number"]
    rest: Schema = {}
    if kind.pattern:
        inner = f"(?:{_ecmascript(kind.pattern)})"
        rest = {"pattern": rf"^\s*{inner}{'' if filled else '?'}\s*$", "patternErrorMessage": _sentence(kind.remedy)}
        types = ["string"]
        if re.fullmatch(kind.pattern, "12"):
            types, rest["minimum"] = ["string", "integer"], 0
    elif not kind.multiline:
        rest = {
            "pattern": r"^\s*\S.*\s*$" if filled else r"^\s*.*\s*$",
            "patternErrorMessage": "Write it on one line.",
        }
    elif filled:
        rest = {"pattern": r"\S", "patternErrorMessage": "It must not be empty."}
    if not filled:
        types.append("null")
    return {"type": types[0] if len(types) == 1 else types, **rest}


def _list(kind: ListOf, *, filled: bool) -> Schema:
    schema: Schema = {"type": "array", "items": _of(kind.kind, filled=True)}
    if filled or kind.least:
        schema["minItems"] = max(1, kind.least)
    return _either(schema, _of(kind.kind, filled=filled)) if kind.single else schema


def _record(record: Record) -> Schema:
    schema: Schema = {
        "title": record.noun,
        "type": "object",
        "properties": {name: _property(name, spec, required=spec.required) for name, spec in record.fields.items()},
        "additionalProperties": False,
    }
    if record.open:
        schema["patternProperties"] = {f"^{VALUES.name_pattern}$": {}}
    if required := [name for name, spec in record.fields.items() if spec.required]:
        schema["required"] = required
    if record is ATTACHMENT:
        schema.update(_one_thing_attached())
    if record is QUESTION:
        schema["properties"]["options"]["uniqueItems"] = True
        schema.update(_options_of_a_choice())
    return schema


def _one_thing_attached() -> Schema:
    """Return the rule that an attachment is a template, with its list or without, or a PDF."""
    template = _given("template")
    return {"oneOf": [template, _given("pdf")], "if": _given("list"), "then": template}


def _options_of_a_choice() -> Schema:
    """Return the rule that a question of the kind ``choice`` has two options or more, and no other has any."""
    two = {"required": ["options"], "properties": {"options": {"type": "array", "minItems": 2}}}
    return {**_where("kind", "choice", two), "else": {"properties": {"options": {"maxItems": 0}}}}


def _either(*schemas: Schema) -> Schema:
    """Return the schema of values of several types.

    One schema for all types says better than ``anyOf`` what is wrong: each keyword speaks
    of one type only. Where the same keyword is needed twice, there is no way round ``anyOf``.
    """
    together: Schema = {"type": []}
    for schema in schemas:
        rest = {name: value for name, value in schema.items() if name != "type"}
        if "type" not in schema or "enum" in rest or together.keys() & rest.keys():
            return {"anyOf": list(schemas)}
        together["type"] += _types(schema)
        together.update(rest)
    return together


def _or_nothing(schema: Schema) -> Schema:
    """Let the value be left empty."""
    schema = dict(schema)
    if "enum" in schema or schema.get("type") == "boolean":
        return {"anyOf": [schema, _NOTHING]}
    if "anyOf" in schema:
        return {"anyOf": [*schema["anyOf"], _NOTHING]}
    if "type" in schema and "null" not in _types(schema):
        schema["type"] = [*_types(schema), "null"]
    return schema


def _types(schema: Schema) -> list[str]:
    return [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])


def _forms(option: str) -> list[Any]:
    """Return a choice's word, and what YAML takes it for without quotes."""
    if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", option):
        return [option, float(option) if "." in option else int(option)]
    return [option, option == "true"] if option in {"true", "false"} else [option]


def _ecmascript(pattern: str) -> str:
    """Return a pattern without the escapes that Python allows and ECMAScript does not."""
    return pattern.replace('\\"', '"')


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:].rstrip('.')}."
