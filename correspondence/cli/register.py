"""Commands that look into the register and write into it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from correspondence.cli.options import (
    Day,
    Groups,
    as_of_option,
    counted,
    database_option,
    day_of,
    flat,
    json_option,
    now,
    only_option,
    options,
    reporter,
    workspace_of,
)
from correspondence.errors import shown_here

if TYPE_CHECKING:
    from correspondence.registering import Entry, Event, Wanted

REGISTER_SCHEMA = "correspondence/register/1"
FIXITY_SCHEMA = "correspondence/register-check/1"

KIND_NAMES = (
    *("made", "approved", "signed", "dispatched", "returned", "received", "read", "decided", "amended", "voided"),
)
ROUTE_NAMES = (
    *("first-class-mail", "certified-mail", "registered-mail", "priority-mail", "courier", "by-hand", "e-mail", "fax"),
)

mailing_argument = click.argument("mailing", metavar="MAILING")
optional_mailing_argument = click.argument("mailing", metavar="[MAILING]", required=False, default="")
kind_option = click.option(
    "--kind",
    "kinds",
    type=click.Choice(KIND_NAMES),
    multiple=True,
    metavar="KIND",
    help=f"Only entries of this kind; again for more. The kinds are {', '.join(KIND_NAMES)}.",
)
recipient_option = click.option(
    "--recipient", "recipients", multiple=True, metavar="ID", help="Only entries of this recipient; again for more."
)
number_option = click.option(
    "--number", metavar="NUMBER", default="", help="Only entries of the letter with this reference number."
)
since_option = click.option(
    "--since",
    type=Day(),
    metavar="DATE",
    help="Only what was written down on this day (in UTC) or later.",
)


@click.group()
def register() -> None:
    """Look into the register, and write into it what happened to letters."""


@register.command("list")
@options(optional_mailing_argument, kind_option, recipient_option, number_option, since_option)
@options(database_option, json_option)
@click.pass_context
def list_(
    context: click.Context,
    mailing: str,
    kinds: tuple[str, ...],
    recipients: tuple[str, ...],
    number: str,
    since: datetime.date | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Show what was written down, oldest first; times are in UTC."""
    from correspondence.registering import look_for, opened

    with opened(workspace_of(context), database) as found:
        entries = found.entries(_wanted(mailing, kinds, recipients, number, since))
        if not entries:
            look_for(found, mailing)
    if as_json:
        whole = {"schema": REGISTER_SCHEMA, "entries": [entry.as_json() for entry in entries]}
        click.echo(json.dumps(whole, indent=2, ensure_ascii=False))
        return
    lines = [_columns(entry) for entry in entries]
    widths = [max((len(line[column]) for line in lines), default=0) for column in range(5)]
    for line in lines:
        click.echo("  ".join((*map(str.ljust, line[:5], widths), line[5])).rstrip())
    click.echo(f"{_entries(len(entries))}.", err=True)


@register.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@options(optional_mailing_argument, kind_option, recipient_option, number_option, since_option)
@click.option("--replace", is_flag=True, help="Replace FILE where it is there already.")
@database_option
@click.pass_context
def export(
    context: click.Context,
    file: Path,
    mailing: str,
    kinds: tuple[str, ...],
    recipients: tuple[str, ...],
    number: str,
    since: datetime.date | None,
    replace: bool,
    database: str | None,
) -> None:
    """Write entries into FILE: .csv, .xlsx or .json."""
    from correspondence.registering import export_to, opened

    with opened(workspace_of(context), database) as found:
        wanted = _wanted(mailing, kinds, recipients, number, since)
        count = export_to(found, file, wanted, schema=REGISTER_SCHEMA, replace=replace)
    click.echo(shown_here(file))
    click.echo(f"{_entries(count)}.", err=True)


