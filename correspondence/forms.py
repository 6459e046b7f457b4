"""What the answers of a form are called in a Word file, and how readers find them again.

Each place for an answer has two names there: its tag, which Word keeps, and a bookmark
round it, which also comes through programs that drop tags. Both follow from the control
and the option alone, so that a form that comes back needs no list to be read by.

Programs move words past a bookmark's ends when somebody types over a prompt or ticks a box
(LibreOffice 7.4 does). So a bookmark says which place it is, not how far the answer goes: a
tick is the first sign behind its start, and a text is all that stands in the cell around it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from correspondence.document import ChoiceControl, Control, Document, TextControl, walk_blocks
from correspondence.errors import Problem, Problems

PROMPTS = (
    "Click or tap here to enter text.",
    "Click here to enter text.",
    "Click or tap to enter a date.",
    "Click here to enter a date.",
    "Choose an item.",
    "Choose a date",
    "Haga clic o pulse aquí para escribir texto.",
    "Haga clic aquí para escribir texto.",
)
"""What word processors show where nothing is filled in. The first is ours; a program that does not know it for a prompt
hands it on as if it were an answer."""

LONGEST_BOOKMARK = 40
"""Letters that Word allows a bookmark's name."""

LONGEST_TAG = 64
"""Letters that Word allows the tag and the title of a content control."""

_PREFIX = "rf_"
_DIGITS = 6
_PLAIN = re.compile(r"[a-z0-9]+")
_PLAIN_OPTION = re.compile(r"[a-z0-9_]*")
_ENDS = " .…"


def is_prompt(text: str) -> bool:
    """Tell whether a text is nobody's answer: blank, or one of :data:`PROMPTS`.

    Example:
        >>> is_prompt("Click here to enter text"), is_prompt(" "), is_prompt("No policy prohibits it.")
        (True, True, False)
    """
    return _folded(text) in _FOLDED_PROMPTS


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().strip(_ENDS)


_FOLDED_PROMPTS = frozenset({"", *(_folded(prompt) for prompt in PROMPTS)})


def bookmark_name(control: str, option: str = "") -> str:
    """Return the name of the bookmark round one place for an answer.

    Word takes letters, digits and underscores, 40 of them, and does not tell capitals from small letters. A name that
    would not come through unchanged and unmistaken ends with six digits of its checksum.

    Args:
        control: The control's name.
        option: The answer that a mark there means; empty for room to write.

    Example:
        >>> bookmark_name("q1", "not_applicable"), bookmark_name("facility-access", "yes")
        ('rf_q1_not_applicable', 'rf_facility_access_yes_196f91')
    """
    name = f"{_PREFIX}{control}_{option}" if option else f"{_PREFIX}{control}"
    if _PLAIN.fullmatch(control) and _PLAIN_OPTION.fullmatch(option) and len(name) <= LONGEST_BOOKMARK:
        return name
    name = re.sub(r"[^A-Za-z0-9]+", "_", name)
    return f"{name[: LONGEST_BOOKMARK - _DIGITS - 1].rstrip('_')}_{_checksum(control, option)}"


def tag_name(control: str, option: str = "") -> str:
    """Return the tag of one place for an answer: ``NAME=VALUE`` for a mark, ``NAME`` for room to write.

    One that is too long for Word, or could be read in two ways, ends with six digits of its checksum.

    Args:
        control: The control's name.
        option: The answer that a mark there means; empty for room to write.

    Example:
        >>> tag_name("facility-access", "yes"), tag_name("facility-access_explanation")
        ('facility-access=yes', 'facility-access_explanation')
    """
    name = f"{control}={option}" if option else control
    if len(name) <= LONGEST_TAG and "=" not in control:
        return name
    return f"{name[: LONGEST_TAG - _DIGITS - 1]}~{_checksum(control, option)}"


def _checksum(control: str, option: str) -> str:
    return hashlib.sha256(f"{control}\0{option}".encode()).hexdigest()[:_DIGITS]


def form_bookmarks(document: Document) -> Mapping[str, tuple[str, str]]:
    """Return what each bookmark of a form stands for.

    Args:
        document: A document with controls.

    Returns:
        The control's name and the option's (empty for room to write) by the bookmark's name, in reading order.

    Raises:
        ProblemsError: Two places for an answer have one name.
    """
    return _by_name(document, bookmark_name)


def form_tags(document: Document) -> Mapping[str, tuple[str, str]]:
    """Return what each tag of a form stands for; see :func:`form_bookmarks`."""
    return _by_name(document, tag_name)


def form_places(document: Document) -> Iterator[tuple[Control, str]]:
    """Yield every place for an answer in reading order: its control, and its option (empty for room to write)."""
    for block in walk_blocks(document.blocks):
        match block:
            case ChoiceControl(options=options):
                yield from ((block, option.value) for option in options)
            case TextControl():
                yield block, ""


def _by_name(document: Document, name: Callable[[str, str], str]) -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    problems = Problems()
    for control, option in form_places(document):
        named = name(control.name, option)
        if named in found:
            file, remedy = (
                f"{document.layout}/layout.md",
                "give every control, and every option of one, a name of its own",
            )
            problems.add(Problem(file, f'"{control.name}" stands on the form twice', remedy))
        found[named] = (control.name, option)
    problems.stop()
    return MappingProxyType(found)
