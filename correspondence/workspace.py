"""The folder of an office: where its files lie, and how each is found and read.

A layout, sender, profile or picture is looked for in the workspace first and then among
those that come with the package. Nothing is written here.
"""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path

from correspondence.document import Asset
from correspondence.errors import CorrespondenceError, Problem, ProblemsError
from correspondence.fields import suggestion
from correspondence.pictures import read_picture
from correspondence.recipients import RecipientList, read_recipient_list, read_recipient_sheet, slug
from correspondence.stylesheet import Stylesheet, parse_stylesheet
from correspondence.templates import (
    Envelope,
    Layout,
    Profile,
    Sender,
    Settings,
    Template,
    read_envelope,
    read_layout,
    read_profile,
    read_sender,
    read_settings,
    read_template,
    with_vocabulary,
)

MARK = "correspondence.yaml"
TEMPLATES, RECIPIENTS, OUTPUT = "templates", "recipients", "output"
YAML_ENDINGS = (".yaml", ".yml")
LIST_ENDINGS = (*YAML_ENDINGS, ".csv", ".xlsx")
OTHER_TABLES = (".tsv", ".txt", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
"""Endings of files that somebody may name as a list; what they hold decides whether they can be read."""


class NoWorkspaceError(CorrespondenceError):
    """There is no workspace here.

    Args:
        folder: Where it was looked for.
    """

    exit_status = 2

    def __init__(self, folder: str) -> None:
        self.folder = folder
        super().__init__(folder)

    def __str__(self) -> str:
        """Say how to get one."""
        return f"neither {self.folder} nor a folder above it holds {MARK}; go to the office's folder, name it with --workspace, or make one with 'correspondence init DIR'"


@dataclass(frozen=True)
class Found:
    """A file that was found. ``name`` is how messages call it."""

    path: Path
    name: str
    bundled: bool = False


@dataclass(frozen=True)
class Workspace:
    """The folder of an office.

    Args:
        root: The folder that holds ``correspondence.yaml``.
        alone: Whether nothing comes from the package, and no file is named by a path: a folder that was taken out of a
            record must hold all that its document is made of.
    """

    root: Path
    alone: bool = False
    _sheets: dict[str, Stylesheet] = field(default_factory=dict, init=False, repr=False, compare=False)
    _sums: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def nearest(cls, start: Path) -> Workspace:
        """Return the workspace in which a folder lies.

        Raises:
            NoWorkspaceError: Neither the folder nor one above it is a workspace.
        """
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / MARK).is_file():
                return cls(folder)
        raise NoWorkspaceError(str(start))

    @cached_property
    def settings(self) -> Settings:
        """The settings.

        Raises:
            ProblemsError: ``correspondence.yaml`` cannot be used.
        """
        return read_settings(self._read(Found(self.root / MARK, MARK)), MARK)

    @property
    def _roots(self) -> tuple[Path, ...]:
        """The folders that are looked into, the office's own first."""
        return (self.root,) if self.alone else (self.root, bundled_root())

    @property
    def output(self) -> Path:
        """The folder into which files are made."""
        return self.root / OUTPUT

    def template(self, reference: str) -> Template:
        """Read a document's template by its id or path.

        Raises:
            ProblemsError: There is none, or it cannot be used.
        """
        found = self._document(reference, TEMPLATES, (".md",), "template")
        template = read_template(self._read(found), found.name, found.path.stem)
        words = template.questionnaire.vocabulary if template.questionnaire else ""
        if not words:
            return template
        known = self._ids("vocabularies", ".yaml")
        found = self._named(f"{TEMPLATES}/vocabularies", words, ".yaml", "vocabulary", known)
        return with_vocabulary(template, self._read(found), found.name)

    def recipient_list(self, reference: str) -> RecipientList:
        """Read a list of recipients by its id or path, ``LIST#Sheet name`` for one sheet of a workbook.

        Raises:
            ProblemsError: There is none, two files have that id, or it cannot be used.
        """
        whole = Path(reference)
        name, _, sheet = (reference, "", "") if self.alone or _is_file(whole) else reference.partition("#")
        found = self._list(name)
        if found.path.suffix.lower() in YAML_ENDINGS:
            if sheet:
                message = f'the list is no workbook, and its sheet "{sheet}" was named'
                raise _unusable(found.name, message, "name the list alone")
            return read_recipient_list(self._read(found), found.name, found.path.stem)
        list_id = f"{found.path.stem}-{slug(sheet)}" if sheet else found.path.stem
        return read_recipient_sheet(self._read(found), found.name, list_id, sheet)

    def _list(self, name: str) -> Found:
        """Find a list's file; no two may have one id, or nobody could tell which is meant."""
        files = self.list_files(name) if "/" not in name and "\\" not in name else ()
        if len(files) > 1:
            names = " and ".join(self.shown(path) for path in files)
            remedy = "name the one that is meant by its path, or move the other away"
            raise _unusable(f"{RECIPIENTS}/{name}", f"{names} are two lists with one id", remedy)
        return self._document(name, RECIPIENTS, LIST_ENDINGS, "recipient list", OTHER_TABLES)

    def list_files(self, list_id: str) -> tuple[Path, ...]:
        """Return the files in ``recipients/`` that have an id."""
        paths = (self.root / RECIPIENTS / f"{list_id}{ending}" for ending in LIST_ENDINGS)
        return tuple(path for path in paths if _is_file(path))

    def layout(self, layout_id: str) -> Layout:
        """Read a layout by its id.

        Raises:
            ProblemsError: There is none, or it cannot be used.
        """
        page = self._named(f"{TEMPLATES}/layouts", layout_id, "/layout.md", "layout", self.layout_ids())
        name = posixpath.join(posixpath.dirname(page.name), "style.css")
        sheet = self.find(name)
        if sheet is None:
            raise _unusable(name, "the layout has no style sheet", "put a style.css beside its layout.md")
        return read_layout(
            self._read(page), page.name, layout_id, self._read(sheet).decode("utf-8", "replace"), sheet.name
        )

    def stylesheet(self, layout: Layout) -> Stylesheet:
        """Read the look of a layout; read once.

        Raises:
            ProblemsError: It holds something outside the closed list.
        """
        if layout.css_file not in self._sheets:
            self._sheets[layout.css_file] = parse_stylesheet(layout.css, layout.css_file, self._import)
        return self._sheets[layout.css_file]

    def sender(self, sender_id: str) -> Sender:
        """Read a sender by its id.

        Raises:
            ProblemsError: There is none, or it cannot be used.
        """
        found = self._named(f"{TEMPLATES}/senders", sender_id, ".yaml", "sender", self.sender_ids())
        return read_sender(self._read(found), found.name, sender_id)

    def profile(self) -> Profile:
        """Read the house's rules that the settings name; the default ones where they name none.

        Raises:
            ProblemsError: There are none of that name, or they cannot be used.
        """
        if not self.settings.profile:
            return Profile()
        found = self._named(
            f"{TEMPLATES}/profiles", self.settings.profile, ".yaml", "profile", self._ids("profiles", ".yaml")
        )
        return read_profile(self._read(found), found.name, self.settings.profile)

    def envelope(self, envelope_id: str) -> Envelope:
        """Read a window envelope by its id; raise ProblemsError as :meth:`sender` does."""
        known = self._ids("envelopes", ".yaml")
        found = self._named(f"{TEMPLATES}/envelopes", envelope_id, ".yaml", "envelope", known)
        return read_envelope(self._read(found), found.name, envelope_id)

    def picture(self, path: str) -> Asset:
        """Read a picture by its path below ``templates/``.

        Raises:
            ProblemsError: It is not there, lies elsewhere, or is no PNG or JPEG that can be read.
        """
        name = f"{TEMPLATES}/{path}"
        if "://" in path:
            remedy = "save it below templates/ and name it by its path there"
            raise _unusable(path, "a picture comes from the network", remedy)
        found = self.find(name)
        if found is None:
            remedy = "put it there, or mend the path; it is counted from templates/"
            raise _unusable(name, "there is no such picture in the workspace", remedy)
        content = self._read(found)
        return read_picture(content, found.name)

    def load_file(self, name: str) -> bytes:
        """Read a file that a style sheet names.

        Raises:
            ValueError: There is none in the workspace or the package.
        """
        found = self.find(name)
        if found is None:
            raise ValueError(f"{name} is neither in the workspace nor in the package")
        return self._read(found)

    def checksum(self, name: str) -> str:
        """Return the SHA-256 checksum of a file as it was when it was last read; empty where there is none."""
        if name not in self._sums and (found := self.find(name)) is not None:
            self._read(found)
        return self._sums.get(name, "")

    def _read(self, found: Found) -> bytes:
        content = _read(found)
        self._sums[found.name] = hashlib.sha256(content).hexdigest()
        return content

    def font_path(self, name: str) -> Path:
        """Return where a font file of a layout's own lies.

        Raises:
            ProblemsError: It is neither in the workspace nor in the package.
        """
        found = self.find(name)
        if found is None:
            remedy = "put it there, or mend the address in the style sheet's @font-face"
            raise _unusable(name, "there is no such font file", remedy)
        return found.path

    def reference_document(self, layout: Layout) -> bytes | None:
        """Read the office's own Word template of a layout, ``reference.docx``; None where there is none."""
        found = self.find(posixpath.join(posixpath.dirname(layout.file), "reference.docx"))
        return self._read(found) if found else None

    def find(self, name: str) -> Found | None:
        """Find a file by its path in the workspace; templates may come from the package.

        Links that lead out of the folder are not followed.
        """
        clean = posixpath.normpath(name)
        if clean.startswith(("../", "/")) or "\\" in clean or not clean.startswith(f"{TEMPLATES}/"):
            return None
        for root in self._roots:
            path = root / clean
            if _is_file(path) and path.resolve().is_relative_to((root / TEMPLATES).resolve()):
                return Found(path, clean, bundled=root != self.root)
        return None

    def template_ids(self) -> tuple[str, ...]:
        """Return the ids of the workspace's documents."""
        return tuple(sorted(path.stem for path in (self.root / TEMPLATES).glob("*.md")))

    def list_ids(self) -> tuple[str, ...]:
        """Return the ids of the workspace's recipient lists."""
        paths = (self.root / RECIPIENTS).glob("*.*")
        return tuple(sorted({path.stem for path in paths if path.suffix in LIST_ENDINGS and path.name[0] not in ".~"}))

    def layout_ids(self) -> tuple[str, ...]:
        """Return the ids of all layouts, the package's too."""
        folders = [root / TEMPLATES / "layouts" for root in self._roots]
        return tuple(sorted({path.parent.name for folder in folders for path in folder.glob("*/layout.md")}))

    def sender_ids(self) -> tuple[str, ...]:
        """Return the ids of all senders, the package's too."""
        return self._ids("senders", ".yaml")

    def _ids(self, kind: str, ending: str) -> tuple[str, ...]:
        return tuple(
            sorted({path.stem for root in self._roots for path in (root / TEMPLATES / kind).glob(f"*{ending}")})
        )

    def _named(self, folder: str, name: str, ending: str, noun: str, known: tuple[str, ...]) -> Found:
        found = self.find(f"{folder}/{name}{ending}") if name and "/" not in name else None
        if found is None:
            remedy = f"choose one of {', '.join(known)}{suggestion(name, known)}" if known else "make one"
            raise _unusable(f"{folder}/{name}{ending}", f'there is no {noun} "{name}"', remedy)
        return found

    def _document(
        self, reference: str, folder: str, endings: tuple[str, ...], noun: str, others: tuple[str, ...] = ()
    ) -> Found:
        """Find a template or list: a path that exists, or else an id."""
        path = Path(reference)
        if path.suffix.lower() in (*endings, *others) and not self.alone and _is_file(path):
            return Found(path, self.shown(path))
        if "/" not in reference and "\\" not in reference:
            for ending in endings:
                inside = self.root / folder / f"{reference}{ending}"
                if _is_file(inside):
                    return Found(inside, f"{folder}/{reference}{ending}")
        known = self.template_ids() if folder == TEMPLATES else self.list_ids()
        remedy = (
            f"choose one of {', '.join(known)}{suggestion(reference, known)}" if known else f"write one below {folder}/"
        )
        name = reference if path.suffix else f"{folder}/{reference}{endings[0]}"
        raise _unusable(name, f'there is no {noun} "{reference}"', remedy)

    def shown(self, path: Path) -> str:
        """Return a path as messages show it: relative to the workspace where it lies inside."""
        resolved = path.resolve()
        return resolved.relative_to(self.root).as_posix() if resolved.is_relative_to(self.root) else str(path)

    def in_register(self, path: Path) -> str:
        """Return a file's name in the register: relative to the workspace where it lies inside, or else from the root."""
        whole = path.resolve()
        return whole.relative_to(self.root).as_posix() if whole.is_relative_to(self.root) else str(whole)

    def _import(self, address: str, importing: str) -> tuple[str, str] | None:
        found = self.find(posixpath.join(posixpath.dirname(importing), address))
        return (self._read(found).decode("utf-8", "replace"), found.name) if found else None


def bundled_root() -> Path:
    """Return the folder that holds the package's own ``templates/``.

    In an installed package this is ``correspondence/bundled``; in a source checkout it is
    the repository, so that there is one copy.
    """
    package = Path(str(resources.files("correspondence")))
    bundled = package / "bundled"
    return bundled if bundled.is_dir() else package.parent


def _unusable(file: str, message: str, remedy: str) -> ProblemsError:
    return ProblemsError([Problem(file, message, remedy)])


def _is_file(path: Path) -> bool:
    """Tell whether a file is there; under a name that is too long there is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _read(found: Found) -> bytes:
    try:
        return found.path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        raise _unusable(found.name, message, "see to its permissions, or take it away") from error
