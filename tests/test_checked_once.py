"""What is worked out once for many letters: it changes no letter, and hides nothing that is wrong with one."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from correspondence.compose import Composer
from correspondence.compose.composer import MOST_DOCUMENTS
from correspondence.dispatch.files import Manifest, checksum_of, write_file
from correspondence.document import (
    Block,
    ChoiceControl,
    Columns,
    ControlOption,
    Division,
    Document,
    Field,
    ItemList,
    ListItem,
    Paragraph,
    Quotation,
    Rule,
    Text,
)
from correspondence.mailing import Job, Order, check, prepare
from correspondence.mailing.sound import MOST_KEPT, SoundBlocks
from correspondence.render.fonts import find_fonts, uncovered
from correspondence.rules import text_problems
from correspondence.workspace import Workspace
from tests.composing import JONES, addressees, document, sources

MANY = "recipients:\n" + "".join(f"  - {{id: r{number}, name: Pat Example {number}}}\n" for number in range(300))
WORDS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ["words", "Straße", "דרך", "ﬁ", "\N{NO-BREAK SPACE}", "Thursday, August 4, 2017", "[name]", "TBD", "\U0001f600"]
    ),
)
INLINES = st.lists(st.one_of(st.builds(Text, WORDS), st.builds(Field, WORDS, st.just("name"))), max_size=3).map(tuple)
BLOCKS: st.SearchStrategy[Block] = st.recursive(
    st.one_of(
        st.builds(Paragraph, INLINES),
        st.builds(ItemList, st.booleans(), st.lists(st.builds(ListItem, INLINES), max_size=2).map(tuple)),
        st.builds(lambda label: ChoiceControl("a", "A", (ControlOption("x", label), ControlOption("y", "No"))), WORDS),
        st.just(Rule()),
    ),
    lambda inner: st.one_of(
        st.builds(Division, st.just("body"), st.lists(inner, max_size=2).map(tuple)),
        st.builds(Quotation, st.lists(inner, max_size=2).map(tuple)),
        st.builds(lambda one: Columns((Division("body", (one,)),)), inner),
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def job(root: Path) -> Job:
    return prepare(Workspace(root), Order("psp-questionnaire", "psp-2017-08-03"))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(blocks=st.lists(BLOCKS, max_size=3).map(tuple))
@example(blocks=(Paragraph((Text("Thursday, August 4, 2017"),)),))
@example(blocks=(Paragraph((Field("דרך", "name"),)),))
def test_a_document_that_is_called_sound_has_no_fault(job: Job, blocks: tuple[Block, ...]) -> None:
    letter = Document("Title", blocks, "letter")
    sound = SoundBlocks(find_fonts())
    for _ in range(2):
        if sound.has_all_of(letter):
            assert uncovered(letter, job.stylesheet, find_fonts()) == ()
            assert list(text_problems(letter)) == []


@pytest.mark.parametrize("words", ["Thursday, August 4, 2017", "[name]", "\U0001f600", "\u5b57"])
def test_what_is_wrong_with_a_block_is_never_taken_for_known(words: str) -> None:
    sound = SoundBlocks(find_fonts())
    same = Division("body", (Paragraph((Text("Sound words."),)),))
    for number in range(3):
        assert sound.has_all_of(Document("Title", (same, Paragraph((Text(f"Words {number}."),))), "letter"))
        assert not sound.has_all_of(Document("Title", (same, Paragraph((Text(words),))), "letter"))
        assert not sound.has_all_of(Document("Title", (Division("body", (same, Paragraph((Text(words),)))),), "letter"))


def test_what_is_known_of_blocks_has_bounds() -> None:
    sound = SoundBlocks(find_fonts())
    kept = [Paragraph((Text(f"Words {number}."),)) for number in range(2 * MOST_KEPT)]
    assert all(sound.has_all_of(Document("Title", (one,), "letter")) for one in kept)
    assert 0 < sound.kept <= MOST_KEPT


def test_the_samples_letters_are_sound_at_a_glance(job: Job) -> None:
    sound = SoundBlocks(find_fonts())
    assert [sound.has_all_of(job.composer.compose(one)) for one in job.selected] == [True] * 4
    assert len(check(job).problems) == 0


def test_a_letter_that_was_checked_is_made_as_if_it_were_composed_anew() -> None:
    recipients = addressees(JONES)
    [jones] = recipients.recipients
    body = "Dear {{ recipient.salutation }}: {{ recipient.case.number }}"
    composer = Composer(sources(body), recipients)
    checked = composer.compose(jones)
    assert checked.reference == ""
    made = composer.compose(jones, "REF-1")
    assert made == Composer(sources(body), recipients).compose(jones, "REF-1")
    assert made.blocks is checked.blocks
    assert composer.compose(jones, "REF-2").reference == "REF-2"


def test_a_letter_that_prints_its_number_is_composed_with_it() -> None:
    recipients = addressees(JONES)
    [jones] = recipients.recipients
    composer = Composer(sources("Number {{ reference_number }}"), recipients)
    printed = [repr(composer.compose(jones, number)) for number in ("", "REF-1", "", "REF-2")]
    assert ["REF-1" in one for one in printed] == [False, True, False, False]
    assert ["(number follows)" in one for one in printed] == [True, False, True, False]
    assert "REF-2" in printed[3]


def test_two_recipients_who_look_alike_get_their_own_letters() -> None:
    first, second = (addressees(MANY).recipients for _ in range(2))
    composer = Composer(sources("{{ recipient.name }}"), addressees(MANY))
    for one in first:
        composer.compose(one)
    for number, (one, other) in enumerate(zip(first, second, strict=True)):
        for who in (one, other):
            assert f"Pat Example {number}'" in repr(composer.compose(who, "REF").blocks)


def test_so_many_letters_are_kept_and_no_more() -> None:
    recipients = addressees(MANY)
    assert len(recipients.recipients) > MOST_DOCUMENTS
    composer = Composer(sources("{{ recipient.name }}"), recipients)
    checked = [composer.compose(one) for one in recipients.recipients]
    made = [composer.compose(one, "REF") for one in recipients.recipients]
    same = [one.blocks is other.blocks for one, other in zip(checked, made, strict=True)]
    assert same.count(True) == MOST_DOCUMENTS
    assert [one.blocks for one in checked] == [one.blocks for one in made]


def test_what_a_recipient_is_called_is_worked_out_where_it_is_asked_for() -> None:
    recipients = addressees(JONES)
    body = "{{ recipient.salutation }}|{{ recipient.family_name }}|{{ recipient.postal_lines | join('/') }}"
    shown = repr(document(body, recipients=recipients))
    for words in ("Dear Chief Jones", "'Jones'", "CHIEF ERIC JONES/STOCKTON POLICE DEPARTMENT"):
        assert words in shown


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the open files of a process are told by /proc alone")
def test_a_manifest_closes_its_journal_when_it_is_written_or_gone(tmp_path: Path) -> None:
    def opened() -> int:
        links = [os.path.realpath(one) for one in Path("/proc/self/fd").iterdir()]
        return sum(one.startswith(str(tmp_path)) for one in links)

    for number in range(3):
        manifest = Manifest.read(tmp_path) or Manifest({"mailing": "m"}, is_new=True)
        for name in (f"a{number}", f"b{number}"):
            manifest.announce(tmp_path, name, b"content", pages=2)
            assert opened() == 1
            write_file(tmp_path / name, b"content")
            manifest.add(name, b"content", pages=2)
        manifest.write(tmp_path)
        assert opened() == 0
    assert {one.name for one in tmp_path.iterdir()} == {"manifest.json", *(f"{x}{n}" for x in "ab" for n in range(3))}
    assert manifest.files["a2"] == {"sha256": checksum_of(tmp_path / "a2"), "bytes": 7, "pages": 2}
    manifest.announce(tmp_path, "c", b"c")
    del manifest
    gc.collect()
    assert opened() == 0
