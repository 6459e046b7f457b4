"""The set-up: the tools that the suite judges with, the locks, what is shipped, and what `make` leaves alone."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import shutil
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
import weasyprint
from PIL import Image

from tests import tools

PAGES = """
<html lang="en"><head><title>Two pages</title><style>
  @page { size: 4in 5in; margin: 0.5in; @bottom-center { content: "page " counter(page) } }
  img { image-rendering: crisp-edges }
</style></head><body>
<h1>The “first” heading</h1>
<p>A paragraph with <b>bold</b>, <i>slanted</i> and <a href="https://example.gov">linked</a> words, so long that its
lines are broken.</p>
<ol><li>one<ul><li>nested, and long enough to run over the end of its line</li></ul></li><li>two</li></ol>
<table><tr><th>Key</th><th>Value</th></tr><tr><td>zip</td><td>“95202”</td></tr></table>
<p style="break-before: page">Second page.</p>
</body></html>
"""


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tagged") / "tagged.pdf"
    weasyprint.HTML(string=PAGES).write_pdf(path, pdf_variant="pdf/ua-1")
    return path


@pytest.fixture(scope="module")
def untagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("untagged") / "untagged.pdf"
    weasyprint.HTML(string=PAGES).write_pdf(path)
    return path


@pytest.fixture
def broken(tmp_path: Path, tagged: Path) -> Path:
    path = tmp_path / "broken.pdf"
    path.write_bytes(tagged.read_bytes()[:2000])
    return path


def test_verapdf_names_the_rules_that_each_file_breaks(tagged: Path, untagged: Path) -> None:
    rules = tools.verapdf([untagged, tagged], "ua1")
    assert rules[tagged] == []
    assert {"6.2-1", "7.1-3", "7.1-11"} <= set(rules[untagged])


def test_verapdf_tells_the_standards_apart(tagged: Path) -> None:
    assert "6.6.4-1" in tools.verapdf([tagged], "3a")[tagged]


def test_verapdf_does_not_pass_a_file_that_it_cannot_read(tmp_path: Path) -> None:
    words = tmp_path / "words.pdf"
    words.write_text("words\n")
    [[complaint]] = tools.verapdf([words], "3a").values()
    assert complaint.startswith("unreadable: Exception: Couldn't parse stream")


def test_verapdf_does_not_pass_over_a_file(tagged: Path, tmp_path: Path) -> None:
    with pytest.raises(tools.ToolFailedError, match=r"none\.pdf doesn't exist"):
        tools.verapdf([tmp_path / "none.pdf", tagged], "3a")


def test_struct_text_gives_a_line_for_each_block_in_the_order_of_the_tags(tagged: Path) -> None:
    assert tools.struct_text(tagged).splitlines() == [
        "The “first” heading",
        "A paragraph with bold, slanted and linked words, so long that its lines are broken.",
        "1. one",
        "◦ nested, and long enough to run over the end of its line",
        "2. two",
        "Key",
        "Value",
        "zip",
        "“95202”",
        "Second page.",
    ]


def test_struct_text_finds_no_tags_where_there_are_none(untagged: Path) -> None:
    assert tools.struct_text(untagged) == ""


def test_qpdf_finds_a_sound_file_sound_and_a_cut_one_damaged(tagged: Path, broken: Path) -> None:
    assert tools.qpdf_check(tagged) == []
    assert f"WARNING: {broken}: file is damaged" in tools.qpdf_check(broken)


def test_pages_are_counted_and_drawn(tagged: Path, tmp_path: Path) -> None:
    assert tools.page_count(tagged) == 2
    for page in (1, 2):
        (tmp_path / f"{page}.png").write_bytes(tools.page_png(tagged, page, dpi=100))
    with Image.open(tmp_path / "1.png") as first, Image.open(tmp_path / "2.png") as second:
        assert first.size == second.size == (400, 500)
        assert first.tobytes() != second.tobytes()


def test_a_page_that_is_not_there_is_not_drawn(tagged: Path) -> None:
    with pytest.raises(tools.ToolFailedError, match=r"the first page \(3\) can not be after the last page \(2\)"):
        tools.page_png(tagged, 3)


def write_docx(path: Path, pages: int) -> Path:
    """Write a document of so many pages, with what docx_text promises to read and to leave out."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "A running header"
    document.add_paragraph("First line\nsecond\tline", style="List Number")
    document.add_table(1, 2).rows[0].cells[1].text = "in a cell"
    document.add_paragraph("After the table: “quoted” & <bracketed>")
    for page in range(2, pages + 1):
        document.add_paragraph(f"Page {page}").paragraph_format.page_break_before = True
    document.save(str(path))
    return path


