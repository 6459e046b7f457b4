"""An office with letters that were made, and what is true of them whatever came between."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tests.command_line import Outcome, command, spawned
from tests.signing.authority import PASSPHRASE
from tests.signing.signatures import VALID, Poppler, read

VARIABLE = "CORRESPONDENCE_SIGNING_PASSPHRASE"


def signing(office: Path, *words: str | Path, secret: str = PASSPHRASE, **more: str) -> Outcome:
    """Sign in a process of its own: a module keeps the tokens that it saw first."""
    return spawned("sign", *words, folder=office, environment={VARIABLE: secret, **more})


def signed_once(office: Path, mailing: str, ids: set[str], poppler: Poppler, folder: str = "signed") -> None:
    """Make sure that of a mailing just these are signed, each once, whole and registered once."""
    place = office / "output" / mailing / folder
    files = {path.name: path for path in place.iterdir()} if place.exists() else {}
    assert sorted(files) == sorted(f"{one}.pdf" for one in ids)
    for name, path in files.items():
        content = path.read_bytes()
        assert content.startswith((place.parent / name).read_bytes())
        (one,) = read(content)
        assert (one.signer, one.holds) == ("Alex Signer", True)
        assert [said.validity for said in poppler.said(path)] == [VALID]
    assert registered(office, mailing) == dict.fromkeys(ids, 1)


def registered(office: Path, mailing: str) -> dict[str, int]:
    """Return how often the register says of each letter that it was signed."""
    told = json.loads(command("register", "list", mailing, "--json", workspace=office).out)
    return dict(Counter(one["recipient"] for one in told["entries"] if one["kind"] == "signed"))
