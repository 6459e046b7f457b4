"""A register of a hundred thousand letters is numbered, listed, filtered and exported in seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from correspondence.entries import Letter, Wanted
from correspondence.register import Register
from correspondence.registering import Mark, back_up_to, export_to, mark
from correspondence.replying.tallying import tally
from tests.command_line import spawned
from tests.register.making import AT, TEMPLATE, made

LETTERS, MAILINGS = 100_000, 200
SECONDS = 20


def timed(what: str, measured: dict[str, float], step: Callable[[], object]) -> None:
    begin = time.monotonic()
    step()
    measured[what] = time.monotonic() - begin


@pytest.mark.acceptance
def test_a_hundred_thousand_letters_take_seconds(register: Register, address: str, tmp_path: Path) -> None:
    measured: dict[str, float] = {}
    letters = {Letter(f"m{number % MAILINGS}", f"r{number}", TEMPLATE): 2000 + number % 25 for number in range(LETTERS)}
    details = {"title": "Receipt", "name": "Pat Example", "questionnaire": "records", "due": "2030-02-20"}

    def register_all() -> None:
        numbers = register.allocate("REF", letters)
        register.append(made(one.recipient, number, one.mailing, details=details) for one, number in numbers.items())

    timed("number and register all", measured, register_all)
    timed("list all", measured, register.entries)
    timed("list a mailing", measured, lambda: register.entries(Wanted(mailing="m7")))
    timed("find a number", measured, lambda: register.entries(Wanted(number=register.entries(Wanted("m7"))[0].number)))
    posted = Mark("posted", AT.date())
    timed("mark a mailing", measured, lambda: mark(register, "m7", posted, AT, AT.date()))
    timed("tally all", measured, lambda: tally(register, AT.date()))
    for ending in ("csv", "xlsx", "json"):
        file = tmp_path / f"all.{ending}"
        timed(f"export {ending}", measured, lambda file=file: export_to(register, file, schema="s"))  # type: ignore[misc]
    timed("copy", measured, lambda: back_up_to(register, tmp_path / "copy.sqlite"))
    timed(
        "the command, one mailing",
        measured,
        lambda: spawned("register", "list", "m7", "--database", address, folder=office(tmp_path)),
    )
    shown = ", ".join(f"{what} {seconds:.2f} s" for what, seconds in measured.items())
    print(shown)  # noqa: T201 - the measurement
    assert [what for what, seconds in measured.items() if seconds > SECONDS] == [], shown
    assert measured["list a mailing"] < 1, shown
    assert measured["find a number"] < 1, shown
    book = openpyxl.load_workbook(tmp_path / "all.xlsx", read_only=True)
    assert book.worksheets[0].max_row == LETTERS + LETTERS // MAILINGS + 1
    book.close()


def office(folder: Path) -> Path:
    """Return an office without letters of its own."""
    (folder / "correspondence.yaml").touch()
    return folder
