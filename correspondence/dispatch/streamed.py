"""Files that are too long for memory, written whole or not at all all the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from correspondence.errors import WriteError, shown_here


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(shown_here(path), error.strerror or str(error)) from error


@contextmanager
def streamed(path: Path) -> Iterator[Callable[[bytes], None]]:
    """Write a file atomically, part after part, and its folder where there is none yet.

    Yields:
        What takes the parts. The file stands under its name once the block has ended without an exception.

    Raises:
        WriteError: It cannot be written. What stood there before is untouched.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = part.open("wb")

    def write(content: bytes) -> None:
        with _writing(path):
            file.write(content)

    try:
        with file:
            yield write
            with _writing(path):
                file.flush()
                os.fsync(file.fileno())
        with _writing(path):
            part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def remove_file(path: Path) -> None:
    """Remove a file, if it is there.

    Raises:
        WriteError: It cannot be removed.
    """
    with _writing(path):
        path.unlink(missing_ok=True)
