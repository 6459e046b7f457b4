"""Pages that lie on their side or stand on their heads are read like upright ones, at once."""

from __future__ import annotations

from functools import cache

import pytest
from PIL import Image

from correspondence.replies.read.ocr import words_on
from correspondence.replies.read.turning import likely_angles, turned_back
from tests.replies.corpus import letters_of
from tests.replies.media import copied, faxed, pictures
from tests.replies.pens import TREATMENTS
from tests.tools import program

ANGLES = (0, 90, 180, 270)
NAMES = ("001-numbered-plain", "128-sheriff-not-on-list", "206-fairhaven-bay-lunn")
CAPITALS = ("220-union-grove-fax", "313-fax-three-words")


@cache
def page(name: str) -> Image.Image:
    (letter,) = (one for one in letters_of("developing") if one.id == name)
    return pictures(letter)[0]


def turns(angle: int) -> tuple[int, int]:
    """Return the angles at which lines run across when a page was turned: upright first."""
    return (-angle % 360, (180 - angle) % 360)


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("name", NAMES)
def test_the_way_a_page_lies_is_told_from_its_shades(name: str, angle: int) -> None:
    for picture in (page(name), copied(page(name), 1), faxed(page(name), 2).convert("L")):
        assert likely_angles(picture.rotate(angle, expand=True)) == turns(angle)


@pytest.mark.parametrize("name", CAPITALS)
def test_capitals_have_no_heads_but_their_lines_run_as_others_do(name: str) -> None:
    for angle in ANGLES:
        assert sorted(likely_angles(page(name).rotate(angle, expand=True))) == sorted(turns(angle))


@pytest.mark.parametrize("treatment", ["photographed", "skewed", "at 150 dpi", "at 300 dpi"])
def test_it_is_told_however_the_page_was_scanned(treatment: str) -> None:
    picture = TREATMENTS[treatment](page(NAMES[0]))
    for angle in ANGLES:
        assert sorted(likely_angles(picture.rotate(angle, expand=True))) == sorted(turns(angle))


def test_nothing_is_told_of_a_bare_sheet_and_of_a_speck() -> None:
    assert likely_angles(Image.new("L", (1700, 2200), 255)) == ()
    assert likely_angles(Image.new("L", (9, 12), 0)) == ()


@pytest.mark.parametrize(("name", "angle"), [(NAMES[0], 90), (NAMES[0], 180), (NAMES[0], 270), (CAPITALS[0], 180)])
def test_turned_pages_read_the_same_at_the_same_places(name: str, angle: int) -> None:
    program("tesseract")
    upright = page(name)
    turned = upright.rotate(angle, expand=True)
    found, expected = words_on(turned), words_on(upright)
    assert [one.text for one in found] == [one.text for one in expected]
    assert len(found) > 50
    for one, other in zip(found, expected, strict=True):
        assert one.box == turned_back(other.box, -angle % 360, turned.size)


def test_a_black_edge_does_not_hide_which_way_lines_run() -> None:
    program("tesseract")
    picture = page(NAMES[0]).copy()
    picture.paste(0, (0, 0, 150, picture.height))
    read = {one.text for one in words_on(picture)}
    assert {"Denise", "Directive", "6.11,", "adopted", "Sincerely,"} <= read
