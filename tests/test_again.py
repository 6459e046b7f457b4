"""A second run makes what has changed, and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import NOTICE, add_mailing, command

LETTERS = 5
MERGE = ("merge", "notice", "many", "--format", "text,docx")
UNCHANGED = f"0 files made, {LETTERS} letters unchanged.\n"
ALL = f"{2 * LETTERS} files made.\n"


@pytest.fixture(scope="module")
def merged_once(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace in which five letters were made."""
    folder = tmp_path_factory.mktemp("again") / "office"
    folder.mkdir()
    shutil.copy(root / "correspondence.yaml", folder)
    for name in ("templates", "recipients"):
        shutil.copytree(root / name, folder / name)
    add_mailing(folder, LETTERS)
    made = command(*MERGE, workspace=folder)
    assert (made.status, made.err) == (0, ALL)
    return folder


@pytest.fixture
def office(merged_once: Path, tmp_path: Path) -> Path:
    """Return a copy of it that a test may change."""
    folder = tmp_path / "office"
    shutil.copytree(merged_once, folder)
    return folder


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def contents(office: Path) -> dict[str, bytes]:
    return {path.relative_to(office).as_posix(): path.read_bytes() for path in sorted((office / "output").rglob("*.*"))}


def test_a_second_run_touches_neither_files_nor_register(office: Path) -> None:
    before = contents(office)
    times = {path: path.stat().st_mtime_ns for path in (office / "output" / "many").iterdir()}
    again = command(*MERGE, workspace=office)
    assert (again.status, again.out, again.err) == (0, "", UNCHANGED)
    assert contents(office) == before
    assert {path: path.stat().st_mtime_ns for path in (office / "output" / "many").iterdir()} == times


def test_a_second_run_as_json_names_what_stayed(office: Path) -> None:
    again = command(*MERGE, "--json", workspace=office)
    report = json.loads(again.out)
    assert (report["files"], report["unchanged"]) == ([], [f"r{number:03}" for number in range(LETTERS)])


def nothing(office: Path) -> None:
    del office


def another_template(office: Path) -> None:
    (office / "templates" / "other.md").write_text(NOTICE.replace("Notice", "Another notice"), "utf-8")
    (office / "templates" / "senders" / "another.yaml").write_text("agency: Another\n", "utf-8")


def another_order(office: Path) -> None:
    """Turn the list round, and put a remark before it: its rows and lines are others then."""
    file = office / "recipients" / "many.yaml"
    first, *records = file.read_text("utf-8").splitlines()
    file.write_text("\n".join(["# A remark", first, *reversed(records), ""]), "utf-8")


@pytest.mark.parametrize("what", [nothing, another_template, another_order], ids=lambda what: what.__name__)
def test_what_does_not_shape_a_letter_makes_none(office: Path, what: Callable[[Path], None]) -> None:
    what(office)
    again = command(*MERGE, workspace=office)
    assert (again.status, again.out, again.err) == (0, "", UNCHANGED)


def the_look(office: Path) -> None:
    change(office / "templates" / "layouts" / "letter" / "style.css", "@import", ".unseen { color: #111111 }\n@import")


def the_text(office: Path) -> None:
    change(office / "templates" / "notice.md", "the year that lies behind us", "the year before us")


def the_base_of_looks(office: Path) -> None:
    file = office / "templates" / "layouts" / "base.css"
    file.write_text(file.read_text("utf-8") + "\n.unseen { color: #111111 }\n", "utf-8")


def the_layout(office: Path) -> None:
    change(office / "templates" / "layouts" / "letter" / "layout.md", "::: closing", "\n::: closing")


def the_signer(office: Path) -> None:
    change(office / "templates" / "senders" / "office-of-justice-programs.yaml", "Alan", "Allan")


def the_signature(office: Path) -> None:
    """Paint the picture of the signature anew, a little larger."""
    from PIL import Image

    (file,) = (office / "templates" / "senders" / "signatures").glob("alan-hanson.*")
    with Image.open(file) as picture:
        picture.load()
        picture.resize((picture.width + 8, picture.height)).save(file)


def the_house(office: Path) -> None:
    file = office / "templates" / "profiles" / "justice-2017.yaml"
    file.write_text(file.read_text("utf-8") + "# a remark\n", "utf-8")


