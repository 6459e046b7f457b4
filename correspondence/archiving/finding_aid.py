"""The finding aid: every file of a bag with what the National Archives must be told of it.

The first seven columns are the elements of NARA Bulletin 2015-04, "Metadata Guidance for the Transfer of Permanent
Electronic Records", appendix A, whose rights are told as restrictions of access and of use; series and disposition
authority tie the files to the records schedule (36 CFR 1235.48); size and checksum let each file be counted and proved.
Such a list is a sheet whose fields are parted by the pipe character (NARA, Records Express, March 21, 2016). A file's
finding aid lists every file of a transfer (36 CFR 1232.16).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from correspondence.archiving.contents import Piece
from correspondence.register.sheets import FORMULA
from correspondence.templates import ArchiveSettings

FINDING_AID = "finding-aid.csv"
COLUMNS = (
    *("File Name", "Record ID", "Title", "Description", "Creator", "Creation Date"),
    *("Access Restriction", "Use Restriction", "Series", "Disposition Authority"),
    *("File Format", "File Size", "SHA-256"),
)
FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "css": "text/css",
        "csv": "text/csv",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "eml": "message/rfc822",
        "html": "text/html",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "json": "application/json",
        "jsonl": "application/jsonl",
        "md": "text/markdown",
        "msg": "application/vnd.ms-outlook",
        "otf": "font/otf",
        "pdf": "application/pdf",
        "png": "image/png",
        "rtf": "application/rtf",
        "tif": "image/tiff",
        "tiff": "image/tiff",
        "ttf": "font/ttf",
        "txt": "text/plain",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "yaml": "application/yaml",
        "yml": "application/yaml",
    }
)
"""Media types by the endings of files: our own table, as that of a system differs from machine to machine."""


def finding_aid(files: Iterable[tuple[Piece, str, int, str]], settings: ArchiveSettings) -> bytes:
    """Write the finding aid.

    Args:
        files: The files, each with its name in the bag, its size in bytes and its SHA-256 checksum.
        settings: What the office says of its records.

    Returns:
        A line for each file below one with the columns' names, in UTF-8. In a value, a pipe becomes a broken bar, and
        the end of a line a blank, so that each line has as many pipes as the first, however it is read.
    """
    sheet = io.StringIO()
    written = csv.writer(sheet, delimiter="|", lineterminator="\n")
    written.writerow(COLUMNS)
    for piece, name, size, sha256 in files:
        told = piece.described
        written.writerow(
            [
                name,
                *map(in_a_field, (told.record, told.title, told.description, told.creator)),
                told.date.isoformat(),
                *map(in_a_field, (settings.access_restriction, settings.use_restriction)),
                *map(in_a_field, (settings.series, settings.disposition_authority)),
                FORMATS.get(name.rpartition(".")[2].lower(), "application/octet-stream"),
                size,
                sha256,
            ]
        )
    return sheet.getvalue().encode()


def in_a_field(value: str) -> str:
    r"""Return a value as it can stand between two pipes.

    Example:
        >>> in_a_field("Fire | Rescue\nTown of Examples"), in_a_field("=1+1")
        ('Fire ¦ Rescue Town of Examples', "'=1+1")
    """
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in value).split()).replace("|", "¦")
    return f"'{plain}" if FORMULA.match(plain) else plain
