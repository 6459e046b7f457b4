"""A new workspace, new files in it, and what is there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import command, spawned
from tests.tools import ROOT

TEXTS = {
    path.parent.name: path.read_text("utf-8") for path in sorted((ROOT / "templates" / "layouts").glob("*/layout.md"))
}
LAYOUTS = list(TEXTS)
WITH_BODY = [name for name, text in TEXTS.items() if "{% block body %}" in text]
"""The layouts of which somebody writes documents; the response form is made of a letter's questions."""
REMEDY = "name a new folder, so that nothing of yours is mixed with the sample"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Return a new workspace."""
    folder = tmp_path / "office"
    assert command("init", folder).status == 0
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def bundled_files() -> Iterator[str]:
    """Yield the files of the repository's workspace that a new one gets."""
    yield "correspondence.yaml"
    for kind in ("templates/*.md", "templates/senders/**/*", "templates/profiles/*", "recipients/*.yaml"):
        yield from (path.relative_to(ROOT).as_posix() for path in ROOT.glob(kind) if path.is_file())


def test_init_makes_a_workspace_with_the_sample_and_says_what_is_next(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    made = command("init", folder)
    found = files_of(folder)
    assert made.status == 0
    assert made.err == f"{len(found)} files written to {folder}.\n"
    assert made.lines == [
        "Next:",
        f"  cd {folder}",
        "  correspondence list",
        "  correspondence merge psp-questionnaire psp-2017-08-03",
    ]
    copied = {name: (ROOT / name).read_bytes() for name in bundled_files()}
    assert {name: found[name] for name in copied} == copied
    assert {name for name in found if name not in copied and "/schemas/" not in name} == {"README.md"}
    assert not (folder / "templates" / "layouts").exists()
    assert (folder / "output").is_dir()


def test_a_new_workspace_works(office: Path) -> None:
    checked = command("check", "psp-questionnaire", "psp-2017-08-03", workspace=office)
    assert (checked.status, checked.out) == (0, "4 documents checked: nothing to mend.\n")
    merged = command("merge", "psp-questionnaire", "psp-2017-08-03", "--format", "pdf,text", workspace=office)
    assert (merged.status, merged.err) == (0, "8 files made.\n")
    checked = command("check", "psp-reminder", "psp-2017-08-03", workspace=office)
    assert (checked.status, checked.out) == (0, "4 documents checked: nothing to mend.\n")
    for template in sorted(path.stem for path in (office / "templates").glob("*.md")):
        if template not in {"psp-questionnaire", "psp-reminder"}:
            rendered = command("render", template, "--format", "text,html", workspace=office)
            assert (rendered.status, rendered.err.split()[1:]) == (0, ["files", "made."]), template
    assert command("schemas", "--check", workspace=office).status == 0


def test_init_works_in_an_empty_folder_that_is_there(tmp_path: Path) -> None:
    made = spawned("init", ".", folder=tmp_path)
    assert (made.status, made.lines[1]) == (0, "  cd .")
    assert (tmp_path / "correspondence.yaml").is_file()


@pytest.mark.parametrize("there", ["notes.txt", "correspondence.yaml", "templates/psp-questionnaire.md"])
def test_init_refuses_a_folder_that_holds_something(tmp_path: Path, there: str) -> None:
    folder = tmp_path / "office"
    (folder / there).parent.mkdir(parents=True)
    (folder / there).write_text("mine", "utf-8")
    refused = command("init", folder)
    assert (refused.status, refused.out, refused.err) == (1, "", f"{folder} is not empty; {REMEDY}\n")
    assert files_of(folder) == {there: b"mine"}


def test_init_refuses_a_workspace_and_a_file(office: Path) -> None:
    before = files_of(office)
    refused = command("init", office)
    assert (refused.status, refused.err) == (1, f"{office} is not empty; {REMEDY}\n")
    assert files_of(office) == before
    file = office / "README.md"
    assert command("init", file).err == f"{file} is not empty; {REMEDY}\n"


def test_init_finishes_what_a_killed_one_began(office: Path) -> None:
    whole = files_of(office)
    for name in ("correspondence.yaml", "README.md", "recipients/psp-2017-08-03.yaml"):
        (office / name).unlink()
    (office / "recipients" / ".psp-2017-08-03.yaml.4711.part").write_bytes(b"shar")
    assert command("init", office).status == 0
    assert files_of(office) == whole


@pytest.mark.parametrize("layout", WITH_BODY)
def test_a_new_template_of_each_layout_checks_clean(office: Path, layout: str) -> None:
    made = command("new", "template", "fresh", "--layout", layout, workspace=office)
    assert (made.status, made.out) == (0, "templates/fresh.md\n")
    assert command("new", "list", "people", workspace=office).lines == ["recipients/people.yaml"]
    recipients = ("people",) if "\nrecipient: required\n" in TEXTS[layout] else ()
    checked = command("check", "fresh", *recipients, "--rendered", "--strict", workspace=office)
    assert (checked.status, checked.out) == (0, "1 document checked: nothing to mend.\n")


def test_a_new_layout_is_a_copy_that_templates_can_use(office: Path) -> None:
    made = command("new", "layout", "notice", "--layout", "memo", workspace=office)
    assert made.lines == [
        "templates/layouts/notice/layout.md",
        "templates/layouts/notice/style.css",
        "templates/schemas/notice.json",
    ]
    assert command("new", "template", "first", "--layout", "notice", workspace=office).status == 0
    assert command("check", "first", "--rendered", "--strict", workspace=office).status == 0


def test_a_new_sender_signs_a_letter(office: Path) -> None:
    made = command("new", "sender", "city-hall", workspace=office)
    assert (made.status, made.out) == (0, "templates/senders/city-hall.yaml\n")
    assert command("new", "list", "people", workspace=office).status == 0
    assert command("new", "template", "fresh", workspace=office).status == 0
    text = (office / "templates" / "fresh.md").read_text("utf-8")
    assert "\nsender: city-hall\nsigner: pat-example\n" in text
    assert "\nsignature: none\n" in text
    checked = command("check", "fresh", "people", "--rendered", "--strict", workspace=office)
    assert (checked.status, checked.out) == (0, "1 document checked: nothing to mend.\n")


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("template", "templates/fresh.md"),
        ("list", "recipients/fresh.yaml"),
        ("layout", "templates/layouts/fresh/layout.md"),
        ("sender", "templates/senders/fresh.yaml"),
    ],
)
def test_new_refuses_what_is_there(office: Path, kind: str, file: str) -> None:
    assert command("new", kind, "fresh", workspace=office).status == 0
    before = files_of(office)
    refused = command("new", kind, "fresh", workspace=office)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err == f"{file} exists; choose another name, or edit it\n"
    assert files_of(office) == before


