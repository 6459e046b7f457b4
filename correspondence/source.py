"""Strict YAML: every value with its place, and none of YAML's traps.

The files of an office are written by people. YAML quietly reads ``02120`` as an
octal number, ``12:30`` as 750 and ``no`` as false; here each of these is a problem
with a remedy. A number keeps the digits that were typed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import yaml

from correspondence.characters import DELETE_IT, bad_character, unprintable
from correspondence.errors import Problem, Problems

Scalar = str | int | Decimal | bool | datetime.date | None

MOST_ALIASES = 5
DEEPEST_NESTING = 40
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value of a YAML file and where it stands.

    Attributes:
        content: A scalar, a list of nodes, or a mapping of names to nodes.
        line: Line of the file, counted from 1.
        path: Path from the top, such as ``recipients[1].address.zip``; empty for the whole file.
        raw: A scalar as it was typed, without quotes; empty for lists and mappings.
        key_line: Line of the name, for a value of a mapping.
        sound: Whether nothing was wrong with the value itself; what is unsound has been reported.
    """

    content: Scalar | list[Node] | dict[str, Node]
    line: int
    path: str
    raw: str = ""
    key_line: int = 0
    sound: bool = True

    def problem(self, file: str, message: str, remedy: str) -> Problem:
        """Return a problem that stands at this value."""
        return Problem(file=file, line=self.line or None, field=self.path or None, message=message, remedy=remedy)

    def plain(self) -> object:
        """Return the value without its places, lists as tuples."""
        if isinstance(self.content, dict):
            return {name: node.plain() for name, node in self.content.items()}
        if isinstance(self.content, list):
            return tuple(node.plain() for node in self.content)
        return self.content

    def places(self) -> Iterator[tuple[str, int]]:
        """Yield the path and line of every value below this one, relative to it."""
        inner = (
            self.content.values()
            if isinstance(self.content, dict)
            else self.content
            if isinstance(self.content, list)
            else ()
        )
        for node in inner:
            yield node.path[len(self.path) :].lstrip("."), node.line
            for path, line in node.places():
                yield node.path[len(self.path) :].lstrip(".") + ("" if path.startswith("[") else ".") + path, line


def read_yaml(text: str, file: str, problems: Problems, first_line: int = 1) -> Node | None:
    """Read one YAML document and check it for YAML's traps.

    Args:
        text: The document.
        file: Its name for messages.
        problems: Takes everything that is wrong.
        first_line: Line of the file at which ``text`` begins (front matter begins at 2).

    Returns:
        The whole document as a node, an empty mapping for an empty document; None if it
        does not parse.
    """
    shift = first_line - 1
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    excess = _excess(text, loader)
    if excess is not None:
        message, remedy, line = excess
        problems.add(Problem(file, message, remedy, line=line + shift))
        return None
    try:
        tree = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        problems.add(_syntax_problem(error, text, file, shift))
        return None
    if tree is None:
        return Node({}, first_line, "")
    return _Reader(text, file, problems, shift).node(tree, "", 0)


