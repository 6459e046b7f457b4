"""Who writes for those who were asked: what lawyers, mayors and clerks say of it, and who says no such thing."""

from __future__ import annotations

import pytest

from correspondence.reply import Match, Reply
from tests.replies.test_match import ANSWERS, TO, letter, mail, matched, outcome

DATE = "August 14, 2017"
GREETING = "Dear Ms. Reyes-Whitman:"
FIRM = "HARGROVE & DELACRUZ LLP\nAttorneys at Law\n9 Bar Plaza, Salem, Oregon 97302"
FROM_THERE = "DELACRUZ & HOLM\nAttorneys at Law\n9 Mill Street\nAlder Falls, Oregon 97301"
KENWOOD_HALL = "CITY OF KENWOOD\nOffice of the Mayor"


def said(head: str, told: str, sign: str = "Vera Delacruz") -> Reply:
    return letter(head, DATE, TO, GREETING, told, ANSWERS, f"Very truly yours,\n\n{sign}")


def found(reply: Reply) -> Match:
    return matched(reply, numbered=False)


@pytest.mark.parametrize(
    "told",
    [
        "This firm represents the City of Alder Falls and Chief Pellman, and answers for them.",
        "Our firm serves as City Attorney for Alder Falls. Chief Pellman received your letter.",
        "I am attorney for the City of Alder Falls. Your letter of August 3 went to Chief Ruth Pellman.",
        "Chief Pellman of Alder Falls, to whom you wrote, has asked us to respond.",
        "I am the Town Attorney of Alder Falls, and Chief Pellman has given me your letter.",
        "We have been instructed by Chief Pellman of Alder Falls to reply.",
        "For Chief Pellman in answer to your letter on Alder Falls:",
        "You wrote to Chief Pellman of Alder Falls, and I respond for her.",
    ],
)
def test_a_lawyer_who_names_the_person_by_rank_and_says_for_whom_it_is(told: str) -> None:
    assert outcome(found(said(FIRM, told))) == ("alder", "keys", "accepted")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (FIRM, "We represent the Alder Falls Police Association. Chief Pellman has given us your letter."),
        (FIRM, "Chief Pellman of Alder Falls has given us your letter, and our clients were upset by it."),
        (FIRM, "We are attorneys for the City of Alder Falls Retirement Board. Chief Pellman knows of this."),
        (FIRM, "We are attorneys for Alder Falls Neighbors. Chief Pellman knows of this."),
        (FIRM, "We represent the City of Bremen, next to Alder Falls, whose Chief Pellman has left us."),
        (FROM_THERE, "I am a citizen here, and have seen what you wrote to Chief Pellman."),
        ("ALDER FALLS LAW OFFICE\nAlder Falls, Oregon 97301", "I have seen your letter to Chief Ruth Pellman."),
        ("CITY OF BREMEN\nCity Attorney\nBremen, Oregon 97305", "Chief Pellman of Alder Falls has asked us to reply."),
    ],
)
def test_a_lawyer_of_somebody_else_is_not_taken_for_theirs(head: str, told: str) -> None:
    assert found(said(head, told)).status == "needs-review"


def test_the_borough_solicitor_who_has_a_practice_in_the_place_was_handed_the_letter() -> None:
    told = "Chief Pellman has handed me your letter, and I have her permission to answer it."
    assert outcome(found(said(FROM_THERE, told, "Vera Delacruz\nBorough Solicitor"))) == ("alder", "keys", "accepted")
    assert found(said(FROM_THERE, told)).status == "needs-review"


def test_a_bank_in_whose_building_a_lawyer_sits_is_no_body() -> None:
    head = "HARGROVE & DELACRUZ\nSolicitors to the Town of Alder Falls\nFirst National Bank Building, Suite 9"
    told = "I write at the request of Chief Ruth Pellman."
    assert outcome(found(said(head, told))) == ("alder", "keys", "accepted")


def test_a_county_counselor_is_a_lawyer_too() -> None:
    head = "Office of the County Counselor\nJasper County, Missouri\nJasper, Missouri 64801"
    told = "For Sheriff Stam, in answer to yours of August 3:"
    assert outcome(found(said(head, told, "Gwen Fitch\nCounty Counselor"))) == ("jasper-county", "keys", "accepted")


