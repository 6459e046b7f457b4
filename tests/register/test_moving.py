"""What a register holds of one mailing is taken out of it whole, and put into a new one."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from correspondence.entries import Entry, Letter, Wanted
from correspondence.errors import RefusedError
from correspondence.register import Register, address_of, open_register
from correspondence.register.moving import Extract, extract, put

AT = datetime.datetime(2020, 3, 4, 10, 30, 5, 123456, datetime.timezone(datetime.timedelta(hours=-5)))
OURS, OTHERS, AWAY = "a" * 64, "b" * 64, "c" * 64


def filled(register: Register) -> None:
    """Write entries of two mailings, and of replies before anybody knew whose they are."""
    letters = [Letter(mailing, "springfield", "notice") for mailing in ("towns", "others", "towns-2")]
    numbers = register.allocate("REF", dict.fromkeys(letters, 2020))
    register.append(
        Entry(
            "made",
            one.mailing,
            AT,
            one.recipient,
            numbers[one],
            one.template,
            "list",
            7,
            "Pat",
            {f"{one.mailing}.pdf": "1"},
        )
        for one in letters
    )
    for sha256 in (OURS, OTHERS, AWAY):
        register.append([Entry("received", "", AT, files={f"originals/{sha256}": sha256}, details={"name": "reply"})])
        register.append([Entry("read", "", AT, details={"reply": sha256, "kind": "answers", "answers": {}})])
    for sha256, mailing in ((OURS, "towns"), (OTHERS, "others"), (AWAY, "towns")):
        details = {"decides": "match", "reply": sha256}
        register.append([Entry("decided", mailing, AT, "springfield", details=details, files={"x": sha256})])
    taken = register.entries(Wanted(mailing="towns"))[-1]
    register.append([Entry("amended", "towns", AT, "springfield", details={"withdrawn": AWAY}, amends=taken.id)])
    register.keep_geometry("1", [{"name": "place", "box": [1.5, 2, 3, 4]}])
    register.keep_geometry("2", [])


def test_an_extract_has_its_mailing_and_its_replies_from_the_beginning(register: Register) -> None:
    filled(register)
    found = extract(register, "towns")
    told = [
        (one.kind, one.mailing, one.details.get("reply") or next(iter(one.files.values()), "")) for one in found.entries
    ]
    assert told == [
        ("made", "towns", "1"),
        ("received", "", OURS),
        ("read", "", OURS),
        ("received", "", AWAY),
        ("read", "", AWAY),
        ("decided", "towns", OURS),
        ("decided", "towns", AWAY),
        ("amended", "towns", ""),
    ]
    [(number, letter)] = found.numbers.items()
    assert letter == Letter("towns", "springfield", "notice")
    assert number == found.entries[0].number
    assert found.forms == {"1": [{"name": "place", "box": [1.5, 2, 3, 4]}]}


def test_a_new_register_has_the_same_entries_and_goes_on_from_them(register: Register, tmp_path: Path) -> None:
    filled(register)
    found = extract(register, "towns-2")
    with open_register(address_of("", str(tmp_path / "new.sqlite"), tmp_path)) as new:
        put(new, found)
        assert new.entries() == found.entries
        assert new.entries()[0].at == AT  # to the fraction of a second
        assert new.geometry("1") == [{"name": "place", "box": [1.5, 2, 3, 4]}]
        kept, more = Letter("towns-2", "springfield", "notice"), Letter("towns-2", "shelbyville", "notice")
        numbers = new.allocate("REF", {kept: 2020, more: 2020})
        assert numbers[kept] == found.entries[0].number
        assert numbers[more] not in {one.number for one in register.entries()}
        with pytest.raises(RefusedError, match="holds entries already; name a new one"):
            put(new, found)
        assert new.entries() == found.entries


def test_nothing_of_an_extract_is_kept_where_one_part_cannot_be(tmp_path: Path) -> None:
    entry = Entry("made", "towns", AT, id=1)
    unfit = Extract((entry,), {"REF-2020-none": Letter("towns", "", "")}, {})
    with open_register(address_of("", str(tmp_path / "new.sqlite"), tmp_path)) as new:
        with pytest.raises(Exception, match="REF-2020-none"):
            put(new, unfit)
        assert new.entries() == ()
