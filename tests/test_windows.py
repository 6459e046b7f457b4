"""Pages as they were laid out: their edges, and the address in the window of an envelope, wherever the letter lies."""

from __future__ import annotations

import io
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from correspondence.errors import ProblemsError
from correspondence.rules import Box, Page, Window, outside, read_pages, window_faults
from correspondence.templates import Envelope, read_envelope
from correspondence.workspace import Workspace
from tests.command_line import command
from tests.tools import program

LETTER = ("psp-questionnaire", "psp-2017-08-03")
NUMBER_10 = Envelope("window-10", "e.yaml", "#10", 9.5, 4.125, 0.875, 0.5, 4.5, 1.125, 4.0)
STYLE = "templates/layouts/letter/style.css"


def change(workspace: Path, name: str, *pairs: tuple[str, str]) -> None:
    """Change a file of the workspace."""
    path = workspace / name
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def sides(box: Box) -> tuple[float, ...]:
    """Return a box's left, top, right and bottom, rounded to thousandths of an inch."""
    return tuple(round(side, 3) for side in (box.left, box.top, box.right, box.bottom))


@pytest.mark.parametrize(
    ("fold", "clearance", "always"),
    [
        (3.667, 0.0, (0.875, 2.5, 4.375, 3.167)),
        (3.667, 0.125, (1.0, 2.625, 4.25, 3.042)),
        (3.75, 0.0, (0.875, 2.5, 4.375, 3.25)),
        (3.75, 0.125, (1.0, 2.625, 4.25, 3.125)),
        (3.875, 0.0, (0.875, 2.5, 4.375, 3.375)),
        (3.875, 0.125, (1.0, 2.625, 4.25, 3.25)),
        (4.0, 0.0, (0.875, 2.5, 4.375, 3.5)),
        (4.0, 0.125, (1.0, 2.625, 4.25, 3.375)),
    ],
)
def test_what_a_window_always_shows(fold: float, clearance: float, always: tuple[float, ...]) -> None:
    assert sides(Window.of(replace(NUMBER_10, clearance=clearance), 8.5, fold).always) == always


def test_what_a_window_ever_shows() -> None:
    assert sides(Window.of(NUMBER_10, 8.5).ever) == (0.0, 2.375, 5.375, 3.625)
    assert sides(Window.of(NUMBER_10, 8.5, 3.667).ever) == (0.0, 2.042, 5.375, 3.625)


def page(*words: tuple[str, float, float], pictures: tuple[Box, ...] = ()) -> Page:
    """Return a page on which words stand, each letter a tenth of an inch wide and high."""
    letters = [
        Box(left + 0.1 * index, top, left + 0.1 * index + 0.1, top + 0.1, sign)
        for word, left, top in words
        for index, sign in enumerate(word)
    ]
    return Page(8.5, 11.0, tuple(letters), pictures)


ADDRESS = ("Chief Eden", "400 Roma NW")
PLACED = (("ChiefEden", 1.1, 2.6), ("400RomaNW", 1.1, 3.3))
WINDOW = Window.of(NUMBER_10, 8.5)


@pytest.mark.parametrize(
    ("shown", "messages"),
    [
        (page(*PLACED), []),
        (page(("Date", 6.0, 2.6), *PLACED, ("Dear", 1.1, 3.7)), []),
        (page(("ChiefEden", 1.1, 2.45), PLACED[1]), ["the address does not stay in the window of the envelope window-10: it is 0.05 in too high"]),
        (page(PLACED[0], ("400RomaNW", 1.1, 3.5)), ["the address does not stay in the window of the envelope window-10: it is 0.10 in too low"]),
        (page(PLACED[0], ("400RomaNW", 3.6, 3.3)), ["the address does not stay in the window of the envelope window-10: it is 0.12 in too far right"]),
        (page(("ChiefEden", 0.5, 2.6), PLACED[1]), ["the address does not stay in the window of the envelope window-10: it is 0.38 in too far left"]),
        (page(*PLACED, ("DearChief", 1.1, 3.55)), ['"DearChief" may show in the window of the envelope window-10 beside the address']),
        (page(("August3", 4.9, 2.6), *PLACED), ['"Augus" may show in the window of the envelope window-10 beside the address']),
        (page(*PLACED, pictures=(Box(0.5, 2.0, 1.0, 2.5),)), ["a picture may show in the window of the envelope window-10 beside the address"]),
        (page(("Somebody", 1.1, 2.6)), ["the address was not found on the first page"]),
        (page(), ["the address was not found on the first page"]),
    ],
)  # fmt: skip
def test_what_shows_in_a_window(shown: Page, messages: list[str]) -> None:
    assert [fault.message for fault in window_faults(shown, ADDRESS, WINDOW, "window-10")] == messages


def test_what_stands_near_the_edge() -> None:
    shown = page(
        ("a", 0.2, 5.0), ("b", 0.25, 5.0), ("c", 8.15, 5.0), ("d", 8.2, 5.0), ("e", 4.0, 0.2), ("f", 4.0, 10.7)
    )
    assert "".join(box.what for box in outside(shown, 0.25)) == "adef"


