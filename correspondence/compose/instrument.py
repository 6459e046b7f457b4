"""Wrap what a template prints, asks, loops over, joins and gathers, before it is compiled.

Each wrapper is a filter whose name begins with an underscore, which no template can name.
It knows what the template calls the value and where the value stands.
"""

from __future__ import annotations

from typing import cast

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

SLOT, ASKED, BOUNDED, PART, WEIGHED = "_slot", "_asked", "_bounded", "_part", "_weighed"


class Instrument(NodeTransformer):
    """Rewrites the syntax tree of one template.

    Args:
        file: The template's file.
        shift: What is added to the tree's line numbers.
    """

    def __init__(self, file: str, shift: int) -> None:
        self.file, self.shift = file, shift
        self.aliases: list[dict[str, str]] = [{}]

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        """Put what is printed into slots."""
        self.generic_visit(node)
        node.nodes = [
            child if isinstance(child, nodes.TemplateData) else self._placed(SLOT, child) for child in node.nodes
        ]
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:
        """Count the rounds."""
        aliases = dict(self.aliases[-1])
        if isinstance(node.target, nodes.Name):
            aliases[node.target.name] = self._name_of(node.iter)
        self.aliases.append(aliases)
        self.generic_visit(node)
        self.aliases.pop()
        node.iter = self._placed(BOUNDED, node.iter)
        return node

    def visit_If(self, node: nodes.If) -> nodes.Node:
        """Let a question about a missing value be reported like its printing."""
        self.generic_visit(node)
        node.test = self._placed(ASKED, node.test)
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:
        """Do as for an if statement."""
        self.generic_visit(node)
        node.test = self._placed(ASKED, node.test)
        return node

    def visit_Not(self, node: nodes.Not) -> nodes.Node:
        """Do as for an if statement."""
        self.generic_visit(node)
        node.node = self._placed(ASKED, node.node)
        return node

    def visit_And(self, node: nodes.And) -> nodes.Node:
        """Ask on the left side; the right side is a value."""
        self.generic_visit(node)
        node.left = self._placed(ASKED, node.left)
        return node

    def visit_Or(self, node: nodes.Or) -> nodes.Node:
        """Do as for and."""
        self.generic_visit(node)
        node.left = self._placed(ASKED, node.left)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        """Make text of each part, and count it."""
        self.generic_visit(node)
        node.nodes = [self._placed(PART, child) for child in node.nodes]
        return _filter(WEIGHED, node)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:
        """Count what is compared."""
        self.generic_visit(node)
        node.expr = _filter(WEIGHED, node.expr)
        for operand in node.ops:
            operand.expr = _filter(WEIGHED, operand.expr)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        """Count what is sliced."""
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _filter(WEIGHED, node.node)
        return node

    def visit_List(self, node: nodes.List) -> nodes.Node:
        """Count what is gathered."""
        self.generic_visit(node)
        return _filter(WEIGHED, node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:
        """Count what is gathered, where it is not the target of an assignment."""
        self.generic_visit(node)
        return _filter(WEIGHED, node) if node.ctx == "load" else node

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:
        """Count what is gathered."""
        self.generic_visit(node)
        return _filter(WEIGHED, node)

    def visit_Name(self, node: nodes.Name) -> nodes.Node:
        """Count the further arguments of a macro."""
        gathered = node.ctx == "load" and node.name in {"varargs", "kwargs"}
        return _filter(WEIGHED, node) if gathered else node

    def _placed(self, name: str, node: nodes.Node) -> nodes.Filter:
        place = (self._name_of(node), node.lineno + self.shift, self.file)
        return _filter(name, node, *place)

    def _name_of(self, node: nodes.Node) -> str:
        """Return what the template calls a value."""
        match node:
            case nodes.Name():
                return self.aliases[-1].get(node.name, node.name)
            case nodes.Getattr():
                return f"{self._name_of(node.node)}.{node.attr}".lstrip(".")
            case nodes.Getitem(arg=nodes.Const(value=key)):
                return f"{self._name_of(node.node)}[{key}]"
            case nodes.Filter(node=nodes.Node() as inner) | nodes.Call(node=inner) | nodes.Getitem(node=inner):
                return self._name_of(inner)
            case nodes.CondExpr():
                return self._name_of(node.expr1)
        first = next(node.find_all((nodes.Getattr, nodes.Name)), None)
        return self._name_of(first) if first is not None else ""


def _filter(name: str, node: nodes.Node, *arguments: str | int) -> nodes.Filter:
    expression = cast("nodes.Expr", node)  # Jinja types what an if statement asks as any node
    wrapped = nodes.Filter(expression, name, [nodes.Const(one) for one in arguments], [], None, None)
    wrapped.set_lineno(node.lineno, override=False)
    if node.environment is not None:
        wrapped.set_environment(node.environment)
    return wrapped
