"""A merge in which every field of every recipient is hostile: each letter is made, and says it as text."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from itertools import count, islice
from pathlib import Path
from typing import Any

import docx
import pytest
from fontTools.ttLib import TTFont

from correspondence.render.fonts import find_fonts
from tests.command_line import command
from tests.tools import program, qpdf_check, run, struct_text, to_pdf

TEMPLATE = """\
---
layout: letter
title: Letter to everybody
sender: office-of-justice-programs
signer: alan-hanson
date: 2030-03-04
---
The words {{ recipient.note }} stand between other words, **{{ recipient.jurisdiction }}** is strong, and *{{ recipient.family_name }}* is not.

- {{ recipient.remark }}
- {{ recipient.email }}

| What | Said |
|---|---|
| {{ recipient.cell }} | {{ recipient.other }} |
"""
ATTACKS = (
    "# A heading",
    "1. a list",
    "- a list",
    "> quoted",
    "::: note",
    ":::",
    "---",
    "| a | b |",
    "*a* _b_ **c** ~~d~~ `e`",
    "[a](https://example.gov)",
    "![a](../../etc/passwd)",
    "<b>a</b><script>alert(1)</script><!-- c -->",
    "]]><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;",
    "&lt;w:t&gt; &amp; &#35; &copy;",
    "</w:t></w:r></w:p><w:p>",
    "a { background: url(file:///etc/passwd) } /* b */",
    "{{ 7 * 7 }} {% raw %} {# a #} }}",
    "{{ ''.__class__.__mro__ }}",
    "${7*7} #{7*7} <%= 7*7 %> $(id) `id`",
    "=1+1",
    '=HYPERLINK("http://example.gov","a")',
    "@SUM(A1) +1 -1",
    "'; DROP TABLE entries; --",
    '" OR ""="',
    "../../../etc/passwd",
    "..\\..\\CON.txt",
    "C:\\Windows\\system32",
    "/dev/null",
    "name.pdf%2e%2e%2f",
    'MERGEFIELD "Name" \\* MERGEFORMAT',
    "a: b, c: [d, {e: f}] # g",
    "!!python/object:os.system",
    "\\n \\t \\\\ \\u0041",
    "%s %d %(name)s {0} {name!r}",
    "\"a\" 'b' it's (c) (tm) -- ...",
    "x\u00ady\u200bz",
    "e\u0301 n\u0303 o\u0308",
    "\u00bd \u2044 \u20ac \u00a7 \u00b6 \u2020",
    "Bcc: a@example.gov",
    "0",
    "None null true ~",
    "W" * 300,
    "loremipsum" * 40,
    "a/" * 200,
    "12345" * 30,
)  # fmt: skip
ADDRESSES = (
    "o'neil+=1+1@{name}.example",
    "a.b_c-d@{name}.example",
    "{{{{7*7}}}}@{name}.example",
    "$id`id`@{name}.example",
    "#x!y%z&w@{name}.example",
    "*a*_b_@{name}.example",
)


def scripts() -> dict[str, str]:
    """Return all letters of which every face of the fonts has a picture, by the script that Unicode calls them after."""
    faces = [set(TTFont(face.path).getBestCmap()) for face in find_fonts().faces.values()]
    found: dict[str, str] = {}
    for code in sorted(set.intersection(*faces)):
        sign = chr(code)
        if unicodedata.category(sign) in {"Lu", "Ll", "Lo"} and unicodedata.normalize("NFKC", sign) == sign:
            script = unicodedata.name(sign, "").partition(" ")[0]
            found[script] = found.get(script, "") + sign
    return found


def words() -> tuple[str, ...]:
    """Return hostile values, and words of every script: all letters of it, eight at a time."""
    written = [letters[at : at + 8] for letters in scripts().values() for at in range(0, len(letters), 8)]
    return (*ATTACKS, *written)


def records(letters: int) -> list[dict[str, Any]]:
    """Return recipients in all of whose fields something hostile stands, each value at another place each time."""
    known = words()
    found = []
    for number in range(letters):
        at = count(number * 7)
        one, two, three, four, five, six, seven, eight, nine, ten = (known[next(at) % len(known)] for _ in range(10))
        email = ADDRESSES[number % len(ADDRESSES)].format(name=f"town{number}")
        found.append(
            {
                "id": f"{number}--_-{number:x}",
                "title": one,
                "name": two,
                "position": three,
                "organization": four,
                "address": [five, six, f"{seven} {number}"],
                "jurisdiction": eight,
                "email": email,
                "family_name": nine,
                "salutation": f"Dear {ten}",
                "note": f"{one}\n{three}",
                "remark": five,
                "cell": seven,
                "other": f"{nine} {ten}",
            }
        )
    return found


def said(text: str) -> str:
    """Return what is said, whatever its line breaks and however its accents are written."""
    kept = (sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) not in {"Cf", "Cc"})
    return re.sub(r"\s", "", "".join(kept)).replace("\N{HYPHEN}", "-")


def values_of(record: dict[str, Any]) -> list[str]:
    """Return the values of a recipient that a letter prints, each line by itself; its own colon ends the salutation."""
    lines: list[str] = [record["salutation"].rstrip(":, ")]
    for name, value in record.items():
        if name not in {"id", "salutation"}:
            lines += value if isinstance(value, list) else str(value).split("\n")
    return lines


def lacking(record: dict[str, Any], text: str) -> list[str]:
    """Return the values that a letter does not say; of those that go from right to left, the words that it does not."""
    whole = said(text)
    found: list[str] = []
    for value in values_of(record):
        if any(unicodedata.bidirectional(sign) == "R" for sign in value):
            found += (word for word in value.split() if said(word) not in whole and said(word)[::-1] not in whole)
        elif said(value) not in whole:
            found.append(value)
    return found


def unread(record: dict[str, Any], pdf: Path) -> list[str]:
    """Return the values that a PDF does not say.

    A value is read line by line, or in the order of the tags, or in two parts where a page ends within it.
    """
    if not (left := lacking(record, run(program("pdftotext"), "-raw", pdf, "-").stdout)):
        return []
    whole = said(struct_text(pdf))
    return [value for value in left if not any(parted(said(value), at, whole) for at in range(len(said(value))))]


def parted(value: str, at: int, whole: str) -> bool:
    """Tell whether a text holds a value's beginning up to a place, and the rest of it."""
    return value[:at] in whole and value[at:] in whole


