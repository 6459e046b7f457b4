"""What the reference page of file formats shows beside names: values and filters, run on the sample's first letter."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from correspondence.compose import Composer
from correspondence.document import Block, Division, Field, LineBreak, Text, inlines_of, walk_blocks
from correspondence.mailing import Job, Order, prepare
from correspondence.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent

VALUES: Mapping[str, str] = {
    "title": "title of the document",
    "draft": "whether it is marked DRAFT; true or false",
    "recipient.id": "id of the recipient",
    "recipient.title": "what stands before the name",
    "recipient.name": "full name",
    "recipient.addressee": "title and name",
    "recipient.position": "position",
    "recipient.organization": "agency or body",
    "recipient.display_name": "title, name and organization in one line",
    "recipient.jurisdiction": "city, county or state for which the recipient answers",
    "recipient.email": "electronic mail",
    "recipient.family_name": "family name, given or derived",
    "recipient.salutation": "salutation without its colon, given or derived",
    "recipient.address.street": "street",
    "recipient.address.street2": "suite, floor or building",
    "recipient.address.city": "city",
    "recipient.address.state": "two-letter code of the state",
    "recipient.address.zip": "ZIP code",
    "recipient.address.country": "country",
    "recipient.address.lines | lines": "the address as a letter prints it, by the rules of the profile",
    "recipient.postal_lines | lines": "name and address as an envelope has them, by Publication 28 of the Postal Service",
    "sender.id": "id of the sender",
    "sender.agency": "department or agency",
    "sender.office": "office within it",
    "sender.city_line": "city line of the letterhead",
    "sender.return_address | lines": "return address",
    "sender.contacts.component": "code of the component; likewise `telephone`, `tty`, `fax`, `email` and `web`",
    "sender.closing_notice": "last lines of its press releases",
    "signers[0].id": "id of the first who signs; `signers` lists all, in order",
    "signers[0].name": "printed name",
    "signers[0].title": "printed title",
    "signers[0].image": "picture of the signature",
    "questionnaire.id": "id of the questionnaire",
    "questionnaire.due | long_date": "day by which answers are asked for",
    "questionnaire.questions[0].number": "number of the first question; `questions` lists all",
    "questionnaire.questions[0].id": "its id",
    "questionnaire.questions[0].text": "the question, word for word",
    "questions": "all questions as a numbered list, in a paragraph of its own",
}
"""What a template sees, by the expression that prints it."""

ELSEWHERE: Mapping[str, str] = {
    "sender.values.hours": "a value of the sender's own, here `hours`",
    "signing_for.name": "in whose place the first signer signs; `signing_for` is none where that is nobody",
    "questionnaire.questions[0].kind": "what its answer is",
    "questionnaire.questions[0].options": "what one may choose from, for a choice; empty for the other kinds",
    "questionnaire.questions[0].required": "whether an answer is asked for; true or false",
    "questionnaire.questions[0].answer": "the field of a form for its answer",
    "questionnaire.questions[0].explanation": "the field for an explanation; none where none is asked for",
    "questionnaire.questions[0].citation": "the field for the statute or policy; none where it is not asked for",
    "questionnaire.omb.control_number": "OMB control number; `questionnaire.omb` is none where there is none",
    "questionnaire.omb.expires": "day on which it expires",
    "questionnaire.omb.burden_minutes": "minutes that answering takes",
    "questionnaire.exemption.reason": "why no control number is needed; `questionnaire.exemption` is none where one is",
    "questionnaire.exemption.decided_by": "who decided it",
    "original.number": "in a template that `follows` another: reference number of the letter of which it reminds",
    "original.date": "the day that that letter bears; `original.posted` is the one on which it went out",
    "original.title": "what its template called itself",
    "original.due": "day by which its answer was asked for, with what was granted since",
    "original.questions[0].text": "its first question, word for word; likewise `number` and `id`",
    "reminder.round": "how many reminders the recipient has with this one",
}
"""What a template may see besides, and the sample does not show as words."""

FILTERS: Mapping[str, tuple[str, str, str]] = {
    # ours: what they do stands in their docstrings
    "long_date": ("", "questionnaire.due | long_date", "August 18, 2017"),
    "short_date": ("", "questionnaire.due | short_date", "Aug 18, 2017"),
    "full_date": ("", "questionnaire.due | full_date", "Friday, August 18, 2017"),
    "weekday": ("", "questionnaire.due | weekday", "Friday"),
    "state_name": ("", "recipient.address.state | state_name", "New Mexico"),
    "lines": ("", "recipient.address.lines | lines", "400 Roma NW\nAlbuquerque, NM 87102"),
    "series": ("", '["mail", "fax", "courier"] | series("or")', "mail, fax, or courier"),
    "ordinal": ("", "3 | ordinal", "3rd"),
    # Jinja's
    "abs": ("The number without its sign", "-3 | abs", "3"),
    "batch": ("Lists of so many entries each", "[1, 2, 3] | batch(2) | first | join", "12"),
    "capitalize": ("The first letter large, the others small", '"FINAL notice" | capitalize', "Final notice"),
    "count": ("How many entries or letters there are; as `length`", "questionnaire.questions | count", "3"),
    "d": ("As `default`", 'recipient.phone | d("none")', "none"),
    "default": ("Something else where a value is not defined; with `true` also where it is empty", 'recipient.position | default("Chief", true)', "Chief"),
    "dictsort": ("Names and values in the order of the names", '{"b": 1, "a": 2} | dictsort | map("first") | join', "ab"),
    "first": ("The first entry", "recipient.address.lines | first", "400 Roma NW"),
    "float": ("A number with decimals", '"1.5" | float', "1.5"),
    "groupby": ("Entries in groups that share a value", 'questionnaire.questions | groupby("number") | length', "3"),
    "int": ("A whole number", '"12" | int', "12"),
    "items": ("Pairs of name and value", '{"a": 1} | items | first | join', "a1"),
    "join": ("The entries as one text, with something between", 'recipient.address.lines | join(" / ")', "400 Roma NW / Albuquerque, NM 87102"),
    "last": ("The last entry", "recipient.address.lines | last", "Albuquerque, NM 87102"),
    "length": ("How many entries or letters there are", "questionnaire.questions | length", "3"),
    "list": ("A list of entries, or of letters", '"abc" | list | last', "c"),
    "lower": ("Small letters", "recipient.address.state | lower", "nm"),
    "map": ("A value of each entry, or a filter on each", 'questionnaire.questions | map(attribute="number") | join', "123"),
    "max": ("The greatest entry", "[3, 1, 2] | max", "3"),
    "min": ("The least entry", "[3, 1, 2] | min", "1"),
    "reject": ("The entries that do not pass a test", '[1, 2, 3] | reject("odd") | join', "2"),
    "rejectattr": ("The entries a value of which does not pass a test", 'questionnaire.questions | rejectattr("number", "gt", 1) | list | length', "1"),
    "replace": ("Words put in the place of others", 'recipient.address.street | replace("NW", "Northwest")', "400 Roma Northwest"),
    "reverse": ("The other way round", '"abc" | reverse', "cba"),
    "round": ("A rounded number, with so many decimals", "2.345 | round(1)", "2.3"),
    "select": ("The entries that pass a test", '[1, 2, 3] | select("odd") | join', "13"),
    "selectattr": ("The entries a value of which passes a test", 'questionnaire.questions | selectattr("number", "gt", 1) | list | length', "2"),
    "slice": ("So many lists", "[1, 2, 3] | slice(2) | first | join", "12"),
    "sort": ("In order", "[3, 1, 2] | sort | join", "123"),
    "string": ("Text", '12 | string | replace("1", "2")', "22"),
    "sum": ("The sum", "[1, 2, 3] | sum", "6"),
    "title": ("Each word with a large first letter", '"city clerk" | title', "City Clerk"),
    "trim": ("Without white space at the ends", '"  a  " | trim', "a"),
    "unique": ("Each entry once", '["a", "b", "a"] | unique | join', "ab"),
    "upper": ("Large letters", "recipient.organization | upper", "ALBUQUERQUE POLICE DEPARTMENT"),
    "wordcount": ("How many words there are", "recipient.organization | wordcount", "3"),
}  # fmt: skip
"""The filters by name: what each does, an example on the sample's first letter, and what that gives."""


@cache
def sample_job() -> Job:
    """Prepare the sample's letters."""
    return prepare(Workspace(ROOT), Order("psp-questionnaire", "psp-2017-08-03"))


def sample_text(body: str) -> str:
    """Compose the sample's first letter with another text, and return the words of its body."""
    job = sample_job()
    sources = job.composer.sources
    sources = dataclasses.replace(sources, template=dataclasses.replace(job.template, body=f"The value:\n\n{body}\n"))
    document = Composer(sources, job.recipients).compose(job.selected[0])
    [part] = [block for block in document.blocks if isinstance(block, Division) and block.name == "body"]
    return "\n".join(map(block_text, walk_blocks(part.blocks[1:])))


def block_text(block: Block) -> str:
    """Return the words of one block."""
    pieces = []
    for inline in inlines_of(block):
        match inline:
            case Text(text) | Field(text=text):
                pieces.append(text)
            case LineBreak():
                pieces.append("\n")
    return "".join(pieces)
