"""A letter that asked something, as far as its reply must be found by."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from correspondence.recipients import Recipient


@dataclass(frozen=True, slots=True)
class Reminder:
    """A letter that reminded of another, as far as a reply may name it in that one's place.

    Attributes:
        number: Its reference number.
        date: The date that it bears, None where it bears none.
    """

    number: str
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class AskedLetter:
    """One letter that asked, and to whom it went.

    Attributes:
        recipient: Whom it asked.
        mailing: Name of the mailing; empty where none was made yet.
        template: Id of the template.
        number: Its reference number, empty where it has none yet.
        date: The date that it bears, None where it bears none.
        title: What the template calls itself.
        message_ids: Message-IDs of the mails by which it and its reminders went, with their angle brackets.
        reminders: The reminders of it: a reply to one of them answers the letter.
    """

    recipient: Recipient
    mailing: str = ""
    template: str = ""
    number: str = ""
    date: datetime.date | None = None
    title: str = ""
    message_ids: tuple[str, ...] = ()
    reminders: tuple[Reminder, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The reference numbers that name it in a reply: its own, and those of its reminders."""
        return tuple(one for one in (self.number, *(each.number for each in self.reminders)) if one)

    @property
    def dates(self) -> tuple[datetime.date, ...]:
        """The days that name it in a reply: its own, and those of its reminders."""
        return tuple(one for one in (self.date, *(each.date for each in self.reminders)) if one)
