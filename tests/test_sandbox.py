"""Jinja, closed in: no template loops for ever, fills the memory, or reaches what it must not."""

from __future__ import annotations

import json
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.compose.filters import all_filters, all_tests
from tests.composing import LAYOUT, addressees, document, office, told
from tests.tools import ROOT, run

ENDLESS = "the template takes too many steps: it loops for ever, or makes a text without end; make less of it, or give the loop an end"
LONG = "the template makes a text of more than 1,000,000 characters; make less of it, or give the loop an end"
RECURSIVE = "a macro or block calls itself without end; give it an end"
DEEP = "an expression is too long, or nested too deeply"
BIG = "{% set big %}{% for i in range(20000) %}xxxxxxxxxx{% endfor %}{% endset %}"
"""A text of 200,000 characters."""


def refused(what: str) -> str:
    return f"the template does what no template may: {what}; change this line"


def unreachable(name: str) -> str:
    return refused(f'"{name}" cannot be reached from a template')


NO_VALUE = "is not a value that can be printed; name one of its fields"

COSTLY = [
    ("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}", ENDLESS),
    ("{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}", ENDLESS),
    ("{% for i in range(99999) %}{{ i }}{% for j in range(99999) %}{{ j }}{% endfor %}{% endfor %}", ENDLESS),
    ("{% for i in range(1000000000) %}x{% endfor %}", "a range has more than 100,000 numbers; make less of it, or give the loop an end"),
    ("{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}", RECURSIVE),
    ("{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}", ENDLESS),
    ("{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}", RECURSIVE),
    ("{% macro m() %}{{ caller() }}{% endmacro %}{% macro n() %}{% call m() %}{{ n() }}{% endcall %}{% endmacro %}{{ n() }}", RECURSIVE),
    ("{{ self.body() }}", RECURSIVE),
    ("{% set b = self.body %}{{ b() }}{{ b() }}", RECURSIVE),
    ("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}", RECURSIVE),
    ("{% for i in [1] recursive %}{% if loop.depth < 5 %}{{ loop(range(100000)) }}{% endif %}{% endfor %}", ENDLESS),
    ("{% for i in [1] recursive %}{% if loop.depth < 60 %}{{ loop([1, 1]) }}{% endif %}{% endfor %}", ENDLESS),
    ('{% set n = namespace(t="xxxxxxxxxx") %}{% for i in range(99) %}{% set n.t = n.t ~ n.t %}{% endfor %}', LONG),
    ('{% set n = namespace(t="xxxxxxxxxx") %}{% for i in range(99) %}{% set n.t = n.t + n.t %}{% endfor %}', LONG),
    ('{% set n = namespace(t="x") %}{% for i in range(99) %}{% set n.t %}{{ n.t }}{{ n.t }}{% endset %}{{ n.t | upper }}{% endfor %}', LONG),
    ('{{ "x" * 1000000000 }}', refused("text and lists cannot be multiplied")),
    ('{{ 1000000000 * "x" }}', refused("text and lists cannot be multiplied")),
    ("{{ [1] * 1000000000 }}", refused("text and lists cannot be multiplied")),
    ('{{ "%1000000000d" % 1 }}', refused("text cannot be formatted with %; write {{ … }} where the value belongs")),
    ('{{ "{:1000000000}".format(1) }}', unreachable("format")),
    ('{{ "{a:1000000000}".format_map({"a": 1}) }}', unreachable("format_map")),
    ('{{ "x".ljust(1000000000) }}', unreachable("ljust")),
    ('{{ "x".center(1000000000) }}', unreachable("center")),
    ('{{ "x".zfill(1000000000) }}', unreachable("zfill")),
    ('{{ "x".join(range(9)) }}', unreachable("join")),
    ('{{ "x".replace("x", "y") }}', unreachable("replace")),
    ("{{ 9 ** 9 ** 9 ** 9 }}", "a power is too large; make less of it, or give the loop an end"),
    ("{{ 2 ** (2 ** 31) }}", "a power is too large; make less of it, or give the loop an end"),
    ("{{ 10 ** -1000000 }}", "a power is too large; make less of it, or give the loop an end"),
    ("{% set n = namespace(n=9) %}{% for i in range(99) %}{% set n.n = n.n * n.n %}{% endfor %}", "a number grows beyond all bounds; make less of it, or give the loop an end"),
    (BIG + "{{ range(100000) | join(big) }}", LONG),
    (BIG + '{{ big | replace("x", big) }}', LONG),
    (BIG + '{{ big | replace("", big) }}', LONG),
    (BIG + "{{ [big, big, big, big, big, big] }}", LONG),
    (BIG + "{{ [big, big, big, big, big, big] | lines }}", LONG),
    (BIG + "{% for i in range(100000) %}{% if big | upper %}{% endif %}{% endfor %}", ENDLESS),
    (BIG + '{% for i in range(100000) %}{% if "xy" in big %}{% endif %}{% endfor %}', ENDLESS),
    (BIG + '{% for i in range(100000) %}{% if big == big ~ "x" %}{% endif %}{% endfor %}', ENDLESS),
    (BIG + "{% for i in range(100000) %}{% set x = big[1:] %}{% endfor %}", ENDLESS),
    (BIG + '{% for i in range(100000) %}{% set x = big.count("xy") %}{% endfor %}', ENDLESS),
    (BIG + '{% for i in range(100000) %}{% set x = big.split("x") %}{% endfor %}', ENDLESS),
    (BIG + "{% set n = namespace(l=[]) %}{% for i in range(100000) %}{% set n.l = n.l + [big ~ i] %}{% endfor %}", ENDLESS),
    ("{% set l = range(100000) | list %}{% for i in range(100000) %}{% if -1 in l %}{% endif %}{% endfor %}", ENDLESS),
    ("{% set l = range(100000) | list %}{% for i in range(100000) %}{% if l == l[:] %}{% endif %}{% endfor %}", ENDLESS),
    ("{% set l = range(90000) | list %}{{ range(90000) | select('in', l) | list | length }}", ENDLESS),
    ("{% for i in range(100000) %}{% if range(100000) | sum %}{% endif %}{% endfor %}", ENDLESS),
    ("{% for i in range(100000) %}{% set x = range(100000) | sort | unique | list %}{% endfor %}", ENDLESS),
    ("{{ range(100000) | map('batch', 1000, 'x') | list | length }}", "the filter batch cannot be used on 0 like this; change the value or this line"),
    ("{{ [1] | batch(1000000000, 0) }}", "the filter batch makes at most 1000 columns; change the value or this line"),
    ("{{ [1] | batch(linecount=1000000000, fill_with=0) }}", "the filter batch makes at most 1000 columns; change the value or this line"),
    ("{{ [1] | slice(1000000000) }}", "the filter slice makes at most 1000 columns; change the value or this line"),
    ("{{ 1 | round(-1000000000) }}", "the filter round keeps at most 12 digits; change the value or this line"),
    ('{{ 1.5 | round(precision=1000000000, method="ceil") }}', "the filter round keeps at most 12 digits; change the value or this line"),
    ("{{ [[1], [2]] | sum(start=[]) }}", "the filter sum adds numbers only; change the value or this line"),
    ("{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}", ENDLESS),
    ("{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = (n.l, n.l) %}{% endfor %}{{ n.l }}", ENDLESS),
    ('{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = {"a": n.l, "b": n.l} %}{% endfor %}', ENDLESS),
    ("{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = dict(a=n.l, b=n.l) %}{% endfor %}", ENDLESS),
    ("{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = n.l + n.l %}{% endfor %}", ENDLESS),
    ("{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = [0] | batch(3, n.l) | list %}{% endfor %}", ENDLESS),
    ("{% macro m() %}{{ m(varargs, varargs) }}{% endmacro %}{{ m(1, 1) }}", ENDLESS),
    ("{% macro m() %}{{ m(a=kwargs, b=kwargs) }}{% endmacro %}{{ m(a=1) }}", ENDLESS),
]  # fmt: skip

