"""Registers for the tests: each test that asks for an address runs once in SQLite and once in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from correspondence.register import Register, address_of, open_register
from tests.register.server import Server, started


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Return a PostgreSQL server of the tests' own."""
    with started() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database in which there is nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.sqlite'}"
    running: Server = request.getfixturevalue("server")
    return running.new_database()


@pytest.fixture
def register(address: str, tmp_path: Path) -> Iterator[Register]:
    """Return a register that was just begun."""
    with open_register(address_of("", address, tmp_path)) as opened:
        yield opened
