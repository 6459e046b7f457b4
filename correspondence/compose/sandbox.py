"""Jinja, closed in: no files, no clock, no chance, no end without bounds.

Besides Jinja's own sandbox: values become tokens (:mod:`.slots`), loops share a budget of
steps, texts have a greatest length, and only plain attributes of plain values can be
reached.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateAssertionError, TemplateNotFound, TemplateSyntaxError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from correspondence.compose.filters import all_filters
from correspondence.compose.slots import CLOSE, OPEN, Capture, Composed, Doubt, MissingValue
from correspondence.document import Control

MOST_STEPS = 200_000
LONGEST_TEXT = 1_000_000
CAPTURE = "_capture"

ATTRIBUTES: Mapping[type, frozenset[str]] = {
    str: frozenset(
        {
            "upper",
            "lower",
            "title",
            "capitalize",
            "strip",
            "lstrip",
            "rstrip",
            "startswith",
            "endswith",
            "split",
            "splitlines",
            "removeprefix",
            "removesuffix",
            "count",
            "find",
            "isdigit",
            "isupper",
            "islower",
        }
    ),
    datetime.date: frozenset({"year", "month", "day"}),
    dict: frozenset({"items", "keys", "values", "get"}),
    tuple: frozenset({"index", "count"}),
    list: frozenset({"index", "count"}),
    int: frozenset(),
    float: frozenset(),
    Decimal: frozenset(),
    bytes: frozenset(),
}


class BudgetError(SecurityError):
    """A template does not come to an end, or makes a text without end."""


class View:
    """Named values that a template reads as attributes. Nothing else can be reached through it."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        """Return a value, or fail as Python does, so that Jinja finds it undefined."""
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None

    def __repr__(self) -> str:
        """Show the names only."""
        return f"<{', '.join(self._values)}>"


class Closed(ImmutableSandboxedEnvironment):
    """The environment in which every template runs."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    @staticmethod
    def concat(parts: Iterable[str]) -> Composed:  # type: ignore[override]  # Jinja calls it as "".join
        """Join what a template yields; the result is template's text, not a value."""
        text = "".join(parts)
        if len(text) > LONGEST_TEXT:
            raise BudgetError(f"the text grows beyond {LONGEST_TEXT:,} characters")
        return Composed(text)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow the plain attributes of plain values only."""
        for kind, allowed in ATTRIBUTES.items():
            if isinstance(obj, kind):
                return attr in allowed
        return super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse the sums, products and powers that could fill the memory."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("text cannot be formatted with %; write {{ … }} where the value belongs")
        if operator == "**" and not (
            isinstance(left, int | float) and isinstance(right, int | float) and abs(left) < 1e6 and abs(right) < 32
        ):
            raise BudgetError("a power is too large")
        if operator == "*" and (isinstance(left, str | list | tuple) or isinstance(right, str | list | tuple)):
            raise SecurityError("text and lists cannot be multiplied")
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, str | list | tuple) and len(result) > LONGEST_TEXT:
            raise BudgetError(f"a value grows beyond {LONGEST_TEXT:,} characters")
        if isinstance(result, int) and result.bit_length() > 4096:  # noqa: PLR2004
            raise BudgetError("a number grows beyond all bounds")
        return result


class Loader(BaseLoader):
    """Holds the compiled layout that a document extends, and nothing else."""

    def __init__(self) -> None:
        self.compiled: dict[str, Any] = {}

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:  # noqa: A002  (Jinja's name)
        """Return a template that was compiled before."""
        if name not in self.compiled:
            raise TemplateNotFound(name)
        return Template.from_code(environment, self.compiled[name], dict(globals or {}), None)


def closed_environment() -> tuple[Closed, Loader]:
    """Return a new environment and the loader that belongs to it."""
    loader = Loader()
    environment = Closed(
        loader=loader,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        cache_size=0,
    )
    environment.filters = {**all_filters(), "_slot": slot, "_bounded": bounded, "_short": short}
    environment.globals.pop("lipsum", None)
    return environment, loader


@pass_context
def slot(context: Context, value: Any, name: str, line: int, file: str) -> Composed:
    """Put a printed value away; see :class:`~correspondence.compose.slots.Capture`."""
    if isinstance(value, Composed):
        return value
    capture: Capture = context[CAPTURE]
    step(capture)
    if isinstance(value, Undefined):
        missing = MissingValue(undefined_name(value, name), file, line)
        if missing not in capture.missing:
            capture.missing.append(missing)
        return capture.token("", name)
    if isinstance(value, Doubt):
        capture.doubts.append(value)
        return capture.token("", name)
    if isinstance(value, Control):
        return capture.token("", name, value)
    if isinstance(value, View | Mapping) or callable(value):
        raise SecurityError(f"{name} is not a value that can be printed; name one of its fields")
    text = printed(value)
    if OPEN in text or CLOSE in text:
        text = capture.resolve(text)
    return capture.token(text, name)


def printed(value: Any) -> str:
    """Return a value as it is printed."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, tuple | list):
        return ", ".join(printed(item) for item in value)
    return str(value)


@pass_context
def bounded(context: Context, values: Any) -> Iterator[Any]:
    """Count the rounds of a loop against the template's budget."""
    capture: Capture = context[CAPTURE]
    for value in values:
        step(capture)
        yield value


