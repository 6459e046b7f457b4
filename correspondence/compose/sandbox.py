"""Jinja, closed in: no files, no clock, no chance, no end without bounds.

Besides Jinja's own sandbox: values become tokens (:mod:`.slots`), everything that takes
time or memory is counted (:mod:`.running`), and only plain attributes of plain values can
be reached.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from types import FunctionType
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, Environment, Template, Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateAssertionError, TemplateNotFound, TemplateSyntaxError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from correspondence.compose.filters import all_filters, all_tests
from correspondence.compose.instrument import ASKED, BOUNDED, PART, SLOT, WEIGHED, Instrument
from correspondence.compose.running import (
    RUN,
    STEP,
    BudgetError,
    Lacking,
    View,
    counted,
    note_lacking,
    plain,
    spend,
    spend_text,
    text_of,
    value_of,
    weighed,
)
from correspondence.compose.slots import Composed, Slot
from correspondence.document import Control, SignatureField

if TYPE_CHECKING:
    from jinja2.runtime import Context

LARGEST_BASE, LARGEST_POWER, MOST_BITS = 1_000_000, 32, 4096
LONGEST_RANGE = 100_000
DEEPEST_STATEMENTS, DEEPEST_EXPRESSION = 15, 60
TOO_DEEP = "an expression is too long, or nested too deeply"
STATEMENTS = re.compile(r"\{%.*?%\}|\{#.*?#\}")
LAST_STATEMENT = re.compile(r"(\{%((?!%\}).)*|\{#((?!#\}).)*)(?<![-+])[%#]\}$")

REFUSED: Mapping[type[nodes.Node], str] = {
    **dict.fromkeys(
        (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport), "a template cannot reach for another one"
    ),
    **dict.fromkeys((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier), "autoescape has no meaning here"),
    nodes.FilterBlock: "a filter stands behind a value: {{ value | filter }}",
}

MOST_ATTRIBUTES = 1000
"""Of so many attributes it is remembered whether templates may reach them."""
ATTRIBUTES: Mapping[type, frozenset[str]] = {
    str: frozenset(
        {
            *("upper", "lower", "title", "capitalize", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix"),
            *("startswith", "endswith", "isdigit", "isupper", "islower", "count", "find", "split", "splitlines"),
        }
    ),
    datetime.date: frozenset({"year", "month", "day"}),
    dict: frozenset({"items", "keys", "values", "get"}),
    tuple: frozenset({"index", "count"}),
    list: frozenset({"index", "count"}),
    int: frozenset(),
    float: frozenset(),
    Decimal: frozenset(),
}


class Closed(ImmutableSandboxedEnvironment):
    """The environment in which every template runs."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._safe: dict[tuple[type, str], bool] = {}

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    @staticmethod
    def concat(parts: Iterable[str]) -> Composed:
        """Join what a template yields; the result is template's text, not a value."""
        texts = list(parts)
        spend_text(sum(map(len, texts)))
        return Composed("".join(texts))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow the plain attributes of plain values only."""
        known = self._safe.get((type(obj), attr))  # nothing but the kind of a value decides
        if known is None:
            kinds = (allowed for kind, allowed in ATTRIBUTES.items() if isinstance(obj, kind))
            allowed = next(kinds, None)
            known = super().is_safe_attribute(obj, attr, value) if allowed is None else attr in allowed
            if len(self._safe) < MOST_ATTRIBUTES:
                self._safe[type(obj), attr] = known
        return known

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """Return what stands for an attribute that no template may reach."""
        message = f'"{attribute}" cannot be reached from a template'
        return self.undefined(message, name=attribute, obj=obj, exc=SecurityError)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ARG002  (no text can be formatted here)
        """Leave ``str.format`` to be refused like every other method that is not listed."""
        return

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute; a mapping's own names stand before Python's."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if attribute.startswith("_"):
            return self.unsafe_undefined(obj, attribute)
        if type(obj) is View and (found := value_of(obj, attribute)) is not missing:
            return found
        return super().getattr(plain(obj), attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an item of a value."""
        if isinstance(argument, str) and argument.startswith("_") and not isinstance(obj, dict):
            return self.unsafe_undefined(obj, argument)
        return super().getitem(plain(obj), argument)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro, a block or a method, and count it."""
        spend(STEP)
        owner = getattr(obj, "__self__", None)
        if isinstance(obj, LoopContext):
            args = tuple(counted(argument) for argument in args)
        elif isinstance(obj, FunctionType):
            args = tuple(plain(argument) for argument in args)
        elif isinstance(owner, str | list | tuple | dict):
            weighed(owner)
            args = tuple(plain(argument) for argument in args)
        return weighed(super().call(context, obj, *args, **kwargs))

    def call_filter(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Run a filter that the template names only while it runs."""
        return super().call_filter(_name_of_filter(name), *args, **kwargs)

    def call_test(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Run a test that the template names only while it runs."""
        return super().call_test(_name_of_filter(name), *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse the sums, products and powers that could fill the memory."""
        left, right = plain(left), plain(right)
        texts = isinstance(left, str | list | tuple) or isinstance(right, str | list | tuple)
        if operator == "%" and isinstance(left, str):
            raise SecurityError("text cannot be formatted with %; write {{ … }} where the value belongs")
        if operator == "**" and not (_within(left, LARGEST_BASE) and _within(right, LARGEST_POWER)):
            raise BudgetError("a power is too large")
        if operator == "*" and texts:
            raise SecurityError("text and lists cannot be multiplied")
        if texts and isinstance(left, str):
            spend_text(len(left) + (len(right) if isinstance(right, str) else 0))
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, int) and result.bit_length() > MOST_BITS:
            raise BudgetError("a number grows beyond all bounds")
        return weighed(result)


