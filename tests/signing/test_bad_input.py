"""What cannot be signed, or not with this: a clear message, exit status 1, and nothing half-signed."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import core as asn1_core
from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from tests.command_line import Outcome, add_mailing, command, spawned, variables
from tests.signing.authority import DAY, NOW, PASSPHRASE, authority
from tests.signing.offices import VARIABLE, signed_once, signing
from tests.signing.signatures import Poppler, signed_by
from tests.tools import run

PROTECTED = BestAvailableEncryption(PASSPHRASE.encode())


@pytest.fixture
def office(letter: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a letter and a key."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    Path("letter.pdf").write_bytes(letter)
    Path("signer.p12").write_bytes(authority().signer.p12())
    return tmp_path


def refused(done: Outcome, said: str) -> None:
    assert (done.status, done.out, done.err) == (1, "", f"{said}\n")
    assert [path.name for path in Path("signed").rglob("*")] == []
    assert "Traceback" not in done.err


def alone() -> bytes:
    one = authority().signer
    return pkcs12.serialize_key_and_certificates(b"key", None, one.certificate, one.issuers, PROTECTED)


def key_alone() -> bytes:
    return pkcs12.serialize_key_and_certificates(b"key", authority().signer.key, None, None, PROTECTED)


def pem() -> bytes:
    one = authority().signer
    return one.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + one.pem


def of_a_kind() -> bytes:
    """Return a file with a key of a kind with which no PDF is signed."""
    from cryptography import x509

    key = ed25519.Ed25519PrivateKey.generate()
    name = authority().signer.certificate.subject
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, NOW - DAY, NOW + DAY)
    return pkcs12.serialize_key_and_certificates(b"key", key, builder.sign(key, None), None, PROTECTED)


EXPORT = "export the certificate again together with its private key"
P12 = "name one that ends in .p12 or .pfx"
AGAIN = "the passphrase does not open the key file; type it again, without a blank or line too much"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (alone, f"the key file holds no key; {EXPORT}"),
        (key_alone, "the key file holds no certificate of its key; export the key again together with its certificate"),
        (lambda: b"", f"the key file is empty; {P12}"),
        (lambda: b"good morning", f"the key file is no PKCS#12 file; {P12}"),
        (lambda: os.urandom(2000), f"the key file is no PKCS#12 file; {P12}"),
        (lambda: authority().signer.der, f"the key file is no PKCS#12 file; {P12}"),
        (lambda: authority().signer.p12()[:-40], f"the key file is no PKCS#12 file; {P12}"),
        (pem, "the key file is PEM, not PKCS#12; make one of it: openssl pkcs12 -export -inkey KEY -in CERTIFICATE -out office.p12"),
        (lambda: authority().signer.p12("another"), AGAIN),
        ("expired", f"the certificate of Eve Expired expired on {NOW - 5 * DAY:%Y-%m-%d}; ask the authority for a new one"),
        ("early", f"the certificate of Ellis Early is not valid before {NOW + 5 * DAY:%Y-%m-%d}; wait until then, or see whether the clock of this machine is right"),
        ("encrypts", "the certificate of Casey Cipher is not for signing; ask the authority for one that may sign documents"),
        ("issuing", "the certificate of Issuing Authority of the Tests is not for signing; ask the authority for one that may sign documents"),
        (of_a_kind, "the key is of a kind with which no PDF is signed; use an RSA or ECDSA key"),
    ],
)  # fmt: skip
def test_a_key_file_that_does_not_sign(content: Callable[[], bytes] | str, said: str, office: Path) -> None:
    made = getattr(authority(), content).p12() if isinstance(content, str) else content()
    (office / "bad.p12").write_bytes(made)
    refused(command("sign", "letter.pdf", "--key", "bad.p12"), said)


def test_a_key_of_another_certificate(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    (office / "bad.p12").write_bytes(swapped())
    said = "the key in the key file is of none of the certificates in it; export the two together that belong together"
    refused(command("sign", "letter.pdf", "--key", "bad.p12"), said)


def swapped() -> bytes:
    """Return a file with a key and another's certificate, which no program makes: the keys are of one length."""
    one = authority().elliptic
    own, other = (
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        for key in (one.key, ec.generate_private_key(ec.SECP256R1()))
    )
    content = pkcs12.serialize_key_and_certificates(b"key", one.key, one.certificate, one.issuers, NoEncryption())
    whole = asn1_pkcs12.Pfx.load(content)
    inner = whole["auth_safe"]["content"].native
    assert inner.count(own) == 1
    safe = {"content_type": "data", "content": asn1_core.OctetString(inner.replace(own, other))}
    return bytes(asn1_pkcs12.Pfx({"version": "v3", "auth_safe": safe}).dump())


@pytest.mark.parametrize("secret", ["", "wrong", f"{PASSPHRASE} ", "Ünicode", "x" * 5000])
def test_a_wrong_passphrase(secret: str, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, secret)
    refused(command("sign", "letter.pdf", "--key", "signer.p12"), AGAIN)
    assert office.exists()


