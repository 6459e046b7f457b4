"""Commands about the answers to letters."""

from __future__ import annotations

import click

from correspondence.cli.replies import reading, status


@click.group()
def replies() -> None:
    """Read what came back, put it on record, and see who has not answered."""


for command in (reading.read, reading.record, status.status):
    replies.add_command(command)
