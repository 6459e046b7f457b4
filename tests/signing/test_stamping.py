"""Time-stamp servers that do not answer, answer late, refuse, babble or lie: told, and nothing signed."""

from __future__ import annotations

import inspect
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from correspondence.sign import Manner, TimeStampError, time_stamper
from tests.command_line import Outcome, command
from tests.signing.authority import DAY, NOW, PASSPHRASE, authority
from tests.signing.offices import VARIABLE
from tests.signing.signatures import VALID, Poppler, read, signed_by

WITHOUT = "try again later, name another server, or sign without --timestamp"
DISTRUST = "do not trust it; name another server"


@pytest.fixture
def office(letter: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a letter and a key."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    Path("letter.pdf").write_bytes(letter)
    Path("signer.p12").write_bytes(authority().signer.p12())
    return tmp_path


def stamped(address: str) -> Outcome:
    return command("sign", "letter.pdf", "--key", "signer.p12", "--timestamp", address)


def refused(done: Outcome, said: str) -> None:
    assert (done.status, done.out, done.err) == (1, "", f"{said}\n")
    assert [path.name for path in Path("signed").rglob("*")] == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/lies", f"stamped something else than it was asked to; {DISTRUST}"),
        ("/forgets", f"stamped something else than it was asked to; {DISTRUST}"),
        ("/forges", f"sent a time stamp whose own signature does not hold; {DISTRUST}"),
        ("/unfit", f"signs with a certificate that is not for time stamps; {DISTRUST}"),
        ("/refuses", f"refuses (503); {WITHOUT}"),
        ("/fails", f"refuses (500); {WITHOUT}"),
        ("/declines", f"refuses (rejection); {WITHOUT}"),
    ],
)
@pytest.mark.usefixtures("office")
def test_a_server_that_does_not_do_its_part(path: str, said: str, clock: str) -> None:
    refused(stamped(clock + path), f"the time-stamp server {clock}{path} {said}")


@pytest.mark.usefixtures("office")
def test_a_server_that_babbles(clock: str) -> None:
    refused(
        stamped(f"{clock}/babbles"), f"what the time-stamp server {clock}/babbles answers is no time stamp; {WITHOUT}"
    )


@pytest.mark.parametrize(("path", "days"), [("/ahead", 4000), ("/behind", -4000), ("/week", -7)])
@pytest.mark.usefixtures("office")
def test_a_server_that_tells_another_time(path: str, days: int, clock: str) -> None:
    done = stamped(clock + path)
    assert done.status == 1
    told = NOW + days * DAY
    says = (
        f"it says {told:%Y-%m-%dT%H:%M:%SZ}"
        if days < 0
        else f"its time stamp is of {told:%Y-%m-%d}, which is still to come"
    )
    assert done.err.startswith(f"the time-stamp server is not to be believed ({says}, and the clock here says 20")
    assert done.err.endswith("Z); see whether the clock here is right; if it is, name another server\n")
    assert [path.name for path in Path("signed").rglob("*")] == []


@pytest.fixture
def deaf() -> Iterator[str]:
    """Return the address of a server that takes a connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_nobody_waits_for_ever(deaf: str, clock: str, letter: bytes) -> None:
    for address, seconds in ((deaf, 0.3), (f"{clock}/drips", 0.6), (f"{clock}/late", 0.2)):
        begun = time.monotonic()
        with pytest.raises(TimeStampError) as caught:
            signed_by(authority().signer, letter, Manner(stamper=time_stamper(address, seconds)))
        assert time.monotonic() - begun < seconds + 3
        assert (
            str(caught.value) == f"the time-stamp server {address} did not answer within {seconds:g} seconds; {WITHOUT}"
        )
    assert inspect.signature(time_stamper).parameters["seconds"].default <= 15


@pytest.mark.acceptance
@pytest.mark.usefixtures("office")
def test_a_clerk_waits_ten_seconds(deaf: str) -> None:
    begun = time.monotonic()
    refused(stamped(deaf), f"the time-stamp server {deaf} did not answer within 10 seconds; {WITHOUT}")
    assert 10 <= time.monotonic() - begun < 15


def test_a_server_that_hangs_up(clock: str, letter: bytes) -> None:
    with pytest.raises(TimeStampError) as caught:
        signed_by(authority().signer, letter, Manner(stamper=time_stamper(f"{clock}/hangs-up", 10)))
    assert str(caught.value) == f"the time-stamp server {clock}/hangs-up cannot be reached; {WITHOUT}"


@pytest.mark.usefixtures("office")
def test_no_server_at_all() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"http://127.0.0.1:{server.getsockname()[1]}"
    refused(stamped(nobody), f"the time-stamp server {nobody} cannot be reached; {WITHOUT}")


@pytest.mark.parametrize(
    "address", ["tsa.agency.gov", "", "http://", "ftp://tsa.agency.gov", "file:///etc/passwd", "http://[::1", "https://tsa:port/", "http://a b"]
)  # fmt: skip
@pytest.mark.usefixtures("office")
def test_what_is_no_address(address: str) -> None:
    refused(stamped(address), f'"{address}" is no address of a time-stamp server; write one as https://tsa.agency.gov')


def test_one_that_answers_late_is_waited_for(clock: str, letter: bytes, poppler: Poppler) -> None:
    content = signed_by(authority().signer, letter, Manner(stamper=time_stamper(f"{clock}/late")))
    (told,) = read(content)
    assert (told.at, told.stamped, told.level, told.holds) == (f"{NOW:%Y-%m-%dT%H:%M:%SZ}", True, "B-T", True)
    assert [one.validity for one in poppler.said(content)] == [VALID]
