"""``responses.yaml``: what the register holds of a mailing's replies, for people and for git."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from correspondence.dispatch.files import write_file
from correspondence.entries import Wanted, histories
from correspondence.register import Register
from correspondence.reply import Answer, Passage
from correspondence.standing import Received, Response, Standing, Statement, standing_of

RESPONSES = "responses.yaml"
HEAD = """\
# What the register holds of the replies to this mailing, for people and for git.
# Written from the register each time something is recorded or decided; to change an answer, run 'correspondence replies review'.
"""


def write_responses(
    register: Register, output: Path, mailings: Iterable[str]
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Write the ``responses.yaml`` of mailings, where they differ from what stands there.

    Args:
        register: The open register.
        output: The folder that holds the mailings' folders.
        mailings: Their names.

    Returns:
        The files that were written, and the copies that were set aside of those that somebody had changed.

    Raises:
        WriteError: One cannot be written.
    """
    written: list[Path] = []
    set_aside: list[Path] = []
    for mailing in mailings:
        path = output / mailing / RESPONSES
        content = responses(register, mailing)
        there = path.read_bytes() if path.is_file() else None
        if there == content:
            continue
        if there is not None and not _is_ours(there):
            copy = _free_name(path)
            write_file(copy, there)
            set_aside.append(copy)
        write_file(path, content)
        written.append(path)
    return tuple(written), tuple(set_aside)


def responses(register: Register, mailing: str) -> bytes:
    """Return the ``responses.yaml`` of a mailing as the register has it now; its last line has its checksum."""
    letters = {
        standing.history.letter.recipient: _letter(standing)
        for history in histories(register.entries(Wanted(mailing=mailing)))
        if (standing := standing_of(history)) is not None
    }
    whole = {"mailing": mailing, "letters": letters}
    body = HEAD + yaml.dump(whole, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return f"{body}{_CHECK}{_checksum(body)}\n".encode()


_CHECK = "# checksum: "


def _checksum(body: str) -> str:
    from hashlib import sha256

    return sha256(body.encode()).hexdigest()[:16]


def _is_ours(content: bytes) -> bool:
    """Tell whether a file stands as it was written."""
    try:
        body, mark, last = content.decode().rpartition(_CHECK)
    except UnicodeDecodeError:
        return False
    return bool(mark) and last.strip() == _checksum(body)


def _free_name(path: Path) -> Path:
    number = 1
    while (copy := path.with_name(f"{path.stem}.changed-{number}{path.suffix}")).exists():
        number += 1
    return copy


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks that can be read."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    block = "\n" in text and not any(line != line.rstrip() for line in text.split("\n")) and text.isprintable() is False
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if block else None)


_Dumper.add_representer(str, _text)


def _letter(standing: Standing) -> dict[str, Any]:
    made, posted = standing.asked, standing.history.posted
    return _without_empty(
        {
            "name": made.details.get("name", ""),
            "number": standing.history.number,
            "template": made.template,
            "posted": posted.date.isoformat() if posted else None,
            "due": standing.due.isoformat() if standing.due else None,
            "state": standing.state,
            "replies": [_reply(one) for one in standing.replies],
            "answers": {one.question: _response(one) for one in standing.responses},
        }
    )


def _reply(reply: Received) -> dict[str, Any]:
    return _without_empty(
        {
            "file": reply.name,
            "original": reply.file,
            "sha256": reply.sha256,
            "received": reply.on.isoformat(),
            "route": reply.route,
            "dated": reply.dated.isoformat() if reply.dated else None,
            "kind": reply.kind,
            "doubt": reply.doubt,
            "matched_by": reply.match.get("method", ""),
            "heard": reply.heard,
            "taken_down_by": reply.by if reply.heard else "",
            "unreadable": [f"{one.file}: {one.reason}" for one in reply.unreadable],
        }
    )


def _response(response: Response) -> dict[str, Any]:
    if response.current is None and not response.waiting:
        return {"answer": "unanswered"}
    found: dict[str, Any] = _statement(response.current) if response.current else {}
    if response.waiting:
        found["waits_for_review"] = [_statement(one) for one in response.waiting]
    if response.earlier:
        found["before"] = [_statement(one) for one in response.earlier]
    return found


def _statement(statement: Statement) -> dict[str, Any]:
    answer = statement.answer
    return _without_empty(
        {
            "answer": answer.answer,
            "value": answer.value,
            "status": statement.status,
            "reason": "" if statement.decided else answer.reason,
            "read_by": answer.method,
            "reply": statement.reply[:12],
            "received": statement.on.isoformat(),
            "decided_by": statement.by if statement.decided else "",
            "decided_because": statement.reason,
            **_words(answer),
        }
    )


def _words(answer: Answer) -> dict[str, Any]:
    return {
        "passages": [_passage(one) for one in answer.passages],
        "explanation": _passage(answer.explanation),
        "authorities": [one.verbatim for one in answer.authorities],
        "third_party": _passage(answer.third_party),
    }


def _passage(passage: Passage | None) -> dict[str, Any] | None:
    if passage is None:
        return None
    return {"file": passage.file, "page": passage.page, "words": passage.verbatim}


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}
