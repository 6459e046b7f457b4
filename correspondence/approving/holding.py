"""What goes out is held to what was approved: before letters are made, and again before they are signed, printed or sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from correspondence.approvals import Approval, Approvals, approvals_in
from correspondence.approving.changes import Changed, changed, described
from correspondence.approving.evidence import approved_words, evidence_of, objection, stale_files
from correspondence.approving.words import words_of
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
        if reason := objection(workspace, one.approver, one.account, one.certificate):
            unfit[one.approver] = reason[0]
        else:
            sound.append(one)
    return Approvals(template.approvals, tuple(sound), MappingProxyType(unfit))


def asks_for_approval(workspace: Workspace, template: str) -> tuple[str, ...]:
    """Return who must approve before a document can be final: those whom its template asks, and those whom what goes out with it asks.

    Args:
        workspace: The office's folder.
        template: Id or path of its template.

    Raises:
        ProblemsError: A template cannot be used.
    """
    own = workspace.template(template)
    inner = [workspace.template(one.template) for one in own.attachments if one.template]
    return tuple(dict.fromkeys(name for one in (own, *inner) for name in one.approvals))


def hold(
    job: Job,
    register: Register | None,
    *,
    unfit: frozenset[str] = frozenset(),
    on_letter: Callable[[], None] | None = None,
) -> str:
    """Refuse letters that are not approved just as they are.

    Args:
        job: The letters that are to be made, prepared and checked, and no draft.
        register: The open register, None where none was begun.
        unfit: Ids of the recipients whose letters are left out.
        on_letter: Called after each.

    Returns:
        The checksum of the approved words; empty where nobody is asked, and nobody approved anything.

    Raises:
        UnapprovedError: They are not approved, or were changed since.
        ProblemsError: What was approved cannot be read any more.
    """
    for attached in job.attachments:
        if isinstance(attached, Enclosed) and attached.job.template.approvals:
            hold(attached.job, register)
    approvals = approvals_of(job.workspace, register, job.name, job.template)
    if not approvals.order:
        return ""
    meant = frozenset(_id(one) for one in job.selected) - unfit
    whole = job.recipients is None or len(meant) == len(job.recipients.recipients)
    newest = _complete(approvals, job.name, job.template)
    now = words_of(job, meant, on_letter)
    for approver in approvals.order:
        own = approvals.of(approver)
        assert own is not None  # noqa: S101  (for the type checker: each has approved something)
        words = evidence_of(job.workspace, own)
        _refuse_changed(own, approver, changed(words, now, whole=whole), len(now.letters), job.name)
    _refuse_unfinished(approvals, newest.words, job.name)
    return newest.words


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
    approvals = approvals_of(workspace, register, made.mailing, template)
    if not approvals.order:
        return
    newest = _complete(approvals, made.mailing, template)
    about = {"mailing": made.mailing, "template": made.template, "list": made.list}
    anew = f"make it anew: {making(about, FINAL)}"
    waiting: dict[str, set[str]] = {}
    of_words = {one.words: one for one in known}
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
            waiting.setdefault(sha256, set()).add(who)
    for sha256, ids in waiting.items():
        own = approvals.given_for(sha256)[-1]
        order = Order(made.template, made.list or None, made.mailing, own.given, tuple(sorted(ids - {""})))
        now = words_of(prepare(workspace, order), None, on_letter)
        found = changed(words(sha256) or evidence_of(workspace, own), now, whole=False)
        if found and own.words != newest.words and not approvals.next_for(newest.words):
            raise UnapprovedError(f"{made.mailing} was made before {_by(newest)}", anew, found, len(now.letters))
        _refuse_changed(own, approvals.order[0], found, len(now.letters), made.mailing)


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


def _refuse_changed(own: Approval, first: str, found: Sequence[Changed], total: int, mailing: str) -> None:
    if found:
        what = f"{mailing} was changed since {_by(own)}"
        remedy = f"put back what was approved, or let it be approved anew: {approving(mailing, first)}"
        raise UnapprovedError(what, remedy, found, total)


def _refuse_unfinished(approvals: Approvals, words: str, mailing: str) -> None:
    if turn := approvals.next_for(words):
        what = f"{mailing} is not approved as it is now: {turn} must approve it again, after those who come before"
        raise UnapprovedError(what, f"run: {approving(mailing, turn)}")


def approving(mailing: str, approver: str) -> str:
    """Return the command by which somebody approves a mailing."""
    return f"correspondence approve {mailing} --by {approver}"


def _by(one: Approval) -> str:
    return f"{one.approver} approved it on {one.day}"


def _id(recipient: Recipient | None) -> str:
    return recipient.id if recipient else ""
