"""What is there: the documents, lists, layouts and senders of a workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from correspondence.errors import ProblemsError
from correspondence.workspace import Workspace


@dataclass(frozen=True)
class Entry:
    """One thing of a workspace.

    Attributes:
        kind: ``template``, ``list``, ``layout`` or ``sender``.
        id: How commands call it.
        about: What it is, in a few words.
        sound: Whether it can be read.
    """

    kind: str
    id: str
    about: str
    sound: bool = True


def entries(workspace: Workspace) -> tuple[Entry, ...]:
    """List a workspace, its documents first. What cannot be read is listed with the reason."""
    kinds: tuple[tuple[str, tuple[str, ...], Callable[[Workspace, str], str]], ...] = (
        ("template", workspace.template_ids(), _template),
        ("list", workspace.list_ids(), _recipients),
        ("layout", workspace.layout_ids(), _layout),
        ("sender", workspace.sender_ids(), _sender),
    )
    return tuple(_entry(workspace, kind, name, describe) for kind, names, describe in kinds for name in names)


def _entry(workspace: Workspace, kind: str, name: str, describe: Callable[[Workspace, str], str]) -> Entry:
    try:
        return Entry(kind, name, describe(workspace, name))
    except ProblemsError as error:
        first = error.problems[0]
        more = f" and {len(error.problems) - 1} more" if len(error.problems) > 1 else ""
        return Entry(kind, name, f"cannot be read: {first}{more}", sound=False)


def _template(workspace: Workspace, name: str) -> str:
    template = workspace.template(name)
    return f"{template.layout}: {template.title}"


def _recipients(workspace: Workspace, name: str) -> str:
    count = len(workspace.recipient_list(name).recipients)
    return f"{count} recipient{'s' if count != 1 else ''}"


def _layout(workspace: Workspace, name: str) -> str:
    return workspace.layout(name).description


def _sender(workspace: Workspace, name: str) -> str:
    return workspace.sender(name).name
