"""Signatures: made, read back by other programs, and told apart when something is not as it was."""

from __future__ import annotations

import datetime
import io
import random
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper

from correspondence.sign import (
    Manner,
    Signature,
    SigningError,
    TimeStampError,
    Trust,
    key_from_file,
    read_signatures,
    sign,
    time_stamper,
)
from tests.sample import SAMPLE
from tests.signing.authority import DAY, NOW, PASSPHRASE, Holder, authority
from tests.tools import program, qpdf_check, run, verapdf


def signed_by(holder: Holder, pdf: bytes, manner: Manner | None = None) -> bytes:
    return sign(pdf, key_from_file(holder.p12(), PASSPHRASE), manner or Manner(), NOW)


def read(pdf: bytes, *, lists: bool = True, as_of: datetime.datetime = NOW) -> tuple[Signature, ...]:
    one = authority()
    return read_signatures(pdf, Trust((one.root.pem,), one.lists if lists else ()), as_of)


@pytest.fixture(scope="module")
def letter(sample: Path) -> bytes:
    return SAMPLE["stockton"].path(sample, ".pdf").read_bytes()


@pytest.fixture(scope="module")
def signed(letter: bytes) -> bytes:
    return signed_by(authority().signer, letter)


def pdfsig(pdf: bytes, folder: Path) -> list[str]:
    """Return what poppler says of each signature."""
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    said = run(program("pdfsig"), "-nocert", path, ok=(0, 1)).stdout
    return re.findall(r"Signature Validation: (.+)", said)


def test_a_signature_stands_behind_the_bytes_that_are_signed(letter: bytes, signed: bytes, tmp_path: Path) -> None:
    assert signed.startswith(letter)
    (one,) = read(signed)
    assert (one.signer, one.level, one.intact, one.trusted, one.stamped) == ("Alex Signer", "B-B", True, True, False)
    assert (one.start, one.end, one.changes, one.faults) == (len(letter), len(signed), (), ())
    assert one.at == f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
    assert pdfsig(signed, tmp_path) == ["Signature is Valid."]


def test_signed_files_conform_once_and_twice(sample: Path, letter: bytes, signed: bytes, tmp_path: Path) -> None:
    record = SAMPLE["stockton"].path(sample, ".pdf").parent / "record" / "stockton.pdf"
    packet = sample / "psp-press-release" / "psp-press-release-packet.pdf"
    files = {
        "letter": signed,
        "twice": signed_by(authority().stranger, signed),
        "record": signed_by(authority().signer, record.read_bytes()),
        "packet": signed_by(authority().signer, packet.read_bytes()),
    }
    paths = [tmp_path / f"{name}.pdf" for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content)
        assert qpdf_check(path) == []
    assert verapdf(paths, "3a") == {path: [] for path in paths}
    assert verapdf(paths, "ua1") == {path: [] for path in paths}
    assert signed.startswith(letter)