CLOSED = [
    ('{{ "".__class__ }}', unreachable("__class__")),
    ('{{ "".__class__.__mro__[1].__subclasses__() }}', unreachable("__mro__")),
    ('{{ ""["__class__"] }}', unreachable("__class__")),
    ('{{ [""] | map(attribute="__class__") | list }}', unreachable("__class__")),
    ('{{ ["", "a"] | sort(attribute="__class__") }}', unreachable("__class__")),
    ('{{ [""] | groupby("__class__") }}', unreachable("__class__")),
    ('{{ [""] | sum(attribute="__class__") }}', unreachable("__class__")),
    ('{{ [""] | selectattr("__class__") | list }}', unreachable("__class__")),
    ('{{ [""] | join("", "__class__") }}', unreachable("__class__")),
    ("{{ recipient.__class__ }}", unreachable("__class__")),
    ("{{ recipient._values }}", unreachable("_values")),
    ('{{ recipient["_values"] }}', unreachable("_values")),
    ("{{ recipient.__getattr__ }}", unreachable("__getattr__")),
    ("{{ sender.values.__dict__ }}", unreachable("__dict__")),
    ("{{ signers.__len__ }}", unreachable("__len__")),
    ("{{ date.today() }}", unreachable("today")),
    ('{{ date.strftime("%s") }}', unreachable("strftime")),
    ('{{ "a".encode() }}', unreachable("encode")),
    ('{{ "a".upper.__globals__ }}', unreachable("__globals__")),
    ("{{ range.__globals__ }}", unreachable("__globals__")),
    ("{{ range.func_globals }}", "range.func_globals is not defined"),
    ("{{ namespace.__init__.__globals__ }}", unreachable("__globals__")),
    ("{{ joiner.__init__ }}", unreachable("__init__")),
    ("{{ text_control.__globals__ }}", unreachable("__globals__")),
    ("{{ (1).bit_length() }}", unreachable("bit_length")),
    ("{{ [].append(1) }}", unreachable("append")),
    ("{{ {}.update({}) }}", unreachable("update")),
    ("{% macro m() %}{% endmacro %}{{ m.__class__ }}", unreachable("__class__")),
    ("{% macro m() %}{% endmacro %}{{ m._func }}", unreachable("_func")),
    ("{{ self.__class__ }}", unreachable("__class__")),
    ("{{ self._TemplateReference__context }}", unreachable("_TemplateReference__context")),
    ("{{ self.body.__init__ }}", unreachable("__init__")),
    ("{% for x in [1] %}{{ loop._iterator }}{% endfor %}", unreachable("_iterator")),
    ("{{ self }}", refused(f"self {NO_VALUE}")),
    ("{{ self.body }}", refused(f"self.body {NO_VALUE}")),
    ("{{ super }}", refused(f"super {NO_VALUE}")),
    ("{% for x in [1] %}{{ loop }}{% endfor %}", refused(f"loop {NO_VALUE}")),
    ("{{ range }}", refused(f"range {NO_VALUE}")),
    ("{{ range(3) }}", refused(f"range {NO_VALUE}")),
    ("{{ recipient }}", refused(f"recipient {NO_VALUE}")),
    ("{{ [recipient] }}", refused(f"recipient {NO_VALUE}")),
    ("{{ sender.contacts }}", refused(f"sender.contacts {NO_VALUE}")),
    ("{{ signers }}", refused(f"signers {NO_VALUE}")),
    ('{{ {"a": 1} }}', refused(f"this {NO_VALUE}")),
    ("{{ {}.items }}", refused(f"items {NO_VALUE}")),
    ('{{ "a" ~ range }}', refused(f"range {NO_VALUE}")),
    ("{{ range | string }}", refused("this is not a value; name one of its fields")),
    ("{{ recipient | upper }}", refused("this is not a value; name one of its fields")),
    ("{{ [recipient] | string }}", refused(f"this {NO_VALUE}")),
    ("{{ [recipient] | join }}", refused(f"this {NO_VALUE}")),
    ("{{ [recipient] | lines }}", refused(f"this {NO_VALUE}")),
    ("{% set n = namespace() %}{% set n.n = n %}{{ n }}", refused(f"n {NO_VALUE}")),
    ("{% set n = namespace() %}{% set n.l = [n] %}{{ n.l }}", refused(f"n.l {NO_VALUE}")),
    ("{% set n = namespace() %}{% set n.l = [n] %}{{ n.l | string }}", refused(f"this {NO_VALUE}")),
    ('{{ "\\ue000\\ue010\\ue001" }}', refused("the character U+E000 cannot be printed")),
    ('{{ "\\ue002" }}', refused("the character U+E002 cannot be printed")),
    ('{{ "a\\u0007" }}', refused("the character U+0007 cannot be printed")),
    ('{{ "\\r" }}', refused("the character U+000D cannot be printed")),
    ('{{ ["_slot"] | map("_slot", "a", 1, "b") | list }}', refused("there is no filter _slot")),
    ('{{ [1] | map("nope") }}', "No filter named 'nope'.; change the value or this line"),
    ("{{ environment }}", "environment is not defined"),
    ("{{ context }}", "context is not defined"),
    ("{{ _capture }}", "_capture is not defined"),
    ("{{ lipsum() }}", "lipsum is not defined"),
    ("{{ cycler(1, 2) }}", "cycler is not defined"),
    ("{{ now() }}", "now is not defined"),
    ("{{ open('/etc/passwd') }}", "open is not defined"),
    ("{{ 1 / 0 }}", "the template cannot be run: division by zero; change this line; 'is defined' and '| default' help where a value may be missing"),
    ('{{ 1 + "a" }}', "the template cannot be run: unsupported operand type(s) for +: 'int' and 'str'; change this line; 'is defined' and '| default' help where a value may be missing"),
    ('{{ "a" | long_date }}', '"a" is not a date, and the filter long_date needs one; change the value or this line'),
    ("{{ 5 | long_date }}", "5 is not a date, and the filter long_date needs one; change the value or this line"),
    ('{{ "a" | lines }}', '"a" is one text, and the filter lines needs a list; change the value or this line'),
    ("{{ 5 | lines }}", "the filter lines cannot be used on 5 like this; change the value or this line"),
    ('{{ "a" | ordinal }}', 'the filter ordinal cannot be used on "a" like this; change the value or this line'),
    ('{{ "a" | dictsort }}', 'the filter dictsort cannot be used on "a" like this; change the value or this line'),
    ('{{ [1, "a"] | sort }}', "the filter sort cannot be used on a list like this; change the value or this line"),
]  # fmt: skip

