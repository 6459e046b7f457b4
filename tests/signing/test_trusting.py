"""Whether a signer is trusted: each case told apart by ``verify``, and poppler of the same mind."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from correspondence.sign import Manner, Trust, read_signatures, time_stamper
from tests.command_line import Outcome, command
from tests.signing.authority import DAY, NOW, Holder, authority, issued
from tests.signing.signatures import VALID, Poppler, evidence, read, signed_by

Check = Callable[..., Outcome]
DER, PEM = Encoding.DER, Encoding.PEM


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Return what verifies a file as somebody does who has no register, but the root and both lists."""
    monkeypatch.chdir(tmp_path)
    one = authority()
    Path("root.pem").write_bytes(one.root.pem)
    for name, content in zip(("root.crl", "issuing.crl"), one.lists, strict=True):
        Path(name).write_bytes(content)
    trusting = ("--trust", "root.pem", "--crl", "root.crl", "--crl", "issuing.crl")

    def run(content: bytes, *words: str, trust: tuple[str, ...] = trusting) -> Outcome:
        Path("letter.pdf").write_bytes(content)
        return command("verify", "letter.pdf", *trust, *words)

    return run


NOBODY = "nobody who is trusted vouches for the signer"
CASES = [
    ("signer", "", "Certificate is Trusted."),
    ("elliptic", "", "Certificate is Trusted."),
    ("revoked", f"the certificate of the signer, or of its authority, was revoked on {NOW - 10 * DAY:%Y-%m-%d}", "Certificate has been Revoked."),
    ("expired", f"the certificate of the signer expired on {NOW - 5 * DAY:%Y-%m-%d}, and no time stamp says that it signed before", "Certificate has Expired"),
    ("early", f"the certificate of the signer was not valid before {NOW + 5 * DAY:%Y-%m-%d}", "Certificate has Expired"),
    ("encrypts", "the certificate of the signer is not for signing", "Unknown issue with Certificate or corrupted data."),
    ("stranger", NOBODY, "Certificate issuer isn't Trusted."),
]  # fmt: skip
"""Who signs, what ``verify`` has against it, and what poppler says of the certificate."""


@pytest.mark.parametrize(("name", "fault", "poppler_says"), CASES)
def test_signers_are_told_apart(
    name: str, fault: str, poppler_says: str, letter: bytes, check: Check, poppler: Poppler
) -> None:
    holder: Holder = getattr(authority(), name)
    content = signed_by(holder, letter)
    told = check(content)
    line = f"  Signature1: {holder.name} on {NOW:%Y-%m-%dT%H:%M:%SZ}, by the signer's clock, B-B: intact"
    if fault:
        unknown = ["letter.pdf: unknown", "  the file: it holds no source, and no register was asked"]
        assert told.lines == [*unknown, f"{line}, NOT TRUSTED", f"    {fault}"]
        assert (told.status, told.err) == (1, "1 file verified: 1 unknown.\n")
    else:
        first = "letter.pdf: signed: a signature that is trusted holds, and nothing was changed since"
        assert told.lines == [first, f"{line}, trusted"]
        assert (told.status, told.err) == (0, "1 file verified: 1 signed.\n")
    as_json = check(content, "--json")
    (file,) = json.loads(as_json.out)["files"]
    assert as_json.status == told.status
    assert file["result"] == ("unknown" if fault else "signed")
    (signature,) = file["signatures"]
    assert (signature["signer"], signature["intact"], signature["trusted"]) == (holder.name, True, not fault)
    assert signature["faults"] == ([fault] if fault else [])
    (said,) = poppler.said(content)
    assert (said.signer, said.validity, said.trust) == (holder.name, VALID, poppler_says)
    assert (said.trust == "Certificate is Trusted.") is (not fault)


def test_who_signed_with_a_key_that_is_not_of_the_certificate_is_not_believed(
    letter: bytes, check: Check, poppler: Poppler
) -> None:
    one = authority()
    thief = replace(one.signer, key=one.stranger.key)
    content = forged(thief, letter)
    told = check(content)
    assert told.status == 1
    assert told.lines[0] == "letter.pdf: CHANGED"
    assert told.lines[-2].endswith(", B-B: NOT INTACT, NOT TRUSTED")
    assert told.lines[-1] == "    it was not made with the key of this signer, or was changed itself"
    (said,) = poppler.said(content)
    assert said.validity == "Signature is Invalid."


