"""The JSON Schemas: they are current, accept what the readers accept, and reject what the readers reject."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from correspondence import schemas
from correspondence.errors import Problems, ProblemsError
from correspondence.recipients import read_recipient_list
from correspondence.schemas import schema_text, workspace_schemas
from correspondence.templates import (
    Layout,
    read_layout,
    read_profile,
    read_sender,
    read_settings,
    read_settings_of,
    read_template,
)
from correspondence.workspace import Workspace
from tests.tools import ROOT

NAMES = re.compile(r"^# yaml-language-server: \$schema=(\S+)$", re.MULTILINE)
SAMPLES = sorted(
    path
    for pattern in ("correspondence.yaml", "recipients/*.yaml", "templates/*.md", "templates/*/*.yaml")
    for path in ROOT.glob(pattern)
)
LAYOUTS = sorted(path.parent.name for path in (ROOT / "templates" / "layouts").glob("*/layout.md"))


class EditorLoader(yaml.SafeLoader):
    """Reads YAML as an editor does: by the core schema of YAML 1.2, which knows no dates and no octal zeros."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's name and shape


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), [*_first, ""])
EditorLoader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def as_an_editor_reads(text: str) -> Any:
    return yaml.load(text, Loader=EditorLoader)  # noqa: S506 - a SafeLoader


def front_matter(path: Path) -> str:
    """Return the YAML of a file: all of it, or what stands between the first two lines of hyphens."""
    text = path.read_text(encoding="utf-8")
    return text.split("---\n")[1] if path.suffix == ".md" else text


def validator(schema: dict[str, Any]) -> Draft7Validator:
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


@pytest.fixture(scope="module")
def current(root: Path) -> dict[str, dict[str, Any]]:
    workspace = Workspace(root)
    return workspace_schemas(workspace.layout(name) for name in workspace.layout_ids())


def test_the_committed_schemas_are_those_of_the_code_and_the_layouts(
    root: Path, current: dict[str, dict[str, Any]]
) -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in (root / "templates/schemas").glob("*.json")}
    assert committed == {name: schema_text(schema) for name, schema in current.items()}


def test_each_layout_has_a_schema_and_each_schema_is_one(current: dict[str, dict[str, Any]]) -> None:
    assert list(current) == [f"{name}.json" for name in (*schemas.FIXED, *LAYOUTS)]
    for schema in current.values():
        Draft7Validator.check_schema(schema)


