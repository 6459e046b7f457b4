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
    keep_going_option,
    list_argument,
    mailing_option,
    options,
    output_option,
    progress,
    set_option,
    settings_of,
    template_argument,
    workspace_of,
)
from correspondence.errors import Problem, Problems, describe, shown_here

if TYPE_CHECKING:
    from correspondence.dispatching import Addressed, PrintRun
    from correspondence.mailing import Job

PRINTED_SCHEMA = "correspondence/printed/1"
ADDRESSED_SCHEMA = "correspondence/addressed/1"

mailing_argument = click.argument("mailing", metavar="MAILING")


@click.command(name="print")
@options(mailing_argument, choice_options, set_option)
@click.option("--duplex", is_flag=True, help="Print on both sides: each letter begins on a front page.")
@click.option(
    "--sheets", type=click.IntRange(min=1), metavar="N", help="At most N sheets in a file; no letter is torn apart."
)
@click.option("--fold-marks", is_flag=True, help="Mark at the sheet's edge where each letter is folded.")
@keep_going_option
@options(output_option, database_option, json_option)
@click.pass_context
def print_(
    context: click.Context,
    mailing: str,
    choice: Choice,
    given: tuple[tuple[str, str], ...],
    duplex: bool,
    sheets: int | None,
    fold_marks: bool,
    keep_going: bool,
    output: Path | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Put the letters of a mailing into files for the printer, and list them.

    The letters are taken as merge made them; each is held to its checksum.
    """
    from correspondence.dispatching import Wish, print_mailing
    from correspondence.mailing import Order

    workspace = workspace_of(context)
    order = Order(mailing, mailing=mailing, given=settings_of(given), **choice)
    wish = Wish(duplex, sheets, keep_going, database, fold_marks)
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


@click.command()
@options(template_argument, list_argument, choice_options, keep_going_option)
@options(mailing_option, output_option, json_option)
@click.pass_context
def envelopes(
    context: click.Context,
    template: str,
    recipients: str,
    choice: Choice,
    keep_going: bool,
    mailing: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Make an envelope for each recipient of a list, in one file for the printer.

    The template names the sender, whose return address stands in the upper left corner.
    """
    from correspondence.dispatching import ENVELOPES, make_envelopes, prepare_addresses
    from correspondence.mailing import Order, prepare

    order = Order(template, recipients, mailing, **choice)
    job = prepare_addresses(prepare(workspace_of(context), order), ENVELOPES)
    problems, unfit = _checked(job, keep_going=keep_going, as_json=as_json)
    with progress("Addressing", job, quiet=as_json) as advance:
        made = make_envelopes(job, output or job.workspace.output, leave_out=unfit, on_letter=advance)
    _tell_addressed(context, made, problems, "envelope", as_json=as_json)


@click.command()
@options(template_argument, list_argument)
@click.option("--sheet", default="5160", show_default=True, metavar="NUMBER", help="Number of the sheet of labels.")
@click.option(
    "--start", type=click.IntRange(min=1), default=1, metavar="N", help="First label that is still on the sheet."
)
@click.option("--test-grid", is_flag=True, help="Draw the labels' outlines, to hold a print against a sheet.")
@options(choice_options, keep_going_option)
@options(mailing_option, output_option, json_option)
@click.pass_context
def labels(
    context: click.Context,
    template: str,
    recipients: str,
    sheet: str,
    start: int,
    test_grid: bool,
    choice: Choice,
    keep_going: bool,
    mailing: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Set a label for each recipient of a list on sheets of labels, in one file."""
    from correspondence.dispatching import LABELS, label_sheet, make_labels, prepare_addresses
    from correspondence.mailing import Order, prepare

    workspace = workspace_of(context)
    found = label_sheet(workspace, sheet)
    job = prepare_addresses(prepare(workspace, Order(template, recipients, mailing, **choice)), LABELS, found)
    problems, unfit = _checked(job, keep_going=keep_going, as_json=as_json)
    with progress("Addressing", job, quiet=as_json) as advance:
        made = make_labels(
            job,
            found,
            output or workspace.output,
            start=start,
            grid=test_grid,
            leave_out=unfit,
            on_letter=advance,
        )
    _tell_addressed(context, made, problems, "label", as_json=as_json)


def _checked(job: Job, *, keep_going: bool, as_json: bool) -> tuple[Problems, frozenset[str]]:
    """Check the addresses of a job; return what was found, and the ids of those that cannot be used."""
    from correspondence.mailing import check

    with progress("Checking", job, quiet=as_json) as advance:
        findings = check(job, on_letter=advance)
    some = any(one is not None and one.id not in findings.unfit for one in job.selected)
    if not (keep_going and findings.unfit and some and not findings.blocked):
        findings.problems.stop()
    return findings.problems, frozenset(findings.unfit)


def _tell_addressed(context: click.Context, made: Addressed, problems: Problems, noun: str, *, as_json: bool) -> None:
    problems.extend(made.problems)
    found: tuple[Problem, ...] = tuple(problems)
    if as_json:
        whole = {
            "schema": ADDRESSED_SCHEMA,
            "path": str(made.path),
            "addresses": made.addresses,
            "pages": made.pages,
            "free": made.free,
            "problems": [one.as_json() for one in found],
        }
        click.echo(json.dumps(whole, indent=2, ensure_ascii=False))
    else:
        for line in describe(found):
            click.echo(line, err=True)
        sheets = f" on {counted(made.pages, 'sheet')}" if noun == "label" else ""
        click.echo(f"{shown_here(made.path)}  {counted(made.addresses, noun)}{sheets}")
        if made.free:
            click.echo(f"The next free label is number {made.free}.", err=True)
    if problems.errors:
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