UNREADABLE = [
    ('{% include "x" %}', "a template cannot reach for another one"),
    ('{% import "x" as x %}', "a template cannot reach for another one"),
    ('{% from "x" import y %}', "a template cannot reach for another one"),
    ('{% extends "plain" %}', "a template cannot reach for another one"),
    ("{% filter upper %}a{% endfilter %}", "a filter stands behind a value: {{ value | filter }}"),
    ("{% autoescape true %}a{% endautoescape %}", "autoescape has no meaning here"),
    ('{{ 1 | _slot("a", 1, "b") }}', "there is no filter _slot"),
    ("{{ 1 | _weighed }}", "there is no filter _weighed"),
    ('{{ "" | attr("__class__") }}', "No filter named 'attr'"),
    ("{{ [1] | random }}", "No filter named 'random'"),
    ('{{ "a" | center(9) }}', "No filter named 'center'"),
    ('{{ "a" | safe }}', "No filter named 'safe'"),
    ('{{ "%s" | format("a") }}', "No filter named 'format'"),
    ("{{ 1 | pprint }}", "No filter named 'pprint'"),
    ("{{ range is callable }}", "No test named 'callable'"),
    ("{% do x %}", "Encountered unknown tag 'do'"),
    ("{% debug %}", "Encountered unknown tag 'debug'"),
    ("{% trans %}a{% endtrans %}", "Encountered unknown tag 'trans'"),
    ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", DEEP),
    ("{{ " + "[" * 3000 + "]" * 3000 + " }}", DEEP),
    ("{{ " + "+".join(["1"] * 5000) + " }}", DEEP),
    ("{{ " + " or ".join(["0"] * 5000) + " }}", DEEP),
    ("{{ " + "not " * 5000 + "1 }}", DEEP),
    ("{{ 1" + " | abs" * 5000 + " }}", DEEP),
    ("{{ x" + ".a" * 5000 + " }}", DEEP),
    ("{{ " + "9" * 5000 + " }}", DEEP),
    ("{% for i in [1] %}" * 30 + "{% endfor %}" * 30, "statements are nested more than 15 deep"),
    ("{% if 1 %}" * 2000 + "{% endif %}" * 2000, DEEP),
    ("{% macro m() %}" * 20 + "{% endmacro %}" * 20, "statements are nested more than 15 deep"),
]  # fmt: skip

