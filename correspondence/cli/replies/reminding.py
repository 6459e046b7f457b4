"""The command that reminds those who have not answered."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from correspondence.cli.options import (
    Groups,
    as_of_option,
    confirm,
    counted,
    counting,
    database_option,
    day_of,
    flat,
    format_option,
    json_option,
    now,
    only_option,
    options,
    output_option,
    record_option,
    reporter,
    with_records,
    workspace_of,
    yes_option,
)
from correspondence.cli.register import mailing_argument
from correspondence.errors import describe, shown_here

if TYPE_CHECKING:
    from correspondence.mailing import Findings
    from correspondence.replying.choosing import LeftOut
    from correspondence.replying.reminding import Plan, Reminders

REMIND_SCHEMA = "correspondence/replies-remind/1"
MOST_DAYS = 3660
ONLY = "--only ID"
WIDTH = 100
INDENT = "      "


@click.command()
@mailing_argument
@click.option("--template", required=True, metavar="TEMPLATE", help="The reminder's template: id or path.")
@click.option(
    "--every",
    type=click.IntRange(1, MOST_DAYS),
    default=14,
    show_default=True,
    metavar="DAYS",
    help="Remind nobody to whom a letter or reminder was posted less than so many days ago.",
)
@click.option("--early", is_flag=True, help="Remind before the answer is due, too.")
@click.option("--no-more-time", is_flag=True, help="Remind those, too, who asked for more time and were granted none.")
@options(only_option, as_of_option, format_option)
@click.option("--mail/--no-mail", default=True, help="Write e-mail drafts too, or not. Default: --mail.")
@click.option("--replace", is_flag=True, help="Make reminders anew that were made and not posted yet.")
@yes_option
@click.option("--by", metavar="NAME", help="Who makes them. Default: the name under which you are logged in.")
@options(record_option, output_option, database_option, json_option)
@click.pass_context
def remind(
    context: click.Context,
    mailing: str,
    template: str,
    every: int,
    early: bool,
    no_more_time: bool,
    only: Groups,
    as_of: datetime.date | None,
    formats: tuple[str, ...],
    mail: bool,
    replace: bool,
    yes: bool,
    by: str | None,
    record: bool,
    output: Path | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Make follow-up letters, and e-mail drafts of them, to those who have not answered MAILING.

    Shows who gets one, and who does not and why, and asks before anything is made. The letters lie in
    output/MAILING-reminder-1, and so on; 'register mark' posts them like any other.
    """
    from correspondence.registering import opened
    from correspondence.replying.reminding import Wish, make_reminders, plan_reminders, prepare_reminders

    if mail and "pdf" not in formats:
        message = "an e-mail draft has the PDF attached: name pdf in --format too, or give --no-mail"
        raise click.UsageError(message)
    workspace = workspace_of(context)
    wish = Wish(
        mailing,
        template,
        day_of(as_of),
        output or workspace.output,
        flat(only),
        every,
        early=early,
        no_more_time=no_more_time,
        anew=replace,
    )
    with opened(workspace, database) as register:
        plan = plan_reminders(workspace, register, wish)
        if not plan.reminded:
            _print_plan(plan, as_json=as_json, mail=mail)
            return
        job, findings = prepare_reminders(workspace, plan, mail=mail)
        if not as_json:
            _print_plan(plan, as_json=False, mail=mail)
            for line in describe(findings.problems):
                click.echo(line, err=True)
        confirm(f"Make {counted(len(plan.reminded), 'reminder')}?", yes=yes)
        with counting("Making", len(plan.reminded), quiet=as_json) as advance:
            made = make_reminders(
                workspace,
                register,
                plan,
                job,
                formats=with_records(formats, record=record),
                at=now(),
                by=by if by is not None else reporter(),
                mail=mail,
                on_letter=advance,
            )
    if as_json:
        click.echo(json.dumps(_as_json(plan, made, findings), indent=2, ensure_ascii=False))
    else:
        _print_made(plan, made, mail=mail)
    if made.kept:
        context.exit(1)


