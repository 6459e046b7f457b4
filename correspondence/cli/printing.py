"""Commands that make what goes through a printer: print files, envelopes and labels."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from correspondence.cli.options import (
    Choice,
    choice_options,
    counted,
    database_option,
    json_option,
    options,
    output_option,
    progress,
    set_option,
    settings_of,
    workspace_of,
)
from correspondence.errors import describe, shown_here

if TYPE_CHECKING:
    from correspondence.dispatching import PrintRun
    from correspondence.mailing import Job

PRINTED_SCHEMA = "correspondence/printed/1"

mailing_argument = click.argument("mailing", metavar="MAILING")


@click.command(name="print")
@options(mailing_argument, choice_options, set_option)
@click.option("--duplex", is_flag=True, help="Print on both sides: each letter begins on a front page.")
@click.option(
    "--sheets", type=click.IntRange(min=1), metavar="N", help="At most N sheets in a file; no letter is torn apart."
)
@click.option("--keep-going", is_flag=True, help="Print the sound letters although others cannot be printed.")
@options(output_option, database_option, json_option)
@click.pass_context
def print_(
    context: click.Context,
    mailing: str,
    choice: Choice,
    given: tuple[tuple[str, str], ...],
    duplex: bool,
    sheets: int | None,
    keep_going: bool,
    output: Path | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Put the letters of a mailing into files for the printer, with a list of what is where.

    The letters are taken as merge made them; each is held to its checksum.
    """
    from correspondence.dispatching import Wish, print_mailing
    from correspondence.mailing import Order

    workspace = workspace_of(context)
    order = Order(mailing, mailing=mailing, given=settings_of(given), **choice)
    wish = Wish(duplex, sheets, keep_going, database)
    with ExitStack() as bars:

        def counting(job: Job) -> Callable[[], None]:
            return bars.enter_context(progress("Printing", job, quiet=as_json))

        run = print_mailing(workspace, output or workspace.output, order, wish, counting)
    if as_json:
        click.echo(json.dumps(_printed_json(run), indent=2, ensure_ascii=False))
    else:
        _print_run(run)
    if run.problems:
        context.exit(1)


def _print_run(run: PrintRun) -> None:
    for line in describe(run.problems):
        click.echo(line, err=True)
    for one in run.files:
        counts = (counted(one.letters, "letter"), counted(one.pages, "page"), counted(one.sheets, "sheet"))
        click.echo(f"{shown_here(one.path)}  {', '.join(counts)}")
    click.echo(shown_here(run.cover_list))
    for left_out in run.unprinted:
        click.echo(f"{left_out.name} {left_out.reason}, and is not printed", err=True)
    for path in run.left_over:
        click.echo(f"{shown_here(path)} was of an earlier run, and is removed", err=True)
    letters, sheets = (sum(getattr(one, name) for one in run.files) for name in ("letters", "sheets"))
    summary = f"{counted(letters, 'letter')} on {counted(sheets, 'sheet')} in {counted(len(run.files), 'file')}"
    if run.problems:
        summary += f", {counted(len(run.problems), 'letter')} not"
    click.echo(f"{summary}.", err=True)


def _printed_json(run: PrintRun) -> dict[str, Any]:
    return {
        "schema": PRINTED_SCHEMA,
        "files": [
            {"path": str(one.path), "letters": one.letters, "pages": one.pages, "sheets": one.sheets}
            for one in run.files
        ],
        "cover_list": str(run.cover_list),
        "unprinted": [{"file": one.name, "reason": one.reason} for one in run.unprinted],
        "removed": [str(path) for path in run.left_over],
        "problems": [one.as_json() for one in run.problems],
    }
