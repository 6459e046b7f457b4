"""The bytes of lists: encodings, separators and quotation marks of CSV; workbooks that are damaged, locked or hostile."""

from __future__ import annotations

import io
import random
import zipfile
from typing import TYPE_CHECKING

import pytest

from correspondence.recipients import worksheet
from tests.sheets import HEADINGS, SOUND, book, only, problems, read, separated, told

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (("ID", "Name", "Organization"), ("a", "José Núñez", "Sheriff’s Office – “North”"))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_found_out(encoding: str, delimiter: str) -> None:
    found = only(separated(NAMES, delimiter, encoding), "list.csv")
    assert (found.name, found.organization) == NAMES[1][1:]


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_decides(mark: str) -> None:
    content = separated(NAMES, "\t", mark)
    assert only("\ufeff".encode(mark) + content, "list.csv").name == "José Núñez"


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (
            "ID,Name\na,José\nb,Ren".encode() + b"\xe9e\n",
            ['row 3: the byte 0xE9 is not UTF-8; save the file as "CSV UTF-8", or type the value again'],
        ),
        (
            b'ID,Name\na,"two\nlines"\nb,\x81\n',
            ['row 3: the byte 0x81 is not Windows-1252; save the file as "CSV UTF-8", or type the value again'],
        ),
        (
            b"\xff\xfeI\x00D\x00\n\x00a",
            ['row 2: the byte 0x61 is not UTF-16; save the file as "CSV UTF-8", or type the value again'],
        ),
        (b"", ["the file is empty; write headings in its first row"]),
        (b"  \n", ["the file is empty; write headings in its first row"]),
        (b",,\n,,\n", ["the sheet is empty; write headings in its first row, and a recipient in each row below"]),
        (b"ID,Name\n", ["row 1: there are no recipients; write a recipient in each row below the headings"]),
        (
            b"ID,Name\na,Eric \x00 Jones\n",
            ["row 2, column Name (B), name: the character U+0000 cannot be printed; delete it; it is invisible in most editors"],
        ),
        (
            b'ID,Name\nb d,B D\na,"Eric Jones\nc,C D\n',
            [
                'row 2, column ID (A), id: "b d" is not an id; use letters, digits, hyphens and underscores, and begin with a letter or digit',
                "row 3: a quotation mark is not closed, or another one stands inside the value; close it, and double each one inside a value that is quoted",
            ],
        ),
        (
            b'ID,Name\na,"Eric "Rick" Jones"\n',
            ["row 2: a quotation mark is not closed, or another one stands inside the value; close it, and double each one inside a value that is quoted"],
        ),
        (
            b"ID,Name\na,Jones, Eric\n\nb,Eric Jones,,\n",
            ["row 2: the row has 3 values, and there are 2 headings; put quotation marks round a value that holds what parts the values"],
        ),
        (b"%PDF-1.7\n", ["the file is a PDF and no table; open it in the spreadsheet program and save it as an Excel workbook (.xlsx) or as CSV UTF-8"]),
        (b'<?xml version="1.0"?><Workbook/>', ["the file is an XML file and no table; open it in the spreadsheet program and save it as an Excel workbook (.xlsx) or as CSV UTF-8"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_csv_is_told_by_its_row(content: bytes, lines: list[str]) -> None:
    assert told(content, "list.csv") == lines


def test_rows_are_counted_as_a_spreadsheet_program_shows_them() -> None:
    content = b'sep=;\r\nID;Name;Note\r\n\r\na;Eric Jones;"two\r\nlines; in one value"\r\nb;\r\n'
    assert told(content, "list.csv") == [
        "row 5: the row has neither a name nor an organization; write one of the two, or delete the row"
    ]
    sound = content.replace(b"b;", b"b;Kim Sample")
    assert [one.line for one in read(sound, "list.csv").recipients] == [4, 5]
    assert read(sound, "list.csv").recipients[0].extras["note"].plain() == "two\nlines; in one value"


def test_rows_may_be_shorter_than_the_headings() -> None:
    assert only(b"ID,Name,Region\na,Eric Jones\n", "list.csv").extras["region"].plain() is None


def parts(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = book([HEADINGS, SOUND])
SAVE = "open it in the spreadsheet program and save it anew as an Excel workbook (.xlsx)"
OTHERWISE = "save it as an Excel workbook (.xlsx) or as CSV UTF-8"


def changed(part: str, old: bytes, new: bytes) -> bytes:
    """Return the workbook with bytes of one part changed."""
    files = parts(WORKBOOK)
    assert old in files[part]
    return zipped({**files, part: files[part].replace(old, new, 1)})


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (WORKBOOK[: len(WORKBOOK) // 2], f"the workbook is damaged or was cut off; {SAVE}"),
        (b"PK\x03\x04" + bytes(100), f"the workbook is damaged or was cut off; {SAVE}"),
        (changed(SHEET, b"</row>", b""), f"sheet List: the sheet is damaged: its XML cannot be read; {SAVE}"),
        (
            changed(SHEET, b"<worksheet", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet'),
            f"sheet List: the sheet declares entities, which no spreadsheet program does; {SAVE}",
        ),
        (
            changed("xl/workbook.xml", b"<workbook", b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><workbook'),
            f"the workbook declares entities, which no spreadsheet program does; {SAVE}",
        ),
        (
            zipped({name: text for name, text in parts(WORKBOOK).items() if name != SHEET}),
            f"sheet List: the sheet lacks its part {SHEET}; {SAVE}",
        ),
        (changed("xl/workbook.xml", b'state="visible"', b'state="hidden"'), "the workbook has no sheet that is shown; unhide the sheet with the list, and save it"),
        (zipped({"word/document.xml": b"<a/>"}), f"the file is a Word document; open it in its program and {OTHERWISE}"),
        (zipped({"Index/Document.iwa": b""}), f"the file is of Apple Numbers; open it in its program and {OTHERWISE}"),
        (zipped({"xl/workbook.bin": b""}), f"the file is a binary workbook (.xlsb); open it in its program and {OTHERWISE}"),
        (zipped({"a.txt": b""}), f"the file is a ZIP file and no workbook; open it in its program and {OTHERWISE}"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), f"the file is of an old program (.xls); open it in the spreadsheet program and {OTHERWISE}"),
    ],
)  # fmt: skip
def test_a_workbook_that_cannot_be_read_is_told_with_its_remedy(content: bytes, line: str) -> None:
    assert told(content) == [line]


def test_a_workbook_that_is_locked_is_told(root: Path) -> None:
    del root
    assert told(locked()) == [
        "the workbook is protected by a password; take the password away in the spreadsheet program (File, Info, Protect Workbook), and save it"
    ]


def locked() -> bytes:
    """Return a compound file (MS-CFB) with a stream named EncryptedPackage, as Office writes one for a locked workbook."""
    import struct

    free, end, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF

    def entry(name: str, kind: int, child: int) -> bytes:
        text = name.encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            text,
            len(text) + 2 if name else 0,
            kind,
            1,
            none,
            none,
            child,
            bytes(16),
            0,
            0,
            0,
            end,
            0,
        )

    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6),
        0, 1, 1, 0, 4096, end, 0, end, 0, 0,
    )  # fmt: skip
    header = header[:76] + struct.pack("<I", 0) + struct.pack("<I", free) * 108
    table = struct.pack("<II", 0xFFFFFFFD, end) + struct.pack("<I", free) * 126
    directory = entry("Root Entry", 5, 1) + entry("EncryptedPackage", 2, none) + entry("", 0, none) * 2
    return header + table + directory


def test_what_unpacks_without_end_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("correspondence.recipients.workbook.LARGEST_PART", 1_000_000)
    bomb = changed(SHEET, b"</sheetData>", b"<row><c><v>1</v></c></row>" * 100_000 + b"</sheetData>")
    assert len(bomb) < 100_000
    line = "sheet List: the sheet unpacks to more than 1 MB; delete what is not part of the list, or part the list"
    assert told(bomb)[-1] == line


def test_problems_without_end_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("correspondence.recipients.sheets.MOST_PROBLEMS", 3)
    rows = [("ID", "Name"), *(("a b", "Eric Jones") for _ in range(20))]
    lines = told(separated(rows), "list.csv")
    assert len(lines) == 6
    assert (
        lines[-1]
        == "row 5: there are more than 3 problems above, and the rest of the list was not checked; mend them, and check it again"
    )


def test_a_row_of_very_many_cells_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    assert worksheet.MOST_COLUMNS == 16_384
    monkeypatch.setattr(worksheet, "MOST_COLUMNS", 20)
    wide = changed(SHEET, b"</sheetData>", b"<row>" + b"<c><v>1</v></c>" * 50_000 + b"</row></sheetData>")
    (surplus, *_) = told(wide)
    assert surplus.startswith("sheet List, row 3, column I: the column I has values and no heading")


def test_links_and_macros_of_a_workbook_are_left_alone() -> None:
    files = parts(WORKBOOK)
    files["xl/externalLinks/externalLink1.xml"] = b"<!DOCTYPE a><externalLink/>"
    files["xl/vbaProject.bin"] = b"\x00"
    assert only(zipped(files)).id == "eden"


def test_no_damage_ends_in_anything_but_problems() -> None:
    chance = random.Random(5)  # noqa: S311  (damage, not secrets)
    texts = separated([HEADINGS, SOUND], ";", "utf-16")
    files = parts(WORKBOOK)
    for _ in range(300):
        name = chance.choice([SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"])
        inner = bytearray(files[name])
        outer, text = bytearray(WORKBOOK), bytearray(texts)
        for damaged in (inner, outer, text):
            for _ in range(chance.randint(1, 4)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        for content in (zipped({**files, name: bytes(inner)}), bytes(outer), bytes(text)):
            assert all(one.message and one.remedy for one in problems(content))
