"""Commands that read replies, and put them on record."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from correspondence.cli.options import (
    Day,
    counted,
    counting,
    database_option,
    json_option,
    now,
    options,
    output_option,
    reporter,
    workspace_of,
)
from correspondence.errors import shown_here

if TYPE_CHECKING:
    from correspondence.reply import Answer, Passage
    from correspondence.replying import ReadReply, Recorded, RecordedReply

READ_SCHEMA = "correspondence/replies-read/1"
RECORDED_SCHEMA = "correspondence/replies-recorded/1"
NOT_READ, WAITS = 1, 3
SHOWN = 200
"""Characters of a passage that the terminal shows."""

files_argument = click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
questionnaire_option = click.option("--questionnaire", "template", metavar="TEMPLATE", help="The template that asked.")
to_option = click.option("--to", "recipients", metavar="LIST", help="The list of those who were asked.")
jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="How many replies are read at a time."
)


@click.command()
@options(files_argument, questionnaire_option, to_option)
@click.option("--mailing", metavar="NAME", help="The mailing's name, where it is not the list's id.")
@options(jobs_option, database_option, json_option)
@click.pass_context
def read(
    context: click.Context,
    files: tuple[Path, ...],
    template: str | None,
    recipients: str | None,
    mailing: str | None,
    jobs: int,
    database: str | None,
    as_json: bool,
) -> None:
    """Show what replies say, without recording anything.

    FILE is a PDF, a Word file, a mail (.eml, .msg), a scan, or a folder of them. With no --questionnaire they are held to all
    that the register has as asked.
    """
    from correspondence.registering import opened, opened_if_begun
    from correspondence.replying import Reader, files_of, inquiries, inquiry_of

    paths = files_of(files)
    workspace = workspace_of(context)
    register = opened(workspace, database) if template is None else opened_if_begun(workspace, database)
    with register or nullcontext():
        if template is None and register is not None:
            asked = inquiries(workspace, register, recipients=recipients or "")
        else:
            asked = (inquiry_of(workspace, register, template or "", recipients, mailing),)
        reader = Reader(workspace, asked)
        with counting("Reading", len(paths), quiet=as_json) as advance:
            found = list(reader.read(paths, jobs=jobs, on_reply=advance))
    if as_json:
        whole = {"schema": READ_SCHEMA, "replies": [read_json(one) for one in found]}
        click.echo(json.dumps(whole, indent=2, ensure_ascii=False))
    else:
        for one in found:
            for line in shown(one):
                click.echo(line)
        click.echo(_summary(found), err=True)
    context.exit(_status(found))


@click.command()
@options(files_argument, questionnaire_option, to_option)
@click.option(
    "--received",
    "on",
    type=Day(),
    metavar="DATE",
    help="The day on which they came. Default: what a mail says, or today.",
)
@click.option("--route", metavar="ROUTE", default="", help="How they came, such as first-class-mail or fax.")
@click.option("--by", default=None, metavar="NAME", help="Who records them. Default: your login.")
@options(jobs_option, output_option, database_option, json_option)
@click.pass_context
def record(
    context: click.Context,
    files: tuple[Path, ...],
    template: str | None,
    recipients: str | None,
    on: datetime.date | None,
    route: str,
    by: str | None,
    jobs: int,
    output: Path | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Put replies on record: the file untouched, and each answer with the words it rests on.

    What is plain is accepted; all else waits for 'correspondence replies review'. The same file twice changes nothing.
    """
    from correspondence.registering import opened
    from correspondence.replying import Came, Reader, Recorder, files_of, inquiries

    paths = files_of(files)
    workspace = workspace_of(context)
    came = Came(now(), by if by is not None else reporter(), on, route)
    with opened(workspace, database) as register:
        reader = Reader(workspace, inquiries(workspace, register, template or "", recipients or ""))
        recorder = Recorder(workspace, register, output or workspace.output, came)
        with counting("Recording", len(paths), quiet=as_json) as advance:
            try:
                for one in reader.read(paths, jobs=jobs):
                    recorder.record(one)
                    advance()
            finally:
                recorded = recorder.finish()
    if as_json:
        click.echo(json.dumps(_recorded_json(recorded), indent=2, ensure_ascii=False))
    else:
        _print_recorded(recorded)
    new = [one.read for one in recorded.replies if one.outcome != "known"]
    context.exit(_status(new))


def _status(found: Sequence[ReadReply]) -> int:
    """Return the exit status: something could not be read, or waits for a person, or neither."""
    if any(not one.could_be_read for one in found):
        return NOT_READ
    return WAITS if any(one.waits for one in found) else 0


