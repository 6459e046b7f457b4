"""The options, each declared once, and what their values mean."""

from __future__ import annotations

import datetime
import functools
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar, cast

import click

if TYPE_CHECKING:
    from correspondence.mailing import Job
    from correspondence.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])

Groups = tuple[tuple[str, ...], ...]
FORMAT_NAMES = ("pdf", "docx", "text", "html")
WRITE_A_DAY = "write year-month-day, such as 2017-08-04"
WANTS_JSON = "correspondence.wants-json"
"""Key of the context at which it stands whether JSON was asked for."""


class Formats(click.ParamType[tuple[str, ...]]):
    """A comma-separated choice of formats."""

    name = "formats"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Part the value, and check each format."""
        if isinstance(value, tuple):
            return value
        chosen = tuple(dict.fromkeys(word.strip().lower() for word in str(value).split(",") if word.strip()))
        for word in chosen:
            if word not in FORMAT_NAMES:
                self.fail(f'"{word}" is no format; choose from {", ".join(FORMAT_NAMES)}', param, ctx)
        return chosen or self.fail(f"no format is named; choose from {', '.join(FORMAT_NAMES)}", param, ctx)


class Setting(click.ParamType[tuple[str, str]]):
    """A value of a document, as NAME=VALUE."""

    name = "setting"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Part name and value."""
        if isinstance(value, tuple):
            return value
        name, sign, text = str(value).partition("=")
        if not sign or not re.fullmatch(r"[a-z][a-z0-9_]*", name.strip()):
            self.fail(f'"{value}" is not NAME=VALUE, such as copy=lectern', param, ctx)
        return name.strip(), text.strip()


class Ids(click.ParamType[tuple[str, ...]]):
    """Ids of recipients: one, several with commas, or ``@FILE`` with one on each line."""

    name = "ids"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Part the value, or read the file."""
        if isinstance(value, tuple):
            return value
        if str(value).startswith("@"):
            path = Path(str(value)[1:])
            try:
                text = path.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                self.fail(f"{path} cannot be read ({error})", param, ctx)
            found = tuple(line.strip() for line in text.splitlines() if line.strip())
        else:
            found = tuple(word.strip() for word in str(value).split(",") if word.strip())
        return found or self.fail("no recipient is named", param, ctx)


class Day(click.ParamType[datetime.date]):
    """A day of the calendar, as year-month-day."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        """Read the day."""
        if isinstance(value, datetime.date):
            return value
        text = str(value).strip()
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                return datetime.date.fromisoformat(text)
        except ValueError:
            self.fail(f"{text} is not a day of the calendar; {WRITE_A_DAY}", param, ctx)
        return self.fail(f'"{value}" is not a date; {WRITE_A_DAY}', param, ctx)


def _complete(kind: Literal["template", "list"]) -> Callable[..., list[str]]:
    """Return what a shell asks for the ids that begin with what was typed."""

    def ids(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
        del parameter
        from correspondence.errors import CorrespondenceError

        try:
            root = context.find_root()
            root.obj = root.params.get("folder")
            workspace = workspace_of(context)
            known = workspace.template_ids() if kind == "template" else workspace.list_ids()
        except (CorrespondenceError, OSError):
            return []
        return [name for name in known if name.startswith(begun)]

    return ids


template_argument = click.argument("template", metavar="TEMPLATE", shell_complete=_complete("template"))
list_argument = click.argument("recipients", metavar="LIST", shell_complete=_complete("list"))
optional_list_argument = click.argument(
    "recipients", metavar="[LIST]", required=False, shell_complete=_complete("list")
)
format_option = click.option(
    "--format",
    "formats",
    type=Formats(),
    default="pdf,docx",
    show_default=True,
    metavar="FORMATS",
    help="Formats, with commas: pdf, docx, text, html.",
)
record_option = click.option(
    "--record/--no-record",
    "record",
    default=True,
    help="Make a record copy of each PDF in record/, with all that it was made of, or not. Default: --record.",
)
only_option = click.option(
    "--only",
    type=Ids(),
    multiple=True,
    metavar="ID",
    help="Only this recipient. Again, with commas, or @FILE for more.",
)
where_option = click.option(
    "--where",
    metavar="EXPRESSION",
    help="Only recipients of whom this is true, such as 'address.state == \"CA\"'.",
)
sort_option = click.option(
    "--sort", metavar="FIELD", help="Sort the recipients by this field, such as zip; -zip for the other way round."
)
limit_option = click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N of the recipients that are chosen."
)
set_option = click.option(
    "--set",
    "given",
    type=Setting(),
    multiple=True,
    metavar="NAME=VALUE",
    help="A value of the document, such as copy=lectern.",
)
draft_option = click.option(
    "--draft", is_flag=True, help="Mark every page DRAFT, leave signatures away, and write to draft/."
)
final_option = click.option(
    "--final",
    is_flag=True,
    help="Where a template asks for approvals: make what was approved, signed, and no draft; anything else is refused.",
)
output_option = click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write here. Default: the workspace's output/.",
)
mailing_option = click.option("--mailing", metavar="NAME", help="Name of the mailing's folder. Default: the list's id.")
replace_option = click.option(
    "--replace", is_flag=True, help="Make files anew that were changed, or posted, since they were made."
)
yes_option = click.option("--yes", is_flag=True, help="Do it without asking.")
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Make the letters in N processes. Default: as many as there are cores, and one for fewer than 200 letters.",
)
scheduler_option = click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="Make the letters on the Dask cluster whose scheduler this is, such as tcp://10.0.0.5:8786.",
)
keep_going_option = click.option(
    "--keep-going",
    is_flag=True,
    help="Go on with the others where one cannot be made, printed or sent; those are listed.",
)
database_option = click.option(
    "--database",
    envvar="CORRESPONDENCE_DATABASE",
    metavar="URL",
    help="Where the register is: a file, or postgresql+psycopg://USER@HOST/DATABASE. Default: the variable CORRESPONDENCE_DATABASE, then the settings, then output/register.sqlite.",
)
as_of_option = click.option("--as-of", type=Day(), metavar="DATE", help="Take this day for today.")


def _wants_json(context: click.Context, option: click.Parameter, wanted: bool) -> bool:
    """Let the one place that tells of errors know that JSON was asked for."""
    del option
    context.meta[WANTS_JSON] = wanted
    return wanted


json_option = click.option(
    "--json", "as_json", is_flag=True, is_eager=True, callback=_wants_json, help="Print the result as JSON."
)


def options(*declared: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Put several options on a command, in the order in which its help shows them."""

    def put(command: Command) -> Command:
        for option in reversed(declared):
            command = option(command)
        return command

    return put


