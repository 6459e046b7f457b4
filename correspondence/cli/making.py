"""Commands that check, show and make documents."""

from __future__ import annotations

from pathlib import Path

import click

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
    optional_list_argument,
    options,
    output_option,
    progress,
    record_option,
    replace_option,
    scheduler_option,
    set_option,
    settings_of,
    template_argument,
    with_records,
    workspace_of,
)
from correspondence.cli.telling import print_choice, print_findings, print_made_json
from correspondence.cli.wishes import Wish, drafted, make_wished, sound_job
from correspondence.errors import ProblemsError, shown_here

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
        if overlay is not None:  # which draws pages
            order, _ = drafted(context, order, Wish((), None, replace=True, as_json=as_json))
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
    order, asked = drafted(context, Order(template, recipients, given=settings_of(given), draft=draft, **choice), wish)
    job, _, findings = sound_job(context, order, wish)
    with progress("Drawing", job, quiet=as_json) as advance:
        pictures = preview_job(job, output or job.workspace.output, on_letter=advance)
    if as_json:
        print_made_json([(path, 1) for path in pictures], findings)
    else:
        for path in pictures:
            click.echo(shown_here(path))
        names = dict.fromkeys(name for one in asked for name in one.approvers)
        unsigned = f", drafts until {' and '.join(names)} approve" if asked else ""
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
    make_wished(context, order, wish)


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
    make_wished(context, order, wish)


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
    given: Settings,
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

    order = Order(template, recipients, mailing, settings_of(given), draft=draft, **choice)
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
    make_wished(context, order, wish)
