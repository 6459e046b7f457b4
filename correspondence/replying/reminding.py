"""Remind those who have not answered, with a letter from a template of its own."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import MappingProxyType

from correspondence.dispatch.files import Manifest
from correspondence.entries import History, histories
from correspondence.errors import Problem, Problems, ProblemsError, RefusedError
from correspondence.fields import suggestion
from correspondence.mailing import Findings, Job, Kept, MadeFile, Making, Order, Recording, check, make, prepare
from correspondence.mailing.drafting import MailDrafts
from correspondence.mailing.following import Followed
from correspondence.recipients import Recipient
from correspondence.register import Register
from correspondence.registering import look_for
from correspondence.replying.choosing import LeftOut, Rule, left_out, objection
from correspondence.replying.followups import Original, reminders_of
from correspondence.standing import Standing, standing_of, unmatched
from correspondence.templates import Template
from correspondence.workspace import Workspace

OFF_THE_LIST = "stands on the list no more"


@dataclass(frozen=True)
class Wish:
    """What somebody asks for.

    Attributes:
        mailing: Name of the mailing that is reminded of.
        template: Id or path of the reminder's template.
        as_of: Today, and the day that the reminders bear.
        output: The folder that holds the mailings' folders.
        only: Ids of the recipients that are meant; empty for all.
        every: Days that must lie between the last letter or reminder and the next.
        early: Whether to remind before the answer is due.
        no_more_time: Whether to remind those, too, who asked for more time and were granted none.
        anew: Whether reminders that were made and not posted yet are made anew.
    """

    mailing: str
    template: str
    as_of: datetime.date
    output: Path
    only: tuple[str, ...] = ()
    every: int = 14
    early: bool = False
    no_more_time: bool = False
    anew: bool = False


@dataclass(frozen=True)
class Reminded:
    """Somebody who is reminded, and of what."""

    recipient: Recipient
    followed: Followed


@dataclass(frozen=True)
class Plan:
    """Who is reminded and who is not.

    Attributes:
        wish: What was asked for.
        name: The reminders' mailing.
        template: Their template.
        list: Id of the list of those who were asked.
        reminded: Those who are reminded, in the order in which they were asked.
        left_out: The others, with the reason.
        unmatched: How many replies came of which nobody knows yet whose they are.
    """

    wish: Wish
    name: str
    template: Template
    list: str
    reminded: tuple[Reminded, ...]
    left_out: tuple[LeftOut, ...]
    unmatched: int = 0

    @property
    def following(self) -> Mapping[str, Followed]:
        """The letters that are reminded of, by the recipients' ids."""
        return MappingProxyType({one.recipient.id: one.followed for one in self.reminded})


@dataclass(frozen=True)
class Reminders:
    """Reminders that were made.

    Attributes:
        files: Their files.
        mails: The e-mail drafts, by the recipients' ids.
        kept: Those that stay as they were posted or voided meanwhile.
    """

    files: tuple[MadeFile, ...]
    mails: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    kept: tuple[Kept, ...] = ()


def plan_reminders(workspace: Workspace, register: Register, wish: Wish) -> Plan:
    """Say who is to be reminded, and who is not and why; make nothing.

    Args:
        workspace: The office's folder.
        register: The open register.
        wish: What is asked for.

    Raises:
        RefusedError: The mailing is not in the register, or asks nothing.
        ProblemsError: The template or the list cannot be used, or does not fit the mailing.
    """
    entries = register.entries()
    known = tuple(histories(entries))
    template = workspace.template(wish.template)
    standings = _asked(register, known, wish, template)
    asked = standings[-1].asked
    name = _mailing_of(known, wish, template, asked.list)
    rule = Rule(
        wish.as_of, wish.every, early=wish.early, no_more_time=wish.no_more_time, anew=name if wish.anew else ""
    )
    reminders = reminders_of(known)
    original = Original(workspace, asked.template, asked.list)
    reminded: list[Reminded] = []
    others: list[LeftOut] = []
    for standing in standings:
        own = reminders.get(standing.history.letter, ())
        recipient = original.recipients.get(standing.history.letter.recipient)
        if found := objection(standing, own, rule):
            others.append(left_out(standing, *found))
        elif recipient is None:
            others.append(left_out(standing, OFF_THE_LIST, f"put it back into {original.file}"))
        else:
            reminded.append(Reminded(recipient, original.followed(standing, own, recipient)))
    waiting = unmatched(one for one in entries if one.kind in {"received", "read", "decided", "amended"})
    return Plan(wish, name, template, asked.list, tuple(reminded), tuple(others), len(waiting))


