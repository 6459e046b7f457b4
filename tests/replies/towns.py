"""An office that asked five towns about their records rooms, and reminds those who have not answered."""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from correspondence.entries import Entry, Kind
from correspondence.register import address_of, open_register
from correspondence.workspace import Workspace
from tests.command_line import Outcome, command
from tests.tools import ROOT

MAILING, QUESTIONS, REMINDER = "towns-2030", "records-rooms", "rooms-reminder"
AT = datetime.datetime(2030, 3, 20, 12, 0, tzinfo=datetime.UTC)
SENDER = """\
agency: Office of Public Records
city_line: Springfield, Illinois 62701
contacts: {email: records@office.example}
signers:
  director: {name: Pat Example, title: Director}
"""
ASKING = """\
---
layout: letter
title: Survey of records rooms
sender: records
signer: director
signature: none
questionnaire:
  id: rooms
  due: 2030-03-15
  questions:
    - id: locked
      text: Is the room locked?
    - id: staff
      text: How many people work there?
      kind: number
---
Please answer by {{ questionnaire.due | long_date }}.

{{ questions }}
"""
REMINDING = """\
---
layout: letter
title: "Reminder: records rooms"
sender: records
signer: director
signature: none
follows: records-rooms
---
Our letter {{ original.number }} of {{ original.date | long_date }}, “{{ original.title }}”, asked you to answer by {{ original.due | long_date }}. This is the {{ reminder.round | ordinal }} reminder.

{% for question in original.questions %}
1. {{ question.text }}
{% endfor %}

Perhaps the letter went astray between our office and yours; a copy of it is yours for the asking.
"""
LIST = """\
shared: {date: 2030-03-01}
recipients:
  - {id: alder, title: Clerk, name: Ann Muster, organization: Town of Alder, email: clerk@alder.example, address: {street: 1 Main Street, city: Alder, state: IL, zip: "62702"}}
  - {id: birch, title: Clerk, name: Ben Muster, organization: Town of Birch, address: {street: 2 Main Street, city: Birch, state: IL, zip: "62703"}}
  - {id: cedar, title: Clerk, name: Cay Muster, organization: Town of Cedar, email: cay@cedar.example, address: {street: 3 Main Street, city: Cedar, state: IL, zip: "62704"}}
  - {id: dogwood, title: Clerk, name: Dee Muster, organization: Town of Dogwood, address: {street: 4 Main Street, city: Dogwood, state: IL, zip: "62705"}}
  - {id: elm, title: Clerk, name: Eva Muster, organization: Town of Elm, address: {street: 5 Main Street, city: Elm, state: IL, zip: "62706"}}
"""


@dataclass
class Towns:
    """The office's folder, and what a test does in it."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> Towns:
        """Begin the office, merge the five letters and post all but the one to Elm."""
        root.mkdir()
        shutil.copy(ROOT / "correspondence.yaml", root)
        for name, text in (
            ("templates/senders/records.yaml", SENDER),
            (f"templates/{QUESTIONS}.md", ASKING),
            (f"templates/{REMINDER}.md", REMINDING),
            (f"recipients/{MAILING}.yaml", LIST),
        ):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, "utf-8")
        shutil.copytree(ROOT / "templates" / "profiles", root / "templates" / "profiles")
        towns = cls(root)
        assert towns.run("merge", QUESTIONS, MAILING, "--format", "text").status == 0
        mark = ("register", "mark", MAILING, "--posted", "2030-03-02", "--as-of", "2030-03-02")
        assert towns.run(*mark, "--only", "alder,birch,cedar,dogwood").status == 0
        return towns

    def run(self, *words: str | Path) -> Outcome:
        """Run a command in the office."""
        return command(*words, workspace=self.root)

    def remind(self, *words: str | Path, on: str = "2030-03-20", formats: str = "pdf,text") -> Outcome:
        """Remind, as of a day."""
        return self.run(
            *("replies", "remind", MAILING, "--template", REMINDER, "--as-of", on, "--format", formats), *words
        )

    def folder(self, number: int = 1) -> Path:
        """Return where the reminders of a batch lie."""
        return self.root / "output" / f"{MAILING}-reminder-{number}"

    def text(self, recipient: str, number: int = 1) -> str:
        """Return the words of a reminder."""
        return (self.folder(number) / f"{recipient}.txt").read_text("utf-8")

    def rows(self, mailing: str = "", kind: str = "") -> list[dict[str, Any]]:
        """Return entries of the register, read by SQLite itself."""
        with closing(sqlite3.connect(self.root / "output" / "register.sqlite")) as file:
            file.row_factory = sqlite3.Row
            rows = [dict(one) for one in file.execute("SELECT * FROM entry ORDER BY id")]
        for one in rows:
            one |= {"details": json.loads(one["details"]), "files": json.loads(one["files"])}
        return [one for one in rows if mailing in {"", one["mailing"]} and kind in {"", one["kind"]}]

    def number(self, recipient: str, mailing: str = MAILING) -> str:
        """Return a letter's reference number."""
        return next(str(one["number"]) for one in self.rows(mailing) if one["recipient"] == recipient)

    def add(self, what: Kind, recipient: str, mailing: str = MAILING, /, **details: Any) -> None:
        """Write something down in the register about a letter."""
        template = QUESTIONS if mailing == MAILING else REMINDER
        number = self.number(recipient, mailing) if recipient else ""
        files: dict[str, str] = {}
        if what == "received":
            files = {f"output/originals/{details['name']}": hashlib.sha256(details["name"].encode()).hexdigest()}
        entry = Entry(what, mailing if recipient else "", AT, recipient, number, template, files=files, details=details)
        workspace = Workspace(self.root)
        with open_register(address_of(workspace.settings.database, None, self.root)) as register:
            register.append([entry])

    def came(self, recipient: str, kind: str, on: str = "2030-03-12", **answers: str) -> None:
        """Write down that a reply came, and what it says."""
        name = f"{recipient}-{kind}-{on}.txt"
        self.add("received", recipient, name=name, date=on)
        said: dict[str, Any] = {
            question: {
                "answer": answer,
                "value": "",
                "passages": [],
                "authorities": [],
                "explanation": None,
                "third_party": None,
                "method": "form-field",
                "status": "needs-review" if answer == "unclear" else "accepted",
                "reason": "",
                "confidence": 1.0,
            }
            for question, answer in answers.items()
        }
        reply = hashlib.sha256(name.encode()).hexdigest()
        self.add("read", recipient, reply=reply, kind=kind, doubt="", dated=None, answers=said, unreadable=[])
