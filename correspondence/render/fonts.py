"""The fonts of the PDF: font files by the name that style sheets and Word give them.

Style sheets name Times New Roman, Arial and Courier New, as a Word file must; the PDF
sets them in Liberation, which has the same widths and may be embedded.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from correspondence.document import Document, Field, Text
from correspondence.errors import CorrespondenceError, MissingToolError
from correspondence.render.markup import elements
from correspondence.stylesheet import Stylesheet

FAMILIES: Mapping[str, str] = {
    "Times New Roman": "LiberationSerif",
    "Arial": "LiberationSans",
    "Courier New": "LiberationMono",
}
FACES: Mapping[tuple[str, str], str] = {
    ("normal", "normal"): "Regular",
    ("bold", "normal"): "Bold",
    ("normal", "italic"): "Italic",
    ("bold", "italic"): "BoldItalic",
}
OLDEST_REVISION = 2.0
"""Liberation 2 and later stand under the Open Font License and may be embedded without more."""


@dataclass(frozen=True)
class Face:
    """One font file and the characters that it has."""

    path: Path
    characters: frozenset[str]
    revision: float


@dataclass(frozen=True, eq=False)
class Fonts:
    """The font files of this machine, by family, weight and style."""

    faces: Mapping[tuple[str, str, str], Face]

    @property
    def families(self) -> tuple[str, ...]:
        """The names that a style sheet may use."""
        return tuple(dict.fromkeys(family for family, _, _ in self.faces))

    def css(self) -> str:
        """Return the @font-face rules that name the files."""
        return "".join(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; src: url("{face.path.as_uri()}") }}\n'
            for (family, weight, style), face in self.faces.items()
        )


class UncoveredCharacterError(CorrespondenceError):
    """A character cannot be printed, because no font of the document has it.

    Args:
        character: The character.
        family: The font that was asked.
        field: The field from which it came, empty for the template's own words.
        words: The words around it.
    """

    def __init__(self, character: str, family: str, field: str, words: str) -> None:
        self.character, self.family, self.field, self.words = character, family, field, words
        super().__init__(character, family, field, words)

    @property
    def message(self) -> str:
        """What is wrong."""
        name = unicodedata.name(self.character, "unnamed")
        return f'the font {self.family} has no character "{self.character}" (U+{ord(self.character):04X}, {name}), which stands in "{self.words}"'

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return "write it in another way, or give the layout's style sheet a font that has it (@font-face)"

    def __str__(self) -> str:
        """Name the character, its place and the way on."""
        where = f"{self.field}: " if self.field else ""
        return f"{where}{self.message}; {self.remedy}"


def font_folders() -> tuple[Path, ...]:
    """Return the folders in which fonts are looked for, the most likely first."""
    folders = [
        Path("/usr/share/fonts/truetype/liberation2"),
        Path("/usr/share/fonts/truetype/liberation"),
        Path("/usr/share/fonts/liberation-fonts"),
        Path("/usr/share/fonts/liberation"),
    ]
    if sys.platform == "darwin":
        folders = [Path.home() / "Library/Fonts", Path("/Library/Fonts"), Path("/opt/homebrew/share/fonts"), *folders]
    chosen = os.environ.get("CORRESPONDENCE_FONTS")
    return (Path(chosen), *folders) if chosen else tuple(folders)


@cache
def find_fonts() -> Fonts:
    """Find the Liberation fonts on this machine.

    Returns:
        All twelve faces, from one folder.

    Raises:
        MissingToolError: They are not there, or are older than version 2.
    """
    for folder in font_folders():
        paths = {
            (family, weight, style): folder / f"{stem}-{face}.ttf"
            for family, stem in FAMILIES.items()
            for (weight, style), face in FACES.items()
        }
        if not all(path.is_file() for path in paths.values()):
            continue
        faces = {key: read_face(path) for key, path in paths.items()}
        if min(face.revision for face in faces.values()) >= OLDEST_REVISION:
            return Fonts(faces)
    raise MissingToolError(
        "The font family Liberation (version 2 or later)",
        "every PDF",
        remedy="install fonts-liberation2 (Debian 12) or fonts-liberation (Debian 13, Ubuntu), on macOS 'brew install --cask font-liberation', or name their folder in CORRESPONDENCE_FONTS",
    )


def read_face(path: Path) -> Face:
    """Read which characters a font file has."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return Face(path, frozenset(map(chr, font.getBestCmap())), round(font["head"].fontRevision, 3))


def own_fonts(fonts: Fonts, stylesheet: Stylesheet, find: Callable[[str], Path]) -> Fonts:
    """Add the faces that a style sheet brings along (``@font-face``).

    Args:
        fonts: The fonts of this machine.
        stylesheet: The look.
        find: Returns the path of a file by the name to which a style sheet's address resolves.

    Returns:
        The same fonts where the style sheet brings none; a face of its own wins.
    """
    if not stylesheet.font_faces:
        return fonts
    faces = dict(fonts.faces)
    for face in stylesheet.font_faces:
        faces[face.family, face.weight, face.style] = read_face(find(face.file))
    return Fonts(faces)


def uncovered(document: Document, stylesheet: Stylesheet, fonts: Fonts) -> tuple[UncoveredCharacterError, ...]:
    """Find the characters that the document's fonts do not have.

    WeasyPrint would take another font without a word, and a validator would find the
    glyph missing.

    Args:
        document: The document.
        stylesheet: Its look, which says which font each part has.
        fonts: The font files.

    Returns:
        An error for each field (or the template's words) and character, in reading order.
    """
    found: dict[tuple[str, str], UncoveredCharacterError] = {}
    for path, inline in elements(document):
        if not isinstance(inline, Text | Field):
            continue
        style = stylesheet.computed(path)
        family = style.font_family[0]
        face = fonts.faces.get((family, style.font_weight, style.font_style)) or fonts.faces.get(
            (family, "normal", "normal")
        )
        if face is None:
            continue
        text = (
            inline.text.upper()
            if style.text_transform == "uppercase" or style.font_variant_caps == "small-caps"
            else ""
        )
        for character in sorted(set(inline.text + text) - face.characters):
            if unicodedata.category(character) == "Cf":
                continue
            name = inline.name if isinstance(inline, Field) else ""
            found.setdefault(
                (name, character), UncoveredCharacterError(character, family, name, inline.text.strip()[:60])
            )
    return tuple(found.values())
