"""What waits for a person, as lines of the terminal and as JSON."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from correspondence.errors import shown_here

if TYPE_CHECKING:
    from correspondence.replying.originals import Opening
    from correspondence.replying.reviewing import Doubtful, Item, Nobodys, Shown, Undecided
    from correspondence.standing import Received, Standing, Statement

WIDTH = 96
PREFIX = 12
"""Digits of a checksum that name a reply."""
READ_OFF = {
    "form-field": "a field of the form",
    "mark": "a mark on paper",
    "control": "a box of the Word form",
    "explicit": "an explicit sentence",
    "proposed": "free words",
    "entered": "what was entered by hand",
}
"""How an answer was read, in words."""
STRANGE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters by which a stranger's words would command the terminal, or hide what they say."""


def plain(text: str) -> str:
    r"""Return a stranger's words without characters that are not shown as they are.

    Example:
        >>> plain("no\x1b[8m, never\u202e")
        'no\ufffd[8m, never\ufffd'
    """
    return STRANGE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def wrapped(text: str, indent: str = "", first: str | None = None) -> Iterator[str]:
    """Yield the lines of a text, each behind an indent."""
    start = indent if first is None else first
    yield from textwrap.wrap(plain(" ".join(text.split())), WIDTH, initial_indent=start, subsequent_indent=indent) or [
        start.rstrip()
    ]


def whose(standing: Standing) -> str:
    """Return whom a letter asked, with its number."""
    letter = standing.history.letter
    name = str(standing.asked.details.get("name", "")) or letter.recipient
    return f"{plain(name)} ({letter.recipient}, {standing.history.number or letter.mailing})"


def came(reply: Received) -> str:
    """Return when and how a reply came."""
    route = f" by {plain(reply.route)}" if reply.route else ""
    dated = f", dated {reply.dated}" if reply.dated else ""
    return f"{plain(reply.name)}, received {reply.on}{route}{dated} [{reply.sha256[:PREFIX]}]"


def says(statement: Statement) -> str:
    """Return an answer with its value."""
    return plain(" ".join(" ".join(statement.says).split()))


def opening_lines(opening: Opening | None) -> Iterator[str]:
    """Yield the lines that show what a reply says about itself; none where it could not be opened."""
    if opening is None:
        return
    yield from (line for header in opening.headers for line in wrapped(header, "    "))
    for line in opening.lines:
        yield f"    | {plain(line)[:WIDTH]}"
    if opening.more:
        yield "    | …"
    if not opening.lines:
        yield "    no words of it could be read"
    if opening.numbers:
        yield from wrapped(f"reference numbers in it: {', '.join(opening.numbers)}", "    ")


def nobodys_lines(item: Nobodys, opening: Opening | None) -> Iterator[str]:
    """Yield the lines that show a reply whose letter nobody knows."""
    yield f"Whose reply is this?  {came(item.reply)}"
    yield from opening_lines(opening)
    for one in item.reply.unreadable:
        yield from wrapped(f"could not be read: {one.file}: {one.reason}", "    ")
    yield from wrapped(f"It waits: {item.reason or 'its letter is not known'}", "  ", "  ")
    for number, candidate in enumerate(item.candidates, start=1):
        mailing = candidate.standing.history.letter.mailing
        told = f"{whose(candidate.standing)}, mailing {mailing}: {candidate.why}"
        yield from wrapped(told, "       ", f"    {number}  ")
    if not item.candidates:
        yield "    no recipient of ours fits"


def doubtful_lines(item: Doubtful, opening: Opening | None) -> Iterator[str]:
    """Yield the lines that show a reply whose kind is doubtful."""
    yield f"What kind of reply is this?  {whose(item.standing)}"
    yield f"    {came(item.reply)}"
    yield from opening_lines(opening)
    yield from wrapped(f"Read as {item.reply.kind or 'nothing'}; it waits because {item.reply.doubt}", "  ", "  ")


def undecided_lines(item: Undecided, places: Sequence[Sequence[Shown]]) -> Iterator[str]:
    """Yield the lines that show a question to which an answer waits.

    Args:
        item: The question.
        places: Where each statement that waits stands.
    """
    response = item.response
    yield f"{whose(item.standing)}"
    asked = item.question.text if item.question else "(the question cannot be read any more: its template is gone)"
    yield from wrapped(asked, "    ", f"  {response.question}: ")
    several = len(response.waiting) > 1
    for number, (statement, own) in enumerate(zip(response.waiting, places, strict=True), start=1):
        answer = statement.answer
        label = f"Proposal {number}" if several else "Proposed"
        yield f"  {label}: {says(statement)}   (read off {READ_OFF[answer.method]}, confidence {answer.confidence:.2f})"
        yield from wrapped(f"waits because {answer.reason}", "      ", "    ")
        reply = item.reply(statement)
        if reply is not None:
            yield f"    stands in {came(reply)}"
        yield from place_lines(own)
        for words, passage in (("explains", answer.explanation), ("reports of another", answer.third_party)):
            if passage is not None:
                yield from wrapped(f"{words}: “{passage.verbatim}”", "      ", "    ")
        if answer.authorities:
            yield from wrapped(f"cites {'; '.join(one.verbatim for one in answer.authorities)}", "      ", "    ")
    for heading, statements in _beside(item):
        for statement in statements:
            yield from wrapped(f"{heading}: {_told(statement, item.reply(statement))}", "    ", "  ")


def _beside(item: Undecided) -> Iterator[tuple[str, Sequence[Statement]]]:
    """Yield what else was said to a question."""
    response = item.response
    yield "On record", [response.current] if response.current else []
    yield "Before", response.earlier