def outside(pdf: Path) -> list[str]:
    """Return the words that do not stand on their page, as pdftotext finds them."""
    shown = run(program("pdftotext"), "-bbox", pdf, "-").stdout
    return [
        word
        for x0, x1, word in re.findall(
            r'<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)" [^>]*>(.*?)</word>', shown
        )
        if float(x0) < 0 or float(x1) > 612
    ]


def merge_and_read(office: Path, letters: int, converted: int) -> None:
    """Merge hostile values, and read every letter back; so many of the Word files are read by LibreOffice too."""
    hostile = records(letters)
    (office / "templates" / "everybody.md").write_text(TEMPLATE, "utf-8")
    listed = json.dumps({"recipients": hostile}, ensure_ascii=False)
    (office / "recipients" / "hostile.yaml").write_text(listed, "utf-8")
    outcome = command("merge", "everybody", "hostile", workspace=office)
    assert outcome.status == 0, outcome.err[-3000:]
    folder = office / "output" / "hostile"
    names = [str(one["id"]) for one in hostile]
    assert sorted(path.name for path in folder.glob("*.pdf")) == sorted(f"{name}.pdf" for name in names)
    assert sorted(path.name for path in folder.glob("*.docx")) == sorted(f"{name}.docx" for name in names)
    for record, name in zip(hostile, names, strict=True):
        pdf = folder / f"{name}.pdf"
        assert unread(record, pdf) == [], name
        assert outside(pdf) == [], name
        assert lacking(record, text_of(folder / f"{name}.docx")) == [], name
    assert qpdf_check(folder / f"{names[-1]}.pdf") == []
    chosen = [folder / f"{name}.docx" for name in islice(names, converted)]
    for path, pdf in to_pdf(chosen, office / "converted").items():
        record = next(one for one in hostile if one["id"] == path.stem)
        assert unread(record, pdf) == [], path.name
    # nothing lies anywhere else, and the register has each of them
    assert {path.name for path in office.iterdir()} <= {
        "correspondence.yaml",
        "templates",
        "recipients",
        "output",
        "converted",
    }
    with sqlite3.connect(office / "output" / "register.sqlite") as register:
        made = register.execute("select count(*), count(distinct recipient) from entry where kind = 'made'").fetchone()
    assert made == (letters, letters)


def text_of(path: Path) -> str:
    """Return what a Word file says in its body, as python-docx reads it."""
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_fonts_have_more_scripts_than_ours() -> None:
    assert {"LATIN", "GREEK", "CYRILLIC", "HEBREW"} <= scripts().keys()


def test_hostile_values_are_said_as_text(workspace: Path) -> None:
    merge_and_read(workspace, 12, 3)


@pytest.mark.acceptance
def test_two_hundred_letters_of_hostile_values_are_said_as_text(workspace: Path) -> None:
    merge_and_read(workspace, 200, 200)
