"""What was changed in a signed file: every byte, whatever was added, and nothing where nothing was."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pikepdf
import pytest

from correspondence.sign import Manner, Signature, time_stamper
from tests.command_line import add_mailing, command
from tests.signing.authority import PASSPHRASE, authority
from tests.signing.signatures import TRUSTED, VALID, Poppler, Said, evidence, read, signed_by

CHANGED = "the bytes that it is about were changed since"
DAMAGED = "the file bears a signature, and is so damaged that it cannot be read"
OUTSIDE = re.compile(
    f"{CHANGED}|{DAMAGED}|the signature (is damaged: it does not tell any more which bytes it is about|"
    "is about bytes that the file does not have|leaves more out than itself|leaves out something else than itself|"
    "does not reach to the end of what was signed)"
)
"""What is told of a byte that a signature covers."""
INSIDE = re.compile(
    "the digits of the signature are not as a program writes them|the signature cannot be read( \\(\\w+\\))?|"
    "there is something behind the signature in its own container|the signature's container was changed: .+|"
    "it was not made with the key of this signer, or was changed itself|"
    "its time stamp is of another signature, or was changed|"
    f"{CHANGED}|"  # the digest of those bytes stands in the container
    "the signature is damaged: it does not tell any more which bytes it is about"
)
"""What is told of a byte of a signature's own container."""


def container(content: bytes, number: int = -1) -> range:
    """Return the places of the digits of a signature."""
    return [range(*found.span(1)) for found in re.finditer(rb"/Contents <([0-9a-fA-F]+)>", content)][number]


def told_of(content: bytes, place: int, byte: int) -> tuple[Signature, ...]:
    """Read the signatures of a file in which one byte is another."""
    return read(content[:place] + bytes([byte]) + content[place + 1 :], lists=False)


def passed_over(content: bytes, places: Iterable[int], seed: int) -> list[tuple[int, list[str]]]:
    """Put another byte into each place; return the places where that is not told, or not as what it is."""
    chance, found = random.Random(seed), []  # noqa: S311  (bytes, not keys)
    containers = [container(content, number) for number in range(content.count(b"/Contents <"))]
    for place in places:
        told = told_of(content, place, chance.choice([one for one in range(256) if one != content[place]]))
        faults = [line for one in told for line in one.faults]
        is_silent = all(one.holds for one in told) or any(one.holds for one in told if one.end > place)
        own = [at for at in containers if place in at]
        expected = any(INSIDE.fullmatch(line) for line in faults) if own else all(map(OUTSIDE.fullmatch, faults))
        if is_silent or not faults or not expected:
            found.append((place, faults))
    return found


def structures(content: bytes) -> dict[str, list[int]]:
    """Return places that matter to whoever reads the last revision of a file, by what stands there."""
    start, own = content.rindex(b"%%EOF", 0, container(content).start), container(content)
    table = content.rindex(b"/Type /XRef")
    found = {
        "the revision's beginning": [*range(start, start + 40)],
        "the field": [*range(content.rindex(b"/FT /Sig") - 60, content.rindex(b"/FT /Sig") + 100)],
        "the signature's object": [*range(content.rindex(b"/Type /Sig /") - 15, own.start + 1)],
        "the brackets": [own.start - 1, own.stop],
        "the digits": [*own[:200], *own[-200:]],
        "the cross-reference": [*range(table - 20, len(content))],
        "white space": [at for at in range(start, len(content)) if content[at : at + 1] in b" \n" and at not in own],
    }
    if b"/DSS" in content:
        found["the evidence"] = [*range(content.rindex(b"/Certs [") - 100, content.rindex(b"/Certs [") + 60)]
    return found


@pytest.fixture(scope="module")
def files(clock: str, letter: bytes, record: bytes) -> dict[str, bytes]:
    """Return signed files: plain; with time stamp and evidence; signed twice."""
    one = authority()
    whole = Manner(stamper=time_stamper(clock), evidence=evidence())
    both = signed_by(one.signer, letter, whole)
    return {
        "plain": signed_by(one.signer, letter),
        "both": both,
        "record": signed_by(one.signer, record, whole),
        "twice": signed_by(one.stranger, both, whole),
    }


NAMES = ("plain", "both", "record", "twice")


@pytest.mark.parametrize("name", NAMES)
def test_no_byte_can_be_another(name: str, files: dict[str, bytes]) -> None:
    content, chance = files[name], random.Random(name)  # noqa: S311
    places = [chance.randrange(len(content)) for _ in range(40)]
    for found in structures(content).values():
        places += chance.sample(found, min(12, len(found)))
    assert passed_over(content, places, 1) == []


@pytest.mark.acceptance
@pytest.mark.parametrize("name", NAMES)
def test_five_hundred_bytes_anywhere(name: str, files: dict[str, bytes]) -> None:
    chance = random.Random(f"500 {name}")  # noqa: S311
    assert passed_over(files[name], (chance.randrange(len(files[name])) for _ in range(500)), 2) == []


