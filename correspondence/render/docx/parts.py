"""Drafts to the XML of a part: the document's body, a header or a footer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from correspondence.document import Asset
from correspondence.render.docx.controls import control_xml
from correspondence.render.docx.drafts import CellDraft, Leaf, ParagraphDraft, Picture, Run, TableDraft
from correspondence.render.docx.looks import (
    Line,
    RunLook,
    paragraph_properties,
    run_properties,
    twips,
)
from correspondence.render.docx.styles import CharacterStyle, ParagraphStyle

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
FORM_NAMESPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
"""What a part with controls declares as well: boxes to tick are younger than the standard."""

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PICTURE_SCHEMA = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_EMU_A_POINT = 12700
_CELL_SIDES = ("top", "left", "bottom", "right")
_OUTSIDE = ' TargetMode="External"'
_FIELDS = {"page": "PAGE", "pages": "NUMPAGES"}


@dataclass(frozen=True, slots=True)
class Relation:
    """An arrow from one part to another, or to an address outside."""

    kind: str
    target: str
    outside: bool = False


@dataclass
class Media:
    """The pictures of a package, each once, and the numbers of the places where they stand."""

    files: dict[str, Asset] = field(default_factory=dict)
    drawings: int = 0

    def name(self, asset: Asset) -> str:
        """Return the name of a picture's part, which follows from its bytes."""
        ending = "png" if asset.media_type == "image/png" else "jpeg"
        name = f"media/{hashlib.sha256(asset.content).hexdigest()[:32]}.{ending}"
        self.files[name] = asset
        return name

    def next_drawing(self) -> int:
        """Return the number of one more picture in the text."""
        self.drawings += 1
        return self.drawings


@dataclass(frozen=True)
class Written:
    """What the styles and lists of a document are called in its package."""

    paragraphs: Mapping[str, ParagraphStyle]
    characters: Mapping[str, CharacterStyle]
    identifier: Callable[[str], str]
    numbering: Callable[[ParagraphDraft], str]


