"""What an approval rests on: the file with the words, the approver's proof sheet, and who may approve at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from correspondence.approvals import APPROVED, Approval
from correspondence.approving.words import Words, words_in
from correspondence.dispatch.files import checksum
from correspondence.entries import History
from correspondence.errors import Problem, ProblemsError
from correspondence.mailing.forming import FORM_ENDING
from correspondence.sign import Trust, read_signatures, refuse_without_library
from correspondence.templates import Approver
from correspondence.workspace import Workspace

KEPT = "put back the copy that was kept of it, or let the mailing be approved anew"


def objection(workspace: Workspace, approver: str, account: str, certificate: str) -> tuple[str, str] | None:
    """Say why somebody may not approve in a capacity, and what to do; None where they may.

    Args:
        workspace: The office's folder, whose settings say who may.
        approver: Id of the approver.
        account: Who is at the machine.
        certificate: The SHA-256 of the certificate with which the approval is signed; empty where it is not.
    """
    known: Approver = workspace.settings.approvers.get(approver, Approver())
    if known.accounts and account not in known.accounts:
        who = f'the account "{account}"' if account else "an account without a name"
        return f"{who} may not approve as {approver}", f"let it be done by {' or '.join(known.accounts)}"
    if known.certificates and not certificate:
        return f"the approval of {approver} must be signed", "give --key or --token"
    if known.certificates and certificate not in known.certificates:
        return (
            f"the approval of {approver} is signed with a certificate that correspondence.yaml does not name",
            "sign with one of those below 'certificates:', or add this one there",
        )
    return None


def lost(workspace: Workspace, approval: Approval) -> str:
    """Say what of that on which an approval rests is gone or was changed; empty where all is there."""
    try:
        contents = {name: _read(workspace, name, sha256) for name, sha256 in approval.sums.items()}
    except ProblemsError as error:
        return "; ".join(f"{one.file}: {one.message}" for one in error.problems)
    if approval.signer:
        refuse_without_library("approvals that are signed")
        signatures = read_signatures(contents.get(approval.sheet, b""), Trust(), approval.at)
        if not any(one.intact and one.certificate == approval.certificate for one in signatures):
            return f"{approval.sheet}: the signature of {approval.signer} on it does not hold"
    return ""


def evidence_of(workspace: Workspace, approval: Approval) -> Words:
    """Return the words that were approved.

    Args:
        workspace: The office's folder.
        approval: The approval, of whose evidence nothing is :func:`lost`.

    Raises:
        ProblemsError: They were changed meanwhile.
    """
    return words_in(_read(workspace, approval.file, approval.sums[approval.file]), approval.file)


def approved_words(history: History | None, name: str = "") -> str:
    """Return the checksum of the approved words of which a letter was made last; empty where it was made of none.

    Args:
        history: What the register knows of it.
        name: One of its files, whose making counts alone; empty for the newest.
    """
    entries = history.entries if history else ()
    made = (one for one in reversed(entries) if one.kind == "made" and (not name or name in one.files))
    return str(next((one.details.get(APPROVED, "") for one in made), ""))


def stale_files(history: History, words: Callable[[str], Words | None]) -> tuple[str, ...]:
    """Return the files of a letter that go out, and say something else than what was approved last.

    Such a file was left alone when the letter was made anew in other formats, or without its form.

    Args:
        history: What the register knows of the letter.
        words: Returns approved words by their checksum, None for those that nobody approved, or not any more.
    """
    newest = approved_words(history)
    stale = []
    for name in history.going_out:
        older = approved_words(history, name)
        if older == newest:
            continue
        before, now = (
            {**found.letters.get(history.letter.recipient, {}), "look": found.look}
            if (found := words(sha256))
            else None
            for sha256 in (older, newest)
        )
        if before is None or now is None:
            stale.append(name)
            continue
        is_form = FORM_ENDING in PurePath(name).name
        if _part(before, is_form=is_form) != _part(now, is_form=is_form):
            stale.append(name)
    return tuple(stale)


def _part(told: Mapping[str, Any], *, is_form: bool) -> dict[str, Any]:
    """Return what of an approved letter stands in its form, or in all its other files."""
    if is_form:
        return {name: told.get(name) for name in ("form", "look")}
    return {name: value for name, value in told.items() if name != "form"}


def _read(workspace: Workspace, name: str, sha256: str) -> bytes:
    try:
        content = (workspace.root / name).read_bytes()
    except OSError as error:
        message = f"what was approved cannot be read ({error.strerror})"
        raise ProblemsError([Problem(name, message, KEPT)]) from error
    if checksum(content) != sha256:
        raise ProblemsError([Problem(name, "the file was changed since the approval", KEPT)])
    return content
