"""Commands for those who must agree before anything goes out: the proof sheet, and the approval."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from correspondence.cli.keys import KeyChoice, key_options
from correspondence.cli.options import (
    Choice,
    account,
    choice_options,
    confirm,
    counted,
    database_option,
    json_option,
    list_argument,
    mailing_option,
    now,
    options,
    output_option,
    progress,
    set_option,
    settings_of,
    template_argument,
    workspace_of,
    yes_option,
)
from correspondence.cli.register import mailing_argument
from correspondence.errors import describe, shown_here

if TYPE_CHECKING:
    import datetime

    from correspondence.approving import Approver, Given, Standing
    from correspondence.mailing import Findings
    from correspondence.registering import Register

PROOF_SCHEMA = "correspondence/proof/1"
APPROVAL_SCHEMA = "correspondence/approval/1"
WAITING = 3


@click.command()
@options(template_argument, list_argument, choice_options, set_option)
@options(mailing_option, output_option, json_option)
@click.pass_context
def proof(
    context: click.Context,
    template: str,
    recipients: str,
    choice: Choice,
    given: tuple[tuple[str, str], ...],
    mailing: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Make a proof sheet of a mailing for whoever must agree to it; issue nothing.

    It says who gets what, what somebody should look at, where the letters differ, and what changed since the last run.
    """
    from correspondence.approving import make_proof
    from correspondence.mailing import Order, check, prepare

    order = Order(template, recipients, mailing, settings_of(given), **choice)
    job = prepare(workspace_of(context), order)
    with progress("Checking", job, quiet=as_json) as advance:
        findings = check(job, on_letter=advance)
    if all(one is None or one.id in findings.unfit for one in job.selected) or findings.blocked:
        findings.problems.stop()
    with progress("Laying out", job, quiet=as_json) as advance:
        made = make_proof(job, findings, output or job.workspace.output, advance)
    if as_json:
        whole = {
            "schema": PROOF_SCHEMA,
            "path": str(made.path),
            "list": str(made.sheet),
            "letters": made.letters,
            "pages": made.pages,
            "since": dict(made.since),
            "gone": list(made.gone),
            "problems": [one.as_json() for one in findings.problems],
        }
        click.echo(json.dumps(whole, indent=2, ensure_ascii=False))
    else:
        for line in describe(findings.problems):
            click.echo(line, err=True)
        click.echo(shown_here(made.path))
        click.echo(shown_here(made.sheet))
        since = "".join(f", {count:,} {name}" for name, count in made.since.items())
        gone = f", {len(made.gone):,} gone" if made.gone else ""
        click.echo(
            f"{counted(made.letters, 'letter')} on {counted(made.pages, 'page')}{since}{gone}; nothing was issued.",
            err=True,
        )
    if findings.problems.errors:
        context.exit(1)


