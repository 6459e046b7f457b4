"""Where a letter stands, told from small histories."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from correspondence.entries import Entry, History, Kind, Letter
from correspondence.standing import Standing, State, standing_of, unmatched

AT = datetime.datetime(2030, 3, 1, 12, 0, tzinfo=datetime.UTC)
LETTER = Letter("survey-2030", "springfield", "survey")
QUESTIONS = ("staff", "opened", "remarks")
FORM, MAIL, LATER = "a" * 64, "b" * 64, "c" * 64


def entry(what: Kind, **details: Any) -> Entry:
    letter = (LETTER.recipient, LETTER.template)
    return Entry(what, LETTER.mailing, AT, recipient=letter[0], template=letter[1], details=details)


def made(**more: Any) -> Entry:
    known = {"questionnaire": "survey", "questions": list(QUESTIONS), "due": "2030-03-31", "optional": ["remarks"]}
    return entry("made", **{**known, **more})


def posted(date: str = "2030-03-02") -> Entry:
    return entry("dispatched", date=date)


def came(sha256: str = FORM, date: str = "2030-03-10", recipient: str = "springfield", **more: Any) -> Entry:
    return replace(
        entry("received", name=f"{sha256[:3]}.pdf", date=date, **more),
        files={f"output/originals/{sha256}.pdf": sha256},
        recipient=recipient,
    )


def answer(said: str, status: str = "accepted", reason: str = "", words: str = "") -> dict[str, Any]:
    passage = {"file": "a.pdf", "page": 1, "start": 0, "end": len(words), "verbatim": words, "boxes": []}
    return {
        "answer": said,
        "value": "",
        "passages": [passage] if words else [],
        "authorities": [],
        "explanation": passage if words else None,
        "third_party": None,
        "method": "explicit",
        "status": status,
        "reason": reason,
        "confidence": 0.9,
    }


def waits(said: str, words: str = "") -> dict[str, Any]:
    return answer(said, "needs-review", "it stands under a condition", words)


def read(sha256: str = FORM, kind: str = "answers", *, doubt: str = "", **answers: dict[str, Any]) -> Entry:
    return entry("read", reply=sha256, kind=kind, doubt=doubt, dated=None, answers=answers, unreadable=[])


def decided(question: str, said: str, reply: str = FORM, by: str = "Pat Example", **more: Any) -> Entry:
    made_of = {"decides": "answer", "reply": reply, "question": question, "answer": said, "reason": "I read it"}
    return replace(entry("decided", **{**made_of, **more}), by=by)


def entered(question: str, said: str, sha256: str = LATER, date: str = "2030-03-12") -> tuple[Entry, Entry]:
    heard = came(sha256, date, route="telephone", heard=f"“{said}”, she said")
    return heard, decided(question, said, sha256, method="entered", date=date, reason="")


def told(*entries: Entry) -> Standing:
    numbered = tuple(replace(one, id=number) for number, one in enumerate(entries, start=1))
    standing = standing_of(History(LETTER, numbered))
    assert standing is not None
    return standing


def said(standing: Standing, question: str = "staff") -> tuple[str | None, list[str], list[str]]:
    """Return the answer on record, what waits, and what was on record before."""
    response = next(one for one in standing.responses if one.question == question)
    current = response.current.answer.answer if response.current else None
    return current, [one.answer.answer for one in response.waiting], [one.answer.answer for one in response.earlier]


STATES: list[tuple[State, list[Entry]]] = [
    ("not posted", [made()]),
    ("posted", [made(), posted()]),
    ("returned", [made(), posted(), entry("returned", date="2030-03-09")]),
    ("voided", [made(), posted(), entry("voided", date="2030-03-09")]),
    ("acknowledged", [made(), posted(), came(), read(kind="acknowledgement")]),
    (
        "extension-requested",
        [made(), posted(), came(), read(kind="acknowledgement"), came(MAIL), read(MAIL, "extension-request")],
    ),
    ("refused", [made(), posted(), came(), read(kind="refusal")]),
    ("needs-review", [made(), posted(), came(), read(staff=waits("partial"))]),
    ("partly-answered", [made(), posted(), came(), read(staff=answer("yes"))]),
    ("answered", [made(), posted(), came(), read(staff=answer("yes"), opened=answer("no"))]),
]


@pytest.mark.parametrize(("state", "entries"), STATES, ids=[state for state, _ in STATES])
def test_each_state_has_its_history(state: State, entries: list[Entry]) -> None:
    assert told(*entries).state == state


def test_a_letter_that_asks_nothing_has_no_standing() -> None:
    assert standing_of(History(LETTER, (entry("made", title="A notice"),))) is None
    assert standing_of(History(LETTER, (posted(),))) is None


def test_an_optional_question_may_stay_open_and_an_answer_to_it_is_kept() -> None:
    standing = told(
        made(), posted(), came(), read(staff=answer("yes"), opened=answer("no"), remarks=answer("unanswered"))
    )
    assert standing.state == "answered"
    assert [one.is_open for one in standing.responses] == [False, False, True]
    alone = told(made(optional=list(QUESTIONS)), posted(), came(), read(remarks=answer("yes")))
    assert alone.state == "partly-answered"


def test_questions_are_told_from_the_replies_where_the_letter_lists_none() -> None:
    standing = told(made(questions=[]), posted(), came(), read(staff=answer("yes")), decided("opened", "no"))
    assert [one.question for one in standing.responses] == ["staff", "opened"]


def test_a_letter_is_overdue_from_the_day_after_its_due_date() -> None:
    asked = [made(), posted(), came(), read(kind="acknowledgement")]
    day = datetime.date(2030, 3, 31)
    after = day + datetime.timedelta(1)
    assert [told(*asked).overdue(one) for one in (day, after)] == [False, True]
    longer = told(*asked, entry("amended", due="2030-04-15", reason="they asked"))
    assert (longer.due, longer.extended.details["reason"] if longer.extended else None) == (
        datetime.date(2030, 4, 15),
        "they asked",
    )
    assert [longer.overdue(one) for one in (after, datetime.date(2030, 4, 16))] == [False, True]
    again = told(*asked, entry("amended", due="2030-04-15"), entry("amended", due="2030-05-01"))
    assert again.due == datetime.date(2030, 5, 1)
    assert not told(made(), posted(), entry("returned", date="2030-03-09")).overdue(after)
    assert not told(made()).overdue(after)
    assert told(made(), posted(), came(), read(staff=answer("yes"))).overdue(after)
    assert not told(made(), posted(), came(), read(staff=waits("yes"))).overdue(after)
    assert told(made(due=None), posted()).due is None


def test_a_later_reply_amends_and_what_stood_before_stays_visible() -> None:
    first = [made(), posted(), came(), read(staff=answer("yes"))]
    assert said(told(*first, came(MAIL, "2030-03-20"), read(MAIL, staff=answer("no")))) == ("no", [], ["yes"])
    assert said(told(*first, came(MAIL, "2030-03-20"), read(MAIL, staff=waits("no")))) == ("yes", ["no"], [])
    assert said(told(*first, came(MAIL, "2030-03-20"), read(MAIL, staff=answer("unanswered")))) == ("yes", [], [])


def test_an_older_reply_that_is_recorded_late_amends_nothing() -> None:
    newer = [made(), posted(), came(FORM, "2030-03-20"), read(staff=answer("yes"))]
    assert said(told(*newer, came(MAIL, "2030-03-10"), read(MAIL, staff=answer("no")))) == ("yes", [], ["no"])


def test_form_and_letter_that_contradict_each_other_wait_side_by_side() -> None:
    standing = told(made(), posted(), came(), read(staff=waits("yes")), came(MAIL), read(MAIL, staff=waits("no")))
    assert said(standing) == (None, ["yes", "no"], [])
    assert [one.reply for one in standing.waiting] == [FORM, MAIL]
    assert said(told(*standing.history.entries, decided("staff", "no", MAIL))) == ("no", [], [])


def test_a_decision_settles_what_waits_and_shows_what_was_on_record() -> None:
    history = [made(), posted(), came(), read(staff=answer("yes")), came(MAIL), read(MAIL, staff=waits("no"))]
    standing = told(*history, decided("staff", "partial", MAIL))
    assert said(standing) == ("partial", [], ["yes"])
    [current] = [one.current for one in standing.responses if one.current]
    assert (current.by, current.reason, current.decided, current.status) == (
        "Pat Example",
        "I read it",
        True,
        "accepted",
    )
    changed = told(*history, decided("staff", "partial", MAIL), decided("staff", "no", MAIL, by="Sam Example"))
    assert said(changed) == ("no", [], ["yes", "partial"])


def test_a_decision_about_an_older_reply_stands_all_the_same() -> None:
    history = [made(), posted(), came(FORM, "2030-03-10"), read(staff=waits("yes"))]
    newer = [came(MAIL, "2030-03-20"), read(MAIL, staff=answer("no"))]
    assert said(told(*history, *newer, decided("staff", "yes"))) == ("yes", [], ["no"])
    assert said(told(*history, decided("staff", "yes"), *newer)) == ("no", [], ["yes"])


def test_a_decision_outlives_a_second_reading_of_its_reply() -> None:
    history = [made(), posted(), came(), read(staff=waits("yes"), opened=waits("no")), decided("staff", "partial")]
    again = told(*history, read(staff=waits("no"), opened=answer("yes")))
    assert (said(again), said(again, "opened")) == (("partial", [], []), ("yes", [], []))
    accepted = told(*history, read(staff=answer("no")))
    assert said(accepted) == ("partial", [], [])
    kind = entry("decided", decides="kind", reply=FORM, kind="refusal", reason="it declines")
    standing = told(made(), posted(), came(), read(kind="answers", doubt="it may decline"), kind, read(doubt="still"))
    assert (standing.state, standing.doubts) == ("refused", ())


def test_a_decision_rests_on_the_words_of_the_reply_unless_it_names_others() -> None:
    history = [made(), posted(), came(), read(staff=waits("yes", "We have twelve."))]
    words = {"file": "a.pdf", "page": 2, "start": 5, "end": 8, "verbatim": "all", "boxes": []}

    def passages(*entries: Entry) -> list[str]:
        current = told(*history, *entries).responses[0].current
        assert current is not None
        return [one.verbatim for one in current.answer.passages]

    assert passages(decided("staff", "no")) == ["We have twelve."]
    assert passages(decided("staff", "no", passages=[words])) == ["all"]
    silent = told(*history, decided("staff", "unanswered"))
    [current] = [one.current for one in silent.responses if one.current]
    assert (current.answer.passages, current.answer.explanation) == ((), None)
    assert (silent.responses[0].is_open, silent.state) == (True, "posted")


def test_a_reply_that_is_of_another_kind_says_nothing_to_the_questions() -> None:
    history = [made(), posted(), came(), read(doubt="it may acknowledge only", staff=waits("yes"), opened=answer("no"))]
    assert told(*history).state == "needs-review"
    kind = entry("decided", decides="kind", reply=FORM, kind="acknowledgement", reason="no more than that")
    standing = told(*history, kind)
    assert (standing.state, standing.waiting) == ("acknowledged", ())
    assert said(standing, "opened") == (None, [], [])
    back = told(*history, kind, entry("decided", decides="kind", reply=FORM, kind="answers", reason="it does answer"))
    assert (back.state, said(back), said(back, "opened")) == ("needs-review", (None, ["yes"], []), ("no", [], []))


def test_a_reply_that_answers_though_no_answer_was_found_waits_with_every_question() -> None:
    kind = entry("decided", decides="kind", reply=FORM, kind="answers", reason="it answers by a drawing")
    for entries in ((read(kind="acknowledgement"), kind), (kind, read(kind="acknowledgement"))):
        standing = told(made(), posted(), came(), *entries)
        assert [one.answer.question for one in standing.waiting] == list(QUESTIONS)
        assert {one.answer.reason for one in standing.waiting} == {
            "the reply answers, as a person decided, and no answer was found in it"
        }
        assert said(told(*standing.history.entries, decided("staff", "yes"))) == ("yes", [], [])


def test_what_was_not_read_is_for_a_person() -> None:
    [unread] = told(made(), posted(), came()).doubts
    assert unread.doubt == "it was not read yet"
    half = read(staff=answer("yes"), opened=answer("no"))
    missing = [{"file": "policy.pdf", "reason": "it is encrypted"}]
    half = replace(half, details={**half.details, "unreadable": missing})
    standing = told(made(), posted(), came(), half)
    assert (standing.state, [one.doubt for one in standing.doubts]) == (
        "needs-review",
        ["policy.pdf could not be read (it is encrypted)"],
    )
    kind = entry("decided", decides="kind", reply=FORM, kind="answers", reason="the policy adds nothing")
    assert told(*standing.history.entries, kind).state == "answered"


def test_what_came_by_telephone_is_one_more_reply_and_settles_no_other() -> None:
    history = [made(), posted(), came(FORM, "2030-03-10"), read(staff=waits("yes"), opened=answer("no"))]
    standing = told(*history, *entered("staff", "no"), *entered("opened", "yes", "d" * 64))
    assert (said(standing), said(standing, "opened")) == (("no", ["yes"], []), ("yes", [], ["no"]))
    assert [one.heard for one in standing.replies] == ["", "“no”, she said", "“yes”, she said"]
    assert standing.doubts == ()
    before = told(*history, *entered("opened", "yes", date="2030-03-05"))
    assert said(before, "opened") == ("no", [], ["yes"])
    assert said(told(*standing.history.entries, decided("staff", "yes"))) == ("yes", [], ["no"])


def test_a_reply_that_is_taken_away_takes_along_what_was_decided_of_it() -> None:
    history = [made(), posted(), came(), read(staff=waits("yes")), came(MAIL), read(MAIL, staff=waits("no"))]
    away = entry("amended", withdrawn=MAIL, reason="it is of another city")
    assert said(told(*history, away)) == (None, ["yes"], [])
    assert said(told(*history, decided("staff", "no", MAIL), away)) == (None, ["yes"], [])
    assert said(told(*history, decided("staff", "yes", FORM), away)) == ("yes", [], [])
    assert [one.sha256 for one in told(*history, away).replies] == [FORM]
    back = entry(
        "decided", decides="match", reply=MAIL, name="b.pdf", date="2030-03-10", reason="it is theirs after all"
    )
    returned = told(*history, decided("staff", "yes", FORM), away, back, read(MAIL, staff=waits("no")))
    assert said(returned) == ("yes", ["no"], [])


def matching(sha256: str, **more: Any) -> Entry:
    return entry("decided", decides="match", reply=sha256, reason="by hand", **more)


def test_replies_that_nobody_knows_wait_until_somebody_says_whose_they_are() -> None:
    stranger = replace(read(FORM, staff=waits("yes")), recipient="")
    first = [came(FORM, recipient=""), stranger, came(MAIL, recipient="")]

    def left(*entries: Entry) -> list[tuple[str, str]]:
        return [(one.sha256, one.kind) for one in unmatched([*first, *entries])]

    assert left() == [(FORM, "answers"), (MAIL, "")]
    assert left(matching(FORM)) == [(MAIL, "")]
    assert left(replace(matching(MAIL, nobody=True), recipient="")) == [(FORM, "answers")]
    away = entry("amended", withdrawn=FORM, reason="not theirs")
    assert left(matching(FORM), read(FORM, staff=waits("no")), away) == [(MAIL, ""), (FORM, "answers")]
    assert left(matching(FORM), away, matching(FORM)) == [(MAIL, "")]


def test_a_reply_that_was_taken_from_its_letter_is_nobodys_again_unless_it_was_heard() -> None:
    written = [came(FORM), read(staff=answer("yes")), entry("amended", withdrawn=FORM)]
    [reply] = unmatched(written)
    assert (reply.sha256, reply.kind, reply.name) == (FORM, "answers", "aaa.pdf")
    assert (reply.match["recipient"], reply.match["reason"]) == (None, "somebody took it away from springfield")
    [reply] = unmatched([came(FORM), replace(entry("amended", withdrawn=FORM, reason="of another city"), by="Pat")])
    assert reply.match["reason"] == "Pat took it away from springfield: of another city"
    assert unmatched([*entered("staff", "yes"), entry("amended", withdrawn=LATER)]) == ()
    assert unmatched([came(FORM), entry("amended", due="2030-04-15")]) == ()
