"""The controls of a form: boxes to tick and boxes to write in, on the screen or with a pen.

Each is a content control of Word's with a bookmark round it: programs that drop the one keep the other.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from correspondence.document import ChoiceControl, ControlOption, Document, TextControl
from correspondence.forms import (
    LONGEST_TAG,
    PROMPTS,
    bookmark_name,
    form_bookmarks,
    form_places,
    form_tags,
    tag_name,
)
from correspondence.render.docx.drafts import AnswerPlace, CellDraft, ParagraphDraft, RowDraft, Run, TableDraft
from correspondence.render.docx.flow import Flow
from correspondence.render.docx.looks import RunLook, twips
from correspondence.render.docx.names import CHOICES_STYLE, PLACEHOLDER_STYLE, TEXT_CONTROL_STYLE
from correspondence.render.docx.runs import Looks
from correspondence.stylesheet import Border, ComputedStyle, Element, Path, Percent

TICKED, UNTICKED = "\N{BALLOT BOX WITH X}", "\N{BALLOT BOX}"
_MARK_FONT = "MS Gothic"
"""The font that Word sets both signs in; Times New Roman and Arial lack them."""

_NO_BREAK = "\N{NO-BREAK SPACE}"
_GAP = 1.5
"""Room between two answers in ems, beside a blank, where the look says nothing."""

_LINE = 1.6
"""Height of a line of writing in ems, where the look says nothing."""

_BORDER = Border(0.75, "solid", "767676")
_PADDING = (1.0, 3.0, 1.0, 3.0)
"""The box, and the room in it, where the look draws none: nobody would see where to write."""

_PROMPT_COLOR = "666666"

Places = Mapping[tuple[str, str], AnswerPlace]


def answer_places(document: Document) -> Places:
    """Return every place for an answer, by the names of the control and the option.

    Their numbers in the file follow from their names: those of one form stay when another question joins it.

    Raises:
        ProblemsError: Two of them have one name.
    """
    form_bookmarks(document)
    form_tags(document)
    found: dict[tuple[str, str], AnswerPlace] = {}
    numbers: set[int] = set()
    for control, option in form_places(document):
        bookmark = bookmark_name(control.name, option)
        number = int.from_bytes(hashlib.sha256(bookmark.encode()).digest()[:4]) >> 1
        while number in numbers or not number:
            number += 1
        numbers.add(number)
        if isinstance(control, ChoiceControl):
            label = next(one.label for one in control.options if one.value == option)
            title, lines = _title(control.label, f": {label}"), 0
        else:
            title, lines = _title(control.label, ""), max(1, control.lines)
        found[control.name, option] = AnswerPlace(tag_name(control.name, option), bookmark, title, number, lines)
    return MappingProxyType(found)


def _title(label: str, answer: str) -> str:
    """Return a title that Word takes: the answer is kept whole where the two are too long."""
    answer = _cut(answer, LONGEST_TAG // 2) if len(label + answer) > LONGEST_TAG else answer
    return _cut(label, LONGEST_TAG - len(answer)) + answer


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def place_choices(flow: Flow, looks: Looks, places: Places, control: ChoiceControl, path: Path) -> None:
    """Place the answers of which a reader ticks one: side by side, or each on its own line where the look says block.

    They stay on one page.
    """
    style = looks.style(path)
    if style.display == "none":
        return
    last = len(control.options) - 1
    options = [
        (option, (*path, Element("span", ("option",), index == 0, index == last)))
        for index, option in enumerate(control.options)
    ]
    flow.enter(dataclasses.replace(style, break_inside="avoid"))
    if any(looks.style(inner).display == "block" for _, inner in options):
        for option, inner in options:
            flow.enter(looks.style(inner))
            flow.place(_line(flow, looks, _option(looks, places, control, option, inner), inner))
            flow.leave()
    else:
        runs: list[Run] = []
        for option, inner in options:
            if runs:
                runs.append(_gap(looks, inner, looks.style(inner)))
            runs += _option(looks, places, control, option, inner)
        flow.place(_line(flow, looks, runs, path))
    flow.leave()


def _line(flow: Flow, looks: Looks, runs: list[Run], path: Path) -> ParagraphDraft:
    style = dataclasses.replace(looks.style(path), break_inside="avoid")
    draft = ParagraphDraft(CHOICES_STYLE, runs, looks.run(path), style)
    draft.left, draft.right, draft.first_line = flow.left, flow.right, style.text_indent
    return draft


def _option(looks: Looks, places: Places, control: ChoiceControl, option: ControlOption, path: Path) -> list[Run]:
    mark = (*path, Element("span", ("mark",), first=True))
    sign = dataclasses.replace(looks.run(mark), font=_MARK_FONT, bold=False, italic=False, underline=False)
    blank = _spaced(looks.run(path), looks.style(mark).margin_right)
    return [
        Run("answer", sign, UNTICKED, place=places[control.name, option.value]),
        Run("text", blank, _NO_BREAK),
        Run("text", looks.run(path), " ".join(option.label.split())),
    ]


def _gap(looks: Looks, path: Path, style: ComputedStyle) -> Run:
    return Run("text", _spaced(looks.run(path), style.margin_right or _GAP * style.font_size), " ")


def _spaced(look: RunLook, room: float) -> RunLook:
    """Return a look in which a blank takes that much more room, in points."""
    return dataclasses.replace(look, spacing=twips(room), underline=False)


def place_box(flow: Flow, looks: Looks, places: Places, control: TextControl, path: Path) -> None:
    """Place a box that has room for the lines of a pen, and grows when more is typed."""
    style = looks.style(path)
    if style.display == "none":
        return
    place, look = places[control.name, ""], looks.run(path)
    prompt = dataclasses.replace(look, color=_PROMPT_COLOR)
    runs = [Run("answer", prompt, PROMPTS[0], PLACEHOLDER_STYLE, look, place=place)]
    borders = (style.border_top, style.border_right, style.border_bottom, style.border_left)
    padding = (style.padding_top, style.padding_right, style.padding_bottom, style.padding_left)
    if not any(border.width for border in borders):
        borders = (_BORDER,) * 4
        padding = padding if any(padding) else _PADDING
    flow.enter(style, bare=True)
    width = _width(style, flow.room, padding[1] + padding[3])
    height = place.lines * (style.line_height or _LINE * style.font_size) + padding[0] + padding[2]
    cell = CellDraft(width, [ParagraphDraft(TEXT_CONTROL_STYLE, runs, look, style)], padding, borders)
    row = RowDraft([cell], whole=True, height=height)
    flow.place(TableDraft([row], width, flow.left, caption=control.label))
    flow.leave(bare=True)


def _width(style: ComputedStyle, room: float, sides: float) -> float:
    """Return the width of a box, its padding included."""
    width = room
    for said in (style.width, style.max_width):
        if said is not None:
            width = min(width, (said.of(room) if isinstance(said, Percent) else said) + sides)
    return width


def control_xml(place: AnswerPlace, content: str) -> str:
    """Return a content control round what stands there now, and the bookmark round it.

    The order of its properties is the one of ISO/IEC 29500-1, 17.5.2.38; the box to tick is an extension, [MS-DOCX].

    Room for one line takes plain text; for several it is open to any, because LibreOffice 7.4 loses the ends of lines in
    a control for plain text (``w:text`` with ``w:multiLine``), and with them the blank between two words.

    Args:
        place: Where the answer goes.
        content: The run that stands there.
    """
    if place.lines:
        kind = "<w:showingPlcHdr/>" if place.lines > 1 else "<w:showingPlcHdr/><w:text/>"
    else:
        signs = (("checked", TICKED), ("unchecked", UNTICKED))
        states = "".join(
            f'<w14:{name}State w14:val="{ord(sign):04X}" w14:font="{_MARK_FONT}"/>' for name, sign in signs
        )
        kind = f'<w14:checkbox><w14:checked w14:val="0"/>{states}</w14:checkbox>'
    return (
        f'<w:bookmarkStart w:id="{place.number}" w:name="{place.bookmark}"/><w:sdt><w:sdtPr>'
        f'<w:alias w:val="{escape(place.title)}"/><w:tag w:val="{escape(place.tag)}"/><w:id w:val="{place.number}"/>'
        f'<w:lock w:val="sdtLocked"/>{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'
        f'<w:bookmarkEnd w:id="{place.number}"/>'
    )
