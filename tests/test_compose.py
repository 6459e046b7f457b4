"""Composing: from a template, its layout and the values to a document, and what is told of templates that cannot be used."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from correspondence.compose import Composer, UnfitError
from correspondence.document import Asset
from correspondence.mailing.preparing import Order, prepare
from correspondence.workspace import Workspace
from tests.composing import BODY_LINE, LAYOUT, addressees, document, office, sources, told, written

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


def body(text: str, **parts: Any) -> str:
    """Compose a body and return the outline of what stands in it."""
    found = written(text, **parts)
    assert found.startswith("::: body\n")
    return found.removeprefix("::: body\n").replace("\n  ", "\n").removeprefix("  ")


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        ("One\ntwo.\n\nThree.", "p One two.\np Three."),
        ("# A\n\n## B\n\n### C\n\n# D", "h1 A\nh2 B\nh3 C\nh1 D"),
        ("- a\n- b\n  - c\n    1. d\n- e", "- a\n- b\n  - c\n    1. d\n- e"),
        ("3. c\n4. d", "3. c\n4. d"),
        ("> a\n>\n> - b", "quotation\n  p a\n  - b"),
        ("A\n: b\n\nC\n: d\n: e", "A => b\nC => d⏎e"),
        ("| a | b |\n|---|---|\n| c | *d* |", "| a | b\n| c | *d*"),
        ("a\\\nb  \nc", "p a⏎b⏎c"),
        ("*a* **b** ***c***", "p *a* **b** ***c***"),
        ("[a](https://example.gov) <mailto:a@b.gov>", "p [a](https://example.gov) [mailto:a@b.gov](mailto:a@b.gov)"),
        ("---", "rule"),
        ("::: note\na\n::: aside\nb\n:::\nc\n:::", "::: note\n  p a\n  ::: aside\n    p b\n  p c"),
        ("::: columns\n::: note\na\n:::\n::: aside\nb\n:::\n:::", "columns\n  ::: note\n    p a\n  ::: aside\n    p b"),
        ("::: {.note}\na\n:::\n\n:::: aside ::::\nb\n::::", "::: note\n  p a\n::: aside\n  p b"),
        ("- a\n\n::: note\nb\n:::", "- a\n::: note\n  p b"),
        ("{{ page_number }} of {{ page_count }}", "p (page) of (pages)"),
        ("<b>a</b> <!-- c --> &amp; &copy;", "p <b>a</b> <!-- c --> & ©"),
        ("`a` ~~b~~ (c) (tm) 1--2 ...", "p `a` ~~b~~ (c) (tm) 1--2 ..."),
        ("    four spaces\n\n```\nfence\n```", "p four spaces\np ``` fence ```"),
        ("[a]: https://example.gov\n\n[a]", "p [a]: https://example.gov\np [a]"),
        ("Title\n===", "p Title ==="),
        ("\\# a \\* b \\::: c", "p # a * b ::: c"),
    ],
)
def test_markdown_becomes_blocks(text: str, outline: str) -> None:
    assert body(text) == outline


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        ("\"a\" and 'b'", "p “a” and ‘b’"),
        ('the chief\'s "plan"', "p the chief’s “plan”"),
        ("\"{{ 'x' }}\" {{ '\"' }}", 'p “⟨x⟩” ⟨"⟩'),
        ("{{ \"O'Brien\" }}'s", "p ⟨O'Brien⟩’s"),
        ("**\"{{ 'x' }}\"**", "p **“⟨x⟩”**"),
        ('\\"straight\\"', 'p "straight"'),
        ('# "A"', "h1 “A”"),
        ('| "a" |\n|---|\n| "{{ \'"\' }}" |', '| “a”\n| “⟨"⟩”'),
        ('{% set x %}"a" {{ \'"b"\' }}{% endset %}{{ x }}', 'p “a” ⟨"b"⟩'),
    ],
)
def test_quotation_marks_are_curled_in_the_authors_words_only(text: str, outline: str) -> None:
    assert body(text) == outline


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        ("a\n\n{{ e }}\n\nb", "p a\np b"),
        ("{{ e }} {{ n }}\n\nb", "p b"),
        ("{{ e }}\\\n{{ v }}\\\n{{ e }}", "p ⟨v⟩"),
        ("a\\\n{{ e }}\\\nb", "p a⏎b"),
        ("**{{ e }}**\n\nb", "p b"),
        ("# {{ e }}\n\nb", "p b"),
        ("- {{ e }}\n- b", "- b"),
        ("> {{ e }}\n\nb", "p b"),
        ("::: note\n{{ e }}\n:::\n\nb", "p b"),
        ("::: columns\n::: note\n{{ e }}\n:::\n::: aside\nb\n:::\n:::", "columns\n  ::: aside\n    p b"),
        ("A\n: {{ e }}\n\nB\n: b", "B => b"),
        ("A\n: {{ e }}\n: b", "A => b"),
        ("Dear {{ e }} Jones", "p Dear Jones"),
        ("Dear **{{ e }}** Jones", "p Dear Jones"),
        ("{{ e }} Jones", "p Jones"),
        ("| a | {{ e }} |\n|---|---|\n| {{ e }} | b |", "| a | \n|  | b"),
        ("{{ l }}", "p ⟨one⟩⏎⟨two⟩"),
        ("x {{ l }} y", "p x ⟨one⟩⏎⟨two⟩ y"),
        ("- {{ l }}", "- ⟨one⟩⏎⟨two⟩"),
        ("# {{ l }}", "h1 ⟨one⟩⏎⟨two⟩"),
        ("A\n: {{ l }}", "A => ⟨one⟩⏎⟨two⟩"),
        ("| a |\n|---|\n| {{ l }} |", "| a\n| ⟨one⟩⏎⟨two⟩"),
        ("{{ g }}", "p ⟨one⟩⏎⟨two⟩"),
        ("{{ v }}, {{ true }}, {{ false }}, {{ none }}, {{ 1.50 }}, {{ [1, '', 'a'] }}", "p ⟨v⟩, ⟨yes⟩, , , ⟨1.5⟩, ⟨1, a⟩"),
        ("{{ day }} {{ amount }}", "p ⟨2017-08-03⟩ ⟨1.10⟩"),
        ("{{ 'a\tb' }}", "p ⟨a b⟩"),
    ],
)  # fmt: skip
def test_lines_whose_values_are_all_empty_fall_away_and_a_newline_is_a_line_break(text: str, outline: str) -> None:
    given = {
        "e": "", "n": None, "v": "v", "l": "one\ntwo", "g": "one\n\ntwo\n",
        "day": datetime.date(2017, 8, 3), "amount": Decimal("1.10"),
    }  # fmt: skip
    assert body(text, given=given) == outline


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        ("{% macro m(x) %}**{{ x }}** a{% endmacro %}{{ m('*b*') }}", "p **⟨*b*⟩** a"),
        ("{% macro m() %}*{{ caller() }}*{% endmacro %}{% call m() %}a {{ 'b' }}{% endcall %}", "p *a ⟨b⟩*"),
        ("{% set x %}**a** {{ 'b' }}{% endset %}{{ x }} {{ x | upper }}", "p **a** ⟨b⟩ ⟨**A** B⟩"),
        ("{% set x %}{{ 'a' }}{% endset %}{{ x | length }} {{ x == 'a' }} {{ x[0] }} {{ x + 'b' }} {{ x ~ 'b' }} {{ x.upper() }}", "p ⟨1⟩ ⟨yes⟩ ⟨a⟩ ⟨ab⟩ ⟨ab⟩ ⟨A⟩"),
        ("{% set x | upper %}a {{ 'b' }}{% endset %}{{ x }}", "p ⟨A B⟩"),
        ("{% set x %}{{ '' }}{% endset %}{% if x %}a{% else %}b{% endif %}", "p b"),
        ("{% for x in ['a', 'b'] %}\n- {{ x }}{% if not loop.last %};{% endif %}\n{% endfor %}", "- ⟨a⟩;\n- ⟨b⟩"),
        ("{% for x in [1, [2, [3]]] recursive %}{{ loop(x) if x is sequence else x }}{% endfor %}", "p ⟨1⟩⟨2⟩⟨3⟩"),
        ("{% for x in [] %}a{% else %}b{% endfor %}", "p b"),
        ("{% for x in [1, 2, 3] if x != 2 %}{{ x }}{% endfor %}", "p ⟨1⟩⟨3⟩"),
        ("{% set ns = namespace(n=0) %}{% for x in [1, 2] %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}", "p ⟨3⟩"),
        ("{% set sep = joiner(', ') %}{% for x in 'ab' %}{{ sep() }}{{ x }}{% endfor %}", "p ⟨a⟩⟨, ⟩⟨b⟩"),
        ("{% raw %}{{ x }}{% endraw %}", "p {{ x }}"),
        ("a {# no\nword #} b", "p a b"),
        ("a {{ 'x' if false }}b", "p a b"),
        ("{{ nope | default('a') }} {{ nope is defined }}b", "p ⟨a⟩ b"),
        ("{{ none | default('a', true) }}", "p ⟨a⟩"),
        ("{{ {'items': 1, 'copy': 2}.items }} {{ {'copy': 2}.copy }} {{ {'a': 1}['a'] }}", "p ⟨1⟩ ⟨2⟩ ⟨1⟩"),
        ("{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}", "p ⟨a⟩⟨1⟩"),
        ("{{ ['b', 'a'] | sort | join('-') }} {{ ['a', 'b', 'c'] | series }} {{ ['a', 'b'] | series('or') }}", "p ⟨a-b⟩ ⟨a, b, and c⟩ ⟨a or b⟩"),
        ("{{ 'a-b' | replace('-', '+') }} {{ 3 | ordinal }} {{ 'NM' | state_name }} {{ [1, 2] | sum }}", "p ⟨a+b⟩ ⟨3rd⟩ ⟨New Mexico⟩ ⟨3⟩"),
        ("{{ ['x', 'y'] | map('upper') }} {{ [1, 2, 3] | select('odd') }}", "p ⟨X, Y⟩ ⟨1, 3⟩"),
        ("a{% if true %}\nb\n{% endif %}\nc", "p a b c"),
        ("a {% if true %}b{% endif %}\n\nc", "p a b\np c"),
        ("a {# note #}\n\nb", "p a\np b"),
        ("- a {# note #}\n- b{% if false %}x{% endif %}\n- c", "- a\n- b\n- c"),
        ("{% if true %}\na\n{% endif %}\n\nb", "p a\np b"),
    ],
)  # fmt: skip
def test_jinja_runs_and_what_it_composes_is_no_value(text: str, outline: str) -> None:
    assert body(text) == outline


def test_blocks_of_the_layout_can_be_filled_and_kept() -> None:
    text = "{% block opening %}{{ super() }}\n::: aside\nb\n:::\n{% endblock %}\n{% block body %}c{% endblock %}\n"
    layout = HEADED.replace("{opening: once,", "{opening: once, aside: optional,")
    assert written(text, layout=layout, front="place: a") == "::: opening\n  p ⟨a⟩\n::: aside\n  p b\n::: body\n  p c"


def test_a_value_is_looked_for_in_the_recipient_then_the_list_then_the_front_matter() -> None:
    recipients = addressees("shared: {b: shared, c: shared}\nrecipients: [{id: x, name: A B, c: own}]")
    text = "{{ a }} {{ b }} {{ c }} {{ recipient.b }} {{ recipient.c }} {{ recipient.name }}"
    found = body(text, front="values: {a: front, b: front, c: front}", recipients=recipients)
    assert found == "p ⟨front⟩ ⟨shared⟩ ⟨own⟩ ⟨shared⟩ ⟨own⟩ ⟨A B⟩"
    assert body("{{ place }}", front="place: a", given={"place": "b"}) == "p ⟨b⟩"


def test_a_document_says_what_it_is() -> None:
    sender = office("agency: A\noffice: B\nsigners: {x: {name: X}}")
    recipients = addressees(JONES)
    made = document("a", front="date: 2017-08-03\nlanguage: es\nsigner: x", recipients=recipients, sender=sender)
    assert (made.title, made.language, made.author) == (
        "A test, Chief Eric Jones, Stockton Police Department",
        "es",
        "A, B",
    )
    assert (made.date, made.layout) == (datetime.date(2017, 8, 3), "plain")
    draft = Composer(sources("a"), draft=True).compose()
    assert [getattr(block, "name", "") for block in draft.blocks] == ["draft-mark", "body"]


def wrong(text: str, **parts: Any) -> list[str]:
    """Return what is wrong with a body, each with its line counted from the body's first."""
    found = told(lambda: document(text, **parts))
    return [_shifted(line) for line in found]


