"""The archive that a Word file is: a ZIP whose parts are compressed once where many letters have the same ones."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

STORED, DEFLATED = 0, 8
VERSION, UNIX = 20, 3
FIRST_DAY = 1 << 5 | 1
"""1 January 1980, as ZIP writes days; the time is midnight."""
PLAIN_FILE = 0o100644 << 16
OF_ONE_LETTER = frozenset({"word/document.xml", "docProps/core.xml"})
LOCAL, CENTRAL, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s2B5H3L5HL"), struct.Struct("<4s4H2LH")
POSITION = struct.Struct("<L")


@dataclass(frozen=True, slots=True)
class Member:
    """A part as the archive holds it: what stands at its place, and its entry in the list, to which the place is added."""

    label: bytes
    content: bytes
    entry: bytes


def member(name: str, content: bytes) -> Member:
    """Return a part as the archive holds it, stamped 1980-01-01; pictures are stored as they are.

    Args:
        name: Its name, which is ASCII.
        content: What is in it.
    """
    return (_member if name in OF_ONE_LETTER else _kept)(name, content)


def _member(name: str, content: bytes) -> Member:
    kind = STORED if name.startswith("word/media/") else DEFLATED
    packed = content
    if kind == DEFLATED:
        compressor = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = compressor.compress(content) + compressor.flush()
    label = name.encode("ascii")
    sizes = (zlib.crc32(content), len(packed), len(content), len(label), 0)
    head = LOCAL.pack(b"PK\x03\x04", VERSION, 0, kind, 0, FIRST_DAY, *sizes)
    entry = CENTRAL.pack(b"PK\x01\x02", VERSION, UNIX, VERSION, 0, kind, 0, FIRST_DAY, *sizes, 0, 0, 0, PLAIN_FILE)
    return Member(label, b"".join((head, label, packed)), entry)


_kept = lru_cache(maxsize=64)(_member)


def joined(members: Iterable[Member]) -> bytes:
    """Return the ZIP (APPNOTE 6.3, 4.3) of parts in their order."""
    files: list[bytes] = []
    directory: list[bytes] = []
    position = count = 0
    for one in members:
        files.append(one.content)
        directory += (one.entry, POSITION.pack(position), one.label)
        position += len(one.content)
        count += 1
    index = b"".join(directory)
    return b"".join((*files, index, END.pack(b"PK\x05\x06", 0, 0, count, count, len(index), position, 0)))


def archived(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of parts in their order.

    Args:
        parts: The parts by their names.
    """
    return joined(member(name, content) for name, content in parts.items())
