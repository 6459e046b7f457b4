"""A hundred thousand rows: read and checked in well under twenty seconds on one core, in bounded memory."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.command_line import variables
from tests.sheets import separated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = 100_000
MOST_SECONDS, MOST_MEGABYTES = 20, 500
MEASURE = """
import json, resource, sys, time
from pathlib import Path
from correspondence.recipients import read_recipient_sheet
begun = time.process_time()
found = read_recipient_sheet(Path(sys.argv[1]).read_bytes(), sys.argv[1], "list")
spent = time.process_time() - begun
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
print(json.dumps([len(found.recipients), found.recipients[-1].line, spent, most]))
"""

pytestmark = pytest.mark.acceptance


def rows() -> Iterator[tuple[object, ...]]:
    """Yield the rows of a large list."""
    yield (
        "ID",
        "Title",
        "Name",
        "Organization",
        "Street",
        "City",
        "State",
        "ZIP",
        "E-mail",
        "Region",
        "Count",
        "Opened",
    )
    for number in range(ROWS):
        where = (f"City {number} Police Department", f"{number} Main Street", "Stockton", "CA", "95202")
        yield (f"r{number}", "Chief", "Robin Sample", *where, f"chief{number}@example.gov", "West", number, datetime.date(2017, 8, 3))  # fmt: skip


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_large_list_is_read_quickly(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"large.{ending}"
    if ending == "csv":
        path.write_bytes(separated(rows()))
    else:
        workbook = openpyxl.Workbook(write_only=True)
        sheet = workbook.create_sheet("List")
        for row in rows():
            sheet.append(list(row))
        workbook.save(path)
    done = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-c", MEASURE, path], env=variables(), capture_output=True, check=True, timeout=300
    )
    count, last, seconds, megabytes = json.loads(done.stdout)
    assert (count, last) == (ROWS, ROWS + 1)
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES
