"""The command that holds a document against its original."""

from __future__ import annotations

import json
from pathlib import Path

import click

from correspondence.cli.options import json_option

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
TO_LOOK_AT = 3


@click.command()
@click.argument("file", type=FILE)
@click.argument("original", type=FILE)
@click.option(
    "--picture",
    "place",
    type=click.Path(path_type=Path),
    metavar="FILE.png|DIR",
    help="Draw the pages that have something to look at, side by side, the words marked.",
)
@json_option
@click.pass_context
def compare(context: click.Context, file: Path, original: Path, place: Path | None, as_json: bool) -> None:
    """Tell word by word how FILE differs from ORIGINAL.

    Each may be a PDF, DOCX, HTML or text file, or a scan (PNG, JPEG, TIFF, or a PDF of pictures); a transcript has one
    block a paragraph. Quotation marks, white space and list markers do not count, nor what runs in the margins. What may
    be a slip in reading a scan stands apart from the differences.
    """
    from correspondence.proving import describe, draw_pages, held_together

    compared = held_together(file, original)
    comparison = compared.comparison
    pictures = draw_pages(compared, place) if place else ()
    if as_json:
        click.echo(json.dumps(comparison.as_json(pictures), indent=2, ensure_ascii=False))
    else:
        for line in (*describe(comparison), *map(str, pictures)):
            click.echo(line)
    if comparison.differences:
        context.exit(1)
    if not comparison.exact:
        context.exit(TO_LOOK_AT)
