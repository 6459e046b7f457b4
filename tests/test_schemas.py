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
from correspondence.compose import Composer, Sources, UnfitError
from correspondence.errors import Problems, ProblemsError
from correspondence.recipients import RECIPIENT_FIELDS, read_recipient_list
from correspondence.schemas import schema_text, workspace_schemas
from correspondence.templates import (
    RESERVED,
    Layout,
    Profile,
    Template,
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
    fixed = [f"{name}.json" for name in schemas.FIXED]
    assert list(current) == [*fixed, *map(schemas.document_schema_name, LAYOUTS)]
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
questionnaire:
  id: psp
  due: "2017-08-18"
  questions:
    - {id: a, text: First}
    - {id: b, text: Second, kind: choice, options: [east, west], required: false}
    - {id: c, text: Third, kind: number, explanation: false, citation: true}
  omb: {control_number: 1121-0001, expires: "2019-01-31", burden_minutes: 30}
  exemption: {reason: Nine persons are asked, decided_by: General Counsel}
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
signing_for: two
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
    *(
        None,
        "",
        " ",
        "x",
        "a b",
        "two\nlines",
        "last\n",
        "  x  ",
        "-x",
        "Ünï",
        'quote"',
        "a/b.png",
        "../a.png",
        "A.pdf",
    ),
    *(
        "/a.pdf",
        "NM",
        "nm",
        "New Mexico",
        "02120",
        "00499",
        "00501",
        "87102-1234",
        "99950",
        "99951",
        "8710",
        "aux",
        "Com1",
        "France",
        "united states",
    ),
    *("2017-08-03", "2017-02-30", "03/08/2017", "10:30", "24:00", "9:05 p.m.", "chief@agency.gov", "chief@agency"),
    *("(202) 555-0100", "202 555 0100 ext. 5", "2025550100", "en", "en_US", "www.agency.gov", "true", "once", "image"),
    *("required", "address", "postal", "lectern", "typed", "choice", "record", "date", "number"),
    *(0, 1, 12, -1, 87102, 501, 1.5, True, False, [], ["x"], [None], [""], [["x"]], [{}], ["x", 1], {}, {"a": 1}),
    *(
        {"b-c": "x"},
        {"two words": "x"},
        {"name": "x"},
        {"type": "text"},
        {"template": "x"},
        {"pdf": "x.pdf", "list": "x"},
    ),
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
    uses = {"sender": (layout.sender, template.sender), "signer": (layout.signer, "".join(template.signers))}
    lacking = [name for name, (use, given) in uses.items() if use == "required" and not given]
    idle = [name for name, (use, given) in uses.items() if use == "none" and given]
    if (template.signing_for and not template.signers) or "" in template.signers:
        lacking.append("signer")
    if layout.recipient == "none":
        lacking += [name for name, spec in layout.fields.items() if spec.required and name not in values]
    if lacking or idle or template.layout != layout.id:
        raise ProblemsError(())


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
    r"""\('contacts',\)\.web\ =\ 1\.5                  # a number that looks like an address
    |   .*\ the\ variant\ ".*\ is\ not\ a\ field\ of    # one value speaks of another
    """,
    re.VERBOSE | re.DOTALL,
)
"""What no schema can say."""

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
    assert accepted > 5
    assert rejected > 5


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list", "recipients: [{id: 12, name: A B, address: {street: 1, city: B, state: NM, zip: 87102}}]"),
        ("list", "shared: {date: 2017-08-03, budget: 1.5}\nrecipients: [{id: a, name: A B, email: }]"),
        ("sender", "agency: 18F\ncontacts:\n  telephone: (202) 514-2007\nclosing_notice: |\n  One.\n  Two.\n"),
        ("memo", "{layout: memo, title: 2017, sender: a, date: 2017-03-31, to: All, from: A, subject: 1.5}"),
        ("letter", "{layout: letter, title: No date, sender: a, signer: b}"),
        ("letter", "layout: letter\ntitle: >\n  T\nsender: a\nsigner: b\nsignature:\ncontinuation:\ncopies:\n"),
    ],
)
def test_what_people_write_without_quotes_is_accepted(name: str, text: str, current: dict[str, dict[str, Any]]) -> None:
    assert [error.message for error in validator(current[f"{name}.json"]).iter_errors(as_an_editor_reads(text))] == []


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("list", "recipients: [{id: a, name: A, address: {street: 1, city: B, state: MA, zip: 02120}}]", "address.zip"),
        (
            "list",
            "recipients: [{id: a, name: A, address: {street: 1, city: B, state: Ohio, zip: 43004}}]",
            "address.state",
        ),
        ("list", "recipients: [{id: a, name: A, address: {street: 1, city: B, state: OH}}]", "address"),
        ("list", "recipients: [{id: a, title: Chief}]", "recipients.0"),
        ("list", "recipients: [{id: a, name: A, adress: {}, address: {street: 1, city: B, town: C}}]", "address"),
        ("list", "recipients: [{id: a, name: A, signer: b}]", "recipients.0"),
        ("list", "recipients: [{id: a b, name: A}]", "recipients.0.id"),
        ("list", "recipients: []", "recipients"),
        ("sender", "contacts: {telephone: 2025142007}", "contacts.telephone"),
        ("sender", "signers: {a: {name: A, image: a.gif}}", "signers.a.image"),
        ("settings", "profiles: justice-2017", ""),
        ("profile", "state_names: short", "state_names"),
        ("layout", "{description: D, parts: {body: always}}", "parts.body"),
        ("layout", "{description: D, parts: {body: once}, fields: {title: {type: text}}}", "fields"),
        ("layout", "{description: D, parts: {body: once}, fields: {a: {type: choice}}}", "fields.a"),
        ("layout", "{description: D, parts: {body: once}, fields: {a: {type: record}}}", "fields.a"),
        (
            "layout",
            "{description: D, parts: {body: once}, fields: {a: {type: boolean, default: x}}}",
            "fields.a.default",
        ),
        ("memo", "{layout: memo, title: T, sender: a, date: 2017-03-31, to: A, from: B}", ""),
        ("memo", "{layout: letter, title: T, sender: a, date: 2017-03-31, to: A, from: B, subject: C}", "layout"),
        ("remarks", "{layout: remarks, title: T, date: 2017-10-23, signer: a}", ""),
        (
            "memo",
            "{layout: memo, title: T, sender: a, date: 2017-03-31, to: A, from: B, subject: C, signing_for: d}",
            "",
        ),
        ("statement", "{layout: statement, title: T, date: March 31, headline: H}", "date"),
        ("remarks", "{layout: remarks, title: T, date: 2017-10-23, copy: large}", "copy"),
        (
            "letter",
            "{layout: letter, title: T, sender: a, signer: b, attachments: [{template: a, pdf: b.pdf}]}",
            "attachments.0",
        ),
    ],
)
def test_a_slip_is_marked_where_it_stands(name: str, text: str, place: str, current: dict[str, dict[str, Any]]) -> None:
    found = list(validator(current[f"{name}.json"]).iter_errors(as_an_editor_reads(text)))
    assert found != []
    assert {".".join(map(str, error.absolute_path)) for error in found} <= {
        place,
        f"recipients.0.{place}",
        "recipients.0",
    }
    assert any(".".join(map(str, error.absolute_path)).endswith(place) for error in found)