def test_letters_stand_where_another_reader_finds_them(workspace: Path, tmp_path: Path) -> None:
    made = command(
        "merge", *LETTER, "--only", "albuquerque", "--format", "pdf", "--output", tmp_path, workspace=workspace
    )
    assert made.status == 0
    path = tmp_path / "psp-2017-08-03" / "albuquerque.pdf"
    first = read_pages(path.read_bytes())[0]
    whole = "".join(box.what for box in first.letters)
    start = whole.index("400Roma")
    listed = subprocess.run(  # noqa: S603  (poppler)
        [program("pdftotext"), "-bbox", "-l", "1", path, "-"], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    found = re.search(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">Roma<', listed)
    assert found is not None
    left, top, right, bottom = (float(number) / 72 for number in found.groups())
    roma = first.letters[start + 3 : start + 7]
    assert abs(roma[0].left - left) < 0.02
    assert abs(roma[-1].right - right) < 0.02
    assert top - 0.01 < min(box.top for box in roma) < max(box.bottom for box in roma) < bottom + 0.01


def test_the_letter_for_a_window_shows_its_address(workspace: Path) -> None:
    plain = command("check", *LETTER, "--rendered", workspace=workspace)
    windowed = command("check", *LETTER, "--rendered", "--set", "envelope=window", workspace=workspace)
    assert (
        (plain.status, plain.out) == (windowed.status, windowed.out) == (0, "4 documents checked: nothing to mend.\n")
    )


def test_an_address_of_five_lines_shows_too(workspace: Path) -> None:
    change(
        workspace,
        "recipients/psp-2017-08-03.yaml",
        ("    organization: Stockton", "    position: Chief of Police\n    organization: Stockton"),
    )
    found = command(
        "check", *LETTER, "--only", "stockton", "--rendered", "--set", "envelope=window", workspace=workspace
    )
    assert found.out == "1 document checked: nothing to mend.\n"


def test_a_letter_that_slides_out_of_its_window_is_told_and_not_made(workspace: Path) -> None:
    change(
        workspace, STYLE, (".window .letterhead {", ".window .date { margin-bottom: 61.6pt }\n.window .letterhead {")
    )
    change(workspace, "templates/psp-questionnaire.md", ("date: 2017-08-03", "date: 2017-08-03\nenvelope: window"))
    sentence = (
        "  line 28, stockton.address: the letter to stockton: the address does not stay in the window of the envelope window-10: "
        "it is 0.10 in too low; shorten the address, or move it by the style sheet; --overlay shows it [window-address]"
    )
    found = command("check", *LETTER, "--only", "stockton", "--rendered", workspace=workspace)
    assert (found.status, found.lines) == (
        1,
        [
            "recipients/psp-2017-08-03.yaml cannot be used:",
            sentence,
            "1 error in 1 document checked.",
            "Move or shorten 1 address for its window.",
        ],
    )
    made = command("merge", *LETTER, "--only", "stockton", "--format", "pdf", workspace=workspace)
    assert made.status == 1
    assert sentence in made.err
    assert list((workspace / "output").rglob("*.pdf")) == []


def test_with_keep_going_the_others_are_made(workspace: Path) -> None:
    long = "Stockton Police Department and Bureau of Investigation"
    change(
        workspace,
        "recipients/psp-2017-08-03.yaml",
        ("organization: Stockton Police Department", f"organization: {long}"),
    )
    arguments = ("--set", "envelope=window", "--format", "pdf", "--keep-going")
    made = command("merge", *LETTER, *arguments, workspace=workspace)
    assert made.status == 1
    assert (
        "the letter to stockton: the address does not stay in the window of the envelope window-10: it is " in made.err
    )
    folder = workspace / "output" / "psp-2017-08-03"
    assert sorted(path.name for path in folder.glob("*.pdf")) == [
        "albuquerque-window.pdf",
        "baltimore-window.pdf",
        "san-bernardino-window.pdf",
    ]
    assert (folder / "failed.txt").read_text("utf-8") == "stockton\n"


def test_what_stands_at_the_edge_is_warned_of_by_check_and_merge(workspace: Path) -> None:
    change(workspace, STYLE, ("margin: 1.25in 1.1in 1in 1.1in;", "margin: 1.25in 1.1in 1in 0.1in;"))
    found = command("check", *LETTER, "--only", "stockton", "--rendered", workspace=workspace)
    assert found.status == 0
    assert [re.sub(r'"[^"]+"', '"…"', line) for line in found.lines] == [
        "templates/layouts/letter/style.css:",
        '  warning: "…" on page 1 of the letter to stockton stands nearer than 0.25 in to the paper\'s edge; give the page wider margins, or set printable_margin in the profile as the printer has it [printable-area]',
        '  warning: "…" on page 2 of the letter to stockton stands nearer than 0.25 in to the paper\'s edge; give the page wider margins, or set printable_margin in the profile as the printer has it [printable-area]',
        "2 warnings in 1 document checked.",
        "Look at 2 page layouts.",
    ]
    made = command("merge", *LETTER, "--only", "stockton", "--format", "pdf", workspace=workspace)
    assert made.status == 0
    assert made.err.count("[printable-area]") == 2
    again = command("merge", *LETTER, "--only", "stockton", "--format", "pdf", workspace=workspace)
    assert again.err.count("[printable-area]") == 2
    change(workspace, "templates/profiles/justice-2017.yaml", ("state_names:", "printable_margin: 0\nstate_names:"))
    assert command("check", *LETTER, "--only", "stockton", "--rendered", workspace=workspace).status == 0


def test_the_overlay_shows_window_and_address(workspace: Path, tmp_path: Path) -> None:
    arguments = ("check", *LETTER, "--set", "envelope=window", "--overlay", tmp_path / "pages")
    assert command(*arguments, workspace=workspace).status == 0
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == [
        f"{name}-window.png" for name in ("albuquerque", "baltimore", "san-bernardino", "stockton")
    ]
    picture = Image.open(io.BytesIO((tmp_path / "pages" / "stockton-window.png").read_bytes())).convert("RGB")
    assert picture.size == (1275, 1651)
    green, orange, gray = (0, 128, 60), (214, 120, 0), (130, 130, 130)
    assert picture.getpixel((round(0.875 * 150), round(3.0 * 150))) == green
    assert picture.getpixel((round(4.375 * 150), round(3.0 * 150))) == green
    assert picture.getpixel((round(5.375 * 150), round(3.0 * 150))) == orange
    assert picture.getpixel((round(0.25 * 150), 8 * 150)) == gray
    colors = {color for _, color in picture.crop((130, 370, 640, 530)).getcolors(100_000) or ()}
    assert (0, 90, 200) in colors
    assert (200, 0, 0) not in colors


def test_one_file_holds_the_overlay_of_one_letter(workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.png"
    refused = command("check", *LETTER, "--overlay", file, workspace=workspace)
    assert refused.status == 1
    assert refused.err.endswith(
        "can hold the page of one letter, and there are 4; name a folder, or one recipient with --only\n"
    )
    assert command("check", *LETTER, "--only", "stockton", "--overlay", file, workspace=workspace).status == 0
    assert file.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("window_width: 4.5", "window_width: 9", "line 8, window_width: the window is not inside the envelope; mend the measures"),
        ("bottom: 0.5 ", "bottom: 3.5 ", "line 9, window_height: the window is not inside the envelope; mend the measures"),
        ("fold: 4.0", "fold: 5.5", "line 10, fold: the folded letter is higher than the envelope; mend the measures"),
        ("fold: 4.0", "fold: 0", "line 10, fold: the folded letter has no height; mend the measures"),
        ("width: 9.5", 'width: "9.5"', 'line 4, width: "9.5" is not a measure in inches; write a number from 0 up, such as 0.25, without quotes'),
        ("left: 0.875", "left: -1", 'line 6, left: "-1" is not a measure in inches; write a number from 0 up, such as 0.25, without quotes'),
    ],
)  # fmt: skip
def test_an_envelope_that_there_cannot_be(root: Path, old: str, new: str, message: str) -> None:
    text = (root / "templates/envelopes/window-10.yaml").read_text("utf-8")
    assert old in text
    with pytest.raises(ProblemsError) as caught:
        read_envelope(text.replace(old, new, 1).encode(), "e.yaml", "e")
    assert message in [str(problem) for problem in caught.value.problems]


def test_an_envelope_that_is_not_there(workspace: Path) -> None:
    change(workspace, "templates/layouts/letter/layout.md", ("envelope: {window: window-10}", "envelope: window-9"))
    found = command("check", *LETTER, "--rendered", workspace=workspace)
    assert found.status == 1
    assert 'there is no envelope "window-9"; choose one of window-10 (did you mean "window-10"?)' in found.out


def test_an_envelope_for_all_documents_of_a_layout(workspace: Path) -> None:
    change(workspace, "templates/layouts/letter/layout.md", ("envelope: {window: window-10}", "envelope: window-10"))
    assert Workspace(workspace).layout("letter").envelope_of(()) == "window-10"
    found = command("check", *LETTER, "--only", "stockton", "--rendered", "--json", workspace=workspace)
    [problem] = json.loads(found.out)["problems"]
    assert (problem["rule"], problem["task"], problem["severity"]) == ("window-other", "window", "warning")
    assert (
        problem["message"]
        == 'the letter to stockton: "DearChiefJones:" may show in the window of the envelope window-10 beside the address'
    )


def test_the_sample_stands_where_it_stood(sample: Path) -> None:
    for path in sorted(sample.rglob("*.pdf")):
        content = path.read_bytes()
        for number, one in enumerate(read_pages(content), start=1):
            assert outside(one, 0.25) == (), f"{path.name}, page {number}"
        assert len(read_pages(content)) == len(pypdf.PdfReader(io.BytesIO(content)).pages)
