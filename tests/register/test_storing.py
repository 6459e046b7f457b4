"""What a register keeps: numbers once each, entries for ever."""

from __future__ import annotations

import dataclasses
import datetime
import re
import sqlite3

import psycopg
import pytest

from correspondence.entries import KINDS, Entry, Letter, Wanted, histories
from correspondence.errors import RefusedError
from correspondence.references import LAST_SERIAL, Reference
from correspondence.register import Register
from tests.register.making import AT, MAILING, TEMPLATE, letters, made, raw

KEPT = "the register keeps what it holds: a correction is a new entry that names the one it amends"


def test_letters_get_the_next_numbers_of_their_year_in_their_order(register: Register) -> None:
    first = register.allocate("REF", letters("near", "far"))
    second = register.allocate("REF", {**letters("old", year=2029), **letters("third")})
    assert [Reference.parse(number).serial for number in first.values()] == [1, 2]
    assert {letter.recipient: number[:13] for letter, number in {**first, **second}.items()} == {
        "near": "REF-2030-2223",
        "far": "REF-2030-2224",
        "old": "REF-2029-2223",
        "third": "REF-2030-2225",
    }


def test_a_letter_keeps_its_number(register: Register) -> None:
    [number] = register.allocate("REF", letters("near")).values()
    again = register.allocate("NEW", {**letters("far", "near", year=2031)})
    assert list(again.values()) == [str(Reference("NEW", 2031, 1)), number]


def test_the_same_recipient_has_a_number_for_each_template_and_mailing(register: Register) -> None:
    wanted = {Letter(mailing, "near", template): 2030 for mailing in ("a", "b") for template in ("x", "y")}
    assert len(set(register.allocate("REF", wanted).values())) == 4


def test_no_letters_need_no_numbers(register: Register, address: str) -> None:
    assert register.allocate("REF", {}) == {}
    assert raw(address, "SELECT * FROM series") == []


def test_a_series_that_is_used_up_gives_no_more_numbers(register: Register, address: str) -> None:
    register.allocate("REF", letters("near"))
    raw(address, f"UPDATE series SET last = {LAST_SERIAL - 2}")  # noqa: S608 - a number
    message = (
        "the series REF has 2 numbers left in 2030, and 3 are needed; "
        "name another series below 'reference:' in correspondence.yaml"
    )
    with pytest.raises(RefusedError, match=re.escape(message)):
        register.allocate("REF", letters("a", "b", "c"))
    last = register.allocate("REF", letters("a", "b"))
    assert [number[:13] for number in last.values()] == ["REF-2030-ZZZY", "REF-2030-ZZZZ"]


def test_an_entry_comes_back_as_it_was_written(register: Register, address: str) -> None:
    east = datetime.timezone(datetime.timedelta(hours=-5))
    whole = Entry(
        "dispatched",
        MAILING,
        datetime.datetime(2030, 1, 31, 22, 0, 0, 123456, tzinfo=east),
        recipient="near",
        number="REF-2030-2223-7",
        template=TEMPLATE,
        list="requests-2030",
        row=7,
        by="Zoë “Clerk” =1+1",
        files={"output/a.pdf": "00" * 32, "output/é.pdf": "ff" * 32},
        details={"date": "2030-01-31", "route": "certified-mail", "pages": 2, "nested": {"a": [1, None, True]}},
    )
    register.append([whole])
    register.append([dataclasses.replace(whole, kind="amended", amends=1)])
    first, second = register.entries()
    assert first == dataclasses.replace(whole, id=1)
    assert (second.id, second.kind, second.amends) == (2, "amended", 1)
    assert first.at.utcoffset() == datetime.timedelta(0)
    moment = raw(address, "SELECT CAST(at AS TEXT) FROM entry WHERE id = 1")[0][0]
    assert moment.startswith(("2030-02-01 03:00:00.123456", "2030-02-01 03:00:00.123456+00"))
    assert raw(address, "SELECT kind, recipient, by FROM entry ORDER BY id")[0] == (
        "dispatched",
        "near",
        "Zoë “Clerk” =1+1",
    )


def test_every_kind_of_entry_can_be_kept(register: Register) -> None:
    register.append([made("near"), *(Entry(kind, MAILING, AT) for kind in KINDS)])
    assert tuple(entry.kind for entry in register.entries())[1:] == KINDS


def test_a_moment_without_a_time_zone_is_not_kept(register: Register) -> None:
    with pytest.raises(Exception, match="a moment without a time zone cannot be kept"):
        register.append([made("near"), dataclasses.replace(made("far"), at=AT.replace(tzinfo=None))])
    assert register.entries() == ()


