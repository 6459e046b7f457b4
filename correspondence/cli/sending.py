"""The command that sends letters and releases by e-mail, or writes drafts of the mails."""

from __future__ import annotations

import datetime
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from correspondence.cli.mails import as_json as mails_json
from correspondence.cli.mails import first, mails_of, rest_of, shown, told
from correspondence.cli.options import (
    Choice,
    Groups,
    Ids,
    choice_options,
    confirm,
    counted,
    counting,
    database_option,
    flat,
    json_option,
    keep_going_option,
    mailing_option,
    now,
    optional_list_argument,
    options,
    output_option,
    replace_option,
    reporter,
    template_argument,
    workspace_of,
    yes_option,
)
from correspondence.errors import shown_here

if TYPE_CHECKING:
    from correspondence.dispatching.covering import LetterMails
    from correspondence.dispatching.drafting import DraftFile
    from correspondence.dispatching.outboxes import Outbox, Register
    from correspondence.dispatching.planning import Plan
    from correspondence.dispatching.releasing import ReleaseMails
    from correspondence.dispatching.sending import Report
    from correspondence.workspace import Workspace

BATCH = 50
REVIEW = 3


@dataclass(frozen=True)
class Wish:
    """What somebody asks of mails.

    Attributes:
        smtp: Whether they are sent; otherwise drafts are written.
        yes: Whether nobody is asked.
        keep_going: Whether to go on after one that the server does not take.
        resend: Ids of those whose mail is undecided, and is sent again.
        arrived: Ids of those whose undecided mail did arrive.
        batch: How many get one mail together, as blind copies.
        output: The folder that was named, None for the workspace's.
        replace: Whether drafts that were changed are made anew.
        by: Who sends.
        as_json: Whether the result is printed as JSON.
    """

    smtp: bool
    yes: bool
    keep_going: bool
    resend: tuple[str, ...]
    arrived: tuple[str, ...]
    batch: int
    output: Path | None
    replace: bool
    by: str
    as_json: bool


