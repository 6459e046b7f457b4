"""Strict YAML: each of its traps is a problem with a line, a field and a remedy, and digits stay as they were typed."""

from __future__ import annotations

import datetime
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from correspondence.characters import bad_character, decode_utf8
from correspondence.errors import Problems
from correspondence.source import Node, read_yaml, split_front_matter

INVISIBLE = "delete it; it is invisible in most editors"


def read(text: str, first_line: int = 1) -> tuple[Node | None, list[str]]:
    """Read YAML; return what it holds and what is wrong with it."""
    problems = Problems()
    node = read_yaml(text, "f.yaml", problems, first_line)
    return node, [str(problem) for problem in problems]


def holds(text: str) -> object:
    """Read YAML in which nothing is wrong."""
    node, problems = read(text)
    assert problems == []
    assert node is not None
    return node.plain()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("zip: 02120", 'line 1, zip: 02120 has a leading zero and no quotes, so YAML takes it for a number; write "02120" with quotes'),
        ("id: 007", 'line 1, id: 007 has a leading zero and no quotes, so YAML takes it for a number; write "007" with quotes'),
        ("a: -012", 'line 1, a: -012 has a leading zero and no quotes, so YAML takes it for a number; write "-012" with quotes'),
        ("zip: 08901", 'line 1, zip: 08901 has a leading zero and no quotes, so YAML takes it for a number; write "08901" with quotes'),
        ("time: 12:30", 'line 1, time: 12:30 has no quotes, so YAML takes it for a number of seconds or minutes; write "12:30" with quotes'),
        ("time: 1:02:03", 'line 1, time: 1:02:03 has no quotes, so YAML takes it for a number of seconds or minutes; write "1:02:03" with quotes'),
        ("state: NO", 'line 1, state: NO has no quotes, so YAML takes it for true or false; write "NO" with quotes, or true or false if that is meant'),
        ("state: on", 'line 1, state: on has no quotes, so YAML takes it for true or false; write "on" with quotes, or true or false if that is meant'),
        ("state: Yes", 'line 1, state: Yes has no quotes, so YAML takes it for true or false; write "Yes" with quotes, or true or false if that is meant'),
        ("state: off", 'line 1, state: off has no quotes, so YAML takes it for true or false; write "off" with quotes, or true or false if that is meant'),
        ("on: 1", 'line 1, on: on has no quotes, so YAML takes it for true or false; write "on" with quotes, or true or false if that is meant'),
        ("a: 0x1F", 'line 1, a: 0x1F has no quotes, and YAML reads it as something else; write "0x1F" with quotes'),
        ("a: 1_000", 'line 1, a: 1_000 has no quotes, and YAML reads it as something else; write "1_000" with quotes'),
        ("a: +5", 'line 1, a: +5 has no quotes, and YAML reads it as something else; write "+5" with quotes'),
        ("a: .5", 'line 1, a: .5 has no quotes, and YAML reads it as something else; write ".5" with quotes'),
        ("a: .inf", 'line 1, a: .inf has no quotes, and YAML reads it as something else; write ".inf" with quotes'),
        ("a: =", 'line 1, a: = has no quotes, and YAML reads it as something else; write "=" with quotes'),
        ("a: 2017-02-30", "line 1, a: 2017-02-30 is not a day of the calendar; write year-month-day, such as 2017-08-03"),
        ("a: 0000-01-01", "line 1, a: 0000-01-01 is not a day of the calendar; write year-month-day, such as 2017-08-03"),
        (
            "a: 2017-08-03 10:00:00",
            'line 1, a: 2017-08-03 10:00:00 has no quotes, and YAML reads it as something else; write "2017-08-03 10:00:00" with quotes',
        ),
        ("a: 1\nb: 2\na: 3", 'line 3, a: "a" is given twice; line 1 has it first; delete one of the two'),
        ("a: {b: 1, b: 2}", 'line 1, a.b: "b" is given twice; line 1 has it first; delete one of the two'),
        ("a: &x {b: 1}\nc:\n  <<: *x", "line 3, c: << copies the fields of another mapping to this place; write the fields out"),
        ("a: !!binary aGk=", "line 1, a: the tag !!binary is not known; leave it away"),
        ("a: !secret x", "line 1, a: the tag !secret is not known; leave it away"),
        ('a: !!int "5"', "line 1, a: the tag !!int is not known; leave it away"),
        ("a: !!set {b, c}", "line 1, a: the tag !!set is not known; leave it away"),
        ("a: !!python/object/apply:os.system [ls]", "line 1, a: the tag !!python/object/apply:os.system is not known; leave it away"),
        ("a: &a [*a]", "line 1, a[0]: a value contains itself; write it out"),
        ("a: &a {b: *a}", "line 1, a.b: a value contains itself; write it out"),
        ("? [a]\n: b", "line 1: a name is a list or a mapping; use plain words as names"),
        ('a: "bell \\a"', f"line 1, a: the character U+0007 cannot be printed; {INVISIBLE}"),
        ('a: "\\ue000"', f"line 1, a: the character U+E000 cannot be printed; {INVISIBLE}"),
        ('a: "\\uFFFE"', f"line 1, a: the character U+FFFE cannot be printed; {INVISIBLE}"),
        ('a: "\\U0001FFFF"', f"line 1, a: the character U+1FFFF cannot be printed; {INVISIBLE}"),
        ('a: "\\U000F0000"', f"line 1, a: the character U+F0000 cannot be printed; {INVISIBLE}"),
        ('a: "\\r"', f"line 1, a: the character U+000D cannot be printed; {INVISIBLE}"),
        ('a: "\\L"', f"line 1, a: the character U+2028 cannot be printed; {INVISIBLE}"),
        ('"\\ue000": 1', f"line 1: the character U+E000 cannot be printed; {INVISIBLE}"),
        (
            "street: 12 Main St #5",
            'line 1, street: YAML takes "#5" for a comment, and it would be lost; put the whole value in quotes, or write a space after the # of a comment',
        ),
    ],
)  # fmt: skip
def test_a_trap_is_told_with_its_line_its_field_and_its_remedy(text: str, told: str) -> None:
    assert read(text)[1] == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a:\n\tb: 1", "line 2: a tab is used for indentation; use spaces: YAML does not allow tabs there"),
        ("a:\n  b: 1\n\tc: 2", "line 3: a tab is used for indentation; use spaces: YAML does not allow tabs there"),
        ("\ta: b", "line 1: a tab is used for indentation; use spaces: YAML does not allow tabs there"),
        ("a: b: c", "line 1: there is a colon too many in 'a: b: c'; put the value in quotes, or mend the indentation of the line"),
        ("a: 1\n b: 2", "line 2: there is a colon too many in 'b: 2'; put the value in quotes, or mend the indentation of the line"),
        ("a: 1\n---\nb: 2", "line 2: a second document begins here; delete the line '---': a file holds one"),
        ('b: 1\na: "x\nc: 1', "line 2: a quotation mark is not closed; put one at the end of the value"),
        ("a: 'x", "line 1: a quotation mark is not closed; put one at the end of the value"),
        ("a: *b", "line 1: the YAML cannot be read here: found undefined alias; put quotes round a value that begins with * or &"),
        (
            "a: **bold**",
            "line 1: the YAML cannot be read here: did not find expected alphabetic or numeric character; put quotes round a value that begins with * or &",
        ),
        (
            "a: 1\nb\nc: 2",
            "line 3: the YAML cannot be read here: could not find expected ':'; look at the indentation and the colons of this line and the one above",
        ),
        (
            "a: @x",
            "line 1: the YAML cannot be read here: found character that cannot start any token; mend the line; put quotes round a value with : # [ ] { } or * in it",
        ),
        (
            "a: {b: 1\nc: 2",
            "line 2: the YAML cannot be read here: did not find expected ',' or '}'; mend the line; put quotes round a value with : # [ ] { } or * in it",
        ),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_told_with_its_line(text: str, told: str) -> None:
    node, problems = read(text)
    assert node is None
    assert problems == [told]