def short(value: Any) -> Any:
    """Refuse a joined text that has grown beyond all bounds."""
    if len(value) > LONGEST_TEXT:
        raise BudgetError(f"a value grows beyond {LONGEST_TEXT:,} characters")
    return value


def step(capture: Capture) -> None:
    """Count one step."""
    capture.steps += 1
    if capture.steps > MOST_STEPS:
        raise BudgetError(f"the template takes more than {MOST_STEPS:,} steps; does it loop for ever?")


def undefined_name(value: Undefined, name: str) -> str:
    """Name a missing value as the template writes it."""
    return name or str(value._undefined_name or "value")  # noqa: SLF001  (Jinja gives no other way)


class _Instrument(NodeTransformer):
    """Wrap what is printed, what is looped over and what is joined."""

    def __init__(self, file: str, shift: int) -> None:
        self.file, self.shift = file, shift
        self.aliases: list[dict[str, str]] = [{}]

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        self.generic_visit(node)
        node.nodes = [child if isinstance(child, nodes.TemplateData) else self.wrap(child) for child in node.nodes]
        return node

    def wrap(self, child: nodes.Expr) -> nodes.Expr:
        name = self.name_of(child)
        arguments: list[nodes.Expr] = [
            nodes.Const(name),
            nodes.Const(child.lineno + self.shift),
            nodes.Const(self.file),
        ]
        return _filter("_slot", child, arguments)

    def visit_For(self, node: nodes.For) -> nodes.Node:
        aliases = dict(self.aliases[-1])
        if isinstance(node.target, nodes.Name):
            aliases[node.target.name] = self.name_of(node.iter)
        self.aliases.append(aliases)
        self.generic_visit(node)
        self.aliases.pop()
        node.iter = _filter("_bounded", node.iter, [])
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _filter("_short", node, [])

    def name_of(self, node: nodes.Node) -> str:
        match node:
            case nodes.Name():
                return self.aliases[-1].get(node.name, node.name)
            case nodes.Getattr():
                return f"{self.name_of(node.node)}.{node.attr}"
            case nodes.Getitem(arg=nodes.Const()):
                return f"{self.name_of(node.node)}[{node.arg.value}]"
            case nodes.Filter(node=nodes.Node()) | nodes.Call() | nodes.Getitem():
                return self.name_of(node.node)
            case nodes.CondExpr():
                return self.name_of(node.expr1)
        inner = next(node.find_all((nodes.Getattr, nodes.Name)), None)
        return self.name_of(inner) if inner is not None and inner is not node else ""


def _filter(name: str, node: nodes.Expr, arguments: list[nodes.Expr]) -> nodes.Filter:
    wrapped = nodes.Filter(node, name, arguments, [], None, None)
    wrapped.set_lineno(node.lineno)
    wrapped.set_environment(node.environment)
    return wrapped


def compile_layout(
    environment: Closed, loader: Loader, name: str, source: str, file: str, first_line: int
) -> frozenset[str]:
    """Compile a layout for documents to extend.

    Returns:
        The names of its blocks.

    Raises:
        TemplateSyntaxError: It is no Jinja, or reaches for another template.
    """
    tree = _parsed(environment, source, file)
    blocks = frozenset(block.name for block in tree.find_all(nodes.Block))
    loader.compiled[name] = environment.compile(_Instrument(file, first_line - 1).visit(tree), name, file)
    return blocks


def compile_document(
    environment: Closed, layout: str, source: str, file: str, first_line: int
) -> tuple[Template, Mapping[str, int]]:
    """Compile a document: its named blocks, and all else as the block ``body``.

    Returns:
        The template, and the line of each block that the document defines.

    Raises:
        TemplateSyntaxError: It is no Jinja, reaches for another template, or has text
            beside a block named ``body``.
    """
    tree = _parsed(environment, source, file)
    own = [node for node in tree.body if isinstance(node, nodes.Block)]
    rest = [node for node in tree.body if not isinstance(node, nodes.Block)]
    named = {block.name: block.lineno for block in own}
    if "body" not in named:
        body = nodes.Block("body", rest, False, False)
        body.set_lineno(1)
        own.append(body)
    elif any(
        not isinstance(node, nodes.Output)
        or any(not isinstance(child, nodes.TemplateData) or child.data.strip() for child in node.nodes)
        for node in rest
    ):
        raise TemplateSyntaxError("there is text outside the block body", rest[0].lineno, filename=file)
    extends = nodes.Extends(nodes.Const(layout))
    tree.body = [extends, *own]
    extends.set_lineno(1)
    tree.set_environment(environment)
    code = environment.compile(_Instrument(file, first_line - 1).visit(tree), file, file)
    return Template.from_code(environment, code, environment.make_globals(None), None), named


def _parsed(environment: Closed, source: str, file: str) -> nodes.Template:
    tree = environment.parse(source, file, file)
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        raise TemplateAssertionError("a template cannot reach for another one", node.lineno, file, file)
    for node in tree.find_all(nodes.Filter):
        if node.name.startswith("_"):
            raise TemplateAssertionError(f"there is no filter {node.name}", node.lineno, file, file)
    return tree
