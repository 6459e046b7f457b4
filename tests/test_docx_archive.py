"""The archive of a Word file is the one that Python's own writer makes."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from correspondence.render.docx.archive import archived

PARTS = {
    "[Content_Types].xml": b"<Types/>",
    "_rels/.rels": b"<Relationships/>" * 50,
    "docProps/core.xml": b"",
    "word/document.xml": bytes(range(256)) * 300,
    "word/media/image1.png": b"\x89PNG\r\n" + bytes(2000),
}


def written_by_python() -> bytes:
    """Return the parts as the standard library archives them."""
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for name, content in PARTS.items():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.compress_type = ZIP_STORED if name.startswith("word/media/") else ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def test_an_archive_has_the_bytes_of_pythons_own() -> None:
    for _ in range(2):  # the second time, parts that letters share are kept
        assert archived(PARTS) == written_by_python()
    with ZipFile(io.BytesIO(archived(PARTS))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == PARTS
