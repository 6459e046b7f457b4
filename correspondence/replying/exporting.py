"""What was answered, as a file for a spreadsheet or another program: a row an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from correspondence.dispatch.files import write_file
from correspondence.entries import Entry
from correspondence.errors import RefusedError, shown_here
from correspondence.questionnaire import Question
from correspondence.register import EXPORTS
from correspondence.register.sheets import Cell, csv_of, xlsx_of
from correspondence.reply import Passage
from correspondence.replying.report.gathering import questions_of
from correspondence.replying.tallying import Asked, Tally
from correspondence.standing import Received, Response, Statement
from correspondence.workspace import Workspace

COLUMNS = (
    *("mailing", "recipient", "name", "number", "question", "question_text", "answer", "value", "status", "method"),
    *("confidence", "reason", "decided_by", "decided_because", "decided_at", "received", "dated", "kind", "route"),
    *("passages", "pages", "explanation", "authorities", "third_party", "original_name", "original_sha256"),
    *("posted", "due", "state", "overdue"),
)
"""The columns of a sheet, and the keys of JSON."""


def export_answers(workspace: Workspace, tally: Tally, file: Path, schema: str, *, replace: bool = False) -> int:
    """Write every answer of a tally into a file; its ending says in which form.

    A question that nobody has answered has a row too, with the status ``open``. Of one that was answered again the
    earlier answers have theirs, with the status ``amended``: those that count are ``accepted``.

    Args:
        workspace: The office's folder.
        tally: The letters.
        file: The file: ``.csv``, ``.xlsx`` or ``.json``.
        schema: What JSON names as its schema.
        replace: Whether a file that is there already is replaced.

    Returns:
        How many rows it has.

    Raises:
        RefusedError: There is no form of this ending, it cannot hold so much, or the file is there already.
        WriteError: The file cannot be written.
    """
    ending = file.suffix.lower()
    if ending not in EXPORTS:
        message = f'answers cannot be exported as "{file.suffix}"'
        raise RefusedError(message, f"give the file a name that ends in {', '.join(EXPORTS)}")
    if file.exists() and not replace:
        raise RefusedError(f"{shown_here(file)} is there already", "choose another name, or give --replace")
    rows = list(answer_rows(workspace, tally))
    if ending == ".json":
        whole = {"schema": schema, "as_of": tally.as_of.isoformat(), "answers": rows}
        content = (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()
    elif ending == ".csv":
        content = csv_of(COLUMNS, (_cells(row) for row in rows))
    else:
        content = xlsx_of(COLUMNS, [_cells(row) for row in rows], "Answers", "answers")
    write_file(file, content)
    return len(rows)


def answer_rows(workspace: Workspace, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield the rows as plain mappings, letter by letter, with the keys of :data:`COLUMNS`."""
    questions: dict[str, Mapping[str, Question]] = {}
    for letter in tally.letters:
        if letter.template not in questions:
            questions[letter.template] = questions_of(workspace, letter.template)
        for response in letter.standing.responses:
            asked = questions[letter.template].get(response.question)
            for statement, status in _statements(response):
                yield {
                    **_of_letter(letter, response.question, asked.text if asked else ""),
                    **_of_statement(letter, statement),
                    "status": status,
                    **_of_matter(letter),
                }


def _statements(response: Response) -> Iterator[tuple[Statement | None, str]]:
    """Yield what was said to a question with its status, oldest first; None where nothing was."""
    for one in response.earlier:
        yield one, "amended"
    if response.current is not None:
        yield response.current, "accepted"
    for one in response.waiting:
        yield one, "needs-review"
    if response.current is None and not response.waiting:
        yield None, "open"


def _of_letter(letter: Asked, question: str, text: str) -> dict[str, Any]:
    return {
        "mailing": letter.mailing,
        "recipient": letter.recipient,
        "name": letter.made.details.get("name", ""),
        "number": letter.number,
        "question": question,
        "question_text": text,
        "answer": "unanswered",
        "value": "",
        "status": "open",
        "method": "",
        "confidence": None,
    }


def _of_statement(letter: Asked, statement: Statement | None) -> dict[str, Any]:
    """Return the cells of an answer, empty ones for none."""
    if statement is None:
        empty: dict[str, Any] = dict.fromkeys(COLUMNS[COLUMNS.index("reason") : COLUMNS.index("posted")], "")
        return {**empty, "decided_at": None, "received": None, "dated": None, "passages": [], "authorities": []}
    answer = statement.answer
    entries: dict[int | None, Entry] = {one.id: one for one in letter.standing.history.entries}
    decision = entries.get(statement.entry) if statement.decided else None
    reply = next((one for one in letter.standing.replies if one.sha256 == statement.reply), None)
    return {
        "answer": answer.answer,
        "value": answer.value,
        "method": answer.method,
        "confidence": None if statement.decided else answer.confidence,
        "reason": "" if statement.decided else answer.reason,
        "decided_by": statement.by if statement.decided else "",
        "decided_because": statement.reason if statement.decided else "",
        "decided_at": decision.as_json()["at"] if decision else None,
        **_of_reply(reply, statement),
        "passages": [_passage(one) for one in answer.passages],
        "pages": ", ".join(dict.fromkeys(f"{one.file} {one.page}" for one in answer.passages)),
        "explanation": answer.explanation.verbatim if answer.explanation else "",
        "authorities": [one.verbatim for one in answer.authorities],
        "third_party": answer.third_party.verbatim if answer.third_party else "",
        "original_name": reply.name if reply else "",
        "original_sha256": statement.reply,
    }


def _of_reply(reply: Received | None, statement: Statement) -> dict[str, Any]:
    return {
        "received": statement.on.isoformat(),
        "dated": reply.dated.isoformat() if reply and reply.dated else None,
        "kind": reply.kind if reply else "",
        "route": reply.route if reply else "",
    }


def _of_matter(letter: Asked) -> dict[str, Any]:
    return {
        "posted": letter.posted.isoformat() if letter.posted else None,
        "due": letter.due.isoformat() if letter.due else None,
        "state": letter.state,
        "overdue": letter.overdue,
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {"file": passage.file, "page": passage.page, "verbatim": passage.verbatim}


def _cells(row: Mapping[str, Any]) -> Sequence[Cell]:
    """Return a row as a sheet has it: several passages one below the other, with a blank line between."""
    return [_cell(row[name]) for name in COLUMNS]


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return "\n\n".join(one["verbatim"] if isinstance(one, dict) else one for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int | float) else str(value or "")