def _print_plan(plan: Plan, *, as_json: bool, mail: bool) -> None:
    if as_json:
        click.echo(json.dumps(_as_json(plan, None, None), indent=2, ensure_ascii=False))
        return
    for line in _shown(plan, mail=mail):
        click.echo(line)
    if plan.unmatched:
        waits = f"{counted(plan.unmatched, 'reply').replace('replys', 'replies')} came of which nobody knows yet whose"
        click.echo(
            f"{waits} {'it is' if plan.unmatched == 1 else 'they are'}: look at 'correspondence replies review' first",
            err=True,
        )
    if not plan.reminded:
        click.echo(f"Nobody is to be reminded, of {len(plan.left_out):,}.", err=True)


def _shown(plan: Plan, *, mail: bool) -> Iterator[str]:
    """Yield the lines that show who is reminded, and who is not and why."""
    if plan.reminded:
        yield f"{counted(len(plan.reminded), 'reminder')} of {plan.wish.as_of}, in {plan.name}:"
    for one in plan.reminded:
        followed = one.followed
        dated = f" of {followed.date}" if followed.date else ""
        told = [f"{followed.number}{dated}", f"due {followed.due}" if followed.due else "no day named"]
        told += [f"reminder {followed.round}"]
        told += [one.recipient.email or "no e-mail address"] if mail else []
        yield f"  {one.recipient.id}  {one.recipient.display_name}"
        yield f"      {', '.join(told)}"
    if plan.left_out:
        yield f"Not reminded, {len(plan.left_out):,}:"
    for reason, remedy, ids in _grouped(plan.left_out):
        yield f"  {reason}:"
        yield from wrap(", ".join(ids), WIDTH, initial_indent=INDENT, subsequent_indent=INDENT, break_on_hyphens=False)
        if remedy:
            yield f"{INDENT}{remedy}"


def _grouped(left_out: Sequence[LeftOut]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield reason, remedy and ids of those who have both in common; the remedy names all of them."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in left_out:
        groups.setdefault((one.reason, one.remedy.replace(f"--only {one.recipient}", ONLY)), []).append(one.recipient)
    for (reason, remedy), ids in groups.items():
        yield reason, remedy.replace(ONLY, f"--only {','.join(ids)}"), ids


def _print_made(plan: Plan, made: Reminders, *, mail: bool) -> None:
    for one in made.files:
        pages = f"  {counted(one.pages, 'page')}" if one.pages else ""
        click.echo(f"{shown_here(one.path)}{pages}")
    for path in made.mails.values():
        click.echo(shown_here(path))
    for letter in made.kept:
        click.echo(f"{letter.called} {letter.reason}, and stays as it is", err=True)
    parts = [f"{counted(len(plan.reminded) - len(made.kept), 'reminder')} made"]
    if made.mails:
        parts.append(counted(len(made.mails), "e-mail draft"))
    if mail and (without := sum(not one.recipient.email for one in plan.reminded)):
        parts.append(f"{without:,} without an e-mail address")
    parts.append(f"{len(plan.left_out):,} not reminded")
    click.echo(", ".join(parts) + ".", err=True)
    click.echo(f"Once they are posted, run: correspondence register mark {plan.name} --posted DATE", err=True)


def _as_json(plan: Plan, made: Reminders | None, findings: Findings | None) -> dict[str, Any]:
    """Return what was made of a plan as ``--json`` prints it."""
    files = made.files if made else ()
    mails = made.mails if made else {}
    kept = {one.recipient for one in made.kept} if made else set()
    return {
        "schema": REMIND_SCHEMA,
        "mailing": plan.wish.mailing,
        "reminders": plan.name if plan.reminded else None,
        "as_of": plan.wish.as_of.isoformat(),
        "reminded": [
            {
                "recipient": one.recipient.id,
                "name": one.recipient.display_name,
                "follows": one.followed.number,
                "due": one.followed.due.isoformat() if one.followed.due else None,
                "round": one.followed.round,
                "email": one.recipient.email or None,
                "files": [
                    {"path": str(file.path), "pages": file.pages}
                    for file in files
                    if file.recipient == one.recipient.id
                ],
                "mail": str(mails[one.recipient.id]) if one.recipient.id in mails else None,
                "kept": one.recipient.id in kept,
            }
            for one in plan.reminded
        ],
        "left_out": [
            {
                "recipient": one.recipient,
                "name": one.name,
                "number": one.number,
                "state": one.state,
                "reason": one.reason,
                "remedy": one.remedy,
            }
            for one in plan.left_out
        ],
        "unmatched": plan.unmatched,
        "problems": [one.as_json() for one in findings.problems] if findings else [],
    }
