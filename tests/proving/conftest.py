"""A mailing with records, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import command
from tests.proving.office import make_office

ODD = 10
RECORD = "psp-2017-08-03/record/stockton.pdf"


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with letters of odd values, and a letter with its form and a reminder of it; nobody may change it."""
    folder = make_office(tmp_path_factory.mktemp("proving") / "office", ODD)
    made = command("merge", "odd", "odd", workspace=folder)
    assert (made.status, len(made.lines)) == (0, 2 * ODD), made.err
    letter = ("merge", "psp-questionnaire", "psp-2017-08-03", "--only", "stockton", "--with-form")
    assert command(*letter, workspace=folder).err == "4 files made.\n"
    command("register", "mark", letter[2], "--posted", "2017-08-04", workspace=folder)
    reminder = ("--template", "psp-reminder", "--as-of", "2017-09-20", "--only", "stockton", "--yes")
    assert command("replies", "remind", letter[2], *reminder, workspace=folder).status == 0
    return folder


@pytest.fixture(scope="session")
def record(office: Path) -> bytes:
    """Return the record of one letter."""
    return (office / "output" / RECORD).read_bytes()
