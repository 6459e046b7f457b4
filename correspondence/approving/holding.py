"""What goes out is held to what was approved: before letters are made, and again before they are signed, printed or sent."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from correspondence.approvals import APPROVED, APPROVED_WITH, Approval, Approvals, approvals_in
from correspondence.approving.changes import Changed, changed, described
from correspondence.approving.evidence import approved_words, evidence_of, lost, objection, stale_files
from correspondence.approving.words import likely_numbers, words_of
from correspondence.entries import Entry, History, Wanted
from correspondence.errors import Problem, ProblemsError
from correspondence.mailing import Job, Order, prepare
from correspondence.mailing.folders import making
from correspondence.mailing.forming import FORM_ENDING
from correspondence.mailing.job import Enclosed
from correspondence.recipients import Recipient
from correspondence.register import Register
from correspondence.templates import Template
from correspondence.workspace import Workspace

FINAL, WITH_FORM = "--final", " --with-form"


class UnapprovedError(ProblemsError):
    """Something is not approved, or was changed since.

    Args:
        what: What is not, and why.
        remedy: What to do about it.
        found: The letters that were changed.
        total: How many letters there are.
    """

    def __init__(self, what: str, remedy: str, found: Sequence[Changed] = (), total: int = 0) -> None:
        self.what, self.remedy, self.found = what, remedy, tuple(found)
        self.lines = tuple(described(self.found, total))
        each = (
            Problem("", line, "", field=one.letter or None)
            for one in self.found
            for line in (one.lines or (f"{one.kind}: {one.letter}",))
        )
        super().__init__([Problem("", what, remedy), *each])

    def __reduce__(self) -> tuple[type[UnapprovedError], tuple[str, str, tuple[Changed, ...]]]:
        """Be copied to another process."""
        return type(self), (self.what, self.remedy, self.found)

    def __str__(self) -> str:
        """Say what is not approved and what to do; then what changed, letter by letter."""
        return "\n".join([f"{self.what}; {self.remedy}", *(f"  {line}" for line in self.lines)])


@dataclass(frozen=True)
class Made:
    """Letters of a mailing that were made, and are to go out.

    Attributes:
        mailing: Name of the mailing.
        template: Id of its template.
        list: Id of its list, empty where there is none.
        letters: What the register knows of each, by the recipients' ids; None of one that it does not know.
    """

    mailing: str
    template: str
    list: str
    letters: Mapping[str, History | None]


def approvals_of(workspace: Workspace, register: Register | None, mailing: str, template: Template) -> Approvals:
    """Return what is asked of approvers before a mailing goes out, and what they approved.

    Args:
        workspace: The office's folder.
        register: The open register, None where none was begun.
        mailing: Name of the mailing.
        template: Its template.
    """
    entries: Sequence[Entry] = register.entries(Wanted(mailing=mailing)) if register else ()
    known = approvals_in(entries, template.id)
    sound: list[Approval] = []
    unfit: dict[str, str] = {}
    for one in known:
        refused = objection(workspace, one.approver, one.account, one.certificate)
        if reason := refused[0] if refused else lost(workspace, one):
            unfit[one.approver] = reason
        else:
            sound.append(one)
    return Approvals(template.approvals, tuple(sound), MappingProxyType(unfit))


@dataclass(frozen=True)
class Demand:
    """A mailing that somebody must approve before a document is final: its own, or one that goes out with it.

    Attributes:
        mailing: Name of the mailing.
        approvers: Who must approve it, in order; where its template asks nobody, who has approved it all the same.
        approving: The command by which the first of them does.
        making: The command that makes its drafts; empty for the document's own.
    """

    mailing: str
    approvers: tuple[str, ...]
    approving: str
    making: str = ""


def demands(workspace: Workspace, register: Register | None, order: Order) -> tuple[Demand, ...]:
    """Return what must be approved before a document can be final.

    Args:
        workspace: The office's folder.
        register: The open register, None where none was begun.
        order: The document.

    Raises:
        ProblemsError: A template cannot be used.
    """
    own = workspace.template(order.template)
    name = order.mailing or (PurePath(order.recipients).stem if order.recipients else own.id)
    found = []
    if approvers := approvals_of(workspace, register, name, own).order:
        found.append(Demand(name, approvers, approving(name, approvers[0], order.given)))
    for one in own.attachments:
        inner = workspace.template(one.template) if one.template else None
        if inner is not None and inner.approvals:
            name = one.recipients or inner.id
            drafts = making({"mailing": name, "template": inner.id, "list": one.recipients})
            found.append(Demand(name, inner.approvals, approving(name, inner.approvals[0]), drafts))
    return tuple(found)


def hold(
    job: Job,
    register: Register | None,
    *,
    unfit: frozenset[str] = frozenset(),
    on_letter: Callable[[], None] | None = None,
) -> Mapping[str, Any]:
    """Refuse letters that are not approved just as they are.

    Args:
        job: The letters that are to be made, prepared and checked, and no draft.
        register: The open register, None where none was begun.
        unfit: Ids of the recipients whose letters are left out.
        on_letter: Called after each.

    Returns:
        What the register keeps of it with each letter that is made: the checksum of the approved words, and those of what
        goes out attached; empty where nobody is asked, and nobody approved anything.

    Raises:
        UnapprovedError: They are not approved, or were changed since.
        ProblemsError: What was approved cannot be read any more.
    """
    attached = {one.job.name: str(hold(one.job, register)[APPROVED]) for one in _approved_parts(job)}
    with_parts = {APPROVED_WITH: attached} if attached else {}
    approvals = approvals_of(job.workspace, register, job.name, job.template)
    if not approvals.order:
        return with_parts
    meant = frozenset(_id(one) for one in job.selected) - unfit
    whole = job.recipients is None or len(meant) == len(job.recipients.recipients)
    newest = _complete(approvals, job.name, job.template)
    now = words_of(job, meant, on_letter, likely_numbers(job))
    for sha256 in dict.fromkeys(one.words for one in reversed(approvals.known)):
        given = approvals.given_for(sha256)
        if not approvals.next_for(sha256) and not changed(evidence_of(job.workspace, given[-1]), now, whole=whole):
            return {APPROVED: sha256, **with_parts}
    for approver in approvals.order:
        own = approvals.of(approver)
        assert own is not None  # noqa: S101  (for the type checker: each has approved something)
        words = evidence_of(job.workspace, own)
        _refuse_changed(own, approver, changed(words, now, whole=whole), len(now.letters), job)
    turn = approvals.next_for(newest.words)
    what = f"{job.name} is not approved as it is now: {turn} must approve it again, after those who come before"
    raise UnapprovedError(what, f"run: {approving(job.name, turn, job.order.given)}")


def hold_numbered(job: Job, register: Register, held: Mapping[str, Any], numbers: Mapping[str, str]) -> None:
    """Refuse letters that say something else under the numbers that they were given.

    Args:
        job: The letters.
        register: The open register.
        held: What :func:`hold` returned.
        numbers: Their reference numbers, by the recipients' ids.

    Raises:
        UnapprovedError: More than the number itself depends on it.
    """
    if APPROVED not in held:
        return
    own = approvals_of(job.workspace, register, job.name, job.template).given_for(held[APPROVED])[-1]
    now = words_of(job, frozenset(numbers), None, numbers)
    if found := changed(evidence_of(job.workspace, own), now, whole=False):
        what = f"{job.name} says something else under its reference numbers than what was approved"
        remedy = f"take the conditions on them out of {job.template.file}"
        raise UnapprovedError(what, remedy, found, len(now.letters))


def hold_made(
    workspace: Workspace, register: Register | None, made: Made, on_letter: Callable[[], None] | None = None
) -> None:
    """Refuse to let letters go out that were not made as they were approved, or whose words were changed since.

    Letters that were posted are judged by what they were made of, whatever became of their template since.

    Args:
        workspace: The office's folder.
        register: The open register, None where none was begun.
        made: The letters.
        on_letter: Called after each whose words are composed.

    Raises:
        UnapprovedError: They are not approved, or were changed since.
        ProblemsError: The template, the list or what was approved cannot be used any more.
    """
    entries: Sequence[Entry] = register.entries(Wanted(mailing=made.mailing)) if register else ()
    known = approvals_in(entries, made.template)
    template = _template(workspace, made, known)
    if template is None:
        return
    anew = f"make it anew: {making({'mailing': made.mailing, 'template': made.template, 'list': made.list}, FINAL)}"
    _hold_parts(workspace, register, made, template, anew)
    approvals = approvals_of(workspace, register, made.mailing, template)
    if not approvals.order:
        return
    newest = _complete(approvals, made.mailing, template)
    waiting: dict[str, dict[str, History]] = {}
    of_words = {one.words: one for one in approvals.known}
    words = cache(lambda sha256: evidence_of(workspace, of_words[sha256]) if sha256 in of_words else None)
    for who, history in made.letters.items():
        called = f"the letter to {who}" if who else made.mailing
        sha256 = approved_words(history)
        if history is None or not sha256:
            raise UnapprovedError(f"{called} was not made of what was approved", anew)
        if turn := approvals.next_for(sha256):
            what = f"{called} was made of words that {turn} has not approved, or not since"
            remedy = anew if not approvals.next_for(newest.words) else f"run: {approving(made.mailing, turn)}"
            raise UnapprovedError(what, remedy)
        if stale := stale_files(history, words):
            what = f"{stale[0]} was made of words that were approved before, and are others now"
            raise UnapprovedError(what, f"{anew}{WITH_FORM if FORM_ENDING in stale[0] else ''}")
        if not history.posted:
            waiting.setdefault(sha256, {})[who] = history
    for sha256, letters in waiting.items():
        own = approvals.given_for(sha256)[-1]
        order = Order(made.template, made.list or None, made.mailing, own.given, tuple(sorted({*letters} - {""})))
        job = prepare(workspace, order)
        now = words_of(job, None, on_letter, {who: history.number for who, history in letters.items()})
        found = changed(words(sha256) or evidence_of(workspace, own), now, whole=False)
        if found and own.words != newest.words and not approvals.next_for(newest.words):
            raise UnapprovedError(f"{made.mailing} was made before {_by(newest)}", anew, found, len(now.letters))
        _refuse_changed(own, approvals.order[0], found, len(now.letters), job)


def _approved_parts(job: Job) -> Iterator[Enclosed]:
    """Yield what goes out attached and must be approved by itself."""
    for one in job.attachments:
        if isinstance(one, Enclosed) and one.job.template.approvals:
            yield one


def _hold_parts(workspace: Workspace, register: Register | None, made: Made, template: Template, anew: str) -> None:
    """Refuse a document that was made with letters which are not approved any more, or otherwise."""
    waiting = [one for one in made.letters.values() if one is None or not one.posted]
    if not waiting or not any(
        one.template and workspace.template(one.template).approvals for one in template.attachments
    ):
        return
    job = prepare(workspace, Order(made.template, made.list or None, made.mailing))
    for part in _approved_parts(job):
        now = hold(part.job, register)[APPROVED]
        for history in waiting:
            entry = history.made if history else None
            if entry is None or entry.details.get(APPROVED_WITH, {}).get(part.job.name) != now:
                what = f"{made.mailing} was not made with the letters of {part.job.name} as they are approved"
                raise UnapprovedError(what, anew)


def _template(workspace: Workspace, made: Made, known: Sequence[Approval]) -> Template | None:
    """Return the template of letters that were made; None where it is gone, and nobody ever approved them."""
    try:
        return workspace.template(made.template)
    except ProblemsError:
        if known:
            raise
        return None


def _complete(approvals: Approvals, mailing: str, template: Template) -> Approval:
    """Return the newest approval, where each who is asked has approved something."""
    lacking = [name for name in approvals.order if approvals.of(name) is None]
    newest = approvals.newest
    if lacking or newest is None:
        first = (lacking or approvals.order)[0]
        then = f", then {' and '.join(lacking[1:])}" if lacking[1:] else ""
        given = [_by(one) for name in approvals.order if (one := approvals.of(name))]
        so_far = f", though {' and '.join(given)}" if given else ""
        why = f" ({approvals.unfit[first]})" if first in approvals.unfit else ""
        what = f"{mailing} is not approved{so_far}: {first}{then} must approve {template.id}{why}"
        raise UnapprovedError(what, f"run: {approving(mailing, first)}")
    return newest


def _refuse_changed(own: Approval, first: str, found: Sequence[Changed], total: int, job: Job) -> None:
    if found:
        what = f"{job.name} was changed since {_by(own)}"
        again = approving(job.name, first, job.order.given)
        raise UnapprovedError(what, f"put back what was approved, or let it be approved anew: {again}", found, total)


def approving(mailing: str, approver: str, given: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the command by which somebody approves a mailing.

    Args:
        mailing: Name of the mailing.
        approver: Id of the approver.
        given: Values from the command line, by name.
    """
    return shlex.join(["correspondence", "approve", mailing, "--by", approver, *given_options(given)])


def given_options(given: Mapping[str, str]) -> Iterator[str]:
    """Yield the options that give values of the document again."""
    for name, value in given.items():
        yield from ("--set", f"{name}={value}")


def _by(one: Approval) -> str:
    return f"{one.approver} approved it on {one.day}"


def _id(recipient: Recipient | None) -> str:
    return recipient.id if recipient else ""
