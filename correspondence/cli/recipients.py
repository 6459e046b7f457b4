"""Commands for lists of recipients."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from correspondence.cli.options import counted, workspace_of
from correspondence.errors import RefusedError, describe, shown_here

if TYPE_CHECKING:
    from correspondence.recipients import RecipientList, SheetPlaces


@click.group()
def recipients() -> None:
    """Turn spreadsheets into lists of recipients."""


@recipients.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("list_id", metavar="[LIST-ID]", required=False)
@click.option("--sheet", default="", metavar="NAME", help="Sheet of a workbook. Default: the first one that is shown.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write this file. Default: recipients/LIST-ID.yaml.",
)
@click.option("--replace", is_flag=True, help="Replace a list that is there already, without asking.")
@click.pass_context
def import_(
    context: click.Context, file: Path, list_id: str | None, sheet: str, output: Path | None, replace: bool
) -> None:
    """Turn a spreadsheet (XLSX or CSV) into a list in recipients/.

    Shows what each column was taken for, then every problem by its row and column. Nothing is
    written where there is an error.
    """
    from correspondence.office.importing import target_of, write_list

    target = output or target_of(workspace_of(context), file, list_id)
    found = _read(file, sheet)
    for line in describe(found.warnings):
        click.echo(line, err=True)
    if target.exists() and not replace:
        if not sys.stdin.isatty():
            raise RefusedError(f"{shown_here(target)} is there already", "give --replace, or name another list")
        click.confirm(f"{shown_here(target)} is there already. Replace it?", abort=True, err=True)
    write_list(found, target, in_workspace=output is None)
    click.echo(shown_here(target))
    click.echo(f"{counted(len(found.recipients), 'recipient')} written.", err=True)


def _read(file: Path, sheet: str) -> RecipientList:
    """Read the spreadsheet, and show what its columns were taken for, be it sound or not."""
    from correspondence.office.importing import read_spreadsheet
    from correspondence.recipients import InvalidRecipientsError

    try:
        found = read_spreadsheet(file, sheet)
    except InvalidRecipientsError as error:
        if error.places is not None:
            _show_columns(error.places)
        raise
    if found.places is not None:
        _show_columns(found.places)
    return found


def _show_columns(places: SheetPlaces) -> None:
    from correspondence.office.importing import recognized

    columns = tuple(recognized(places))
    width = max((len(one.column) for one in columns), default=0)
    for one in columns:
        own = "" if one.known else "  (a value of the list's own)"
        click.echo(f"{one.column.ljust(width)}  {one.field}{own}", err=True)
