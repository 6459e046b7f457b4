"""What names a state or a place in letterheads and signatures, what does not, and what a mail's sender tells."""

from __future__ import annotations

import pytest

from correspondence.replies.match.words import states_in, words_of
from correspondence.reply import Match, Reply
from tests.replies.test_match import ANSWERS, TO, letter, mail, matched, outcome

DATE = "August 14, 2017"
GREETING = "Dear Ms. Reyes-Whitman:"


def found(reply: Reply) -> Match:
    return matched(reply, numbered=False)


def states(line: str) -> list[str]:
    return [code for code, _ in states_in(words_of(line))]


@pytest.mark.parametrize(
    "line",
    [
        "Below, after each.  MT",
        "Thank you kindly. MT",
        "Hale & Moss, S.C.",
        "Hale and Moss, P.A.",
        "ANSWER: NO. WE NOTIFY THEM AT THE TIME OF ARREST FOR A CRIME, AS",
    ],
)
def test_initials_firms_and_sentences_in_capitals_name_no_state(line: str) -> None:
    assert states(line) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Columbia, S.C.", "SC"),
        ("Scranton, PA", "PA"),
        ("Kenwood NY", "NY"),
        ("Helena, MT 59601", "MT"),
        ("100 Main Street, Alder Falls, OR", "OR"),
        ("Hale & Moss, Columbia, SC 29201", "SC"),
    ],
)
def test_states_behind_a_place_are_found(line: str, code: str) -> None:
    assert states(line) == [code]


def test_who_signs_with_the_initials_of_a_state_is_not_from_there() -> None:
    reply = mail("Peter Iannuzzi <chief@kenwoodpd.org>", "Below, after each.  MT", ANSWERS)
    assert outcome(found(reply)) == ("kenwood", "keys", "accepted")


def test_letters_set_apart_with_an_apostrophe_are_words() -> None:
    line = "J A S P E R   C O U N T Y   S H E R I F F ' S   O F F I C E"
    assert [word.text for word in words_of(line)] == ["jasper", "county", "sheriff", "office"]


def test_what_a_facsimile_machine_prints_above_a_page_is_no_letterhead() -> None:
    fax = "08/18/17  FRI 16:52 FAX 505 555 0133       KENWOOD POOL ADMIN       P.001"
    head = "KENWOOD POLICE\nDEPARTMENT\nKenwood, NY 14609"
    sign = "Sincerely,\n\nLorne Whitaker\nCaptain"
    assert outcome(found(letter(fax, head, DATE, TO, GREETING, ANSWERS, sign))) == ("kenwood", "keys", "accepted")
    typed = letter("KENWOOD POOL ADMIN", head, DATE, TO, GREETING, ANSWERS, sign)
    assert found(typed).reason == (
        "It looks like the reply of Kenwood Police Department (Kenwood, NY), but that is not certain: the letterhead names "
        "something else of that place too."
    )


def test_a_city_whose_letters_stand_apart_copies_nobody() -> None:
    head = "C I T Y   O F   K E N W O O D\nLegal Department"
    told = "Chief Peter Iannuzzi has requested that this Department answer."
    reply = letter(head, DATE, TO, GREETING, told, ANSWERS, "Sincerely,\n\nVera Delacruz\nAssistant City Attorney")
    assert outcome(found(reply)) == ("kenwood", "keys", "accepted")


def test_a_name_that_two_indented_lines_share_is_one_name() -> None:
    head = "CITY OF ALDER FALLS\nOffice of the City Attorney"
    told = "     This answers your letter to Chief Ruth\n     Pellman of the Alder Falls Police Department."
    reply = letter(head, DATE, TO, GREETING, told, ANSWERS, "Sincerely,\n\nVera Delacruz\nCity Attorney")
    assert outcome(found(reply)) == ("alder", "keys", "accepted")


@pytest.mark.parametrize(
    ("sign", "status"),
    [("ANSWERED BY P. IANNUZZI, CHIEF", "accepted"), ("ANSWERED BY R. IANNUZZI, CLERK", "needs-review")],
)
def test_an_initial_and_a_rank_tell_who_signs_where_no_state_is_named(sign: str, status: str) -> None:
    assert outcome(found(letter(ANSWERS, f"{sign}\nKENWOOD P.D."))) == ("kenwood", "keys", status)


@pytest.mark.parametrize(
    ("told", "quoted"),
    [
        ("May we have two more weeks for your August 3 letter?", ""),
        ("May we have two more weeks?", "Dear Chief Iannuzzi:\n\nplease answer our questions."),
    ],
)
def test_a_mail_from_the_recipients_domain_is_told_by_our_letter(told: str, quoted: str) -> None:
    text = f"{told}\n\nTerry\n\n-----Original Message-----\n{quoted}" if quoted else f"{told}\n\nTerry"
    reply = mail("Terry Wojcik <twojcik@kenwoodpd.org>", text)
    assert outcome(found(reply)) == ("kenwood", "keys", "accepted")
    other = text.replace("August 3", "June 3").replace("Iannuzzi", "Marsh")
    assert found(mail("Terry Wojcik <twojcik@kenwoodpd.org>", other)).reason == (
        "It looks like the reply of Kenwood Police Department (Kenwood, NY), but that is not certain: the sender's domain "
        "is theirs, but neither the person nor the organization is named."
    )


def test_the_person_who_was_asked_writes_from_a_domain_named_after_the_place() -> None:
    writer = mail("Ortiz, María Peña <mpena@vistadelriopd.gov>", "None of it applies to us.", "MPO")
    assert outcome(found(writer)) == ("rio", "keys", "accepted")
    another = mail("Smith, Ann <asmith@vistadelriopd.gov>", "None of it applies to us.", "AS")
    assert found(another).status == "needs-review"


def test_a_newspaper_with_a_domain_named_after_the_place_is_for_a_person() -> None:
    told = "We have asked Chief María Peña-Ortiz of the Vista del Rio Police Department about your letter."
    assert found(mail("Ann Smith <ann@vistadelrio.com>", told, ANSWERS, "Ann Smith")).status == "needs-review"
    assert outcome(found(mail("Ann Smith <ann@vistadelrio.gov>", told, ANSWERS, "Ann Smith"))) == (
        "rio",
        "keys",
        "accepted",
    )


def test_a_bureau_at_the_recipients_own_address_is_theirs() -> None:
    told = "The Kenwood Police Department has no jail. Chief Iannuzzi has asked this office to say so."
    sign = "Police Legal Affairs\n100 Main Street, Kenwood, New York 14609"
    assert outcome(found(letter(GREETING, told, ANSWERS, sign))) == ("kenwood", "keys", "accepted")


def test_a_tickets_table_is_shown_to_a_person() -> None:
    table = "Agency:      Kenwood Police Department\nAddressed:   Chief Peter Iannuzzi\nStatus:      RECEIVED"
    reply = mail("Portal <notifications@tickets.com>", "Ticket 17 has been opened.", table)
    assert outcome(found(reply)) == ("kenwood", "keys", "needs-review")
    prose = "Does the Kenwood Police Department of Chief Peter Iannuzzi read what it receives?"
    assert outcome(found(mail("Portal <notifications@tickets.com>", prose))) == (None, "none", "needs-review")
