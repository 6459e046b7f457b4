"""An office with one mailing that went out and was answered, for tests of archives."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.command_line import Outcome, command
from tests.tools import ROOT, run

MAILING = "towns"
SETTINGS = """\
profile: justice-2017
archive:
  organization: Office of Examples
  address: 1 Archive Road, Springfield, IL 62701
  contact_name: Pat Keeper
  contact_telephone: (202) 555-0101
  contact_email: records@example.gov
  creator: Office of Examples | Letters Desk
  series: Letters to Towns
  disposition_authority: DAA-0060-2017-0001-0001
  access_restriction: None
  use_restriction: None
"""
TEMPLATE = """\
---
layout: letter
title: Water | and roads
sender: office-of-justice-programs
signer: alan-hanson
date: 2020-03-04
questionnaire:
  id: water-2020
  due: 2020-04-01
  questions:
    - id: wells
      text: Does your town have wells of its own?
    - id: bridges
      text: Are its bridges inspected every year?
---
The office asks the {{ recipient.organization }}:

{{ questions }}
"""
LIST = """\
recipients:
  - id: springfield
    title: Mayor
    name: Robin Example
    organization: "Town | of Springfield"
    address: {street: 1 Main Street, city: Springfield, state: IL, zip: "62701"}
    email: mayor@springfield.example.gov
  - id: shelbyville
    title: Mayor
    name: Sam Example
    organization: Town of Shelbyville
    address: {street: 2 Main Street, city: Shelbyville, state: IL, zip: "62565"}
"""
REPLY = """\
Town of Springfield
1 Main Street
Springfield, Illinois 62701

March 18, 2020

Our answers to your questions of March 4, 2020 are:

1. Yes.

2. No.

Robin Example
Mayor
"""
STRANGER = "A letter of somebody whom nobody asked.\n"


def begin(folder: Path) -> Path:
    """Make the office: two letters with forms and mails are merged and posted, one is answered, one by telephone."""
    (folder / "templates").mkdir(parents=True)
    (folder / "recipients").mkdir()
    (folder / "correspondence.yaml").write_text(SETTINGS, "utf-8")
    (folder / "templates" / "towns.md").write_text(TEMPLATE, "utf-8")
    (folder / "recipients" / f"{MAILING}.yaml").write_text(LIST, "utf-8")
    (folder / "templates" / "another.md").write_text(TEMPLATE.replace("water-2020", "other-2020"), "utf-8")
    (folder / "recipients" / "others.yaml").write_text(LIST, "utf-8")
    inbox = folder.parent / "inbox"
    inbox.mkdir()
    (inbox / "springfield.txt").write_text(REPLY, "utf-8")
    (inbox / "stranger.txt").write_text(STRANGER, "utf-8")
    for words in (
        ("merge", "another", "others", "--format", "text"),
        ("merge", "towns", MAILING, "--with-form"),
        ("send", "towns", MAILING, "--only", "springfield"),
        ("register", "mark", MAILING, "--posted", "2020-03-05", "--route", "first-class-mail"),
    ):
        done(command(*words, workspace=folder))
    done(command("replies", "record", inbox, "--received", "2020-03-20", workspace=folder), 3)
    reply = hashlib.sha256(REPLY.encode()).hexdigest()[:12]
    belongs = ("--belongs", reply, "springfield", "--by", "Lee Clerk", "--reason", "by its questions")
    done(command("replies", "review", MAILING, *belongs, workspace=folder))
    how = ("--route", "telephone", "--date", "2020-03-21", "--from", "the Mayor", "--by", "Lee Clerk", "--yes")
    said = ("--words", "No wells, and the bridges are inspected.", "--answer", "wells=no", "--answer", "bridges=yes")
    done(command("replies", "enter", MAILING, "shelbyville", *how, *said, workspace=folder))
    return folder


def done(outcome: Outcome, status: int = 0) -> Outcome:
    """Make sure that a command ended as it should, and return how it did."""
    assert outcome.status == status, outcome.err + outcome.out
    return outcome


def held(name: str, outcome: Outcome, status: int = 0) -> Any:
    """Hold what was printed against its contract, and return it."""
    printed = json.loads(done(outcome, status).out)
    schema = json.loads((ROOT / "docs" / "json" / f"{name}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(printed)] == []
    return printed


def by_another_tool(bag: Path) -> str:
    """Validate a bag with the Library of Congress's program; return what it objects to, empty where it does not."""
    ended = run(sys.executable, "-W", "ignore", "-m", "bagit", "--validate", "--quiet", bag, ok=(0, 1))
    assert (ended.returncode == 0) == (ended.stderr == "")
    return ended.stderr


def tree(folder: Path) -> dict[str, str]:
    """Return the checksum of every file below a folder, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