@pytest.mark.acceptance
@pytest.mark.parametrize("name", NAMES)
def test_every_byte_that_a_reader_finds_its_way_by(name: str, files: dict[str, bytes]) -> None:
    content = files[name]
    places = sorted({place for found in structures(content).values() for place in found})
    print(name, len(places), "places, two bytes each")  # noqa: T201 - the measurement
    assert passed_over(content, places, 3) == []
    assert passed_over(content, places, 4) == []


def test_poppler_too_says_that_it_was_changed(signed: bytes, letter: bytes, poppler: Poppler) -> None:
    chance = random.Random(11)  # noqa: S311
    inside = in_streams(letter)
    for place in chance.sample(inside, 6):
        changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        assert [one.validity for one in poppler.said(changed)] == ["Digest Mismatch."]
        (one,) = read(changed)
        assert (one.intact, one.faults) == (False, (CHANGED,))


def in_streams(content: bytes) -> list[int]:
    """Return the places within the streams of a file, where a byte more or less damages no structure."""
    found = (match.span(1) for match in re.finditer(rb"stream\r?\n(.+?)\r?\nendstream", content[:-2000], re.DOTALL))
    return [place for start, end in found for place in range(start, end)]


def test_no_digit_of_the_container_can_be_another(signed: bytes) -> None:
    own, chance = container(signed), random.Random(8)  # noqa: S311
    found = []
    for place in (*own[:16], *(own.start + chance.randrange(6000) for _ in range(60))):
        digit = chance.choice([one for one in b"0123456789abcdef" if one != signed[place]])
        (one,) = told_of(signed, place, digit)
        if one.intact or not all(map(INSIDE.fullmatch, one.faults)):
            found.append((place - own.start, one.faults))
    assert found == []


def test_another_case_of_digits_is_told(signed: bytes) -> None:
    place = next(at for at in container(signed) if signed[at : at + 1] in b"abcdef")
    (one,) = told_of(signed, place, ord(signed[place : place + 1].upper()))
    assert one.faults == ("the digits of the signature are not as a program writes them",)


