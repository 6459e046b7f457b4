"""A mailing that was merged, posted and answered, and the bag that was made of it; both are made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.archiving.office import begin
from tests.command_line import command


@pytest.fixture(scope="package")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the office; nobody may change it."""
    return begin(tmp_path_factory.mktemp("office") / "office")


@pytest.fixture
def office(finished: Path, tmp_path: Path) -> Path:
    """Return a copy of the office that a test may change."""
    return Path(shutil.copytree(finished, tmp_path / "office"))


@pytest.fixture(scope="package")
def bagged(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bag of the office's mailing; nobody may change it."""
    folder = tmp_path_factory.mktemp("bags") / "bag"
    assert command("bag", "towns", folder, workspace=finished).status == 0
    return folder


@pytest.fixture
def bag(bagged: Path, tmp_path: Path) -> Path:
    """Return a copy of the bag that a test may change."""
    return Path(shutil.copytree(bagged, tmp_path / "bag"))
