"""Letters that lawyers write for those who were asked, and letterheads that are the address we wrote to."""

from __future__ import annotations

import pytest

from correspondence.reply import Match
from tests.replies.test_match import ANSWERS, TO, letter, mail, matched, outcome

ADDRESS = "ALDER FALLS POLICE DEPARTMENT\n100 Main Street\nAlder Falls, OR 97301"
DATE = "August 14, 2017"


def reason(match: Match) -> str:
    assert match.status == "needs-review"
    return match.reason


def test_a_letterhead_that_is_the_address_we_wrote_to_is_theirs() -> None:
    reply = letter(ADDRESS, DATE, TO, "Dear Ms. Reyes-Whitman:", ANSWERS, "Sincerely,\n\nOle Brandt\nCaptain")
    page = reply.pages[0]
    quoted = letter(page.text, ours=((0, len(ADDRESS)),))
    assert outcome(matched(quoted, numbered=False)) == ("alder", "keys", "accepted")


def test_the_inside_address_of_a_copy_of_our_letter_is_not_a_letterhead() -> None:
    copy = "Bureau of Civic Inquiries\n1200 Constitution Row\n\nAugust 3, 2017\n\n"
    text = f"{copy}{ADDRESS}\n\nDear Chief Pellman:\n\nThis came to my house by mistake."
    start = text.index(ADDRESS)
    reply = letter(text, ours=((start, start + len(ADDRESS)),))
    assert outcome(matched(reply, numbered=False)) == (None, "none", "needs-review")


def test_a_family_name_first_and_without_quotation_marks_hides_no_address() -> None:
    reply = mail(
        "Brandt, Ole (Police) <ole.brandt@alderfalls.gov>", ANSWERS, "Ole Brandt\nAlder Falls Police Department"
    )
    found = matched(reply, numbered=False)
    assert outcome(found) == ("alder", "keys", "accepted")
    assert "domain" in found.keys


@pytest.mark.parametrize(
    "told",
    [
        "I write on behalf of Chief Ruth Pellman of Alder Falls.",
        "I am the city attorney of Alder Falls, and Chief Ruth Pellman has asked me to reply.",
        "We are counsel to Chief Ruth Pellman and the City of Alder Falls.",
        "I write as attorney of the City of Alder Falls, at the request of Chief Ruth Pellman.",
    ],
)
def test_a_lawyer_who_says_which_person_asked_for_the_letter_writes_for_the_recipient(told: str) -> None:
    firm = "HARGROVE & DELACRUZ LLP\nAttorneys at Law\n9 Bar Plaza, Salem, Oregon 97302"
    reply = letter(firm, DATE, TO, "Dear Ms. Reyes-Whitman:", told, ANSWERS, "Very truly yours,\n\nVera Delacruz")
    assert outcome(matched(reply, numbered=False)) == ("alder", "keys", "accepted")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (
            "POLK COUNTY SHERIFF'S OFFICE\nDallas, Oregon 97338",
            "Chief Ruth Pellman of Alder Falls has asked me to answer.",
        ),
        ("POLK COUNTY COUNSEL\nDallas, Oregon 97338", "Chief Ruth Pellman of Alder Falls has asked me to answer."),
        (
            "HARGROVE LLP\nSalem, Oregon 97302",
            "We represent the union, and do not act for Chief Ruth Pellman of Alder Falls.",
        ),
        (
            "HARGROVE LLP\nSalem, Oregon 97302",
            "We represent a client who met Chief Ruth Pellman of Alder Falls last week.",
        ),
        ("HARGROVE LLP\nPortland, Maine 04101", "I write on behalf of Chief Ruth Pellman of Alder Falls."),
    ],
)
def test_whoever_answers_for_themselves_or_for_others_is_for_a_person(head: str, told: str) -> None:
    reply = letter(head, DATE, TO, "Dear Ms. Reyes-Whitman:", told, ANSWERS, "Yours,\n\nVera Delacruz")
    assert matched(reply, numbered=False).status == "needs-review"


def test_who_does_not_speak_for_others_may_speak_for_the_recipient() -> None:
    head = "JASPER COUNTY PROSECUTING ATTORNEY\nJasper, Missouri 64801"
    told = (
        "This office is counsel to Sheriff Roy Stam and writes at his request. The answers are those of the Jasper County "
        "Sheriff's Office; they do not speak for the cities."
    )
    reply = letter(head, DATE, TO, "Dear Ms. Reyes-Whitman:", told, ANSWERS, "Sincerely,\n\nGwen Fitch")
    assert outcome(matched(reply, numbered=False)) == ("jasper-county", "keys", "accepted")


def test_a_city_letterhead_without_state_is_told_by_the_full_name_of_the_person() -> None:
    head, sign = "CITY OF ALDER FALLS\nOffice of the City Attorney", "Sincerely,\n\nVera Delacruz\nCity Attorney"
    named = "This answers your letter to Chief Ruth Pellman of the Alder Falls Police Department."
    reply = letter(head, DATE, TO, "Dear Ms. Reyes-Whitman:", named, ANSWERS, sign)
    assert outcome(matched(reply, numbered=False)) == ("alder", "keys", "accepted")
    family = letter(head, DATE, TO, "Dear Ms. Reyes-Whitman:", named.replace("Ruth ", ""), ANSWERS, sign)
    assert reason(matched(family, numbered=False)) == (
        "It may be the reply of Alder Falls Police Department (Alder Falls, OR) and Alder Falls Police Department "
        "(Alder Falls, ME): what stands in it does not tell which."
    )