def _shifted(line: str) -> str:
    file, _, rest = line.partition(", line ")
    number, colon, message = rest.partition(":")
    return f"{int(number) - BODY_LINE + 1}:{message}" if file == "t.md" and colon else line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n{{ b", "2: the template cannot be read: unexpected end of template, expected 'end of print statement', in '{{ b'; mend the braces, or the word inside them"),
        ("a\n\n{{ b c }}", "3: the template cannot be read: expected token 'end of print statement', got 'c', in '{{ b c }}'; mend the braces, or the word inside them"),
        ("a\n{% if b %}", "2: the template cannot be read: Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if', in '{% if b %}'; mend the braces, or the word inside them"),
        ("{% endif %}", "1: the template cannot be read: Encountered unknown tag 'endif', in '{% endif %}'; mend the braces, or the word inside them"),
        ("{% unles x %}", "1: the template cannot be read: Encountered unknown tag 'unles', in '{% unles x %}'; mend the braces, or the word inside them"),
        ("{{ x | longdate }}", "1: the template cannot be read: No filter named 'longdate', in '{{ x | longdate }}'; mend the braces, or the word inside them"),
        ("{{ x is nice }}", "1: the template cannot be read: No test named 'nice', in '{{ x is nice }}'; mend the braces, or the word inside them"),
        ("{{ 'a }}", "1: the template cannot be read: unexpected char \"'\" at 3, in \"{{ 'a }}\"; mend the braces, or the word inside them"),
        ("{# a", "1: the template cannot be read: Missing end of comment tag, in '{# a'; mend the braces, or the word inside them"),
        ("{% block a %}{% endblock %}{% block a %}{% endblock %}", "1: the template cannot be read: block 'a' defined twice, in '{% block a %}{% endblock %}{% block a %}{% endblock %}'; mend the braces, or the word inside them"),
        ("{% block closng %}a{% endblock %}", '1: the layout plain has no block "closng"; did you mean "closing"?'),
        ("a\n{% block end %}a{% endblock %}", '2: the layout plain has no block "end"; its blocks are body, closing, opening'),
        ("{% block body %}a{% endblock %}\n\nb", "3: the template cannot be read: there is text outside the block body, in 'b'; mend the braces, or the word inside them"),
        ("{{ a }}\n{% block body %}a{% endblock %}", "1: the template cannot be read: there is text outside the block body, in '{{ a }}'; mend the braces, or the word inside them"),
        ("{% if true %}\n{% block closing %}a{% endblock %}\n{% endif %}", "2: the template cannot be read: the block closing stands inside another statement, in '{% block closing %}a{% endblock %}'; mend the braces, or the word inside them"),
        ("a\n::: note\nb", "2: the division \"note\" is not closed; put ':::' on a line of its own after its last line"),
        ("::: note\n::: aside\n:::", "1: the division \"note\" is not closed; put ':::' on a line of its own after its last line"),
        ("a\n:::\nb", "2: ':::' closes a division, and none is open; delete the line, or name the division that it opens"),
        ("::: ntoe\na\n:::", '1: there is no division "ntoe"; the layout knows aside, body, closing, columns, note, opening'),
        ("::: asides\na\n:::", '1: there is no division "asides"; did you mean "aside"?'),
        (":::note!\na", "1: \":::note!\" is not a fence; write three colons, a space and one name, as in '::: closing'"),
        ("> ::: note!\n> a", "1: \"> ::: note!\" is not a fence; write three colons, a space and one name, as in '::: closing'"),
    ],
)  # fmt: skip
def test_a_source_that_cannot_be_used_is_told_with_its_line(text: str, line: str) -> None:
    assert wrong(text) == [line]


