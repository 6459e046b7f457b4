"""The proof sheet: what it says of a mailing is what the mailing becomes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.command_line import add_mailing, command
from tests.test_print_files import HOSTILE
from tests.tools import ROOT, qpdf_check, run, struct_text

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
SAMPLE = ("psp-questionnaire", "psp-2017-08-03")


def sheet(workspace: Path, mailing: str = "psp-2017-08-03") -> Path:
    return workspace / "output" / mailing / "proof" / f"{mailing}.pdf"


def words(workspace: Path, mailing: str = "psp-2017-08-03") -> str:
    """Return the words of a proof sheet in the order of its tags, blanks folded."""
    return " ".join(struct_text(sheet(workspace, mailing)).split())


def rows_of(workspace: Path, mailing: str = "psp-2017-08-03") -> list[dict[str, str]]:
    text = sheet(workspace, mailing).with_suffix(".csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_says_who_gets_what_before_anything_is_made(workspace: Path) -> None:
    outcome = command("proof", *SAMPLE, workspace=workspace)
    assert outcome.status == 0, outcome.err
    assert outcome.err == "4 letters on 8 pages, 4 new; nothing was issued.\n"
    assert qpdf_check(sheet(workspace)) == []
    said = words(workspace)
    assert "Proof: Public Safety Partnership questionnaire" in said
    assert "From: U.S. Department of Justice, Office of Justice Programs" in said
    assert "Letters: 4 Pages: 8 Since the last run: 4 new" in said
    assert "Chief Gorden Eden Jr., Albuquerque Police Department 400 Roma NW, Albuquerque, NM 87102 2 new" in said
    assert "recipient.salutation 4 Dear Chief Eden · Dear Commissioner Davis · Dear Chief Burguan" in said
    assert "recipient.address.lines 4 400 Roma NW, Albuquerque, NM 87102 ·" in said
    assert "questionnaire.due" not in said  # the same in all letters
    assert "Agreed by" in said
    # nothing was issued: no letter, no register
    assert sorted(path.name for path in (workspace / "output").rglob("*") if path.is_file()) == [
        "psp-2017-08-03.csv",
        "psp-2017-08-03.pdf",
    ]


def test_it_shows_a_letter_as_it_will_be(workspace: Path) -> None:
    from PIL import Image, ImageChops

    from correspondence.mailing.previewing import pictures

    assert command("proof", *SAMPLE, "--only", "albuquerque", workspace=workspace).status == 0
    assert command("merge", *SAMPLE, "--format", "pdf", "--only", "albuquerque", workspace=workspace).status == 0
    letter = workspace / "output" / "psp-2017-08-03" / "albuquerque.pdf"
    base = workspace / "picture"
    run("pdfimages", "-png", sheet(workspace), base)
    [drawn] = sorted(workspace.glob("picture-*.png"))
    with Image.open(drawn) as shown, Image.open(io.BytesIO(pictures(letter.read_bytes())[0])) as page:
        assert ImageChops.difference(shown.convert("RGB"), page.convert("RGB")).getbbox() is None


def test_it_says_what_changed_since_the_last_run(workspace: Path) -> None:
    assert command("merge", *SAMPLE, "--format", "pdf", workspace=workspace).status == 0
    recipients = workspace / "recipients" / "psp-2017-08-03.yaml"
    text = recipients.read_text("utf-8").replace("601 East Fayette", "610 East Fayette")
    recipients.write_text(text.replace("id: stockton", "id: modesto"), "utf-8")
    outcome = command("proof", *SAMPLE, "--json", workspace=workspace)
    found = json.loads(outcome.out)
    contract = json.loads((ROOT / "docs" / "json" / "proof.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(contract).iter_errors(found)] == []
    assert (found["since"], found["gone"]) == ({"unchanged": 2, "changed": 1, "new": 1}, ["stockton"])
    assert [(row["recipient"], row["last_run"]) for row in rows_of(workspace)] == [
        ("albuquerque", "unchanged"),
        ("baltimore", "changed"),
        ("san-bernardino", "unchanged"),
        ("modesto", "new"),
    ]
    said = words(workspace)
    assert "Since the last run: 2 unchanged, 1 changed, 1 new, 1 gone" in said
    assert "Made once, and of nobody on the list any more stockton" in said
    assert all(row["reference"].startswith("REF-2017-") for row in rows_of(workspace)[:3])


def test_what_somebody_should_look_at_stands_on_it(workspace: Path) -> None:
    recipients = workspace / "recipients" / "psp-2017-08-03.yaml"
    text = recipients.read_text("utf-8")
    recipients.write_text(text.replace("name: Kevin Davis", "name: Mary Ann Davis"), "utf-8")
    outcome = command("proof", *SAMPLE, workspace=workspace)
    assert outcome.status == 1  # one letter cannot be made
    assert "3 letters on 6 pages, 3 new; nothing was issued." in outcome.err
    said = words(workspace)
    assert "What somebody should look at" in said
    assert 'the salutation cannot be told for certain from "Commissioner Mary Ann Davis"' in said
    assert "Letters: 3" in said


def test_a_long_list_goes_on_in_the_file_beside_it(workspace: Path) -> None:
    from correspondence.approving import sheet as drawn

    add_mailing(workspace, drawn.MOST_ROWS + 5)
    outcome = command("proof", "notice", "many", workspace=workspace)
    assert outcome.status == 0, outcome.err
    assert "And 5 more, in many.csv." in words(workspace, "many")
    assert len(rows_of(workspace, "many")) == drawn.MOST_ROWS + 5


def test_hostile_names_are_words_on_it(workspace: Path) -> None:
    records = [
        {
            "id": f"r{number}",
            "name": f"Pat Example {name} | {{{{ 7 * 7 }}}}",
            "salutation": "Dear Chief",
            "address": ["1 Main Street", "Springfield, IL 62701"],
        }
        for number, name in enumerate(HOSTILE)
    ]
    (workspace / "recipients" / "some.yaml").write_text(json.dumps({"recipients": records}), "utf-8")
    assert command("proof", "psp-questionnaire", "some", workspace=workspace).status == 0
    said = words(workspace, "some").replace(" ", "")
    for record in records:
        assert str(record["name"]).replace(" ", "") in said
    assert all(not row["name"].startswith(("=", "+", "-", "@")) for row in rows_of(workspace, "some"))


def test_the_same_mailing_gives_the_same_bytes(workspace: Path) -> None:
    seen = []
    for _ in range(2):
        assert command("proof", *SAMPLE, workspace=workspace).status == 0
        seen.append(sheet(workspace).read_bytes())
    assert seen[0] == seen[1]
