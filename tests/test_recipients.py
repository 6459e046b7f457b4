"""Recipient lists: everything wrong with a list is told at once; names are derived only where no doubt is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from correspondence.recipients import Address, Recipient, RecipientList, read_recipient_list
from tests.composing import told

KNOWN = "id, title, name, position, organization, address, jurisdiction, email, family_name, salutation"


def read(text: str) -> RecipientList:
    return read_recipient_list(text.encode(), "list.yaml", "list")


def wrong(text: str) -> list[str]:
    """Return what is wrong with a list, without the file's name."""
    return [line.removeprefix("list.yaml, ") for line in told(lambda: read(text))]


def record(fields: str) -> str:
    """Return a list with one sound recipient, to which fields are added."""
    return f"recipients:\n  - id: a\n    name: Eric Jones\n    {fields}\n"


def test_the_sample_is_read(root: Path) -> None:
    file = root / "recipients" / "psp-2017-08-03.yaml"
    found = read_recipient_list(file.read_bytes(), "psp.yaml", "psp")
    assert [recipient.id for recipient in found.recipients] == [
        "albuquerque",
        "baltimore",
        "san-bernardino",
        "stockton",
    ]
    assert [recipient.derived_salutation for recipient in found.recipients] == [
        "Dear Chief Eden",
        "Dear Commissioner Davis",
        "Dear Chief Burguan",
        "Dear Chief Jones",
    ]
    assert found.recipients[0].address == Address("400 Roma NW", "", "Albuquerque", "NM", "87102")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["line 1: there are no recipients; write them below 'recipients:', each after a hyphen and a space"]),
        ("recipients:", ["line 1, recipients: there are no recipients; write them below 'recipients:', each after a hyphen and a space"]),
        ("recipients: []", ["line 1, recipients: there are no recipients; write them below 'recipients:', each after a hyphen and a space"]),
        ("- id: a", ["line 1: the file is not a list of recipients; begin it with 'recipients:' and write each one below it, after a hyphen"]),
        ("some words", ["line 1: the file is not a list of recipients; begin it with 'recipients:' and write each one below it, after a hyphen"]),
        ("recipients: {id: a}", ["line 1, recipients: the recipients are not a list; put a hyphen and a space before the first field of each"]),
        ("recipients: [a]", ["line 1, recipients[0]: text stands where a recipient belongs; write its fields as 'name: value', such as id, title, name"]),
        (
            "recipient: [{id: a, name: A B}]",
            [
                'line 1, recipient: "recipient" is not a field of a recipient list; did you mean "recipients"?',
                "line 1: there are no recipients; write them below 'recipients:', each after a hyphen and a space",
            ],
        ),
        (
            "date: 2017-08-03\nrecipients: [{id: a, name: A B}]",
            ["line 1, date: \"date\" is not a field of a recipient list; move it below 'shared:' if all letters of the list have it"],
        ),
        ("shared: [a]\nrecipients: [{id: a, name: A B}]", ["line 1, shared: a list stands where names with values belong; write 'name: value' on lines of their own"]),
        (
            "shared: {due-date: 1}\nrecipients: [{id: a, name: A B}]",
            ['line 1, shared.due-date: "due-date" cannot be a name; use letters, digits and underscores, and begin with a letter'],
        ),
        (
            "recipients:\n  - name: A B",
            ["line 2, recipients[0].id: id is missing; add 'id:' with an id"],
        ),
        ("recipients:\n  - id:\n    name: A B", ["line 2, recipients[0].id: id is empty; write an id there"]),
        ("recipients:\n  - id: ' '\n    name: A B", ["line 2, recipients[0].id: id is empty; write an id there"]),
        ("recipients:\n  - id: a", ["line 2, recipients[0]: the record has neither a name nor an organization; add 'name:' or 'organization:'"]),
        (
            "recipients:\n  - id: a\n    name: ''\n    organization:",
            ["line 2, recipients[0]: the record has neither a name nor an organization; add 'name:' or 'organization:'"],
        ),
    ],
)  # fmt: skip
def test_what_is_no_list_is_told(text: str, lines: list[str]) -> None:
    assert wrong(text) == lines


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ("adress: {street: a}", 'line 4, recipients[0].adress: "adress" is not a field of a recipient; did you mean "address"?'),
        ("Email: a@b.gov", 'line 4, recipients[0].Email: "Email" is not a field of a recipient; did you mean "email"?'),
        ("family-name: Jones", 'line 4, recipients[0].family-name: "family-name" is not a field of a recipient; did you mean "family_name"?'),
        ("salutaton: Dear", 'line 4, recipients[0].salutaton: "salutaton" is not a field of a recipient; did you mean "salutation"?'),
        (
            "case-number: 1",
            'line 4, recipients[0].case-number: "case-number" cannot be used in a template; use letters, digits and underscores, and begin with a letter',
        ),
        ("_x: 1", 'line 4, recipients[0]._x: "_x" cannot be used in a template; use letters, digits and underscores, and begin with a letter'),
        ("title: true", 'line 4, recipients[0].title: true is read as true or false; write "true" with quotes'),
        ("title: [a]", "line 4, recipients[0].title: a list stands where a title belongs; write it on one line"),
        ("organization: {a: b}", "line 4, recipients[0].organization: a mapping stands where an organization belongs; write it on one line, or with | for several"),
        ("title: |\n      One\n      Two", "line 4, recipients[0].title: a title has more than one line; write it on one line"),
        ("email: chief", 'line 4, recipients[0].email: "chief" is not an e-mail address; write it as name@agency.gov'),
        ("email: chief@agency", 'line 4, recipients[0].email: "chief@agency" is not an e-mail address; write it as name@agency.gov'),
        ("email: a@b.gov, c@d.gov", 'line 4, recipients[0].email: "a@b.gov, c@d.gov" is not an e-mail address; write it as name@agency.gov'),
        ("email: Chief <a@b.gov>", 'line 4, recipients[0].email: "Chief <a@b.gov>" is not an e-mail address; write it as name@agency.gov'),
        ("email: a@b..gov", 'line 4, recipients[0].email: "a@b..gov" is not an e-mail address; write it as name@agency.gov'),
        ("address: 400 Roma NW", "line 4, recipients[0].address: text stands where an address belongs; write its parts below it (street, city, state, zip), or its lines as a list"),
        ("address: []", "line 4, recipients[0].address: the list is empty; write at least one entry"),
        ("address: [a, '']", "line 4, recipients[0].address[1]: an entry of the list is empty; write it, or delete its line"),
        ('address: ["a\\nb"]', "line 4, recipients[0].address[0]: a line has more than one line; write it on one line"),
        ("address: {street: 1 A, city: B, state: NM, zip: '87102', zipcode: 1}", 'line 4, recipients[0].address.zipcode: "zipcode" is not a field of an address; the known ones are street, street2, city, state, zip, country'),
        ("address: {street: 1 A, citty: B, city: B, state: NM, zip: '87102'}", 'line 4, recipients[0].address.citty: "citty" is not a field of an address; did you mean "city"?'),
        ("address: {city: B, state: NM, zip: '87102'}", "line 4, recipients[0].address.street: street is missing; add 'street:' with a street"),
        ("address: {street: 1 A, city: , state: NM, zip: '87102'}", "line 4, recipients[0].address.city: city is empty; write a city there"),
        ("address: {street: 1 A, city: B, zip: '87102'}", "line 4, recipients[0].address.state: state is missing; add 'state:' with a two-letter state, or 'country:' for an address abroad"),
        ("address: {street: 1 A, city: B, state: NM}", "line 4, recipients[0].address.zip: zip is missing; add 'zip:' with a ZIP code, or 'country:' for an address abroad"),
        ("address: {street: 1 A, city: B, state: ' ', zip: '87102'}", "line 4, recipients[0].address.state: state is missing; add 'state:' with a two-letter state, or 'country:' for an address abroad"),
        ("address: {street: 1 A, city: B, state: New Mexico, zip: '87102'}", 'line 4, recipients[0].address.state: "New Mexico" is not a state\'s code; write NM'),
        ("address: {street: 1 A, city: B, state: nm, zip: '87102'}", 'line 4, recipients[0].address.state: "nm" is not a state\'s code; write NM'),
        ("address: {street: 1 A, city: B, state: XX, zip: '87102'}", 'line 4, recipients[0].address.state: "XX" is not a state\'s code; write its two-letter code, such as NM'),
        ("address: {street: 1 A, city: B, state: NM, zip: '2120'}", 'line 4, recipients[0].address.zip: "2120" is not a ZIP code; write five digits, or five, a hyphen and four'),
        ("address: {street: 1 A, city: B, state: NM, zip: 87102-12}", 'line 4, recipients[0].address.zip: "87102-12" is not a ZIP code; write five digits, or five, a hyphen and four'),
        ("address: {street: 1 A, city: B, state: NM, zip: '٨٧١٠٢'}", 'line 4, recipients[0].address.zip: "٨٧١٠٢" is not a ZIP code; write five digits, or five, a hyphen and four'),
        ("address: {street: 1 A, city: B, state: NM, zip: '00000'}", 'line 4, recipients[0].address.zip: there is no ZIP code "00000"; look it up: they go from 00501 to 99950'),
        ("address: {street: 1 A, city: B, state: NM, zip: '99999'}", 'line 4, recipients[0].address.zip: there is no ZIP code "99999"; look it up: they go from 00501 to 99950'),
        ("address: {street: 1 A, city: B, state: NM, zip: 02120}", 'line 4, recipients[0].address.zip: 02120 has a leading zero and no quotes, so YAML takes it for a number; write "02120" with quotes'),
        ("address: {street: 1 A, city: B, state: NO, zip: '87102'}", 'line 4, recipients[0].address.state: NO has no quotes, so YAML takes it for true or false; write "NO" with quotes, or true or false if that is meant'),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_told_once(fields: str, line: str) -> None:
    assert wrong(record(fields)) == [line]


