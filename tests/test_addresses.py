"""Envelopes and labels: every address at its place, measured on the page against what is published."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from jsonschema import Draft202012Validator

from correspondence.errors import ProblemsError
from correspondence.recipients import Address, Recipient
from correspondence.recipients.postal import plain_line, postal_lines
from correspondence.templates.labels import read_label_sheet
from tests.command_line import command
from tests.tools import ROOT, page_count, program, qpdf_check, run

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")

AVERY = {
    "5160": (3, 10, 2.625, 1, 0.1875, 0.5, 2.75, 1),
    "5161": (2, 10, 4, 1, 0.15625, 0.5, 4.1875, 1),
    "5162": (2, 7, 4, 4 / 3, 0.15625, 5 / 6, 4.1875, 4 / 3),
    "5163": (2, 5, 4, 2, 0.15625, 0.5, 4.1875, 2),
    "5164": (2, 3, 4, 10 / 3, 0.15625, 0.5, 4.1875, 10 / 3),
    "5167": (4, 20, 1.75, 0.5, 0.28125, 0.5, 2.0625, 0.5),
}
"""Columns, rows, width, height, left, top, across and down in inches, as they are published."""
HALF_A_POINT = 0.5


class Word(NamedTuple):
    """A word on a page, in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def words_of(pdf: Path) -> Iterator[list[Word]]:
    """Yield the words of every page, as pdftotext finds them."""
    pages = run(program("pdftotext"), "-enc", "UTF-8", "-bbox", pdf, "-").stdout.split("<page ")[1:]
    box = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
    for page in pages:
        yield [Word(float(a), float(b), float(c), float(d), text) for a, b, c, d, text in box.findall(page)]


def add_list(workspace: Path, records: list[dict[str, object]]) -> None:
    (workspace / "recipients" / "some.yaml").write_text(json.dumps({"recipients": records}), "utf-8")


def record(number: int, **more: object) -> dict[str, object]:
    address = {"street": f"{number} Main Street", "city": "Springfield", "state": "IL", "zip": "62701"}
    return {
        "id": f"r{number}",
        "name": f"Chief{number} Example",
        "salutation": "Dear Chief",
        "address": address,
        **more,
    }


def printed(workspace: Path, name: str) -> Path:
    return workspace / "output" / "some" / "print" / f"some-{name}.pdf"


def test_envelopes_keep_to_the_area_that_machines_read(workspace: Path) -> None:
    outcome = command("envelopes", "psp-questionnaire", "psp-2017-08-03", "--sort", "zip", workspace=workspace)
    assert (outcome.status, outcome.err) == (0, "")
    path = workspace / "output" / "psp-2017-08-03" / "print" / "psp-2017-08-03-envelopes.pdf"
    assert outcome.out.endswith("psp-2017-08-03-envelopes.pdf  4 envelopes\n")
    assert qpdf_check(path) == []
    pages = list(words_of(path))
    assert [page[-1].text for page in pages] == ["21202", "87102", "92401", "95202"]
    said = run(program("pdfinfo"), "-f", "1", "-l", "4", path).stdout
    assert re.findall(r"Page +\d size: +(.+)", said) == ["684 x 297 pts"] * 4
    fonts = run(program("pdffonts"), path).stdout.splitlines()[2:]
    assert {line.split()[0].rpartition("+")[2] for line in fonts} == {"Arial"}
    for page in pages:
        block = [word for word in page if word.left > 684 / 3]
        corner = [word for word in page if word.left <= 684 / 3]
        assert " ".join(word.text for word in corner).startswith(
            "U.S. Department of Justice Office of Justice Programs"
        )
        assert max(word.bottom for word in corner) < 297 - 198  # above the area that is read
        assert min(word.top for word in block) > 297 - 198  # 2 3/4 inches from the lower edge
        assert max(word.bottom for word in block) < 297 - 45  # 5/8 of an inch: the barcode's zone stays free
        assert max(word.right for word in block) < 684 - 36
        lines: dict[float, list[Word]] = {}
        for word in block:
            lines.setdefault(word.top, []).append(word)
        assert {round(min(one.left for one in line), 2) for line in lines.values()} == {round(block[0].left, 2)}
        state, code = block[-2:]
        assert code.left - state.right > 1.6 * 0.278 * 12  # two blanks of Arial, less what is kerned
        assert not re.search(r"[a-z.,]", "".join(word.text for word in block))
        assert all(word.bottom - word.top > 10 for word in block)


