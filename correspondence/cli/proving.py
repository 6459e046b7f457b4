"""Commands that answer for files: make them again from their records, and say whether they are what went out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from correspondence.cli.options import counted, counting, database_option, json_option, now, options, workspace_of
from correspondence.cli.signing import crl_option, trust_option
from correspondence.errors import CorrespondenceError, shown_here

if TYPE_CHECKING:
    from correspondence.proving import Known, Regenerated, Verified
    from correspondence.signing import Signature

REGENERATED_SCHEMA, VERIFIED_SCHEMA = "correspondence/regenerated/1", "correspondence/verified/1"
SAYINGS = {
    "identical": "identical: what is made from its sources is this file, byte for byte",
    "same-content": "same content: made by other versions; words, structure and pages agree",
    "changed": "CHANGED",
    "signed": "signed: a signature that is trusted holds, and nothing was changed since",
    "registered": "registered: the register knows just these bytes",
    "unknown": "unknown",
}
FEW = 100
"""So many files that are as they should be are named one by one."""


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RECORD...")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("regenerated"),
    metavar="DIR",
    help="Write here. Default: regenerated, in this folder.",
)
@json_option
@click.pass_context
def regenerate(context: click.Context, records: tuple[Path, ...], output: Path, as_json: bool) -> None:
    """Make again what record copies are of, from what they hold alone.

    RECORD is a file such as record/ID.pdf; no workspace is needed. The PDF and DOCX that went out and the record itself
    are made, in a process with bounds on its time and memory, and no file is overwritten. Tells of each
    whether it is the very file that went out.
    """
    from correspondence.proving import regenerate as made_again

    made: list[Regenerated] = []
    failed: list[CorrespondenceError] = []
    with counting("Making", len(records), quiet=as_json) as advance:
        for record in records:
            try:
                made += made_again(record, output)
            except CorrespondenceError as error:
                failed.append(error)
            advance()
    if as_json:
        whole = {
            "schema": REGENERATED_SCHEMA,
            "files": [
                {
                    "record": str(one.record),
                    "path": str(one.path),
                    "sha256": one.sha256,
                    "identical": one.identical,
                    "versions": list(one.unlike),
                }
                for one in made
            ],
            "failed": [str(error) for error in failed],
        }
        click.echo(json.dumps(whole, indent=2, ensure_ascii=False))
    else:
        _print_made(made, failed)
    if failed or not all(one.identical for one in made):
        context.exit(1)


def _print_made(made: list[Regenerated], failed: list[CorrespondenceError]) -> None:
    for one in made:
        other = "OTHER bytes than the record that was given" if one.is_record else "OTHER bytes than went out"
        told = "the very bytes" if one.identical else other
        click.echo(f"{shown_here(one.path)}  {told}")
    for versions in dict.fromkeys(one.unlike for one in made if one.unlike):
        click.echo("Other versions made it then:", err=True)
        for line in versions:
            click.echo(f"  {line}", err=True)
    for error in failed:
        click.echo(str(error), err=True)
    same = sum(one.identical for one in made)
    rest = f", {counted(len(failed), 'record')} not" if failed else ""
    click.echo(f"{counted(len(made), 'file')} made, {same} the very bytes{rest}.", err=True)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@options(trust_option, crl_option, database_option, json_option)
@click.pass_context
def verify(
    context: click.Context,
    paths: tuple[Path, ...],
    trust: tuple[Path, ...],
    crl: tuple[Path, ...],
    database: str | None,
    as_json: bool,
) -> None:
    """Say of each file whether it is what went out.

    PATH is a file, or a folder with all that is in it. A record copy is made again from its own sources and compared
    byte for byte; of any other file, the register must know the checksum. No workspace is needed for a record. Of each
    signature it tells the signer, the time, the level, whether it holds, and what was changed after it; with --trust and
    --crl also whether the signer is trusted, and nothing is fetched for it. Ends with status 1 where a file cannot be
    vouched for.
    """
    from correspondence.proving import files_in
    from correspondence.proving import verify as verified
    from correspondence.signing import trust_of

    trusted = trust_of(trust, crl)
    files = files_in(paths)
    known = _known(context, database)
    found: list[Verified] = []
    with counting("Verifying", len(files), quiet=as_json) as advance:
        for one in verified(files, known, trusted, now()):
            found.append(one)
            advance(one.result)
    if as_json:
        whole = {"schema": VERIFIED_SCHEMA, "files": [one.as_json() for one in found]}
        click.echo(json.dumps(whole, indent=2, ensure_ascii=False))
    else:
        _print_verified(found)
    if not all(one.vouched for one in found):
        context.exit(1)


def _known(context: click.Context, database: str | None) -> Known | None:
    """Return what the register knows, None where there is neither workspace nor register."""
    from correspondence.proving import known_files
    from correspondence.workspace import NoWorkspaceError

    try:
        workspace = workspace_of(context)
    except NoWorkspaceError:
        if context.find_root().obj is not None or database:
            raise
        return None
    return known_files(workspace, database)


def _print_verified(found: list[Verified]) -> None:
    for one in found:
        if one.vouched and len(found) > FEW:
            continue
        click.echo(f"{shown_here(one.file)}: {SAYINGS[one.result]}")
        if one.register == "another" and one.result != "changed":
            click.echo("  the register has another checksum of it: this is not what was registered last")
        for place in one.differences:
            click.echo(f"  {place.where}: {place.message}")
        for signature in one.signatures:
            for line in _signature_lines(signature):
                click.echo(f"  {line}")
        for line in one.versions if one.result != "identical" else ():
            click.echo(f"  {line}")
    counts: Counter[str] = Counter(one.result for one in found)
    told = ", ".join(f"{counts[name]:,} {name}" for name in SAYINGS if counts[name])
    click.echo(f"{counted(len(found), 'file')} verified{': ' if told else ''}{told}.", err=True)


def _signature_lines(one: Signature) -> Iterator[str]:
    """Yield what is told of a signature."""
    level = f", {one.level}" if one.level else ""
    clock = "time-stamped" if one.stamped else "by the signer's clock"
    when = f" on {one.at}, {clock}" if one.at else ""
    held = "intact" if one.intact else "NOT INTACT"
    trusted = {True: ", trusted", False: ", NOT TRUSTED", None: ""}[one.trusted]
    yield f"{one.field or 'signature'}: {one.signer or 'somebody'}{when}{level}: {held}{trusted}"
    for fault in one.faults:
        yield f"  {fault}"
    for change in one.changes:
        yield f"  changed after it: {change}" if not change.startswith("with it") else f"  changed {change}"
