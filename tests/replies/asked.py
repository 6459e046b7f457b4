"""An office that asked something of four cities and an agency, and the entries that tests add to its register."""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from correspondence.entries import Entry, Kind, Letter
from correspondence.register import Register, address_of, open_register
from correspondence.reply import Match, Passage
from correspondence.workspace import Workspace
from tests.command_line import Outcome, command
from tests.tools import ROOT

MAILING = LIST = "psp-2017-08-03"
TEMPLATE = "psp-questionnaire"
SURVEY = "body-cameras"
AT = datetime.datetime(2017, 8, 30, 15, 4, 5, tzinfo=datetime.UTC)
FIRST, SECOND, THIRD = "facility-access", "release-notice", "detainer-requests"
NUMBERS = {
    "albuquerque": "REF-2017-2223-3",
    "baltimore": "REF-2017-2224-9",
    "san-bernardino": "REF-2017-2225-7",
    "stockton": "REF-2017-2226-D",
}
NAMES = {
    "albuquerque": "Chief Gorden Eden Jr., Albuquerque Police Department",
    "baltimore": "Commissioner Kevin Davis, Baltimore Police Department",
    "san-bernardino": "Chief Jarrod Burguan, San Bernardino Police Department",
    "stockton": "Chief Eric Jones, Stockton Police Department",
}
LETTER = """\
Stockton Police Department
22 East Market Street

August 15, 2017

Our answers to your three questions:

1. Yes, with a judge’s warrant.

2. No.

3. We would rather speak of it.

Eric Jones
Chief of Police
"""