def forged(thief: Holder, letter: bytes) -> bytes:
    """Return a letter that somebody signed who has another's certificate, but not the key."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from correspondence.sign import Key, sign

    secret = thief.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([x509.Certificate.load(authority().issuing.der)])
    certificate = x509.Certificate.load(thief.der)
    signer = SimpleSigner(certificate, keys.PrivateKeyInfo.load(secret), store)
    return sign(letter, Key(signer, thief.der, (authority().issuing.der,), thief.name), Manner(), NOW)


def test_a_stranger_of_the_same_name_is_not_trusted(letter: bytes) -> None:
    root = issued("Root of the Tests", authority=True, curve=True)
    issuing = issued("Issuing Authority of the Tests", root, authority=True, curve=True)
    double = issued("Alex Signer", issuing, curve=True)
    (one,) = read(signed_by(double, letter))
    assert (one.signer, one.intact, one.trusted, one.faults) == ("Alex Signer", True, False, (NOBODY,))


def test_an_authority_that_was_revoked_vouches_for_nobody(letter: bytes) -> None:
    one = authority()
    lists = (one.crl(one.root, one.issuing), one.crl(one.issuing))
    (told,) = read_signatures(signed_by(one.signer, letter), Trust((one.root.pem,), lists), NOW)
    day = f"{NOW - 10 * DAY:%Y-%m-%d}"
    assert told.trusted is False
    assert told.faults == (f"the certificate of the signer, or of its authority, was revoked on {day}",)


def test_a_list_that_a_stranger_made_revokes_nobody(letter: bytes) -> None:
    one = authority()
    double = issued("Issuing Authority of the Tests", authority=True, curve=True)
    (told,) = read_signatures(
        signed_by(one.signer, letter), Trust((one.root.pem,), (one.crl(double, one.signer),)), NOW
    )
    assert (told.trusted, told.faults) == (True, ())


def test_whoever_names_only_another_root_trusts_nobody(letter: bytes, check: Check) -> None:
    content = signed_by(authority().signer, letter)
    Path("elsewhere.pem").write_bytes(authority().stranger.issuers[0].public_bytes(PEM))
    told = check(content, trust=("--trust", "elsewhere.pem"))
    assert (told.status, told.lines[-1]) == (1, f"    {NOBODY}")
    told = check(content, trust=())
    assert told.status == 1
    assert told.lines[-1].endswith(", by the signer's clock, B-B: intact")


@pytest.mark.parametrize(
    ("name", "content", "option", "said"),
    [
        ("nowhere.pem", None, "--trust", "the file cannot be read (No such file or directory); see to its name and permissions"),
        ("nowhere.crl", None, "--crl", "the file cannot be read (No such file or directory); see to its name and permissions"),
        ("empty.pem", b"", "--trust", "the file holds no certificate; name a file in PEM or DER"),
        ("empty.crl", b"", "--crl", "the file holds no list of revoked certificates; name a file in PEM or DER"),
        ("words.pem", b"good morning", "--trust", "the file holds no certificate; name a file in PEM or DER"),
        ("words.crl", b"good morning", "--crl", "the file holds no list of revoked certificates; name a file in PEM or DER"),
        ("torn.pem", b"-----BEGIN CERTIFICATE-----\nMII", "--trust", "the file holds no certificate; name a file in PEM or DER"),
        ("list.pem", "list", "--trust", "the file holds no certificate; name a file in PEM or DER"),
        ("root.crl", "root", "--crl", "the file holds no list of revoked certificates; name a file in PEM or DER"),
    ],
)  # fmt: skip
def test_whom_to_trust_must_be_readable(
    name: str, content: bytes | str | None, option: str, said: str, signed: bytes, check: Check
) -> None:
    if content == "list":
        content = authority().lists[0]
    elif content == "root":
        content = authority().root.pem
    if isinstance(content, bytes):
        Path(name).write_bytes(content)
    told = check(signed, trust=(option, name))
    assert (told.status, told.out) == (1, "")
    assert told.err == f"{name} cannot be used:\n  {said}\n"


def test_a_time_stamp_proves_that_it_was_signed_before_the_certificate_expired(clock: str, letter: bytes) -> None:
    content = signed_by(authority().expired, letter, Manner(stamper=time_stamper(f"{clock}/week")))
    (told,) = read(content, lists=False)
    assert (told.at, told.stamped, told.level) == (f"{NOW - 7 * DAY:%Y-%m-%dT%H:%M:%SZ}", True, "B-T")
    assert (told.trusted, told.faults) == (True, ())
    late = signed_by(authority().expired, letter, Manner(stamper=time_stamper(clock)))
    (told,) = read(late, lists=False)
    assert (told.trusted, told.faults[0].partition(",")[0]) == (
        False,
        f"the certificate of the signer expired on {NOW - 5 * DAY:%Y-%m-%d}",
    )


def test_a_time_stamp_proves_that_it_was_signed_before_the_certificate_was_revoked(clock: str, letter: bytes) -> None:
    one = authority()
    content = signed_by(one.signer, letter, Manner(stamper=time_stamper(f"{clock}/week")))
    for since, trusted in ((-6, True), (-8, False)):
        lists = (one.crl(one.root), one.crl(one.issuing, one.signer, since=since))
        (told,) = read_signatures(content, Trust((one.root.pem,), lists), NOW)
        assert told.trusted is trusted


def test_a_time_stamp_that_nobody_vouches_for_proves_no_time(clock: str, letter: bytes) -> None:
    one = authority()
    content = signed_by(one.signer, letter, Manner(stamper=time_stamper(f"{clock}/stopped")))
    (told,) = read(content)
    assert (told.stamped, told.level, told.trusted) == (False, "B-B", True)
    assert told.faults == ("the certificate of its time stamp's server was revoked before",)
    content = signed_by(one.stranger, letter, Manner(stamper=time_stamper(clock)))
    elsewhere = one.stranger.issuers[0].public_bytes(PEM)
    (told,) = read_signatures(content, Trust((elsewhere,)), NOW)
    assert (told.stamped, told.level, told.trusted) == (False, "B-B", True)
    assert told.faults == ("nobody who is trusted vouches for its time stamp",)


def test_a_time_stamp_of_a_time_to_come_is_not_believed(clock: str, letter: bytes) -> None:
    content = signed_by(authority().signer, letter, Manner(stamper=time_stamper(f"{clock}/ahead")))
    (told,) = read(content)
    assert (told.stamped, told.level) == (False, "B-B")
    assert told.faults == (f"its time stamp is of {NOW + 4000 * DAY:%Y-%m-%d}, which is still to come",)


def level(
    clock: str, letter: bytes, kept: Trust, trust: Trust | None = None, path: str = ""
) -> tuple[str, bool | None]:
    content = signed_by(authority().signer, letter, Manner(stamper=time_stamper(clock + path), evidence=kept))
    (told,) = read_signatures(content, trust or Trust((authority().root.pem,)), NOW)
    assert told.changes == ()
    return told.level, told.trusted


def test_a_level_is_told_by_what_is_in_the_file(clock: str, letter: bytes) -> None:
    one = authority()
    of_root, of_issuing = one.lists
    whole, whom = (of_root, of_issuing), (one.root.pem,)
    assert level(clock, letter, evidence()) == ("B-LT", True)
    assert level(clock, letter, Trust((), whole)) == ("B-LT", True)
    assert level(clock, letter, Trust(whom, (of_issuing,))) == (
        "B-T",
        True,
    )  # none says that the clock's was not revoked
    assert level(clock, letter, Trust(whom, (of_root,))) == ("B-T", True)
    assert level(clock, letter, Trust(whom, ()), Trust(whom, whole)) == ("B-T", True)  # lists, but not in the file
    double = issued("Issuing Authority of the Tests", authority=True, curve=True)
    assert level(clock, letter, Trust(whom, (of_root, one.crl(double)))) == ("B-T", True)
    assert level(clock, letter, Trust(whom, (of_root, stale(one.issuing)))) == ("B-T", True)
    (told,) = read(signed_by(one.signer, letter, Manner(evidence=evidence())))
    assert told.level == "B-B"


def stale(issuer: Holder) -> bytes:
    """Return a list that was not in force any more when the tests sign."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
    builder = builder.last_update(NOW - 20 * DAY).next_update(NOW - 10 * DAY)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(DER)


def test_evidence_outlives_the_authority(clock: str, letter: bytes) -> None:
    content = signed_by(authority().signer, letter, Manner(stamper=time_stamper(clock), evidence=evidence()))
    years = NOW + datetime.timedelta(days=365 * 20)
    (told,) = read_signatures(content, Trust((authority().root.pem,)), years)
    assert told.level == "B-LT"
    assert told.trusted is True, told.faults
