"""Values are never parsed: whatever a value holds, it stands in the document as it is and changes nothing around it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from correspondence.compose import Composer
from correspondence.compose.running import LONGEST_TEXT
from correspondence.document import (
    Block,
    Division,
    Field,
    Inline,
    LineBreak,
    Paragraph,
    Text,
    inlines_of,
    walk_blocks,
)
from correspondence.errors import ProblemsError
from correspondence.recipients import read_recipient_list
from correspondence.templates import read_template
from tests.composing import addressees, document, outline, sources

PLACES = {
    "paragraph": "{{ value }}",
    "in the middle": "Before {{ value }} after.",
    "among signs": "({{ value }}), “{{ value }}”; '{{ value }}'!",
    "twice": "{{ value }}{{ value }} {{ value }}",
    "heading": "# {{ value }}\n\ntext",
    "first heading": "# A {{ value }}\n## {{ value }}",
    "bullet": "- {{ value }}\n- b\n  - {{ value }}",
    "number": "1. {{ value }}\n2. b",
    "emphasis": "a *{{ value }}* b",
    "strong": "**{{ value }}:** b",
    "both": "***{{ value }}***",
    "within words": "un{{ value }}able",
    "quotation": "> {{ value }}\n>\n> b",
    "table heading": "| {{ value }} | b |\n|---|---|\n| c | d |",
    "table cell": "| a | b |\n|---|---|\n| {{ value }} | d |",
    "label": "{{ value }}\n: b",
    "value of a label": "A\n: {{ value }}\n\nB\n: c",
    "link text": "[{{ value }}](https://example.gov/a) b",
    "division": "::: note\n{{ value }}\n:::\nb",
    "columns": "::: columns\n::: note\n{{ value }}\n:::\n::: aside\nb\n:::\n:::",
    "line of an address": "a\\\n{{ value }}\\\nb",
    "loop": "{% for one in [value, value] %}\n- {{ one }}\n{% endfor %}",
    "macro": "{% macro m(x) %}*{{ x }}*{% endmacro %}{{ m(value) }} b",
    "set": "{% set x %}{{ value }} c{% endset %}{{ x }}",
    "set and quoted": "> {% set x = value %}{{ x }}",
    "expression": "{{ value if value else 'b' }} {{ value ~ '' }}",
    "a block": "{% block closing %}\n::: closing\n{{ value }}\n:::\n{% endblock %}\n{% block body %}\nb\n{% endblock %}",
}

NASTY = [
    "# Heading",
    "## x",
    "1. one",
    "1) one",
    "- bullet",
    "* bullet",
    "+ bullet",
    "> quoted",
    "::: note",
    ":::",
    "::: note\nx\n:::",
    ": a value",
    "---",
    "===",
    "***",
    "| a | b |",
    "|---|---|",
    "*a* _b_ **c** __d__ ~~e~~ `f`",
    "**",
    "[a](https://example.gov)",
    "![a](b.png)",
    "<https://example.gov>",
    "<b>a</b><script>alert(1)</script><!-- c -->",
    "&amp; &copy; &#35;",
    "\\* \\",
    "a\\",
    "a  ",
    "    code",
    "```\ncode\n```",
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "{# a #}",
    "{{ value }}",
    "}}",
    "\"a\" 'b' it's",
    "(c) (tm) -- ... +-",
    "=1+1",
    "@SUM(A1)",
    "[a]: https://example.gov",
    "[^1]",
    "one\ntwo",
    "one\n# two",
    "one\n- two\n\n\nthree",
    "one\n:::",
    "one\n: two",
    "one\n===",
    "tab\there",
    "שלום עולם",
    "العربية 123",
    "🙂👩‍👩‍👧",
    "e\u0301 \u200b\u200d\ufeff\u00ad",
    "\u202ereversed\u202c",
    "0",
    "a" * 100_000,
]


def inlines(blocks: tuple[Block, ...]) -> list[Inline]:
    """Return the text, fields and line breaks of a document, in order."""
    return [
        inline
        for block in walk_blocks(blocks)
        for inline in inlines_of(block)
        if isinstance(inline, Text | Field | LineBreak)
    ]


def with_values(blocks: tuple[Block, ...]) -> list[str]:
    """Return what the values of a document print, those of one value joined by line feeds."""
    found: list[str] = []
    broken = False
    for inline in inlines(blocks):
        match inline:
            case Field(text=text):
                if broken and found:
                    found[-1] += f"\n{text}"
                else:
                    found.append(text)
                broken = False
            case LineBreak():
                broken = True
            case _:
                broken = False
    return found


def expected(value: str) -> str:
    """Return how a value is printed: a tab is a space, and a line without anything is none."""
    return "\n".join(line.replace("\t", " ") for line in value.split("\n") if line.strip())


def composed(body: str, value: str) -> tuple[Block, ...]:
    """Compose a body with a value that comes from front matter, as an office would write it."""
    front = f"values: {{value: {json.dumps(value, ensure_ascii=False)}}}"
    return document(body, front=front).blocks


WORD = "Wort"


def shape(blocks: tuple[Block, ...]) -> str:
    """Return the outline of a document in which the value gave way to a plain word."""
    return outline(_with_plain_words(blocks))


def _with_plain_words(block: Any) -> Any:
    """Put one plain word in the place of each value, and take its line breaks away."""
    if isinstance(block, tuple):
        kept: list[Any] = []
        for part in block:
            if isinstance(part, Field):
                if kept and isinstance(kept[-1], LineBreak) and len(kept) > 1 and isinstance(kept[-2], Field):
                    kept.pop()
                    continue
                kept.append(Field(WORD, ""))
            else:
                kept.append(_with_plain_words(part))
        return tuple(kept)
    if hasattr(block, "__dataclass_fields__") and not isinstance(block, Text | LineBreak):
        values = {name: _with_plain_words(getattr(block, name)) for name in block.__dataclass_fields__}
        return type(block)(**values)
    return block


@pytest.mark.parametrize("place", PLACES)
def test_a_value_stands_as_it_is_everywhere(place: str) -> None:
    quoted = [json.dumps(value, ensure_ascii=False) for value in (WORD, *NASTY)]
    records = "".join(f"  - {{id: r{number}, name: A B, value: {value}}}\n" for number, value in enumerate(quoted))
    recipients = read_recipient_list(f"recipients:\n{records}".encode(), "list.yaml", "list")
    composer = Composer(sources(PLACES[place]), recipients)
    plain, *made = (composer.compose(recipient).blocks for recipient in recipients.recipients)
    for value, blocks in zip(NASTY, made, strict=True):
        assert shape(blocks) == shape(plain), value
        assert with_values(blocks) == [expected(value)] * len(with_values(plain)), value


TYPED = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"], include_characters="\n\t"), min_size=1
)
MARKED = st.text("ab01 #*_-+>|:`~[](){}<>!&;\\/\"'.=%\n\t", min_size=1, max_size=30)


@settings(max_examples=300, deadline=None)
@given(value=TYPED | MARKED, place=st.sampled_from(sorted(PLACES)))
@example(value="\n:::\n", place="division")
def test_any_value_stands_as_it_is_anywhere(value: str, place: str) -> None:
    if not value.strip():
        return
    body = PLACES[place]
    blocks = composed(body, value)
    assert shape(blocks) == shape(composed(body, WORD))
    assert set(with_values(blocks)) == {expected(value)}


@settings(max_examples=100, deadline=None)
@given(values=st.lists(MARKED, min_size=2, max_size=5))
def test_neighbours_do_not_become_markup_together(values: list[str]) -> None:
    body = "a" + "".join(f"{{{{ value[{number}] }}}}" for number in range(len(values)))
    found = document(body, given={"value": tuple(value.replace("\n", "") for value in values)})
    fields = [inline.text for inline in inlines(found.blocks) if isinstance(inline, Field)]
    assert fields == [value.replace("\n", "").replace("\t", " ") for value in values if value.strip()]
    (part,) = found.blocks
    assert isinstance(part, Division)
    assert all(isinstance(block, Paragraph) for block in part.blocks)


@pytest.mark.parametrize("value", ["", " ", "\n", "\t\n ", None, False, ()])
def test_a_value_of_white_space_is_empty(value: object) -> None:
    made = document("a\n\n{{ value }}\n\n- {{ value }}\n- b", given={"value": value})
    assert outline(made.blocks) == "::: body\n  p a\n  - b"


def test_a_private_use_character_in_a_file_is_told_and_none_can_be_made() -> None:
    with pytest.raises(ProblemsError, match=r"line 5: the character U\+E000 cannot be printed"):
        read_template("---\nlayout: a\ntitle: b\n---\n\ue000\ue010\ue001".encode(), "t.md", "t")
    with pytest.raises(ProblemsError, match=r"the character U\+E001 cannot be printed"):
        read_template("---\nlayout: a\ntitle: b\nvalues: {a: x\ue001}\n---\n".encode(), "t.md", "t")


def test_a_name_of_the_users_own_is_a_value_too() -> None:
    front = 'values: {people: {"*a*": "# b", "<c>": "::: d"}}'
    body = "{% for name, what in people.items() %}\n- {{ name }} {{ what }}\n{% endfor %}"
    assert outline(document(body, front=front).blocks) == "::: body\n  - ⟨*a*⟩ ⟨# b⟩\n  - ⟨<c>⟩ ⟨::: d⟩"


def test_a_value_may_be_as_long_as_a_book() -> None:
    text = "word " * (LONGEST_TEXT // 10)
    assert with_values(document("{{ value }}", given={"value": text}).blocks) == [text]


def test_values_of_many_letters_do_not_mix() -> None:
    recipients = addressees("recipients:\n" + "".join(f"      - {{id: r{n}, name: Name N{n}}}\n" for n in range(50)))
    composer = Composer(sources("{{ recipient.name }}"), recipients)
    made = [composer.compose(recipient) for recipient in recipients.recipients]
    assert [outline(one.blocks) for one in made] == [f"::: body\n  p ⟨Name N{n}⟩" for n in range(50)]
