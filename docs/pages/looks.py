"""The closed list of style sheets, as tables."""

from __future__ import annotations

import re

from correspondence.stylesheet import (
    AT_RULES,
    BOX_NAMES,
    FORMS,
    PROPERTIES,
    PSEUDO_CLASSES,
    SHORTHANDS,
    TAGS,
    Property,
)
from pages.markdown import Filling, code, sentence, table, words


def properties() -> str:
    """Set the closed list of properties; the four sides of one share a row."""
    rows = []
    for rule in PROPERTIES.values():
        if re.search(r"-(right|bottom|left)\b", rule.name):
            continue
        sided = "-top" in rule.name
        name = code(rule.name) + (", and `-right`, `-bottom`, `-left`" if sided else "")
        purpose = rule.purpose.removesuffix(", top") if sided else rule.purpose
        limits = f"; above 0{' only' if rule.accepts[0].startswith('<') else ''}" if rule.positive else ""
        limits += "; also below 0" if rule.negative else ""
        limits += f"; only of {words(map(code, rule.only))}" if rule.only else ""
        rows.append(
            (name, words(map(code, rule.accepts)) + limits, initial(rule), "yes" if rule.inherited else "", purpose)
        )
    return table(("Property", "Values", "At first", "Inherited", "What it does"), rows)


def initial(rule: Property) -> str:
    """Show what a property is where nothing is said."""
    match rule.initial:
        case None:
            return next((code(one) for one in rule.accepts if one in {"auto", "none"}), "")
        case tuple():
            return code(", ".join(rule.initial))
        case str():
            return code(f"#{rule.initial}" if "<color>" in rule.accepts else rule.initial)
        case _:
            return code(f"{rule.initial:g}{'pt' if '<length>' in rule.accepts and rule.initial else ''}")


def shorthands() -> str:
    """Set the shorthands, each with what it stands for."""
    rows = []
    for name, single in SHORTHANDS.items():
        if re.search(r"-(right|bottom|left)$", name):
            continue
        title = code(name) + (", and `-right`, `-bottom`, `-left`" if name.endswith("-top") else "")
        sides = len(single) == 4 and name != "border-top"  # noqa: PLR2004 - a page has four sides
        form = (
            "one to four values: top, right, bottom, left"
            if sides
            else "width, style and color, in any order, or `none`"
        )
        rows.append((title, form))
    return table(("Shorthand", "Values"), rows)


def selectors() -> str:
    """Name the elements and pseudo-classes of the closed list."""
    elements, pseudo = words(map(code, TAGS), "and"), words((code(f":{name}") for name in PSEUDO_CLASSES), "and")
    return f"The elements are {elements}. Of pseudo-classes there are {pseudo}."


def fillings() -> dict[str, Filling]:
    """Return what fills in the part on style sheets."""
    return {
        "selectors": selectors,
        "properties": properties,
        "forms": lambda: table(
            ("Form", "What it is"), ((code(form), sentence(about)) for form, about in FORMS.items())
        ),
        "shorthands": shorthands,
        "at-rules": lambda: table(
            ("Rule", "What it is for"), ((code(rule), sentence(about)) for rule, about in AT_RULES.items())
        ),
        "boxes": lambda: words(map(code, BOX_NAMES), "and"),
    }