RECIPIENTS = addressees("recipients: [{id: a, name: A B}]")
OFFICE = office("agency: A\nsigners: {x: {name: X}}")


def wrong(text: str) -> list[str]:
    """Compose a body whose first line is nasty; return what is told of it."""
    front = "signer: x\ndate: 2017-08-03"
    return told(lambda: document(f"{text}\n\na", recipients=RECIPIENTS, sender=OFFICE, front=front))


def test_a_costly_template_ends_soon_and_needs_little_memory() -> None:
    """All of them run in one process that may take neither much time nor much memory."""
    script = (
        "import json, resource, sys, time\n"
        "if sys.platform == 'linux':\n"  # elsewhere no process can be held to so much memory
        "    resource.setrlimit(resource.RLIMIT_AS, (700_000_000, 700_000_000))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (150, 150))\n"
        "from tests.test_sandbox import COSTLY, wrong\n"
        "for text, _ in COSTLY:\n"
        "    before = time.process_time()\n"
        "    found = wrong(text)\n"
        "    print(json.dumps([found, time.process_time() - before]))\n"
    )
    done = run(sys.executable, "-c", script, folder=ROOT, environment={"PYTHONPATH": str(ROOT)}, seconds=300)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [messages for messages, _ in found] == [[f"t.md, line 7: {message}"] for _, message in COSTLY]
    slow = [text for (text, _), (_, seconds) in zip(COSTLY, found, strict=True) if seconds > 5]
    assert slow == []


