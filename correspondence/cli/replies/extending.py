"""The command that grants more time."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from correspondence.cli.options import (
    Day,
    Groups,
    Ids,
    counted,
    database_option,
    flat,
    now,
    options,
    output_option,
    reporter,
    workspace_of,
)
from correspondence.cli.register import mailing_argument
from correspondence.errors import shown_here


@click.command()
@mailing_argument
@click.option(
    "--only",
    type=Ids(),
    multiple=True,
    required=True,
    metavar="ID",
    help="To this recipient, or to the letter with this reference number. Again, with commas, or @FILE for more.",
)
@click.option(
    "--until", type=Day(), required=True, metavar="DATE", help="The day by which the answer is asked for now."
)
@click.option("--reason", metavar="TEXT", default="", help="Why, in your own words.")
@click.option("--by", metavar="NAME", help="Who grants it. Default: your login.")
@options(output_option, database_option)
@click.pass_context
def extend(
    context: click.Context,
    mailing: str,
    only: Groups,
    until: datetime.date,
    reason: str,
    by: str | None,
    output: Path | None,
    database: str | None,
) -> None:
    """Grant more time to those who asked for it: to all that are named, or to none.

    Nobody is told by it; what was granted stands in the register, and until its day has passed nobody is overdue or reminded.
    """
    from correspondence.registering import opened
    from correspondence.replying import Extension, extend, write_responses

    workspace = workspace_of(context)
    what = Extension(until, flat(only), " ".join(reason.split()), by or reporter())
    with opened(workspace, database) as register:
        extended = extend(register, mailing, what, now())
        _, set_aside = write_responses(register, output or workspace.output, [mailing])
    for one in extended:
        letter, due = one.standing.history.letter, one.standing.due
        before = f" (before: {due})" if due else ""
        click.echo(f"{letter.recipient}  {one.standing.history.number}  until {one.until}{before}")
    for path in set_aside:
        click.echo(f"{shown_here(path)} keeps the responses.yaml that somebody had changed", err=True)
    told = "It was" if len(extended) == 1 else "They were"
    click.echo(
        f"More time for {counted(len(extended), 'letter')}. {told} not told yet: write to them, by letter or mail; "
        f"'correspondence replies remind {mailing}' leaves them out until that day has passed.",
        err=True,
    )
