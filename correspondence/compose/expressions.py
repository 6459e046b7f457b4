"""Single expressions, in the environment in which templates run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Template, nodes
from jinja2.exceptions import TemplateSyntaxError

from correspondence.compose.running import plain
from correspondence.compose.sandbox import Closed, compiled_code, parsed

RESULT = "chosen"
"""The name to which an expression's value is given while it runs."""


@dataclass(frozen=True)
class Expression:
    """An expression that was compiled.

    Attributes:
        names: The names that it uses, with dots where it asks for a field: ``address.state``.
    """

    template: Template
    names: tuple[str, ...]

    def value(self, names: Mapping[str, Any]) -> Any:
        """Return what it gives for some values; the caller has set :data:`~correspondence.compose.running.RUN`."""
        context = self.template.new_context(dict(names))
        for _ in self.template.root_render_func(context):
            pass
        return plain(context.vars[RESULT])


def compile_expression(environment: Closed, source: str, file: str) -> Expression:
    """Compile one expression.

    Raises:
        TemplateSyntaxError: It is no expression, or more than one.
    """
    tree = parsed(environment, f"{{% set {RESULT} = {source} %}}", file)
    only = tree.body[0] if len(tree.body) == 1 else None
    if not (isinstance(only, nodes.Assign) and isinstance(only.target, nodes.Name) and only.target.name == RESULT):
        raise TemplateSyntaxError("it is not one expression", 1, filename=file)
    names = tuple(dict.fromkeys(_names(only.node)))
    code = compiled_code(environment, tree, source, file, file, 1)
    return Expression(Template.from_code(environment, code, environment.make_globals(None), None), names)


def _names(node: nodes.Node) -> Iterator[str]:
    """Yield the names that an expression uses."""
    path: list[str] = []
    inner = node
    while isinstance(inner, nodes.Getattr):
        path.insert(0, inner.attr)
        inner = inner.node
    if isinstance(inner, nodes.Name):
        yield ".".join((inner.name, *path))
        return
    for child in inner.iter_child_nodes():
        yield from _names(child)
