"""Tokens: that they sign, and what is said of one that is absent, locked, or pulled out half-way."""

from __future__ import annotations

import ctypes.util
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.command_line import Outcome, add_mailing, command
from tests.signing.authority import Holder, authority
from tests.signing.offices import VARIABLE, signed_once, signing
from tests.signing.signatures import Poppler
from tests.tools import ROOT, missing, program, run

PIN = "123456"
MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)


@dataclass(frozen=True)
class Card:
    """An office of four letters, a token in software, its module, and one that stands between us and it."""

    office: Path
    module: str
    shim: str
    settings: Path

    def sign(self, *words: str, module: str = "", pin: str = PIN, **more: str) -> Outcome:
        """Sign the letters with the token."""
        around = {"SOFTHSM2_CONF": str(self.settings), "SHIM_MODULE": self.module, **more}
        # a card has seldom the certificate of its authority: it goes into the file as evidence
        words = ("--trust", str(self.office / "issuing.pem"), *words)
        return signing(self.office, "many", "--token", module or self.module, *words, secret=pin, **around)

    def tool(self, *words: str) -> None:
        """Let SoftHSM's own program do something."""
        pins = ("--so-pin", "12345678", "--pin", PIN)
        run(program("softhsm2-util"), *words, *pins, environment={"SOFTHSM2_CONF": str(self.settings)})

    def fill(self, holder: Holder) -> None:
        """Put a key with its certificate on the token."""
        file = self.office / "on-the-card.p12"
        file.write_bytes(holder.p12())
        around = {"PYTHONPATH": str(ROOT), "SOFTHSM2_CONF": str(self.settings)}
        script = Path(__file__).with_name("fill_token.py")
        run(sys.executable, script, self.module, "card", PIN, file, holder.name, environment=around)

    def copied(self, folder: Path) -> Card:
        """Return another office, with the same token in it."""
        shutil.copytree(self.office, folder / "office")
        shutil.copytree(self.settings.parent, folder / "hsm")
        return replace(self, office=folder / "office", settings=settings_in(folder / "hsm"))


def settings_in(folder: Path, tokens: str = "tokens") -> Path:
    """Write the settings of a SoftHSM that keeps its tokens in a folder; return their file."""
    (folder / tokens).mkdir(parents=True, exist_ok=True)
    file = folder / f"{tokens}.conf"
    file.write_text(f"directories.tokendir = {folder / tokens}\nlog.level = ERROR\n", "utf-8")
    return file


@pytest.fixture(scope="module")
def empty(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Card:
    """Return an office with a token on which nothing is; nobody signs in it."""
    folder = tmp_path_factory.mktemp("tokens")
    module = next((one for one in MODULES if Path(one).exists()), None) or missing("SoftHSM's module")
    shim, office = folder / "shim.so", folder / "office"
    source = Path(__file__).with_name("shim.c")
    run(program("gcc"), "-shared", "-fPIC", "-Wall", "-Werror", "-o", shim, source, "-ldl")
    office.mkdir()
    shutil.copy(root / "correspondence.yaml", office)
    for name in ("templates", "recipients"):
        shutil.copytree(root / name, office / name)
    add_mailing(office, 4)
    done = command("merge", "notice", "many", "--format", "pdf", "--jobs", "1", workspace=office)
    assert done.status == 0, done.err
    (office / "issuing.pem").write_bytes(authority().issuing.pem)
    card = Card(office, module, str(shim), settings_in(folder / "hsm"))
    card.tool("--init-token", "--free", "--label", "card")
    return card


@pytest.fixture(scope="module")
def filled(empty: Card, tmp_path_factory: pytest.TempPathFactory) -> Card:
    """Return one with a token on which there is a key with its certificate; nobody signs in it."""
    card = empty.copied(tmp_path_factory.mktemp("filled"))
    card.fill(authority().signer)
    return card


@pytest.fixture
def card(filled: Card, tmp_path: Path) -> Card:
    """Return one in which a test may sign."""
    return filled.copied(tmp_path)


def refused(card: Card, done: Outcome, said: str) -> None:
    assert (done.status, done.out, done.err) == (1, "", f"{said}\n")
    assert not (card.office / "output" / "many" / "signed").exists()


def test_an_empty_token(empty: Card) -> None:
    said = "the token has no certificate with its key; name another with --certificate, or have one put on it"
    refused(empty, empty.sign(), said)


def test_what_is_no_module(filled: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PIN)
    text, library = str(filled.office / "correspondence.yaml"), ctypes.util.find_library("m") or "libm.so.6"
    for module in ("/nowhere/pkcs11.so", text, library):
        done = command("sign", "many", "--token", module, workspace=filled.office)
        said = f"{module} is no PKCS#11 module that works here; name the module of the token's maker"
        refused(filled, done, said)
    said = f"{filled.shim} is no PKCS#11 module that works here; name the module of the token's maker"
    refused(filled, filled.sign(module=filled.shim, SHIM_MODULE="/nowhere"), said)


def test_no_token_and_another_one(filled: Card, tmp_path: Path) -> None:
    remedy = "put the card in, or see whether its reader is plugged in"
    refused(filled, filled.sign("--token-label", "badge"), f'there is no token "badge"; {remedy}')
    refused(filled, filled.sign(SOFTHSM2_CONF=str(settings_in(tmp_path))), f"there is no token; {remedy}")
    said = 'the token has no certificate "other" with its key; name another with --certificate, or have one put on it'
    refused(filled, filled.sign("--certificate", "other"), said)


def test_the_token_that_is_meant_signs(card: Card, poppler: Poppler) -> None:
    card.tool("--init-token", "--free", "--label", "second")
    done = card.sign()
    remedy = "name the one that is meant with --token-label\n"
    assert done.err in {f"there are several tokens: {both}; {remedy}" for both in ("card, second", "second, card")}
    done = card.sign("--token-label", "card", "--certificate", "Alex Signer")
    assert (done.status, done.err) == (0, "4 files signed by Alex Signer.\n")
    signed_once(card.office, "many", {"r000", "r001", "r002", "r003"}, poppler)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("0xA4", "the token is locked: too many wrong PINs; have it unlocked by whoever issued it"),
        ("0xA3", "the PIN of the token has expired; set a new one with the program of the token's maker"),
        ("0x32", "the token cannot be opened (DeviceRemoved); take it out and put it in again"),
    ],
)
def test_a_token_that_does_not_open(answer: str, said: str, filled: Card) -> None:
    refused(filled, filled.sign(module=filled.shim, SHIM_LOGIN=answer), said)


