"""A letter that asked something, as far as its reply must be found by."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from correspondence.recipients import Recipient


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
        message_ids: Message-IDs of the mails by which it went, with their angle brackets.
    """

    recipient: Recipient
    mailing: str = ""
    template: str = ""
    number: str = ""
    date: datetime.date | None = None
    title: str = ""
    message_ids: tuple[str, ...] = ()
