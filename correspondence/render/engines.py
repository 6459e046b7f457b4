"""Which versions of programs shape a file: other ones may give other bytes."""

from __future__ import annotations

import hashlib
import platform
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType

from correspondence.render.fonts import find_fonts

LIBRARIES = (
    *("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "pyphen", "fonttools", "brotli", "zopfli"),
    *("jinja2", "markdown-it-py", "mdit-py-plugins", "pikepdf", "pillow", "segno", "pyyaml", "python-docx", "lxml"),
)
ROOMS = ("compose", "fields", "mailing", "provenance", "recipients", "render", "stylesheet", "templates")
"""The rooms of this program that shape a file."""
MOST_OF_A_VERSION = 1000


@cache
def engines() -> Mapping[str, str]:
    """Return the versions of all that shapes a file, and the checksums of the fonts.

    Raises:
        MissingToolError: The fonts are not on this machine.
    """
    known = {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}
    known |= {name: _version(name) for name in LIBRARIES}
    known |= {"qpdf": _qpdf(), "pango": _pango(), "harfbuzz": _harfbuzz()}
    for key, face in find_fonts().faces.items():
        known[f"font {' '.join(key)}"] = hashlib.sha256(face.path.read_bytes()).hexdigest()
    return MappingProxyType(known)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _pango() -> str:
    try:
        from weasyprint.text.ffi import pango
    except OSError:  # without Pango there is no PDF, and whoever makes one says so
        return ""
    return str(pango.pango_version())


def _qpdf() -> str:
    import pikepdf

    return str(pikepdf.__libqpdf_version__)


def _harfbuzz() -> str:
    """Ask HarfBuzz for its version; it answers only whether it is at least another."""
    try:
        from weasyprint.text.ffi import harfbuzz
    except OSError:
        return ""
    found: list[int] = []
    for _ in range(3):
        rest = [0] * (2 - len(found))
        number = 0
        while number < MOST_OF_A_VERSION and harfbuzz.hb_version_atleast(*found, number + 1, *rest):
            number += 1
        found.append(number)
    return ".".join(map(str, found))


def release() -> str:
    """Return the version of this program, empty where it is run from its source and not installed."""
    return _version("correspondence")


@cache
def program() -> str:
    """Return a checksum of this program itself."""
    top = Path(__file__).parents[1]
    found = hashlib.sha256()
    for room in ROOMS:
        for path in sorted((top / room).rglob("*.py")):
            found.update(path.relative_to(top).as_posix().encode() + b"\0" + path.read_bytes())
    for path in sorted(top.glob("*.py")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