@click.command()
@mailing_argument
@click.option(
    "--by",
    "approver",
    default="",
    metavar="NAME",
    help="Approve as this one of those whom the template asks. Without it, nothing is approved, and you see who has approved.",
)
@set_option
@click.option("--withdraw", is_flag=True, help="Take your approval back.")
@click.option("--note", metavar="TEXT", default="", help="Why, in your own words.")
@key_options
@yes_option
@options(output_option, database_option, json_option)
@click.pass_context
def approve(
    context: click.Context,
    mailing: str,
    approver: str,
    given: tuple[tuple[str, str], ...],
    withdraw: bool,
    note: str,
    key: KeyChoice,
    yes: bool,
    output: Path | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Approve the words of a mailing, just as they are now, for all of its list.

    The letters must have been made, as drafts at least. Shows what changed since the last approval, makes a proof sheet in
    output/MAILING/approval, and asks. Whatever is changed afterwards, in the template or the list, needs a new approval
    before 'merge --final', 'sign', 'print' and 'send' let it pass. With --key or --token, the proof sheet is signed.
    """
    from correspondence.approving import Approver, prepared, refuse_unfit, standing_with, take_back, values_approved
    from correspondence.mailing import check
    from correspondence.registering import opened, opened_if_begun

    if (withdraw or key.is_given) and not approver:
        message = "say who you are with --by"
        raise click.UsageError(message)
    if note and not withdraw:
        message = "--note is for --withdraw"
        raise click.UsageError(message)
    workspace = workspace_of(context)
    folder = output or workspace.output
    values = settings_of(given)
    if not (values or approver) and (register := opened_if_begun(workspace, database)) is not None:
        with register:
            values = values_approved(register, mailing)
    job = prepared(workspace, folder, mailing, values)
    with progress("Checking", job, quiet=as_json) as advance:
        findings = check(job, on_letter=advance)
    if not withdraw:
        findings.problems.stop()
    moment = now()
    with ExitStack() as stack:
        register = stack.enter_context(opened(workspace, database, begin=True))
        with progress("Reading", job, quiet=as_json) as advance:
            standing = standing_with(job, register, advance)
        if not approver:
            _show(standing, as_json=as_json)
            if standing.approvals.order and standing.turn:
                context.exit(WAITING)
            return
        who = Approver(approver, account())
        if withdraw:
            own = take_back(standing, who, note, register, moment)
            standing = standing_with(job, register)
            if as_json:
                _print_json(standing, None)
            else:
                click.echo(
                    f"The approval of {own.approver} of {own.day} is taken back; the register keeps both.", err=True
                )
            return
        if key.is_given:
            opened_key = stack.enter_context(key.opened(moment))
            who = Approver(approver, account(), opened_key, key.manner(f"Approved as {approver}"))
        refuse_unfit(standing, who)
        if not as_json:
            for line in describe(findings.problems):
                click.echo(line, err=True)
        _give(standing, findings, who, register, folder, moment, yes=yes, as_json=as_json)


def _give(
    standing: Standing,
    findings: Findings,
    who: Approver,
    register: Register,
    folder: Path,
    at: datetime.datetime,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Show what is to be approved, ask, and approve it."""
    from correspondence.approving import draw_sheet, give, standing_with

    job = standing.job
    if any(one.approver == who.id for one in standing.given):
        if as_json:
            _print_json(standing, None)
        else:
            click.echo(f"{who.id} has approved these words already; nothing changed since.", err=True)
        return
    with progress("Laying out", job, quiet=as_json) as advance:
        sheet = draw_sheet(standing, findings, who, folder, advance)
    if not as_json:
        for line in _before(standing, who.id):
            click.echo(line, err=True)
        click.echo(shown_here(sheet.sheet))
        click.echo(shown_here(sheet.rows))
    what = counted(len(standing.now.letters), "letter" if job.recipients else "document")
    confirm(f"Approve just these words of {what} as {who.id}?", yes=yes)
    give(standing, who, sheet, register, folder, at)
    after = standing_with(job, register)
    if as_json:
        _print_json(after, sheet)
        return
    signed = f", signed by {who.key.name}" if who.key else ""
    click.echo(f"{what} approved by {who.id}{signed}. {_next(after)}", err=True)


def _before(standing: Standing, approver: str) -> Iterator[str]:
    """Yield what changed since this approver, or else anybody, approved other words."""
    from correspondence.approving import described

    for name, found in standing.since.items():
        own = standing.approvals.of(name)
        if own is not None and (name == approver or approver not in standing.since):
            yield f"Changed since {name} approved on {own.day}:"
            yield from (f"  {line}" for line in described(found, len(standing.now.letters)))


def _next(standing: Standing) -> str:
    """Say what comes next."""
    from correspondence.approving.holding import FINAL, approving, given_options
    from correspondence.mailing.folders import making

    job = standing.job
    if standing.turn:
        return f"Next: {approving(job.name, standing.turn, job.order.given)}"
    about = {"mailing": job.name, "template": job.template.id, "list": job.recipients.id if job.recipients else ""}
    return f"Next: {making(about, FINAL, *given_options(job.order.given))}"


def _show(standing: Standing, *, as_json: bool) -> None:
    """Show how a mailing stands with its approvers."""
    from correspondence.approving import described
    from correspondence.approving.holding import approving
    from correspondence.mailing.job import Enclosed

    if as_json:
        _print_json(standing, None)
        return
    approvals = standing.approvals
    if not approvals.order:
        job = standing.job
        click.echo(f"{job.template.id} asks nobody for approval, and nobody has approved {job.name}.", err=True)
        for one in job.attachments:
            if isinstance(one, Enclosed) and (asked := one.job.template.approvals):
                then = approving(one.job.name, asked[0])
                click.echo(
                    f"{' and '.join(asked)} must approve {one.job.name}, which goes out with it: {then}", err=True
                )
        return
    given = {one.approver for one in standing.given}
    for name in approvals.order:
        own = approvals.of(name)
        if own is None:
            why = f" ({approvals.unfit[name]})" if name in approvals.unfit else ""
            click.echo(f"{name}: has not approved{why}")
        elif name in given:
            signed = f", signed by {own.signer}" if own.signer else ""
            click.echo(f"{name}: approved on {own.day} ({own.account or 'unnamed'}){signed}")
        elif name in standing.since:
            click.echo(f"{name}: approved on {own.day} ({own.account or 'unnamed'}); changed since:")
            for line in described(standing.since[name], len(standing.now.letters)):
                click.echo(f"  {line}")
        else:
            click.echo(f"{name}: approved on {own.day}, before those did who come first: once more")
    click.echo(_next(standing), err=True)


def _print_json(standing: Standing, sheet: Given | None) -> None:
    job, approvals = standing.job, standing.approvals
    given = {one.entry for one in standing.given}
    whole: dict[str, Any] = {
        "schema": APPROVAL_SCHEMA,
        "mailing": job.name,
        "template": job.template.id,
        "list": job.recipients.id if job.recipients else None,
        "letters": len(standing.now.letters),
        "words": standing.now.sha256,
        "asked": list(approvals.asked),
        "approved": standing.is_approved,
        "next": standing.turn or None,
        "sheet": str(sheet.sheet) if sheet else None,
        "rows": str(sheet.rows) if sheet else None,
        "approvals": [
            {
                "approver": one.approver,
                "at": one.at.isoformat(),
                "account": one.account,
                "words": one.words,
                "counts": one.entry in given,
                "signer": one.signer or None,
                "certificate": one.certificate or None,
                "sheet": one.sheet,
                "changed": [
                    each.as_json()
                    for each in (standing.since.get(one.approver, ()) if one == approvals.of(one.approver) else ())
                ],
            }
            for one in approvals.known
        ],
    }
    click.echo(json.dumps(whole, indent=2, ensure_ascii=False))