@pytest.mark.parametrize("name", ["../x", "a/b", "a b", ".hidden", "-x", "ä", "a.pdf", "x" * 101, "C:x", "a\\b"])
def test_an_id_that_could_leave_its_folder_is_told(name: str) -> None:
    shown = name.replace("\\\\", "\\")
    assert wrong(f"recipients: [{{id: '{name}', name: A B}}]") == [
        f'line 1, recipients[0].id: "{shown}" is not an id; use letters, digits, hyphens and underscores, and begin with a letter or digit'
    ]


@pytest.mark.parametrize("name", ["CON", "nul", "Com1", "lpt9", "aux", "prn"])
def test_an_id_that_no_file_can_bear_on_windows_is_told(name: str) -> None:
    assert wrong(f"recipients: [{{id: {name}, name: A B}}]") == [
        f'line 1, recipients[0].id: "{name}" is a name that Windows keeps for itself, and no file can bear it; choose another id'
    ]


def test_ids_that_name_one_file_are_told() -> None:
    text = (
        "recipients:\n  - {id: a, name: A B}\n  - {id: b, name: A B}\n  - {id: a, name: A B}\n  - {id: B, name: A B}\n"
    )
    assert wrong(text) == [
        'line 4, recipients[2].id: "a" is used twice; line 2 has it first; give each recipient an id of its own',
        'line 5, recipients[3].id: "B" and "b" in line 3 differ in capitals only, and their files would be one on many computers; give each recipient an id of its own',
    ]


