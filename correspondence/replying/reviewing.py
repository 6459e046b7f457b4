"""What waits for a person: replies of whom nobody knows the letter, kinds that are doubtful, and answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from correspondence.dispatch.files import write_file
from correspondence.entries import Letter, Wanted
from correspondence.questionnaire import Question
from correspondence.register import Register
from correspondence.reply import Passage
from correspondence.replying.deciding import REPLY_ENTRIES
from correspondence.replying.letters import Letters, questions_of, standing_now
from correspondence.replying.originals import content_of
from correspondence.replying.picturing import Around, Original
from correspondence.standing import Received, Response, Standing, Statement, unmatched
from correspondence.workspace import Workspace

REVIEW = "review"
_SHORTEST_NAME = 6
"""Letters of a name that is looked for in a reason: shorter ones stand in other words."""


@dataclass(frozen=True)
class Candidate:
    """A letter that a reply answers perhaps.

    Attributes:
        standing: The letter.
        why: What speaks for it.
    """

    standing: Standing
    why: str

    @property
    def recipient(self) -> str:
        """The recipient's id."""
        return self.standing.history.letter.recipient


@dataclass(frozen=True)
class Nobodys:
    """A reply whose letter nobody knows.

    Attributes:
        reply: The reply.
        candidates: The letters that it answers perhaps, the likeliest first.
    """

    reply: Received
    candidates: tuple[Candidate, ...]

    @property
    def reason(self) -> str:
        """Why it is not certain."""
        return str(self.reply.match.get("reason", ""))


@dataclass(frozen=True)
class Doubtful:
    """A reply at whose kind, or at parts that could not be read, a person must look.

    Attributes:
        standing: The letter to which it came.
        reply: The reply.
    """

    standing: Standing
    reply: Received


@dataclass(frozen=True)
class Undecided:
    """A question of a letter to which an answer waits.

    Attributes:
        standing: The letter.
        response: Where the question stands.
        question: The question, None where its template cannot be read any more.
    """

    standing: Standing
    response: Response
    question: Question | None

    def reply(self, statement: Statement) -> Received | None:
        """Return the reply that says something, None where no reply does."""
        return next((one for one in self.standing.replies if one.sha256 == statement.reply), None)


Item = Nobodys | Doubtful | Undecided


def key_of(item: Item) -> tuple[str, ...]:
    """Return what tells an item from the others, whatever becomes of it."""
    match item:
        case Nobodys(reply=reply):
            return "match", reply.sha256
        case Doubtful(standing=standing, reply=reply):
            return "kind", *_letter(standing), reply.sha256
        case Undecided(standing=standing, response=response):
            return "answer", *_letter(standing), response.question


def _letter(standing: Standing) -> tuple[str, str, str]:
    letter = standing.history.letter
    return letter.mailing, letter.recipient, letter.template


def waiting(
    workspace: Workspace, register: Register, mailing: str = "", only: Collection[str] = ()
) -> tuple[Item, ...]:
    """Return all that waits for a person.

    First the replies whose letter is not known: a decision about one lets its answers be read. Then letter by letter, as one
    reads a reply once for all of its questions: the kinds of its replies, on which depends whether they answer at all, and its
    answers in the questionnaire's order.

    Args:
        workspace: The office's folder.
        register: The open register.
        mailing: Name of a mailing, empty for all. Replies of whom nobody knows the letter wait in every mailing.
        only: Ids of recipients or reference numbers; of the replies without a letter, those that are perhaps of one of them.

    Raises:
        RefusedError: The mailing asked nothing, or is none.
        ProblemsError: One of ``only`` means nobody.
    """
    letters = Letters(register, mailing)
    everybody = letters if not mailing else Letters(register)
    lost = unmatched(register.entries(Wanted(kinds=REPLY_ENTRIES)))
    found: list[Item] = [Nobodys(one, tuple(_candidates(one, everybody.standings))) for one in lost]
    chosen = letters.among(only, "--only")
    if only:
        found = [
            one
            for one in found
            if isinstance(one, Nobodys) and any(each.standing.history.letter in chosen for each in one.candidates)
        ]
    questions: dict[str, Mapping[str, Question]] = {}
    for standing in letters.standings:
        if not only or standing.history.letter in chosen:
            found += _waiting_of(workspace, standing, questions)
    return tuple(found)


