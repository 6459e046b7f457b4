"""A Word file whose shape was met before is filled in: it has the bytes that rendering in full gives."""

from __future__ import annotations

import dataclasses
import datetime
import io
from collections.abc import Iterator, Mapping
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.document import (
    Asset,
    Block,
    Columns,
    Document,
    Emphasis,
    Field,
    Heading,
    Image,
    Inline,
    ItemList,
    Labelled,
    LineBreak,
    Link,
    ListItem,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Rule,
    Strong,
    Table,
    Text,
)
from correspondence.render.docx import DocxRenderer
from correspondence.render.docx.archive import archived
from correspondence.render.docx.compiled import Packages
from correspondence.render.docx.shapes import MOST_KEPT, ShapeReader
from tests.docx_samples import (
    FORM_LOOK,
    LETTER_LOOK,
    RELEASE_LOOK,
    form,
    letter,
    look,
    office_template,
    paragraph,
    part,
    release,
    signature,
)

HOSTILE = st.text(
    st.sampled_from([*"aZ9 <>&\"'\t\n\r\f\v{}%]", *"\u00a0\u2003\u200f\u05d0\u0627\u202e\ufeff\ue000\U000f0000\U000f0001\U00100000\U0001f600"]),
    max_size=8,
)  # fmt: skip
PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20)
VALUES = st.one_of(HOSTILE, PLAIN, PLAIN)
WORDS = st.one_of(HOSTILE, st.sampled_from(["Dear ", " ", "", "words of the author", " at both ends "]))
FIELDS = st.builds(Field, VALUES, st.sampled_from(["recipient.name", "date"]))
LEAVES: st.SearchStrategy[Inline] = st.one_of(
    FIELDS,
    FIELDS,
    st.builds(Text, WORDS),
    st.sampled_from([LineBreak(), PageNumber(), PageCount(), Image("signature", "A signature", "signature-image")]),
)
INLINES = st.lists(
    st.recursive(
        LEAVES,
        lambda inner: st.one_of(
            st.builds(Emphasis, st.lists(inner, max_size=3).map(tuple)),
            st.builds(Strong, st.lists(inner, max_size=3).map(tuple)),
            st.builds(Link, st.lists(inner, max_size=2).map(tuple), st.just("https://example.gov/?a=1&b=2")),
        ),
        max_leaves=4,
    ),
    max_size=4,
).map(tuple)
LISTS = st.recursive(
    st.builds(ItemList, st.booleans(), st.lists(st.builds(ListItem, INLINES), min_size=1, max_size=2).map(tuple)),
    lambda inner: st.builds(
        ItemList,
        st.booleans(),
        st.lists(st.builds(ListItem, INLINES, st.lists(inner, max_size=1).map(tuple)), min_size=1, max_size=2).map(
            tuple
        ),
        st.integers(1, 3),
    ),
    max_leaves=3,
)
TABLES = st.integers(1, 3).flatmap(
    lambda count: st.builds(
        Table,
        st.tuples(*[INLINES] * count),
        st.lists(st.tuples(*[INLINES] * count), max_size=2).map(tuple),
    )
)
NAMES = st.sampled_from(["body", "closing", "signature", "continuation", "notice", "left-head", "mine"])
BLOCKS: st.SearchStrategy[Block] = st.recursive(
    st.one_of(
        st.builds(Paragraph, INLINES),
        st.builds(Paragraph, INLINES),
        st.builds(Heading, st.integers(1, 3), INLINES),
        st.builds(Labelled, INLINES, INLINES),
        LISTS,
        TABLES,
    ),
    lambda inner: st.one_of(
        st.builds(lambda name, blocks: part(name, *blocks), NAMES, st.lists(inner, max_size=3)),
        st.builds(lambda blocks: Quotation(tuple(blocks)), st.lists(inner, max_size=2)),
        st.builds(
            lambda blocks: Columns(tuple(part("agency", one) for one in blocks)),
            st.lists(inner, min_size=1, max_size=2),
        ),
    ),
    max_leaves=4,
)
DOCUMENTS = st.builds(
    Document,
    title=VALUES,
    blocks=st.lists(BLOCKS, min_size=1, max_size=4).map(tuple),
    layout=st.just("letter"),
    author=st.sampled_from(["", "Office of Justice Programs"]),
    date=st.sampled_from([None, datetime.date(2017, 8, 3)]),
    reference=st.sampled_from(["", "REF-1", "<&>"]),
    assets=st.just({"signature": Asset(signature(), "image/png")}),
)
LOOKS = [look(LETTER_LOOK), look(RELEASE_LOOK)]


