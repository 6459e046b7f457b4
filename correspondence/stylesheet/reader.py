"""The reading of a style sheet: every rule is understood, or is an error with its line."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlsplit

from tinycss2 import parse_rule_list, serialize
from tinycss2 import parse_stylesheet as parse_css

from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.stylesheet.at_rules import (
    CounterRule,
    PageRules,
    Report,
    contents_of,
    read_counter_style,
    read_page,
    resolve_counters,
    words_of,
)
from correspondence.stylesheet.cascade import FontFace, Page, Rule, Stylesheet
from correspondence.stylesheet.properties import (
    PROPERTIES,
    SHORTHANDS,
    Token,
    Value,
    ValueRefused,
    expand,
    near_miss,
    shown,
)
from correspondence.stylesheet.reset import RESET
from correspondence.stylesheet.selectors import Selector, SelectorRefused, parse_selectors

ImportLoader = Callable[[str, str], tuple[str, str] | None]
"""Takes the relative address in an ``@import`` and the name of the file that it stands in; returns the
text and the name of the file that is meant, or None where there is none that may be read."""

AT_RULES: Mapping[str, str] = MappingProxyType(
    {
        "@import": 'the rules of another style sheet come first: @import url("../base.css");',
        "@page": "size and margins of the sheet, and what runs in its margins; @page :first for the first page",
        "@counter-style": "numbers or bullets of a list",
        "@font-face": "a font file beside the style sheet, for the PDF",
        "@media print": "rules for the PDF alone: whatever WeasyPrint understands",
        "@media word": "rules for Word alone",
    }
)
"""Every at-rule of the closed list, with its purpose."""

_FONT_DESCRIPTORS = ("font-family", "src", "font-style", "font-weight")


def parse_stylesheet(text: str, file: str, load_import: ImportLoader) -> Stylesheet:
    """Read a style sheet and all that it imports.

    Args:
        text: The style sheet.
        file: Its name for messages; addresses in it are relative to this.
        load_import: Gives the text of a style sheet that is imported.

    Returns:
        The style sheet, with :data:`RESET` before its own rules.

    Raises:
        ProblemsError: Something stands outside the closed list, cannot be read, or is not there;
            ``problems`` lists each of them with its file and line.
    """
    problems = Problems()
    reading = _Reading(file, load_import, problems)
    reading.sheet(RESET, "the reset", ())
    reading.files.clear()
    css = reading.sheet(text, file, ())
    counters = resolve_counters(reading.counters, reading.report)
    for name, where, line in reading.list_styles:
        if name not in counters and name != "none":
            remedy = (
                near_miss(name, counters) or f"write @counter-style {name} {{ … }}, or one of {', '.join(counters)}"
            )
            reading.report(where, line, f'list-style-type "{name}" is not defined', remedy)
    page = reading.page()
    problems.stop()
    return Stylesheet(css, page, counters, tuple(reading.files), tuple(reading.rules), tuple(reading.font_faces))


class _Reading:
    """What was read so far, from one file or several."""

    def __init__(self, root: str, load_import: ImportLoader, problems: Problems) -> None:
        self.root, self.load_import, self.problems = root, load_import, problems
        self.rules: list[Rule] = []
        self.counters: dict[str, CounterRule] = {}
        self.pages = (PageRules(), PageRules())
        self.list_styles: list[tuple[str, str, int]] = []
        self.files: dict[str, None] = {}
        self.font_faces: list[FontFace] = []

    def report(self, file: str, line: int, message: str, remedy: str) -> None:
        self.problems.add(Problem(file, message, remedy, line=line))

    def page(self) -> Page:
        """Put ``@page`` and ``@page :first`` together."""
        every, first = self.pages
        page = every.over(Page())
        if not first.line:
            return page
        alone = first.over(page)
        for name in ("width", "height", "margin_left", "margin_right"):
            if getattr(alone, name) != getattr(page, name):
                message = f"the first page has another {name.replace('_', '-')} than the rest, which Word cannot show"
                self.report(first.file, first.line, message, "say it in @page, or in @media print for the PDF alone")
        return Page(**{name: getattr(page, name) for name in _PAGE_FIELDS}, first=alone)

    def sheet(self, text: str, file: str, importers: tuple[str, ...]) -> str:
        """Read one file and return its text for the PDF, imports in their place."""
        self.files[file] = None
        nodes = parse_css(text, skip_comments=True, skip_whitespace=True)
        return "\n".join(self.rule(node, file, importers, nodes[:place]) for place, node in enumerate(nodes))

    def rule(self, node: Token, file: str, importers: tuple[str, ...], before: Sequence[Token] = ()) -> str:
        """Read one rule and return its text for the PDF."""

        def report(line: int, message: str, remedy: str) -> None:
            self.report(file, line, message, remedy)

        if node.type == "error":
            report(node.source_line, f"this cannot be read ({node.message})", "write SELECTOR { NAME: VALUE; }")
            return ""
        if node.type == "qualified-rule":
            self._style_rule(node, file, report)
        elif node.lower_at_keyword == "import":
            if any(one.type != "at-rule" or one.lower_at_keyword != "import" for one in before):
                report(node.source_line, "an @import stands behind other rules", "move it to the top of the file")
            return self._import(node, file, importers, report)
        elif node.lower_at_keyword == "media":
            return self._media(node, file, importers, report)
        else:
            self._at_rule(node, file, report)
        self._addresses(node, file, report)
        # the renderer names the font files itself, with those of the machine
        return "" if node.type == "at-rule" and node.lower_at_keyword == "font-face" else str(serialize([node]))

    def _style_rule(self, node: Token, file: str, report: Report) -> None:
        try:
            selectors = parse_selectors(node.prelude)
        except SelectorRefused as refused:
            report(node.source_line, *refused.args)
            selectors = ()
        said: dict[str, Value] = {}
        for one in contents_of(node, report):
            if one.type == "at-rule":
                report(one.source_line, f'"@{one.at_keyword}" stands inside a rule', "write it on its own")
                continue
            if one.lower_name not in PROPERTIES and one.lower_name not in SHORTHANDS:
                hint = near_miss(one.name, [*PROPERTIES, *SHORTHANDS])
                remedy = hint or "leave it out, or write it in @media print, which is for the PDF alone"
                report(one.source_line, f'"{one.name}" is not a property that PDF and Word share', remedy)
                continue
            self._subjects(one, selectors, report)
            try:
                said.update(expand(one.lower_name, one.value))
            except ValueRefused as refused:
                report(one.source_line, f'{one.lower_name} cannot be "{shown(one.value)}"', str(refused))
                continue
            if one.lower_name == "list-style-type" and said["list-style-type"] != "inherit":
                self.list_styles.append((str(said["list-style-type"]), file, one.source_line))
        self.rules.append(Rule(selectors, said))

    @staticmethod
    def _subjects(declaration: Token, selectors: Sequence[Selector], report: Report) -> None:
        """Hold a property to the elements that it may be said of."""
        rule = PROPERTIES.get(declaration.lower_name)
        wrong = [one for one in selectors if rule and rule.only and not one.compounds[-1].names_one_of(rule.only)]
        if rule and wrong:
            message = f"{rule.name} is said of something else than {' or '.join(rule.only)}"
            remedy = f"write {rule.only[0]} before the name, as in {rule.only[0]}.NAME, or use margins"
            report(declaration.source_line, message, remedy)

    def _import(self, node: Token, file: str, importers: tuple[str, ...], report: Report) -> str:
        words = words_of(node.prelude)
        address = _address(words[0]) if len(words) == 1 else None
        if address is None and words and words[0].type == "string" and len(words) == 1:
            address = words[0].value
        if address is None:
            report(node.source_line, "an @import names no one file", 'write @import url("../base.css");')
            return ""
        if _elsewhere(address):
            report(node.source_line, f'"{address}" is not beside the style sheet', "import by a relative path alone")
            return ""
        try:
            loaded = self.load_import(address, file)
        except ProblemsError as error:
            self.problems.extend(error.problems)
            return ""
        if loaded is None:
            report(node.source_line, f'there is no style sheet "{address}"', f"the path starts at the folder of {file}")
            return ""
        text, name = loaded
        if name in (*importers, file):
            report(node.source_line, f'"{address}" imports itself', "take this @import away")
            return ""
        return self.sheet(text, name, (*importers, file))

    def _media(self, node: Token, file: str, importers: tuple[str, ...], report: Report) -> str:
        words = words_of(node.prelude)
        medium = words[0].lower_value if len(words) == 1 and words[0].type == "ident" else ""
        if medium == "print":
            self._addresses(node, file, report)
            return str(serialize([node]))
        if medium == "word":
            for one in parse_rule_list(node.content or [], skip_comments=True, skip_whitespace=True):
                if one.type == "at-rule" and one.lower_at_keyword in {"import", "media", "font-face"}:
                    remedy = "write it outside" if one.lower_at_keyword != "media" else "close the other before it"
                    report(one.source_line, f'"@{one.at_keyword}" stands inside @media word', remedy)
                else:
                    self.rule(one, file, importers)
            return ""
        name = shown(node.prelude)
        remedy = near_miss(name, ["print", "word"]) or "write @media print (the PDF alone) or @media word (Word alone)"
        report(node.source_line, f'"@media {name}" is not read', remedy)
        return ""

    def _at_rule(self, node: Token, file: str, report: Report) -> None:
        name = node.lower_at_keyword
        if name == "page":
            words = serialize(node.prelude).strip().lower()
            if words not in {"", ":first"}:
                report(node.source_line, f'"@page {words}" is not read', "write @page or @page :first")
                return
            rules = self.pages[bool(words)]
            rules.file = file
            read_page(node, rules, report)
        elif name == "counter-style":
            counter = read_counter_style(node, file, report)
            if counter:
                self.counters[counter.name] = counter
        elif name == "font-face":
            self._font_face(node, file, report)
        else:
            names = [one.removeprefix("@").split()[0] for one in AT_RULES]
            remedy = near_miss(name, names) or "what the PDF alone needs stands in @media print"
            report(node.source_line, f'"@{name}" is not read', remedy)

    def _font_face(self, node: Token, file: str, report: Report) -> None:
        """Take note of a font file; the renderer hands it to the layout engine."""
        said: dict[str, str] = {}
        for one in contents_of(node, report):
            if one.type == "at-rule" or one.lower_name not in _FONT_DESCRIPTORS:
                wrong = one.at_keyword if one.type == "at-rule" else one.name
                remedy = near_miss(wrong, _FONT_DESCRIPTORS) or f"it has {', '.join(_FONT_DESCRIPTORS)}"
                report(one.source_line, f'"{wrong}" is not read in @font-face', remedy)
                continue
            addresses = [address for token in _flat(one.value) if (address := _address(token))]
            said[one.lower_name] = addresses[0] if addresses else shown(one.value).strip("\"'")
        if not said.get("font-family") or not said.get("src"):
            report(node.source_line, "a font has no name or no file", 'write font-family: "NAME"; src: url("FILE.ttf")')
            return
        bold = said.get("font-weight", "normal") in {"bold", "700"}
        italic = said.get("font-style", "normal") == "italic"
        place = posixpath.normpath(posixpath.join(posixpath.dirname(file), said["src"]))
        self.font_faces.append(
            FontFace(said["font-family"], "bold" if bold else "normal", "italic" if italic else "normal", place)
        )

    def _addresses(self, node: Token, file: str, report: Report) -> None:
        """Hold every address to the neighborhood, and make it relative to the first file."""
        for part in (node.prelude, node.content or []):
            for token in _flat(part):
                address = _address(token)
                if address is None or address.startswith("data:"):
                    continue
                if _elsewhere(address):
                    report(
                        token.source_line,
                        f'"{address}" is not beside the style sheet',
                        "name a file by a relative path",
                    )
                elif posixpath.dirname(file) != posixpath.dirname(self.root):
                    place = posixpath.normpath(posixpath.join(posixpath.dirname(file), address))
                    _readdress(token, posixpath.relpath(place, posixpath.dirname(self.root) or "."))


_PAGE_FIELDS = (
    *("width", "height", "margin_top", "margin_right", "margin_bottom", "margin_left"),
    "boxes",
)


def _flat(tokens: Sequence[Token]) -> list[Token]:
    """Return all tokens, those in brackets and functions too."""
    found: list[Token] = []
    for token in tokens:
        found.append(token)
        inner = getattr(token, "content", None) or getattr(token, "arguments", None)
        if isinstance(inner, list):
            found.extend(_flat(inner))
    return found


def _address(token: Token) -> str | None:
    """Return the address in ``url(…)``, None for any other token."""
    if token.type == "url":
        return str(token.value)
    if token.type == "function" and token.lower_name == "url":
        strings = [one.value for one in token.arguments if one.type == "string"]
        return str(strings[0]) if strings else None
    return None


def _readdress(token: Token, address: str) -> None:
    if token.type == "url":
        token.value, token.representation = address, f'url("{address}")'
    else:
        for one in token.arguments:
            if one.type == "string":
                one.value, one.representation = address, f'"{address}"'


def _elsewhere(address: str) -> bool:
    """Tell whether an address leads to the network or to the root of a disk."""
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc) or address.startswith(("/", "\\"))