def waiting_of(workspace: Workspace, register: Register, letter: Letter) -> tuple[Item, ...]:
    """Return what waits of one letter at this moment."""
    return tuple(_waiting_of(workspace, standing_now(register, letter), {}))


def _waiting_of(
    workspace: Workspace, standing: Standing, questions: dict[str, Mapping[str, Question]]
) -> Iterator[Item]:
    template = standing.history.letter.template
    yield from (Doubtful(standing, reply) for reply in standing.doubts)
    for response in standing.responses:
        if response.waiting:
            if template not in questions:
                questions[template] = questions_of(workspace, template)
            yield Undecided(standing, response, questions[template].get(response.question))


def _candidates(reply: Received, standings: Sequence[Standing]) -> Iterator[Candidate]:
    """Yield the letters that a reply answers perhaps: the one that was found, and those that the reason names."""
    match = reply.match
    keys = ", ".join(match.get("keys", ()))
    reason = str(match.get("reason", ""))
    named = [one for one in standings if match.get("recipient") == one.history.letter.recipient]
    exact = [one for one in named if match.get("number") and match["number"] == one.history.number]
    own = {one.history.letter for one in named}
    for standing in (*exact, *(one for one in named if one not in exact)):
        yield Candidate(standing, f"agrees in {keys}" if keys else f"found by {match.get('method', 'none')}")
    for standing in standings:
        if standing.history.letter not in own and _is_named(standing, reason):
            yield Candidate(standing, "is named in the reason")


def _is_named(standing: Standing, reason: str) -> bool:
    names = str(standing.asked.details.get("name", "")).split(", ")
    return any(len(name) >= _SHORTEST_NAME and name in reason for name in names)


@dataclass(frozen=True)
class Shown:
    """A passage as a reviewer is shown it.

    Attributes:
        passage: The passage; without words where it is a mark on a form.
        around: Its lines, None where they are not found any more.
        picture: Where the picture of its place is, None where it has none.
    """

    passage: Passage
    around: Around | None
    picture: Path | None


class Places:
    """Shows where passages stand, in words and in pictures.

    Args:
        workspace: The office's folder.
        output: The folder in which ``review/`` lies.
    """

    def __init__(self, workspace: Workspace, output: Path) -> None:
        self.workspace, self.folder = workspace, output / REVIEW
        self._last: tuple[str, Original] | None = None

    def of(self, letter: Letter, reply: Received, statement: Statement) -> tuple[Shown, ...]:
        """Show where a statement stands in its reply: its passages, and its mark on a form.

        A reply is opened once for statements that come one after the other.

        Args:
            letter: The letter that it answers.
            reply: The reply.
            statement: What it says to a question.

        Raises:
            RefusedError: The original is not there any more, or is not as it came.
            WriteError: A picture cannot be written.
        """
        answer = statement.answer
        mark = reply.marks.get(answer.question)
        passages = (*((mark,) if mark else ()), *answer.passages)
        if not passages:
            return ()
        if self._last is None or self._last[0] != reply.sha256:
            self._last = reply.sha256, Original(content_of(self.workspace, reply), reply.name)
        original = self._last[1]
        found = []
        for number, (passage, drawn) in enumerate(zip(passages, original.pictures(passages), strict=True), start=1):
            path = (
                self.folder / letter.mailing / f"{letter.recipient}-{answer.question}-{reply.sha256[:8]}-{number}.png"
            )
            if drawn is not None:
                write_file(path, drawn)
            around = original.around(passage) if passage.verbatim else None
            found.append(Shown(passage, around, path if drawn is not None else None))
        return tuple(found)
