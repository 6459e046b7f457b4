"""Who approved which words of a mailing: what the register's entries tell of it, and whether it is what is asked."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from types import MappingProxyType

from correspondence.entries import Entry

APPROVER, WORDS, GIVEN, LETTERS, SIGNER, CERTIFICATE = "approver", "words", "given", "letters", "signer", "certificate"
"""Keys of an *approved* entry's details."""
TAKEN_BACK = "approval"
"""Key of an *amended* entry's details: the approver who takes back all approvals of the mailing that they gave."""
APPROVED = "approved"
"""Key of a *made* entry's details: the checksum of the approved words of which the letter was made."""
APPROVAL = "approval"
"""The folder of a mailing in which lies what was approved."""
APPROVED_WITH = "approved_with"
"""Key of a *made* entry's details: the same of the mailings that go out attached, by their names."""
WORDS_ENDING, SHEET_ENDING = ".jsonl", ".pdf"


@dataclass(frozen=True)
class Approval:
    """An approval that was given, and not taken back.

    Attributes:
        approver: Id of the approver: in which capacity it was given.
        words: SHA-256 of the words that were approved, all letters together.
        at: When.
        account: Who was at the machine.
        entry: Id of the register's entry.
        file: The file that holds the words, as the register calls it.
        sheet: The approver's proof sheet, likewise.
        sums: The checksums of both, and of the list of all letters beside the sheet, by their names.
        given: Values from the command line of which the words were made.
        letters: How many letters.
        signer: Whose certificate signed the proof sheet; empty where it is not signed.
        certificate: The SHA-256 of that certificate.
    """

    approver: str
    words: str
    at: datetime.datetime
    account: str
    entry: int
    file: str = ""
    sheet: str = ""
    sums: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    letters: int = 0
    signer: str = ""
    certificate: str = ""

    @property
    def day(self) -> str:
        """The day on which it was given."""
        return self.at.date().isoformat()


def approvals_in(entries: Iterable[Entry], template: str) -> tuple[Approval, ...]:
    """Return the approvals of a mailing that stand, oldest first.

    Args:
        entries: What the register has of the mailing, oldest first.
        template: Id of its template.
    """
    found: dict[int, Approval] = {}
    for entry in entries:
        if entry.template != template or entry.id is None:
            continue
        if entry.kind == "approved":
            found[entry.id] = _approval(entry, entry.id)
        elif entry.kind == "amended" and (approver := entry.details.get(TAKEN_BACK)):
            found = {number: one for number, one in found.items() if one.approver != approver}
    return tuple(found.values())


def _approval(entry: Entry, number: int) -> Approval:
    details = entry.details
    names = {PurePath(name).suffix: name for name in entry.files}
    return Approval(
        str(details[APPROVER]),
        str(details[WORDS]),
        entry.at,
        entry.by,
        number,
        names.get(WORDS_ENDING, ""),
        names.get(SHEET_ENDING, ""),
        entry.files,
        MappingProxyType(dict(details.get(GIVEN) or {})),
        int(details.get(LETTERS, 0)),
        str(details.get(SIGNER, "")),
        str(details.get(CERTIFICATE, "")),
    )


@dataclass(frozen=True)
class Approvals:
    """What is asked of approvers, and what they approved.

    Attributes:
        asked: Ids of those whom the template asks, in order; empty where it asks nobody.
        known: The approvals that stand, oldest first.
        unfit: Why an approval that was given does not count, by the approver's id.
    """

    asked: tuple[str, ...]
    known: tuple[Approval, ...]
    unfit: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def order(self) -> tuple[str, ...]:
        """Those whose approval counts: whom the template asks; where it asks nobody, whoever approved last."""
        return self.asked or tuple(one.approver for one in self.known[-1:])

    @property
    def newest(self) -> Approval | None:
        """The newest approval of one whose approval counts, None where there is none."""
        return next((one for one in reversed(self.known) if one.approver in self.order), None)

    def of(self, approver: str) -> Approval | None:
        """Return the newest approval of one approver, None where there is none."""
        return next((one for one in reversed(self.known) if one.approver == approver), None)

    def given_for(self, words: str) -> tuple[Approval, ...]:
        """Return the approvals of just these words that count, in order; each was given after the one before."""
        found: list[Approval] = []
        for approver in self.order:
            last = found[-1].entry if found else 0
            own = next(
                (one for one in self.known if (one.approver, one.words) == (approver, words) and one.entry > last), None
            )
            if own is None:
                break
            found.append(own)
        return tuple(found)

    def next_for(self, words: str) -> str:
        """Return whose turn it is to approve just these words; empty where all have."""
        given = len(self.given_for(words))
        return self.order[given] if given < len(self.order) else ""