def test_an_editor_proposes_words_and_never_null(current: dict[str, dict[str, Any]]) -> None:
    [choice, nothing] = current["letter.json"]["properties"]["signature"]["anyOf"]
    assert choice == {"enum": ["image", "typed", "digital", "none"]}
    values: tuple[Any, ...] = (None, "", 0, False, [], {})
    assert [Draft7Validator(nothing).is_valid(value) for value in values] == [True, *5 * [False]]
    assert current["letter.json"]["properties"]["signature"]["default"] == "image"


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_what_the_template_alone_says_is_refused_in_a_list(name: str, current: dict[str, dict[str, Any]]) -> None:
    layout = Layout("bare", "layout.md", "", "{% block body %}{% endblock %}", 1, "", "", fields={}, parts={})
    template = Template("it", "it.md", "bare", "It", "Text", 5)
    sources = Sources(template, layout, None, (), None, Profile(), lambda _: pytest.fail("there is no picture"))
    checked = validator(current["list.json"])

    shared = {"shared": {name: "x"}, "recipients": [{"id": "a", "name": "A"}]}
    with pytest.raises(ProblemsError) as refused:
        Composer(sources, read_recipient_list(written(shared), "it.yaml", "it"))
    assert f'"{name}" cannot stand among the values that the list shares' in str(refused.value)
    assert not checked.is_valid(shared)

    own = {"recipients": [{"id": "a", "name": "A", name: "x"}]}
    recipients = read_recipient_list(written(own), "it.yaml", "it")
    composer = Composer(sources, recipients)
    if name in RECIPIENT_FIELDS:
        assert checked.is_valid(own)
        composer.compose(recipients.recipients[0])
    else:
        assert not checked.is_valid(own)
        with pytest.raises(UnfitError) as unfit:
            composer.compose(recipients.recipients[0])
        assert f'"{name}" cannot stand among the values of a; set it in the template\'s front matter' in str(
            unfit.value
        )


def test_a_layout_of_the_office_has_a_schema_without_any_code(workspace: Path) -> None:
    for name in ("certificate", "profile"):
        folder = workspace / "templates" / "layouts" / name
        folder.mkdir()
        (folder / "layout.md").write_text(
            f"---\n{LAYOUT.strip()}\n---\n::: body\n{{% block body %}}{{% endblock %}}\n:::\n"
        )
        (folder / "style.css").write_text('@import url("../base.css");\n')
    found = Workspace(workspace)
    made = workspace_schemas(found.layout(name) for name in found.layout_ids())
    assert made["profile.json"]["title"] == "Profile"
    assert made["profile-document.json"]["title"] == "Document of the layout profile"
    checked = validator(made["certificate.json"])
    sound = {"layout": "certificate", "title": "T", "sender": "office", "names": "One", "place": {"room": 12}}
    assert [error.message for error in checked.iter_errors(sound)] == []
    wrong = {**sound, "copies": "three", "place": {"day": "today"}, "seald": True}
    assert sorted(error.message for error in checked.iter_errors(wrong)) == [
        "'room' is a required property",
        "'three' is not of type 'integer', 'null'",
        "'today' is not a 'date'",
        "Additional properties are not allowed ('seald' was unexpected)",
    ]
