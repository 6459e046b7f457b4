"""The command that tells who was asked, and what came back."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from correspondence.cli.options import (
    as_of_option,
    counted,
    counting,
    database_option,
    day_of,
    json_option,
    options,
    workspace_of,
)
from correspondence.cli.register import optional_mailing_argument
from correspondence.cli.replies.tables import mailing_lines, unmatched_lines
from correspondence.errors import shown_here

if TYPE_CHECKING:
    from correspondence.replying.tallying import Asked, Tally
    from correspondence.standing import Received, Response, Statement

STATUS_SCHEMA = "correspondence/replies-status/1"


@click.command()
@optional_mailing_argument
@as_of_option
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a report into FILE too: one page with charts, and each answer beside a picture of its place.",
)
@options(database_option, json_option)
@click.pass_context
def status(
    context: click.Context,
    mailing: str,
    as_of: datetime.date | None,
    page: Path | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Show who was asked, when and by which route, when the answer is due, and who answered what."""
    from correspondence.registering import look_for, opened
    from correspondence.replying.tallying import tally

    workspace = workspace_of(context)
    with opened(workspace, database) as register:
        found = tally(register, day_of(as_of), mailing)
        if not found.letters:
            look_for(register, mailing)
    if page is not None:
        from correspondence.replying.report import write_report

        with counting("Drawing", len(found.letters), quiet=as_json) as advance:
            write_report(workspace, found, page, advance)
    if as_json:
        click.echo(json.dumps(status_json(found), indent=2, ensure_ascii=False))
        return
    if page is not None:
        click.echo(shown_here(page))
    else:
        for line in _lines(found):
            click.echo(line)
    click.echo(_summary(found), err=True)


def _lines(found: Tally) -> Iterator[str]:
    for number, one in enumerate(found.mailings):
        if number:
            yield ""
        yield from mailing_lines(one)
    if found.unmatched:
        if found.letters:
            yield ""
        yield from unmatched_lines(found.unmatched)


def status_json(found: Tally) -> dict[str, Any]:
    """Return a tally as ``--json`` prints it."""
    return {
        "schema": STATUS_SCHEMA,
        "as_of": found.as_of.isoformat(),
        "asked": [_asked_json(one) for one in found.letters],
        "unmatched": [
            {**_reply_json(one), "recipient": one.match.get("recipient"), "reason": one.match.get("reason", "")}
            for one in found.unmatched
        ],
    }


def _asked_json(one: Asked) -> dict[str, Any]:
    extended = one.standing.extended
    return {
        "mailing": one.mailing,
        "recipient": one.recipient,
        "name": one.made.details.get("name", ""),
        "number": one.number,
        "questionnaire": one.questionnaire,
        "made": one.made.at.date().isoformat(),
        "posted": _day(one.posted),
        "route": one.route,
        "certified_number": one.certified_number,
        "due": _day(one.due),
        "extended": None
        if extended is None
        else {"until": extended.details["due"], "by": extended.by, "reason": extended.details.get("reason", "")},
        "state": one.state,
        "overdue": one.overdue,
        "remedy": one.remedy,
        "replies": [_reply_json(reply) for reply in one.standing.replies],
        "answers": {response.question: _response_json(response) for response in one.standing.responses},
    }


def _reply_json(reply: Received) -> dict[str, Any]:
    return {
        "name": reply.name,
        "original": reply.file,
        "sha256": reply.sha256,
        "received": reply.on.isoformat(),
        "route": reply.route,
        "dated": _day(reply.dated),
        "kind": reply.kind,
        "doubt": reply.doubt,
        "matched_by": reply.match.get("method", ""),
        "unreadable": [{"file": one.file, "reason": one.reason} for one in reply.unreadable],
    }


def _response_json(response: Response) -> dict[str, Any]:
    from correspondence.replying.tallying import state_of

    return {
        "state": state_of(response),
        "on_record": _statement_json(response.current) if response.current else None,
        "waiting": [_statement_json(one) for one in response.waiting],
        "earlier": [_statement_json(one) for one in response.earlier],
    }


def _statement_json(statement: Statement) -> dict[str, Any]:
    answer = statement.answer
    return {
        "answer": answer.answer,
        "value": answer.value,
        "method": answer.method,
        "reply": statement.reply,
        "received": statement.on.isoformat(),
        "decided_by": statement.by if statement.decided else "",
        "reason": statement.reason if statement.decided else answer.reason,
    }


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _summary(found: Tally) -> str:
    from correspondence.replying.tallying import counted_by_state

    parts = ["Nobody was asked anything yet: no letter with a questionnaire is in the register"]
    if found.letters:
        parts = [f"{counted(len(found.letters), 'letter')} with a questionnaire"]
        parts += [f"{number:,} {state}" for state, number in counted_by_state(found.letters)]
    overdue = sum(one.overdue for one in found.letters)
    if overdue:
        parts.append(f"{overdue:,} overdue")
    if found.unmatched:
        number = len(found.unmatched)
        parts.append(f"{number:,} {'reply belongs' if number == 1 else 'replies belong'} to no letter yet")
    return ", ".join(parts) + "."
