"""Letters that follow others: what a reminder says of the letter of which it reminds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from correspondence.compose.composer import UNNUMBERED
from correspondence.entries import Letter
from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.fields import Day, suggestion
from correspondence.questionnaire import Question
from correspondence.recipients import Recipient, RecipientList
from correspondence.source import Node
from correspondence.templates import Template
from correspondence.workspace import Workspace

ORIGINAL, REMINDER = "original", "reminder"
"""The names by which templates reach what is said of the letter before, and of this one."""


@dataclass(frozen=True)
class Followed:
    """A letter that another follows.

    Attributes:
        letter: Which one it is.
        number: Its reference number.
        title: What its template called itself.
        date: The day that it bears, None where that is not known.
        due: The day by which its answer was asked for, with what was granted; None where it names none.
        posted: The day on which it was posted, or None.
        questions: What it asked.
        round: How many letters follow it with this one.
        message_ids: Message-IDs of the mails by which it and the reminders of it went, oldest first.
    """

    letter: Letter
    number: str
    title: str
    date: datetime.date | None = None
    due: datetime.date | None = None
    posted: datetime.date | None = None
    questions: tuple[Question, ...] = field(default=(), repr=False)
    round: int = 1
    message_ids: tuple[str, ...] = ()

    @property
    def values(self) -> Mapping[str, Any]:
        """What templates may print of it; a value that it lacks is not there."""
        original = {
            "number": self.number,
            "title": self.title,
            "date": self.date,
            "due": self.due,
            "posted": self.posted,
            "questions": [
                {"number": number, "id": one.id, "text": one.text.replace("\n", " ")}
                for number, one in enumerate(self.questions, start=1)
            ],
        }
        known = {name: value for name, value in original.items() if value not in (None, "", [])}
        return {ORIGINAL: known, REMINDER: {"round": self.round}}

    @property
    def details(self) -> Mapping[str, Any]:
        """What the register keeps of it in the entry of the letter that follows."""
        letter = self.letter
        follows = {
            "mailing": letter.mailing,
            "recipient": letter.recipient,
            "template": letter.template,
            "number": self.number,
        }
        return {"follows": follows, "round": self.round}


def with_followed(
    workspace: Workspace, template: Template, recipients: RecipientList, following: Mapping[str, Followed] | None
) -> RecipientList:
    """Return a list whose recipients have, as values of their own, what is known of the letters before.

    Args:
        workspace: The office's folder.
        template: The letters that follow.
        recipients: The list.
        following: The letters before, by the recipients' ids. Where it is None, stand-ins take their places, so that the
            template can be checked and looked at.

    Returns:
        The list, with those alone whom such a letter concerns.

    Raises:
        ProblemsError: The template names one that is not there, or the list uses the names for something else.
    """
    problems = Problems()
    problems.extend(_taken(recipients, template))
    known = workspace.template_ids()
    for name in template.follows:
        if name not in known:
            message = f'there is no template "{name}"'
            remedy = f"choose one of {', '.join(known)}{suggestion(name, known)}"
            problems.add(Problem(template.file, message, remedy, line=template.places.get("follows"), field="follows"))
    problems.stop()
    if following is None:
        following = _stand_ins(workspace.template(template.follows[0]), recipients)
    concerned = tuple(
        replace(one, extras=MappingProxyType({**one.extras, **_nodes(following[one.id].values)}))
        for one in recipients.recipients
        if one.id in following
    )
    if not concerned:
        message = "nobody on the list is concerned by the letters that are followed"
        raise ProblemsError([Problem(recipients.file, message, "name the list to which they went")])
    return replace(recipients, recipients=concerned)


def _taken(recipients: RecipientList, template: Template) -> Iterator[Problem]:
    """Yield the values of a list that have the names by which the letters before are reached."""
    for values in (recipients.shared, *(one.extras for one in recipients.recipients)):
        for name in (ORIGINAL, REMINDER):
            if (node := values.get(name)) is not None:
                message = f'"{name}" means something else in {template.id}, which follows other letters'
                yield Problem(
                    recipients.file, message, "give the value another name", line=node.key_line, field=node.path
                )


def _stand_ins(template: Template, recipients: RecipientList) -> Mapping[str, Followed]:
    """Return the letters as they would be if they had gone out as template and list are now."""
    asked = template.questionnaire
    found = {}
    for one in recipients.recipients:
        date = day_of_letter(one, recipients, template)
        found[one.id] = Followed(
            Letter("", one.id, template.id),
            UNNUMBERED,
            template.title,
            date,
            asked.due if asked else None,
            date,
            asked.questions if asked else (),
        )
    return found


def day_of_letter(
    recipient: Recipient, recipients: RecipientList | None, template: Template, given: str = ""
) -> datetime.date | None:
    """Return the day that a letter bears, as the composer finds it; None where it bears none.

    Args:
        recipient: To whom it goes.
        recipients: The list, None where there is none.
        template: What it is made from.
        given: The day that stands before all others, from the command line.
    """
    shared = recipients.shared if recipients else {}
    nodes: Iterable[Node | None] = (
        Node(given, 0, "date", given) if given else None,
        *(values.get("date") for values in (recipient.extras, shared, template.settings)),
    )
    for node in nodes:
        if node is not None:
            value = Day().read(node, "", Problems())
            return value if isinstance(value, datetime.date) else None
    return None


def _nodes(values: Mapping[str, Any]) -> dict[str, Node]:
    return {name: _node(value, name) for name, value in values.items()}


def _node(value: Any, path: str) -> Node:
    """Return a value as if it stood in a list of recipients."""
    if isinstance(value, dict):
        return Node({name: _node(inner, f"{path}.{name}") for name, inner in value.items()}, 0, path)
    if isinstance(value, list):
        return Node([_node(inner, f"{path}[{index}]") for index, inner in enumerate(value)], 0, path)
    return Node(value, 0, path, str(value))
