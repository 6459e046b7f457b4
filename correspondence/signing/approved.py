"""Nothing is signed but what was approved, where approvals are asked; and no draft ever is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from correspondence.approving import Made, hold_made
from correspondence.dispatch.files import Manifest, checksum
from correspondence.dispatching.letters import SIGNED
from correspondence.entries import RECORD, Entry, History
from correspondence.errors import ProblemsError
from correspondence.mailing.rendering import DRAFT
from correspondence.register import Register
from correspondence.signing.choosing import ToSign
from correspondence.workspace import Workspace


def drafts_in(workspace: Workspace | None, files: Sequence[ToSign]) -> frozenset[str]:
    """Return the checksums of all drafts that were made, beside the files or in the office's mailings.

    Args:
        workspace: The office's folder, None where there is none.
        files: The files that are to be signed.
    """
    folders = {one.source.absolute().parent.parent for one in files}
    if workspace is not None and workspace.output.is_dir():
        folders |= {one for one in workspace.output.iterdir() if one.is_dir()}
    found = (Manifest.read(folder) for folder in folders)
    return frozenset(
        str(entry.get("sha256", ""))
        for manifest in found
        if manifest is not None
        for name, entry in manifest.files.items()
        if name.startswith(f"{DRAFT}/")
    )


def hold_to_approvals(
    workspace: Workspace, register: Register | None, files: Sequence[tuple[ToSign, bytes]], known: Sequence[History]
) -> None:
    """Refuse to sign what is not approved, or was changed since.

    A letter is known by its bytes, wherever its file lies.

    Args:
        workspace: The office's folder.
        register: The open register, None where none was begun.
        files: The files that are to be signed, with what is in them.
        known: What the register knows of all letters.

    Raises:
        UnapprovedError: One is not approved, or was changed since.
        ProblemsError: Its template, list or what was approved cannot be used any more.
    """
    by_sum = {sha256: history for history in known for entry in history.entries for sha256 in _sums(entry)}
    mailings: dict[tuple[str, str, str], dict[str, History | None]] = {}
    for file, content in files:
        history = by_sum.get(checksum(content))
        if history is not None and history.made is not None:
            letter = history.letter
            mailing = mailings.setdefault((letter.mailing, letter.template, history.made.list), {})
            mailing[letter.recipient] = history
        elif history is None and (about := _about(file)) is not None and _asks(workspace, about["template"]):
            mailing = mailings.setdefault((about["mailing"], about["template"], about.get("list", "")), {})
            mailing[file.source.stem if "list" in about else ""] = None
    for (name, template, listed), letters in mailings.items():
        hold_made(workspace, register, Made(name, template, listed, letters))


def _sums(entry: Entry) -> Iterator[str]:
    if entry.kind in {"made", "signed"}:
        yield from entry.files.values()


def _about(file: ToSign) -> Mapping[str, str] | None:
    """Return of what mailing a file is that the register does not know; None where it lies in none."""
    folder: Path = file.source.absolute().parent
    manifest = Manifest.read(folder.parent if folder.name in {RECORD, SIGNED} else folder)
    return manifest.about if manifest is not None and "template" in manifest.about else None


def _asks(workspace: Workspace, template: str) -> bool:
    try:
        return bool(workspace.template(template).approvals)
    except ProblemsError:
        return False
