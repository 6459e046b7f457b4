"""Marks: what happened to letters after they were made, and what cannot have happened."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from correspondence.entries import Entry, histories
from correspondence.errors import ProblemsError, RefusedError
from correspondence.register import Register
from correspondence.registering import Mark, mark
from correspondence.replying.tallying import tally
from tests.register.making import AT, MAILING, letters, made, raw

TODAY = datetime.date(2030, 3, 1)


@pytest.fixture
def mailing(register: Register) -> Register:
    """Return a register in which a mailing of three was made."""
    numbers = register.allocate("REF", letters("a", "b", "c"))
    asking = {"questionnaire": "records", "due": "2030-02-20", "name": "Pat Example"}
    register.append(made(letter.recipient, number, details=asking) for letter, number in numbers.items())
    return register


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"2030-{text}")


def marked(register: Register, event: Any, when: str, *only: str, **more: str) -> tuple[Entry, ...]:
    return mark(register, MAILING, Mark(event, day(when), only, **more), AT, TODAY)


def refused(register: Register, event: Any, when: str, *only: str, **more: str) -> list[str]:
    """Return why a mark is refused; nothing of it is written."""
    before = register.entries()
    with pytest.raises(ProblemsError) as caught:
        marked(register, event, when, *only, **more)
    assert register.entries() == before
    return [f"{one.file} {one.field or '-'}: {one.message}; {one.remedy}" for one in caught.value.problems]


def test_a_mailing_is_posted_an_entry_for_each_letter(mailing: Register, address: str) -> None:
    entries = marked(mailing, "posted", "02-01", route="first-class-mail", by="mail room")
    assert [(one.kind, one.recipient, one.by) for one in entries] == [
        ("dispatched", "a", "mail room"),
        ("dispatched", "b", "mail room"),
        ("dispatched", "c", "mail room"),
    ]
    kept = mailing.entries()[3:]
    assert [one.number for one in kept] == [one.number for one in mailing.entries()[:3]]
    assert kept[0].details == {"date": "2030-02-01", "route": "first-class-mail"}
    assert kept[0].files == {f"output/{MAILING}/a.pdf": "ab" * 32}
    assert raw(address, "SELECT kind, recipient FROM entry WHERE id = 6") == [("dispatched", "c")]


def test_letters_are_named_by_id_or_by_number(mailing: Register) -> None:
    number = mailing.entries()[1].number
    entries = marked(mailing, "posted", "02-01", "c", number.lower().replace("-", " "), "c")
    assert [one.recipient for one in entries] == ["c", "b"]


def test_a_certified_number_makes_the_route(mailing: Register) -> None:
    [entry] = marked(mailing, "posted", "02-01", "a", certified_number="94071000000000000000")
    assert entry.details["route"] == "certified-mail"
    assert entry.details["certified_number"] == "94071000000000000000"


def test_a_letter_comes_back_is_issued_anew_and_posted_again(mailing: Register) -> None:
    marked(mailing, "posted", "02-01")
    [returned] = marked(mailing, "returned", "02-09", "b", note="moved")
    [anew] = marked(mailing, "reissued", "02-10", "b")
    posted_again = marked(mailing, "posted", "02-11", "b")
    stored = {entry.id: entry for entry in mailing.entries()}
    assert returned.details == {"date": "2030-02-09", "note": "moved"}
    assert anew.amends is not None
    assert stored[anew.amends].kind == "returned"
    [history] = [one for one in histories(mailing.entries()) if one.letter.recipient == "b"]
    assert history.posted is not None
    assert history.posted.date == posted_again[0].date == day("02-11")
    assert len({entry.number for entry in history.entries}) == 1


def test_a_letter_that_came_back_may_be_posted_again_as_it_is(mailing: Register) -> None:
    marked(mailing, "posted", "02-01", "a")
    marked(mailing, "returned", "02-09", "a")
    assert refused(mailing, "posted", "02-08", "a") == ["--posted a: it came back on 2030-02-09 only; mend the date"]
    marked(mailing, "posted", "02-10", "a")
    marked(mailing, "returned", "02-12", "a")


def test_what_cannot_have_happened_is_refused_whole_with_every_reason(mailing: Register) -> None:
    marked(mailing, "posted", "02-05", "a")
    marked(mailing, "voided", "02-06", "c")
    leave_out = "leave it out with --only, or mark it --reissue first"
    assert refused(mailing, "posted", "02-07") == [
        f"--posted a: it was posted on 2030-02-05 already; {leave_out}",
        f"--posted c: it was voided on 2030-02-06; {leave_out}",
    ]
    assert refused(mailing, "returned", "02-01") == [
        "--returned a: it was posted on 2030-02-05 only; mend the date",
        "--returned b: it was not posted; mark it --posted first",
        f"--returned c: it was voided on 2030-02-06; {leave_out}",
    ]
    assert refused(mailing, "voided", "02-08", "c") == [f"--void c: it was voided on 2030-02-06; {leave_out}"]
    assert refused(mailing, "reissued", "02-08", "b") == [
        "--reissue b: it was neither posted nor voided; merge it again, which needs no mark"
    ]
    marked(mailing, "returned", "02-09", "a")
    assert refused(mailing, "returned", "02-10", "a") == [
        "--returned a: it came back on 2030-02-09 already; leave it out with --only"
    ]


def test_what_was_given_is_checked_with_the_letters(mailing: Register) -> None:
    number = mailing.entries()[1].number
    swapped = f"{number[:9]}{number[10]}{number[9]}{number[11:]}" if number[9] != number[10] else f"{number[:-1]}2"
    found = refused(mailing, "posted", "03-02", "a", "d", swapped, certified_number="123", route="e-mail")
    assert found == [
        "--only -: the mailing has no letter \"d\"; 'correspondence register list' shows its letters",
        f"--only -: the mailing has no letter \"{swapped}\"; 'correspondence register list' shows its letters",
        "--posted -: 2030-03-02 is yet to come; today is 2030-03-01; mend the date",
        '--certified-number -: "123" is no number of the post office; copy the 20 or 22 digits from the receipt',
        "--certified-number -: a letter by e-mail has none; give --route certified-mail, or leave the number out",
    ]
    assert refused(mailing, "posted", "02-01", certified_number="94071000000000000000") == [
        "--certified-number -: 3 letters cannot have one number; name the letter with --only"
    ]
    assert refused(mailing, "voided", "02-01", route="fax") == [
        "--void -: only a letter that is posted has a route; leave --route and --certified-number out, or give --posted"
    ]


def test_a_mailing_that_was_not_made_is_refused(register: Register) -> None:
    with pytest.raises(RefusedError) as caught:
        marked(register, "posted", "02-01")
    assert str(caught.value) == (
        f"the register {register.name} has no letter of a mailing {MAILING}; "
        "'correspondence register list' shows what there is; make the letters first"
    )


def test_a_tally_says_who_was_asked_and_how_it_stands(mailing: Register) -> None:
    mailing.append([made("unasked")])
    marked(mailing, "posted", "02-01", "a", "b", route="courier")
    marked(mailing, "returned", "02-09", "b")
    marked(mailing, "voided", "02-09", "c")
    early, late = tally(mailing, day("02-20"), MAILING).letters, tally(mailing, day("02-21")).letters
    assert [(one.recipient, one.state, one.posted, one.route, one.due) for one in early] == [
        ("a", "posted", day("02-01"), "courier", day("02-20")),
        ("b", "returned", day("02-01"), "courier", day("02-20")),
        ("c", "voided", None, "", day("02-20")),
    ]
    assert [one.overdue for one in early] == [False, False, False]
    assert [one.overdue for one in late] == [True, False, False]
    reissue = "correspondence register mark receipts-2030 --reissue --only b"
    remind = "correspondence replies remind receipts-2030 --template TEMPLATE --only a"
    assert [one.remedy for one in late] == [
        f"remind them: {remind}",
        f"find the right address, then issue it anew: {reissue}",
        "",
    ]
    assert tally(mailing, TODAY, "other").letters == ()