def test_all_traps_of_a_file_are_told_at_once_and_no_trap_twice() -> None:
    text = 'zip: 02120\ntime: 12:30\nstate: no\nzip: 1\ndate: 2017-13-01\nname: "\\u0001"\n'
    assert [line.partition(":")[0] for line in read(text)[1]] == [
        "line 1, zip",
        "line 2, time",
        "line 3, state",
        "line 4, zip",
        "line 5, date",
        "line 6, name",
    ]


def test_lines_are_those_of_the_file_where_front_matter_begins_later() -> None:
    told = (
        'line 3, zip: 02120 has a leading zero and no quotes, so YAML takes it for a number; write "02120" with quotes'
    )
    assert read("a: 1\nzip: 02120", first_line=2)[1] == [told]
    assert read("a: 1\nb: c: d", first_line=2)[1][0].startswith("line 3: there is a colon too many")


def test_a_billion_laughs_end_at_once() -> None:
    text = "a: &a [ha, ha]\n" + "".join(
        f"{after}: &{after} [*{one}, *{one}]\n" for one, after in zip("abcdefghijklmno", "bcdefghijklmnop", strict=True)
    )
    before = time.process_time()
    told = "line 4: more than 5 aliases (*name) are used; write the values out, or put what all letters share under 'shared:'"
    assert read(text) == (None, [told])
    assert time.process_time() - before < 1