def test_a_long_address_is_set_smaller_and_then_told_of(workspace: Path) -> None:
    long = "Bureau of Justice Statistics Programs and Research"
    add_list(
        workspace,
        [record(1), record(2, organization=long), record(3, organization=f"{long} {long}"), record(4, name="W" * 99)],
    )
    outcome = command("envelopes", "psp-questionnaire", "some", workspace=workspace)
    assert outcome.status == 0, outcome.err
    assert [line for line in outcome.err.splitlines() if "parted" in line] == [
        f'  warning: line 1, r3.address: "{f"{long} {long}".upper()}" is parted, since it is too long for the envelope; shorten its lines, or choose a larger one',
        f'  warning: line 1, r4.address: "{"W" * 99}" is parted, since it is too long for the envelope; shorten its lines, or choose a larger one',
    ]
    heights = [round(page[-1].bottom - page[-1].top) for page in words_of(printed(workspace, "envelopes"))]
    assert heights[0] > heights[1] >= heights[2] == heights[3]
    for page in words_of(printed(workspace, "envelopes")):
        assert max(word.right for word in page) < 684 - 36


def test_an_address_that_does_not_fit_stops_the_envelopes(workspace: Path) -> None:
    tall = record(2, organization="\n".join(f"Division {number}" for number in range(20)))
    add_list(workspace, [record(1), tall])
    outcome = command("envelopes", "psp-questionnaire", "some", workspace=workspace)
    assert outcome.status == 1
    assert outcome.err.splitlines()[-2:] == [
        "recipients/some.yaml cannot be used:",
        "  line 1, r2.address: the address does not fit on the envelope; shorten its lines, or choose a larger one",
    ]
    assert list((workspace / "output" / "some" / "print").iterdir()) == []


@pytest.mark.parametrize("number", AVERY)
def test_each_label_lies_where_the_sheet_has_it(workspace: Path, number: str) -> None:
    columns, rows, width, height, left, top, across, down = AVERY[number]
    count, start = columns * rows, 2
    small = [
        {**record(index), "name": f"R{index}", "address": ["1 A ST", "ELY NV 89301"]} for index in range(1, count + 1)
    ]
    add_list(workspace, small)
    words = ("labels", "psp-questionnaire", "some", "--sheet", number, "--start", str(start))
    outcome = command(*words, workspace=workspace)
    assert outcome.status == 0, outcome.err
    assert outcome.out.endswith(f"some-labels.pdf  {count} labels on 2 sheets\n")
    assert outcome.err == "The next free label is number 2.\n"
    path = printed(workspace, "labels")
    assert qpdf_check(path) == []
    seen = 0
    for sheet, page in enumerate(words_of(path)):
        for word in page:
            if (found := re.fullmatch(r"R(\d+)", word.text)) is None:
                continue
            seen += 1
            position = int(found[1]) - 1 + (start - 1)
            assert position // count == sheet
            row, column = divmod(position % count, columns)
            inside = [one for one in page if abs(one.left - word.left) < width * 36 and 0 <= one.top - word.top < 60]
            for one in (word, *(one for one in inside if one.text == "ELY" and one.top - word.top < height * 72)):
                assert left + column * across <= one.left / 72 + 0.001
                assert one.right / 72 < left + column * across + width
                assert top + row * down <= one.top / 72 + 0.001
                assert one.bottom / 72 < top + row * down + height
            assert word.left / 72 == pytest.approx(left + column * across + 0.12, abs=HALF_A_POINT / 72)
    assert seen == count


def test_the_sheets_are_those_that_are_published() -> None:
    for path in sorted((ROOT / "templates" / "labels").glob("*.yaml")):
        sheet = read_label_sheet(path.read_bytes(), path.name)
        found = (sheet.columns, sheet.rows, sheet.width, sheet.height, sheet.left, sheet.top, sheet.across, sheet.down)
        assert found == pytest.approx(AVERY[sheet.id], abs=0.0005)
        # the same margin on both sides
        right, bottom = sheet.corner(sheet.count - 1)
        assert 8.5 - right - sheet.width == pytest.approx(sheet.left, abs=0.005)
        assert 11 - bottom - sheet.height == pytest.approx(sheet.top, abs=0.005)


def test_the_test_grid_draws_each_label(workspace: Path) -> None:
    from PIL import Image

    add_list(workspace, [record(1)])
    words = ("labels", "psp-questionnaire", "some", "--sheet", "8163", "--test-grid", "--json")
    outcome = command(*words, workspace=workspace)
    assert outcome.status == 0, outcome.err
    found = json.loads(outcome.out)
    contract = json.loads((ROOT / "docs" / "json" / "addressed.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(contract).iter_errors(found)] == []
    assert (found["addresses"], found["pages"], found["free"]) == (1, 1, 2)
    base = workspace / "page"
    run(program("pdftoppm"), "-png", "-singlefile", "-r", "200", printed(workspace, "labels"), base)
    with Image.open(base.with_suffix(".png")) as picture:
        gray = picture.convert("L")
    columns, rows, width, height, left, top, across, down = AVERY["5163"]
    for row in range(rows):
        for column in range(columns):
            x, y = (left + column * across) * 200, (top + row * down) * 200
            middle = round(y + height * 100)
            for edge in (x, x + width * 200):
                line = gray.crop((round(edge) - 2, middle, round(edge) + 3, middle + 1))
                assert min(line.tobytes()) < 200


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("--sheet", "5106"),
            'there is no sheet of labels "5106"; choose one of 5160, 5161, 5162, 5163, 5164, 5167, 5260, 5261, 5262, 5263, 5264, 5267, 5960, 5961, 5962, 5963, 8160, 8161, 8162, 8163, 8164, 8167, or write templates/labels/5106.yaml',
        ),
        (("--start", "31"), "a sheet 5160 has no label 31; choose one from 1 to 30"),
    ],
)
def test_a_sheet_or_label_that_is_not_there_is_told(workspace: Path, words: tuple[str, ...], sentence: str) -> None:
    add_list(workspace, [record(1)])
    outcome = command("labels", "psp-questionnaire", "some", *words, workspace=workspace)
    assert outcome.status == 1
    assert sentence in outcome.err


