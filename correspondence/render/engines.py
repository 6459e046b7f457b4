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
    *("jinja2", "markdown-it-py", "mdit-py-plugins", "pikepdf", "pillow", "segno"),
)


@cache
def engines() -> Mapping[str, str]:
    """Return the versions of all that shapes a file, and the checksums of the fonts.

    Raises:
        MissingToolError: The fonts are not on this machine.
    """
    known = {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}
    known |= {name: _version(name) for name in LIBRARIES}
    known["pango"] = _pango()
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


@cache
def program() -> str:
    """Return a checksum of this program itself."""
    top = Path(__file__).parents[1]
    found = hashlib.sha256()
    for room in ("compose", "fields", "mailing", "recipients", "render", "stylesheet", "templates"):
        for path in sorted((top / room).rglob("*.py")):
            found.update(path.relative_to(top).as_posix().encode() + b"\0" + path.read_bytes())
    for path in sorted(top.glob("*.py")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