def test_a_handful_of_aliases_is_allowed() -> None:
    assert holds("a: &a {b: 1}\nc: *a\nd: [*a]") == {"a": {"b": 1}, "c": {"b": 1}, "d": ({"b": 1},)}


@pytest.mark.parametrize(
    "text",
    ["a: " + "[" * 41 + "]" * 41, "[" * 100_000, "- " * 50_000 + "x", "{a: " * 100 + "1" + "}" * 100, '["]",' * 200],
    ids=["41 lists", "lists without end", "hyphens", "mappings", "quoted brackets"],
)
def test_deep_nesting_ends_at_once(text: str) -> None:
    assert read(text) == (None, ["line 1: lists and mappings are nested more than 40 deep; write them flatter"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.10", Decimal("1.10")),
        ("87102", 87102),
        ("0", 0),
        ("-3", -3),
        ('"007"', "007"),
        ("'12:30'", "12:30"),
        ('"no"', "no"),
        ("true", True),
        ("False", False),
        ("2017-08-03", datetime.date(2017, 8, 3)),
        ("~", None),
        ("", None),
        ("null", None),
        ("12:30 p.m.", "12:30 p.m."),
        ("400 Roma NW", "400 Roma NW"),
        ("v1.2.3", "v1.2.3"),
        ("+1 202 555 0100", "+1 202 555 0100"),
        ("x  # a comment", "x"),
        ('"Apt #5"', "Apt #5"),
        ("Apt. No.5#a", "Apt. No.5#a"),
        ("|\n  one\n  two\n", "one\ntwo\n"),
        (">-\n  one\n  two\n", "one two"),
        ('"tab\\there"', "tab\there"),
        ("José Ñandú 山田 🙂", "José Ñandú 山田 🙂"),
        ('"\\U0001F642"', "🙂"),
    ],
)
def test_a_value_is_what_was_typed(text: str, value: object) -> None:
    assert holds(f"a: {text}") == {"a": value}


@pytest.mark.parametrize("digits", ["1.10", "1.0", "100.00", "12345678901234567890", "9" * 5000])
def test_a_number_keeps_its_digits(digits: str) -> None:
    node, problems = read(f"a: {digits}")
    assert problems == []
    assert node is not None
    assert isinstance(node.content, dict)
    assert node.content["a"].raw == digits


def test_an_empty_document_is_an_empty_mapping() -> None:
    assert holds("") == {}
    assert holds("# only a comment\n") == {}


def test_places_lead_to_each_value() -> None:
    node, _ = read("a: 1\nb:\n  - c: 2\n    d:\n      e: 3\n")
    assert node is not None
    assert dict(node.places()) == {"a": 1, "b": 3, "b[0]": 3, "b[0].c": 3, "b[0].d": 5, "b[0].d.e": 5}


