"""Composing: from a template, its layout and the values to a document."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from correspondence.compose import Composer, UnfitError
from correspondence.document import Asset
from correspondence.mailing.job import Order
from correspondence.mailing.preparing import prepare
from correspondence.workspace import Workspace
from tests.composing import (
    DOUBTFUL,
    HEADED,
    JONES,
    addressees,
    document,
    office,
    sources,
    written,
)


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


def test_a_division_in_a_comment_is_none() -> None:
    assert body("a\n{#\n::: nope\n#}\nb") == "p a b"


def test_a_salutation_may_be_asked_for() -> None:
    text = "{% if recipient.salutation %}a{% else %}b{% endif %} {{ recipient.salutation or 'c' }} {{ recipient.family_name | default('d', true) }}"
    assert body(text, recipients=addressees(DOUBTFUL)) == "p b ⟨c⟩ ⟨d⟩"


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