def test_everything_wrong_with_a_list_is_told_at_once() -> None:
    text = """\
shared: {due: 12:30}
recipients:
  - id: a
    adress: [x]
    email: nobody
  - id: a
    organization: B
    address: {street: 1 A, city: C, state: ZZ, zip: 02120}
  - name: A B
"""
    assert [line.partition(": ")[0] for line in wrong(text)] == [
        "line 1, shared.due",
        "line 8, recipients[1].address.zip",
        "line 4, recipients[0].adress",
        "line 5, recipients[0].email",
        "line 3, recipients[0]",
        "line 8, recipients[1].address.state",
        "line 9, recipients[2].id",
        "line 6, recipients[1].id",
    ]


@pytest.mark.parametrize(
    ("address", "lines", "spelled"),
    [
        ("{street: 400 Roma NW, city: Albuquerque, state: NM, zip: 87102}", ("400 Roma NW", "Albuquerque, NM 87102"), ("400 Roma NW", "Albuquerque, New Mexico 87102")),
        ("{street: 1 A, street2: Suite 2, city: B, state: PR, zip: '00901-1234'}", ("1 A", "Suite 2", "B, PR 00901-1234"), ("1 A", "Suite 2", "B, Puerto Rico 00901-1234")),
        ("{street: PSC 1 Box 2, city: APO, state: AE, zip: '09012', country: USA}", ("PSC 1 Box 2", "APO, AE 09012"), ("PSC 1 Box 2", "APO, Armed Forces Europe 09012")),
        ("{street: 10 Rue A, city: 75001 Paris, country: France}", ("10 Rue A", "75001 Paris", "France"), ("10 Rue A", "75001 Paris", "France")),
        ("{street: 10 B, city: Ottawa, state: ON2, zip: K1A 0B1, country: Canada}", ("10 B", "Ottawa, ON2 K1A 0B1", "Canada"), ("10 B", "Ottawa, ON2 K1A 0B1", "Canada")),
        ("[House of A, 1 B Street, Anywhere]", ("House of A", "1 B Street", "Anywhere"), ("House of A", "1 B Street", "Anywhere")),
    ],
)  # fmt: skip
def test_an_address_prints_its_lines(address: str, lines: tuple[str, ...], spelled: tuple[str, ...]) -> None:
    found = read(record(f"address: {address}")).recipients[0].address
    assert found is not None
    assert found.lines("postal") == lines
    assert found.lines("spelled") == spelled


