"""Commands that check, show and make documents."""

from __future__ import annotations

import shlex
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from click.core import ParameterSource

from correspondence.cli.options import (
    Choice,
    choice_options,
    counted,
    database_option,
    draft_option,
    final_option,
    format_option,
    jobs_option,
    json_option,
    keep_going_option,
    list_argument,
    mailing_option,
    now,
    optional_list_argument,
    options,
    output_option,
    progress,
    record_option,
    replace_option,
    reporter,
    scheduler_option,
    set_option,
    settings_of,
    template_argument,
    with_records,
    workspace_of,
)
from correspondence.cli.telling import print_choice, print_findings, print_made, print_made_json
from correspondence.errors import ProblemsError, describe, shown_here

if TYPE_CHECKING:
    from correspondence.mailing import Findings, Job, Kept, Made, Order, Recording

Settings = tuple[tuple[str, str], ...]


@click.command()
@options(template_argument, optional_list_argument, choice_options, set_option)
@click.option(
    "--rendered", is_flag=True, help="Lay the letters out too: count their pages, and look at edges and envelopes."
)
@click.option(
    "--overlay",
    type=click.Path(path_type=Path),
    metavar="FILE|DIR",
    help="With each first page as a picture on which the envelope's window is drawn: a .png for one letter, a folder for all.",
)
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@json_option
@click.pass_context
def check(
    context: click.Context,
    template: str,
    recipients: str | None,
    choice: Choice,
    given: Settings,
    rendered: bool,
    overlay: Path | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Say everything that would go wrong; make nothing.

    Without LIST, a letter's own files are checked, and no letter is composed. Where the letter
    asks a questionnaire, its response form is checked too.
    """
    from correspondence.mailing import Findings, Order, overlays_in, prepare, prepare_form
    from correspondence.mailing import check as check_job

    order = Order(template, recipients, given=settings_of(given), **choice)
    findings = Findings()
    try:
        job = prepare(workspace_of(context), order, template_alone=recipients is None)
        if not as_json:
            print_choice(job)
        with progress("Checking", job, quiet=as_json) as advance:
            drawn = overlays_in(overlay, job) if overlay else None
            findings = check_job(job, rendered=rendered or drawn is not None, on_letter=advance, on_page=drawn)
        if job.template.questionnaire is not None and job.selected and not findings.problems.errors:
            findings.problems.extend(check_job(prepare_form(job), rendered=rendered).problems)
    except ProblemsError as error:
        findings.problems.extend(error.problems)
    print_findings(findings, as_json=as_json)
    if findings.problems.errors or (strict and findings.problems.warnings):
        context.exit(1)


@click.command()
@options(template_argument, optional_list_argument, choice_options, set_option)
@options(draft_option, output_option)
@click.option("--open", "open_them", is_flag=True, help="Show the first page of each document.")
@json_option
@click.pass_context
def preview(
    context: click.Context,
    template: str,
    recipients: str | None,
    choice: Choice,
    given: Settings,
    draft: bool,
    output: Path | None,
    open_them: bool,
    as_json: bool,
) -> None:
    """Make a picture of every page in output/preview/; issue nothing."""
    from correspondence.mailing import Order
    from correspondence.mailing import preview as preview_job

    wish = Wish((), output, replace=True, as_json=as_json)
    order, asked = _held(context, Order(template, recipients, given=settings_of(given), draft=draft, **choice), wish)
    job, _, findings = _sound_job(context, order, wish)
    with progress("Drawing", job, quiet=as_json) as advance:
        pictures = preview_job(job, output or job.workspace.output, on_letter=advance)
    if as_json:
        print_made_json([(path, 1) for path in pictures], findings)
    else:
        for path in pictures:
            click.echo(shown_here(path))
        unsigned = f", drafts until {' and '.join(asked)} approve" if asked else ""
        click.echo(f"{counted(len(pictures), 'page')}{unsigned}; nothing was issued.", err=True)
    if open_them:
        for path in pictures:
            if path.stem.endswith("-1"):
                click.launch(str(path))


@click.command()
@options(template_argument, format_option, set_option, draft_option, final_option, output_option, replace_option)
@options(record_option, database_option, json_option)
@click.pass_context
def render(
    context: click.Context,
    template: str,
    formats: tuple[str, ...],
    given: Settings,
    draft: bool,
    final: bool,
    output: Path | None,
    replace: bool,
    record: bool,
    database: str | None,
    as_json: bool,
) -> None:
    """Make one document, and with attachments its packet."""
    from correspondence.mailing import Order

    order = Order(template, given=settings_of(given), draft=draft)
    made = with_records(formats, record=record)
    wish = Wish(made, output, replace=replace, as_json=as_json, database=database, final=final)
    _make(context, order, wish)


@click.command()
@options(
    template_argument,
    list_argument,
    format_option,
    choice_options,
    set_option,
    draft_option,
    final_option,
    mailing_option,
    output_option,
    replace_option,
)
@keep_going_option
@click.option("--with-form", is_flag=True, help="Make the response form of each letter beside it.")
@options(record_option, jobs_option, scheduler_option, database_option, json_option)
@click.pass_context
def merge(
    context: click.Context,
    template: str,
    recipients: str,
    formats: tuple[str, ...],
    choice: Choice,
    given: Settings,
    draft: bool,
    final: bool,
    mailing: str | None,
    output: Path | None,
    replace: bool,
    keep_going: bool,
    with_form: bool,
    record: bool,
    jobs: int | None,
    scheduler: str,
    database: str | None,
    as_json: bool,
) -> None:
    """Make a letter to each recipient of a list.

    Letters that are there already as they would be made now stay as they are, so that a run that
    was broken off goes on where it stopped.
    """
    from correspondence.mailing import Order

    order = Order(template, recipients, mailing, settings_of(given), draft=draft, **choice)
    wish = Wish(
        with_records(formats, record=record),
        output,
        replace=replace,
        as_json=as_json,
        keep_going=keep_going,
        form="beside" if with_form else "none",
        database=database,
        jobs=jobs,
        scheduler=scheduler,
        final=final,
    )
    _make(context, order, wish)


@click.command()
@options(
    template_argument,
    list_argument,
    format_option,
    choice_options,
    draft_option,
    final_option,
    mailing_option,
    output_option,
    replace_option,
    record_option,
    jobs_option,
    scheduler_option,
    database_option,
    json_option,
)
@click.pass_context
def form(
    context: click.Context,
    template: str,
    recipients: str,
    formats: tuple[str, ...],
    choice: Choice,
    draft: bool,
    final: bool,
    mailing: str | None,
    output: Path | None,
    replace: bool,
    record: bool,
    jobs: int | None,
    scheduler: str,
    database: str | None,
    as_json: bool,
) -> None:
    """Make the response form of each letter, without the letters."""
    from correspondence.mailing import Order

    order = Order(template, recipients, mailing, draft=draft, **choice)
    wish = Wish(
        with_records(formats, record=record),
        output,
        replace=replace,
        as_json=as_json,
        form="alone",
        database=database,
        jobs=jobs,
        scheduler=scheduler,
        final=final,
    )
    _make(context, order, wish)


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


def _make(context: click.Context, order: Order, wish: Wish) -> None:
    """Check everything, then make it."""
    from correspondence.mailing import FAILED, Making, make, recorded

    order, asked = _held(context, order, wish)
    letters, enclosed, findings = _sound_job(context, order, wish)
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
            then = f"{' and '.join(asked)} must approve: correspondence approve {job.name} --by {asked[0]}"
            click.echo(f"These are drafts, without signatures; {then}", err=True)
    if findings.problems.errors or kept:
        context.exit(1)


def _held(context: click.Context, order: Order, wish: Wish) -> tuple[Order, tuple[str, ...]]:
    """Take an order for one of drafts where approvals are asked and it is not said to be final; return who is asked then."""
    from correspondence.approving import asks_for_approval

    if wish.final and order.draft:
        message = "--draft and --final contradict one another: leave one of them out"
        raise click.UsageError(message)
    if wish.final or order.draft:
        return order, ()
    asked = asks_for_approval(workspace_of(context), order.template)
    return (replace(order, draft=True), asked) if asked else (order, ())


def _approved(job: Job, findings: Findings, wish: Wish) -> str:
    """Refuse what is to be final and is not approved; return the checksum of the approved words, empty where there are none."""
    from correspondence.approving import hold
    from correspondence.registering import opened_if_begun

    if not wish.final:
        return ""
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


def _sound_job(context: click.Context, order: Order, wish: Wish) -> tuple[Job, Job | None, Findings]:
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
