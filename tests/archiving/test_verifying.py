"""Every fault of a bag is named, whatever a stranger put into it, and nothing outside of it is read."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.archiving.office import by_another_tool, done, held
from tests.command_line import command

LETTER = "data/workspace/output/towns/springfield.pdf"
LISTS = "manifest-sha256.txt, manifest-sha512.txt"
TAGS = "tagmanifest-sha256.txt, tagmanifest-sha512.txt"
NOTHING = hashlib.sha256(b"").hexdigest()
SAME = "are the same on systems that take large letters for small ones, or write accents otherwise"


def sealed(bag: Path) -> None:
    """Write the manifests of tag files anew, so that only what was meant is wrong."""
    for algorithm in ("sha256", "sha512"):
        names = ("bag-info.txt", "bagit.txt", "finding-aid.csv", "manifest-sha256.txt", "manifest-sha512.txt")
        lines = (f"{hashlib.new(algorithm, (bag / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
        (bag / f"tagmanifest-{algorithm}.txt").write_text("".join(lines), "utf-8")


def changed(bag: Path, name: str, old: str, new: str) -> None:
    """Change a tag file, and seal the bag."""
    path = bag / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    sealed(bag)


def listed(bag: Path, name: str, digest: str = NOTHING) -> None:
    """Let a manifest list one more file."""
    path = bag / "manifest-sha256.txt"
    path.write_text(f"{path.read_text('utf-8')}{digest}  {name}\n", "utf-8")
    sealed(bag)


def without(bag: Path, name: str, manifest: str) -> None:
    """Take a file's line out of a manifest."""
    path = bag / manifest
    kept = [line for line in path.read_text("utf-8").splitlines(keepends=True) if not line.endswith(f"  {name}\n")]
    path.write_text("".join(kept), "utf-8")
    sealed(bag)


def miscounted(bag: Path) -> str:
    """Return what is said of the count of a bag to which something was done."""
    payload = [path for path in (bag / "data").rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in payload)
    [told] = re.findall(r"Payload-Oxum: (.*)", (bag / "bag-info.txt").read_text("utf-8"))
    now = f"{size}.{len(payload)}"
    return f"bag-info.txt: miscounted: its Payload-Oxum is {told}, and there are {size} bytes in {len(payload)} files: {now}"


def faults(bag: Path) -> list[str]:
    """Return what the command says of a bag that has faults."""
    outcome = done(command("bag", "--verify", bag), 1)
    assert "Traceback" not in outcome.err
    return outcome.lines


def gone(bag: Path) -> None:
    (bag / LETTER).unlink()


def added(bag: Path) -> None:
    (bag / "data" / "workspace" / "one-more.pdf").write_bytes(b"more")


def another_tag_file(bag: Path) -> None:
    (bag / "notes.txt").write_text("mine", "utf-8")


def another_finding_aid(bag: Path) -> None:
    (bag / "finding-aid.csv").write_text("nothing\n", "utf-8")


def fetched_later(bag: Path) -> None:
    (bag / "fetch.txt").write_text("https://example.gov/a 1 data/a\n", "utf-8")


def link(bag: Path) -> None:
    (bag / LETTER).unlink()
    (bag / LETTER).symlink_to("/etc/hosts")


def linked_folder(bag: Path) -> None:
    (bag / "data" / "elsewhere").symlink_to(bag.parent, target_is_directory=True)


def pipe(bag: Path) -> None:
    (bag / LETTER).unlink()
    os.mkfifo(bag / LETTER)


def plug(bag: Path) -> None:
    here = Path.cwd()
    os.chdir(bag / "data")
    with socket.socket(socket.AF_UNIX) as plugged:
        plugged.bind("plug")
    os.chdir(here)


WITH_COUNT: tuple[tuple[Callable[[Path], None], list[str]], ...] = (
    (gone, [f"{LETTER}: missing: it is listed in {LISTS}, and is not there"]),
    (added, ["data/workspace/one-more.pdf: added: no manifest lists it"]),
    (link, [f"{LETTER}: link: a link stands where a file belongs; it was not followed"]),
    (pipe, [f"{LETTER}: not-a-file: a device, a pipe or a socket stands where a file belongs"]),
)


