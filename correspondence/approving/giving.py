"""Somebody approves the words of a mailing, or takes the approval back; the register learns of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from types import MappingProxyType

from correspondence.approvals import (
    APPROVAL,
    APPROVER,
    CERTIFICATE,
    GIVEN,
    LETTERS,
    SHEET_ENDING,
    SIGNER,
    TAKEN_BACK,
    WORDS,
    WORDS_ENDING,
    Approval,
    Approvals,
)
from correspondence.approving.changes import Changed, changed
from correspondence.approving.evidence import evidence_of, objection
from correspondence.approving.holding import approvals_of, approving
from correspondence.approving.proofing import drawn_proof
from correspondence.approving.sheet import Asked
from correspondence.approving.words import Words, as_drafts, likely_numbers, words_of
from correspondence.dispatch.files import Manifest, checksum, checksum_of, held, sweep, write_file
from correspondence.entries import Entry, Kind, Wanted
from correspondence.errors import RefusedError, shown_here
from correspondence.fields import suggestion
from correspondence.mailing import Findings, Job, Order, prepare
from correspondence.mailing.folders import mailing_in
from correspondence.recipients import slug
from correspondence.register import Register
from correspondence.sign import Key, Manner, sign
from correspondence.workspace import Workspace

LONGEST = 80
NAME = re.compile(rf"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{{1,{LONGEST}}}")
"""How somebody may be called who approves although nobody is asked: in one line."""
SHORT = 12
"""Digits of a checksum in a file's name."""


@dataclass(frozen=True)
class Approver:
    """Who approves.

    Attributes:
        id: In which capacity: one of those whom the template asks, or a name where it asks nobody.
        account: Who is at the machine.
        key: With which the approval is signed, None where it is not.
        manner: How it is signed.
    """

    id: str
    account: str
    key: Key | None = None
    manner: Manner = field(default_factory=Manner)

    @property
    def certificate(self) -> str:
        """The SHA-256 of the certificate; empty where the approval is not signed."""
        return self.key.fingerprint if self.key else ""


@dataclass(frozen=True)
class Standing:
    """How a mailing stands with its approvers.

    Attributes:
        job: Its letters, prepared.
        now: Their words as they are now.
        approvals: What is asked, and what was approved.
        since: By each who approved other words, the letters that were changed since.
        used: Names of files on which approvals rest, those too that were taken back.
    """

    job: Job
    now: Words
    approvals: Approvals
    since: Mapping[str, tuple[Changed, ...]] = field(default_factory=lambda: MappingProxyType({}))
    used: frozenset[str] = frozenset()

    @property
    def given(self) -> tuple[Approval, ...]:
        """The approvals of just these words that count, in order."""
        return self.approvals.given_for(self.now.sha256)

    @property
    def turn(self) -> str:
        """Whose turn it is; empty where all have approved, or nobody is asked."""
        return self.approvals.next_for(self.now.sha256)

    @property
    def is_approved(self) -> bool:
        """Whether all who are asked have approved just these words; false where nobody is, and nobody has."""
        return bool(self.approvals.order) and not self.turn


@dataclass(frozen=True)
class Given:
    """An approval that was given.

    Attributes:
        sheet: The approver's proof sheet.
        rows: The list of all letters beside it.
        content: What is in the sheet.
        listed: What is in the list.
    """

    sheet: Path
    rows: Path
    content: bytes = b""
    listed: bytes = b""


def prepared(workspace: Workspace, output: Path, mailing: str, given: Mapping[str, str]) -> Job:
    """Prepare the letters of a mailing as they are to go out.

    Args:
        workspace: The office's folder.
        output: The folder that holds the mailings' folders.
        mailing: The mailing, which was made before: as a draft, or finally.
        given: Values from the command line, by name.

    Raises:
        RefusedError: There is no such mailing.
        ProblemsError: Its template or list cannot be used.
    """
    about = mailing_in(output, mailing).about
    return prepare(workspace, Order(about["template"], about.get("list"), mailing, given))


def values_approved(register: Register, mailing: str) -> Mapping[str, str]:
    """Return the values from the command line with which a mailing was approved last; none where it was without, or never."""
    entries = register.entries(Wanted(mailing=mailing, kinds=("approved",)))
    return dict(entries[-1].details.get(GIVEN) or {}) if entries else {}