def with_values(node: Any, values: Iterator[str]) -> Any:
    """Return a document, or a part of one, with other values in its fields."""
    if isinstance(node, Field):
        return Field(next(values), node.name)
    if isinstance(node, tuple):
        return tuple(with_values(one, values) for one in node)
    if not dataclasses.is_dataclass(node) or isinstance(node, type):
        return node
    found = {one.name: getattr(node, one.name) for one in dataclasses.fields(node)}
    return type(node)(**{name: with_values(one, values) for name, one in found.items()})


def assert_same(renderer: DocxRenderer, document: Document) -> None:
    assert renderer.render(document) == archived(renderer.parts(document))


class Counting:
    """A renderer that counts how often it renders in full."""

    def __init__(self, renderer: DocxRenderer) -> None:
        self.renderer, self.count = renderer, 0

    def __call__(self, document: Document) -> Mapping[str, bytes]:
        """Render a document in full."""
        self.count += 1
        return self.renderer.parts(document)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=DOCUMENTS, data=st.data(), number=st.integers(0, len(LOOKS) - 1))
def test_whatever_stands_in_a_document_filling_gives_the_bytes_of_rendering_in_full(
    document: Document, data: st.DataObject, number: int
) -> None:
    renderer = DocxRenderer(LOOKS[number])
    drawn = st.lists(VALUES, min_size=40, max_size=40)
    for values in (None, None, *data.draw(st.lists(drawn, min_size=1, max_size=2))):
        other = document if values is None else with_values(document, iter(values * 20))
        for _ in range(2):
            assert_same(renderer, other)


@settings(max_examples=40, deadline=None)
@given(first=st.lists(PLAIN, min_size=6, max_size=6), second=st.lists(HOSTILE, min_size=6, max_size=6))
def test_the_order_in_which_letters_are_made_changes_no_byte(first: list[str], second: list[str]) -> None:
    pattern = some_letter("a", "b", "c")
    letters = [with_values(pattern, iter(values * 2)) for values in (first, second, first[::-1], second[::-1])]
    forwards, backwards = DocxRenderer(LOOKS[0]), DocxRenderer(LOOKS[0])
    one = [forwards.render(document) for document in letters * 2]
    other = [backwards.render(document) for document in reversed(letters * 2)]
    assert one == other[::-1]
    assert one == [archived(forwards.parts(document)) for document in letters * 2]


def some_letter(name: str, street: str, city: str) -> Document:
    sample = letter()
    address = paragraph(Field(name, "recipient.name"), LineBreak(), Field(street, "street"), LineBreak(), "City of ")
    own = part("inside-address", Paragraph((*address.children, Strong((Field(city, "city"),)))))
    running = part("continuation", paragraph(Field(name, "recipient.name"), LineBreak(), "Page ", PageNumber()))
    rest = tuple(one for one in sample.blocks if getattr(one, "name", "") not in {"continuation", "inside-address"})
    return dataclasses.replace(sample, title=f"Letter to {name}", blocks=(running, own, *rest))


