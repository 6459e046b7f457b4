"""The fields of a list and of each of its recipients."""

from __future__ import annotations

from collections.abc import Mapping

from correspondence.fields import SIMPLE_KINDS, VALUES, Either, FieldSpec, ListOf, Record, Words

ZIP = Words("ZIP code", r"[0-9]{5}(-[0-9]{4})?", "write five digits, or five, a hyphen and four", multiline=False)

ADDRESS = Record(
    {
        "street": FieldSpec(
            Words("street", multiline=False), "Number and street, or the post office box", required=True
        ),
        "street2": FieldSpec(Words("second line", multiline=False), "Suite, floor or building", default=""),
        "city": FieldSpec(Words("city", multiline=False), "City", required=True),
        "state": FieldSpec(Words("state", multiline=False), "Two-letter code of the state", default=""),
        "zip": FieldSpec(Words("ZIP code", multiline=False), 'ZIP code, with quotes: "02120"', default=""),
        "country": FieldSpec(
            Words("country", multiline=False), "Country, where it is not the United States", default=""
        ),
    },
    noun="address",
)

RECIPIENT_FIELDS: Mapping[str, FieldSpec] = {
    "id": FieldSpec(
        Words(
            "id",
            r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}",
            "use letters, digits, hyphens and underscores, and begin with a letter or digit",
            multiline=False,
        ),
        "Names the files of this recipient; unique in the list",
        required=True,
    ),
    "title": FieldSpec(Words("title", multiline=False), "Stands before the name: Chief, Mayor, Dr.", default=""),
    "name": FieldSpec(Words("name", multiline=False), "Full name of the person", default=""),
    "position": FieldSpec(Words("position", multiline=False), "A line of its own below the name", default=""),
    "organization": FieldSpec(Words("organization"), "The agency or body", default=""),
    "address": FieldSpec(
        Either(
            "address",
            sequence=ListOf(Words("line", multiline=False), least=1),
            mapping=ADDRESS,
            remedy="write its parts below it (street, city, state, zip), or its lines as a list",
        ),
        "Where it goes: its parts, or its lines as a list",
    ),
    "jurisdiction": FieldSpec(
        Words("jurisdiction", multiline=False), "The city, county or state for which the recipient answers", default=""
    ),
    "email": FieldSpec(SIMPLE_KINDS["email"], "Needed only to send", default=""),
    "family_name": FieldSpec(
        Words("family name", multiline=False), "Where it is not the last word of the name", default=""
    ),
    "salutation": FieldSpec(
        Words("salutation", multiline=False), 'Where "Dear <title> <family name>" does not fit', default=""
    ),
    "accept": FieldSpec(
        Words("names of rules", multiline=False),
        "Rules of 'check' to which the recipient is an exception, with commas between them",
        default="",
    ),
}

RECIPIENT = Record(RECIPIENT_FIELDS, noun="recipient", open=True)

LIST = Record(
    {
        "shared": FieldSpec(VALUES, "Values for every letter of this list"),
        "recipients": FieldSpec(ListOf(RECIPIENT, least=1), "The addressees", required=True),
    },
    noun="recipient list",
)
