"""The command that writes what was answered into a file."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from correspondence.cli.options import as_of_option, counted, database_option, day_of, options, workspace_of
from correspondence.cli.register import optional_mailing_argument
from correspondence.errors import shown_here

EXPORT_SCHEMA = "correspondence/replies-export/1"


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@optional_mailing_argument
@click.option("--replace", is_flag=True, help="Replace FILE where it is there already.")
@options(as_of_option, database_option)
@click.pass_context
def export(
    context: click.Context,
    file: Path,
    mailing: str,
    replace: bool,
    as_of: datetime.date | None,
    database: str | None,
) -> None:
    """Write what was answered into FILE: .csv, .xlsx or .json, a row an answer.

    A question that nobody has answered has a row too. Where a later reply or a person amended an answer, the row of the earlier
    one has the status "amended"; those that count are "accepted".
    """
    from correspondence.registering import look_for, opened
    from correspondence.replying.exporting import export_answers
    from correspondence.replying.tallying import tally

    workspace = workspace_of(context)
    with opened(workspace, database) as register:
        found = tally(register, day_of(as_of), mailing)
        if not found.letters:
            look_for(register, mailing)
    count = export_answers(workspace, found, file, EXPORT_SCHEMA, replace=replace)
    click.echo(shown_here(file))
    click.echo(f"{counted(count, 'row')} of {counted(len(found.letters), 'letter')}.", err=True)