def _name_of_filter(name: Any) -> str:
    if not isinstance(name, str):
        raise SecurityError("a filter or test is named by a text in quotes")
    if name.startswith("_"):
        raise SecurityError(f"there is no filter {name}")
    return str(plain(name))


def _within(number: Any, most: int) -> bool:
    return isinstance(number, int | float) and abs(number) <= most


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
        undefined=Lacking,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        optimized=False,
        cache_size=1,  # the one layout
    )
    environment.filters = {**all_filters(), **WRAPPERS}
    environment.tests.clear()
    environment.tests.update(all_tests())
    environment.globals = {name: environment.globals[name] for name in ("dict", "joiner", "namespace")}
    environment.globals["range"] = numbers
    return environment, loader


def numbers(*bounds: int) -> range:
    """Return the numbers of a range that is not too long."""
    found = range(*bounds)
    if len(found) > LONGEST_RANGE:
        raise BudgetError(f"a range has more than {LONGEST_RANGE:,} numbers")
    return found


@pass_context
def slot(_: Context, value: Any, name: str, line: int, file: str) -> Composed:
    """Put a printed value away; see :class:`~correspondence.compose.slots.Capture`."""
    if isinstance(value, Composed):
        return value
    if type(value) is str:  # nearly all that is printed
        text = text_of(value, name)
        run = RUN.get()
        run.work += STEP
        return run.token(Slot(text, name, None, file, line))
    spend(STEP)
    control = value if isinstance(value, Control | SignatureField) else None
    text = "" if control is not None or _is_lacking(value, name, line, file) else text_of(value, name)
    return RUN.get().token(Slot(text, name, control, file, line))


@pass_context
def part(_: Context, value: Any, name: str, line: int, file: str) -> str:
    """Make text of one part of a joined text."""
    return "" if _is_lacking(value, name, line, file) else text_of(value, name)


@pass_context
def asked(_: Context, value: Any, name: str, line: int, file: str) -> Any:
    """Return a value that decides something; one that is not defined is reported and decides against."""
    return False if _is_lacking(value, name, line, file) else plain(value)


@pass_context
def bounded(_: Context, values: Any, name: str, line: int, file: str) -> Iterator[Any]:
    """Count the rounds of a loop."""
    return iter(()) if _is_lacking(values, name, line, file) else counted(plain(values))


@pass_context
def only_weighed(_: Context, value: Any) -> Any:
    """Count a value."""
    return value if isinstance(value, Undefined) else weighed(plain(value))


WRAPPERS = {
    SLOT: slot,
    PART: part,
    ASKED: asked,
    BOUNDED: bounded,
    WEIGHED: only_weighed,
}


def _is_lacking(value: Any, name: str, line: int, file: str) -> bool:
    """Tell whether a value is not defined, and note it."""
    if not isinstance(value, Undefined):
        return False
    note_lacking(value, name, file, line)
    return True


def compile_layout(
    environment: Closed, loader: Loader, name: str, source: str, file: str, first_line: int
) -> frozenset[str]:
    """Compile a layout for documents to extend.

    Returns:
        The names of its blocks.

    Raises:
        TemplateSyntaxError: It is no Jinja, or reaches for another template.
    """
    tree = parsed(environment, source, file)
    blocks = frozenset(block.name for block in tree.find_all(nodes.Block))
    loader.compiled[name] = compiled_code(environment, tree, source, name, file, first_line)
    return blocks