@pytest.mark.parametrize("head", ["KENWOOD CITY ATTORNEY", KENWOOD_HALL, "OFFICE OF THE MAYOR\nKENWOOD"])
def test_a_city_letterhead_without_a_state_is_told_by_the_rank_and_name_of_the_person(head: str) -> None:
    told = "Chief Iannuzzi has shown us your letter, and the City answers it."
    assert outcome(found(said(head, told))) == ("kenwood", "keys", "accepted")
    another = "Chief Marsh has shown us your letter to the Kenwood Police Department, and the City answers it."
    assert found(said(head, another)).status == "needs-review"


@pytest.mark.parametrize("head", ["KENWOOD, NEW YORK\nOffice of the City Attorney", "Town Hall\nKenwood, New York"])
def test_a_place_with_its_office_below_it_is_a_governments_letterhead(head: str) -> None:
    told = "Chief Iannuzzi has shown us your letter."
    assert outcome(found(said(head, told))) == ("kenwood", "keys", "accepted")


@pytest.mark.parametrize(
    "told",
    [
        "Chief Iannuzzi has asked us to reply. We cannot speak for the Sheriff and do not attempt to.",
        "Chief Iannuzzi has asked us to reply. Crime has nothing to do with where a man was born.",
        "Chief Iannuzzi has asked us to reply. You did not ask about costs, which are high.",
        "Chief Iannuzzi has asked us to reply. If you are not the intended recipient, destroy this letter.",
    ],
)
def test_who_speaks_of_others_denies_nothing(told: str) -> None:
    head = "CITY OF KENWOOD\nLaw Department\nKenwood, NY 14609"
    assert outcome(found(said(head, told))) == ("kenwood", "keys", "accepted")


@pytest.mark.parametrize(
    "told",
    ["Chief Iannuzzi was sent your letter. We cannot speak for the Chief.", "We have nothing to do with the police."],
)
def test_who_does_not_speak_for_the_recipient_is_for_a_person(told: str) -> None:
    head = "CITY OF KENWOOD\nLaw Department\nKenwood, NY 14609"
    assert found(said(head, f"{told} You wrote to Chief Peter Iannuzzi.")).status == "needs-review"


def test_a_county_that_says_that_the_city_answers_for_itself_is_nobody() -> None:
    head = "COUNTY OF TOLLIVER\nOffice of the County Counsel\nDepot, New York"
    told = "The City of Kenwood has shared with us your letter to its Chief. The City will answer for itself."
    assert outcome(found(said(head, told))) == (None, "none", "needs-review")


def test_a_citys_letter_that_says_nothing_of_whom_it_is_for_is_shown_to_a_person() -> None:
    match = found(said("CITY OF KENWOOD\nDepartment of Law", "This certification is given for an award of 2016."))
    assert outcome(match) == ("kenwood", "keys", "needs-review")
    assert match.reason == (
        "It looks like the reply of Kenwood Police Department (Kenwood, NY), but that is not certain: the letterhead is "
        "that of their government, which does not say for whom it writes."
    )


def test_a_lawyers_mail_with_a_copy_to_the_recipients_address_is_theirs() -> None:
    told = "Our firm serves as city attorney for Kenwood. Chief Iannuzzi passed me your letter of August 3."
    parts = ("Dear Director,", told, ANSWERS, "Regards,\nVera Delacruz\nDelacruz & Holm LLP")
    sender = "Vera Delacruz <vera@delacruzholm.com>"
    copied = mail(sender, *parts, headers={"cc": "Chief <chief@kenwoodpd.org>"})
    assert outcome(found(copied)) == ("kenwood", "keys", "accepted")
    assert found(mail(sender, *parts)).status == "needs-review"
    elsewhere = mail(sender, *parts, headers={"cc": "Chief <chief@kenwoodpd.com>"})
    assert found(elsewhere).status == "needs-review"