def test_a_fence_with_two_names_is_none() -> None:
    assert wrong("::: note aside\na\n:::") == [
        "1: \"::: note aside\" is not a fence; write three colons, a space and one name, as in '::: closing'",
        "3: ':::' closes a division, and none is open; delete the line, or name the division that it opens",
    ]


def test_a_division_in_a_comment_is_none() -> None:
    assert body("a\n{#\n::: nope\n#}\nb") == "p a b"


def test_everything_wrong_with_the_sources_is_told_at_once() -> None:
    layout = LAYOUT.replace("::: body\n", "::: bdy\n{{ x | }}\n")
    assert told(lambda: document("::: note\n{% if %}", layout=layout, front="plce: a")) == [
        'plain/layout.md, line 13: there is no division "bdy"; the layout knows aside, body, closing, columns, note, opening',
        "t.md, line 6: the division \"note\" is not closed; put ':::' on a line of its own after its last line",
        "plain/layout.md, line 14: the template cannot be read: expected token 'name', got 'end of print statement', in '{{ x | }}'; mend the braces, or the word inside them",
        "t.md, line 7: the template cannot be read: Expected an expression, got 'end of statement block', in '{% if %}'; mend the braces, or the word inside them",
        't.md, line 4, plce: "plce" is not a field of the layout plain; did you mean "place"?',
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\n{{ nope }}", ["2: nope is not defined"]),
        ("{{ nope | upper }}", ["1: nope is not defined"]),
        ("{{ nope | long_date }}", ["1: nope is not defined"]),
        ("{{ nope | join(', ') | upper }}", ["1: nope is not defined"]),
        ("{% for x in nope %}{{ x }}{% endfor %}", ["1: nope is not defined"]),
        ("{% if nope %}a{% endif %}", ["1: nope is not defined"]),
        ("a\n{% if not nope %}a{% endif %}", ["2: nope is not defined"]),
        ("{{ 'a' if nope else 'b' }}", ["1: nope is not defined"]),
        ("{{ nope or 'b' }}", ["1: nope is not defined"]),
        ("{{ 'a' ~ nope }}", ["1: nope is not defined"]),
        ("{% if nope == 'x' %}a{% endif %}", ["1: nope is not defined"]),
        ("{{ nope + 1 }}", ["1: nope is not defined"]),
        ("{{ nope.a.b }}", ["1: nope is not defined"]),
        ("{{ nope() }}", ["1: nope is not defined"]),
        ("{{ [nope, 'a'] }}", ["1: nope is not defined"]),
        ("{{ ['a', nope] | join }}", ["1: nope is not defined"]),
        ("{% macro m(x) %}\n{{ x }}\n{% endmacro %}\n{{ m(nope) }}", ["2: x is not defined"]),
        ("{{ recipient.nickname }}", ["1: recipient.nickname is not defined"]),
        ("{{ recipient.nickname == 'x' }}", ["1: recipient.nickname is not defined"]),
        ("{{ recipient.case.court }}", ["1: recipient.case.court is not defined"]),
        ("{{ recipient.case['court'] }}", ["1: recipient.case[court] is not defined"]),
        ("{{ recipient.case.items[5] }}", ["1: recipient.case.items[5] is not defined"]),
        ("{{ sender.agency }}", ["1: sender is not defined"]),
        ("{{ date.hour }}", ["1: date.hour is not defined"]),
        ("[a]({{ nope }}) ![b]({{ nope }})", ["1: nope is not defined"]),
        (
            "{{ one }}\n{{ two | upper }}\n{% if three %}{% endif %}\n{% for x in four %}{% endfor %}\n{{ 'a' ~ five }}\n{{ one }}",
            [
                "1: one is not defined",
                "2: two is not defined",
                "3: three is not defined",
                "4: four is not defined",
                "5: five is not defined",
            ],
        ),
    ],
)
def test_a_value_that_nobody_defines_is_told_wherever_it_is_used(text: str, lines: list[str]) -> None:
    assert wrong(text, recipients=addressees(JONES), front="date: 2017-08-03") == lines


