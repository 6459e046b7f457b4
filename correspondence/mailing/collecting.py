"""Looking for garbage more seldom while many letters are made alike."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

SELDOM = 20_000
"""So many values more than before are there when garbage is looked for."""


@contextlib.contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage more seldom, and not among what all letters share: a letter takes a twentieth less time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
