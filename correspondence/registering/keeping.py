"""Open a register, and copy what it holds into files."""

from __future__ import annotations

from pathlib import Path

from correspondence.dispatch.files import write_file
from correspondence.entries import EVERYTHING, Wanted
from correspondence.errors import RefusedError, shown_here
from correspondence.fields import suggestion
from correspondence.register import NoRegisterError, Register, address_of, back_up, export, open_register
from correspondence.workspace import Workspace


def opened(workspace: Workspace, database: str | None, *, begin: bool = False) -> Register:
    """Open the register of a workspace.

    Args:
        workspace: The office's folder.
        database: Where the register is, None for where the settings say.
        begin: Whether it is begun where there is none yet.

    Raises:
        RegisterError: It cannot be used.
        ProblemsError: The settings or ``database`` name none.
    """
    return open_register(address_of(workspace.settings.database, database, workspace.root), begin=begin)


def opened_if_begun(workspace: Workspace, database: str | None) -> Register | None:
    """Open the register of a workspace; None where none was begun yet.

    Raises:
        RegisterError: There is one, and it cannot be used.
        ProblemsError: The settings or ``database`` name none.
    """
    try:
        return opened(workspace, database)
    except NoRegisterError:
        return None


def look_for(register: Register, mailing: str) -> None:
    """Make sure that the register knows a mailing; an empty name stands for all, which it knows.

    Raises:
        RefusedError: It has no entry of it; the remedy names the one that is meant perhaps.
        RegisterError: It cannot be read.
    """
    if not mailing or register.entries(Wanted(mailing=mailing)):
        return
    known = tuple(dict.fromkeys(entry.mailing for entry in register.entries()))
    message = f'the register {register.name} has no mailing "{mailing}"'
    raise RefusedError(message, f"'correspondence register list' shows what there is{suggestion(mailing, known)}")


def export_to(
    register: Register, file: Path, wanted: Wanted = EVERYTHING, *, schema: str, replace: bool = False
) -> int:
    """Write entries into a file; its ending says in which form.

    Args:
        register: The open register.
        file: The file: ``.csv``, ``.xlsx`` or ``.json``.
        wanted: Which entries.
        schema: What JSON names as its schema.
        replace: Whether a file that is there already is replaced.

    Returns:
        How many entries it has.

    Raises:
        RefusedError: There is no form of this ending, the file is there already, or no such mailing.
        WriteError: The file cannot be written.
    """
    export((), file.suffix, schema)  # before the register is read: an ending that is none is found at once
    if file.exists() and not replace:
        raise RefusedError(f"{shown_here(file)} is there already", "choose another name, or give --replace")
    entries = register.entries(wanted)
    if not entries:
        look_for(register, wanted.mailing)
    write_file(file, export(entries, file.suffix, schema))
    return len(entries)


def back_up_to(register: Register, file: Path) -> None:
    """Copy the register into a file that is not there yet.

    Raises:
        RefusedError: The file is there.
        WriteError: It cannot be written.
    """
    back_up(register, file)
