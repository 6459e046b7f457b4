"""Each release of an office has a number of its own, and later ones have higher numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import command

RELEASE = """\
---
layout: press-release
title: Records rooms are counted
sender: {sender}
date: {date}
headline: RECORDS ROOMS ARE COUNTED
dateline: WASHINGTON
release_number: {number}
---
The office today announced that all records rooms of the state are counted.
"""
OFFICE = "office-of-public-affairs"
REMEDY = "give each release a number of its own, and later ones higher ones, or mend the date [release-number]"


def write(workspace: Path, name: str, number: str, date: str, sender: str = OFFICE) -> None:
    text = RELEASE.format(number=number, date=date, sender=sender)
    (workspace / "templates" / f"{name}.md").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("number", "date", "message"),
    [
        ("30-102", "2030-03-05", "is that of templates/earlier.md too"),
        ("30-101", "2030-03-05", "is lower than 30-102 of templates/earlier.md, which is of an earlier day, 2030-03-04"),
        ("2030-101", "2030-03-05", "is lower than 30-102 of templates/earlier.md, which is of an earlier day, 2030-03-04"),
        ("30-103", "2030-03-01", "is higher than 30-102 of templates/earlier.md, which is of a later day, 2030-03-04"),
    ],
)  # fmt: skip
def test_a_number_that_does_not_fit_those_of_other_releases_is_told(
    workspace: Path, number: str, date: str, message: str
) -> None:
    write(workspace, "earlier", "30-102", "2030-03-04")
    write(workspace, "rooms", number, date)
    told = command("check", "rooms", workspace=workspace)
    assert told.lines == [
        "templates/rooms.md:",
        f"  warning: line 8, release_number: the release number {number} {message}; {REMEDY}",
        "1 warning in 1 document checked.",
        "Put 1 part of the release right.",
    ]
    assert told.status == 0


@pytest.mark.parametrize(
    ("number", "date", "sender"),
    [
        ("30-103", "2030-03-05", OFFICE),
        ("30-101", "2030-03-04", OFFICE),
        ("30-101", "2030-03-01", OFFICE),
        ("31-001", "2031-01-02", OFFICE),
        ("30-101", "2030-03-05", "office-of-justice-programs"),
    ],
)
def test_numbers_that_fit_are_left_alone(workspace: Path, number: str, date: str, sender: str) -> None:
    write(workspace, "earlier", "30-102", "2030-03-04")
    (workspace / "templates" / "broken.md").write_text("---\nlayout: press-release\n---\n", "utf-8")
    write(workspace, "rooms", number, date, sender)
    told = command("check", "rooms", workspace=workspace)
    assert [line for line in told.lines if "[release-number]" in line] == []


def test_a_number_of_the_command_line_counts(workspace: Path) -> None:
    write(workspace, "earlier", "30-102", "2030-03-04")
    write(workspace, "rooms", "30-103", "2030-03-05")
    told = command("check", "rooms", "--set", "release_number=30-102", workspace=workspace)
    assert any("the release number 30-102 is that of templates/earlier.md too" in line for line in told.lines)
