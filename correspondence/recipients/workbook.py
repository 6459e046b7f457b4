"""Workbooks (XLSX): which sheets they have, and the rows of one of them.

A workbook is a ZIP file with XML in it (Office Open XML, ECMA-376). It is read as a stream, so that memory does not grow
with a sheet; documents that declare entities are refused, links out of the workbook are never followed, and parts that
unpack to more than any list needs are not unpacked.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from correspondence.errors import Problem, ProblemsError
from correspondence.fields import suggestion
from correspondence.recipients.cells import Row, Table
from correspondence.recipients.numerals import BUILT_IN
from correspondence.recipients.worksheet import SheetContext, SheetXml

MAIN, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
TEXTS, STYLES = "xl/sharedstrings.xml", "xl/styles.xml"
SHARED = "shared"
"""Name of the sheet that holds the values of all letters."""
LARGEST_PART = 300_000_000
"""Bytes; a sheet of 100,000 rows has some sixty million."""
LONGEST_FORMAT = 255
"""Characters of a number format that any spreadsheet program takes."""
CHUNK = 1 << 16
SAVE_ANEW = "open it in the spreadsheet program and save it anew as an Excel workbook (.xlsx)"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: its name, the part that holds it, whether it is shown."""

    name: str
    part: str
    visible: bool


class UnreadableError(Exception):
    """A part of a workbook cannot be read. ``reason`` says why, and ``remedy`` what to do."""

    def __init__(self, reason: str, remedy: str = SAVE_ANEW) -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(reason, remedy)


def read_workbook(content: bytes, file: str, wanted: str = "") -> Table:
    """Begin to read a sheet of a workbook.

    Args:
        content: The file.
        file: Its name for messages.
        wanted: The sheet's name; the first one that is shown where it is empty.

    Returns:
        The sheet. Its rows are read as they are gone through.

    Raises:
        ProblemsError: It is no workbook that can be read, or has no such sheet.
    """
    try:
        book = _Book(zipfile.ZipFile(io.BytesIO(content)))
        sheets = book.sheets()
        context = book.context()
        table = book.table(_chosen(sheets, wanted, file), context, file)
        shared = next((sheet for sheet in sheets if sheet.name.strip().lower() == SHARED), None)
        if shared is not None and shared.name != table.sheet:
            table.shared = book.table(shared, context, file)
    except UnreadableError as error:
        raise ProblemsError([Problem(file, f"the workbook {error.reason}", error.remedy)]) from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        message = "the workbook is damaged or was cut off"
        raise ProblemsError([Problem(file, message, SAVE_ANEW)]) from error
    return table


def _chosen(sheets: tuple[Sheet, ...], wanted: str, file: str) -> Sheet:
    """Return the sheet that is meant."""
    if wanted:
        found = next((sheet for sheet in sheets if sheet.name == wanted), None) or next(
            (sheet for sheet in sheets if sheet.name.strip().lower() == wanted.strip().lower()), None
        )
        if found is None:
            names = tuple(sheet.name for sheet in sheets)
            remedy = f"choose one of {', '.join(names)}{suggestion(wanted, names)}"
            raise ProblemsError([Problem(file, f'the workbook has no sheet "{wanted}"', remedy)])
        return found
    shown = [sheet for sheet in sheets if sheet.visible and sheet.name.strip().lower() != SHARED]
    if not shown:
        raise UnreadableError("has no sheet that is shown", "unhide the sheet with the list, and save it")
    return shown[0]


