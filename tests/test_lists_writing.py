"""A list that is written in YAML reads back as the very same recipients, and looks as a person would write it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from correspondence.characters import bad_character
from correspondence.recipients import Address, Recipient, RecipientList, read_recipient_list, written_list
from correspondence.recipients.cells import SHOWN_ERRORS
from correspondence.source import Node
from tests.sheets import book, meaning, read, separated

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    *("yes", "No", "null", "~", "02120", "1:30", "1e5", "0x10", ".inf", "=", "<<", "- a", "a: b", "a #b", "#a", "'a'"),
    *('"a"', "{a}", "[a]", "a, b", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "a\\nb", "\\", "{{ a }}", "---", "..."),
    *("a\u00a0b", "\u200bx", "\ufeffa", "é", "e\u0301", "山田", "😀", "a  b", "a\tb", "true", "y", "Jr.", "O’Neil", "a:", "?", "? a"),
    *("400 Roma NW #5", "22 E. Market St.", "1 e5", "2017-08-03", "12_000", "+1", "on", "a\u2009b", "\u202ea", "x" * 300),
)  # fmt: skip
ONE_LINE = (
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text(min_size=1, max_size=30).map(lambda text: " ".join(text.split())),
    )
    .filter(lambda text: text == text.strip() != "" and bad_character(text) is None and "\n" not in text)
    .filter(
        lambda text: text not in SHOWN_ERRORS  # what a spreadsheet program shows for a broken formula
    )
)
LINES = st.lists(ONE_LINE, min_size=1, max_size=3).map("\n".join)
VALUE = st.one_of(
    LINES,
    st.sampled_from(["", " padded ", "a\n\nb", "\n", " a\nb ", "-"]),
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1000, max_value=1000),
    st.dates(min_value=datetime.date(1000, 1, 1)),
)


def read_back(recipients: RecipientList) -> RecipientList:
    """Write a list and read it again."""
    text = written_list(recipients, "yaml-language-server: $schema=../templates/schemas/list.json")
    return read_recipient_list(text.encode(), "list.yaml", "list")


@settings(deadline=None, max_examples=300)
@given(ONE_LINE, LINES, ONE_LINE, ONE_LINE, VALUE, VALUE)
@example("yes", "no", "02120", "a, b", "- a\n- b", Decimal("1.50"))
def test_every_value_reads_back_as_it_was(
    name: str, organization: str, street: str, line: str, value: object, shared: object
) -> None:
    def node(content: object) -> Node:
        return Node(content, 1, "", "" if content is None else str(content))  # type: ignore[arg-type]  # a scalar

    records = (
        Recipient("a", name=name, address=Address(street, line, line, "CA", "02120"), extras=MappingProxyType({"value": node(value)})),
        Recipient("b", organization=organization, address=Address(as_given=(street, line)), family_name=name, salutation=line),
    )  # fmt: skip
    before = RecipientList("list", "list.xlsx", records, MappingProxyType({"shared_value": node(shared)}))
    after = read_back(before)
    assert [meaning(one) for one in after.recipients] == [meaning(one) for one in records]
    assert [type(one.extras["value"].plain()) for one in after.recipients[:1]] == [type(value)]
    assert after.shared["shared_value"].plain() == shared


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(LINES, ONE_LINE, ONE_LINE), min_size=1, max_size=5))
def test_a_sheet_reads_back_as_it_was(rows: list[tuple[str, str, str]]) -> None:
    content = separated(
        [("ID", "Organization", "Title", "Note"), *((f"r{number}", *row) for number, row in enumerate(rows))]
    )
    before = read(content, "list.csv")
    after = read_back(before)
    assert [meaning(one) for one in after.recipients] == [meaning(one) for one in before.recipients]


def test_the_sample_is_written_as_a_person_has_written_it(root: Path) -> None:
    text = (root / "recipients/psp-2017-08-03.yaml").read_text("utf-8")
    comments = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("#")]
    assert written_list(read_recipient_list(text.encode(), "psp.yaml", "psp"), *comments) == text


def test_another_reader_of_yaml_finds_the_same() -> None:
    rows = [
        ("ID", "Organization", "Street", "City", "State", "ZIP", "Opened", "Case", "Share", "Urgent", "Note"),
        (
            "a",
            "Police\nRecords",
            "1 Oak St. #5",
            "Boston",
            "MA",
            "02120",
            datetime.date(2017, 8, 3),
            "007",
            1.5,
            True,
            "yes",
        ),
    ]
    assert yaml.safe_load(written_list(read(book(rows)))) == {
        "recipients": [
            {
                "id": "a",
                "organization": "Police\nRecords",
                "address": {"street": "1 Oak St. #5", "city": "Boston", "state": "MA", "zip": "02120"},
                "opened": datetime.date(2017, 8, 3),
                "case": "007",
                "share": 1.5,
                "urgent": True,
                "note": "yes",
            }
        ]
    }