@pytest.mark.parametrize(("fault", "told"), WITH_COUNT, ids=[fault.__name__ for fault, _ in WITH_COUNT])
def test_a_payload_that_is_not_as_listed(bag: Path, fault: Callable[[Path], None], told: list[str]) -> None:
    fault(bag)
    assert faults(bag) == [miscounted(bag), *told]


ALONE: tuple[tuple[Callable[[Path], None], list[str]], ...] = (
    (another_tag_file, ["notes.txt: added: no manifest lists it"]),
    (linked_folder, ["data/elsewhere: link: a link stands where a file belongs; it was not followed"]),
    (plug, ["data/plug: not-a-file: a device, a pipe or a socket stands where a file belongs"]),
    (
        lambda bag: (bag / "finding-aid.csv").unlink(),
        [f"finding-aid.csv: missing: it is listed in {TAGS}, and is not there"],
    ),
    (
        another_finding_aid,
        [f"finding-aid.csv: changed: its checksum is not the one in {TAGS}"],
    ),
    (
        lambda bag: without(bag, LETTER, "manifest-sha512.txt"),
        [f"{LETTER}: disagreement: it is listed in manifest-sha256.txt, and not in manifest-sha512.txt"],
    ),
    (
        lambda bag: changed(
            bag, "manifest-sha256.txt", hashlib.sha256((bag / LETTER).read_bytes()).hexdigest(), NOTHING
        ),
        [
            f"{LETTER}: disagreement: its checksum is the one in manifest-sha512.txt, and not the one in manifest-sha256.txt"
        ],
    ),
    (
        lambda bag: listed(bag, LETTER),
        [f"{LETTER}: disagreement: manifest-sha256.txt lists it twice, with two checksums"],
    ),
    (
        lambda bag: listed(bag, "data/../../../etc/hosts"),
        [
            "data/../../../etc/hosts: unsafe-name: line {last} of manifest-sha256.txt lists it, and the name leads out of the bag"
        ],
    ),
    (
        lambda bag: listed(bag, "/etc/hosts"),
        ["/etc/hosts: unsafe-name: line {last} of manifest-sha256.txt lists it, and the name is an absolute name"],
    ),
    (
        lambda bag: listed(bag, "C:\\Windows\\win.ini"),
        [
            "C:\\Windows\\win.ini: unsafe-name: line {last} of manifest-sha256.txt lists it, and the name is an absolute name"
        ],
    ),
    (
        lambda bag: listed(bag, "data//letter.pdf"),
        ["data//letter.pdf: unsafe-name: line {last} of manifest-sha256.txt lists it, and the name has an empty part"],
    ),
    (
        lambda bag: listed(bag, "data/a%0Ab.pdf"),
        [
            "data/a\\nb.pdf: unsafe-name: line {last} of manifest-sha256.txt lists it, and the name has characters that no name may have"
        ],
    ),
    (
        lambda bag: listed(bag, "bag-info.txt"),
        ["bag-info.txt: unsafe-name: line {last} of manifest-sha256.txt lists it, and the name is not in the payload"],
    ),
    (
        lambda bag: listed(bag, "data/none.pdf", "1234"),
        ["manifest-sha256.txt: malformed: line {last} is no checksum of 64 digits with a name"],
    ),
    (
        lambda bag: listed(bag, LETTER.upper().replace("DATA/", "data/")),
        [
            f"data/{LETTER[5:].upper()}: clash: its name and {LETTER} {SAME}",
            f"data/{LETTER[5:].upper()}: disagreement: it is listed in manifest-sha256.txt, and not in manifest-sha512.txt",
            f"data/{LETTER[5:].upper()}: missing: it is listed in manifest-sha256.txt, and is not there",
        ],
    ),
    (
        lambda bag: changed(bag, "bagit.txt", "1.0", "2.0"),
        ["bagit.txt: not-a-bag: its version 2.0 is none of 0.97 and 1.0"],
    ),
    (
        lambda bag: changed(bag, "bagit.txt", "UTF-8", "UTF-16"),
        ["bagit.txt: malformed: its texts are in UTF-16, and not in UTF-8"],
    ),
    (
        lambda bag: changed(bag, "bagit.txt", "BagIt-Version", "Version"),
        ["bagit.txt: malformed: it does not say the version of BagIt and the encoding"],
    ),
    (
        fetched_later,
        [
            "fetch.txt: added: no manifest lists it",
            "fetch.txt: incomplete: it names files that lie elsewhere; nothing is fetched",
        ],
    ),
)