class _Book:
    """An open workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}

    def sheets(self) -> tuple[Sheet, ...]:
        """Return the sheets with cells, in the order of their tabs."""
        if MAIN not in self.names:
            raise UnreadableError("holds no list: it is another kind of file", SAVE_ANEW)
        targets: dict[str, str] = {}

        def relation(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
                target = attributes.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
                targets[attributes.get("Id", "")] = path

        self.read(RELATIONS, relation)
        found: list[Sheet] = []

        def sheet(name: str, attributes: Mapping[str, str]) -> None:
            if name == "sheet":
                reference = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                if reference in targets:
                    visible = attributes.get("state", "visible") == "visible"
                    found.append(Sheet(attributes.get("name", ""), targets[reference], visible))
            elif name == "workbookPr":
                self.from_1904 = attributes.get("date1904", "0").lower() in {"1", "true", "on"}

        self.from_1904 = False
        self.read(MAIN, sheet)
        if not found:
            raise UnreadableError("has no sheet with cells")
        return tuple(found)

    def context(self) -> SheetContext:
        """Return what the cells of every sheet refer to: texts, and the formats of numbers."""
        return SheetContext(self._texts(), self._formats(), self.from_1904)

    def table(self, sheet: Sheet, context: SheetContext, file: str) -> Table:
        """Return a sheet whose rows are read as they are gone through."""
        table = Table(sheet.name, iter(()))
        table.rows = self._rows(sheet, SheetXml(context, table), file)
        return table

    def _rows(self, sheet: Sheet, reader: SheetXml, file: str) -> Iterator[Row]:
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
        parser.CharacterDataHandler = reader.text
        try:
            for chunk in self.chunks(sheet.part):
                _feed(parser, chunk)
                yield from reader.taken()
            _feed(parser, b"", last=True)
            yield from reader.taken()
        except UnreadableError as error:
            problem = Problem(file, f"the sheet {error.reason}", error.remedy, sheet=sheet.name)
            raise ProblemsError([problem]) from error

    def _texts(self) -> list[str]:
        """Return the texts that cells refer to by their number (18.4.8); readings in another script are left out."""
        found = _Texts()
        if TEXTS in self.names:
            self.read(TEXTS, found.start, found.end, found.text)
        return found.texts

    def _formats(self) -> list[str]:
        """Return the number format of each style (18.8.10)."""
        own: dict[int, str] = {}
        formats: list[str] = []
        inside: list[str] = []

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "numFmt" and "dxf" not in inside:
                own[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:LONGEST_FORMAT]
            elif name == "xf" and inside and inside[-1] == "cellXfs":
                number = _number(attributes.get("numFmtId"))
                formats.append(own.get(number) or BUILT_IN.get(number, "General"))
            inside.append(name)

        def end(name: str) -> None:
            del name
            inside.pop()

        if STYLES in self.names:
            self.read(STYLES, start, end)
        return formats

    def read(
        self,
        part: str,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Go through a part; names come without their prefix."""
        parser = _parser()
        parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
        if end is not None:
            parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        if text is not None:
            parser.CharacterDataHandler = text
        for chunk in self.chunks(part):
            _feed(parser, chunk)
        _feed(parser, b"", last=True)

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield a part piece by piece.

        Raises:
            UnreadableError: It is not there, is damaged, or unpacks to more than any list needs.
        """
        name = self.names.get(part.lower())
        if name is None:
            raise UnreadableError(f"lacks its part {part}")
        entry = self.archive.getinfo(name)
        if entry.flag_bits & 1:
            raise UnreadableError("is protected by a password", "take the password away in the spreadsheet program")
        unpacked = 0
        try:
            with self.archive.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    unpacked += len(chunk)
                    if unpacked > LARGEST_PART:
                        remedy = "delete what is not part of the list, or part the list"
                        raise UnreadableError(f"unpacks to more than {LARGEST_PART // 1_000_000} MB", remedy)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise UnreadableError("is damaged or was cut off") from error


class _Texts:
    """Takes the events of a parser that goes through the shared texts."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.parts: list[str] = []
        self.wanted = self.phonetic = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        del attributes
        if name == "si":
            self.parts = []
        elif name == "t":
            self.wanted = not self.phonetic
        elif name == "rPh":
            self.phonetic = True

    def text(self, words: str) -> None:
        if self.wanted:
            self.parts.append(words)

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append("".join(self.parts))
        elif name == "t":
            self.wanted = False
        elif name == "rPh":
            self.phonetic = False


def _parser() -> expat.XMLParserType:
    """Return a parser that takes no declarations: no part of a workbook has any, but an attack has."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise UnreadableError("declares entities, which no spreadsheet program does")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _feed(parser: expat.XMLParserType, chunk: bytes, *, last: bool = False) -> None:
    try:
        parser.Parse(chunk, last)
    except expat.ExpatError as error:
        raise UnreadableError("is damaged: its XML cannot be read") from error


def _number(text: str | None) -> int:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,9}", text) else 0