@click.command()
@options(template_argument, optional_list_argument)
@click.option("--to", "to", metavar="LIST", help="Send TEMPLATE, which is no letter, to all of LIST alike.")
@click.option("--bcc", is_flag=True, help="With --to: one mail to many, each as a blind copy.")
@click.option(
    "--batch",
    type=click.IntRange(min=1),
    default=BATCH,
    show_default=True,
    metavar="N",
    help="With --bcc: at most so many blind copies of one mail.",
)
@click.option("--mail", "cover", metavar="TEMPLATE", help="The covering mail. Default: the one that the letter names.")
@click.option("--docx", is_flag=True, help="Attach the Word files too.")
@options(choice_options, mailing_option)
@click.option("--smtp", is_flag=True, help="Send the mails, through the server in correspondence.yaml.")
@yes_option
@keep_going_option
@click.option(
    "--resend",
    type=Ids(),
    multiple=True,
    metavar="ID",
    help="Send this mail again, of which nobody knows whether it went. Again, with commas, or @FILE for more.",
)
@click.option(
    "--arrived",
    type=Ids(),
    multiple=True,
    metavar="ID",
    help="Write down that this mail did arrive, as somebody found out.",
)
@click.option(
    "--by", metavar="NAME", help="Under whose name it is registered. Default: the name under which you are logged in."
)
@options(replace_option, output_option, database_option, json_option)
@click.pass_context
def send(
    context: click.Context,
    template: str,
    recipients: str | None,
    to: str | None,
    bcc: bool,
    batch: int,
    cover: str | None,
    docx: bool,
    choice: Choice,
    mailing: str | None,
    smtp: bool,
    yes: bool,
    keep_going: bool,
    resend: Groups,
    arrived: Groups,
    replace: bool,
    by: str | None,
    output: Path | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Send the letters of a mailing by e-mail: as drafts, or with --smtp at once.

    The letters must have been made by merge, or a release by render; they go as PDF, just as they were made. Drafts lie
    in output/MAILING/mail and open in Outlook and Thunderbird. With --smtp the count, the sender and the first mail are
    shown, and nothing is sent before somebody has said yes. Nothing is sent twice unasked.
    """
    from correspondence.dispatching.covering import LetterMails
    from correspondence.dispatching.releasing import ReleaseMails
    from correspondence.mailing import Order

    if (to is None) == (recipients is None):
        message = "name the list: 'send TEMPLATE LIST' for letters, 'send TEMPLATE --to LIST' for one document to many"
        raise click.UsageError(message)
    if (bcc and to is None) or (cover and to is not None):
        message = (
            "--bcc is for documents that go --to a list" if bcc else "a document that goes --to a list needs no --mail"
        )
        raise click.UsageError(message)
    if (resend or arrived) and not smtp:
        message = "--resend and --arrived are about mails that were sent: give --smtp too"
        raise click.UsageError(message)
    workspace = workspace_of(context)
    order = Order(template, to or recipients, mailing, **choice)
    mails: LetterMails | ReleaseMails
    if to is None:
        mails = LetterMails(workspace, order, cover or "", word=docx)
    else:
        mails = ReleaseMails(workspace, order, blind=bcc, word=docx)
    who = by if by is not None else reporter()
    wish = Wish(
        smtp, yes, keep_going, flat(resend), flat(arrived), batch, output, replace=replace, by=who, as_json=as_json
    )
    _send(context, workspace, mails, wish, database)


def _send(
    context: click.Context,
    workspace: Workspace,
    mails: LetterMails | ReleaseMails,
    wish: Wish,
    database: str | None,
) -> None:
    """Plan the mails, then write drafts of them or send them."""
    from correspondence.dispatching.outboxes import opened_outbox, outbox_of
    from correspondence.dispatching.planning import plan_mails, sender_of
    from correspondence.dispatching.sending import say_arrived, settle
    from correspondence.registering import opened

    with opened(workspace, database) as register, opened_outbox(outbox_of(workspace, mails.mailing)) as outbox:
        if wish.arrived:
            say_arrived(outbox, mails, wish.arrived, _moment(), wish.by)
        settled = settle(mails, register, outbox, wish.by)
        sender = sender_of(workspace, mails)
        plan = plan_mails(mails, register, outbox, sender, resend=wish.resend, batch=wish.batch)
        if not wish.as_json:
            for line in shown(plan, settled):
                click.echo(line, err=True)
        if wish.smtp:
            _send_now(context, workspace, register, outbox, plan, wish)
        else:
            _draft(context, workspace, register, plan, wish)


def _draft(context: click.Context, workspace: Workspace, register: Register, plan: Plan, wish: Wish) -> None:
    from correspondence.dispatching.drafting import write_drafts

    drafts: tuple[DraftFile, ...] = ()
    if plan.due:
        output = wish.output or workspace.output
        with counting("Writing", len(plan.due), quiet=wish.as_json) as advance:
            drafts = write_drafts(plan, register, output, now(), wish.by, replace=wish.replace, on_mail=advance)
    if wish.as_json:
        click.echo(json.dumps(mails_json(plan, drafts, None), indent=2, ensure_ascii=False))
    else:
        for one in drafts:
            click.echo(shown_here(one.path))
        click.echo(f"{counted(len(drafts), 'draft')} made{rest_of(plan)}.", err=True)
    _leave(context, plan, None)


def _send_now(
    context: click.Context, workspace: Workspace, register: Register, outbox: Outbox, plan: Plan, wish: Wish
) -> None:
    from correspondence.dispatching.embargo import refuse_before
    from correspondence.dispatching.releasing import ReleaseMails
    from correspondence.dispatching.sending import Pace, Report, Sending, connected_to, refuse_nobody, send, server_of

    report = Report()
    if isinstance(plan.mails, ReleaseMails):
        refuse_before(plan.mails.embargo, _moment(), plan.mails.template)
    if plan.due:
        settings = workspace.settings.mail
        server = server_of(settings, os.environ)
        assert settings is not None  # noqa: S101  (for the type checker: it names a server)
        refuse_nobody(plan.sender)
        if not wish.as_json:
            for line in first(plan, server.name):
                click.echo(line)
        confirm(f"Send {mails_of(plan)}?", yes=wish.yes)
        with connected_to(server) as connection, counting("Sending", len(plan.due), quiet=wish.as_json) as advance:
            how = Sending(
                connection,
                outbox,
                register,
                _moment,
                Pace(settings.rate),
                settings.retry_after,
                wish.by,
                keep_going=wish.keep_going,
            )
            report = send(plan, how, advance)
    if wish.as_json:
        click.echo(json.dumps(mails_json(plan, (), report), indent=2, ensure_ascii=False))
    else:
        for line in told(plan, report):
            click.echo(line, err=True)
    _leave(context, plan, report)


def _leave(context: click.Context, plan: Plan, report: Report | None) -> None:
    """End the command with the exit status that says how it went."""
    if report and (report.failed or report.waiting or report.untried):
        context.exit(1)
    if plan.undecided or (report and report.undecided):
        context.exit(REVIEW)


def _moment() -> datetime.datetime:
    """Return what the machine's clock shows, in its zone; no option changes it."""
    return datetime.datetime.now().astimezone()