class Choice(TypedDict):
    """Which recipients of a list are meant, in the words of :class:`correspondence.mailing.Order`."""

    only: tuple[str, ...]
    where: str | None
    sort: str | None
    limit: int | None


def choice_options(command: Command) -> Command:
    """Put the options on a command that choose recipients; it takes them together, as ``choice``."""

    @functools.wraps(command)
    def choosing(
        *arguments: Any, only: Groups, where: str | None, sort: str | None, limit: int | None, **named: Any
    ) -> Any:
        return command(*arguments, choice=Choice(only=flat(only), where=where, sort=sort, limit=limit), **named)

    return options(only_option, where_option, sort_option, limit_option)(cast("Command", choosing))


def workspace_of(context: click.Context) -> Workspace:
    """Return the workspace that the command works on."""
    from correspondence.workspace import MARK, NoWorkspaceError, Workspace

    folder: Path | None = context.find_root().obj
    if folder is None:
        return Workspace.nearest(Path.cwd())
    if not (folder / MARK).is_file():
        raise NoWorkspaceError(str(folder))
    return Workspace(folder.resolve())


def with_records(formats: tuple[str, ...], *, record: bool) -> tuple[str, ...]:
    """Return what is made: the formats, and the record copies where they are wanted."""
    from correspondence.entries import RECORD

    return (*formats, RECORD) if record else formats


def flat(groups: Groups) -> tuple[str, ...]:
    """Join the ids of several options."""
    return tuple(dict.fromkeys(name for group in groups for name in group))


def settings_of(given: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Return the values that were given, the last of each name."""
    return dict(given)


def progress(what: str, job: Job, *, quiet: bool) -> AbstractContextManager[Callable[..., None]]:
    """Show on standard error how far the letters of a job have come."""
    return counting(what, len(job.selected), quiet=quiet)


@contextmanager
def counting(what: str, total: int, *, quiet: bool) -> Iterator[Callable[..., None]]:
    """Show on standard error how far a long work has come; nothing where nobody watches.

    Args:
        what: What is done, as one word.
        total: How many things it is done to.
        quiet: Whether nobody wants to see it.

    Yields:
        What is called after each of them; with a word, such as "failed", where it is to be counted by what became of it.
    """
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda *_: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    outcomes: Counter[str] = Counter()
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[told]}"),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task(what, total=total, rate="", told="")

        def advance(*outcome: str) -> None:
            outcomes.update(outcome)
            told = ", ".join(f"{number:,} {word}" for word, number in outcomes.items())
            speed = bar.tasks[task].speed
            bar.update(task, advance=1, rate=f"{speed:,.1f} a second" if speed else "", told=told)

        yield advance


def counted(number: int, noun: str) -> str:
    """Count things: "1 letter", "2 letters"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def confirm(question: str, *, yes: bool) -> None:
    """Ask before anything is done that cannot be taken back.

    Args:
        question: What is asked.
        yes: Whether the answer was given on the command line.

    Raises:
        click.UsageError: Nobody can be asked.
        click.Abort: They said no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        message = "nobody can be asked whether this is right; look at it, then give --yes"
        raise click.UsageError(message)
    click.confirm(question, abort=True, err=True)


def now() -> datetime.datetime:
    """Return the moment at which a command writes something down."""
    return datetime.datetime.now(datetime.UTC)


def day_of(as_of: datetime.date | None) -> datetime.date:
    """Return the day that was given, or else today's where this is run."""
    return as_of or datetime.datetime.now().astimezone().date()


def account() -> str:
    """Return the account under which this process runs, whatever its environment says; empty where the system knows none."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except ImportError:  # Windows, where the system says it to whoever asks
        return os.getlogin()
    except (KeyError, OSError):
        return ""


def reporter() -> str:
    """Return the name under which the user is logged in, empty where the system knows none."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):  # a user without a name, as in some containers
        return ""
