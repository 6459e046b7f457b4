"""Sign files one after the other; a run that was killed goes on where it stopped, and nothing is signed twice unasked."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from correspondence.dispatch.files import checksum, held, sweep, write_file
from correspondence.entries import Entry, History, histories
from correspondence.errors import Problem, Problems, shown_here
from correspondence.register import Register
from correspondence.sign import (
    Key,
    Manner,
    Signature,
    SigningError,
    TimeStampError,
    Trust,
    UnfitKeyError,
    UnfitPdfError,
    is_signed,
    moment_of,
    read_signatures,
    refuse_if_unfit,
    sign,
)
from correspondence.signing.approved import drafts_in, hold_to_approvals
from correspondence.signing.choosing import ToSign
from correspondence.workspace import Workspace

APART = datetime.timedelta(days=1)
"""By how much a time stamp may differ from the moment at which a run began; large mailings take their time."""


@dataclass(frozen=True)
class Signing:
    """How files are signed.

    Attributes:
        key: With what.
        manner: How.
        at: When.
        by: Who runs it.
        again: Whether files get one more signature that bear one already.
        replace: Whether signed files of other letters, or of other signers, are replaced.
    """

    key: Key
    manner: Manner
    at: datetime.datetime
    by: str = ""
    again: bool = False
    replace: bool = False


@dataclass(frozen=True)
class Signed:
    """A file that bears a signature.

    Attributes:
        path: Where it lies.
        signature: Its newest signature.
        new: Whether this run has signed it; otherwise it was signed already.
        registered: Whether the register has it.
    """

    path: Path
    signature: Signature
    new: bool = True
    registered: bool = False


@dataclass(frozen=True)
class Planned:
    """A file that was looked at before anything is signed.

    Attributes:
        file: Which.
        done: The signed file that is there already, None where there is none yet.
        history: What the register knows of its letter.
        name: Its name in the register.
    """

    file: ToSign
    done: bytes | None = None
    history: History | None = None
    name: str = ""


def plan(
    files: Sequence[ToSign], how: Signing, register: Register | None, workspace: Workspace | None
) -> tuple[Planned, ...]:
    """Look at all files before the first is signed.

    Args:
        files: Those that are meant.
        how: How they are signed.
        register: The open register, None where there is none.
        workspace: The office's folder, to which the register's names are relative; None where there is none.

    Raises:
        ProblemsError: A file is not what was made, bears a signature already, or a signed one is in its place that this
            key did not sign; every reason is listed, and nothing was signed.
        UnapprovedError: A letter is not approved as its template asks, or was changed since.
    """
    letters = tuple(histories(register.entries())) if register else ()
    known = {name: one for one in letters for name in _names(one)}
    called = workspace.in_register if workspace else _whole
    contents: list[tuple[ToSign, bytes]] = []
    drafts = drafts_in(workspace, files)
    problems = Problems()
    planned = []
    for file in files:
        name = called(file.source)
        history = known.get(name)
        try:
            content = file.source.read_bytes()
        except OSError as error:
            message = f"the file cannot be read ({error.strerror})"
            problems.add(Problem(shown_here(file.source), message, "put it back, or make it anew"))
            continue
        contents.append((file, content))
        if checksum(content) in drafts:
            remedy = "make the letter itself, and sign that"
            problems.add(Problem(shown_here(file.source), "the file is a draft", remedy))
        for message, remedy in _objections(file, content, history, how):
            problems.add(Problem(shown_here(file.source), message, remedy))
        done, objection = _there(file, content, how)
        if objection:
            remedy = "give --over to sign anew, or move it away"
            problems.add(Problem(shown_here(file.target), objection, remedy))
        planned.append(Planned(file, done, history, called(file.target)))
    problems.stop()
    if workspace is not None:
        hold_to_approvals(workspace, register, contents, letters)
    return tuple(planned)


def _names(history: History) -> tuple[str, ...]:
    """Return the names of all files that the register has of a letter."""
    return tuple({name for entry in history.entries if entry.kind in {"made", "signed"} for name in entry.files})


def _whole(path: Path) -> str:
    return str(path.resolve())


def _objections(file: ToSign, content: bytes, history: History | None, how: Signing) -> list[tuple[str, str]]:
    """Say why a file cannot be signed."""
    found = []
    if file.sha256 and checksum(content) != file.sha256:
        found.append(("the file was changed since it was made", "put the right one back, or make it anew"))
    if history is not None and history.voided:
        found.append((f"the letter was voided on {history.voided.date}", "leave it out, or reissue it first"))
    if not how.again and is_signed(content) and _read(content, how):
        found.append(("the file is signed already", "give --again for one more signature"))
    return found


def _read(content: bytes, how: Signing) -> tuple[Signature, ...]:
    return read_signatures(content, Trust(), how.at)


def _there(file: ToSign, content: bytes, how: Signing) -> tuple[bytes | None, str]:
    """Return the signed file that is there already, and what is to be said against it."""
    if file.source.resolve() == file.target.resolve() or how.replace:
        return None, ""
    try:
        there = file.target.read_bytes()
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, f"the file cannot be read ({error.strerror})"
    signatures = _read(there, how) if there.startswith(content) else ()
    own = [one for one in signatures if one.certificate == how.key.fingerprint and one.holds]
    if own:
        return there, ""
    if not signatures:
        return None, "a signed file is there of another letter, or of an older one"
    return None, f"a file is there that {signatures[-1].signer or 'somebody'} signed"


def sign_files(
    planned: Sequence[Planned],
    how: Signing,
    register: Register | None = None,
    on_file: Callable[[], None] | None = None,
) -> tuple[Signed, ...]:
    """Sign files; each is written whole and registered before the next one.

    Args:
        planned: What :func:`plan` returned.
        how: How.
        register: The open register, None where there is none.
        on_file: Called after each.

    Raises:
        ProblemsError: A file cannot bear a signature; nothing was signed.
        SigningError: A file cannot be signed; those before it are signed and registered, and the next run goes on.
        WriteError: One cannot be written.
        RegisterError: The register cannot be written; the next run writes what was signed.
        RefusedError: Another run is signing here.
    """
    _refuse_unfit(planned)
    signed = []
    with ExitStack() as stack:
        for folder in dict.fromkeys(one.file.target.parent for one in planned):
            stack.enter_context(held(folder))
            sweep(folder)
        for one in planned:
            signed.append(_signed(one, how, register))
            if on_file:
                on_file()
    return tuple(signed)


def _refuse_unfit(planned: Sequence[Planned]) -> None:
    """Look at all files before the first is signed: whether they can bear a signature."""
    problems = Problems()
    for one in planned:
        if one.done is None:
            try:
                refuse_if_unfit(one.file.source.read_bytes())
            except UnfitPdfError as error:
                problems.add(Problem(shown_here(one.file.source), error.reason, error.remedy))
            except OSError as error:
                message = f"the file cannot be read ({error.strerror})"
                problems.add(Problem(shown_here(one.file.source), message, "put it back, or make it anew"))
    problems.stop()


def _signed(one: Planned, how: Signing, register: Register | None) -> Signed:
    """Sign one file, or find that it is signed."""
    content, new = one.done, False
    if content is None:
        source = one.file.source.read_bytes()
        content, new = sign(source, how.key, how.manner, how.at), True
    signature = _read(content, how)[-1]
    if new:
        _refuse_useless(signature, how)
        write_file(one.file.target, content)
    registered = _register(one, how, register, checksum(content), signature)
    return Signed(one.file.target, signature, new, registered)


def _refuse_useless(signature: Signature, how: Signing) -> None:
    """Refuse a signature that was just made and does not hold."""
    if not signature.intact:
        message = f"the signature does not hold ({'; '.join(signature.faults)})"
        raise UnfitKeyError(message, "see whether the key is of the certificate that goes with it")
    if how.manner.stamper is not None:
        apart = abs(moment_of(signature.at) - how.at) if signature.stamped else None
        if apart is None or apart > APART:
            says = f"it says {signature.at}" if signature.stamped else "; ".join(signature.faults)
            message = f"the time-stamp server is not to be believed ({says}, and the clock here says {how.at:%Y-%m-%dT%H:%M:%SZ})"
            raise TimeStampError(message, "see whether the clock here is right; if it is, name another server")
    if not signature.holds:
        reason = "; ".join((*signature.faults, *signature.changes))
        raise SigningError(f"the signature would not hold ({reason})", "report it, with the file")


def _register(one: Planned, how: Signing, register: Register | None, sha256: str, signature: Signature) -> bool:
    """Write down that a file was signed, unless the register has it already; tell whether it has it."""
    history = one.history
    if register is None or history is None or history.made is None:
        return False
    if any(entry.kind == "signed" and sha256 in entry.files.values() for entry in history.entries):
        return True
    made, letter = history.made, history.letter
    details = {"signer": signature.signer, "certificate": signature.certificate, "level": signature.level}
    register.append(
        [
            Entry(
                "signed",
                letter.mailing,
                how.at,
                recipient=letter.recipient,
                number=history.number,
                template=letter.template,
                list=made.list,
                row=made.row,
                by=how.by,
                files=MappingProxyType({one.name: sha256}),
                details=MappingProxyType({**details, "time": signature.at, "time_stamped": signature.stamped}),
            )
        ]
    )
    return True
