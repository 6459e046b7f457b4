"""What earlier runs have made already, and what they were warned of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from correspondence.dispatch.files import Manifest
from correspondence.entries import ENCLOSED
from correspondence.errors import Problem
from correspondence.mailing.enclosing import enclosed_sums
from correspondence.mailing.fingerprints import LENGTH, Fingerprints
from correspondence.mailing.job import Job
from correspondence.mailing.rendering import is_record, names_of
from correspondence.recipients import Recipient

FINGERPRINT, PICTURES, WARNINGS, REFERENCE, PAGES = "fingerprint", "pictures", "warnings", "reference", "pages"
"""Keys of a file's entry in the manifest."""


class Earlier:
    """The letters of one job as earlier runs have left them.

    Args:
        prints: The fingerprints of the letters as they would be made now.
        formats: In which formats.
        manifest: What earlier runs have made; None where there were none.
        shared: A number for what record copies share.
    """

    def __init__(
        self, prints: Fingerprints, formats: Sequence[str], manifest: Manifest | None, shared: str = ""
    ) -> None:
        self.prints, self.formats, self.manifest, self.shared = prints, tuple(formats), manifest, shared

    @classmethod
    def of(cls, job: Job, formats: Sequence[str], output: Path) -> Earlier:
        """Return the letters of a job as they are before a run.

        Args:
            job: The letters.
            formats: In which formats.
            output: The folder that holds the mailings' folders.
        """
        return cls(Fingerprints(job), formats, Manifest.read(output / job.name))

    @property
    def job(self) -> Job:
        """The letters."""
        return self.prints.job

    def names(self, recipient: Recipient | None) -> tuple[str, ...]:
        """Return the names of the files that one letter becomes."""
        return tuple(names_of(self.job, recipient, self.formats))

    def unchanged(self, recipient: Recipient | None, number: str, found: Mapping[str, str]) -> bool:
        """Tell whether a letter is there already, just as it would be made now.

        Args:
            recipient: To whom it goes.
            number: Its reference number, empty where it has none.
            found: The checksums of the files that are there, by their names.
        """
        if self.manifest is None:
            return False
        entries = {name: self.manifest.entry(name, found.get(name, "")) for name in self.names(recipient)}
        return all(
            entry is not None and entry.get(REFERENCE, "") == number and self._fits(recipient, entry, name)
            for name, entry in entries.items()
        )

    def warnings(self, recipient: Recipient | None) -> tuple[Problem, ...] | None:
        """Return what the check of a letter warned of, None where that is not known or the letter has changed since."""
        if self.manifest is None:
            return None
        name = self.names(recipient)[0]
        candidates = [self.manifest.files.get(name, {}), *self.manifest.announced.get(name, {}).values()]
        known = next((entry for entry in candidates if self._fits(recipient, entry, name)), None)
        if known is None:
            return None
        return tuple(self._told(recipient, one) for one in known.get(WARNINGS, ()))

    def notes(
        self, recipient: Recipient | None, pictures: Sequence[str], warnings: Sequence[Problem]
    ) -> Mapping[str, Mapping[str, Any]]:
        """Return what the next run must know of each file of a letter that was made.

        Args:
            recipient: To whom it goes.
            pictures: The pictures that stand in it.
            warnings: What its check warned of.
        """
        told = [self._written(recipient, one) for one in warnings]
        more = {**({PICTURES: list(pictures)} if pictures else {}), **({WARNINGS: told} if told else {})}
        enclosed = enclosed_sums(self.job, recipient)
        more |= {ENCLOSED: enclosed} if enclosed else {}
        made = self.prints.of(recipient, pictures)
        return {name: {FINGERPRINT: self._print(name, made), **more} for name in self.names(recipient)}

    def _fits(self, recipient: Recipient | None, entry: Mapping[str, Any], name: str) -> bool:
        known = entry.get(FINGERPRINT)
        made = self.prints.of(recipient, tuple(map(str, entry.get(PICTURES, ()))))
        return bool(known) and known == self._print(name, made)

    def _print(self, name: str, made: str) -> str:
        """Return the fingerprint of one file; a record copy is made of more than its letter."""
        if not is_record(name):
            return made
        parts = (made, self.shared, self.job.name, *self.formats)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:LENGTH]

    def _written(self, recipient: Recipient | None, problem: Problem) -> dict[str, Any]:
        """Return a problem as the manifest has it: lines of the list count from the record, which may move."""
        told = {name: value for name, value in problem.as_json().items() if value is not None}
        if "line" in told and self._in_record(recipient, problem):
            told["line"] -= recipient.line if recipient else 0
        return told

    def _told(self, recipient: Recipient | None, told: Mapping[str, Any]) -> Problem:
        problem = Problem(**told)
        if problem.line is None or not self._in_record(recipient, problem):
            return problem
        return Problem(**{**told, "line": problem.line + (recipient.line if recipient else 0)})

    def _in_record(self, recipient: Recipient | None, problem: Problem) -> bool:
        recipients = self.job.recipients
        return recipient is not None and recipients is not None and problem.file == recipients.file
