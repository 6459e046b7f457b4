"""What was changed in a PDF after it was signed.

Two states of a file are held together, object by object. What a further signature adds is known: a field that is not
seen and its tag, or, in a field that waited for it, itself and the words that it says; and certificates. Everything else is
a change, and is told.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from correspondence.sign.appearance import parts_of, says
from correspondence.sign.fields import block_of, words_in

OLDER = re.compile(rb"/Prev\s+(\d+)")
ADDED_BY_SIGNATURES = frozenset(
    {"/DSS", "/AcroForm", "/Extensions", "/Tabs", "/Annots", "/ParentTreeNextKey", "/SigFlags"}
)
ADDED_TO_A_FIELD = frozenset({"/V", "/AP", "/Contents"})
LISTS = ("/Annots", "/Fields", "/K", "/Nums")
MOST_LINES = 10
LONGEST_NAME = 60


def beginning_of(content: bytes, end: int) -> int:
    """Return where the last revision of a file begins: the length of the file before it; 0 where that cannot be told.

    Args:
        content: The file.
        end: Where it ends; further revisions may stand behind.
    """
    place = _cross_reference(content, end)
    older = OLDER.search(content, place, end) if place else None
    if older is None:
        return 0
    before = content.rfind(b"startxref", 0, place)
    while before > 0:
        found = re.compile(rb"startxref\s+(\d+)\s+%%EOF\r?\n?").match(content, before)
        if found and found[1] == older[1]:
            return found.end()
        before = content.rfind(b"startxref", 0, before)
    return 0


def _cross_reference(content: bytes, end: int) -> int:
    found = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", content[max(0, end - 64) : end])
    return int(found[1]) if found and int(found[1]) < end else 0


def changes_between(before: bytes, after: bytes) -> tuple[str, ...]:
    """Say what is in a file that was not there before, a line each; further signatures are no change.

    Args:
        before: The file as it was.
        after: The file as it is, which begins with it.
    """
    import pikepdf

    try:
        with (
            pikepdf.open(io.BytesIO(before), attempt_recovery=False) as old,
            pikepdf.open(io.BytesIO(after), attempt_recovery=False) as new,
        ):
            found = dict.fromkeys(_changes(old, new))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        return (f"{len(after) - len(before):,} bytes were added that cannot be read",)
    lines = tuple(found)
    return (*lines[:MOST_LINES], *((f"and {len(lines) - MOST_LINES} more changes",) if len(lines) > MOST_LINES else ()))


def _changes(old: Any, new: Any) -> Iterator[str]:
    known = {one.objgen: one for one in old.objects if _is_there(one)}
    added = {one.objgen: one for one in new.objects if _is_there(one) and one.objgen not in known}
    pages = {page.obj.objgen: number for number, page in enumerate(new.pages, start=1)}
    if len(new.pages) != len(old.pages):
        yield f"the file has {len(new.pages)} pages, and had {len(old.pages)}"
    elif [page.obj.objgen for page in new.pages] != [page.obj.objgen for page in old.pages]:
        yield "the pages are others, or stand in another order"
    if old.Root.objgen != new.Root.objgen:
        yield "the file has another catalog"
    filled = {place: _filling(one, new.get_object(place), added) for place, one in known.items() if _waits(one)}
    harmless = frozenset().union(_harmless(added), *(one for one in filled.values() if one))
    for place, one in known.items():
        if filled.get(place):
            continue
        if place not in {each.objgen for each in (new.get_object(place),) if _is_there(each)}:
            yield f"object {place[0]} was taken away"
            continue
        now = new.get_object(place)
        if _content(one) != _content(now) and not _only_longer(one, now, harmless):
            yield f"page {pages[place]} was changed" if place in pages else f"{_called(one)} was changed"
    for place, one in added.items():
        if place not in harmless:
            yield f"page {pages[place]} was added" if place in pages else f"{_called(one)} was added"


def _is_there(value: Any) -> bool:
    import pikepdf

    if not isinstance(value, pikepdf.Object):
        return True
    kind = str(value.get("/Type", "")) if isinstance(value, pikepdf.Dictionary | pikepdf.Stream) else ""
    return value.objgen != (0, 0) and kind not in {"/XRef", "/ObjStm"}


def _content(value: Any) -> bytes:
    import pikepdf

    if isinstance(value, pikepdf.Stream):
        return bytes(value.unparse(resolved=True)) + bytes(value.read_raw_bytes())
    return bytes(value.unparse(resolved=True)) if isinstance(value, pikepdf.Object) else repr(value).encode()


def _harmless(added: dict[tuple[int, int], Any]) -> frozenset[tuple[int, int]]:
    """Return the objects that belong to further signatures."""
    import pikepdf

    found: set[tuple[int, int]] = set()
    for place, one in added.items():
        if not isinstance(one, pikepdf.Dictionary):
            continue
        if one.get("/FT") == pikepdf.Name.Sig and not _is_seen(one):
            found |= {place, one.get("/V", one).objgen}
        elif one.get("/S") == pikepdf.Name.Form and isinstance(one.get("/K"), pikepdf.Dictionary):
            target = one.K.get("/Obj")
            if target is not None and target.objgen in added and target.get("/FT") == pikepdf.Name.Sig:
                found.add(place)
        elif set(one.keys()) <= {"/Type", "/Certs", "/CRLs", "/OCSPs"} and set(one.keys()) & {"/Certs", "/CRLs"}:
            found |= {place, *(each.objgen for key in one.keys() if key != "/Type" for each in one[key])}  # noqa: SIM118
        elif set(one.keys()) == {"/Fields", "/SigFlags"}:
            found.add(place)
    return frozenset(found)


def _waits(field: Any) -> bool:
    """Tell whether an object is a field that waits for a signature."""
    import pikepdf

    return isinstance(field, pikepdf.Dictionary) and field.get("/FT") == pikepdf.Name.Sig and "/V" not in field


def _filling(before: Any, now: Any, added: dict[tuple[int, int], Any]) -> frozenset[tuple[int, int]]:
    """Return the objects with which a signature filled its field; none where it was filled with something else."""
    import pikepdf

    signature = now.get("/V") if isinstance(now, pikepdf.Dictionary) else None
    if not isinstance(signature, pikepdf.Dictionary) or signature.objgen not in added:
        return frozenset()
    if not {"/ByteRange", "/Contents", "/M", "/Name"} <= set(signature.keys()):
        return frozenset()
    others = {key for key in {*before.keys(), *now.keys()} if not _equal(before.get(key), now.get(key))}
    if not others <= ADDED_TO_A_FIELD:
        return frozenset()
    if others == {"/V"}:
        return frozenset({signature.objgen})
    lines = words_in(signature)
    block = block_of(now, lines)
    if not lines or block is None or not says(now, block) or str(now.get("/Contents")) != ", ".join(lines):
        return frozenset()
    return frozenset({signature.objgen, *(one for one in parts_of(now.AP.N) if one in added)})


def _equal(one: Any, other: Any) -> bool:
    return one is other is None or (one is not None and other is not None and _same(one, other))


def _is_seen(field: Any) -> bool:
    left, bottom, right, top = (float(edge) for edge in field.get("/Rect", [0, 0, 0, 0]))
    return left != right or bottom != top or "/AP" in field or "/AA" in field or "/A" in field


def _only_longer(before: Any, now: Any, harmless: frozenset[tuple[int, int]]) -> bool:
    """Tell whether a dictionary or list is as it was but for what further signatures add."""
    import pikepdf

    if isinstance(before, pikepdf.Array) and isinstance(now, pikepdf.Array):
        return _items(before, harmless) == _items(now, harmless)
    if not isinstance(before, pikepdf.Dictionary) or not isinstance(now, pikepdf.Dictionary):
        return False
    for key in {*before.keys(), *now.keys()}:
        one, other = before.get(key), now.get(key)
        if one is not None and other is not None and _same(one, other):
            continue
        if key in LISTS:
            if _items(one, harmless) != _items(other, harmless):
                return False
        elif (
            isinstance(one, pikepdf.Dictionary)
            and isinstance(other, pikepdf.Dictionary)
            and one.objgen == other.objgen == (0, 0)
        ):
            if not _only_longer(one, other, harmless):
                return False
        elif not _may_be_new(key, one, other, harmless):
            return False
    return True


def _may_be_new(key: str, one: Any, other: Any, harmless: frozenset[tuple[int, int]]) -> bool:
    """Tell whether a further signature gives a key this value."""
    import pikepdf

    if key not in ADDED_BY_SIGNATURES or other is None:
        return False
    if key in {"/ParentTreeNextKey", "/SigFlags"}:
        return isinstance(other, int)
    if key == "/Tabs":
        return bool(other == pikepdf.Name.S)
    if key == "/Extensions":
        return one is None and set(other.keys()) == {"/ESIC"}
    return other.objgen in harmless and (one is None or key == "/DSS")


def _same(one: Any, other: Any) -> bool:
    import pikepdf

    if isinstance(one, pikepdf.Object) and isinstance(other, pikepdf.Object):
        return bool(one.unparse() == other.unparse())
    return bool(one == other)


def _items(value: Any, harmless: frozenset[tuple[int, int]]) -> list[bytes]:
    """Return the items of a list, or the one value that stands for it, without what belongs to further signatures."""
    import pikepdf

    if value is None:
        return []
    items = list(value) if isinstance(value, pikepdf.Array) else [value]
    kept: list[bytes] = []
    for one in items:
        if isinstance(one, pikepdf.Object) and one.objgen in harmless:
            if kept and kept[-1].isdigit():
                kept.pop()  # its key in the tree of parents
            continue
        kept.append(bytes(one.unparse()) if isinstance(one, pikepdf.Object) else str(one).encode())
    return kept


def _called(value: Any) -> str:
    """Name an object for a person."""
    import pikepdf

    if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return f"object {value.objgen[0]}" if isinstance(value, pikepdf.Object) else "a value"
    subtype, kind = str(value.get("/Subtype", ""))[1:], str(value.get("/Type", ""))[1:]
    if value.get("/FT") == pikepdf.Name.Sig and "/T" in value:
        name = " ".join(str(value.T).split())[:LONGEST_NAME]
        return f"the field {name}, which is seen on a page,"
    if value.get("/FT") == pikepdf.Name.Sig:
        return "a signature's field that is seen on a page"
    if kind == "Sig" or "/ByteRange" in value:
        return "a signature"
    if "/FT" in value:
        return "a field of the form"
    named = {"Catalog": "the catalog", "Pages": "the list of pages", "Annot": f"an annotation ({subtype})",
             "EmbeddedFile": "an attachment", "Filespec": "an attachment", "StructTreeRoot": "the structure tree",
             "StructElem": "a structure element", "Page": "a page", "Metadata": "the metadata"}  # fmt: skip
    if kind in named:
        return named[kind]
    return (
        f"a picture or drawing (object {value.objgen[0]})"
        if subtype in {"Image", "Form"}
        else f"object {value.objgen[0]}"
    )
