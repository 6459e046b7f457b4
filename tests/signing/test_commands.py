"""``sign`` and what ``verify`` tells of it, as a clerk calls them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.command_line import Outcome, command
from tests.signing.authority import PASSPHRASE, authority
from tests.tools import ROOT

MAILING = "psp-2017-08-03"
VARIABLE = "CORRESPONDENCE_SIGNING_PASSPHRASE"


@pytest.fixture
def office(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace with two letters, and the keys of the authority beside it."""
    for name in ("signer", "stranger", "expired", "early", "encrypts"):
        (workspace / f"{name}.p12").write_bytes(getattr(authority(), name).p12())
    (workspace / "root.pem").write_bytes(authority().root.pem)
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    monkeypatch.chdir(workspace)
    done = command(
        "merge", "psp-questionnaire", MAILING, "--only", "stockton,baltimore", "--format", "pdf", workspace=workspace
    )
    assert done.status == 0, done.err
    return workspace


def signing(office: Path, *words: str, key: str = "signer") -> Outcome:
    return command("sign", *words, "--key", office / f"{key}.p12", workspace=office)


def test_a_mailing_is_signed_once(office: Path) -> None:
    done = signing(office, MAILING)
    assert done.out == f"output/{MAILING}/signed/baltimore.pdf  B-B\noutput/{MAILING}/signed/stockton.pdf  B-B\n"
    assert done.err == "2 files signed by Alex Signer.\n"
    files = {path: path.read_bytes() for path in (office / "output" / MAILING / "signed").iterdir()}
    assert signing(office, MAILING).err == "0 files signed by Alex Signer, 2 signed already.\n"
    assert files == {path: path.read_bytes() for path in (office / "output" / MAILING / "signed").iterdir()}
    entries = json.loads(command("register", "list", MAILING, "--json", workspace=office).out)["entries"]
    signed = [one for one in entries if one["kind"] == "signed"]
    assert [(one["recipient"], one["details"]["signer"]) for one in signed] == [
        ("baltimore", "Alex Signer"),
        ("stockton", "Alex Signer"),
    ]


def test_a_run_that_was_killed_goes_on(office: Path) -> None:
    signing(office, MAILING)
    (office / "output" / MAILING / "signed" / "stockton.pdf").unlink()
    done = signing(office, MAILING)
    assert (done.out, done.err) == (
        f"output/{MAILING}/signed/stockton.pdf  B-B\n",
        "1 file signed by Alex Signer, 1 signed already.\n",
    )


def test_verify_tells_of_signatures(office: Path) -> None:
    signing(office, MAILING, "--records")
    path = f"output/{MAILING}/signed/stockton.record.pdf"
    done = command("verify", path, "--trust", "root.pem", workspace=office)
    assert done.status == 0
    assert done.lines[0] == f"{path}: identical: what is made from its sources is this file, byte for byte"
    assert done.lines[1].startswith("  Signature1: Alex Signer on ")
    assert done.lines[1].endswith(", by the signer's clock, B-B: intact, trusted")
    told = json.loads(command("verify", path, "--json", workspace=office).out)
    jsonschema.validate(told, json.loads((ROOT / "docs/json/verified.json").read_text("utf-8")))
    with Path(path).open("ab") as file:
        file.write(b" ")
    done = command("verify", path, workspace=office)
    assert done.status == 1
    assert done.lines[-1] == "    changed after it: 1 byte was added behind the last signature"


def test_a_signed_record_gives_the_bytes_below_its_signature(office: Path) -> None:
    signing(office, MAILING, "--records")
    done = command("regenerate", f"output/{MAILING}/signed/stockton.record.pdf", "--output", "again", workspace=office)
    assert done.status == 0, done.err
    again, record = office / "again/record/stockton.pdf", office / f"output/{MAILING}/record/stockton.pdf"
    assert again.read_bytes() == record.read_bytes()
    path = f"output/{MAILING}/signed/stockton.record.pdf"
    assert signing(office, path, "--again", "--trust", "root.pem", key="stranger").status == 0
    twice = Path(path).read_bytes()
    assert twice.startswith(record.read_bytes())
    assert twice.count(b"/ETSI.CAdES.detached") == 2
    done = command("regenerate", path, "--output", "anew", workspace=office)
    assert done.status == 0, done.err
    assert (office / "anew/record/stockton.pdf").read_bytes() == record.read_bytes()
    assert (office / "anew/stockton.pdf").read_bytes() == (office / f"output/{MAILING}/stockton.pdf").read_bytes()


def test_json_is_as_its_schema_says(office: Path) -> None:
    told = json.loads(signing(office, MAILING, "--json").out)
    jsonschema.validate(told, json.loads((ROOT / "docs/json/signed.json").read_text("utf-8")))
    assert [one["signature"]["signer"] for one in told["files"]] == ["Alex Signer", "Alex Signer"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("expired", "the certificate of Eve Expired expired on "),
        ("early", "the certificate of Ellis Early is not valid before "),
        ("encrypts", "the certificate of Casey Cipher is not for signing; ask the authority for one that may sign documents"),
    ],
)  # fmt: skip
def test_a_key_that_does_not_sign(key: str, said: str, office: Path) -> None:
    done = signing(office, MAILING, key=key)
    assert done.status == 1
    assert done.err.startswith(said)
    assert not (office / "output" / MAILING / "signed").exists()


def test_a_wrong_passphrase(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "wrong")
    done = signing(office, MAILING)
    assert (done.status, done.err) == (
        1,
        "the passphrase does not open the key file; type it again, without a blank or line too much\n",
    )


def test_another_signer_replaces_nothing_unasked(office: Path) -> None:
    signing(office, MAILING)
    done = signing(office, f"output/{MAILING}/stockton.pdf", key="stranger")
    path = f"output/{MAILING}/signed/stockton.pdf"
    assert done.status == 1
    assert done.err == (
        f"{path} cannot be used:\n  a file is there that Alex Signer signed; give --over to sign anew, or move it away\n"
    )
    done = signing(office, path, key="stranger")
    assert done.err == f"{path} cannot be used:\n  the file is signed already; give --again for one more signature\n"
    assert signing(office, path, "--again", key="stranger").status == 0
    told = command("verify", path, workspace=office)
    assert [line.split(" on ")[0] for line in told.lines[1:]] == [
        "  Signature1: Alex Signer",
        "  Signature2: Sam Stranger",
    ]


def test_a_letter_that_was_changed_is_not_signed(office: Path) -> None:
    path = office / "output" / MAILING / "stockton.pdf"
    path.write_bytes(path.read_bytes() + b"\n")
    done = signing(office, MAILING)
    assert done.err == (
        f"output/{MAILING}/stockton.pdf cannot be used:\n  the file was changed since it was made; put the right one back, or make it anew\n"
    )
    assert not (office / "output" / MAILING / "signed").exists()