def test_editors_can_read_every_pattern(current: dict[str, dict[str, Any]]) -> None:
    """ECMAScript, in the Unicode mode that editors use, refuses escapes that it does not know."""

    def patterns(schema: Any) -> Iterator[str]:
        for name, value in schema.items() if isinstance(schema, dict) else enumerate(schema):
            if name == "pattern" and isinstance(value, str):
                yield value
            if name == "patternProperties":
                yield from value
            if isinstance(value, dict | list):
                yield from patterns(value)

    found = [pattern for schema in current.values() for pattern in patterns(schema)]
    assert len(found) > 100
    assert {escaped for pattern in found for escaped in re.findall(r"\\(.)", pattern)} <= set("dsSn.\\/()[]{}*+?|^$")
    assert not [pattern for pattern in found if re.search(r"\(\?[^:!=]", pattern)]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_sample_file_names_its_schema_and_keeps_to_it(path: Path) -> None:
    text = front_matter(path)
    [name] = NAMES.findall(text.split("\n")[0])
    schema = (path.parent / name).resolve()
    assert schema.parent == ROOT / "templates" / "schemas"
    found = validator(json.loads(schema.read_text(encoding="utf-8"))).iter_errors(as_an_editor_reads(text))
    assert [error.message for error in found] == []
    if path.suffix == ".md":
        assert schema.stem == as_an_editor_reads(text)["layout"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_keeps_to_the_schema_of_layouts(layout: str, current: dict[str, dict[str, Any]]) -> None:
    declared = as_an_editor_reads(front_matter(ROOT / "templates" / "layouts" / layout / "layout.md"))
    assert list(validator(current["layout.json"]).iter_errors(declared)) == []


LIST = """
shared: {date: "2017-08-03", note: x}
recipients:
  - id: albuquerque
    title: Chief
    name: Gorden Eden Jr.
    position: Chief of Police
    organization: Albuquerque Police Department
    address: {street: 400 Roma NW, street2: Room 1, city: Albuquerque, state: NM, zip: "87102", country: USA}
    jurisdiction: Albuquerque, New Mexico
    email: chief@example.gov
    family_name: Eden
    salutation: Dear Chief Eden
    population: 558545
  - {id: paris, organization: Préfecture, address: {street: 1 rue de Lutèce, city: 75004 Paris, country: France}}
  - {id: by-lines, name: A B, address: [One Street, Town]}
"""
SENDER = """
agency: A
office: B
city_line: Washington, D.C. 20531
return_address: [One Street, Washington DC 20531]
contacts: {component: AG, telephone: (202) 514-2007, tty: 202-514-2007, fax: 202.514.2007, email: a@b.gov, web: www.b.gov}
closing_notice: Do not reply.
values: {motto: x, number: 1}
signers:
  alan-hanson: {name: Alan Hanson, title: Acting Head, image: senders/signatures/alan-hanson.png}
  other: {name: Other}
"""
LAYOUT = """
description: A certificate
fields:
  date: {type: date, required: true, description: The day, default: "2017-08-03"}
  holder: {type: text, default: Nobody}
  copies: {type: number, default: 3}
  sealed: {type: boolean, default: true}
  mail: {type: email, default: a@b.gov}
  telephone: {type: telephone}
  at: {type: time, default: "10:30"}
  size: {type: choice, options: [small, large]}
  names: {type: list, default: [a, b]}
  place: {type: record, fields: {room: {type: text, required: true}, day: {type: date}}}
parts: {letterhead: once, body: optional}
divisions: [city-line]
variants: [size]
recipient: required
recipient_fields: [address, email]
sender: required
signer: optional
page_limit: 2
"""
DOCUMENTS = {
    "letter": """
layout: letter
title: Questionnaire
language: en-US
sender: office
signer: [one, two]
signing_for: three
questionnaire: {id: psp, due: "2017-08-18", questions: [{id: a, text: First}, {id: b, text: Second}]}
attachments: [{template: other, list: people, title: More}, {pdf: more.pdf}]
values: {a: 1, b: {c: d}}
date: "2017-08-03"
reference: x
closing: Sincerely
signature: typed
enclosures: [a, b]
copies: One
continuation: false
""",
    "memo": """
layout: memo
title: T
sender: office
signer: one
date: "2017-03-31"
to: [A, B]
from: C
subject: D
""",
    "press-release": """
layout: press-release
title: T
sender: office
date: "2017-08-03"
embargo: {date: "2017-08-03", time: 10:30 a.m., zone: EDT}
headline: H
dateline: WASHINGTON
release_number: 17-868
""",
    "statement": "{layout: statement, title: T, date: '2018-04-20', headline: H}",
    "remarks": "{layout: remarks, title: T, date: '2017-10-23', posted: '2017-10-24', copy: lectern}",
    "fact-sheet": "{layout: fact-sheet, title: T, headline: H, quotation: Q, quoted: W, contact: C}",
}
POOL: tuple[Any, ...] = (
    *(None, "", " ", "x", "a b", "two\nlines", "last\n", "  x  ", "-x", "Ünï", 'quote"', "a/b.png", "../a.png", "A.pdf"),
    *("/a.pdf", "NM", "nm", "New Mexico", "02120", "00499", "00501", "87102-1234", "8710", "France", "united states"),
    *("2017-08-03", "2017-02-30", "03/08/2017", "10:30", "24:00", "9:05 p.m.", "chief@agency.gov", "chief@agency"),
    *("(202) 555-0100", "202 555 0100 ext. 5", "2025550100", "en", "en_US", "www.agency.gov", "true", "once", "image"),
    *("required", "address", "postal", "lectern", "typed", "choice", "record", "date", "number"),
    *(0, 1, 12, -1, 87102, 501, 1.5, True, False, [], ["x"], [None], [""], [["x"]], [{}], ["x", 1], {}, {"a": 1}),
    *({"b-c": "x"}, {"two words": "x"}, {"name": "x"}, {"type": "text"}, {"template": "x"}, {"pdf": "x.pdf", "list": "x"}),
)


def variations(whole: Any) -> Iterator[tuple[str, Any]]:
    """Yield the value with one change each, and what the change is."""
    for path, inside in places(whole):
        for key in list(inside) if isinstance(inside, dict) else range(len(inside)):
            for value in POOL:
                yield f"{path}.{key} = {value!r}", changed(whole, path, key, value)
            if isinstance(inside, dict):
                yield f"{path} without {key}", changed(whole, path, key)
        if isinstance(inside, dict):
            for name in ("zzzz", "two words", "b-c", "_x", "9x"):
                if name not in inside:
                    yield f"{path} with {name}", changed(whole, path, name, "x")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict | list):
        yield path, value
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


