"""The command by which a person decides what waits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from correspondence.cli.options import (
    Groups,
    counted,
    database_option,
    flat,
    json_option,
    now,
    only_option,
    options,
    output_option,
    workspace_of,
)
from correspondence.cli.register import optional_mailing_argument
from correspondence.cli.replies.asking import reviewer
from correspondence.cli.replies.showing import PREFIX, item_json, listed_lines, says
from correspondence.errors import shown_here

if TYPE_CHECKING:
    from correspondence.replying import Because, Decisions, Item
    from correspondence.standing import Received, Standing

REVIEW_SCHEMA = "correspondence/replies-review/1"
WAITS, INTERRUPTED = 3, 130
REPLY_KIND_NAMES = ("answers", "acknowledgement", "extension-request", "refusal", "unrelated")


@dataclass(frozen=True)
class _Wish:
    """One decision, as the options say it."""

    decide: tuple[str, str, str] | None
    value: str
    words: str
    belongs: tuple[str, str] | None
    kind: tuple[str, str] | None
    withdraw: str | None
    reason: str

    @property
    def names(self) -> list[str]:
        """The options that were given, of those that each are a decision."""
        given = {"decide": self.decide, "belongs": self.belongs, "kind": self.kind, "withdraw": self.withdraw}
        return [f"--{name}" for name, value in given.items() if value is not None]


@click.command()
@options(optional_mailing_argument, only_option)
@click.option("--by", metavar="NAME", help="Who decides. Default: your login.")
@click.option("--open", "opens", is_flag=True, help="Open the picture of each place as it comes.")
@click.option("--list", "lists", is_flag=True, help="Print what waits, each with the command that decides it.")
@click.option(
    "--decide",
    nargs=3,
    type=(str, str, str),
    default=None,
    metavar="RECIPIENT QUESTION ANSWER",
    help="Decide one answer: yes, no, partial, not_applicable, unclear or unanswered; for other kinds of questions answered (with --value), unclear or unanswered. A later decision changes an earlier one, which stays visible.",
)
@click.option(
    "--value", metavar="VALUE", default="", help="The content of the answer: an option, a number, a date, words."
)
@click.option(
    "--words",
    metavar="TEXT",
    default="",
    help="The words of the reply on which the answer rests, as they stand there. Default: those that were found.",
)
@click.option(
    "--belongs",
    nargs=2,
    type=(str, str),
    default=None,
    metavar="SHA256 RECIPIENT",
    help="Say whose reply it is, by the first digits of its checksum: a recipient's id or reference number, or nobody.",
)
@click.option(
    "--kind",
    "kind_of",
    nargs=2,
    type=(str, click.Choice(REPLY_KIND_NAMES)),
    default=None,
    metavar="SHA256 KIND",
    help=f"Say what kind of reply it is: {', '.join(REPLY_KIND_NAMES)}.",
)
@click.option(
    "--withdraw",
    metavar="SHA256",
    help="Take a reply away from the letter to which it was matched; it is nobody's again.",
)
@click.option("--reason", metavar="TEXT", default="", help="Why; needed where a decision is not what was proposed.")
@options(output_option, database_option, json_option)
@click.pass_context
def review(
    context: click.Context,
    mailing: str,
    only: Groups,
    by: str | None,
    opens: bool,
    lists: bool,
    decide: tuple[str, str, str] | None,
    value: str,
    words: str,
    belongs: tuple[str, str] | None,
    kind_of: tuple[str, str] | None,
    withdraw: str | None,
    reason: str,
    output: Path | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Go through what needs a person: whose replies are, of which kind, and what they answer.

    Each is shown with its words and a picture of their place, in output/review/; you accept what is proposed or say what it is,
    and why. Everything is written down at once, under your name: you may stop at any time. With --list or --json nothing is
    asked; the exit status is 3 while something waits.
    """
    from correspondence.registering import opened
    from correspondence.replying import Decisions, waiting

    wish = _Wish(decide, value, words, belongs, kind_of, withdraw, " ".join(reason.split()))
    _check(wish, lists=lists or as_json)
    workspace = workspace_of(context)
    with opened(workspace, database) as register:
        if lists or as_json:
            items = waiting(workspace, register, mailing, flat(only))
            _print(items, as_json=as_json)
            context.exit(WAITS if items else 0)
        decisions = Decisions(workspace, register, output or workspace.output)
        with _finishing(decisions):
            if wish.names:
                click.echo(_carried_out(decisions, mailing, wish, reviewer(by)))
                return
            status = _reviewed(decisions, mailing, flat(only), by, opens=opens)
    context.exit(status)