def test_new_refuses_what_cannot_be_an_id_or_a_layout(office: Path) -> None:
    before = files_of(office)
    wrong = command("new", "list", "../elsewhere", workspace=office)
    assert (wrong.status, wrong.err.splitlines()) == (
        1,
        [
            "../elsewhere cannot be used:",
            '  "../elsewhere" cannot be an id; use letters, digits, hyphens and underscores',
        ],
    )
    unknown = command("new", "template", "fresh", "--layout", "leter", workspace=office)
    assert (unknown.status, unknown.err.splitlines()) == (
        1,
        [
            "templates/layouts/leter/layout.md cannot be used:",
            f'  there is no layout "leter"; choose one of {", ".join(LAYOUTS)} (did you mean "letter"?)',
        ],
    )
    assert files_of(office) == before


def test_new_writes_nothing_beside_a_layout_that_cannot_be_read(office: Path) -> None:
    broken = office / "templates" / "layouts" / "broken"
    broken.mkdir(parents=True)
    (broken / "layout.md").write_text("no front matter\n", "utf-8")
    (broken / "style.css").write_text("", "utf-8")
    refused = command("new", "list", "people", workspace=office)
    assert refused.status == 1
    assert refused.err.startswith(
        "templates/layouts/broken/layout.md cannot be used:\n  line 1: the file does not begin"
    )
    assert not (office / "recipients" / "people.yaml").exists()


def test_list_shows_what_is_there(office: Path) -> None:
    listed = command("list", workspace=office)
    assert (listed.status, listed.err) == (0, "")
    headings = [line for line in listed.lines if line and not line.startswith(" ")]
    assert headings == ["templates", "lists", "layouts", "senders"]
    assert any(line.split() == ["psp-2017-08-03", "4", "recipients"] for line in listed.lines)


def test_list_goes_on_past_a_broken_file(office: Path) -> None:
    (office / "recipients" / "broken.yaml").write_text("recipients:\n  - id: a\n\tname: x\n", "utf-8")
    shutil.copy(office / "templates" / "psp-overview.md", office / "templates" / "odd.md")
    text = (office / "templates" / "odd.md").read_text("utf-8")
    (office / "templates" / "odd.md").write_text(
        text.replace("layout:", "layuot:").replace("title:", "titel:"), "utf-8"
    )
    listed = command("list", workspace=office)
    assert listed.status == 1
    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in listed.lines if line.startswith("  ")}
    assert rows["broken"] == (
        "cannot be read: line 3: a tab is used for indentation; use spaces: YAML does not allow tabs there"
    )
    assert rows["odd"].startswith("cannot be read: ")
    assert rows["odd"].endswith(" more")
    assert rows["psp-2017-08-03"] == "4 recipients"
    found = json.loads(command("list", "--json", workspace=office).out)
    assert found["schema"] == "correspondence/list/1"
    assert [entry["id"] for entry in found["entries"] if not entry["sound"]] == ["odd", "broken"]


def test_doctor_finds_everything(office: Path) -> None:
    found = command("doctor", workspace=office)
    assert (found.status, found.err) == (0, "All is well.\n")
    assert {line[:3] for line in found.lines} == {"ok "}
    report = json.loads(command("doctor", "--json").out)
    assert report["schema"] == "correspondence/doctor/1"
    states = {finding["name"]: finding["state"] for finding in report["findings"]}
    assert states["Liberation fonts"].startswith("12 faces, version 2")
    assert states["a test page"].startswith("1 page, ")
    assert all(finding["sound"] and not finding["remedy"] for finding in report["findings"])


def test_schemas_are_written_where_a_layout_changed(office: Path) -> None:
    assert command("new", "layout", "notice", workspace=office).status == 0
    path = office / "templates" / "layouts" / "notice" / "layout.md"
    path.write_text(path.read_text("utf-8").replace("fields:\n", "fields:\n  room: {type: text}\n"), "utf-8")
    outdated = command("schemas", "--check", workspace=office)
    assert (outdated.status, outdated.out) == (1, "templates/schemas/notice.json\n")
    assert outdated.err == "1 schema to write: run 'correspondence schemas'\n"
    assert command("schemas", workspace=office).out == "templates/schemas/notice.json\n"
    assert "room" in json.loads((office / "templates" / "schemas" / "notice.json").read_text("utf-8"))["properties"]
    assert command("schemas", "--check", workspace=office).status == 0
