"""The names and the words of WordprocessingML (ECMA-376, part 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

TICKED = frozenset("☒☑✓✔✗✘🗹🗷☓")
UNTICKED = frozenset("☐□▢")
_SYMBOLS = {
    "F0FE": "☑",
    "F0FD": "☒",
    "F052": "☑",
    "F053": "☒",
    "F0A8": "☐",
    "F06F": "☐",
    "F0FC": "✓",
    "F0FB": "✗",
    "F0A3": "☐",
}
"""Signs of the fonts Wingdings and Wingdings 2 for boxes and ticks."""
_PASSED_OVER = frozenset(
    {
        f"{W}del",
        f"{W}moveFrom",
        f"{W}rPr",
        f"{W}pPr",
        f"{W}instrText",
        f"{W}delText",
        f"{MC}Fallback",
        f"{W}txbxContent",
    }
    | {f"{W}sdtPr", f"{W}fldData"}
)
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}


def value_of(element: etree._Element, path: str) -> str:
    """Return the value of the element at a path, empty where there is none."""
    found = element.find(path)
    return "" if found is None else found.get(f"{W}val") or found.get(f"{W14}val") or ""


def words_of(element: etree._Element) -> str:
    """Return the words of an element as they are shown: without deleted ones, and with the signs of symbol fonts."""
    words: list[str] = []
    stack: list[etree._Element] = [element]
    while stack:
        one = stack.pop()
        if one.tag in _PASSED_OVER:
            continue
        if one.tag == f"{W}t":
            words.append(one.text or "")
        elif one.tag in _BREAKS:
            words.append(_BREAKS[str(one.tag)])
        elif one.tag == f"{W}sym":
            words.append(_SYMBOLS.get(one.get(f"{W}char", "").upper(), "\ufffd"))
        elif one.tag == f"{W}p" and words and not words[-1].endswith("\n"):
            words.append("\n")
            stack += reversed(one)
        elif one.tag == f"{W}checkBox":
            words.append(_legacy_sign(one))
        else:
            stack += reversed(one)
    return "".join(words)


def _legacy_sign(box: etree._Element) -> str:
    """Return the sign of a check box of Word's old forms: its own state, else the one that it began with."""
    checked = box.find(f"{W}checked")
    state = checked if checked is not None else box.find(f"{W}default")
    return "☐" if state is None or state.get(f"{W}val") in {"0", "false"} else "☒"
