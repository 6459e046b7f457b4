"""What is installed: each thing that the work needs, and how to get what is missing."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from correspondence.errors import CorrespondenceError

OLDEST_PANGO = (1, 44)
"""WeasyPrint's own lower bound."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for. ``remedy`` is empty where it is sound."""

    name: str
    state: str
    remedy: str = ""

    @property
    def sound(self) -> bool:
        """Whether it is there as it should be."""
        return not self.remedy


def examine() -> Iterator[Finding]:
    """Look for everything that the work needs, the program itself first."""
    yield Finding("correspondence", _version("correspondence") or "not installed: run from its source")
    yield Finding("Python", f"{platform.python_version()} at {sys.executable}")
    for package in _required():
        version = _version(package)
        yield Finding(package, version or "missing", "" if version else f"install it: pip install {package}")
    yield _tried(
        "Pango",
        _pango,
        "install Pango 1.44 or later: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0, on macOS brew install pango",
    )
    yield _tried("Liberation fonts", _fonts, "")
    yield from _for_paper()
    yield _tried("a test page", _page, "see what is missing above; if nothing is, please report it")


def _for_paper() -> Iterator[Finding]:
    """Look for what only replies on paper need; an office that gets none can do without."""
    program = shutil.which("tesseract")
    told = ""
    if program:
        # the program that reads scans, with no input
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        told = next(iter((done.stdout or done.stderr).splitlines()), "").removeprefix("tesseract ")
    lacking = (
        "not installed; only replies on paper need it: apt-get install tesseract-ocr, on macOS brew install tesseract"
    )
    yield Finding("tesseract", told or lacking)
    lacking = 'not installed; only forms that come back on paper need it: pip install "correspondence[scans]"'
    yield Finding("OpenCV", _version("opencv-python-headless") or lacking)


def _required() -> tuple[str, ...]:
    """Return the libraries that the installed package asks for, without those of its extras."""
    try:
        asked = importlib.metadata.requires("correspondence") or []
    except importlib.metadata.PackageNotFoundError:
        asked = []
    names = (re.match(r"[A-Za-z0-9._-]+", one) for one in asked if "extra ==" not in one)
    return tuple(sorted(name[0].lower() for name in names if name))


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _tried(name: str, look: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(name, look())
    except CorrespondenceError as error:
        return Finding(name, "missing or not as it should be", getattr(error, "remedy", "") or str(error))
    except (OSError, ImportError, ValueError, RuntimeError) as error:
        return Finding(name, f"does not work ({str(error).splitlines()[0]})", remedy)


def _pango() -> str:
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    version = (number // 10000, number // 100 % 100, number % 100)
    if version < OLDEST_PANGO:
        raise RuntimeError(f"version {'.'.join(map(str, version))} is too old")
    return ".".join(map(str, version))


def _fonts() -> str:
    from correspondence.render.fonts import find_fonts

    fonts = find_fonts()
    face = next(iter(fonts.faces.values()))
    return f"{len(fonts.faces)} faces, version {face.revision}, in {face.path.parent}"


def _page() -> str:
    """Lay a page out from end to end."""
    from correspondence.document import Document, Paragraph, Text
    from correspondence.render.fonts import find_fonts
    from correspondence.render.pdf import Part, render_pdf
    from correspondence.stylesheet import parse_stylesheet

    document = Document("Test page", (Paragraph((Text("The quick brown fox jumps over the lazy dog."),)),), "test")
    pdf = render_pdf(
        [Part(document, parse_stylesheet("p { line-height: 14pt }", "test.css", lambda *_: None))],
        find_fonts(),
        lambda _: b"",
    )
    return f"{pdf.pages} page, {len(pdf.content):,} bytes"
