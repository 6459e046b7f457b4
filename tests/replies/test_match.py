"""Which letter a reply answers: each trap once, with the sentence that a clerk reads."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import MappingProxyType

from correspondence.asked import AskedLetter
from correspondence.recipients import Address, Recipient
from correspondence.references import Reference
from correspondence.replies.match import Matcher
from correspondence.reply import FormValue, Match, Page, Reply

OURS = ("Bureau of Civic Inquiries", "Alma Reyes-Whitman", "1200 Constitution Row", "Washington, D.C. 20599")
TO = "Alma Reyes-Whitman\nBureau of Civic Inquiries\n1200 Constitution Row\nWashington, D.C. 20599"
ANSWERS = "Thank you for your letter. Our answers are these.\n\n1. Yes.\n\n2. No."


def agency(
    name: str, organization: str, person: str, jurisdiction: str, city: str = "", zip_code: str = "", email: str = ""
) -> Recipient:
    place, _, state = jurisdiction.partition(", ")
    address = Address("100 Main Street", city=city or place, state=state, zip=zip_code)
    title = "Sheriff" if "Sheriff" in organization else "Chief"
    return Recipient(
        name, title, person, organization=organization, address=address, jurisdiction=jurisdiction, email=email
    )


ALDER = agency(
    "alder", "Alder Falls Police Department", "Ruth Pellman", "Alder Falls, OR", "", "97301", "chief@alderfalls.gov"
)
MAINE = agency("alder-me", "Alder Falls Police Department", "Hugh Dorsey", "Alder Falls, ME", "", "04401")
JASPER = agency("jasper", "Jasper Police Department", "Lee Ives", "Jasper, MO", "", "64801", "police@jasper.mo.us")
COUNTY = agency(
    "jasper-county",
    "Jasper County Sheriff's Office",
    "Roy Stam",
    "Jasper County, MO",
    "Jasper",
    "64801",
    "sheriff@jasper.mo.us",
)
KENWOOD = agency(
    "kenwood", "Kenwood Police Department", "Peter Iannuzzi", "Kenwood, NY", "", "14609", "chief@kenwoodpd.org"
)
PENA = agency("rio", "Vista del Rio Police Department", "María Peña-Ortiz", "Vista del Rio, NM", "", "88001")
EVERYBODY = (ALDER, MAINE, JASPER, COUNTY, KENWOOD, PENA)
NUMBERS = {one.id: str(Reference("PSP", 2017, place)) for place, one in enumerate(EVERYBODY, start=41)}
STRANGE = str(Reference("PSP", 2017, 900))
OTHER_SERIES = str(Reference("AUD", 2017, 41))
AUGUST, MAY = datetime.date(2017, 8, 3), datetime.date(2018, 5, 14)


def letters(*, numbered: bool = True) -> list[AskedLetter]:
    return [
        AskedLetter(
            one, "psp-2017", "psp", NUMBERS[one.id] if numbered else "", AUGUST, "", (f"<{one.id}@office.example>",)
        )
        for one in EVERYBODY
    ]


def matched(reply: Reply, *more: AskedLetter, numbered: bool = True) -> Match:
    return Matcher([*letters(numbered=numbered), *more], OURS).match(reply)


def letter(
    *parts: str,
    references: tuple[tuple[str, str], ...] = (),
    source: str = "text-layer",
    ours: tuple[tuple[int, int], ...] = (),
) -> Reply:
    text = "\n\n".join(parts)
    page = Page("letter.pdf", 1, text, "ocr" if source == "ocr" else "text-layer", ours=ours)
    return Reply({"letter.pdf": "0" * 64}, (page,), references=references)


def mail(
    sender: str, *parts: str, references: tuple[tuple[str, str], ...] = (), headers: Mapping[str, str] | None = None
) -> Reply:
    given = {"from": sender, "subject": "Your questions", **(headers or {})}
    page = Page("reply.eml", 1, "\n\n".join(parts), "mail")
    return Reply({"reply.eml": "0" * 64}, (page,), references=references, headers=MappingProxyType(given))


def outcome(match: Match) -> tuple[str | None, str, str]:
    return match.recipient, match.method, match.status


def test_a_letterhead_with_state_and_zip_code_is_certain() -> None:
    found = matched(
        letter("ALDER FALLS POLICE DEPARTMENT\n100 Main Street\nAlder Falls, OR 97301", TO, "Dear Director:", ANSWERS)
    )
    assert outcome(found) == ("alder", "keys", "accepted")
    assert (found.number, found.reason) == (NUMBERS["alder"], "")
    assert found.keys == ("zip", "street", "organization", "jurisdiction", "state")


def test_the_same_name_without_a_state_is_for_a_person() -> None:
    found = matched(letter("ALDER FALLS POLICE DEPARTMENT", TO, "Dear Director:", ANSWERS, "Sincerely,\n\nA Captain"))
    assert found.status == "needs-review"
    assert found.reason == (
        "It may be the reply of Alder Falls Police Department (Alder Falls, OR) and Alder Falls Police Department "
        "(Alder Falls, ME): what stands in it does not tell which."
    )


def test_the_name_of_the_one_who_signs_tells_two_of_one_name() -> None:
    found = matched(
        letter("ALDER FALLS POLICE DEPARTMENT", TO, "Dear Director:", ANSWERS, "Sincerely,\n\nHugh Dorsey\nChief")
    )
    assert outcome(found) == ("alder-me", "keys", "accepted")


def test_the_names_of_both_chiefs_of_one_name_leave_it_open() -> None:
    told = "I reply for Chief Ruth Pellman."
    found = matched(
        letter("ALDER FALLS POLICE DEPARTMENT", TO, "Dear Director:", told, ANSWERS, "Sincerely,\n\nHugh Dorsey")
    )
    assert found.status == "needs-review"
    assert "(Alder Falls, OR)" in found.reason
    assert "(Alder Falls, ME)" in found.reason


def test_a_namesake_in_a_third_state_is_nobody_who_was_asked() -> None:
    found = matched(letter("ALDER FALLS POLICE DEPARTMENT\nAlder Falls, Vermont 05999", TO, "Dear Director:", ANSWERS))
    assert outcome(found) == (None, "none", "needs-review")
    assert found.reason == (
        "It is not the reply of anybody who was asked, as far as it shows. It says something of Alder Falls Police "
        "Department (Alder Falls, OR), but does not come from them: the reply names another state."
    )


def test_police_and_sheriff_of_one_place_are_told_apart() -> None:
    police = matched(letter("CITY OF JASPER\nPOLICE DEPARTMENT\nJasper, MO 64801", TO, "Dear Director:", ANSWERS))
    sheriff = matched(letter("JASPER COUNTY SHERIFF\n100 Main Street\nJasper, MO 64801", TO, "Dear Director:", ANSWERS))
    assert outcome(police) == ("jasper", "keys", "accepted")
    assert outcome(sheriff) == ("jasper-county", "keys", "accepted")


def test_a_domain_of_two_says_nothing_by_itself() -> None:
    found = matched(mail("Clerk <clerk@jasper.mo.us>", "Hello,", ANSWERS, "Jo Lamb"))
    assert found.status == "needs-review"
    named = matched(
        mail("Jo Lamb <jo@jasper.mo.us>", "Hello,", ANSWERS, "Jo Lamb\nJasper County Sheriff's Office, Jasper, MO")
    )
    assert named.recipient == "jasper-county"


def test_the_county_attorney_writes_for_the_sheriff() -> None:
    head = "COUNTY OF JASPER\nOFFICE OF THE COUNTY ATTORNEY\nJasper, Missouri 64801"
    told = "I represent Sheriff Roy Stam, who has asked me to answer your letter."
    assert outcome(matched(letter(head, TO, "Dear Director:", told, ANSWERS))) == ("jasper-county", "keys", "accepted")


def test_a_law_firm_is_for_a_person() -> None:
    head = "PETTIGREW & VANCE LLP\nAttorneys at Law\nGrand Bluffs, New York 14999"
    told = "We are special counsel to the City of Kenwood and write on behalf of the Kenwood Police Department."
    found = matched(letter(head, TO, "Dear Director:", told, ANSWERS))
    assert outcome(found) == ("kenwood", "keys", "needs-review")
    assert found.reason == (
        "It looks like the reply of Kenwood Police Department (Kenwood, NY), but that is not certain: somebody else "
        "writes, for them as it says."
    )


def test_other_bodies_of_an_asked_city_are_nobody() -> None:
    bodies = (
        "University of Kenwood Police Department",
        "Kenwood Unified School District",
        "North Kenwood Police Department",
    )
    for body in (*bodies, "UNIVERSITY OF KENWOOD\nPOLICE DEPARTMENT", "KENWOOD FIRE DEPARTMENT"):
        found = matched(letter(f"{body}\n12 Depot Street\nKenwood, NY 14609", TO, "Dear Director:", ANSWERS))
        assert found.status == "needs-review", body


def test_other_police_of_an_asked_city_are_not_taken_for_its_own() -> None:
    heads = (
        "STATE POLICE\nTroop D",
        "COUNTY POLICE DEPARTMENT",
        "Board of Police Commissioners",
        "Fraternal Order of Police",
    )
    for head in heads:
        found = matched(letter(f"{head}\nJasper, MO 64801", TO, "Dear Director:", ANSWERS, "Sincerely,\n\nBo Crane"))
        assert found.status == "needs-review", head


def test_a_former_chief_at_home_is_not_the_department() -> None:
    head = "Bo Crane\n5 Elm Street\nJasper, MO 64801"
    found = matched(letter(head, TO, "Dear Director:", ANSWERS, "Sincerely,\n\nBo Crane\nChief of Police (Ret.)"))
    assert found.reason == (
        "It looks like the reply of Jasper Police Department (Jasper, MO), but that is not certain: the place is theirs, "
        "and a person's title, but nothing names their organization."
    )


def test_a_strangers_letter_that_a_recipient_sends_on_is_for_a_person() -> None:
    cover = mail("Ruth <chief@alderfalls.gov>", "See the attached.")
    for head in ("OFFICE OF THE SHERIFF\nTolliver County\nDelmar, OR 97399", HEAD):
        page = Page("letter.pdf", 1, f"{head}\n\nDear Director:\n\n{ANSWERS}", "text-layer")
        found = matched(Reply(cover.files, (*cover.pages, page), headers=cover.headers))
        assert found.status == "needs-review", head


def test_the_sheriff_of_an_asked_citys_county_is_nobody() -> None:
    head = "OFFICE OF THE SHERIFF\nTolliver County\n9 Depot Street\nKenwood, NY 14609"
    told = (
        "Chief Peter Iannuzzi of the Kenwood Police Department has passed your letter on. I cannot speak for the city."
    )
    found = matched(letter(head, TO, "Dear Director:", told, ANSWERS, "Yours,\n\nBo Crane\nSheriff"))
    assert outcome(found) == (None, "none", "needs-review")


def test_names_with_accents_are_found_in_what_was_read_off_a_picture() -> None:
    head = "VISTA DEL RIO POLICE DEPARTMENT\nVista del Rio, New Mexico 88001"
    sign = "Sincerely,\n\nMaria Pefia-Ortiz\nChief of Police"
    assert outcome(matched(letter(head, TO, "Dear Director:", ANSWERS, sign, source="ocr"))) == (
        "rio",
        "keys",
        "accepted",
    )


def test_the_sheriff_of_another_county_with_an_office_in_the_city_is_not_taken_for_the_one_asked() -> None:
    head = "OFFICE OF THE SHERIFF\nTolliver eounty\n9 Depot Street\nJasper, Missouri 64801"
    found = matched(letter(head, TO, "Dear Director:", ANSWERS, "Yours,\n\nBo Crane\nSheriff", source="ocr"))
    assert found.status == "needs-review"


def test_a_letterhead_that_was_badly_read_is_for_a_person() -> None:
    head = "Kenw0od Pnlice Dcpartment\n100 Maln Street\nKenwoed, NY 146O9"
    found = matched(letter(head, TO, "Dear Director:", ANSWERS, source="ocr"))
    assert outcome(found) == ("kenwood", "keys", "needs-review")


def test_the_recipients_own_address_is_enough() -> None:
    found = matched(mail("Ruth Pellman <Chief@AlderFalls.gov>", "I am out of the office until Monday."))
    assert outcome(found) == ("alder", "keys", "accepted")
    assert "address" in found.keys


def test_a_mail_system_is_not_the_recipient() -> None:
    found = matched(
        mail("<MAILER-DAEMON@mx.alderfalls.gov>", "It could not be delivered: chief@alderfalls.gov, mailbox full.")
    )
    assert outcome(found) == ("alder", "keys", "needs-review")
    assert found.reason == (
        "It looks like the reply of Alder Falls Police Department (Alder Falls, OR), but that is not certain: a mail "
        "system wrote it."
    )


def test_another_department_at_the_recipients_domain_is_nobody() -> None:
    found = matched(mail("Jo Lamb <jo@alderfalls.gov>", "Hello,", ANSWERS, "Jo Lamb\nAlder Falls Public Library"))
    assert found.status == "needs-review"


def test_a_stranger_who_speaks_of_an_asked_city_is_nobody() -> None:
    found = matched(
        mail("Pat Marsh <pat@mail.example.com>", "I live in Kenwood and hear that you wrote to Chief Peter Iannuzzi.")
    )
    assert outcome(found) == (None, "none", "needs-review")


def test_who_is_in_nobodys_list_is_said_to_be_so() -> None:
    found = matched(letter("PINCKNEY TOWNSHIP POLICE\nPinckney, MI 48999", TO, "Dear Director:", ANSWERS))
    assert found == Match(
        None, "", "none", "needs-review", "It is not the reply of anybody who was asked: it names none of them."
    )


def test_a_forms_reference_is_certain() -> None:
    for how in ("qr", "field"):
        found = matched(letter("[form]", references=((NUMBERS["kenwood"], how),)))
        assert outcome(found) == ("kenwood", how, "accepted")
        assert found.number == NUMBERS["kenwood"]


def test_a_form_that_a_stranger_sends_back_is_for_a_person() -> None:
    head = "Village of Kenwood, Vermont\nOffice of the Clerk\nP.O. Box 9\nKenwood, VT 05999"
    told = "The enclosed came to us by mistake."
    found = matched(letter(head, TO, "Dear Director:", told, references=((NUMBERS["kenwood"], "qr"),)))
    assert outcome(found) == ("kenwood", "qr", "needs-review")
    assert found.reason == (
        f"The reference number {NUMBERS['kenwood']} is that of the letter to Kenwood Police Department (Kenwood, NY), but "
        "letterhead, signature or sender are somebody else’s."
    )


def test_a_form_under_another_recipients_letterhead_names_both() -> None:
    head = "KENWOOD POLICE DEPARTMENT\n100 Main Street\nKenwood, NY 14609"
    found = matched(letter(head, TO, "Dear Director:", ANSWERS, references=((NUMBERS["alder"], "qr"),)))
    assert outcome(found) == ("alder", "qr", "needs-review")
    assert found.reason == (
        f"The reference number {NUMBERS['alder']} is that of the letter to Alder Falls Police Department (Alder Falls, OR), "
        "but letterhead, signature or sender are those of Kenwood Police Department (Kenwood, NY)."
    )


def test_two_references_name_both() -> None:
    both = ((NUMBERS["alder"], "qr"), (NUMBERS["kenwood"], "text"))
    found = matched(letter(f"Re: {NUMBERS['kenwood']}", references=both))
    assert outcome(found) == ("alder", "qr", "needs-review")
    assert found.reason == (
        f"It names two letters: {NUMBERS['alder']} is the one to Alder Falls Police Department (Alder Falls, OR), "
        f"{NUMBERS['kenwood']} the one to Kenwood Police Department (Kenwood, NY)."
    )


def test_the_thread_of_a_mail_is_followed() -> None:
    thread = {"in-reply-to": "<kenwood@office.example>"}
    found = matched(mail("Peter <p.iannuzzi@gmail.com>", ANSWERS, "Peter Iannuzzi", headers=thread))
    assert outcome(found) == ("kenwood", "header", "accepted")


def test_a_thread_from_another_recipients_address_names_both() -> None:
    found = matched(
        mail("<chief@alderfalls.gov>", ANSWERS, "Ruth Pellman", headers={"references": "<kenwood@office.example>"})
    )
    assert outcome(found) == ("kenwood", "header", "needs-review")
    assert found.reason == (
        "The mail that it answers is that of the letter to Kenwood Police Department (Kenwood, NY), but letterhead, "
        "signature or sender are those of Alder Falls Police Department (Alder Falls, OR)."
    )


def test_a_reference_in_the_subject_is_believed_with_a_name() -> None:
    number = NUMBERS["kenwood"]
    reply = mail(
        "<piannuzzi@gmail.com>",
        "1. Yes. 2. No.",
        "Peter Iannuzzi",
        references=((number, "header"),),
        headers={"subject": f"Re: {number}"},
    )
    assert outcome(matched(reply)) == ("kenwood", "text", "accepted")


def test_a_quoted_reference_from_a_strangers_domain_is_not_enough() -> None:
    number = NUMBERS["kenwood"]
    reply = mail(
        "Sam <sam@elsewhere.example.com>", "1. Yes. 2. No.", f"> Your number: {number}", references=((number, "text"),)
    )
    found = matched(reply)
    assert outcome(found) == ("kenwood", "text", "needs-review")
    assert found.reason == (
        f"The reference number {number} is that of the letter to Kenwood Police Department (Kenwood, NY), but it stands in "
        "nothing but quoted words, and nothing else in the reply names them."
    )


def test_a_reference_that_nobody_has_is_said() -> None:
    head = "KENWOOD POLICE DEPARTMENT\n100 Main Street\nKenwood, NY 14609"
    forged = matched(letter(head, f"Re: {STRANGE}", ANSWERS, references=((STRANGE, "text"),)))
    assert outcome(forged) == ("kenwood", "keys", "needs-review")
    assert forged.reason == f"The reference number {STRANGE} is in none of the letters that asked."
    other = matched(letter(head, f"Re: {OTHER_SERIES}", ANSWERS, references=((OTHER_SERIES, "text"),)))
    assert other.reason == f"The reference number {OTHER_SERIES} is of another series than ours (PSP)."


SECOND = str(Reference("PSP", 2018, 7))
AGAIN = AskedLetter(KENWOOD, "follow-up", "survey", SECOND, MAY, "Survey of Staffing")
HEAD = "KENWOOD POLICE DEPARTMENT\n100 Main Street\nKenwood, NY 14609"


def test_of_two_letters_the_one_is_meant_that_is_named() -> None:
    by_date = matched(letter(HEAD, "Dear Director:", "This answers your letter of August 3, 2017.", "1. No."), AGAIN)
    by_title = matched(letter(HEAD, "Dear Director:", "This answers the Survey of Staffing.", "1. No."), AGAIN)
    by_number = matched(letter(HEAD, f"Re: {SECOND}", "1. No.", references=((SECOND, "text"),)), AGAIN)
    assert [(one.number, one.status) for one in (by_date, by_title, by_number)] == [
        (NUMBERS["kenwood"], "accepted"),
        (SECOND, "accepted"),
        (SECOND, "accepted"),
    ]


def test_of_two_letters_the_newest_is_proposed_where_neither_is_named() -> None:
    found = matched(letter(HEAD, "Dear Director:", "Our answers are yes, and no."), AGAIN)
    assert (found.recipient, found.number, found.status) == ("kenwood", SECOND, "needs-review")
    assert found.reason == (
        "Two letters went to them, and it does not say which it answers: "
        f"{SECOND} of May 14, 2018 and {NUMBERS['kenwood']} of August 3, 2017."
    )


def test_a_reply_older_than_a_letter_does_not_answer_it() -> None:
    reply = letter(HEAD, "Dear Director:", "Our answers are yes, and no.")
    dated = Reply(reply.files, reply.pages, date=datetime.date(2017, 8, 14))
    assert matched(dated, AGAIN).number == NUMBERS["kenwood"]


def test_our_own_letter_sent_back_says_nothing_of_the_writer() -> None:
    ours = f"{ALDER.addressee}\nAlder Falls Police Department\n100 Main Street\nAlder Falls, OR 97301\n\nDear Chief Pellman:"
    text = f"{ours}\n\nWe do not know them."
    found = matched(letter(text, ours=((0, len(ours)),)))
    assert outcome(found) == (None, "none", "needs-review")


def test_a_copy_of_our_letter_says_nothing_even_where_it_was_not_recognized() -> None:
    copy = f"{OURS[0]}\n{OURS[2]}\n{OURS[3]}\n\nAugust 3, 2017\n\nChief Ruth Pellman\nAlder Falls Police Department\n100 Main Street\nAlder Falls, OR 97301\n\nDear Chief Pellman:\n\nPlease answer."
    assert matched(letter(copy)).status == "needs-review"


def test_the_respondents_name_on_a_form_counts() -> None:
    named = FormValue("respondent_name", "Ruth Pellman", "form-field", True, "", "form.pdf", 1)  # noqa: FBT003
    title = FormValue("respondent_title", "Chief of Police", "form-field", True, "", "form.pdf", 1)  # noqa: FBT003
    pages = (Page("form.pdf", 1, "1. Yes", "text-layer"),)
    found = matched(Reply({}, pages, form={"respondent_name": named, "respondent_title": title}))
    assert outcome(found) == ("alder", "keys", "needs-review")


def test_a_letter_without_a_number_is_matched_all_the_same() -> None:
    found = matched(letter(HEAD, TO, "Dear Director:", ANSWERS), numbered=False)
    assert outcome(found) == ("kenwood", "keys", "accepted")
    assert found.number == ""


def test_an_empty_reply_is_nobodys() -> None:
    assert matched(Reply({}, ())).recipient is None


def test_the_same_reply_gives_the_same_match() -> None:
    reply = letter("ALDER FALLS POLICE DEPARTMENT", TO, "Dear Director:", ANSWERS)
    assert len({matched(reply) for _ in range(5)}) == 1
