"""Text that people wrote, from bytes to characters that can be printed."""

from __future__ import annotations

import re

from correspondence.errors import Problem, Problems

BAD = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(15))
    + "]"
)
"""No value may hold these; see :func:`bad_character`. Planes 15 and 16 are for private use as a whole."""

DELETE_IT = "delete it; it is invisible in most editors"


def decode_utf8(content: bytes, file: str, problems: Problems) -> str | None:
    r"""Decode a file that people wrote; a byte-order mark and Windows line ends are fine.

    A character that cannot be printed is reported and left out, so that whatever else is
    wrong with the file is found too.

    Returns:
        The text with ``\n`` line ends, or None if it is not UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(
            Problem(
                file,
                f"the byte 0x{content[error.start]:02X} is not UTF-8",
                "save the file with the encoding UTF-8",
                line=line,
            )
        )
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if bad_character(text) is None:
        return text
    return "\n".join(_cleared(line, file, number, problems) for number, line in enumerate(text.split("\n"), start=1))


def _cleared(line: str, file: str, number: int, problems: Problems) -> str:
    while (character := bad_character(line)) is not None:
        problems.add(Problem(file, unprintable(character), DELETE_IT, line=number))
        line = line.replace(character, "")
    return line


def bad_character(text: str) -> str | None:
    r"""Return the first character that no value may hold, or None.

    Control characters (a line feed and a tab are none here), private-use characters,
    surrogates, the 66 noncharacters (The Unicode Standard, 23.7) and Unicode's own line
    separators: the composer uses private-use characters for itself, and none of the others
    can be printed.

    Example:
        >>> bad_character("José\tÁlvarez"), bad_character("bell \u0007")
        (None, '\x07')
    """
    found = BAD.search(text)
    return found[0] if found else None


def unprintable(character: str) -> str:
    """Say that a character cannot be printed."""
    return f"the character U+{ord(character):04X} cannot be printed"