DOUBTFUL = addressees("""
    recipients:
      - id: smith
        title: Chief
        name: Mary Ann Smith
    """)


@pytest.mark.parametrize(
    "text",
    [
        "{{ recipient.salutation }}:",
        "{{ recipient.salutation | upper }}",
        "{{ 'x' ~ recipient.salutation }}",
        "{{ [recipient.salutation] | join }}",
        "{% set x %}{{ recipient.salutation }}{% endset %}{{ x | upper }}",
        "# {{ recipient.salutation | default('Dear') }}",
    ],
)
def test_a_salutation_that_only_a_person_can_give_is_told_where_it_is_used(text: str) -> None:
    message = 'the salutation cannot be told for certain from "Chief Mary Ann Smith"'
    remedy = "add 'salutation: Dear Chief …' to the recipient"
    assert wrong(text, recipients=DOUBTFUL) == [f"list.yaml, line 3, recipient.salutation: {message}; {remedy}"]


def test_a_salutation_may_be_asked_for() -> None:
    text = "{% if recipient.salutation %}a{% else %}b{% endif %} {{ recipient.salutation or 'c' }} {{ recipient.family_name | default('d', true) }}"
    assert body(text, recipients=DOUBTFUL) == "p b ⟨c⟩ ⟨d⟩"


