"""Tables that are typed: leaders of dots, answers in a column, and marks under a head of "YES  NO".

What a table says by where a word stands is written into the folded text, letter for letter, so that a row reads as
"what is asked - yes" and every place stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

Span = tuple[int, int]

_SAID = r"(?:yes|no|n/a|not applicable|partly|partial(?:ly)?|affirmative|negative)"
_LEADER = re.compile(r"(?<=[\w)\"'?*])[ \t]*(?:\.[ \t]?){5,}[ \t]*")
_GAP = re.compile(rf"(?<=[\w)\"'?*])[ \t]{{3,}}(?={_SAID}[ \t]*(?:\(?\*?\)?)[ \t]*$)", re.MULTILINE)
_HEAD_CELL = re.compile(r"(?<!\S)(?<!\S )(?:yes|no|n/a|not applicable)(?!\S)")
_MARK = re.compile(r"(?<=[ \t])(?:x{1,3}|[\[(]x[\])]|[✓✔☒✗✘√])(?=[ \t]*$|[ \t]{2,})")
_CELLS, _NEAR, _MOST_ROWS = 6, 4, 24
ROW_END = re.compile(rf"[a-z)\"'][^\n]*?\s-\s+{_SAID}[ \t]*\(?\*{{0,2}}\)?[.,;]?[ \t]*(?=\n|\Z)")
_CELL = re.compile(
    rf"(?<![\w'-])(?P<lead>[a-z0-9][\w'/ ]{{2,40}}?)[ ]*[-:=]?[ ]+{_SAID}(?P<end>[ ]{{2,}}|[ ]*[;,|][ ]*|[ ]*\.?[ ]*\Z)"
)


def levelled(lines: str) -> str:
    r"""Return a folded text in which rows of tables say what they say, letter for letter.

    Example:
        >>> levelled("notice of leave ........ yes")
        'notice of leave       -  yes'
        >>> levelled("               yes    no\nnotice of leave       x").splitlines()[1]
        'notice of leave   -  no'
    """
    if _HEAD_CELL.search(lines):
        lines = "".join(_marked(lines.splitlines(keepends=True)))
    return _GAP.sub(_joined, _LEADER.sub(_joined, lines))


def _joined(found: re.Match[str]) -> str:
    return f"{'-':>{len(found[0]) - 2}}  "


def _marked(lines: list[str]) -> Iterator[str]:
    """Yield lines, each mark that stands alone in a row and under a head replaced by the head's word."""
    heads: list[re.Match[str]] = []
    left = 0
    for line in lines:
        cells = list(_HEAD_CELL.finditer(line))
        if (
            {one[0] for one in cells} >= {"yes", "no"}
            and len(re.split(r"\s{2,}", line.strip())) <= _CELLS
            and all(re.search(r"\s{2,}", line[one.end() : two.start()]) for one, two in pairwise(cells))
        ):
            heads, left = cells, _MOST_ROWS
            yield re.sub(r"[^\s]", " ", line)
            continue
        left -= 1
        marks = list(_MARK.finditer(line)) if left > 0 else []
        yield _told(line, marks[0], heads) if len(marks) == 1 else line


def _told(line: str, mark: re.Match[str], heads: list[re.Match[str]]) -> str:
    middle = (mark.start() + mark.end()) / 2
    head = min(heads, key=lambda one: abs((one.start() + one.end()) / 2 - middle))
    start = mark.end() - len(head[0])
    if abs((head.start() + head.end()) / 2 - middle) > _NEAR or line[start : mark.start()].strip():
        return line
    return line[:start] + head[0] + line[mark.end() :]


_LINE_ROW = re.compile(rf"^[ \t]*[a-z0-9][\w'/() ]{{2,40}}?[ ]*(?:-{{1,2}}|[:=])[ ]*{_SAID}\b", re.MULTILINE)


def rows_in(words: str) -> list[Span]:
    """Return the rows of a folded block, where it is a table of two rows at least; nothing where it is none.

    Args:
        words: The block, as :func:`levelled` returns it, with its lines.
    """
    ends = [one.end() for one in ROW_END.finditer(words)] if " - " in words else []
    if len(ends) > 1:
        edges = [0, *ends]
        rows = list(pairwise(edges))
        return [*rows, (ends[-1], len(words))] if words[ends[-1] :].strip() else rows
    starts = [one.start() for one in _LINE_ROW.finditer(words)]
    if len(starts) > 1 and starts[0] == 0:
        return list(pairwise([*starts, len(words)]))
    cells = list(_CELL.finditer(words)) if "\n" not in words else []
    if (
        len(cells) > 1
        and not words[: cells[0].start()].strip()
        and all(one.end() == two.start() for one, two in pairwise(cells))
        and cells[-1].end() == len(words)
    ):
        return [(one.start(), one.end() - len(one["end"])) for one in cells]
    return []