def compile_document(
    environment: Closed, layout: str, source: str, file: str, first_line: int
) -> tuple[Template, Mapping[str, int]]:
    """Compile a document: its named blocks, and all else as the block ``body``.

    Returns:
        The template, and the line of each block that the document fills.

    Raises:
        TemplateSyntaxError: It is no Jinja, reaches for another template, or has text
            beside a block named ``body``.
    """
    tree = parsed(environment, source, file)
    own = [node for node in tree.body if isinstance(node, nodes.Block)]
    rest = [node for node in tree.body if not isinstance(node, nodes.Block)]
    named = {block.name: block.lineno for block in own}
    for inner in (found for node in rest for found in node.find_all(nodes.Block)):
        raise TemplateAssertionError(
            f"the block {inner.name} stands inside another statement", inner.lineno, file, file
        )
    line = _line_of_text(rest)
    if "body" in named and line is not None:
        raise TemplateSyntaxError("there is text outside the block body", line, filename=file)
    if "body" not in named:
        body = nodes.Block("body", rest, False, False)  # noqa: FBT003  (nodes take their fields by position only)
        body.set_lineno(1)
        own.append(body)
        named |= {} if line is None else {"body": line}
    for block in own:  # what the layout has after it begins on a line of its own
        block.body.append(nodes.Output([nodes.TemplateData("\n")]))
    extends = nodes.Extends(nodes.Const(layout))
    extends.set_lineno(1)
    tree.body = [extends, *own]
    tree.set_environment(environment)
    code = compiled_code(environment, tree, source, file, file, first_line)
    return Template.from_code(environment, code, environment.make_globals(None), None), named


def _line_of_text(rest: Iterable[nodes.Node]) -> int | None:
    """Return the line of the first thing that is not white space."""
    for node in rest:
        for child in node.nodes if isinstance(node, nodes.Output) else (node,):
            data = child.data if isinstance(child, nodes.TemplateData) else None
            if data is None or data.strip():
                blank = data[: len(data) - len(data.lstrip())] if data else ""
                return child.lineno + blank.count("\n")
    return None


def parsed(environment: Closed, source: str, file: str) -> nodes.Template:
    """Return the syntax tree of a source.

    Raises:
        TemplateSyntaxError: It is no Jinja, is nested too deeply, or reaches for another template.
    """
    with _python_limits(source, file):
        tree = environment.parse(_with_line_ends(source), file, file)
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while waiting:
        node, statements, depth = waiting.pop()
        statements += isinstance(node, nodes.Stmt) and not isinstance(node, nodes.Output)
        complaint = REFUSED.get(type(node))
        if isinstance(node, nodes.Filter | nodes.Test) and node.name.startswith("_"):
            complaint = f"there is no filter {node.name}"
        if statements > DEEPEST_STATEMENTS:
            complaint = f"statements are nested more than {DEEPEST_STATEMENTS} deep"
        if depth > DEEPEST_EXPRESSION + statements:
            complaint = TOO_DEEP
        if complaint is not None:
            raise TemplateAssertionError(complaint, node.lineno, file, file)
        waiting.extend((child, statements, depth + 1) for child in node.iter_child_nodes())
    return tree


def _with_line_ends(source: str) -> str:
    """Let a line of text that ends with a statement or comment keep its end.

    Jinja takes the line's end away with the statement (``trim_blocks``); that is right only
    where nothing else stands on the line.
    """
    lines = source.split("\n")
    for number, line in enumerate(lines):
        last = LAST_STATEMENT.search(line)
        if last is not None and STATEMENTS.sub("", line).strip():
            lines[number] = f"{line[:-2]}+{line[-2:]}"
    return "\n".join(lines)


def compiled_code(environment: Closed, tree: nodes.Template, source: str, name: str, file: str, first_line: int) -> Any:
    """Return the code of a syntax tree, with everything counted that takes time or memory."""
    with _python_limits(source, file):
        return environment.compile(Instrument(file, first_line - 1).visit(tree), name, file)


@contextmanager
def _python_limits(source: str, file: str) -> Iterator[None]:
    """Name the line that Python cannot take: brackets within brackets, a number without end."""
    try:
        yield
    except (RecursionError, SyntaxError, MemoryError, ValueError) as error:
        lines = source.split("\n")
        densest = max(range(len(lines)), key=lambda number: len(re.findall(r"[(\[{~+*|.-]|\d{10}", lines[number])))
        raise TemplateSyntaxError(TOO_DEEP, densest + 1, filename=file) from error
