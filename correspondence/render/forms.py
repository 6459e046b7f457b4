"""A form that any program fills in: what WeasyPrint leaves to do, done with pikepdf.

WeasyPrint's radio buttons lose their answers in some programs, its text fields have no
appearance, and a validator does not notice. After completion each group is one field whose
states have the answers' names, every widget has a name to be heard and an appearance, and
the fields are set in an embedded font.

Before that the pages are looked at: a question that is broken by a page's end, or a box that leaves
its page, is an error, because a scan of such a form cannot be read by place.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from correspondence.document import ChoiceControl, Control, Document, TextControl, walk_blocks
from correspondence.errors import CorrespondenceError
from correspondence.render.fonts import Fonts

FILL_FONT, FILL_SIZE = "Wingdings", 10
"""What the fields call their font, which is Liberation Sans. Chrome's engine trusts a font to have a curly quotation mark or
a dash only under a name of those that it takes for signs; under any other it sets them in a Chinese font, not embedded."""

FIELDS = ("input", "textarea")
KEPT_WHOLE = ("avoid", "avoid-page")
ROUNDING = 0.5
"""Of a CSS pixel."""

FLAG_REQUIRED, FLAG_MULTILINE, FLAG_NO_TOGGLE_TO_OFF, FLAG_RADIO = 1 << 1, 1 << 12, 1 << 14, 1 << 15
WIN_ANSI = "cp1252"
USE_OF_FONT = re.compile(rb"/(\S+)\s+[-\d.]+\s+Tf")


@dataclass(frozen=True)
class Place:
    """Where an answer stands on the form that went out.

    Attributes:
        name: The control's name.
        option: The answer that a mark there means; empty for room to write.
        page: Page, counted from 1.
        box: Left, bottom, right and top edge in PDF points, y up.
    """

    name: str
    option: str
    page: int
    box: tuple[float, float, float, float]

    def as_json(self) -> dict[str, Any]:
        """Return the plain mapping that is kept."""
        return {"name": self.name, "option": self.option, "page": self.page, "box": list(self.box)}


@dataclass(frozen=True)
class CompletedForm:
    """A form as it goes out, and where each answer stands in it."""

    content: bytes
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Misfit:
    """A control that does not fit its page.

    Attributes:
        name: The control's name.
        label: What it is called: "Question 3".
        fault: What is wrong with it.
        remedy: What to do about it.
        by_look: Whether the style sheet is at fault, and not the words.
    """

    name: str
    label: str
    fault: str
    remedy: str
    by_look: bool = True


class FormDoesNotFitError(CorrespondenceError):
    """The questions of a form do not fit their boxes, or their boxes do not fit the page.

    Args:
        misfits: At least one.
    """

    def __init__(self, misfits: tuple[Misfit, ...]) -> None:
        self.misfits = misfits
        super().__init__(misfits)

    def __str__(self) -> str:
        """Name each, its fault and its remedy."""
        return "; ".join(f"{one.label} {one.fault}: {one.remedy}" for one in self.misfits)


def controls_of(document: Document) -> Mapping[str, Control]:
    """Return the controls of a document by their names."""
    return {
        block.name: block for block in walk_blocks(document.blocks) if isinstance(block, ChoiceControl | TextControl)
    }


def check_fit(pages: Sequence[Any], controls: Mapping[str, Control]) -> None:
    """Hold a form that was laid out to its pages.

    Args:
        pages: WeasyPrint's pages.
        controls: The controls by their names.

    Raises:
        FormDoesNotFitError: Something that the look keeps whole is longer than a page, the squares of one question
            stand on two pages, or a box leaves the page's printable area.
    """
    pages_of: dict[str, set[int]] = {}
    parts: dict[int, tuple[set[int], list[str]]] = {}
    found: dict[str, tuple[str, str, bool]] = {}
    for number, page in enumerate(pages):
        sheet = page._page_box  # noqa: SLF001  (WeasyPrint tells of its boxes nowhere else)
        for box in sheet.children[0].descendants():
            element = box.element
            if element is None or box.element_tag != element.tag:
                continue
            if element.tag in FIELDS:
                name = element.get("name")
                pages_of.setdefault(name, set()).add(number)
                if not _inside(box, sheet):
                    found[name] = ("leaves the page", "make its box smaller in the layout’s style.css", True)
            elif box.style["break_inside"] in KEPT_WHOLE:
                names = [one.get("name") for one in element.iter() if one.tag in FIELDS]
                parts.setdefault(id(element), (set(), names))[0].add(number)
    for name in (name for name, numbers in pages_of.items() if len(numbers) > 1):
        remedy = "give its division 'break-inside: avoid' in the layout’s style.css"
        found[name] = ("stands on two pages", remedy, True)
    for numbers, names in parts.values():
        if len(numbers) > 1 and names:
            found[names[0]] = ("is longer than a page", "shorten it, or make two questions of it", False)
    if found:
        labels = {name: controls[name].label.partition(",")[0] for name in found}
        raise FormDoesNotFitError(tuple(Misfit(name, labels[name], *found[name]) for name in controls if name in found))


def _inside(box: Any, sheet: Any) -> bool:
    """Tell whether a box lies in its page's printable area."""
    left, top = box.border_box_x() - sheet.content_box_x(), box.border_box_y() - sheet.content_box_y()
    right, bottom = left + box.border_width() - sheet.width, top + box.border_height() - sheet.height
    return bool(min(left, top) > -ROUNDING and max(right, bottom) < ROUNDING)


