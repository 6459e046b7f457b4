"""Words of a Word file that a reader does not see, or that are struck out: by their own properties or by their style's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from correspondence.replies.read.word_xml import W, value_of

if TYPE_CHECKING:
    from lxml import etree

_SHOWN = 60
_LEAST_SIZE = 6
"""Half points, in which Word counts, from which a person still reads letters with a glass."""
_WHITE = 232
"""Of 255, in each color, from which letters are as good as white on paper."""
_OFF = {"0", "false", "off"}
_MOST_STYLES = 20
_HIDDEN, _STRUCK = "hidden", "struck"


def unlike(roots: Iterable[etree._Element], styles: etree._Element | None) -> str:
    """Say which words a reader does not see as they are read.

    Args:
        roots: The file's body, and its notes.
        styles: The file's styles, None where it has none.

    Returns:
        Why the text is suspect, as a sentence without its full stop; empty where nothing is odd.
    """
    known = _of_styles(styles)
    found: dict[str, list[str]] = {_HIDDEN: [], _STRUCK: []}
    for root in roots:
        for run in root.iter(f"{W}r"):
            for oddity in _of_run(run, known):
                found[oddity].append("".join(one.text or "" for one in run.iter(f"{W}t")))
    for oddity, said in (
        (_HIDDEN, "it has words that a reader does not see"),
        (_STRUCK, "it has words that are struck out"),
    ):
        if words := " ".join(" ".join(found[oddity]).split()):
            return f"{said}: “{words[:_SHOWN]}”"
    return ""


def _of_run(run: etree._Element, styles: Mapping[str, frozenset[str]]) -> frozenset[str]:
    properties, paragraph = run.find(f"{W}rPr"), next(run.iterancestors(f"{W}p"), None)
    odd: set[str] = set()
    if paragraph is not None:
        odd |= styles.get(value_of(paragraph, f"{W}pPr/{W}pStyle"), frozenset())
    if properties is not None:
        odd |= styles.get(value_of(properties, f"{W}rStyle"), frozenset())
        odd = (odd | _oddities(properties)) - _plain(properties)
    return frozenset(odd)


def _of_styles(styles: etree._Element | None) -> dict[str, frozenset[str]]:
    """Return what is odd about words in each style, with the styles that it is based on."""
    if styles is None:
        return {}
    own: dict[str, frozenset[str]] = {}
    based: dict[str, str] = {}
    for style in styles.iter(f"{W}style"):
        name, properties = style.get(f"{W}styleId", ""), style.find(f"{W}rPr")
        own[name] = _oddities(properties) if properties is not None else frozenset()
        based[name] = value_of(style, f"{W}basedOn")
    whole: dict[str, frozenset[str]] = {}
    for name, found in own.items():
        one = based[name]
        for _ in range(_MOST_STYLES):
            whole[name] = whole.get(name, found) | own.get(one, frozenset())
            one = based.get(one, "")
    return whole


def _oddities(properties: etree._Element) -> frozenset[str]:
    odd: set[str] = set()
    if _is_on(properties, "vanish") or _is_tiny(properties) or _is_white(properties):
        odd.add(_HIDDEN)
    if _is_on(properties, "strike") or _is_on(properties, "dstrike"):
        odd.add(_STRUCK)
    return frozenset(odd)


def _plain(properties: etree._Element) -> frozenset[str]:
    """Return what a run's own properties switch off."""
    plain: set[str] = set()
    vanish, strike = properties.find(f"{W}vanish"), properties.find(f"{W}strike")
    if vanish is not None and vanish.get(f"{W}val") in _OFF:
        plain.add(_HIDDEN)
    if strike is not None and strike.get(f"{W}val") in _OFF:
        plain.add(_STRUCK)
    return frozenset(plain)


def _is_on(properties: etree._Element, name: str) -> bool:
    found = properties.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val") not in _OFF


def _is_tiny(properties: etree._Element) -> bool:
    size = value_of(properties, f"{W}sz")
    return size.isascii() and size.isdigit() and int(size[:6]) < _LEAST_SIZE


def _is_white(properties: etree._Element) -> bool:
    color = value_of(properties, f"{W}color")
    try:
        shades = bytes.fromhex(color)
    except ValueError:
        return False
    on_ground = any(properties.find(f"{W}{name}") is not None for name in ("shd", "highlight"))
    return len(shades) == len("rgb") and min(shades) >= _WHITE and not on_ground
