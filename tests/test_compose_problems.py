"""Composing: what is told of templates, layouts and values of which no document can be made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from correspondence.compose import Composer, UnfitError
from correspondence.mailing.job import Order
from correspondence.mailing.preparing import prepare
from correspondence.workspace import Workspace
from tests.composing import (
    BODY_LINE,
    DOUBTFUL,
    HEADED,
    JONES,
    LAYOUT,
    addressees,
    document,
    office,
    sources,
    told,
)


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
        ("::: other\na\n:::", '1: there is no division "other"; the layout knows aside, body, closing, columns, note, opening'),
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
    assert wrong(text, recipients=addressees(DOUBTFUL)) == [
        f"list.yaml, line 2, recipient.salutation: {message}; {remedy}"
    ]


def test_a_family_name_and_a_missing_signature_are_told_too() -> None:
    message = 'the family name cannot be told for certain from "Mary Ann Smith"'
    assert wrong("{{ recipient.family_name }}", recipients=addressees(DOUBTFUL)) == [
        f"list.yaml, line 2, recipient.family_name: {message}; add 'family_name:' to the recipient"
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
        ("a\n\n" + "> " * 500 + "b", "3: quotations, lists, divisions or stressed words are nested too deeply; write them flatter"),
        ("> " * 50 + "a", "1: quotations, lists, divisions or stressed words are nested too deeply; write them flatter"),
        ("*" * 9000 + "a" + "*" * 9000, "1: quotations, lists, divisions or stressed words are nested too deeply; write them flatter"),
        ("a {{ text_control('b', 'c') }}", "1: room for an answer stands in the middle of words; give it a paragraph of its own"),
    ],
)  # fmt: skip
def test_what_cannot_stand_in_a_document_is_told_with_its_line(text: str, line: str) -> None:
    assert wrong(text) == [line]


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
        document("{{ a }} {{ b }}\n\n{{ recipient.salutation }}", recipients=addressees(DOUBTFUL))
    assert str(raised.value) == (
        "no value for a, b; line 2, recipient.salutation: the salutation cannot be told for certain from "
        "\"Chief Mary Ann Smith\"; add 'salutation: Dear Chief …' to the recipient"
    )


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