@pytest.mark.parametrize(("fault", "told"), ALONE)
def test_a_fault_is_named(bag: Path, fault: Callable[[Path], None], told: list[str]) -> None:
    fault(bag)
    last = len((bag / "manifest-sha256.txt").read_text("utf-8").splitlines())
    assert faults(bag) == [one.format(last=last) if "{last}" in one else one for one in told]


def test_a_count_that_is_wrong_is_told(bag: Path) -> None:
    changed(bag, "bag-info.txt", "Payload-Oxum: ", "Payload-Oxum: 1")
    assert faults(bag) == [miscounted(bag)]


def test_files_whose_names_are_one_on_another_system(bag: Path) -> None:
    if (bag / "BAGIT.TXT").exists():
        pytest.skip("this disk takes large letters for small ones")
    shutil.copy(bag / LETTER, bag / "data" / "Ma\u00df.pdf")
    shutil.copy(bag / LETTER, bag / "data" / "MASS.pdf")
    told = faults(bag)
    assert f"data/Ma\u00df.pdf: clash: its name and data/MASS.pdf {SAME}" in told


def test_manifests_of_no_known_kind_and_none_at_all(bag: Path) -> None:
    (bag / "manifest-crc32.txt").write_text("1a2b3c4d  data/a\n", "utf-8")
    assert "manifest-crc32.txt: malformed: checksums of the kind crc32 cannot be computed" in faults(bag)
    for path in bag.glob("*manifest-*.txt"):
        path.unlink()
    assert f"{bag}: not-a-bag: no manifest says what is in it" in faults(bag)


def test_what_is_too_much_is_not_read(bag: Path) -> None:
    with (bag / "manifest-sha256.txt").open("r+b") as file:
        file.truncate(1 << 40)  # a terabyte of nothing, which takes no room on the disk
    with (bag / "bagit.txt").open("r+b") as file:
        file.truncate(1 << 40)
    for path in bag.glob("tagmanifest-*.txt"):
        path.unlink()
    told = faults(bag)
    most = f"{1 << 28:,} are read at most"
    assert f"manifest-sha256.txt: too-much: it has {1 << 40:,} bytes, and {most}" in told
    assert f"bagit.txt: too-much: it has {1 << 40:,} bytes, and {1 << 16:,} are read at most" in told


def test_a_folder_that_is_none_or_no_bag(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    for name in ("nowhere", "file"):
        outcome = done(command("bag", "--verify", tmp_path / name), 1)
        assert outcome.err == (
            f"{tmp_path / name} is no folder; name the folder of a bag; unpack an archive of it first\n"
        )
    (tmp_path / "empty").mkdir()
    assert faults(tmp_path / "empty") == [
        f"{tmp_path / 'empty'}: not-a-bag: no manifest says what is in it",
        "bagit.txt: not-a-bag: the folder has none, so that it is no bag",
    ]
    printed = held("bag-verify", command("bag", "--verify", tmp_path / "empty", "--json"), 1)
    assert [(one["kind"], one["file"]) for one in printed["faults"]] == [("not-a-bag", ""), ("not-a-bag", "bagit.txt")]


def test_a_bag_that_another_tool_has_made_is_verified_too(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a letter.txt").write_text("Dear Sir", "utf-8")
    (folder / "émile.txt").write_text("Cher Monsieur", "utf-8")
    making = [sys.executable, "-W", "ignore", "-m", "bagit", "--quiet", "--md5", "--sha256", str(folder)]
    subprocess.run(making, check=True, capture_output=True)  # noqa: S603 - a tool of the suite
    assert by_another_tool(folder) == ""
    assert done(command("bag", "--verify", folder)).err == "2 files, 21 bytes: complete and valid.\n"


def test_it_is_the_same_after_a_journey_in_an_archive(bagged: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "bag.tar.gz", "w:gz") as packed:
        packed.add(bagged, "bag")
    with tarfile.open(tmp_path / "bag.tar.gz") as packed:
        packed.extractall(tmp_path, filter="data")
    done(command("bag", "--verify", tmp_path / "bag"))
