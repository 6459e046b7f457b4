"""The command that gives a mailing to an archive, looks whether a bag is whole, and makes a workspace of it again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from correspondence.cli.options import (
    Day,
    counted,
    counting,
    database_option,
    json_option,
    options,
    workspace_of,
)
from correspondence.errors import describe, shown_here

if TYPE_CHECKING:
    from correspondence.archiving import Bagged, Contents, Restored, Role, Verified

BAG_SCHEMA = "correspondence/bag/1"
VERIFIED_SCHEMA = "correspondence/bag-verify/1"
RESTORED_SCHEMA = "correspondence/bag-restore/1"
NOUNS: dict[Role, str] = {
    "sent": "file that went out",
    "record": "record copy",
    "signed": "signed copy",
    "approval": "file of approvals",
    "mail": "file of mails",
    "reply": "reply",
    "answers": "file of answers",
    "source": "file of source",
    "register": "file of the register",
}
PLURALS: dict[Role, str] = {
    "sent": "files that went out",
    "record": "record copies",
    "signed": "signed copies",
    "approval": "files of approvals",
    "mail": "files of mails",
    "reply": "replies",
    "answers": "files of answers",
    "source": "files of source",
    "register": "files of the register",
}


@click.command(short_help="Put a mailing into a bag for an archive; verify a bag; restore a workspace from one.")
@click.argument("names", nargs=-1, metavar="MAILING DIR")
@click.option("--verify", is_flag=True, help="Say whether the bag DIR is complete and valid; every fault is named.")
@click.option("--restore", is_flag=True, help="Make a workspace of the bag DIR again: bag --restore DIR WORKSPACE.")
@click.option(
    "--date",
    type=Day(),
    metavar="DATE",
    help="The day that the bag bears. Default: that of the newest entry in the register.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The folder in which the mailing was made. Default: the workspace's output/.",
)
@options(database_option, json_option)
@click.pass_context
def bag(
    context: click.Context,
    names: tuple[str, ...],
    verify: bool,
    restore: bool,
    date: datetime.date | None,
    output: Path | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Put a mailing into DIR as a bag for an archive (BagIt 1.0).

    In it are what went out, record copies, what they are made of, replies as they came, answers, what the register holds,
    and a finding aid: a list of every file with what the National Archives must be told of it. A mailing and its register
    give the same bytes each time.
    """
    if verify and restore:
        raise click.UsageError("a bag is verified before it is restored; give --restore alone")
    if (verify or restore) and date:
        raise click.UsageError("--date is for a bag that is made")
    if len(names) != (1 if verify else 2):
        wanted = "bag --verify DIR" if verify else "bag --restore DIR WORKSPACE" if restore else "bag MAILING DIR"
        raise click.UsageError(f"write: correspondence {wanted}")
    if verify:
        _verify(context, Path(names[0]), as_json=as_json)
    elif restore:
        _restore(Path(names[0]), Path(names[1]), as_json=as_json)
    else:
        _bag(context, names[0], Path(names[1]), (date, output, database), as_json=as_json)


def _bag(
    context: click.Context,
    mailing: str,
    folder: Path,
    given: tuple[datetime.date | None, Path | None, str | None],
    *,
    as_json: bool,
) -> None:
    from correspondence.archiving import gathered, refuse_to_replace, write_bag
    from correspondence.registering import opened

    date, output, database = given
    workspace = workspace_of(context)
    refuse_to_replace(folder)
    with (
        opened(workspace, database) as register,
        gathered(workspace, register, output or workspace.output, mailing) as contents,
    ):
        if not as_json:
            for line in describe(contents.warnings):
                click.echo(line, err=True)
            click.echo(f"Bagging {mailing}: {_counts(contents)}.", err=True)
        with counting("Bagging", len(contents.pieces), quiet=as_json) as advance:
            made = write_bag(contents, folder, workspace.settings.archive, date, advance)
    if as_json:
        _echo_json(_bag_json(made))
        return
    click.echo(shown_here(made.path))
    click.echo(
        f"{counted(len(contents.pieces), 'file')}, {counted(made.size, 'byte')}; "
        f"to look whether it is whole: correspondence bag --verify {shown_here(made.path)}",
        err=True,
    )


def _verify(context: click.Context, folder: Path, *, as_json: bool) -> None:
    from correspondence.archiving import verify_bag

    with ExitStack() as bars:
        found = verify_bag(folder, _counting(bars, "Reading", quiet=as_json))
    if as_json:
        _echo_json(_verified_json(found))
    else:
        for one in found.faults:
            click.echo(f"{one.file or shown_here(folder)}: {one.kind}: {one.message}")
        result = f"{counted(len(found.faults), 'fault')}" if found.faults else "complete and valid"
        click.echo(f"{counted(found.files, 'file')}, {counted(found.size, 'byte')}: {result}.", err=True)
    if not found.valid:
        context.exit(1)


def _restore(folder: Path, target: Path, *, as_json: bool) -> None:
    from correspondence.archiving import restore_bag

    with ExitStack() as bars:
        made = restore_bag(folder, target, _counting(bars, "Reading", quiet=as_json))
    if as_json:
        _echo_json(_restored_json(made))
        return
    click.echo(shown_here(made.path))
    if made.database:
        click.echo(
            "The settings named a register elsewhere, and do not any more: the restored entries are in the workspace's own.",
            err=True,
        )
    entries = f"{made.entries:,} {'entry' if made.entries == 1 else 'entries'}"
    click.echo(f"The mailing {made.mailing}: {counted(made.files, 'file')}, {entries} in its register.", err=True)


def _counting(bars: ExitStack, what: str, *, quiet: bool) -> Callable[[int], Callable[[], None]]:
    """Return what shows a progress bar once it is known how many files there are."""

    def begin(total: int) -> Callable[[], None]:
        return bars.enter_context(counting(what, total, quiet=quiet))

    return begin


def _counts(contents: Contents) -> str:
    counts = contents.counts
    told = [
        f"{counts[role]:,} {NOUNS[role] if counts[role] == 1 else PLURALS[role]}" for role in NOUNS if counts.get(role)
    ]
    return f"{counted(contents.letters, 'document')}; {', '.join(told)}"


def _echo_json(whole: dict[str, object]) -> None:
    click.echo(json.dumps(whole, indent=2, ensure_ascii=False))


def _bag_json(made: Bagged) -> dict[str, object]:
    contents = made.contents
    return {
        "schema": BAG_SCHEMA,
        "path": str(made.path),
        "mailing": contents.mailing,
        "date": made.date.isoformat(),
        "documents": contents.letters,
        "files": len(contents.pieces),
        "bytes": made.size,
        "counts": {role: contents.counts.get(role, 0) for role in NOUNS},
        "entries": len(contents.extract.entries),
        "problems": [one.as_json() for one in contents.warnings],
    }


def _verified_json(found: Verified) -> dict[str, object]:
    return {
        "schema": VERIFIED_SCHEMA,
        "path": str(found.path),
        "valid": found.valid,
        "files": found.files,
        "bytes": found.size,
        "faults": [{"kind": one.kind, "file": one.file, "message": one.message} for one in found.faults],
    }


def _restored_json(made: Restored) -> dict[str, object]:
    return {
        "schema": RESTORED_SCHEMA,
        "path": str(made.path),
        "mailing": made.mailing,
        "files": made.files,
        "entries": made.entries,
        "left_database": made.database,
    }
