"""The command that tells who was asked, and what came back."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

import click

from correspondence.cli.options import (
    as_of_option,
    counted,
    database_option,
    day_of,
    json_option,
    options,
    workspace_of,
)
from correspondence.cli.register import optional_mailing_argument

if TYPE_CHECKING:
    from correspondence.registering import Asked

STATUS_SCHEMA = "correspondence/replies-status/1"


@click.command()
@options(optional_mailing_argument, as_of_option, database_option, json_option)
@click.pass_context
def status(
    context: click.Context, mailing: str, as_of: datetime.date | None, database: str | None, as_json: bool
) -> None:
    """Show who was asked, when and by which route, and when the answer is due."""
    from correspondence.registering import look_for, opened, tally

    today = day_of(as_of)
    with opened(workspace_of(context), database) as register:
        asked = tally(register, today, mailing)
        if not asked:
            look_for(register, mailing)
    if as_json:
        whole = {"schema": STATUS_SCHEMA, "as_of": today.isoformat(), "asked": [_as_json(one) for one in asked]}
        click.echo(json.dumps(whole, indent=2, ensure_ascii=False))
        return
    for one in asked:
        click.echo(f"{one.number or '-'}  {one.name or one.recipient}")
        click.echo(f"    {_told(one)}")
        if one.remedy:
            click.echo(f"    {one.remedy}")
    click.echo(_summary(asked), err=True)


def _as_json(one: Asked) -> dict[str, Any]:
    return {
        "mailing": one.mailing,
        "recipient": one.recipient,
        "name": one.name,
        "number": one.number,
        "questionnaire": one.questionnaire,
        "made": one.made.isoformat(),
        "posted": one.posted.isoformat() if one.posted else None,
        "route": one.route,
        "certified_number": one.certified_number,
        "due": one.due.isoformat() if one.due else None,
        "state": one.state,
        "overdue": one.overdue,
        "remedy": one.remedy,
    }


def _told(one: Asked) -> str:
    """Say in a line how the matter stands."""
    told = [f"{one.mailing}: made {one.made}"]
    if one.posted:
        route = f" by {one.route}" if one.route else ""
        number = f" ({one.certified_number})" if one.certified_number else ""
        told.append(f"posted {one.posted}{route}{number}")
    if one.state != "posted":
        told.append(one.state)
    if one.due:
        told.append(f"due {one.due}{', OVERDUE' if one.overdue else ''}")
    return ", ".join(told)


def _summary(asked: tuple[Asked, ...]) -> str:
    if not asked:
        return "Nobody was asked anything yet: no letter with a questionnaire is in the register."
    parts = [f"{counted(len(asked), 'letter')} with a questionnaire"]
    for state in ("not posted", "posted", "returned", "voided", "received"):
        number = sum(one.state == state for one in asked)
        if number:
            parts.append(f"{number:,} {state}")
    overdue = sum(one.overdue for one in asked)
    if overdue:
        parts.append(f"{overdue:,} overdue")
    return ", ".join(parts) + "."
