"""``check`` and ``preview``: everything that would go wrong, told at once, and nothing made."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import pytest

from tests.command_line import command

TEMPLATE = "templates/psp-questionnaire.md"
LIST = "recipients/psp-2017-08-03.yaml"
LETTER = ("psp-questionnaire", "psp-2017-08-03")


def change(workspace: Path, file: str, *pairs: tuple[str, str]) -> None:
    """Replace words in a file of the workspace; each must be there."""
    path = workspace / file
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def checked(workspace: Path, *words: str) -> list[str]:
    """Check the letter, which must not be sound, and return what is said about it."""
    outcome = command("check", *(words or LETTER), workspace=workspace)
    assert (outcome.status, outcome.err) == (1, "")
    assert not (workspace / "output").exists()
    return outcome.lines


def test_problems_of_all_files_are_told_at_once(workspace: Path) -> None:
    change(
        workspace, TEMPLATE, ("signer: alan-hanson", "signer: alan-hansen"), ("date: 2017-08-03", "date: 2017-13-03")
    )
    change(workspace, LIST, ('"87102"', "02120"), ("jurisdiction: Baltimore", "jurisdiciton: Baltimore"))
    change(workspace, "correspondence.yaml", ("profile:", "profil:"))
    assert checked(workspace) == [
        "templates/psp-questionnaire.md cannot be used:",
        "  line 7, date: 2017-13-03 is not a day of the calendar; write year-month-day, such as 2017-08-03",
        "recipients/psp-2017-08-03.yaml cannot be used:",
        '  line 10, recipients[0].address.zip: 02120 has a leading zero and no quotes, so YAML takes it for a number; write "02120" with quotes',
        '  line 17, recipients[1].jurisdiciton: "jurisdiciton" is not a field of a recipient; did you mean "jurisdiction"?',
        "correspondence.yaml cannot be used:",
        '  line 3, profil: "profil" is not a field of a workspace\'s settings; did you mean "profile"?',
        "4 errors before a document was composed.",
        "Fix 1 address, mend 3 other things.",
    ]


def test_problems_of_layout_look_sender_and_signer_are_told_at_once(workspace: Path) -> None:
    change(workspace, TEMPLATE, ("signer: alan-hanson", "signer: alan-hansen\nsigning_for: nobody"))
    change(workspace, "templates/layouts/letter/style.css", ("text-indent: 0.5in", "text-shadow: 1pt"))
    change(workspace, "templates/layouts/letter/layout.md", ("::: city-line\n", "::: city-lien\n"))
    lines = checked(workspace)
    assert lines[-1] == "4 errors before a document was composed."
    assert lines[0] == "templates/layouts/letter/style.css cannot be used:"
    assert lines[1] == (
        '  line 29: "text-shadow" is not a property that PDF and Word share; leave it out, or write it in @media print, '
        "which is for the PDF alone"
    )
    assert lines[2:6] == [
        "templates/psp-questionnaire.md cannot be used:",
        '  line 6, signer: there is no signer "alan-hansen"; choose one of alan-hanson (did you mean "alan-hanson"?)',
        '  line 7, signing_for: there is no signer "nobody"; choose one of alan-hanson',
        "templates/layouts/letter/layout.md cannot be used:",
    ]
    assert lines[6].startswith('  line 49: there is no division "city-lien"; ')


def test_a_missing_value_is_told_once_with_those_who_lack_it(workspace: Path) -> None:
    change(workspace, TEMPLATE, ("Thank you for", "In {{ recipient.county }} and {{ nowhere }}: thank you for"))
    change(workspace, LIST, ("jurisdiction: Albuquerque, New Mexico", "county: Bernalillo"))
    assert checked(workspace) == [
        "templates/psp-questionnaire.md cannot be used:",
        "  line 31, nowhere: nowhere has no value for any of the 4 recipients; define it below 'values:' in the front matter of templates/psp-questionnaire.md, or mend its name",
        "  line 31, recipient.county: recipient.county has no value for baltimore, san-bernardino, stockton; add 'county:' to the recipients in recipients/psp-2017-08-03.yaml, or below 'shared:'",
        "2 errors in 4 documents checked.",
        "Enter missing data in 3 rows, correct the text in 1 place.",
    ]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            ("nosuch", "psp-2017-08-03"),
            [
                "templates/nosuch.md cannot be used:",
                '  there is no template "nosuch"; choose one of iacp-remarks, law-enforcement-fact-sheet, psp-overview, psp-press-release, psp-questionnaire, psp-reminder, supporting-law-enforcement',
            ],
        ),
        (
            ("psp-questionnaire", "psp-2017-08-30"),
            [
                "recipients/psp-2017-08-30.yaml cannot be used:",
                '  there is no recipient list "psp-2017-08-30"; choose one of psp-2017-08-03 (did you mean "psp-2017-08-03"?)',
            ],
        ),
        (
            ("psp-overview", "psp-2017-08-03"),
            [
                "templates/psp-overview.md cannot be used:",
                "  layout: a document of the layout statement goes to no recipients; make it without a list: 'correspondence render psp-overview'",
            ],
        ),
        (
            ("psp-questionnaire", "--only", "stockton"),
            ["--only:", "  no list is named from which it could pick; name the list too"],
        ),
        (
            (*LETTER, "--set", "dtae=2018-01-01"),
            [
                "--set:",
                '  "dtae" is not a field of the layout letter; choose one of date, reference, closing, signature, enclosures, copies, continuation, envelope (did you mean "date"?)',
            ],
        ),
        (
            (*LETTER, "--set", "date=August 3"),
            ["--set:", '  date: "August 3" is not a date; write year-month-day, such as 2017-08-03'],
        ),
    ],
)
def test_what_cannot_be_found_is_named(workspace: Path, words: tuple[str, ...], lines: list[str]) -> None:
    assert checked(workspace, *words) == [*lines, "1 error before a document was composed."]


def test_a_letter_without_its_list_is_checked_by_itself(workspace: Path) -> None:
    alone = command("check", "psp-questionnaire", workspace=workspace)
    assert (alone.status, alone.out) == (0, "The template alone checked: nothing to mend.\n")
    change(workspace, TEMPLATE, ("{{ questions }}", "{{ questions }"))
    lines = checked(workspace, "psp-questionnaire")
    assert lines[0] == "templates/psp-questionnaire.md cannot be used:"
    assert lines[1].startswith("  line 29: the template cannot be read: ")
    assert lines[1].endswith("in '{{ questions }'; mend the braces, or the word inside them")


def test_a_template_and_a_list_are_named_by_their_paths_too(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace / "templates")
    found = command("check", "psp-questionnaire.md", "../recipients/psp-2017-08-03.yaml")
    assert (found.status, found.out) == (0, "4 documents checked: nothing to mend.\n")


def test_a_warning_is_counted_and_stops_only_a_strict_check(workspace: Path) -> None:
    change(workspace, LIST, ("    organization: Stockton", "    position: Chief of Police\n    organization: Stockton"))
    change(workspace, LIST, ("street: 22 E. Market Street", "street: 22 E. Market Street, street2: Room 1"))
    lines = [
        "recipients/psp-2017-08-03.yaml:",
        "  warning: line 24: the inside address of stockton has 6 lines, and the profile justice-2017 allows 5; shorten it, or raise inside_address_lines in the profile [address-lines]",
        "1 warning in 4 documents checked.",
        "Fix 1 address.",
    ]
    for strict, status in (((), 0), (("--strict",), 1)):
        found = command("check", *LETTER, *strict, workspace=workspace)
        assert (found.status, found.lines) == (status, lines)
    merged = command("merge", *LETTER, "--format", "text", workspace=workspace)
    assert (merged.status, merged.err.splitlines()) == (0, [*lines[:2], "4 files made, 1 warning."])


def test_too_many_pages_are_found_when_the_letters_are_laid_out(workspace: Path) -> None:
    change(workspace, "templates/layouts/letter/layout.md", ("signer: required\n", "signer: required\npage_limit: 1\n"))
    assert command("check", *LETTER, workspace=workspace).out == "4 documents checked: nothing to mend.\n"
    found = command("check", *LETTER, "--rendered", "--only", "stockton", workspace=workspace)
    assert (found.status, found.lines) == (
        0,
        [
            "templates/psp-questionnaire.md:",
            "  warning: the letter to stockton has 2 pages, and the layout letter allows 1; shorten it, or raise page_limit in the layout [page-limit]",
            "1 warning in 1 document checked.",
            "Look at 1 page layout.",
        ],
    )


def test_a_fault_of_the_look_is_found_when_the_letters_are_laid_out(workspace: Path) -> None:
    change(
        workspace, "templates/layouts/letter/style.css", (".date {", "@media print { .date { colour: red } }\n.date {")
    )
    lines = checked(workspace, *LETTER, "--rendered")
    assert lines[0] == "templates/layouts/letter/style.css cannot be used:"
    assert "colour" in lines[1]
    assert lines[1].endswith("mend the style sheet or the template")


def test_problems_as_json(workspace: Path) -> None:
    change(workspace, LIST, ('"87102"', '"8710"'))
    found = command("check", *LETTER, "--json", workspace=workspace)
    assert (found.status, found.err) == (1, "")
    assert json.loads(found.out) == {
        "schema": "correspondence/problems/1",
        "checked": 3,
        "problems": [
            {
                "file": "recipients/psp-2017-08-03.yaml",
                "line": 10,
                "row": None,
                "column": None,
                "field": "recipients[0].address.zip",
                "severity": "error",
                "sheet": None,
                "rule": "",
                "task": "",
                "message": '"8710" is not a ZIP code',
                "remedy": "write five digits, or five, a hyphen and four",
            }
        ],
    }
    merged = command("merge", *LETTER, "--json", workspace=workspace)
    assert (merged.status, merged.err) == (1, "")
    assert json.loads(merged.out)["problems"] == json.loads(found.out)["problems"]


def test_what_is_attached_is_checked_too(workspace: Path) -> None:
    change(workspace, TEMPLATE, ("Thank you", "Thank you, {{ recipient.nobody }}"))
    lines = checked(workspace, "psp-press-release")
    assert lines == [
        "templates/psp-questionnaire.md cannot be used:",
        "  line 31, recipient.nobody: recipient.nobody has no value for any of the 4 recipients; add 'nobody:' to the recipients in recipients/psp-2017-08-03.yaml, or below 'shared:'",
        "1 error in 1 document checked.",
        "Correct the text in 1 place.",
    ]


def test_preview_draws_every_page_and_issues_nothing(workspace: Path) -> None:
    drawn = command("preview", *LETTER, "--only", "stockton,baltimore", "--only", "stockton", workspace=workspace)
    folder = workspace / "output" / "preview" / "psp-2017-08-03"
    names = ["baltimore-1.png", "baltimore-2.png", "stockton-1.png", "stockton-2.png"]
    assert (drawn.status, drawn.err) == (0, "4 pages; nothing was issued.\n")
    assert drawn.lines == [str(folder / name) for name in names]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert [path.name for path in (workspace / "output").iterdir()] == ["preview"]
    for name in names:
        start = (folder / name).read_bytes()[:24]
        assert start[:16] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
        assert struct.unpack(">II", start[16:]) == (850, 1100)


def test_preview_takes_away_pages_that_are_no_more(workspace: Path) -> None:
    assert command("preview", *LETTER, "--only", "stockton", workspace=workspace).status == 0
    change(workspace, TEMPLATE, ("{{ questions }}", "Soon."))
    path = workspace / TEMPLATE
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"\nIn determining.*(?=\nSoon)", "", text, flags=re.DOTALL), "utf-8")
    drawn = command("preview", *LETTER, "--only", "stockton", "--json", workspace=workspace)
    folder = workspace / "output" / "preview" / "psp-2017-08-03"
    assert [path.name for path in folder.iterdir()] == ["stockton-1.png"]
    made = json.loads(drawn.out)
    assert made == {
        "schema": "correspondence/made/1",
        "files": [{"path": str(folder / "stockton-1.png"), "pages": 1}],
        "failed": [],
        "kept": [],
        "unchanged": [],
        "problems": [],
    }


def test_preview_of_what_is_not_sound_draws_nothing(workspace: Path) -> None:
    change(workspace, LIST, ("id: stockton", "id: ../stockton"))
    refused = command("preview", *LETTER, workspace=workspace)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.splitlines() == [
        "recipients/psp-2017-08-03.yaml cannot be used:",
        '  line 24, recipients[3].id: "../stockton" is not an id; use letters, digits, hyphens and underscores, and begin with a letter or digit',
    ]
    assert not (workspace / "output").exists()


def test_an_unknown_layout_and_sender_are_told_at_the_line_that_names_them(workspace: Path) -> None:
    change(
        workspace, TEMPLATE, ("layout: letter", "layout: lettr"), ("office-of-justice-programs", "office-of-justise")
    )
    said = checked(workspace)
    assert said[0] == "templates/psp-questionnaire.md cannot be used:"
    assert said[1].startswith(
        '  line 3, layout: there is no layout "lettr"; choose one of envelope, fact-sheet, labels,'
    )
    assert said[1].endswith('(did you mean "letter"?)')
    assert said[2].startswith('  line 5, sender: there is no sender "office-of-justise"; choose one of ')
    assert said[3:] == ["2 errors before a document was composed."]


def test_an_empty_value_in_the_middle_of_a_sentence_is_missing(workspace: Path) -> None:
    change(workspace, TEMPLATE, ("Thank you for your", "We thank {{ recipient.jurisdiction }} for the"))
    change(workspace, LIST, ("    jurisdiction: Baltimore, Maryland\n", ""))
    assert checked(workspace) == [
        "templates/psp-questionnaire.md cannot be used:",
        (
            "  line 31, recipient.jurisdiction: recipient.jurisdiction has no value for baltimore; "
            "add 'jurisdiction:' to the recipients in recipients/psp-2017-08-03.yaml, or below 'shared:'"
        ),
        "1 error in 4 documents checked.",
        "Enter missing data in 1 row.",
    ]


def test_a_value_whose_name_is_mistyped_is_told_its_name(workspace: Path) -> None:
    change(workspace, TEMPLATE, ("Thank you for your", "We thank {{ recipient.jurisdicton }} for the"))
    assert checked(workspace) == [
        "templates/psp-questionnaire.md cannot be used:",
        (
            "  line 31, recipient.jurisdicton: recipient.jurisdicton has no value for any of the 4 recipients; "
            'did you mean "recipient.jurisdiction"?'
        ),
        "1 error in 4 documents checked.",
        "Correct the text in 1 place.",
    ]


def test_a_picture_that_ends_too_early_is_told_also_after_a_page_was_laid_out(workspace: Path) -> None:
    assert command("preview", *LETTER, "--only", "stockton", workspace=workspace).status == 0
    picture = workspace / "templates" / "senders" / "signatures" / "alan-hanson.png"
    picture.write_bytes(picture.read_bytes()[:2000])
    outcome = command("check", *LETTER, workspace=workspace)
    assert outcome.status == 1
    assert outcome.lines[0] == "templates/senders/signatures/alan-hanson.png cannot be used:"
    assert outcome.lines[1].startswith("  the picture cannot be read (")
    assert outcome.lines[1].endswith("); save it anew")