def read_json(one: ReadReply) -> dict[str, Any]:
    """Return what one reply says as ``--json`` prints it (DESIGN: one object a reply)."""
    said = one.interpretation
    return {
        "files": [{"file": name, "sha256": sha256} for name, sha256 in one.reply.files.items()],
        "kind": said.kind if said else None,
        "doubt": said.doubt if said else "",
        "date": one.reply.date.isoformat() if one.reply.date else None,
        "recipient": one.match.recipient,
        "match": one.match.as_json(),
        "pages": [{"file": page.file, "page": page.number, "text": page.text} for page in one.reply.pages],
        "answers": {answer.question: answer.as_json() for answer in (said.answers if said else ())},
        "unreadable": [{"file": each.file, "reason": each.reason} for each in one.reply.unreadable]
        + ([{"file": one.path.name, "reason": one.missing}] if one.missing else []),
    }


def shown(one: ReadReply) -> Iterator[str]:
    """Yield the lines that show a person what one reply says."""
    yield shown_here(one.path)
    if one.missing:
        yield f"    could not be read: {one.missing}"
        return
    match = one.match
    who = match.recipient or "nobody who was asked"
    doubt = f" (needs review: {match.reason})" if match.status != "accepted" else ""
    yield f"    from {who}, found by {match.method}{doubt}" if match.recipient else f"    from {who}{doubt}"
    for each in one.reply.unreadable:
        yield f"    could not be read: {each.file}: {each.reason}"
    said = one.interpretation
    if said is None:
        return
    dated = f", dated {one.reply.date}" if one.reply.date else ""
    yield f"    {said.kind}{dated}{f' (needs review: {said.doubt})' if said.doubt else ''}"
    for answer in said.answers if said.kind == "answers" or said.doubt else ():
        yield from _answer_lines(answer)


def _answer_lines(answer: Answer) -> Iterator[str]:
    value = f" {answer.value}" if answer.value else ""
    mark = "accepted" if answer.status == "accepted" else f"needs review: {answer.reason}"
    yield f"    {answer.question}: {answer.answer}{value} ({mark})"
    for passage in answer.passages:
        yield f"        {_quoted(passage)}"
    if answer.third_party:
        yield f"        reported of another: {_quoted(answer.third_party)}"
    if answer.authorities:
        yield f"        cites {'; '.join(' '.join(one.verbatim.split()) for one in answer.authorities)}"


def _quoted(passage: Passage) -> str:
    words = " ".join(passage.verbatim.split())
    if len(words) > SHOWN:
        words = f"{words[:SHOWN].rsplit(' ', 1)[0]} …"
    return f"“{words}” ({passage.file}, page {passage.page})"


def _summary(found: Sequence[ReadReply]) -> str:
    unread = sum(not one.could_be_read for one in found)
    waiting = sum(one.waits and one.could_be_read for one in found)
    parts = [f"{counted(len(found), 'reply')} read".replace("replys", "replies")]
    if waiting:
        parts.append(f"{waiting:,} {'waits' if waiting == 1 else 'wait'} for a person")
    if unread:
        parts.append(f"{unread:,} could not be read")
    return ", ".join(parts) + "."


def _recorded_json(recorded: Recorded) -> dict[str, Any]:
    return {
        "schema": RECORDED_SCHEMA,
        "replies": [
            {
                "path": str(one.read.path),
                "outcome": one.outcome,
                "original": str(one.original) if one.original else None,
                **read_json(one.read),
            }
            for one in recorded.replies
        ],
        "written": [str(path) for path in recorded.written],
        "set_aside": [str(path) for path in recorded.set_aside],
    }


def _print_recorded(recorded: Recorded) -> None:
    for one in recorded.replies:
        for line in _recorded_lines(one):
            click.echo(line)
    for path in recorded.set_aside:
        click.echo(f"{shown_here(path)} keeps the responses.yaml that somebody had changed", err=True)
    fresh = [one.read for one in recorded.replies if one.outcome == "recorded"]
    parts = [f"{len(fresh):,} of {counted(len(recorded.replies), 'reply')} recorded".replace("replys", "replies")]
    known = sum(one.outcome == "known" for one in recorded.replies)
    if known:
        parts.append(f"{known:,} known before")
    if unread := sum(not one.could_be_read for one in fresh):
        parts.append(f"{unread:,} could not be read")
    waiting = sum(one.waits for one in fresh)
    if waiting:
        parts.append(f"{waiting:,} {'waits' if waiting == 1 else 'wait'} for a person: correspondence replies review")
    click.echo(", ".join(parts) + ".", err=True)


def _recorded_lines(one: RecordedReply) -> Iterator[str]:
    if one.outcome == "known":
        yield f"{shown_here(one.read.path)}\n    on record since {one.since}; nothing changes"
        return
    yield from shown(one.read)
