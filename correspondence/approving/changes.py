"""How the words of a mailing differ from those that were approved, letter by letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from correspondence.approving.words import Told, Words
from correspondence.comparing import Reading, TextBlock, compare_texts, tell_briefly

NAMES = ("approved", "now")
MOST_LINES, MOST_NAMED = 12, 8
PARTS = {"title": "it is called", "to": "it goes to"}


@dataclass(frozen=True)
class Changed:
    """A letter that is not as it was approved.

    Attributes:
        letter: Id of the recipient, empty for a document without.
        kind: ``new`` where nobody approved such a letter, ``gone`` where it was approved and is not to be any more, and
            ``changed``.
        lines: What is different, a line each; empty for the first two.
    """

    letter: str
    kind: str
    lines: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the plain mapping that is printed."""
        return {"recipient": self.letter, "kind": self.kind, "differences": list(self.lines)}


def changed(approved: Words, now: Words, *, whole: bool) -> tuple[Changed, ...]:
    """Return the letters that are not as they were approved.

    Args:
        approved: What was approved.
        now: The letters that are meant, as they are now.
        whole: Whether these are all; letters that are gone count only then.
    """
    found = []
    look = tuple(f"{line}, which says how it looks" for line in _files(approved.look, now.look))
    for who, told in now.letters.items():
        before = approved.letters.get(who)
        if before is None:
            found.append(Changed(who, "new"))
        elif before != told or look:
            found.append(Changed(who, "changed", (*_differences(before, told), *look)))
    gone = (who for who in approved.letters if who not in now.letters) if whole else ()
    return (*found, *(Changed(who, "gone") for who in gone))


def _differences(before: Told, now: Told) -> Iterator[str]:
    """Yield how two letters differ, a line each."""
    for part, called in (("words", ""), ("form", "in the form: ")):
        yield from (f"{called}{line}" for line in _words(before.get(part, ()), now.get(part, ())))
    yield from _files(before.get("files", {}), now.get("files", {}))
    for part in ("title", "to"):
        if before.get(part) != now.get(part):
            yield f"{PARTS[part]} [approved: {_plain(before.get(part))}] [now: {_plain(now.get(part))}]"
    if before.get("structure") != now.get("structure"):
        yield "it is set otherwise: other parts, headings, quotations or emphasis"
    older, newer = before.get("attached", []), now.get("attached", [])
    if older == newer:
        return
    if len(older) != len(newer):
        yield f"{len(newer)} documents are attached, and were {len(older)}"
    for one, other in zip(older, newer, strict=False):
        who = one.get("recipient") or one.get("template", "a PDF")
        yield from (f"in what is attached, {who}: {line}" for line in _differences(one, other))


def _plain(value: Any) -> str:
    """Return a title, or where a letter goes, in one line."""
    return (
        ", ".join([value.get("email", ""), *value.get("address", ())]).strip(", ")
        if isinstance(value, dict)
        else str(value)
    )


def _words(before: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    if list(before) == list(now):
        return
    original, made = (
        Reading(name, "text", tuple(TextBlock(one) for one in blocks if one.strip()))
        for name, blocks in zip(NAMES, (before, now), strict=True)
    )
    comparison = compare_texts(made, original)
    lines = [tell_briefly(one, comparison, NAMES) for one in comparison.differences]
    yield from lines or _plainly(before, now)


def _plainly(before: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """Yield paragraphs that differ in what a comparison of words passes over, such as quotation marks."""
    yield from (f"[approved: {one}]" for one in before if one not in now)
    yield from (f"[now: {one}]" for one in now if one not in before)
    if sorted(before) == sorted(now):
        yield "the paragraphs stand in another order"


def _files(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*before, *now}):
        if name not in now:
            yield f"{name} goes along no longer"
        elif name not in before:
            yield f"{name} goes along, and did not"
        elif before[name] != now[name]:
            yield f"{name} is another file"


def described(found: Sequence[Changed], total: int) -> Iterator[str]:
    """Yield lines that show a person what changed; what changed alike in several letters is told once.

    Args:
        found: The letters that are not as they were approved.
        total: How many letters there are.
    """
    by_line: dict[str, list[str]] = {}
    for one in found:
        for line in one.lines:
            by_line.setdefault(line, []).append(one.letter)
    groups: dict[tuple[str, ...], list[str]] = {}
    for line, names in by_line.items():
        groups.setdefault(tuple(dict.fromkeys(names)), []).append(line)
    for which, lines in groups.items():
        yield f"{_which(which, total)}:"
        yield from (f"  {line}" for line in lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            yield f"  and {len(lines) - MOST_LINES:,} more"
    for kind, said in (("new", "not approved"), ("gone", "approved, and not on the list any more")):
        if ids := [one.letter for one in found if one.kind == kind]:
            yield f"{_which(ids, total)}: {said}"


def _which(names: Sequence[str], total: int) -> str:
    if [*names] == [""]:
        return "the document"
    if len(names) == total and total > 1:
        return f"all {total:,} letters"
    named = ", ".join(names[:MOST_NAMED])
    rest = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"{named}{rest}"
