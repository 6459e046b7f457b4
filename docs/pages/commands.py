"""What fills in the page of commands, from the commands themselves."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from correspondence.cli import main as commands
from pages.markdown import Filling, anchor, code, sentence, table


def command_fillings() -> dict[str, Filling]:
    """Return what fills in the page of commands."""
    root = click.Context(commands, info_name="correspondence", **commands.context_settings)
    found = list(walk(commands, root))
    summaries = (
        (
            f"[`{context.command_path.partition(' ')[2]}`](#{anchor(context.command_path.partition(' ')[2])})",
            command.get_short_help_str(200),
        )
        for command, context in found
    )
    return {
        "commands": lambda: table(("Command", "What it does"), summaries),
        "before": lambda: option_table(commands, root),
        "reference": lambda: "\n\n".join(command_section(command, context) for command, context in found),
    }


def walk(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """Yield every command below a group, those of groups within it too."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from walk(command, inner)
        else:
            yield command, inner


def command_section(command: click.Command, context: click.Context) -> str:
    """Describe one command: usage, help, options."""
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    name = context.command_path.partition(" ")[2]
    return f"## {name}\n\n```\n{usage}\n```\n\n{paragraphs(command)}\n\n{option_table(command, context)}".rstrip()


def paragraphs(command: click.Command) -> str:
    """Return a command's help, each paragraph on a line."""
    text = inspect.cleandoc(command.help or "").replace("\b\n", "")
    return sentence(re.sub(r"(?<!\n)\n(?!\n)", " ", text))


def option_table(command: click.Command, context: click.Context) -> str:
    """Set a command's options, and those of its arguments that say what they are."""
    rows = []
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record and record[1]:
            rows.append((code(record[0]), sentence(re.sub(r"\s+", " ", record[1]))))
    return table(("Option", "What it does"), rows) if rows else ""
