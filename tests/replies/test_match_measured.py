"""How well replies are matched, held to what is promised; ``python -m tests.replies.matching`` prints it whole."""

from __future__ import annotations

import random
import time

import pytest

from correspondence.reply import Page, Reply
from tests.replies import matching
from tests.replies.agencies import KINDS, OURS, OWN, STRANGERS, UNDECIDABLE, agencies, cases

REPLIES = 120


@pytest.fixture(scope="module")
def of_made_up() -> dict[str, matching.Count]:
    return {one.case: one for one in matching.of_made_up(REPLIES)}


def test_the_made_up_agencies_are_as_hard_as_they_are_said_to_be() -> None:
    listed = [one for one in agencies() if one.listed]
    names = [one.one.organization for one in listed]
    domains = [one.one.email.partition("@")[2] for one in listed if one.one.email]
    people = [one.one.name for one in listed]
    assert len(listed) > 3000
    assert sum(names.count(name) > 1 for name in names) > 1200
    assert sum(domains.count(domain) > 1 for domain in domains) > 700
    assert sum(people.count(name) > 1 for name in people) > 2000


def test_of_the_corpus_98_percent_are_right_and_none_is_accepted_for_another() -> None:
    found = matching.of_corpus()
    assert found.replies == len(list(matching.DEVELOPING.glob("*.yaml")))
    assert found.right >= 0.98 * found.replies
    assert found.accepted >= 0.85 * found.replies
    assert found.wrong == 0


def test_three_thousand_others_on_the_list_change_nothing() -> None:
    found = matching.of_a_long_list()
    assert found.right >= 0.98 * found.replies
    assert found.wrong == 0


def test_nobody_is_accepted_for_a_writer_who_is_not_on_the_list() -> None:
    found = matching.without_the_writers()
    assert (found.accepted, found.wrong) == (0, 0)
    assert found.right >= 0.98 * found.replies


def test_nobody_is_accepted_for_a_namesake_in_another_state() -> None:
    found = matching.with_namesakes()
    assert (found.accepted, found.wrong) == (0, 0)


def test_nobody_is_accepted_for_another_body_of_the_same_place() -> None:
    found = matching.with_siblings()
    assert (found.accepted, found.wrong) == (0, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_no_made_up_reply_is_accepted_for_another(kind: str, of_made_up: dict[str, matching.Count]) -> None:
    assert of_made_up[kind].wrong == 0


@pytest.mark.parametrize("kind", OWN)
def test_of_letters_of_their_own_98_percent_are_right(kind: str, of_made_up: dict[str, matching.Count]) -> None:
    assert of_made_up[kind].right >= 0.98 * REPLIES


def test_a_plain_letterhead_needs_no_person(of_made_up: dict[str, matching.Count]) -> None:
    assert of_made_up[OWN[0]].accepted >= 0.98 * REPLIES


@pytest.mark.parametrize("kind", STRANGERS)
def test_nobody_who_was_not_asked_is_accepted(kind: str, of_made_up: dict[str, matching.Count]) -> None:
    assert of_made_up[kind].accepted == 0


def test_what_cannot_be_decided_goes_to_a_person_who_is_told_the_name() -> None:
    matched = matching.matcher((one.one for one in agencies() if one.listed), OURS)
    for one in cases(UNDECIDABLE, 20):
        found = matched.match(one.reply)
        assert found.recipient is not None
        assert found.reason.startswith("It ")


HARD = (
    *("." * 2_000_000, "Kenwood Police Department " * 80_000, "on behalf of " * 200_000, "\n" * 2_000_000),
    *("Sincerely" + " " * 500_000 + "x", "From: x\n" * 200_000, "a b " * 500_000, "Kenwood, NY 14609\n" * 100_000),
)


@pytest.mark.parametrize("text", HARD, ids=lambda text: text[:12].strip() or "blank")
def test_a_text_without_end_is_looked_at_in_bounded_time(text: str) -> None:
    matched = matching.matcher(matching.asked())
    begun = time.process_time()
    for source in ("ocr", "mail"):
        page = Page("reply", 1, text, "ocr" if source == "ocr" else "mail")
        assert matched.match(Reply({}, (page,))).status == "needs-review"
    assert time.process_time() - begun < 4


def test_what_makes_no_sense_is_nobodys_and_no_error() -> None:
    luck = random.Random(7)  # noqa: S311  (the same each time is what is wanted)
    matched = matching.matcher(matching.asked())
    words = (
        "Dear Sir:",
        "Re:",
        "> ",
        "From:",
        "NY",
        "14609",
        "Sincerely,",
        "cc:",
        "City of",
        "County",
        "P.D.",
        "LLP",
        "1",
    )
    pieces = (*words, "\n", "“", "Ł", "\u202e", "ß", "\x00", ",", ".", "@", "<", "-")
    for _ in range(400):
        text = " ".join(luck.choices(pieces, k=luck.randrange(60)))
        headers = {"from": text[:40], "references": text} if luck.random() < 0.5 else {}
        found = matched.match(Reply({}, (Page("reply", 1, text, "mail"),), headers=headers))
        assert (found.recipient, found.method, found.status) == (None, "none", "needs-review")
