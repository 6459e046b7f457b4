"""Commands that begin something: a workspace, a file in it, the help for editors."""

from __future__ import annotations

from pathlib import Path

import click

from correspondence.cli.options import counted, workspace_of


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a new workspace in DIR, with a working sample."""
    from correspondence.office.starting import start_workspace

    made = start_workspace(folder)
    click.echo(f"{counted(len(made), 'file')} written to {folder}.", err=True)
    click.echo(f"Next:\n  cd {folder}\n  correspondence list\n  correspondence merge psp-questionnaire psp-2017-08-03")


@click.command()
@click.argument("kind", type=click.Choice(["template", "list", "layout", "sender"]))
@click.argument("name")
@click.option(
    "--layout",
    default="letter",
    show_default=True,
    metavar="ID",
    help="Layout of a new template; layout that a new layout is copied from.",
)
@click.pass_context
def new(context: click.Context, kind: str, name: str, layout: str) -> None:
    """Write a commented beginning of a template, list, layout or sender."""
    from correspondence.office.starting import start_file

    workspace = workspace_of(context)
    for path in start_file(workspace, kind, name, layout):
        click.echo(workspace.shown(path))


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 where a schema is out of date.")
@click.pass_context
def schemas(context: click.Context, only_check: bool) -> None:
    """Write the JSON Schemas by which an editor completes and checks the files.

    Run it after a layout was added or its fields were changed.
    """
    from correspondence.office.starting import outdated_schemas, write_schemas

    workspace = workspace_of(context)
    paths = outdated_schemas(workspace) if only_check else write_schemas(workspace)
    for path in paths:
        click.echo(workspace.shown(path))
    if not paths:
        click.echo("all schemas are current", err=True)
    elif only_check:
        click.echo(f"{counted(len(paths), 'schema')} to write: run 'correspondence schemas'", err=True)
        context.exit(1)
