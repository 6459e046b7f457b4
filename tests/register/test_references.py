"""Reference numbers: what they look like, and that a slip of the pen is found."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from correspondence.references import LAST_SERIAL, SIGNS, Reference, WrongReferenceError, check_character

SERIES = st.from_regex(r"[A-HJ-NP-Z][A-HJ-NP-Z2-9]{0,7}", fullmatch=True)
REFERENCES = st.builds(Reference, SERIES, st.integers(1000, 9999), st.integers(1, LAST_SERIAL))
SEVERAL = (
    Reference("REF", 2017, 42),
    Reference("P", 2030, 1),
    Reference("ZY23456X", 1999, LAST_SERIAL),
    Reference("PS3", 2029, 777_777),
)


def signs_of(reference: Reference) -> str:
    return str(reference).replace("-", "")


def read(text: str) -> Reference | None:
    try:
        return Reference.parse(text)
    except WrongReferenceError:
        return None


@given(REFERENCES)
def test_a_number_is_read_as_it_was_written(reference: Reference) -> None:
    assert Reference.parse(str(reference)) == reference


@given(REFERENCES)
def test_only_the_year_has_signs_that_are_taken_for_one_another(reference: Reference) -> None:
    series, year, serial, check = str(reference).split("-")
    assert year == str(reference.year)
    assert not set("0O1I") & set(series + serial + check)
    assert (len(serial), len(check)) == (4, 1)


def test_the_numbers_of_a_year_are_all_different_and_of_one_length() -> None:
    numbers = {str(Reference("REF", 2030, serial)) for serial in range(1, 40_000)}
    assert len(numbers) == 39_999
    assert {len(number) for number in numbers} == {15}


@pytest.mark.parametrize("reference", SEVERAL, ids=str)
def test_every_single_wrong_sign_is_found(reference: Reference) -> None:
    signs = signs_of(reference)
    tried = 0
    for place, other in itertools.product(range(len(signs)), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        folded = signs[place].translate(str.maketrans("01", "OI"))
        if other in {signs[place], folded}:
            continue
        assert read(signs[:place] + other + signs[place + 1 :]) is None, (place, other)
        tried += 1
    assert tried >= 34 * len(signs)


@pytest.mark.parametrize("reference", SEVERAL, ids=str)
def test_every_swap_of_neighbors_is_found(reference: Reference) -> None:
    signs = signs_of(reference)
    for place in range(len(signs) - 1):
        left, right = signs[place], signs[place + 1]
        if left != right:
            assert read(signs[:place] + right + left + signs[place + 2 :]) is None, place


@pytest.mark.parametrize("place", range(9))
def test_the_check_character_tells_any_two_signs_apart_at_every_place(place: int) -> None:
    """Exhaustive: it is a sum over the places, so that the other signs do not matter."""
    alone = [check_character("2" * place + sign + "2" * (8 - place)) for sign in SIGNS]
    assert len(set(alone)) == len(SIGNS)
    if place < 8:
        for left, right in itertools.combinations(SIGNS, 2):
            before, after = "2" * place, "2" * (7 - place)
            assert check_character(before + left + right + after) != check_character(before + right + left + after)
    swapped = [(sign, check_character("2" * 8 + sign)) for sign in SIGNS]
    assert [pair for pair in swapped if pair[0] != pair[1] and check_character("2" * 8 + pair[1]) == pair[0]] == []


@pytest.mark.parametrize(
    "text",
    [
        "REF-2017-223C-M",
        "ref-2017-223c-m",
        "REF 2017 223C M",
        "ref2017223cm",
        " REF\u20102017\u2013223C\u2014M\n",
        "REF-2O17-223C-M",
        "ref-2oi7-223c-m",
    ],
)
def test_case_blanks_and_hyphens_do_no_harm_and_a_year_has_digits(text: str) -> None:
    assert Reference.parse(text) == Reference("REF", 2017, 42)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("REF-2017-223C-N", "its last sign does not agree with the others, so one of them is wrong"),
        ("REF-2018-223C-M", "its last sign does not agree with the others, so one of them is wrong"),
        ("REF-2017-023C-M", "it does not have the form REF-2017-223C-M"),
        ("REF-2017-223C", "it does not have the form REF-2017-223C-M"),
        ("REF-2017-223Ć-M", "no number has the sign Ć"),
        ("", "it does not have the form REF-2017-223C-M"),
    ],
)
def test_what_is_no_number_is_refused_with_the_reason(text: str, reason: str) -> None:
    sentence = f'"{text}" is no reference number: {reason}; compare it with the letter, sign by sign'
    with pytest.raises(WrongReferenceError, match=re.escape(sentence)):
        Reference.parse(text)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (("OJP", 2017, 1), "the series OJP has signs that no number has"),
        (("REF", 117, 1), "its year does not have four digits"),
        (("REF", 2017, 0), "its serial is not among 1 to 1,048,575"),
        (("REF", 2017, LAST_SERIAL + 1), "its serial is not among 1 to 1,048,575"),
    ],
)
def test_a_number_that_cannot_be_written_cannot_be_made(parts: tuple[str, int, int], reason: str) -> None:
    with pytest.raises(WrongReferenceError, match=re.escape(reason)):
        Reference(*parts)


def test_a_serial_that_was_never_given_out_is_refused_although_its_check_character_agrees() -> None:
    text = f"REF-2017-2222-{check_character('REF20172222')}"
    with pytest.raises(WrongReferenceError, match="its serial is not among 1 to 1,048,575"):
        Reference.parse(text)