def _check(wish: _Wish, *, lists: bool) -> None:
    """Hold the options against each other."""
    if len(wish.names) > 1:
        message = f"{' and '.join(wish.names)} are a decision each; give one at a time"
        raise click.UsageError(message)
    if lists and wish.names:
        message = (
            f"{wish.names[0]} decides something, and --list and --json only show what waits; leave one of them out"
        )
        raise click.UsageError(message)
    for option, given, what in (("--value", wish.value, "is the content"), ("--words", wish.words, "are the words")):
        if given and wish.decide is None:
            message = f"{option} {what} of an answer; give it with --decide"
            raise click.UsageError(message)
    if wish.reason and not wish.names:
        message = "--reason says why something is decided; give it with --decide, --belongs, --kind or --withdraw"
        raise click.UsageError(message)


def _print(items: tuple[Item, ...], *, as_json: bool) -> None:
    if as_json:
        whole = {"schema": REVIEW_SCHEMA, "waiting": [item_json(item) for item in items]}
        click.echo(json.dumps(whole, indent=2, ensure_ascii=False))
        return
    for item in items:
        for line in listed_lines(item):
            click.echo(line)
    verb = "waits" if len(items) == 1 else "wait"
    click.echo(f"{counted(len(items), 'decision')} {verb} for a person." if items else "Nothing waits.", err=True)


@contextmanager
def _finishing(decisions: Decisions) -> Iterator[None]:
    """Write what people read of the decisions, however the block ends."""
    try:
        yield
    finally:
        for path in decisions.finish():
            click.echo(f"{shown_here(path)} keeps the responses.yaml that somebody had changed", err=True)


def _reviewed(decisions: Decisions, mailing: str, only: tuple[str, ...], by: str | None, *, opens: bool) -> int:
    """Go through what waits; return the exit status."""
    from correspondence.cli.replies.deciding import Review
    from correspondence.replying import Places, waiting, waiting_of

    workspace, register = decisions.workspace, decisions.register

    def left() -> tuple[Item, ...]:
        return waiting(workspace, register, mailing, only)

    if not left():
        click.echo("Nothing waits.", err=True)
        return 0
    status = None
    try:
        way = Review(
            reviewer(by),
            decisions,
            Places(workspace, decisions.output),
            left,
            lambda letter: waiting_of(workspace, register, letter),
            lambda name: _named(decisions, mailing, name, "the recipient"),
            opens,
        )
        way.go()
    except click.Abort as abort:
        click.echo("\nStopped; what was decided is kept.", err=True)
        if isinstance(abort.__context__, KeyboardInterrupt):
            status = INTERRUPTED
    rest = len(left())
    still = f"{rest:,} still {'waits' if rest == 1 else 'wait'}" if rest else "nothing waits any more"
    click.echo(f"{still[0].upper()}{still[1:]}.", err=True)
    return status if status is not None else (WAITS if rest else 0)


def _named(decisions: Decisions, mailing: str, name: str, option: str) -> Standing:
    """Return the letter that is meant.

    Raises:
        ProblemsError: None is, or several are.
    """
    from correspondence.errors import Problems
    from correspondence.replying import Letters

    problems = Problems()
    standing = Letters(decisions.register, mailing).named(name, option, problems)
    problems.stop()
    assert standing is not None  # noqa: S101  (for the type checker: otherwise there was a problem)
    return standing


def _reply(decisions: Decisions, prefix: str, option: str) -> tuple[Received, Standing | None]:
    """Return the reply that is meant, and the letter to which it belongs.

    Raises:
        ProblemsError: None is, or several are.
    """
    from correspondence.errors import Problems
    from correspondence.replying import received_replies, reply_named

    problems = Problems()
    known = received_replies(decisions.register)
    reply = reply_named(prefix, (one for one, _ in known), option, problems)
    problems.stop()
    return next((one, standing) for one, standing in known if one is reply)