def test_verify_tells_the_clerk_what_was_changed(
    signed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("root.pem").write_bytes(authority().root.pem)
    own = container(signed)
    changed = {
        "text.pdf": (signed[:5000] + bytes([signed[5000] ^ 1]) + signed[5001:], CHANGED),
        "digit.pdf": (
            signed[: own.stop - 1] + b"1" + signed[own.stop :],
            "there is something behind the signature in its own container",
        ),
        "short.pdf": (signed[:-1], "the signature is about bytes that the file does not have"),
        "half.pdf": (signed[: len(signed) // 2], ""),
    }
    for name, (content, fault) in changed.items():
        Path(name).write_bytes(content)
        done = command("verify", name, "--trust", "root.pem")
        assert done.status == 1, name
        if fault:
            assert (done.lines[0], done.lines[-1]) == (f"{name}: CHANGED", f"    {fault}")
            (file,) = json.loads(command("verify", name, "--trust", "root.pem", "--json").out)["files"]
            assert (file["result"], file["signatures"][-1]["faults"]) == ("changed", [fault])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (b"\n", "1 byte was added behind the last signature"),
        (b" ", "1 byte was added behind the last signature"),
        (b"%%EOF\n", "6 bytes were added behind the last signature"),
        (b"\0" * 2000, "2,000 bytes were added behind the last signature"),
    ],
)
def test_appended_bytes_are_told(more: bytes, said: str, files: dict[str, bytes]) -> None:
    for name in NAMES:
        told = read(files[name] + more, lists=False)
        assert [one.intact for one in told] == [True] * len(told)
        assert {one.changes for one in told} == {(said,)}


Change = Callable[[pikepdf.Pdf], dict[int, bytes]]


def revised(content: bytes, change: Change) -> bytes:
    """Add a revision to a file, as an editor does that leaves what is there; ``change`` says which objects it holds."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        objects, root, size = change(pdf), pdf.Root.objgen[0], int(pdf.trailer.Size)
        identity = b" ".join(b"<%b>" % bytes(one).hex().encode() for one in pdf.trailer.ID)
    older = re.findall(rb"startxref\s+(\d+)", content)[-1]
    whole, table = bytearray(content), b""
    for number, value in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(whole))
        whole += b"%d 0 obj\n%b\nendobj\n" % (number, value)
    size, start = max(size, *(number + 1 for number in objects)), len(whole)
    whole += b"xref\n%btrailer\n<< /Size %d /Root %d 0 R /Prev %b /ID [ %b ] >>\nstartxref\n%d\n%%%%EOF\n" % (
        *(table, size, root, older, identity, start),
    )
    return bytes(whole)


def with_page(pdf: pikepdf.Pdf) -> dict[int, bytes]:
    kids = b" ".join(b"%d 0 R" % page.objgen[0] for page in pdf.pages)
    number, pages, count = int(pdf.trailer.Size), pdf.Root.Pages.objgen[0], len(pdf.pages) + 1
    return {
        pages: b"<< /Type /Pages /Count %d /Kids [ %b %d 0 R ] >>" % (count, kids, number),
        number: b"<< /Type /Page /Parent %d 0 R /MediaBox [ 0 0 612 792 ] >>" % pages,
    }


def with_note(pdf: pikepdf.Pdf) -> dict[int, bytes]:
    number, page = int(pdf.trailer.Size), pdf.pages[1].obj
    page.Annots = pikepdf.Array([*page.get("/Annots", [])])
    written = page.unparse(resolved=True).replace(b"/Annots [", b"/Annots [ %d 0 R" % number)
    return {
        number: b"<< /Type /Annot /Subtype /FreeText /Rect [ 72 72 300 300 ] /Contents (denied) >>",
        page.objgen[0]: written,
    }


def with_words(pdf: pikepdf.Pdf) -> dict[int, bytes]:
    content = pdf.pages[0].obj.Contents
    stream = content[0] if isinstance(content, pikepdf.Array) else content
    return {stream.objgen[0]: b"<< /Length 13 >>\nstream\nBT (no) Tj ET\nendstream"}


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (with_page, ("the file has 3 pages, and had 2", "the list of pages was changed", "page 3 was added")),
        (with_note, ("page 2 was changed", "an annotation (FreeText) was added")),
        (with_words, ("object",)),
    ],
)
@pytest.mark.parametrize("name", ["plain", "both", "record"])
def test_what_was_added_is_told(change: Change, lines: tuple[str, ...], name: str, files: dict[str, bytes]) -> None:
    content = revised(files[name], change)
    (told,) = read(content)
    assert (told.intact, told.trusted, told.faults, told.holds) == (True, True, (), False)
    count = len(content) - len(files[name])
    assert told.changes[0] == f"{count:,} bytes were added behind the last signature"
    assert len(told.changes) == len(lines) + 1
    assert all(line.startswith(expected) for line, expected in zip(told.changes[1:], lines, strict=True))


def test_a_second_signature_is_no_change_of_the_first(signed: bytes, poppler: Poppler) -> None:
    twice = signed_by(authority().stranger, signed)
    first, second = read(twice)
    assert (first.signer, first.intact, first.trusted, first.changes) == ("Alex Signer", True, True, ())
    assert (second.signer, second.intact, second.trusted, second.changes) == ("Sam Stranger", True, False, ())
    assert second.faults == ("nobody who is trusted vouches for the signer",)
    said = poppler.said(twice)
    assert said == [
        Said("Alex Signer", VALID, TRUSTED),
        Said("Sam Stranger", VALID, "Certificate issuer isn't Trusted."),
    ]


def test_a_stranger_who_signs_what_was_changed_makes_nothing_right(signed: bytes) -> None:
    first, second = read(signed_by(authority().stranger, revised(signed, with_words)))
    assert (first.holds, first.intact, second.intact, second.trusted) == (False, True, True, False)
    assert any(line.endswith("was changed") for line in first.changes)


def office_of(workspace: Path, letters: int) -> Path:
    """Make and sign a mailing; return the folder of the signed files."""
    add_mailing(workspace, letters)
    (workspace / "signer.p12").write_bytes(authority().signer.p12())
    (workspace / "root.pem").write_bytes(authority().root.pem)
    made = command("merge", "notice", "many", "--format", "pdf", "--jobs", "2", workspace=workspace)
    assert made.status == 0, made.err
    for words in ((), ("--records",)):
        done = command("sign", "many", "--key", workspace / "signer.p12", *words, workspace=workspace)
        assert (done.status, done.err) == (0, f"{letters:,} files signed by Alex Signer.\n")
    return workspace / "output" / "many" / "signed"


def left_alone(workspace: Path, letters: int) -> None:
    """Verify a mailing that was signed and left alone, with and without its register; nothing may be told of it."""
    folder = office_of(workspace, letters)
    for words in ((), ("--database", f"sqlite:///{workspace / 'nothing.sqlite'}")):
        done = command("verify", folder, "--trust", workspace / "root.pem", "--json", *words, workspace=workspace)
        told = json.loads(done.out)["files"]
        assert done.status == 0, done.err
        results = [one["result"] for one in told]
        expected = "registered" if not words else "signed"
        assert results.count(expected) == results.count("identical") == letters
        for one in told:
            (signature,) = one["signatures"]
            assert (signature["intact"], signature["trusted"]) == (True, True)
            assert (signature["faults"], signature["changes"]) == ([], [])


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORRESPONDENCE_SIGNING_PASSPHRASE", PASSPHRASE)


def test_files_left_alone_raise_no_alarm(workspace: Path) -> None:
    left_alone(workspace, 3)


@pytest.mark.acceptance
def test_two_hundred_files_left_alone_raise_no_alarm(workspace: Path) -> None:
    left_alone(workspace, 100)  # letters, and as many record copies
