"""What stands in the fields of a PDF form, by the gate: one state, equal everywhere it is kept.

The way goes from the widgets on the pages to their fields, because programs do not list all fields. An answer is the one
widget whose state is not "Off", if the group's own value agrees; a widget's own value, which some programs write, does
not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from correspondence.replies.read.values import MOST_PAGES
from correspondence.reply import Box, FormValue, SentForm, Unreadable

_HIDDEN = 1 << 1 | 1 << 5
"""The flags Hidden and NoView (ISO 32000-1, 12.5.3)."""
_PUSH_BUTTON = 1 << 16
_CLIMB = 32
_MOST_ACTIONS = 50
_MOST_WIDGETS = 5000
_LONGEST = 100_000
_OFF = ("", "/Off")
_PROGRAMS = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm")
_XFA = "the file holds a second form (XFA), which some programs show instead"
SCRIPT = "the file holds a script, which may have written it"


@dataclass(slots=True)
class Form:
    """What a PDF holds beside its pages."""

    values: dict[str, FormValue] = field(default_factory=dict)
    identifier: str = ""
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(slots=True)
class _Field:
    """One field, and all its widgets."""

    kind: str
    value: str
    page: int
    box: Box
    states: list[tuple[str, int, Box]] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    hidden: bool = False
    places: int = 0
    owners: set[tuple[int, int]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


def read_form(pdf: Any, name: str, sent: SentForm | None) -> Form:
    """Read the fields of a PDF that pikepdf opened, and note what is in it that would act by itself."""
    fields = _fields(pdf)
    scripted = _acts(pdf)
    xfa = "/XFA" in pdf.Root.get("/AcroForm", {})
    doubt = SCRIPT if scripted else _XFA if xfa else ""
    form = Form(identifier=_identifier(pdf))
    for control, one in fields.items():
        if sent is None or control in sent.controls:
            options = sent.controls[control] if sent else ()
            form.values[control] = _value(control, one, options, name, doubt)
    if scripted:
        reason = "it holds a script or an action that starts something; nothing was run, and its fields are not trusted"
        form.unreadable = (Unreadable(name, reason),)
    return form


def is_dictionary(value: Any) -> bool:
    """Tell whether a value of a PDF has entries with names."""
    import pikepdf

    return isinstance(value, pikepdf.Dictionary | pikepdf.Stream)


def _fields(pdf: Any) -> dict[str, _Field]:
    fields: dict[str, _Field] = {}
    for page, widget in _widgets(pdf):
        chain = _chain(widget)
        control = ".".join(str(one.T) for one in reversed(chain) if "/T" in one)
        kind, flags = str(_inherited(chain, "/FT")), _inherited(chain, "/Ff")
        if not control or kind == "/Sig" or (kind == "/Btn" and int(flags or 0) & _PUSH_BUTTON):
            continue
        owner = next(one for one in chain if "/T" in one)
        value, box = _text(owner.get("/V")), _box(widget)
        one = fields.setdefault(control, _Field(kind, value, page, box))
        one.owners.add(owner.objgen if owner.is_indirect else (-1, len(one.owners)))
        one.texts.add(value)
        one.hidden |= bool(int(widget.get("/F", 0)) & _HIDDEN)
        one.places += 1
        one.options += [option for option in _states(widget) if option not in one.options]
        if kind == "/Btn":
            state = str(widget.get("/AS", "/Off"))
            if state not in _OFF:
                one.states.append((_by_option(owner, state), page, box))
            if "/Opt" in owner and value not in _OFF:
                one.value = f"/{_by_option(owner, value)}"
    return fields


def _widgets(pdf: Any) -> Iterator[tuple[int, Any]]:
    count = 0
    for number in range(1, min(len(pdf.pages), MOST_PAGES) + 1):
        annotations = pdf.pages[number - 1].get("/Annots", [])
        for annotation in annotations:
            if is_dictionary(annotation) and annotation.get("/Subtype") == "/Widget":
                count += 1
                if count > _MOST_WIDGETS:
                    return
                yield number, annotation


def _chain(widget: Any) -> list[Any]:
    """Return a widget and the fields above it; a loop among them ends after some steps."""
    chain = [widget]
    while "/Parent" in chain[-1] and len(chain) < _CLIMB:
        chain.append(chain[-1].Parent)
    return chain


def _inherited(chain: list[Any], key: str) -> Any:
    return next((one[key] for one in chain if key in one), None)


def _text(value: Any) -> str:
    """Return a field's value with line ends of one kind."""
    import pikepdf

    if value is None or isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return ""
    if isinstance(value, pikepdf.Array):
        return ", ".join(_text(one) for one in list(value)[:10])
    return str(value)[:_LONGEST].replace("\r\n", "\n").replace("\r", "\n")


