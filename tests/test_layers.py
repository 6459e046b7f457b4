"""Which part of the package may import which: the table of docs/architecture.md, held true."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.tools import ROOT

PACKAGE = ROOT / "correspondence"
ARCHITECTURE = ROOT / "docs" / "architecture.md"

LAYERS: Mapping[int, tuple[str, tuple[str, ...]]] = {
    0: ("errors", ("errors",)),
    1: (
        "values",
        (
            *(
                "characters",
                "source",
                "fields",
                "states",
                "days",
                "document",
                "pictures",
                "rulebook",
                "recipients",
                "questionnaire",
            ),
            *(
                "templates",
                "stylesheet",
                "references",
                "forms",
                "asked",
                "entries",
                "approvals",
                "standing",
                "reply",
                "confined",
            ),
            "workspace",
        ),
    ),
    2: (
        "stages",
        (
            "compose",
            "render",
            "dispatch",
            "comparing",
            "schemas",
            "register",
            "rules",
            "replies",
            "answers",
            "provenance",
            "sign",
        ),
    ),
    3: (
        "joints",
        ("mailing", "dispatching", "office", "proving", "registering", "replying", "archiving", "approving", "signing"),
    ),
    4: ("edge", ("cli",)),
}
MAY_IMPORT: Mapping[int, frozenset[int]] = {
    0: frozenset(),
    1: frozenset({0, 1}),
    2: frozenset({0, 1}),
    3: frozenset({0, 1, 2, 3}),
    4: frozenset({0, 1, 3}),
}
"""The layers whose rooms a room may import. A room's own modules import one another freely; a joint may build on another
joint, as reading replies builds on the letters as they are prepared, but no two on one another."""

LAYER_OF = {room: layer for layer, (_, rooms) in LAYERS.items() for room in rooms}
STARTERS = {"__init__", "__main__"}


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and room of everything of ours that a module imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "correspondence":
                    yield node.lineno, alias.name.partition(".")[2].partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno} imports by dots; write the whole name"
            top, _, rest = (node.module or "").partition(".")
            if top == "correspondence":
                yield from ((node.lineno, name) for name in ([rest.partition(".")[0]] if rest else room_names(node)))


def room_names(node: ast.ImportFrom) -> list[str]:
    """Return the rooms that ``from correspondence import …`` names."""
    return [alias.name for alias in node.names]


def room_of(path: Path) -> str:
    """Return the room in which a module stands: the first folder or file below the package."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


MODULES = sorted(PACKAGE.rglob("*.py"))


def test_every_module_stands_in_a_room_of_the_table() -> None:
    assert {room_of(path) for path in MODULES} == {*LAYER_OF, *STARTERS}


@pytest.mark.parametrize("room", LAYER_OF)
def test_a_room_imports_no_layer_that_it_may_not(room: str) -> None:
    allowed = MAY_IMPORT[LAYER_OF[room]]
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {other}, which is of layer {LAYER_OF[other]}"
        for path in MODULES
        if room_of(path) == room
        for line, other in imports_of(path)
        if other != room and LAYER_OF[other] not in allowed
    ]
    assert wrong == []


def test_the_package_is_started_through_the_command_line_alone() -> None:
    started = {path.stem: {room for _, room in imports_of(path)} for path in MODULES if room_of(path) in STARTERS}
    assert started == {"__init__": set(), "__main__": {"cli"}}


def test_no_room_imports_another_in_a_circle() -> None:
    graph: dict[str, set[str]] = {room: set() for room in LAYER_OF}
    for path in MODULES:
        if (room := room_of(path)) in graph:
            graph[room] |= {other for _, other in imports_of(path) if other != room}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"these rooms import one another in a circle: {' -> '.join(error.args[1])}")
    assert order[0] == "errors"
    assert order.index("workspace") > order.index("templates")


def test_a_wrong_import_would_be_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "import correspondence.render.pdf\nfrom correspondence import compose\n\n\n"
        "def late():\n    from correspondence.dispatch.files import write_file\n",
        "utf-8",
    )
    assert sorted(imports_of(module)) == [(1, "render"), (2, "compose"), (6, "dispatch")]


def test_the_documentation_shows_this_table() -> None:
    text = ARCHITECTURE.read_text("utf-8")
    rows = re.findall(r"^\| (\d) (\w+) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    shown = {int(layer): (name, tuple(re.findall(r"`(\w+)`", rooms)), allowed) for layer, name, rooms, allowed in rows}
    assert shown == {
        layer: (name, rooms, ", ".join(map(str, sorted(MAY_IMPORT[layer]))) or "nothing")
        for layer, (name, rooms) in LAYERS.items()
    }


def test_the_documentation_says_what_each_room_does() -> None:
    text = ARCHITECTURE.read_text("utf-8")
    described = re.findall(r"^- `(\w+)`: [A-Z].+\.$", text, re.MULTILINE)
    assert described == list(LAYER_OF)
