"""Who was asked, and how each matter stands, as the terminal and JSON tell it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator

from correspondence.cli.replies.tables import plain
from correspondence.entries import Entry
from correspondence.register import Register
from correspondence.replying.tallying import tally
from tests.command_line import command
from tests.replies.conftest import Furnished
from tests.replies.histories import AT, MAILING, TEMPLATE, Office, letter_named, office_at
from tests.replies.media import Made
from tests.tools import ROOT

if TYPE_CHECKING:
    import pytest

DAY = "2017-08-26"
SUMMARY = (
    "18 letters with a questionnaire, 1 not posted, 1 posted, 1 returned, 1 acknowledged, 1 extension-requested, 1 refused, "
    "6 needs-review, 1 partly-answered, 5 answered, 3 overdue, 2 replies belong to no letter yet.\n"
)


def test_the_table_shows_who_answered_what(furnished: Furnished) -> None:
    status = command("replies", "status", MAILING, "--as-of", DAY, workspace=furnished.root)
    assert status.status == 0
    assert status.err == SUMMARY
    remind = f"correspondence replies remind {MAILING} --template TEMPLATE --only baltimore,yarrow,oakhurst"
    review = "--only lakemont,mesa-verde-heights,kenwood,quarry-ridge,vista-del-rio,calder-county"
    assert status.lines == [
        f"{MAILING}: Public Safety Partnership questionnaire",
        "1 facility-access  2 release-notice  3 detainer-requests",
        "",
        "To                  State                     1         2            3",
        "irving-park         answered                  yes       yes          no",
        "    PSP-2017-225J-7, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "harlan-mills        answered                  yes       yes          no",
        "    PSP-2017-225H-Y, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "tamarack            answered                  no        no           no",
        "    PSP-2017-225V-M, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "lakemont            needs-review              n/a?      n/a?         n/a?",
        "    PSP-2017-225M-5, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "mesa-verde-heights  needs-review              yes?      yes?         no?",
        "    PSP-2017-225N-F, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "kenwood             needs-review              yes       unanswered?  no",
        "    PSP-2017-225L-3, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "rosedale            answered                  yes       no           no",
        "    PSP-2017-225T-R, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "quarry-ridge        needs-review              no        yes          no?",
        "    PSP-2017-225S-P, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "vista-del-rio       needs-review              yes       partial?     no",
        "    PSP-2017-225X-Z, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "baltimore           acknowledged, OVERDUE     -         -            -",
        "    PSP-2017-2257-C, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "stockton            extension-requested       -         -            -",
        "    PSP-2017-2259-G, posted 2017-08-04 by first-class-mail, due 2017-09-08 +",
        "new-linden          refused                   -         -            -",
        "    PSP-2017-225P-H, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "yarrow              posted, OVERDUE           -         -            -",
        "    PSP-2017-225Z-V, posted 2017-08-04 by certified-mail, due 2017-08-18",
        "san-bernardino      not posted                -         -            -",
        "    PSP-2017-2258-E, due 2017-08-18",
        "albuquerque         returned                  -         -            -",
        "    PSP-2017-2256-A, posted 2017-08-04 by certified-mail, due 2017-08-18",
        "union-grove         answered                  n/a       n/a          n/a",
        "    PSP-2017-225W-X, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "calder-county       needs-review              unclear?  yes          partial?",
        "    PSP-2017-225C-N, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "oakhurst            partly-answered, OVERDUE  yes       n/a          -",
        "    PSP-2017-225Q-B, posted 2017-08-04 by first-class-mail, due 2017-08-18",
        "",
        "? is proposed and waits for a person; - nobody has answered it; + more time was granted",
        "",
        "To do:",
        f"    1 letter: post it, then run: correspondence register mark {MAILING} --posted DATE --only san-bernardino",
        f"    1 letter: find the right address, then issue it anew: correspondence register mark {MAILING} --reissue --only albuquerque",
        f"    6 letters: decide what waits: correspondence replies review {MAILING} {review}",
        f"    3 letters: remind them: {remind}",
        "",
        "Replies that belong to no letter yet:",
        "    128-sheriff-not-on-list.docx  received 2017-08-21",
        "        the letterhead names nobody who was asked",
        "    019-three-pages-from-a-stranger.pdf  received 2017-08-24",
        "        the letterhead names nobody who was asked",
        "    say whose they are: correspondence replies review",
    ]


def test_a_wide_terminal_shows_names_routes_and_numbers_too(
    furnished: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("correspondence.cli.replies.tables.WIDTH", 220)
    lines = command("replies", "status", "--as-of", DAY, workspace=furnished.root).lines
    head = next(line for line in lines if line.startswith("To "))
    assert head.split() == ["To", "Name", "Number", "Posted", "By", "Due", "State", "1", "2", "3"]
    row = next(line for line in lines if line.startswith("yarrow "))
    cells = [row[head.index(name) :].split("  ")[0] for name in ("Name", "Number", "Posted", "By", "Due", "State")]
    assert cells[0] == "Chief Bill Novotny, Yarrow Police Department"
    assert cells[2:] == ["2017-08-04", "certified-mail", "2017-08-18", "posted, OVERDUE"]


def test_json_tells_all_of_it_by_its_contract(furnished: Furnished) -> None:
    status = command("replies", "status", MAILING, "--as-of", DAY, "--json", workspace=furnished.root)
    assert (status.status, status.err) == (0, "")
    told = json.loads(status.out)
    schema = json.loads((ROOT / "docs" / "json" / "replies-status.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(told)] == []
    by_id = {one["recipient"]: one for one in told["asked"]}
    assert by_id["stockton"]["extended"] == {
        "until": "2017-09-08",
        "by": "Robin Example",
        "reason": "Asked for by the chief",
    }
    assert (by_id["stockton"]["due"], by_id["stockton"]["overdue"]) == ("2017-09-08", False)
    rosedale = by_id["rosedale"]["answers"]["release-notice"]
    assert rosedale["state"] == "on-record"
    assert (rosedale["on_record"]["answer"], rosedale["on_record"]["received"]) == ("no", "2017-08-25")
    assert [one["answer"] for one in rosedale["earlier"]] == ["yes"]
    decided = by_id["quarry-ridge"]["answers"]["facility-access"]["on_record"]
    assert decided["decided_by"] == "Robin Example"
    assert decided["reason"].startswith("The second paragraph takes back what the first one says")
    [waiting] = by_id["lakemont"]["answers"]["facility-access"]["waiting"]
    assert (waiting["answer"], waiting["reason"]) == ("not_applicable", "another sentence speaks of the same question")
    [reply] = by_id["baltimore"]["replies"]
    assert (reply["kind"], reply["received"], reply["name"]) == (
        "acknowledgement",
        "2017-08-11",
        "028-receipt-confirmed.pdf",
    )
    assert [one["name"] for one in told["unmatched"]] == [
        "128-sheriff-not-on-list.docx",
        "019-three-pages-from-a-stranger.pdf",
    ]
    remedies = {one["recipient"]: one["remedy"] for one in told["asked"] if one["remedy"]}
    assert remedies["kenwood"] == f"decide what waits: correspondence replies review {MAILING} --only kenwood"
    assert sorted(remedies) == sorted(
        [
            *("lakemont", "mesa-verde-heights", "kenwood", "quarry-ridge", "vista-del-rio", "calder-county"),
            *("baltimore", "yarrow", "oakhurst", "san-bernardino", "albuquerque"),
        ]
    )


def asked_for_time(office: Office) -> Register:
    office.ask("stockton")
    letter = letter_named("030")
    office.case("stockton").posted().replied(letter, Made("time.txt", letter.text.encode()))
    return office.register


def test_who_asks_for_time_is_granted_it_or_reminded(tmp_path: Path) -> None:
    with office_at(tmp_path / "office") as office:
        register = asked_for_time(office)
        [one] = tally(register, datetime.date(2017, 8, 17)).letters
        assert one.remedy == f"grant more time: correspondence replies extend {MAILING} --only stockton --until DATE"
        office.case("stockton").entry("amended", {"due": "2017-09-08"})
        [one] = tally(register, datetime.date(2017, 9, 8)).letters
        assert (one.state, one.due, one.remedy) == ("extension-requested", datetime.date(2017, 9, 8), "")
        [one] = tally(register, datetime.date(2017, 9, 9)).letters
        assert one.remedy.startswith("remind them: correspondence replies remind")


def test_an_answer_that_waits_beside_one_on_record_is_marked(tmp_path: Path) -> None:
    letter = letter_named("003")
    with office_at(tmp_path / "office") as office:
        office.ask("yarrow")
        case = office.case("yarrow").posted()
        case.replied(letter, Made("first.txt", letter.text.encode()), accepted=True)
        case.replied(letter, Made("second.txt", letter.text.encode() + b"\n"), "2017-08-20")
    status = command("replies", "status", workspace=tmp_path / "office")
    assert "yarrow  2017-08-04  first-class-mail  2017-08-18  needs-review  no !  no !  no !" in status.lines
    assert "! another answer waits for a person" in status.lines


def test_a_mailing_of_400_is_a_table_of_400_lines(tmp_path: Path) -> None:
    with office_at(tmp_path / "office") as office:
        details = {
            "title": "Public Safety Partnership questionnaire",
            "questionnaire": "psp-2017",
            "questions": ["facility-access", "release-notice", "detainer-requests"],
            "due": "2017-08-18",
        }
        names = [f"town-{number:03}" for number in range(400)]
        for name in names:
            named = {**details, "name": f"Chief Pat Example, Police Department of {name}"}
            office.register.append([Entry("made", MAILING, AT, name, f"REF-{name}", TEMPLATE, details=named)])
            office.register.append(
                [
                    Entry(
                        "dispatched",
                        MAILING,
                        AT,
                        name,
                        details={"date": "2017-08-04", "route": "priority-mail"},
                        template=TEMPLATE,
                    )
                ]
            )
    status = command("replies", "status", "--as-of", DAY, workspace=tmp_path / "office")
    assert status.lines[-1] == (
        f"    400 letters: remind them: correspondence replies remind {MAILING} --template TEMPLATE"
    )
    assert [line.split(" ")[0] for line in status.lines if line.startswith("town-")] == names
    assert len(status.lines) < 412
    assert [line for line in status.lines[:-1] if len(line) > 100] == []
    assert status.lines[4].startswith("town-000  Chief Pat Example, Poli")
    assert status.err == "400 letters with a questionnaire, 400 posted, 400 overdue.\n"


def test_in_a_narrow_terminal_answers_have_lines_of_their_own(
    furnished: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("correspondence.cli.replies.tables.WIDTH", 60)
    lines = command("replies", "status", "--as-of", DAY, workspace=furnished.root).lines
    place = lines.index("kenwood             needs-review")
    assert lines[place + 1 : place + 3] == [
        "    1 yes  2 unanswered?  3 no",
        "    PSP-2017-225L-3, posted 2017-08-04 by first-class-mail, due 2017-08-18",
    ]


def test_two_mailings_stand_one_below_the_other(tmp_path: Path) -> None:
    with office_at(tmp_path / "office") as office:
        office.ask("yarrow")
        details = {"title": "Cameras", "questionnaire": "cameras", "questions": ["count"], "due": "2018-03-01"}
        office.register.append([Entry("made", "cameras-2018", AT, "yarrow", "", "cameras", details=details)])
    lines = command("replies", "status", workspace=tmp_path / "office").lines
    assert [line for line in lines if ": " in line and not line.startswith(" ")] == [
        f"{MAILING}: Public Safety Partnership questionnaire, due 2017-08-18",
        "cameras-2018: Cameras, due 2018-03-01",
    ]
    only = command("replies", "status", "cameras-2018", workspace=tmp_path / "office").lines
    assert only[0] == "cameras-2018: Cameras, due 2018-03-01"


def test_a_name_that_steers_the_terminal_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    with office_at(tmp_path / "office") as office:
        office.ask("yarrow")
        office.stray(Made("answer\u202efdp.exe\x1b[2J", b"Yes."), "it names\nnobody")
    status = command("replies", "status", workspace=tmp_path / "office")
    assert "    answer<U+202E>fdp.exe<U+001B>[2J  received 2017-08-21" in status.lines
    assert "        it names nobody" in status.lines
    assert "A reply that belongs to no letter yet:" in status.lines
    assert status.err.endswith(", 1 reply belongs to no letter yet.\n")
    assert plain("x\x9b31m\u2066y") == "x<U+009B>31m<U+2066>y"
