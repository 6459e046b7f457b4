"""What a check found and what was made, told to a person or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from correspondence.cli.options import counted
from correspondence.cli.problems import problems_json
from correspondence.errors import describe, shown_here

if TYPE_CHECKING:
    from correspondence.mailing import Findings, Job, Kept, Made

MADE_SCHEMA = "correspondence/made/1"


def print_choice(job: Job) -> None:
    """Say how many of how many recipients were chosen, where not all were meant."""
    if job.choice is not None:
        click.echo(f"{job.choice[0]:,} of {counted(job.choice[1], 'recipient')} chosen.", err=True)


def print_made_json(
    made: list[tuple[Path, int | None]],
    findings: Findings,
    kept: Sequence[tuple[Kept, str]] = (),
    unchanged: Sequence[str] = (),
    records: Sequence[tuple[Path, int | None]] | None = None,
) -> None:
    """Print what was made as JSON.

    Args:
        made: The files, each with its number of pages where it has any.
        findings: What the check found.
        kept: Letters that stay as they are, each with the command that would issue it anew.
        unchanged: Those that were there already as they would be made now.
        records: The record copies that were made; None for what makes none.
    """
    whole = {
        "schema": MADE_SCHEMA,
        "files": [{"path": str(path), "pages": pages} for path, pages in made],
        **({} if records is None else {"records": [{"path": str(path), "pages": pages} for path, pages in records]}),
        "unchanged": list(unchanged),
        "failed": sorted(findings.unfit),
        "kept": [
            {"recipient": one.recipient, "template": one.template, "reason": one.reason, "reissue": reissuing}
            for one, reissuing in kept
        ],
        "problems": [one.as_json() for one in findings.problems],
    }
    click.echo(json.dumps(whole, indent=2, ensure_ascii=False))


def print_made(made: Made, findings: Findings, failed: Path, kept: Sequence[tuple[Kept, str]]) -> None:
    """List the files that were made, and count up in a last line what became of the letters."""
    for one in made.files:
        pages = f"  {counted(one.pages, 'page')}" if one.pages else ""
        click.echo(f"{shown_here(one.path)}{pages}")
    for letter, reissuing in kept:
        click.echo(
            f"{letter.called} {letter.reason}, and stays as it is; to issue it anew, first run: {reissuing}", err=True
        )
    summary = counted(len(made.files), "file") + " made"
    if made.unchanged:
        summary += f", {counted(len(made.unchanged), 'letter' if made.unchanged[0] else 'document')} unchanged"
    if findings.unfit:
        summary += f", {counted(len(findings.unfit), 'letter')} not: mend them, then give --only @{shown_here(failed)}"
    if kept:
        summary += f", {counted(len(kept), 'letter')} kept"
    warnings = findings.problems.warnings
    if warnings:
        summary += f", {counted(len(warnings), 'warning')}"
    click.echo(f"{summary}.", err=True)


def print_findings(findings: Findings, *, as_json: bool) -> None:
    """Print what a check found, and count up what is to be done."""
    from correspondence.mailing import to_do

    problems = findings.problems
    if as_json:
        click.echo(problems_json(tuple(problems), checked=findings.checked))
        return
    for line in describe(problems):
        click.echo(line)
    letters = (
        f"in {counted(findings.checked, 'document')} checked" if findings.checked else "before a document was composed"
    )
    if not len(problems):
        click.echo(
            f"{counted(findings.checked, 'document') if findings.checked else 'The template alone'} checked: nothing to mend."
        )
        return
    parts = [
        counted(len(group), noun)
        for group, noun in ((problems.errors, "error"), (problems.warnings, "warning"))
        if group
    ]
    click.echo(f"{' and '.join(parts)} {letters}.")
    if tasks := to_do(problems, len(findings.lacking)):
        click.echo(tasks)
