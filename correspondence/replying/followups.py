"""Letters and the reminders that follow them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from correspondence.entries import History, Letter
from correspondence.errors import RefusedError
from correspondence.mailing import Order, prepare
from correspondence.mailing.following import Followed, day_of_letter
from correspondence.recipients import InvalidRecipientsError, Recipient, RecipientList
from correspondence.render.text import render_text
from correspondence.standing import Standing, standing_of
from correspondence.workspace import Workspace


def reminders_of(known: Iterable[History]) -> Mapping[Letter, tuple[History, ...]]:
    """Return the reminders of each letter that was reminded of, oldest first; voided ones too.

    Args:
        known: Histories of letters and of reminders.
    """
    found: dict[Letter, list[History]] = {}
    for history in known:
        made = history.made
        follows = made.details.get("follows") if made else None
        if follows:
            before = Letter(follows["mailing"], follows["recipient"], follows["template"])
            found.setdefault(before, []).append(history)
    return MappingProxyType({letter: tuple(own) for letter, own in found.items()})


def message_ids_of(history: History) -> tuple[str, ...]:
    """Return the Message-IDs of the mails by which a letter went or was to go, oldest first."""
    ids = (str(one.details["message_id"]) for one in history.entries if one.details.get("message_id"))
    return tuple(dict.fromkeys(ids))


def sent_message_ids_of(history: History) -> tuple[str, ...]:
    """Return the Message-IDs of the mails by which a letter went, oldest first."""
    sent = (one for one in history.entries if one.kind == "dispatched")
    ids = (str(one.details["message_id"]) for one in sent if one.details.get("message_id"))
    return tuple(dict.fromkeys(ids))


def made_on(history: History) -> datetime.date:
    """Return the day that a letter bears, or else that on which it was made."""
    made = history.made
    if made is None:
        message = "the letter was never made"
        raise ValueError(message)
    dated = made.details.get("dated")
    return datetime.date.fromisoformat(dated) if dated else made.at.date()


class Original:
    """What is known of the letters that asked, besides what the register has.

    Args:
        workspace: The office's folder.
        template: Id of their template.
        recipients: Id of their list.

    Raises:
        ProblemsError: One of them cannot be used any more.
    """

    def __init__(self, workspace: Workspace, template: str, recipients: str) -> None:
        self.template = workspace.template(template)
        self.list = self._read(workspace, recipients)
        self.file = self.list.file
        self.recipients = {one.id: one for one in self.list.recipients}

    @staticmethod
    def _read(workspace: Workspace, name: str) -> RecipientList:
        try:
            return workspace.recipient_list(name)
        except InvalidRecipientsError as error:
            if error.sound is None:
                raise
            return error.sound  # the check of the reminders tells what is wrong with the others

    def followed(self, standing: Standing, reminders: Sequence[History], recipient: Recipient) -> Followed:
        """Return what the next reminder says of the letter that asked.

        Args:
            standing: How the matter stands.
            reminders: Those that were made before, oldest first.
            recipient: Whom it asked.

        Raises:
            RefusedError: The template does not ask any more what the letter asked.
        """
        history, details = standing.history, standing.asked.details
        questionnaire = self.template.questionnaire
        questions = {one.id: one for one in questionnaire.questions} if questionnaire else {}
        wanted = details.get("questions") or tuple(questions)
        if lost := [name for name in wanted if name not in questions]:
            what = f"{self.template.file} does not ask any more what the letters of {history.letter.mailing} asked ({', '.join(lost)})"
            raise RefusedError(what, "put its questions back as they were")
        dated = details.get("dated")
        counted = [one for one in reminders if not one.voided and one.posted]
        return Followed(
            history.letter,
            history.number,
            str(details.get("title") or self.template.title),
            datetime.date.fromisoformat(dated) if dated else day_of_letter(recipient, self.list, self.template),
            standing.due,
            history.posted.date if history.posted else None,
            tuple(questions[name] for name in wanted),
            len(counted) + 1,
            tuple(dict.fromkeys(one for each in (history, *reminders) for one in sent_message_ids_of(each))),
        )


def wordings(
    letters: Iterable[History], reminders: Mapping[Letter, tuple[History, ...]]
) -> tuple[tuple[Standing, History], ...]:
    """Return a reminder for each template and round, with the standing of the letter of which it reminds."""
    found: dict[tuple[str, int], tuple[Standing, History]] = {}
    for letter in letters:
        for one in reminders.get(letter.letter, ()):
            made = one.made
            key = (one.letter.template, made.details.get("round", 1)) if made else None
            if key is not None and key not in found and (standing := standing_of(letter)) is not None:
                found[key] = standing, one
    return tuple(found.values())


def reminder_text(workspace: Workspace, standing: Standing, reminder: History) -> str:
    """Return the words of a reminder, as the workspace would have them now.

    Raises:
        CorrespondenceError: It cannot be composed any more.
    """
    made = reminder.made
    if made is None:
        return ""
    original = Original(workspace, standing.asked.template, standing.asked.list)
    recipient = original.recipients.get(made.recipient)
    if recipient is None:
        return ""
    followed = replace(original.followed(standing, (), recipient), round=made.details.get("round", 1))
    given = {"date": made.details["dated"]} if "dated" in made.details else {}
    order = Order(made.template, made.list, made.mailing, given, following={recipient.id: followed})
    job = prepare(workspace, order, attached=True)
    return render_text(job.composer.compose(job.selected[0], reminder.number), job.stylesheet)