def _carried_out(decisions: Decisions, mailing: str, wish: _Wish, by: str) -> str:
    """Write one decision down; return what is said about it."""
    from correspondence.replying import Because

    why = Because(by, wish.reason, now())
    if wish.decide is not None:
        return _decided(decisions, mailing, wish.decide, wish, why)
    if wish.belongs is not None:
        return _belongs(decisions, mailing, *wish.belongs, why)
    if wish.kind is not None:
        return _kind(decisions, *wish.kind, why)
    return _withdrawn(decisions, wish.withdraw or "", why)


def _decided(decisions: Decisions, mailing: str, decide: tuple[str, str, str], wish: _Wish, why: Because) -> str:
    from correspondence.errors import Problems
    from correspondence.replying import question_of, said

    recipient, name, answer = decide
    standing = _named(decisions, mailing, recipient, "--decide")
    letter = standing.history.letter
    problems = Problems()
    question = question_of(decisions.workspace, letter.template, name, "--decide", problems)
    problems.stop()
    assert question is not None  # noqa: S101  (for the type checker: otherwise there was a problem)
    given = said(question, answer, wish.value)
    before = decisions.answer(letter, question, given, why, words=wish.words).current
    was = f" (before: {says(before)})" if before is not None else ""
    return f"on record: {letter.recipient} {name}: {given}{was}"


def _belongs(decisions: Decisions, mailing: str, prefix: str, recipient: str, why: Because) -> str:
    reply, owner = _reply(decisions, prefix, "--belongs")
    _check_free(reply, owner)
    if recipient == "nobody":
        decisions.nobodys(reply, why)
        return f"{reply.name} is nobody's of ours"
    standing = _named(decisions, mailing, recipient, "--belongs")
    read = decisions.belongs(reply, standing, why, again=True)
    whose = f"{reply.name} is the reply of {standing.history.letter.recipient}"
    return f"{whose}; something in it waits for a person" if read.waits else f"{whose}; nothing in it waits"


def _check_free(reply: Received, owner: Standing | None) -> None:
    """Make sure that a reply is no letter's.

    Raises:
        ProblemsError: It belongs to one.
    """
    from correspondence.errors import Problem, ProblemsError

    if owner is None:
        return
    message = f"{reply.name} belongs to {owner.history.letter.recipient}"
    remedy = f"take it away first: correspondence replies review --withdraw {reply.sha256[:PREFIX]} --reason TEXT"
    raise ProblemsError([Problem("--belongs", message, remedy)])


def _owned(decisions: Decisions, prefix: str, option: str) -> tuple[Received, Standing]:
    """Return a reply that belongs to a letter.

    Raises:
        ProblemsError: It belongs to none.
    """
    from correspondence.errors import Problem, ProblemsError

    reply, owner = _reply(decisions, prefix, option)
    if owner is None:
        message = f"{reply.name} belongs to no letter"
        remedy = f"say first whose it is: correspondence replies review --belongs {reply.sha256[:PREFIX]} RECIPIENT"
        raise ProblemsError([Problem(option, message, remedy)])
    return reply, owner


def _kind(decisions: Decisions, prefix: str, kind: str, why: Because) -> str:
    from correspondence.replying import REPLY_KINDS

    reply, owner = _owned(decisions, prefix, "--kind")
    [known] = [one for one in REPLY_KINDS if one == kind]
    before = decisions.kind(owner.history.letter, reply.sha256, known, why)
    was = f" (before: {before.kind})" if before.kind and before.kind != kind else ""
    return f"{reply.name} of {owner.history.letter.recipient} is of the kind {kind}{was}"


def _withdrawn(decisions: Decisions, prefix: str, why: Because) -> str:
    reply, owner = _owned(decisions, prefix, "--withdraw")
    decisions.withdraw(reply, owner, why)
    taken = f"{reply.name} does not belong to {owner.history.letter.recipient} any more"
    if reply.heard:
        return f"{taken}; enter it for the right letter with 'correspondence replies enter'"
    return f"{taken}; say whose it is: correspondence replies review --belongs {reply.sha256[:PREFIX]} RECIPIENT"
