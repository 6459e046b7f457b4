"""Files held against the checksums in the register."""

from __future__ import annotations

import hashlib
from pathlib import Path

from correspondence.entries import REISSUED, Entry
from correspondence.register import Register
from correspondence.registering import check_files
from tests.register.making import AT, MAILING, TEMPLATE, made


def keep(root: Path, register: Register, recipient: str, content: str) -> Path:
    """Write a letter, and register it."""
    file = root / "output" / MAILING / f"{recipient}.pdf"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    register.append([made(recipient, files={file.relative_to(root).as_posix(): sha256})])
    return file


def found(register: Register, root: Path, mailing: str = "") -> list[tuple[str, str]]:
    return [(Path(one.file).name, one.result) for one in check_files(register, root, mailing).findings]


def test_files_are_sound_missing_altered_or_unknown(register: Register, tmp_path: Path) -> None:
    files = {name: keep(tmp_path, register, name, name) for name in ("a", "b", "c")}
    fixity = check_files(register, tmp_path)
    assert (fixity.checked, fixity.findings) == (3, ())
    files["a"].unlink()
    files["b"].write_text("B")
    for name in ("manifest.json", "failed.txt", ".journal", "stray.pdf"):
        (files["c"].parent / name).touch()
    assert found(register, tmp_path) == [("a.pdf", "missing"), ("b.pdf", "altered"), ("stray.pdf", "unknown")]
    assert found(register, tmp_path, "other") == []
    assert [one.entry.recipient for one in check_files(register, tmp_path).findings if one.entry] == ["a", "b"]


def test_the_newest_checksum_of_a_file_counts(register: Register, tmp_path: Path) -> None:
    keep(tmp_path, register, "a", "first")
    keep(tmp_path, register, "a", "second")
    assert found(register, tmp_path) == []
    (tmp_path / "output" / MAILING / "a.pdf").write_text("first")
    assert found(register, tmp_path) == [("a.pdf", "altered")]


def test_a_file_outside_the_workspace_is_known_by_its_whole_path(register: Register, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere" / "a.pdf"
    outside.parent.mkdir()
    outside.write_text("a")
    register.append([made("a", files={str(outside): hashlib.sha256(b"a").hexdigest()})])
    assert found(register, tmp_path / "office") == []
    (outside.parent / "stray.pdf").touch()
    assert [one.file for one in check_files(register, tmp_path / "office").findings] == [
        str(outside.parent / "stray.pdf")
    ]


def test_a_voided_letter_may_be_taken_away_but_not_altered(register: Register, tmp_path: Path) -> None:
    file = keep(tmp_path, register, "a", "a")
    register.append([Entry("voided", MAILING, AT, recipient="a", template=TEMPLATE)])
    file.write_text("A")
    assert found(register, tmp_path) == [("a.pdf", "altered")]
    file.unlink()
    assert found(register, tmp_path) == []
    register.append([Entry("amended", MAILING, AT, recipient="a", template=TEMPLATE, details={REISSUED: True})])
    assert found(register, tmp_path) == [("a.pdf", "missing")]


def test_a_folder_in_the_place_of_a_file_cannot_be_read(register: Register, tmp_path: Path) -> None:
    file = keep(tmp_path, register, "a", "a")
    file.unlink()
    file.mkdir()
    assert found(register, tmp_path) == [("a.pdf", "unreadable")]