def split_front_matter(text: str, file: str, problems: Problems) -> tuple[Node | None, str, int]:
    """Part a Markdown file into its YAML front matter and its body.

    Returns:
        The front matter (None if it is missing or does not parse), the body from its first
        line that is not blank, and that line's number in the file.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        problems.add(
            Problem(
                file,
                "the file does not begin with front matter",
                "begin it with a line '---', then 'layout: …' and the other settings, then '---' again",
                line=1,
            )
        )
        return None, text, 1
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() in {"---", "..."}:
            front = "\n".join(lines[1 : number - 1]) + "\n"
            first = next((index for index in range(number, len(lines)) if lines[index].strip()), len(lines))
            return (
                read_yaml(front, file, problems, first_line=2),
                "\n".join(lines[first:]).rstrip("\n") + "\n",
                first + 1,
            )
    problems.add(Problem(file, "the front matter is not closed", "put a line '---' after the last setting", line=1))
    return None, "", len(lines) + 1


class _Reader:
    """Turn PyYAML's nodes into ours."""

    def __init__(self, text: str, file: str, problems: Problems, shift: int) -> None:
        self.lines, self.file, self.problems, self.shift = text.split("\n"), file, problems, shift
        self.open_nodes: list[int] = []

    def node(self, tree: yaml.Node, path: str, key_line: int) -> Node:
        line = tree.start_mark.line + 1 + self.shift
        before = len(self.problems)
        if isinstance(tree, yaml.ScalarNode):
            scalar = self.scalar(tree, line, path)
            return Node(scalar, line, path, tree.value, key_line, sound=len(self.problems) == before)
        if id(tree) in self.open_nodes:
            self.report(line, path, "a value contains itself", "write it out")
            return Node(None, line, path, "", key_line, sound=False)
        if tree.tag not in {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}:
            self.report_tag(tree.tag, line, path)
        self.open_nodes.append(id(tree))
        content: list[Node] | dict[str, Node]
        if isinstance(tree, yaml.SequenceNode):
            content = [self.node(item, f"{path}[{index}]", 0) for index, item in enumerate(tree.value)]
        else:
            content = self.mapping(tree, path)
        self.open_nodes.pop()
        return Node(content, line, path, "", key_line)

    def mapping(self, tree: yaml.Node, path: str) -> dict[str, Node]:
        content: dict[str, Node] = {}
        for key, value in tree.value:
            line = key.start_mark.line + 1 + self.shift
            if not isinstance(key, yaml.ScalarNode):
                self.report(line, path, "a name is a list or a mapping", "use plain words as names")
                continue
            name = key.value
            if key.tag == "tag:yaml.org,2002:merge":
                self.report(line, path, "<< copies the fields of another mapping to this place", "write the fields out")
                continue
            inner = f"{path}.{name}" if path else name
            before = len(self.problems)
            self.scalar(key, line, inner)
            if len(self.problems) > before:
                continue
            if name in content:
                self.report(
                    line,
                    inner,
                    f'"{name}" is given twice; line {content[name].key_line} has it first',
                    "delete one of the two",
                )
                continue
            content[name] = self.node(value, inner, line)
        return content

    def scalar(self, tree: yaml.ScalarNode, line: int, path: str) -> Scalar:
        text: str = tree.value
        character = bad_character(text)
        if character is not None:
            self.report(line, path.replace(character, ""), unprintable(character), DELETE_IT)
            return ""
        if tree.style:
            if tree.tag != "tag:yaml.org,2002:str":
                self.report_tag(tree.tag, line, path)
            return text
        self.check_comment(tree, line, path)
        return self.plain(text, tree.tag, line, path)

    def check_comment(self, tree: yaml.ScalarNode, line: int, path: str) -> None:
        """Report a value that YAML cuts off, as in ``400 Roma NW #5``: nobody writes a comment without a space."""
        mark = tree.end_mark
        rest = self.lines[mark.line][mark.column :] if mark.line < len(self.lines) else ""
        if tree.value and (lost := re.match(r"[ \t]+(#[^\s#!].*)", rest)):
            message = f'YAML takes "{lost[1].strip()}" for a comment, and it would be lost'
            remedy = "put the whole value in quotes, or write a space after the # of a comment"
            self.report(line, path, message, remedy)

    def plain(self, text: str, tag: str, line: int, path: str) -> Scalar:
        """Resolve a scalar without quotes; report what YAML would read as something else."""
        kind = tag.removeprefix("tag:yaml.org,2002:")
        if re.fullmatch(r"[-+]?0\d+", text):
            self.report(
                line,
                path,
                f"{text} has a leading zero and no quotes, so YAML takes it for a number",
                f'write "{text}" with quotes',
            )
        elif re.fullmatch(r"[-+]?\d+(:\d{1,2})+(\.\d*)?", text):
            self.report(
                line,
                path,
                f"{text} has no quotes, so YAML takes it for a number of seconds or minutes",
                f'write "{text}" with quotes',
            )
        elif kind == "str":
            return text
        elif kind == "null":
            return None
        elif kind == "bool":
            if text.lower() in {"true", "false"}:
                return text.lower() == "true"
            self.report(
                line,
                path,
                f"{text} has no quotes, so YAML takes it for true or false",
                f'write "{text}" with quotes, or true or false if that is meant',
            )
        elif kind == "int" and re.fullmatch(r"-?(0|[1-9]\d*)", text):
            return int(text) if len(text) <= MOST_DIGITS else text
        elif kind == "float" and re.fullmatch(r"-?\d+\.\d+", text):
            return Decimal(text)
        elif kind == "timestamp" and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            try:
                return datetime.date.fromisoformat(text)
            except ValueError:
                self.report(
                    line, path, f"{text} is not a day of the calendar", "write year-month-day, such as 2017-08-03"
                )
        elif kind in {"int", "float", "timestamp", "merge", "value"}:
            self.report(
                line, path, f"{text} has no quotes, and YAML reads it as something else", f'write "{text}" with quotes'
            )
        else:
            self.report_tag(tag, line, path)
        return text

    def report_tag(self, tag: str, line: int, path: str) -> None:
        short = tag.replace("tag:yaml.org,2002:", "!!")
        self.report(line, path, f"the tag {short} is not known", "leave it away")

    def report(self, line: int, path: str, message: str, remedy: str) -> None:
        self.problems.add(Problem(self.file, message, remedy, line=line, field=path or None))


