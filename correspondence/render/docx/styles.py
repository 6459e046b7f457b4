"""Word styles: chosen from what the document uses, and written as ``styles.xml``.

A style says what most of its paragraphs have in common, property by property (in a tie
the first wins, but neither a line nor a bond to what follows); what differs from it stands with the paragraph. So the styles follow from the
style sheet and the document alone, whatever other letters were made before.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, TypeVar

from correspondence.render.docx.drafts import ParagraphDraft
from correspondence.render.docx.looks import TOGGLES, ParagraphLook, RunLook, paragraph_properties, run_properties
from correspondence.render.docx.names import CHARACTER_STYLES, PARAGRAPH_STYLES, style_id

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMES = {kind: tuple(one.name for one in dataclasses.fields(kind)) for kind in (RunLook, ParagraphLook)}
_FLAGS = frozenset({"keep_next", "page_break_before", "at_least"})
_LINES = frozenset({"top", "bottom"})
Look = TypeVar("Look", RunLook, ParagraphLook)
_OWN_PREFIXES = ("heading ", "List Bullet", "List Number")
_OTHER_OWN = frozenset(PARAGRAPH_STYLES.values()) | {"Normal"}


_LATENT = (
    '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="0" w:defUnhideWhenUsed="0" '
    'w:defQFormat="0" w:count="376"/>'
)
_DEFAULTS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
)


@dataclass(frozen=True)
class ParagraphStyle:
    """A paragraph style."""

    name: str
    run: RunLook
    paragraph: ParagraphLook
    outline: int | None = None
    numbering: str = ""


@dataclass(frozen=True)
class CharacterStyle:
    """A character style: the fields in which its words differ from those around them."""

    name: str
    changes: tuple[tuple[str, object], ...]

    def over(self, look: RunLook) -> tuple[RunLook, frozenset[str]]:
        """Return what words look like in this style, and the toggles that need saying again."""
        twice = {name for name, value in self.changes if name in TOGGLES and value and getattr(look, name)}
        changed = dataclasses.replace(look, **dict(self.changes))  # type: ignore[arg-type] # names and values of the same class
        return changed, frozenset(twice)


@dataclass(frozen=True)
class Styles:
    """All styles of one document, ``Normal`` first among those of paragraphs."""

    language: str
    paragraphs: tuple[ParagraphStyle, ...]
    characters: tuple[CharacterStyle, ...]

    @property
    def by_name(self) -> Mapping[str, ParagraphStyle]:
        """The paragraph styles by name."""
        return {one.name: one for one in self.paragraphs}

    @property
    def characters_by_name(self) -> Mapping[str, CharacterStyle]:
        """The character styles by name."""
        return {one.name: one for one in self.characters}


def choose_styles(
    paragraphs: Iterable[ParagraphDraft], normal: ParagraphStyle, numbering: Mapping[str, str], language: str
) -> Styles:
    """Choose the styles that a document needs.

    Args:
        paragraphs: Every paragraph, headers and footers too.
        normal: The style of plain text.
        numbering: The ``w:numPr`` element for the style of a list, by its name.
        language: BCP 47 tag.
    """
    used: dict[str, list[ParagraphDraft]] = {}
    inner: dict[str, list[tuple[RunLook, RunLook]]] = {}
    for paragraph in paragraphs:
        used.setdefault(paragraph.style, []).append(paragraph)
        for piece in paragraph.runs:
            if piece.character_style and piece.outside:
                inner.setdefault(piece.character_style, []).append((piece.outside, piece.look))
    chosen = [normal]
    for name, drafts in used.items():
        if name != normal.name:
            run = _most(RunLook, [one.run_look for one in drafts])
            paragraph_look = _most(ParagraphLook, [one.look() for one in drafts])
            numbers = numbering.get(name, "")
            chosen.append(ParagraphStyle(name, run, paragraph_look, drafts[0].outline, numbers))
    characters = tuple(CharacterStyle(name, _changes(pairs)) for name, pairs in inner.items())
    return Styles(language, tuple(chosen), characters)


def _most(kind: type[Look], looks: list[Look]) -> Look:
    """Return a look with the most frequent value of every field."""
    if len(set(looks)) == 1:
        return looks[0]
    return kind(**{name: _most_common(name, [getattr(look, name) for look in looks]) for name in _NAMES[kind]})


def _most_common(name: str, values: list[Any]) -> Any:
    first = values[0]
    if values.count(first) * 2 > len(values):
        return first
    (value, times), *others = Counter(values).most_common()
    tied = [other for other, count in others if count == times]
    return None if name in _LINES and None in tied else False if name in _FLAGS and False in tied else value


def _changes(pairs: list[tuple[RunLook, RunLook]]) -> tuple[tuple[str, object], ...]:
    """Return the most frequent difference between words and those around them."""
    found = Counter(
        tuple((name, getattr(look, name)) for name in _NAMES[RunLook] if getattr(look, name) != getattr(outside, name))
        for outside, look in pairs
    )
    return found.most_common(1)[0][0]


def is_words_own(name: str) -> bool:
    """Tell whether Word has a style of this name itself."""
    return name in _OTHER_OWN or name.startswith(_OWN_PREFIXES) or name in CHARACTER_STYLES.values()


def paragraph_style_xml(style: ParagraphStyle, normal: ParagraphStyle, identifier: str, based_on: str) -> str:
    """Return a paragraph style as an element of ``styles.xml``."""
    own = "" if is_words_own(style.name) else ' w:customStyle="1"'
    properties = paragraph_properties(
        style.paragraph, normal.paragraph, numbering=style.numbering, outline=style.outline
    )
    if style.numbering:  # the list gives the indents; those who apply the style by hand want them too
        unnumbered = paragraph_properties(style.paragraph, normal.paragraph, outline=style.outline)
        properties = _with_numbering(unnumbered, style.numbering)
    following = f'<w:next w:val="{based_on}"/>' if style.outline is not None else ""
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{identifier}"><w:name w:val="{escape(style.name)}"/>'
        f'<w:basedOn w:val="{based_on}"/>{following}<w:qFormat/>{properties}'
        f"{run_properties(style.run, normal.run)}</w:style>"
    )


def _with_numbering(properties: str, numbering: str) -> str:
    """Put a ``w:numPr`` at its place: behind the flags, before everything else."""
    if not properties:
        return f"<w:pPr>{numbering}</w:pPr>"
    places = [
        properties.index(tag)
        for tag in ("<w:pBdr", "<w:tabs", "<w:spacing", "<w:ind", "<w:jc", "<w:outlineLvl", "</w:pPr")
        if tag in properties
    ]
    return properties[: min(places)] + numbering + properties[min(places) :]


def character_style_xml(style: CharacterStyle, normal: RunLook, identifier: str, based_on: str) -> str:
    """Return a character style as an element of ``styles.xml``."""
    look = dataclasses.replace(normal, **dict(style.changes))  # type: ignore[arg-type] # names and values of the same class
    forced = {name for name, _ in style.changes}
    return (
        f'<w:style w:type="character" w:styleId="{identifier}"><w:name w:val="{escape(style.name)}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:qFormat/>{run_properties(look, look, forced=forced)}</w:style>'
    )


@lru_cache(maxsize=64)
def styles_xml(styles: Styles) -> bytes:
    """Return the whole ``styles.xml``: the letters of a mailing share it."""
    normal = styles.paragraphs[0]
    defaults = run_properties(normal.run, None, language=styles.language)
    parts = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        f"<w:styles {WORD}><w:docDefaults><w:rPrDefault>{defaults}</w:rPrDefault><w:pPrDefault/></w:docDefaults>",
        _LATENT,
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>',
        paragraph_properties(normal.paragraph, None),
        "</w:style>",
        _DEFAULTS,
        *(paragraph_style_xml(one, normal, style_id(one.name), "Normal") for one in styles.paragraphs[1:]),
        *(
            character_style_xml(one, normal.run, style_id(one.name), "DefaultParagraphFont")
            for one in styles.characters
        ),
        "</w:styles>",
    ]
    return "".join(parts).encode()