def test_a_family_name_and_a_missing_signature_are_told_too() -> None:
    message = 'the family name cannot be told for certain from "Mary Ann Smith"'
    assert wrong("{{ recipient.family_name }}", recipients=DOUBTFUL) == [
        f"list.yaml, line 3, recipient.family_name: {message}; add 'family_name:' to the recipient"
    ]
    sender = office("agency: A\nsigners:\n  x:\n    name: X Y\n")
    found = wrong("![{{ signers[0].name }}]({{ signers[0].image }})", sender=sender, front="signer: x")
    assert [line.partition(": ")[2] for line in found] == [
        "X Y has no picture of a signature; add 'image:' to the signer, or 'signature: typed' (or none) to the document"
    ]
    assert found[0].startswith("office.yaml, line 4")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a", ['t.md, the part "opening" is empty or missing; every document of the layout plain has it: fill in its values']),
        ("{% block opening %}b{% endblock %}{% block body %}a{% endblock %}", [
            "1: text stands outside the parts of the layout plain; put it into one of the divisions opening, body, closing",
            't.md, the part "opening" is empty or missing; every document of the layout plain has it: fill in its values',
        ]),
        ("{% block opening %}\n::: opening\na\n:::\n::: opening\nb\n:::\n{% endblock %}\n{% block body %}\nc\n{% endblock %}\n", [
            '2: the part "opening" is there 2 times; leave it once',
        ]),
        ("{% block opening %}\n::: closing\na\n:::\n::: opening\nb\n:::\n{% endblock %}\n{% block body %}\nc\n{% endblock %}\n", [
            '5: the part "opening" stands after "closing"; the order is opening, body, closing',
            'plain/layout.md, line 17: the part "body" stands after "closing"; the order is opening, body, closing',
        ]),
        ("{% block opening %}\n::: opening\na\n:::\n::: note\nb\n:::\n{% endblock %}\n{% block body %}\nc\n{% endblock %}\n", [
            '5: the division "note" stands among the parts of the layout plain; put it inside one of them',
        ]),
        ("{% block opening %}\n::: opening\na\n:::\n{% endblock %}\n", [
            't.md, the part "body" is empty or missing; every document of the layout plain has it: fill in its values',
        ]),
    ],
)  # fmt: skip
def test_parts_are_held_to_the_layouts_order(text: str, lines: list[str]) -> None:
    assert wrong(text, layout=HEADED) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\n\n## B", ["3: a heading of level 2 follows none; write it with #"]),
        ("# A\n\n### \"B\" {{ 'c' }}", ["3: a heading of level 3 follows one of level 1; write it with ##"]),
        ("# A\n\n## B\n\n# C\n\n### D\n\n# E", ["7: a heading of level 3 follows one of level 1; write it with ##"]),
    ],
)
def test_headings_skip_no_level(text: str, lines: list[str]) -> None:
    assert wrong(text) == lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n\n[b](javascript:alert(1))", '3: a link leads to "javascript:alert(1)"; begin its address with https://, http://, mailto: or tel:, and leave no space in it'),
        ("[b](JaVaScRiPt:a)", '1: a link leads to "JaVaScRiPt:a"; begin its address with https://, http://, mailto: or tel:, and leave no space in it'),
        ("[b](data:text/html,a)", '1: a link leads to "data:text/html,a"; begin its address with https://, http://, mailto: or tel:, and leave no space in it'),
        ("[b](page.html)", '1: a link leads to "page.html"; begin its address with https://, http://, mailto: or tel:, and leave no space in it'),
        ("[b]()", '1: a link leads to ""; begin its address with https://, http://, mailto: or tel:, and leave no space in it'),
        ("<javascript:a>", '1: a link leads to "javascript:a"; begin its address with https://, http://, mailto: or tel:, and leave no space in it'),
        ("a\n\n- [b]({{ 'javascript:a' }})", '3: a link leads to "javascript:a"; begin its address with https://, http://, mailto: or tel:, and leave no space in it'),
        ("[b](https://a.gov/{{ 'c d' }})", '1: a link leads to "https://a.gov/c d"; begin its address with https://, http://, mailto: or tel:, and leave no space in it'),
        ("a\n\n![](a.png)", "3: the picture a.png has no alternative text; say between the brackets what it shows: ![Seal of the Department](a.png)"),
        ("![{{ '' }}](a.png)", "1: the picture a.png has no alternative text; say between the brackets what it shows: ![Seal of the Department](a.png)"),
        ("![a](https://example.gov/a.png)", "1: the picture https://example.gov/a.png comes from the network; save it below templates/ and name it by its path there"),
        ("![a](//example.gov/a.png)", "1: the picture //example.gov/a.png comes from the network; save it below templates/ and name it by its path there"),
        ("![a]({{ 'http://example.gov/a.png' }})", "1: the picture http://example.gov/a.png comes from the network; save it below templates/ and name it by its path there"),
        ("- a\n\n  b", "3: an entry of a list is more than one paragraph with lists below it; end the list before the next paragraph"),
        ("- a\n\n  > b", "3: an entry of a list is more than one paragraph with lists below it; end the list before the next paragraph"),
        ("- {{ '' }}\n  - b", "2: an entry of a list has no words of its own, and a list below it; leave out the whole entry, or fill in its value"),
        ("a\n: > b", "2: the value of a label is more than words; write it as one paragraph"),
        ("a\n\n| | |\n|---|---|\n| b | c |", "3: a table has no headings; write them in its first row"),
        ("::: columns\n::: note\na\n:::\nb\n:::", "1: beside the columns stands text that belongs to none; put it into a division of its own inside 'columns'"),
        ("a\n\n{% if true %}\n::: note\n{% else %}\n:::\n{% endif %}\nb\n", "plain/layout.md, line 13: the division \"body\" is not closed; put ':::' after its last line, and after that of each division inside it, in the same branch of an {% if %}"),
        ("a\n\n{% if false %}\n::: note\n{% endif %}\nb\n\n:::\n\nc", '8: ":::" closes or opens no division here; close each division in the same branch of an {% if %} as it is opened'),
        ("> ::: nope\n> a\n> :::", '1: there is no division "nope"; the layout knows aside, body, closing, columns, note, opening'),
        ("> " * 50 + "a", "1: quotations, lists or divisions are nested too deeply; write them flatter"),
        ("a {{ text_control('b', 'c') }}", "1: room for an answer stands in the middle of words; give it a paragraph of its own"),
    ],
)  # fmt: skip
def test_what_cannot_stand_in_a_document_is_told_with_its_line(text: str, line: str) -> None:
    assert wrong(text) == [line]