def test_docx_text_reads_the_body_in_its_order(tmp_path: Path) -> None:
    text = tools.docx_text(write_docx(tmp_path / "one.docx", pages=1))
    assert text == "First line\nsecond\tline\n\nin a cell\nAfter the table: “quoted” & <bracketed>"


def test_libreoffice_converts_several_documents_in_one_call(tmp_path: Path) -> None:
    documents = [write_docx(tmp_path / f"{pages} pages.docx", pages) for pages in (1, 3)]
    pdfs = tools.to_pdf(documents, tmp_path / "as pdf")
    assert [tools.page_count(pdfs[document]) for document in documents] == [1, 3]


def test_a_document_that_libreoffice_cannot_convert_is_named(tmp_path: Path) -> None:
    with pytest.raises(tools.ToolFailedError, match=r"none\.docx ended"):
        tools.to_pdf([tmp_path / "none.docx"], tmp_path)


@pytest.mark.parametrize(("ci", "ends_with"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_tool_fails_in_ci_and_skips_elsewhere(
    ci: str, ends_with: type[BaseException], monkeypatch: pytest.MonkeyPatch, tagged: Path
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ends_with, match="qpdf is not on this machine; `make test` installs it"):
        tools.qpdf_check(tagged)


def name_of(requirement: str) -> str:
    return re.split(r"[<>=~!;\[ ]", requirement)[0].lower()


def test_what_the_package_imports_is_declared(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    distributions = importlib.metadata.packages_distributions()
    imported: dict[str, str] = {}
    for file in (root / "correspondence").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                imported |= dict.fromkeys((alias.name.partition(".")[0] for alias in node.names), str(file))
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported[str(node.module).partition(".")[0]] = str(file)
    foreign = imported.keys() - sys.stdlib_module_names - {"correspondence"}
    assert foreign
    extras = [one for extra, needed in project["optional-dependencies"].items() if extra != "test" for one in needed]
    declared = {name_of(requirement) for requirement in [*project["dependencies"], *extras]}
    undeclared = {
        module: imported[module]
        for module in foreign
        if not declared & {name.lower() for name in distributions.get(module, [])}
    }
    assert undeclared == {}


def pins(lock: Path) -> dict[str, set[str]]:
    """Read a lock's versions: more than one where they differ by Python version."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text(), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_the_suite_runs_on_the_versions_that_users_get(root: Path) -> None:
    users, suite = pins(root / "requirements.lock"), pins(root / "requirements-test.lock")
    assert users
    assert {name: suite[name] for name in users} == users


def test_the_locks_hold_every_requirement(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for lock, requirements in (
        ("requirements.lock", wanted),
        ("requirements-test.lock", wanted + project["project"]["optional-dependencies"]["test"]),
    ):
        names = {name_of(requirement) for requirement in requirements}
        assert names - pins(root / lock).keys() == set(), f"run `make lock`: {lock} is behind pyproject.toml"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_version_is_locked_by_hash_and_names_no_server(lock: str, root: Path) -> None:
    text = (root / lock).read_text()
    assert "://" not in text
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert len(entries) >= len(pins(root / lock))
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def files_under(folder: Path, names: tuple[str, ...]) -> set[str]:
    """List files, save those that editors and operating systems leave behind."""
    return {
        path.relative_to(folder).as_posix()
        for name in names
        for path in [folder / name, *(folder / name).rglob("*")]
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith("~")
    }


def test_a_wheel_from_the_source_distribution_carries_the_workspace(root: Path, tmp_path: Path) -> None:
    tools.run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path)
    [archive] = tmp_path.glob("correspondence-*.tar.gz")
    tools.run(tools.program("tar"), "-xzf", archive, "-C", tmp_path)
    source = tmp_path / archive.name.removesuffix(".tar.gz")
    tools.run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, folder=source)
    [wheel] = tmp_path.glob("correspondence-*.whl")
    bundled = "correspondence/bundled/"
    with ZipFile(wheel) as opened:
        shipped = {name.removeprefix(bundled) for name in opened.namelist() if name.startswith(bundled)}
    assert shipped == files_under(root, ("correspondence.yaml", "recipients", "templates"))


def bare_machine(folder: Path) -> dict[str, str]:
    """Return the environment of a machine that has a shell and its usual commands, and nothing else."""
    folder.mkdir()
    commands = "awk bash cat cksum cut dirname grep mkdir paste readlink sed uname wc"
    for name in commands.split():
        (folder / name).symlink_to(tools.program(name))
    return {"PATH": str(folder), "PYTHON": "", "JAVA_HOME": ""}


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """Return a folder, with a blank in its name, that has the project's Makefile and its set-up."""
    folder = tmp_path / "our letters"
    (folder / ".ci").mkdir(parents=True)
    shutil.copy(root / ".ci" / "setup", folder / ".ci")
    shutil.copy(root / "Makefile", folder)
    return folder


def test_setup_lists_what_to_install_where_it_can_install_nothing(checkout: Path, tmp_path: Path) -> None:
    done = tools.run(
        tools.program("bash"), ".ci/setup", "test", ok=(1,), folder=checkout, environment=bare_machine(tmp_path / "bin")
    )
    said = done.stderr.splitlines()
    assert said[0] == (
        "setup: install these, then run the same command again (macOS: with Homebrew, this does it for you):"
    )
    assert "  poppler, for reading PDF back" in said
    assert "  qpdf, for checking the structure of PDF" in said
    assert "  maven, for fetching veraPDF" in said
    assert sorted(path.name for path in checkout.iterdir()) == [".ci", "Makefile"]


def test_setup_wants_to_know_what_for(checkout: Path) -> None:
    done = tools.run(tools.program("bash"), ".ci/setup", ok=(1,), folder=checkout)
    assert done.stderr == "setup: say what for: .ci/setup letters or .ci/setup test\n"


@pytest.mark.skipif(Path(sys.prefix) != tools.ROOT / ".venv", reason="the suite runs in an environment of its own")
@pytest.mark.parametrize("purpose", ["letters", "test"])
def test_setup_does_nothing_where_everything_is_there(purpose: str, root: Path) -> None:
    marks = {path: path.stat().st_mtime_ns for path in (root / ".venv").glob("made-from-*")}
    done = tools.run(root / ".ci" / "setup", purpose, seconds=20)
    assert done.stdout + done.stderr == ""
    assert {path: path.stat().st_mtime_ns for path in (root / ".venv").glob("made-from-*")} == marks


def test_clean_leaves_the_register_the_outboxes_and_the_originals(checkout: Path) -> None:
    kept = ["originals/reply.pdf", "outbox/psp-2017-08-03.jsonl", "register.sqlite", "register.sqlite-wal"]
    made = ["psp-2017-08-03/stockton.pdf", "psp-overview/psp-overview.pdf", "originals.txt"]
    for name in kept + made:
        path = checkout / "output" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    tools.run(tools.program("make"), "clean", folder=checkout)
    assert sorted(files_under(checkout / "output", (".",))) == kept
    assert sorted(path.name for path in (checkout / "output").iterdir()) == ["originals", "outbox", *kept[2:]]


def test_clean_has_nothing_to_do_where_nothing_was_made(checkout: Path) -> None:
    tools.run(tools.program("make"), "clean", folder=checkout)
    assert not (checkout / "output").exists()


def test_make_alone_lists_the_targets(checkout: Path) -> None:
    listing = tools.run(tools.program("make"), "--no-print-directory", folder=checkout).stdout.splitlines()
    assert [line.split()[0] for line in listing] == re.findall(
        r"^\.PHONY: (.+)$", (checkout / "Makefile").read_text(), re.MULTILINE
    )
    assert "test        install what is needed, then run the suite" in listing