def test_a_lawyers_mail_from_the_citys_own_domain_is_theirs() -> None:
    told = "As City Prosecutor I have been asked by Chief Iannuzzi of Kenwood to give you our answers."
    parts = ("Dear Director,", told, ANSWERS, "Vera Delacruz")
    assert outcome(found(mail("Vera Delacruz <vera@kenwood.gov>", *parts))) == ("kenwood", "keys", "accepted")
    assert outcome(found(mail("Vera Delacruz <vera@kenwoodlaw.gov>", *parts))) == ("kenwood", "keys", "accepted")
    assert found(mail("Vera Delacruz <vera@kenwoodlaw.com>", *parts)).status == "needs-review"


def test_an_attorney_who_says_so_in_a_mail_without_a_letterhead_is_shown_to_a_person() -> None:
    told = "I'm the town's attorney. Short answers, in the order of your letter:"
    reply = mail("Vera <vera@holm.com>", told, ANSWERS, "Vera Holm", headers={"subject": "Kenwood PD"})
    assert outcome(found(reply)) == ("kenwood", "keys", "needs-review")


def test_a_citys_paper_whose_office_stands_below_the_signature_is_a_governments() -> None:
    head, sign = "CITY OF KENWOOD\nKenwood, NY 14609", "Sincerely,\n\nRosa Quint\nCity Clerk"
    told = "The Council directed me to answer your letter to Chief Iannuzzi."
    assert outcome(found(letter(head, DATE, TO, GREETING, told, ANSWERS, sign))) == ("kenwood", "keys", "accepted")
    plain = letter(head, DATE, TO, GREETING, told, ANSWERS, sign.replace("City Clerk", "Neighbor"))
    assert found(plain).status == "needs-review"


def test_a_clerk_who_is_treasurer_too_is_no_other_body() -> None:
    told = "Chief Iannuzzi told me the answers, and I send them on."
    clerk = mail("Clerk <clerk@kenwoodpd.org>", told, ANSWERS, "Rosa Quint\nTown Clerk & Treasurer")
    assert outcome(found(clerk)) == ("kenwood", "keys", "accepted")
    auditor = mail("Office <office@kenwoodpd.org>", told, ANSWERS, "Rosa Quint\nCounty Auditor")
    assert found(auditor).status == "needs-review"


@pytest.mark.parametrize("copy", ["Iannuzzi, Peter", "Ann Holm; Peter Iannuzzi"])
def test_a_mail_from_the_recipients_domain_with_a_copy_to_the_person_is_told(copy: str) -> None:
    sender, parts = "Fitch, Lorene <lfitch@kenwoodpd.org>", ("For the jail:", ANSWERS, "Capt. Fitch")
    assert outcome(found(mail(sender, *parts, headers={"cc": copy}))) == ("kenwood", "keys", "accepted")
    assert found(mail(sender, *parts, headers={"cc": "Iannuzzi, Paul"})).status == "needs-review"


COPY = (
    "Bureau of Civic Inquiries\n1200 Constitution Row\n\nAugust 3, 2017\n\nChief Peter Iannuzzi\nKenwood Police Department\n"
    "100 Main Street\nKenwood, NY 14609\n\nDear Chief Iannuzzi:"
)


def test_the_stamp_on_a_copy_of_our_letter_says_who_received_it() -> None:
    assert outcome(found(letter(COPY, ANSWERS))) == (None, "none", "needs-review")
    stamp = "REC'D  AUG 07 2017  KENWOOD P.D."
    assert outcome(found(letter(stamp, COPY, ANSWERS))) == ("kenwood", "keys", "needs-review")
    signed = letter(stamp, COPY, ANSWERS, "P. Iannuzzi, Chief")
    assert outcome(found(signed)) == ("kenwood", "keys", "accepted")
    assert found(letter(stamp.replace("KENWOOD", "BREMEN"), COPY, ANSWERS)).recipient is None


def test_a_lawyers_letter_that_was_read_off_a_picture_must_have_place_and_person_letter_for_letter() -> None:
    def scanned(told: str) -> Match:
        return found(
            letter(FIRM, DATE, TO, GREETING, told, ANSWERS, "Very truly yours,\n\nVera Delacruz", source="ocr")
        )

    told = "This firm represents the City of Alder Falls and Chief Ruth Pellman."
    assert outcome(scanned(told)) == ("alder", "keys", "accepted")
    assert scanned(told.replace("Pellman", "Peliman")).status == "needs-review"
    assert scanned(told.replace("Alder Falls", "Alder Fails")).status == "needs-review"
