"""The files that go along with a mail: those that the register knows of a letter, each held to its checksum."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from correspondence.approvals import APPROVED
from correspondence.approving.holding import FINAL
from correspondence.dispatch.files import checksum
from correspondence.dispatch.mail import AttachedFile
from correspondence.entries import REISSUED, History
from correspondence.errors import Problem, ProblemsError
from correspondence.mailing import Job
from correspondence.mailing.enclosing import enclosed_sums, enclosures_changed, enclosures_of
from correspondence.recipients import Recipient
from correspondence.templates import Template
from correspondence.workspace import Workspace

PDF, DOCX = ".pdf", ".docx"
KINDS: Mapping[str, str] = {
    PDF: "application/pdf",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FORM = "Response form"
LONGEST_NAME = 80


def attached_to(
    workspace: Workspace, template: Template, history: History, stem: str, *, word: bool = False
) -> tuple[AttachedFile, ...]:
    """Read the files that go along with a mail.

    Args:
        workspace: The office's folder.
        template: What they were made from.
        history: What the register knows of the letter.
        stem: What their names begin with.
        word: Whether the Word files go along too.

    Returns:
        The letter, or the packet in which it stands, signed where it was signed, then its form; each under a name that its reader understands.

    Raises:
        ProblemsError: One was not made, is gone, or is not what was made.
    """
    sums = going_out(history)
    names = {PurePath(name).name: name for name in sums}
    own = [(f"{stem}-packet{PDF}" if f"{stem}-packet{PDF}" in names else f"{stem}{PDF}", template.title)]
    own += [(f"{stem}{DOCX}", template.title)] if word else []
    forms = [f"{stem}.form{PDF}", *([f"{stem}.form{DOCX}"] if word else [])]
    own += [(name, FORM) for name in forms if name in names]
    problems: list[Problem] = []
    files: list[AttachedFile] = []
    for short, title in own:
        if short not in names:
            kind = "pdf,docx" if word else "pdf"
            message, remedy = f"{short} was not made", f"make it: correspondence {_making(history)} --format {kind}"
            problems.append(Problem(short, message, remedy))
            continue
        try:
            content = _read(workspace.root / names[short], names[short], sums[names[short]], history)
            if names[short] not in history.files:
                _refuse_older(content, workspace.root, names[short], history)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        ending = PurePath(short).suffix
        files.append(AttachedFile(f"{_plain(title, history.number)}{ending}", content, KINDS[ending]))
    if problems:
        raise ProblemsError(problems)
    return tuple(files)


def enclosed_with(job: Job, recipient: Recipient, history: History) -> tuple[AttachedFile, ...]:
    """Read the PDFs of the workspace that a letter encloses, under the names by which the letter calls them.

    Raises:
        ProblemsError: They are not those with which it was made.
    """
    remedy = f"put back what was there, or make the letter anew: correspondence {_making(history)}"
    if changed := tuple(enclosures_changed(history.enclosed, enclosed_sums(job, recipient))):
        raise ProblemsError(Problem(name, how, remedy) for name, how in changed)
    return tuple(
        AttachedFile(f"{_plain(one.title, '')}{PDF}", job.workspace.load_file(one.name), KINDS[PDF])
        for one in enclosures_of(job, recipient)
    )


def going_out(history: History) -> Mapping[str, str]:
    """Return the checksums of the files of a letter that go out, by their names: in the place of one that was signed, the signed one."""
    signed: dict[str, tuple[str, str]] = {}
    for entry in history.entries:
        if entry.details.get(REISSUED):
            signed.clear()
        for name, sha256 in entry.files.items() if entry.kind == "signed" else ():
            path = PurePath(name)
            signed[(path.parent.parent / path.name).as_posix()] = name, sha256
    return dict(signed.get(name, (name, sha256)) for name, sha256 in history.going_out.items())


def _refuse_older(content: bytes, root: Path, name: str, history: History) -> None:
    """Refuse a signed file that does not begin with the letter as it was made last."""
    path = PurePath(name)
    letter = (path.parent.parent / path.name).as_posix()
    made = _read(root / letter, letter, history.files[letter], history)
    if not content.startswith(made):
        message = "what was signed is an older letter: it was made anew since"
        remedy = f"sign it anew: correspondence sign {history.letter.mailing} --over, with --key or --token"
        raise ProblemsError([Problem(name, message, remedy)])


def _read(path: Path, name: str, sha256: str, history: History) -> bytes:
    """Read a file, and hold it to the register's checksum."""
    put_back = f"put back the one that was made, or make it again: correspondence {_making(history)} --replace"
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        raise ProblemsError([Problem(name, message, put_back)]) from error
    if checksum(content) != sha256:
        message = "the file was changed since it was made: the register has another checksum"
        raise ProblemsError([Problem(name, message, put_back)])
    return content


def _making(history: History) -> str:
    """Return the command that makes a letter."""
    return " ".join(_words(history))


def _words(history: History) -> Iterator[str]:
    letter, made = history.letter, history.made
    list_id = made.list if made else ""
    final = (FINAL,) if made and made.details.get(APPROVED) else ()
    if not letter.recipient:
        yield from ("render", letter.template, *final)
        return
    yield from ("merge", letter.template, list_id, "--only", letter.recipient)
    if list_id != letter.mailing:
        yield from ("--mailing", letter.mailing)
    yield from final


def _plain(title: str, number: str) -> str:
    """Return a name that every machine takes for a file's: letters without accents, digits, blanks and hyphens."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    plain = " ".join(re.sub(r"[^A-Za-z0-9 ._-]", " ", letters).split())[:LONGEST_NAME].strip(" ._-")
    return " ".join(part for part in (plain or "Letter", number) if part)
