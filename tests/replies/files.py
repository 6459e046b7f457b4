"""Files such as come back, made when the tests run."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pypdfium2 as pdfium
from weasyprint import HTML

from correspondence.reply import SentForm

if TYPE_CHECKING:
    from PIL import Image

OPTIONS = ("yes", "no", "partial", "not_applicable")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def sent_form(*questions: str) -> SentForm:
    """Return what readers know of the sample's form."""
    controls: dict[str, tuple[str, ...]] = {}
    for one in questions or ("facility-access", "release-notice", "detainer-requests"):
        controls |= {one: OPTIONS, f"{one}_explanation": (), f"{one}_citation": ()}
    return SentForm({**controls, "respondent_name": (), "respondent_title": (), "respondent_date": ()})


@cache
def pdf_of(text: str, style: str = "") -> bytes:
    """Set paragraphs, parted by blank lines, on letter paper."""
    paragraphs = "".join(f"<p>{escape(one)}</p>" for one in text.split("\n\n"))
    return pdf_of_html(paragraphs, style)


@cache
def pdf_of_html(body: str, style: str = "") -> bytes:
    """Set a web page on letter paper."""
    look = f"@page {{ size: letter; margin: 1in }} body {{ font: 11pt/14pt 'Liberation Serif' }} {style}"
    content = HTML(string=f"<html lang=en><style>{look}</style><body>{body}</body></html>").write_pdf()
    assert isinstance(content, bytes)
    return content


def scan_of(content: bytes, page: int = 1, dpi: int = 200) -> Image.Image:
    """Return a page's picture in shades of gray."""
    pdf = pdfium.PdfDocument(content)
    picture: Image.Image = pdf[page - 1].render(scale=dpi / 72).to_pil().convert("L")
    pdf.close()
    return picture


def saved(picture: Image.Image, kind: str) -> bytes:
    """Return a picture as a file."""
    content = io.BytesIO()
    picture.save(content, kind, **({"resolution": 200} if kind == "PDF" else {}))
    return content.getvalue()


def word_of(body: str, extra: Mapping[str, str] | None = None, relations: str = "") -> bytes:
    """Return a Word file with a body of WordprocessingML."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}">{relations}</Relationships>',
        **(extra or {}),
    }
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def relation(number: int, kind: str, target: str, mode: str = "") -> str:
    """Return a relationship of a Word file's body."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="x{number}" Type="{office}/{kind}" Target="{target}"{mode}/>'


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """Return a paragraph of WordprocessingML."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


Tree = dict[str, "bytes | Tree"]


def outlook_file(
    texts: Mapping[int, str], binaries: Mapping[int, bytes] | None = None, attachments: Sequence[Tree] = ()
) -> bytes:
    """Return a mail as Outlook saves it: a compound file of properties (MS-OXMSG, MS-CFB)."""
    return compound_file(outlook_tree(texts, binaries, attachments))


def outlook_tree(
    texts: Mapping[int, str],
    binaries: Mapping[int, bytes] | None = None,
    attachments: Sequence[Tree] = (),
    head: int = 32,
) -> Tree:
    """Return the streams and storages of a mail."""
    table = b"".join(_entry(number, 0x1F, 2 * len(text) + 2) for number, text in texts.items())
    table += b"".join(_entry(number, 0x102, len(content)) for number, content in (binaries or {}).items())
    counts = struct.pack("<8xIIII", 0, len(attachments), 0, len(attachments)).ljust(head, b"\0")
    tree: Tree = {"__properties_version1.0": counts + table}
    for number, text in texts.items():
        tree[f"__substg1.0_{number:04X}001F"] = text.encode("utf-16-le")
    for number, content in (binaries or {}).items():
        tree[f"__substg1.0_{number:04X}0102"] = content
    for number, attachment in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = attachment
    return tree


def attached(name: str, content: bytes | Tree) -> Tree:
    """Return an attachment's storage: a file, or a mail inside the mail."""
    mail = isinstance(content, dict)
    table = _entry(0x3707, 0x1F, 2 * len(name) + 2) + _entry(0x3701, 0xD if mail else 0x102, len(content))
    tree: Tree = {"__properties_version1.0": b"\0" * 8 + table, "__substg1.0_3707001F": name.encode("utf-16-le")}
    tree["__substg1.0_3701000D" if mail else "__substg1.0_37010102"] = content
    return tree


def _entry(number: int, kind: int, size: int) -> bytes:
    return struct.pack("<HHIQ", kind, number, 6, size)


def compound_file(tree: Tree) -> bytes:
    """Return a compound file of version 3 whose streams all lie in whole sectors."""
    entries: list[tuple[str, int, int, bytes]] = [("Root Entry", 5, 0, b"")]
    children: dict[int, list[int]] = {}

    def add(parent: int, branch: Tree) -> None:
        for name, content in branch.items():
            index = len(entries)
            children.setdefault(parent, []).append(index)
            if isinstance(content, dict):
                entries.append((name, 1, 0, b""))
                add(index, content)
            else:
                # A stream of less than 4,096 bytes would lie in smaller sectors; so what is short is made longer.
                entries.append((name, 2, len(content), content))

    add(0, tree)
    small = b"".join(_padded(one, 64) for _, _, size, one in entries if 0 < size < 4096)
    mini: list[int] = []
    starts: dict[int, int] = {}
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(content: bytes) -> int:
        first, count = len(sectors), -(-len(content) // SECTOR)
        for number in range(count):
            sectors.append(_padded(content[number * SECTOR : (number + 1) * SECTOR], SECTOR))
            fat.append(first + number + 1 if number + 1 < count else END)
        return first if count else END

    for index, (_, kind, size, content) in enumerate(entries):
        if kind == 2 and 0 < size < 4096:
            starts[index], count = len(mini), -(-size // 64)
            mini += [*range(len(mini) + 1, len(mini) + count), END]
        elif kind == 2:
            starts[index] = store(content)
    starts[0] = store(small)
    mini_start = store(struct.pack(f"<{len(mini)}I", *mini) + b"\xff" * (-len(mini) * 4 % SECTOR))
    directory = b""
    for index, (name, kind, size, _) in enumerate(entries):
        siblings = next((one for one in children.values() if index in one), [])
        place = siblings.index(index) if siblings else 0
        right = siblings[place + 1] if siblings and place + 1 < len(siblings) else FREE
        encoded = name.encode("utf-16-le") + b"\0\0"
        directory += encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
        directory += struct.pack("<III", FREE, right, children.get(index, [FREE])[0]) + b"\0" * 36
        directory += struct.pack("<IQ", starts.get(index, 0), len(small) if index == 0 else size)
    directory_start = store(_padded(directory, SECTOR))
    fat_sectors = 1
    while fat_sectors * 128 < len(sectors) + fat_sectors:
        fat_sectors += 1
    first_fat = len(sectors)
    fat += [FAT] * fat_sectors + [FREE] * (fat_sectors * 128 - len(sectors) - fat_sectors)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack(
        "<IIIIIIIII", 0, fat_sectors, directory_start, 0, 4096, mini_start, -(-len(mini) // 128), END, 0
    )
    header += struct.pack("<109I", *range(first_fat, first_fat + fat_sectors), *[FREE] * (109 - fat_sectors))
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _padded(content: bytes, size: int) -> bytes:
    return content + b"\0" * (-len(content) % size)
