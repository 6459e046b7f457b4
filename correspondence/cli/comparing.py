"""The command that holds a document against its original."""

from __future__ import annotations

import json
from pathlib import Path

import click

from correspondence.cli.options import json_option

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
@click.argument("original", type=FILE)
@json_option
@click.pass_context
def compare(context: click.Context, file: Path, original: Path, as_json: bool) -> None:
    """Tell word by word how FILE differs from ORIGINAL.

    Each may be a PDF, DOCX, HTML or text file; a transcript has one block a paragraph.
    Quotation marks, white space and list markers do not count, nor what runs in the margins.
    """
    from correspondence.proving import compare_files, describe

    comparison = compare_files(file, original)
    if as_json:
        click.echo(json.dumps(comparison.as_json(), indent=2, ensure_ascii=False))
    else:
        for line in describe(comparison):
            click.echo(line)
    if not comparison.exact:
        context.exit(1)
