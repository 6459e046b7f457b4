"""The command line as tests call it: in this process, or in one of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from click.testing import CliRunner

from correspondence.cli import main
from tests.tools import ROOT

PROGRAM = (sys.executable, "-m", "correspondence")


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit status, and what it said on standard output and standard error."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of standard output."""
        return self.out.splitlines()


def command(*words: str | Path, workspace: Path | None = None, typed: str | IO[bytes] | None = None) -> Outcome:
    """Run one command in this process.

    Args:
        words: The command and its arguments.
        workspace: The workspace that it works on, where it needs one.
        typed: What a person types where it asks; nobody is there where it is None.

    Returns:
        How it ended.
    """
    where = () if workspace is None else ("--workspace", str(workspace))
    result = CliRunner(catch_exceptions=False).invoke(
        main, [*where, *map(str, words)], input=typed, prog_name="correspondence"
    )
    return Outcome(result.exit_code, result.stdout, result.stderr)


def variables(**more: str) -> dict[str, str]:
    """Return the environment of a command in a process of its own."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def spawned(
    *words: str | Path, folder: Path, environment: Mapping[str, str] | None = None, seconds: float = 300
) -> Outcome:
    """Run one command in a process of its own.

    Args:
        words: The command and its arguments.
        folder: The folder in which it runs.
        environment: Further variables.
        seconds: How long it may take.

    Returns:
        How it ended.
    """
    done = subprocess.run(  # noqa: S603 - our own program
        [*PROGRAM, *map(str, words)],
        cwd=folder,
        env=variables(**(environment or {})),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=seconds,
        stdin=subprocess.DEVNULL,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def all_there(said: str, letters: int, files: int = 2) -> bool:
    """Tell whether a run said that all letters are there: those that it made, and those that were there before.

    Args:
        said: What it said on standard error.
        letters: How many there should be.
        files: How many files each has.
    """
    found = re.fullmatch(r"([\d,]+) files? made(?:, ([\d,]+) letters? unchanged)?\.\n", said)
    if found is None:
        return False
    made, unchanged = (int((number or "0").replace(",", "")) for number in found.groups())
    return made / files + unchanged == letters


NOTICE = """\
---
layout: letter
title: Notice of a meeting
sender: office-of-justice-programs
signer: alan-hanson
date: 2030-03-04
---
The Office of Justice Programs will meet with the {{ recipient.organization }} to speak of the year that lies behind us.

Please tell us by the end of the month who will come for {{ recipient.jurisdiction }}, and what you wish to speak of.
"""


def add_mailing(workspace: Path, count: int) -> None:
    """Add a letter, ``notice``, and a list of so many recipients, ``many``, to a workspace."""
    records = (
        f"  - {{id: r{number:03}, title: Chief, name: Pat Example, organization: Police Department {number}, "
        f'address: {{street: {number} Main Street, city: Springfield, state: IL, zip: "62701"}}, '
        f'jurisdiction: "Springfield, Illinois"}}\n'
        for number in range(count)
    )
    (workspace / "templates" / "notice.md").write_text(NOTICE, "utf-8")
    (workspace / "recipients" / "many.yaml").write_text(f"recipients:\n{''.join(records)}", "utf-8")
