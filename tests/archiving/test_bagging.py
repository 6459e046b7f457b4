"""What goes into a bag, that it is the same bytes each time, and when none is made."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.archiving.office import MAILING, REPLY, STRANGER, by_another_tool, done, held, tree
from tests.command_line import PROGRAM, Outcome, command, spawned, variables
from tests.tools import program, run

REPLIED = hashlib.sha256(REPLY.encode()).hexdigest()
INSIDE = f"data/workspace/output/{MAILING}"


def test_a_bag_is_valid_by_another_tool_and_by_plain_checksums(bagged: Path) -> None:
    assert by_another_tool(bagged) == ""
    for algorithm in ("sha256", "sha512"):
        lists = (f"manifest-{algorithm}.txt", f"tagmanifest-{algorithm}.txt")
        run(program(f"{algorithm}sum"), "--check", "--strict", "--quiet", *lists, folder=bagged)
    outcome = done(command("bag", "--verify", bagged))
    assert outcome.out == ""
    assert re.fullmatch(r"\d+ files, [\d,]+ bytes: complete and valid\.\n", outcome.err)


def test_a_copy_with_one_byte_changed_is_valid_by_neither(bag: Path) -> None:
    letter = bag / INSIDE / "springfield.pdf"
    content = bytearray(letter.read_bytes())
    content[1000] ^= 1
    letter.write_bytes(content)
    assert f"{INSIDE}/springfield.pdf" in by_another_tool(bag)
    outcome = done(command("bag", "--verify", bag), 1)
    assert outcome.out == (
        f"{INSIDE}/springfield.pdf: changed: its checksum is not the one in manifest-sha256.txt, manifest-sha512.txt\n"
    )
    assert outcome.err.endswith(" bytes: 1 fault.\n")


def test_it_holds_what_went_out_and_came_in_and_its_source_and_nothing_of_others(bagged: Path, finished: Path) -> None:
    letters = [f"{name}{kind}" for name in ("shelbyville", "springfield") for kind in (".docx", ".pdf")]
    forms = [name.replace(".", ".form.") for name in letters]
    names = set(tree(bagged))
    assert {name for name in names if name.startswith(f"{INSIDE}/") and "/record/" not in name} == {
        f"{INSIDE}/{name}" for name in (*letters, *forms, "mail/springfield.eml", "manifest.json", "responses.yaml")
    }
    assert {name for name in names if "/record/" in name} == {
        f"{INSIDE}/record/{name}" for name in (*letters, *forms) if name.endswith(".pdf")
    }
    source = {
        name.removeprefix("data/workspace/")
        for name in names
        if name.startswith("data/workspace/") and "/output/" not in name
    }
    look = ("layout.md", "style.css")
    assert source == {
        "correspondence.yaml",
        "recipients/towns.yaml",
        "templates/towns.md",
        "templates/envelopes/window-10.yaml",
        "templates/profiles/justice-2017.yaml",
        "templates/senders/office-of-justice-programs.yaml",
        "templates/senders/signatures/alan-hanson.png",
        "templates/layouts/base.css",
        "templates/layouts/mail/cover.md",
        *(f"templates/layouts/{layout}/{name}" for layout in ("letter", "mail", "response-form") for name in look),
    }
    assert (bagged / f"data/workspace/output/originals/{REPLIED}.txt").read_text("utf-8") == REPLY
    assert len([name for name in names if "/originals/" in name]) == 2  # the letter, and what came by telephone
    stranger = hashlib.sha256(STRANGER.encode()).hexdigest()
    said = b"".join(path.read_bytes() for path in bagged.rglob("*") if path.is_file() and path.suffix != ".pdf")
    assert (finished / "output" / "originals" / f"{stranger}.txt").is_file()
    assert stranger.encode() not in said
    assert b"other-2020" not in said
    for name in names:
        if name.startswith("data/workspace/output/"):
            assert (bagged / name).read_bytes() == (finished / name.removeprefix("data/workspace/")).read_bytes()


def test_the_register_s_extract_keeps_to_its_contract(bagged: Path, finished: Path) -> None:
    text = (bagged / "data/register/register.json").read_text("utf-8")
    extract = held("bagged-register", Outcome(0, text, ""))
    entries = held("register", command("register", "list", "--json", workspace=finished))["entries"]
    own = [one["id"] for one in entries if one["mailing"] == MAILING or REPLIED in json.dumps(one)]
    assert [one["id"] for one in extract["entries"]] == own
    assert {one["mailing"] for one in extract["entries"]} == {MAILING, ""}  # as it came, nobody knew whose it is
    assert [one["recipient"] for one in extract["numbers"]] == ["springfield", "shelbyville"]
    assert len(extract["forms"]) == 2
    with (bagged / "data/register/entries.csv").open(encoding="utf-8-sig", newline="") as sheet:
        assert [int(row["id"]) for row in csv.DictReader(sheet)] == own


def test_two_bags_are_the_same_bytes_in_another_time_zone_locale_and_process(
    bagged: Path, office: Path, tmp_path: Path
) -> None:
    done(command("register", "mark", "others", "--posted", "2020-03-09", workspace=office))
    for path in office.rglob("*"):
        path.touch()
    there = {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    done(spawned("bag", MAILING, tmp_path / "again", folder=office, environment=there))
    assert tree(tmp_path / "again") == tree(bagged)
    for manifest in bagged.glob("*manifest-*.txt"):
        lines = manifest.read_bytes().splitlines()
        names = [line.partition(b"  ")[2] for line in lines]
        assert names == sorted(names)


def test_it_says_of_itself_what_an_archive_expects(bagged: Path, office: Path, tmp_path: Path) -> None:
    payload = [path for path in (bagged / "data").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in payload)
    lines = (bagged / "bag-info.txt").read_text("utf-8").splitlines()
    newest = held("register", command("register", "list", MAILING, "--json", workspace=office))["entries"][-1]["at"]
    software = next(line for line in lines if line.startswith("Bag-Software-Agent: correspondence"))
    assert lines == [
        "Source-Organization: Office of Examples",
        "Organization-Address: 1 Archive Road, Springfield, IL 62701",
        "Contact-Name: Pat Keeper",
        "Contact-Phone: (202) 555-0101",
        "Contact-Email: records@example.gov",
        "External-Identifier: towns",
        "External-Description: Water | and roads: the mailing towns, 2 documents, with source, replies and register",
        "Bag-Group-Identifier: Letters to Towns",
        "Disposition-Authority: DAA-0060-2017-0001-0001",
        "Access-Restriction: None",
        "Use-Restriction: None",
        f"Bagging-Date: {newest[:10]}",
        software,
        f"Payload-Oxum: {size}.{len(payload)}",
    ]
    assert (bagged / "bagit.txt").read_text("utf-8") == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    done(command("bag", MAILING, tmp_path / "dated", "--date", "2021-01-31", workspace=office))
    assert "Bagging-Date: 2021-01-31" in (tmp_path / "dated" / "bag-info.txt").read_text("utf-8").splitlines()
    assert by_another_tool(tmp_path / "dated") == ""


def test_the_finding_aid_lists_every_file_and_no_pipe_breaks_it(bagged: Path) -> None:
    text = (bagged / "finding-aid.csv").read_text("utf-8")
    assert {line.count("|") for line in text.splitlines()} == {12}
    rows = list(csv.DictReader(text.splitlines(), delimiter="|"))
    assert {row["File Name"]: row["SHA-256"] for row in rows} == {
        name: sha256 for name, sha256 in tree(bagged).items() if name.startswith("data/")
    }
    assert all(int(row["File Size"]) == (bagged / row["File Name"]).stat().st_size for row in rows)
    [letter] = [row for row in rows if row["File Name"] == f"{INSIDE}/springfield.pdf"]
    number = letter["Record ID"]
    assert re.fullmatch(r"REF-2020-\w{4}-\w", number)
    del letter["SHA-256"], letter["File Size"]
    assert letter == {
        "File Name": f"{INSIDE}/springfield.pdf",
        "Record ID": number,
        "Title": "Water ¦ and roads",
        "Description": "The letter to Mayor Robin Example, Town ¦ of Springfield, sent on 2020-03-05 by first-class-mail",
        "Creator": "Office of Examples ¦ Letters Desk",
        "Creation Date": "2020-03-04",
        "Access Restriction": "None",
        "Use Restriction": "None",
        "Series": "Letters to Towns",
        "Disposition Authority": "DAA-0060-2017-0001-0001",
        "File Format": "application/pdf",
    }
    [reply] = [row for row in rows if REPLIED in row["File Name"]]
    told = ("Record ID", "Title", "Description", "Creator", "Creation Date")
    assert [reply[name] for name in told] == [
        number,
        "springfield.txt",
        "Reply as it came, received on 2020-03-20",
        "Mayor Robin Example, Town ¦ of Springfield",
        "2020-03-20",
    ]


def test_the_command_says_what_it_does_and_as_json_by_its_contract(office: Path, tmp_path: Path) -> None:
    outcome = done(command("bag", MAILING, tmp_path / "told", workspace=office))
    assert outcome.err.splitlines()[0] == (
        "Bagging towns: 2 documents; 8 files that went out, 4 record copies, 1 file of mails, 2 replies, "
        "1 file of answers, 16 files of source, 2 files of the register."
    )
    assert outcome.out == f"{tmp_path / 'told'}\n"
    told = held("bag", command("bag", MAILING, tmp_path / "json", "--json", workspace=office))
    assert told["counts"] == {
        "sent": 8,
        "record": 4,
        "signed": 0,
        "approval": 0,
        "mail": 1,
        "reply": 2,
        "answers": 1,
        "source": 16,
        "register": 2,
    }
    assert (told["documents"], told["files"], told["problems"]) == (2, sum(told["counts"].values()), [])
    found = held("bag-verify", command("bag", "--verify", tmp_path / "json", "--json"))
    assert (found["valid"], found["files"], found["bytes"]) == (True, told["files"], told["bytes"])


def test_it_refuses_where_files_are_missing_or_changed_and_names_them_all(office: Path, tmp_path: Path) -> None:
    folder = office / "output" / MAILING
    (folder / "springfield.docx").write_bytes(b"another letter")
    (office / "output" / "originals" / f"{REPLIED}.txt").chmod(0o644)
    (office / "output" / "originals" / f"{REPLIED}.txt").write_text("another reply", "utf-8")
    outcome = done(command("bag", MAILING, tmp_path / "bag", workspace=office), 1)
    remedy = "put back the copy that was kept of it; 'correspondence register check towns' says what else was altered"
    assert outcome.err.splitlines()[1:] == [
        f"output/originals/{REPLIED}.txt cannot be used:",
        f"  the original of a reply is not as it came: its checksum has changed; {remedy}",
        f"{folder}/springfield.docx cannot be used:",
        f"  the file was changed since it was made: its checksum is another one; {remedy}",
    ]
    (folder / "shelbyville.pdf").unlink()
    (office / "output" / "originals" / f"{REPLIED}.txt").unlink()
    outcome = done(command("bag", MAILING, tmp_path / "bag", workspace=office), 1)
    kept = "put back the copy that was kept of it"
    remedy = f"{kept}: the letter was sent on 2020-03-05, and what went out cannot be made anew"
    assert outcome.err.splitlines() == [
        f"{folder}/shelbyville.pdf cannot be used:",
        f"  the file is not there any more; {remedy}",
        f"output/originals/{REPLIED}.txt cannot be used:",
        "  the original of a reply is not there any more; put it back from the copy that was kept of it",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["office"]


def test_it_replaces_nothing(office: Path, tmp_path: Path) -> None:
    for place in ("full", "empty", "file", "link"):
        path = tmp_path / place
        if place == "file":
            path.write_text("mine", "utf-8")
        elif place == "link":
            path.symlink_to(tmp_path / "nowhere")
        else:
            path.mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", "utf-8")
    before = tree(tmp_path)
    for place in ("full", "empty", "file", "link"):
        outcome = done(command("bag", MAILING, tmp_path / place, workspace=office), 1)
        assert outcome.err == f"{tmp_path / place} is there already, and no bag is ever replaced; name another folder\n"
    assert tree(tmp_path) == before


def test_there_is_no_bag_of_what_is_no_mailing_or_not_whole(office: Path, tmp_path: Path) -> None:
    for name in ("nobody", "../towns", "originals"):
        outcome = done(command("bag", name, tmp_path / "bag", workspace=office), 1)
        assert outcome.err.endswith(
            " holds no mailing; name one that was made, or give --output where it was made elsewhere\n"
        )
    (office / "output" / MAILING / ".journal").write_text("{}\n", "utf-8")
    outcome = done(command("bag", MAILING, tmp_path / "bag", workspace=office), 1)
    assert "was broken off, so that it is not known what is whole; run that command again first" in outcome.err
    (office / "output" / MAILING / ".journal").unlink()
    done(command("bag", MAILING, tmp_path / "bag", "--database", tmp_path / "none.sqlite", workspace=office), 1)
    assert not (tmp_path / "bag").exists()


def test_a_password_in_the_settings_goes_to_no_archive(office: Path, tmp_path: Path) -> None:
    settings = office / "correspondence.yaml"
    address = "postgresql+psycopg://clerk:secret@db.example.gov/register"
    settings.write_text(f"{settings.read_text('utf-8')}database: {address}\n", "utf-8")
    register = ("--database", office / "output" / "register.sqlite")
    outcome = done(command("bag", MAILING, tmp_path / "bag", *register, workspace=office), 1)
    assert outcome.err.startswith(
        "correspondence.yaml holds the password of the register's database, and would lie in the bag; take it out"
    )
    assert "secret" not in outcome.err
    assert not (tmp_path / "bag").exists()


def test_what_is_left_out_is_told(office: Path, tmp_path: Path) -> None:
    folder = office / "output" / MAILING
    (folder / "notes.txt").write_text("mine", "utf-8")
    for number in range(22):
        (folder / f"stray-{number:02}.txt").write_text("mine", "utf-8")
    (folder / "print").mkdir()
    (folder / "print" / "towns-1.pdf").write_text("for the printer", "utf-8")
    (office / "recipients" / "towns.yaml").unlink()
    (office / "correspondence.yaml").write_text("profile: justice-2017\narchive: {series: Letters}\n", "utf-8")
    done(command("register", "mark", MAILING, "--void", "--only", "shelbyville", workspace=office))
    (folder / "shelbyville.docx").unlink()
    told = held("bag", command("bag", MAILING, tmp_path / "bag", "--json", workspace=office))
    messages = {Path(one["file"]).name: one["message"] for one in told["problems"]}
    assert {one["severity"] for one in told["problems"]} == {"warning"}
    gone = "there is no such list of its own: the bag has its values as they stand in the documents and record copies"
    assert gone in [one["message"] for one in told["problems"] if one["file"] == "recipients/towns"]
    assert messages["notes.txt"] == "neither the register nor the manifest knows the file, so that it is left out"
    assert messages["shelbyville.docx"] == "the file is gone; its letter was voided, so that the bag does without it"
    assert messages["correspondence.yaml"] == (
        "the settings say nothing of disposition_authority, access_restriction, use_restriction, "
        "and the finding aid leaves it empty"
    )
    assert "towns-1.pdf" not in messages
    assert sorted(name for name in messages if name.startswith("stray")) == [f"stray-{one:02}.txt" for one in range(19)]
    more = "3 more files are left out, as neither the register nor the manifest knows them"
    assert more in [one["message"] for one in told["problems"]]
    assert by_another_tool(tmp_path / "bag") == ""
    names = tree(tmp_path / "bag")
    assert not [name for name in names if name.endswith(("notes.txt", "towns-1.pdf", "shelbyville.docx"))]
    source = ("towns.md", "layouts/letter/style.css", "layouts/response-form/layout.md")
    for name in (*source, "senders/signatures/alan-hanson.png"):
        assert f"data/workspace/templates/{name}" in names


def test_names_that_other_systems_do_not_take_go_into_no_bag(office: Path, tmp_path: Path) -> None:
    template = office / "templates" / "towns.md"
    pictures = office / "templates" / "maps"
    pictures.mkdir()
    source = next((office / "output" / MAILING).glob("*.pdf"))
    for name in ("100%.pdf", "Wells.pdf", "wells.pdf"):
        shutil.copy(source, pictures / name)
    if len(list(pictures.iterdir())) == 2:
        pytest.skip("this disk takes large letters for small ones")
    listed = "".join(f"  - {{pdf: maps/{one}, title: Map}}\n" for one in ("100%.pdf", "Wells.pdf", "wells.pdf"))
    template.write_text(template.read_text("utf-8").replace("date:", f"enclosures:\n{listed}date:"), "utf-8")
    outcome = done(command("bag", MAILING, tmp_path / "bag", workspace=office), 1)
    same = "the same on systems that take large letters for small ones"
    assert outcome.err.splitlines() == [
        "templates/maps/100%.pdf cannot be used:",
        "  its name has the character '%', which other systems do not take; give it another name, wherever it is named",
        "templates/maps/wells.pdf cannot be used:",
        f"  its name and that of templates/maps/Wells.pdf are {same}; give one of them another name",
    ]


def test_a_run_that_is_killed_leaves_no_bag_and_the_next_one_makes_it(office: Path, tmp_path: Path) -> None:
    target, part = tmp_path / "bags" / "bag", tmp_path / "bags" / ".bag.part"
    target.parent.mkdir()
    killed = subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, "bag", MAILING, str(target)], cwd=office, env=variables(), stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + 120
    while not part.exists() and killed.poll() is None and time.monotonic() < end:
        time.sleep(0.001)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not target.exists() or by_another_tool(target) == ""
    shutil.rmtree(target, ignore_errors=True)
    (part / "data").mkdir(parents=True, exist_ok=True)
    (part / "data" / "half.pdf").write_bytes(b"half of a file")
    done(command("bag", MAILING, target, workspace=office))
    assert by_another_tool(target) == ""
    assert [path.name for path in target.parent.iterdir()] == ["bag"]


def test_a_disk_that_is_full_leaves_nothing(office: Path, tmp_path: Path) -> None:
    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    ended = subprocess.run(  # noqa: S603 - our own program
        [*PROGRAM, "bag", MAILING, str(tmp_path / "bag")],
        cwd=office,
        env=variables(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small,
    )
    assert ended.returncode == 1
    assert f"{tmp_path / 'bag'} could not be written (File too large); nothing half-written is left" in ended.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["office"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("towns",), "write: correspondence bag MAILING DIR"),
        (("--verify",), "write: correspondence bag --verify DIR"),
        (("--restore", "bag"), "write: correspondence bag --restore DIR WORKSPACE"),
        (("--restore", "--verify", "bag"), "a bag is verified before it is restored; give --restore alone"),
        (("--verify", "bag", "--date", "2020-01-01"), "--date is for a bag that is made"),
    ],
)
def test_a_wrong_call_says_what_to_write(words: tuple[str, ...], said: str) -> None:
    outcome = command("bag", *words)
    assert (outcome.status, outcome.err.splitlines()[-1]) == (2, f"Error: {said}")
