"""What verify says of files: those that are as they went out, and those that somebody changed."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from correspondence.provenance import read_record
from correspondence.proving.examining import Examined, examined
from tests.command_line import Outcome, command
from tests.proving.conftest import RECORD
from tests.proving.office import clean, foreign, resaved, retold, tampered, with_pdf
from tests.test_docs import contract

TEMPLATE, PICTURE = "templates/psp-questionnaire.md", "templates/senders/signatures/alan-hanson.png"
STYLE, VALUES = "templates/layouts/letter/style.css", "recipients/psp-2017-08-03.yaml"


def told(folder: Path, content: bytes, name: str = "found.pdf") -> Outcome:
    """Verify a file that lies in a folder which is no workspace."""
    path = folder / name
    path.write_bytes(content)
    return command("verify", path)


def looked_at(content: bytes, folder: Path) -> Examined:
    """Examine a record in this process."""
    folder.mkdir()
    return examined(content, folder)


def as_json(*words: str | Path, status: int, workspace: Path | None = None) -> list[dict[str, Any]]:
    from jsonschema import Draft202012Validator

    said = command("verify", *words, "--json", workspace=workspace)
    whole = json.loads(said.out)
    assert [error.message for error in Draft202012Validator(contract("verified")).iter_errors(whole)] == []
    assert said.status == status
    found: list[dict[str, Any]] = whole["files"]
    return found


def test_a_mailing_as_it_was_made_is_vouched_for_file_by_file(office: Path) -> None:
    found = as_json(office / "output" / "psp-2017-08-03", status=0, workspace=office)
    results = {Path(one["file"]).relative_to(office / "output" / "psp-2017-08-03").as_posix(): one for one in found}
    assert {name: (one["result"], one["register"]) for name, one in results.items()} == {
        **{
            f"stockton{ending}": ("registered", "registered") for ending in (".pdf", ".docx", ".form.pdf", ".form.docx")
        },
        "record/stockton.pdf": ("identical", "registered"),
        "record/stockton.form.pdf": ("identical", "registered"),
    }
    assert all(one["signatures"] == [] and one["differences"] == [] for one in found)


def test_a_record_is_vouched_for_without_a_workspace_and_a_letter_is_not(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    record = Path(shutil.copy(office / "output" / RECORD, tmp_path))
    letter = Path(shutil.copy(office / "output" / "psp-2017-08-03" / "stockton.docx", tmp_path))
    said = command("verify", record, letter)
    assert (said.status, said.err) == (1, "2 files verified: 1 identical, 1 unknown.\n")
    assert said.lines == [
        f"{record.name}: identical: what is made from its sources is this file, byte for byte",
        f"{letter.name}: unknown",
        "  the file: it holds no source, and no register was asked",
    ]


def test_a_registered_file_that_was_changed_is_not_what_it_was(office: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(office, tmp_path / "office"))
    letter = copied / "output" / "psp-2017-08-03" / "stockton.pdf"
    letter.write_bytes(letter.read_bytes() + b"%\n")
    stranger = copied / "output" / "psp-2017-08-03" / "note.txt"
    stranger.write_text("A note.", "utf-8")
    found = as_json(letter, stranger, status=1, workspace=copied)
    assert [(one["result"], one["register"], one["differences"]) for one in found] == [
        ("changed", "another", [{"where": "the file", "message": "the register has another checksum of it"}]),
        (
            "unknown",
            "not registered",
            [{"where": "the file", "message": "it holds no source, and the register does not know it"}],
        ),
    ]


def test_a_record_that_the_register_does_not_know_is_not_vouched_for(
    office: Path, tmp_path: Path, record: bytes
) -> None:
    copied = Path(shutil.copytree(office, tmp_path / "office"))
    (copied / "output" / RECORD).write_bytes(retold(record, mailing="another"))
    said = command("verify", copied / "output" / RECORD, workspace=copied)
    assert (said.status, said.err) == (1, "1 file verified: 1 identical.\n")
    assert said.lines[1:] == ["  the register has another checksum of it: this is not what was registered last"]


def changes(record: bytes, count: int, seed: int) -> list[tuple[str, bytes]]:
    """Return so many records with one byte changed, and some to which bytes were added."""
    chance = random.Random(seed)  # noqa: S311  (places, no keys)
    found = []
    for number in range(count):
        at = chance.randrange(len(record))
        found.append(
            (f"{number}-{at}", record[:at] + bytes([record[at] ^ chance.randrange(1, 256)]) + record[at + 1 :])
        )
    more = (b"\n", b"\0", b"%%EOF\n", b"trailer", record[-400:], record)
    return [*found, *((f"more-{number}", record + end) for number, end in enumerate(more))]


def assert_found(record: bytes, count: int, folder: Path, seed: int = 7) -> None:
    wanted = set()
    for name, content in changes(record, count, seed):
        wanted.add(folder / f"{name}.pdf")
        (folder / f"{name}.pdf").write_bytes(content)
    found = as_json(folder, status=1)
    assert {Path(one["file"]) for one in found} == wanted
    assert [(one["file"], one["differences"]) for one in found if one["result"] != "changed"] == []
    assert [one["file"] for one in found if not one["differences"]] == []


def test_every_byte_that_was_changed_or_added_is_found(record: bytes, tmp_path: Path) -> None:
    assert_found(record, 40, tmp_path)


@pytest.mark.acceptance
def test_five_hundred_bytes_that_were_changed_are_found(record: bytes, tmp_path: Path) -> None:
    assert_found(record, 500, tmp_path, seed=500)


def test_a_change_is_told_with_its_place(record: bytes, tmp_path: Path) -> None:
    size = len(clean(record))
    letter = bytearray(record)
    letter[1000] ^= 1
    assert [(one.where, one.message) for one in looked_at(bytes(letter), tmp_path / "a").differences] == [
        ("byte 1000", "the PDF that went out was changed: stockton.pdf had another checksum")
    ]
    longer = looked_at(record + b"\n", tmp_path / "b")
    assert [str(one.where) for one in longer.differences] == [f"bytes {len(record)} to {len(record) + 1}"]
    at = record.index(b"/AFRelationship /Source", size)
    around = looked_at(record[:at] + record[at:].replace(b"/Source", b"/Sourcd", 1), tmp_path / "c")
    assert around.result == "changed"
    assert [one.where for one in around.differences] == [f"byte {at + len('/AFRelationship /Sourc')}"]
    words = record.replace(b"Thank you", b"Thank me!", 1)
    said = told(tmp_path, words)
    assert said.lines[1] == (
        "  the file: it holds templates-psp-questionnaire.md, which was changed: the PDF has another checksum of it"
    )


def test_a_text_that_was_changed_with_its_checksum_put_right_is_found(record: bytes, tmp_path: Path) -> None:
    forged = tampered(record, TEMPLATE, lambda text: text.replace(b"Thank you", b"Thank nobody"))
    found = looked_at(forged, tmp_path / "a")
    assert found.result == "changed"
    assert "Thank [made from its sources: nobody] [here: you] for your prompt response" in found.differences[0].message
    assert found.differences[-1].where == "stockton.docx"
    values = tampered(record, VALUES, lambda text: text.replace(b"Stockton Police", b"Stocktan Police"))
    found = looked_at(values, tmp_path / "b")
    assert found.result == "changed"
    assert any("Stocktan" in one.message for one in found.differences)


def test_a_picture_or_a_look_that_was_changed_with_its_checksum_put_right_is_found(
    record: bytes, tmp_path: Path
) -> None:
    other = tmp_path / "other.png"
    with Image.open(Path(__file__).parents[2] / PICTURE) as picture:
        picture.putpixel((5, 5), tuple(255 - value for value in (picture.getpixel((5, 5)) or ())))  # type: ignore[union-attr]
        picture.save(other)
    found = looked_at(tampered(record, PICTURE, lambda _: other.read_bytes()), tmp_path / "a")
    assert found.result == "changed"
    assert [(one.where, one.message) for one in found.differences] == [
        ("pictures", "a picture is another than that among its sources"),
        ("stockton.docx", "what is made from its sources is not what went out"),
    ]
    look = looked_at(tampered(record, STYLE, lambda text: text + b"\n.closing { color: #010203 }\n"), tmp_path / "b")
    assert look.result == "changed"
    assert look.differences


def test_a_file_put_among_the_sources_is_found(record: bytes, tmp_path: Path) -> None:
    at = record.index(b"/AF [ ")
    assert looked_at(record[:at] + record[at:].replace(b"/AF [ ", b"/AG [ ", 1), tmp_path / "a").result == "changed"
    added = foreign(
        record, [(one.attachment, one_content) for one, one_content in _attached(record)] + [("x.txt", b"x")]
    )
    found = looked_at(added, tmp_path / "b")
    assert found.result == "changed"
    assert "the attachment x.txt was added" in {one.message for one in found.differences}


def _attached(record: bytes) -> list[tuple[Any, bytes]]:
    from types import SimpleNamespace

    read = read_record(record)
    pairs = [(one, read.files[one.attachment]) for one in read.provenance.sources]
    return [*pairs, (SimpleNamespace(attachment="provenance.json"), read.written)]


def test_the_same_words_from_other_versions_are_the_same_content(record: bytes, tmp_path: Path) -> None:
    other = resaved(clean(record))
    found = looked_at(with_pdf(record, other, weasyprint="69.0"), tmp_path / "a")
    assert (found.result, found.differences) == ("same-content", ())
    assert found.versions == ("weasyprint 70.0 here, 69.0 then",)
    # The same without another version has been tampered with.
    assert looked_at(with_pdf(record, other), tmp_path / "b").result == "changed"
    # And so has one whose words are others.
    forged = tampered(
        with_pdf(record, other, weasyprint="69.0"), TEMPLATE, lambda text: text.replace(b"Thank", b"Thonk")
    )
    words = looked_at(forged, tmp_path / "c")
    assert words.result == "changed"
    assert "Thonk" in words.differences[0].message
    said = told(tmp_path, with_pdf(record, other, weasyprint="69.0"))
    assert said.status == 0
    assert said.lines[0].endswith("same content: made by other versions; words, structure and pages agree")
    assert said.lines[1:] == ["  weasyprint 70.0 here, 69.0 then"]


def test_other_versions_that_make_the_same_bytes_make_the_same_file(record: bytes, tmp_path: Path) -> None:
    found = looked_at(with_pdf(record, clean(record), weasyprint="69.0"), tmp_path / "a")
    assert found.result == "identical"


def test_a_bound_pdf_of_another_program_is_unknown(office: Path, record: bytes, tmp_path: Path) -> None:
    said = told(tmp_path, foreign(clean(record), [("invoice.xml", b"<x/>")]))
    assert (said.status, said.lines[1:]) == (1, ["  the file: it holds no source"])
    assert command("verify", office / "nowhere.pdf").err.endswith(
        "nowhere.pdf cannot be used:\n  there is no such file or folder; mend the path\n"
    )