def test_links_may_hold_values() -> None:
    text = "[{{ 'a*b*' }}](https://a.gov/{{ 'c_d_' }}) <https://a.gov/{{ 'x' }}>"
    assert body(text) == "p [⟨a*b*⟩](https://a.gov/c_d_) [https://a.gov/⟨x⟩](https://a.gov/x)"


def test_pictures_are_read_once_and_named_by_their_path() -> None:
    asked: list[str] = []

    def picture(path: str) -> Asset:
        asked.append(path)
        return Asset(b"png", "image/png")

    made = document("![a *b* {{ 'c\nd' }}](x.png) ![e]({{ 'x.png' }}) ![f]({{ '' }})", picture=picture)
    assert asked == ["x.png"]
    assert dict(made.assets) == {"x.png": Asset(b"png", "image/png")}
    assert "![a b c d](x.png) ![e](x.png)" in written(
        "![a *b* {{ 'c\nd' }}](x.png) ![e]({{ 'x.png' }})", picture=picture
    )


def test_a_required_field_and_a_part_of_the_recipient_that_nobody_gives_are_told() -> None:
    layout = LAYOUT.replace("{type: date}", "{type: date, required: true}").replace(
        "sender: optional", "sender: optional\nrecipient_fields: [address, jurisdiction]"
    )
    assert told(lambda: document("a {{ date | long_date }}", layout=layout, recipients=addressees(JONES))) == [
        "t.md, line 0: date is not defined",
        "list.yaml, line 2, jones.address: address is missing; add it: a document of the layout plain needs it",
        "list.yaml, line 6, jones.jurisdiction: jurisdiction is missing; add it: a document of the layout plain needs it",
    ]


