"""How documents are made when a command asks for them: checked whole, held to their approvals, made, and told of."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from click.core import ParameterSource

from correspondence.cli.options import now, progress, reporter, workspace_of
from correspondence.cli.telling import print_choice, print_made, print_made_json
from correspondence.errors import describe

if TYPE_CHECKING:
    from correspondence.approving import Demand
    from correspondence.mailing import Findings, Job, Kept, Made, Order, Recording


@dataclass(frozen=True)
class Wish:
    """How something is to be made.

    Attributes:
        formats: The formats, and ``record`` where record copies are made.
        output: The folder that was named, None for the workspace's.
        replace: Whether files that were changed since are made anew.
        as_json: Whether the result is printed as JSON.
        keep_going: Whether the sound letters are made although others cannot be.
        form: Whether the response form is made: not, beside the letter, or alone.
        database: Where the register is, None for where the settings say.
        jobs: How many processes make it, None for as many as are worth it.
        scheduler: Address of a cluster that makes it; empty for this machine.
        final: Whether it is made as it was approved, and not as a draft, where approvals are asked.
    """

    formats: tuple[str, ...]
    output: Path | None
    replace: bool
    as_json: bool
    keep_going: bool = False
    form: Literal["none", "beside", "alone"] = "none"
    database: str | None = None
    jobs: int | None = 1
    scheduler: str = ""
    final: bool = False


def make_wished(context: click.Context, order: Order, wish: Wish) -> None:
    """Check everything, then make it."""
    from correspondence.approving import hold_numbered
    from correspondence.mailing import FAILED, Making, make, recorded

    order, asked = drafted(context, order, wish)
    letters, enclosed, findings = sound_job(context, order, wish)
    job = enclosed if enclosed is not None and wish.form == "alone" else letters
    output = wish.output or job.workspace.output
    approved = _approved(letters, findings, wish)
    with (
        recorded(job, wish.database, now(), reporter(), replace=wish.replace, approved=approved) as recording,
        progress("Making", job, quiet=wish.as_json) as advance,
    ):
        made = make(
            job,
            wish.formats,
            output,
            enclosed=enclosed if wish.form == "beside" else None,
            recording=recording,
            how=Making(
                replace=wish.replace,
                keep_going=wish.keep_going,
                jobs=wish.jobs,
                scheduler=wish.scheduler,
                leave_out=frozenset(findings.unfit),
                numbered=partial(hold_numbered, letters, recording.register, approved) if recording else None,
                warnings=findings.warned,
            ),
            on_letter=advance,
        )
    _take_failed(job, findings, made, quiet=wish.as_json)
    kept = [(one, _reissuing(context, recording, one)) for one in recording.kept] if recording else []
    if wish.as_json:
        files, records = ([(one.path, one.pages) for one in group] for group in (made.files, made.records))
        print_made_json(files, findings, kept, made.unchanged, records)
    else:
        print_made(made, findings, output / job.name / FAILED, kept)
        if asked:
            click.echo("These are drafts, without signatures; --final makes what was approved.", err=True)
            for one in asked:
                click.echo(f"{' and '.join(one.approvers)} must approve {one.mailing}: {one.approving}", err=True)
                if one.making:
                    click.echo(f"  its drafts are made by: {one.making}", err=True)
    if findings.problems.errors or kept:
        context.exit(1)


def drafted(context: click.Context, order: Order, wish: Wish) -> tuple[Order, tuple[Demand, ...]]:
    """Take an order for one of drafts where approvals are asked and it is not said to be final; return what is asked then."""
    from correspondence.approving import demands
    from correspondence.registering import opened_if_begun

    if wish.final and order.draft:
        message = "--draft and --final contradict one another: leave one of them out"
        raise click.UsageError(message)
    if wish.final or order.draft:
        return order, ()
    workspace = workspace_of(context)
    register = opened_if_begun(workspace, wish.database)
    with register or nullcontext():
        asked = demands(workspace, register, order)
    return (replace(order, draft=True), asked) if asked else (order, ())


def _approved(job: Job, findings: Findings, wish: Wish) -> Mapping[str, Any]:
    """Refuse what is to be final and is not approved; return what the register keeps of its approval."""
    from correspondence.approving import hold
    from correspondence.registering import opened_if_begun

    if not wish.final:
        return {}
    with ExitStack() as stack:
        register = opened_if_begun(job.workspace, wish.database)
        if register is not None:
            stack.enter_context(register)
        advance = stack.enter_context(progress("Comparing", job, quiet=wish.as_json))
        return hold(job, register, unfit=frozenset(findings.unfit), on_letter=advance)


def _take_failed(job: Job, findings: Findings, made: Made, *, quiet: bool) -> None:
    """Count letters that could not be made among those that a check found unfit, and say why; and what was warned of."""
    problems = [problem for failed in made.failed.values() for problem in failed]
    problems += job.recipients.located(made.warnings) if job.recipients else made.warnings
    findings.unfit.update(made.failed)
    findings.problems.extend(problems)
    for line in () if quiet else describe(problems):
        click.echo(line, err=True)


def _reissuing(context: click.Context, recording: Recording, letter: Kept) -> str:
    """Return the command that lets a letter be issued anew."""
    words = ["correspondence"]
    if folder := context.find_root().obj:
        words += ["--workspace", str(folder)]
    words += ["register", "mark", recording.job.name, "--reissue", "--only", letter.called]
    if context.get_parameter_source("database") is ParameterSource.COMMANDLINE:
        words += ["--database", recording.register.name]
    return shlex.join(words)


def sound_job(context: click.Context, order: Order, wish: Wish) -> tuple[Job, Job | None, Findings]:
    """Prepare and check a job, and its form; stop with every problem where it cannot be made."""
    from correspondence.mailing import Earlier, prepare, prepare_form
    from correspondence.mailing import check as check_job

    job = prepare(workspace_of(context), order)
    enclosed = prepare_form(job) if wish.form != "none" else None
    output = wish.output or job.workspace.output
    known = Earlier.of(job, wish.formats, output).warnings if wish.formats and wish.form != "alone" else None
    with progress("Checking", job, quiet=wish.as_json) as advance:
        findings = check_job(job, known=known, on_letter=advance)
    if enclosed is not None:
        of_form = check_job(enclosed, known=Earlier.of(enclosed, wish.formats, output).warnings)
        findings.problems.extend(of_form.problems)
        findings.unfit |= of_form.unfit
        findings.warned |= {who: (*findings.warned.get(who, ()), *told) for who, told in of_form.warned.items()}
    some = any(one is None or one.id not in findings.unfit for one in job.selected)
    if not (wish.keep_going and findings.unfit and some and not findings.blocked):
        findings.problems.stop()
    if not wish.as_json:
        for line in describe(findings.problems):
            click.echo(line, err=True)
        print_choice(job)
    return job, enclosed, findings