class PartWriter:
    """Writes one part and gathers what it refers to.

    Args:
        written: Names of styles and lists.
        media: The package's pictures.
    """

    def __init__(self, written: Written, media: Media) -> None:
        self.written, self.media = written, media
        self.relations: list[Relation] = []
        self._has_controls = False

    @property
    def namespaces(self) -> str:
        """The namespaces of what was written up to now."""
        return f"{NAMESPACES} {FORM_NAMESPACES}" if self._has_controls else NAMESPACES

    def relate(self, kind: str, target: str, *, outside: bool = False) -> str:
        """Return the identifier of a relation, made where it is new."""
        relation = Relation(f"{RELATIONS}/{kind}", target, outside)
        if relation not in self.relations:
            self.relations.append(relation)
        return f"rId{self.relations.index(relation) + 1}"

    def leaves(self, leaves: Sequence[Leaf]) -> str:
        """Return paragraphs and tables."""
        return "".join(
            self.paragraph(leaf) if isinstance(leaf, ParagraphDraft) else self.table(leaf) for leaf in leaves
        )

    def paragraph(self, draft: ParagraphDraft) -> str:
        """Return one paragraph."""
        style = self.written.paragraphs[draft.style]
        properties = paragraph_properties(
            draft.look(),
            style.paragraph,
            style_id="" if draft.style == "Normal" else self.written.identifier(draft.style),
            numbering=self.written.numbering(draft),
            tab=twips(draft.tab),
            mark=run_properties(draft.run_look, style.run),
        )
        return f"<w:p>{properties}{self._runs(draft.runs, style.run)}</w:p>"

    def _runs(self, runs: Sequence[Run], base: RunLook) -> str:
        parts: list[str] = []
        href = ""
        for run in runs:
            if run.href != href:
                parts.append("</w:hyperlink>" if href else "")
                parts.append(self._link(run.href) if run.href else "")
                href = run.href
            parts.append(self._run(run, base))
        parts.append("</w:hyperlink>" if href else "")
        return "".join(parts)

    def _link(self, href: str) -> str:
        if href.startswith("#"):
            return f'<w:hyperlink w:anchor="{escape(href[1:])}">'
        return f'<w:hyperlink r:id="{self.relate("hyperlink", href, outside=True)}">'

    def _run(self, run: Run, base: RunLook) -> str:
        character = self.written.characters.get(run.character_style)
        shown, forced = character.over(base) if character else (base, frozenset[str]())
        identifier = self.written.identifier(run.character_style) if character else ""
        properties = run_properties(run.look, shown, identifier, forced)
        match run.kind:
            case "break":
                inner = "<w:br/>"
            case "tab":
                inner = "<w:tab/>"
            case "page" | "pages":
                return self._field(_FIELDS[run.kind], run.text, properties)
            case "picture" if run.picture:
                inner = self._drawing(run.picture)
            case _:
                inner = f'<w:t xml:space="preserve">{escape(run.text, quote=False)}</w:t>'
        written = f"<w:r>{properties}{inner}</w:r>"
        if run.place is None:
            return written
        self._has_controls = True
        return control_xml(run.place, written)

    @staticmethod
    def _field(instruction: str, shown: str, properties: str) -> str:
        pieces = (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            f"<w:t>{shown}</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
        return "".join(f"<w:r>{properties}{piece}</w:r>" for piece in pieces)

    def _drawing(self, picture: Picture) -> str:
        wide, tall = round(picture.width * _EMU_A_POINT), round(picture.height * _EMU_A_POINT)
        number = self.media.next_drawing()
        identifier = self.relate("image", self.media.name(picture.asset))
        alt = escape(picture.alt)
        return (
            f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{tall}"/>'
            f'<wp:docPr id="{number}" name="Picture {number}" descr="{alt}"/><wp:cNvGraphicFramePr>'
            f'<a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
            f'<a:graphicData uri="{_PICTURE_SCHEMA}"><pic:pic><pic:nvPicPr>'
            f'<pic:cNvPr id="{number}" name="Picture {number}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{identifier}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{tall}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing>"
        )

    def table(self, draft: TableDraft) -> str:
        """Return one table."""
        heading = draft.rows[0].heading
        lines = "".join(line.xml(side, space=False) for side in ("top", "bottom") if (line := draft.lines.get(side)))
        margins = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in _CELL_SIDES)
        look = (
            f'<w:tblLook w:val="{"0020" if heading else "0000"}" w:firstRow="{int(heading)}" w:lastRow="0" '
            'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="0"/>'
        )
        parts = [
            f'<w:tbl><w:tblPr><w:tblW w:w="{twips(draft.width)}" w:type="dxa"/>',
            f'<w:tblInd w:w="{twips(draft.left)}" w:type="dxa"/>',
            f"<w:tblBorders>{lines}</w:tblBorders>" if lines else "",
            f'<w:tblLayout w:type="{"fixed" if draft.fixed else "autofit"}"/>',
            f"<w:tblCellMar>{margins}</w:tblCellMar>{look}",
            f'<w:tblCaption w:val="{escape(draft.caption)}"/>' if draft.caption else "",
            "</w:tblPr><w:tblGrid>",
            *(f'<w:gridCol w:w="{twips(cell.width)}"/>' for cell in draft.rows[0].cells),
            "</w:tblGrid>",
        ]
        for index, row in enumerate(draft.rows):
            height = f'<w:trHeight w:val="{twips(row.height)}" w:hRule="atLeast"/>' if row.height else ""
            flags = ("<w:cantSplit/>" if row.whole else "") + height + ("<w:tblHeader/>" if row.heading else "")
            above = draft.lines.get("top") if index == 0 else None
            below = draft.lines.get("bottom") if index == len(draft.rows) - 1 else None
            cells = "".join(self._cell(cell, above, below) for cell in row.cells)
            properties = f"<w:trPr>{flags}</w:trPr>" if flags else ""
            parts.append(f"<w:tr>{properties}{cells}</w:tr>")
        parts.append("</w:tbl>")
        return "".join(parts)

    def _cell(self, cell: CellDraft, above: Line | None, below: Line | None) -> str:
        top, right, bottom, left = cell.padding
        room = (top + (above.space if above else 0), left, bottom + (below.space if below else 0), right)
        margins = "".join(
            f'<w:{side} w:w="{twips(size)}" w:type="dxa"/>'
            for side, size in zip(_CELL_SIDES, room, strict=True)
            if size
        )
        sides = zip(_CELL_SIDES, (cell.borders[0], cell.borders[3], cell.borders[2], cell.borders[1]), strict=True)
        borders = "".join(Line.of(border).xml(side, space=False) for side, border in sides if border.width)
        align = {"middle": "center", "bottom": "bottom"}.get(cell.align, "")
        parts = (
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(cell.width)}" w:type="dxa"/>',
            f"<w:tcBorders>{borders}</w:tcBorders>" if borders else "",
            f"<w:tcMar>{margins}</w:tcMar>" if margins else "",
            f'<w:vAlign w:val="{align}"/>' if align else "",
            f"</w:tcPr>{self.leaves(cell.leaves)}</w:tc>",
        )
        return "".join(parts)


def relations_xml(relations: Sequence[Relation]) -> bytes:
    """Return the list of a part's relations."""
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{one.kind}" Target="{escape(one.target)}"'
        f"{_OUTSIDE if one.outside else ''}/>"
        for number, one in enumerate(relations, 1)
    )
    schema = "http://schemas.openxmlformats.org/package/2006/relationships"
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{start}<Relationships xmlns="{schema}">{inner}</Relationships>'.encode()
