"""An office and a mail server for the tests of sending."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.post_office import PostOffice, open_office
from tests.sending.office import Office


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return an office that made four letters."""
    return Office.made(tmp_path_factory.mktemp("office") / "office")


@pytest.fixture
def office(made_office: Office, tmp_path: Path) -> Office:
    """Return a copy of it that a test may change."""
    return made_office.copied(tmp_path / "office")


@pytest.fixture
def server() -> Iterator[PostOffice]:
    """Return a mail server without encryption."""
    with open_office() as found:
        yield found