def complete_form(content: bytes, document: Document, fonts: Fonts) -> CompletedForm:
    """Finish the form fields of a PDF that WeasyPrint wrote.

    Args:
        content: The PDF.
        document: What was rendered.
        fonts: The font files.

    Returns:
        The PDF, PDF/A-3a and PDF/UA-1 as before, and the geometry of its answers. The same
        inputs give the same bytes.
    """
    import pikepdf

    controls = controls_of(document)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        font = _fill_font(pdf, fonts.faces["Arial", "normal", "normal"].path)
        widgets = list(_widgets(pdf))
        groups = {str(widget.Parent.T): widget.Parent for _, widget in widgets if "/Parent" in widget}
        places = []
        for page, widget in widgets:
            name = str(widget.Parent.T) if "/Parent" in widget else str(widget.T)
            control = controls[name]
            left, bottom, right, top = _sorted_rectangle(widget)
            option = ""
            if isinstance(control, ChoiceControl):
                option = _complete_button(pdf, widget, control, right - left, top - bottom)
            else:
                _complete_text(pdf, widget, control, font)
            places.append(Place(name, option, page, (left, bottom, right, top)))
        for name, group in groups.items():
            _complete_group(group, controls[name])
        _complete_form_dictionary(pdf, groups, widgets, font)
        _drop_unused_fonts(pdf)
        result = io.BytesIO()
        pdf.save(result, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return CompletedForm(result.getvalue(), tuple(places))


def _widgets(pdf: Any) -> Iterator[tuple[int, Any]]:
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.get("/Annots", []):
            if annotation.get("/Subtype") == "/Widget" and annotation.get("/FT") != "/Sig":
                yield number, annotation


def _sorted_rectangle(widget: Any) -> tuple[float, float, float, float]:
    """Put a widget's edges in order: WeasyPrint writes them upside down."""
    x1, y1, x2, y2 = (float(value) for value in widget.Rect)
    box = (round(min(x1, x2), 3), round(min(y1, y2), 3), round(max(x1, x2), 3), round(max(y1, y2), 3))
    widget.Rect = list(box)
    return box


def _complete_button(pdf: Any, widget: Any, control: ChoiceControl, width: float, height: float) -> str:
    """Give a radio button the state of its answer, a name, and what it looks like marked and not."""
    import pikepdf

    index = [kid.objgen for kid in widget.Parent.Kids].index(widget.objgen)
    option = control.options[index]
    box = pikepdf.Array([0, 0, width, height])
    inset = min(width, height) * 0.2
    right, top = width - inset, height - inset
    cross = f"q 1.4 w 1 J {inset:.2f} {inset:.2f} m {right:.2f} {top:.2f} l {inset:.2f} {top:.2f} m {right:.2f} {inset:.2f} l S Q"
    appearance = pikepdf.Dictionary()
    appearance[f"/{option.value}"] = _appearance(pdf, cross.encode(), box, {})
    appearance["/Off"] = _appearance(pdf, b"", box, {})
    widget.AP = pikepdf.Dictionary(N=appearance)
    widget.AS = pikepdf.Name.Off
    widget.TU = f"{control.label}: {option.label}"
    for name in ("/T", "/FT", "/Ff", "/V", "/MK"):
        if name in widget:
            del widget[name]
    return option.value


def _complete_group(group: Any, control: Control) -> None:
    import pikepdf

    flags = FLAG_RADIO | (FLAG_REQUIRED if control.required else 0)
    group.Ff = flags
    group.TU = control.label
    group.V = pikepdf.Name.Off
    if "/Opt" in group:
        del group["/Opt"]


def _complete_text(pdf: Any, widget: Any, control: TextControl, font: Any) -> None:
    import pikepdf

    left, bottom, right, top = (float(value) for value in widget.Rect)
    widget.TU = control.label
    widget.DA = f"/{FILL_FONT} {FILL_SIZE} Tf 0 g"
    widget.Ff = (FLAG_MULTILINE if control.lines > 1 else 0) | (FLAG_REQUIRED if control.required else 0)
    widget.V = pikepdf.String("")
    box = pikepdf.Array([0, 0, right - left, top - bottom])
    resources = {"/Font": pikepdf.Dictionary({f"/{FILL_FONT}": font})}
    widget.AP = pikepdf.Dictionary(N=_appearance(pdf, b"/Tx BMC EMC", box, resources))


def _appearance(pdf: Any, content: bytes, box: Any, resources: Mapping[str, Any]) -> Any:
    import pikepdf

    stream = pikepdf.Stream(pdf, content)
    stream.Type, stream.Subtype, stream.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, box
    stream.Resources = pikepdf.Dictionary(dict(resources))
    return pdf.make_indirect(stream)


def _complete_form_dictionary(pdf: Any, groups: Mapping[str, Any], widgets: list[tuple[int, Any]], font: Any) -> None:
    """List each field once, and name the fonts that programs look for."""
    import pikepdf

    form = pdf.Root.AcroForm
    fields = [one for one in form.Fields if one.get("/FT") == "/Sig"]
    seen: set[str] = set()
    for _, widget in widgets:
        field = widget.Parent if "/Parent" in widget else widget
        name = str(field.T)
        if name not in seen:
            seen.add(name)
            fields.append(groups.get(name, field))
    form.Fields = pikepdf.Array(fields)
    standard = {"/ZaDb": "ZapfDingbats", "/Helv": "Helvetica"}
    fonts = pikepdf.Dictionary({f"/{FILL_FONT}": font})
    for name, base in standard.items():
        fonts[name] = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name(f"/{base}"))
        )
    form.DR = pikepdf.Dictionary(Font=fonts)
    form.DA = f"/{FILL_FONT} {FILL_SIZE} Tf 0 g"
    if "/NeedAppearances" in form:
        del form["/NeedAppearances"]