@dataclass
class Asked:
    """A workspace, and its open register."""

    root: Path
    register: Register

    def add(
        self,
        kind: Kind,
        letter: Letter | None,
        details: Mapping[str, Any],
        files: Mapping[str, str] | None = None,
        by: str = "clerk",
    ) -> None:
        """Add an entry about a letter, or about nobody's reply."""
        own = letter or Letter("", "", "")
        number = NUMBERS[own.recipient] if own.template == TEMPLATE else ""
        recipients = LIST if letter else ""
        entry = Entry(
            kind, own.mailing, AT, own.recipient, number, own.template, recipients, None, by, files or {}, details
        )
        self.register.append([entry])

    def ask(self, *recipients: str, posted: str = "2017-08-04") -> None:
        """Write down that letters were made, and posted."""
        questions = {"questionnaire": "psp-2017", "questions": [FIRST, SECOND, THIRD], "due": "2017-08-18"}
        for recipient in recipients:
            self.add("made", to(recipient), {"name": NAMES[recipient], **questions})
            if posted:
                self.add("dispatched", to(recipient), {"date": posted, "route": "first-class-mail"})

    def survey(self, recipient: str) -> Letter:
        """Write down that another questionnaire went to somebody, with questions of other kinds."""
        template = ROOT / "tests" / "replies" / "second" / f"{SURVEY}.md"
        shutil.copy(template, self.root / "templates" / f"{SURVEY}.md")
        letter = Letter("cameras-2018", recipient, SURVEY)
        asked = ["written-policy", "public-release", "storage", "cameras", "began", "training"]
        details = {"questionnaire": "bwc-2018", "questions": asked, "due": "2018-03-02", "name": NAMES[recipient]}
        self.add("made", letter, details)
        return letter

    def came(
        self,
        letter: Letter | None,
        content: str | bytes = LETTER,
        name: str = "letter.txt",
        on: str = "2017-08-16",
        match: Match | None = None,
    ) -> str:
        """Keep an original, write down that it came, and return its checksum."""
        whole = content.encode() if isinstance(content, str) else content
        sha256 = hashlib.sha256(whole).hexdigest()
        file = f"output/originals/{sha256}{Path(name).suffix}"
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(whole)
        found = match or Match(letter.recipient if letter else None, "", "text", "accepted", "")
        details = {"name": name, "date": on, "route": "first-class-mail", "match": found.as_json()}
        self.add("received", letter, details, {file: sha256})
        return sha256

    def read(
        self,
        letter: Letter | None,
        sha256: str,
        answers: Mapping[str, Mapping[str, Any]],
        kind: str = "answers",
        doubt: str = "",
        unreadable: tuple[Mapping[str, str], ...] = (),
    ) -> None:
        """Write down what a reply says."""
        kept = {name: dict(one) for name, one in answers.items()}
        details = {"reply": sha256, "kind": kind, "doubt": doubt, "answers": kept, "unreadable": list(unreadable)}
        self.add("read", letter, details)

    def waits(self, recipient: str = "stockton", *, on: str = "2017-08-16") -> str:
        """Let a letter come of which two answers wait and one is plain; return its checksum."""
        sha256 = self.came(to(recipient), on=on)
        answers = {
            FIRST: said("partial", "Yes, with a judge’s warrant.", why="it answers under a condition"),
            SECOND: said("no", "No."),
            THIRD: said("unclear", "We would rather speak of it.", why="no answer can be told from it"),
        }
        self.read(to(recipient), sha256, answers)
        return sha256

    def run(self, *words: str | Path, typed: Any = None) -> Outcome:
        """Run a command about replies."""
        return command("replies", *words, workspace=self.root, typed=typed)

    def entries(self, *kinds: str) -> list[dict[str, Any]]:
        """Return what the register holds, read with SQLite itself."""
        with closing(sqlite3.connect(self.root / "output" / "register.sqlite")) as connection:
            rows = connection.execute(
                "SELECT id, kind, mailing, recipient, number, by, files, details, amends FROM entry ORDER BY id"
            ).fetchall()
        found = [
            {
                "id": number,
                "kind": kind,
                "letter": (mailing, who),
                "number": reference,
                "by": by,
                "files": json.loads(files),
                "details": json.loads(details),
                "amends": amends,
            }
            for number, kind, mailing, who, reference, by, files, details, amends in rows
        ]
        return [one for one in found if one["kind"] in kinds]

    def letter(self, recipient: str, mailing: str = MAILING) -> dict[str, Any]:
        """Return what ``responses.yaml`` says of a letter."""
        text = (self.root / "output" / mailing / "responses.yaml").read_text("utf-8")
        whole: dict[str, Any] = yaml.safe_load(text)
        own: dict[str, Any] = whole["letters"][recipient]
        return own

    def answers(self, recipient: str, mailing: str = MAILING) -> dict[str, str]:
        """Return the answers on record as ``responses.yaml`` has them; empty where one waits only."""
        own = self.letter(recipient, mailing)["answers"]
        return {question: f"{one.get('answer', '')} {one.get('value', '')}".strip() for question, one in own.items()}


def to(recipient: str) -> Letter:
    """Return the letter that asked somebody."""
    return Letter(MAILING, recipient, TEMPLATE)


def said(answer: str, words: str = "", *, why: str = "", value: str = "", text: str = LETTER) -> dict[str, Any]:
    """Return an answer as a reading holds it: accepted, or waiting with a reason."""
    start = text.index(words) if words else 0
    passage = Passage("letter.txt", 1, start, start + len(words), words).as_json()
    return {
        "answer": answer,
        "value": value,
        "passages": [passage] if words else [],
        "authorities": [],
        "explanation": None,
        "third_party": None,
        "method": "proposed" if why else "explicit",
        "status": "needs-review" if why else "accepted",
        "reason": why,
        "confidence": 0.6 if why else 0.9,
    }


def office(root: Path) -> Register:
    """Copy the repository's workspace, and begin a register in it."""
    root.mkdir()
    shutil.copy(ROOT / "correspondence.yaml", root)
    for name in ("templates", "recipients"):
        shutil.copytree(ROOT / name, root / name)
    return open_register(address_of(Workspace(root).settings.database, None, root), begin=True)