@pytest.mark.parametrize(
    ("content", "text", "told"),
    [
        (b"a: 1\n", "a: 1\n", []),
        (b"\xef\xbb\xbfa: 1\n", "a: 1\n", []),
        (b"a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n", []),
        (b"a: 1\rb: 2", "a: 1\nb: 2", []),
        (b"a: 1\nb: caf\xe9\n", None, ["line 2: the byte 0xE9 is not UTF-8; save the file with the encoding UTF-8"]),
        ("a: 1".encode("utf-16"), None, ["line 1: the byte 0xFF is not UTF-8; save the file with the encoding UTF-8"]),
        (b"a: \xed\xa0\x80\n", None, ["line 1: the byte 0xED is not UTF-8; save the file with the encoding UTF-8"]),
        (b"a: x\x00y\n", "a: xy\n", [f"line 1: the character U+0000 cannot be printed; {INVISIBLE}"]),
        (
            "a: 1\n# \ue000\nb: \u0007\u0085\n".encode(),
            "a: 1\n# \nb: \n",
            [
                f"line 2: the character U+E000 cannot be printed; {INVISIBLE}",
                f"line 3: the character U+0007 cannot be printed; {INVISIBLE}",
                f"line 3: the character U+0085 cannot be printed; {INVISIBLE}",
            ],
        ),
        ("a: \u2028b".encode(), "a: b", [f"line 1: the character U+2028 cannot be printed; {INVISIBLE}"]),
        ("a: \ufdd0b".encode(), "a: b", [f"line 1: the character U+FDD0 cannot be printed; {INVISIBLE}"]),
    ],
)
def test_bytes_become_text(content: bytes, text: str | None, told: list[str]) -> None:
    problems = Problems()
    assert decode_utf8(content, "f.yaml", problems) == text
    assert [str(problem) for problem in problems] == told


@given(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"]))
def test_every_assigned_character_can_be_printed(character: str) -> None:
    assert bad_character(f"a{character}b") is None


@given(st.characters(categories=["Cc", "Cs", "Co", "Zl", "Zp"], exclude_characters="\n\t"))
def test_no_other_character_can(character: str) -> None:
    assert bad_character(f"a{character}b") == character


@given(st.text(st.characters(codec="utf-8")))
def test_whatever_somebody_types_is_read_or_told(text: str) -> None:
    problems = Problems()
    decoded = decode_utf8(text.encode(), "f.yaml", problems)
    assert decoded is not None
    assert read_yaml(decoded, "f.yaml", problems) is not None or len(problems) > 0


@given(st.text("ab:-[]{}#&*!|>'\"%@`,? \n\t0159.", max_size=40))
def test_whatever_looks_like_yaml_is_read_or_told(text: str) -> None:
    node, problems = read(text)
    assert node is not None or problems


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\nlayout: memo\n---\nText\n", "Text\n", 4),
        ("---\nlayout: memo\n---\n\n\nText", "Text\n", 6),
        ("--- \nlayout: memo\n...\nText\n\n\n", "Text\n", 4),
        ("---\nlayout: memo\n---\nText\n\n---\n\nMore\n", "Text\n\n---\n\nMore\n", 4),
        ("---\nlayout: memo\n---", "\n", 4),
    ],
)
def test_front_matter_and_body_are_parted(text: str, body: str, line: int) -> None:
    problems = Problems()
    front, found, found_line = split_front_matter(text, "t.md", problems)
    assert list(problems) == []
    assert front is not None
    assert front.plain() == {"layout": "memo"}
    assert (found, found_line) == (body, line)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Text\n",
            "line 1: the file does not begin with front matter; begin it with a line '---', then 'layout: …' and the other settings, then '---' again",
        ),
        (
            "\n---\nlayout: memo\n---\n",
            "line 1: the file does not begin with front matter; begin it with a line '---', then 'layout: …' and the other settings, then '---' again",
        ),
        (
            "",
            "line 1: the file does not begin with front matter; begin it with a line '---', then 'layout: …' and the other settings, then '---' again",
        ),
        ("---\nlayout: memo\nText\n", "line 1: the front matter is not closed; put a line '---' after the last setting"),
        (
            "---\nlayout: memo\nzip: 02120\n---\n",
            'line 3, zip: 02120 has a leading zero and no quotes, so YAML takes it for a number; write "02120" with quotes',
        ),
        ("---\na: b: c\n---\n", "line 2: there is a colon too many in 'a: b: c'; put the value in quotes, or mend the indentation of the line"),
    ],
)  # fmt: skip
def test_front_matter_that_is_missing_open_or_wrong_is_told(text: str, told: str) -> None:
    problems = Problems()
    split_front_matter(text, "t.md", problems)
    assert [str(problem) for problem in problems] == [told]