@pytest.mark.parametrize("pin", ["000000", ""])
def test_a_wrong_pin(pin: str, filled: Card) -> None:
    said = "the token does not take the PIN; type it again; after a few wrong ones the token locks itself"
    refused(filled, filled.sign(pin=pin), said)


def test_a_token_that_is_pulled_out_half_way(card: Card, poppler: Poppler) -> None:
    done = card.sign(module=card.shim, SHIM_SIGNATURES="2")
    remedy = "put it in again, and run the command again: it goes on where it stopped"
    assert (done.status, done.err) == (1, f"the token was pulled out; {remedy}\n")
    signed_once(card.office, "many", {"r000", "r001"}, poppler)
    done = card.sign(module=card.shim)
    assert (done.status, done.err) == (0, "2 files signed by Alex Signer, 2 signed already.\n")
    signed_once(card.office, "many", {"r000", "r001", "r002", "r003"}, poppler)


def test_a_certificate_of_another_key(empty: Card, tmp_path: Path) -> None:
    card, one = empty.copied(tmp_path), authority()
    card.fill(one.signer)
    card.fill(replace(one.stranger, name="Sam Stranger"))
    run(
        *(sys.executable, "-c", SWAPPED, card.module, PIN),
        environment={"PYTHONPATH": str(ROOT), "SOFTHSM2_CONF": str(card.settings)},
    )
    done = card.sign()
    said = "the signature does not hold (it was not made with the key of this signer, or was changed itself)"
    remedy = "see whether the key is of the certificate that goes with it"
    assert (done.status, done.err) == (1, f"{said}; {remedy}\n")
    assert list((card.office / "output" / "many").glob("signed/*")) == []


SWAPPED = """
import sys, pkcs11
from pkcs11 import Attribute, ObjectClass
with pkcs11.lib(sys.argv[1]).get_token(token_label="card").open(rw=True, user_pin=sys.argv[2]) as session:
    for kind, name in ((ObjectClass.PRIVATE_KEY, "Alex Signer"), (ObjectClass.CERTIFICATE, "Sam Stranger")):
        for one in list(session.get_objects({Attribute.CLASS: kind, Attribute.LABEL: name})):
            one.destroy()
"""
"""Take the key of one and the certificate of the other away."""


def test_a_certificate_on_a_token_that_has_expired(empty: Card, tmp_path: Path) -> None:
    card = empty.copied(tmp_path)
    card.fill(authority().expired)
    day = authority().expired.certificate.not_valid_after_utc
    refused(
        card, card.sign(), f"the certificate of Eve Expired expired on {day:%Y-%m-%d}; ask the authority for a new one"
    )
