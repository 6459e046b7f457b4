"""The rules of check: each fires on its fault, with its words, and is silent on what only looks like it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from correspondence.document import Division, Document, Heading, LineBreak, Paragraph, Text
from correspondence.errors import Problem
from correspondence.recipients import Address, Recipient
from correspondence.rulebook import RULES, broken, judged
from correspondence.rules import (
    accepted_rules,
    closed_on,
    recipient_problems,
    release_problems,
    repeated,
    text_problems,
)
from correspondence.rules.domains import meant_domain
from correspondence.rules.zips import contradiction, zip_prefixes
from correspondence.states import STATES
from correspondence.templates import Profile

PROFILE = Profile()
HOME = Address("400 Roma NW", "", "Albuquerque", "NM", "87102")


def person(**values: object) -> Recipient:
    """Return a sound recipient with these values changed."""
    sound: dict[str, object] = {"id": "one", "title": "Chief", "name": "Gorden Eden", "address": HOME}
    return Recipient(**{**sound, **values})  # type: ignore[arg-type]  # a table of every field


def at(
    street: str = "400 Roma NW", street2: str = "", city: str = "Albuquerque", state: str = "NM", code: str = "87102"
) -> Recipient:
    """Return a recipient at an address."""
    return person(address=Address(street, street2, city, state, code))


def lines(*given: str) -> Recipient:
    """Return a recipient whose address was given as lines."""
    return person(address=Address(as_given=given))


def found(recipient: Recipient) -> list[str]:
    """Return what is wrong with a recipient, as a person reads it, with the rule."""
    return [f"{problem} [{problem.rule}]" for problem in recipient_problems(recipient, "list.yaml", PROFILE)]


FAULTS: Mapping[str, tuple[Recipient, str]] = {
    "zip-state": (at(state="CA"), "one.address.zip: ZIP code 87102 is in NM, and the state is CA; look up which of the two is right"),
    "zip-add-on": (at(code="87102-0000"), "one.address.zip: 87102-0000 ends in 0000, which is no delivery; look the four digits up, or leave them out"),
    "zip-missing": (lines("400 Roma NW", "Albuquerque, NM"), 'one.address: "Albuquerque, NM" has no ZIP code; write it behind the state'),
    "address-state": (lines("400 Roma NW", "Albuquerque, NN 87102"), 'one.address: "NN" is no state; write its two-letter code, such as NM'),
    "address-street": (at("Roma Avenue NW"), 'one.address.street: "Roma Avenue NW" has neither a house number nor a box; write the number, or the post office box'),
    "address-suffix": (at("400 Roma Stret"), 'one.address.street: "Stret" is no kind of street; did you mean "Street"?'),
    "address-unit": (at("400 Roma NW", "Suite"), 'one.address.street2: "Suite" ends without the number of the suite; write it, or leave the word out'),
    "address-box": (at("Box 1293"), 'one.address.street: "Box 1293" is not how a post office box is written; write "PO Box" and its number'),
    "address-military": (
        at("PSC 802 Box 74", city="Albuquerque", state="AE", code="09499"),
        'one.address.city: "Albuquerque" and AE do not go together; write APO, FPO or DPO as the city with AA, AE or AP as the state, and only there',
    ),
    "address-lines": (
        person(position="Chief of Police", organization="Police\nRecords\nDivision"),
        "the inside address of one has 7 lines, and the profile default allows 5; shorten it, or raise inside_address_lines in the profile",
    ),
    "address-length": (
        person(name="Gorden Alexander Maximilian Placeholder-Featherstone-Cholmondeley", salutation="Dear Chief"),
        '"Chief Gorden Alexander Maximilian Placeholder-Featherstone-Cholmondeley" has 71 characters, and the profile default allows 60 in the line of the name; shorten it, or raise name_line_characters in the profile',
    ),
    "name-capitals": (person(name="GORDEN EDEN"), 'one.name: "GORDEN EDEN" is in capitals; write it as "Gorden Eden"'),
    "doubled-title": (person(title="Dr.", name="Gorden Eden, M.D."), 'one.title: "Dr." stands before the name and "M.D." behind it; leave one of the two out'),
    "honorific": (
        person(title="The Honorable", position="Chief of Police", salutation="Dear Chief Eden"),
        "one.title: chiefs and sheriffs of cities and counties are not The Honorable, as a rule; write the office before the name, such as Chief or Sheriff",
    ),
    "salutation-name": (
        person(salutation="Dear Chief Burguan"),
        'one.salutation: the salutation "Dear Chief Burguan" names somebody else than "Gorden Eden"; mend one of the two',
    ),
    "salutation-title": (
        person(title="Sheriff", salutation="Dear Chief Eden"),
        'one.salutation: the salutation says "Chief", and the recipient is "Sheriff"; mend one of the two',
    ),
    "email-domain": (person(email="g.eden@gmial.com"), 'one.email: "g.eden@gmial.com" looks mistyped; did you mean "gmail.com"?'),
    "placeholder": (person(position="TBD"), 'one.position: "TBD" was to be filled in; write what belongs there, or leave it away'),
}  # fmt: skip

NEAR_MISSES: Mapping[str, tuple[Recipient, ...]] = {
    "zip-state": (
        at("5 Alpine Avenue", city="Fishers Island", state="NY", code="06390"),
        at("1 Elm Street", city="Alta", state="WY", code="83414"),
        at("PO Box 12", city="Pago Pago", state="AS", code="96799"),
        at("10 Main Street", city="El Paso", state="TX", code="88510"),
        at("1 Andover Street", city="Andover", state="MA", code="05501"),
        at("1 Marine Corps Drive", city="Saipan", state="MP", code="96950"),
        lines("601 East Fayette Street", "Baltimore, Maryland 21202"),
        lines("1100 4th Street SW", "Washington, D.C. 20024"),
    ),
    "zip-add-on": tuple(at(code=code) for code in ("87102", "87102-0001", "87102-1000", "87102-9999", "87102-0100")),
    "zip-missing": (
        lines("10 Downing Street", "London SW1A 2AA", "United Kingdom"),
        lines("400 Roma NW", "Albuquerque, NM 87102"),
        lines("400 Roma NW", "Albuquerque NM  87102-1293"),
        lines("Rua Augusta, 12", "Lisboa, Portugal"),
        lines("by hand"),
        lines("Platz der Republik 1", "11011 Berlin"),
    ),
    "address-state": (
        lines("400 Roma NW", "Albuquerque, New Mexico 87102"),
        lines("400 Roma NW", "Washington, D.C. 20531"),
        lines("PO Box 1", "San Juan, PR 00901"),
        lines("1 Main Street", "Kansas City, Kansas 66101"),
        lines("400 Roma NW", "Albuquerque nm 87102"),
        lines("1 Strasse", "Berlin 10115"),
    ),
    "address-street": tuple(
        at(street, street2)
        for street, street2 in (
            ("One Police Plaza", ""),
            ("PO Box 1293", ""),
            ("City Hall", "400 Marquette Avenue NW"),
            ("N6W23001 Bluemound Road", ""),
            ("Pier 3", ""),
            ("RR 2 Box 18", ""),
            ("22 E. Market Street", ""),
            ("General Delivery", ""),
            ("123-45 Queens Boulevard", ""),
            ("14½ Main Street", ""),
        )
    ),
    "address-suffix": tuple(
        at(street)
        for street in ("400 Roma NW", "10 Streeter Lane", "12 Avenida Sol", "5 Five Squares", "7 Old Mill Circle, Suite 4", "1 The Highways")
    ),
    "address-unit": tuple(
        at("400 Roma NW", street2)
        for street2 in ("Suite 200", "4th Floor", "Records Unit", "Mail Room", "Administration Building", "#12", "Penthouse")
    ),
    "address-box": tuple(
        at(street) for street in ("P.O. Box 1293", "PO Box 1293", "Post Office Box 12", "100 Box Elder Road", "12 Post Road", "P.O. Drawer 7")
    ),
    "address-military": (
        at("PSC 802 Box 74", city="APO", state="AE", code="09499"),
        at("Unit 45013 Box 2666", city="DPO", state="AP", code="96205"),
        at("USS Nimitz", city="FPO", state="AP", code="96620"),
        at("CMR 415 Box 3", city="apo", state="AE", code="09114"),
        at("1 Apollo Way", city="Apollo", state="PA", code="15613"),
    ),
    "address-lines": (
        person(position="Chief of Police", organization="Albuquerque Police Department"),
        person(organization="Police Department\nRecords"),
        person(title="", name="", organization="City of Albuquerque"),
        person(address=None, position="Chief", organization="One\nTwo\nThree"),
        person(address=Address("400 Roma NW", "", "Albuquerque", "NM", "87102", "USA"), position="Chief", organization="Police"),
    ),
    "address-length": (
        person(organization="Office of the Commissioner for Public Safety and Emergencies of the City of Albuquerque"),
        person(organization="Albuquerque Police Department\nOffice of the Chief of Police"),
        at("1 Main Street", city="Truth or Consequences", state="NM", code="87901"),
        at("1 Main Street", city="Lake Havasu City", state="AZ", code="86403"),
        at("1234 Martin Luther King Jr. Boulevard, Building 12"),
    ),
    "name-capitals": tuple(person(name=name) for name in ("Gorden Eden", "J. P. Ng", "DJ Li", "Gorden McDonald", "Mary O'Neil", "bell hooks III", "JR")),
    "doubled-title": tuple(
        person(title=title, name=name, salutation=salutation)
        for title, name, salutation in (
            ("Dr.", "Gorden Eden", ""),
            ("Chief", "Gorden Eden, Ph.D.", "Dear Chief Eden"),
            ("Mr. and Mrs.", "Gorden Eden", ""),
            ("", "Dr. Gorden Eden", ""),
            ("Mayor", "Dean Smith", ""),
            ("Ms.", "Major Garrett", ""),
            ("The Honorable", "Gorden Eden", "Dear Mayor Eden"),
            ("", "Gorden Eden, Esq.", ""),
        )
    ),
    "honorific": tuple(
        person(title="The Honorable", position=position, organization=organization, salutation=salutation)
        for position, organization, salutation in (
            ("Mayor", "City of Albuquerque", "Dear Mayor Eden"),
            ("Judge", "Municipal Court", "Dear Judge Eden"),
            ("Mayor and Police Commissioner", "City of Albuquerque", "Dear Mayor Eden"),
            ("Attorney General", "State of New Mexico", "Dear General Eden"),
            ("Member", "House of Representatives", "Dear Mr. Eden"),
        )
    ),
    "salutation-name": tuple(
        person(name=name, salutation=salutation)
        for name, salutation in (
            ("Gorden Eden Jr.", "Dear Chief Eden:"),
            ("José García López", "Dear Chief Garcia Lopez"),
            ("Mary O’Neil", "Dear Chief O'Neil"),
            ("Ann Smith-Jones", "Dear Chief Jones"),
            ("Gorden Eden", "Dear Gorden"),
            ("Gorden Eden", "Dear Colleague"),
            ("Gorden Eden", "Dear Chief"),
            ("Gorden Eden", "To Whom It May Concern"),
            ("Gorden Eden", "Dear Public Safety Partner"),
            ("", "Dear Chief Anybody"),
        )
    ),
    "salutation-title": tuple(
        person(title=title, position=position, salutation=salutation)
        for title, position, salutation in (
            ("Chief", "", "Dear Deputy Chief Eden"),
            ("", "Police Chief", "Dear Chief Eden"),
            ("Mr.", "Sheriff", "Dear Sheriff Eden"),
            ("Mrs.", "", "Dear Ms. Eden"),
            ("Dr.", "", "Dear Chief Eden"),
            ("The Honorable", "Mayor", "Dear Mr. Mayor"),
            ("Attorney General", "", "Dear General Eden"),
        )
    ),
    "email-domain": tuple(
        person(email=f"one@{domain}")
        for domain in ("gmail.com", "mail.com", "ymail.com", "cabq.gov", "gmx.com", "police.ca.gov", "policia.gob.mx", "outlook.de", "aol.com")
    ),
    "placeholder": (
        person(name="Nan Null"),
        person(organization="Department XXXVI"),
        person(organization="Office of Title XXX Programs"),
        person(position="Todo el Mundo Liaison"),
        person(name="Xander Tba'ath"),
        person(organization="Who Cares? Police Benevolent"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", FAULTS)
def test_a_rule_fires_on_its_fault(rule: str) -> None:
    recipient, sentence = FAULTS[rule]
    assert found(recipient) == [f"{sentence} [{rule}]"]


@pytest.mark.parametrize(("rule", "recipient"), [(rule, one) for rule, all_ in NEAR_MISSES.items() for one in all_])
def test_a_rule_is_silent_on_a_near_miss(rule: str, recipient: Recipient) -> None:
    assert [line for line in found(recipient) if line.endswith(f"[{rule}]")] == []


def test_every_rule_for_recipients_has_a_fault_and_five_near_misses() -> None:
    assert FAULTS.keys() == NEAR_MISSES.keys()
    assert [rule for rule, recipients in NEAR_MISSES.items() if len(recipients) < 5] == []


@pytest.mark.parametrize(
    ("recipient", "sentence"),
    [
        (at("P.O. Box"), 'one.address.street: "P.O. Box" has no number; write the number of the box [address-box]'),
        (at("PO 12"), 'one.address.street: "PO 12" is not how a post office box is written; write "PO Box" and its number [address-box]'),
        (at("400 Roma NW, Suite #"), 'one.address.street: "400 Roma NW, Suite #" ends without the number of the suite; write it, or leave the word out [address-unit]'),
        (at("1 Main Street", city="APO", state="NY", code="10001"), 'one.address.city: "APO" and NY do not go together; write APO, FPO or DPO as the city with AA, AE or AP as the state, and only there [address-military]'),
        (at("12 Elm Street", city="APO", state="AE", code="09012"), 'one.address.street: an address of a military post office has no unit and box; write them as "PSC 1234 Box 56", "Unit 1234 Box 56" or the ship\'s name [address-military]'),
        (at(code="35312", state="AL", city="Birmingham"), "one.address.zip: no ZIP code begins with 353; look it up [zip-state]"),
        (lines("400 Roma NW", "Albuquerque, New Mexico 90001"), "one.address: ZIP code 90001 is in CA, and the state is NM; look up which of the two is right [zip-state]"),
        (person(name="gorden eden"), 'one.name: "gorden eden" is in small letters; write it as "Gorden Eden" [name-capitals]'),
        (person(name="Chief Gorden Eden", salutation="Dear Chief Eden"), 'one.name: the title is "Chief", and the name begins with "Chief"; leave one of the two out [doubled-title]'),
        (person(title="Mr. Dr.", salutation="Dear Dr. Eden"), 'one.title: "Mr. Dr." is more than one title; keep one of them [doubled-title]'),
        (person(title="Ms.", salutation="Dear Mr. Eden"), 'one.salutation: the salutation "Dear Mr. Eden" does not go with the title "Ms."; mend one of the two [salutation-title]'),
        (person(title="Mr.", name="Gorden Eden, Esq."), 'one.title: a courtesy title stands before the name and "Esq." behind it; leave one of the two out [doubled-title]'),
        (person(email="one@cabq.goc"), 'one.email: "one@cabq.goc" looks mistyped; did you mean "cabq.gov"? [email-domain]'),
        (person(position="[Insert title]"), 'one.position: "[Insert title]" was to be filled in; write what belongs there, or leave it away [placeholder]'),
        (person(position="N/A"), 'one.position: "N/A" was to be filled in; write what belongs there, or leave it away [placeholder]'),
        (
            person(name="Gorden " + "W" * 300, salutation="Dear Chief"),
            f'"Chief Gorden {"W" * 47}…" has 313 characters, and the profile default allows 60 in the line of the name; shorten it, or raise name_line_characters in the profile [address-length]',
        ),
        (person(position="???"), 'one.position: "???" was to be filled in; write what belongs there, or leave it away [placeholder]'),
    ],
)  # fmt: skip
def test_other_faults_of_the_same_rules(recipient: Recipient, sentence: str) -> None:
    assert sentence in found(recipient)


def test_addresses_abroad_are_left_alone() -> None:
    abroad = Address("Domplatz", "", "Wien", "", "1010", "Austria")
    assert found(person(address=abroad)) == []


def test_every_state_has_zip_codes_and_every_prefix_a_state() -> None:
    known = zip_prefixes()
    assert {state for states in known.states.values() for state in states} == set(STATES) - {"AS"}
    assert {prefix for prefix, states in known.states.items() if len(states) > 1} == {"969"}
    assert not known.states.keys() & {
        "000",
        "004",
        "099",
        "213",
        "269",
        "343",
        "353",
        "419",
        "529",
        "621",
        "702",
        "771",
        "987",
    }


@pytest.mark.parametrize(
    ("state", "code"),
    [("AK", "99501"), ("AK", "99950"), ("CA", "90001"), ("CA", "96162"), ("CT", "06101"), ("DC", "20530"), ("DC", "56901"), ("FL", "34101"),
     ("GA", "39901"), ("GA", "30301"), ("GU", "96910"), ("HI", "96801"), ("ID", "83201"), ("MO", "64999"), ("MS", "39701"), ("NJ", "07001"),
     ("NM", "88430"), ("NV", "89701"), ("NY", "00501"), ("NY", "14925"), ("PA", "19640"), ("PR", "00901"), ("PW", "96940"), ("TN", "37501"),
     ("TX", "73301"), ("TX", "75501"), ("TX", "73960"), ("VA", "20190"), ("VA", "24658"), ("VI", "00802"), ("VT", "05901"), ("WI", "54990"),
     ("WY", "83101"), ("AA", "34025"), ("AE", "09012"), ("AP", "96205"), ("MA", "02763"), ("RI", "02801"), ("DE", "19701"), ("MD", "20601")],
)  # fmt: skip
def test_zip_codes_of_their_states(state: str, code: str) -> None:
    assert contradiction(state, code) is None


@pytest.mark.parametrize(
    ("state", "code"),
    [("DC", "20190"), ("MD", "20001"), ("NY", "06101"), ("MP", "96910"), ("GU", "96950"), ("AL", "39701"), ("RI", "02763"), ("WY", "83201"), ("NH", "05001")],
)  # fmt: skip
def test_zip_codes_of_a_neighbor(state: str, code: str) -> None:
    assert contradiction(state, code) is not None


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (at("601 East Fayette Street"), at("601 E. FAYETTE ST."), True),
        (person(name="Gorden E. Eden"), person(name="Gorden Eden"), True),
        (at("P.O. Box 12"), at("Post Office Box 12"), True),
        (at("400 Roma NW", "Suite 4"), at("400 Roma Northwest, Ste. 4"), True),
        (at("400 Roma NW"), lines("400 Roma NW", "Albuquerque, NM 87102"), False),
        (person(name="Gorden Eden Jr."), person(name="Gorden Eden Sr."), False),
        (person(), person(name="Gordon Eden"), False),
        (at("400 Roma NW"), at("401 Roma NW"), False),
        (at("400 Roma NW", "Suite 4"), at("400 Roma NW", "Suite 5"), False),
        (person(address=None), person(address=None), False),
        (person(name="", organization="City of Springfield"), person(name="", organization="Town of Springfield"), False),
    ],
)  # fmt: skip
def test_who_is_in_a_list_twice(first: Recipient, second: Recipient, same: bool) -> None:  # noqa: FBT001  (a column of the table)
    assert [known for _, known in repeated([first, second])] == ([first] if same else [])


def document(*texts: str, release: Iterable[Division] = (), date: datetime.date | None = None) -> Document:
    """Return a document with these paragraphs."""
    blocks = [Paragraph((Text(text),)) for text in texts]
    return Document("Title", (*release, *blocks), "letter", date=date)


TEXT_FAULTS = [
    ("We meet on Thursday, August 4, 2017.", "August 4, 2017, is a Friday, and the text says Thursday", "weekday"),
    ("FRIDAY, AUGUST 3, 2017", "August 3, 2017, is a Thursday, and the text says Friday", "weekday"),
    ("Due Mon., Sept. 31, 2030", "there is no September 31, 2030", "weekday"),
    ("on Tuesday, the 3rd of August, 2017", "August 3, 2017, is a Thursday, and the text says Tuesday", "weekday"),
    ("Dear [Name]:", '"[Name]" was to be filled in', "placeholder"),
    ("Call (XXX) for more.", '"XXX" was to be filled in', "placeholder"),
    ("By TBD at the latest", '"TBD" was to be filled in', "placeholder"),
    ("Dear «First_Name»,", '"«First_Name»" was to be filled in', "placeholder"),
    ("Who came ???", '"???" was to be filled in', "placeholder"),
    ("at <insert address here>", '"<insert address here>" was to be filled in', "placeholder"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "rule"), TEXT_FAULTS)
def test_a_text_rule_fires_on_its_fault(text: str, message: str, rule: str) -> None:
    assert [(fault.message, fault.rule) for fault in text_problems(document("Before.", text))] == [(message, rule)]


@pytest.mark.parametrize(
    "text",
    [
        "We meet on Thursday, August 3, 2017, at noon.",
        "On Monday, March 4, we met; in May 2017 we did not.",
        "It was a Friday. August 3, 2017, was not.",
        "Sat in court since August 3, 2017",
        "Fri., Aug. 4, 2017, and Wednesday 29 February 2012",
        'He wrote that "[t]he officers [sic] were there", and "[city officials] said" no.',
        "Title XXX of the Act, and Super Bowl XXX",
        "What did he ask? Why??",
        "A list of names, dates and titles to be determined",
        "5 < 6 and name > title",
        "He [name withheld] was there",
    ],
)
def test_a_text_rule_is_silent_on_a_near_miss(text: str) -> None:
    assert list(text_problems(document(text))) == []


def release(**parts: str) -> Document:
    """Return a press release whose parts are changed."""
    whole = {
        "line": "FOR IMMEDIATE RELEASE\nTHURSDAY, AUGUST 3, 2017\nWWW.JUSTICE.GOV",
        "contact": "AG\n(202) 514-2007\nTTY (866) 544-5309",
        "headline": "DEPARTMENT ANNOUNCES ITS PLAN",
        "body": "WASHINGTON – The Department of Justice announced its plan.",
        "end": "###",
        "number": "17-868",
        "date": "2017-08-03",
        **parts,
    }

    def division(name: str, text: str) -> Division:
        inlines = [inline for line in text.split("\n") for inline in (LineBreak(), Text(line))][1:]
        return Division(name, (Paragraph(tuple(inlines)),))

    divisions = [
        division("release-line", whole["line"]),
        division("media-contact", whole["contact"]),
        Division("headline", (Heading(1, (Text(whole["headline"]),)),)),
        Division("body", tuple(Paragraph((Text(text),)) for text in whole["body"].split("\n"))),
        *([division("end-mark", whole["end"])] if whole["end"] else []),
        *([division("release-number", whole["number"])] if whole["number"] else []),
    ]
    return document(release=divisions, date=datetime.date.fromisoformat(whole["date"]))


def embargoed(moment: str) -> str:
    """Return a release line with an embargo."""
    return f"EMBARGOED UNTIL {moment}\nTHURSDAY, AUGUST 3, 2017"


@pytest.mark.parametrize(
    ("parts", "message", "rule"),
    [
        ({"line": "THURSDAY, AUGUST 3, 2017"}, "the release does not say whether it is for immediate release", "release-line"),
        ({"line": "FOR IMMEDIATE RELEASE\nEMBARGOED UNTIL 10:30 A.M. EDT, FRIDAY, AUGUST 4, 2017"}, "the release says 2 times from when on it may be published", "release-line"),
        ({"line": embargoed("10:30 A.M., FRIDAY, AUGUST 4, 2017")}, '"EMBARGOED UNTIL 10:30 A.M., FRIDAY, AUGUST 4, 2017" names no time zone', "embargo"),
        ({"line": embargoed("10:30 A.M. EST, FRIDAY, AUGUST 4, 2017")}, "EST does not hold on August 4, 2017", "embargo"),
        ({"line": embargoed("10:30 A.M. XDT, FRIDAY, AUGUST 4, 2017")}, '"XDT" is no time zone of the United States', "embargo"),
        ({"line": embargoed("10:30 A.M. EDT")}, '"EMBARGOED UNTIL 10:30 A.M. EDT" names no day', "embargo"),
        ({"line": embargoed("FRIDAY, AUGUST 4, 2017")}, '"EMBARGOED UNTIL FRIDAY, AUGUST 4, 2017" names no time of day', "embargo"),
        ({"line": embargoed("10:30 A.M. EDT, WEDNESDAY, AUGUST 2, 2017")}, "the embargo ends on 2017-08-02, before the release's date, 2017-08-03", "embargo"),
        ({"headline": "DEPARTMENT ANNOUNCES its PLAN"}, 'the headline is not in capitals, from "its" on', "release-headline"),
        ({"body": "The Department of Justice announced its plan."}, 'the first paragraph begins with "The Department of Justice", and with no dateline', "release-dateline"),
        ({"body": "Washington – The Department of Justice"}, 'the first paragraph begins with "Washington – The Department", and with no dateline', "release-dateline"),
        ({"end": ""}, "the release has no ### at its end", "release-end"),
        ({"end": "###\n###"}, "### stands 2 times in the release", "release-end"),
        ({"number": "868"}, '"868" is not the number of a release', "release-number"),
        ({"number": "16-868"}, "the release number 16-868 is not one of 2017", "release-number"),
        ({"body": "WASHINGTON – The plan.\n17-868"}, "the release number 17-868 stands 2 times", "release-number"),
        ({"contact": "AG"}, "the release names no telephone number for the press", "release-telephone"),
    ],
)  # fmt: skip
def test_a_release_rule_fires_on_its_fault(parts: dict[str, str], message: str, rule: str) -> None:
    assert [(fault.message, fault.rule) for fault in release_problems(release(**parts))] == [(message, rule)]


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"line": embargoed("10:30 A.M. EDT, FRIDAY, AUGUST 4, 2017")},
        {"line": embargoed("NOON ET, FRIDAY, AUGUST 4, 2017")},
        {"line": embargoed("10:30 A.M. EST, FRIDAY, JANUARY 5, 2018")},
        {"line": embargoed("9:00 A.M. MST, FRIDAY, AUGUST 4, 2017")},
        {"line": embargoed("14:00 UTC, FRIDAY, AUGUST 4, 2017")},
        {"headline": "McDONALD v. ACME CORP. IS SETTLED; U.S. SAYS 'NO'"},
        {"body": "ALBUQUERQUE, N.M. -- The Department"},
        {"body": "WASHINGTON, D.C. — The Department"},
        {"body": "ST. LOUIS – The Department"},
        {"body": "WINSTON-SALEM, N.C. (AP) – The Department"},
        {"body": "WASHINGTON – It says FOR IMMEDIATE RELEASE of records in 17-868 and more."},
        {"number": "2017-868"},
        {"number": ""},
        {"contact": "Public Affairs\n202-514-2007"},
    ],
)
def test_a_release_rule_is_silent_on_a_near_miss(parts: dict[str, str]) -> None:
    assert [(fault.rule, fault.message) for fault in release_problems(release(**parts))] == []


def test_a_letter_is_held_to_no_rule_for_releases() -> None:
    assert list(release_problems(document("The Department"))) == []


@pytest.mark.parametrize(
    ("day", "why"),
    [("2017-08-19", "a Saturday"), ("2017-08-20", "a Sunday"), ("2017-07-04", "Independence Day, as it is observed"), ("2017-11-10", "Veterans Day, as it is observed"),
     ("2021-12-31", "New Year's Day, as it is observed"), ("2017-09-04", "Labor Day, as it is observed"), ("2030-11-28", "Thanksgiving Day, as it is observed")],
)  # fmt: skip
def test_days_on_which_offices_are_closed(day: str, why: str) -> None:
    assert closed_on(datetime.date.fromisoformat(day)) == why


@pytest.mark.parametrize("day", ["2017-08-18", "2017-06-19", "2017-07-03", "2017-12-26", "2017-11-13"])
def test_days_on_which_offices_are_open(day: str) -> None:
    assert closed_on(datetime.date.fromisoformat(day)) is None


def test_no_real_domain_is_taken_for_a_slip() -> None:
    assert [
        one
        for one in ("gmail.com", "live.com", "aol.com", "msn.com", "justice.gov", "usdoj.gov", "ao.com", "proton.me")
        if meant_domain(one)
    ] == []


def test_a_house_judges_rules_otherwise() -> None:
    problems = [broken(rule, "f", "m", "r") for rule in ("zip-state", "weekday", "honorific", "placeholder")] + [
        Problem("f", "no", "do")
    ]
    told = judged(problems, {"zip-state": "warning", "weekday": "silent", "honorific": "error"}, {"placeholder"})
    assert [(one.rule, one.severity) for one in told] == [
        ("zip-state", "warning"),
        ("honorific", "error"),
        ("", "error"),
    ]


@pytest.mark.parametrize(
    ("accept", "names"),
    [("zip-state, honorific", {"zip-state", "honorific"}), ("", set()), ("honorific,", {"honorific"})],
)
def test_a_recipient_may_be_an_exception(accept: str, names: set[str]) -> None:
    assert accepted_rules(person(accept=accept), "list.yaml") == (frozenset(names), ())


def test_an_exception_to_a_rule_that_there_is_not() -> None:
    [problem] = accepted_rules(person(accept="zip-stat", line=4), "list.yaml")[1]
    assert (
        str(problem)
        == 'line 4, one.accept: there is no rule "zip-stat"; docs/checking.md lists them (did you mean "zip-state"?)'
    )


def test_the_guide_lists_every_rule(root: Path) -> None:
    text = (root / "docs" / "checking.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (error|warning) \|$", text, re.MULTILINE)
    assert rows == [(name, rule.says, rule.level) for name, rule in RULES.items()]
