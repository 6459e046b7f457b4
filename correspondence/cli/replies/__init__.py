"""Commands about the answers to letters."""

from __future__ import annotations

import click

from correspondence.cli.replies import entering, exporting, extending, reading, reminding, reviewing, status


@click.group()
def replies() -> None:
    """Read what came back, put it on record, and see who has not answered."""


for command in (
    reading.read,
    reading.record,
    reviewing.review,
    entering.enter,
    extending.extend,
    status.status,
    exporting.export,
    reminding.remind,
):
    replies.add_command(command)
