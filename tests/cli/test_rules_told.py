"""How the faults that rules find are told, stop a merge, and are judged otherwise by an office."""

from __future__ import annotations

import json
from pathlib import Path

from tests.command_line import Outcome, command
from tests.sheets import separated

RELEASE = "templates/psp-press-release.md"
HEADINGS = ("ID", "Title", "Name", "Organization", "Street", "City", "State", "ZIP", "Email", "Jurisdiction", "Accept")
ROWS = (
    ("a", "Chief", "Pat Example", "Police Department", "1 Main Street", "Springfield", "IL", "62701", "pat@gmial.com", "Springfield", ""),
    ("b", "Chief", "Pat Example", "Police Department", "1 Main St.", "Springfield", "IL", "62701", "", "Springfield", ""),
    ("c", "Chief", "Robin Sample", "Police Department", "12 Elm Street", "Springfield", "MA", "62701", "", "Springfield", ""),
    ("d", "Chief", "Kim Specimen", "Police Department", "Town Hall", "Lakewood", "CO", "80214", "", "Lakewood", "address-street"),
    ("e", "Chief", "Lee Muster", "Police Department", "Town Hall", "Lakewood", "CO", "80214", "", "", "address-stret"),
)  # fmt: skip
LETTER = ("psp-questionnaire", "people")


def change(workspace: Path, name: str, *pairs: tuple[str, str]) -> None:
    """Change a file of the workspace."""
    path = workspace / name
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def people(workspace: Path, *rows: tuple[str, ...]) -> None:
    """Write a list of people as CSV."""
    (workspace / "recipients" / "people.csv").write_bytes(separated([HEADINGS, *rows]))


def checked(workspace: Path, *words: str) -> Outcome:
    """Check the letter to those people."""
    return command("check", *LETTER, *words, workspace=workspace)


SAID = {
    "mail": '  warning: row 2, column Email (I), a.email: "pat@gmial.com" looks mistyped; did you mean "gmail.com"? [email-domain]',
    "twice": "  warning: row 3, b: b and a (row 2) are one person at one address; delete one of the two [duplicate-recipient]",
    "state": "  row 4, column ZIP (H), c.address.zip: ZIP code 62701 is in IL, and the state is MA; look up which of the two is right [zip-state]",
    "street": '  warning: row 6, column Street (E), e.address.street: "Town Hall" has neither a house number nor a box; write the number, or the post office box [address-street]',
    "accept": '  row 6, column Accept (K), e.accept: there is no rule "address-stret"; docs/checking.md lists them (did you mean "address-street"?)',
}


def test_faults_of_a_sheet_are_told_at_their_cells_and_counted_up(workspace: Path) -> None:
    people(workspace, *ROWS)
    told = checked(workspace)
    assert told.status == 1
    assert told.lines[0] == "recipients/people.csv cannot be used:"
    assert sorted(told.lines[1:6]) == sorted(SAID.values())
    assert told.lines[6:] == [
        "2 errors and 3 warnings in 5 documents checked.",
        "Fix 2 addresses, look at 1 duplicate, check 1 e-mail address, mend 1 other thing.",
    ]


def test_problems_name_their_rule_and_task_in_json(workspace: Path) -> None:
    people(workspace, ROWS[2])
    [problem] = json.loads(checked(workspace, "--json").out)["problems"]
    assert (problem["rule"], problem["task"], problem["row"], problem["column"]) == (
        "zip-state",
        "address",
        2,
        "ZIP (H)",
    )


def test_an_error_of_a_rule_stops_a_merge_and_keep_going_makes_the_others(workspace: Path) -> None:
    people(workspace, *ROWS[:3])
    stopped = command("merge", *LETTER, "--format", "text", workspace=workspace)
    assert stopped.status == 1
    assert SAID["state"] in stopped.err
    assert list((workspace / "output").rglob("*.txt")) == []
    made = command("merge", *LETTER, "--format", "text", "--keep-going", workspace=workspace)
    assert made.status == 1
    assert sorted(path.name for path in (workspace / "output" / "people").glob("?.txt")) == ["a.txt", "b.txt"]
    assert SAID["mail"] in made.err


def test_a_duplicate_that_a_house_takes_for_an_error_is_not_made_twice(workspace: Path) -> None:
    people(workspace, *ROWS[:2])
    assert checked(workspace).status == 0
    change(
        workspace,
        "templates/profiles/justice-2017.yaml",
        ("state_names:", "rules: {duplicate-recipient: error}\nstate_names:"),
    )
    assert checked(workspace).status == 1
    made = command("merge", *LETTER, "--format", "text", "--keep-going", workspace=workspace)
    assert made.status == 1
    assert [path.name for path in (workspace / "output" / "people").glob("?.txt")] == ["a.txt"]
    assert (workspace / "output" / "people" / "failed.txt").read_text("utf-8") == "b\n"


