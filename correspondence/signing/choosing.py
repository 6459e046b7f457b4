"""Which files are signed, and where the signed ones go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from correspondence.dispatch.files import MANIFEST, Manifest
from correspondence.dispatching.letters import SIGNED
from correspondence.entries import RECORD
from correspondence.errors import Problem, ProblemsError, shown_here
from correspondence.mailing.forming import FORM_ENDING

PDF = ".pdf"


@dataclass(frozen=True)
class ToSign:
    """A file that is to be signed.

    Attributes:
        source: The file.
        target: Where the signed one goes; the same where it is signed once more.
        sha256: The checksum under which it was made; empty where nothing is known of it.
    """

    source: Path
    target: Path
    sha256: str = ""


def chosen(output: Path | None, names: Sequence[str], *, records: bool = False) -> tuple[ToSign, ...]:
    """Return the files that are meant.

    Args:
        output: The folder that holds the mailings' folders; None where there is no workspace.
        names: Mailings and files.
        records: Whether of a mailing the record copies are meant, not the letters.

    Raises:
        ProblemsError: There is no such mailing or file, or a mailing has nothing to sign.
    """
    found: dict[Path, ToSign] = {}
    for name in names:
        path = Path(name)
        manifest = Manifest.read(output / name) if output and path.name == name else None
        if manifest is not None and output is not None:
            own = {one.target: one for one in _of_mailing(output / name, manifest, records=records)}
            if not own:
                called = "record copy" if records else "PDF"
                raise _unusable(output / name, f"the mailing has no {called}", "make its letters with merge first")
            found |= own
        elif path.is_file():
            found.setdefault(_target(path), ToSign(path, _target(path)))
        else:
            raise _unusable(path, "there is neither a mailing nor a file of this name", "mend the name")
    return tuple(found.values())


def _of_mailing(folder: Path, manifest: Manifest, *, records: bool) -> Iterator[ToSign]:
    for name, entry in sorted(manifest.files.items()):
        path = Path(name)
        is_letter = path.parent == Path() and not path.stem.endswith(FORM_ENDING)
        if path.suffix == PDF and (path.parent == Path(RECORD) if records else is_letter):
            yield ToSign(folder / path, _target(folder / path), str(entry.get("sha256", "")))


def _target(path: Path) -> Path:
    """Return where the signed file goes; one that lies among signed ones is signed once more in its place."""
    folder = path.absolute().parent
    if folder.name == SIGNED:
        return path
    if folder.name == RECORD and (folder.parent / MANIFEST).is_file():
        return folder.parent / SIGNED / f"{path.stem}.{RECORD}{path.suffix}"
    return path.parent / SIGNED / path.name


def _unusable(path: Path, message: str, remedy: str) -> ProblemsError:
    return ProblemsError([Problem(shown_here(path), message, remedy)])