def test_an_address_may_be_absent_or_empty() -> None:
    assert read(record("email:")).recipients[0].address is None
    assert read(record("address:")).recipients[0].address is None


@pytest.mark.parametrize(
    ("name", "family_name"),
    [
        ("Eric Jones", "Jones"),
        ("Gorden Eden Jr.", "Eden"),
        ("Gorden Eden, Jr.", "Eden"),
        ("Gorden Eden III", "Eden"),
        ("Gorden E. Eden", "Eden"),
        ("Gorden E F. Eden Sr.", "Eden"),
        ("J. Smith", "Smith"),
        ("Mary-Ann Smith-Jones", "Smith-Jones"),
        ("Sean O’Brien", "O’Brien"),
        ("José Álvarez", "Álvarez"),
        ("Ann Lee, Ph.D.", "Lee"),
        ("Ann Lee, M.D., J.D.", "Lee"),
        ("Mary Ann Smith", ""),
        ("Juan García López", ""),
        ("Ludwig van Beethoven", ""),
        ("Eden, Gorden", ""),
        ("Eden, Gorden Jr.", ""),
        ("Eden", ""),
        ("Eden Jr.", ""),
        ("Gorden E.", ""),
        ("Ann Lee, MPA", ""),
        ("Mr. John Smith", ""),
        ("", ""),
    ],
)
def test_a_family_name_is_derived_only_without_doubt(name: str, family_name: str) -> None:
    assert Recipient("a", name=name).derived_family_name == family_name


@pytest.mark.parametrize(
    ("given", "salutation"),
    [
        ({"title": "Chief", "name": "Gorden Eden Jr."}, "Dear Chief Eden"),
        ({"title": "Dr.", "name": "Ann Lee"}, "Dear Dr. Lee"),
        ({"title": "Deputy Chief", "name": "Ann Lee"}, "Dear Deputy Chief Lee"),
        ({"title": "Chief", "name": "Mary Ann Smith", "family_name": "Smith"}, "Dear Chief Smith"),
        ({"title": "Chief", "name": "Mary Ann Smith"}, ""),
        ({"title": "The Honorable", "name": "Ann Lee"}, ""),
        ({"title": "Hon.", "name": "Ann Lee"}, ""),
        ({"title": "Chief of Police", "name": "Ann Lee"}, ""),
        ({"name": "Ann Lee"}, ""),
        ({"organization": "Police Department"}, ""),
        ({"title": "The Honorable", "name": "Ann Lee", "salutation": "Dear Mayor Lee"}, "Dear Mayor Lee"),
        ({"salutation": "Dear Mayor Lee:"}, "Dear Mayor Lee"),
        ({"salutation": "Ladies and Gentlemen ,"}, "Ladies and Gentlemen"),
    ],
)
def test_a_salutation_is_derived_only_without_doubt(given: dict[str, str], salutation: str) -> None:
    assert Recipient("a", **given).derived_salutation == salutation  # type: ignore[arg-type]


def test_values_of_ones_own_keep_their_kind_and_their_line() -> None:
    found = read(record("grant: {amount: 1.10, years: [2017, 2018]}")).recipients[0]
    assert found.extras["grant"].line == 4
    assert str(found.extras["grant"].plain()) == "{'amount': Decimal('1.10'), 'years': (2017, 2018)}"
    assert found.places["grant.years[1]"] == 4