def _drop_unused_fonts(pdf: Any) -> None:
    """Take the fonts off the pages' resources with which nothing is written: WeasyPrint embeds a field's font whole."""
    used = {name for page in pdf.pages for name in USE_OF_FONT.findall(page.Contents.read_bytes())}
    for page in pdf.pages:
        fonts = page.Resources.Font
        for name in [name for name in fonts if name[1:].encode() not in used]:
            del fonts[name]


def _fill_font(pdf: Any, path: Path) -> Any:
    """Embed the font that answers are set in: one byte a character, so that every program can write with it."""
    import pikepdf

    content, widths, metrics = _western_subset(path)
    file = pdf.make_stream(content)
    file.Length1 = len(content)
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name(f"/{metrics['name']}"),
        Flags=32,
        FontBBox=pikepdf.Array(metrics["box"]),
        ItalicAngle=0,
        Ascent=metrics["ascent"],
        Descent=metrics["descent"],
        CapHeight=metrics["cap"],
        StemV=80,
        FontFile2=file,
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=pikepdf.Name(f"/{metrics['name']}"),
            Encoding=pikepdf.Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=255,
            Widths=pikepdf.Array(widths),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )


@lru_cache(maxsize=4)
def _western_subset(path: Path) -> tuple[bytes, tuple[int, ...], Mapping[str, Any]]:
    """Return the characters of Windows-1252 as a font file, their widths, and the font's measures."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    characters = bytes(range(32, 256)).decode(WIN_ANSI, errors="replace").replace("\ufffd", "\u2022")
    with TTFont(path, recalcTimestamp=False) as font:
        scale = 1000 / font["head"].unitsPerEm
        names, advances = font.getBestCmap(), font["hmtx"]
        widths = tuple(round(advances[names.get(ord(one), ".notdef")][0] * scale) for one in characters)
        options = Options(
            drop_tables=["GSUB", "GPOS", "GDEF", "kern", "DSIG", "FFTM"],
            hinting=False,
            notdef_outline=True,
            name_IDs=[1, 2, 4, 6],
        )
        subsetter = Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        head, wide = font["head"], font["OS/2"]
        metrics = {
            "name": "CORRSP+LiberationSans",
            "box": [round(value * scale) for value in (head.xMin, head.yMin, head.xMax, head.yMax)],
            "ascent": round(font["hhea"].ascent * scale),
            "descent": round(font["hhea"].descent * scale),
            "cap": round(getattr(wide, "sCapHeight", 1409) * scale),
        }
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=False)
    return buffer.getvalue(), widths, metrics
