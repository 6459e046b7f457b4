"""The command line: one command for each thing that a clerk does.

A command parses, calls the room below, and prints. Engines are imported inside the
commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from correspondence.cli import (
    approving,
    archiving,
    comparing,
    looking,
    making,
    printing,
    proving,
    recipients,
    register,
    replies,
    sending,
    signing,
    starting,
)
from correspondence.cli.options import WANTS_JSON
from correspondence.cli.problems import problems_json, problems_of
from correspondence.errors import CorrespondenceError

INTERRUPTED = 130
BUG = 1


class Commands(click.Group):
    """The root command: the one place that turns errors into messages and exit statuses."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; no traceback reaches the user."""
        try:
            return super().invoke(context)
        except CorrespondenceError as error:
            if context.meta.get(WANTS_JSON):
                click.echo(problems_json(problems_of(error)))
            else:
                click.echo(str(error), err=True)
            context.exit(error.exit_status)
        except KeyboardInterrupt:
            click.echo(
                "interrupted; files that were written are whole, and running the command again finishes the work",
                err=True,
            )
            context.exit(INTERRUPTED)
        except BrokenPipeError:
            # the reader of our output has gone: not our fault, and nothing to say
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            context.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("CORRESPONDENCE_DEBUG"):
                raise
            click.echo(
                f"the program itself is at fault: {type(error).__name__}: {error}; set CORRESPONDENCE_DEBUG=1 to see where, and please report it",
                err=True,
            )
            context.exit(BUG)

    def list_commands(self, context: click.Context) -> list[str]:
        """List the commands in the order of the work, not of the alphabet."""
        del context
        return list(self.commands)


def _version(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    """Print the version of the installed package."""
    del option
    if not wanted or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("correspondence")
    except PackageNotFoundError:
        number = "(not installed: run from its source)"
    click.echo(f"correspondence {number}")
    context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version and exit."
)
@click.option(
    "--workspace",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The office's folder. Default: the nearest one upward with correspondence.yaml.",
)
@click.pass_context
def main(context: click.Context, folder: Path | None) -> None:
    """Write official letters that can be made again and proved."""
    context.obj = folder


for command in (
    starting.init,
    looking.list_,
    starting.new,
    making.check,
    making.preview,
    making.render,
    making.merge,
    making.form,
    approving.proof,
    approving.approve,
    printing.print_,
    printing.envelopes,
    printing.labels,
    signing.sign,
    sending.send,
    register.register,
    replies.replies,
    recipients.recipients,
    archiving.bag,
    comparing.compare,
    proving.verify,
    proving.regenerate,
    starting.schemas,
    looking.doctor,
):
    main.add_command(command)