@register.command()
@mailing_argument
@click.option("--posted", type=Day(), metavar="DATE", help="The letters were posted on this day.")
@click.option("--returned", type=Day(), metavar="DATE", help="They came back undelivered on this day.")
@click.option("--void", is_flag=True, help="They do not count any more, and are not to go out.")
@click.option("--reissue", is_flag=True, help="They may be made and posted again, under the same numbers.")
@only_option
@click.option(
    "--route",
    type=click.Choice(ROUTE_NAMES),
    metavar="ROUTE",
    help=f"How they were posted: {', '.join(ROUTE_NAMES)}.",
)
@click.option(
    "--certified-number",
    metavar="NUMBER",
    default="",
    help="What the post office calls the letter; its route is certified-mail where none is named.",
)
@click.option("--note", metavar="TEXT", default="", help="Why, in your own words.")
@click.option("--by", metavar="NAME", help="Who says so. Default: the name under which you are logged in.")
@options(as_of_option, database_option)
@click.pass_context
def mark(
    context: click.Context,
    mailing: str,
    posted: datetime.date | None,
    returned: datetime.date | None,
    void: bool,
    reissue: bool,
    only: Groups,
    route: str | None,
    certified_number: str,
    note: str,
    by: str | None,
    as_of: datetime.date | None,
    database: str | None,
) -> None:
    """Write down that letters of a mailing were posted, came back, are void or are issued anew.

    In --only, the letters' reference numbers do as well as the recipients' ids.
    """
    from correspondence.registering import Mark, opened
    from correspondence.registering import mark as write_mark

    given: list[tuple[Event, datetime.date | None]] = [("posted", posted)] if posted else []
    given += [("returned", returned)] if returned else []
    given += [("voided", None)] if void else []
    given += [("reissued", None)] if reissue else []
    if len(given) != 1:
        message = "say what happened: one of --posted DATE, --returned DATE, --void and --reissue"
        raise click.UsageError(message)
    [(event, day)] = given
    today = day_of(as_of)
    what = Mark(
        event,
        day or today,
        flat(only),
        route or "",
        "".join(certified_number.split()).upper(),
        note.strip(),
        by or reporter(),
    )
    with opened(workspace_of(context), database) as found:
        entries = write_mark(found, mailing, what, now(), today)
    for entry in entries:
        click.echo(f"{event} {what.date}  {entry.recipient or entry.template}  {entry.number}".rstrip())
    click.echo(f"{_entries(len(entries))} written.", err=True)


@register.command()
@options(optional_mailing_argument, database_option, json_option)
@click.pass_context
def check(context: click.Context, mailing: str, database: str | None, as_json: bool) -> None:
    """Say which files are missing, altered or unknown, by the checksums in the register."""
    from correspondence.registering import check_files, look_for, opened

    workspace = workspace_of(context)
    with opened(workspace, database) as found:
        fixity = check_files(found, workspace.root, mailing)
        if not fixity.checked:
            look_for(found, mailing)
    if as_json:
        findings = [
            {
                "file": one.file,
                "result": one.result,
                "mailing": one.entry.mailing if one.entry else "",
                "recipient": one.entry.recipient if one.entry else "",
                "number": one.entry.number if one.entry else "",
                "remedy": one.remedy,
            }
            for one in fixity.findings
        ]
        whole = {"schema": FIXITY_SCHEMA, "checked": fixity.checked, "findings": findings}
        click.echo(json.dumps(whole, indent=2, ensure_ascii=False))
    else:
        for one in fixity.findings:
            click.echo(f"{one.file}: {one.result}; {one.remedy}")
        bad = f"{len(fixity.findings):,} to mend" if fixity.findings else "all are as they were made"
        click.echo(f"{counted(fixity.checked, 'file')} checked: {bad}.", err=True)
    if fixity.findings:
        context.exit(1)


@register.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@database_option
@click.pass_context
def backup(context: click.Context, file: Path, database: str | None) -> None:
    """Copy the register into FILE, which must not be there yet.

    The copy is a register of its own, in SQLite, which --database can name. Others may go on writing meanwhile.
    """
    from correspondence.registering import back_up_to, opened

    with opened(workspace_of(context), database) as found:
        back_up_to(found, file)
    click.echo(shown_here(file))


def _wanted(
    mailing: str, kinds: tuple[str, ...], recipients: tuple[str, ...], number: str, since: datetime.date | None
) -> Wanted:
    from correspondence.references import Reference
    from correspondence.registering import KINDS, Wanted

    return Wanted(
        mailing,
        tuple(kind for kind in KINDS if kind in kinds),
        recipients,
        str(Reference.parse(number)) if number else "",
        datetime.datetime.combine(since, datetime.time(), datetime.UTC) if since else None,
    )


def _columns(entry: Entry) -> tuple[str, ...]:
    """Return what the list shows of an entry."""
    details = entry.details
    told = [f"on {details['date']}"] if "date" in details else []
    told += [f"by {details['route']}"] if details.get("route") else []
    told += [details["certified_number"]] if details.get("certified_number") else []
    told += [counted(len(entry.files), "file")] if entry.kind == "made" else []
    told += ["issued anew"] if details.get("reissued") else []
    told += [f"({details['note']})"] if details.get("note") else []
    told += [f"by {entry.details.get('approver', '')}"] if entry.kind == "approved" else []
    told += [f"amends {entry.amends}"] if entry.amends is not None else []
    return (
        f"{entry.at:%Y-%m-%d %H:%M}",
        entry.kind,
        entry.mailing,
        entry.recipient or "-",
        entry.number or "-",
        " ".join(told),
    )


def _entries(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"
