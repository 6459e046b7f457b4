"""The controls of a form that went out as a Word file: by tag, else by bookmark, else by their place alone.

Word keeps the tags. Other programs drop them and keep the bookmarks, but move words past a bookmark's ends: a tick is
then the first sign behind its start, and a text is all that stands in the cell around it. What is found by its place
alone is for a person to see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from correspondence.forms import bookmark_name, is_prompt, tag_name
from correspondence.replies.read.word_xml import TICKED, UNTICKED, W14, W, value_of, words_of
from correspondence.reply import FormValue, SentForm

if TYPE_CHECKING:
    from lxml import etree

_BY_PLACE = "the file was saved by a program that drops the names of the form's fields; it was found by its place alone"
_UNLIKE = "the box and its sign do not agree"
_SIGNS = TICKED | UNTICKED
_ON = {"1", "true", "on"}


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands at one place for an answer."""

    words: str
    ticked: bool
    reason: str = ""


def read_controls(root: etree._Element, name: str, sent: SentForm | None) -> dict[str, FormValue]:
    """Read what is filled in.

    Args:
        root: The file's body.
        name: The file.
        sent: The form that went out; without it controls are found by their tags alone.

    Returns:
        The values by the control's name; empty where the file is no form of ours.
    """
    places = _Places(root)
    controls = sent.controls if sent else places.tagged_controls()
    by_place = places.is_ours_by_place(controls)
    known = any(
        places.has_name(control, option) for control, options in controls.items() for option in options or ("",)
    )
    if not known and not by_place:
        return {}
    values: dict[str, FormValue] = {}
    for control, options in controls.items():
        found = {option: places.at(control, option, by_place=by_place) for option in options or ("",)}
        value, reason = _chosen(found) if options else (found[""].words, found[""].reason)
        values[control] = FormValue(control, value, "control", not reason, reason, name, 1)
    return values


def _chosen(found: Mapping[str, _Found]) -> tuple[str, str]:
    ticked = [option for option, one in found.items() if one.ticked]
    reasons = [one.reason for one in found.values() if one.reason]
    if len(ticked) > 1:
        return ", ".join(ticked), f"{len(ticked)} answers are marked: {', '.join(ticked)}"
    return "".join(ticked), reasons[0] if reasons else ""


class _Places:
    """The places for answers in one file."""

    def __init__(self, root: etree._Element) -> None:
        self.tags: dict[str, list[etree._Element]] = {}
        for control in root.iter(f"{W}sdt"):
            if tag := value_of(control, f"{W}sdtPr/{W}tag"):
                self.tags.setdefault(tag, []).append(control)
        self.bookmarks = {one.get(f"{W}name", "").casefold(): one for one in root.iter(f"{W}bookmarkStart")}
        styled = [(value_of(one, f"{W}pPr/{W}pStyle"), words_of(one)) for one in root.iter(f"{W}p")]
        self.signs = [sign for style, words in styled if style == "Choices" for sign in words if sign in _SIGNS]
        self.boxes = [words for style, words in styled if style == "TextControl"]
        self._next_sign, self._next_box = iter(self.signs), iter(self.boxes)

    def tagged_controls(self) -> dict[str, tuple[str, ...]]:
        """Return the controls whose tags say their names."""
        found: dict[str, tuple[str, ...]] = {}
        for tag in self.tags:
            control, _, option = tag.partition("=")
            if "~" not in tag:
                found[control] = (*found.get(control, ()), option) if option else ()
        return found

    def has_name(self, control: str, option: str) -> bool:
        """Tell whether a place can be found by a name."""
        return tag_name(control, option) in self.tags or bookmark_name(control, option).casefold() in self.bookmarks

    def is_ours_by_place(self, controls: Mapping[str, tuple[str, ...]]) -> bool:
        """Tell whether as many places as the form has stand in its styles."""
        marks = sum(len(options) for options in controls.values())
        return bool(marks) and len(self.signs) == marks and len(self.boxes) == sum(not one for one in controls.values())

    def at(self, control: str, option: str, *, by_place: bool) -> _Found:
        """Return what stands at a place."""
        at_place = next(self._next_sign if option else self._next_box, "") if by_place else ""
        if named := self.tags.get(tag_name(control, option)):
            found = _ticked(named[0]) if option else _Found(_written(named[0]), ticked=False)
            if len(named) > 1:
                return _Found(found.words, found.ticked, "the form stands twice in the file")
            return found
        if (start := self.bookmarks.get(bookmark_name(control, option).casefold())) is not None:
            if not option:
                return _Found(_written(start), ticked=False)
            sign = _sign_after(start)
            return _Found(sign, sign in TICKED, "" if sign else "its box is gone")
        if by_place:
            words = "" if option or is_prompt(at_place) else at_place
            return _Found(words, at_place in TICKED and bool(option), _BY_PLACE)
        return _Found("", ticked=False, reason="its place in the form is gone")


def _ticked(control: etree._Element) -> _Found:
    """Return the state of a check box, and whether its sign says the same."""
    state = value_of(control, f"{W}sdtPr/{W14}checkbox/{W14}checked")
    content = control.find(f"{W}sdtContent")
    words = words_of(content) if content is not None else ""
    ticked, shown = state in _ON, [sign for sign in words if sign in _SIGNS]
    agree = bool(shown) and all((sign in TICKED) is ticked for sign in shown)
    return _Found(words, ticked or any(sign in TICKED for sign in shown), "" if agree else _UNLIKE)


def _written(place: etree._Element) -> str:
    """Return what is written at a place: in the box around it where it stands in one, for words slip beside a control."""
    cell = next(place.iterancestors(f"{W}tc"), None)
    around = cell if cell is not None else next(place.iterancestors(f"{W}p"), None)
    element = place if around is None else around
    if cell is None and place.tag == f"{W}sdt":
        element = place
    text = "\n".join(_lines(element)).strip()
    return "" if is_prompt(text) else text


def _lines(element: etree._Element) -> Iterator[str]:
    """Yield the lines of a box; a prompt beside what is written is nobody's words."""
    paragraphs = [*element.iter(f"{W}p")] or [element]
    for paragraph in paragraphs:
        words = words_of(paragraph)
        if not is_prompt(words) or not words.strip():
            yield words.strip(" ")


def _sign_after(start: etree._Element) -> str:
    """Return the first sign behind a bookmark's start in its paragraph: who ticks may leave the bookmark beside it."""
    line = next(start.iterancestors(f"{W}p"), None)
    if line is None:
        return ""
    inside = list(line.iter())
    behind = (one for one in inside[inside.index(start) :] if one.tag in {f"{W}t", f"{W}sym"})
    return next((sign for one in behind for sign in words_of(one) if sign in _SIGNS), "")
