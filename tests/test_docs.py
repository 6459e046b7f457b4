"""The reference pages: current, complete, and every example in them works."""

from __future__ import annotations

import dataclasses
import importlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import click
import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator, Draft202012Validator

from correspondence.cli import main
from correspondence.compose.context import questionnaire_view, recipient_view, sender_view, signer_view
from correspondence.compose.filters import all_filters
from correspondence.errors import Problem
from correspondence.mailing import Order, prepare
from correspondence.schemas import workspace_schemas
from correspondence.workspace import Workspace
from tests import tools
from tests.test_schemas import NAMES, as_an_editor_reads
from tests.tools import ROOT

DOCS = ROOT / "docs"
PAGES = ("file-formats.md", "commands.md")
EXAMPLE = re.compile(r"^`(?P<file>[^`\n]+)`\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the generator of the pages."""
    monkeypatch.syspath_prepend(str(DOCS))
    return importlib.import_module("pages")


@pytest.fixture
def samples(generator: ModuleType) -> ModuleType:
    """Return the pages' samples of values and filters."""
    return importlib.import_module(f"{generator.__name__}.samples")


@pytest.fixture
def documented(tmp_path: Path) -> Path:
    """Return a workspace that holds the example files of the page on file formats, and nothing else."""
    examples = list(EXAMPLE.finditer((DOCS / "file-formats.md").read_text(encoding="utf-8")))
    assert len(examples) == 9
    for example in examples:
        path = tmp_path / example["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(example["text"], encoding="utf-8")
    return tmp_path


class Said(NamedTuple):
    """What a command printed on standard output, and its exit status."""

    text: str
    status: int


def run(*arguments: str | Path, workspace: Path = ROOT) -> Said:
    result = CliRunner().invoke(main, ["--workspace", str(workspace), *map(str, arguments)])
    return Said(result.stdout, result.exit_code)


def run_apart(*arguments: str | Path, workspace: Path = ROOT) -> Said:
    """Run a command in a process of its own, as those must that lay out pages: WeasyPrint leaves a file open."""
    program = (sys.executable, "-m", "correspondence", "--workspace", workspace)
    done = tools.run(*program, *arguments, ok=(0, 1), environment={"PYTHONPATH": str(ROOT)})
    return Said(done.stdout, done.returncode)


def commands(group: click.Group = main, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def test_the_pages_are_what_the_generator_makes_of_the_program(generator: ModuleType) -> None:
    made = generator.pages()
    assert sorted(made) == sorted(PAGES)
    for name, text in made.items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, f"docs/{name}: run python docs/reference.py"


def test_a_mark_that_nothing_fills_stops_the_generator(generator: ModuleType) -> None:
    with pytest.raises(
        ValueError, match=r"docs/pages/commands\.md has the marks \['before', .* filled: \['nonsense'\]"
    ):
        generator.filled("commands.md", {"nonsense": lambda: ""})


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_documentation_leads_somewhere(page: str, generator: ModuleType) -> None:
    assert generator.MARK.search((DOCS / page).read_text(encoding="utf-8").split("\n", 1)[1]) is None
    links = LINK.findall((DOCS / page).read_text(encoding="utf-8"))
    assert len(links) > 5
    for file, anchor in links:
        target = DOCS / (file or page)
        assert target.is_file(), f"{page} links to {file}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in anchors, f"{page} links to #{anchor}"


def test_every_filter_has_an_example_and_gives_what_it_says(samples: ModuleType) -> None:
    assert sorted(samples.FILTERS) == sorted(all_filters())
    given = {
        name: samples.sample_text(f"{{{{ {expression} }}}}") for name, (_, expression, _) in samples.FILTERS.items()
    }
    assert given == {name: result for name, (_, _, result) in samples.FILTERS.items()}
    assert [name for name, (_, expression, _) in samples.FILTERS.items() if f"| {name}" not in expression] == []


def test_every_value_that_a_template_sees_is_described(samples: ModuleType, root: Path) -> None:
    job = prepare(Workspace(root), Order("psp-questionnaire", "psp-2017-08-03"))
    sources = job.composer.sources
    [recipient, *_] = job.selected
    assert recipient is not None
    assert sources.sender is not None
    assert job.template.questionnaire is not None
    whole = recipient_view(recipient, {}, sources.profile)
    asked = questionnaire_view(job.template.questionnaire)
    views = {
        "recipient": whole,
        "recipient.address": whole.address,
        "sender": sender_view(sources.sender),
        "signers[0]": signer_view(sources.signers[0], sources.sender),
        "questionnaire": asked,
        "questionnaire.questions[0]": asked.questions[0],
    }
    described = " ".join((*samples.VALUES, *samples.ELSEWHERE))
    names = [f"{path}.{name}" for path, view in views.items() for name in repr(view).strip("<>").split(", ")]
    assert len(names) > 30
    assert [name for name in names if not re.search(rf"{re.escape(name)}\b", described)] == []


def test_the_example_files_make_a_workspace_in_which_nothing_is_to_be_mended(documented: Path) -> None:
    for arguments in (("request-receipt", "requests-2030"), ("copies-certificate",)):
        checked = run_apart("check", *arguments, "--rendered", "--json", workspace=documented)
        assert json.loads(checked.text)["problems"] == []
        assert checked.status == 0


def test_the_example_files_keep_to_the_schemas_that_they_name(documented: Path) -> None:
    workspace = Workspace(documented)
    schemas = workspace_schemas(workspace.layout(name) for name in workspace.layout_ids())
    seen = set()
    for path in documented.rglob("*"):
        if path.suffix not in {".md", ".yaml"} or path.name == "layout.md":
            continue
        text = path.read_text(encoding="utf-8")
        [schema] = NAMES.findall(text)
        assert (path.parent / schema).resolve().parent == (documented / "templates" / "schemas").resolve()
        front = as_an_editor_reads(text.split("---\n")[1] if path.suffix == ".md" else text)
        assert [error.message for error in Draft7Validator(schemas[Path(schema).name]).iter_errors(front)] == []
        seen.add(Path(schema).name)
    assert seen == {
        *("settings.json", "list.json", "sender.json", "profile.json", "envelope.json"),
        *("letter.json", "certificate.json"),
    }
    assert workspace.envelope("window-9").fold == 3.75


def test_the_example_letters_say_what_the_page_promises(documented: Path) -> None:
    job = prepare(Workspace(documented), Order("request-receipt", "requests-2030"))
    near, far = (job.composer.compose(recipient) for recipient in job.selected)
    assert "R-2030-17" in repr(near)
    assert "which reached us on " in repr(near)
    assert "January 31, 2030" in repr(near)
    assert "another state" not in repr(near)
    assert "Shelbyville, Illinois 62565" in repr(near)
    assert "As you write from another state, copies come by electronic mail." in repr(far)
    assert "Ladies and Gentlemen" in repr(far)


def test_every_option_says_what_it_does() -> None:
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in [("", main), *commands()]
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []
    assert [name for name, command in commands() if not command.help] == []


@pytest.mark.parametrize(
    ("status", "arguments"),
    [
        (0, ["check", "psp-overview"]),
        (1, ["check", "psp-overvieu"]),
        (1, ["compare", ROOT / "LICENSE", ROOT / "Makefile"]),
        (2, ["check"]),
        (2, ["check", "psp-overview", "--nonsense"]),
    ],
)
def test_the_exit_statuses_are_those_of_the_page(status: int, arguments: list[str | Path]) -> None:
    assert run(*arguments).status == status
    assert re.search(rf"^\| {status} \| ", (DOCS / "commands.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_a_folder_that_is_no_workspace_is_a_wrong_call(tmp_path: Path) -> None:
    assert run("list", workspace=tmp_path).status == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_completes_as_the_page_says(shell: str) -> None:
    assert "_CORRESPONDENCE_COMPLETE=bash_source correspondence" in (DOCS / "commands.md").read_text(encoding="utf-8")
    environment = {"_CORRESPONDENCE_COMPLETE": f"{shell}_source"}
    found = CliRunner().invoke(main, [], prog_name="correspondence", env=environment)
    assert "_CORRESPONDENCE_COMPLETE" in found.stdout
    assert "correspondence" in found.stdout


def contract(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((DOCS / "json" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return schema


def held(name: str, result: Said, status: int = 0) -> Any:
    """Hold what a command printed against its contract, and return it."""
    printed = json.loads(result.text)
    assert [error.message for error in Draft202012Validator(contract(name)).iter_errors(printed)] == []
    assert printed["schema"] == f"correspondence/{name}/1"
    assert result.status == status
    return printed


def test_every_kind_of_json_that_commands_print_has_its_contract() -> None:
    rooms = ("approving", "archiving", "cli", "comparing", "provenance")
    sources = [path for room in rooms for path in (ROOT / "correspondence" / room).rglob("*.py")]
    printed = {
        name for path in sources for name in re.findall(r'"(correspondence/[a-z-]+/\d+)"', path.read_text("utf-8"))
    }
    written = {contract(path.stem)["properties"]["schema"]["const"] for path in (DOCS / "json").glob("*.json")}
    assert printed == written


def test_problems_are_printed_by_their_contract(workspace: Path) -> None:
    assert held("problems", run("check", "psp-questionnaire", "psp-2017-08-03", "--json"))["checked"] == 4
    recipients = workspace / "recipients" / "psp-2017-08-03.yaml"
    recipients.write_text(
        recipients.read_text("utf-8").replace('"21202"', '"2120"').replace("id: stockton", "id: baltimore")
    )
    result = run("check", "psp-questionnaire", "psp-2017-08-03", "--json", workspace=workspace)
    found = held("problems", result, status=1)["problems"]
    assert [(one["line"], one["field"], one["message"]) for one in found] == [
        (16, "recipients[1].address.zip", '"2120" is not a ZIP code'),
        (24, "recipients[3].id", '"baltimore" is used twice; line 12 has it first'),
    ]
    assert set(contract("problems")["$defs"]["problem"]["properties"]) == {
        one.name for one in dataclasses.fields(Problem)
    }


def test_a_merge_that_cannot_be_made_prints_its_problems(workspace: Path) -> None:
    (workspace / "templates" / "psp-questionnaire.md").write_text("no front matter\n")
    result = run("merge", "psp-questionnaire", "psp-2017-08-03", "--json", workspace=workspace)
    assert held("problems", result, status=1)["problems"][0]["line"] == 1


def test_a_comparison_is_printed_by_its_contract(tmp_path: Path) -> None:
    original = ROOT / "tests" / "originals" / "2018-04-20-psp-overview.txt"
    assert held("compare", run("compare", original, original, "--json"))["agreement"] == 1
    made = tmp_path / "made.txt"
    made.write_text(original.read_text("utf-8").replace("June 2017", "July 2017").replace("Attorney General ", "", 1))
    found = held("compare", run("compare", made, original, "--json"), status=1)
    assert {one["kind"] for one in found["differences"]} == {"changed", "missing"}
    assert found["agreement"] < 1


def test_what_was_made_is_printed_by_its_contract(workspace: Path) -> None:
    result = run_apart("render", "psp-overview", "--format", "pdf,text", "--json", workspace=workspace)
    made = held("made", result)
    assert [Path(one["path"]).name for one in made["files"]] == ["psp-overview.pdf", "psp-overview.txt"]
    previewed = held("made", run_apart("preview", "psp-overview", "--json", workspace=workspace))
    assert [Path(one["path"]).suffix for one in previewed["files"]] == [".png"]


def test_listings_and_examinations_are_printed_by_their_contracts(workspace: Path) -> None:
    (workspace / "templates" / "broken.md").write_text("no front matter\n")
    entries = held("list", run("list", "--json", workspace=workspace), status=1)["entries"]
    assert [one["id"] for one in entries if not one["sound"]] == ["broken"]
    result = run_apart("doctor", "--json")
    held("doctor", result, status=result.status)
