"""The command that signs letters and record copies."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from correspondence.cli.keys import KeyChoice, key_options
from correspondence.cli.options import (
    counted,
    counting,
    database_option,
    json_option,
    now,
    options,
    output_option,
    reporter,
    workspace_of,
)
from correspondence.errors import shown_here

if TYPE_CHECKING:
    from correspondence.signing import Signed
    from correspondence.workspace import Workspace

SIGNED_SCHEMA = "correspondence/signed/1"

trust_option = click.option(
    "--trust",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="Certificates of authorities that you trust, PEM or DER. Again for more files.",
)
crl_option = click.option(
    "--crl",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="A list of revoked certificates, PEM or DER. Again for more.",
)


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="MAILING|FILE...")
@key_options
@click.option("--records", is_flag=True, help="Of a mailing, sign the record copies, not the letters.")
@click.option("--reason", default="", metavar="TEXT", help="Why it is signed, in a few words.")
@options(trust_option, crl_option)
@click.option("--again", is_flag=True, help="Give files one more signature that bear one already.")
@click.option("--over", "replace", is_flag=True, help="Replace signed files of older letters, or of other signers.")
@click.option(
    "--by", metavar="NAME", help="Under whose name it is registered. Default: the name under which you are logged in."
)
@options(output_option, database_option, json_option)
@click.pass_context
def sign(
    context: click.Context,
    names: tuple[str, ...],
    key: KeyChoice,
    records: bool,
    reason: str,
    trust: tuple[Path, ...],
    crl: tuple[Path, ...],
    again: bool,
    replace: bool,
    by: str | None,
    output: Path | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Sign letters and record copies, each in a file of its own in signed/.

    MAILING is the name of a folder in output/, of which every letter is signed; FILE is a PDF that this program made.
    The PDF that is signed stays as it is, byte for byte, and the signed one begins with it. Where its layout has a field for
    the signature, it is seen there by whom it was signed, and when. The passphrase or PIN is taken from
    the variable CORRESPONDENCE_SIGNING_PASSPHRASE, or from the keyring, or asked for once. With --trust and --crl, the
    authorities' certificates and lists are put into the file, so that it can be judged in years to come. A run that was
    broken off goes on where it stopped, and signs nothing twice.
    """
    from correspondence.registering import opened_if_begun
    from correspondence.signing import Signing, chosen, plan, sign_files, trust_of

    if not key.is_given:
        message = "name the key: --key FILE for a PKCS#12 file, or --token MODULE for a token"
        raise click.UsageError(message)
    workspace = _workspace(context, database)
    folder = output or (workspace.output if workspace else None)
    files = chosen(folder, names, records=records)
    evidence = trust_of(trust, crl)
    moment = now()
    with ExitStack() as stack:
        opened = stack.enter_context(key.opened(moment))
        register = opened_if_begun(workspace, database) if workspace else None
        if register is not None:
            stack.enter_context(register)
        who = by if by is not None else reporter()
        how = Signing(opened, key.manner(reason, evidence), moment, who, again=again, replace=replace)
        planned = plan(files, how, register, workspace)
        with counting("Signing", len(planned), quiet=as_json) as advance:
            signed = sign_files(planned, how, register, advance)
        name = opened.name
    if as_json:
        click.echo(json.dumps(_as_json(signed), indent=2, ensure_ascii=False))
    else:
        _print_signed(signed, name)


def _workspace(context: click.Context, database: str | None) -> Workspace | None:
    """Return the workspace, None where there is none and none is named."""
    from correspondence.workspace import NoWorkspaceError

    try:
        return workspace_of(context)
    except NoWorkspaceError:
        if context.find_root().obj is not None or database:
            raise
        return None


def _as_json(signed: tuple[Signed, ...]) -> dict[str, Any]:
    return {
        "schema": SIGNED_SCHEMA,
        "files": [
            {"path": str(one.path), "new": one.new, "registered": one.registered, "signature": one.signature.as_json()}
            for one in signed
        ],
    }


def _print_signed(signed: tuple[Signed, ...], name: str) -> None:
    for one in signed:
        if one.new:
            stamped = ", time-stamped" if one.signature.stamped else ""
            click.echo(f"{shown_here(one.path)}  {one.signature.level}{stamped}")
    new = sum(one.new for one in signed)
    rest = f", {len(signed) - new:,} signed already" if new < len(signed) else ""
    outside = sum(not one.registered for one in signed)
    unknown = f"; the register knows nothing of {counted(outside, 'file')}" if outside else ""
    click.echo(f"{counted(new, 'file')} signed by {name}{rest}{unknown}.", err=True)
