"""Commands that look: at what is there, and at what is installed."""

from __future__ import annotations

import json

import click

from correspondence.cli.options import counted, json_option, workspace_of

LIST_SCHEMA = "correspondence/list/1"
DOCTOR_SCHEMA = "correspondence/doctor/1"


@click.command("list")
@json_option
@click.pass_context
def list_(context: click.Context, as_json: bool) -> None:
    """Show the templates, lists, layouts and senders of the workspace."""
    from correspondence.office.listing import entries

    found = entries(workspace_of(context))
    if as_json:
        click.echo(
            json.dumps(
                {
                    "schema": LIST_SCHEMA,
                    "entries": [
                        {"kind": one.kind, "id": one.id, "about": one.about, "sound": one.sound} for one in found
                    ],
                },
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        width = max((len(one.id) for one in found), default=0)
        kind = ""
        for one in found:
            if one.kind != kind:
                click.echo(f"{'' if not kind else chr(10)}{one.kind}s")
                kind = one.kind
            click.echo(f"  {one.id.ljust(width)}  {one.about}")
    if not all(one.sound for one in found):
        context.exit(1)


@click.command()
@json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what is installed, and how to get what is missing."""
    from correspondence.office.doctoring import examine

    findings = tuple(examine())
    if as_json:
        click.echo(
            json.dumps(
                {
                    "schema": DOCTOR_SCHEMA,
                    "findings": [
                        {"name": one.name, "state": one.state, "sound": one.sound, "remedy": one.remedy}
                        for one in findings
                    ],
                },
                indent=2,
            )
        )
    else:
        width = max(len(one.name) for one in findings)
        for one in findings:
            click.echo(
                f"{'ok ' if one.sound else 'NOT'}  {one.name.ljust(width)}  {one.state}{f'; {one.remedy}' if one.remedy else ''}"
            )
        missing = sum(not one.sound for one in findings)
        click.echo(f"{counted(missing, 'thing')} to mend." if missing else "All is well.", err=True)
    if not all(one.sound for one in findings):
        context.exit(1)
