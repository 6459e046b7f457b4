"""Approvals and digital signatures: a signature only on what was agreed, and an agreement that is signed itself."""

from __future__ import annotations

import email
import email.policy
import json
import shutil
from pathlib import Path

import pytest

from tests.approving.test_approvals import LETTER, MAILING, NOT_APPROVED, TEMPLATE, approve, edit, finally_made
from tests.approving.test_approvals import office as office  # noqa: PLC0414  (a fixture)
from tests.command_line import Outcome, command
from tests.signing.authority import PASSPHRASE, Holder, authority
from tests.tools import run

FOLDER = f"output/{MAILING}"


@pytest.fixture
def keys(office: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the office, with keys in it."""
    for name in ("signer", "stranger"):
        holder: Holder = getattr(authority(), name)
        (office / f"{name}.p12").write_bytes(holder.p12())
    (office / "root.pem").write_bytes(authority().root.pem)
    monkeypatch.setenv("CORRESPONDENCE_SIGNING_PASSPHRASE", PASSPHRASE)
    return office


def sign(office: Path, *words: str | Path) -> Outcome:
    return command("sign", *words, "--key", office / "signer.p12", workspace=office)


def test_nothing_is_signed_but_what_was_approved(keys: Path) -> None:
    # letters of a time when nobody was asked
    edit(keys / TEMPLATE, "approvals: ", "accept: []\n#approvals: ")
    assert command("merge", *LETTER, "--format", "pdf", workspace=keys).status == 0
    edit(keys / TEMPLATE, "accept: []\n#approvals: ", "approvals: ")
    done = sign(keys, MAILING)
    assert (done.status, done.out, done.err) == (1, "", NOT_APPROVED)
    shutil.copy(keys / FOLDER / "stockton.pdf", keys / "elsewhere.pdf")
    for name in (f"{FOLDER}/stockton.pdf", f"{FOLDER}/record/stockton.pdf", "elsewhere.pdf"):
        done = sign(keys, name)
        assert (done.status, done.err) == (1, NOT_APPROVED), name
    approve(keys)
    done = sign(keys, MAILING)
    assert done.status == 1
    assert done.err == (
        "the letter to albuquerque was not made of what was approved; make it anew: "
        "correspondence merge psp-questionnaire psp-2017-08-03 --final\n"
    )
    assert finally_made(keys).status == 0
    assert sign(keys, MAILING).err == "4 files signed by Alex Signer.\n"
    assert not (keys / "signed").exists()


def test_a_mailing_that_was_changed_since_is_not_signed(keys: Path) -> None:
    approve(keys)
    assert finally_made(keys).status == 0
    edit(keys / TEMPLATE, "prompt response", "prompt and full response")
    done = sign(keys, MAILING)
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[1:] == [
        "  all 4 letters:",
        "    … you for your prompt [added: and full] response. ¶ Sincerely, ¶ [Signature of …",
    ]
    assert not (keys / FOLDER / "signed").exists()


def test_a_draft_is_not_signed(keys: Path) -> None:
    assert command("merge", *LETTER, "--only", "stockton", "--format", "pdf", workspace=keys).status == 0
    done = sign(keys, f"{FOLDER}/draft/stockton.pdf")
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        f"{FOLDER}/draft/stockton.pdf cannot be used:\n  the file is a draft; make the letter itself, and sign that\n"
    )


def test_a_draft_is_known_wherever_it_lies(keys: Path) -> None:
    assert command("merge", *LETTER, "--only", "stockton", "--format", "pdf", workspace=keys).status == 0
    shutil.copy(keys / FOLDER / "draft" / "stockton.pdf", keys / "letter.pdf")
    assert sign(keys, "letter.pdf").err == (
        "letter.pdf cannot be used:\n  the file is a draft; make the letter itself, and sign that\n"
    )


def test_letters_that_were_posted_are_signed_whatever_became_of_the_template(keys: Path) -> None:
    approve(keys)
    assert finally_made(keys, "--record").status == 0
    assert command("register", "mark", MAILING, "--posted", "2017-08-04", workspace=keys).status == 0
    edit(keys / TEMPLATE, "prompt response", "prompt and full response")
    assert sign(keys, MAILING, "--records").err == "4 files signed by Alex Signer.\n"


def test_an_approval_is_signed(keys: Path) -> None:
    fingerprint = run("openssl", "pkcs12", "-in", keys / "signer.p12", "-nokeys", "-clcerts", "-passin", f"pass:{PASSPHRASE}", "-out", keys / "signer.pem")  # fmt: skip
    assert fingerprint.returncode == 0
    told = run("openssl", "x509", "-in", keys / "signer.pem", "-noout", "-fingerprint", "-sha256").stdout
    settings = keys / "correspondence.yaml"
    demanded = told.partition("=")[2].strip()
    text = settings.read_text("utf-8")
    settings.write_text(
        f'{text}approvers:\n  counsel: {{certificates: "{demanded}"}}\n  assistant-attorney-general: {{}}\n', "utf-8"
    )
    assert command("merge", *LETTER, "--format", "pdf", workspace=keys).status == 0

    def by_counsel(*more: str | Path) -> Outcome:
        return command("approve", MAILING, "--by", "counsel", "--yes", *more, workspace=keys)

    assert by_counsel().err == "the approval of counsel must be signed; give --key or --token\n"
    done = by_counsel("--key", keys / "stranger.p12")
    assert done.err == (
        "the approval of counsel is signed with a certificate that correspondence.yaml does not name; sign with one of "
        "those below 'certificates:', or add this one there\n"
    )
    done = by_counsel("--key", keys / "signer.p12")
    assert done.status == 0, done.err
    assert done.err.startswith("4 letters approved by counsel, signed by Alex Signer. Next: ")
    [sheet] = (keys / FOLDER / "approval").glob("counsel-*.pdf")
    assert "Signer Certificate Common Name: Alex Signer" in run("pdfsig", "-nocert", sheet).stdout
    done = command("verify", sheet, "--trust", keys / "root.pem", workspace=keys)
    assert done.lines[0].endswith(": registered: the register knows just these bytes")
    assert done.lines[1].endswith(": intact, trusted")
    approve(keys, "assistant-attorney-general")
    assert finally_made(keys).status == 0
    # a sheet from which the signature was taken is no evidence
    content = sheet.read_bytes()
    sheet.write_bytes(content[: content.index(b"%%EOF") + 6])
    done = finally_made(keys)
    assert done.status == 1
    assert f"(output/{MAILING}/approval/{sheet.name}: the file was changed since the approval); run: " in done.err


def test_what_is_sent_is_the_signed_letter(keys: Path) -> None:
    edit(keys / f"recipients/{MAILING}.yaml", "  - id: stockton", "  - id: stockton\n    email: chief@stockton.example")
    approve(keys)
    assert finally_made(keys).status == 0
    assert sign(keys, MAILING).status == 0
    signed = keys / FOLDER / "signed" / "stockton.pdf"
    done = command("send", *LETTER, "--only", "stockton", workspace=keys)
    assert done.status == 0, done.err

    def attached() -> bytes:
        mail = email.message_from_bytes(
            (keys / FOLDER / "mail" / "stockton.eml").read_bytes(), policy=email.policy.default
        )
        [one] = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
        content = one.get_payload(decode=True)
        assert isinstance(content, bytes)
        return content

    assert attached() == signed.read_bytes()
    # the letter is made anew, and what was signed is another
    edit(keys / TEMPLATE, "prompt response", "prompt and full response")
    approve(keys)
    assert finally_made(keys).status == 0
    done = command("send", *LETTER, "--only", "stockton", "--replace", workspace=keys)
    assert done.status == 1
    assert "what was signed is an older letter: it was made anew since; sign it anew: correspondence sign psp-2017-08-03 --over" in done.err  # fmt: skip
    assert sign(keys, MAILING, "--over").status == 0
    assert command("send", *LETTER, "--only", "stockton", "--replace", workspace=keys).status == 0
    assert attached() == signed.read_bytes()
    entries = json.loads(command("register", "list", MAILING, "--json", workspace=keys).out)["entries"]
    assert sum(one["kind"] == "signed" for one in entries) == 8


def test_what_is_printed_shows_the_signature(keys: Path) -> None:
    def given(name: str, *words: str) -> Outcome:
        return command(name, *words, "--set", "signature=digital", workspace=keys)

    def printed() -> str:
        done = given("print", MAILING, "--only", "stockton")
        assert done.status == 0, done.err
        return run("pdftotext", keys / FOLDER / "print" / f"{MAILING}-1.pdf", "-").stdout

    edit(keys / TEMPLATE, "approvals: ", "accept: []\n#approvals: ")
    assert given("merge", *LETTER, "--format", "pdf", "--no-record").status == 0
    assert "Digitally signed by" not in printed()
    assert sign(keys, MAILING).status == 0
    assert "Digitally signed by Alex Signer" in printed()
    # the letter is made anew: what was signed is another
    edit(keys / TEMPLATE, "prompt response", "prompt and full response")
    assert given("merge", *LETTER, "--format", "pdf", "--no-record").status == 0
    done = given("print", MAILING, "--only", "stockton")
    assert done.status == 1
    assert done.err == (
        f"{FOLDER}/signed/stockton.pdf cannot be used:\n  what was signed is not this letter, or its signature does not "
        "hold; sign it anew: correspondence sign psp-2017-08-03 --over, with --key or --token\n"
    )