def standing_with(job: Job, register: Register, on_letter: Callable[[], None] | None = None) -> Standing:
    """Tell how a mailing stands with its approvers.

    Args:
        job: Its letters, prepared and checked.
        register: The open register.
        on_letter: Called after each letter.

    Raises:
        ProblemsError: The form that goes with the letters cannot be made.
    """
    approvals = approvals_of(job.workspace, register, job.name, job.template)
    now = words_of(job, None, on_letter)
    since = {
        name: changed(evidence_of(job.workspace, own), now, whole=True)
        for name in dict.fromkeys(one.approver for one in approvals.known)
        if (own := approvals.of(name)) is not None and own.words != now.sha256
    }
    entries = register.entries(Wanted(mailing=job.name, kinds=("approved",)))
    used = frozenset(name for entry in entries for name in entry.files)
    return Standing(job, now, approvals, MappingProxyType(since), used)


def refuse_unfit(standing: Standing, who: Approver) -> None:
    """Refuse an approval that would not count.

    Args:
        standing: How the mailing stands.
        who: Who approves.

    Raises:
        RefusedError: The template asks others, it is somebody else's turn, or this account or certificate is not theirs.
    """
    job, asked = standing.job, standing.approvals.asked
    if not asked and (not NAME.fullmatch(who.id) or not slug(who.id)):
        remedy = f"give --by with a name of up to {LONGEST} characters, Latin letters among them"
        raise RefusedError(f'"{" ".join(who.id.split())}" cannot be the name of an approver', remedy)
    if asked and who.id not in asked:
        what = f"{job.template.id} does not ask {who.id} for approval"
        raise RefusedError(what, f"give --by with one of {', '.join(asked)}{suggestion(who.id, asked)}")
    if reason := objection(job.workspace, who.id, who.account, who.certificate):
        raise RefusedError(*reason)
    if asked and standing.turn and asked.index(standing.turn) < asked.index(who.id):
        what = f"it is not the turn of {who.id} to approve {job.name}: {standing.turn} comes before"
        raise RefusedError(what, f"first run: {approving(job.name, standing.turn, job.order.given)}")
    _refuse_shifting(standing)


def _refuse_shifting(standing: Standing) -> None:
    """Refuse letters that say to their approvers something else than to their readers."""
    job = standing.job
    if words_of(job, None, None, likely_numbers(job)).letters != standing.now.letters:
        what = "more of the words depends on the reference number than the number itself, which is given when a letter is made"
        raise RefusedError(what, f"take the conditions on it out of {job.template.file} or {job.layout.file}")
    if others := as_drafts(job):
        who = f"to {others[0]}" if others[0] else job.template.id
        what = f"the draft {who} says something else than the letter, and drafts are what approvers see"
        raise RefusedError(what, f"take the conditions on drafts out of {job.template.file} or {job.layout.file}")


def draw_sheet(
    standing: Standing,
    findings: Findings,
    who: Approver,
    output: Path,
    on_letter: Callable[[], None] | None = None,
) -> Given:
    """Make the proof sheet of one approver; nothing is approved.

    Args:
        standing: How the mailing stands.
        findings: What a check of its letters found.
        who: The approver.
        output: The folder that holds the mailings' folders.
        on_letter: Called after each letter.

    Raises:
        RefusedError: Another run holds the folder.
        WriteError: A file could not be written.
    """
    job, sha256 = standing.job, standing.now.sha256
    folder = output / job.name
    title = job.workspace.settings.approvers[who.id].title if who.id in job.workspace.settings.approvers else ""
    before = tuple(f"{one.approver}, {one.day} ({one.account or 'unnamed'})" for one in standing.given)
    given = _unused(standing, folder / APPROVAL, f"{slug(who.id)}-{sha256[:SHORT]}")
    with held(folder):
        sweep(folder / APPROVAL)
        asked = Asked(title or who.id, sha256, before)
        drawn = drawn_proof(job, findings, Manifest.read(folder), given.rows.name, asked, on_letter)
        write_file(given.rows, drawn.rows)
        write_file(given.sheet, drawn.sheet)
    return replace(given, content=drawn.sheet, listed=drawn.rows)