def test_a_shape_is_rendered_in_full_four_times_and_then_filled() -> None:
    counting = Counting(DocxRenderer(LOOKS[0]))
    packages = Packages(counting)
    counts = []
    for number in range(5):
        packages.file(some_letter(f"Chief {number}", f"{number} Main Street", "Springfield"))
        counts.append(counting.count)
    assert counts == [1, 4, 4, 4, 4]  # twice for their own sake, and twice with stand-ins
    packages.file(some_letter("", "1 Main Street", "Springfield"))
    assert counting.count == 5  # a letter whose name is missing has a shape of its own
    for number in range(MOST_KEPT):
        packages.file(some_letter(f"Officer {number}", f"{number} Side Street", "Springfield"))
    assert counting.count == 5


@pytest.mark.parametrize(("document", "css"), [(letter(), LETTER_LOOK), (release(), RELEASE_LOOK), (form(), FORM_LOOK)])
@pytest.mark.parametrize("reference", [None, office_template()], ids=["own styles", "office's styles"])
def test_documents_without_values_are_kept_whole(document: Document, css: str, reference: bytes | None) -> None:
    renderer = DocxRenderer(look(css), reference)
    counting = Counting(renderer)
    packages = Packages(counting)
    titled = [dataclasses.replace(document, title=f"Title {number} & <more>") for number in range(4)]
    whole = [archived(renderer.parts(one)) for one in titled]
    assert [packages.file(one) for one in titled] == whole
    assert counting.count == 4


def test_hostile_values_are_read_back_from_a_filled_file_as_they_were() -> None:
    renderer = DocxRenderer(LOOKS[0])
    for number in range(3):
        renderer.render(some_letter(f"Chief {number}", f"{number} Main Street", "Springfield"))
    hostile = ("</w:t><w:br/> & ]]> {{ 7*7 }}", "דרך 7 \U0001f600", "&amp;\u200f'\"")
    content = renderer.render(some_letter(*hostile))
    document = docx.Document(io.BytesIO(content))
    assert [one.text for one in document.paragraphs if one.style and one.style.name == "Inside Address"] == [
        f"{hostile[0]}\n{hostile[1]}\nCity of {hostile[2]}"
    ]
    assert document.core_properties.title == f"Letter to {hostile[0]}"
    assert document.sections[0].header.paragraphs[0].text == f"{hostile[0]}\nPage 1"


def test_words_that_look_like_stand_ins_are_nobodys_value() -> None:
    counting = Counting(DocxRenderer(LOOKS[0]))
    packages = Packages(counting)
    for sign in ("\U000f0000", "\U000f0001", "\U00100000"):
        for number in range(4):
            document = Document(
                "Title", (part("body", paragraph(f"{sign} of the author ", Field(f"a value {number}", "a"))),), "letter"
            )
            assert packages.file(document) == archived(counting.renderer.parts(document))


def test_columns_get_their_room_by_what_stands_in_them_in_filled_files_too() -> None:
    renderer = DocxRenderer(LOOKS[0])

    def table(text: str) -> Document:
        rows = ((Field("City", "a"),), (Text("Sites"),)), (((Field(text, "b"),), (Text("one"),)),)
        return Document("Title", (Table(*rows),), "letter")

    texts = ["short", "as long as can be", "SHORT", "a&b c", "AS LONG AS CAN BE", "short"]
    files = [renderer.render(table(text)) for text in texts * 2]
    assert files == [archived(renderer.parts(table(text))) for text in texts * 2]
    widths = [docx.Document(io.BytesIO(one)).tables[0].columns[0].width for one in files[: len(texts)]]
    assert widths[0] == widths[2] == widths[3]
    assert widths[1] == widths[4]
    assert widths[1] > widths[0]


def test_what_is_kept_of_shapes_has_bounds() -> None:
    reader = ShapeReader()
    for number in range(3 * MOST_KEPT):
        reader.read(Document("Title", (paragraph(f"Words {number}"), Rule()), "letter"))
    assert 0 < reader.kept <= MOST_KEPT
    first, _ = reader.read(Document("Title", (paragraph("Words 1"),), "letter"))
    again, _ = reader.read(Document("Title", (paragraph("Words 1"),), "letter"))
    other, _ = reader.read(Document("Title", (paragraph("Words 2"),), "letter"))
    assert first == again != other
