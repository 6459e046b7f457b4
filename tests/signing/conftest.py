"""Fixtures of the tests of signatures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sample import SAMPLE
from tests.signing.authority import authority
from tests.signing.clock import running
from tests.signing.signatures import Poppler, signed_by


@pytest.fixture(scope="session")
def letter(sample: Path) -> bytes:
    """Return a letter of the sample."""
    return SAMPLE["stockton"].path(sample, ".pdf").read_bytes()


@pytest.fixture(scope="session")
def record(sample: Path) -> bytes:
    """Return a record copy of that letter."""
    return (SAMPLE["stockton"].path(sample, ".pdf").parent / "record" / "stockton.pdf").read_bytes()


@pytest.fixture(scope="session")
def signed(letter: bytes) -> bytes:
    """Return the letter, signed."""
    return signed_by(authority().signer, letter)


@pytest.fixture(scope="session")
def clock() -> Iterator[str]:
    """Return the address of a time-stamp server."""
    with running() as address:
        yield address


@pytest.fixture(scope="session")
def poppler(tmp_path_factory: pytest.TempPathFactory) -> Poppler:
    """Return poppler, which knows the root of the tests and what was revoked."""
    return Poppler.taught(tmp_path_factory.mktemp("certificates"))