def _box(widget: Any) -> Box:
    x1, y1, x2, y2 = (float(value) for value in widget.Rect)
    return (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _states(widget: Any) -> list[str]:
    normal = widget.get("/AP", {}).get("/N", {})
    return [str(one).removeprefix("/") for one in normal if one != "/Off"] if is_dictionary(normal) else []


def _by_option(owner: Any, state: str) -> str:
    """Return a state's name; one that is a number stands for a word in the field's list of options."""
    import pikepdf

    name, options = state.removeprefix("/"), owner.get("/Opt", [])
    if name.isdecimal() and int(name) < len(options):
        option = options[int(name)]
        return str(option[0]) if isinstance(option, pikepdf.Array) else str(option)
    return name


def _value(control: str, one: _Field, options: tuple[str, ...], file: str, doubt: str) -> FormValue:
    chosen = list(dict.fromkeys(state for state, _, _ in one.states))
    page, box = (one.states[0][1], one.states[0][2]) if one.states else (one.page, one.box)
    if one.kind == "/Btn":
        value, reason = _marked(chosen, one, options)
    else:
        value, reason = one.value.strip(), ""
        if options and value and value not in options:
            reason = f"“{value}” is none of the answers that the form offers"
    if len(one.owners) > 1 and len(one.texts) > 1:
        reason = "the form stands twice in the file, with different answers"
    if one.hidden and value:
        reason = "the field is hidden, so that nobody sees what stands in it"
    if value and doubt:
        reason = doubt
    return FormValue(control, value, "form-field", not reason, reason, file, page, box)


def _marked(chosen: list[str], one: _Field, options: tuple[str, ...]) -> tuple[str, str]:
    """Return the answer that is marked, and why it is not sound."""
    kept = "" if one.value in _OFF else one.value.removeprefix("/")
    if len(chosen) > 1:
        return ", ".join(chosen), f"{len(chosen)} answers are marked: {', '.join(chosen)}"
    marked = chosen[0] if chosen else ""
    if marked != kept:
        said = f"“{marked}” is marked" if marked else "nothing is marked"
        stored = f"“{kept}”" if kept else "no answer"
        return marked or kept, f"{said}, but the field keeps {stored}"
    if marked and options and marked not in options:
        return marked, f"“{marked}” is none of the answers that the form offers"
    if len(one.states) > 1:
        return marked, f"“{marked}” is marked in {len(one.states)} places"
    return marked, ""


def _acts(pdf: Any) -> bool:
    """Tell whether a file holds scripts, or actions that start something or send what is filled in."""
    root = pdf.Root
    if "/AA" in root or "/JavaScript" in root.get("/Names", {}):
        return True
    if _is_program(root.get("/OpenAction")):
        return True
    for number in range(min(len(pdf.pages), MOST_PAGES)):
        page = pdf.pages[number]
        if "/AA" in page.obj:
            return True
        for annotation in page.get("/Annots", []):
            if is_dictionary(annotation) and (_is_program(annotation.get("/A")) or _reacts(annotation)):
                return True
    fields = root.get("/AcroForm", {})
    return bool(len(fields.get("/CO", []))) or any(
        "/AA" in one for one in fields.get("/Fields", []) if is_dictionary(one)
    )


def _reacts(annotation: Any) -> bool:
    """Tell whether a widget, or a field above it, does something by itself."""
    chain = _chain(annotation) if annotation.get("/Subtype") == "/Widget" else [annotation]
    return any("/AA" in one for one in chain)


def _is_program(action: Any) -> bool:
    """Tell whether an action, or one of those that follow it, starts something; so many that nobody asks for do too."""
    import pikepdf

    waiting, steps = [action], 0
    while waiting:
        one, steps = waiting.pop(), steps + 1
        if steps > _MOST_ACTIONS:
            return True
        if isinstance(one, pikepdf.Array):
            waiting += list(one)[:_MOST_ACTIONS]
        elif is_dictionary(one):
            if one.get("/S") in _PROGRAMS:
                return True
            waiting.append(one.get("/Next"))
    return False


def _identifier(pdf: Any) -> str:
    """Return what the metadata call the file: the number of the form that went out."""
    try:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            found = metadata.get("dc:identifier", "")
    except Exception:  # noqa: BLE001  (metadata in disorder are no reason to refuse a file)
        return ""
    return str(found) if isinstance(found, str) else ""