def _asked(register: Register, known: Sequence[History], wish: Wish, template: Template) -> tuple[Standing, ...]:
    """Return how the matters stand of which the template may remind, and that are meant."""
    look_for(register, wish.mailing)
    own = [one for one in known if one.letter.mailing == wish.mailing]
    standings = [found for one in own if (found := standing_of(one)) is not None]
    if not standings:
        what = f"the letters of {wish.mailing} asked nothing of which anybody could be reminded"
        raise RefusedError(what, "name a mailing whose template has a questionnaire")
    fitting = [one for one in standings if one.asked.template in template.follows]
    if not fitting:
        asking = ", ".join(dict.fromkeys(one.asked.template for one in standings))
        place = template.places.get("follows")
        message = (
            f"{template.id} does not say that it follows {asking}, of which the letters of {wish.mailing} were made"
        )
        remedy = f"add 'follows: {asking}' to its front matter, or name another --template"
        raise ProblemsError([Problem(template.file, message, remedy, line=place, field="follows")])
    if len(several := tuple(dict.fromkeys(one.asked.template for one in fitting))) > 1:
        what = f"the letters of {wish.mailing} were made of {' and '.join(several)}, and {template.id} follows them all"
        raise RefusedError(what, "leave one of them below 'follows:', or write a template for each")
    problems = Problems()
    ids = tuple(one.history.letter.recipient for one in fitting)
    for name in wish.only:
        if name not in ids:
            remedy = f"'correspondence replies status {wish.mailing}' shows who was{suggestion(name, ids)}"
            problems.add(Problem("--only", f'nobody with the id "{name}" was asked by {wish.mailing}', remedy))
    problems.stop()
    return tuple(one for one in fitting if not wish.only or one.history.letter.recipient in wish.only)


def _mailing_of(known: Sequence[History], wish: Wish, template: Template, recipients: str) -> str:
    """Return the name of the reminders' mailing: the last one as long as nothing of it was posted, or else a new one."""
    by_name: dict[str, list[History]] = {}
    for one in known:
        by_name.setdefault(one.letter.mailing, []).append(one)
    for number in count(1):
        name = f"{wish.mailing}-reminder-{number}"
        fits = all(_is_open(one, wish.mailing, template.id, recipients) for one in by_name.get(name, ()))
        there = Manifest.read(wish.output / name)
        if fits and (there is None or _is_of(there, template.id, recipients)):
            return name
    raise AssertionError  # pragma: no cover  (numbers do not end)


def _is_open(history: History, mailing: str, template: str, recipients: str) -> bool:
    """Tell whether a letter is a reminder of a mailing to which others may be added: nothing has happened to it yet."""
    made = history.made
    return (
        made is not None
        and all(one.kind == "made" for one in history.entries)
        and (made.template, made.list) == (template, recipients)
        and (made.details.get("follows") or {}).get("mailing") == mailing
    )


def _is_of(manifest: Manifest, template: str, recipients: str) -> bool:
    return (manifest.about.get("template"), manifest.about.get("list")) == (template, recipients)


def prepare_reminders(workspace: Workspace, plan: Plan, *, mail: bool) -> tuple[Job, Findings]:
    """Prepare and check the reminders of a plan that reminds somebody; make nothing.

    Args:
        workspace: The office's folder.
        plan: Who is reminded.
        mail: Whether e-mail drafts are made too.

    Returns:
        The job, and what was found: warnings alone.

    Raises:
        ProblemsError: One of them cannot be made; everything that is wrong is listed.
    """
    layout = workspace.layout(plan.template.layout)
    given = {"date": plan.wish.as_of.isoformat()} if "date" in layout.fields else {}
    order = Order(plan.wish.template, plan.list, plan.name, given, following=plan.following)
    job = prepare(workspace, order)
    findings = check(job)
    if mail:
        findings.problems.extend(MailDrafts(job).problems())
    findings.problems.stop()
    return job, findings


def make_reminders(  # noqa: PLR0913  (each is one wish of the caller)
    workspace: Workspace,
    register: Register,
    plan: Plan,
    job: Job,
    *,
    formats: tuple[str, ...],
    at: datetime.datetime,
    by: str,
    mail: bool,
    on_letter: Callable[..., None] | None = None,
) -> Reminders:
    """Make the reminders of a plan, and register them.

    Args:
        workspace: The office's folder.
        register: The open register.
        plan: Who is reminded.
        job: The reminders, prepared and checked.
        formats: Keys of :data:`~correspondence.mailing.FORMATS`, ``pdf`` among them where mails are made.
        at: The moment of the run.
        by: Who makes them.
        mail: Whether e-mail drafts are made too.
        on_letter: Called after each.

    Returns:
        What was made.

    Raises:
        RefusedError: Meanwhile something happened that changes the plan; or a file was changed since it was made.
        RegisterError: The register cannot be written.
        WriteError: A file could not be written; running it again goes on there.
    """
    now = plan_reminders(workspace, register, plan.wish)
    if (now.name, dict(now.following)) != (plan.name, dict(plan.following)):
        what = "something was recorded while you looked, and others are to be reminded now"
        raise RefusedError(what, "run the command again")
    recording = Recording(job, register, at, by)
    drafts = MailDrafts(job) if mail else None
    made = make(
        job,
        formats,
        plan.wish.output,
        recording=recording,
        mails=drafts,
        how=Making(replace=plan.wish.anew, anew=True),
        on_letter=on_letter,
    )
    kept = {one.recipient for one in recording.kept}
    folder = plan.wish.output / plan.name
    mails = {
        one.recipient.id: folder / name
        for one in plan.reminded
        if drafts and one.recipient.id not in kept and (name := drafts.name(one.recipient))
    }
    return Reminders(made.files, MappingProxyType(mails), recording.kept)
