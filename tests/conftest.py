"""Fixtures that any test may use."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from tests.sample import make_sample
from tests.tools import ROOT

# A shell that runs the suite in the background lets it ignore interrupts, and whatever it starts would ignore them too.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top of the repository, which is a workspace itself."""
    return ROOT


@pytest.fixture
def workspace(root: Path, tmp_path: Path) -> Path:
    """Return a copy of the repository's workspace, without anything made in it, that a test may change."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    shutil.copy(root / "correspondence.yaml", folder)
    for name in ("templates", "recipients"):
        shutil.copytree(root / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every document of the sample in every format; made once."""
    return make_sample(tmp_path_factory.mktemp("sample"))