def test_the_field_has_a_name_and_a_tag(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert str(field.TU) == "Digital signature of Alex Signer"
        (annotation,) = pdf.pages[0].Annots
        assert annotation.objgen == field.objgen
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        element = numbers[numbers.index(field.StructParent) + 1]
        assert pikepdf.Name.Form == element.S
        assert element.K.Obj.objgen == field.objgen
        assert element.objgen in {one.objgen for one in element.P.K}
        assert pikepdf.Name.Document == element.P.S


@pytest.mark.parametrize(
    ("name", "trusted", "fault"),
    [
        ("signer", True, ""),
        ("revoked", False, f"the certificate of the signer, or of its authority, was revoked on {NOW - 10 * DAY:%Y-%m-%d}"),
        ("expired", False, f"the certificate of the signer expired on {NOW - 5 * DAY:%Y-%m-%d}, and no time stamp says that it signed before"),
        ("early", False, f"the certificate of the signer was not valid before {NOW + 5 * DAY:%Y-%m-%d}"),
        ("stranger", False, "nobody who is trusted vouches for the signer"),
    ],
)  # fmt: skip
def test_signers_are_told_apart(name: str, trusted: bool, fault: str, letter: bytes, tmp_path: Path) -> None:  # noqa: FBT001  (a column of the table)
    content = signed_by(getattr(authority(), name), letter)
    (one,) = read(content)
    assert (one.intact, one.trusted, one.faults) == (True, trusted, (fault,) if fault else ())
    assert pdfsig(content, tmp_path) == ["Signature is Valid."]


def test_nobody_is_trusted_where_nobody_is_named(signed: bytes) -> None:
    (one,) = read_signatures(signed, Trust(), NOW)
    assert (one.intact, one.trusted, one.faults) == (True, None, ())


def undetected(content: bytes, places: Iterator[int]) -> list[int]:
    """Change a byte at each place, and return the places where nothing is told of it."""
    chance = random.Random(2017)  # noqa: S311  (places, not keys)
    found = []
    for place in places:
        changed = bytearray(content)
        changed[place] = chance.choice([one for one in range(256) if one != content[place]])
        told = read(bytes(changed), lists=False)
        if told and all(one.intact and not one.changes for one in told):
            found.append(place)
        assert told, f"nothing is told of byte {place}"
    return found


def test_no_byte_can_be_another(signed: bytes) -> None:
    chance = random.Random(7)  # noqa: S311
    assert undetected(signed, (chance.randrange(len(signed)) for _ in range(60))) == []


def test_no_digit_of_the_container_can_be_another(signed: bytes) -> None:
    start = signed.rindex(b"/Contents <") + len(b"/Contents <")
    chance = random.Random(8)  # noqa: S311
    found = []
    for place in (*range(start, start + 16), *(start + chance.randrange(6000) for _ in range(80))):
        digit = chance.choice([one for one in b"0123456789abcdef" if one != signed[place]])
        (one,) = read(signed[:place] + bytes([digit]) + signed[place + 1 :], lists=False)
        if one.intact:
            found.append(place - start)
    assert found == []


def test_another_case_of_digits_is_told(signed: bytes) -> None:
    start = signed.rindex(b"/Contents <") + len(b"/Contents <")
    place = next(at for at in range(start, len(signed)) if signed[at : at + 1] in b"abcdef")
    (one,) = read(signed[:place] + signed[place : place + 1].upper() + signed[place + 1 :])
    assert one.faults == ("the digits of the signature are not as a program writes them",)


@pytest.mark.acceptance
def test_five_hundred_bytes_are_told(signed: bytes) -> None:
    chance = random.Random(9)  # noqa: S311
    assert undetected(signed, (chance.randrange(len(signed)) for _ in range(500))) == []


def test_appended_bytes_are_told(signed: bytes) -> None:
    (one,) = read(signed + b"\n")
    assert (one.intact, one.changes) == (True, ("1 byte was added behind the last signature",))


def test_an_added_page_is_told(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        kids = [b"%d 0 R" % page.objgen[0] for page in pdf.pages]
        number, pages, size, root = (
            int(pdf.trailer.Size),
            pdf.Root.Pages.objgen[0],
            int(pdf.trailer.Size),
            pdf.Root.objgen[0],
        )
    older = re.findall(rb"startxref\s+(\d+)", signed)[-1]
    objects = {
        pages: b"<< /Type /Pages /Count %d /Kids [ %b %d 0 R ] >>" % (len(kids) + 1, b" ".join(kids), number),
        number: b"<< /Type /Page /Parent %d 0 R /MediaBox [ 0 0 612 792 ] >>" % pages,
    }
    content, table = bytearray(signed), b""
    for one, value in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (one, len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (one, value)
    start = len(content)
    content += b"xref\n%btrailer\n<< /Size %d /Root %d 0 R /Prev %b >>\nstartxref\n%d\n%%%%EOF\n" % (
        *(table, size + 1, root, older, start),
    )
    (told,) = read(bytes(content))
    assert told.intact
    assert told.changes == (
        f"{len(content) - len(signed)} bytes were added behind the last signature",
        "the file has 3 pages, and had 2",
        "the list of pages was changed",
        "page 3 was added",
    )


def test_a_second_signature_is_no_change_of_the_first(signed: bytes, tmp_path: Path) -> None:
    twice = signed_by(authority().stranger, signed)
    first, second = read(twice)
    assert (first.signer, first.intact, first.trusted, first.changes) == ("Alex Signer", True, True, ())
    assert (second.signer, second.intact, second.trusted, second.changes) == ("Sam Stranger", True, False, ())
    assert pdfsig(twice, tmp_path) == ["Signature is Valid.", "Signature is Valid."]


class _Clock(BaseHTTPRequestHandler):
    """A time-stamp server, which may lie or refuse as its path says."""

    def do_POST(self) -> None:
        question = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        holder = authority().clock
        secret = holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        clock = DummyTimeStamper(
            asn1_x509.Certificate.load(holder.der), keys.PrivateKeyInfo.load(secret), fixed_dt=NOW - DAY * 7
        )
        if self.path == "/lies":
            question["message_imprint"]["hashed_message"] = b"\0" * 32
        answer = clock.request_tsa_response(question).dump() if self.path != "/babbles" else b"good morning"
        self.send_response(503 if self.path == "/refuses" else 200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def clock() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Clock)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_time_stamp_proves_that_it_was_signed_before_the_certificate_expired(clock: str, letter: bytes) -> None:
    one = authority()
    content = signed_by(one.expired, letter, Manner(stamper=time_stamper(f"{clock}/")))
    (told,) = read(content, lists=False)
    assert (told.at, told.stamped, told.level, told.trusted) == (
        f"{NOW - 7 * DAY:%Y-%m-%dT%H:%M:%SZ}",
        True,
        "B-T",
        True,
    )


def test_evidence_is_put_into_the_file_and_signed(clock: str, letter: bytes) -> None:
    one = authority()
    evidence = Trust((one.root.pem,), one.lists)
    content = signed_by(one.signer, letter, Manner(stamper=time_stamper(clock), evidence=evidence))
    (told,) = read_signatures(content, Trust((one.root.pem,)), NOW)
    assert (told.level, told.trusted, told.changes) == ("B-LT", True, ())


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/lies", "the time-stamp server {} stamped something else than it was asked to; do not trust it; name another server"),
        ("/babbles", "what the time-stamp server {} answers is no time stamp; try again later, name another server, or sign without --timestamp"),
        ("/refuses", "the time-stamp server {} refuses (503); try again later, name another server, or sign without --timestamp"),
    ],
)  # fmt: skip
def test_a_time_stamp_server_that_does_not_do_its_part(path: str, said: str, clock: str, letter: bytes) -> None:
    with pytest.raises(TimeStampError) as caught:
        signed_by(authority().signer, letter, Manner(stamper=time_stamper(clock + path)))
    assert str(caught.value) == said.format(clock + path)


def test_a_file_that_this_program_did_not_make_is_refused() -> None:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target)
    with pytest.raises(SigningError) as caught:
        signed_by(authority().signer, target.getvalue())
    assert str(caught.value).endswith("; sign a PDF that this program made")