def test_a_rule_may_be_silent_or_milder(workspace: Path) -> None:
    people(workspace, *ROWS[:3])
    rules = "rules: {duplicate-recipient: silent, email-domain: silent, zip-state: warning}\nstate_names:"
    change(workspace, "templates/profiles/justice-2017.yaml", ("state_names:", rules))
    told = checked(workspace)
    assert (told.status, told.lines[1:]) == (
        0,
        [
            SAID["state"].replace("  row", "  warning: row"),
            "1 warning in 3 documents checked.",
            "Fix 1 address.",
        ],
    )
    assert checked(workspace, "--strict").status == 1


def test_a_rule_that_a_profile_mistypes_is_told(workspace: Path) -> None:
    change(
        workspace,
        "templates/profiles/justice-2017.yaml",
        ("state_names:", "rules: {zip-sate: error, weekday: off}\nstate_names:"),
    )
    told = command("check", "psp-overview", workspace=workspace)
    assert told.status == 1
    assert 'rules.zip-sate: "zip-sate" is not a field of a list of rules; did you mean "zip-state"?' in told.out
    assert "rules.weekday: " in told.out


def test_faults_of_a_release_are_told_where_they_were_written(workspace: Path) -> None:
    change(
        workspace,
        RELEASE,
        (
            "release_number: 17-868",
            'release_number: 16-868\nembargo: {date: 2017-08-04, time: "10:30 a.m.", zone: EST}',
        ),
        ("dateline: WASHINGTON", "dateline: Washington"),
        ("In making the announcement,", "In making the announcement on Thursday, August 4, 2017,"),
    )
    told = command("check", "psp-press-release", workspace=workspace)
    assert (told.status, told.lines) == (
        1,
        [
            f"{RELEASE} cannot be used:",
            '  warning: line 8, dateline: the first paragraph begins with "Washington – The Department", and with no dateline; begin it with the city in capitals and a dash [release-dateline]',
            "  warning: line 9, release_number: the release number 16-868 is not one of 2017; mend the number or the date [release-number]",
            "  warning: line 10, embargo: EST does not hold on August 4, 2017; write EDT or ET [embargo]",
            "  line 17: August 4, 2017, is a Friday, and the text says Thursday; mend the weekday or the date [weekday]",
            "1 error and 3 warnings in 1 document checked.",
            "Correct the text in 1 place, put 3 parts of the release right.",
        ],
    )
    change(
        workspace,
        RELEASE,
        (
            "layout: press-release",
            "layout: press-release\naccept: [weekday, embargo, release-number, release-dateline]",
        ),
    )
    assert command("check", "psp-press-release", workspace=workspace).out == "1 document checked: nothing to mend.\n"


def test_answers_are_not_due_when_offices_are_closed(workspace: Path) -> None:
    change(workspace, "templates/psp-questionnaire.md", ("due: 2017-08-18", "due: 2017-09-04"))
    told = command("check", "psp-questionnaire", "psp-2017-08-03", workspace=workspace)
    assert told.status == 0
    assert told.lines[1].endswith(
        "questionnaire.due: answers are due on 2017-09-04, which is Labor Day, as it is observed; choose a day on which offices are open [due-day]"
    )


def test_a_placeholder_in_the_text_of_every_letter_is_told_once(workspace: Path) -> None:
    change(workspace, "templates/psp-questionnaire.md", ("Thank you for", "Call [telephone number]. Thank you for"))
    told = command("check", "psp-questionnaire", "psp-2017-08-03", workspace=workspace)
    assert told.out.count("[telephone number]") == 1
    assert told.lines[-2:] == ["1 warning in 4 documents checked.", "Correct the text in 1 place."]


def test_the_sample_is_clean(workspace: Path) -> None:
    for words, count in (
        (("psp-questionnaire", "psp-2017-08-03"), "4 documents"),
        (("psp-press-release",), "1 document"),
        (("psp-overview",), "1 document"),
        (("iacp-remarks",), "1 document"),
        (("law-enforcement-fact-sheet",), "1 document"),
        (("supporting-law-enforcement",), "1 document"),
    ):
        told = command("check", *words, "--strict", workspace=workspace)
        assert (told.status, told.out) == (0, f"{count} checked: nothing to mend.\n")
