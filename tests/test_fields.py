"""The kinds of values: what each accepts, what it says of the rest, and how layouts declare them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from correspondence.errors import Problems
from correspondence.fields import (
    MISSING,
    SIMPLE_KINDS,
    Anything,
    Choice,
    Day,
    Either,
    FieldSpec,
    Kind,
    ListOf,
    MapOf,
    Record,
    WholeNumber,
    Words,
    YesNo,
    kind_from_layout,
    near_miss,
    suggestion,
)
from correspondence.source import Node, read_yaml

COLORS = Choice(("red", "green", "1"))
PERSON = Record(
    {"name": FieldSpec(Words("name"), required=True), "age": FieldSpec(WholeNumber(), default=0)}, noun="person"
)
OPEN = Record({"name": FieldSpec(Words("name"), default="")}, noun="person", open=True)


def node_of(text: str) -> tuple[Node, Problems]:
    problems = Problems()
    node = read_yaml(f"v: {text}", "f.yaml", problems)
    assert node is not None
    assert isinstance(node.content, dict)
    return node.content["v"], problems


def read(kind: Kind, text: str) -> tuple[Any, list[str]]:
    node, problems = node_of(text)
    value = kind.read(node, "f.yaml", problems)
    return value, [str(problem).removeprefix("line 1, ") for problem in problems]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Words(), "some words", "some words"),
        (Words(), "' padded '", "padded"),
        (Words(), "1.10", "1.10"),
        (Words(), "2017-08-03", "2017-08-03"),
        (Words(), "", ""),
        (Words(), '"one\\ntwo"', "one\ntwo"),
        (Words("code", "[a-z]+", "write letters"), "", ""),
        (Day(), "2017-08-03", datetime.date(2017, 8, 3)),
        (Day(), '"2017-08-03"', datetime.date(2017, 8, 3)),
        (WholeNumber(), "0", 0),
        (WholeNumber(3), "3", 3),
        (YesNo(), "true", True),
        (COLORS, "red", "red"),
        (COLORS, "1", "1"),
        (ListOf(Words()), "[a, b]", ("a", "b")),
        (ListOf(Words()), "[a, ]", ("a",)),
        (ListOf(Words()), "", ()),
        (ListOf(Words(), single=True), "a", ("a",)),
        (ListOf(Words(), single=True), "''", ()),
        (PERSON, "{name: A}", {"name": "A", "age": 0}),
        (PERSON, "{name: A, age: }", {"name": "A", "age": 0}),
        (MapOf(Words()), "{a-b: c}", {"a-b": "c"}),
        (Either("thing", scalar=Words(), sequence=ListOf(Words())), "a", "a"),
        (Either("thing", scalar=Words(), sequence=ListOf(Words())), "[a]", ("a",)),
        (Anything(), "{a: [1, 2.50]}", {"a": (1, Decimal("2.50"))}),
    ],
)
def test_a_kind_reads_what_it_is_for(kind: Kind, text: str, value: object) -> None:
    assert read(kind, text) == (value, [])


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        (Words(), "true", 'v: true is read as true or false; write "true" with quotes'),
        (Words("title"), "[a]", "v: a list stands where a title belongs; write it on one line, or with | for several"),
        (Words("title", multiline=False), "{a: b}", "v: a mapping stands where a title belongs; write it on one line"),
        (Words("title", multiline=False), '"a\\nb"', "v: a title has more than one line; write it on one line"),
        (Words("code", "[a-z]+", "write letters"), "a1", 'v: "a1" is not a code; write letters'),
        (Words("item", "[a-z]+", "write letters"), "A", 'v: "A" is not an item; write letters'),
        (Day(), "August 3", 'v: "August 3" is not a date; write year-month-day, such as 2017-08-03'),
        (Day(), "2017-8-3", 'v: "2017-8-3" is not a date; write year-month-day, such as 2017-08-03'),
        (Day(), '"20170803"', 'v: "20170803" is not a date; write year-month-day, such as 2017-08-03'),
        (Day(), '"2017-W31-4"', 'v: "2017-W31-4" is not a date; write year-month-day, such as 2017-08-03'),
        (Day(), '"2017-02-30"', 'v: "2017-02-30" is not a date; write year-month-day, such as 2017-08-03'),
        (Day(), "[a]", "v: a list is not a date; write year-month-day, such as 2017-08-03"),
        (Day(), "", "v: nothing is not a date; write year-month-day, such as 2017-08-03"),
        (WholeNumber(), "1.5", 'v: "1.5" is not a whole number from 0 up; write digits only, without quotes'),
        (WholeNumber(), '"5"', 'v: "5" is not a whole number from 0 up; write digits only, without quotes'),
        (WholeNumber(), "-1", 'v: "-1" is not a whole number from 0 up; write digits only, without quotes'),
        (WholeNumber(), "true", 'v: "true" is not a whole number from 0 up; write digits only, without quotes'),
        (WholeNumber(1), "[0]", "v: a list is not a whole number from 1 up; write digits only, without quotes"),
        (YesNo(), "maybe", 'v: "maybe" is neither true nor false; write true or false, without quotes'),
        (YesNo(), "{a: b}", "v: a mapping is neither true nor false; write true or false, without quotes"),
        (COLORS, "gren", 'v: "gren" is none of the choices; choose one of red, green, 1 (did you mean "green"?)'),
        (COLORS, "blue", 'v: "blue" is none of the choices; choose one of red, green, 1'),
        (COLORS, "[red]", "v: a list is none of the choices; choose one of red, green, 1"),
        (ListOf(Words()), "a", "v: text stands where a list belongs; write each entry on a line of its own, after a hyphen and a space"),
        (ListOf(Words()), "5", "v: 5 stands where a list belongs; write each entry on a line of its own, after a hyphen and a space"),
        (ListOf(Words(), least=1), "[]", "v: the list is empty; write at least one entry"),
        (ListOf(Words()), "[a, '']", "v[1]: an entry of the list is empty; write it, or delete its line"),
        (ListOf(Day()), "[2017-08-03, x]", 'v[1]: "x" is not a date; write year-month-day, such as 2017-08-03'),
        (PERSON, "[a]", "v: a list stands where a person belongs; write its fields as 'name: value', such as name, age"),
        (PERSON, "{age: 3}", "v.name: name is missing; add 'name:' with a name"),
        (PERSON, "{name: }", "v.name: name is empty; write a name there"),
        (PERSON, "{name: a, nmae: b}", 'v.nmae: "nmae" is not a field of a person; did you mean "name"?'),
        (PERSON, "{name: a, names: b}", 'v.names: "names" is not a field of a person; did you mean "name"?'),
        (OPEN, "{namee: a}", 'v.namee: "namee" is not a field of a person; did you mean "name"?'),
        (OPEN, "{a-b: c}", 'v.a-b: "a-b" cannot be used in a template; use letters, digits and underscores, and begin with a letter'),
        (MapOf(Words()), "{a b: c}", 'v.a b: "a b" cannot be a name; use letters, digits, hyphens and underscores'),
        (MapOf(Words()), "text", "v: text stands where names with values belong; write 'name: value' on lines of their own"),
        (Either("thing", scalar=Words(), remedy="write words"), "[a]", "v: a list stands where a thing belongs; write words"),
        (SIMPLE_KINDS["telephone"], "555-0100", 'v: "555-0100" is not a telephone number; write it as (202) 555-0100 or 202-555-0100'),
        (SIMPLE_KINDS["time"], '"25:00"', 'v: "25:00" is not a time; write it as "10:30 a.m." or "10:30", with quotes'),
        (SIMPLE_KINDS["time"], "13:30 p.m.", 'v: "13:30 p.m." is not a time; write it as "10:30 a.m." or "10:30", with quotes'),
        (SIMPLE_KINDS["email"], "a@b", 'v: "a@b" is not an e-mail address; write it as name@agency.gov'),
    ],
)  # fmt: skip
def test_a_kind_tells_what_it_is_not_for(kind: Kind, text: str, told: str) -> None:
    assert read(kind, text) == (MISSING, [told])


@pytest.mark.parametrize("kind", [Words(), Day(), WholeNumber(), YesNo(), COLORS, ListOf(Day()), PERSON])
def test_a_trap_of_yaml_is_told_once_whatever_the_kind(kind: Kind) -> None:
    node, problems = node_of("{inner: 012}")
    assert Record({"inner": FieldSpec(kind)}).read(node, "f.yaml", problems) is MISSING
    assert [str(problem) for problem in problems] == [
        'line 1, v.inner: 012 has a leading zero and no quotes, so YAML takes it for a number; write "012" with quotes'
    ]


def test_a_record_tells_everything_at_once() -> None:
    assert read(PERSON, "{age: x, foo: 1}")[1] == [
        'v.age: "x" is not a whole number from 0 up; write digits only, without quotes',
        'v.foo: "foo" is not a field of a person; the known ones are name, age',
        "v.name: name is missing; add 'name:' with a name",
    ]


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("{type: text}", "words", "[a]"),
        ("{type: date}", "2017-08-03", "x"),
        ("{type: number}", "3", "x"),
        ("{type: boolean}", "true", "x"),
        ("{type: email}", "a@b.gov", "x"),
        ("{type: telephone}", "(202) 555-0100 ext. 5", "x"),
        ("{type: time}", '"10:30 a.m."', "x"),
        ("{type: choice, options: [a, b]}", "a", "x"),
        ("{type: list}", "[a, b]", "{a: b}"),
        ("{type: record, fields: {day: {type: date, required: true}}}", "{day: 2017-08-03}", "{}"),
        ("{type: record, fields: {in: {type: record, fields: {n: {type: number}}}}}", "{in: {n: 3}}", "{in: {n: x}}"),
    ],
)
def test_a_layout_declares_fields_of_every_type(text: str, good: str, bad: str) -> None:
    node, problems = node_of(text)
    spec = kind_from_layout(node, "f.yaml", problems)
    assert list(problems) == []
    assert spec is not None
    assert read(spec.kind, good)[1] == []
    assert len(read(spec.kind, bad)[1]) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("text", "v: text stands where a field's declaration belongs; write its fields as 'name: value', such as type, description, required"),
        ("{}", "v.type: type is missing; add 'type:' with a choice"),
        ("{type: txt}", 'v.type: "txt" is none of the choices; choose one of text, date, number, boolean, email, telephone, time, choice, list, record, enclosures (did you mean "text"?)'),
        ("{type: text, reqired: true}", 'v.reqired: "reqired" is not a field of a field\'s declaration; did you mean "required"?'),
        ("{type: text, required: often}", 'v.required: "often" is neither true nor false; write true or false, without quotes'),
        ("{type: choice}", "v: a choice has no options; add 'options: [first, second]'"),
        ("{type: choice, options: []}", "v: a choice has no options; add 'options: [first, second]'"),
        ("{type: choice, options: [a], default: b}", 'v.default: "b" is none of the choices; choose one of a'),
        ("{type: date, default: soon}", 'v.default: "soon" is not a date; write year-month-day, such as 2017-08-03'),
        ("{type: record}", "v: a record has no fields; add 'fields:' with a declaration for each"),
        ("{type: record, fields: [a]}", "v: a record has no fields; add 'fields:' with a declaration for each"),
        ("{type: record, fields: {a-b: {type: text}}}", 'v.fields.a-b: "a-b" cannot be a name; use small letters, digits and underscores, and begin with a letter'),
        ("{type: record, fields: {a: {type: txt}}}", 'v.fields.a.type: "txt" is none of the choices; choose one of text, date, number, boolean, email, telephone, time, choice, list, record, enclosures (did you mean "text"?)'),
    ],
)  # fmt: skip
def test_a_declaration_that_cannot_be_is_told(text: str, told: str) -> None:
    node, problems = node_of(text)
    assert kind_from_layout(node, "f.yaml", problems) is None
    assert [str(problem).removeprefix("line 1, ") for problem in problems] == [told]


@pytest.mark.parametrize(
    ("declared", "default"),
    [
        ("{type: text}", ""),
        ("{type: list}", ()),
        ("{type: date}", None),
        ("{type: text, default: 'Sincerely,'}", "Sincerely,"),
        ("{type: number, default: 3}", 3),
        ("{type: boolean, default: false}", False),
        ("{type: list, default: a}", ("a",)),
    ],
)
def test_what_is_left_away_has_its_default(declared: str, default: object) -> None:
    node, problems = node_of(declared)
    spec = kind_from_layout(node, "f.yaml", problems)
    assert spec is not None
    assert spec.default == default


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("adress", "address"),
        ("Address", "address"),
        ("family-name", "family_name"),
        ("addresses", "address"),
        ("zip", None),
        ("age", None),
        ("county", None),
    ],
)
def test_a_near_miss_is_what_somebody_must_have_meant(typed: str, meant: str | None) -> None:
    assert near_miss(typed, ["address", "family_name", "country_code", "tip"]) == meant


def test_a_suggestion_is_less_sure_than_a_near_miss() -> None:
    assert suggestion("leter", ["letter", "memo"]) == ' (did you mean "letter"?)'
    assert suggestion("certificate", ["letter", "memo"]) == ""
