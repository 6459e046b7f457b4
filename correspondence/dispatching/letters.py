"""The letters of a mailing as ``merge`` made them, each held to its checksum."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from correspondence.approving.holding import FINAL
from correspondence.dispatch.files import MANIFEST, checksum
from correspondence.entries import ENCLOSED
from correspondence.errors import Problem, ProblemsError, shown_here
from correspondence.mailing import Job, Order, prepare
from correspondence.mailing.enclosing import enclosed_sums, enclosures_changed
from correspondence.mailing.folders import mailing_in, making
from correspondence.mailing.forming import FORM_ENDING
from correspondence.recipients import Recipient
from correspondence.sign import Trust, read_signatures, refuse_without_library, waits_for_signature
from correspondence.workspace import Workspace

SIGNED = "signed"
"""The folder of a mailing into which signed files go."""
PDF = ".pdf"
PACKET = "-packet"
FORM = f"{FORM_ENDING}{PDF}"


@dataclass(frozen=True)
class Letter:
    """A letter that was made.

    Attributes:
        recipient: To whom it goes, None for a document without.
        names: Its PDFs in the mailing's folder: the letter, or the packet in which it stands, and its form.
        enclosed: The PDFs of the workspace that lie behind them.
        number: Its reference number, empty where it has none.
    """

    recipient: Recipient | None
    names: tuple[str, ...]
    enclosed: tuple[str, ...] = ()
    number: str = ""


class Mailing:
    """The folder of a mailing, and what ``merge`` wrote down of it.

    Args:
        output: The folder that holds the mailings' folders.
        name: The mailing.

    Raises:
        RefusedError: There is no such mailing.
    """

    def __init__(self, output: Path, name: str) -> None:
        self.manifest = mailing_in(output, name)
        self.folder = output / name
        self._options: tuple[str, ...] = ()

    @property
    def merging(self) -> str:
        """The command that makes its letters."""
        return making(self.manifest.about, *self._options)

    def prepared(self, workspace: Workspace, order: Order) -> Job:
        """Read the mailing's template and list as they are now.

        Args:
            workspace: The office's folder.
            order: Which of the recipients are meant; its template, list and mailing are those of this one.

        Raises:
            ProblemsError: They cannot be used any more.
        """
        about = self.manifest.about
        job = prepare(
            workspace,
            Order(
                about["template"],
                about.get("list"),
                about.get("mailing"),
                order.given,
                order.only,
                where=order.where,
                sort=order.sort,
                limit=order.limit,
            ),
        )
        self._options = (FINAL,) if job.template.approvals else ()
        return job

    def letter(self, job: Job, recipient: Recipient | None) -> Letter:
        """Find the letter to one recipient.

        Raises:
            ProblemsError: None was made, or a file of it is gone.
        """
        stem = job.stem(recipient)
        files = self.manifest.files
        own = next((name for name in (f"{stem}{PACKET}{PDF}", f"{stem}{PDF}") if name in files), None)
        if own is None:
            raise ProblemsError([self._problem(f"{stem}{PDF}", "the letter was not made", "make it")])
        form = f"{stem}{FORM}"
        names = (own, form) if form in files else (own,)
        return Letter(
            recipient,
            names,
            self._enclosed(job, recipient, files[own].get(ENCLOSED)),
            str(files[own].get("reference", "")),
        )

    def _enclosed(self, job: Job, recipient: Recipient | None, known: Mapping[str, str] | None) -> tuple[str, ...]:
        """Return the PDFs that lie behind a letter, held to the checksums that they had when it was made.

        Raises:
            ProblemsError: They are others than then.
        """
        sums = enclosed_sums(job, recipient)
        remedy = f"put back what was there, or make the letter anew: {self.merging}"
        if changed := tuple(enclosures_changed(known or {}, sums)):
            raise ProblemsError(Problem(name, how, remedy) for name, how in changed)
        return tuple(sums)

    def read(self, name: str) -> bytes:
        """Read a file of the mailing, and hold it to the checksum under which it was made.

        Raises:
            ProblemsError: It is gone, or is not what was made.
        """
        try:
            content = (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise ProblemsError([self._problem(name, "the file is gone", "make it anew")]) from None
        except OSError as error:
            reason = f"the file cannot be read ({error.strerror})"
            raise ProblemsError([self._problem(name, reason, "see to its permissions, or make it anew")]) from error
        if checksum(content) != self.manifest.files[name].get("sha256"):
            message = f"the file was changed since it was made: {MANIFEST} has another checksum"
            remedy = "put the right one back, or make it anew"
            raise ProblemsError([self._problem(name, message, remedy, " --replace")])
        return content

    def printable(self, name: str) -> bytes:
        """Read a file as it is printed: where it has room for a signature that is seen, and was signed, the signed one.

        Raises:
            ProblemsError: It is gone, or is not what was made; or what was signed is another.
        """
        content = self.read(name)
        signed = self.folder / SIGNED / name
        if not waits_for_signature(content) or not signed.is_file():
            return content
        found = signed.read_bytes()
        if not found.startswith(content) or not _holds(found):
            message = "what was signed is not this letter, or its signature does not hold"
            remedy = f"sign it anew: correspondence sign {self.folder.name} --over, with --key or --token"
            raise ProblemsError([Problem(shown_here(signed), message, remedy)])
        return found

    def strangers(self, job: Job) -> Iterator[str]:
        """Yield the letters that are of nobody on the list any more."""
        if job.recipients is None:
            return
        known = {one.id for one in job.recipients.recipients} | {*job.recipients.unsound}
        for name in self.manifest.files:
            stem, ending, rest = name.partition(PDF)
            words = stem.removesuffix(PACKET).split("-")  # a variant's word stands behind the id
            ids = {"-".join(words[:count]) for count in range(1, len(words) + 1)}
            if ending and not rest and "/" not in stem and not stem.endswith(FORM_ENDING) and not ids & known:
                yield name

    def _problem(self, name: str, message: str, remedy: str, option: str = "") -> Problem:
        option = f" --with-form{option}" if name.endswith(FORM) else option
        return Problem(shown_here(self.folder / name), message, f"{remedy}: {self.merging}{option}")


def _holds(content: bytes) -> bool:
    """Tell whether the newest signature of a file holds."""
    refuse_without_library("printing what was signed")
    signatures = read_signatures(content, Trust(), datetime.datetime.now(datetime.UTC))
    return bool(signatures) and all(one.holds for one in signatures)
