"""Measure how replies are read: ``python -m tests.replies.measure [HALF …] [--media|--forms] [--matched] [--misses]``.

A half is ``developing``, ``held-out``, ``learning``, ``spent``, ``unseen``, ``second-developing``, ``second-held-out`` or
the path of a folder of letters.
Without ``--media`` the letters
are read as the texts and mails that they are kept as; with it as what comes of them (:mod:`tests.replies.media`).
``--matched`` takes the match for given, so that what is measured is the reading alone. ``--misses`` lists every miss.
``--forms`` measures filled forms instead (:mod:`tests.replies.forms`). ``--write FILE`` puts the tables into a page,
between the marks that stand there for them, ``<!-- developing media -->`` and ``<!-- end of developing media -->``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from correspondence.asked import AskedLetter
from correspondence.replies.read import read_reply
from correspondence.reply import Match, Reply
from tests.replies.corpus import HALVES, Inquiry, Letter, inquiry, letters_of
from tests.replies.counting import Measured, Read
from tests.replies.passages import check_offsets, in_boxes


def read(half: str, *, media: bool = False, matched: bool = False) -> Iterator[Read]:
    """Read every letter of a half as the package would."""
    from correspondence.answers import interpret

    asked = inquiry(half)
    find = None if matched else matching(asked)
    for letter in letters_of(half):
        content, name = _file(letter, media=media)
        reply = read_reply(content, name, our_text=asked.our_text(letter.recipient))
        match = find(reply) if find else _given(letter, asked)
        interpretation = interpret(reply, asked.questionnaire, match, asked_letter(match, asked.asked))
        boxes = tuple(in_boxes(reply, interpretation, content)) if media else ()
        yield Read(letter, reply, match, interpretation, boxes)


def matching(asked: Inquiry) -> Callable[[Reply], Match]:
    from correspondence.replies.match import Matcher

    return Matcher(asked.asked, asked.ours).match


def _file(letter: Letter, *, media: bool) -> tuple[bytes, str]:
    if not media:
        return letter.content, letter.file
    from tests.replies.media import usual

    made = usual(letter)
    return made.content, made.name


def _given(letter: Letter, asked: Inquiry) -> Match:
    number = next((one.number for one in asked.asked if one.recipient.id == letter.recipient), "")
    if letter.recipient is None:
        return Match(None, "", "none", "needs-review", "nobody on the list wrote this")
    return Match(letter.recipient, number, "person", "accepted", "")


def asked_letter(match: Match, asked: Sequence[AskedLetter]) -> AskedLetter | None:
    return next((one for one in asked if one.recipient.id == match.recipient), None)


def measure(half: str, *, media: bool = False, matched: bool = False) -> Measured:
    """Read every letter of a half and count what is right.

    A wrong answer is accepted where an accepted answer is not the expected one, stands in a reply that answers nothing,
    or would be recorded for somebody who did not write it.
    """
    measured = Measured(half)
    kinds = {one.id: one.kind for one in inquiry(half).questionnaire.questions}
    began = time.perf_counter()
    for one in read(half, media=media, matched=matched):
        check_offsets(one.reply, one.interpretation)
        measured.count(one, kinds)
    measured.seconds = time.perf_counter() - began
    return measured


def page(measured: Measured, *, misses: bool) -> str:
    """Return what is printed of one half."""
    parts = [measured.table()]
    if measured.wrong:
        parts.append("Accepted, and wrong:\n\n" + "".join(f"- {one}\n" for one in measured.wrong))
    if misses and measured.misses:
        parts.append("Misses:\n\n" + "".join(f"- {one}\n" for one in measured.misses))
    return "\n".join(parts)


def written(text: str, name: str, tables: str) -> str:
    """Return a page with other tables between ``<!-- NAME -->`` and ``<!-- end of NAME -->``."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    head, found, rest = text.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        message = f"the page has no place for the tables: write the lines {begin} and {end}"
        raise ValueError(message)
    return f"{head}{begin}\n\n{tables.strip()}\n\n{end}{tail}"


def main(arguments: Sequence[str]) -> int:
    """Measure, print and, where asked for, write."""
    options = argparse.ArgumentParser(prog="python -m tests.replies.measure", description=__doc__)
    options.add_argument("halves", nargs="*", default=["developing"], help=f"{', '.join(HALVES)}, or a folder")
    options.add_argument("--media", action="store_true")
    options.add_argument("--forms", action="store_true")
    options.add_argument("--matched", action="store_true")
    options.add_argument("--misses", action="store_true")
    options.add_argument("--write", type=Path)
    given = options.parse_args(arguments)
    if given.forms:
        return _forms(given.write, misses=given.misses)
    found = [measure(half, media=given.media, matched=given.matched) for half in given.halves]
    for one in found:
        sys.stdout.write(page(one, misses=given.misses) + f"\n({one.seconds:.1f} seconds)\n\n")
        _write(given.write, f"{one.half} {'media' if given.media else 'texts'}", page(one, misses=False))
    return 1 if any(one.wrong or one.whole.match_wrong for one in found) else 0


def _forms(target: Path | None, *, misses: bool) -> int:
    from tests.replies.form_counts import all_forms, count, table

    found = count(all_forms())
    faults = "".join(f"- {fault}\n" for counts in found.values() for fault in counts.faults)
    missed = "".join(f"- {miss}\n" for counts in found.values() for miss in counts.misses)
    tables = table(found) + (f"\nAccepted, and wrong:\n\n{faults}" if faults else "")
    sys.stdout.write(tables + (f"\nMisses:\n\n{missed}" if misses and missed else ""))
    _write(target, "forms", tables)
    return 1 if faults else 0


def _write(target: Path | None, name: str, tables: str) -> None:
    if target is not None:
        target.write_text(written(target.read_text("utf-8"), name, tables), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
