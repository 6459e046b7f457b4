"""Questions to the person at the terminal, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import click

from correspondence.cli.options import reporter
from correspondence.errors import CorrespondenceError

Answer = TypeVar("Answer")


def asked(question: str) -> str:
    """Ask for a line; it may be empty.

    Raises:
        click.Abort: The person wants no more, or nobody is there.
    """
    line: str = click.prompt(question, default="", show_default=False, prompt_suffix=" ")
    return line.strip()


def wanted(question: str) -> str:
    """Ask for a line until there is one."""
    while not (line := asked(question)):
        pass
    return line


def until(question: str, read: Callable[[str], Answer]) -> Answer:
    """Ask until what is said can be used; what is wrong is told.

    Args:
        question: The question.
        read: Takes what was typed; it raises a CorrespondenceError where that cannot be used.
    """
    while True:
        try:
            return read(wanted(question))
        except CorrespondenceError as error:
            click.echo(str(error))


def reviewer(by: str | None) -> str:
    """Return who decides: who was named, or else the login; asked for once where there is none."""
    return " ".join((by or "").split()) or reporter() or wanted("Your name:")


def meant(typed: str, known: Iterable[str], letters: Mapping[str, str]) -> str:
    """Return the word that was typed, or begun so that no other can be meant; empty where none is.

    Args:
        typed: What was typed.
        known: The words.
        letters: Words by a letter that stands for them.

    Example:
        >>> meant("S", ["skip", "safe"], {"s": "skip"}), meant("sa", ["skip", "safe"], {}), meant("s", ["skip", "safe"], {})
        ('skip', 'safe', '')
    """
    folded = typed.strip().lower().replace("-", "_").replace(" ", "_")
    if folded in known:
        return folded
    if folded in letters:
        return letters[folded]
    begun = [word for word in known if folded and word.startswith(folded)]
    return begun[0] if len(begun) == 1 else ""