@pytest.mark.parametrize(
    ("extra", "lines"),
    [
        ("date: soon", ['list.yaml, line 4, recipients[0].date: "soon" is not a date; write year-month-day, such as 2017-08-03']),
        ("plaace: a", ['list.yaml, line 4, recipients[0].plaace: "plaace" is not a field of the layout plain; did you mean "place"?']),
        ("layout: memo", ["list.yaml, line 4, recipients[0].layout: \"layout\" cannot stand among the values of a; set it in the template's front matter"]),
        ("page_number: 3", ["list.yaml, line 4, recipients[0].page_number: \"page_number\" cannot stand among the values of a; set it in the template's front matter"]),
        ("date:", []),
    ],
)  # fmt: skip
def test_a_recipients_own_values_are_held_to_the_layout(extra: str, lines: list[str]) -> None:
    recipients = addressees(f"recipients:\n  - id: a\n    name: A B\n    {extra}\n")
    assert wrong("a", recipients=recipients) == lines


def test_shared_values_are_held_to_the_layout_before_any_letter_is_made() -> None:
    recipients = addressees("shared: {date: soon, plac: x, sender: a}\nrecipients: [{id: a, name: A B}]")
    assert told(lambda: Composer(sources("a"), recipients)) == [
        'list.yaml, line 1, shared.date: "soon" is not a date; write year-month-day, such as 2017-08-03',
        'list.yaml, line 1, shared.plac: "plac" is not a field of the layout plain; did you mean "place"?',
        'list.yaml, line 1, shared.sender: "sender" cannot stand among the values that the list shares; set it in the template\'s front matter',
    ]