def test_entries_are_found_by_what_they_are_about(register: Register) -> None:
    later = AT + datetime.timedelta(days=2)
    register.append(
        [
            made("near", "REF-2030-2223-7"),
            made("far"),
            made("near", mailing="other"),
            dataclasses.replace(made("near", "REF-2030-2223-7"), kind="dispatched", at=later),
        ]
    )

    def ids(wanted: Wanted) -> list[int | None]:
        return [entry.id for entry in register.entries(wanted)]

    assert ids(Wanted()) == [1, 2, 3, 4]
    assert ids(Wanted(mailing=MAILING)) == [1, 2, 4]
    assert ids(Wanted(recipients=("near",))) == [1, 3, 4]
    assert ids(Wanted(recipients=("near", "far"), kinds=("made",), mailing=MAILING)) == [1, 2]
    assert ids(Wanted(number="REF-2030-2223-7")) == [1, 4]
    assert ids(Wanted(since=later)) == [4]
    assert ids(Wanted(recipients=(*(f"r{number}" for number in range(600)), "far"))) == [2]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET kind = 'voided'",
        "DELETE FROM entry",
        "UPDATE letter SET recipient = 'far'",
        "DELETE FROM letter",
        "UPDATE form_template SET geometry = '{}'",
        "DELETE FROM form_template",
    ],
)
def test_the_database_itself_changes_and_deletes_nothing(register: Register, address: str, statement: str) -> None:
    register.allocate("REF", letters("near"))
    register.append([made("near")])
    register.keep_geometry("ab" * 32, [])
    before = raw(address, "SELECT * FROM entry", "SELECT id, kind, recipient FROM entry")
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match=KEPT):
        raw(address, statement)
    assert raw(address, "SELECT id, kind, recipient FROM entry") == before
    assert raw(address, "SELECT recipient FROM letter") == [("near",)]
    assert raw(address, "SELECT count(*) FROM form_template") == [(1,)]


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_sqlite_does_not_replace_an_entry_either(register: Register, address: str) -> None:
    register.append([made("near"), made("far")])
    with pytest.raises(sqlite3.IntegrityError, match=KEPT):
        raw(address, "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE id = 1")
    assert raw(address, "SELECT recipient FROM entry ORDER BY id") == [("near",), ("far",)]


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_postgresql_does_not_empty_a_table_either(register: Register, address: str) -> None:
    register.append([made("near")])
    with pytest.raises(psycopg.errors.RaiseException, match=KEPT):
        raw(address, "TRUNCATE entry")


def test_what_is_written_alone_is_kept_whole_or_not_at_all(register: Register) -> None:
    def break_off() -> None:
        with register.alone():
            register.allocate("REF", letters("near"))
            register.append([made("near")])
            register.keep_geometry("ab" * 32, [])
            message = "broken off"
            raise KeyboardInterrupt(message)

    with pytest.raises(KeyboardInterrupt, match="broken off"):
        break_off()
    assert register.entries() == ()
    assert register.geometry("ab" * 32) is None
    assert next(iter(register.allocate("REF", letters("far")).values()))[:13] == "REF-2030-2223"


def test_the_geometry_of_a_form_is_kept_once(register: Register) -> None:
    geometry = [{"name": "q1", "option": "yes", "page": 1, "box": [72.0, 500.5, 84.0, 512.5]}]
    register.keep_geometry("ab" * 32, geometry)
    register.keep_geometry("ab" * 32, [])
    assert register.geometry("ab" * 32) == geometry
    assert register.geometry("cd" * 32) is None


def test_a_history_tells_how_a_letter_stands() -> None:
    def entry(kind: str, day: int, **details: object) -> Entry:
        return dataclasses.replace(made("near"), kind=kind, details={"date": f"2030-02-{day:02}", **details})  # type: ignore[arg-type]

    posted, returned = entry("dispatched", 1), entry("returned", 9)
    anew, again = entry("amended", 10, reissued=True), entry("dispatched", 11)
    [one] = histories([made("near"), posted])
    assert (one.posted, one.returned, one.voided) == (posted, None, None)
    [two] = histories([made("near"), posted, returned])
    assert (two.posted, two.returned) == (posted, returned)
    [three] = histories([made("near"), posted, returned, anew])
    assert (three.posted, three.returned, dict(three.files)) == (None, None, {})
    [four] = histories([made("near"), posted, returned, anew, made("near"), again])
    assert (four.posted, four.returned) == (again, None)
    [five] = histories([made("near"), posted, returned, again])
    assert (five.posted, five.returned) == (again, None)
    assert four.posted is not None
    assert four.posted.date == datetime.date(2030, 2, 11)
