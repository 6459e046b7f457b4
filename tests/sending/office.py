"""An office whose letters go out by e-mail, and its mail server."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.command_line import Outcome, command, spawned
from tests.post_office import HOST, PostOffice
from tests.tools import ROOT

FROM = "records@office.example"
LETTER, LIST = "survey", "towns"
TEMPLATE = """\
---
layout: letter
title: Survey of records rooms
sender: office-of-justice-programs
signer: alan-hanson
date: 2030-03-04
---
We ask the {{ recipient.organization }} to tell us how its records are kept. The number of your town is {{ recipient.code }}.
"""
RELEASE = """\
---
layout: press-release
title: Records rooms are counted
sender: office-of-public-affairs
date: 2030-03-04
headline: RECORDS ROOMS ARE COUNTED
dateline: WASHINGTON
release_number: 30-101
---
The office today announced that *all* records rooms of the state are counted.
"""


@dataclass(frozen=True)
class Office:
    """A workspace with letters that were made, and its mailing."""

    root: Path

    @classmethod
    def made(cls, folder: Path, count: int = 4, formats: str = "pdf,docx") -> Office:
        """Make a workspace and its letters."""
        folder.mkdir(parents=True)
        for name in ("templates", "recipients"):
            shutil.copytree(ROOT / name, folder / name)
        shutil.copy(ROOT / "correspondence.yaml", folder)
        made = cls(folder)
        made.write("templates/survey.md", TEMPLATE)
        made.write("templates/rooms.md", RELEASE)
        sender = folder / "templates/senders/office-of-justice-programs.yaml"
        sender.write_text(f"{sender.read_text('utf-8')}contacts: {{email: {FROM}}}\n", "utf-8")
        sender = folder / "templates/senders/office-of-public-affairs.yaml"
        text = sender.read_text("utf-8").replace("contacts:\n", "contacts:\n  email: press@office.example\n")
        sender.write_text(text, "utf-8")
        made.write("recipients/towns.yaml", "recipients:\n" + "".join(map(record, range(count))))
        done = spawned("merge", LETTER, LIST, "--format", formats, folder=folder)
        assert done.status == 0, done.err
        return made

    def copied(self, folder: Path) -> Office:
        """Return a copy that a test may change."""
        return Office(Path(shutil.copytree(self.root, folder)))

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        (self.root / name).write_text(text, "utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Change a file."""
        path = self.root / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def settings(self, office: PostOffice, *further: str) -> None:
        """Let the mails go through a server."""
        own = ("security: plain", "rate: 60000", "retry_after: [1]")
        given = {line.partition(":")[0] for line in further}
        lines = [f"host: {HOST}", f"port: {office.port}", *further]
        lines += [line for line in own if line.partition(":")[0] not in given]
        text = (ROOT / "correspondence.yaml").read_text("utf-8")
        self.write("correspondence.yaml", text + "mail:\n" + "".join(f"  {line}\n" for line in lines))

    def run(self, *words: str, typed: Any = None) -> Outcome:
        """Run a command."""
        return command(*words, workspace=self.root, typed=typed)

    def send(self, *words: str, template: str = LETTER, to: tuple[str, ...] = (LIST,)) -> Outcome:
        """Send the letters through the server, without being asked."""
        return self.run("send", template, *to, "--smtp", "--yes", *words)

    def entries(self, kind: str = "dispatched", mailing: str = LIST) -> list[dict[str, Any]]:
        """Return what the register has."""
        listed = self.run("register", "list", mailing, "--kind", kind, "--json")
        found: list[dict[str, Any]] = json.loads(listed.out)["entries"]
        return found

    def journal(self, mailing: str = LIST) -> list[dict[str, Any]]:
        """Return the lines of the outbox."""
        text = (self.root / f"output/outbox/{mailing}.jsonl").read_text("utf-8")
        return [json.loads(line) for line in text.splitlines() if line]


def word_of(number: int) -> str:
    """Return a name made of letters alone, another one for each number."""
    letters = ""
    while number or not letters:
        number, rest = divmod(number, 20)
        letters = "bcdfghjklmnpqrstvwxz"[rest] + "aeiou"[rest % 5] + letters
    return letters.capitalize()


def record(number: int) -> str:
    """Return one town of the list."""
    name = word_of(number)
    return (
        f"  - {{id: t{number:03}, title: Clerk, name: Pat {name}, organization: Town of {name}, code: C{number:03}-{name}, "
        f'address: {{street: {number + 1} Main Street, city: Springfield, state: IL, zip: "62701"}}, '
        f"email: {name.lower()}@town{number:03}.example}}\n"
    )


def parsed(content: bytes) -> EmailMessage:
    """Read a mail."""
    found = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def said(mail: EmailMessage, kind: str = "plain") -> str:
    """Return what a mail says, as text or as a web page."""
    part = mail.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n")
