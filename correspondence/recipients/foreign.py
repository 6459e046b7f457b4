"""Files of other programs that hold tables and cannot be read, and what to do with each."""

from __future__ import annotations

import io
import zipfile
import zlib

from correspondence.errors import Problem, ProblemsError
from correspondence.recipients.cells import Table
from correspondence.recipients.separated import read_separated
from correspondence.recipients.workbook import MAIN, read_workbook

EXCEL = "save it as an Excel workbook (.xlsx) or as CSV UTF-8"
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
OTHERS = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a text in rich format (RTF)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
)
"""How files begin that are no tables, though some programs call them so."""


def read_table(content: bytes, file: str, sheet: str = "") -> Table:
    """Begin to read a table, of whatever kind the file is.

    Args:
        content: The file; what it holds decides, not its name.
        file: Its name for messages.
        sheet: Name of a workbook's sheet; the first one that is shown where it is empty.

    Raises:
        ProblemsError: It is none that can be read.
    """
    if content.startswith(ZIP):
        what = _zipped(content)
        if what:
            raise ProblemsError([Problem(file, f"the file is {what}", f"open it in its program and {EXCEL}")])
        return read_workbook(content, file, sheet)
    if content.startswith(OLE):
        raise ProblemsError([_old(content, file)])
    for beginning, what in OTHERS:
        if content.lstrip()[: len(beginning)].lower() == beginning.lower():
            remedy = f"open it in the spreadsheet program and {EXCEL}"
            raise ProblemsError([Problem(file, f"the file is {what} and no table", remedy)])
    if sheet:
        message = f'the file has no sheets, and "{sheet}" was named'
        raise ProblemsError([Problem(file, message, "name the file alone")])
    if not content.strip():
        raise ProblemsError([Problem(file, "the file is empty", "write headings in its first row")])
    return read_separated(content, file)


def _zipped(content: bytes) -> str:
    """Say which other kind of file a ZIP file is, empty where it is a workbook or damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.lower() for name in archive.namelist()}
            kind = ""
            if "mimetype" in archive.namelist():
                with archive.open("mimetype") as stream:
                    kind = stream.read(100).decode("ascii", "replace")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError, zlib.error):
        return ""
    if MAIN in names:
        return ""
    if "opendocument" in kind:
        return "an OpenDocument file (LibreOffice)"
    if any(name.endswith(".iwa") or name.startswith("index.zip") for name in names):
        return "of Apple Numbers"
    if "xl/workbook.bin" in names:
        return "a binary workbook (.xlsb)"
    if "word/document.xml" in names:
        return "a Word document"
    return "a ZIP file and no workbook"


def _old(content: bytes, file: str) -> Problem:
    """Tell an old workbook from one that is locked."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            locked = container.exists("EncryptedPackage")
    except (OSError, ValueError, TypeError, IndexError, AttributeError):
        locked = False
    if locked:
        remedy = "take the password away in the spreadsheet program (File, Info, Protect Workbook), and save it"
        return Problem(file, "the workbook is protected by a password", remedy)
    remedy = f"open it in the spreadsheet program and {EXCEL}"
    return Problem(file, "the file is of an old program (.xls)", remedy)
