"""The sample of the repository, made once for all tests that read it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.tools import ROOT, run

ORIGINALS = ROOT / "tests" / "originals"
QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
LIST_MARKER = re.compile(r"^\s*(?:[-–•◦]|\d{1,2}\.|\(\d{1,2}\))\s+", re.MULTILINE)


@dataclass(frozen=True)
class SampleDocument:
    """A document of the sample: where its files lie below the output, and its original."""

    stem: str
    original: str

    def path(self, output: Path, ending: str) -> Path:
        """Return one of its files."""
        return output / f"{self.stem}{ending}"

    def transcript(self) -> str:
        """Return the words of its original, folded."""
        return folded((ORIGINALS / self.original).read_text("utf-8"))


SAMPLE: Mapping[str, SampleDocument] = {
    "albuquerque": SampleDocument("psp-2017-08-03/albuquerque", "2017-08-03-letter-albuquerque.txt"),
    "baltimore": SampleDocument("psp-2017-08-03/baltimore", "2017-08-03-letter-baltimore.txt"),
    "san-bernardino": SampleDocument("psp-2017-08-03/san-bernardino", "2017-08-03-letter-san-bernardino.txt"),
    "stockton": SampleDocument("psp-2017-08-03/stockton", "2017-08-03-letter-stockton.txt"),
    "press-release": SampleDocument("psp-press-release/psp-press-release", "2017-08-03-press-release.txt"),
    "memorandum": SampleDocument("supporting-law-enforcement/supporting-law-enforcement", "2017-03-31-memorandum.txt"),
    "overview": SampleDocument("psp-overview/psp-overview", "2018-04-20-psp-overview.txt"),
    "remarks": SampleDocument("iacp-remarks/iacp-remarks", "2017-10-23-remarks.txt"),
    "fact-sheet": SampleDocument(
        "law-enforcement-fact-sheet/law-enforcement-fact-sheet", "law-enforcement-fact-sheet.txt"
    ),
}
RENDERED = (
    "psp-press-release",
    "supporting-law-enforcement",
    "psp-overview",
    "iacp-remarks",
    "law-enforcement-fact-sheet",
)
PACKET = "psp-press-release/psp-press-release-packet.pdf"
LECTERN = "iacp-remarks/iacp-remarks-lectern"


ONE_AFTER_ANOTHER = """\
import json, sys
from correspondence.cli import main
for words in json.loads(sys.argv[1]):
    if status := main(words, prog_name="correspondence", standalone_mode=False):
        sys.exit(status)
"""


def make_sample(output: Path, *, folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> Path:
    """Make every document of the sample in every format by the command line: all commands in one process, loaded once."""
    register = ("--database", str(output / "register.sqlite"))  # the repository's own stays as it is
    formats = ("--format", "pdf,docx,text,html", "--output", str(output), *register)
    commands = [
        ("merge", "psp-questionnaire", "psp-2017-08-03"),
        *(("render", template) for template in RENDERED),
        ("render", "iacp-remarks", "--set", "copy=lectern"),
    ]
    words = [("--workspace", str(ROOT), *command, *formats) for command in commands]
    variables = {"PYTHONPATH": str(ROOT), **(environment or {})}
    run(sys.executable, "-c", ONE_AFTER_ANOTHER, json.dumps(words), folder=folder, environment=variables)
    return output


def folded(text: str) -> str:
    """Fold quotation marks, white space (around hyphens too) and list markers, and nothing else.

    This is written apart from the package's own comparison, so that one may catch the other.
    """
    plain = LIST_MARKER.sub("", text.translate(QUOTES))
    return re.sub(r"\s*([-–—])\s*", r"\1", re.sub(r"\s+", " ", plain)).strip()
