"""Whether what an order names fits together: its template, the layout, who signs and who must approve it."""

from __future__ import annotations

import re

from correspondence.errors import Problem, Problems
from correspondence.fields import suggestion
from correspondence.templates import NAME, Layout, Sender, Signer, Template
from correspondence.workspace import Workspace


def is_known(kind: str, name: str, known: tuple[str, ...], template: Template, problems: Problems) -> bool:
    """Tell whether there is a layout or sender of this name; report it at the template's line otherwise."""
    if name in known:
        return True
    remedy = f"choose one of {', '.join(known)}{suggestion(name, known)}"
    line = template.places.get(kind)
    problems.add(Problem(template.file, f'there is no {kind} "{name}"', remedy, line=line, field=kind))
    return False


def check_use(recipients: str | None, template: Template, layout: Layout, problems: Problems) -> None:
    """Hold the order to what the layout says of recipients and senders."""
    if layout.recipient == "required" and recipients is None:
        problems.add(
            Problem(
                template.file,
                f"a document of the layout {layout.id} goes to recipients",
                f"name a list: 'correspondence merge {template.id} LIST'",
                field="layout",
            )
        )
    if layout.recipient == "none" and recipients is not None:
        problems.add(
            Problem(
                template.file,
                f"a document of the layout {layout.id} goes to no recipients",
                f"make it without a list: 'correspondence render {template.id}'",
                field="layout",
            )
        )
    if layout.sender == "required" and not template.sender:
        problems.add(
            Problem(
                template.file,
                "sender is missing",
                "add 'sender:' with the id of an office in templates/senders/",
                field="sender",
            )
        )
    if layout.sender == "none" and template.sender:
        problems.add(
            Problem(
                template.file,
                f"a document of the layout {layout.id} has no sender",
                "delete the line",
                line=template.places.get("sender"),
                field="sender",
            )
        )
    if layout.signer == "required" and not template.signers:
        problems.add(
            Problem(
                template.file,
                "signer is missing",
                "add 'signer:' with the id of one of the sender's signers",
                field="signer",
            )
        )
    if layout.signer == "none" and template.signers:
        problems.add(
            Problem(
                template.file,
                f"a document of the layout {layout.id} is not signed",
                "delete the line",
                line=template.places.get("signer"),
                field="signer",
            )
        )


def check_name(mailing: str | None, problems: Problems) -> None:
    """Hold the name of the mailing's folder to what cannot leave the output."""
    if mailing is not None and not re.fullmatch(NAME.pattern, mailing):
        problems.add(Problem("--mailing", f'"{mailing}" cannot be the name of a mailing', NAME.remedy))


def signers_of(template: Template, sender: Sender | None, layout: Layout, problems: Problems) -> tuple[Signer, ...]:
    """Find those who sign among the sender's signers."""
    known = sender.signers if sender else {}
    wanted = [(name, "signer") for name in template.signers]
    if template.signing_for:
        wanted.append((template.signing_for, "signing_for"))
        if not template.signers:
            problems.add(
                Problem(
                    template.file,
                    "signing_for has no signer",
                    "add 'signer:' with the id of the person who signs",
                    field="signing_for",
                )
            )
    for name, setting in wanted:
        if name in known or (sender is None and template.sender):
            continue
        remedy = (
            f"choose one of {', '.join(known)}{suggestion(name, known)}"
            if known
            else f"add it below 'signers:' in {sender.file}"
            if sender
            else "name the office with 'sender:'"
        )
        problems.add(
            Problem(
                template.file, f'there is no signer "{name}"', remedy, line=template.places.get(setting), field=setting
            )
        )
    return tuple(known[name] for name in template.signers if name in known) if layout.signer != "none" else ()


def check_approvers(workspace: Workspace, template: Template, problems: Problems) -> None:
    """Hold those whom the template asks for approval to those whom the settings name, where they name any."""
    known = workspace.settings.approvers
    for name in template.approvals:
        if known and name not in known:
            remedy = f"choose one of {', '.join(known)}, or add it below 'approvers:' in correspondence.yaml{suggestion(name, known)}"
            place = template.places.get("approvals")
            problems.add(
                Problem(template.file, f'there is no approver "{name}"', remedy, line=place, field="approvals")
            )
