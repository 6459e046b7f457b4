"""Who is reminded, and who is not and why: decided from small histories."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from correspondence.entries import Entry, History, Letter
from correspondence.replying.choosing import Rule, objection
from tests.test_standing import came, decided, entry, made, posted, read, told, waits

DAY = datetime.date(2030, 4, 1)
"""A day after the one on which the answer is due, and more than 14 after the letter was posted."""
REMINDERS = "survey-2030-reminder-1"
ONLY = "--only springfield"
MARK = "correspondence register mark"


def reminder(*further: Entry, number: int = 1) -> History:
    """Return a reminder that was made on the day before, and what happened to it since."""
    details = {"title": "Reminder", "dated": "2030-03-31", "follows": {"mailing": "survey-2030"}, "round": number}
    first = entry("made", **details)
    letter = Letter(f"survey-2030-reminder-{number}", "springfield", "reminder")
    return History(letter, tuple(replace(one, mailing=letter.mailing) for one in (first, *further)))


def why(
    *entries: Entry, reminders: tuple[History, ...] = (), on: datetime.date = DAY, **rule: Any
) -> tuple[str, str] | None:
    return objection(told(*entries), reminders, Rule(on, **rule))


def test_who_was_written_to_and_says_nothing_is_reminded() -> None:
    assert why(made(), posted()) is None


def test_an_acknowledgement_is_no_answer() -> None:
    assert why(made(), posted(), came(), read(kind="acknowledgement")) is None


NOT_SILENT: list[tuple[list[Entry], str, str]] = [
    ([read(staff={**waits("yes"), "status": "accepted"}, opened={**waits("no"), "status": "accepted"})], "has answered", ""),
    ([read(staff={**waits("yes"), "status": "accepted"})], "has answered in part", "write to ask for the rest"),
    ([read(kind="refusal")], "has refused to answer", ""),
    ([read(staff=waits("yes"))], "has answered, and a person must look at it", "run: correspondence replies review survey-2030"),
    ([read(kind="acknowledgement", doubt="it may be an answer")], "has answered, and a person must look at it", "run: correspondence replies review survey-2030"),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "reason", "remedy"), NOT_SILENT)
def test_who_said_something_that_counts_is_not_reminded(entries: list[Entry], reason: str, remedy: str) -> None:
    assert why(made(), posted(), came(), *entries) == (reason, remedy)


def test_what_a_person_decided_counts_as_well() -> None:
    entries = (made(), posted(), came(), read(), decided("staff", "yes"), decided("opened", "no"))
    assert why(*entries) == ("has answered", "")


def test_a_letter_that_reached_nobody_is_not_reminded_of() -> None:
    assert why(made()) == (
        "was not written to, since the letter is not posted",
        f"post it, then run: {MARK} survey-2030 --posted DATE {ONLY}",
    )
    assert why(made(), posted(), entry("returned", date="2030-03-09")) == (
        "was not reached, since the letter came back on 2030-03-09",
        f"find the right address, then run: {MARK} survey-2030 --reissue {ONLY}",
    )
    voided = ("is asked no more, since the letter was voided on 2030-03-09", "")
    assert why(made(), posted(), entry("voided", date="2030-03-09")) == voided
    assert why(made(), posted(), came(), read(kind="acknowledgement"), entry("voided", date="2030-03-09")) == voided


def test_a_letter_that_was_acknowledged_before_it_was_marked_as_posted_waits_for_the_mark() -> None:
    found = why(made(), came(), read(kind="acknowledgement"))
    assert found is not None
    assert found[0] == "was not written to, since the letter is not posted"


def test_nobody_is_reminded_before_the_day_unless_asked_for() -> None:
    due = datetime.date(2030, 3, 31)
    expected = ("has time until 2030-03-31", "give --early to remind before that day")
    assert why(made(), posted(), on=due) == expected
    assert why(made(), posted(), on=due, early=True) is None


def test_a_letter_that_names_no_day_is_reminded_of_only_when_asked_for() -> None:
    expected = ("was given no day by which to answer", "give --early to remind all the same")
    assert why(made(due=None), posted()) == expected
    assert why(made(due=None), posted(), early=True) is None


def test_granted_time_pauses_until_its_day_and_early_does_not_shorten_it() -> None:
    granted = (made(), posted(), entry("amended", due="2030-04-20", date="2030-03-28"))
    expected = ("has time until 2030-04-20, as granted on 2030-03-28", "")
    assert why(*granted) == expected
    assert why(*granted, on=datetime.date(2030, 4, 20), early=True) == expected
    assert why(*granted, on=datetime.date(2030, 4, 21)) is None


def test_who_asked_for_time_is_not_reminded_before_somebody_decides() -> None:
    request = (made(), posted(), came(), read(kind="extension-request"))
    assert why(*request) == (
        "has asked for more time, and nobody has granted it",
        f"run: correspondence replies extend survey-2030 {ONLY} --until DATE; or give --no-more-time to remind all the same",
    )
    assert why(*request, no_more_time=True) is None
    granted_since = entry("amended", due="2030-04-10", date="2030-03-29")
    assert why(*request, granted_since, on=datetime.date(2030, 4, 11)) is None
    paused = ("has time until 2030-04-10, as granted on 2030-03-29", "")
    assert why(*request, granted_since, no_more_time=True) == paused
    before = (made(), posted(), entry("amended", due="2030-03-31", date="2030-03-05"))
    again = why(*before, came(), read(kind="extension-request"))
    assert again is not None
    assert again[0] == "has asked for more time, and nobody has granted it"


def test_so_many_days_lie_between_two_letters() -> None:
    expected = (
        "was written to on 2030-03-02, less than 14 days before",
        "give --every with fewer days to remind all the same",
    )
    assert why(made(), posted(), on=datetime.date(2030, 3, 15), early=True) == expected
    assert why(made(), posted(), on=datetime.date(2030, 3, 16), early=True) is None
    assert why(made(), posted(), on=datetime.date(2030, 3, 15), every=13, early=True) is None


def test_the_days_count_from_the_last_reminder() -> None:
    sent = (reminder(posted("2030-04-01")), reminder(posted("2030-04-20"), number=2))
    expected = (
        "was reminded on 2030-04-20, less than 14 days before",
        "give --every with fewer days to remind all the same",
    )
    assert why(made(), posted(), reminders=sent, on=datetime.date(2030, 5, 3)) == expected
    assert why(made(), posted(), reminders=sent, on=datetime.date(2030, 5, 4)) is None


def test_a_reminder_in_hand_is_posted_first() -> None:
    assert why(made(), posted(), reminders=(reminder(),)) == (
        "has a reminder of 2030-03-31 that is not posted yet",
        f"post it, then run: {MARK} {REMINDERS} --posted DATE {ONLY}; --void in its place takes it back",
    )
    assert why(made(), posted(), reminders=(reminder(),), anew=REMINDERS) is None
    assert why(made(), posted(), reminders=(reminder(),), anew="survey-2030-reminder-2") is not None


def test_a_reminder_that_was_taken_back_does_not_count() -> None:
    voided = reminder(posted("2030-03-31"), entry("voided", date="2030-04-01"))
    assert why(made(), posted(), reminders=(voided,)) is None


def test_a_reminder_that_came_back_reached_nobody() -> None:
    back = reminder(posted("2030-03-31"), entry("returned", date="2030-04-09"))
    assert why(made(), posted(), reminders=(back,), on=datetime.date(2030, 5, 1)) == (
        "was not reached by the last reminder, which came back on 2030-04-09",
        f"find the right address, then run: {MARK} {REMINDERS} --void {ONLY}",
    )
