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
    found = [_entry("template", name, lambda name=name: _template(workspace, name)) for name in workspace.template_ids()]  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
    found += [_entry("list", name, lambda name=name: _recipients(workspace, name)) for name in workspace.list_ids()]  # type: ignore[misc]
    found += [_entry("layout", name, lambda name=name: workspace.layout(name).description) for name in workspace.layout_ids()]  # type: ignore[misc]
    found += [_entry("sender", name, lambda name=name: workspace.sender(name).name) for name in workspace.sender_ids()]  # type: ignore[misc]
    return tuple(found)


def _entry(kind: str, name: str, describe: Callable[[], str]) -> Entry:
    try:
        return Entry(kind, name, describe())
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
