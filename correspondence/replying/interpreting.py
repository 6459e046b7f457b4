"""What replies say, within bounds: by our rules in a process with limits, or by the office's own interpreter."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from correspondence.answers import interpret
from correspondence.asked import AskedLetter
from correspondence.confined import Limits, WentTooFarError, confined
from correspondence.errors import Problem, ProblemsError
from correspondence.questionnaire import Question, Questionnaire
from correspondence.recipients import Recipient
from correspondence.reply import Answer, Interpretation, Interpreter, Match, Proposal, Reply
from correspondence.workspace import Workspace

LIMITS = Limits(seconds=30, megabytes=2048)
"""Of one reply: a page takes some milliseconds."""


def interpreted(
    reply: Reply,
    questionnaire: Questionnaire,
    match: Match,
    letter: AskedLetter | None = None,
    interpreter: Interpreter | None = None,
) -> Interpretation:
    """Say what kind a reply is and what it answers, in bounded time.

    Args:
        reply: What came back.
        questionnaire: What was asked.
        match: Which letter it answers.
        letter: That letter, None where nobody knows.
        interpreter: The office's own, called in this process; None for ours.

    Returns:
        The interpretation; where it could not be made, one that leaves everything to a person.
    """
    if interpreter is not None:
        return interpret(reply, questionnaire, match, letter, interpreter)
    known = replace(letter, recipient=Recipient(letter.recipient.id)) if letter else None
    try:
        return confined(LIMITS, interpret, reply, questionnaire, match, known)
    except WentTooFarError as error:
        reason = f"what it says was not interpreted: {error.reason}"
        answers = (
            Answer(one.id, "unclear", "", (), (), None, None, "proposed", "needs-review", reason, 0.0)
            for one in questionnaire.questions
        )
        return Interpretation("unrelated", reason, tuple(answers))


def interpreter_of(workspace: Workspace) -> Interpreter | None:
    """Return the office's own interpreter, None where it has none.

    Raises:
        ProblemsError: The settings name one that cannot be used.
    """
    named = workspace.settings.interpreter
    if not named:
        return None
    module, _, name = named.partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
    except Exception as error:  # whatever a stranger's module raises
        message = f'the interpreter "{named}" cannot be loaded ({error})'
        remedy = "install the package that has it, or take the line away"
        raise ProblemsError([Problem("correspondence.yaml", message, remedy, field="interpreter")]) from error
    return _guarded(function, named)


def _guarded(function: Callable[..., Any], name: str) -> Interpreter:
    """Return an interpreter whose faults end no reading."""

    def guarded(passage: str, question: Question) -> Proposal:
        try:
            proposal = function(passage, question)
        except Exception as error:  # noqa: BLE001  (it is not ours)
            return Proposal(
                "unclear", reason=f"the interpreter {name} failed: {type(error).__name__}: {error}", confidence=0
            )
        if not isinstance(proposal, Proposal):
            return Proposal("unclear", reason=f"the interpreter {name} gave no proposal", confidence=0)
        return replace(proposal, reason=proposal.reason or f"proposed by {name}")

    return guarded