def test_an_office_writes_a_sheet_of_its_own(workspace: Path) -> None:
    known = yaml.safe_load((ROOT / "templates" / "labels" / "5163.yaml").read_text("utf-8"))
    wrong = {**known, "across": 3.5, "rows": 6}
    with pytest.raises(ProblemsError) as caught:
        read_label_sheet(json.dumps(wrong).encode(), "templates/labels/ours.yaml")
    assert [problem.message for problem in caught.value.problems] == [
        "the labels reach beyond the sheet's lower edge",
        "the labels lie on one another",
    ]
    (workspace / "templates" / "labels" / "ours.yaml").write_text(json.dumps({**known, "rows": 1}), "utf-8")
    add_list(workspace, [record(1), record(2), record(3)])
    outcome = command("labels", "psp-questionnaire", "some", "--sheet", "ours", workspace=workspace)
    assert outcome.status == 0, outcome.err
    assert page_count(printed(workspace, "labels")) == 2


def test_a_recipient_without_an_address_is_named(workspace: Path) -> None:
    bare = record(2)
    del bare["address"]
    add_list(workspace, [record(1), bare])
    outcome = command("envelopes", "psp-questionnaire", "some", workspace=workspace)
    assert outcome.status == 1
    assert "r2.address: address is missing; add it: a document of the layout envelope needs it" in outcome.err
    outcome = command("envelopes", "psp-questionnaire", "some", "--keep-going", workspace=workspace)
    assert outcome.status == 1
    assert page_count(printed(workspace, "envelopes")) == 1


def test_the_same_list_gives_the_same_bytes(workspace: Path) -> None:
    add_list(workspace, [record(1), record(2)])
    seen = []
    for _ in range(2):
        for what in ("envelopes", "labels"):
            assert command(what, "psp-questionnaire", "some", workspace=workspace).status == 0
        seen.append([printed(workspace, what).read_bytes() for what in ("envelopes", "labels")])
    assert seen[0] == seen[1]


HOSTILE = ["<b>&amp;</b>", "{{ 7 * 7 }}", "\\end{x}", "=1+1", "*a* _b_ [c](d)", "Ωμέγα ñ", "x" * 99]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_printed_as_text(workspace: Path, name: str) -> None:
    add_list(workspace, [record(1, name=name)])
    for what in ("envelopes", "labels"):
        outcome = command(what, "psp-questionnaire", "some", workspace=workspace)
        assert outcome.status == 0, outcome.err
        text = run(program("pdftotext"), "-enc", "UTF-8", "-raw", printed(workspace, what), "-").stdout
        letters = re.sub(r"\s", "", plain_line(name))
        assert letters in re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (Address("22 E. Market Street", "Suite #4", "St. Louis", "MO", "63101-1234"), ("22 E MARKET STREET", "SUITE #4", "ST LOUIS MO  63101-1234")),
        (Address("112-10 Bronx Rd.", "", "Winston-Salem", "NC", "27101"), ("112-10 BRONX RD", "WINSTON SALEM NC  27101")),
        (Address("39.2 Oak St., 39 1/2", "", "Coeur d’Alene", "ID", "83814"), ("39.2 OAK ST 39 1/2", "COEUR DALENE ID  83814")),
        (Address(as_given=("1 Main St.", "Springfield, Illinois 62701")), ("1 MAIN ST", "SPRINGFIELD IL  62701")),
        (Address(as_given=("1 Court", "Washington, District of Columbia  20530-0001")), ("1 COURT", "WASHINGTON DC  20530-0001")),
        (Address("PSC 3, Box 5", "", "APO", "AE", "09012"), ("PSC 3 BOX 5", "APO AE  09012")),
        (Address("1 Rue X", "", "Paris", "", "75001", "France"), ("1 RUE X", "PARIS 75001", "FRANCE")),
    ],
)  # fmt: skip
def test_the_postal_block_is_that_of_publication_28(address: Address, lines: tuple[str, ...]) -> None:
    assert postal_lines(Recipient("a", address=address)) == lines