def _told(statement: Statement, reply: Received | None) -> str:
    words = "; ".join(" ".join(one.verbatim.split()) for one in statement.answer.passages)
    told = [says(statement)]
    if statement.decided:
        told.append(f"by {statement.by or 'somebody'}{f', because: {statement.reason}' if statement.reason else ''}")
    if words:
        told.append(f"“{words}”")
    if reply is not None:
        told.append(came(reply))
    return ", ".join(told)


def place_lines(places: Sequence[Shown]) -> Iterator[str]:
    """Yield the lines that show where passages stand."""
    for one in places:
        passage = one.passage
        where = f"{plain(passage.file)}, page {passage.page}"
        if not passage.verbatim:
            yield f"    marked on the form: {where}"
        elif one.around is None:
            yield f"    {where}:"
            yield from (f"    > {line}" for line in plain(passage.verbatim).split("\n"))
        else:
            yield f"    {where}:"
            yield from around_lines(one.around.before, one.around.words, one.around.after)
        if one.picture is not None:
            yield f"    picture: {shown_here(one.picture)}"


def around_lines(before: str, words: str, after: str) -> Iterator[str]:
    """Yield a passage among its lines, its own lines marked and its words in brackets."""
    marked = f"{plain(before)}\x02{plain(words)}\x03{plain(after)}"
    inside = False
    for line in marked.split("\n"):
        own = inside or "\x02" in line
        inside = (inside or "\x02" in line) and "\x03" not in line
        shown = line.replace("\x02", "[").replace("\x03", "]")
        lead = "    > " if own else "    | "
        yield from textwrap.wrap(shown, WIDTH, initial_indent=lead, subsequent_indent=lead) or [lead.rstrip()]


def listed_lines(item: Item) -> Iterator[str]:
    """Yield the lines by which a list names something that waits, the last of which is the command that decides it."""
    from correspondence.replying.reviewing import Doubtful, Nobodys

    program = "correspondence replies review"
    if isinstance(item, Nobodys):
        yield f"match   {came(item.reply)}"
        yield from wrapped(item.reason or "its letter is not known", "        ")
        likely = " or ".join(dict.fromkeys(one.recipient for one in item.candidates)) or "RECIPIENT"
        yield f"        {program} --belongs {item.reply.sha256[:PREFIX]} {likely}"
        return
    letter = item.standing.history.letter
    if isinstance(item, Doubtful):
        yield f"kind    {letter.recipient}  {item.reply.kind or 'not read'}  {came(item.reply)}"
        yield from wrapped(item.reply.doubt, "        ")
        kind = item.reply.kind or "KIND"
        yield f"        {program} {letter.mailing} --kind {item.reply.sha256[:PREFIX]} {kind}"
        return
    waits = item.response.waiting
    proposed = " / ".join(dict.fromkeys(says(one) for one in waits))
    yield f"answer  {letter.recipient}  {item.response.question}  {proposed}"
    for reason in dict.fromkeys(one.answer.reason for one in waits):
        yield from wrapped(reason, "        ")
    current = item.response.current
    if current is not None:
        yield f"        on record: {says(current)}"
    answer, value = waits[-1].says
    given = f"{answer}{f' --value {_quoted(value)}' if value else ''}"
    yield f"        {program} {letter.mailing} --decide {letter.recipient} {item.response.question} {given}"


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(plain(" ".join(text.split())))


def item_json(item: Item) -> dict[str, Any]:
    """Return something that waits as ``--json`` prints it."""
    from correspondence.replying.reviewing import Doubtful, Nobodys

    if isinstance(item, Nobodys):
        candidates = [{**letter_json(one.standing), "why": one.why} for one in item.candidates]
        return {
            "waits": "match",
            "reply": reply_json(item.reply),
            "reason": item.reason,
            "candidates": candidates,
        }
    if isinstance(item, Doubtful):
        reply = reply_json(item.reply)
        return {"waits": "kind", **letter_json(item.standing), "reply": reply, "reason": item.reply.doubt}
    response, question = item.response, item.question
    return {
        "waits": "answer",
        **letter_json(item.standing),
        "question": response.question,
        "text": question.text if question else "",
        "kind": question.kind if question else "",
        "options": list(question.options) if question else [],
        "proposals": [statement_json(one) for one in response.waiting],
        "on_record": statement_json(response.current) if response.current else None,
        "earlier": [statement_json(one) for one in response.earlier],
    }


def letter_json(standing: Standing) -> dict[str, Any]:
    """Return which letter it is."""
    letter = standing.history.letter
    return {
        "mailing": letter.mailing,
        "recipient": letter.recipient,
        "template": letter.template,
        "name": str(standing.asked.details.get("name", "")),
        "number": standing.history.number,
    }


def reply_json(reply: Received) -> dict[str, Any]:
    """Return which reply it is."""
    return {
        "sha256": reply.sha256,
        "original": reply.file,
        "name": reply.name,
        "received": reply.on.isoformat(),
        "route": reply.route,
        "dated": reply.dated.isoformat() if reply.dated else None,
        "kind": reply.kind,
        "unreadable": [{"file": one.file, "reason": one.reason} for one in reply.unreadable],
    }


def statement_json(statement: Statement) -> dict[str, Any]:
    """Return what was said to a question, and by whom."""
    return {
        **statement.answer.as_json(),
        "status": statement.status,
        "reply": statement.reply,
        "received": statement.on.isoformat(),
        "decided": statement.decided,
        "decided_by": statement.by if statement.decided else "",
        "decided_because": statement.reason,
    }
