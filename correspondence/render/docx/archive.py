"""The archive that a Word file is: a ZIP whose parts are compressed once where many letters have the same ones."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from functools import lru_cache

STORED, DEFLATED = 0, 8
VERSION, UNIX = 20, 3
FIRST_DAY = 1 << 5 | 1
"""1 January 1980, as ZIP writes days; the time is midnight."""
PLAIN_FILE = 0o100644 << 16
OF_ONE_LETTER = frozenset({"word/document.xml", "docProps/core.xml"})
LOCAL, CENTRAL, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s2B5H3L5H2L"), struct.Struct("<4s4H2LH")


def archived(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP (APPNOTE 6.3, 4.3) of parts in their order, all of them stamped 1980-01-01; pictures are stored as they are.

    Args:
        parts: The parts by their names, which are ASCII.
    """
    files: list[bytes] = []
    directory: list[bytes] = []
    position = 0
    for name, content in parts.items():
        kind = STORED if name.startswith("word/media/") else DEFLATED
        sign, packed = (_deflated if name in OF_ONE_LETTER else _kept)(content, kind)
        label = name.encode("ascii")
        sizes = (sign, len(packed), len(content), len(label), 0)
        head = LOCAL.pack(b"PK\x03\x04", VERSION, 0, kind, 0, FIRST_DAY, *sizes)
        directory.append(
            CENTRAL.pack(
                *(b"PK\x01\x02", VERSION, UNIX, VERSION, 0, kind, 0, FIRST_DAY, *sizes, 0, 0, 0, PLAIN_FILE, position)
            )
            + label
        )
        files += (head, label, packed)
        position += len(head) + len(label) + len(packed)
    index = b"".join(directory)
    end = END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(index), position, 0)
    return b"".join((*files, index, end))


def _deflated(content: bytes, kind: int) -> tuple[int, bytes]:
    """Return the checksum of a part and the part as the archive holds it."""
    if kind == STORED:
        return zlib.crc32(content), content
    compressor = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return zlib.crc32(content), compressor.compress(content) + compressor.flush()


_kept = lru_cache(maxsize=64)(_deflated)