@pytest.mark.usefixtures("office")
def test_no_key_file() -> None:
    said = "nowhere.p12 cannot be used:\n  the file cannot be read (No such file or directory); see to its name and permissions"
    refused(command("sign", "letter.pdf", "--key", "nowhere.p12"), said)
    done = command("sign", "letter.pdf")
    assert done.status == 2
    assert "name the key: --key FILE for a PKCS#12 file, or --token MODULE for a token" in done.err


@pytest.mark.usefixtures("office")
def test_nobody_is_there_to_type_the_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    done = command("sign", "letter.pdf", "--key", "signer.p12")
    assert done.status == 2
    assert f"nobody can be asked for the passphrase; set it in the variable {VARIABLE}" in done.err


def encrypted(letter: bytes) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(letter)) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="owner", user=""))
    return target.getvalue()


def untagged(letter: bytes) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(letter)) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(target)
    return target.getvalue()


MINE = "sign a PDF that this program made"
UNFIT = [
    (encrypted, "the PDF is encrypted; save it without a password"),
    (untagged, f"the PDF is not tagged, so that it would not be accessible when it is signed; {MINE}"),
    (lambda _: b"", f"the file is no PDF; {MINE}"),
    (lambda _: b"PK\3\4 a Word file", f"the file is no PDF; {MINE}"),
    (lambda letter: letter[: len(letter) // 2], f"the PDF does not end as a whole PDF does; {MINE}"),
    (lambda letter: letter + b"\0\0", f"the PDF does not end as a whole PDF does; {MINE}"),
    (lambda letter: letter[:100] + letter[400:], f"the PDF is damaged, or not made as this program makes them; {MINE}"),
]


@pytest.mark.parametrize(("made", "said"), UNFIT)
def test_a_file_that_cannot_be_signed(made: Callable[[bytes], bytes], said: str, letter: bytes, office: Path) -> None:
    (office / "bad.pdf").write_bytes(made(letter))
    refused(command("sign", "bad.pdf", "--key", "signer.p12"), f"bad.pdf cannot be used:\n  {said}")


@pytest.mark.usefixtures("office")
def test_all_files_are_looked_at_before_the_first_is_signed(letter: bytes) -> None:
    Path("a.pdf").write_bytes(letter)
    Path("b.pdf").write_bytes(b"nothing")
    Path("c.pdf").write_bytes(encrypted(letter))
    refused(
        command("sign", "a.pdf", "b.pdf", "c.pdf", "--key", "signer.p12"),
        f"b.pdf cannot be used:\n  the file is no PDF; {MINE}\n"
        "c.pdf cannot be used:\n  the PDF is encrypted; save it without a password",
    )


@pytest.mark.usefixtures("office")
def test_a_file_that_is_signed_already(signed: bytes) -> None:
    Path("other.pdf").write_bytes(signed)
    said = "other.pdf cannot be used:\n  the file is signed already; give --again for one more signature"
    refused(command("sign", "other.pdf", "--key", "signer.p12"), said)
    Path("other.pdf").write_bytes(signed_by(authority().stranger, signed))
    refused(command("sign", "other.pdf", "--key", "signer.p12"), said)


@pytest.mark.parametrize("option", ["--trust", "--crl"])
@pytest.mark.usefixtures("office")
def test_evidence_that_is_none(option: str) -> None:
    called = "certificate" if option == "--trust" else "list of revoked certificates"
    Path("words").write_text("good morning", "utf-8")
    said = f"words cannot be used:\n  the file holds no {called}; name a file in PEM or DER"
    refused(command("sign", "letter.pdf", "--key", "signer.p12", option, "words"), said)
    said = "nowhere cannot be used:\n  the file cannot be read (No such file or directory); see to its name and permissions"
    refused(command("sign", "letter.pdf", "--key", "signer.p12", option, "nowhere"), said)


@pytest.mark.usefixtures("office")
def test_a_place_where_nothing_can_be_written() -> None:
    Path("signed").write_text("in the way", "utf-8")
    done = command("sign", "letter.pdf", "--key", "signer.p12")
    assert done.status == 1
    assert "Traceback" not in done.err
    assert "signed" in done.err
    assert Path("signed").read_text("utf-8") == "in the way"


def test_a_disk_that_is_full(workspace: Path, poppler: Poppler) -> None:
    add_mailing(workspace, 2)
    (workspace / "signer.p12").write_bytes(authority().signer.p12())
    assert command("merge", "notice", "many", "--format", "pdf", workspace=workspace).status == 0
    limited = (
        "import resource, runpy, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "sys.argv[0] = 'correspondence'\n"
        "runpy.run_module('correspondence', run_name='__main__')\n"
    )
    words = (sys.executable, "-c", limited, "sign", "many", "--key", "signer.p12")
    done = run(*words, ok=(1,), folder=workspace, environment=variables(**{VARIABLE: PASSPHRASE}))
    place = "output/many/signed/r000.pdf"
    assert done.stderr == (
        f"{place} could not be written (File too large); nothing half-written is left; make room or choose --output, and run the command again\n"
    )
    assert list((workspace / "output" / "many" / "signed").iterdir()) == []
    assert signing(workspace, "many", "--key", "signer.p12").err == "2 files signed by Alex Signer.\n"
    signed_once(workspace, "many", {"r000", "r001"}, poppler)
    assert spawned("--version", folder=workspace).status == 0
