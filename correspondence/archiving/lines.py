"""The files of a bag that say what is in it, as BagIt 1.0 has them (RFC 8493): from values to text, and back.

The library ``bagit`` is not used to make bags: it moves the files that it is given, takes the day from the clock,
lists tag files in the order in which the disk has them, and writes version 0.97. With the lines below, two bags of one
mailing are the same bytes; the tests hold them against that library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

ALGORITHMS: Mapping[str, int] = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
"""The algorithms of RFC 8493, section 2.4, with the hexadecimal digits of their checksums."""
OURS = ("sha256", "sha512")
"""Those of the bags that are made here."""
DECLARATION = "bagit.txt"
ABOUT = "bag-info.txt"
FETCH = "fetch.txt"
PAYLOAD = "data/"
MANIFEST = re.compile(r"(?P<tag>tag)?manifest-(?P<algorithm>[a-z0-9]+)\.txt")
VERSIONS = ("0.97", "1.0")
DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_ESCAPED = re.compile(r"%(0A|0D|25)", re.IGNORECASE)
_LINE = re.compile(r"(?P<digest>\S+)[ \t]+\*?(?P<name>.*\S.*)")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a manifest.

    Attributes:
        number: Which line, counted from 1.
        digest: The checksum, in small letters; empty where the line is none.
        name: The file that it is of.
    """

    number: int
    digest: str
    name: str


def manifest_of(checksums: Mapping[str, str]) -> bytes:
    """Write a manifest, its lines in the order of the names' bytes.

    Args:
        checksums: The checksum of each file, by its name in the bag.

    Example:
        >>> print(manifest_of({"data/b": "2f", "data/a 100%": "1e"}).decode())
        1e  data/a 100%25
        2f  data/b
        <BLANKLINE>
    """
    names = sorted(checksums, key=str.encode)
    return "".join(f"{checksums[name]}  {_encoded(name)}\n" for name in names).encode()


def lines_of(text: str, algorithm: str) -> Iterator[Line]:
    """Yield the lines of a manifest."""
    digits = re.compile(rf"[0-9a-f]{{{ALGORITHMS[algorithm]}}}")
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        found = _LINE.fullmatch(line)
        if found and digits.fullmatch(found["digest"].lower()):
            yield Line(number, found["digest"].lower(), _decoded(found["name"]))
        elif line.strip():
            yield Line(number, "", "")


def tags_of(fields: Iterable[tuple[str, str]]) -> bytes:
    r"""Write a tag file; a label whose value is empty is left out.

    Example:
        >>> tags_of([("Source-Organization", "Office of Examples"), ("Contact-Name", "")])
        b'Source-Organization: Office of Examples\n'
    """
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in fields if value.strip()).encode()


def read_tags(text: str) -> Iterator[tuple[str, str]]:
    """Yield labels and values of a tag file; a line that begins with a blank goes on with the one before."""
    unfolded = re.sub(r"(?:\r\n|\n|\r)[ \t]+", " ", text)
    for line in re.split(r"\r\n|\n|\r", unfolded):
        label, colon, value = line.partition(":")
        if colon:
            yield label.strip(), value.strip()


def fault_of_name(name: str) -> str:
    """Say why a manifest must not name a file so, as the end of a sentence; empty where it may.

    Example:
        >>> fault_of_name("data/../../etc/passwd"), fault_of_name("data/letter.pdf")
        ('leads out of the bag', '')
    """
    parts = name.split("/")
    if name.startswith(("/", "~", "\\")) or _DRIVE.match(name):
        return "is an absolute name"
    if ".." in parts or ".." in name.split("\\"):
        return "leads out of the bag"
    if "" in parts or "." in parts:
        return "has an empty part"
    if any(ord(sign) < ord(" ") or "\ud800" <= sign <= "\udfff" for sign in name):
        return "has characters that no name may have"
    return ""


def _encoded(name: str) -> str:
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _decoded(name: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
