"""Open a register, and copy what it holds into files."""

from __future__ import annotations

from pathlib import Path

from correspondence.dispatch.files import write_file
from correspondence.entries import EVERYTHING, Wanted
from correspondence.register import Register, address_of, back_up, export, open_register
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


def export_to(register: Register, file: Path, wanted: Wanted = EVERYTHING, *, schema: str) -> int:
    """Write entries into a file; its ending says in which form.

    Args:
        register: The open register.
        file: The file: ``.csv``, ``.xlsx`` or ``.json``.
        wanted: Which entries.
        schema: What JSON names as its schema.

    Returns:
        How many entries it has.

    Raises:
        RefusedError: There is no form of this ending.
        WriteError: The file cannot be written.
    """
    export((), file.suffix, schema)  # before the register is read: an ending that is none is found at once
    entries = register.entries(wanted)
    write_file(file, export(entries, file.suffix, schema))
    return len(entries)


def back_up_to(register: Register, file: Path) -> None:
    """Copy the register into a file that is not there yet.

    Raises:
        RefusedError: The file is there.
        WriteError: It cannot be written.
    """
    back_up(register, file)
