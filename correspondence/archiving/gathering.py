"""Look together what goes into the bag of a mailing, and find what is missing before anything is written."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from correspondence.approvals import APPROVAL
from correspondence.archiving.contents import REGISTER, WORKSPACE, Contents, Described, Gathering, Piece, Role
from correspondence.archiving.extracting import EXTRACT, extract_json
from correspondence.archiving.sources import Sources, sources_of
from correspondence.dispatch.files import JOURNAL, MANIFEST, Manifest, held
from correspondence.dispatching.outboxes import OUTBOXES, outbox_of
from correspondence.entries import Entry, History, histories
from correspondence.errors import Problem, RefusedError, shown_here
from correspondence.mailing.making import FAILED
from correspondence.register import Register, export
from correspondence.register.moving import Extract, extract
from correspondence.replying.recording import ORIGINALS
from correspondence.replying.responses import RESPONSES, responses
from correspondence.standing import received_of
from correspondence.templates import ArchiveSettings
from correspondence.workspace import MARK, OUTPUT, Workspace

REGISTER_CSV = "entries.csv"
PASSING = ("draft", "print", "preview", "proof")
"""Folders of a mailing that hold what is for the printer or the eye alone, and can be made again."""
FOLDERS: Mapping[str, Role] = {"record": "record", "signed": "signed", APPROVAL: "approval", "mail": "mail"}
ASKED_FOR = ("series", "disposition_authority", "access_restriction", "use_restriction")
"""What the settings must say of every record that goes to the National Archives."""
PASSWORD = re.compile(r"://[^/?#@]*:[^@]+@|[?&]password=", re.IGNORECASE)
MOST_TOLD = 20
"""Files left out of which each is told."""
COPIES: Mapping[Role, str] = {
    "record": "Record copy, which carries its own source, of the {}",
    "signed": "Signed copy of the {}",
    "approval": "What was approved, or the proof sheet of an approver",
    "mail": "Mail with the {}",
}
INWARD = frozenset({"received", "decided"})


@contextmanager
def gathered(workspace: Workspace, register: Register, output: Path, mailing: str) -> Iterator[Contents]:
    """Look together what goes into the bag of a mailing, and keep other runs out of it meanwhile.

    Args:
        workspace: The office's folder.
        register: The open register.
        output: The folder that holds the mailings' folders.
        mailing: Name of the mailing.

    Yields:
        The files; none was read yet but for what tells of them.

    Raises:
        RefusedError: There is no such mailing, a run into it was broken off, or another one is at work in it.
        ProblemsError: A file is not there any more, or its name cannot go into an archive.
        RegisterError: The register cannot be read.
    """
    folder = output / mailing
    if Path(mailing).name != mailing or not (folder / MANIFEST).is_file():
        raise _no_mailing(folder)
    with held(folder):
        if (folder / JOURNAL).exists():
            what = f"a run into {shown_here(folder)} was broken off, so that it is not known what is whole"
            raise RefusedError(what, "run that command again first; it finishes the work")
        manifest = Manifest.read(folder)
        if manifest is None or not {"template", "mailing"} <= manifest.about.keys():
            raise _no_mailing(folder)
        taken = extract(register, mailing)
        if not any(entry.kind == "made" for entry in taken.entries):
            what = f"the register {register.name} has no letter of the mailing {mailing}"
            remedy = "name the right one with --database; 'correspondence register list' shows what it has"
            raise RefusedError(what, remedy)
        _refuse_password(workspace.settings.database)
        yield _Gatherer(workspace, folder, manifest, taken).contents(register)


def _no_mailing(folder: Path) -> RefusedError:
    what = f"{shown_here(folder)} holds no mailing"
    return RefusedError(what, "name one that was made, or give --output where it was made elsewhere")


def _refuse_password(database: str) -> None:
    """Stop before the password of a database goes to an archive with the settings."""
    if PASSWORD.search(database):
        what = f"{MARK} holds the password of the register's database, and would lie in the bag"
        remedy = "take it out of 'database:'; name the register in the variable CORRESPONDENCE_DATABASE, or keep the password in a .pgpass file"
        raise RefusedError(what, remedy)


@dataclass(frozen=True)
class _Letter:
    """What is told of the files of one letter."""

    history: History

    @property
    def called(self) -> str:
        """Its number, or else the mailing and the recipient."""
        letter = self.history.letter
        return self.history.number or "/".join(part for part in (letter.mailing, letter.recipient) if part)

    @property
    def title(self) -> str:
        made = self.history.made
        return str(made.details.get("title", "")) if made else ""

    @property
    def name(self) -> str:
        made = self.history.made
        return str(made.details.get("name", "")) if made else ""

    @property
    def date(self) -> datetime.date:
        """The day that it bears, or else that on which it was made."""
        made = self.history.made or self.history.entries[0]
        dated = made.details.get("dated")
        return datetime.date.fromisoformat(dated) if dated else made.at.astimezone(datetime.UTC).date()

    @property
    def fate(self) -> str:
        """What became of it, in a few words."""
        if voided := self.history.voided:
            return f", voided on {voided.date}"
        if posted := self.history.posted:
            route = posted.details.get("route", "")
            returned = self.history.returned
            back = f", returned on {returned.date}" if returned else ""
            return f", sent on {posted.date}{f' by {route}' if route else ''}{back}"
        return ", not sent as far as the register knows"


class _Gatherer:
    def __init__(self, workspace: Workspace, folder: Path, manifest: Manifest, taken: Extract) -> None:
        self.workspace, self.folder, self.manifest, self.taken = workspace, folder, manifest, taken
        self.mailing = folder.name
        self.own = [entry for entry in taken.entries if entry.mailing == self.mailing]
        self.letters = [_Letter(history) for history in histories(self.own) if history.made]
        self.found = Gathering()
        self.sources: Sources = sources_of(workspace, manifest, mailed=self._mailed())

    def contents(self, register: Register) -> Contents:
        self._add_made()
        self._add_replies()
        self._add_outbox()
        if any(entry.details.get("questionnaire") for entry in self.own):
            described = self._of_mailing(
                "Answers", "The answers as the register has them, with the words they rest on", self.newest
            )
            name = f"{WORKSPACE}{OUTPUT}/{self.mailing}/{RESPONSES}"
            self.found.add(Piece(name, "answers", responses(register, self.mailing), described))
        for name, path in self.sources.files.items():
            described = self._of_mailing(name, "Source: the documents are made of it")
            self.found.add(Piece(f"{WORKSPACE}{name}", "source", path, described, source=name))
        self._add_register()
        self.found.problems.extend(self.sources.problems)
        self._tell_unsaid()
        pieces = self.found.sorted()
        letters = len({(one.history.letter.recipient, one.history.letter.template) for one in self.letters})
        title = next((one.title for one in self.letters if one.title), "")
        return Contents(self.mailing, title, self.creator, letters, pieces, self.taken, self.found.problems.warnings)

    @cached_property
    def creator(self) -> str:
        """Who made the records: as the settings say, or else the sender."""
        settings: ArchiveSettings = self.workspace.settings.archive
        sender = self.sources.job.composer.sources.sender if self.sources.job else None
        return settings.creator or (sender.name if sender else "") or settings.organization

    @cached_property
    def date(self) -> datetime.date:
        """The day on which the last document was made."""
        return max(entry.at for entry in self.own if entry.kind == "made").astimezone(datetime.UTC).date()

    def _tell_unsaid(self) -> None:
        """Tell which columns of the finding aid stay empty."""
        archive = self.workspace.settings.archive
        unsaid = [name for name in ASKED_FOR if not getattr(archive, name)]
        if unsaid:
            message = f"the settings say nothing of {', '.join(unsaid)}, and the finding aid leaves it empty"
            self.found.warn(MARK, message, "write it below 'archive:', if the archive asks for it")

    def _mailed(self) -> bool:
        drafts = any(name.startswith("mail/") for name in self.manifest.files)
        return drafts or any(entry.details.get("route") == "e-mail" for entry in self.own if entry.kind == "dispatched")

    def _of_mailing(self, title: str, description: str, date: datetime.date | None = None) -> Described:
        return Described(self.mailing, title, description, self.creator, date or self.date)

    @cached_property
    def newest(self) -> datetime.date:
        """The day on which the last entry was written."""
        return max(entry.at for entry in self.taken.entries).astimezone(datetime.UTC).date()

    def _add_made(self) -> None:
        """Take what was made, each file with the checksum that the register has of it, or else the manifest."""
        known = self._registered()
        names = dict.fromkeys([*self.manifest.files, *known])
        for name in names:
            if name.partition("/")[0] in PASSING:
                continue
            letter, sha256 = known.get(name, (None, str(self.manifest.files.get(name, {}).get("sha256", ""))))
            path = self.folder / name
            if path.is_symlink() or not path.is_file():
                self._missing(path, letter)
                continue
            role = FOLDERS.get(name.partition("/")[0], "sent")
            described = self._described(name, role, letter)
            place = f"{WORKSPACE}{OUTPUT}/{self.mailing}/{name}"
            self.found.add(Piece(place, role, path, described, sha256, shown_here(path)))
        described = self._of_mailing(MANIFEST, "What was made, with the checksum of each file")
        self.found.add(
            Piece(f"{WORKSPACE}{OUTPUT}/{self.mailing}/{MANIFEST}", "source", self.folder / MANIFEST, described)
        )
        self._tell_unknown({*names, MANIFEST, JOURNAL, FAILED, RESPONSES})

    def _registered(self) -> dict[str, tuple[_Letter | None, str]]:
        """Return the letter and the newest checksum of each file in the mailing's folder that the register knows."""
        found: dict[str, tuple[_Letter | None, str]] = {}
        outside = False
        told: list[tuple[_Letter | None, Entry]] = [(None, one) for one in self.own if one.kind == "approved"]
        told += [
            (letter, entry)
            for letter in self.letters
            for entry in letter.history.entries
            if entry.kind not in {*INWARD, "approved"}
        ]
        for letter, entry in told:
            for name, sha256 in entry.files.items():
                path = self.workspace.root / name
                if path.is_relative_to(self.folder.resolve()):
                    found[path.relative_to(self.folder.resolve()).as_posix()] = letter, sha256
                    outside |= Path(name).is_absolute()
        if outside:
            message = (
                "the letters were made outside of the workspace, and the register calls them by their places there"
            )
            remedy = "in a workspace that is restored, 'register check' looks for them at those places"
            self.found.warn(shown_here(self.folder), message, remedy)
        return found

    def _missing(self, path: Path, letter: _Letter | None) -> None:
        if letter and letter.history.voided:
            message = "the file is gone; its letter was voided, so that the bag does without it"
            self.found.warn(shown_here(path), message, "put it back first, if it can be found")
            return
        posted = letter.history.posted if letter else None
        remedy = (
            f"put back the copy that was kept of it: the letter was sent on {posted.date}, and what went out cannot be made anew"
            if posted
            else "put it back, or make the letters again"
        )
        self.found.problems.add(Problem(shown_here(path), "the file is not there any more", remedy))

    def _tell_unknown(self, known: set[str]) -> None:
        """Tell of files in the mailing's folder that nobody has registered, and that stay behind."""
        if not self.folder.is_dir():
            return
        unknown = [path for path in sorted(self.folder.rglob("*")) if self._is_unknown(path, known)]
        for path in unknown[:MOST_TOLD]:
            message = "neither the register nor the manifest knows the file, so that it is left out"
            self.found.warn(shown_here(path), message, "nothing needs to be done, unless it belongs to the record")
        if (more := len(unknown) - MOST_TOLD) > 0:
            message = f"{more:,} more files are left out, as neither the register nor the manifest knows them"
            self.found.warn(shown_here(self.folder), message, "'correspondence register check' lists them")

    def _is_unknown(self, path: Path, known: set[str]) -> bool:
        name = path.relative_to(self.folder)
        hidden = any(part.startswith(".") for part in name.parts)
        return path.is_file() and not hidden and name.as_posix() not in known and name.parts[0] not in PASSING

    def _described(self, name: str, role: Role, letter: _Letter | None) -> Described:
        stem = name.rpartition("/")[2]
        letter = letter or self._mailed_letter(role, stem)
        kind = "response form" if ".form." in stem else "packet" if "-packet." in stem else "document"
        if letter and letter.name and kind == "document":
            kind = "letter"
        what = COPIES.get(role, "The {}").format(kind)
        if letter is None:
            return self._of_mailing(stem, what)
        to = f" to {letter.name}" if letter.name else ""
        return Described(letter.called, letter.title or stem, f"{what}{to}{letter.fate}", self.creator, letter.date)

    def _mailed_letter(self, role: Role, stem: str) -> _Letter | None:
        """Return the letter that goes with a mail: its file is called by the recipient's id."""
        if role != "mail":
            return None
        named = (one for one in self.letters if stem.partition(".")[0] == one.history.letter.recipient)
        return next(named, None)

    def _add_replies(self) -> None:
        """Take the originals of what came; those too that were taken away from a letter again, as its history tells of them."""
        names = {one.history.letter: one for one in self.letters}
        withdrawn = {str(entry.details["withdrawn"]) for entry in self.own if entry.details.get("withdrawn")}
        for entry in reversed(self.taken.entries):  # the last one knows whose it is
            if entry.kind not in INWARD or not entry.files:
                continue
            letter = names.get(entry.letter)
            reply = received_of(entry)
            for name, sha256 in entry.files.items():
                path = self.workspace.root / name
                place = f"{WORKSPACE}{OUTPUT}/{ORIGINALS}/{path.name}"
                if path.is_symlink() or not path.is_file():
                    remedy = "put it back from the copy that was kept of it"
                    self.found.problems.add(Problem(name, "the original of a reply is not there any more", remedy))
                    continue
                heard = "What was said, as it was taken down" if reply.heard else "Reply as it came"
                away = ", taken away from the letter again" if sha256 in withdrawn else ""
                route = f" by {reply.route}" if reply.route else ""
                described = Described(
                    letter.called if letter else self.mailing,
                    reply.name or path.name,
                    f"{heard}, received on {reply.on}{route}{away}",
                    letter.name if letter and letter.name else "unknown",
                    reply.on,
                )
                self.found.add(Piece(place, "reply", path, described, sha256, name))

    def _add_outbox(self) -> None:
        path = outbox_of(self.workspace, self.mailing)
        if path.is_file():
            described = self._of_mailing(path.name, "Which mails were handed to the server, and what it answered")
            self.found.add(
                Piece(f"{WORKSPACE}{OUTPUT}/{OUTBOXES}/{path.name}", "mail", path, described, source=shown_here(path))
            )

    def _add_register(self) -> None:
        entries = self.taken.entries
        whole = self._of_mailing(
            "Register", "All that the register holds of the mailing, from which it can be restored"
        )
        self.found.add(Piece(f"{REGISTER}{EXTRACT}", "register", extract_json(self.mailing, self.taken), whole))
        sheet = self._of_mailing("Register", "The register's entries about the mailing, as a sheet", self.newest)
        self.found.add(Piece(f"{REGISTER}{REGISTER_CSV}", "register", export(entries, ".csv", ""), sheet))
