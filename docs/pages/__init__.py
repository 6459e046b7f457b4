"""The reference pages: their words beside this file, and what the program itself says, put together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pages.commands import command_fillings
from pages.formats import format_fillings
from pages.markdown import Filling

HERE = Path(__file__).resolve().parent
MARK = re.compile(r"<!-- ([a-z-]+) -->")
NOTICE = (
    "<!-- Made by docs/reference.py from docs/pages/{name} and the program; change those, and run it again. -->\n\n"
)


def pages() -> dict[str, str]:
    """Make the pages, by their file names in ``docs/``."""
    fillings = {"file-formats.md": format_fillings(), "commands.md": command_fillings()}
    return {name: filled(name, given) for name, given in fillings.items()}


def filled(name: str, fillings: Mapping[str, Filling]) -> str:
    """Fill in a page's marks; each filling is used once.

    Raises:
        ValueError: The page has a mark that nothing fills, or lacks one.
    """
    text = (HERE / name).read_text(encoding="utf-8")
    marks = MARK.findall(text)
    if sorted(marks) != sorted(fillings):
        message = f"docs/pages/{name} has the marks {sorted(marks)}, and these are filled: {sorted(fillings)}"
        raise ValueError(message)
    return NOTICE.format(name=name) + MARK.sub(lambda mark: fillings[mark[1]](), text)