def _unused(standing: Standing, folder: Path, stem: str) -> Given:
    """Return where a proof sheet goes; no approval that was given, or taken back, rests on a file of that name."""
    for number in count(1):
        name = stem if number == 1 else f"{stem}-{number}"
        given = Given(folder / f"{name}{SHEET_ENDING}", folder / f"{name}.csv")
        if not {*map(standing.job.workspace.in_register, (given.sheet, given.rows))} & standing.used:
            return given
    raise AssertionError  # pragma: no cover  (numbers do not end)


def give(
    standing: Standing, who: Approver, given: Given, register: Register, output: Path, at: datetime.datetime
) -> Approval:
    """Record an approval of just these words.

    Args:
        standing: How the mailing stands.
        who: Who approves; :func:`refuse_unfit` has nothing against it.
        given: The proof sheet that they have seen.
        register: The open register.
        output: The folder that holds the mailings' folders.
        at: The moment.

    Returns:
        The approval.

    Raises:
        RefusedError: Meanwhile somebody else approved, or took an approval back; or the sheet was changed.
        SigningError: The proof sheet cannot be signed; nothing was approved.
        WriteError: A file could not be written.
        RegisterError: The register cannot be written; nothing was approved.
    """
    job, now = standing.job, standing.now
    folder = output / job.name
    words = folder / APPROVAL / f"words-{now.sha256[:SHORT]}{WORDS_ENDING}"
    with held(folder):
        for path, content in ((given.sheet, given.content), (given.rows, given.listed)):
            if checksum_of(path) != checksum(content):
                what = f"{shown_here(path)} is not any more what was made for you to look at"
                raise RefusedError(what, "run the command again")
        sheet = given.content
        if who.key is not None:
            sheet = sign(sheet, who.key, who.manner, at)
            write_file(given.sheet, sheet)
        write_file(words, now.content)
        details: dict[str, object] = {APPROVER: who.id, WORDS: now.sha256, LETTERS: len(now.letters)}
        details |= {GIVEN: dict(job.order.given)} if job.order.given else {}
        details |= {SIGNER: who.key.name, CERTIFICATE: who.certificate} if who.key else {}
        sums = {words: now.sha256, given.sheet: checksum(sheet), given.rows: checksum(given.listed)}
        files = {job.workspace.in_register(path): sha256 for path, sha256 in sums.items()}
        with register.alone():
            if approvals_of(job.workspace, register, job.name, job.template).known != standing.approvals.known:
                what = f"somebody else approved {job.name} while you looked, or took an approval back"
                raise RefusedError(what, "run the command again")
            register.append([_entry(job, "approved", who, at, files, details)])
    own = approvals_of(job.workspace, register, job.name, job.template).of(who.id)
    assert own is not None  # noqa: S101  (for the type checker: it was just written)
    return own


def take_back(standing: Standing, who: Approver, note: str, register: Register, at: datetime.datetime) -> Approval:
    """Take an approval back; the register keeps both.

    Args:
        standing: How the mailing stands.
        who: Whose approval.
        note: Why, in their words; may be empty.
        register: The open register.
        at: The moment.

    Returns:
        The approval that was taken back.

    Raises:
        RefusedError: They have approved nothing, or may not.
        RegisterError: The register cannot be written.
    """
    job, own = standing.job, standing.approvals.of(who.id)
    if own is None:
        raise RefusedError(f"{who.id} has not approved {job.name}", "there is nothing to take back")
    if (refused := objection(job.workspace, who.id, who.account, own.certificate)) is not None:
        raise RefusedError(*refused)
    details: dict[str, object] = {TAKEN_BACK: who.id, **({"note": note} if note else {})}
    register.append([_entry(job, "amended", who, at, {}, details, own.entry)])
    return own


def _entry(
    job: Job,
    kind: Kind,
    who: Approver,
    at: datetime.datetime,
    files: Mapping[str, str],
    details: Mapping[str, object],
    amends: int | None = None,
) -> Entry:
    return Entry(
        kind,
        job.name,
        at,
        template=job.template.id,
        list=job.recipients.id if job.recipients else "",
        by=who.account,
        files=MappingProxyType(dict(files)),
        details=MappingProxyType(dict(details)),
        amends=amends,
    )