def shared_values(office: Path) -> None:
    file = office / "recipients" / "many.yaml"
    file.write_text(f"shared:\n  closing: 'Respectfully,'\n{file.read_text('utf-8')}", "utf-8")


@pytest.mark.parametrize(
    "what",
    [the_text, the_base_of_looks, the_layout, the_signer, the_signature, the_house, shared_values],
    ids=lambda what: what.__name__,
)
def test_what_shapes_all_letters_makes_all_of_them(office: Path, what: Callable[[Path], None]) -> None:
    what(office)
    again = command(*MERGE, workspace=office)
    assert (again.status, again.err) == (0, ALL)
    assert command(*MERGE, workspace=office).err == UNCHANGED


def test_a_value_of_the_command_line_makes_all_of_them(office: Path) -> None:
    given = ("--set", "date=2030-03-05")
    assert command(*MERGE, *given, workspace=office).err == ALL
    assert command(*MERGE, *given, workspace=office).err == UNCHANGED
    assert command(*MERGE, workspace=office).err == ALL


def test_a_changed_recipient_gets_a_new_letter_alone(office: Path) -> None:
    before = contents(office)
    change(office / "recipients" / "many.yaml", "Police Department 3", "Police Bureau")
    again = command(*MERGE, workspace=office)
    folder = office / "output" / "many"
    assert again.lines == [str(folder / "r003.txt"), str(folder / "r003.docx")]
    assert again.err == f"2 files made, {LETTERS - 1} letters unchanged.\n"
    after = contents(office)
    changed = {name for name, content in after.items() if content != before[name]}
    assert changed == {
        *(f"output/many/{name}" for name in ("manifest.json", "r003.docx", "r003.txt")),
        "output/register.sqlite",
    }
    assert "Police Bureau" in after["output/many/r003.txt"].decode()


def test_a_deleted_file_is_made_again(office: Path) -> None:
    before = contents(office)
    (office / "output" / "many" / "r001.docx").unlink()
    again = command(*MERGE, workspace=office)
    assert again.err == f"2 files made, {LETTERS - 1} letters unchanged.\n"
    assert contents(office) == before


def test_a_new_recipient_and_a_new_format_are_made(office: Path) -> None:
    add_mailing(office, LETTERS + 1)
    assert command(*MERGE, workspace=office).err == f"2 files made, {LETTERS} letters unchanged.\n"
    assert command("merge", "notice", "many", "--format", "text", workspace=office).err == (
        f"0 files made, {LETTERS + 1} letters unchanged.\n"
    )
    assert (
        command("merge", "notice", "many", "--format", "html", workspace=office).err == f"{LETTERS + 1} files made.\n"
    )


def test_letters_that_the_register_lost_are_registered_again(office: Path) -> None:
    before = contents(office)
    for file in (office / "output").glob("register.sqlite*"):
        file.unlink()
    assert command(*MERGE, workspace=office).err == UNCHANGED
    assert {name: content for name, content in contents(office).items() if "register" not in name} == {
        name: content for name, content in before.items() if "register" not in name
    }
    entries = json.loads(command("register", "list", "many", "--json", workspace=office).out)["entries"]
    assert [entry["recipient"] for entry in entries] == [f"r{number:03}" for number in range(LETTERS)]


def test_a_draft_is_remade_when_it_changes_alone(office: Path) -> None:
    draft = (*MERGE, "--draft")
    assert command(*draft, workspace=office).err == ALL
    assert command(*draft, workspace=office).err == UNCHANGED
    assert command(*MERGE, workspace=office).err == UNCHANGED


def test_warnings_are_told_again_at_the_line_where_the_record_stands_now(office: Path) -> None:
    long = "Department of Police, Bureau of Investigation\\nSection A\\nSection B\\nSection C\\nSection D"
    change(office / "recipients" / "many.yaml", "organization: Police Department 2", f'organization: "{long}"')
    first = command(*MERGE, workspace=office)
    warned = [line for line in first.err.splitlines() if line.startswith("  warning: ")]
    assert (first.status, len(warned), "line 4" in warned[0]) == (0, 1, True)
    again = command(*MERGE, workspace=office)
    assert again.err == first.err.replace(f"2 files made, {LETTERS - 1}", f"0 files made, {LETTERS}")
    file = office / "recipients" / "many.yaml"
    file.write_text(f"# A remark\n{file.read_text('utf-8')}", "utf-8")
    assert command(*MERGE, workspace=office).err == again.err.replace("line 4", "line 5")