@pytest.mark.parametrize(("text", "message"), CLOSED)
def test_what_a_template_may_not_reach_is_told_with_its_line(text: str, message: str) -> None:
    assert wrong(text) == [f"t.md, line 7: {message}"]


@pytest.mark.parametrize(("text", "message"), UNREADABLE, ids=lambda text: text[:40])
def test_what_a_template_may_not_say_is_told_with_its_line(text: str, message: str) -> None:
    (found,) = wrong(text)
    shown = text if len(text) <= 80 else f"{text[:79]}…"
    remedy = "mend the braces, or the word inside them"
    assert found == f"t.md, line 7: the template cannot be read: {message}, in {shown!r}; {remedy}"


def test_a_layout_is_closed_in_too() -> None:
    layout = LAYOUT.replace("::: body", "{{ self.__class__ }}\n::: body")
    assert told(lambda: document("a", layout=layout)) == [f"plain/layout.md, line 13: {unreachable('__class__')}"]
    layout = LAYOUT.replace(
        "::: body", "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}\n::: body"
    )
    assert told(lambda: document("a", layout=layout)) == [f"plain/layout.md, line 13: {ENDLESS}"]


def test_a_long_document_is_within_the_budget() -> None:
    body = "{% for n in range(3000) %}\n## {{ n }}\n\nA paragraph with {{ n }} and {{ words }}.\n\n{% endfor %}"
    words = "some words " * 10
    before = time.process_time()
    made = document("# A\n" + body, given={"words": words})
    assert time.process_time() - before < 30
    assert len(made.blocks[0].blocks) == 6001  # type: ignore[union-attr]


