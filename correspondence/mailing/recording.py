"""Number the letters of a job before they are composed, and register them once they are made."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from correspondence.entries import ENCLOSED, Entry, History, Letter, Wanted, histories
from correspondence.mailing.enclosing import enclosed_sums
from correspondence.mailing.following import day_of_letter
from correspondence.mailing.job import Job
from correspondence.recipients import Recipient
from correspondence.render.forms import Place

if TYPE_CHECKING:
    from correspondence.register import Register

NOTHING: Mapping[str, Any] = MappingProxyType({})
BATCH = 200
"""Letters that are registered in one transaction."""


class File(Protocol):
    """A file of a letter: where it lies, its checksum, and where the answers of a form stand in it."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def sha256(self) -> str:
        """Its checksum."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the answers of a form stand; empty for other files."""


@dataclass(frozen=True)
class Kept:
    """A letter that stays as it was posted or voided.

    Attributes:
        recipient: Id of the recipient, empty for a document without.
        template: Id of the template.
        reason: Why it stays, in a few words.
    """

    recipient: str
    template: str
    reason: str

    @property
    def called(self) -> str:
        """The name by which ``register mark --only`` knows it."""
        return self.recipient or self.template


class Recording:
    """What one run tells the register about the letters of one job.

    Args:
        job: The letters.
        register: The open register.
        at: The moment of the run.
        by: Who makes them.
        replace: Whether letters that were posted may be made differently.
        approved: What the register keeps of the approved words of which the letters are made; empty where nobody is asked.

    Attributes:
        kept: The letters that were to be made and stay as they are.
    """

    def __init__(
        self,
        job: Job,
        register: Register,
        at: datetime.datetime,
        by: str,
        *,
        replace: bool = False,
        approved: Mapping[str, Any] = NOTHING,
    ) -> None:
        self.job, self.register, self.at, self.by, self.replace = job, register, at, by, replace
        self.approved = approved
        self.references: Mapping[str, str] = MappingProxyType({})
        self.kept: tuple[Kept, ...] = ()
        self._known: Mapping[Letter, History] = MappingProxyType({})
        self._waiting: list[Entry] = []
        self._folders: dict[Path, str] = {}
        self._forms: dict[str, tuple[Place, ...]] = {}

    def begin(self, wanted: Iterable[Recipient | None]) -> Mapping[str, str]:
        """Give the letters their numbers, all in one transaction.

        Args:
            wanted: The recipients whose letters are made; None for a document without, which gets no number.

        Returns:
            The numbers, by the recipients' ids.

        Raises:
            RegisterError: The register cannot be written; no number was given.
        """
        recipients = [recipient for recipient in wanted if recipient is not None]
        letters = {self._letter(recipient): self._year(recipient) for recipient in recipients}
        with self.register.alone():
            numbers = self.register.allocate(self.job.workspace.settings.series, letters)
            known = self.register.entries(Wanted(mailing=self.job.name))
        self._known = {history.letter: history for history in histories(known)}
        self.references = {letter.recipient: number for letter, number in numbers.items()}
        return self.references

    def numbers_of(self, job: Job) -> Mapping[str, str]:
        """Return the numbers under which the letters of another mailing went out, by the recipients' ids.

        Args:
            job: A mailing that goes out attached to this one.
        """
        known = histories(self.register.entries(Wanted(mailing=job.name)))
        return {one.letter.recipient: one.number for one in known if one.letter.template == job.template.id}

    def keeps(self, recipient: Recipient | None, files: Sequence[File]) -> bool:
        """Tell whether a letter must stay as it is, and take note of it in ``kept``.

        A letter that was posted is evidence: it is made again with the same bytes, or with
        ``replace``. One that was voided is not made until it is reissued.
        """
        letter = self._letter(recipient)
        reason = self._objection(recipient, files)
        if reason:
            self.kept += (Kept(letter.recipient, letter.template, reason),)
        return bool(reason)

    def keeps_record(self, recipient: Recipient | None, file: File) -> bool:
        """Tell whether the record copy of a letter that was posted stays as it is: it says by what that was made."""
        history = self._known.get(self._letter(recipient))
        known = history.files.get(self._name(file.path)) if history else None
        return bool(history and history.posted and known and known != file.sha256 and not self.replace)

    def _objection(self, recipient: Recipient | None, files: Sequence[File]) -> str:
        """Say why a letter must stay as it is, in a few words; empty where it may be made."""
        history = self._known.get(self._letter(recipient))
        if history is None:
            return ""
        if history.voided:
            return f"was voided on {history.voided.date}"
        known = history.files
        differs = any(known.get(self._name(file.path), file.sha256) != file.sha256 for file in files)
        if history.posted and differs and not self.replace:
            return f"was posted on {history.posted.date}, in other words or another look"
        if history.posted and not self._encloses_the_same(recipient, history) and not self.replace:
            return f"was posted on {history.posted.date}, with other enclosures"
        return ""

    def has(self, recipient: Recipient | None, files: Sequence[File]) -> bool:
        """Tell whether the register has just these files for a letter already."""
        history = self._known.get(self._letter(recipient))
        return (
            history is not None
            and self._names(files).items() <= dict(history.files).items()
            and self._encloses_the_same(recipient, history)
            and history.made is not None
            and all(history.made.details.get(key) == value for key, value in self.approved.items())
        )

    def _encloses_the_same(self, recipient: Recipient | None, history: History) -> bool:
        """Tell whether the PDFs behind a letter are those of which the register knows, where it knows of any."""
        return not history.enclosed or history.enclosed == enclosed_sums(self.job, recipient)

    def made(self, recipient: Recipient | None, files: Sequence[File], message_id: str = "") -> None:
        """Take note of a letter whose files are written.

        Where the register has just these files for it already, there is nothing to note.

        Args:
            recipient: To whom it goes, None for a document without.
            files: Its files.
            message_id: Message-ID of its e-mail draft, empty where it has none.
        """
        letter = self._letter(recipient)
        if self.has(recipient, files):
            return
        names = self._names(files)
        self._forms |= {file.sha256: file.places for file in files if file.places}
        self._waiting.append(
            Entry(
                "made",
                letter.mailing,
                self.at,
                recipient=letter.recipient,
                number=self.references.get(letter.recipient, ""),
                template=letter.template,
                list=self.job.recipients.id if self.job.recipients else "",
                row=(recipient.line or None) if recipient else None,
                by=self.by,
                files=names,
                details={**self._details(recipient), **({"message_id": message_id} if message_id else {})},
            )
        )
        if len(self._waiting) >= BATCH:
            self.write()

    def write(self) -> None:
        """Write down what was noted.

        Raises:
            RegisterError: The register cannot be written; the letters are made all the same, and
                making them again writes them down.
        """
        if not self._waiting:
            return
        with self.register.alone():
            for sha256, places in self._forms.items():
                self.register.keep_geometry(sha256, [place.as_json() for place in places])
            self.register.append(self._waiting)
        self._waiting.clear()
        self._forms.clear()

    def _letter(self, recipient: Recipient | None) -> Letter:
        return Letter(self.job.name, recipient.id if recipient else "", self.job.template.id)

    def _names(self, files: Sequence[File]) -> dict[str, str]:
        return {self._name(file.path): file.sha256 for file in files}

    def _name(self, path: Path) -> str:
        """Return a file's name in the register: relative to the workspace where it lies inside."""
        if path.is_symlink():
            return self.job.workspace.in_register(path)
        if (begins := self._folders.get(path.parent)) is None:
            begins = self._folders[path.parent] = self.job.workspace.in_register(path.parent / "_")[:-1]
        return begins + path.name

    def _day(self, recipient: Recipient) -> datetime.date | None:
        """Return the day that a letter bears."""
        job = self.job
        return day_of_letter(recipient, job.recipients, job.template, job.order.given.get("date", ""))

    def _year(self, recipient: Recipient) -> int:
        """Return the year of a letter's date, that of the run where it bears none."""
        return (self._day(recipient) or self.at).year

    def _details(self, recipient: Recipient | None) -> Mapping[str, Any]:
        asked = self.job.template.questionnaire
        details: dict[str, Any] = {"title": self.job.template.title}
        details |= self.approved
        if enclosed := enclosed_sums(self.job, recipient):
            details[ENCLOSED] = enclosed
        if recipient is not None:
            details["name"] = recipient.display_name
            if day := self._day(recipient):
                details["dated"] = day.isoformat()
            if followed := (self.job.order.following or {}).get(recipient.id):
                details |= followed.details
        if asked is not None and recipient is not None:
            details["questionnaire"] = asked.id
            details["questions"] = [question.id for question in asked.questions]
            if optional := [question.id for question in asked.questions if not question.required]:
                details["optional"] = optional
            if asked.due is not None:
                details["due"] = asked.due.isoformat()
        return details


@contextmanager
def recorded(
    job: Job,
    database: str | None,
    at: datetime.datetime,
    by: str,
    *,
    replace: bool = False,
    approved: Mapping[str, Any] = NOTHING,
) -> Iterator[Recording | None]:
    """Open the register for a run; drafts leave no entry, and get none.

    Args:
        job: The letters.
        database: Where the register is, None for where the settings say.
        at: The moment of the run.
        by: Who makes them.
        replace: Whether letters that were posted may be made differently.
        approved: What the register keeps of the approved words of which the letters are made; empty where nobody is asked.

    Yields:
        What :func:`~correspondence.mailing.make` tells the register through.

    Raises:
        RegisterError: The register cannot be used; nothing was made.
    """
    if job.order.draft:
        yield None
        return
    from correspondence.register import address_of, open_register

    workspace = job.workspace
    with open_register(address_of(workspace.settings.database, database, workspace.root)) as register:
        yield Recording(job, register, at, by, replace=replace, approved=approved)
