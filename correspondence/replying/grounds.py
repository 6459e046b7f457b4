"""On what grounds something is decided: who, why, on what words, and against what was there before."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from correspondence.errors import CorrespondenceError, Problem, ProblemsError
from correspondence.replying.answering import Said
from correspondence.standing import Response, Standing


@dataclass(frozen=True, slots=True)
class Because:
    """Who decides, and why.

    Attributes:
        by: Name of the person.
        reason: Their reason, or empty.
        at: The moment of the decision.
    """

    by: str
    reason: str
    at: datetime.datetime


class DecidedMeanwhileError(CorrespondenceError):
    """What a reviewer was shown is no more as it was shown.

    Args:
        what: What it is about.
        happened: What happened meanwhile.
    """

    def __init__(self, what: str, happened: str) -> None:
        self.what, self.happened = what, happened
        super().__init__(what, happened)

    def __str__(self) -> str:
        """Say what happened, and what that means."""
        return f"{self.what}: {self.happened}; your decision was not written down; look at it once more"


class NoReasonError(CorrespondenceError):
    """A decision that is not what was proposed has no reason.

    Args:
        what: From what it differs.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)

    def __str__(self) -> str:
        """Say from what the decision differs, and ask for a reason."""
        return f"{self.what}; say why with --reason"


def newest_reply(standing: Standing, response: Response) -> str:
    """Return the checksum of the newest reply that speaks of a question.

    Raises:
        ProblemsError: Nothing came.
    """
    statements = [*response.earlier, *([response.current] if response.current else []), *response.waiting]
    found = next((one.reply for one in reversed(statements) if one.reply), "")
    if not found and standing.replies:
        found = standing.replies[-1].sha256
    if not found:
        letter = standing.history.letter
        message = f"nothing came from {letter.recipient} that could be decided about"
        remedy = f"record it with 'correspondence replies record', or what was said with 'correspondence replies enter {letter.mailing} {letter.recipient}'"
        raise ProblemsError([Problem("--decide", message, remedy)])
    return found


def check_reason(standing: Standing, now: Response, given: Said, why: Because) -> None:
    """Ask for a reason where a decision is not what was proposed.

    Raises:
        NoReasonError: There is none.
    """
    if why.reason:
        return
    whose = f"{standing.history.letter.recipient} {now.question}"
    proposed = {Said(*one.says) for one in now.waiting}
    if given not in proposed and proposed:
        shown = " and ".join(str(one) for one in sorted(proposed, key=str))
        raise NoReasonError(f"{whose} was read as {shown}, and you say {given}")
    if now.current is not None and not proposed and Said(*now.current.says) != given:
        raise NoReasonError(f"{whose} is {Said(*now.current.says)} on record, and you say {given}")
    if now.current is None and not proposed:
        raise NoReasonError(f"nothing was read of {whose}, and you say {given}")


def since(seen: Response, now: Response) -> str:
    """Say what happened to a question since somebody looked."""
    current = now.current
    if current is not None and current.decided and current != seen.current:
        why = f", because: {current.reason}" if current.reason else ""
        return f"{current.by or 'somebody'} decided meanwhile that it is {Said(*current.says)}{why}"
    return "something else came in meanwhile"