def test_an_unfit_letter_says_what_it_lacks() -> None:
    with pytest.raises(UnfitError) as raised:
        document("{{ a }} {{ b }}\n\n{{ recipient.salutation }}", recipients=DOUBTFUL)
    assert str(raised.value) == (
        "no value for a, b; line 3, recipient.salutation: the salutation cannot be told for certain from "
        "\"Chief Mary Ann Smith\"; add 'salutation: Dear Chief …' to the recipient"
    )


def test_one_letter_leaves_nothing_behind_for_the_next() -> None:
    recipients = addressees("recipients: [{id: a, name: A B}, {id: b, organization: C}]")
    composer = Composer(sources("{{ recipient.name or recipient.organization }} {{ nope }}"), recipients)
    for recipient in recipients.recipients * 2:
        with pytest.raises(UnfitError) as raised:
            composer.compose(recipient)
        assert [value.name for value in raised.value.missing] == ["nope"]


@pytest.mark.parametrize(
    ("template", "recipients"),
    [
        ("psp-questionnaire", "psp-2017-08-03"),
        ("psp-press-release", None),
        ("supporting-law-enforcement", None),
        ("psp-overview", None),
        ("iacp-remarks", None),
        ("law-enforcement-fact-sheet", None),
    ],
)
def test_the_sample_composes_alike_each_time(template: str, recipients: str | None, root: Path) -> None:
    first, second = (prepare(Workspace(root), Order(template, recipients)) for _ in range(2))
    for recipient in first.selected:
        assert first.composer.compose(recipient) == second.composer.compose(recipient)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("templates/layouts/letter/layout.md", "::: closing", "::: clsing", 'there is no division "clsing"'),
        ("templates/layouts/letter/layout.md", "{{ closing }}", "{{ closing | }}", "the template cannot be read: expected token 'name', got 'end of print statement', in '{{ closing | }}'"),
        ("templates/layouts/letter/layout.md", "{{ closing }}", "{{ clossing }}", ""),
        ("templates/psp-questionnaire.md", "{{ questions }}", "{{ questions }", "the template cannot be read: unexpected '}', in '{{ questions }'"),
        ("templates/psp-questionnaire.md", "Thank you", "[Thank you](ftp://a.gov)", 'a link leads to "ftp://a.gov"'),
    ],
)  # fmt: skip
def test_a_slip_in_the_sample_is_told_with_its_file_and_line(
    file: str, old: str, new: str, message: str, workspace: Path
) -> None:
    path = workspace / file
    changed = path.read_text(encoding="utf-8").replace(old, new, 1)
    path.write_text(changed, encoding="utf-8")
    line = changed.split("\n").index(next(line for line in changed.split("\n") if new in line)) + 1
    (found, *_) = told(lambda: letters(workspace))
    assert found.startswith(f"{file}, line {line}: {message or 'clossing is not defined'}")


def letters(workspace: Path) -> None:
    """Compose the sample's letters."""
    job = prepare(Workspace(workspace), Order("psp-questionnaire", "psp-2017-08-03"))
    for recipient in job.selected:
        job.composer.compose(recipient)
