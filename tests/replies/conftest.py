"""An office to which replies of all sorts came; made once for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.replies.histories import furnish, office_at


class Furnished(NamedTuple):
    """The office's folder, and the checksums of the replies by a word for each."""

    root: Path
    sent: Mapping[str, str]


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """Return an office to which replies of all sorts came; no test changes it."""
    root = tmp_path_factory.mktemp("furnished") / "office"
    with office_at(root) as office:
        return Furnished(root, furnish(office))
