"""Files that cannot be opened, or are none: the other replies of the run are read all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from correspondence.errors import ProblemsError
from correspondence.replying import Reader, files_of, inquiry_of
from correspondence.replying.reading import LARGEST_KEPT
from correspondence.workspace import Workspace


@pytest.fixture
def reader(root: Path) -> Reader:
    workspace = Workspace.nearest(root)
    return Reader(workspace, [inquiry_of(workspace, None, "psp-questionnaire", "psp-2017-08-03")])


def test_a_file_that_vanishes_takes_no_other_with_it(reader: Reader, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        (tmp_path / name).write_text("1. Yes.", "utf-8")
    found = []
    for one in reader.read(files_of([tmp_path]), jobs=1):
        found.append((one.path.name, one.missing))
        (tmp_path / "c.txt").unlink(missing_ok=True)
    gone = "it cannot be opened (No such file or directory); see to its permissions, and record it again"
    assert found == [("a.txt", ""), ("b.txt", ""), ("c.txt", gone), ("d.txt", "")]


def test_what_is_no_file_or_far_too_large_is_told(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1. Yes.", "utf-8")
    with (tmp_path / "b.pdf").open("wb") as large:
        large.truncate(LARGEST_KEPT + 1)
    (tmp_path / "c.pdf").symlink_to(tmp_path / "nowhere.pdf")
    os.mkfifo(tmp_path / "d.pdf")
    (tmp_path / "e.pdf").symlink_to("/dev/zero")
    found = {one.path.name: one.missing for one in reader.read(files_of([tmp_path]))}
    assert found == {
        "a.txt": "",
        "b.pdf": "it is larger than 1,024 MB; take out of it what is the reply",
        "c.pdf": "it cannot be opened (No such file or directory); see to its permissions, and record it again",
        "d.pdf": "it is no file",
        "e.pdf": "it is no file",
    }


def test_a_pipe_that_was_named_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(ProblemsError, match="it is no file"):
        files_of([tmp_path / "pipe.pdf"])
