"""What is told of mails: before they are sent, and after."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from typing import TYPE_CHECKING, Any

from correspondence.cli.options import counted
from correspondence.errors import describe

if TYPE_CHECKING:
    from correspondence.dispatching.drafting import DraftFile
    from correspondence.dispatching.planning import Plan
    from correspondence.dispatching.sending import Report

SEND_SCHEMA = "correspondence/send/1"


def mails_of(plan: Plan) -> str:
    """Count the mails of a plan, and those who get them where these are more."""
    count = counted(len(plan.due), "mail")
    return f"{count} to {counted(plan.count, 'recipient')}" if plan.mails.blind else count


def shown(plan: Plan, settled: int) -> Iterator[str]:
    """Yield the lines that say who gets no mail, and what somebody should look at."""
    yield from describe(plan.problems)
    if settled:
        yield f"{counted(settled, 'mail')} of a run that was broken off went out, and the register has it now."
    for address, sharing in plan.shared.items():
        yield f"warning: {', '.join(sharing)} have one address, {address}"
    if plan.left_out:
        yield f"Not sent, {len(plan.left_out):,}:"
    for reason, (remedy, names) in _grouped(plan).items():
        yield f"  {reason}: {', '.join(names)}"
        if remedy:
            yield f"      {remedy}"
    if plan.undecided:
        yield f"Undecided, {len(plan.undecided):,}: nobody knows whether these went out"
    for one in plan.undecided:
        told = f": {one.sent.answer}" if one.sent.answer else ""
        yield f"  {one.recipient}  {one.name}, {one.sent.intent.at}, {one.sent.intent.message_id}{told}"
    if plan.undecided:
        yield "      ask there, or look into the server's log; then give --smtp --arrived ID, or --smtp --resend ID"


def _grouped(plan: Plan) -> dict[str, tuple[str, list[str]]]:
    groups: dict[str, tuple[str, list[str]]] = {}
    for one in plan.left_out:
        remedy = one.remedy.replace(f"--only {one.recipient}", "--only ID")
        groups.setdefault(one.reason, (remedy, []))[1].append(one.recipient)
    return groups


def first(plan: Plan, server: str) -> Iterator[str]:
    """Yield what somebody should see before they say yes: how many, from whom, and the first mail in full."""
    one = plan.due[0]
    mail = plan.mail(one)
    name = f"{plan.sender.name} <{plan.sender.address}>" if plan.sender.name else plan.sender.address
    yield f"{mails_of(plan)} from {name} through {server}. The first:"
    yield ""
    yield f"From: {name}"
    if mail.reply_to:
        yield f"Reply-To: {mail.reply_to}"
    yield f"To: {mail.to_name} <{mail.to}>" if mail.to else f"Blind copies to: {', '.join(mail.blind)}"
    yield f"Subject: {mail.subject}"
    yield f"Message-ID: {mail.message_id}"
    for file in mail.attached:
        yield f"Attached: {file.name} ({len(file.content):,} bytes)"
    yield ""
    yield mail.text


def rest_of(plan: Plan) -> str:
    """Return the end of a sentence: who got no mail."""
    parts = [f", {len(plan.left_out):,} left out" if plan.left_out else ""]
    parts += [f", {len(plan.undecided):,} undecided" if plan.undecided else ""]
    return "".join(parts)


def told(plan: Plan, report: Report) -> Iterator[str]:
    """Yield what became of the mails."""
    for group, what in (
        (report.failed, "the server does not take it"),
        (report.waiting, "the server did not take it yet; run the command again"),
        (report.undecided, "nobody knows whether it went out"),
    ):
        for name, answer in group.items():
            yield f"{name}: {what} ({answer})"
    if report.stopped:
        yield str(report.stopped)
    parts = [f"{counted(len(report.sent), 'mail' if not plan.mails.blind else 'recipient')} sent"]
    counts: tuple[tuple[Sized, str], ...] = (
        (report.failed, "not taken"),
        (report.waiting, "to be tried again"),
        (report.undecided, "undecided"),
        (report.untried, "not tried"),
    )
    parts += [f"{len(group):,} {noun}" for group, noun in counts if group]
    yield f"{', '.join(parts)}{rest_of(plan)}."


def as_json(plan: Plan, drafts: tuple[DraftFile, ...], report: Report | None) -> dict[str, Any]:
    """Return what was done as ``--json`` prints it."""
    mails = plan.mails
    found: dict[str, Any] = {
        "schema": SEND_SCHEMA,
        "mailing": mails.mailing,
        "template": mails.template.id,
        "list": mails.recipients.id,
        "from": plan.sender.address or None,
        "drafts": [
            {"path": str(one.path), "recipients": list(one.recipients), "message_id": one.message_id or None}
            for one in drafts
        ],
        "sent": [],
        "failed": [],
        "waiting": [],
        "undecided": [
            {"recipient": one.recipient, "message_id": one.sent.intent.message_id, "answer": one.sent.answer}
            for one in plan.undecided
        ],
        "untried": [],
        "left_out": [
            {"recipient": one.recipient, "name": one.name, "reason": one.reason, "remedy": one.remedy}
            for one in plan.left_out
        ],
        "shared": [{"address": address, "recipients": list(ids)} for address, ids in plan.shared.items()],
        "stopped": None,
        "problems": [one.as_json() for one in plan.problems],
    }
    if report:
        found["sent"] = [{"recipient": one, "message_id": name} for one, name in report.sent.items()]
        found["failed"] = [{"recipient": one, "answer": answer} for one, answer in report.failed.items()]
        found["waiting"] = [{"recipient": one, "answer": answer} for one, answer in report.waiting.items()]
        found["undecided"] += [
            {"recipient": one, "message_id": None, "answer": answer} for one, answer in report.undecided.items()
        ]
        found["untried"] = list(report.untried)
        found["stopped"] = str(report.stopped) if report.stopped else None
    return found
