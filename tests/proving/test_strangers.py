"""What strangers may hand to ``regenerate`` and ``verify``: each a clear message, and nothing written."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from correspondence.confined import Limits
from correspondence.provenance import Source, read_record, with_sources
from correspondence.proving import NotRegeneratedError, regenerate
from tests.command_line import command
from tests.proving.conftest import RECORD
from tests.proving.office import clean, foreign, retold, tampered

TEMPLATE, STYLE = "templates/psp-questionnaire.md", "templates/layouts/letter/style.css"


def templated(words: str) -> Callable[[bytes], bytes]:
    """Return what puts words into a letter's template, with every checksum put right."""
    return lambda record: tampered(
        record, TEMPLATE, lambda text: text.replace(b"Thank you", f"{words}\n\nThank you".encode())
    )


def said_otherwise(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Return what changes the text in which a record says what it is, and puts the checksum right."""

    def change(record: bytes) -> bytes:
        read = read_record(record)
        assert old in read.written
        return with_sources(clean(record), read.sources, read.written.replace(old, new), read.provenance.dated)

    return change


def out_of_the_folder(record: bytes) -> bytes:
    sources = read_record(record).provenance.sources
    return retold(record, sources=(dataclasses.replace(sources[0], name="../../elsewhere.yaml"), *sources[1:]))


def elsewhere_in_it(record: bytes) -> bytes:
    sources = read_record(record).provenance.sources
    return retold(record, sources=(dataclasses.replace(sources[0], name="output/x.yaml"), *sources[1:]))


def named_twice(record: bytes) -> bytes:
    read = read_record(record)
    first = read.provenance.sources[0]
    twice = (*read.provenance.sources, Source(first.name, first.attachment, first.role, first.size, first.sha256))
    return retold(record, sources=twice)


CASES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "it is no PDF; name a record copy, such as record/ID.pdf"),
    "text": (lambda _: b"A letter.\n", "it is no PDF; name a record copy, such as record/ID.pdf"),
    "letter": (clean, "it holds no source; name its record copy, record/ID.pdf, if there is one"),
    "stump": (lambda record: record[:20000], "it (is damaged; put back the copy|holds no source; name its record).+"),
    "encrypted": (lambda record: foreign(record, [], "secret"), "it is encrypted; save it without a password"),
    "many files": (
        lambda record: foreign(clean(record), [(f"{number}.txt", b"x") for number in range(2000)]),
        r"it holds more than .+ files.*; do not use the file; ask whoever sent it",
    ),
    "too much": (
        lambda record: foreign(clean(record), [("large.txt", bytes(160_000_000))]),
        r"it holds more than a record does \(400 files, 150 MB\); do not use the file; ask whoever sent it",
    ),
    "path outside": (
        lambda record: foreign(clean(record), [("../../evil.yaml", b"x")]),
        r'it holds a file with the name "\.\./\.\./evil\.yaml", which would lie outside the folder; .+',
    ),
    "one name twice": (
        lambda record: foreign(clean(record), [("a.txt", b"x"), ("a.txt", b"y")]),
        "it holds two files with the name a.txt; put back the copy that was kept of it",
    ),
    "source outside": (
        out_of_the_folder,
        r'it cannot be used: its provenance.json names the file "\.\./\.\./elsewhere\.yaml", which would lie outside the folder; .+',
    ),
    "source elsewhere": (elsewhere_in_it, "it holds output/x.yaml, which is no part of a document; .+"),
    "source twice": (named_twice, "it is not what it says: provenance.json names a file twice; .+"),
    "newer": (
        said_otherwise(b"provenance/1", b"provenance/2"),
        r"it cannot be used: a newer version of this program made it \(.+ of version 2, .+ up to 1\); install the newest version of .+",
    ),
    "no JSON": (said_otherwise(b"{", b"["), "it cannot be used: its provenance.json is no JSON that can be read; .+"),
    "nonsense": (
        said_otherwise(b'"origin": "letter"', b'"origin": "poem"'),
        'it cannot be used: "origin" in its provenance.json is wrong; .+',
    ),
    "other names": (
        said_otherwise(b'"name": "stockton.docx"', b'"name": "manifest.json"'),
        "it says that files went out under names that are not theirs; .+",
    ),
    "other checksum": (
        said_otherwise(b'"sha256": "', b'"sha256": "0'),
        'it cannot be used: "sent" in its provenance.json is wrong; .+',
    ),
    "another template": (
        said_otherwise(b'"template": "psp-questionnaire"', b'"template": "../../etc"'),
        'it cannot be used: "template" in its provenance.json is wrong; .+',
    ),
    "endless": (
        templated("{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}"),
        "what it holds does not become a document: .+",
    ),
    "large": (templated('{{ "a" * 9999999999 }}'), "what it holds does not become a document: .+"),
    "reading": (templated('{% include "/etc/passwd" %}'), "what it holds does not become a document: .+"),
    "picture outside": (
        templated("![A picture](../../../../../etc/passwd)"),
        "what it holds does not become a document: there is no such picture.+",
    ),
    "picture from the network": (
        templated("![A picture](http://127.0.0.1:9/x.png)"),
        "what it holds does not become a document: .+comes from the network.+",
    ),
    "Python": (templated("{{ ''.__class__.__mro__ }}"), "what it holds does not become a document: .+"),
    "style outside": (
        lambda record: tampered(record, STYLE, lambda text: b'@import "../../../../../etc/passwd";\n' + text),
        "what it holds does not become a document: .+",
    ),
    "font outside": (
        lambda record: tampered(
            record, STYLE, lambda text: text + b'@font-face { font-family: "X"; src: url(file:///etc/passwd) }\n'
        ),
        "what it holds does not become a document: .+",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_cannot_be_used_is_told_and_nothing_is_written(
    name: str, record: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, message = CASES[name]
    monkeypatch.chdir(tmp_path)
    Path("found.pdf").write_bytes(change(record))
    said = command("regenerate", "found.pdf")
    assert (said.status, said.out) == (1, "")
    first, last = said.err.splitlines()
    assert re.fullmatch(f"nothing was made from found.pdf: {message}", first), first
    assert last == "0 files made, 0 the very bytes, 1 record not."
    assert [path.name for path in tmp_path.iterdir()] == ["found.pdf"]
    verified = command("verify", "found.pdf")
    assert verified.status == 1
    assert verified.lines[0] in {"found.pdf: CHANGED", "found.pdf: unknown"}
    assert len(verified.lines) > 1
    assert "Traceback" not in said.err + verified.err


def test_work_without_end_is_stopped(office: Path, tmp_path: Path) -> None:
    with pytest.raises(NotRegeneratedError) as stopped:
        regenerate(office / "output" / RECORD, tmp_path / "made", Limits(seconds=0.05))
    assert str(stopped.value).endswith(
        "making it took longer than 0.05 seconds, and was stopped; do not use the file, and ask whoever sent it"
    )
    assert not (tmp_path / "made").exists()


def test_no_file_is_overwritten(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    record = office / "output" / RECORD
    mine = Path("regenerated/stockton.docx")
    mine.parent.mkdir()
    mine.write_text("My own.", "utf-8")
    refused = command("regenerate", record)
    assert refused.status == 1
    assert refused.err.startswith(
        "regenerated/stockton.docx is there already, and is another file; nothing was made from "
    )
    assert [path.name for path in mine.parent.iterdir()] == ["stockton.docx"]
    assert mine.read_text("utf-8") == "My own."
    mine.unlink()
    assert command("regenerate", record).status == 0
    again = command("regenerate", record, "--output", "regenerated")
    assert (again.status, again.err) == (0, "3 files made, 3 the very bytes.\n")


def test_the_letter_is_made_again_from_a_record_whose_pages_are_spoiled(
    office: Path, record: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("found.pdf").write_bytes(record[:900] + bytes(5000) + record[5900:])
    said = command("regenerate", "found.pdf")
    assert (said.status, said.err) == (1, "3 files made, 2 the very bytes.\n")
    assert said.lines == [
        "regenerated/stockton.pdf  the very bytes",
        "regenerated/stockton.docx  the very bytes",
        "regenerated/record/stockton.pdf  OTHER bytes than the record that was given",
    ]
    assert Path("regenerated/record/stockton.pdf").read_bytes() == record
    assert (
        Path("regenerated/stockton.pdf").read_bytes()
        == (office / "output" / "psp-2017-08-03" / "stockton.pdf").read_bytes()
    )
    assert command("verify", "found.pdf").lines[:2] == [
        "found.pdf: CHANGED",
        "  byte 900: the PDF that went out was changed: stockton.pdf had another checksum",
    ]


def test_a_record_that_is_not_there_is_told(tmp_path: Path) -> None:
    said = command("regenerate", tmp_path / "nowhere.pdf", tmp_path)
    assert said.status == 1
    assert said.err.splitlines()[1:4:2] == [
        "  the file cannot be read (No such file or directory); see to its name and permissions",
        "  the file cannot be read (Is a directory); see to its name and permissions",
    ]
