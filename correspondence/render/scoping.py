"""One style sheet among others: its rules closed in to a part of a packet.

Every selector gets the part's class before it, pages become named pages, and the names
of running divisions and list styles become the part's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tinycss2

from correspondence.stylesheet import RESET

NAMED_FUNCTIONS = frozenset({"running", "element"})


def scoped(css: str, part: str) -> str:
    """Return a style sheet whose rules concern one part only.

    Args:
        css: A style sheet that was read from the closed list (or the reset).
        part: The part's class, which is the name of its pages too.
    """
    return _rules(tinycss2.parse_stylesheet(RESET + css, skip_comments=True, skip_whitespace=True), part)


def _rules(nodes: Sequence[Any], part: str) -> str:
    counters = {
        _words(node.prelude)[0].value
        for node in nodes
        if node.type == "at-rule" and node.lower_at_keyword == "counter-style"
    }
    return "".join(_rule(node, part, counters) for node in nodes)


def _rule(node: Any, part: str, counters: set[str]) -> str:
    if node.type == "qualified-rule":
        selectors = ", ".join(_selector(words, part) for words in _split(node.prelude))
        return f"{selectors} {{ {_declarations(node.content, part, counters)} }}\n"
    if node.type != "at-rule":
        return ""
    match node.lower_at_keyword:
        case "page":
            return f"@page {_page(node.prelude, part)} {{ {_declarations(node.content, part, counters)} }}\n"
        case "media":
            rules = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            return f"@media {tinycss2.serialize(node.prelude)} {{ {_rules(rules, part)} }}\n"
        case "counter-style":
            inner = _declarations(node.content, part, counters)
            return f"@counter-style {part}-{_words(node.prelude)[0].value} {{ {inner} }}\n"
    return f"{node.serialize()}\n"


def _selector(tokens: Sequence[Any], part: str) -> str:
    """Put the part's class where the root element stood, or before the rest."""
    words = list(tokens)
    while words and words[0].type == "whitespace":
        words.pop(0)
    if words and words[0].type == "ident" and words[0].lower_value in {"body", "html"}:
        return f".{part}{tinycss2.serialize(words[1:])}".strip()
    text = str(tinycss2.serialize(words)).strip()
    if words and words[0].type == "literal" and words[0].value == ".":
        # the name may be the document's own: that of its layout, or of a variant
        return f".{part} {text}, .{part}{text}"
    return f".{part} {text}"


def _page(tokens: Sequence[Any], part: str) -> str:
    text = tinycss2.serialize(tokens).strip()
    return f"{part}:nth(1 of {part})" if text == ":first" else part


def _declarations(tokens: Sequence[Any], part: str, counters: set[str]) -> str:
    renamed = [_renamed(token, part, counters) for token in tokens]
    return str(tinycss2.serialize(renamed)).strip()


def _renamed(token: Any, part: str, counters: set[str]) -> Any:
    if token.type == "ident" and token.value in counters:
        return _ident(token, part)
    if token.type == "function" and token.lower_name in NAMED_FUNCTIONS:
        token.arguments = [_ident(inner, part) if inner.type == "ident" else inner for inner in token.arguments]
    elif token.type == "{} block":
        token.content = [_renamed(inner, part, counters) for inner in token.content]
    return token


def _ident(token: Any, part: str) -> Any:
    return tinycss2.ast.IdentToken(token.source_line, token.source_column, f"{part}-{token.value}")


def _split(tokens: Sequence[Any]) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _words(tokens: Sequence[Any]) -> list[Any]:
    return [token for token in tokens if token.type == "ident"]