def _excess(text: str, loader: type[yaml.SafeLoader]) -> tuple[str, str, int] | None:
    """Find what would take memory without bounds: many aliases, deep nesting.

    The parser's events are read one by one for it: to build the whole tree of such a text
    can end the process, and this costs a tenth as much.

    Returns:
        Message, remedy and line of the text, None where there is no excess.
    """
    aliases = depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.AliasEvent):
                aliases += 1
            if depth > DEEPEST_NESTING:
                return f"lists and mappings are nested more than {DEEPEST_NESTING} deep", "write them flatter", line
            if aliases > MOST_ALIASES:
                return (
                    f"more than {MOST_ALIASES} aliases (*name) are used",
                    "write the values out, or put what all letters share under 'shared:'",
                    line,
                )
    except yaml.YAMLError:
        return None  # whatever is wrong is reported when the document is composed
    return None


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str, shift: int) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = (mark.line if mark else 0) + 1
    lines = text.split("\n")
    source = lines[line - 1] if line <= len(lines) else ""
    what = (error.problem or error.context or "it is not YAML").strip()
    if "\t" in source[: len(source) - len(source.lstrip())] or "\\t" in what:
        message, remedy = "a tab is used for indentation", "use spaces: YAML does not allow tabs there"
    elif "mapping values are not allowed" in what:
        message, remedy = (
            f"there is a colon too many in {source.strip()!r}",
            "put the value in quotes, or mend the indentation of the line",
        )
    elif "could not find expected ':'" in what or "expected <block end>" in what:
        message, remedy = (
            f"the YAML cannot be read here: {what}",
            "look at the indentation and the colons of this line and the one above",
        )
    elif "alias" in what or re.search(r":\s+[*&]", source):
        message, remedy = f"the YAML cannot be read here: {what}", "put quotes round a value that begins with * or &"
    elif "another document" in what:
        message, remedy = "a second document begins here", "delete the line '---': a file holds one"
    elif "unexpected end of stream" in what and "quoted scalar" in (error.context or ""):
        line = error.context_mark.line + 1 if error.context_mark else line
        message, remedy = "a quotation mark is not closed", "put one at the end of the value"
    else:
        message, remedy = (
            f"the YAML cannot be read here: {what}",
            "mend the line; put quotes round a value with : # [ ] { } or * in it",
        )
    return Problem(file, message, remedy, line=line + shift)