VALUES = st.sampled_from(
    [
        *(
            '"a"',
            '""',
            '"a b"',
            "1",
            "0",
            "-3",
            "2.5",
            "none",
            "true",
            "[]",
            "[1, 2]",
            '["b", "a"]',
            "[[1], [2]]",
            "{}",
        ),
        *(
            '{"a": 1}',
            "(1, 2)",
            "recipient",
            "recipient.name",
            "recipient.salutation",
            "recipient.nope",
            "nope",
            "date",
        ),
        *(
            "sender",
            "signers",
            "signers[0].image",
            "title",
            "page_number",
            "range(3)",
            "range",
            "namespace(a=1)",
            "self",
        ),
        *(
            "loop",
            "joiner(', ')",
            "composed",
            "macro",
            "macro(1)",
            "reference_number",
            'text_control("a", "b")',
            "dict(a=1)",
        ),
    ]
)
FILTERS, TESTS = sorted(all_filters()), sorted(name for name in all_tests() if name.isidentifier())


def _longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "~", "and", "or", "in", "==", "<", "!="])
    names = st.sampled_from(
        ["a", "name", "items", "upper", "first", "count", "values", "__class__", "_x", "split", "year"]
    )
    return st.one_of(
        st.builds("({} | {})".format, inner, st.sampled_from(FILTERS)),
        st.builds("({} | {}({}))".format, inner, st.sampled_from(FILTERS), inner),
        st.builds("({} | {}({}, {}))".format, inner, st.sampled_from(FILTERS), inner, inner),
        st.builds("({} is {})".format, inner, st.sampled_from(TESTS)),
        st.builds("({} is {}({}))".format, inner, st.sampled_from(TESTS), inner),
        st.builds("({} {} {})".format, inner, operators, inner),
        st.builds("({} if {})".format, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("{}.{}".format, inner, names),
        st.builds("{}.{}({})".format, inner, names, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("{}[{}:]".format, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("(not {})".format, inner),
    )


EXPRESSIONS = st.recursive(VALUES, _longer, max_leaves=6)
STATEMENTS = st.one_of(
    st.builds("{{{{ {} }}}}".format, EXPRESSIONS),
    st.builds("{{% for x in {} %}}{{{{ x }}}}{{{{ loop.index }}}}{{% endfor %}}".format, EXPRESSIONS),
    st.builds("{{% for x in {} recursive %}}{{{{ loop(x) }}}}{{% endfor %}}".format, EXPRESSIONS),
    st.builds("{{% if {} %}}a{{% endif %}}".format, EXPRESSIONS),
    st.builds("{{% set x = {} %}}{{{{ x }}}}".format, EXPRESSIONS),
    st.builds("{{% set x %}}{{{{ {} }}}}{{% endset %}}{{{{ x | {} }}}}".format, EXPRESSIONS, st.sampled_from(FILTERS)),
    st.builds("{{% call macro({}) %}}b{{% endcall %}}".format, EXPRESSIONS),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STATEMENTS, min_size=1, max_size=3))
def test_whatever_a_template_does_it_makes_a_document_or_is_told(statements: list[str]) -> None:
    start = '{% macro macro(n) %}*m* {{ n }}{% endmacro %}{% set composed %}**x** {{ "v" }}{% endset %}'
    for line in wrong(start + " ".join(statements)):
        assert line.startswith(
            ("t.md, line ", "t.md, the part", "list.yaml, line ", "office.yaml, line ", "plain/layout.md, line ")
        )
        assert " object at 0x" not in line
        assert "<function" not in line
