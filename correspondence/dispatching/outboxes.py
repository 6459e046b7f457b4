"""Where the outboxes of mailings lie, and what they are opened with."""

from __future__ import annotations

from pathlib import Path

from correspondence.dispatch.outbox import ENDING, Outbox, opened_outbox
from correspondence.register import Register
from correspondence.workspace import Workspace

OUTBOXES = "outbox"
"""The folder of the outboxes in the workspace's output; it lies beside the register, wherever files are made."""

__all__ = ["OUTBOXES", "Outbox", "Register", "opened_outbox", "outbox_of"]


def outbox_of(workspace: Workspace, mailing: str) -> Path:
    """Return where the outbox of a mailing lies."""
    return workspace.output / OUTBOXES / f"{mailing}{ENDING}"
