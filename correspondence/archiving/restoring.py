"""Make a workspace of a bag again: its files at their places, and a register with its entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import yaml

from correspondence.archiving.bagging import building, copy
from correspondence.archiving.contents import REGISTER, WORKSPACE
from correspondence.archiving.extracting import EXTRACT, read_extract
from correspondence.archiving.lines import PAYLOAD
from correspondence.archiving.verifying import Verified, shown_name, verify_bag
from correspondence.dispatch.files import write_file
from correspondence.dispatching.outboxes import OUTBOXES
from correspondence.errors import Problem, ProblemsError, RefusedError, shown_here
from correspondence.register import Register, address_of, open_register
from correspondence.register.moving import Extract, put
from correspondence.replying.recording import ORIGINALS
from correspondence.workspace import MARK, OUTPUT, RECIPIENTS, TEMPLATES, Workspace

LARGEST_EXTRACT = 1 << 28
READ_ONLY = 0o444
MOST_SHOWN = 100
"""Faults of a bag that are listed where it is not restored for them."""
_DATABASE = re.compile(r"^(?P<line>database[ \t]*:.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Restored:
    """A workspace that was made of a bag.

    Attributes:
        path: Its folder.
        mailing: Name of the mailing.
        files: How many files it has, the register not counted.
        entries: How many entries its register has.
        database: The register that the settings had named, where the restored ones do not name it any more; or empty.
    """

    path: Path
    mailing: str
    files: int
    entries: int
    database: str = ""


def restore_bag(bag: Path, target: Path, on_begin: Callable[[int], Callable[[], None]] | None = None) -> Restored:
    """Make a workspace of a bag again.

    Args:
        bag: The bag's folder.
        target: The workspace's folder, which is not there yet or empty.
        on_begin: Called with the number of files that are read; what it returns is called after each.

    Raises:
        RefusedError: The target holds something, or the bag is none that this program made.
        ProblemsError: The bag is not complete and valid; its faults are listed.
        WriteError: The workspace cannot be written; nothing is left of it.
    """
    whole = target.resolve()
    if whole.exists() and not (whole.is_dir() and not any(whole.iterdir())):
        raise RefusedError(f"{shown_here(whole)} is not empty, and nothing is ever overwritten", "name a new folder")
    if whole == Path.cwd():
        raise RefusedError(
            "the workspace would take the place of the folder in which you stand", "name it from outside"
        )
    found = verify_bag(bag, on_begin)
    if found.faults:
        remedy = "get a whole copy of the bag"
        raise ProblemsError(
            Problem(f"{shown_here(bag)}/{one.file}".rstrip("/"), one.message, remedy)
            for one in found.faults[:MOST_SHOWN]
        )
    mailing, extract = _extract(bag, found)
    names = tuple(_names(found, mailing))
    with building(whole) as part:
        for name in names:
            _copy(bag, found, name, part / name)
        database = _settle(part)
        _register(part, extract)
    return Restored(whole, mailing, len(names), len(extract.entries), database)


def _extract(bag: Path, found: Verified) -> tuple[str, Extract]:
    name = f"{PAYLOAD}{REGISTER}{EXTRACT}"
    if name not in found.checksums or f"{PAYLOAD}{WORKSPACE}{MARK}" not in found.checksums:
        what = f"{shown_here(bag)} is whole and valid, and was made by another program"
        raise RefusedError(what, "restore a bag that 'correspondence bag' has made")
    path = bag / name
    if path.stat().st_size > LARGEST_EXTRACT:
        raise RefusedError(f"{name} has {path.stat().st_size:,} bytes", "restore it on a machine of its own")
    return read_extract(path.read_bytes(), name)


def _names(found: Verified, mailing: str) -> Iterator[str]:
    """Yield the files of the workspace, by their places in it.

    Raises:
        RefusedError: A file would come to lie where a bag of ours has none.
    """
    below = f"{PAYLOAD}{WORKSPACE}"
    places = (
        f"{TEMPLATES}/",
        f"{RECIPIENTS}/",
        f"{OUTPUT}/{mailing}/",
        f"{OUTPUT}/{ORIGINALS}/",
        f"{OUTPUT}/{OUTBOXES}/",
    )
    for name in found.checksums:
        if not name.startswith(below):
            continue
        place = name.removeprefix(below)
        if place != MARK and (not place.startswith(places) or any(part.startswith(".") for part in place.split("/"))):
            what = f"the bag has the file {shown_name(name)}, which belongs to no mailing"
            raise RefusedError(what, "restore a bag that 'correspondence bag' has made")
        yield place


def _copy(bag: Path, found: Verified, name: str, target: Path) -> None:
    """Copy a file, and make sure that it is still the one that was verified."""
    inside = f"{PAYLOAD}{WORKSPACE}{name}"
    target.parent.mkdir(parents=True, exist_ok=True)
    with (bag / inside).open("rb") as source, target.open("xb") as into:
        copied = copy(source, into)
    if copied.checksums["sha256"] != found.checksums[inside]:
        raise RefusedError(f"{inside} was changed while the bag was restored", "run it again when nobody writes there")
    if name.startswith(f"{OUTPUT}/{ORIGINALS}/"):
        with suppress(OSError):  # some disks know no permissions
            target.chmod(READ_ONLY)


def _settle(root: Path) -> str:
    """See that the settings name no register elsewhere: that one is the office's, and is never written into from here.

    Returns:
        The register that they had named; empty where they name none, or one of the workspace's own.
    """
    named = Workspace(root).settings.database
    if not named or ("://" not in named and (root / named).resolve().is_relative_to(root)):
        return ""
    path = root / MARK
    text = path.read_text("utf-8")
    path.unlink()
    write_file(path, _DATABASE.sub(r"# \g<line>", text).encode())
    if Workspace(root).settings.database:  # not on a line of its own
        settings = yaml.safe_load(text)
        del settings["database"]
        write_file(path, yaml.safe_dump(settings, sort_keys=False, allow_unicode=True).encode())
    return named


def _register(root: Path, extract: Extract) -> None:
    register: Register
    with open_register(address_of(Workspace(root).settings.database, None, root)) as register:
        put(register, extract)
