"""Mails as drafts: a file each, which a mail program opens and sends."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from correspondence.dispatch.files import Manifest, checksum, held, sweep, write_file
from correspondence.dispatch.mail import draft
from correspondence.dispatching.planning import Plan
from correspondence.dispatching.releasing import ReleaseMails
from correspondence.entries import Entry
from correspondence.errors import RefusedError, shown_here
from correspondence.mailing.drafting import ENDING, MAIL
from correspondence.register import Register


@dataclass(frozen=True)
class DraftFile:
    """A draft that was written.

    Attributes:
        path: Where it lies.
        recipients: Ids of those to whom it goes.
        message_id: What it calls itself; empty where the mail program gives it a name.
    """

    path: Path
    recipients: tuple[str, ...]
    message_id: str


def write_drafts(
    plan: Plan,
    register: Register,
    output: Path,
    at: datetime.datetime,
    by: str,
    *,
    replace: bool = False,
    on_mail: Callable[[], None] | None = None,
) -> tuple[DraftFile, ...]:
    """Write the mails of a plan as drafts into the mailing's folder.

    The register learns what the mails of letters call themselves, so that answers to them are found.

    Args:
        plan: Who gets one.
        register: The open register.
        output: The folder that holds the mailings' folders.
        at: The moment of the run.
        by: Who makes them.
        replace: Whether drafts that somebody has changed are made anew.
        on_mail: Called after each.

    Raises:
        RefusedError: The folder holds no mailing, or a draft was changed since it was made.
        WriteError: One could not be written; those before it are whole.
    """
    folder = output / plan.mails.mailing
    made: list[DraftFile] = []
    with held(folder):
        sweep(folder / MAIL)
        manifest = Manifest.read(folder)
        if manifest is None:
            what = f"{shown_here(folder)} holds no mailing"
            raise RefusedError(what, "name the folder with --output where the letters were made")
        names = [f"{MAIL}/{one.name}{ENDING}" for one in plan.due]
        if not replace:
            _refuse_changed(folder, names, manifest)
        for name, one in zip(names, plan.due, strict=True):
            mail = plan.mail(one)
            content = draft(mail)
            manifest.announce(folder, name, content)
            write_file(folder / name, content)
            manifest.add(name, content)
            made.append(DraftFile(folder / name, tuple(each.id for each in one.recipients), mail.message_id))
            if on_mail:
                on_mail()
        manifest.write(folder)
        register.append(_called(plan, made, at, by))
    return tuple(made)


def _refuse_changed(folder: Path, names: list[str], manifest: Manifest) -> None:
    """Stop before somebody's own words are lost."""
    for name in names:
        path = folder / name
        if path.is_file() and not manifest.knows(name, checksum(path.read_bytes())):
            what = f"{shown_here(path)} was changed since it was made"
            raise RefusedError(what, "move it away to keep it, or give --replace to make it anew")


def _called(plan: Plan, made: list[DraftFile], at: datetime.datetime, by: str) -> list[Entry]:
    """Return the entries that say what the mails of letters call themselves, as far as they are new."""
    entries = []
    for one, file in zip(plan.due, made, strict=True):
        before = one.history.made
        known = {entry.details.get("message_id") for entry in one.history.entries}
        if before is None or not file.message_id or file.message_id in known or isinstance(plan.mails, ReleaseMails):
            continue
        entries.append(
            Entry(
                "made",
                before.mailing,
                at,
                recipient=before.recipient,
                number=one.history.number,
                template=before.template,
                list=before.list,
                row=before.row,
                by=by,
                files=one.history.going_out,
                details={**before.details, "message_id": file.message_id},
            )
        )
    return entries