GONE = object()


def changed(whole: Any, path: tuple[Any, ...], key: Any, value: Any = GONE) -> Any:
    new = copy.deepcopy(whole)
    inside = new
    for step in path:
        inside = inside[step]
    if value is GONE:
        del inside[key]
    else:
        inside[key] = value
    return new


def read_document(content: bytes, layout: Layout) -> None:
    """Read a template as far as template and layout can tell, without a list and without senders."""
    template = read_template(b"---\n" + content + b"\n---\nText\n", "it.md", "it")
    problems = Problems()
    values = read_settings_of(template, layout, problems)
    problems.stop()
    wants = {"sender": layout.sender, "signer": layout.signer}
    lacking = [name for name, use in wants.items() if use == "required" and not front_has(content, name)]
    if layout.recipient == "none":
        lacking += [name for name, spec in layout.fields.items() if spec.required and name not in values]
    if lacking or template.layout != layout.id:
        raise ProblemsError(())


def front_has(content: bytes, name: str) -> bool:
    return bool(str(as_an_editor_reads(content.decode()).get(name) or "").strip())


def written(value: Any) -> bytes:
    """Write a value as YAML, nothing as nothing: a name without a value."""
    return json.dumps(value, ensure_ascii=False).replace(": null", ": ").encode()


def named_twice(whole: Any) -> bool:
    """Tell whether two records of one list have one id, which no schema can say."""
    for _, inside in places(whole):
        if isinstance(inside, list):
            ids = [str(one["id"]).strip().lower() for one in inside if isinstance(one, dict) and "id" in one]
            if len(ids) > len(set(ids)):
                return True
    return False


BEYOND_SCHEMAS = re.compile(
    r"""\(\)\.to\ =\ '\ ?'                              # the reader takes it for a list with one entry
    |   \('contacts',\)\.web\ =\ 1\.5                  # a number that looks like an address
    |   .*\ the\ variant\ ".*\ is\ not\ a\ field\ of    # one value speaks of another
    """,
    re.VERBOSE | re.DOTALL,
)
"""What a schema cannot say, or says more strictly than the reader."""

Reader = Callable[[bytes], object]
SUBJECTS: dict[str, tuple[str, Reader]] = {
    "list": (LIST, lambda content: read_recipient_list(content, "it.yaml", "it")),
    "sender": (SENDER, lambda content: read_sender(content, "it.yaml", "it")),
    "settings": ("profile: justice-2017", lambda content: read_settings(content, "it.yaml")),
    "profile": (
        "{state_names: spelled, inside_address_lines: 4}",
        lambda content: read_profile(content, "it.yaml", "it"),
    ),
    "layout": (
        LAYOUT,
        lambda content: read_layout(b"---\n" + content + b"\n---\nText\n", "it.md", "it", "", "style.css"),
    ),
}


@pytest.mark.parametrize("name", [*SUBJECTS, *DOCUMENTS])
def test_a_schema_accepts_what_its_reader_accepts_and_nothing_else(
    name: str, root: Path, current: dict[str, dict[str, Any]]
) -> None:
    if name in SUBJECTS:
        text, read = SUBJECTS[name]
    else:
        layout = Workspace(root).layout(name)
        text, read = DOCUMENTS[name], lambda content: read_document(content, layout)
    checked = validator(current[f"{name}.json"])
    whole = as_an_editor_reads(text)
    assert list(checked.iter_errors(whole)) == []
    read(written(whole))
    differences, accepted, rejected = [], 0, 0
    for change, value in variations(whole):
        if named_twice(value):
            continue
        try:
            read(written(value))
            sound, why = True, ""
        except ProblemsError as error:
            sound, why = False, str(error)
        accepted, rejected = accepted + sound, rejected + (not sound)
        if sound != checked.is_valid(value):
            differences.append(f"{change}: the reader {'accepts it' if sound else f'says {why}'}")
    assert [one for one in differences if not BEYOND_SCHEMAS.match(one)] == []
    assert accepted > 10
    assert rejected > 10
