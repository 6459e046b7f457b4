"""Hold the words of a file against those of its original."""

from __future__ import annotations

from pathlib import Path

from correspondence.comparing import Comparison, compare_texts, describe, read_text
from correspondence.errors import Problem, ProblemsError

__all__ = ["compare_files", "describe"]


def compare_files(file: Path, original: Path) -> Comparison:
    """Compare a document with the transcript of its original, word by word.

    Args:
        file: PDF, DOCX, HTML or text file.
        original: The transcript, or another such file.

    Returns:
        What agrees and what differs.

    Raises:
        UnreadableTextError: One of them is damaged, encrypted or empty.
        ProblemsError: One of them cannot be opened.
    """
    return compare_texts(*(read_text(_content(path), str(path)) for path in (file, original)))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProblemsError(
            [Problem(str(path), f"the file cannot be read ({error.strerror})", "see to its permissions")]
        ) from error
